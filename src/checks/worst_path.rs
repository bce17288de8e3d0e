//! The path of a case that takes longest, with the times on it as they are written.
//!
//! `workflow::timing` finds it; here times become its minutes and its nodes become steps again. Where a process mixes working
//! and calendar time, eight hours of an office count as much as a whole day in choosing among branches; the path that is
//! chosen is then held against its limit exactly, by dates.

use num_rational::Ratio;

use super::comparison::Comparison;
use super::evidence::{path_step, takes_time};
use crate::finding::PathStep;
use crate::messages::Localized;
use crate::model::duration::{Ambiguous, DayKind, Duration, Unit};
use crate::model::name::Id;
use crate::model::process::Process;
use crate::texts;
use crate::workflow::build::Workflow;
use crate::workflow::timing::{NodeTime, Timing, Worst};

/// The longest path of a case.
#[derive(Clone, Debug)]
pub(super) struct WorstPath {
    /// Steps in order, each with its time and, where a loop repeats from there, the time of the further rounds.
    steps: Vec<(usize, Vec<Duration>)>,
    /// A step of the case that has no time.
    pub(super) untimed: Option<usize>,
}

impl WorstPath {
    /// The times along the path, in order.
    pub(super) fn times(&self) -> Vec<&Duration> {
        self.steps.iter().flat_map(|(_, times)| times).collect()
    }

    /// The path with each time and the running total.
    pub(super) fn show(&self, process: &Process, comparison: &Comparison<'_>) -> Vec<PathStep> {
        let mut so_far = comparison.nothing();
        let mut path = Vec::new();
        for (index, times) in &self.steps {
            for time in times {
                so_far.add(time);
            }
            let total = so_far.show();
            let note = match times.as_slice() {
                [] => None,
                [time] => Some(running_total(time, &total)),
                [time, rounds @ ..] => {
                    let rounds: Vec<&Duration> = rounds.iter().collect();
                    Some(with_rounds(time, &comparison.written_sum(&rounds), &total))
                }
            };
            path.push(path_step(process, *index, note));
        }
        path
    }
}

/// The longest path of a case, or why there is none. `limit` says what bare days are, where it does. O(V + E) and the depth of
/// nested loops.
pub(super) fn worst_path(
    process: &Process,
    workflow: &Workflow,
    case: Option<&Id>,
    comparison: &Comparison<'_>,
    limit: &Duration,
) -> Result<WorstPath, Localized> {
    let bare = comparison.bare_under(limit).unwrap_or(DayKind::Working);
    let per_day = comparison.calendar.minutes_per_day();
    let mut unclear = None;
    let mut all_bare = true;
    let timing = Timing::new(&workflow.graph, |node| {
        let index = workflow.step_of(node);
        let Some(step) = index.and_then(|index| process.steps.get(index)) else {
            return NodeTime::default();
        };
        let minutes = step.time_in(case).map_or(0, |time| {
            all_bare &= time.is_bare();
            match time.elapsed(Some(bare), per_day) {
                Ok(time) => {
                    let working = time.working.0.saturating_mul(1440);
                    working.saturating_add(time.calendar.0.saturating_mul(per_day))
                }
                Err(reason) => {
                    unclear.get_or_insert(reason);
                    0
                }
            }
        });
        NodeTime {
            minutes,
            clock: step.clock(),
            rounds: step.rounds.as_ref().map(|rounds| rounds.value),
        }
    });
    if let Some(reason) = unclear {
        return Err(Ambiguous::localized(reason));
    }
    let path = match timing.worst() {
        Worst::Bounded { path, .. } => path,
        Worst::Unbounded(nodes) => {
            let first = nodes.iter().find_map(|node| workflow.step_of(*node));
            let name = first.map_or_else(String::new, |index| process.step_label(index));
            return Err(endless(&name));
        }
    };
    let mut steps = Vec::new();
    for critical in path {
        let Some(index) = workflow.step_of(critical.node) else {
            continue;
        };
        let step = process.steps.get(index);
        let runs = step.is_some_and(|step| step.clock() == crate::model::process::Clock::Running);
        let time = step.and_then(|step| step.time_in(case)).filter(|_| runs);
        let mut times: Vec<Duration> = time.map(|time| time.value.clone()).into_iter().collect();
        if critical.repeated > 0 {
            let minutes = critical.repeated / 1440;
            times.push(if all_bare {
                Duration::new(Ratio::new(minutes, per_day.max(1)), Unit::Day, None)
            } else {
                Duration::new(
                    Ratio::from_integer(minutes),
                    Unit::Minute,
                    Some(DayKind::Working),
                )
            });
        }
        steps.push((index, times));
    }
    let untimed = (0..process.steps.len()).find(|index| {
        process.steps.get(*index).is_some_and(|step| {
            takes_time(step) && step.exists_in(case) && step.time_in(case).is_none()
        })
    });
    Ok(WorstPath { steps, untimed })
}

texts! {
    /// A step of a path of time.
    pub(super) fn running_total(time: &Duration, so_far: &Localized) {
        en: "{time}, {so_far} so far",
        vi: "{time}, cộng dồn {so_far}",
    }
    fn with_rounds(time: &Duration, rounds: &Localized, so_far: &Localized) {
        en: "{time}, {rounds} more for repeating, {so_far} so far",
        vi: "{time}, lặp lại thêm {rounds}, cộng dồn {so_far}",
    }
    fn endless(name: &str) {
        en: "the loop at \"{name}\" may run without limit",
        vi: "vòng lặp tại \"{name}\" không giới hạn số lần",
    }
}
