//! Activities, events and gateways that BPMN, or a house style, does not allow: by class, place, triggers and number of flows.
//!
//! The rule brings its own sentence, so that a further constraint of this sort is data.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::select::{NodeSelector, Range};
use super::{at_node, count, fill, notation, step_words};
use crate::checks::{Context, Kind};
use crate::finding::Verdict;
use crate::messages::Localized;
use crate::model::notation::{DefaultFlow, ElementKind, FlowEnd, Node, Notation};

/// Elements that are selected must be as allowed; without `allows` none may be there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct DrawnNode {
    /// Which elements.
    #[schemars(extend("x-vi" = "Những phần tử được xét."))]
    pub select: NodeSelector,
    /// What is allowed of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-vi" = "Điều được phép với phần tử đó; không nêu thì không được có phần tử nào."))]
    pub allows: Option<Allows>,
    /// The statement of a finding. It may speak of `{element}`, `{incoming}`, `{outgoing}`, `{unconditional}`, `{triggers}`
    /// and the `{scope}` around.
    #[schemars(extend("x-vi" = "Câu nêu phát hiện; dùng được `{element}`, `{incoming}`, `{outgoing}`, `{unconditional}`, `{triggers}` và `{scope}`."))]
    pub says: Localized,
}

/// What is allowed of an element; what is not said is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Allows {
    /// Number of incoming sequence flows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incoming: Option<Range>,
    /// Number of outgoing sequence flows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outgoing: Option<Range>,
    /// Number of sequence flows that touch it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flows: Option<Range>,
    /// Number of outgoing flows that lead somewhere, have no condition and are not the default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unconditional: Option<Range>,
    /// Number of triggers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub triggers: Option<Range>,
    /// For boundary events: whether it must stand on an activity of its own scope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attached: Option<bool>,
    /// Whether its lists of flows must name the flows that touch it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lists_agree: Option<bool>,
}

impl Allows {
    fn holds(&self, notation: &Notation, node: &Node, unconditional: u32) -> bool {
        let within = |range: Option<Range>, number| range.is_none_or(|range| range.holds(number));
        within(self.incoming, node.incoming)
            && within(self.outgoing, node.outgoing)
            && within(self.flows, node.incoming.saturating_add(node.outgoing))
            && within(self.unconditional, unconditional)
            && within(self.triggers, triggers(node))
            && self
                .attached
                .is_none_or(|wanted| wanted == is_attached(notation, node))
            && self
                .lists_agree
                .is_none_or(|wanted| wanted != node.lists_differ)
    }
}

fn triggers(node: &Node) -> u32 {
    u32::try_from(node.triggers.len()).unwrap_or(u32::MAX)
}

/// Whether a boundary event stands on an activity of its own scope.
fn is_attached(notation: &Notation, node: &Node) -> bool {
    let host = node
        .attached_to
        .and_then(|to| notation.nodes.get(to as usize));
    host.is_some_and(|host| host.kind.is_activity() && host.scope == node.scope)
}

/// For each node, how many of its outgoing flows lead somewhere, have no condition and are not its default. O(flows).
fn unconditional(notation: &Notation) -> Vec<u32> {
    let mut all = vec![0; notation.nodes.len()];
    for (flow, index) in notation.flows.iter().zip(0u32..) {
        let Some(from) = flow.from.node() else {
            continue;
        };
        let source = notation.nodes.get(from as usize);
        let default = source.and_then(|node| node.default);
        if flow.condition.is_none()
            && matches!(flow.to, FlowEnd::Node(_) | FlowEnd::OtherProcess)
            && default != Some(DefaultFlow::Flow(index))
            && let Some(count) = all.get_mut(from as usize)
        {
            *count += 1;
        }
    }
    all
}

impl Kind for DrawnNode {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let notation = match notation(cx) {
            Ok(notation) => notation,
            Err(verdict) => return verdict,
        };
        let wants_conditions =
            (self.allows.as_ref()).is_some_and(|allows| allows.unconditional.is_some());
        let unconditional = if wants_conditions {
            unconditional(notation)
        } else {
            Vec::new()
        };
        let mut findings = Vec::new();
        for (node, index) in notation.nodes.iter().zip(0u32..) {
            let free = unconditional
                .get(index as usize)
                .copied()
                .unwrap_or_default();
            let allowed =
                (self.allows.as_ref()).is_some_and(|allows| allows.holds(notation, node, free));
            if allowed || !self.select.selects(notation, node) {
                continue;
            }
            let scope = notation.scopes.get(node.scope as usize);
            let around = match scope.and_then(|scope| scope.owner) {
                Some(owner) => step_words(cx.process, owner),
                None => ElementKind::Process.words(),
            };
            let message = fill(
                &self.says,
                &[
                    ("element", step_words(cx.process, index)),
                    ("incoming", count(node.incoming)),
                    ("outgoing", count(node.outgoing)),
                    ("unconditional", count(free)),
                    ("triggers", count(triggers(node))),
                    ("scope", around),
                ],
            );
            findings.push(at_node(cx.process, index, message));
        }
        Verdict::from_findings(findings)
    }
}
