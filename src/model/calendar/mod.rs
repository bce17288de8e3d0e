//! Working time on real dates: office hours, holidays, make-up days.
//!
//! A [`Calendar`] knows a range of years and answers nothing outside it: a due date computed from guessed holidays would
//! be wrong in silence. Times are civil and to the minute; time zones and the clock are not its business. Where it
//! takes days, the first day is not counted.

mod due;
mod file;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time, Weekday};

pub use self::due::DueError;
pub use self::file::{
    CalendarError, CalendarFile, Holiday, HolidayKind, MakeUp, WeeklyHours, Years,
};
use super::duration::{Elapsed, MINUTES_PER_DAY, WorkingMinutes};

/// The hours of one day as minutes from midnight, each `[start, end)`, in order, without overlap.
type Hours = Vec<(i64, i64)>;

/// Office hours, holidays and make-up days of a range of years.
///
/// Built in O(days of the range). Questions cost O(log days): sums of working minutes
/// and working days up to each day are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Monday first.
    week: [Hours; 7],
    holidays: BTreeMap<Date, Holiday>,
    make_up: BTreeSet<Date>,
    known: RangeInclusive<i16>,
    final_until: Option<Date>,
    same_day_until: Option<Time>,
    /// The first day known.
    first: Date,
    /// Days before each year known, and before the year after the last.
    years: Vec<usize>,
    /// Of each day known the weekday whose hours it has, 0 for Monday; `None` for a day off.
    hours: Vec<Option<u8>>,
    /// Working minutes before each day known, and before the day after the last.
    minutes_before: Vec<i64>,
    /// Working days before each day known, and before the day after the last.
    days_before: Vec<i64>,
}

impl Calendar {
    /// Viet Nam, 2015 to 2027, Monday to Friday 8-12 and 13-17. No date of 2027 is final.
    pub fn viet_nam() -> &'static Self {
        static VIET_NAM: LazyLock<Calendar> = LazyLock::new(|| {
            // A test reads the embedded file; should it ever break, a calendar that knows no year answers nothing.
            let file = toml::from_str::<CalendarFile>(include_str!(
                "../../../rules/calendars/viet-nam.toml"
            ));
            let calendar = file.ok().and_then(|file| Calendar::from_file(file).ok());
            calendar.unwrap_or_else(Calendar::unknown)
        });
        &VIET_NAM
    }

    /// A calendar that knows no year.
    fn unknown() -> Self {
        Self {
            week: Default::default(),
            holidays: BTreeMap::new(),
            make_up: BTreeSet::new(),
            known: RangeInclusive::new(1, 0),
            final_until: None,
            same_day_until: None,
            first: Date::ZERO,
            years: Vec::new(),
            hours: Vec::new(),
            minutes_before: vec![0],
            days_before: vec![0],
        }
    }

    /// Settles the hours of every day known, and adds them up. A make-up day has the hours of the first weekday that has any.
    /// Cost: O(days).
    fn add_up(&mut self) {
        let (from, until) = (*self.known.start(), *self.known.end());
        let Ok(first) = Date::new(from, 1, 1) else {
            return;
        };
        self.first = first;
        self.years = vec![0];
        let mut before = 0;
        for year in from..=until {
            let days = Date::new(year, 1, 1).map_or(0, Date::days_in_year);
            before += usize::from(days.unsigned_abs());
            self.years.push(before);
        }
        let weekday = |date: Date| date.weekday().to_monday_zero_offset().unsigned_abs();
        let days = (0..7).cycle().skip(usize::from(weekday(first)));
        self.hours = days.take(before).map(Some).collect();
        let worked = self.week.iter().position(|hours| !hours.is_empty());
        let worked = worked.and_then(|weekday| u8::try_from(weekday).ok());
        let off = self.holidays.keys().map(|date| (*date, None));
        for (date, hours) in off.chain(self.make_up.iter().map(|date| (*date, worked))) {
            let day = self.day_index(date);
            if let Some(known) = day.and_then(|day| self.hours.get_mut(day)) {
                *known = hours;
            }
        }
        let (mut minutes, mut days) = (0, 0);
        (self.minutes_before, self.days_before) = (vec![0], vec![0]);
        for weekday in &self.hours {
            let worked = length(self.hours_on(*weekday));
            minutes += worked;
            days += i64::from(worked > 0);
            self.minutes_before.push(minutes);
            self.days_before.push(days);
        }
    }

    /// The hours of a day; none outside the years known. Cost: O(1).
    fn hours_of(&self, date: Date) -> &[(i64, i64)] {
        self.day_index(date).map_or(&[], |day| self.hours_at(day))
    }

    /// The hours of a day by its number; none after the last.
    fn hours_at(&self, day: usize) -> &[(i64, i64)] {
        self.hours_on(self.hours.get(day).copied().flatten())
    }

    fn hours_on(&self, weekday: Option<u8>) -> &[(i64, i64)] {
        let hours = weekday.and_then(|weekday| self.week.get(usize::from(weekday)));
        hours.map_or(&[], Vec::as_slice)
    }

    fn make_up_hours(&self) -> &[(i64, i64)] {
        self.week
            .iter()
            .find(|hours| !hours.is_empty())
            .map_or(&[], Vec::as_slice)
    }

    /// Working minutes of a usual day: those of the first weekday that has any, 480 if none has.
    pub fn minutes_per_day(&self) -> i64 {
        match length(self.make_up_hours()) {
            0 => MINUTES_PER_DAY,
            minutes => minutes,
        }
    }

    /// The years known.
    pub const fn known(&self) -> &RangeInclusive<i16> {
        &self.known
    }

    /// Whether the day lies in the years known.
    pub fn knows(&self, date: Date) -> bool {
        self.known.contains(&date.year())
    }

    /// Whether the holidays around this day can no longer change.
    pub fn is_final(&self, date: Date) -> bool {
        self.knows(date) && self.final_until.is_some_and(|until| date <= until)
    }

    /// Whether the office works on this day; never outside the years known. Cost: O(1).
    pub fn is_working_day(&self, date: Date) -> bool {
        !self.hours_of(date).is_empty()
    }

    /// The holiday on this day, unless it is made a working day.
    pub fn holiday(&self, date: Date) -> Option<&Holiday> {
        self.holidays
            .get(&date)
            .filter(|_| !self.make_up.contains(&date))
    }

    /// The name of the holiday on this day; `None` on working days and on the weekly days of rest.
    pub fn why_off(&self, date: Date) -> Option<&str> {
        self.holiday(date).map(|holiday| holiday.name.as_str())
    }

    /// The name of the holiday on this day, where the office would work on it otherwise.
    pub fn why_not_worked(&self, date: Date) -> Option<&str> {
        let weekday = date.weekday().to_monday_zero_offset().unsigned_abs();
        let is_worked = !self.hours_on(Some(weekday)).is_empty();
        self.why_off(date).filter(|_| is_worked)
    }

    /// The first moment at which `minutes` of working time have passed since `start`; seconds are dropped.
    ///
    /// From outside the office hours the count starts at the next working moment. No minutes lead to `start` itself.
    /// `None` beyond the years known, and for negative minutes. A later start never ends earlier, and two additions are
    /// one of their sum. Cost: O(log days).
    pub fn add_working(&self, start: DateTime, minutes: WorkingMinutes) -> Option<DateTime> {
        let before = self.minutes_until(start)?;
        if minutes.0 == 0 {
            return Some(start);
        }
        let target = before.checked_add(minutes.0).filter(|_| minutes.0 > 0)?;
        let day = self
            .minutes_before
            .partition_point(|before| *before < target)
            .checked_sub(1)?;
        let mut left = target - self.minutes_before.get(day)?;
        // Beyond the last day the partition point is the length, and no such day is known.
        let date = self.date_at(day).filter(|date| self.knows(*date))?;
        for (from, until) in self.hours_at(day) {
            if left <= until - from {
                return at_minute(date, from + left);
            }
            left -= until - from;
        }
        None
    }

    /// The moment after `time` has passed since `start`: the working time first, then the calendar time.
    /// `None` beyond the years known. Cost: O(log days).
    pub fn add(&self, start: DateTime, time: Elapsed) -> Option<DateTime> {
        let worked = self.add_working(start, time.working)?;
        if time.calendar.0 < 0 {
            return None;
        }
        let seconds = time.calendar.0.checked_mul(60)?;
        let end = worked
            .checked_add(SignedDuration::from_secs(seconds))
            .ok()?;
        self.minutes_until(end).map(|_| end)
    }

    /// The working time from `start` to `end`, negative when `end` comes first; `None` outside the years known.
    /// Cost: O(1).
    pub fn working_between(&self, start: DateTime, end: DateTime) -> Option<WorkingMinutes> {
        Some(WorkingMinutes(
            self.minutes_until(end)? - self.minutes_until(start)?,
        ))
    }

    /// The `days`-th working day after `date`, which is not counted; `date` itself for none. `None` beyond the years
    /// known. Cost: O(log days).
    pub fn add_working_days(&self, date: Date, days: u32) -> Option<Date> {
        let day = self.day_index(date).filter(|_| self.knows(date))?;
        if days == 0 {
            return Some(date);
        }
        let target = self
            .days_before
            .get(day + 1)?
            .checked_add(i64::from(days))?;
        let found = self
            .days_before
            .partition_point(|before| *before < target)
            .checked_sub(1)?;
        self.date_at(found).filter(|date| self.knows(*date))
    }

    /// When the office opens on this day; `None` when it does not work.
    pub fn opening(&self, date: Date) -> Option<DateTime> {
        let &(from, _) = self.hours_of(date).first()?;
        at_minute(date, from)
    }

    /// When the office closes on this day; `None` when it does not work. An office open until midnight closes at 23:59.
    pub fn closing(&self, date: Date) -> Option<DateTime> {
        let &(_, until) = self.hours_of(date).last()?;
        at_minute(date, until.min(1439))
    }

    /// Working minutes from the first moment known until `at`. The midnight after the last day known counts as known.
    fn minutes_until(&self, at: DateTime) -> Option<i64> {
        let day = self.day_index(at.date())?;
        let minute = i64::from(at.hour()) * 60 + i64::from(at.minute());
        let before = *self.minutes_before.get(day)?;
        if !self.knows(at.date()) {
            return (minute == 0 && day + 1 == self.minutes_before.len()).then_some(before);
        }
        let worked = self.hours_at(day).iter();
        Some(
            before
                + worked
                    .map(|(from, until)| (minute.min(*until) - from).max(0))
                    .sum::<i64>(),
        )
    }

    fn day_index(&self, date: Date) -> Option<usize> {
        let year = usize::try_from(date.year().checked_sub(self.first.year())?).ok()?;
        let of_year = usize::from(date.day_of_year().unsigned_abs());
        Some(self.years.get(year)? + of_year - 1)
    }

    fn date_at(&self, day: usize) -> Option<Date> {
        let hours = i64::try_from(day).ok()?.checked_mul(24)?;
        self.first
            .checked_add(SignedDuration::from_hours(hours))
            .ok()
    }
}

/// The moment `minute` minutes after midnight; 1440 is the midnight after.
fn at_minute(date: Date, minute: i64) -> Option<DateTime> {
    let (date, minute) = match minute {
        1440 => (date.tomorrow().ok()?, 0),
        _ => (date, minute),
    };
    time_of_day(minute).map(|time| date.to_datetime(time))
}

/// The time of day `minute` minutes after midnight.
fn time_of_day(minute: i64) -> Option<Time> {
    let (hour, minute) = (minute / 60, minute % 60);
    Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()
}

/// Minutes in all.
fn length(hours: &[(i64, i64)]) -> i64 {
    hours.iter().map(|(from, until)| until - from).sum()
}

/// The weekdays in the order of [`Calendar`]'s week.
const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];
