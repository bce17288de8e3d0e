//! Leaves unsaid what a process file need not say: that a step is followed by the next one, that the last one ends.

use crate::model::name::Id;
use crate::model::process::{Routing, Step, step_id};
use crate::source::Spanned;

/// Drop what the order of steps says anyway. O(steps + flows).
pub(super) fn shorten(steps: &mut [Spanned<Step>]) {
    let ids: Vec<Id> = steps
        .iter()
        .enumerate()
        .map(|(index, step)| step_id(step, index))
        .collect();
    let last = steps.len().saturating_sub(1);
    for (index, step) in steps.iter_mut().enumerate() {
        let step = &mut step.value;
        let ends = step.end.as_ref().is_some_and(|end| end.value);
        match (&step.next, ids.get(index + 1)) {
            (Some(next), Some(following)) if !ends => {
                if let [only] = &*next.value.0
                    && only.to.value == *following
                    && only.when.is_none()
                    && only.limit.is_none()
                {
                    step.next = None;
                }
            }
            (None, None) if ends && index == last => step.end = None,
            _ => {}
        }
        let one = |routing: &Spanned<Routing>| routing.value == Routing::One;
        step.split = step.split.take().filter(|split| !one(split));
        step.join = step.join.take().filter(|join| !one(join));
    }
    let starts = steps
        .iter()
        .filter(|step| step.start.as_ref().is_some_and(|start| start.value));
    if starts.count() == 1
        && let Some(first) = steps.first_mut()
        && first.start.as_ref().is_some_and(|start| start.value)
    {
        first.value.start = None;
    }
}
