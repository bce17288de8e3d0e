//! To which class a workflow belongs, and with that which decision is exact.
//!
//! The class `Nested` is recognised by labelling every flow with the parallel branch it lies in. The labelling proves the
//! workflow sound on the way, so that nobody has to be asked. It does not explain what is wrong with a workflow outside
//! the class: that is the work of soundness.

use std::collections::BTreeMap;
use std::collections::VecDeque;

use petgraph::Direction;

use super::super::dense::{ByFlow, ByNode};
use super::super::graph::{FlowId, NodeId, NodeKind, Route};
use super::super::routing::Routing;
use super::Reason;

/// A class of workflows.
#[derive(Clone, Debug)]
pub(in crate::workflow) enum Class {
    /// One token at a time: no reachable parallel or inclusive split and no parallel join.
    Sequential,
    /// Parallel and inclusive blocks properly nested, exclusive routing and loops of any shape in every branch.
    Nested(Nesting),
    /// Anything else.
    Other,
    /// Not one start: there is no single game to play.
    Undefined(Reason),
}

/// The parallel branch in which each node lies.
#[derive(Clone, Debug)]
pub(in crate::workflow) struct Nesting {
    /// For each reachable node, the first flow of the innermost branch around it; `None` outside every branch.
    pub(in crate::workflow) branch: ByNode<Option<FlowId>>,
    /// For each node at which branches meet, the split that opened them.
    pub(in crate::workflow) opened_by: ByNode<Option<NodeId>>,
}

/// Classifies a workflow and replaces its inclusive joins by exclusive or parallel ones where they do the same. O(V + E).
pub(in crate::workflow) fn classify(routing: &mut Routing) -> Class {
    match routing.starts() {
        [] => return Class::Undefined(Reason::NoStart),
        [_] => {}
        _ => return Class::Undefined(Reason::SeveralStarts),
    }
    let concurrent = routing.nodes().any(|node| {
        routing.is_reachable(node)
            && (routing.split(node) != Route::One || routing.join(node) == Route::All)
    });
    if !concurrent {
        return Class::Sequential;
    }
    let Some(labels) = label(routing).filter(|labels| labels.is_proper(routing)) else {
        return Class::Other;
    };
    let mut opened_by = routing.by_node(None);
    for node in routing.nodes() {
        if !routing.is_reachable(node) {
            continue;
        }
        if labels.meets[node] {
            opened_by[node] = labels.fork_before(routing, node);
        }
        if routing.join(node) == Route::Any {
            match opened_by[node].map(|fork| routing.split(fork)) {
                None => routing.set_join(node, Route::One),
                Some(Route::All) => routing.set_join(node, Route::All),
                Some(_) => {}
            }
        }
    }
    Class::Nested(Nesting {
        branch: labels.node,
        opened_by,
    })
}

/// The first flow of a branch; none for the whole workflow.
type Branch = Option<FlowId>;

/// Labels before they are verified: a branch is named by its first flow, the whole workflow by `None`.
struct Labels {
    flow: ByFlow<Option<FlowId>>,
    node: ByNode<Option<FlowId>>,
    /// Joins at which branches of one split meet.
    meets: ByNode<bool>,
}

/// Walks forward from the start and gives each flow the branch it lies in, from the first flow that arrives at each node.
///
/// An inclusive join may merge alternatives or let branches meet; it waits until no other node can be labelled, so that
/// most of its flows are known by then. `is_proper` verifies the outcome, so a wrong guess loses the class and no truth.
fn label(routing: &Routing) -> Option<Labels> {
    let start = *routing.starts().first()?;
    let mut labels = Labels {
        flow: routing.by_flow(None),
        node: routing.by_node(None),
        meets: routing.by_node(false),
    };
    let mut node_done = routing.by_node(false);
    let mut ready = VecDeque::from([(start, None)]);
    // Inclusive joins: those that certainly let branches meet, and all of them in the order in which they were come to.
    let mut meeting = VecDeque::new();
    let mut inclusive = VecDeque::new();
    // The first branch that came to an inclusive join, and another one.
    let mut arrived: ByNode<Option<(Branch, Option<Branch>)>> = routing.by_node(None);
    loop {
        let Some((node, label)) = ready.pop_front() else {
            let Some(join) = meeting.pop_front().or_else(|| inclusive.pop_front()) else {
                break;
            };
            if node_done[join] {
                continue;
            }
            let label = match arrived[join]? {
                (first, None) => first,
                (first, Some(_)) => {
                    labels.meets[join] = true;
                    labels.node[routing.source(first?)]
                }
            };
            ready.push_back((join, label));
            continue;
        };
        if std::mem::replace(&mut node_done[node], true) {
            continue;
        }
        labels.node[node] = label;
        for &flow in routing.outgoing(node) {
            let branch = if routing.split(node) == Route::One {
                label
            } else {
                Some(flow)
            };
            labels.flow[flow] = branch;
            let target = routing.target(flow);
            if node_done[target] {
                continue;
            }
            match routing.join(target) {
                Route::One => ready.push_back((target, branch)),
                Route::All => {
                    let fork = routing.source(branch?);
                    labels.meets[target] = true;
                    ready.push_back((target, labels.node[fork]));
                }
                Route::Any => match &mut arrived[target] {
                    None => {
                        arrived[target] = Some((branch, None));
                        inclusive.push_back(target);
                    }
                    Some((first, other)) if *first != branch && other.is_none() => {
                        *other = Some(branch);
                        meeting.push_back(target);
                    }
                    Some(_) => {}
                },
            }
        }
    }
    Some(labels)
}

impl Labels {
    /// Whether the labels are those of properly nested blocks. Where they are, the workflow is sound:
    ///
    /// *Safe*: by induction over firings, each branch of a split that has fired holds exactly one token or one block that
    /// has not yet been left; exclusive joins get all flows from the same branch, so at most one token. *No deadlock*: the
    /// one join of a split has exactly one place of arrival for each branch (an inclusive one at least one), nothing ends
    /// inside, and from every node an end can be reached, for which the branch must first arrive at its join.
    fn is_proper(&self, routing: &Routing) -> bool {
        let lasts: Vec<NodeId> = routing
            .nodes()
            .filter(|&node| routing.is_last(node))
            .collect();
        let finishes = routing.reached_from(&lasts, Direction::Incoming);
        // The join of each split, or `None` where its branches end on their own.
        let mut close: ByNode<Option<Option<NodeId>>> = routing.by_node(None);
        for node in routing.nodes() {
            if !routing.is_reachable(node) {
                continue;
            }
            let cuts_in = routing.kind(node) == NodeKind::Terminate && self.node[node].is_some();
            if cuts_in || !finishes[node] || !self.joins_properly(routing, node) {
                return false;
            }
            let mut closes = Vec::new();
            if self.meets[node] {
                closes.extend(
                    self.fork_before(routing, node)
                        .map(|fork| (fork, Some(node))),
                );
            }
            if routing.is_last(node) {
                closes.extend(self.fork_around(routing, node).map(|fork| (fork, None)));
            }
            while let Some((fork, how)) = closes.pop() {
                match close[fork] {
                    Some(known) if known != how => return false,
                    Some(_) => {}
                    None => {
                        close[fork] = Some(how);
                        if how.is_none() {
                            // Where all branches end, the branch around the split ends with them.
                            closes
                                .extend(self.fork_around(routing, fork).map(|outer| (outer, None)));
                        }
                    }
                }
            }
        }
        true
    }

    /// The split that opened the branch in which `node` lies.
    fn fork_around(&self, routing: &Routing, node: NodeId) -> Option<NodeId> {
        self.node[node].map(|branch| routing.source(branch))
    }

    /// The split whose branches meet at `join`.
    fn fork_before(&self, routing: &Routing, join: NodeId) -> Option<NodeId> {
        let first = routing
            .incoming(join)
            .iter()
            .find(|&&flow| routing.is_reachable(routing.source(flow)))?;
        Some(routing.source(self.flow[*first]?))
    }

    fn joins_properly(&self, routing: &Routing, node: NodeId) -> bool {
        let arriving = routing
            .incoming(node)
            .iter()
            .filter(|&&flow| routing.is_reachable(routing.source(flow)));
        if !self.meets[node] {
            return arriving
                .clone()
                .all(|&flow| self.flow[flow] == self.node[node]);
        }
        let Some(fork) = self.fork_before(routing, node) else {
            return false;
        };
        // Every branch of a parallel split comes, so that an inclusive join after it is a parallel one; but a parallel join
        // after an inclusive split waits for branches that were not taken.
        let exact = routing.split(fork) == Route::All;
        if self.node[node] != self.node[fork] || (!exact && routing.join(node) == Route::All) {
            return false;
        }
        let mut arrivals: BTreeMap<FlowId, usize> = routing
            .outgoing(fork)
            .iter()
            .map(|&branch| (branch, 0))
            .collect();
        for &flow in arriving {
            match self.flow[flow].and_then(|branch| arrivals.get_mut(&branch)) {
                Some(count) => *count += 1,
                None => return false,
            }
        }
        // A parallel join waits for every flow drawn into it, also for one that never comes.
        let all_come = routing
            .incoming(node)
            .iter()
            .all(|&flow| routing.is_reachable(routing.source(flow)));
        arrivals.values().all(|&count| count >= 1)
            && (!exact || (all_come && arrivals.values().all(|&count| count == 1)))
    }
}
