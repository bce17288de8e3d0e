//! Every time that a process file states, with its element.

use crate::model::duration::Duration;
use crate::model::name::{Id, fold};
use crate::model::process::Process;
use crate::source::Spanned;

/// Which part of the file states a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin<'p> {
    /// The limit of the whole.
    Limit,
    /// The limit of a case.
    Case(&'p Id),
    /// The limit of a channel.
    Channel(&'p Id),
    /// The time of a step; in one case, or in all.
    Step(usize, Option<&'p Id>),
    /// The limit of a flow from a step.
    Flow(usize, &'p Id),
    /// The limit of a phase.
    Phase(u32),
    /// What is published for a unit.
    Published(&'p str),
}

/// A time and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct StatedTime<'p> {
    pub(super) time: &'p Spanned<Duration>,
    pub(super) origin: Origin<'p>,
}

impl Origin<'_> {
    /// The element path of the time.
    pub(super) fn element(self, process: &Process) -> String {
        match self {
            Self::Limit => "process.limit".to_owned(),
            Self::Case(id) => format!("process.case.{id}.limit"),
            Self::Channel(id) => format!("process.channel.{id}.limit"),
            Self::Step(index, _) => format!("{}.time", process.step_path(index)),
            Self::Flow(index, to) => format!("{}.next.{to}.limit", process.step_path(index)),
            Self::Phase(number) => format!("process.phase.{number}.limit"),
            Self::Published(unit) => format!("process.published.{}.time", fold(unit)),
        }
    }
}

/// The element path of a time; without an origin it stands in the published sentence.
pub(super) fn element(process: &Process, origin: Option<Origin<'_>>) -> String {
    origin.map_or_else(
        || "process.guidance".to_owned(),
        |origin| origin.element(process),
    )
}

/// The times of a file: limits first, then steps with their flows, phases, and what is published. O(times).
pub(super) fn stated_times(process: &Process) -> Vec<StatedTime<'_>> {
    let mut all = Vec::new();
    let mut add = |time, origin| all.push(StatedTime { time, origin });
    if let Some(limit) = &process.process.limit {
        add(limit, Origin::Limit);
    }
    for case in &process.cases {
        if let Some(limit) = &case.limit {
            add(limit, Origin::Case(&case.id.value));
        }
    }
    for channel in &process.channels {
        if let Some(limit) = &channel.limit {
            add(limit, Origin::Channel(&channel.id.value));
        }
    }
    for (index, step) in process.steps.iter().enumerate() {
        for (case, time) in step.time.iter().flat_map(|time| time.value.values()) {
            add(time, Origin::Step(index, case.map(|case| &case.value)));
        }
        for flow in step.next.iter().flat_map(|next| next.iter()) {
            if let Some(limit) = &flow.limit {
                add(limit, Origin::Flow(index, &flow.to.value));
            }
        }
    }
    for phase in &process.phases {
        if let Some(limit) = &phase.limit {
            add(limit, Origin::Phase(phase.number.value));
        }
    }
    for published in &process.published {
        if let Some(time) = &published.time {
            add(time, Origin::Published(&published.unit));
        }
    }
    all
}
