//! Path properties and times of generated workflows with nested parallel, inclusive and exclusive blocks and loops:
//! `cargo bench --bench workflow`. Sizes are nodes. Ten times the nodes should take about ten times the time.

#![allow(missing_docs, reason = "divan's macro generates the entry point")]

#[path = "../tests/support/workflows.rs"]
mod workflows;

use divan::{Bencher, black_box};
use qmslint::workflow::graph::{NodeId, NodeKind, WorkflowGraph};
use qmslint::workflow::paths::{NodeSet, Paths};
use qmslint::workflow::timing::{NodeTime, Timing, latest_arrival};
use workflows::{Choices, Shape};

const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];

fn main() {
    divan::main();
}

/// A workflow of at least so many nodes: the generator leaves part of its budget unspent, so it gets more until it does.
fn workflow(nodes: usize) -> WorkflowGraph {
    let mut steps = nodes;
    loop {
        let bytes = workflows::bytes(2026, steps * 8);
        let shape = Shape {
            parallel: true,
            inclusive: true,
            loops: true,
            gotos: 0,
            steps,
        };
        let graph = workflows::structured(&mut Choices::new(&bytes), shape);
        if graph.node_count() >= nodes {
            return graph;
        }
        steps += steps / 8;
    }
}

fn steps(graph: &WorkflowGraph, every: usize, offset: usize) -> NodeSet {
    NodeSet::of(graph, |id, node| {
        node.kind == NodeKind::Step && id.index() % every == offset
    })
}

fn time(graph: &WorkflowGraph, node: NodeId) -> NodeTime {
    let is_step = graph
        .node_weight(node)
        .is_some_and(|node| node.kind == NodeKind::Step);
    NodeTime {
        minutes: if is_step { 30 } else { 0 },
        rounds: Some(1),
        ..NodeTime::default()
    }
}

#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn all_path_properties(bencher: Bencher<'_, '_>, size: usize) {
    let graph = workflow(size);
    let (some, other) = (steps(&graph, 7, 1), steps(&graph, 7, 2));
    let (first, last) = (
        NodeId::new(2),
        NodeId::new(graph.node_count().saturating_sub(1)),
    );
    bencher.bench_local(|| {
        let paths = Paths::new(&graph);
        black_box((
            paths.existence(&some),
            paths.absence(&some),
            paths.precedence(&some, &other),
            paths.response(&some, &other),
            paths.chain(&some, &other),
            paths.co_occur(first, last),
        ))
    });
}

#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn all_times(bencher: Bencher<'_, '_>, size: usize) {
    let graph = workflow(size);
    let (first, last) = (
        NodeId::new(2),
        NodeId::new(graph.node_count().saturating_sub(1)),
    );
    bencher.bench_local(|| {
        let Ok(timing) = Timing::new(&graph, |node| time(&graph, node)) else {
            return None;
        };
        Some(black_box((
            timing.worst(),
            timing.best(),
            timing.slack(),
            timing.between(first, &|node| node == last),
            timing.expected(&|_| None),
        )))
    });
}

#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn latest_arrival_without_rounds(bencher: Bencher<'_, '_>, size: usize) {
    let graph = workflow(size);
    bencher.bench_local(|| {
        latest_arrival(
            black_box(&graph),
            |_| Some(0),
            &0i64,
            |node, begin| Some(begin + time(&graph, node).minutes),
        )
    });
}
