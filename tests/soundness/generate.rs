//! Random workflows from a seed.

use qmslint::workflow::graph::{Flow, Node, NodeId, NodeKind, Route, Scope, WorkflowGraph};

/// Routings to draw from, and whether terminate events occur.
#[derive(Clone, Copy)]
pub struct Palette {
    routes: &'static [Route],
    terminate: bool,
}

pub const EXCLUSIVE: Palette = Palette {
    routes: &[Route::One],
    terminate: true,
};
pub const FREE_CHOICE: Palette = Palette {
    routes: &[Route::One, Route::All],
    terminate: false,
};
pub const INCLUSIVE: Palette = Palette {
    routes: &[Route::One, Route::All, Route::Any],
    terminate: false,
};
pub const EVERYTHING: Palette = Palette {
    routes: &[Route::One, Route::All, Route::Any],
    terminate: true,
};

/// `SplitMix64`: enough for tests, the same everywhere.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % bound as u64).unwrap()
    }

    pub fn route(&mut self, palette: Palette) -> Route {
        palette.routes[self.below(palette.routes.len())]
    }
}

pub fn node(graph: &mut WorkflowGraph, kind: NodeKind, join: Route, split: Route) -> NodeId {
    graph.add_node(Node {
        kind,
        join,
        split,
        element: None,
        scope: Scope::default(),
    })
}

pub fn flow(graph: &mut WorkflowGraph, from: NodeId, to: NodeId) {
    graph.add_edge(from, to, Flow::default());
}

/// Start, parallel split, so many steps, parallel join, end.
pub fn parallel(branches: usize) -> WorkflowGraph {
    split_and_joined(branches, Route::All)
}

/// Start, parallel split, so many steps, a join that works so, end.
pub fn split_and_joined(branches: usize, join: Route) -> WorkflowGraph {
    let mut graph = WorkflowGraph::new();
    let start = node(&mut graph, NodeKind::Start, Route::One, Route::All);
    let split = node(&mut graph, NodeKind::Gateway, Route::All, Route::All);
    let join = node(&mut graph, NodeKind::Gateway, join, Route::All);
    let end = node(&mut graph, NodeKind::End, Route::One, Route::All);
    flow(&mut graph, start, split);
    flow(&mut graph, join, end);
    for _ in 0..branches {
        let step = node(&mut graph, NodeKind::Step, Route::One, Route::All);
        flow(&mut graph, split, step);
        flow(&mut graph, step, join);
    }
    graph
}

/// Side by side, choices that no rule takes away and that meet late: without the rank theorem, 2 ^ branches states and more.
pub fn tangled(branches: usize) -> WorkflowGraph {
    let mut graph = WorkflowGraph::new();
    let gateway =
        |graph: &mut WorkflowGraph, join, split| node(graph, NodeKind::Gateway, join, split);
    let start = node(&mut graph, NodeKind::Start, Route::One, Route::All);
    let fork = gateway(&mut graph, Route::One, Route::All);
    let meet = gateway(&mut graph, Route::All, Route::All);
    let end = node(&mut graph, NodeKind::End, Route::One, Route::All);
    flow(&mut graph, start, fork);
    flow(&mut graph, meet, end);
    // A choice of parallel splits whose branches cross over before they are joined.
    let knot = |graph: &mut WorkflowGraph, from: NodeId, to: NodeId, ways: usize| {
        let choice = gateway(graph, Route::One, Route::One);
        let (left, right) = (
            gateway(graph, Route::One, Route::One),
            gateway(graph, Route::One, Route::One),
        );
        let join = gateway(graph, Route::All, Route::One);
        flow(graph, from, choice);
        for _ in 0..ways {
            let split = gateway(graph, Route::One, Route::All);
            flow(graph, choice, split);
            flow(graph, split, left);
            flow(graph, split, right);
        }
        flow(graph, left, join);
        flow(graph, right, join);
        flow(graph, join, to);
    };
    for _ in 0..branches {
        let choice = gateway(&mut graph, Route::One, Route::One);
        let done = gateway(&mut graph, Route::One, Route::One);
        flow(&mut graph, fork, choice);
        flow(&mut graph, done, meet);
        for _ in 0..2 {
            let step = node(&mut graph, NodeKind::Step, Route::One, Route::All);
            knot(&mut graph, choice, step, 2);
            knot(&mut graph, step, done, 5);
        }
    }
    graph
}

/// A few nodes, any flows between them; most flows go forward so that most nodes are reached.
pub fn unstructured(seed: u64, palette: Palette) -> WorkflowGraph {
    let mut random = Random(seed);
    let mut graph = WorkflowGraph::new();
    let starts = if random.below(5) == 0 { 2 } else { 1 };
    let inner = 1 + random.below(8);
    let ends = 1 + random.below(2);
    let mut ids = Vec::new();
    for _ in 0..starts {
        ids.push(node(&mut graph, NodeKind::Start, Route::One, Route::All));
    }
    for _ in 0..inner {
        let kind = if random.below(2) == 0 {
            NodeKind::Step
        } else {
            NodeKind::Gateway
        };
        let (join, split) = (random.route(palette), random.route(palette));
        let join = if kind == NodeKind::Step {
            Route::One
        } else {
            join
        };
        ids.push(node(&mut graph, kind, join, split));
    }
    for _ in 0..ends {
        let kind = if palette.terminate && random.below(4) == 0 {
            NodeKind::Terminate
        } else {
            NodeKind::End
        };
        ids.push(node(&mut graph, kind, Route::One, Route::All));
    }
    let last = starts + inner;
    // A thread through the inner nodes, then some flows more.
    for at in 0..last {
        let to = (at + 1 + random.below(2)).min(ids.len() - 1).max(starts);
        flow(&mut graph, ids[at], ids[to]);
    }
    for _ in 0..random.below(inner * 2 + 2) {
        let from = random.below(last);
        let back = random.below(4) == 0;
        let low = if back || from + 1 < starts {
            starts
        } else {
            from + 1
        };
        let to = low + random.below(ids.len() - low);
        if random.below(12) == 0 || ids[from] != ids[to] {
            flow(&mut graph, ids[from], ids[to]);
        }
    }
    graph
}

/// Sequences, splits with their joins, and loops, nested at random: sound, unless one gateway is changed afterwards.
pub fn structured(seed: u64, size: usize, palette: Palette, defect: bool) -> WorkflowGraph {
    let mut random = Random(seed);
    let mut graph = WorkflowGraph::new();
    let start = node(&mut graph, NodeKind::Start, Route::One, Route::All);
    let end = node(&mut graph, NodeKind::End, Route::One, Route::All);
    // Blocks still to be filled: from, to, how many steps. A stack, so that depth costs no recursion.
    let mut todo = vec![(start, end, size)];
    while let Some((from, to, size)) = todo.pop() {
        let choice = if size < 2 { 0 } else { 1 + random.below(4) };
        match choice {
            0 => {
                let step = node(&mut graph, NodeKind::Step, Route::One, Route::All);
                flow(&mut graph, from, step);
                flow(&mut graph, step, to);
            }
            1 => {
                let middle = node(&mut graph, NodeKind::Gateway, Route::One, Route::All);
                let left = 1 + random.below(size - 1);
                todo.push((from, middle, left));
                todo.push((middle, to, size - left));
            }
            2 | 3 => {
                let route = random.route(palette);
                let split = node(&mut graph, NodeKind::Gateway, Route::One, route);
                let join = node(&mut graph, NodeKind::Gateway, route, Route::All);
                flow(&mut graph, from, split);
                flow(&mut graph, join, to);
                let mut rest = size;
                while rest > 0 {
                    let part = 1 + random.below(rest);
                    todo.push((split, join, part));
                    rest -= part;
                }
                if route == Route::One && random.below(3) == 0 {
                    flow(&mut graph, split, join);
                }
            }
            _ => {
                let head = node(&mut graph, NodeKind::Gateway, Route::One, Route::All);
                let tail = node(&mut graph, NodeKind::Gateway, Route::One, Route::One);
                flow(&mut graph, from, head);
                flow(&mut graph, tail, to);
                let forward = 1 + random.below(size - 1);
                todo.push((head, tail, forward));
                todo.push((tail, head, size - forward));
            }
        }
    }
    if defect {
        for _ in 0..=random.below(2) {
            let ids: Vec<NodeId> = graph.node_indices().collect();
            let id = ids[random.below(ids.len())];
            if graph[id].kind == NodeKind::Gateway {
                let route = random.route(palette);
                if random.below(2) == 0 {
                    graph[id].join = route;
                } else {
                    graph[id].split = route;
                }
            }
            if random.below(4) == 0 {
                let (from, to) = (ids[random.below(ids.len())], ids[random.below(ids.len())]);
                if graph[from].kind != NodeKind::End && graph[to].kind != NodeKind::Start {
                    flow(&mut graph, from, to);
                }
            }
        }
    }
    graph
}
