//! How long a join waits, after a step in one of its branches is done, for branches that began before it.
//!
//! Every step takes its stated time and only choices vary; those of different branches do not depend on one another. So a
//! branch is done at the latest by its longest way, and at the soonest by its quickest run, counted from the fork; what has
//! passed from the fork to the completion of the step is taken off.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use super::super::dense::ByNode;
use super::super::graph::{FlowId, NodeId, Route};
use super::super::paths::class::{Class, Nesting, classify};
use super::super::routing::Routing;
use super::between::Came;
use super::loops::Loop;
use super::{Longest, Repeat, Timing};
use crate::model::process::Clock;

/// Why the time from one step to another may be more than was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreckoned {
    /// A join on the way may wait for branches that are not properly nested.
    NotNested,
    /// The clock begins anew in branches that a join on the way waits for.
    Restarts,
    /// The step lies in more than [`MOST_BLOCKS`] blocks.
    TooDeep,
}

/// Blocks around a step whose joins are looked at: each costs as much as the whole workflow does.
const MOST_BLOCKS: usize = 64;

/// How long a join waits for the branches beside a step.
#[derive(Clone, Debug)]
pub(super) struct Wait {
    pub(super) join: NodeId,
    /// From the completion of the step to the arrival of the last of the other branches, at most.
    pub(super) minutes: i64,
    /// The nodes of the branch that arrives last, back from the join.
    pub(super) branch: Vec<NodeId>,
}

/// A fork and its join around a step.
#[derive(Clone, Copy, Debug)]
struct Block {
    fork: NodeId,
    join: NodeId,
    /// The first flow of the branch in which the step lies.
    own: FlowId,
}

/// The blocks of a workflow whose branches are properly nested.
pub(super) struct Blocks<'t> {
    timing: &'t Timing,
    /// With inclusive joins that do as others do replaced by these.
    routing: Routing,
    /// None where one token moves at a time.
    nesting: Option<Nesting>,
}

/// The joins past which no way leads that follows one branch, for another one always passes where the count begins or ends.
pub(super) struct Bars {
    /// The fork before each of them.
    forks: ByNode<Option<NodeId>>,
    /// For each node the fork of the innermost block around it.
    around: ByNode<Option<NodeId>>,
}

impl Bars {
    /// Whether a join bars the ways that begin at a node. The joins of the blocks around it do not: what is in their other
    /// branches may have been passed before. Cost: blocks around the node.
    pub(super) fn behind(bars: Option<&Self>, begin: NodeId) -> impl Fn(NodeId) -> bool + use<'_> {
        let first = bars.and_then(|bars| bars.around[begin]);
        let entered = std::iter::successors(first, move |&fork| bars?.around[fork]);
        let entered: BTreeSet<NodeId> = entered.collect();
        move |node| {
            let fork = bars.and_then(|bars| bars.forks[node]);
            fork.is_some_and(|fork| !entered.contains(&fork))
        }
    }
}

impl<'t> Blocks<'t> {
    /// None where branches are not properly nested. O(V + E).
    pub(super) fn of(timing: &'t Timing) -> Option<Self> {
        let mut routing = timing.routing.clone();
        let nesting = match classify(&mut routing) {
            Class::Sequential => None,
            Class::Nested(nesting) => Some(nesting),
            Class::Other | Class::Undefined(_) => return None,
        };
        Some(Self {
            timing,
            routing,
            nesting,
        })
    }

    /// The joins that no run comes to before `from` or a node for which `to` holds, counted from the fork before the join. O(V + E).
    pub(super) fn bars(&self, from: NodeId, to: &dyn Fn(NodeId) -> bool) -> Bars {
        let mut forks = self.routing.by_node(None);
        let mut around = self.routing.by_node(None);
        // Whether what begins the branch around a node can come past it without one of them.
        let mut passes = self.routing.by_node(false);
        for &node in &self.timing.loops.order {
            let Some(nesting) = &self.nesting else { break };
            around[node] = nesting.branch[node].map(|own| self.routing.source(own));
            let comes = |flow: FlowId| {
                let source = self.routing.source(flow);
                self.routing.split(source) != Route::One || passes[source]
            };
            let mut into = self.timing.forward_into(node);
            let is_passed = match nesting.opened_by[node] {
                None => self.routing.incoming(node).is_empty() || into.any(comes),
                Some(fork) => {
                    let meet = match self.routing.join(node) {
                        Route::All => into.all(comes),
                        Route::One | Route::Any => into.any(comes),
                    };
                    forks[node] = (!meet).then_some(fork);
                    meet && passes[fork]
                }
            };
            passes[node] = is_passed && node != from && !to(node);
        }
        Bars { forks, around }
    }

    /// The blocks around a node whose branches meet, inner ones first. O(V) for each.
    fn around(&self, node: NodeId) -> Vec<Block> {
        let Some(nesting) = &self.nesting else {
            return Vec::new();
        };
        let mut blocks = Vec::new();
        let mut branch = nesting.branch[node];
        while let Some(own) = branch {
            let fork = self.routing.source(own);
            let mut nodes = self.timing.loops.order.iter().copied();
            if let Some(join) = nodes.find(|&join| nesting.opened_by[join] == Some(fork)) {
                blocks.push(Block { fork, join, own });
            }
            branch = nesting.branch[fork];
        }
        blocks
    }

    /// Whether a node inside a block is one of these. O(V + E).
    fn holds(&self, block: Block, is_it: impl Fn(NodeId) -> bool) -> bool {
        let ends = |node: NodeId| node == block.join;
        let inside = self.timing.reached(block.fork, &ends, &|_| true);
        let mut nodes = self.timing.loops.order.iter();
        nodes.any(|&node| inside[node] && node != block.join && node != block.fork && is_it(node))
    }

    /// The first flows of the other branches.
    fn others(&self, block: Block) -> impl Iterator<Item = FlowId> {
        let flows = self.routing.outgoing(block.fork).iter().copied();
        flows.filter(move |&flow| flow != block.own)
    }

    /// How long each join waits at most that lies on a way from `from` to the next node for which `to` holds, and what else
    /// may make it longer. O(d · (V + E) log V), d the depth of nested blocks.
    ///
    /// # Errors
    /// Nodes of a branch that is waited for, which can repeat without end.
    pub(super) fn longest_waits(
        &self,
        from: NodeId,
        to: &dyn Fn(NodeId) -> bool,
        bars: &Bars,
    ) -> Result<(Vec<Wait>, Option<Unreckoned>), Vec<NodeId>> {
        let timing = self.timing;
        let on_the_way = timing.on_the_way(from, to, Some(bars));
        let mut waits = Vec::new();
        let mut unreckoned = None;
        let blocks = self.around(from);
        if blocks.len() > MOST_BLOCKS {
            return Ok((waits, Some(Unreckoned::TooDeep)));
        }
        for block in blocks {
            let Block { fork, join, own } = block;
            if !on_the_way[join] || timing.restarts(join) {
                continue;
            }
            if self.holds(block, |node| timing.restarts(node)) {
                unreckoned = Some(Unreckoned::Restarts);
                continue;
            }
            let begins: Vec<(NodeId, Longest, Came)> = self
                .others(block)
                .map(|flow| (self.routing.target(flow), Longest::BEGIN, Came::First))
                .collect();
            let joins = |node: NodeId| node == join;
            let pass = timing.pass_between(fork, &joins, &timing.repeats, &begins, &|_| false)?;
            let before = self.quickest((fork, &[own]), &|node| node == from, &[]);
            if let (Some(longest), Some(before)) = (pass.values[join].clock(), before) {
                let minutes = longest
                    .saturating_sub(timing.cost(join))
                    .saturating_sub(before);
                if minutes > 0 {
                    let mut branch = Vec::new();
                    let mut last = join;
                    while let Some(Came::Along(before)) = pass.came[last] {
                        branch.push(before);
                        last = before;
                    }
                    waits.push(Wait {
                        join,
                        minutes,
                        branch,
                    });
                }
            }
        }
        Ok((waits, unreckoned))
    }

    /// How long the joins around `from` that wait for all branches wait in any case, before the next node for which `to` holds.
    ///
    /// Nothing is said where the clock stands still or begins anew meanwhile, nor of the outer of more than [`MOST_BLOCKS`]
    /// blocks. O(d · (V + E) log V), d the depth of nested blocks and loops.
    pub(super) fn shortest_waits(
        &self,
        from: NodeId,
        to: &dyn Fn(NodeId) -> bool,
    ) -> Vec<(NodeId, i64)> {
        let timing = self.timing;
        let wait = |block: Block| {
            let Block { fork, join, .. } = block;
            let restarts = self.holds(block, |node| timing.restarts(node));
            if self.routing.join(join) != Route::All || restarts || timing.restarts(join) {
                return (join, 0);
            }
            let quickest = self.others(block).filter_map(|flow| {
                self.quickest((fork, &[flow]), &|node| node == join, &[(join, 0)])
            });
            let quickest = quickest
                .max()
                .unwrap_or(0)
                .saturating_sub(timing.cost(join));
            let before = timing.longest_before(fork, from, to);
            (join, quickest.saturating_sub(before).max(0))
        };
        let blocks = self.around(from).into_iter();
        blocks.take(MOST_BLOCKS).map(wait).collect()
    }

    /// The least time from the completion of `from` along some of its flows to the next node for which `to` holds; `begun` are
    /// joins whose branches began before it, with the time until which they wait. O((V + E) log V).
    pub(super) fn quickest(
        &self,
        (from, flows): (NodeId, &[FlowId]),
        to: &dyn Fn(NodeId) -> bool,
        begun: &[(NodeId, i64)],
    ) -> Option<i64> {
        let (timing, routing) = (self.timing, &self.routing);
        let mut fired = routing.by_node(false);
        let mut arrived = routing.by_node(0usize);
        let mut heap = BinaryHeap::new();
        let mut now = 0;
        let mut open = flows;
        loop {
            for &flow in open.iter().filter(|&&flow| !timing.is_never_taken(flow)) {
                let target = routing.target(flow);
                let mut at = now;
                if let Some(&(_, waits)) = begun.iter().find(|(join, _)| *join == target) {
                    at = at.max(waits);
                } else if self
                    .opened_by(target)
                    .is_some_and(|fork| fired[fork] || fork == from)
                    && routing.join(target) == Route::All
                {
                    arrived[target] += 1;
                    if arrived[target] < routing.incoming(target).len() {
                        continue;
                    }
                }
                let end = match timing.time[target].clock {
                    Clock::Restarts => 0,
                    _ => at.saturating_add(timing.cost(target)),
                };
                heap.push((Reverse(end), target));
            }
            let (Reverse(end), node) = heap.pop()?;
            open = &[];
            if std::mem::replace(&mut fired[node], true) {
                continue;
            }
            if to(node) {
                return Some(end);
            }
            if node != from {
                (now, open) = (end, routing.outgoing(node));
            }
        }
    }

    fn opened_by(&self, join: NodeId) -> Option<NodeId> {
        self.nesting
            .as_ref()
            .and_then(|nesting| nesting.opened_by[join])
    }
}

impl Timing {
    /// Whether a flow goes back and its loop may run no round along it.
    fn is_never_taken(&self, flow: FlowId) -> bool {
        let back = self
            .loop_of(flow)
            .map_or(&[][..], |repeated| &repeated.back);
        back.contains(&(flow, Some(0)))
    }

    /// The loop that a flow repeats, if it goes back.
    fn loop_of(&self, flow: FlowId) -> Option<&Loop> {
        let goes_back = self.loops.goes_back[flow];
        let header = self.routing.target(flow);
        let at = self.loops.headed_by[header].filter(|_| goes_back)?;
        self.loops.all.get(at)
    }

    /// The nodes that are come to after `from`, before or at the next for which `ends` holds, along flows that are `open`.
    /// O(V + E).
    fn reached(
        &self,
        from: NodeId,
        ends: &dyn Fn(NodeId) -> bool,
        open: &dyn Fn(FlowId) -> bool,
    ) -> ByNode<bool> {
        let mut reached = self.routing.by_node(false);
        let mut stack = vec![from];
        while let Some(node) = stack.pop() {
            for &flow in self.routing.outgoing(node) {
                let target = self.routing.target(flow);
                if open(flow)
                    && !self.is_never_taken(flow)
                    && !std::mem::replace(&mut reached[target], true)
                    && target != from
                    && !ends(target)
                {
                    stack.push(target);
                }
            }
        }
        reached
    }

    /// The nodes on ways from `from` to the next for which `to` holds. O(V + E).
    fn on_the_way(
        &self,
        from: NodeId,
        to: &dyn Fn(NodeId) -> bool,
        bars: Option<&Bars>,
    ) -> ByNode<bool> {
        let barred = Bars::behind(bars, from);
        let mut on_the_way = self.reached(from, to, &|flow| !barred(self.routing.target(flow)));
        let mut leads = self.routing.by_node(false);
        let ends = self.loops.order.iter().copied();
        let mut stack: Vec<NodeId> = ends.filter(|&node| on_the_way[node] && to(node)).collect();
        while let Some(node) = stack.pop() {
            if std::mem::replace(&mut leads[node], true) {
                continue;
            }
            for &flow in self.routing.incoming(node) {
                let source = self.routing.source(flow);
                if on_the_way[source] && source != from && !to(source) {
                    stack.push(source);
                }
            }
        }
        for &node in &self.loops.order {
            on_the_way[node] &= leads[node];
        }
        on_the_way
    }

    /// Why a join on the way may wait longer, where branches are not properly nested.
    pub(super) fn meets_others(
        &self,
        from: NodeId,
        to: &dyn Fn(NodeId) -> bool,
    ) -> Option<Unreckoned> {
        let on_the_way = self.on_the_way(from, to, None);
        let mut nodes = self.loops.order.iter();
        let waits = |&node: &NodeId| {
            let several = self.routing.incoming(node).len() > 1;
            on_the_way[node] && several && self.routing.join(node) != Route::One
        };
        nodes.any(waits).then_some(Unreckoned::NotNested)
    }

    /// Nodes that say how long a join waits which is on a way from `from` to the next node for which `to` holds: those of the
    /// blocks around it. O(d · (V + E)), d the depth of nested blocks.
    pub fn waited_for(&self, from: NodeId, to: &dyn Fn(NodeId) -> bool) -> Vec<NodeId> {
        let Some(blocks) = Blocks::of(self) else {
            return Vec::new();
        };
        let bars = blocks.bars(from, to);
        let on_the_way = self.on_the_way(from, to, Some(&bars));
        let around = blocks.around(from);
        // The outermost holds all others.
        let outermost = around.iter().rfind(|block| on_the_way[block.join]);
        outermost.map_or_else(Vec::new, |block| {
            let inside = self.reached(block.fork, &|node| node == block.join, &|_| true);
            let nodes = self.loops.order.iter().copied();
            nodes
                .filter(|&node| inside[node] && node != block.join)
                .collect()
        })
    }

    /// The longest time from the completion of a fork to the last completion of `from` in one of its branches, after which the
    /// join can still be come to before a node for which `to` holds. Without end where the clock stands still meanwhile.
    fn longest_before(&self, fork: NodeId, from: NodeId, to: &dyn Fn(NodeId) -> bool) -> i64 {
        let mut values: ByNode<Option<i64>> = self.routing.by_node(None);
        values[fork] = Some(0);
        for &node in &self.loops.order {
            let before = self
                .forward_into(node)
                .map(|flow| values[self.routing.source(flow)]);
            let Some(begin) = before.max().flatten().filter(|_| node != fork) else {
                continue;
            };
            let own = match self.time[node].clock {
                Clock::Stopped => i64::MAX,
                _ => self.cost(node),
            };
            let rounds = self.rounds_before(node, from, to);
            values[node] = Some(begin.saturating_add(rounds).saturating_add(own));
        }
        values[from].unwrap_or(0)
    }

    /// The longest time of the rounds of the loop that begins at `header`, if one does, before the last completion of `from`:
    /// where the loop is left only by going back once more, that round is still to come. O(V + E).
    fn rounds_before(&self, header: NodeId, from: NodeId, to: &dyn Fn(NodeId) -> bool) -> i64 {
        let repeated = self.loops.headed_by[header].and_then(|at| self.loops.all.get(at));
        let (repeated, minutes, each) = match (repeated, self.repeat_at(&self.repeats, header)) {
            (Some(repeated), Some(Repeat::Bounded { minutes, each, .. })) => {
                (repeated, *minutes, each)
            }
            (_, Some(Repeat::Unbounded)) => return i64::MAX,
            _ => return 0,
        };
        if !repeated.body.contains(&from) {
            return minutes;
        }
        let goes_back = |flow: FlowId| repeated.back.iter().any(|&(back, _)| back == flow);
        let reached = self.reached(from, to, &|flow| !goes_back(flow));
        let is_left = self
            .loops
            .order
            .iter()
            .any(|node| reached[*node] && !repeated.body.contains(node));
        if is_left {
            return minutes;
        }
        let rounds = repeated
            .back
            .iter()
            .zip(each)
            .filter_map(|(&(flow, rounds), round)| {
                let source = self.routing.source(flow);
                let comes = source == from || (reached[source] && !to(source));
                match rounds {
                    _ if !comes => None,
                    Some(0) => None,
                    Some(_) => Some(minutes.saturating_sub(round.minutes)),
                    None => Some(minutes),
                }
            });
        rounds.max().unwrap_or(0)
    }
}
