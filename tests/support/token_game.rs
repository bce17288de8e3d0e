//! The token game played out state by state: what path properties, times and soundness are held against.
//!
//! Slow and plain on purpose, and it shares nothing with the library but the graph.

#![allow(dead_code, reason = "each test uses its part")]

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::Direction;
use petgraph::visit::EdgeRef;
use qmslint::workflow::graph::{FlowId, NodeId, NodeKind, Route, WorkflowGraph};

/// Tokens on flows.
pub type Marking = BTreeMap<FlowId, u8>;

fn flows(graph: &WorkflowGraph, node: NodeId, direction: Direction) -> Vec<FlowId> {
    let is_end = matches!(graph[node].kind, NodeKind::End | NodeKind::Terminate);
    if direction == Direction::Outgoing && is_end {
        return Vec::new();
    }
    graph
        .edges_directed(node, direction)
        .map(|edge| edge.id())
        .collect()
}

fn give(marking: &Marking, flows: &[FlowId]) -> Marking {
    let mut marking = marking.clone();
    for &flow in flows {
        *marking.entry(flow).or_default() += 1;
    }
    marking
}

fn take(marking: &Marking, flows: &[FlowId]) -> Marking {
    let mut marking = marking.clone();
    for flow in flows {
        let count = marking.get_mut(flow).expect("a token");
        *count -= 1;
        if *count == 0 {
            marking.remove(flow);
        }
    }
    marking
}

fn reaches(graph: &WorkflowGraph, from: FlowId, to: FlowId, not_through: NodeId) -> bool {
    let mut seen = BTreeSet::new();
    let mut stack = vec![from];
    while let Some(flow) = stack.pop() {
        if flow == to {
            return true;
        }
        let target = graph.edge_endpoints(flow).expect("a flow").1;
        if target != not_through && seen.insert(flow) {
            stack.extend(flows(graph, target, Direction::Outgoing));
        }
    }
    false
}

/// BPMN 2.0.2, 13.4.3: an inclusive join waits while a token elsewhere could reach an empty flow of it and no marked one.
fn inclusive_enabled(graph: &WorkflowGraph, node: NodeId, marking: &Marking) -> bool {
    let incoming = flows(graph, node, Direction::Incoming);
    let (marked, empty): (Vec<FlowId>, Vec<FlowId>) =
        incoming.iter().partition(|flow| marking.contains_key(flow));
    !marked.is_empty()
        && marking.keys().all(|&token| {
            incoming.contains(&token)
                || !empty.iter().any(|&flow| reaches(graph, token, flow, node))
                || marked.iter().any(|&flow| reaches(graph, token, flow, node))
        })
}

/// Every way `node` can split, as the flows it serves.
fn servings(graph: &WorkflowGraph, node: NodeId) -> Vec<Vec<FlowId>> {
    let outgoing = flows(graph, node, Direction::Outgoing);
    let split = if graph[node].kind == NodeKind::Start {
        Route::All
    } else {
        graph[node].split
    };
    match split {
        _ if outgoing.is_empty() => vec![Vec::new()],
        Route::One => outgoing.iter().map(|&flow| vec![flow]).collect(),
        Route::All => vec![outgoing],
        Route::Any => (1usize..1 << outgoing.len())
            .map(|bits| {
                (0..outgoing.len())
                    .filter(|at| bits >> at & 1 == 1)
                    .map(|at| outgoing[at])
                    .collect()
            })
            .collect(),
    }
}

/// What can fire in a marking: the node, the flows it takes tokens from and the flows it serves.
pub fn moves(graph: &WorkflowGraph, marking: &Marking) -> Vec<(NodeId, Vec<FlowId>, Vec<FlowId>)> {
    let targets: BTreeSet<NodeId> = marking
        .keys()
        .map(|&flow| graph.edge_endpoints(flow).expect("a flow").1)
        .collect();
    let mut found = Vec::new();
    for node in targets {
        let incoming = flows(graph, node, Direction::Incoming);
        let marked: Vec<FlowId> = incoming
            .iter()
            .copied()
            .filter(|flow| marking.contains_key(flow))
            .collect();
        let taken: Vec<Vec<FlowId>> = match graph[node].join {
            Route::One => marked.iter().map(|&flow| vec![flow]).collect(),
            Route::All if marked.len() == incoming.len() => vec![incoming],
            Route::Any if inclusive_enabled(graph, node, marking) => vec![marked],
            Route::All | Route::Any => Vec::new(),
        };
        for taken in taken {
            for serving in servings(graph, node) {
                found.push((node, taken.clone(), serving));
            }
        }
    }
    found
}

/// What can fire in a marking, with the marking after it; a terminate leaves nothing.
pub fn firings(graph: &WorkflowGraph, marking: &Marking) -> Vec<(NodeId, Marking)> {
    let fire = |(node, taken, serving): (NodeId, Vec<FlowId>, Vec<FlowId>)| {
        let left = match graph[node].kind {
            NodeKind::Terminate => Marking::new(),
            _ => take(marking, &taken),
        };
        (node, give(&left, &serving))
    };
    moves(graph, marking).into_iter().map(fire).collect()
}

/// The marking after every start has fired.
pub fn all_started(graph: &WorkflowGraph) -> Marking {
    graph
        .node_indices()
        .filter(|&node| graph[node].kind == NodeKind::Start)
        .fold(Marking::new(), |marking, start| {
            give(&marking, &flows(graph, start, Direction::Outgoing))
        })
}

/// The firing of the start.
pub fn beginnings(graph: &WorkflowGraph) -> Vec<(NodeId, Marking)> {
    let start = graph
        .node_indices()
        .find(|&node| graph[node].kind == NodeKind::Start)
        .expect("a start");
    servings(graph, start)
        .iter()
        .map(|serving| (start, give(&Marking::new(), serving)))
        .collect()
}

/// What an automaton that watches the firings says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Watch {
    Phase(u8),
    Broken,
    Fine,
}

/// All states of a workflow, by number.
pub struct States {
    /// The start's firing in each way, with the state after it.
    beginnings: Vec<(NodeId, usize)>,
    /// What can fire in each state, with the state after it.
    firings: Vec<Vec<(NodeId, usize)>>,
    is_complete: Vec<bool>,
    is_safe: bool,
}

impl States {
    /// Plays `graph` out; `None` where there are more states than a test should walk.
    pub fn of(graph: &WorkflowGraph, limit: usize) -> Option<Self> {
        let mut numbers: BTreeMap<Marking, usize> = BTreeMap::new();
        let mut markings: Vec<Marking> = Vec::new();
        let mut number = |marking: Marking, markings: &mut Vec<Marking>| {
            *numbers.entry(marking.clone()).or_insert_with(|| {
                markings.push(marking);
                markings.len() - 1
            })
        };
        let beginnings: Vec<(NodeId, usize)> = beginnings(graph)
            .into_iter()
            .map(|(node, marking)| (node, number(marking, &mut markings)))
            .collect();
        let mut all_firings = Vec::new();
        let mut at = 0;
        while at < markings.len() {
            let marking = markings[at].clone();
            if markings.len() > limit || marking.values().any(|&count| count > 3) {
                return None;
            }
            let next = firings(graph, &marking)
                .into_iter()
                .map(|(node, to)| (node, number(to, &mut markings)))
                .collect();
            all_firings.push(next);
            at += 1;
        }
        Some(Self {
            beginnings,
            firings: all_firings,
            is_complete: markings.iter().map(Marking::is_empty).collect(),
            is_safe: markings
                .iter()
                .all(|marking| marking.values().all(|&count| count <= 1)),
        })
    }

    /// Number of firings of the shortest run that breaks what is watched.
    pub fn shortest_break(
        &self,
        watch: impl Fn(u8, NodeId) -> Watch,
        breaks_at_end: impl Fn(u8) -> bool,
    ) -> Option<usize> {
        let mut seen = BTreeSet::new();
        let mut queue: VecDeque<(u8, usize, NodeId, usize)> = self
            .beginnings
            .iter()
            .map(|&(node, state)| (0, 1, node, state))
            .collect();
        while let Some((phase, length, node, state)) = queue.pop_front() {
            let phase = match watch(phase, node) {
                Watch::Broken => return Some(length),
                Watch::Fine => continue,
                Watch::Phase(phase) => phase,
            };
            if self.is_complete[state] && breaks_at_end(phase) {
                return Some(length);
            }
            if seen.insert((phase, state)) {
                let next = self.firings[state].iter();
                queue.extend(next.map(|&(node, to)| (phase, length + 1, node, to)));
            }
        }
        None
    }

    /// Whether the workflow is sound: safe, and from every state the case can be completed.
    pub fn is_sound(&self) -> bool {
        let mut completing = self.is_complete.clone();
        loop {
            let mut changed = false;
            for (state, next) in self.firings.iter().enumerate() {
                if !completing[state] && next.iter().any(|&(_, to)| completing[to]) {
                    completing[state] = true;
                    changed = true;
                }
            }
            if !changed {
                return self.is_safe && completing.iter().all(|&completes| completes);
            }
        }
    }
}

/// Whether the nodes can fire in this order from the start; also whether the case can then be complete.
pub fn replay(graph: &WorkflowGraph, nodes: &[NodeId]) -> (bool, bool) {
    let mut markings: BTreeSet<Marking> = beginnings(graph)
        .into_iter()
        .filter(|(node, _)| nodes.first() == Some(node))
        .map(|(_, marking)| marking)
        .collect();
    for &next in nodes.iter().skip(1) {
        markings = markings
            .iter()
            .flat_map(|marking| firings(graph, marking))
            .filter(|&(node, _)| node == next)
            .map(|(_, marking)| marking)
            .collect();
    }
    (!markings.is_empty(), markings.iter().any(Marking::is_empty))
}
