//! A terminate end event that has nothing to terminate: no other branch of its scope can still run when it is reached.
//!
//! Only the plain case is decided: every other way out of the scope is an event sub-process that interrupts, and nothing in the
//! scope begins a second branch, not even one that is joined again, so that nothing useful is called superfluous.

use foldhash::HashSet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{at_node, notation, step_words};
use crate::checks::{Context, Kind};
use crate::finding::Verdict;
use crate::messages::Localized;
use crate::model::notation::{ElementKind, Node, Trigger};

/// A scope whose only end terminates it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct DrawnTermination {}

impl Kind for DrawnTermination {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let notation = match notation(cx) {
            Ok(notation) => notation,
            Err(verdict) => return verdict,
        };
        // The scopes that an event begins by stopping the scope around them.
        let begins = notation
            .nodes
            .iter()
            .filter(|start| start.kind == ElementKind::StartEvent && start.interrupting);
        let stopping: HashSet<u32> = begins.map(|start| start.scope).collect();
        // Of each scope: its terminate ends, and whether it has another way out or a second branch.
        let mut ends = vec![(Vec::new(), false); notation.scopes.len()];
        for (node, index) in notation.nodes.iter().zip(0u32..) {
            let Some((terminates, others)) = ends.get_mut(node.scope as usize) else {
                continue;
            };
            if begins_branch(node) {
                *others = true;
            }
            if node.outgoing > 0 {
                continue;
            }
            if is_terminate(node) {
                terminates.push(index);
            } else if !interrupts(&stopping, node) {
                *others = true;
            }
        }
        let superfluous = ends.into_iter().filter_map(|(terminates, others)| {
            match (terminates.as_slice(), others) {
                ([only], false) => Some(*only),
                _ => None,
            }
        });
        let findings = superfluous.map(|index| {
            at_node(
                cx.process,
                index,
                nothing_left(&step_words(cx.process, index)),
            )
        });
        Verdict::from_findings(findings.collect())
    }
}

fn is_terminate(node: &Node) -> bool {
    node.kind == ElementKind::EndEvent
        && node
            .triggers
            .iter()
            .any(|event| event.trigger == Trigger::Terminate)
}

/// Whether it begins a branch beside the one it lies on: a split that takes several flows, an event that does not interrupt.
fn begins_branch(node: &Node) -> bool {
    let takes_one = matches!(
        node.kind,
        ElementKind::ExclusiveGateway | ElementKind::EventBasedGateway
    );
    let beside = node.kind == ElementKind::BoundaryEvent && !node.interrupting;
    beside || node.outgoing > 1 && !takes_one
}

/// Whether it is an event sub-process that stops the scope around it; `stopping` are the scopes that begin so.
fn interrupts(stopping: &HashSet<u32>, node: &Node) -> bool {
    node.kind == ElementKind::EventSubProcess
        && node.inner.is_some_and(|inner| stopping.contains(&inner))
}

crate::texts! {
    fn nothing_left(event: &Localized) {
        en: "{event} is the only end, so there is nothing else to terminate",
        vi: "{event} là điểm kết thúc duy nhất nên không còn gì khác để chấm dứt",
    }
}
