//! Which column a shape stands in: loops opened, then the longest way from the start (Sugiyama, Tagawa and Toda 1981,
//! steps 1 and 2).
//!
//! Every flow but those that lead back goes from a column to a later one. A condition takes a cell of its own: a forward
//! flow is drawn through a column between its ends; one that leads back carries it in the column before its source.

use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef as _;

use super::diagram::{Content, Diagram, DiagramGraph, Leg, condition_node};

/// Give every node its layer. O(V + E), iterative.
pub(crate) fn assign_layers(diagram: &mut Diagram) {
    mark_back_flows(&mut diagram.graph);
    place_conditions(&mut diagram.graph);
    longest_paths(&mut diagram.graph);
    let graph = &mut diagram.graph;
    // A condition on the way back stands before the gateway it leaves; make room before the first column if need be.
    let on_the_way_back: Vec<(NodeIndex, NodeIndex)> = graph
        .edge_references()
        .filter(|leg| leg.weight().back && is_condition(graph, leg.target()))
        .map(|leg| (leg.source(), leg.target()))
        .collect();
    let need_room = on_the_way_back
        .iter()
        .any(|(from, _)| graph[*from].layer == 0);
    if need_room {
        graph.node_weights_mut().for_each(|node| node.layer += 1);
    }
    for (from, condition) in on_the_way_back {
        graph[condition].layer = graph[from].layer.saturating_sub(1);
    }
}

/// Whether a node is the condition of a flow.
pub(crate) fn is_condition(graph: &DiagramGraph, node: NodeIndex) -> bool {
    matches!(graph[node].content, Content::Condition(_))
}

/// The legs that leave or enter a node, in the order in which they were written.
pub(crate) fn legs(graph: &DiagramGraph, node: NodeIndex, direction: Direction) -> Vec<EdgeIndex> {
    let mut legs: Vec<EdgeIndex> = graph
        .edges_directed(node, direction)
        .map(|leg| leg.id())
        .collect();
    legs.sort_unstable();
    legs
}

/// How far a depth-first search has come with a node.
#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

/// Depth-first search from the starts; a flow to a node still open closes a loop.
fn mark_back_flows(graph: &mut DiagramGraph) {
    let set = |states: &mut [State], node: NodeIndex, value: State| {
        if let Some(state) = states.get_mut(node.index()) {
            *state = value;
        }
    };
    let mut states = vec![State::New; graph.node_count()];
    let state = |states: &[State], node: NodeIndex| {
        states.get(node.index()).copied().unwrap_or(State::Done)
    };
    let (sources, others): (Vec<NodeIndex>, Vec<NodeIndex>) =
        graph.node_indices().partition(|node| {
            graph
                .edges_directed(*node, Direction::Incoming)
                .next()
                .is_none()
        });
    for root in sources.into_iter().chain(others) {
        if state(&states, root) != State::New {
            continue;
        }
        let mut open = vec![(root, legs(graph, root, Direction::Outgoing).into_iter())];
        set(&mut states, root, State::Open);
        while let Some((node, rest)) = open.last_mut() {
            let Some(leg) = rest.next() else {
                set(&mut states, *node, State::Done);
                open.pop();
                continue;
            };
            let Some((_, target)) = graph.edge_endpoints(leg) else {
                continue;
            };
            match state(&states, target) {
                State::New => {
                    set(&mut states, target, State::Open);
                    open.push((target, legs(graph, target, Direction::Outgoing).into_iter()));
                }
                State::Open => graph[leg].back = true,
                State::Done => {}
            }
        }
    }
}

/// Draw every flow that has a condition through a node that holds it.
fn place_conditions(graph: &mut DiagramGraph) {
    let mut flows: Vec<(EdgeIndex, NodeIndex, NodeIndex, Leg)> = graph
        .edge_references()
        .map(|leg| (leg.id(), leg.source(), leg.target(), leg.weight().clone()))
        .collect();
    flows.sort_by_key(|flow| flow.0);
    graph.clear_edges();
    for (_, from, to, mut leg) in flows {
        match leg.condition.take() {
            None => {
                graph.add_edge(from, to, leg);
            }
            Some(text) => {
                let forward = graph[from].lane;
                let lane = if leg.back { forward } else { graph[to].lane };
                let middle = graph.add_node(condition_node(&text, lane));
                graph.add_edge(from, middle, leg.clone());
                graph.add_edge(middle, to, leg);
            }
        }
    }
}

/// Longest path over the flows that lead forward; a start moves up to what it starts.
fn longest_paths(graph: &mut DiagramGraph) {
    let mut waits: Vec<usize> = graph
        .node_indices()
        .map(|node| {
            graph
                .edges_directed(node, Direction::Incoming)
                .filter(|leg| !leg.weight().back)
                .count()
        })
        .collect();
    let is_source: Vec<bool> = waits.iter().map(|count| *count == 0).collect();
    let mut ready: Vec<NodeIndex> = graph
        .node_indices()
        .filter(|node| waits.get(node.index()) == Some(&0))
        .collect();
    while let Some(node) = ready.pop() {
        let layer = graph[node].layer;
        for leg in legs(graph, node, Direction::Outgoing) {
            let Some((_, target)) = graph.edge_endpoints(leg).filter(|_| !graph[leg].back) else {
                continue;
            };
            graph[target].layer = graph[target].layer.max(layer + 1);
            if let Some(count) = waits.get_mut(target.index()) {
                *count -= 1;
                if *count == 0 {
                    ready.push(target);
                }
            }
        }
    }
    for node in graph.node_indices().collect::<Vec<_>>() {
        let nearest = graph
            .edges(node)
            .filter(|leg| !leg.weight().back)
            .map(|leg| graph[leg.target()].layer)
            .min();
        if let (Some(true), Some(nearest)) = (is_source.get(node.index()), nearest) {
            graph[node].layer = nearest.saturating_sub(1);
        }
    }
}
