//! The workflow graph prepared for analysis: flows of each node in the order written, routing that really routes, and
//! what can be reached from the start.
//!
//! Path properties and timing share it, so that both read the graph's semantics from one place. It decides nothing.

use petgraph::Direction;
use petgraph::visit::EdgeRef;

use super::dense::{ByFlow, ByNode};
use super::graph::{FlowId, NodeId, NodeKind, Route, WorkflowGraph};

/// A workflow graph with its adjacency in the order of the file.
#[derive(Clone, Debug)]
pub struct Net<'g> {
    /// The graph itself.
    pub graph: &'g WorkflowGraph,
    starts: Vec<NodeId>,
    incoming: ByNode<Vec<FlowId>>,
    outgoing: ByNode<Vec<FlowId>>,
    ends: ByFlow<(NodeId, NodeId)>,
    join: ByNode<Route>,
    reachable: ByNode<bool>,
}

impl<'g> Net<'g> {
    /// Prepares `graph`. O(V + E).
    pub fn new(graph: &'g WorkflowGraph) -> Self {
        let mut incoming = ByNode::for_nodes(graph, Vec::new());
        let mut outgoing = ByNode::for_nodes(graph, Vec::new());
        let mut ends = ByFlow::for_flows(graph, (NodeId::end(), NodeId::end()));
        for flow in graph.edge_references() {
            // What stands drawn after an end never gets a token.
            if kind(graph, flow.source()) != NodeKind::End {
                outgoing[flow.source()].push(flow.id());
            }
            incoming[flow.target()].push(flow.id());
            ends[flow.id()] = (flow.source(), flow.target());
        }
        let starts: Vec<NodeId> = graph
            .node_indices()
            .filter(|&node| kind(graph, node) == NodeKind::Start)
            .collect();
        let mut join = ByNode::for_nodes(graph, Route::One);
        for node in graph.node_indices() {
            if incoming[node].len() > 1 {
                join[node] = graph
                    .node_weight(node)
                    .map_or(Route::One, |weight| weight.join);
            }
        }
        let mut net = Self {
            join,
            graph,
            reachable: ByNode::for_nodes(graph, false),
            starts,
            incoming,
            outgoing,
            ends,
        };
        net.reachable = net.reached_from(&net.starts, Direction::Outgoing);
        net
    }

    /// Every node whose kind is a start, in the order of the graph.
    pub fn starts(&self) -> &[NodeId] {
        &self.starts
    }

    /// Flows out of `node`, in the order they were added.
    pub fn outgoing(&self, node: NodeId) -> &[FlowId] {
        &self.outgoing[node]
    }

    /// Flows into `node`, in the order they were added.
    pub fn incoming(&self, node: NodeId) -> &[FlowId] {
        &self.incoming[node]
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
        kind(self.graph, node)
    }

    /// How `node` splits; `One` where it has no two flows to split into. A start serves all its flows.
    pub fn split(&self, node: NodeId) -> Route {
        if self.outgoing[node].len() < 2 {
            Route::One
        } else if self.kind(node) == NodeKind::Start {
            Route::All
        } else {
            self.graph
                .node_weight(node)
                .map_or(Route::One, |weight| weight.split)
        }
    }

    /// How `node` joins; `One` where it has no two flows to join.
    pub fn join(&self, node: NodeId) -> Route {
        self.join[node]
    }

    /// Says how `node` joins, where analysis has found out that its inclusive join is an exclusive or a parallel one.
    pub fn set_join(&mut self, node: NodeId, join: Route) {
        self.join[node] = join;
    }

    /// Whether `node` can be reached from a start along flows.
    pub fn is_reachable(&self, node: NodeId) -> bool {
        self.reachable[node]
    }

    /// Whether `node` takes its token and gives none: an end, or a step after which nothing is drawn.
    pub fn is_last(&self, node: NodeId) -> bool {
        self.outgoing[node].is_empty()
    }

    /// Whether a token on a flow out of `node` vanishes when `terminate` fires: its scope lies in that of `terminate`.
    pub fn is_ended_by(&self, node: NodeId, terminate: NodeId) -> bool {
        match (
            self.graph.node_weight(terminate),
            self.graph.node_weight(node),
        ) {
            (Some(terminate), Some(node)) => terminate.scope.holds(node.scope),
            _ => false,
        }
    }

    /// Nodes that can be reached from `from` (or, against the flows, that reach it), `from` included. O(V + E).
    pub fn reached_from(&self, from: &[NodeId], direction: Direction) -> ByNode<bool> {
        let mut seen = ByNode::for_nodes(self.graph, false);
        let mut stack = from.to_vec();
        while let Some(node) = stack.pop() {
            if std::mem::replace(&mut seen[node], true) {
                continue;
            }
            match direction {
                Direction::Outgoing => {
                    stack.extend(self.outgoing[node].iter().map(|&flow| self.target(flow)));
                }
                Direction::Incoming => {
                    stack.extend(self.incoming[node].iter().map(|&flow| self.source(flow)));
                }
            }
        }
        seen
    }
}

fn kind(graph: &WorkflowGraph, node: NodeId) -> NodeKind {
    graph
        .node_weight(node)
        .map_or(NodeKind::Gateway, |weight| weight.kind)
}
