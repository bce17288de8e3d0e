//! How tokens come into a process or sub-process: starts, and what may interrupt or accompany what they lead to.

use std::collections::HashSet;

use super::super::flow_node::{EventKind, FlowNode, GatewayKind, NodeKind};
use super::super::tree::{Scope, ScopeId};
use super::Map;
use super::control::{Builder, Ends, has_event};
use crate::model::control::ControlKind;
use crate::model::process::Routing;

impl<'t> Builder<'_, 't> {
    /// Let tokens in: from the start of the process or the entry of the sub-process to what may begin.
    pub(super) fn starts_of(&mut self, id: ScopeId, scope: &Scope) {
        let (mut blank, mut typed, mut loose, mut alarms) = (vec![], vec![], vec![], vec![]);
        for (index, node) in scope.nodes.iter().enumerate() {
            let Some(ends) = self.ends.get(&(id, index)).copied() else {
                continue;
            };
            match &node.kind {
                NodeKind::Start { .. } if node.events.is_empty() => blank.push(ends.entry),
                NodeKind::Start { .. }
                | NodeKind::Gateway(GatewayKind::EventBased {
                    instantiate: true, ..
                }) => typed.push(ends.entry),
                NodeKind::SubProcess { by_event: true, .. } => {
                    alarms.push((ends.entry, is_interrupting(self.map, node)));
                }
                NodeKind::Boundary { .. } => {}
                NodeKind::Catch if has_event(node, EventKind::Link) => {}
                _ if !self.has_flow_in(ends.entry) => loose.push(ends.entry),
                _ => {}
            }
        }
        if blank.is_empty() && typed.is_empty() {
            blank = loose;
        }
        let mut begin = self.all_of(id, &blank);
        if !typed.is_empty() {
            let ways: Vec<u32> = begin.into_iter().chain(typed).collect();
            begin = self.one_of(id, &ways);
        }
        let Some(begin) = begin else { return };
        let begin = self.guard(id, begin, &alarms);
        let root = match scope.parent.and_then(|owner| self.ends.get(&owner)) {
            Some(owner) => owner.inside,
            None if scope.parent.is_none() => {
                let ways = (Routing::One, Routing::All);
                self.node(id, ControlKind::Start, ways, None)
            }
            None => return,
        };
        self.edge(root, begin, None);
    }

    fn all_of(&mut self, scope: ScopeId, nodes: &[u32]) -> Option<u32> {
        self.several(scope, nodes, Routing::All)
    }

    fn one_of(&mut self, scope: ScopeId, nodes: &[u32]) -> Option<u32> {
        self.several(scope, nodes, Routing::One)
    }

    fn several(&mut self, scope: ScopeId, nodes: &[u32], split: Routing) -> Option<u32> {
        match nodes {
            [] => None,
            [one] => Some(*one),
            _ => {
                let fork = self.routing_node(scope, split);
                for node in nodes {
                    self.edge(fork, *node, None);
                }
                Some(fork)
            }
        }
    }

    /// Put before each activity what its boundary events may do to it. An error that an end event inside throws comes from
    /// there and not at any time.
    pub(super) fn guard_activities(&mut self, scopes: &[(ScopeId, &'t Scope)]) {
        let mut thrown = HashSet::new();
        for (_, scope) in scopes {
            thrown.extend(
                scope
                    .nodes
                    .iter()
                    .filter_map(|node| self.catcher(scope, node)),
            );
        }
        for (id, scope) in scopes {
            for (index, node) in scope.nodes.iter().enumerate() {
                let Some(ends) = self.ends.get(&(*id, index)).copied() else {
                    continue;
                };
                let mut alarms = Vec::new();
                for (around, at, boundary) in self.map.boundaries(node) {
                    let NodeKind::Boundary { interrupting, .. } = boundary.kind else {
                        continue;
                    };
                    if let Some(own) = self.ends.get(&(around, at))
                        && !thrown.contains(&(around, at))
                    {
                        alarms.push((own.entry, interrupting));
                    }
                }
                let entry = self.guard(*id, ends.entry, &alarms);
                self.ends.insert((*id, index), Ends { entry, ..ends });
            }
        }
    }

    /// A node before `inner` from which each alarm may be raised: instead of it, or beside it.
    fn guard(&mut self, scope: ScopeId, inner: u32, alarms: &[(u32, bool)]) -> u32 {
        let mut entry = inner;
        let stopping = alarms.iter().filter(|(_, stops)| *stops);
        let ways: Vec<u32> = stopping.map(|(alarm, _)| *alarm).collect();
        if !ways.is_empty() {
            let choice = self.routing_node(scope, Routing::One);
            self.edge(choice, entry, None);
            for alarm in ways {
                self.edge(choice, alarm, None);
            }
            entry = choice;
        }
        for (alarm, _) in alarms.iter().filter(|(_, stops)| !*stops) {
            let choice = self.routing_node(scope, Routing::One);
            let both = self.routing_node(scope, Routing::All);
            self.edge(choice, entry, None);
            self.edge(choice, both, None);
            self.edge(both, entry, None);
            self.edge(both, *alarm, None);
            entry = choice;
        }
        entry
    }
}

/// Whether an event sub-process stops the scope around it: what its start event says.
fn is_interrupting(map: &Map<'_>, node: &FlowNode) -> bool {
    let inner = node.scope.and_then(|scope| map.definitions.scope(scope));
    inner.is_none_or(|scope| {
        let mut starts = scope.nodes.iter();
        starts.all(|node| {
            !matches!(
                node.kind,
                NodeKind::Start {
                    interrupting: false
                }
            )
        })
    })
}
