//! The workflow graph prepared for analysis: flows of each node in the order written, routing that really routes, and
//! what can be reached from the start.
//!
//! Path properties and timing share it, so that both read the graph's semantics from one place. It decides nothing. Flows stand
//! in two flat lists, so that a walk over a large workflow goes through memory in order; it keeps nothing of the graph it was
//! made from.

use petgraph::Direction;
use petgraph::visit::EdgeRef;

use super::dense::{ByFlow, ByNode};
use super::graph::{FlowId, NodeId, NodeKind, Route, Scope, WorkflowGraph};

/// What is read of a node again and again.
#[derive(Clone, Copy, Debug)]
struct Known {
    kind: NodeKind,
    scope: Scope,
    split: Route,
    join: Route,
    reachable: bool,
}

/// For each node its flows, one node after another in one list.
#[derive(Clone, Debug)]
struct Adjacency {
    /// Where the flows of each node begin, and where they end.
    range: ByNode<(u32, u32)>,
    flows: Vec<FlowId>,
}

impl Adjacency {
    /// Flows sorted by node; those of one node stay in their order. O(V + E).
    fn of(graph: &WorkflowGraph, node_of: impl Fn(FlowId) -> Option<NodeId>) -> Self {
        let mut range = ByNode::for_nodes(graph, (0u32, 0u32));
        for node in graph.edge_indices().filter_map(&node_of) {
            range[node].1 += 1;
        }
        let mut end = 0;
        for node in graph.node_indices() {
            let count = range[node].1;
            range[node] = (end, end);
            end += count;
        }
        let mut flows = vec![FlowId::end(); end as usize];
        for flow in graph.edge_indices() {
            if let Some(node) = node_of(flow) {
                if let Some(place) = flows.get_mut(range[node].1 as usize) {
                    *place = flow;
                }
                range[node].1 += 1;
            }
        }
        Self { range, flows }
    }

    fn at(&self, node: NodeId) -> &[FlowId] {
        let (from, to) = self.range[node];
        self.flows
            .get(from as usize..to as usize)
            .unwrap_or_default()
    }
}

/// A workflow graph with its adjacency in the order of the file.
#[derive(Clone, Debug)]
pub struct Routing {
    starts: Vec<NodeId>,
    incoming: Adjacency,
    outgoing: Adjacency,
    ends: ByFlow<(NodeId, NodeId)>,
    known: ByNode<Known>,
}

impl Routing {
    /// Prepares `graph`. O(V + E).
    pub fn new(graph: &WorkflowGraph) -> Self {
        let mut ends = ByFlow::for_flows(graph, (NodeId::end(), NodeId::end()));
        for flow in graph.edge_references() {
            ends[flow.id()] = (flow.source(), flow.target());
        }
        let ended = |node: NodeId| {
            graph
                .node_weight(node)
                .is_some_and(|node| node.kind == NodeKind::End)
        };
        // What stands drawn after an end never gets a token.
        let outgoing = Adjacency::of(graph, |flow| {
            Some(ends[flow].0).filter(|&node| !ended(node))
        });
        let incoming = Adjacency::of(graph, |flow| Some(ends[flow].1));
        let mut starts = Vec::new();
        let nothing = Known {
            kind: NodeKind::Gateway,
            scope: Scope::default(),
            split: Route::One,
            join: Route::One,
            reachable: false,
        };
        let mut known = ByNode::for_nodes(graph, nothing);
        for (node, weight) in graph.node_indices().zip(graph.node_weights()) {
            let several = |flows: &Adjacency| flows.at(node).len() > 1;
            let start = weight.kind == NodeKind::Start;
            if start {
                starts.push(node);
            }
            known[node] = Known {
                kind: weight.kind,
                scope: weight.scope,
                split: match several(&outgoing) {
                    false => Route::One,
                    true if start => Route::All,
                    true => weight.split,
                },
                join: if several(&incoming) {
                    weight.join
                } else {
                    Route::One
                },
                reachable: false,
            };
        }
        let mut routing = Self {
            starts,
            incoming,
            outgoing,
            ends,
            known,
        };
        let reached = routing.reached_from(&routing.starts, Direction::Outgoing);
        for node in graph.node_indices() {
            routing.known[node].reachable = reached[node];
        }
        routing
    }

    /// Every node, in the order of the graph.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        self.known.keys()
    }

    /// The same value for every node. O(V).
    pub fn by_node<T: Clone>(&self, value: T) -> ByNode<T> {
        self.known.like(value)
    }

    /// The same value for every flow. O(E).
    pub fn by_flow<T: Clone>(&self, value: T) -> ByFlow<T> {
        self.ends.like(value)
    }

    /// Which nodes are of a kind that `is_it`. O(V).
    pub fn by_kind(&self, is_it: impl Fn(NodeKind) -> bool) -> ByNode<bool> {
        let mut found = self.by_node(false);
        for node in self.nodes() {
            found[node] = is_it(self.kind(node));
        }
        found
    }

    /// Every node whose kind is a start, in the order of the graph.
    pub fn starts(&self) -> &[NodeId] {
        &self.starts
    }

    /// Flows out of `node`, in the order they were added.
    pub fn outgoing(&self, node: NodeId) -> &[FlowId] {
        self.outgoing.at(node)
    }

    /// Flows into `node`, in the order they were added.
    pub fn incoming(&self, node: NodeId) -> &[FlowId] {
        self.incoming.at(node)
    }

    /// Where `flow` comes from.
    pub fn source(&self, flow: FlowId) -> NodeId {
        self.ends[flow].0
    }

    /// Where `flow` goes.
    pub fn target(&self, flow: FlowId) -> NodeId {
        self.ends[flow].1
    }

    /// What `node` is.
    pub fn kind(&self, node: NodeId) -> NodeKind {
        self.known[node].kind
    }

    /// How `node` splits; `One` where it has no two flows to split into. A start serves all its flows.
    pub fn split(&self, node: NodeId) -> Route {
        self.known[node].split
    }

    /// How `node` joins; `One` where it has no two flows to join.
    pub fn join(&self, node: NodeId) -> Route {
        self.known[node].join
    }

    /// Says how `node` joins, where analysis has found out that its inclusive join is an exclusive or a parallel one.
    pub fn set_join(&mut self, node: NodeId, join: Route) {
        self.known[node].join = join;
    }

    /// Whether `node` can be reached from a start along flows.
    pub fn is_reachable(&self, node: NodeId) -> bool {
        self.known[node].reachable
    }

    /// Whether `node` takes its token and gives none: an end, or a step after which nothing is drawn.
    pub fn is_last(&self, node: NodeId) -> bool {
        self.outgoing(node).is_empty()
    }

    /// The process or sub-process a node belongs to.
    pub fn scope(&self, node: NodeId) -> Scope {
        self.known[node].scope
    }

    /// Whether a token on a flow out of `node` vanishes when `terminate` fires: its scope lies in that of `terminate`.
    pub fn is_ended_by(&self, node: NodeId, terminate: NodeId) -> bool {
        self.known[terminate].scope.holds(self.known[node].scope)
    }

    /// Nodes that can be reached from `from` (or, against the flows, that reach it), `from` included. O(V + E).
    pub fn reached_from(&self, from: &[NodeId], direction: Direction) -> ByNode<bool> {
        let mut seen = self.by_node(false);
        let mut stack = from.to_vec();
        while let Some(node) = stack.pop() {
            if std::mem::replace(&mut seen[node], true) {
                continue;
            }
            match direction {
                Direction::Outgoing => {
                    stack.extend(self.outgoing(node).iter().map(|&flow| self.target(flow)));
                }
                Direction::Incoming => {
                    stack.extend(self.incoming(node).iter().map(|&flow| self.source(flow)));
                }
            }
        }
        seen
    }
}
