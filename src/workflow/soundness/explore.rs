//! Plays the token game on what reduction left: breadth first, every state once, within a stated bound.
//!
//! *All*: every enabled node, for any net. *Persistent* and *draining*: one enabled choice at a time, for free-choice nets only.
//! In a free-choice net nothing but a choice's own nodes can take its tokens (its tokens are a persistent set), so:
//! every run that ends can be reordered to begin with it, and therefore the runs that end, with how often each node fires
//! in them, and the reachable states without successor are the same (Godefroid 1996, theorem 4.3); and if every state
//! found can still become empty, so can every state left out: bring forward the first firing of the chosen cluster, or add
//! one on the shortest way to the empty state; each makes the rest shorter.
#![expect(
    clippy::indexing_slicing,
    reason = "every index is an arena index of the net at hand"
)]

use std::collections::HashMap;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use super::game::{Firing, Game, Order, Refused};
use super::net::SOURCE;
use super::states::{Layout, States};

/// Successors that are looked up together.
const LOOKED_UP: usize = 128;

/// How exploring ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every reachable state (of the order) is there.
    Complete,
    /// The bound on states was reached.
    Bound,
    /// A flow held more tokens than a field tells; states beyond were left out.
    Tokens,
    /// A scope ran twice at once; states beyond were left out.
    Mixed,
}

/// The states found and how they follow each other.
#[derive(Debug)]
pub struct Space {
    /// Where the fields lie.
    pub layout: Layout,
    /// The states, the first one first.
    pub states: States,
    /// How it ended.
    pub outcome: Outcome,
    /// Whether the tokens are proved to grow without end.
    pub unbounded: bool,
    /// The first firing that put a second token on a flow: state, firing, flow.
    pub doubled: Option<(u32, Firing, usize)>,
    /// Nodes that fired.
    pub fired: Vec<bool>,
    /// Flows that were marked.
    pub marked: Vec<bool>,
    parents: Vec<u32>,
    /// Successors of state `s` are `edges[offsets[s]..offsets[s + 1]]`; states not expanded have none.
    offsets: Vec<usize>,
    edges: Vec<u32>,
}

impl Space {
    /// Successors of a state, or nothing where it was not expanded.
    pub fn next(&self, state: usize) -> Option<&[u32]> {
        let end = *self.offsets.get(state + 1)?;
        Some(&self.edges[self.offsets[state]..end])
    }

    /// The states from which the empty state can be reached. Sweeps until nothing changes; each O(states + edges).
    pub fn completing(&self) -> Vec<bool> {
        let mut good: Vec<bool> = (0..self.states.len())
            .map(|s| self.layout.empty(self.states.get(s)))
            .collect();
        loop {
            let mut changed = false;
            for state in (0..good.len()).rev() {
                if !good[state]
                    && self
                        .next(state)
                        .is_some_and(|next| next.iter().any(|&to| good[to as usize]))
                {
                    good[state] = true;
                    changed = true;
                }
            }
            if !changed {
                return good;
            }
        }
    }

    /// States that come again and again after a state: a strongly connected component that no run leaves; or the state alone
    /// where not all that follows it is known. O(states + edges).
    pub fn recurring(&self, state: usize) -> Vec<usize> {
        let mut graph: DiGraph<usize, (), usize> = DiGraph::default();
        let mut nodes = HashMap::new();
        nodes.insert(state, graph.add_node(state));
        let mut todo = vec![state];
        while let Some(at) = todo.pop() {
            let Some(next) = self.next(at) else {
                return vec![state];
            };
            for &to in next {
                let to = to as usize;
                let from = nodes[&at];
                let target = *nodes.entry(to).or_insert_with(|| {
                    todo.push(to);
                    graph.add_node(to)
                });
                graph.add_edge(from, target, ());
            }
        }
        // Components come in reverse topological order: nothing leaves the first.
        let components = kosaraju_scc(&graph);
        components
            .first()
            .map_or_else(Vec::new, |it| it.iter().map(|&node| graph[node]).collect())
    }

    /// A shortest run to a state, as the states it passes, the first one first.
    pub fn way(&self, state: u32) -> Vec<u32> {
        let mut way = vec![state];
        let mut at = state;
        while at != 0 {
            at = self.parents[at as usize];
            way.push(at);
        }
        way.reverse();
        way
    }
}

impl Game<'_> {
    /// Explores, breadth first, at most so many states. With one bit per flow it stops at the first second token; with
    /// more it leaves out states that do not fit, and stops where that may hide a finite rest.
    ///
    /// Time: states × tokens; memory: the words of a state, some 30 bytes, and 4 for each successor.
    pub fn explore(&self, order: Order, width: usize, bound: usize) -> Space {
        let layout = self.layout(width);
        let mut first = vec![0; layout.words];
        for &flow in &self.net.nodes[SOURCE].outs {
            layout.add(&mut first, flow);
        }
        let mut space = Space {
            layout,
            states: States::new(layout.words),
            outcome: Outcome::Complete,
            unbounded: false,
            doubled: None,
            fired: vec![false; self.net.nodes.len()],
            marked: vec![false; self.net.flows.len()],
            parents: vec![0],
            offsets: vec![0],
            edges: Vec::new(),
        };
        space.states.insert(&first);
        space.fired[SOURCE] = true;
        for &flow in &self.net.nodes[SOURCE].outs {
            space.marked[flow] = true;
        }
        let mut here: Vec<u64> = Vec::new();
        let mut after: Vec<u64> = Vec::new();
        let mut ends: Vec<usize> = Vec::new();
        let mut found = Vec::new();
        let mut at = 0_usize;
        let mut stop = false;
        while at < space.states.len() && !stop {
            if space.states.len() > bound {
                space.outcome = Outcome::Bound;
                break;
            }
            // Successors of several states are looked up together, so that the cache misses of the table overlap.
            after.clear();
            ends.clear();
            while !stop
                && at + ends.len() < space.states.len()
                && after.len() < LOOKED_UP * layout.words
            {
                let begin = after.len();
                here.clear();
                here.extend_from_slice(space.states.get(at + ends.len()));
                stop = self.expand(order, &mut space, (at + ends.len(), &here), &mut after);
                if stop {
                    after.truncate(begin);
                } else {
                    ends.push(after.len() / layout.words);
                }
            }
            space.states.insert_all(&after, &mut found);
            let mut begin = 0;
            for &end in &ends {
                for &(number, new) in &found[begin..end] {
                    space.edges.push(number);
                    if new {
                        space.parents.push(u32::try_from(at).unwrap_or(u32::MAX));
                    }
                }
                space.offsets.push(space.edges.len());
                begin = end;
                at += 1;
            }
        }
        space
    }

    /// Appends the successors of a state; says whether exploring must stop here.
    fn expand(
        &self,
        order: Order,
        space: &mut Space,
        (at, here): (usize, &[u64]),
        after: &mut Vec<u64>,
    ) -> bool {
        let layout = space.layout;
        let from = u32::try_from(at).unwrap_or(u32::MAX);
        let mut stop = false;
        self.each(layout, here, order, |node, taken, given| {
            let start = after.len();
            after.extend_from_slice(here);
            space.fired[node] = true;
            let refused = self.fire(layout, &mut after[start..], node, taken, given);
            for &flow in given {
                space.marked[flow] = true;
            }
            let Err(refused) = refused else { return };
            after.truncate(start);
            let Refused::Full(flow) = refused else {
                space.outcome = Outcome::Mixed;
                return;
            };
            if space.outcome != Outcome::Mixed {
                space.outcome = Outcome::Tokens;
            }
            if layout.most() == 1 {
                if space.doubled.is_none() {
                    let firing = Firing {
                        node,
                        taken: taken.to_vec(),
                        given: given.to_vec(),
                    };
                    space.doubled = Some((from, firing, flow));
                }
                stop = true;
            } else if !space.unbounded {
                space.unbounded = self.monotone() && grows(space, from, taken, given);
                stop |= !space.unbounded;
            }
        });
        stop
    }
}

/// Whether a firing in a state leads to more tokens, flow by flow, than a state on the way to it had: then the run between
/// the two can be repeated for ever (Karp & Miller 1969). O(length of the way × flows).
fn grows(space: &Space, from: u32, taken: &[usize], given: &[usize]) -> bool {
    let layout = space.layout;
    let here = space.states.get(from as usize);
    let mut after: Vec<u64> = (0..space.marked.len())
        .map(|flow| layout.get(here, flow))
        .collect();
    for &flow in taken {
        after[flow] -= 1;
    }
    for &flow in given {
        after[flow] += 1;
    }
    space.way(from).into_iter().any(|state| {
        let state = space.states.get(state as usize);
        (0..after.len()).all(|flow| layout.get(state, flow) <= after[flow])
            && (0..after.len()).any(|flow| layout.get(state, flow) < after[flow])
    })
}
