//! Minutes that passed, working and calendar time side by side.
//!
//! Sums saturate at the bounds of `i64` minutes, seventeen trillion years: an overflowing sum is longer than any limit
//! anyway.

use std::cmp::Ordering;
use std::iter::Sum;
use std::ops::Add;

use num_rational::Ratio;

use super::{DayKind, Duration, MINUTES_PER_DAY, Unit};
use crate::messages::Lang;

/// Minutes of working time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkingMinutes(pub i64);

/// Minutes of calendar time, 1440 a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarMinutes(pub i64);

/// Working and calendar time, kept apart: no number converts one into the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Elapsed {
    /// Working time.
    pub working: WorkingMinutes,
    /// Calendar time.
    pub calendar: CalendarMinutes,
}

impl Elapsed {
    /// Working minutes alone.
    pub const fn working(minutes: i64) -> Self {
        Self {
            working: WorkingMinutes(minutes),
            calendar: CalendarMinutes(0),
        }
    }

    /// Calendar minutes alone.
    pub const fn calendar(minutes: i64) -> Self {
        Self {
            working: WorkingMinutes(0),
            calendar: CalendarMinutes(minutes),
        }
    }

    /// Minutes of one kind alone.
    pub const fn of(kind: DayKind, minutes: i64) -> Self {
        match kind {
            DayKind::Working => Self::working(minutes),
            DayKind::Calendar => Self::calendar(minutes),
        }
    }

    /// Whether no time passed.
    pub fn is_zero(self) -> bool {
        self == Self::default()
    }

    /// Whether both kinds of time are in it, so that only dates compare it with a limit.
    pub const fn is_mixed(self) -> bool {
        self.working.0 != 0 && self.calendar.0 != 0
    }

    /// The minutes, where they are all of this kind.
    pub const fn minutes_of(self, kind: DayKind) -> Option<i64> {
        match (kind, self.working.0, self.calendar.0) {
            (DayKind::Working, minutes, 0) | (DayKind::Calendar, 0, minutes) => Some(minutes),
            _ => None,
        }
    }

    /// This time, `rounds` times.
    #[must_use]
    pub fn times(self, rounds: u32) -> Self {
        let rounds = i64::from(rounds);
        Self {
            working: WorkingMinutes(self.working.0.saturating_mul(rounds)),
            calendar: CalendarMinutes(self.calendar.0.saturating_mul(rounds)),
        }
    }

    /// The time for a reader, with working days of 8 hours: "2 working days 4 hours", "14 days", "½ ngày làm việc".
    pub fn show(self, lang: Lang) -> String {
        self.show_with(lang, MINUTES_PER_DAY)
    }

    /// The time for a reader in months, as it was written in months, each counted as 30 days; in days where it comes out in no
    /// hundredths of one.
    pub fn show_in_months(self, lang: Lang) -> String {
        let months = Ratio::new(self.calendar.0, 30 * 1440);
        if self.working.0 == 0 && months.numer().abs() < 1_000_000 && (months * 100).is_integer() {
            return Duration::new(months, Unit::Month, None).show(lang);
        }
        self.show(lang)
    }

    /// The time for a reader, with working days of `minutes_per_day`.
    pub fn show_with(self, lang: Lang, minutes_per_day: i64) -> String {
        let calendar_day = match (lang, self.is_mixed()) {
            (Lang::En, false) => "day",
            (Lang::En, true) => "calendar day",
            (Lang::Vi, false) => "ngày",
            (Lang::Vi, true) => "ngày lịch",
        };
        let (working_day, calendar_hours, and) = match lang {
            Lang::En => ("working day", ["calendar hour", "calendar minute"], " and "),
            Lang::Vi => ("ngày làm việc", ["giờ lịch", "phút lịch"], " và "),
        };
        let hours = match lang {
            Lang::En => ["hour", "minute"],
            Lang::Vi => ["giờ", "phút"],
        };
        let working = || {
            split(
                self.working.0,
                minutes_per_day,
                working_day,
                hours,
                hours,
                lang,
            )
        };
        let calendar = || {
            split(
                self.calendar.0,
                1440,
                calendar_day,
                hours,
                calendar_hours,
                lang,
            )
        };
        match (self.working.0, self.calendar.0) {
            (_, 0) => working(),
            (0, _) => calendar(),
            _ => working() + and + &calendar(),
        }
    }
}

/// Days, hours and minutes, without those that are zero. `alone` names hours and minutes when no day stands before them.
fn split(
    minutes: i64,
    per_day: i64,
    day: &str,
    hours: [&str; 2],
    alone: [&str; 2],
    lang: Lang,
) -> String {
    let per_day = per_day.max(1);
    if minutes.checked_mul(2) == Some(per_day) {
        return format!("½ {day}");
    }
    let (days, rest) = (minutes / per_day, minutes % per_day);
    let names = if days == 0 { alone } else { hours };
    let mut pieces = Vec::new();
    for (count, name) in [(days, day), (rest / 60, names[0]), (rest % 60, names[1])] {
        if count != 0 {
            pieces.push(format!("{count} {name}{}", plural(lang, count > 1)));
        }
    }
    if pieces.is_empty() {
        return format!("0 {day}{}", plural(lang, true));
    }
    pieces.join(" ")
}

/// The ending of an English noun; Vietnamese nouns have none.
pub(super) const fn plural(lang: Lang, many: bool) -> &'static str {
    match (lang, many) {
        (Lang::En, true) => "s",
        _ => "",
    }
}

impl Add for Elapsed {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            working: WorkingMinutes(self.working.0.saturating_add(other.working.0)),
            calendar: CalendarMinutes(self.calendar.0.saturating_add(other.calendar.0)),
        }
    }
}

impl Sum for Elapsed {
    fn sum<I: Iterator<Item = Self>>(times: I) -> Self {
        times.fold(Self::default(), Add::add)
    }
}

/// Longer in one component and not shorter in the other; otherwise the two cannot be compared without dates.
impl PartialOrd for Elapsed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        let working = self.working.cmp(&other.working);
        let calendar = self.calendar.cmp(&other.calendar);
        match (working, calendar) {
            (same, Ordering::Equal) | (Ordering::Equal, same) => Some(same),
            (working, calendar) if working == calendar => Some(working),
            _ => None,
        }
    }
}
