//! The diagram as it is drawn → [`Notation`]: kinds, triggers, resolved flows, lanes, pools, shapes.
//!
//! Nothing is judged. The sequence flows say what is connected; the lists `<incoming>` and `<outgoing>` are only compared
//! with them.

use foldhash::{HashMap, HashMapExt as _};
use smallvec::SmallVec;

use super::super::document::Text;
use super::super::flow_node::{EventDefinition, EventKind, FlowNode, GatewayKind, NodeKind};
use super::super::flow_node::{SubProcessStyle, TaskKind};
use super::super::index::Target;
use super::super::tree::{Artifact, Base, DataKind, Process as Drawn, Scope, ScopeId};
use super::implied::Implied;
use super::role::Lanes;
use super::{Map, local};
use crate::model::notation::{
    self, DefaultFlow, Element, ElementKind, Event, Flow, FlowEnd, Node, Notation, Trigger,
};

/// Number of each node by its place: steps stand scope by scope, nodes in file order; nodes that are only drawn, and are no
/// steps, stand behind them.
pub(super) struct Numbers<'t> {
    /// By number: rank of the scope, scope, node.
    nodes: Vec<(u32, &'t Scope, &'t FlowNode)>,
    of: HashMap<(ScopeId, usize), u32>,
    ranks: HashMap<ScopeId, u32>,
}

impl<'t> Numbers<'t> {
    pub(super) fn new(scopes: &[(ScopeId, &'t Scope)], implied: &Implied<'_>) -> Self {
        let mut this = Self {
            nodes: Vec::new(),
            of: HashMap::new(),
            ranks: HashMap::new(),
        };
        for ((id, _), rank) in scopes.iter().zip(0u32..) {
            this.ranks.insert(*id, rank);
        }
        for only_drawn in [false, true] {
            for ((id, scope), rank) in scopes.iter().zip(0u32..) {
                for (index, node) in scope.nodes.iter().enumerate() {
                    if implied.holds(*id, node) == only_drawn {
                        let number = u32::try_from(this.nodes.len()).unwrap_or(u32::MAX);
                        this.of.insert((*id, index), number);
                        this.nodes.push((rank, scope, node));
                    }
                }
            }
        }
        this
    }

    /// The number of a node; none for a node of another process.
    fn step(&self, scope: ScopeId, index: usize) -> Option<u32> {
        self.of.get(&(scope, index)).copied()
    }

    /// The rank of a scope in its process.
    fn scope(&self, scope: ScopeId) -> Option<u32> {
        self.ranks.get(&scope).copied()
    }

    /// Every node by its number.
    fn nodes(&self) -> impl Iterator<Item = &'t FlowNode> {
        self.nodes.iter().map(|(_, _, node)| *node)
    }
}

impl<'t> Map<'t> {
    /// The notation of one process. O(elements).
    pub(super) fn notation(
        &self,
        drawn: &Drawn,
        scopes: &[(ScopeId, &'t Scope)],
        lanes: &Lanes<'t>,
        implied: &Implied<'_>,
    ) -> Notation {
        let numbers = Numbers::new(scopes, implied);
        let mut notation = Notation {
            id: drawn.base.id.as_ref().map(|id| id.value.clone()),
            executable: drawn.executable.unwrap_or_default(),
            ..Notation::default()
        };
        let mut lane_at = HashMap::new();
        for (id, scope) in scopes {
            let rank = numbers.scope(*id).unwrap_or_default();
            let owner = scope.parent.and_then(|(around, index)| {
                let node = self.definitions.scope(around)?.nodes.get(index)?;
                Some((numbers.step(around, index)?, kind_of(node)))
            });
            notation.scopes.push(notation::Scope {
                kind: owner.map_or(ElementKind::Process, |(_, kind)| kind),
                owner: owner.map(|(step, _)| step),
                nodes: u32::try_from(scope.nodes.len()).unwrap_or(u32::MAX),
            });
            for (index, lane) in scope.lanes.iter().enumerate() {
                let at = u32::try_from(notation.others.len()).unwrap_or(u32::MAX);
                lane_at.insert((*id, index), at);
                notation
                    .others
                    .push(self.element(ElementKind::Lane, &lane.base, rank));
            }
        }
        let mut touching = vec![(0, 0); numbers.nodes.len()];
        for (key, number) in &numbers.of {
            if let (Some(flows), Some(slot)) =
                (self.flows.get(key), touching.get_mut(*number as usize))
            {
                *slot = *flows;
            }
        }
        for ((rank, _, node), flows) in numbers.nodes.iter().zip(touching) {
            notation.nodes.push(self.node(node, *rank, flows, &numbers));
        }
        let mut counted = Connections::default();
        for (id, scope) in scopes {
            let rank = numbers.scope(*id).unwrap_or_default();
            for flow in &scope.flows {
                let flow = Flow {
                    from: self.flow_end(flow.source.as_ref(), &numbers),
                    to: self.flow_end(flow.target.as_ref(), &numbers),
                    condition: flow.condition.as_ref().map(|text| text.value.clone()),
                    element: self.element(ElementKind::SequenceFlow, &flow.base, rank),
                };
                counted.add(&flow);
                notation.flows.push(flow);
            }
            for data in &scope.data {
                let kind = match data.kind {
                    DataKind::ObjectReference => ElementKind::DataObject,
                    DataKind::StoreReference => ElementKind::DataStore,
                    DataKind::Input => ElementKind::DataInput,
                    DataKind::Output => ElementKind::DataOutput,
                    // Neither is ever drawn.
                    DataKind::Object | DataKind::Property => continue,
                };
                notation.others.push(self.element(kind, &data.base, rank));
            }
            let artifacts = scope.artifacts.iter();
            let artifacts = artifacts.map(|artifact| self.artifact(artifact, rank));
            notation.others.extend(artifacts);
        }
        let ids: HashMap<&str, u32> = notation.flow_ids().collect();
        let defaults: Vec<Option<DefaultFlow>> = numbers
            .nodes()
            .map(|node| {
                let wanted = node.default.as_ref()?;
                let flow = ids.get(local(wanted)).copied();
                Some(flow.map_or(DefaultFlow::Nothing(wanted.span), DefaultFlow::Flow))
            })
            .collect();
        let differ: Vec<bool> = numbers
            .nodes()
            .zip(0u32..)
            .map(|(node, step)| counted.differ(node, step, &ids))
            .collect();
        let lanes: Vec<Option<u32>> = numbers
            .nodes
            .iter()
            .map(|(_, scope, node)| lane_at.get(&self.lane(lanes, scope, node)?).copied())
            .collect();
        let found = defaults.into_iter().zip(differ).zip(lanes);
        for (node, ((default, differ), lane)) in notation.nodes.iter_mut().zip(found) {
            node.default = default;
            node.lists_differ = differ;
            node.lane = lane;
        }
        notation
    }

    fn node(
        &self,
        node: &FlowNode,
        scope: u32,
        (incoming, outgoing): (u32, u32),
        numbers: &Numbers<'_>,
    ) -> Node {
        let (attached_to, interrupting) = match &node.kind {
            NodeKind::Boundary {
                attached_to,
                interrupting,
            } => (attached_to.as_ref(), *interrupting),
            NodeKind::Start { interrupting } => (None, *interrupting),
            _ => (None, false),
        };
        Node {
            kind: kind_of(node),
            tag: node.base.span,
            scope,
            inner: node.scope.and_then(|scope| numbers.scope(scope)),
            triggers: node.events.iter().map(event).collect(),
            default: None,
            attached_to: attached_to.and_then(|to| self.flow_end(Some(to), numbers).node()),
            interrupting,
            for_compensation: node.for_compensation,
            incoming,
            outgoing,
            lists_differ: false,
            lane: None,
            shape: self.shape(&node.base),
        }
    }

    fn flow_end(&self, reference: Option<&Text>, numbers: &Numbers<'_>) -> FlowEnd {
        let Some(target) = reference.and_then(|id| self.index.get(id)) else {
            return FlowEnd::Nothing;
        };
        match target {
            Target::Node(scope, index) => numbers
                .step(scope, index)
                .map_or(FlowEnd::OtherProcess, FlowEnd::Node),
            _ => FlowEnd::NoNode,
        }
    }

    pub(super) fn artifact(&self, artifact: &Artifact, scope: u32) -> Element {
        match artifact {
            Artifact::Annotation { base, text } => Element {
                name: text.as_ref().map(|text| text.value.clone()),
                ..self.element(ElementKind::TextAnnotation, base, scope)
            },
            Artifact::Association { base, .. } => {
                self.element(ElementKind::Association, base, scope)
            }
            Artifact::Group { base, .. } => self.element(ElementKind::Group, base, scope),
        }
    }

    pub(super) fn element(&self, kind: ElementKind, base: &Base, scope: u32) -> Element {
        let text = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
        let named = base.name.as_ref().or(base.id.as_ref());
        Element {
            kind,
            id: text(&base.id),
            name: text(&base.name),
            span: named.map_or(base.span, |text| text.span),
            tag: base.span,
            scope,
            shape: self.shape(base),
        }
    }

    /// How an element is drawn.
    pub(super) fn shape(&self, base: &Base) -> Option<notation::Shape> {
        let id = base.id.as_ref()?;
        self.shapes.get(local(id)).copied()
    }
}

/// Which flows leave and reach each node, by index of the flow.
#[derive(Default)]
struct Connections {
    flows: u32,
    into: HashMap<u32, Flows>,
    out_of: HashMap<u32, Flows>,
}

/// Indexes of flows.
type Flows = SmallVec<[u32; 4]>;

impl Connections {
    fn add(&mut self, flow: &Flow) {
        if let Some(node) = flow.from.node() {
            self.out_of.entry(node).or_default().push(self.flows);
        }
        if let Some(node) = flow.to.node() {
            self.into.entry(node).or_default().push(self.flows);
        }
        self.flows += 1;
    }

    /// Whether the lists of a node name other flows than those that touch it. Absent lists say nothing.
    fn differ(&self, node: &FlowNode, step: u32, ids: &HashMap<&str, u32>) -> bool {
        let set = |mut flows: Flows| {
            flows.sort_unstable();
            flows.dedup();
            flows
        };
        let other = |listed: &[Text], of: &HashMap<u32, Flows>| {
            if listed.is_empty() {
                return false;
            }
            let listed = listed.iter().map(|id| ids.get(local(id)).copied());
            let listed: Option<Flows> = listed.collect();
            let touching = of.get(&step).cloned().unwrap_or_default();
            listed.map(set) != Some(set(touching))
        };
        other(&node.incoming, &self.into) || other(&node.outgoing, &self.out_of)
    }
}

/// What a node is.
pub(super) fn kind_of(node: &FlowNode) -> ElementKind {
    match &node.kind {
        NodeKind::Task(task) => match task {
            TaskKind::Plain => ElementKind::PlainTask,
            TaskKind::User => ElementKind::UserTask,
            TaskKind::Manual => ElementKind::ManualTask,
            TaskKind::Service => ElementKind::ServiceTask,
            TaskKind::Script => ElementKind::ScriptTask,
            TaskKind::BusinessRule => ElementKind::BusinessRuleTask,
            TaskKind::Send => ElementKind::SendTask,
            TaskKind::Receive => ElementKind::ReceiveTask,
        },
        NodeKind::CallActivity { .. } => ElementKind::CallActivity,
        NodeKind::SubProcess { by_event: true, .. } => ElementKind::EventSubProcess,
        NodeKind::SubProcess { style, .. } => match style {
            SubProcessStyle::Plain => ElementKind::SubProcess,
            SubProcessStyle::Transaction => ElementKind::Transaction,
            SubProcessStyle::AdHoc => ElementKind::AdHocSubProcess,
        },
        NodeKind::Start { .. } => ElementKind::StartEvent,
        NodeKind::End => ElementKind::EndEvent,
        NodeKind::Catch => ElementKind::IntermediateCatchEvent,
        NodeKind::Throw => ElementKind::IntermediateThrowEvent,
        NodeKind::Boundary { .. } => ElementKind::BoundaryEvent,
        NodeKind::Gateway(gateway) => match gateway {
            GatewayKind::Exclusive => ElementKind::ExclusiveGateway,
            GatewayKind::Parallel => ElementKind::ParallelGateway,
            GatewayKind::Inclusive => ElementKind::InclusiveGateway,
            GatewayKind::Complex => ElementKind::ComplexGateway,
            GatewayKind::EventBased { .. } => ElementKind::EventBasedGateway,
        },
    }
}

/// What an event definition says.
fn event(event: &EventDefinition) -> Event {
    let trigger = match event.kind {
        EventKind::Cancel => Trigger::Cancel,
        EventKind::Compensate => Trigger::Compensation,
        EventKind::Conditional => Trigger::Conditional,
        EventKind::Error => Trigger::Error,
        EventKind::Escalation => Trigger::Escalation,
        EventKind::Link => Trigger::Link,
        EventKind::Message => Trigger::Message,
        EventKind::Signal => Trigger::Signal,
        EventKind::Terminate => Trigger::Terminate,
        EventKind::Timer => Trigger::Timer,
        EventKind::Reference => Trigger::Unresolved,
    };
    Event {
        trigger,
        defined: match event.kind {
            EventKind::Timer => event.timer.is_some(),
            EventKind::Conditional => event.condition.is_some(),
            EventKind::Link => event.name.is_some(),
            EventKind::Message | EventKind::Signal | EventKind::Error | EventKind::Escalation => {
                event.refers.is_some()
            }
            EventKind::Terminate
            | EventKind::Cancel
            | EventKind::Compensate
            | EventKind::Reference => true,
        },
        link: (event.kind == EventKind::Link)
            .then(|| event.name.as_ref().map(|name| name.value.clone()))
            .flatten(),
    }
}
