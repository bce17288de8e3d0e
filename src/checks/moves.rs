//! How a time moves a moment: working time from one working moment to another, calendar time by the clock, months by the date.
//!
//! Every move is first in, first out: a later moment never ends earlier. Moves of one kind that follow one another are one. What is
//! compared with what is not known here.

use jiff::Span;
use jiff::civil::DateTime;

use crate::model::calendar::Calendar;
use crate::model::duration::{Ambiguous, DayKind, Duration, Elapsed, Unit, WorkingMinutes};

/// One move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Move {
    /// So many minutes of working time.
    Working(i64),
    /// So many minutes by the clock.
    Calendar(i64),
    /// So many months; they end with the day.
    Months(i64),
    /// To the end of the day, or of the next working day after the cutoff.
    SameDay(Duration),
}

/// The moves of a time, where `bare` says what a bare day is.
pub(super) fn moves(time: &Duration, bare: DayKind, per_day: i64) -> Result<Vec<Move>, Ambiguous> {
    if time.same_day.is_some() {
        return Ok(vec![Move::SameDay(time.clone())]);
    }
    let mut all = Vec::new();
    for part in time.parts() {
        let whole = part.quantity.is_integer() && time.kind != Some(DayKind::Working);
        if part.unit == Unit::Month && whole {
            add(&mut all, &Move::Months(part.quantity.to_integer()));
            continue;
        }
        let part = Duration::new(part.quantity, part.unit, time.kind);
        let elapsed = part.elapsed(Some(bare), per_day)?;
        add(&mut all, &Move::Working(elapsed.working.0));
        add(&mut all, &Move::Calendar(elapsed.calendar.0));
    }
    Ok(all)
}

/// Adds one more move at the end.
pub(super) fn add(all: &mut Vec<Move>, next: &Move) {
    match (all.last_mut(), next) {
        (_, Move::Working(0) | Move::Calendar(0) | Move::Months(0)) => {}
        (Some(Move::Working(sum)), Move::Working(more))
        | (Some(Move::Calendar(sum)), Move::Calendar(more)) => *sum = sum.saturating_add(*more),
        _ => all.push(next.clone()),
    }
}

/// The moment after all moves; `None` beyond the years that the calendar knows. O(moves · log days).
pub(super) fn after(calendar: &Calendar, from: DateTime, moves: &[Move]) -> Option<DateTime> {
    moves.iter().try_fold(from, |at, step| match step {
        Move::Working(minutes) => calendar.add_working(at, WorkingMinutes(*minutes)),
        Move::Calendar(minutes) => calendar.add(at, Elapsed::calendar(*minutes)),
        Move::Months(months) => {
            let span = Span::new().try_months(*months).ok()?;
            let date = at.date().checked_add(span).ok()?;
            calendar.knows(date).then(|| date.at(23, 59, 0, 0))
        }
        Move::SameDay(limit) => calendar.due(at, limit, None).ok(),
    })
}
