//! Which of two times is longer, where files leave open which days count.
//!
//! Times of one kind are compared by number, exactly. A bare "ngày" is the kind that the file states; else it is read both ways,
//! and what holds both ways is certain. Working against calendar time is decided by the calendar, over every day of receipt
//! that it knows, because no number converts one into the other. Nothing here knows rules.

use std::cmp::Ordering;

use num_rational::Ratio;

use super::Context;
use super::dates::{Dates, Question, by_date};
use super::moves::{add, after, moves};
use crate::finding::Finding;
use crate::messages::{Lang, Localized};
use crate::model::calendar::Calendar;
use crate::model::date::Date;
use crate::model::duration::{Ambiguous, DayKind, Duration, Elapsed, Unit};

/// How a time compares with a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Length {
    /// Certainly shorter.
    Shorter,
    /// Certainly equal.
    Equal,
    /// Certainly longer.
    Longer,
}

/// By how much, and how surely, a time is longer than a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Excess {
    /// Never.
    None,
    /// Whatever a bare day is, and on every day of receipt.
    Always,
    /// On some days of receipt.
    Sometimes(Dates),
    /// Only if a bare day is of this kind; and then, where it is so, on some days of receipt.
    OnlyIf(DayKind, Option<Dates>),
}

impl Excess {
    /// Whether there is none: nothing need be said.
    pub(super) fn is_none(&self) -> bool {
        *self == Self::None
    }

    /// A finding about an excess, as sure as the excess is; none where there is none.
    pub(super) fn qualify(self, finding: Finding) -> Option<Finding> {
        let (kind, dates) = match self {
            Self::None => return None,
            Self::Always => return Some(finding),
            Self::Sometimes(dates) => return Some(finding.label(dates.describe())),
            Self::OnlyIf(kind, dates) => (kind, dates),
        };
        let finding = finding.weak(match kind {
            DayKind::Working => only_if_working(),
            DayKind::Calendar => only_if_calendar(),
        });
        Some(match dates {
            Some(dates) => finding.label(dates.describe()),
            None => finding,
        })
    }
}

/// How a time compares with a limit under one reading of the bare days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    Number(Ordering),
    Dates(Dates),
}

/// What comparing gave, reading by reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Compared {
    Known(Vec<(DayKind, Reading)>),
    /// The times themselves are not clear.
    Unclear(Localized),
}

impl Reading {
    fn length(&self) -> Option<Length> {
        match self {
            Self::Number(Ordering::Less) => Some(Length::Shorter),
            Self::Number(Ordering::Equal) => Some(Length::Equal),
            Self::Number(Ordering::Greater) => Some(Length::Longer),
            Self::Dates(dates) if dates.late == dates.days => Some(Length::Longer),
            Self::Dates(dates) if dates.early == dates.days => Some(Length::Shorter),
            Self::Dates(dates) if dates.late == 0 && dates.early == 0 => Some(Length::Equal),
            Self::Dates(_) => None,
        }
    }

    fn is_ever_longer(&self) -> bool {
        match self {
            Self::Number(order) => *order == Ordering::Greater,
            Self::Dates(dates) => dates.late > 0,
        }
    }
}

impl Compared {
    /// The length, where it is certain.
    pub(super) fn length(&self) -> Option<Length> {
        let Self::Known(readings) = self else {
            return None;
        };
        let mut lengths = readings.iter().map(|(_, reading)| reading.length());
        let first = lengths.next()??;
        lengths.all(|length| length == Some(first)).then_some(first)
    }

    /// Whether, and how surely, the time is longer; the reason where it cannot be told.
    pub(super) fn excess(&self) -> Result<Excess, Localized> {
        let readings = match self {
            Self::Known(readings) => readings,
            Self::Unclear(reason) => return Err(reason.clone()),
        };
        let longer: Vec<_> = readings
            .iter()
            .filter(|(_, reading)| reading.is_ever_longer())
            .collect();
        if longer.len() < readings.len() {
            return Ok(longer.first().map_or(Excess::None, |(kind, reading)| {
                let dates = match reading {
                    Reading::Dates(dates) if dates.late < dates.days => Some(dates.clone()),
                    _ => None,
                };
                Excess::OnlyIf(*kind, dates)
            }));
        }
        // Longer however the days are read: the reading under which it happens least is the one that is certain.
        let least = readings
            .iter()
            .filter_map(|(_, reading)| match reading {
                Reading::Dates(dates) if dates.late < dates.days => Some(dates),
                _ => None,
            })
            .min_by_key(|dates| dates.late);
        Ok(least.map_or(Excess::Always, |dates| Excess::Sometimes(dates.clone())))
    }
}

/// Compares times under one calendar and for one file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comparison<'a> {
    pub(super) calendar: &'a Calendar,
    /// What the file says a bare day is.
    days: Option<DayKind>,
    as_of: Date,
}

impl<'a> Comparison<'a> {
    /// For the process of a context.
    pub(super) fn of(cx: &Context<'a>) -> Self {
        Self {
            calendar: cx.calendar,
            days: cx.process.process.days.as_ref().map(|days| days.value),
            as_of: cx.as_of,
        }
    }

    /// What a bare day is under a limit, if the file or the limit says so.
    pub(super) fn bare_under(&self, limit: Option<&Duration>) -> Option<DayKind> {
        self.days.or_else(|| limit.and_then(kind_of))
    }

    /// Times of the file, one after another, against a limit of the same file: bare times under a limit that names its days
    /// are of the kind of the limit.
    pub(super) fn against(&self, times: &[&Duration], limit: &Duration) -> Compared {
        let readings = match self.bare_under(Some(limit)) {
            Some(kind) => vec![(kind, kind)],
            None => both(),
        };
        self.compare(times, limit, &readings)
    }

    /// A time of the file against a limit of another text, which the file's own meaning of "day" does not bind.
    pub(super) fn against_foreign(&self, time: &Duration, limit: &Duration) -> Compared {
        let readings: Vec<(DayKind, DayKind)> = match self.days {
            Some(days) if limit.is_bare() => {
                both().into_iter().map(|(_, kind)| (days, kind)).collect()
            }
            Some(days) => vec![(days, days)],
            None => both(),
        };
        self.compare(&[time], limit, &readings)
    }

    fn compare(
        &self,
        times: &[&Duration],
        limit: &Duration,
        readings: &[(DayKind, DayKind)],
    ) -> Compared {
        let mut known = Vec::new();
        for (bare, limit_bare) in readings {
            match self.read(times, limit, *bare, *limit_bare) {
                Ok(reading) => known.push((*bare, reading)),
                Err(reason) => return Compared::Unclear(reason),
            }
        }
        Compared::Known(known)
    }

    fn read(
        &self,
        times: &[&Duration],
        limit: &Duration,
        bare: DayKind,
        limit_bare: DayKind,
    ) -> Result<Reading, Localized> {
        let per_day = self.calendar.minutes_per_day();
        let mut total = Elapsed::default();
        for time in times {
            let time = time
                .elapsed(Some(bare), per_day)
                .map_err(Ambiguous::localized)?;
            total = total + time;
        }
        let months = times.iter().any(|time| counts_months(time));
        if let Some(allowed) = self.in_one_kind(total, months, limit, limit_bare)? {
            let total = total.working.0.saturating_add(total.calendar.0);
            return Ok(Reading::Number(total.cmp(&allowed)));
        }
        let mut all = Vec::new();
        for time in times {
            let steps = moves(time, bare, per_day).map_err(Ambiguous::localized)?;
            for step in &steps {
                add(&mut all, step);
            }
        }
        if all.len() > MOVES {
            return Err(too_many_changes());
        }
        let calendar = self.calendar;
        let asked = self.question(limit, limit_bare, total.working.0 > 0);
        by_date(&asked, |begin| after(calendar, begin, &all)).map(Reading::Dates)
    }

    /// What is asked of every day of receipt.
    pub(super) fn question<'q>(
        &'q self,
        limit: &'q Duration,
        bare: DayKind,
        works: bool,
    ) -> Question<'q> {
        Question {
            calendar: self.calendar,
            as_of: self.as_of,
            limit,
            bare,
            works,
        }
    }

    /// The minutes of a limit, where it and the times are of one kind, so that numbers compare them; `months` says whether months
    /// are among the times, which are not all equally long.
    pub(super) fn in_one_kind(
        &self,
        total: Elapsed,
        months: bool,
        limit: &Duration,
        limit_bare: DayKind,
    ) -> Result<Option<i64>, Localized> {
        let allowed = limit
            .elapsed(Some(limit_bare), self.calendar.minutes_per_day())
            .map_err(Ambiguous::localized)?;
        let one_kind = !total.is_mixed()
            && !allowed.is_mixed()
            && (total.is_zero() || (total.working.0 == 0) == (allowed.working.0 == 0));
        let minutes = allowed.working.0.saturating_add(allowed.calendar.0);
        Ok((one_kind && months == counts_months(limit)).then_some(minutes))
    }

    /// A sum of times for a reader, in the kinds of day in which they are written: "14 days", "16 days and 8 working days".
    pub(super) fn written_sum(&self, times: &[&Duration]) -> Localized {
        let mut sum = self.nothing();
        for time in times {
            sum.add(time);
        }
        sum.show()
    }

    /// A sum of no times yet.
    pub(super) fn nothing(&self) -> WrittenSum {
        WrittenSum {
            per_day: self.calendar.minutes_per_day(),
            bare: 0,
            explicit: Elapsed::default(),
        }
    }
}

/// Times added up in the kinds of day in which they are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct WrittenSum {
    per_day: i64,
    /// Minutes of bare days, in days of `per_day`.
    bare: i64,
    explicit: Elapsed,
}

impl WrittenSum {
    /// Add one more; a time that does not come out in whole minutes is left out.
    pub(super) fn add(&mut self, time: &Duration) {
        let Ok(elapsed) = time.elapsed(Some(DayKind::Working), self.per_day) else {
            return;
        };
        if time.is_bare() {
            self.bare = self.bare.saturating_add(elapsed.working.0);
        } else {
            self.explicit = self.explicit + elapsed;
        }
    }

    /// The sum for a reader.
    pub(super) fn show(&self) -> Localized {
        let in_lang = |lang: Lang| {
            let mut pieces = Vec::new();
            for (minutes, day, kind) in [
                (self.bare, self.per_day, None),
                (
                    self.explicit.working.0,
                    self.per_day,
                    Some(DayKind::Working),
                ),
                (self.explicit.calendar.0, 1440, Some(DayKind::Calendar)),
            ] {
                if minutes != 0 {
                    pieces.push(in_days(minutes, day, kind, lang));
                }
            }
            let and = if lang == Lang::Vi { " và " } else { " and " };
            if pieces.is_empty() {
                return Duration::new(Ratio::new_raw(0, 1), Unit::Day, None).show(lang);
            }
            pieces.join(and)
        };
        Localized::new(in_lang(Lang::En), in_lang(Lang::Vi))
    }
}

/// Days where they come out in hundredths, else days, hours and minutes.
fn in_days(minutes: i64, per_day: i64, kind: Option<DayKind>, lang: Lang) -> String {
    let days = Ratio::new(minutes, per_day.max(1));
    if *days.numer() < 1_000_000 && (days * 100).is_integer() && minutes >= 60 {
        let unit = if minutes < per_day && minutes % 60 == 0 && kind == Some(DayKind::Working) {
            Duration::new(Ratio::new(minutes, 60), Unit::Hour, None)
        } else {
            Duration::new(days, Unit::Day, kind)
        };
        return unit.show(lang);
    }
    match kind {
        Some(DayKind::Calendar) => Elapsed::calendar(minutes).show_with(lang, per_day),
        _ => Elapsed::working(minutes).show_with(lang, per_day),
    }
}

/// Whether months are in a time, whose number of days depends on the date.
pub(super) fn counts_months(time: &Duration) -> bool {
    time.parts().any(|part| part.unit == Unit::Month)
}

/// Whether a time is stated in months alone, in calendar time.
pub(super) fn is_months(time: &Duration) -> bool {
    time.kind != Some(DayKind::Working) && time.parts().all(|part| part.unit == Unit::Month)
}

/// The kind of days of a limit that says so.
fn kind_of(limit: &Duration) -> Option<DayKind> {
    if limit.is_bare() {
        return None;
    }
    limit.kind.or_else(|| {
        let elapsed = limit.elapsed(Some(DayKind::Working), 480).ok()?;
        Some(if elapsed.calendar.0 > 0 {
            DayKind::Calendar
        } else {
            DayKind::Working
        })
    })
}

/// Changes between kinds of time that are followed day by day; more would take seconds.
const MOVES: usize = 4_000;

pub(super) fn both() -> Vec<(DayKind, DayKind)> {
    [DayKind::Working, DayKind::Calendar]
        .map(|kind| (kind, kind))
        .to_vec()
}

crate::texts! {
    /// Following the calendar would take too long.
    pub(super) fn too_many_changes() {
        en: "working and calendar time take turns too often to follow them day by day",
        vi: "ngày làm việc và ngày lịch xen kẽ quá nhiều lần nên không tính theo từng ngày được",
    }
    fn only_if_working() {
        en: "only if the days are working days, which the file does not say",
        vi: "chỉ khi tính theo ngày làm việc, mà tệp không nói rõ",
    }
    fn only_if_calendar() {
        en: "only if the days are calendar days, which the file does not say",
        vi: "chỉ khi tính theo ngày lịch, mà tệp không nói rõ",
    }
}
