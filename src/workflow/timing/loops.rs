//! The loops of a workflow: in which order nodes are computed when flows that go back are left out, and what each loop holds.
//!
//! Natural loops as in compilers (Aho, Sethi and Ullman 1986, §10.4): a flow goes back when its target dominates its source; the
//! loop holds what reaches the source without passing the target, its header. A flow that goes back to a node that does not
//! dominate it makes the workflow irreducible: then no header, and no number of rounds, belongs to the loop.
//!
//! O(d · (V + E)) with d the depth of nested loops, and dominators as in petgraph; nothing recurses.

use petgraph::algo::dominators::simple_fast;
use petgraph::algo::kosaraju_scc;

use super::super::dense::{ByFlow, ByNode};
use super::super::graph::{FlowId, NodeId};
use super::super::net::Net;

/// A natural loop.
#[derive(Clone, Debug)]
pub(super) struct Loop {
    pub(super) header: NodeId,
    /// The flows that go back to the header, in the order of the file, each with the rounds it may run.
    pub(super) back: Vec<(FlowId, Option<u32>)>,
    /// Its nodes in the order of computation; the header is the first.
    pub(super) body: Vec<NodeId>,
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
}

impl Loops {
    /// Finds them. `rounds` is how often the loop that goes back from a step may run, where that is said.
    pub(super) fn of(net: &Net<'_>, rounds: impl Fn(NodeId) -> Option<u32>) -> Self {
        let start = net.starts().first().copied();
        let order = start.map_or_else(Vec::new, |start| reverse_postorder(net, start));
        let mut place = ByNode::for_nodes(net.graph, usize::MAX);
        for (at, &node) in order.iter().enumerate() {
            place[node] = at;
        }
        let mut found = Self {
            order,
            place,
            goes_back: ByFlow::for_flows(net.graph, false),
            all: Vec::new(),
            headed_by: ByNode::for_nodes(net.graph, None),
            irreducible: Vec::new(),
        };
        if let Some(start) = start {
            found.find(net, start, &rounds);
        }
        found
    }

    fn find(&mut self, net: &Net<'_>, start: NodeId, rounds: &dyn Fn(NodeId) -> Option<u32>) {
        let dominators = simple_fast(net.graph, start);
        let spans = dominator_spans(net, &self.order, |node| {
            dominators.immediate_dominator(node)
        });
        let dominates = |one: NodeId, other: NodeId| {
            spans[one].0 <= spans[other].0 && spans[other].1 <= spans[one].1
        };
        let mut to: ByNode<Vec<FlowId>> = ByNode::for_nodes(net.graph, Vec::new());
        let mut astray = Vec::new();
        let mut is_source = ByNode::for_nodes(net.graph, false);
        for &node in &self.order {
            for &flow in net.outgoing(node) {
                let target = net.target(flow);
                if self.place[target] <= self.place[node] {
                    self.goes_back[flow] = true;
                    is_source[node] = true;
                    if dominates(target, node) {
                        to[target].push(flow);
                    } else {
                        astray.push(target);
                    }
                }
            }
        }
        if !astray.is_empty() {
            for component in kosaraju_scc(net.graph) {
                if component.iter().any(|node| astray.contains(node)) {
                    self.irreducible.push(component);
                }
            }
        }
        // A header inside a loop comes after the header of the loop: the last headers are the innermost.
        let mut innermost: ByNode<Option<NodeId>> = ByNode::for_nodes(net.graph, None);
        let mut held_by: ByNode<Option<NodeId>> = ByNode::for_nodes(net.graph, None);
        for &header in self.order.iter().rev() {
            if to[header].is_empty() {
                continue;
            }
            let mut body = vec![header];
            held_by[header] = Some(header);
            let mut stack: Vec<NodeId> = to[header].iter().map(|&flow| net.source(flow)).collect();
            while let Some(node) = stack.pop() {
                if held_by[node] == Some(header) || !net.is_reachable(node) {
                    continue;
                }
                held_by[node] = Some(header);
                body.push(node);
                stack.extend(net.incoming(node).iter().map(|&flow| net.source(flow)));
            }
            body.sort_by_key(|&node| self.place[node]);
            for &node in &body {
                innermost[node].get_or_insert(header);
            }
            // The rounds stand on a step every round passes: the source, or a step that dominates it in this very loop and
            // does not itself go back, for then they would be those of its own loop.
            let bound = |flow: FlowId| {
                let mut at = net.source(flow);
                loop {
                    let speaks = innermost[at] == Some(header) && !is_source[at];
                    if (at == net.source(flow) || speaks)
                        && let Some(rounds) = rounds(at)
                    {
                        return Some(rounds);
                    }
                    if at == header {
                        return None;
                    }
                    at = dominators.immediate_dominator(at)?;
                }
            };
            let back = to[header].iter().map(|&flow| (flow, bound(flow))).collect();
            self.headed_by[header] = Some(self.all.len());
            self.all.push(Loop { header, back, body });
        }
    }
}

fn reverse_postorder(net: &Net<'_>, start: NodeId) -> Vec<NodeId> {
    let mut seen = ByNode::for_nodes(net.graph, false);
    let mut order = Vec::new();
    seen[start] = true;
    let mut stack = vec![(start, net.outgoing(start).iter())];
    while let Some((node, flows)) = stack.last_mut() {
        if let Some(&flow) = flows.next() {
            let target = net.target(flow);
            if !std::mem::replace(&mut seen[target], true) {
                stack.push((target, net.outgoing(target).iter()));
            }
        } else {
            order.push(*node);
            stack.pop();
        }
    }
    order.reverse();
    order
}

/// When a walk of the dominator tree enters and leaves each node: one node dominates another when its span holds the other's.
fn dominator_spans(
    net: &Net<'_>,
    order: &[NodeId],
    immediate: impl Fn(NodeId) -> Option<NodeId>,
) -> ByNode<(usize, usize)> {
    let mut children: ByNode<Vec<NodeId>> = ByNode::for_nodes(net.graph, Vec::new());
    for &node in order {
        if let Some(parent) = immediate(node) {
            children[parent].push(node);
        }
    }
    let mut spans = ByNode::for_nodes(net.graph, (0, 0));
    let mut clock = 0;
    let mut stack: Vec<(NodeId, bool)> = order
        .first()
        .map(|&root| (root, false))
        .into_iter()
        .collect();
    while let Some((node, left)) = stack.pop() {
        clock += 1;
        if left {
            spans[node].1 = clock;
        } else {
            spans[node].0 = clock;
            stack.push((node, true));
            stack.extend(children[node].iter().map(|&child| (child, false)));
        }
    }
    spans
}
