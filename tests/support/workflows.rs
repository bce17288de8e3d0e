//! Generated workflows for tests and benchmarks: nested blocks with loops and gotos, and graphs of no shape at all.
//!
//! A generator spends a list of bytes, so that proptest can shrink what it finds. When the bytes are spent, it takes the first
//! choice, which always ends.

#![allow(
    dead_code,
    clippy::indexing_slicing,
    reason = "each test and benchmark uses its part; a test may stop at once"
)]

use qmslint::workflow::graph::{Flow, Node, NodeId, NodeKind, Route, Scope, WorkflowGraph};

/// Bytes to spend on choices.
pub struct Choices<'c> {
    bytes: &'c [u8],
}

impl<'c> Choices<'c> {
    pub fn new(bytes: &'c [u8]) -> Self {
        Self { bytes }
    }

    /// A number below `limit`; 0 when nothing is left.
    pub fn below(&mut self, limit: usize) -> usize {
        match self.bytes.split_first() {
            Some((&first, rest)) => {
                self.bytes = rest;
                usize::from(first) % limit
            }
            None => 0,
        }
    }
}

/// Bytes for large workflows (splitmix64).
pub fn bytes(mut seed: u64, count: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(count + 8);
    while bytes.len() < count {
        seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = seed;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bytes.extend((mixed ^ (mixed >> 31)).to_le_bytes());
    }
    bytes
}

pub fn node(kind: NodeKind, join: Route, split: Route) -> Node {
    Node {
        kind,
        join,
        split,
        element: None,
        scope: Scope::default(),
    }
}

/// What a structured workflow may contain.
#[derive(Clone, Copy)]
pub struct Shape {
    pub parallel: bool,
    pub inclusive: bool,
    pub loops: bool,
    /// Flows between steps of one branch that respect no block: forward and back.
    pub gotos: usize,
    /// About how many steps.
    pub steps: usize,
}

/// A workflow of properly nested blocks. Work is kept on a list, not on the stack, so that any size will do.
pub fn structured(choices: &mut Choices<'_>, shape: Shape) -> WorkflowGraph {
    let mut graph = WorkflowGraph::default();
    let start = graph.add_node(node(NodeKind::Start, Route::One, Route::All));
    let end = graph.add_node(node(NodeKind::End, Route::One, Route::One));
    // Steps with the number of the branch they lie in.
    let mut steps: Vec<(NodeId, usize)> = Vec::new();
    let mut branches = 1;
    // Fragments still to be drawn: from, to, branch, steps to spend.
    let mut open = vec![(start, end, 0, shape.steps)];
    while let Some((from, to, branch, budget)) = open.pop() {
        if budget <= 1 {
            let step = graph.add_node(node(NodeKind::Step, Route::One, Route::One));
            steps.push((step, branch));
            graph.add_edge(from, step, Flow::default());
            graph.add_edge(step, to, Flow::default());
            continue;
        }
        let kind = choices.below(6);
        let routing = match kind {
            2 => Some(Route::One),
            3 if shape.parallel => Some(Route::All),
            4 if shape.inclusive => Some(Route::Any),
            _ => None,
        };
        if let Some(route) = routing {
            let fork = graph.add_node(node(NodeKind::Gateway, Route::One, route));
            let join = graph.add_node(node(NodeKind::Gateway, route, Route::One));
            graph.add_edge(from, fork, Flow::default());
            graph.add_edge(join, to, Flow::default());
            let ways = 2 + choices.below(2);
            // Now and then a branch is empty.
            let skip = choices.below(4) == 3;
            for way in 0..ways {
                if skip && way == 0 {
                    graph.add_edge(fork, join, Flow::default());
                    continue;
                }
                let inner = if route == Route::One {
                    branch
                } else {
                    branches += 1;
                    branches - 1
                };
                open.push((fork, join, inner, budget / ways));
            }
        } else if kind == 5 && shape.loops {
            let merge = graph.add_node(node(NodeKind::Gateway, Route::One, Route::One));
            let decide = graph.add_node(node(NodeKind::Gateway, Route::One, Route::One));
            graph.add_edge(from, merge, Flow::default());
            graph.add_edge(decide, to, Flow::default());
            open.push((merge, decide, branch, budget - budget / 3));
            if choices.below(2) == 0 {
                graph.add_edge(decide, merge, Flow::default());
            } else {
                open.push((decide, merge, branch, budget / 3));
            }
        } else {
            let middle = graph.add_node(node(NodeKind::Step, Route::One, Route::One));
            steps.push((middle, branch));
            open.push((from, middle, branch, (budget - 1) / 2));
            open.push((middle, to, branch, (budget - 1) / 2));
        }
    }
    for _ in 0..shape.gotos {
        let (from, branch) = steps[choices.below(steps.len().min(256))];
        let (to, other) = steps[choices.below(steps.len().min(256))];
        if branch == other {
            graph.add_edge(from, to, Flow::default());
        }
    }
    graph
}

/// A graph of no shape: any routing, forward flows, and a few back. Most are unsound.
pub fn shapeless(choices: &mut Choices<'_>, nodes: usize, back: usize) -> WorkflowGraph {
    let mut graph = WorkflowGraph::default();
    graph.add_node(node(NodeKind::Start, Route::One, Route::All));
    for _ in 0..nodes {
        let kind = [NodeKind::Step, NodeKind::Step, NodeKind::Gateway][choices.below(3)];
        let route = [Route::One, Route::All];
        let (join, split) = (route[choices.below(2)], route[choices.below(2)]);
        graph.add_node(node(kind, join, split));
    }
    let all: Vec<NodeId> = graph.node_indices().collect();
    for at in 1..all.len() {
        let from = all[choices.below(at)];
        graph.add_edge(from, all[at], Flow::default());
    }
    for _ in 0..choices.below(nodes + 1) {
        let from = choices.below(all.len() - 1);
        let to = from + 1 + choices.below(all.len() - from - 1);
        graph.add_edge(all[from], all[to], Flow::default());
    }
    for _ in 0..back {
        let from = 1 + choices.below(all.len() - 1);
        let to = 1 + choices.below(from);
        graph.add_edge(all[from], all[to], Flow::default());
    }
    graph
}
