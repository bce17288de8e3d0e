//! The four verdicts by playing everything out, as plainly as it can be written; and the replay of a witness.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use petgraph::Direction;
use qmslint::workflow::graph::{NodeId, NodeKind, WorkflowGraph};
use qmslint::workflow::soundness::{Pattern, Witness};

use crate::token_game::{Marking, all_started, firings};

/// The four verdicts.
pub struct Answer([bool; 4]);

impl Answer {
    pub fn verdicts(&self) -> [bool; 4] {
        self.0
    }
}

fn is_safe(marking: &Marking) -> bool {
    marking.values().all(|&count| count < 2)
}

/// All states, or nothing where there are more than `most` or a flow gets more than `tokens`.
pub fn explore(graph: &WorkflowGraph, most: usize, tokens: u8) -> Option<Answer> {
    type State = (Marking, BTreeMap<NodeId, u8>);
    let mut seen: HashMap<State, usize> = HashMap::new();
    let mut order: Vec<State> = Vec::new();
    let mut before: Vec<Vec<usize>> = Vec::new();
    let mut ran = BTreeSet::new();
    let start = (all_started(graph), BTreeMap::new());
    seen.insert(start.clone(), 0);
    order.push(start);
    before.push(vec![]);
    let mut at = 0;
    while at < order.len() {
        let (marking, fired) = order[at].clone();
        for (node, next) in firings(graph, &marking) {
            ran.insert(node);
            if next.values().any(|&count| count > tokens) || order.len() > most {
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
    let safe = order.iter().all(|(marking, _)| is_safe(marking));
    let ends: Vec<usize> = (0..order.len())
        .filter(|&state| order[state].0.is_empty())
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
    let mut states = BTreeSet::from([all_started(graph)]);
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
                firings(graph, state)
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
    let mut tokens = Marking::new();
    for &flow in &witness.tokens {
        *tokens.entry(flow).or_default() += 1;
    }
    let Some(state) = states.iter().find(|state| **state == tokens) else {
        return Err(format!("none of {states:?} is {tokens:?}"));
    };
    match witness.pattern {
        Pattern::LackOfSynchronisation if is_safe(state) => Err("no flow holds two tokens".into()),
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
                if state.is_empty() {
                    return Err("this can complete".into());
                }
                for (_, next) in firings(graph, &state) {
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
