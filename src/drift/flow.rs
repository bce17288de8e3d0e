//! Which steps moved and whose flows changed, seen through the steps that both processes have.
//!
//! The order of a table is not the order of the work where `next` is stated, so both are read from the workflow. A step that
//! was added or dropped explains the flows through it: a flow of one side is *missing* on the other if no way leads there
//! through steps that only that side has. What remains is either a step that moved or a routing that changed.

use std::collections::BTreeSet;

use petgraph::visit::EdgeRef as _;

use crate::model::process::Process;
use crate::workflow::build::Workflow;
use crate::workflow::graph::{NodeId, NodeKind};

/// Flows among the steps that both sides have; these are numbered as their pairs, the start is the next number and the end
/// the one after.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Flows {
    /// Flows without a step between.
    direct: Vec<BTreeSet<usize>>,
    /// And flows through steps that the other side does not have.
    reachable: Vec<BTreeSet<usize>>,
}

/// What became of the matched steps, as indexes into the pairs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rerouted {
    /// Steps that stand elsewhere in the order of the work.
    pub moved: BTreeSet<usize>,
    /// Steps that did not move and whose flows lead elsewhere; the number of pairs stands for the start.
    pub changed: BTreeSet<usize>,
}

/// Compare the flows of two processes whose steps were matched. The moved steps are the fewest without which the rest keeps
/// its order: those outside a longest common chain of the two orders. O(n·(n + flows)).
pub fn compare_flows(old: &Process, new: &Process, pairs: &[(usize, usize)]) -> Rerouted {
    // Several chains may be longest. The sides are put in an order of their own, so that the choice among them does not
    // depend on which side is called old.
    let text = |process: &Process| serde_json::to_string(&process.steps).unwrap_or_default();
    if text(old) <= text(new) {
        return compare_in_order(old, new, pairs);
    }
    let mut turned: Vec<(usize, usize, usize)> = pairs
        .iter()
        .enumerate()
        .map(|(pair, (old, new))| (*new, *old, pair))
        .collect();
    turned.sort_unstable();
    let sides: Vec<(usize, usize)> = turned.iter().map(|(new, old, _)| (*new, *old)).collect();
    let rerouted = compare_in_order(new, old, &sides);
    let back = |found: BTreeSet<usize>| {
        let number = |at: usize| turned.get(at).map_or(at, |(_, _, pair)| *pair);
        found.into_iter().map(number).collect()
    };
    Rerouted {
        moved: back(rerouted.moved),
        changed: back(rerouted.changed),
    }
}

fn compare_in_order(old: &Process, new: &Process, pairs: &[(usize, usize)]) -> Rerouted {
    let graphs = (Workflow::build(old, None), Workflow::build(new, None));
    let (olds, news): (Vec<usize>, Vec<usize>) = pairs.iter().copied().unzip();
    let flows = |keep: &dyn Fn(usize) -> bool| {
        (
            Flows::of(&graphs.0, &olds, keep),
            Flows::of(&graphs.1, &news, keep),
        )
    };
    let (old_flows, new_flows) = flows(&|_| true);
    let touched = differences(&old_flows, &new_flows);
    if touched.is_empty() {
        return Rerouted::default();
    }
    let ranks = (old_flows.ranks(), new_flows.ranks());
    let ends: BTreeSet<usize> = touched.iter().flat_map(|(from, to)| [*from, *to]).collect();
    let mut moved = outside_the_chain(&ranks.0, &ranks.1, pairs.len());
    moved.retain(|step| ends.contains(step));
    let (old_flows, new_flows) = flows(&|pair| !moved.contains(&pair));
    let changed = differences(&old_flows, &new_flows);
    Rerouted {
        moved,
        changed: changed.into_iter().map(|(from, _)| from).collect(),
    }
}

/// Direct flows of either side that the other side does not have, not even through steps of its own.
fn differences(old: &Flows, new: &Flows) -> BTreeSet<(usize, usize)> {
    let missing = |here: &Flows, there: &Flows| -> Vec<(usize, usize)> {
        let both = here.direct.iter().zip(&there.reachable).enumerate();
        both.flat_map(|(from, (direct, reachable))| {
            direct.difference(reachable).map(move |to| (from, *to))
        })
        .collect()
    };
    let mut all: BTreeSet<_> = missing(old, new).into_iter().collect();
    all.extend(missing(new, old));
    all
}

impl Flows {
    /// The flows of a workflow among the kept pairs; `steps` is the step of each pair.
    fn of(workflow: &Workflow, steps: &[usize], keep: &dyn Fn(usize) -> bool) -> Self {
        let (start, end) = (steps.len(), steps.len() + 1);
        let mut numbers: Vec<Option<usize>> = vec![None; workflow.graph.node_count()];
        let mut sources: Vec<(usize, NodeId)> = Vec::new();
        for (pair, step) in steps.iter().enumerate().filter(|(pair, _)| keep(*pair)) {
            if let Some(node) = workflow.nodes.get(*step).copied().flatten()
                && let Some(number) = numbers.get_mut(node.index())
            {
                *number = Some(pair);
                sources.push((pair, node));
            }
        }
        for node in workflow.graph.node_indices() {
            match workflow.graph.node_weight(node).map(|node| node.kind) {
                Some(NodeKind::Start) => sources.push((start, node)),
                Some(NodeKind::End) => {
                    if let Some(number) = numbers.get_mut(node.index()) {
                        *number = Some(end);
                    }
                }
                _ => {}
            }
        }
        let mut flows = Self {
            direct: vec![BTreeSet::new(); end],
            reachable: vec![BTreeSet::new(); end],
        };
        for (from, node) in sources {
            let mut seen = BTreeSet::new();
            let mut open = vec![(node, true)];
            while let Some((node, is_source)) = open.pop() {
                for target in workflow.graph.edges(node).map(|edge| edge.target()) {
                    match numbers.get(target.index()).copied().flatten() {
                        Some(to) => {
                            if is_source && let Some(direct) = flows.direct.get_mut(from) {
                                direct.insert(to);
                            }
                            if let Some(reachable) = flows.reachable.get_mut(from) {
                                reachable.insert(to);
                            }
                        }
                        None if seen.insert(target) => open.push((target, false)),
                        None => {}
                    }
                }
            }
        }
        flows
    }

    /// How far each step lies from the start: the longest way that takes no flow back. O(steps + flows).
    fn ranks(&self) -> Vec<usize> {
        let order = self.reverse_postorder();
        let mut position = vec![usize::MAX; self.reachable.len() + 1];
        for (at, node) in order.iter().enumerate() {
            if let Some(position) = position.get_mut(*node) {
                *position = at;
            }
        }
        let at = |node: usize| position.get(node).copied().unwrap_or(usize::MAX);
        // What cannot be reached lies behind everything else.
        let mut ranks: Vec<usize> = position
            .iter()
            .map(|at| if *at == usize::MAX { usize::MAX } else { 0 })
            .collect();
        for node in order {
            let here = ranks.get(node).copied().unwrap_or(0);
            for to in self.reachable.get(node).into_iter().flatten() {
                if at(*to) > at(node)
                    && let Some(rank) = ranks.get_mut(*to)
                {
                    *rank = (*rank).max(here + 1);
                }
            }
        }
        ranks
    }

    /// The steps that can be reached, each before those it leads to unless a flow goes back.
    fn reverse_postorder(&self) -> Vec<usize> {
        let Some(start) = self.reachable.len().checked_sub(1) else {
            return Vec::new();
        };
        let successors = |node: usize| self.reachable.get(node).into_iter().flatten();
        let mut seen = BTreeSet::from([start]);
        let mut open = vec![(start, successors(start))];
        let mut order = Vec::new();
        while let Some((node, rest)) = open.last_mut() {
            if let Some(to) = rest.next() {
                if seen.insert(*to) {
                    open.push((*to, successors(*to)));
                }
            } else {
                order.push(*node);
                open.pop();
            }
        }
        order.reverse();
        order
    }
}

/// The steps outside a longest chain of the product order of two rankings (a step is not before another in either):
/// the longest non-decreasing subsequence, by patience. O(n log n).
fn outside_the_chain(old: &[usize], new: &[usize], steps: usize) -> BTreeSet<usize> {
    let mut ranked: Vec<(usize, usize, usize)> = old
        .iter()
        .zip(new)
        .take(steps)
        .enumerate()
        .map(|(step, (old, new))| (*old, *new, step))
        .collect();
    ranked.sort_unstable();
    // The last rank of the best chain of each length, and which element that is.
    let mut piles: Vec<(usize, usize)> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(ranked.len());
    for (at, (_, rank, _)) in ranked.iter().enumerate() {
        let length = piles.partition_point(|(last, _)| last <= rank);
        before.push(
            length
                .checked_sub(1)
                .and_then(|pile| piles.get(pile))
                .map(|(_, at)| *at),
        );
        match piles.get_mut(length) {
            Some(pile) => *pile = (*rank, at),
            None => piles.push((*rank, at)),
        }
    }
    let mut outside: BTreeSet<usize> = (0..steps).collect();
    let mut chain = piles.last().map(|(_, at)| *at);
    while let Some(at) = chain {
        if let Some((_, _, step)) = ranked.get(at) {
            outside.remove(step);
        }
        chain = before.get(at).copied().flatten();
    }
    outside
}
