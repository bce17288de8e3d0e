//! The path of a case that takes longest, with the times on it as they are written.
//!
//! `workflow::timing` finds it; here times become its minutes and its nodes become steps again. Where a process mixes working
//! and calendar time, eight hours of an office count as much as a whole day in choosing among branches; the path that is
//! chosen is then held against its limit exactly, by dates.

use std::collections::BTreeMap;

use num_rational::Ratio;

use super::calls::{Calls, Total};
use super::comparison::Comparison;
use super::evidence::{path_step, takes_time};
use crate::finding::PathStep;
use crate::messages::{Lang, Localized};
use crate::model::duration::{Ambiguous, DayKind, Duration, Unit};
use crate::model::name::Id;
use crate::model::process::Process;
use crate::texts;
use crate::workflow::build::Workflow;
use crate::workflow::timing::{NodeTime, Timing, Worst};

/// The longest path of a case.
#[derive(Clone, Debug)]
pub(super) struct WorstPath {
    /// In order.
    steps: Vec<Passed>,
    /// A step of the case that has no time and calls no process.
    pub(super) untimed: Option<usize>,
    /// Why the time of a called process is not known whole.
    pub(super) uncounted: Option<Localized>,
}

/// A step on the path.
#[derive(Clone, Debug)]
struct Passed {
    index: usize,
    /// Its time, or the times of the process that it calls.
    times: Vec<Duration>,
    /// The code of that process.
    calls: Option<String>,
    /// The time of the further rounds, where a loop repeats from there.
    rounds: Option<Duration>,
}

impl WorstPath {
    /// The times along the path, in order.
    pub(super) fn times(&self) -> Vec<&Duration> {
        let steps = self.steps.iter();
        steps
            .flat_map(|step| step.times.iter().chain(&step.rounds))
            .collect()
    }

    /// Why the total is not known whole, if it is not.
    pub(super) fn incomplete(&self, process: &Process) -> Option<Localized> {
        let untimed = self.untimed;
        untimed
            .map(|index| no_time(&process.step_label(index)))
            .or_else(|| self.uncounted.clone())
    }

    /// The path with each time and the running total.
    pub(super) fn show(&self, process: &Process, comparison: &Comparison<'_>) -> Vec<PathStep> {
        let mut so_far = comparison.nothing();
        let mut path = Vec::new();
        for step in &self.steps {
            for time in step.times.iter().chain(&step.rounds) {
                so_far.add(time);
            }
            let total = so_far.show();
            let times: Vec<&Duration> = step.times.iter().collect();
            let time = match (&step.calls, times.as_slice()) {
                (None, []) => None,
                (None, [time, ..]) => Some(as_written(time)),
                (Some(code), []) => Some(calls(code)),
                (Some(code), times) => Some(calls_for(code, &comparison.written_sum(times))),
            };
            let note = time.map(|time| match &step.rounds {
                None => running_total(&time, &total),
                Some(rounds) => with_rounds(&time, &comparison.written_sum(&[rounds]), &total),
            });
            path.push(path_step(process, step.index, note));
        }
        path
    }
}

/// What a time counts in choosing among branches: a working day as much as a calendar day.
pub(super) fn weight(time: &Duration, bare: DayKind, per_day: i64) -> Result<i64, Ambiguous> {
    let time = time.elapsed(Some(bare), per_day)?;
    let working = time.working.0.saturating_mul(1440);
    Ok(working.saturating_add(time.calendar.0.saturating_mul(per_day)))
}

/// The longest path of a case, or why there is none. `limit` says what bare days are, where it does; `calls` what called
/// processes take. O(V + E) and the depth of nested loops.
pub(super) fn worst_path(
    process: &Process,
    workflow: &Workflow,
    case: Option<&Id>,
    comparison: &Comparison<'_>,
    limit: Option<&Duration>,
    calls: &Calls<'_>,
) -> Result<WorstPath, Localized> {
    let bare = comparison.bare_under(limit).unwrap_or(DayKind::Working);
    let per_day = comparison.calendar.minutes_per_day();
    let called: BTreeMap<usize, Total> = (0..)
        .zip(&process.steps)
        .filter_map(|(index, step)| Some((index, calls.total(step, case)?)))
        .collect();
    let mut unclear = None;
    let mut all_bare = called
        .values()
        .all(|total| total.times.iter().all(Duration::is_bare));
    let timing = Timing::new(&workflow.graph, |node| {
        let index = workflow.step_of(node);
        let Some(step) = index.and_then(|index| process.steps.get(index)) else {
            return NodeTime::default();
        };
        let inside = index.and_then(|index| called.get(&index));
        let minutes = inside.map_or(0, |total| total.weight);
        let minutes = step.time_in(case).map_or(minutes, |time| {
            all_bare &= time.is_bare();
            weight(time, bare, per_day).unwrap_or_else(|reason| {
                unclear.get_or_insert(reason);
                0
            })
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
        let inside = called.get(&index);
        let times = match inside {
            Some(total) => total.times.clone(),
            None => time.map(|time| time.value.clone()).into_iter().collect(),
        };
        let code = step.and_then(|step| step.calls.as_ref());
        let rounds = (critical.repeated > 0).then(|| {
            let minutes = critical.repeated / 1440;
            if all_bare {
                Duration::new(Ratio::new(minutes, per_day.max(1)), Unit::Day, None)
            } else {
                Duration::new(
                    Ratio::from_integer(minutes),
                    Unit::Minute,
                    Some(DayKind::Working),
                )
            }
        });
        steps.push(Passed {
            index,
            times,
            calls: inside.and(code).map(|code| code.value.clone()),
            rounds,
        });
    }
    let untimed = (0..process.steps.len()).find(|index| {
        process.steps.get(*index).is_some_and(|step| {
            takes_time(step)
                && step.exists_in(case)
                && step.time_in(case).is_none()
                && !called.contains_key(index)
        })
    });
    let uncounted = called.into_values().find_map(|total| total.incomplete);
    Ok(WorstPath {
        steps,
        untimed,
        uncounted,
    })
}

/// A time in the words of its file.
pub(super) fn as_written(time: &Duration) -> Localized {
    Localized::new(time.show(Lang::En), time.show(Lang::Vi))
}

texts! {
    /// A step of a path of time.
    pub(super) fn running_total(time: &Localized, so_far: &Localized) {
        en: "{time}, {so_far} so far",
        vi: "{time}, cộng dồn {so_far}",
    }
    fn with_rounds(time: &Localized, rounds: &Localized, so_far: &Localized) {
        en: "{time}, {rounds} more for repeating, {so_far} so far",
        vi: "{time}, lặp lại thêm {rounds}, cộng dồn {so_far}",
    }
    fn calls(code: &str) {
        en: "calls {code}",
        vi: "gọi {code}",
    }
    fn calls_for(code: &str, time: &Localized) {
        en: "calls {code}: {time}",
        vi: "gọi {code}: {time}",
    }
    fn no_time(name: &str) {
        en: "the step \"{name}\" has no time",
        vi: "bước \"{name}\" chưa có thời gian",
    }
    fn endless(name: &str) {
        en: "the loop at \"{name}\" may run without limit",
        vi: "vòng lặp tại \"{name}\" không giới hạn số lần",
    }
}
