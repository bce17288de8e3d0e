//! How a time moves a moment: working time from one working moment to another, calendar time by the clock, months by the date.
//!
//! Every move is first in, first out: a later moment never ends earlier. Moves of one kind that follow one another are one. A process
//! that is called is one move, too, where only dates tell which of its ways takes longest. What is compared with what is not
//! known here.

use std::rc::Rc;

use jiff::Span;
use jiff::civil::DateTime;
use num_rational::Ratio;

use crate::model::calendar::Calendar;
use crate::model::duration::{Ambiguous, DayKind, Duration, Elapsed, Unit, WorkingMinutes};
use crate::workflow::timing::{Arrivals, Stretch};

/// One move.
#[derive(Clone, Debug)]
pub(super) enum Move {
    /// So many minutes of working time.
    Working(i64),
    /// So many minutes by the clock.
    Calendar(i64),
    /// So many months; they end with the day.
    Months(i64),
    /// To the end of the day, or of the next working day after the cutoff.
    SameDay(Duration),
    /// Along the way that ends last, of all cases of a process.
    Called(Vec<Rc<Ways>>),
}

/// What a stretch of a workflow does to the clock.
#[derive(Clone, Debug, Default)]
pub(super) struct Does {
    /// First it begins from zero.
    pub(super) restarts: bool,
    /// Then it moves.
    pub(super) moves: Vec<Move>,
}

/// All ways through a case.
#[derive(Debug)]
pub(super) struct Ways {
    /// None where too many processes lie in one another to be followed.
    arrivals: Option<Arrivals<Does>>,
    work: u64,
    /// Processes in one another.
    depth: u32,
}

/// Processes that call one another so deep are not followed by dates.
const MOST_DEEP: u32 = 32;

impl Ways {
    /// Of a workflow condensed.
    pub(super) fn new(arrivals: Arrivals<Does>) -> Self {
        let mut depth = 1;
        let (mut longest, mut once) = (1, 0u64);
        for stretch in arrivals.stretches() {
            let mut work = 0u64;
            for step in &stretch.does.moves {
                let Move::Called(called) = step else {
                    work = work.saturating_add(1);
                    continue;
                };
                for ways in called {
                    depth = depth.max(ways.depth.saturating_add(1));
                    work = work.saturating_add(ways.work);
                }
            }
            longest = work.max(longest);
            once = work.max(1).saturating_add(once);
        }
        let is_followed = depth <= MOST_DEEP;
        Self {
            work: if !is_followed {
                u64::MAX
            } else if arrivals.work() == arrivals.stretches().len() as u64 {
                once
            } else {
                // What is repeated may be what takes most.
                arrivals.work().saturating_mul(longest)
            },
            arrivals: is_followed.then_some(arrivals),
            depth,
        }
    }

    /// How many moves are made for one day of receipt, at most.
    pub(super) fn work(&self) -> u64 {
        self.work
    }

    /// Whether there is one way only, also through what is called.
    pub(super) fn is_one(&self) -> bool {
        self.depth == 1 && self.stretches().len() == 1
    }

    fn stretches(&self) -> &[Stretch<Does>] {
        self.arrivals.as_ref().map_or(&[], Arrivals::stretches)
    }

    /// When a case that begins at a moment is complete, at the latest. Recursion is as deep as processes call one another, where
    /// [`Self::work`] is bounded.
    pub(super) fn latest(&self, calendar: &Calendar, begin: DateTime) -> Option<DateTime> {
        let arrivals = self.arrivals.as_ref()?;
        arrivals.latest(&begin, |_, stretch, at| {
            let at = if stretch.does.restarts { begin } else { *at };
            after(calendar, at, &stretch.does.moves)
        })
    }

    /// The stretches of the latest way in order, and when each begins.
    pub(super) fn trace(
        &self,
        calendar: &Calendar,
        begin: DateTime,
    ) -> Vec<(&Stretch<Does>, DateTime)> {
        // Each firing: a stretch, when it begins, and the firing that led to it; those are counted from 1.
        let mut firings: Vec<(usize, DateTime, usize)> = Vec::new();
        let fire = |rank, stretch: &Stretch<Does>, &(at, from): &(DateTime, usize)| {
            let (at, from) = if stretch.does.restarts {
                (begin, 0)
            } else {
                (at, from)
            };
            firings.push((rank, at, from));
            Some((after(calendar, at, &stretch.does.moves)?, firings.len()))
        };
        let arrivals = self.arrivals.as_ref();
        let last = arrivals.and_then(|arrivals| arrivals.latest(&(begin, 0), fire));
        let mut path = Vec::new();
        let mut at = last.map_or(0, |(_, firing)| firing);
        while let Some(&(rank, begins, from)) = at.checked_sub(1).and_then(|at| firings.get(at)) {
            path.extend((self.stretches().get(rank)).map(|stretch| (stretch, begins)));
            at = from;
        }
        path.reverse();
        path
    }
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
        Move::Called(all) => {
            let ends = all.iter().map(|ways| ways.latest(calendar, at));
            ends.collect::<Option<Vec<_>>>()?.into_iter().max()
        }
    })
}

/// The times of the same moves from a moment on; of a process that is called those of the way that ends last.
pub(super) fn times(calendar: &Calendar, from: DateTime, moves: &[Move]) -> Vec<Duration> {
    let mut all = Vec::new();
    unfold(calendar, from, moves, &mut all);
    let stated = |quantity: i64, unit, kind| {
        Some(Duration::new(
            Ratio::from_integer(quantity),
            unit,
            Some(kind),
        ))
    };
    let time = |step| match step {
        Move::Working(minutes) => stated(minutes, Unit::Minute, DayKind::Working),
        Move::Calendar(minutes) => stated(minutes, Unit::Minute, DayKind::Calendar),
        Move::Months(months) => stated(months, Unit::Month, DayKind::Calendar),
        Move::SameDay(limit) => Some(limit),
        // Its own moves stand in its place.
        Move::Called(_) => None,
    };
    all.into_iter().filter_map(time).collect()
}

/// Adds moves with those of called processes in their place.
fn unfold(
    calendar: &Calendar,
    mut at: DateTime,
    moves: &[Move],
    all: &mut Vec<Move>,
) -> Option<()> {
    for step in moves {
        let end = after(calendar, at, std::slice::from_ref(step))?;
        if let Move::Called(called) = step {
            let mut called = called.iter();
            let latest = called.find(|ways| ways.latest(calendar, at) == Some(end))?;
            for (stretch, begins) in latest.trace(calendar, at) {
                unfold(calendar, begins, &stretch.does.moves, all)?;
            }
        } else {
            add(all, step);
        }
        at = end;
    }
    Some(())
}
