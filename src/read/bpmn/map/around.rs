//! What a diagram file holds around its processes → [`Surroundings`]: pools, message flows, global elements, shapes.

use compact_str::CompactString;
use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use super::super::document::Text;
use super::super::flow_node::{EventDefinition, NodeKind};
use super::super::index::Target;
use super::super::tree::{Base, Definitions, Scope, ScopeId};
use super::notation::kind_of;
use super::{Map, local};
use crate::messages::Localized;
use crate::model::control::Unknown;
use crate::model::notation::{
    Bounds, ElementKind, Global, MessageEnd, MessageFlow, Pool, Shape, Surroundings,
};

/// How each element is drawn: the first shape or line of it, by id.
pub(super) fn shapes(definitions: &Definitions) -> HashMap<&str, Shape> {
    let mut shapes = HashMap::new();
    for (diagram, plane) in definitions.diagrams.iter().zip(0u32..) {
        for shape in &diagram.shapes {
            let Some(id) = &shape.element else { continue };
            shapes.entry(local(id)).or_insert(Shape {
                plane,
                bounds: shape.bounds.map(|bounds| Bounds {
                    x: bounds.x,
                    y: bounds.y,
                    width: bounds.width,
                    height: bounds.height,
                }),
                expanded: shape.expanded.unwrap_or_default(),
                vertical: shape.horizontal == Some(false),
            });
        }
        for id in diagram
            .edges
            .iter()
            .filter_map(|edge| edge.element.as_ref())
        {
            shapes.entry(local(id)).or_insert(Shape {
                plane,
                bounds: None,
                expanded: false,
                vertical: false,
            });
        }
    }
    shapes
}

impl Map<'_> {
    /// What belongs to the file. O(elements).
    pub(super) fn around(&self) -> Surroundings {
        let mut around = Surroundings::default();
        // Which pool holds each process, by rank of the process.
        let mut pool_of: HashMap<usize, u32> = HashMap::new();
        for collaboration in &self.definitions.collaborations {
            for pool in &collaboration.participants {
                let at = u32::try_from(around.pools.len()).unwrap_or(u32::MAX);
                let process = pool.process.as_ref().and_then(|id| self.index.get(id));
                let mut has_process = false;
                if let Some(Target::Process(rank)) = process {
                    pool_of.entry(rank).or_insert(at);
                    has_process = self
                        .scopes(rank)
                        .iter()
                        .any(|(_, scope)| !scope.nodes.is_empty());
                }
                around.pools.push(Pool {
                    element: self.element(ElementKind::Pool, &pool.base, 0),
                    has_process,
                });
            }
            let artifacts = collaboration.artifacts.iter();
            let artifacts = artifacts.map(|artifact| self.artifact(artifact, 0));
            around.artifacts.extend(artifacts);
        }
        for collaboration in &self.definitions.collaborations {
            for flow in &collaboration.message_flows {
                around.messages.push(MessageFlow {
                    element: self.element(ElementKind::MessageFlow, &flow.base, 0),
                    from: self.message_end(flow.source.as_ref(), &pool_of),
                    to: self.message_end(flow.target.as_ref(), &pool_of),
                });
            }
        }
        let used = self.referred();
        for global in &self.definitions.globals {
            let kind = match &*global.base.element {
                "message" => ElementKind::Message,
                "signal" => ElementKind::Signal,
                "error" => ElementKind::Error,
                "escalation" => ElementKind::Escalation,
                _ => continue,
            };
            let id = global.base.id.as_ref();
            around.globals.push(Global {
                element: self.element(kind, &global.base, 0),
                used: id.is_some_and(|id| used.contains(local(id))),
            });
        }
        around
    }

    /// The nodes of a process to which a flow of another process leads: BPMN forbids it, and the control flow leaves it out.
    pub(super) fn entered_from_elsewhere(&self, scopes: &[(ScopeId, &Scope)]) -> Vec<Unknown> {
        let mut own: HashMap<(ScopeId, usize), u32> = HashMap::new();
        for flow in scopes.iter().flat_map(|(_, scope)| &scope.flows) {
            let target = flow.target.as_ref().and_then(|id| self.index.get(id));
            if let Some(Target::Node(scope, index)) = target {
                *own.entry((scope, index)).or_default() += 1;
            }
        }
        let nodes = scopes.iter().flat_map(|(id, scope)| {
            let nodes = scope.nodes.iter().enumerate();
            nodes.map(move |(index, node)| ((*id, index), node))
        });
        nodes
            .filter(|(key, _)| {
                let all = self.flows.get(key).map_or(0, |(into, _)| *into);
                all > own.get(key).copied().unwrap_or_default()
            })
            .map(|(_, node)| Unknown {
                span: node.base.span,
                reason: Localized::fixed(
                    "a sequence flow of another process leads here, which BPMN forbids; it was left out",
                    "có luồng tuần tự của quy trình khác dẫn tới đây, BPMN không cho phép; luồng này được bỏ qua",
                ),
            })
            .collect()
    }

    fn message_end(&self, reference: Option<&Text>, pool_of: &HashMap<usize, u32>) -> MessageEnd {
        let mut end = MessageEnd {
            kind: None,
            called: None,
            triggers: (false, false),
            pool: None,
        };
        match reference.and_then(|id| self.index.get(id)) {
            Some(Target::Participant(collaboration, index)) => {
                let before: usize = self
                    .definitions
                    .collaborations
                    .iter()
                    .take(collaboration)
                    .map(|collaboration| collaboration.participants.len())
                    .sum();
                end.kind = Some(ElementKind::Pool);
                end.pool = u32::try_from(before + index).ok();
            }
            Some(Target::Node(scope, index)) => {
                let scope_of = self.definitions.scope(scope);
                if let Some(node) = scope_of.and_then(|scope| scope.nodes.get(index)) {
                    end.kind = Some(kind_of(node));
                    end.called = called(&node.base);
                    let message = |event: &EventDefinition| {
                        event.kind == super::super::flow_node::EventKind::Message
                    };
                    end.triggers = (!node.events.is_empty(), node.events.iter().any(message));
                }
                end.pool = self
                    .process_of(scope)
                    .and_then(|rank| pool_of.get(&rank).copied());
            }
            Some(Target::Lane(scope, index)) => {
                end.kind = Some(ElementKind::Lane);
                let lanes = self.definitions.scope(scope).map(|scope| &scope.lanes);
                end.called = lanes.and_then(|lanes| called(&lanes.get(index)?.base));
                end.pool = self
                    .process_of(scope)
                    .and_then(|rank| pool_of.get(&rank).copied());
            }
            Some(Target::Process(rank)) => {
                end.kind = Some(ElementKind::Process);
                let process = self.definitions.processes.get(rank);
                end.called = process.and_then(|process| called(&process.base));
                end.pool = pool_of.get(&rank).copied();
            }
            Some(Target::Flow(..)) => end.kind = Some(ElementKind::SequenceFlow),
            Some(Target::MessageFlow(..)) => end.kind = Some(ElementKind::MessageFlow),
            Some(Target::Data(..) | Target::Inner) => end.kind = Some(ElementKind::DataObject),
            Some(Target::Artifact(..) | Target::CollaborationArtifact(..)) => {
                end.kind = Some(ElementKind::TextAnnotation);
            }
            Some(Target::Collaboration(_) | Target::Global(_)) | None => {}
        }
        end
    }

    /// The rank of the process that holds a scope: its scopes stand one after the other.
    fn process_of(&self, scope: ScopeId) -> Option<usize> {
        let processes = &self.definitions.processes;
        let after = processes.partition_point(|process| process.scope <= scope);
        after.checked_sub(1)
    }

    /// The global elements that events, tasks and message flows refer to.
    fn referred(&self) -> HashSet<&str> {
        let mut used = HashSet::new();
        for (_, scope) in self.definitions.all_scopes() {
            for node in &scope.nodes {
                let events = node.events.iter().filter_map(|event| event.refers.as_ref());
                used.extend(events.map(|id| local(id)));
                if let NodeKind::Task(_) = node.kind {
                    used.extend(node.message.as_ref().map(|id| local(id)));
                }
            }
        }
        for collaboration in &self.definitions.collaborations {
            let flows = collaboration.message_flows.iter();
            used.extend(
                flows
                    .filter_map(|flow| flow.message.as_ref())
                    .map(|id| local(id)),
            );
        }
        used
    }
}

/// What an element is called: its name, else its id.
fn called(base: &Base) -> Option<CompactString> {
    let text = base.name.as_ref().or(base.id.as_ref())?;
    Some(text.value.clone())
}
