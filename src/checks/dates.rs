//! Working against calendar time, day of receipt by day of receipt.

use std::iter;

use jiff::civil::{Date as Day, DateTime};
use num_rational::Ratio;

use crate::messages::Localized;
use crate::model::calendar::{Calendar, DueError};
use crate::model::date::Date;
use crate::model::duration::{Ambiguous, DayKind, Duration, Elapsed, Unit};
use crate::texts;

/// On how many days of receipt a time ends after its limit, and one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Dates {
    /// Working days of receipt that were looked at: all that the calendar knows to the end.
    pub(super) days: usize,
    /// How many of them end too late.
    pub(super) late: usize,
    /// How many of them end on an earlier day.
    pub(super) early: usize,
    /// The first that ends too late, from the day on for which is judged; else the last before.
    pub(super) example: Option<Example>,
}

/// A day of receipt on which the limit is missed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Example {
    received: Day,
    due: Day,
    ends: Day,
    /// The holiday in between.
    because: Option<String>,
    is_final: bool,
}

/// Above so many changes between working and calendar time, times are added up by kind first: the order of the changes moves
/// an end by a weekend at most, and the work stays bounded.
const SEGMENTS: usize = 32;

/// Count every working day of the years known as a day of receipt, at 8:00. O(days × changes of kind).
pub(super) fn by_date(
    calendar: &Calendar,
    as_of: Date,
    times: &[&Duration],
    limit: &Duration,
    (bare, limit_bare): (DayKind, DayKind),
) -> Result<Dates, Localized> {
    let segments = segments(calendar, times, bare)?;
    let works = segments
        .iter()
        .any(|segment| segment.kind == Some(DayKind::Working));
    let mut dates = Dates {
        days: 0,
        late: 0,
        early: 0,
        example: None,
    };
    let (from, until) = (*calendar.known().start(), *calendar.known().end());
    let first = Day::new(from, 1, 1).ok();
    for received in iter::successors(first, |day| day.tomorrow().ok())
        .take_while(|day| day.year() <= until)
        .filter(|day| calendar.is_working_day(*day))
    {
        let at = received.at(8, 0, 0, 0);
        let due = match calendar.due(at, limit, Some(limit_bare)) {
            Ok(due) => due,
            Err(DueError::UnknownYear) => continue,
            Err(reason) => return Err(reason.localized()),
        };
        let Some(ends) = end(calendar, at, &segments) else {
            continue;
        };
        dates.days += 1;
        dates.early += usize::from(ends.date() < due.date());
        if ends > due {
            dates.late += 1;
            let later_known = dates
                .example
                .as_ref()
                .is_some_and(|example| example.received >= as_of.0);
            if !later_known {
                dates.example = Some(Example {
                    received,
                    due: due.date(),
                    ends: ends.date(),
                    because: holiday(calendar, received, ends.date()).filter(|_| works),
                    is_final: calendar.is_final(ends.date()),
                });
            }
        }
    }
    if dates.days == 0 {
        return Err(no_days());
    }
    Ok(dates)
}

fn end(calendar: &Calendar, received: DateTime, segments: &[Duration]) -> Option<DateTime> {
    segments
        .iter()
        .try_fold(received, |at, segment| calendar.due(at, segment, None).ok())
}

fn holiday(calendar: &Calendar, received: Day, ends: Day) -> Option<String> {
    iter::successors(Some(received), |day| day.tomorrow().ok())
        .take_while(|day| *day <= ends)
        .find_map(|day| calendar.why_off(day))
        .map(str::to_owned)
}

/// Times one after another, those of one kind that follow each other as one.
fn segments(
    calendar: &Calendar,
    times: &[&Duration],
    bare: DayKind,
) -> Result<Vec<Duration>, Localized> {
    let per_day = calendar.minutes_per_day();
    let mut sums: Vec<Elapsed> = Vec::new();
    for time in times {
        let time = time
            .elapsed(Some(bare), per_day)
            .map_err(Ambiguous::localized)?;
        let pure = [
            Elapsed::working(time.working.0),
            Elapsed::calendar(time.calendar.0),
        ];
        for part in pure.into_iter().filter(|part| !part.is_zero()) {
            match sums.last_mut() {
                Some(last) if !(*last + part).is_mixed() => *last = *last + part,
                _ => sums.push(part),
            }
        }
    }
    if sums.len() > SEGMENTS {
        let all: Elapsed = sums.into_iter().sum();
        sums = vec![
            Elapsed::working(all.working.0),
            Elapsed::calendar(all.calendar.0),
        ];
    }
    let segment = |sum: Elapsed| {
        let (minutes, day, kind) = match sum.calendar.0 {
            0 => (sum.working.0, per_day, DayKind::Working),
            calendar => (calendar, 1440, DayKind::Calendar),
        };
        let (quantity, unit) = if minutes % day == 0 {
            (minutes / day, Unit::Day)
        } else {
            (minutes, Unit::Minute)
        };
        Duration::new(Ratio::from_integer(quantity), unit, Some(kind))
    };
    Ok(sums.into_iter().map(segment).collect())
}

impl Dates {
    /// "on 12 of 3,250 days of receipt: received …, due …, ends … because of Tết".
    pub(super) fn describe(&self) -> Localized {
        let counts = on_days(self.late, self.days);
        match &self.example {
            None => counts,
            Some(example) => followed_by(&counts, &example.describe()),
        }
    }
}

impl Example {
    fn describe(&self) -> Localized {
        let mut text = received_due_ends(self.received, self.due, self.ends);
        if let Some(because) = &self.because {
            text = because_of(&text, because);
        }
        if !self.is_final {
            text = not_final(&text);
        }
        text
    }
}

texts! {
    fn on_days(late: usize, days: usize) {
        en: "on {late} of {days} days of receipt",
        vi: "vào {late} trên {days} ngày tiếp nhận",
    }
    fn followed_by(counts: &Localized, example: &Localized) {
        en: "{counts}: {example}",
        vi: "{counts}: {example}",
    }
    fn received_due_ends(received: Day, due: Day, ends: Day) {
        en: "received {received}, due {due}, this ends {ends}",
        vi: "nhận ngày {received}, hẹn ngày {due}, đến ngày {ends} mới xong",
    }
    fn because_of(text: &Localized, holiday: &str) {
        en: "{text} because of \"{holiday}\"",
        vi: "{text} do nghỉ \"{holiday}\"",
    }
    fn not_final(text: &Localized) {
        en: "{text} (the holidays of that year are not final)",
        vi: "{text} (lịch nghỉ của năm đó chưa chính thức)",
    }
    fn no_days() {
        en: "the calendar knows no day of receipt for which this could be counted",
        vi: "lịch không có ngày tiếp nhận nào để tính được",
    }
}
