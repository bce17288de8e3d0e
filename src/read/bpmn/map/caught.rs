//! Events that an element throws and another one catches inside the same process: errors, escalations and cancels; and how
//! branches end inside a sub-process.
//!
//! BPMN 2.0, 10.5.1 and 10.5.6: the nearest catch outwards takes it, an event sub-process of the scope before the border of
//! the sub-process around. An error that nobody catches ends its sub-process, or the process; what follows then BPMN leaves
//! open, and here it goes on behind the sub-process. Deliberately not here: messages and signals, which come from anywhere.

use foldhash::{HashMap, HashMapExt as _};

use super::super::flow_node::{EventDefinition, EventKind, FlowNode, NodeKind};
use super::super::tree::{Scope, ScopeId};
use super::control::{Builder, Key, ends_its_scope};
use super::steps::routing;
use super::{Map, local};
use crate::model::control::{Border, Scope as Range};
use crate::model::process::Routing;

/// Where something thrown is caught.
#[derive(Clone, Copy)]
pub(super) struct Catch {
    /// The boundary event or event sub-process.
    pub(super) at: Key,
    /// The scope that it ends, where it interrupts.
    pub(super) ends: ScopeId,
    /// Whether it does.
    pub(super) interrupts: bool,
}

/// For each element that throws, where it is caught. O(nodes × depth).
pub(super) fn catches(map: &Map<'_>, scopes: &[(ScopeId, &Scope)]) -> HashMap<Key, Catch> {
    let mut found = HashMap::new();
    for (id, scope) in scopes {
        for (index, node) in scope.nodes.iter().enumerate() {
            let thrown = node.events.iter().find(|event| throws(node, event.kind));
            if let Some(catch) = thrown.and_then(|event| catch(map, *id, scope, event)) {
                found.insert((*id, index), catch);
            }
        }
    }
    found
}

fn throws(node: &FlowNode, kind: EventKind) -> bool {
    match node.kind {
        NodeKind::End => matches!(
            kind,
            EventKind::Error | EventKind::Cancel | EventKind::Escalation
        ),
        NodeKind::Throw => kind == EventKind::Escalation,
        _ => false,
    }
}

fn catch(map: &Map<'_>, id: ScopeId, scope: &Scope, event: &EventDefinition) -> Option<Catch> {
    let (mut id, mut scope) = (id, scope);
    let mut handled = false;
    loop {
        // Handlers of one scope do not handle each other.
        if !handled && let Some(catch) = in_scope(map, id, scope, event) {
            return Some(catch);
        }
        let (around, index) = scope.parent?;
        let outer = map.definitions.scope(around)?;
        let owner = outer.nodes.get(index)?;
        let borders = map.boundaries(owner).map(|(scope, index, boundary)| {
            let NodeKind::Boundary { interrupting, .. } = boundary.kind else {
                return ((scope, index), boundary, true);
            };
            ((scope, index), boundary, interrupting)
        });
        if let Some(catch) = best(borders, id, event) {
            return Some(catch);
        }
        handled = matches!(owner.kind, NodeKind::SubProcess { by_event: true, .. });
        (id, scope) = (around, outer);
    }
}

/// An event sub-process of the scope whose start event takes it.
fn in_scope(map: &Map<'_>, id: ScopeId, scope: &Scope, event: &EventDefinition) -> Option<Catch> {
    let nodes = scope.nodes.iter().enumerate();
    let handlers = nodes.filter_map(|(index, node)| {
        let inner = matches!(node.kind, NodeKind::SubProcess { by_event: true, .. })
            .then_some(node.scope)??;
        Some((index, map.definitions.scope(inner)?))
    });
    let starts = handlers.flat_map(|(index, inner)| {
        let starts = inner.nodes.iter();
        starts.filter_map(move |start| match start.kind {
            NodeKind::Start { interrupting } => Some(((id, index), start, interrupting)),
            _ => None,
        })
    });
    best(starts, id, event)
}

/// The one that names what is thrown, else the first that takes anything of its kind.
fn best<'n>(
    catchers: impl Iterator<Item = (Key, &'n FlowNode, bool)>,
    ends: ScopeId,
    thrown: &EventDefinition,
) -> Option<Catch> {
    let fits = catchers.filter_map(|(at, node, interrupting)| {
        let rank = |event: &EventDefinition| match (&event.refers, &thrown.refers) {
            (Some(caught), Some(thrown)) => (local(caught) == local(thrown)).then_some(0),
            _ => Some(1),
        };
        let alike = node.events.iter().filter(|event| event.kind == thrown.kind);
        let rank = alike.filter_map(rank).min()?;
        let interrupts = interrupting || thrown.kind != EventKind::Escalation;
        let catch = Catch {
            at,
            ends,
            interrupts,
        };
        Some((rank, catch))
    });
    fits.min_by_key(|(rank, _)| *rank).map(|(_, catch)| catch)
}

impl Builder<'_, '_> {
    /// The range of numbers of a scope.
    pub(super) fn range(&self, scope: ScopeId) -> Range {
        self.numbers.get(&scope).copied().unwrap_or_default()
    }

    /// Whether no flow leaves this element because what it throws ends its own scope.
    pub(super) fn is_cut_off(&self, key: Key) -> bool {
        self.caught.get(&key).is_some_and(|catch| catch.interrupts)
    }

    /// Whether what this element throws is caught without ending anything.
    pub(super) fn goes_on_beside(&self, key: Key) -> bool {
        self.caught.get(&key).is_some_and(|catch| !catch.interrupts)
    }

    /// What is thrown leads to where it is caught; what has no way out of its own inside a sub-process leads to its exit.
    pub(super) fn ends_of(&mut self, id: ScopeId, scope: &Scope) {
        let owner = scope
            .parent
            .and_then(|owner| self.ends.get(&owner))
            .copied();
        let drain = owner.map(|owner| owner.drain);
        let concurrent = is_concurrent(scope);
        for (index, node) in scope.nodes.iter().enumerate() {
            let Some(ends) = self.ends.get(&(id, index)).copied() else {
                continue;
            };
            let on = self.has_flow_out(ends.exit);
            let catch = self.caught.get(&(id, index)).copied();
            let entry = catch.and_then(|catch| Some(self.ends.get(&catch.at)?.entry));
            if let Some((catch, entry)) = catch.zip(entry) {
                if catch.interrupts {
                    let border = Border::Aborts(self.range(catch.ends));
                    self.edge(ends.exit, entry, (None, border));
                    self.stops(node, concurrent);
                    continue;
                }
                self.edge(ends.entry, entry, (None, Border::None));
            }
            if let (false, Some(drain)) = (on, drain) {
                let stops = ends_its_scope(node);
                self.stops(node, stops && concurrent);
                let border = if stops {
                    Border::Aborts(self.range(id))
                } else {
                    Border::Leaves(self.range(id))
                };
                self.edge(ends.exit, drain, (None, border));
            }
        }
        if let Some(owner) = owner.filter(|owner| owner.exit != owner.inside)
            && self.has_flow_out(owner.exit)
            && !self.has_flow_in(owner.drain)
        {
            // Only what is caught further out ends it. No token takes the flows drawn behind it, and an inclusive join behind
            // them waits for it all the same.
            let source = self.routing_node(id, Routing::One);
            let border = Border::Leaves(self.range(id));
            self.edge(source, owner.drain, (None, border));
        }
    }

    fn stops(&mut self, node: &FlowNode, others: bool) {
        if others {
            self.simplified(
                node.base.span,
                "this end stops parallel branches of its sub-process; here they run to their own ends",
                "điểm kết thúc này dừng các nhánh song song của quy trình con; ở đây các nhánh đó vẫn chạy hết",
            );
        }
    }
}

/// Whether branches run side by side in a scope.
fn is_concurrent(scope: &Scope) -> bool {
    let mut flows: HashMap<&str, usize> = HashMap::new();
    for source in scope.flows.iter().filter_map(|flow| flow.source.as_ref()) {
        *flows.entry(local(source)).or_default() += 1;
    }
    scope.nodes.iter().any(|node| {
        let id = node.base.id.as_ref().map_or("", |id| local(id));
        routing(node).1 != Routing::One && flows.get(id).is_some_and(|flows| *flows > 1)
    })
}
