//! When a limit ends: the rules for counting days, weeks, months and "same day".

use jiff::Span;
use jiff::civil::{Date, DateTime};
use thiserror::Error;

use super::Calendar;
use crate::messages::{Lang, Localized};
use crate::model::duration::{Ambiguous, DayKind, Duration, Part, SameDay, Unit};

/// Why no due date can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{}", self.localized().in_lang(Lang::En))]
pub enum DueError {
    /// The limit itself is not clear.
    Ambiguous(#[from] Ambiguous),
    /// The calendar does not know the holidays of that time.
    UnknownYear,
}

impl DueError {
    /// The reason, as one sentence without a full stop.
    pub const fn localized(self) -> Localized {
        match self {
            Self::Ambiguous(reason) => reason.localized(),
            Self::UnknownYear => Localized::fixed(
                "the calendar does not know the holidays of that year",
                "lịch không có ngày nghỉ của năm đó",
            ),
        }
    }
}

impl Calendar {
    /// The last moment of `limit` for what was received at `received`; `bare` says what a bare day is.
    ///
    /// - Whole days, weeks and months are counted from the day after receipt. Working days end when the office closes,
    ///   calendar days at 23:59. A month ends on the same day of the month, or on its last.
    /// - Hours, and fractions of a day, run from the moment of receipt, in working time unless they say otherwise.
    /// - "Same day" ends when the office closes; received after the cutoff of the limit (or of the calendar, when the
    ///   limit names none), after closing or on a day off, it ends on the next working day.
    ///
    /// Cost: O(log days).
    pub fn due(
        &self,
        received: DateTime,
        limit: &Duration,
        bare: Option<DayKind>,
    ) -> Result<DateTime, DueError> {
        if !self.knows(received.date()) {
            return Err(DueError::UnknownYear);
        }
        if let Some(same_day) = limit.same_day {
            return self
                .due_same_day(received, same_day)
                .ok_or(DueError::UnknownYear);
        }
        if limit.counts_minutes() {
            let time = limit.elapsed(bare, self.minutes_per_day())?;
            return self.add(received, time).ok_or(DueError::UnknownYear);
        }
        let mut end = received.date();
        let mut working = false;
        for part in limit.parts() {
            let kind = match (limit.kind, part.unit) {
                (Some(kind), _) => kind,
                (None, Unit::Day) => bare.ok_or(Ambiguous::BareDay)?,
                (None, _) => DayKind::Calendar,
            };
            working = kind == DayKind::Working;
            end = self.after(end, part, kind).ok_or(DueError::UnknownYear)?;
        }
        let closing = self.closing(end).filter(|_| working);
        Ok(closing.unwrap_or_else(|| end.at(23, 59, 0, 0)))
    }

    fn due_same_day(&self, received: DateTime, same_day: SameDay) -> Option<DateTime> {
        let date = received.date();
        let cutoff = same_day.cutoff.or(self.same_day_until);
        let in_time = cutoff.is_none_or(|cutoff| received.time() <= cutoff);
        match self.closing(date) {
            Some(closing) if in_time && received < closing => Some(closing),
            _ => self.closing(self.add_working_days(date, 1)?),
        }
    }

    /// The date a whole number of days, weeks or months after `date`.
    fn after(&self, date: Date, part: Part, kind: DayKind) -> Option<Date> {
        let count = part.quantity.to_integer();
        if kind == DayKind::Working {
            let days = if part.unit == Unit::Week {
                count.checked_mul(5)?
            } else {
                count
            };
            return self.add_working_days(date, u32::try_from(days).ok()?);
        }
        let span = match part.unit {
            Unit::Month => Span::new().try_months(count),
            Unit::Week => Span::new().try_weeks(count),
            _ => Span::new().try_days(count),
        };
        let end = date.checked_add(span.ok()?).ok()?;
        self.knows(end).then_some(end)
    }
}
