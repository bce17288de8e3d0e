//! The path of a case that takes longest, with the times on it as they are written, for a reader.
//!
//! `course` finds it; here it is told step by step, with the running total, or with the day on which each step ends where only
//! dates add working and calendar time up.

use jiff::civil::DateTime;

use super::comparison::Comparison;
use super::evidence::path_step;
use crate::finding::PathStep;
use crate::messages::{Lang, Localized};
use crate::model::duration::Duration;
use crate::model::process::Process;
use crate::texts;

/// The longest path of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct WorstPath {
    /// In order.
    pub(super) steps: Vec<Passed>,
}

/// A step on the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Passed {
    pub(super) index: usize,
    /// Its time, or the times of the process that it calls.
    pub(super) times: Vec<Duration>,
    /// The code of that process.
    pub(super) calls: Option<String>,
    /// The time of the further rounds, where a loop repeats from there.
    pub(super) rounds: Option<Duration>,
    /// When it ends on the day of receipt that is shown, where the path was found by dates.
    pub(super) ends: Option<DateTime>,
}

impl WorstPath {
    /// The times along the path, in order.
    pub(super) fn times(&self) -> Vec<&Duration> {
        let steps = self.steps.iter();
        steps
            .flat_map(|step| step.times.iter().chain(&step.rounds))
            .collect()
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
            let note = time.map(|time| match (&step.rounds, step.ends) {
                (None, Some(ends)) => until(&time, &ends.date().to_string()),
                (None, None) => running_total(&time, &total),
                (Some(rounds), _) => with_rounds(&time, &comparison.written_sum(&[rounds]), &total),
            });
            path.push(path_step(process, step.index, note));
        }
        path
    }
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
    fn until(time: &Localized, date: &str) {
        en: "{time}, until {date}",
        vi: "{time}, đến ngày {date}",
    }
}
