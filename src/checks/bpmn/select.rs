//! Which activities, events and gateways a rule speaks of, and how many flows or triggers it allows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::notation::{ElementKind, Node, Notation, Trigger};

/// A class of activities, events or gateways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NodeType {
    /// Tasks, call activities and sub-processes of every kind.
    Activity,
    /// Tasks of every type.
    Task,
    /// Receive tasks.
    ReceiveTask,
    /// Send tasks.
    SendTask,
    /// Call activities.
    CallActivity,
    /// Sub-processes of no further kind.
    SubProcess,
    /// Sub-processes that an event starts.
    EventSubProcess,
    /// Transactions.
    Transaction,
    /// Ad-hoc sub-processes.
    AdHocSubProcess,
    /// Events of every kind.
    Event,
    /// Start events.
    StartEvent,
    /// End events.
    EndEvent,
    /// Intermediate events that wait.
    IntermediateCatchEvent,
    /// Intermediate events that send.
    IntermediateThrowEvent,
    /// Intermediate events that lead to a link.
    LinkThrowEvent,
    /// Intermediate events that a link leads to.
    LinkCatchEvent,
    /// Events on the border of an activity.
    BoundaryEvent,
    /// Gateways of every kind.
    Gateway,
    /// Exclusive gateways.
    ExclusiveGateway,
    /// Parallel gateways.
    ParallelGateway,
    /// Inclusive gateways.
    InclusiveGateway,
    /// Complex gateways.
    ComplexGateway,
    /// Event-based gateways.
    EventBasedGateway,
}

impl NodeType {
    /// Whether a node is of this class.
    fn covers(self, node: &Node) -> bool {
        let kind = node.kind;
        let is_link = || {
            node.triggers
                .iter()
                .any(|event| event.trigger == Trigger::Link)
        };
        match self {
            Self::LinkThrowEvent => kind == ElementKind::IntermediateThrowEvent && is_link(),
            Self::LinkCatchEvent => kind == ElementKind::IntermediateCatchEvent && is_link(),
            Self::Activity => kind.is_activity(),
            Self::Task => kind.is_task(),
            Self::Event => kind.is_event(),
            Self::Gateway => kind.is_gateway(),
            Self::ReceiveTask => kind == ElementKind::ReceiveTask,
            Self::SendTask => kind == ElementKind::SendTask,
            Self::CallActivity => kind == ElementKind::CallActivity,
            Self::SubProcess => kind == ElementKind::SubProcess,
            Self::EventSubProcess => kind == ElementKind::EventSubProcess,
            Self::Transaction => kind == ElementKind::Transaction,
            Self::AdHocSubProcess => kind == ElementKind::AdHocSubProcess,
            Self::StartEvent => kind == ElementKind::StartEvent,
            Self::EndEvent => kind == ElementKind::EndEvent,
            Self::IntermediateCatchEvent => kind == ElementKind::IntermediateCatchEvent,
            Self::IntermediateThrowEvent => kind == ElementKind::IntermediateThrowEvent,
            Self::BoundaryEvent => kind == ElementKind::BoundaryEvent,
            Self::ExclusiveGateway => kind == ElementKind::ExclusiveGateway,
            Self::ParallelGateway => kind == ElementKind::ParallelGateway,
            Self::InclusiveGateway => kind == ElementKind::InclusiveGateway,
            Self::ComplexGateway => kind == ElementKind::ComplexGateway,
            Self::EventBasedGateway => kind == ElementKind::EventBasedGateway,
        }
    }
}

/// How many are allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Range {
    /// The fewest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
    /// The most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
}

impl Range {
    /// Whether a number lies in the range.
    pub(super) fn holds(self, number: u32) -> bool {
        self.min.is_none_or(|min| number >= min) && self.max.is_none_or(|max| number <= max)
    }
}

/// Activities, events and gateways that fulfil every line that is given; a line with several values is fulfilled by any of
/// them. A selector without lines selects all of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct NodeSelector {
    /// Classes of element.
    #[serde(rename = "type", skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<NodeType>,
    /// Classes that are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<NodeType>,
    /// Events with one of these triggers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trigger: Vec<Trigger>,
    /// Directly inside one of these: `process`, `sub-process`, `ad-hoc-sub-process` …
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inside: Vec<ElementKind>,
    /// Not directly inside any of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub except_inside: Vec<ElementKind>,
    /// Number of incoming sequence flows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incoming: Option<Range>,
    /// Number of outgoing sequence flows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outgoing: Option<Range>,
    /// Number of sequence flows that touch it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flows: Option<Range>,
    /// Number of triggers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub triggers: Option<Range>,
    /// Whether all its triggers say which message, which time, which condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defined: Option<bool>,
    /// Whether it takes part in compensation: a handler, or the boundary event that leads to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compensation: Option<bool>,
    /// Whether it is the only element of its process or sub-process.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alone: Option<bool>,
    /// Whether an engine may run the process.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub executable: Option<bool>,
}

impl NodeSelector {
    /// Whether a node is meant. O(lines).
    pub(super) fn selects(&self, notation: &Notation, node: &Node) -> bool {
        let scope = notation.scopes.get(node.scope as usize);
        let inside = scope.map_or(ElementKind::Process, |scope| scope.kind);
        let has = |wanted: &[Trigger]| {
            let mut triggers = node.triggers.iter();
            triggers.any(|event| wanted.contains(&event.trigger))
        };
        let triggers = u32::try_from(node.triggers.len()).unwrap_or(u32::MAX);
        (self.types.is_empty() || self.types.iter().any(|class| class.covers(node)))
            && !self.except.iter().any(|class| class.covers(node))
            && (self.trigger.is_empty() || has(&self.trigger))
            && (self.inside.is_empty() || self.inside.contains(&inside))
            && !self.except_inside.contains(&inside)
            && self.incoming.is_none_or(|range| range.holds(node.incoming))
            && self.outgoing.is_none_or(|range| range.holds(node.outgoing))
            && (self.flows)
                .is_none_or(|range| range.holds(node.incoming.saturating_add(node.outgoing)))
            && self.triggers.is_none_or(|range| range.holds(triggers))
            && self
                .defined
                .is_none_or(|wanted| wanted == node.triggers.iter().all(|event| event.defined))
            && self
                .alone
                .is_none_or(|wanted| wanted == (scope.is_some_and(|scope| scope.nodes == 1)))
            && self
                .compensation
                .is_none_or(|wanted| wanted == undoes(node))
            && self
                .executable
                .is_none_or(|wanted| wanted == notation.executable)
    }
}

/// Whether a node is reached by an association and not by flows.
fn undoes(node: &Node) -> bool {
    let boundary = node.kind == ElementKind::BoundaryEvent;
    let compensation = |trigger: &Trigger| *trigger == Trigger::Compensation;
    node.for_compensation
        || (boundary
            && node
                .triggers
                .iter()
                .any(|event| compensation(&event.trigger)))
}
