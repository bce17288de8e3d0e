//! The loops of a workflow: in which order nodes are computed when flows that go back are left out, and what each loop holds.
//!
//! Natural loops as in compilers (Aho, Sethi and Ullman 1986, §10.4): a flow goes back when its target dominates its source; the
//! loop holds what reaches the source without passing the target, its header. A flow that goes back to a node that does not
//! dominate it makes the workflow irreducible: then no header, and no number of rounds, belongs to the loop.
//!
//! Loops that overlap are as deep as they are many. Where the loops hold more than [`MOST_HELD`] nodes in all, they are not found.
//!
//! O(d · (V + E)) with d the depth of nested loops, once the dominators are known; nothing recurses.

use petgraph::Direction;

use super::super::dense::{ByFlow, ByNode};
use super::super::dominators::Dominators;
use super::super::graph::{FlowId, NodeId};
use super::super::routing::Routing;

/// Nodes of all loops together, and so many again of those from which every way leads back, each once for every such flow. A
/// workflow of 100,000 nodes may nest its loops 40 deep.
pub(super) const MOST_HELD: usize = 1 << 22;

/// The loops of a workflow hold more than [`MOST_HELD`] nodes in all: each step would count in too many of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooDeep;

/// A natural loop.
#[derive(Clone, Debug)]
pub(super) struct Loop {
    pub(super) header: NodeId,
    /// The flows that go back to the header, in the order of the file, each with the rounds it may run.
    pub(super) back: Vec<(FlowId, Option<u32>)>,
    /// Its nodes in the order of computation; the header is the first.
    pub(super) body: Vec<NodeId>,
    /// Those from which every way leads back, in the same order.
    pub(super) only_back: Vec<NodeId>,
}

/// All loops of a workflow.
#[derive(Clone, Debug)]
pub(super) struct Loops {
    /// Nodes that can be reached, each after the sources of all flows into it that do not go back.
    pub(super) order: Vec<NodeId>,
    /// The place of each node in `order`.
    pub(super) place: ByNode<usize>,
    /// Flows that go back.
    pub(super) goes_back: ByFlow<bool>,
    /// Inner loops before outer ones.
    pub(super) all: Vec<Loop>,
    /// The loop of which a node is the header.
    pub(super) headed_by: ByNode<Option<usize>>,
    /// For flows that go back past their dominators, the nodes of the loop around each.
    pub(super) irreducible: Vec<Vec<NodeId>>,
    /// Whether an end can be reached from a node without going back. Where none can at all, every node counts as if it could.
    pub(super) leads_on: ByNode<bool>,
}

impl Loops {
    /// Finds them. `rounds` is how often the loop that goes back from a step may run, where that is said.
    pub(super) fn of(
        routing: &Routing,
        rounds: impl Fn(NodeId) -> Option<u32>,
    ) -> Result<Self, TooDeep> {
        let starts = routing.starts().get(..1).unwrap_or_default();
        let dominators = Dominators::of(routing, starts, Direction::Outgoing);
        let order = dominators.order().to_vec();
        let mut place = routing.by_node(usize::MAX);
        for (at, &node) in order.iter().enumerate() {
            place[node] = at;
        }
        let mut found = Self {
            order,
            place,
            goes_back: routing.by_flow(false),
            all: Vec::new(),
            headed_by: routing.by_node(None),
            irreducible: Vec::new(),
            leads_on: routing.by_node(true),
        };
        found.find(routing, &dominators, &rounds)?;
        Ok(found)
    }

    fn find(
        &mut self,
        routing: &Routing,
        dominators: &Dominators,
        rounds: &dyn Fn(NodeId) -> Option<u32>,
    ) -> Result<(), TooDeep> {
        let flows = self.order.iter().flat_map(|&node| routing.outgoing(node));
        let goes_back =
            |flow: &FlowId| self.place[routing.target(*flow)] <= self.place[routing.source(*flow)];
        let back: Vec<FlowId> = flows.copied().filter(goes_back).collect();
        if back.is_empty() {
            return Ok(());
        }
        for &flow in &back {
            self.goes_back[flow] = true;
        }
        self.find_what_leads_on(routing);
        let spans = dominator_spans(routing, dominators);
        let dominates = |one: NodeId, other: NodeId| {
            spans[one].0 <= spans[other].0 && spans[other].1 <= spans[one].1
        };
        let mut to: ByNode<Vec<FlowId>> = routing.by_node(Vec::new());
        let mut astray = Vec::new();
        let mut is_source = routing.by_node(false);
        for flow in back {
            let (node, target) = (routing.source(flow), routing.target(flow));
            is_source[node] = true;
            if dominates(target, node) {
                to[target].push(flow);
            } else {
                astray.push(target);
            }
        }
        for &target in &astray {
            if !self.irreducible.iter().any(|known| known.contains(&target)) {
                // What goes round with it: reached from it, and reaching it.
                let after = routing.reached_from(&[target], Direction::Outgoing);
                let before = routing.reached_from(&[target], Direction::Incoming);
                let round = self.order.iter().copied();
                let round = round.filter(|&node| after[node] && before[node]);
                self.irreducible.push(round.collect());
            }
        }
        // A header inside a loop comes after the header of the loop: the last headers are the innermost.
        let mut innermost: ByNode<Option<NodeId>> = routing.by_node(None);
        let mut held_by: ByNode<Option<NodeId>> = routing.by_node(None);
        let (mut held, mut passed_again) = (0, 0);
        for &header in self.order.iter().rev() {
            if to[header].is_empty() {
                continue;
            }
            let sources = to[header].iter().map(|&flow| routing.source(flow));
            let mut body = body_of(routing, header, sources.collect(), &mut held_by);
            // From where all ways lead back is passed once more for each way back.
            let sources = to[header].iter().map(|&flow| routing.source(flow));
            let ways = sources.filter(|&source| !self.leads_on[source]).count();
            let only_back = body.iter().copied().filter(|&node| !self.leads_on[node]);
            let mut only_back: Vec<NodeId> = only_back.collect();
            held += body.len();
            passed_again += only_back.len() * ways;
            if held > MOST_HELD || passed_again > MOST_HELD {
                return Err(TooDeep);
            }
            body.sort_by_key(|&node| self.place[node]);
            only_back.sort_by_key(|&node| self.place[node]);
            for &node in &body {
                innermost[node].get_or_insert(header);
            }
            // The rounds stand on a step every round passes: the source, or a step that dominates it in this very loop and
            // does not itself go back, for then they would be those of its own loop.
            let bound = |flow: FlowId| {
                let mut at = routing.source(flow);
                loop {
                    let speaks = innermost[at] == Some(header) && !is_source[at];
                    if (at == routing.source(flow) || speaks)
                        && let Some(rounds) = rounds(at)
                    {
                        return Some(rounds);
                    }
                    if at == header {
                        return None;
                    }
                    at = dominators.immediate(at)?;
                }
            };
            let back = to[header].iter().map(|&flow| (flow, bound(flow))).collect();
            self.headed_by[header] = Some(self.all.len());
            self.all.push(Loop {
                header,
                back,
                body,
                only_back,
            });
        }
        Ok(())
    }

    /// Nodes that are passed where each loop is passed once for every flow back from where all ways lead back.
    pub(super) fn passes(&self) -> usize {
        let passes = self
            .all
            .iter()
            .filter(|repeated| !repeated.only_back.is_empty());
        passes
            .map(|repeated| repeated.body.len() * repeated.back.len())
            .sum()
    }

    fn find_what_leads_on(&mut self, routing: &Routing) {
        let mut leads_on = routing.by_node(false);
        for &node in self.order.iter().rev() {
            let mut forward = routing.outgoing(node).iter();
            leads_on[node] = routing.is_last(node)
                || forward.any(|&flow| !self.goes_back[flow] && leads_on[routing.target(flow)]);
        }
        if self.order.first().is_some_and(|&start| leads_on[start]) {
            self.leads_on = leads_on;
        }
    }
}

/// What reaches some nodes, the `sources` of flows back, without passing the header; the header is the first. O(nodes and flows of
/// the loop).
fn body_of(
    routing: &Routing,
    header: NodeId,
    sources: Vec<NodeId>,
    held_by: &mut ByNode<Option<NodeId>>,
) -> Vec<NodeId> {
    let mut body = vec![header];
    held_by[header] = Some(header);
    let mut stack = sources;
    while let Some(node) = stack.pop() {
        if held_by[node] == Some(header) || !routing.is_reachable(node) {
            continue;
        }
        held_by[node] = Some(header);
        body.push(node);
        let before = routing.incoming(node).iter();
        stack.extend(before.map(|&flow| routing.source(flow)));
    }
    body
}

/// When a walk of the dominator tree enters and leaves each node: one node dominates another when its span holds the other's.
///
/// The children of a node are the list of the last one and those before it, so that no node has a list of its own.
fn dominator_spans(routing: &Routing, dominators: &Dominators) -> ByNode<(u32, u32)> {
    let mut last_child: ByNode<Option<NodeId>> = routing.by_node(None);
    let mut child_before: ByNode<Option<NodeId>> = routing.by_node(None);
    for &node in dominators.order() {
        if let Some(parent) = dominators.immediate(node) {
            child_before[node] = last_child[parent].replace(node);
        }
    }
    let mut spans = routing.by_node((0, 0));
    let mut clock = 0;
    let mut stack: Vec<(NodeId, bool)> = Vec::new();
    stack.extend(dominators.order().first().map(|&root| (root, false)));
    while let Some((node, left)) = stack.pop() {
        clock += 1;
        if left {
            spans[node].1 = clock;
        } else {
            spans[node].0 = clock;
            stack.push((node, true));
            let mut child = last_child[node];
            while let Some(it) = child {
                stack.push((it, false));
                child = child_before[it];
            }
        }
    }
    spans
}
