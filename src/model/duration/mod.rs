//! Time limits exactly as written, and what they come to in working and calendar minutes.
//!
//! A [`Duration`] keeps what the file says: "½ ngày" stays half a day of a kind not named. [`Duration::elapsed`] turns it
//! into an [`Elapsed`], where working time and calendar time stay apart, because no number converts one into the other:
//! only dates compare them, and dates are the business of the calendar. No floating point anywhere.

mod elapsed;
mod error;
mod iso;
mod number;
mod parse;
mod same_day;
mod serial;
mod show;
mod unit;
mod words;

#[cfg(test)]
mod tests;

use jiff::civil::Time;
use num_rational::Ratio;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::elapsed::{CalendarMinutes, Elapsed, WorkingMinutes};
pub use self::error::{Ambiguous, TimeError};

/// Minutes of a working day where nothing else is said: 8 working hours.
pub const MINUTES_PER_DAY: i64 = 480;

/// Which days count.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum DayKind {
    /// Days on which the office works: "ngày làm việc".
    Working,
    /// All days: "ngày lịch".
    Calendar,
}

/// A unit of time, the smallest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Phút.
    Minute,
    /// Giờ.
    Hour,
    /// Ngày.
    Day,
    /// Tuần: 7 calendar days, or 5 working days where it says so.
    Week,
    /// Tháng: calendar time. A year is read as 12 months.
    Month,
}

/// A quantity of one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Part {
    /// How many, exactly; never negative.
    pub quantity: Ratio<i64>,
    /// Of what.
    pub unit: Unit,
}

/// "Trong ngày": the limit ends with the day of receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SameDay {
    /// What is received after this time is due on the next working day; none where the text names no time.
    pub cutoff: Option<Time>,
}

/// A time limit as written, exactly.
///
/// Read it with [`str::parse`], which takes time linear in the text. Every quantity is at most a million with at most
/// six decimals, so the arithmetic of this module cannot overflow.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Duration {
    /// How many, exactly; never negative.
    pub quantity: Ratio<i64>,
    /// Of what.
    pub unit: Unit,
    /// Smaller units that follow: the "4 giờ" of "1 ngày 4 giờ".
    pub further: Vec<Part>,
    /// Working or calendar; `None` for a bare "ngày". Bare hours and minutes are working time, bare weeks and months
    /// calendar time.
    pub kind: Option<DayKind>,
    /// Set when the limit is the day of receipt; the quantity is then one working day, the longest it can take.
    pub same_day: Option<SameDay>,
    /// The number written a second time, in words, beside the digits: the 40 of "30 (bốn mươi)".
    pub words: Option<Ratio<i64>>,
}

impl Duration {
    /// A quantity of one unit, as if written so.
    pub const fn new(quantity: Ratio<i64>, unit: Unit, kind: Option<DayKind>) -> Self {
        Self {
            quantity,
            unit,
            further: Vec::new(),
            kind,
            same_day: None,
            words: None,
        }
    }

    /// The limit "same day"; after `cutoff`, if given, the next working day.
    pub const fn same_day(cutoff: Option<Time>) -> Self {
        let mut duration = Self::new(Ratio::new_raw(1, 1), Unit::Day, Some(DayKind::Working));
        duration.same_day = Some(SameDay { cutoff });
        duration
    }

    /// The digits and the words, when they name different numbers.
    pub fn digits_contradict_words(&self) -> Option<(Ratio<i64>, Ratio<i64>)> {
        self.words
            .filter(|words| *words != self.quantity)
            .map(|words| (self.quantity, words))
    }

    /// Whether it counts from the minute on: the same day, hours, parts of a day. Whole days count from the next day.
    pub fn counts_minutes(&self) -> bool {
        let whole_days = |part: Part| part.unit >= Unit::Day && part.quantity.is_integer();
        self.same_day.is_some() || !self.parts().all(whole_days)
    }

    /// Every quantity, the largest unit first.
    pub fn parts(&self) -> impl Iterator<Item = Part> {
        let first = Part {
            quantity: self.quantity,
            unit: self.unit,
        };
        std::iter::once(first).chain(self.further.iter().copied())
    }

    /// Whether the text leaves open which days count: a day, and no kind.
    pub fn is_bare(&self) -> bool {
        self.kind.is_none() && self.parts().any(|part| part.unit == Unit::Day)
    }

    /// The working and the calendar minutes of this time, where `bare` says what a bare day is and a working day has
    /// `minutes_per_day` minutes. A calendar day has 1440 minutes; a month counts as 30 days here, while
    /// [`Calendar::due`](super::calendar::Calendar::due) counts real months.
    pub fn elapsed(
        &self,
        bare: Option<DayKind>,
        minutes_per_day: i64,
    ) -> Result<Elapsed, Ambiguous> {
        let mut sum = Elapsed::default();
        for part in self.parts() {
            let kind = match (self.kind, part.unit) {
                (Some(kind), _) => kind,
                (None, Unit::Minute | Unit::Hour) => DayKind::Working,
                (None, Unit::Day) => bare.ok_or(Ambiguous::BareDay)?,
                (None, Unit::Week | Unit::Month) => DayKind::Calendar,
            };
            let (day, week) = match kind {
                DayKind::Working => (minutes_per_day, 5),
                DayKind::Calendar => (1440, 7),
            };
            let each = match part.unit {
                Unit::Minute => 1,
                Unit::Hour => 60,
                Unit::Day => day,
                Unit::Week => week * day,
                Unit::Month => 30 * day,
            };
            let minutes = part.quantity * each;
            if !minutes.is_integer() {
                return Err(Ambiguous::BrokenMinute);
            }
            sum = sum + Elapsed::of(kind, minutes.to_integer());
        }
        Ok(sum)
    }
}
