//! `calendar.toml`: office hours, holidays and make-up days as written, and how a [`Calendar`] is made of them.
//!
//! Unknown keys are the reader's business; here every value that makes no sense is reported, not only the first.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use jiff::civil::Weekday;
use schemars::JsonSchema;
use serde::Deserialize;
use thiserror::Error;

use super::{Calendar, Hours, WEEK, time_of_day};
use crate::messages::{Lang, Localized};
use crate::model::date::Date;

/// Years a calendar may cover: enough for any archive, and few enough to add up at once.
const YEARS: RangeInclusive<i16> = 1900..=2199;

/// A calendar file. Dates are TOML dates, times of day are text: `"08:00-12:00"`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct CalendarFile {
    /// What the calendar is called.
    pub name: Option<String>,
    /// The calendar this one changes: `viet-nam`, or none.
    pub extends: Option<String>,
    /// The years whose holidays are known; the years of the holidays listed when absent.
    pub years: Option<Years>,
    /// The last date that can no longer change; all of them when absent.
    pub final_until: Option<Date>,
    /// What is received later the same day is due on the next working day, where a limit says "same day" and no time.
    pub same_day_until: Option<String>,
    /// Office hours; Monday to Friday 8-12 and 13-17 when absent.
    pub hours: Option<WeeklyHours>,
    /// Days off.
    pub holiday: Vec<Holiday>,
    /// Days worked although they are days of rest.
    pub make_up: Vec<MakeUp>,
}

/// The first and the last year of a calendar.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub struct Years {
    /// First year.
    pub from: i16,
    /// Last year, included.
    pub until: i16,
}

/// Office hours of each weekday: a list of `"08:00-12:00"`, empty for a day of rest. A weekday left out is as in the
/// calendar extended, or as Monday to Friday 8-12 and 13-17.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[expect(missing_docs, reason = "the names of the week say it")]
pub struct WeeklyHours {
    pub monday: Option<Vec<String>>,
    pub tuesday: Option<Vec<String>>,
    pub wednesday: Option<Vec<String>>,
    pub thursday: Option<Vec<String>>,
    pub friday: Option<Vec<String>>,
    pub saturday: Option<Vec<String>>,
    pub sunday: Option<Vec<String>>,
}

/// A day off.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct Holiday {
    /// The day.
    pub date: Date,
    /// What it is called.
    pub name: String,
    /// Why it is off.
    #[serde(default)]
    pub kind: HolidayKind,
}

/// Why a day is off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HolidayKind {
    /// By law.
    #[default]
    Statutory,
    /// In place of a holiday on a day of rest, or by the yearly notice.
    Observed,
    /// Swapped with a day of rest that is worked.
    Swap,
}

/// A day worked although it is a day of rest; it has the hours of the first weekday that has any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct MakeUp {
    /// The day.
    pub date: Date,
}

/// A value of a calendar file that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{element}: {}", self.reason.in_lang(Lang::En))]
pub struct CalendarError {
    /// Its path in the file, lists counted from 0: `holiday.2.date`.
    pub element: String,
    /// One sentence without a full stop.
    pub reason: Localized,
}

impl Calendar {
    /// Makes a calendar of a file; all errors at once. Cost: O(days of the years known).
    pub fn from_file(mut file: CalendarFile) -> Result<Self, Vec<CalendarError>> {
        let mut errors = Errors(Vec::new());
        let mut calendar = match file.extends.as_deref() {
            Some("viet-nam") => Self::viet_nam().clone(),
            None => usual_week(),
            Some(other) => {
                errors.add("extends", unknown_base(other));
                usual_week()
            }
        };
        calendar.read_hours(file.hours.take().unwrap_or_default(), &mut errors);
        if let Some(text) = &file.same_day_until {
            calendar.same_day_until = minute_of_day(text).and_then(time_of_day);
            if calendar.same_day_until.is_none() {
                errors.add("same-day-until", bad_time(text));
            }
        }
        match known_years(&file, &calendar.known) {
            Some(known)
                if YEARS.contains(known.start())
                    && YEARS.contains(known.end())
                    && !known.is_empty() =>
            {
                calendar.known = known;
            }
            _ => errors.add(
                "years",
                bad_years((*YEARS.start()).into(), (*YEARS.end()).into()),
            ),
        }
        calendar.read_days(file.holiday, &file.make_up, &mut errors);
        if let Some(date) = file.final_until {
            calendar.final_until = Some(date.0);
        } else if file.extends.is_none() {
            calendar.final_until = jiff::civil::Date::new(*calendar.known.end(), 12, 31).ok();
        }
        if errors.0.is_empty() {
            calendar.add_up();
            Ok(calendar)
        } else {
            Err(errors.0)
        }
    }

    fn read_hours(&mut self, hours: WeeklyHours, errors: &mut Errors) {
        let days = [
            hours.monday,
            hours.tuesday,
            hours.wednesday,
            hours.thursday,
            hours.friday,
            hours.saturday,
            hours.sunday,
        ];
        for ((known, written), name) in self.week.iter_mut().zip(days).zip(DAYS) {
            let Some(written) = written else { continue };
            match written
                .iter()
                .map(|text| interval(text).ok_or(text))
                .collect::<Result<Hours, _>>()
            {
                Err(text) => errors.add(format!("hours.{name}"), bad_hours(text)),
                Ok(mut hours) => {
                    hours.sort_unstable();
                    if hours.is_sorted_by(|(_, until), (from, _)| until <= from) {
                        *known = hours;
                    } else {
                        errors.add(format!("hours.{name}"), overlapping_hours());
                    }
                }
            }
        }
        if self.week.iter().all(Vec::is_empty) {
            errors.add("hours", no_hours());
        }
    }

    /// The days of the file come before those of the calendar it extends.
    fn read_days(&mut self, holidays: Vec<Holiday>, make_up: &[MakeUp], errors: &mut Errors) {
        let mut seen = BTreeSet::new();
        let mut accept = |date: Date, element: String, known: &RangeInclusive<i16>| {
            if !known.contains(&date.0.year()) {
                errors.add(element, outside_the_years(date));
            } else if !seen.insert(date) {
                errors.add(element, twice(date));
            }
        };
        for (index, day) in make_up.iter().enumerate() {
            accept(day.date, format!("make-up.{index}.date"), &self.known);
            self.make_up.insert(day.date.0);
        }
        for (index, holiday) in holidays.into_iter().enumerate() {
            accept(holiday.date, format!("holiday.{index}.date"), &self.known);
            self.make_up.remove(&holiday.date.0);
            self.holidays.insert(holiday.date.0, holiday);
        }
    }
}

/// The faults found so far.
struct Errors(Vec<CalendarError>);

impl Errors {
    fn add(&mut self, element: impl Into<String>, reason: Localized) {
        let element = element.into();
        self.0.push(CalendarError { element, reason });
    }
}

/// The keys of [`WeeklyHours`].
const DAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Monday to Friday, 8-12 and 13-17, and no year known.
fn usual_week() -> Calendar {
    let mut calendar = Calendar::unknown();
    calendar.week = WEEK.map(|day| match day {
        Weekday::Saturday | Weekday::Sunday => Vec::new(),
        _ => vec![(480, 720), (780, 1020)],
    });
    calendar
}

/// The years written, else those of the calendar extended, else those of the days listed.
fn known_years(file: &CalendarFile, base: &RangeInclusive<i16>) -> Option<RangeInclusive<i16>> {
    if let Some(years) = file.years {
        return Some(years.from..=years.until);
    }
    if !base.is_empty() {
        return Some(base.clone());
    }
    let dates = || {
        file.holiday
            .iter()
            .map(|holiday| holiday.date)
            .chain(file.make_up.iter().map(|day| day.date))
    };
    Some(dates().min()?.0.year()..=dates().max()?.0.year())
}

/// `08:00-12:00` as minutes from midnight.
fn interval(text: &str) -> Option<(i64, i64)> {
    let (from, until) = text.split_once(['-', '–'])?;
    let (from, until) = (minute_of_day(from)?, minute_of_day(until)?);
    (from < until).then_some((from, until))
}

/// `7:30` as minutes from midnight; `24:00` is the midnight after.
fn minute_of_day(text: &str) -> Option<i64> {
    let (hour, minute) = text.trim().split_once(':')?;
    let number = |digits: &str| {
        let short =
            (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<i64>().ok().filter(|_| short)
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    (minute < 60 && hour * 60 + minute <= 1440).then_some(hour * 60 + minute)
}

crate::texts! {
    fn unknown_base(name: &str) {
        en: "`{name}` is no calendar of the program; it has `viet-nam`",
        vi: "chương trình không có lịch `{name}`; có `viet-nam`",
    }
    fn bad_time(text: &str) {
        en: "`{text}` is no time of day: write it as `15:00`",
        vi: "`{text}` không phải là giờ trong ngày: ghi như `15:00`",
    }
    fn bad_hours(text: &str) {
        en: "`{text}` is no span of hours: write it as `08:00-12:00`",
        vi: "`{text}` không phải là khoảng giờ: ghi như `08:00-12:00`",
    }
    fn overlapping_hours() {
        en: "the hours of this day overlap",
        vi: "các khoảng giờ trong ngày này chồng lên nhau",
    }
    fn no_hours() {
        en: "no day of the week has working hours",
        vi: "không ngày nào trong tuần có giờ làm việc",
    }
    fn bad_years(first: i32, last: i32) {
        en: "name the years whose holidays are known, between {first} and {last}: `years = {{ from = 2025, until = 2026 }}`",
        vi: "ghi các năm đã biết ngày nghỉ, từ {first} đến {last}: `years = {{ from = 2025, until = 2026 }}`",
    }
    fn outside_the_years(date: Date) {
        en: "{date} lies outside the years of the calendar",
        vi: "{date} nằm ngoài các năm của lịch",
    }
    fn twice(date: Date) {
        en: "{date} stands twice in this file",
        vi: "{date} ghi hai lần trong tệp này",
    }
}
