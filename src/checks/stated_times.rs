//! Every time that a process file states, with its element.

use super::evidence::step_element;
use crate::model::duration::Duration;
use crate::model::name::{Id, fold};
use crate::model::process::Process;
use crate::source::Spanned;

/// Which part of the file states a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin<'p> {
    /// The limit of the whole, of a case or of a channel.
    Limit,
    /// The time of a step; in one case, or in all.
    Step(usize, Option<&'p Id>),
    /// The limit of a flow, a phase, or a published time.
    Other,
}

/// A time and where it stands.
#[derive(Clone, Debug)]
pub(super) struct StatedTime<'p> {
    pub(super) element: String,
    pub(super) time: &'p Spanned<Duration>,
    pub(super) origin: Origin<'p>,
}

/// The times of a file: limits first, then steps with their flows, phases, and what is published. O(times).
pub(super) fn stated_times(process: &Process) -> Vec<StatedTime<'_>> {
    let mut all = Vec::new();
    let mut add = |element: String, time, origin| {
        all.push(StatedTime {
            element,
            time,
            origin,
        });
    };
    if let Some(limit) = &process.process.limit {
        add("process.limit".to_owned(), limit, Origin::Limit);
    }
    for case in &process.cases {
        if let Some(limit) = &case.limit {
            add(
                format!("process.case.{}.limit", case.id.value),
                limit,
                Origin::Limit,
            );
        }
    }
    for channel in &process.channels {
        if let Some(limit) = &channel.limit {
            add(
                format!("process.channel.{}.limit", channel.id.value),
                limit,
                Origin::Limit,
            );
        }
    }
    for (index, step) in process.steps.iter().enumerate() {
        let element = step_element(process, index);
        for (case, time) in step.time.iter().flat_map(|time| time.value.values()) {
            let case = case.map(|case| &case.value);
            add(format!("{element}.time"), time, Origin::Step(index, case));
        }
        for flow in step.next.iter().flat_map(|next| next.iter()) {
            if let Some(limit) = &flow.limit {
                add(
                    format!("{element}.next.{}.limit", flow.to.value),
                    limit,
                    Origin::Other,
                );
            }
        }
    }
    for phase in &process.phases {
        if let Some(limit) = &phase.limit {
            add(
                format!("process.phase.{}.limit", phase.number.value),
                limit,
                Origin::Other,
            );
        }
    }
    for published in &process.published {
        if let Some(time) = &published.time {
            add(
                format!("process.published.{}.time", fold(&published.unit)),
                time,
                Origin::Other,
            );
        }
    }
    all
}
