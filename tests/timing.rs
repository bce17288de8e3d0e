//! Times against every walk and every run of generated workflows, and what the clock and rounds mean.

#![allow(
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    reason = "tests may stop at once"
)]

#[path = "support/token_game.rs"]
mod token_game;
#[path = "support/workflows.rs"]
mod workflows;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use petgraph::Direction;
use petgraph::visit::EdgeRef;
use proptest::collection::vec;
use proptest::prelude::*;
use qmslint::model::process::Clock;
use qmslint::workflow::graph::{Flow, FlowId, NodeId, NodeKind, Route, WorkflowGraph};
use qmslint::workflow::timing::{
    Arrival, Between, NodeTime, Timing, Unreckoned, Worst, latest_arrival,
};
use workflows::{Choices, Shape, node};

/// Walks after which a generated workflow is passed over.
const WALKS: usize = 20_000;

/// Nodes reached from `from` along flows without entering `without`.
fn reach(graph: &WorkflowGraph, from: NodeId, without: Option<NodeId>) -> BTreeSet<NodeId> {
    let mut seen = BTreeSet::new();
    let mut stack = vec![from];
    while let Some(node) = stack.pop() {
        if Some(node) != without && seen.insert(node) {
            stack.extend(graph.neighbors(node));
        }
    }
    seen
}

/// How often each flow back was used since its loop was entered.
type Used = BTreeMap<FlowId, u32>;

/// A workflow with times, and its flows back found by trying: without the target, the source cannot be reached.
struct Timed {
    graph: WorkflowGraph,
    times: Vec<NodeTime>,
    back: BTreeSet<FlowId>,
}

impl Timed {
    fn new(graph: WorkflowGraph, choices: &mut Choices<'_>, clocks: usize) -> Self {
        let start = NodeId::new(0);
        let reachable = reach(&graph, start, None);
        let back: BTreeSet<FlowId> = graph
            .edge_references()
            .filter(|flow| reachable.contains(&flow.source()))
            .filter(|flow| !reach(&graph, start, Some(flow.target())).contains(&flow.source()))
            .map(|flow| flow.id())
            .collect();
        let times = graph
            .node_indices()
            .map(|node| NodeTime {
                minutes: i64::try_from(choices.below(5)).expect("small"),
                clock: match choices.below(clocks) {
                    10 | 11 => Clock::Stopped,
                    12 => Clock::Restarts,
                    _ => Clock::Running,
                },
                rounds: graph
                    .edges(node)
                    .any(|flow| back.contains(&flow.id()))
                    .then(|| [1, 2, 0, 3][choices.below(4)])
                    .filter(|_| choices.below(12) != 11),
            })
            .collect();
        Self { graph, times, back }
    }

    fn timing(&self) -> Timing {
        Timing::new(&self.graph, |node| self.times[node.index()]).expect("few loops")
    }

    fn clock_after(&self, clock: i64, node: NodeId) -> i64 {
        let time = self.times[node.index()];
        match time.clock {
            Clock::Running => clock + time.minutes,
            Clock::Stopped => clock,
            Clock::Restarts => 0,
        }
    }

    fn holds(&self, back: FlowId, node: NodeId) -> bool {
        let (source, header) = self.graph.edge_endpoints(back).expect("a flow");
        node == header || reach(&self.graph, node, Some(header)).contains(&source)
    }

    /// Whether an end can be reached from a node where flows back were used so often.
    fn goes_on(&self, node: NodeId, used: &Used) -> bool {
        let mut seen = BTreeSet::new();
        let mut stack = vec![(node, used.clone())];
        while let Some((node, used)) = stack.pop() {
            if !seen.insert((node, used.clone())) {
                continue;
            }
            let mut last = true;
            for flow in self.graph.edges(node) {
                last = false;
                let mut used = used.clone();
                if self.back.contains(&flow.id()) {
                    if let Some(rounds) = self.times[node.index()].rounds {
                        let times = used.entry(flow.id()).or_default();
                        *times += 1;
                        if *times > rounds {
                            continue;
                        }
                    }
                } else {
                    used.retain(|&back, _| {
                        self.graph.edge_endpoints(back).expect("a flow").1 != flow.target()
                    });
                }
                stack.push((flow.target(), used));
            }
            if last {
                return true;
            }
        }
        false
    }

    /// Every walk from `from` on: each flow back at most as often as its rounds for every time its loop is entered. `visit` sees
    /// each node of each walk with the value so far and says whether to go on. `false` where there are too many walks.
    fn walk<T: Clone>(
        &self,
        from: NodeId,
        value: T,
        allowed: &dyn Fn(FlowId) -> bool,
        step: &dyn Fn(&T, NodeId) -> T,
        visit: &mut dyn FnMut(NodeId, &T, &Used, usize) -> bool,
    ) -> bool {
        self.walk_on((from, value, BTreeMap::new()), allowed, step, visit)
    }

    /// The same where flows back were used already.
    fn walk_on<T: Clone>(
        &self,
        (from, value, used): (NodeId, T, Used),
        allowed: &dyn Fn(FlowId) -> bool,
        step: &dyn Fn(&T, NodeId) -> T,
        visit: &mut dyn FnMut(NodeId, &T, &Used, usize) -> bool,
    ) -> bool {
        let mut count = 0;
        // Node, value, how often each flow back was used, and flows walked.
        let mut stack = vec![(from, value, used, 0)];
        while let Some((node, value, used, length)) = stack.pop() {
            count += 1;
            if count > WALKS {
                return false;
            }
            let value = step(&value, node);
            if !visit(node, &value, &used, length) {
                continue;
            }
            for flow in self.graph.edges(node) {
                if !allowed(flow.id()) {
                    continue;
                }
                let mut used = used.clone();
                if self.back.contains(&flow.id()) {
                    let times = used.entry(flow.id()).or_default();
                    *times += 1;
                    if self.times[node.index()]
                        .rounds
                        .is_some_and(|rounds| *times > rounds)
                    {
                        continue;
                    }
                } else {
                    used.retain(|&back, _| {
                        self.graph.edge_endpoints(back).expect("a flow").1 != flow.target()
                    });
                }
                stack.push((flow.target(), value.clone(), used, length + 1));
            }
        }
        true
    }

    /// The least time of a complete run: runs in the order of their latest token.
    fn best(&self) -> Option<i64> {
        let mut heap = BinaryHeap::new();
        let mut seen = BTreeSet::new();
        for (start, marking) in token_game::beginnings(&self.graph) {
            let minutes = self.cost(start);
            let tokens: BTreeMap<FlowId, i64> =
                marking.keys().map(|&flow| (flow, minutes)).collect();
            heap.push(Reverse((minutes, tokens)));
        }
        while let Some(Reverse((latest, tokens))) = heap.pop() {
            if tokens.is_empty() {
                return Some(latest);
            }
            if !seen.insert((latest, tokens.clone())) || seen.len() > 20_000 {
                continue;
            }
            let marking = tokens.keys().map(|&flow| (flow, 1)).collect();
            for (node, taken, serving) in token_game::moves(&self.graph, &marking) {
                let begin = taken
                    .iter()
                    .map(|flow| tokens[flow])
                    .max()
                    .expect("a token");
                let end = begin + self.cost(node);
                let mut tokens = tokens.clone();
                tokens.retain(|flow, _| !taken.contains(flow));
                tokens.extend(serving.iter().map(|&flow| (flow, end)));
                heap.push(Reverse((latest.max(end), tokens)));
            }
        }
        None
    }

    /// The most and the least time from a completion of `from` to the next of `to` over all runs, played choice by choice: each
    /// token carries when it came and when the last `from` before it was done. `None` where a loop has no rounds or there are
    /// too many ways.
    #[expect(
        clippy::option_option,
        reason = "not known, never, and so long are three"
    )]
    fn spans(&self, from: NodeId, to: NodeId) -> Option<Option<(i64, i64)>> {
        type Tokens = BTreeMap<FlowId, (i64, Option<i64>)>;
        let rounds = |flow: FlowId| {
            let (source, _) = self.graph.edge_endpoints(flow).expect("a flow");
            self.times[source.index()].rounds
        };
        if self.back.iter().any(|&flow| rounds(flow).is_none()) {
            return None;
        }
        let mut spans: Option<(i64, i64)> = None;
        let start = NodeId::new(0);
        let since = (start == from).then_some(self.cost(start));
        let begin: Tokens = self
            .graph
            .edges(start)
            .map(|flow| (flow.id(), (self.cost(start), since)))
            .collect();
        let mut seen: BTreeSet<(Tokens, BTreeMap<FlowId, u32>)> = BTreeSet::new();
        let mut stack = vec![(begin, BTreeMap::new())];
        while let Some((tokens, used)) = stack.pop() {
            if !seen.insert((tokens.clone(), used.clone())) {
                continue;
            }
            if seen.len() > 20_000 {
                return None;
            }
            let marking = tokens.keys().map(|&flow| (flow, 1)).collect();
            let moves = token_game::moves(&self.graph, &marking);
            let may_go = |serving: &[FlowId], used: &BTreeMap<FlowId, u32>| {
                serving.iter().all(|flow| {
                    !self.back.contains(flow)
                        || used.get(flow).copied().unwrap_or(0) < rounds(*flow).expect("said")
                })
            };
            // One node at a time: in which order does not change when each is done.
            let Some((node, taken, _)) = moves.first().cloned() else {
                continue;
            };
            let came = || taken.iter().map(|flow| tokens[flow]);
            let begin = came().map(|(at, _)| at).max().expect("a token");
            let end = begin + self.cost(node);
            let mut since = came().filter_map(|(_, since)| since).max();
            let mut ended = None;
            if node == to
                && let Some(since) = since.take()
            {
                let span = end - since;
                let (most, least) = spans.unwrap_or((span, span));
                spans = Some((most.max(span), least.min(span)));
                ended = Some(since);
            }
            if node == from {
                since = Some(end);
            }
            let mut used = used;
            if taken.iter().any(|flow| !self.back.contains(flow)) {
                used.retain(|&back, _| self.graph.edge_endpoints(back).expect("a flow").1 != node);
            }
            for (_, _, serving) in moves
                .into_iter()
                .filter(|(other, flows, _)| *other == node && *flows == taken)
                .filter(|(_, _, serving)| may_go(serving, &used))
            {
                let mut tokens = tokens.clone();
                tokens.retain(|flow, _| !taken.contains(flow));
                // What follows in other branches is not the next any more.
                for (_, other) in tokens.values_mut() {
                    *other = other.filter(|_| ended != *other);
                }
                tokens.extend(serving.iter().map(|&flow| (flow, (end, since))));
                let mut used = used.clone();
                for flow in serving.iter().filter(|flow| self.back.contains(flow)) {
                    *used.entry(*flow).or_default() += 1;
                }
                stack.push((tokens, used));
            }
        }
        Some(spans)
    }

    /// The mean over all runs, played choice by choice: each token carries when it came and how often its flows back were taken.
    /// `None` where a loop has no rounds or there are too many ways.
    fn mean(&self, share: &dyn Fn(FlowId) -> Option<f64>) -> Option<f64> {
        let rounds = |flow: FlowId| {
            let (source, _) = self.graph.edge_endpoints(flow).expect("a flow");
            self.times[source.index()].rounds
        };
        if self.back.iter().any(|&flow| rounds(flow).is_none()) {
            return None;
        }
        let mut mean = 0.0;
        let mut count = 0;
        let start = NodeId::new(0);
        let begin: BTreeMap<FlowId, i64> = self
            .graph
            .edges(start)
            .map(|flow| (flow.id(), self.cost(start)))
            .collect();
        let mut stack = vec![(1.0, 0i64, begin, Used::new())];
        while let Some((weight, latest, tokens, used)) = stack.pop() {
            count += 1;
            if count > 50_000 {
                return None;
            }
            if tokens.is_empty() {
                #[expect(clippy::cast_precision_loss, reason = "small")]
                let minutes = latest as f64;
                mean += weight * minutes;
                continue;
            }
            let marking = tokens.keys().map(|&flow| (flow, 1)).collect();
            // One node at a time: which of them does not matter to the mean.
            let moves = token_game::moves(&self.graph, &marking);
            let (node, taken, _) = moves.first()?.clone();
            let entered = taken.iter().find(|flow| !self.back.contains(flow));
            let mut used = used;
            if entered.is_some() {
                used.retain(|&back, _| self.graph.edge_endpoints(back).expect("a flow").1 != node);
            }
            let ways: Vec<_> = moves
                .into_iter()
                .filter(|(other, from, _)| *other == node && *from == taken)
                .collect();
            let begin = taken
                .iter()
                .map(|flow| tokens[flow])
                .max()
                .expect("a token");
            let end = begin + self.cost(node);
            let all: Vec<FlowId> = self.graph.edges(node).map(|flow| flow.id()).collect();
            let unstated = all.iter().filter(|&&flow| share(flow).is_none()).count();
            let rest = 1.0 - all.iter().filter_map(|&flow| share(flow)).sum::<f64>();
            #[expect(clippy::cast_precision_loss, reason = "small")]
            let part = |flow: FlowId| share(flow).unwrap_or(rest / unstated.max(1) as f64);
            let exclusive = ways.len() > 1;
            let open: Vec<_> = ways
                .into_iter()
                .filter(|(_, _, serving)| {
                    !exclusive || serving.iter().all(|flow| self.is_open(*flow, &used))
                })
                .collect();
            let sum: f64 = if exclusive {
                open.iter().map(|(_, _, serving)| part(serving[0])).sum()
            } else {
                1.0
            };
            for (_, _, serving) in &open {
                let chance = if exclusive {
                    part(serving[0]) / sum
                } else {
                    1.0
                };
                let mut tokens = tokens.clone();
                tokens.retain(|flow, _| !taken.contains(flow));
                tokens.extend(serving.iter().map(|&flow| (flow, end)));
                let mut used = used.clone();
                for flow in serving.iter().filter(|flow| self.back.contains(flow)) {
                    *used.entry(*flow).or_default() += 1;
                }
                stack.push((weight * chance, latest.max(end), tokens, used));
            }
        }
        Some(mean)
    }

    /// Whether a flow may be taken where flows back were used so often, and a case goes on to an end behind it.
    fn is_open(&self, flow: FlowId, used: &Used) -> bool {
        let (source, target) = self.graph.edge_endpoints(flow).expect("a flow");
        let mut used = used.clone();
        if self.back.contains(&flow) {
            let times = used.entry(flow).or_default();
            *times += 1;
            let rounds = self.times[source.index()].rounds;
            if rounds.is_some_and(|rounds| *times > rounds) {
                return false;
            }
        } else {
            used.retain(|&back, _| self.graph.edge_endpoints(back).expect("a flow").1 != target);
        }
        self.goes_on(target, &used)
    }

    fn cost(&self, node: NodeId) -> i64 {
        match self.times[node.index()].clock {
            Clock::Running => self.times[node.index()].minutes,
            Clock::Stopped | Clock::Restarts => 0,
        }
    }
}

/// The path must add up: neighbours in the graph, totals carried on, costs right.
fn check_path(timed: &Timed, total: i64, path: &[qmslint::workflow::timing::CriticalNode]) {
    for pair in path.windows(2) {
        assert!(
            timed.graph.contains_edge(pair[0].node, pair[1].node),
            "{path:?}"
        );
        assert_eq!(pair[0].after, pair[1].before, "{path:?}");
    }
    for (at, step) in path.iter().enumerate() {
        if timed.times[step.node.index()].clock == Clock::Restarts {
            assert_eq!((at, step.after), (0, 0), "{path:?}");
        } else if at > 0 {
            assert_eq!(
                step.after - step.before,
                timed.cost(step.node) + step.repeated,
                "{path:?}"
            );
        }
    }
    assert_eq!(path.last().map_or(0, |step| step.after), total);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn worst_time_is_that_of_the_longest_walk(bytes in vec(any::<u8>(), 0..80)) {
        let mut choices = Choices::new(&bytes);
        let shape = Shape { parallel: true, inclusive: true, loops: true, gotos: 0, steps: 7 };
        let graph = workflows::structured(&mut choices, shape);
        let timed = Timed::new(graph, &mut choices, 13);
        let start = NodeId::new(0);
        match timed.timing().worst() {
            Worst::Bounded { total, path } => {
                let mut most = 0;
                let all = timed.walk(start, 0, &|_| true, &|&clock, node| timed.clock_after(clock, node), &mut |node, &clock, used, length| {
                    if clock > most && timed.goes_on(node, used) {
                        most = clock;
                    }
                    length < 200
                });
                if all {
                    prop_assert_eq!(total, most);
                }
                check_path(&timed, total, &path);
                if timed.times.iter().all(|time| time.clock != Clock::Restarts) {
                    let spent = timed.timing().passed(&path).into_iter().map(|(node, times)| times * timed.cost(node));
                    prop_assert_eq!(spent.sum::<i64>(), total);
                }
                let slack = timed.timing().slack();
                prop_assert!(slack.iter().all(|slack| slack.slack >= 0 && slack.latest - slack.earliest == slack.slack));
                for critical in &path {
                    // Where the total begins in an earlier round, the last round is not critical.
                    let begins_in_round = path[0].before > 0 || path[0].after - path[0].before != path[0].repeated + timed.cost(path[0].node);
                    let restarts = timed.times[critical.node.index()].clock == Clock::Restarts;
                    if !begins_in_round && !restarts {
                        let found = slack.iter().find(|slack| slack.node == critical.node).expect("reachable");
                        prop_assert_eq!(found.slack, 0);
                    }
                }
            }
            Worst::Unbounded(nodes) => {
                // The nodes hold a circle that costs something, does not restart the clock, and has a flow back without rounds.
                let open = timed.back.iter().any(|&flow| {
                    let (source, header) = timed.graph.edge_endpoints(flow).expect("a flow");
                    timed.times[source.index()].rounds.is_none() && nodes.contains(&source) && nodes.contains(&header)
                });
                prop_assert!(open, "{:?}", nodes);
            }
        }
    }

    #[test]
    fn loops_without_rounds_are_unbounded_exactly_where_time_grows(bytes in vec(any::<u8>(), 0..60)) {
        let mut choices = Choices::new(&bytes);
        let shape = Shape { parallel: false, inclusive: false, loops: true, gotos: 0, steps: 5 };
        let graph = workflows::structured(&mut choices, shape);
        let timed = Timed::new(graph, &mut choices, 13);
        // Time grows without bound exactly where a circle without restart costs something, all of whose flows back are open
        // or lie inside the circle of one that is.
        let open = timed.back.iter().any(|&flow| {
            let (source, header) = timed.graph.edge_endpoints(flow).expect("a flow");
            let mut costly = false;
            timed.times[source.index()].rounds.is_none() && timed.walk(
                header,
                (0, true),
                &|other| !timed.back.contains(&other) && timed.holds(flow, timed.graph.edge_endpoints(other).expect("a flow").1),
                &|&(minutes, free), node| (minutes + timed.cost(node), free && timed.times[node.index()].clock != Clock::Restarts),
                &mut |node, &(minutes, free), _, _| { costly |= node == source && free && minutes > 0; true },
            ) && costly
        });
        let unbounded = matches!(timed.timing().worst(), Worst::Unbounded(_));
        // An inner loop with rounds may be what costs; then only this direction holds.
        prop_assert!(unbounded || !open);
        if timed.back.len() <= 1 {
            prop_assert_eq!(unbounded, open);
        }
    }

    #[test]
    fn best_time_is_that_of_the_quickest_run(bytes in vec(any::<u8>(), 0..80)) {
        let mut choices = Choices::new(&bytes);
        let shape = Shape { parallel: true, inclusive: true, loops: true, gotos: 1, steps: 5 };
        let graph = workflows::structured(&mut choices, shape);
        let timed = Timed::new(graph, &mut choices, 13);
        prop_assert_eq!(timed.timing().best(), timed.best());
    }

    #[test]
    fn slack_is_what_a_step_can_grow(bytes in vec(any::<u8>(), 0..80)) {
        let mut choices = Choices::new(&bytes);
        let shape = Shape { parallel: true, inclusive: false, loops: false, gotos: 0, steps: 7 };
        let graph = workflows::structured(&mut choices, shape);
        let mut timed = Timed::new(graph, &mut choices, 12);
        let total = |timed: &Timed| match timed.timing().worst() {
            Worst::Bounded { total, .. } => total,
            Worst::Unbounded(nodes) => panic!("no loops, yet {nodes:?}"),
        };
        let before = total(&timed);
        for slack in timed.timing().slack() {
            let kept = timed.times[slack.node.index()];
            if kept.clock == Clock::Running {
                timed.times[slack.node.index()].minutes += slack.slack;
                prop_assert_eq!(total(&timed), before);
                timed.times[slack.node.index()].minutes += 1;
                prop_assert_eq!(total(&timed), before + 1);
                timed.times[slack.node.index()] = kept;
            }
        }
    }

    #[test]
    fn along_is_the_longest_walk_from_one_to_the_other(bytes in vec(any::<u8>(), 0..80)) {
        let mut choices = Choices::new(&bytes);
        let shape = Shape { parallel: false, inclusive: true, loops: true, gotos: 0, steps: 6 };
        let graph = workflows::structured(&mut choices, shape);
        let timed = Timed::new(graph, &mut choices, 13);
        let count = timed.graph.node_count();
        for _ in 0..4 {
            let (from, to) = (NodeId::new(choices.below(count)), NodeId::new(choices.below(count)));
            // Every walk from `from` on that meets neither again, until it comes to `to`; loops may run all their rounds.
            let mut most = None;
            let mut all = true;
            for first in timed.graph.edges_directed(from, Direction::Outgoing) {
                let mut used = BTreeMap::new();
                if timed.back.contains(&first.id()) {
                    if timed.times[from.index()].rounds == Some(0) {
                        continue;
                    }
                    used.insert(first.id(), 1);
                }
                all &= timed.walk_on((first.target(), 0, used), &|_| true, &|&clock, node| timed.clock_after(clock, node), &mut |node, &clock, _, length| {
                    if node == to {
                        most = most.max(Some(clock));
                    }
                    node != to && node != from && length < 200
                });
            }
            if !all {
                continue;
            }
            match timed.timing().along(from, &|node| node == to) {
                Between::Bounded { minutes, path, .. } => {
                    prop_assert_eq!(Some(minutes), most, "{:?} {:?}\n{:?}", from, to, timed.graph);
                    prop_assert_eq!((path.first(), path.last()), (Some(&from), Some(&to)));
                    for pair in path.windows(2) {
                        prop_assert!(timed.graph.contains_edge(pair[0], pair[1]), "{:?}", path);
                    }
                }
                Between::Never => prop_assert_eq!(None, most, "{:?} {:?}\n{:?}", from, to, timed.graph),
                Between::Unbounded(nodes) => prop_assert!(!nodes.is_empty()),
            }
        }
    }

    #[test]
    fn between_and_soonest_are_the_most_and_the_least_over_all_runs(bytes in vec(any::<u8>(), 0..80)) {
        let mut choices = Choices::new(&bytes);
        let shape = Shape { parallel: true, inclusive: choices.below(3) == 2, loops: true, gotos: 0, steps: 8 };
        let graph = workflows::structured(&mut choices, shape);
        let timed = Timed::new(graph, &mut choices, 10);
        let count = timed.graph.node_count();
        for _ in 0..4 {
            let (from, to) = (NodeId::new(choices.below(count)), NodeId::new(choices.below(count)));
            let Some(truth) = timed.spans(from, to) else { continue };
            let timing = timed.timing();
            prop_assert_eq!(timing.soonest(from, &|node| node == to), truth.map(|(_, least)| least), "{:?} {:?}\n{:?}", from, to, timed.graph);
            match timing.between(from, &|node| node == to) {
                Between::Bounded { minutes, path, unreckoned, less } => {
                    let most = truth.map(|(most, _)| most);
                    prop_assert_eq!(Some(minutes), most, "{:?} {:?}\n{:?}", from, to, timed.graph);
                    prop_assert_eq!((unreckoned, less), (None, false));
                    // Along one path, which waits for nobody, there is no more.
                    let along = timing.along(from, &|node| node == to);
                    let along = if let Between::Bounded { minutes, .. } = along { Some(minutes) } else { None };
                    prop_assert!(along.is_some_and(|along| along <= minutes), "{:?}", along);
                    prop_assert_eq!((path.first(), path.last()), (Some(&from), Some(&to)));
                    for pair in path.windows(2).skip(1) {
                        prop_assert!(timed.graph.contains_edge(pair[0], pair[1]), "{:?}", path);
                    }
                }
                Between::Never => prop_assert_eq!(None, truth, "{:?} {:?}\n{:?}", from, to, timed.graph),
                Between::Unbounded(nodes) => prop_assert!(false, "{:?}", nodes),
            }
        }
    }

    #[test]
    fn expected_time_is_the_mean_over_all_runs(bytes in vec(any::<u8>(), 0..80)) {
        let mut choices = Choices::new(&bytes);
        let shape = Shape { parallel: true, inclusive: false, loops: true, gotos: 0, steps: 5 };
        let graph = workflows::structured(&mut choices, shape);
        let timed = Timed::new(graph, &mut choices, 12);
        // Some splits say how often their first way is taken.
        let mut stated: BTreeMap<FlowId, f64> = BTreeMap::new();
        for node in timed.graph.node_indices() {
            let first = timed.graph.edges(node).next();
            if let Some(first) = first.filter(|_| timed.graph.edges(node).count() > 1 && choices.below(2) == 1) {
                stated.insert(first.id(), [0.25, 0.5, 0.8][choices.below(3)]);
            }
        }
        let share = |flow: FlowId| stated.get(&flow).copied();
        if let Ok(mean) = timed.timing().expected(&share)
            && let Some(truth) = timed.mean(&share)
        {
            prop_assert!((mean - truth).abs() < 1e-6, "{} {}\n{:?}", mean, truth, timed.graph);
        }
    }

    #[test]
    fn latest_arrival_is_that_of_the_latest_walk(bytes in vec(any::<u8>(), 0..80)) {
        let mut choices = Choices::new(&bytes);
        let shape = Shape { parallel: true, inclusive: false, loops: true, gotos: 0, steps: 6 };
        let graph = workflows::structured(&mut choices, shape);
        let timed = Timed::new(graph, &mut choices, 10);
        // Some steps only end on a full hour of four minutes: later beginnings never end earlier.
        let step = |&begin: &i64, node: NodeId| {
            let end = begin + timed.cost(node);
            if node.index() % 3 == 1 { (end + 3) / 4 * 4 } else { end }
        };
        let found = latest_arrival(&timed.graph, |node| timed.times[node.index()].rounds, &2, |node, begin| Some(step(begin, node)));
        let open = timed.back.iter().any(|&flow| {
            timed.times[timed.graph.edge_endpoints(flow).expect("a flow").0.index()].rounds.is_none()
        });
        if open {
            prop_assert!(matches!(found, Arrival::Unbounded(_)));
        } else {
            let mut most = 0;
            let all = timed.walk(NodeId::new(0), 2, &|_| true, &step, &mut |node, &end, used, _| {
                if end > most && timed.goes_on(node, used) {
                    most = end;
                }
                true
            });
            if all {
                prop_assert_eq!(found, Arrival::At(most));
            }
        }
    }
}

/// Start, the steps one after the other with these times, an end; and a flow back for each pair.
fn line(times: &[NodeTime], back: &[(usize, usize)]) -> WorkflowGraph {
    let mut graph = WorkflowGraph::default();
    let mut last = graph.add_node(node(NodeKind::Start, Route::One, Route::All));
    for _ in times {
        let step = graph.add_node(node(NodeKind::Step, Route::One, Route::One));
        graph.add_edge(last, step, Flow::default());
        last = step;
    }
    let end = graph.add_node(node(NodeKind::End, Route::One, Route::One));
    graph.add_edge(last, end, Flow::default());
    for &(from, to) in back {
        graph.add_edge(NodeId::new(from), NodeId::new(to), Flow::default());
    }
    graph
}

fn worst(times: &[NodeTime], back: &[(usize, usize)]) -> Option<i64> {
    let graph = line(times, back);
    let time = |node: NodeId| {
        let at = node.index().checked_sub(1);
        at.and_then(|at| times.get(at)).copied().unwrap_or_default()
    };
    match Timing::new(&graph, time).expect("few loops").worst() {
        Worst::Bounded { total, .. } => Some(total),
        Worst::Unbounded(_) => None,
    }
}

fn minutes(minutes: i64) -> NodeTime {
    NodeTime {
        minutes,
        ..NodeTime::default()
    }
}

#[test]
fn rounds_stand_on_a_step_every_round_passes() {
    let [one, two, three] = [minutes(1), minutes(2), minutes(4)];
    let rounds = |time: NodeTime| NodeTime {
        rounds: Some(2),
        ..time
    };
    assert_eq!(worst(&[one, two, three], &[]), Some(7));
    assert_eq!(
        worst(&[one, two, rounds(three)], &[(3, 2)]),
        Some(7 + 2 * 6)
    );
    assert_eq!(
        worst(&[one, rounds(two), three], &[(3, 2)]),
        Some(7 + 2 * 6)
    );
    assert_eq!(worst(&[rounds(one), two, three], &[(3, 2)]), None);
    // The rounds of an inner loop say nothing of the outer one.
    assert_eq!(worst(&[one, rounds(two), three], &[(2, 2), (3, 1)]), None);
    let inner_and_outer = worst(&[one, rounds(two), rounds(three)], &[(2, 2), (3, 1)]);
    assert_eq!(inner_and_outer, Some(3 * (1 + 3 * 2 + 4)));
}

#[test]
fn a_loop_is_harmless_where_the_clock_stands_or_begins_anew() {
    let step = |clock| NodeTime {
        clock,
        ..minutes(5)
    };
    let running = minutes(3);
    assert_eq!(worst(&[step(Clock::Stopped)], &[(1, 1)]), Some(0));
    assert_eq!(worst(&[running, step(Clock::Stopped)], &[(2, 1)]), None);
    assert_eq!(
        worst(
            &[running, step(Clock::Restarts), running, running],
            &[(4, 1)]
        ),
        Some(9)
    );
}

/// Each step goes back to one before it, so that the loops overlap: too many steps in too many loops are not added up.
#[test]
fn loops_that_hold_too_much_are_given_up() {
    for (steps, is_computed) in [(2_800, true), (3_000, false)] {
        let back: Vec<(usize, usize)> = (4..steps).map(|node| (node, node - 3)).collect();
        let graph = line(&vec![minutes(1); steps], &back);
        let timing = Timing::new(&graph, |_| minutes(1));
        assert_eq!(timing.is_ok(), is_computed, "{steps}");
        let latest = latest_arrival(&graph, |_| Some(0), &0, |_, begin| Some(begin + 1));
        assert_eq!(latest != Arrival::TooDeep, is_computed, "{steps}");
    }
}

/// Start, a fork, a step in each branch with these times, a join of one minute, an end.
fn branches(times: [NodeTime; 2], split: Route, route: Route) -> Timing {
    let mut graph = WorkflowGraph::default();
    let start = graph.add_node(node(NodeKind::Start, Route::One, Route::All));
    let fork = graph.add_node(node(NodeKind::Gateway, Route::One, split));
    let join = graph.add_node(node(NodeKind::Step, route, Route::One));
    let end = graph.add_node(node(NodeKind::End, Route::One, Route::One));
    graph.add_edge(start, fork, Flow::default());
    graph.add_edge(join, end, Flow::default());
    for _ in times {
        let step = graph.add_node(node(NodeKind::Step, Route::One, Route::One));
        graph.add_edge(fork, step, Flow::default());
        graph.add_edge(step, join, Flow::default());
    }
    let [first, second] = times;
    let all = [
        minutes(0),
        minutes(0),
        minutes(1),
        minutes(0),
        first,
        second,
    ];
    Timing::new(&graph, |node| all[node.index()]).expect("few loops")
}

#[test]
fn a_join_waits_for_what_began_earlier() {
    let clock = |clock| NodeTime {
        clock,
        ..minutes(6)
    };
    let [join, from, other] = [2, 4, 5].map(NodeId::new);
    let time = |times: [NodeTime; 2], (split, route): (Route, Route)| {
        let timing = branches(times, split, route);
        let to = |node: NodeId| node == join;
        (timing.between(from, &to), timing.soonest(from, &to))
    };
    let [all, any] = [Route::All, Route::Any].map(|route| (route, route));
    let bounded = |minutes, path: &[NodeId], unreckoned| Between::Bounded {
        minutes,
        path: path.to_vec(),
        unreckoned,
        less: false,
    };
    let (waits, goes) = ([from, other, join], [from, join]);
    let [short, long] = [minutes(1), minutes(6)];
    let found = time([short, long], all);
    assert_eq!(found, (bounded(6, &waits, None), Some(6)));
    let found = time([long, short], all);
    assert_eq!(found, (bounded(1, &goes, None), Some(1)));
    // An inclusive split may have begun no other branch.
    let found = time([short, long], any);
    assert_eq!(found, (bounded(6, &waits, None), Some(1)));
    // A clock that stands still counts nothing, and does not say how long it does.
    let found = time([clock(Clock::Stopped), long], all);
    assert_eq!(found, (bounded(7, &waits, None), Some(1)));
    // Where it begins anew, what has passed cannot be taken off.
    let found = time([short, clock(Clock::Restarts)], all);
    let restarts = Some(Unreckoned::Restarts);
    assert_eq!(found, (bounded(1, &goes, restarts), Some(1)));
    // A join that waits for branches which no split opened.
    let found = time([short, long], (Route::One, Route::All));
    let not_nested = Some(Unreckoned::NotNested);
    assert_eq!(found, (bounded(1, &goes, not_nested), None));
}

#[test]
fn a_loop_entered_at_two_places_has_no_bound() {
    let mut graph = line(&[minutes(1), minutes(1)], &[(2, 1)]);
    graph.add_edge(NodeId::new(0), NodeId::new(2), Flow::default());
    let timing = Timing::new(&graph, |_| NodeTime {
        rounds: Some(1),
        ..minutes(1)
    })
    .expect("few loops");
    assert!(matches!(timing.worst(), Worst::Unbounded(nodes) if nodes.len() == 2));
    let free = Timing::new(&graph, |_| NodeTime::default()).expect("few loops");
    assert!(matches!(free.worst(), Worst::Bounded { total: 0, .. }));
}

/// Three branches of which two meet before the third: a step in one of them may end the count before the path along another does.
#[test]
fn a_branch_that_is_not_nested_may_end_the_count_beside_the_path() {
    let mut graph = WorkflowGraph::default();
    let mut add = |kind, join, split| graph.add_node(node(kind, join, split));
    let (one, all) = (Route::One, Route::All);
    let from = add(NodeKind::Start, one, all);
    let fork = add(NodeKind::Gateway, one, all);
    let branches = [0; 3].map(|_| add(NodeKind::Step, one, one));
    let first = add(NodeKind::Gateway, all, one);
    let second = add(NodeKind::Gateway, all, one);
    let last = add(NodeKind::Step, one, one);
    let end = add(NodeKind::End, one, one);
    let [early, beside, long] = branches;
    let flows = [
        (from, fork),
        (fork, early),
        (fork, beside),
        (fork, long),
        (early, first),
        (beside, first),
        (first, second),
        (long, second),
        (second, last),
        (last, end),
    ];
    for (source, target) in flows {
        graph.add_edge(source, target, Flow::default());
    }
    let timing = Timing::new(&graph, |node| minutes(if node == long { 9 } else { 1 }));
    let timing = timing.expect("no loops");
    let found = |to: &[NodeId]| match timing.between(from, &|node| to.contains(&node)) {
        Between::Bounded { minutes, less, .. } => (minutes, less),
        other => panic!("{other:?}"),
    };
    // Fork, the long branch, the second join, the last step.
    assert_eq!(found(&[last]), (12, false));
    assert_eq!(found(&[last, beside]), (12, true));
    assert_eq!(found(&[beside]), (2, false));
}
