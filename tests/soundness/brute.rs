//! The token game, played out in full, as plainly as it can be written; and the replay of a witness.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use petgraph::Direction;
use petgraph::visit::EdgeRef;
use qmslint::workflow::graph::{NodeId, NodeKind, Route, WorkflowGraph};
use qmslint::workflow::soundness::{Pattern, Witness};

/// Tokens per flow.
type Marking = Vec<u8>;

/// The four verdicts.
pub struct Answer([bool; 4]);

impl Answer {
    pub fn verdicts(&self) -> [bool; 4] {
        self.0
    }
}

fn flows(graph: &WorkflowGraph, node: NodeId, direction: Direction) -> Vec<usize> {
    let mut flows: Vec<usize> = graph
        .edges_directed(node, direction)
        .map(|edge| edge.id().index())
        .collect();
    flows.sort_unstable();
    flows
}

fn first(graph: &WorkflowGraph) -> Marking {
    let mut marking = vec![0; graph.edge_count()];
    for node in graph
        .node_indices()
        .filter(|&node| graph[node].kind == NodeKind::Start)
    {
        for flow in flows(graph, node, Direction::Outgoing) {
            marking[flow] += 1;
        }
    }
    marking
}

/// Whether a token on `from` has a way to `to` that does not pass `join`.
fn leads(graph: &WorkflowGraph, from: usize, to: usize, join: NodeId) -> bool {
    let mut seen = BTreeSet::new();
    let mut todo = vec![from];
    while let Some(flow) = todo.pop() {
        if flow == to {
            return true;
        }
        let (_, target) = graph
            .edge_endpoints(petgraph::graph::EdgeIndex::new(flow))
            .unwrap();
        if target != join
            && seen.insert(flow)
            && !matches!(graph[target].kind, NodeKind::End | NodeKind::Terminate)
        {
            todo.extend(flows(graph, target, Direction::Outgoing));
        }
    }
    false
}

/// Every firing in a marking: the node and the marking after it.
fn moves(graph: &WorkflowGraph, marking: &Marking) -> Vec<(NodeId, Marking)> {
    let mut found = Vec::new();
    for id in graph.node_indices() {
        let node = &graph[id];
        let ins = flows(graph, id, Direction::Incoming);
        let outs = flows(graph, id, Direction::Outgoing);
        if ins.is_empty() {
            continue;
        }
        let marked: Vec<usize> = ins
            .iter()
            .copied()
            .filter(|&flow| marking[flow] > 0)
            .collect();
        let takes: Vec<Vec<usize>> = match node.join {
            Route::One => marked.iter().map(|&flow| vec![flow]).collect(),
            Route::All if marked.len() == ins.len() => vec![ins.clone()],
            Route::All => vec![],
            Route::Any if marked.is_empty() => vec![],
            Route::Any => {
                let waits = (0..marking.len()).any(|flow| {
                    marking[flow] > 0
                        && ins
                            .iter()
                            .any(|&into| marking[into] == 0 && leads(graph, flow, into, id))
                        && !ins
                            .iter()
                            .any(|&into| marking[into] > 0 && leads(graph, flow, into, id))
                });
                if waits { vec![] } else { vec![marked.clone()] }
            }
        };
        let split = if node.kind == NodeKind::Start {
            Route::All
        } else {
            node.split
        };
        let gives: Vec<Vec<usize>> = match (node.kind, split) {
            (NodeKind::End | NodeKind::Terminate, _) => vec![vec![]],
            _ if outs.is_empty() => vec![vec![]],
            (_, Route::One) => outs.iter().map(|&flow| vec![flow]).collect(),
            (_, Route::All) => vec![outs.clone()],
            (_, Route::Any) => (1..1_usize << outs.len())
                .map(|set| {
                    (0..outs.len())
                        .filter(|bit| set >> bit & 1 == 1)
                        .map(|bit| outs[bit])
                        .collect()
                })
                .collect(),
        };
        for take in &takes {
            for give in &gives {
                let mut next = marking.clone();
                for &flow in take {
                    next[flow] -= 1;
                }
                if node.kind == NodeKind::Terminate {
                    next.fill(0);
                }
                for &flow in give {
                    next[flow] += 1;
                }
                found.push((id, next));
            }
        }
    }
    found
}

/// All states, or nothing where there are more than `most` or a flow gets more than `tokens`.
pub fn explore(graph: &WorkflowGraph, most: usize, tokens: u8) -> Option<Answer> {
    type State = (Marking, BTreeMap<NodeId, u8>);
    let mut seen: HashMap<State, usize> = HashMap::new();
    let mut order: Vec<State> = Vec::new();
    let mut before: Vec<Vec<usize>> = Vec::new();
    let mut ran = BTreeSet::new();
    let start = (first(graph), BTreeMap::new());
    seen.insert(start.clone(), 0);
    order.push(start);
    before.push(vec![]);
    let mut at = 0;
    while at < order.len() {
        let (marking, fired) = order[at].clone();
        for (node, next) in moves(graph, &marking) {
            ran.insert(node);
            if next.iter().any(|&count| count > tokens) || order.len() > most {
                return None;
            }
            let mut fired = fired.clone();
            if matches!(graph[node].kind, NodeKind::End | NodeKind::Terminate) {
                let count = fired.entry(node).or_insert(0);
                *count = (*count + 1).min(2);
            }
            let state = (next, fired);
            let number = *seen.entry(state.clone()).or_insert_with(|| {
                order.push(state);
                before.push(vec![]);
                order.len() - 1
            });
            before[number].push(at);
        }
        at += 1;
    }
    let safe = order
        .iter()
        .all(|(marking, _)| marking.iter().all(|&count| count < 2));
    let ends: Vec<usize> = (0..order.len())
        .filter(|&state| order[state].0.iter().all(|&count| count == 0))
        .collect();
    let proper = ends
        .iter()
        .all(|&state| order[state].1.values().all(|&count| count < 2));
    let mut good: BTreeSet<usize> = BTreeSet::new();
    let mut todo = ends;
    while let Some(state) = todo.pop() {
        if good.insert(state) {
            todo.extend(&before[state]);
        }
    }
    let dead = graph
        .node_indices()
        .any(|node| graph[node].kind == NodeKind::Step && !ran.contains(&node));
    Some(Answer([safe, good.len() == order.len(), proper, !dead]))
}

/// Plays the path of a witness, every way it can be meant, and looks for the state it promises.
pub fn replay(graph: &WorkflowGraph, witness: &Witness) -> Result<(), String> {
    if witness.pattern == Pattern::NeverRuns {
        return if witness.nodes.is_empty() {
            Err("no step".into())
        } else {
            Ok(())
        };
    }
    let mut states = BTreeSet::from([first(graph)]);
    let starts = witness.path.iter().take_while(|&&node| {
        graph[node].kind == NodeKind::Start
            && graph
                .neighbors_directed(node, Direction::Incoming)
                .next()
                .is_none()
    });
    for &node in witness.path.iter().skip(starts.count()) {
        // Only a start that is returned to stands twice; its first firing is the first marking itself.
        let mut next = BTreeSet::new();
        for state in &states {
            next.extend(
                moves(graph, state)
                    .into_iter()
                    .filter(|(fires, _)| *fires == node)
                    .map(|(_, after)| after),
            );
        }
        if next.is_empty() {
            return Err(format!("node {} cannot fire", node.index()));
        }
        states = next;
    }
    let mut tokens = vec![0_u8; graph.edge_count()];
    for flow in &witness.tokens {
        tokens[flow.index()] += 1;
    }
    let Some(state) = states.iter().find(|state| **state == tokens) else {
        return Err(format!("none of {states:?} is {tokens:?}"));
    };
    match witness.pattern {
        Pattern::LackOfSynchronisation if state.iter().all(|&count| count < 2) => {
            Err("no flow holds two tokens".into())
        }
        Pattern::EndsTwice => {
            let end = witness.join.ok_or("no end is named")?;
            let count = witness.path.iter().filter(|&&node| node == end).count();
            if count < 2 {
                Err(format!("{} fires {count} times", end.index()))
            } else {
                Ok(())
            }
        }
        Pattern::Deadlock | Pattern::EndlessLoop => {
            let mut seen = BTreeSet::from([state.clone()]);
            let mut todo = vec![state.clone()];
            while let Some(state) = todo.pop() {
                if state.iter().all(|&count| count == 0) {
                    return Err("this can complete".into());
                }
                for (_, next) in moves(graph, &state) {
                    if seen.len() < 20_000 && seen.insert(next.clone()) {
                        todo.push(next);
                    }
                }
            }
            Ok(())
        }
        _ => Ok(()),
    }
}
