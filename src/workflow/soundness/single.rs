//! Workflows with one token: what the graph reaches, a run reaches.
//!
//! Where one start gives one token and nothing that can be reached splits in parallel, there is never a second token. So no
//! flow holds two, no end fires twice, a join never has to wait for another flow, and events that interrupt a scope have only
//! that one token to end. What is left is reachability: every step from the start, and an end from everywhere. Most
//! procedures are of this kind, and need no net. Deliberately says nothing where anything fails: then there is a witness to
//! be found.
#![expect(
    clippy::indexing_slicing,
    reason = "every index is that of a node of the graph"
)]

use petgraph::Direction;

use super::super::graph::{NodeId, NodeKind, Route, WorkflowGraph};

/// Whether a workflow has one token and all four properties hold. O(V + E).
pub fn sound(graph: &WorkflowGraph) -> bool {
    let mut starts = graph
        .node_indices()
        .filter(|&node| graph[node].kind == NodeKind::Start);
    let (Some(start), None) = (starts.next(), starts.next()) else {
        return false;
    };
    let mut seen = vec![false; graph.node_count()];
    let mut ends = Vec::new();
    let mut todo = vec![start];
    while let Some(node) = todo.pop() {
        if std::mem::replace(&mut seen[node.index()], true) {
            continue;
        }
        let it = &graph[node];
        let mut into = graph.neighbors_directed(node, Direction::Incoming);
        if it.join == Route::All && into.nth(1).is_some() {
            return false;
        }
        let before = todo.len();
        if !takes_all(graph, node) {
            todo.extend(graph.neighbors(node));
        }
        let out = todo.len() - before;
        if out == 0 {
            ends.push(node);
        } else if out > 1 && (it.split != Route::One || it.kind == NodeKind::Start) {
            return false;
        }
    }
    let runs = |node: NodeId| graph[node].kind != NodeKind::Step || seen[node.index()];
    if !graph.node_indices().all(runs) {
        return false;
    }
    let mut ending = vec![false; graph.node_count()];
    let mut todo = ends;
    while let Some(node) = todo.pop() {
        if !std::mem::replace(&mut ending[node.index()], true) {
            let into = graph.neighbors_directed(node, Direction::Incoming);
            todo.extend(into.filter(|&before| seen[before.index()] && !takes_all(graph, before)));
        }
    }
    seen == ending
}

/// Whether a node gives no token, whatever is drawn behind it.
fn takes_all(graph: &WorkflowGraph, node: NodeId) -> bool {
    matches!(graph[node].kind, NodeKind::End | NodeKind::Terminate)
}
