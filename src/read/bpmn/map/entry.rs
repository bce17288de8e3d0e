//! How tokens come into a process or sub-process: starts, and what may interrupt or accompany what they lead to.

use std::collections::HashSet;

use super::super::flow_node::{EventKind, FlowNode, GatewayKind, NodeKind};
use super::super::tree::{Scope, ScopeId};
use super::Map;
use super::control::{Builder, Ends, Key, has_event, is_ad_hoc};
use crate::model::control::{Border, ControlKind};
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
                    let any_time = !self.only_thrown((id, index));
                    let stops = is_interrupting(self.map, node);
                    let border = stops.then(|| Border::Interrupts(self.range(id)));
                    alarms.extend(any_time.then_some((ends.entry, border)));
                }
                NodeKind::Boundary { .. } => {}
                NodeKind::Catch if has_event(node, EventKind::Link) => {}
                _ if !self.has_flow_in(ends.entry) => loose.push(ends.entry),
                _ => {}
            }
        }
        let owner = scope.parent.and_then(|(around, index)| {
            let node = self.map.definitions.scope(around)?.nodes.get(index)?;
            Some((around, node))
        });
        let ad_hoc = owner.is_some_and(|(_, node)| is_ad_hoc(node));
        let mut begin = if blank.is_empty() && typed.is_empty() {
            let split = if ad_hoc { Routing::Any } else { Routing::All };
            if owner.is_some() && !loose.is_empty() {
                // The sub-process runs before the first thing in it happens, even where that ends it.
                Some(self.fork(id, &loose, split))
            } else {
                self.several(id, &loose, split)
            }
        } else {
            self.several(id, &blank, Routing::All)
        };
        if !typed.is_empty() {
            let ways: Vec<u32> = begin.into_iter().chain(typed).collect();
            begin = self.several(id, &ways, Routing::One);
        }
        let Some(begin) = begin else { return };
        let mut begin = self.guard(id, begin, &alarms);
        let inner = scope
            .parent
            .and_then(|owner| self.ends.get(&owner))
            .copied();
        if let (Some((around, _)), Some(ends)) = (owner, inner)
            && ends.exit != ends.drain
        {
            // The completion condition may hold at any time and ends what still runs.
            let done = (ends.exit, Some(Border::Interrupts(self.range(id))));
            begin = self.guard(around, begin, &[done]);
        }
        let root = match scope.parent.and_then(|owner| self.ends.get(&owner)) {
            Some(owner) => owner.inside,
            None if scope.parent.is_none() => {
                let ways = (Routing::One, Routing::All);
                self.node(id, ControlKind::Start, ways, None)
            }
            None => return,
        };
        self.edge(root, begin, (None, Border::None));
    }

    /// Whether nothing but elements inside the process bring about what this catches, so that it cannot happen at any time.
    fn only_thrown(&self, key: Key) -> bool {
        self.caught.values().any(|catch| catch.at == key)
    }

    fn several(&mut self, scope: ScopeId, nodes: &[u32], split: Routing) -> Option<u32> {
        match nodes {
            [] => None,
            [one] => Some(*one),
            _ => Some(self.fork(scope, nodes, split)),
        }
    }

    fn fork(&mut self, scope: ScopeId, nodes: &[u32], split: Routing) -> u32 {
        let fork = self.routing_node(scope, split);
        for node in nodes {
            self.edge(fork, *node, (None, Border::None));
        }
        fork
    }

    /// Put before each activity what its boundary events may do to it. An error that an end event inside throws comes from
    /// there and not at any time.
    pub(super) fn guard_activities(&mut self, scopes: &[(ScopeId, &'t Scope)]) {
        let thrown: HashSet<Key> = self.caught.values().map(|catch| catch.at).collect();
        for (id, scope) in scopes {
            for (index, node) in scope.nodes.iter().enumerate() {
                let Some(ends) = self.ends.get(&(*id, index)).copied() else {
                    continue;
                };
                // What runs inside a sub-process is interrupted; a task is done or it is not.
                let inner = node.scope.filter(|_| ends.exit != ends.inside);
                let border =
                    inner.map_or(Border::None, |inner| Border::Interrupts(self.range(inner)));
                let mut alarms = Vec::new();
                for (around, at, boundary) in self.map.boundaries(node) {
                    let NodeKind::Boundary { interrupting, .. } = boundary.kind else {
                        continue;
                    };
                    if let Some(own) = self.ends.get(&(around, at))
                        && !thrown.contains(&(around, at))
                    {
                        alarms.push((own.entry, interrupting.then_some(border)));
                    }
                }
                let entry = self.guard(*id, ends.entry, &alarms);
                self.ends.insert((*id, index), Ends { entry, ..ends });
            }
        }
    }

    /// A node before `inner` from which each alarm may be raised: beside it, or instead of it, where the flow there has a
    /// border.
    fn guard(&mut self, scope: ScopeId, inner: u32, alarms: &[(u32, Option<Border>)]) -> u32 {
        let mut entry = inner;
        let stopping = alarms.iter();
        let ways: Vec<(u32, Border)> = stopping
            .filter_map(|(alarm, stops)| Some((*alarm, (*stops)?)))
            .collect();
        if !ways.is_empty() {
            let choice = self.routing_node(scope, Routing::One);
            self.edge(choice, entry, (None, Border::None));
            for (alarm, border) in ways {
                self.edge(choice, alarm, (None, border));
            }
            entry = choice;
        }
        for (alarm, _) in alarms.iter().filter(|(_, stops)| stops.is_none()) {
            let choice = self.routing_node(scope, Routing::One);
            let both = self.routing_node(scope, Routing::All);
            self.edge(choice, entry, (None, Border::None));
            self.edge(choice, both, (None, Border::None));
            self.edge(both, entry, (None, Border::None));
            self.edge(both, *alarm, (None, Border::None));
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
