//! Plays the token game on what reduction left: breadth first, every state once, within a stated bound.
//!
//! Two orders. *All*: every enabled node, for any net. *Persistent*: one enabled choice at a time, for free-choice nets only.
//! In a free-choice net nothing but a choice's own nodes can take its tokens (its tokens are a persistent set), so:
//! every run that ends can be reordered to begin with it, and therefore the runs that end, with how often each node fires
//! in them, and the reachable states without successor are the same (Godefroid 1996, theorem 4.3); and if every state
//! found can still become empty, so can every state left out: bring forward the first firing of the chosen cluster, or add
//! one on the shortest way to the empty state; each makes the rest shorter.
#![expect(
    clippy::indexing_slicing,
    reason = "every index is an arena index of the net at hand"
)]

use super::super::graph::Route;
use super::net::{Kind, Net, SOURCE};
use super::states::{Layout, States};

/// Widest inclusive split or join that is played: a split of `n` flows has 2ⁿ − 1 ways out.
pub const WIDEST: usize = 12;

/// Which enabled nodes fire in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// All of them.
    All,
    /// Those of one choice.
    Persistent,
}

/// A node fires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Firing {
    /// The node.
    pub node: usize,
    /// Flows it takes a token from.
    pub taken: Vec<usize>,
    /// Flows it puts a token on.
    pub given: Vec<usize>,
}

/// How exploring ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every reachable state (of the order) is there.
    Complete,
    /// The bound on states was reached.
    Bound,
    /// A flow held more tokens than a field tells; states beyond were left out.
    Tokens,
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

/// A net made ready to be played.
pub struct Game<'net> {
    net: &'net Net,
    /// The ends that are counted, and the number of each node among them.
    ends: usize,
    number: Vec<Option<usize>>,
    /// For an inclusive join: per flow, the flows in that a token there can reach without passing the join.
    upstream: Vec<Option<Vec<u64>>>,
    /// For a terminate event: the flows it empties.
    emptied: Vec<Vec<usize>>,
}

impl<'net> Game<'net> {
    /// Prepares a net; or names the inclusive node that is too wide. O(V + E) per inclusive join and terminate event.
    pub fn new(net: &'net Net, counted: &[usize]) -> Result<Self, usize> {
        let mut number = vec![None; net.nodes.len()];
        for (index, &end) in counted.iter().enumerate() {
            number[end] = Some(index);
        }
        let mut upstream = vec![None; net.nodes.len()];
        let mut emptied = vec![Vec::new(); net.nodes.len()];
        for (place, node) in net.nodes.iter().enumerate() {
            if (node.split == Route::Any && node.outs.len() > WIDEST)
                || (node.join == Route::Any && node.ins.len() > 64)
            {
                return Err(place);
            }
            if node.join == Route::Any && node.ins.len() > 1 {
                upstream[place] = Some(upstream_of(net, place));
            }
            if node.kind == Kind::Terminate {
                emptied[place] = (0..net.flows.len())
                    .filter(|&flow| node.scope.holds(net.flows[flow].scope))
                    .collect();
            }
        }
        Ok(Self {
            net,
            ends: counted.len(),
            number,
            upstream,
            emptied,
        })
    }

    /// The layout with fields of so many bits.
    pub fn layout(&self, width: usize) -> Layout {
        Layout::new(width, self.net.flows.len(), self.ends)
    }

    fn enabled(&self, layout: Layout, state: &[u64], flow: usize) -> bool {
        let place = self.net.flows[flow].target;
        let node = &self.net.nodes[place];
        if node.blocked {
            return false;
        }
        if node.ins.len() == 1 {
            return true;
        }
        match node.join {
            Route::One => true,
            // Asked once, through its first flow.
            Route::All => {
                node.ins[0] == flow && node.ins.iter().all(|&into| layout.get(state, into) > 0)
            }
            Route::Any => {
                let Some(reach) = &self.upstream[place] else {
                    return false;
                };
                let mut full = 0_u64;
                for (bit, &into) in node.ins.iter().enumerate() {
                    full |= u64::from(layout.get(state, into) > 0) << bit;
                }
                if node.ins[full.trailing_zeros() as usize] != flow {
                    return false;
                }
                let mut waits = false;
                layout.marked(state, |from| {
                    waits |= reach[from] & !full != 0 && reach[from] & full == 0;
                });
                !waits
            }
        }
    }

    /// Calls with every firing that takes the token of `flow`, which is marked.
    fn firings(
        &self,
        layout: Layout,
        state: &[u64],
        flow: usize,
        call: &mut impl FnMut(usize, &[usize], &[usize]),
    ) -> bool {
        if !self.enabled(layout, state, flow) {
            return false;
        }
        let place = self.net.flows[flow].target;
        let node = &self.net.nodes[place];
        let single = [flow];
        let several: Vec<usize>;
        let taken: &[usize] = match node.join {
            _ if node.ins.len() == 1 => &single,
            Route::One => &single,
            Route::All => &node.ins,
            Route::Any => {
                several = node
                    .ins
                    .iter()
                    .copied()
                    .filter(|&into| layout.get(state, into) > 0)
                    .collect();
                &several
            }
        };
        match node.split {
            _ if node.outs.len() < 2 => call(place, taken, &node.outs),
            Route::All => call(place, taken, &node.outs),
            Route::One => node
                .outs
                .chunks(1)
                .for_each(|given| call(place, taken, given)),
            Route::Any => {
                for subset in 1_usize..1 << node.outs.len() {
                    let given: Vec<usize> = node
                        .outs
                        .iter()
                        .enumerate()
                        .filter(|(bit, _)| subset >> bit & 1 == 1)
                        .map(|(_, &out)| out)
                        .collect();
                    call(place, taken, &given);
                }
            }
        }
        true
    }

    /// Calls with every firing the order allows in a state.
    pub fn each(
        &self,
        layout: Layout,
        state: &[u64],
        order: Order,
        mut call: impl FnMut(usize, &[usize], &[usize]),
    ) {
        match order {
            Order::All => layout.marked(state, |flow| {
                self.firings(layout, state, flow, &mut call);
            }),
            Order::Persistent => {
                // A cluster without choice first: it makes one successor only.
                let mut best: Option<(usize, usize)> = None;
                layout.marked(state, |flow| {
                    let node = &self.net.nodes[self.net.flows[flow].target];
                    let ways = if node.split == Route::All {
                        1
                    } else {
                        node.outs.len().max(1)
                    };
                    if best.is_none_or(|(fewest, _)| ways < fewest)
                        && self.enabled(layout, state, flow)
                    {
                        best = Some((ways, flow));
                    }
                });
                if let Some((_, flow)) = best {
                    self.firings(layout, state, flow, &mut call);
                }
            }
        }
    }

    /// Lets a node fire; or names the flow whose field is full.
    fn fire(
        &self,
        layout: Layout,
        state: &mut [u64],
        node: usize,
        taken: &[usize],
        given: &[usize],
    ) -> Option<usize> {
        for &flow in taken {
            layout.take(state, flow);
        }
        if let Some(end) = self.number[node] {
            layout.fire(state, end);
        }
        for &flow in &self.emptied[node] {
            layout.clear(state, flow);
        }
        for &flow in given {
            if layout.get(state, flow) == layout.most() {
                return Some(flow);
            }
            layout.add(state, flow);
        }
        None
    }

    /// The firing that leads from one state to another.
    pub fn firing(&self, layout: Layout, from: &[u64], to: &[u64]) -> Option<Firing> {
        let mut found = None;
        let mut next = from.to_vec();
        self.each(layout, from, Order::All, |node, taken, given| {
            next.copy_from_slice(from);
            if found.is_none()
                && self.fire(layout, &mut next, node, taken, given).is_none()
                && next == to
            {
                found = Some(Firing {
                    node,
                    taken: taken.to_vec(),
                    given: given.to_vec(),
                });
            }
        });
        found
    }

    /// Explores, breadth first, at most so many states. With one bit per flow it stops at the first second token; with
    /// more it leaves out states that do not fit, and stops where that may hide a finite rest.
    ///
    /// Time: states × tokens; memory: the words of a state, 16 bytes, and 4 for each successor.
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
        let monotone = self.upstream.iter().all(Option::is_none) && !self.net.terminates;
        let mut here = vec![0; layout.words];
        let mut next = vec![0; layout.words];
        let mut at = 0_usize;
        while at < space.states.len() {
            if space.states.len() > bound {
                space.outcome = Outcome::Bound;
                break;
            }
            here.copy_from_slice(space.states.get(at));
            let from = u32::try_from(at).unwrap_or(u32::MAX);
            let mut stop = false;
            self.each(layout, &here, order, |node, taken, given| {
                next.copy_from_slice(&here);
                space.fired[node] = true;
                let full = self.fire(layout, &mut next, node, taken, given);
                for &flow in given {
                    space.marked[flow] = true;
                }
                if let Some(flow) = full {
                    space.outcome = Outcome::Tokens;
                    if width == 1 {
                        if space.doubled.is_none() {
                            space.doubled = Some((
                                from,
                                Firing {
                                    node,
                                    taken: taken.to_vec(),
                                    given: given.to_vec(),
                                },
                                flow,
                            ));
                        }
                        stop = true;
                    } else if !space.unbounded {
                        space.unbounded = monotone && grows(&space, from, taken, given);
                        stop |= !space.unbounded;
                    }
                    return;
                }
                let (number, new) = space.states.insert(&next);
                space.edges.push(number);
                if new {
                    space.parents.push(from);
                }
            });
            if stop {
                break;
            }
            space.offsets.push(space.edges.len());
            at += 1;
        }
        space
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

/// Per flow, the bits of the join's flows in that a token there can reach without passing the join.
fn upstream_of(net: &Net, join: usize) -> Vec<u64> {
    let mut reach = vec![0_u64; net.flows.len()];
    for (bit, &into) in net.nodes[join].ins.iter().enumerate() {
        let mut todo = vec![into];
        while let Some(flow) = todo.pop() {
            if reach[flow] >> bit & 1 == 1 {
                continue;
            }
            reach[flow] |= 1 << bit;
            let source = net.flows[flow].source;
            if source != join {
                todo.extend(&net.nodes[source].ins);
            }
        }
    }
    reach
}
