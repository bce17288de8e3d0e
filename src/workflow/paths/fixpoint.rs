//! Two least fixpoints over the flows, one against their direction and one along it, and why they decide path properties.
//!
//! Write *avoid* for a set of nodes that may not fire.
//!
//! **Finishing** (backwards). A flow *finishes* when its target is not avoided and is a last node, or splits `One` or `Any`
//! and some outgoing flow finishes, or splits `All` and every outgoing flow finishes. Joins do not matter.
//! *In every workflow*, if a run completes without firing an avoided node, each flow that carried a token in it finishes:
//! the token was consumed; go through the firings from the last to the first. *In a sound workflow* the converse holds
//! from every reachable marking of finishing flows: let each node choose its finishing flow of least rank. Ranks fall
//! along every choice, so the game stops; being sound it does not stop before it is complete; and only nodes after
//! finishing flows fire, none of them avoided.
//!
//! **Arriving** (forwards). A flow *arrives* when its source is not avoided and is the start, or joins `One` or `Any` and
//! some incoming flow arrives, or joins `All` and every incoming flow arrives. *In every workflow*, each flow that carries
//! a token before an avoided node has fired arrives. *In a nested workflow* (`Class::Nested`) the converse holds: the
//! branches of a block share no node, so what arrives in one branch arrives whatever the others do, and the derivation of a
//! flow, which uses one flow into each exclusive join and one block for each parallel one, is itself a run.
//!
//! Both are the marking algorithm for Horn clauses (Dowling and Gallier 1984), in rounds as in breadth-first search, so
//! that a rank is the least possible number of firings on the longest chain of causes. O(V + E) each, without recursion.

use super::super::dense::ByNode;
use super::super::graph::{FlowId, NodeId, Route};
use super::super::routing::Routing;
use super::NodeSet;

/// Which flows finish without an avoided node.
#[derive(Clone, Debug)]
pub(super) struct Finishing {
    /// The flow of least rank of each node that lets a token finish; none at an end.
    choice: ByNode<Option<FlowId>>,
    /// When the node was found, `None` where no token that fires it can finish.
    rank: ByNode<Option<u32>>,
}

impl Finishing {
    /// Computes it. O(V + E).
    pub(super) fn avoiding(routing: &Routing, avoid: &NodeSet) -> Self {
        let mut found = Self {
            choice: routing.by_node(None),
            rank: routing.by_node(None),
        };
        let mut missing = routing.by_node(0usize);
        let mut round = Vec::new();
        for node in routing.nodes() {
            missing[node] = match routing.split(node) {
                Route::All => routing.outgoing(node).len(),
                Route::One | Route::Any => 1,
            };
            if routing.is_last(node) && !avoid.contains(node) {
                found.rank[node] = Some(0);
                round.push(node);
            }
        }
        let mut rank = 1;
        while !round.is_empty() {
            let mut later = Vec::new();
            for node in round {
                for &flow in routing.incoming(node) {
                    let source = routing.source(flow);
                    if avoid.contains(source) || found.rank[source].is_some() {
                        continue;
                    }
                    missing[source] -= 1;
                    if missing[source] == 0 {
                        found.choice[source] = Some(flow);
                        found.rank[source] = Some(rank);
                        later.push(source);
                    }
                }
            }
            round = later;
            rank += 1;
        }
        found
    }

    /// Whether a token that fires `node` can be led to the end.
    pub(super) fn holds(&self, node: NodeId) -> bool {
        self.rank[node].is_some()
    }

    /// Least number of firings after `node` on the longest chain.
    pub(super) fn rank(&self, node: NodeId) -> u32 {
        self.rank[node].unwrap_or(u32::MAX)
    }

    /// The flows that `node` should serve, so that everything finishes.
    pub(super) fn serve<'n>(&self, routing: &'n Routing, node: NodeId) -> &'n [FlowId] {
        let outgoing = routing.outgoing(node);
        match (routing.split(node), self.choice[node]) {
            (Route::All, _) | (_, None) => outgoing,
            (_, Some(flow)) => outgoing
                .iter()
                .position(|&other| other == flow)
                .and_then(|at| outgoing.get(at..=at))
                .unwrap_or(outgoing),
        }
    }
}

/// Which flows a token can reach before an avoided node has fired.
#[derive(Clone, Debug)]
pub(super) struct Arriving {
    /// For each node that can be enabled, when it was found and the flow that completed it (none at the start).
    enabled: ByNode<Option<(u32, Option<FlowId>)>>,
}

impl Arriving {
    /// Computes it. Avoided nodes are enabled as others are but pass nothing on. O(V + E).
    pub(super) fn avoiding(routing: &Routing, avoid: &NodeSet) -> Self {
        let mut enabled: ByNode<Option<(u32, Option<FlowId>)>> = routing.by_node(None);
        let mut missing = routing.by_node(0usize);
        for node in routing.nodes() {
            missing[node] = match routing.join(node) {
                Route::All => routing.incoming(node).len(),
                Route::One | Route::Any => 1,
            };
        }
        let mut round = routing.starts().to_vec();
        for &start in routing.starts() {
            enabled[start] = Some((0, None));
        }
        let mut rank = 1;
        while !round.is_empty() {
            let mut later = Vec::new();
            for node in round {
                if avoid.contains(node) {
                    continue;
                }
                for &flow in routing.outgoing(node) {
                    let target = routing.target(flow);
                    if enabled[target].is_some() {
                        continue;
                    }
                    missing[target] -= 1;
                    if missing[target] == 0 {
                        enabled[target] = Some((rank, Some(flow)));
                        later.push(target);
                    }
                }
            }
            round = later;
            rank += 1;
        }
        Self { enabled }
    }

    /// Whether `node` can be enabled.
    pub(super) fn holds(&self, node: NodeId) -> bool {
        self.enabled[node].is_some()
    }

    /// Least number of firings before `node` on the longest chain, where it can be enabled.
    pub(super) fn rank(&self, node: NodeId) -> u32 {
        self.enabled[node].map_or(u32::MAX, |(rank, _)| rank)
    }

    /// The derivation of `node`: the nodes of a run that ends by firing it, causes first. O(V + E).
    pub(super) fn derivation(&self, routing: &Routing, node: NodeId) -> Vec<NodeId> {
        let mut seen = routing.by_node(false);
        let mut found = Vec::new();
        let mut stack = vec![node];
        while let Some(node) = stack.pop() {
            if std::mem::replace(&mut seen[node], true) {
                continue;
            }
            found.push(node);
            match (routing.join(node), self.enabled[node]) {
                (_, None | Some((_, None))) => {}
                (Route::All, _) => {
                    stack.extend(
                        routing
                            .incoming(node)
                            .iter()
                            .map(|&flow| routing.source(flow)),
                    );
                }
                (_, Some((_, Some(flow)))) => stack.push(routing.source(flow)),
            }
        }
        found.sort_by_key(|&node| (self.rank(node), node));
        found
    }

    /// The flows from the start to `node` along which the derivation was last completed: a path whose nodes all fire.
    pub(super) fn path(&self, routing: &Routing, node: NodeId) -> Vec<FlowId> {
        let mut path = Vec::new();
        let mut at = node;
        while let Some((_, Some(flow))) = self.enabled[at] {
            path.push(flow);
            at = routing.source(flow);
        }
        path.reverse();
        path
    }
}
