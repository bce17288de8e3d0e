//! How long a case takes: worst, best, slack, and the time from one step to another.
//!
//! Times are whole minutes of one kind. Whether they are working or calendar minutes is the caller's business, and where both
//! occur it asks [`Arrivals`] with a calendar instead.
//!
//! **Worst.** In a sound workflow a token can follow any path of flows, a join waits for its latest branch, and
//! alternatives differ in their paths; so the worst time is the longest path, whatever the routing. A loop is repeated
//! `rounds` times after the first pass, each time along its longest way round; `rounds` stands on the step from which the loop
//! goes back (or on another step of the same loop that every round passes and that does not go back itself). Several ways back to the same step add up; inner
//! loops repeat in each round of outer ones. A loop without rounds, or one that is entered at several places, makes the time
//! unbounded, unless going round costs nothing or restarts the clock.
//!
//! **The clock.** A stopped step costs nothing. A step that restarts the clock costs nothing either, and after it the total begins
//! from zero; the worst time is then the highest total the clock ever shows.
//!
//! **Best.** The least time in which all branches can be complete: the least of alternatives, the most of parallel branches.
//! Restarts do not shorten it: it is the least work of the office for the whole case.
//!
//! All is linear but for the depth of nested loops (`loops.rs`) and a logarithm (`best`); nothing recurses. Soundness is decided
//! elsewhere: of an unsound workflow the worst time is still that of its longest path.

mod arrival;
mod between;
mod expected;
mod last_round;
mod loops;
mod waits;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::dense::ByNode;
use super::graph::{FlowId, NodeId, Route, WorkflowGraph};
use super::routing::Routing;
use crate::model::process::Clock;
pub use arrival::{Arrival, Arrivals, NoArrivals, Stretch, latest_arrival};
pub use between::Between;
pub use expected::NoMean;
use last_round::{Clocks, LastRound};
pub use loops::TooDeep;
use loops::{Loop, Loops, MOST_HELD};
pub use waits::Unreckoned;

/// What a node costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeTime {
    /// Minutes the step takes; less than zero counts as zero.
    pub minutes: i64,
    /// Whether they count.
    pub clock: Clock,
    /// How often the loop that goes back from here may run again.
    pub rounds: Option<u32>,
}

/// A node on the critical path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CriticalNode {
    /// The node.
    pub node: NodeId,
    /// What the clock shows when it begins, in minutes.
    pub before: i64,
    /// What the clock shows when it is done; repeated rounds of a loop that begins here included.
    pub after: i64,
    /// Minutes of those repeated rounds.
    pub repeated: i64,
}

/// The worst time of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Worst {
    /// So long, along this path.
    Bounded {
        /// The highest total the clock shows, in minutes.
        total: i64,
        /// From the start, or the last restart of the clock, to where the clock shows the total. Where the total begins in an
        /// earlier round of a loop, the path begins at the header of the loop.
        path: Vec<CriticalNode>,
    },
    /// No bound: these nodes can repeat without end.
    Unbounded(Vec<NodeId>),
}

/// How much a node could take longer without the worst time growing. Nodes in loops: in the last round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slack {
    /// The node.
    pub node: NodeId,
    /// Minutes after which it begins at the earliest where everything before takes its worst time.
    pub earliest: i64,
    /// Minutes after which it must begin at the latest.
    pub latest: i64,
    /// The difference.
    pub slack: i64,
}

/// What repeating a loop adds to the clock at its header.
#[derive(Clone, Debug)]
enum Repeat {
    /// Adds `minutes`; where the clock restarts in a round, it may also show `restarted` instead.
    Bounded {
        minutes: i64,
        restarted: Option<i64>,
        /// Along each flow back.
        each: Vec<Round>,
    },
    Unbounded,
}

/// One round of a loop along one of its flows back.
#[derive(Clone, Copy, Debug)]
struct Round {
    /// How often it may be run; open where nothing is said.
    rounds: Option<u32>,
    /// What it adds without restart of the clock.
    minutes: i64,
    /// What the clock shows after it where it restarts in it.
    since: Option<i64>,
}

/// The most that the clock can show after rounds of `minutes` in all, one of which restarts it; `gone` was run already.
fn after_restart(each: &[Round], minutes: i64, gone: Option<usize>) -> Option<i64> {
    let rounds = each.iter().enumerate().filter_map(|(at, round)| {
        let others = match round.rounds {
            Some(0) => return None,
            Some(1) if gone == Some(at) => return None,
            Some(_) => minutes.saturating_sub(round.minutes),
            None => minutes,
        };
        Some(round.since?.saturating_add(others))
    });
    rounds.max()
}

/// What the rounds of a loop take but one along the flow back of this rank, of `minutes` in all, and the most that the clock can
/// show after them where it restarts in one. Where the number of rounds is open, none of them costs anything.
fn other_rounds(each: &[Round], minutes: i64, rank: usize) -> (i64, Option<i64>) {
    let own = each.get(rank).filter(|round| round.rounds.is_some());
    let others = minutes.saturating_sub(own.map_or(0, |round| round.minutes));
    (others, after_restart(each, others, Some(rank)))
}

/// Longest ways from a place: without restart of the clock, and since its last restart.
#[derive(Clone, Copy, Debug, Default)]
struct Longest {
    through: Option<i64>,
    since: Option<i64>,
}

impl Longest {
    /// Where the count begins.
    const BEGIN: Self = Self {
        through: Some(0),
        since: None,
    };

    fn max(self, other: Self) -> Self {
        Self {
            through: self.through.max(other.through),
            since: self.since.max(other.since),
        }
    }

    fn is_some(self) -> bool {
        self.through.is_some() || self.since.is_some()
    }

    fn clock(self) -> Option<i64> {
        self.through.max(self.since)
    }

    /// After rounds of so many minutes, in one of which the clock may restart.
    fn after_rounds(self, minutes: i64, restarted: Option<i64>) -> Self {
        let longer = self.plus(minutes);
        Self {
            since: longer.since.max(restarted),
            ..longer
        }
    }

    fn plus(self, minutes: i64) -> Self {
        let add = |clock: i64| clock.saturating_add(minutes);
        Self {
            through: self.through.map(add),
            since: self.since.map(add),
        }
    }
}

/// The times of one workflow.
#[derive(Clone, Debug)]
pub struct Timing {
    routing: Routing,
    time: ByNode<NodeTime>,
    loops: Loops,
    repeats: Vec<Repeat>,
    /// Whether the clock restarts anywhere.
    any_restart: bool,
}

impl Timing {
    /// Finds the loops and what each costs. O(d · (V + E)), d the depth of nested loops.
    ///
    /// # Errors
    /// The loops are nested too deep.
    pub fn new(
        graph: &WorkflowGraph,
        mut time: impl FnMut(NodeId) -> NodeTime,
    ) -> Result<Self, TooDeep> {
        let routing = Routing::new(graph);
        let mut times = ByNode::for_nodes(graph, NodeTime::default());
        for node in graph.node_indices() {
            times[node] = time(node);
        }
        let mut timing = Self {
            loops: Loops::of(&routing, |node| times[node].rounds)?,
            time: times,
            repeats: Vec::new(),
            any_restart: false,
            routing,
        };
        let mut nodes = timing.loops.order.iter();
        timing.any_restart = nodes.any(|&node| timing.restarts(node));
        if timing.any_restart && timing.loops.passes() > MOST_HELD {
            return Err(TooDeep);
        }
        let mut values = ByNode::for_nodes(graph, Longest::default());
        for at in 0..timing.loops.all.len() {
            if let Some(repeated) = timing.loops.all.get(at) {
                let repeat = timing.repeat(repeated, &timing.repeats, &|_| false, &mut values);
                timing.repeats.push(repeat);
            }
        }
        // What costs nothing may go round without order.
        let mut irreducible = std::mem::take(&mut timing.loops.irreducible);
        irreducible.retain(|nodes| nodes.iter().any(|&node| timing.cost(node) > 0));
        timing.loops.irreducible = irreducible;
        Ok(timing)
    }

    /// The worst time and where it comes from. O(V + E).
    pub fn worst(&self) -> Worst {
        if let Some(nodes) = self.unbounded() {
            return Worst::Unbounded(nodes);
        }
        let clocks = self.clocks();
        let longest = self.longest(&clocks);
        let (total, path) = longest.map_or((0, Vec::new()), |(total, node)| {
            (total, self.path_to(node, &clocks))
        });
        Worst::Bounded { total, path }
    }

    /// The most the clock shows, and after which node: the last one, and rather one that leads on.
    fn longest(&self, clocks: &Clocks) -> Option<(i64, NodeId)> {
        let mut longest: Option<(i64, NodeId)> = None;
        for &node in &self.loops.order {
            let leads_on = self.loops.leads_on[node];
            if let Some((_, after)) = clocks.shown.at(node)
                && longest.is_none_or(|(most, _)| most < after || most == after && leads_on)
            {
                longest = Some((after, node));
            }
        }
        longest
    }

    /// The way on which the clock shows most after a node.
    fn path_to(&self, node: NodeId, clocks: &Clocks) -> Vec<CriticalNode> {
        let mut at = node;
        let mut last_round = self.last_round_to(at, clocks);
        let shown = |last_round: Option<&LastRound>, node: NodeId| {
            last_round
                .map_or(&clocks.shown, |round| &round.shown)
                .at(node)
        };
        let mut path = Vec::new();
        loop {
            let begins_round = last_round.as_ref().filter(|round| round.begins_at(at));
            let repeated_here =
                begins_round.map_or_else(|| self.repeated_at(at), LastRound::others);
            let Some((before, after)) = shown(last_round.as_ref(), at) else {
                break;
            };
            let repeated = after - before - self.cost(at).min(after - before);
            let restarts = self.restarts(at);
            path.push(CriticalNode {
                node: at,
                before: if restarts { 0 } else { before },
                after,
                repeated: if restarts { 0 } else { repeated },
            });
            // The clock may count from a restart in an earlier round of the loop that begins here.
            let carried = before.saturating_add(repeated_here);
            if restarts || carried.saturating_add(self.cost(at)) < after {
                break;
            }
            if begins_round.is_some() {
                last_round = self.last_round_to(at, clocks);
            }
            let ends_here = |source: &NodeId| {
                shown(last_round.as_ref(), *source).is_some_and(|(_, after)| after == before)
            };
            let mut sources = self.forward_into(at).map(|flow| self.routing.source(flow));
            match sources.find(ends_here) {
                Some(source) => at = source,
                None => break,
            }
        }
        path.reverse();
        path
    }

    /// How often the worst case passes each node, the rounds of its loops written out; `path` is that of [`Self::worst`]. Rounds
    /// in which the clock restarts are not written out. O(V + E), and the nodes and flows of each loop once for each flow back.
    pub fn passed(&self, path: &[CriticalNode]) -> Vec<(NodeId, i64)> {
        let mut passed = self.routing.by_node(0i64);
        let mut entered = self.routing.by_node(0i64);
        let mut values = self.routing.by_node(Longest::default());
        for critical in path {
            passed[critical.node] += 1;
            entered[critical.node] = i64::from(critical.repeated > 0);
        }
        // What a round of an outer loop passes may be an inner one.
        for (of, repeated) in self.loops.all.iter().enumerate().rev() {
            let times = entered[repeated.header];
            let Some(Repeat::Bounded { each, .. }) = self.repeats.get(of).filter(|_| times > 0)
            else {
                continue;
            };
            self.round_values(repeated, &self.repeats, &|_| false, &mut values);
            for (&(flow, _), round) in repeated.back.iter().zip(each) {
                let rounds = i64::from(round.rounds.unwrap_or(0)).saturating_mul(times);
                if rounds == 0 || round.minutes == 0 {
                    continue;
                }
                let mut at = self.routing.source(flow);
                loop {
                    passed[at] = passed[at].saturating_add(rounds);
                    if at == repeated.header {
                        break;
                    }
                    entered[at] = entered[at].saturating_add(rounds);
                    let spent = self.cost(at).saturating_add(self.repeated_at(at));
                    let before = values[at].through.map(|through| through - spent);
                    let mut sources = self.forward_into(at).map(|flow| self.routing.source(flow));
                    match sources.find(|&source| values[source].through == before) {
                        Some(source) => at = source,
                        None => break,
                    }
                }
            }
        }
        let nodes = self.loops.order.iter().map(|&node| (node, passed[node]));
        nodes.filter(|(_, times)| *times > 0).collect()
    }

    /// The least time in which a case can be complete; `None` where none can.
    ///
    /// Least fixpoint of superior functions in the order of their values (Knuth 1977, after Dijkstra). O((V + E) log V).
    pub fn best(&self) -> Option<i64> {
        let routing = &self.routing;
        let mut best: ByNode<Option<i64>> = routing.by_node(None);
        let mut missing = routing.by_node(0usize);
        let mut heap = BinaryHeap::new();
        for &node in &self.loops.order {
            missing[node] = match routing.split(node) {
                Route::All => routing.outgoing(node).len(),
                Route::One | Route::Any => 1,
            };
            if routing.is_last(node) {
                heap.push(Reverse((self.cost(node), node)));
            }
        }
        while let Some(Reverse((minutes, node))) = heap.pop() {
            best[node] = Some(minutes);
            for &flow in routing.incoming(node) {
                let source = routing.source(flow);
                if missing[source] == 0 {
                    continue;
                }
                missing[source] -= 1;
                if missing[source] == 0 {
                    // The last of the branches, or the first of the alternatives.
                    heap.push(Reverse((minutes.saturating_add(self.cost(source)), source)));
                }
            }
        }
        routing.starts().first().and_then(|&start| best[start])
    }

    /// Earliest and latest beginning of every node that can be reached; nothing where the worst time has no bound.
    ///
    /// The critical path method (Kelley and Walker 1959) on the workflow with its loops folded into their headers. O(V + E).
    pub fn slack(&self) -> Vec<Slack> {
        if self.unbounded().is_some() {
            return Vec::new();
        }
        let clocks = self.all_clocks();
        let total = self.longest(&clocks).map_or(0, |(total, _)| total);
        let slack_of = |&node: &NodeId| {
            let (before, _) = clocks.shown.at(node)?;
            // In a loop that every way out of two others leads back to, the most may be told too high, and the room too small.
            let slack = total.saturating_sub(clocks.most(node)).max(0);
            Some(Slack {
                node,
                earliest: before,
                latest: before.saturating_add(slack),
                slack,
            })
        };
        self.loops.order.iter().filter_map(slack_of).collect()
    }

    fn restarts(&self, node: NodeId) -> bool {
        self.time[node].clock == Clock::Restarts
    }

    /// Minutes a node adds to a running clock.
    fn cost(&self, node: NodeId) -> i64 {
        match self.time[node].clock {
            Clock::Running => self.time[node].minutes.max(0),
            Clock::Stopped | Clock::Restarts => 0,
        }
    }

    /// The nodes of a loop without bound: the innermost such.
    fn unbounded(&self) -> Option<Vec<NodeId>> {
        let endless = self
            .repeats
            .iter()
            .position(|repeat| matches!(repeat, Repeat::Unbounded));
        endless
            .and_then(|at| self.loops.all.get(at))
            .map(|endless| endless.body.clone())
            .or_else(|| self.loops.irreducible.first().cloned())
    }

    fn forward_into(&self, node: NodeId) -> impl Iterator<Item = FlowId> {
        let flows = self.routing.incoming(node).iter().copied();
        flows.filter(|&flow| !self.loops.goes_back[flow])
    }

    fn forward_out_of(&self, node: NodeId) -> impl Iterator<Item = FlowId> {
        let flows = self.routing.outgoing(node).iter().copied();
        flows.filter(|&flow| !self.loops.goes_back[flow])
    }

    /// What the clock shows where flows that do not go back lead to a node.
    fn arriving(&self, node: NodeId, values: &ByNode<Longest>) -> Longest {
        let sources = self.forward_into(node);
        let sources = sources.map(|flow| values[self.routing.source(flow)]);
        sources.fold(Longest::default(), Longest::max)
    }

    /// The clock after the rounds of the loop that begins at `node`, if one does.
    fn go_round(&self, repeats: &[Repeat], node: NodeId, value: Longest) -> Longest {
        match self.repeat_at(repeats, node) {
            Some(&Repeat::Bounded {
                minutes, restarted, ..
            }) if value.is_some() => value.after_rounds(minutes, restarted),
            _ => value,
        }
    }

    /// The clock after `node` itself.
    fn pass(&self, node: NodeId, value: Longest) -> Longest {
        if self.restarts(node) && value.is_some() {
            Longest {
                through: None,
                since: Some(0),
            }
        } else {
            value.plus(self.cost(node))
        }
    }

    fn repeat_at<'r>(&self, repeats: &'r [Repeat], node: NodeId) -> Option<&'r Repeat> {
        self.loops.headed_by[node].and_then(|at| repeats.get(at))
    }

    fn repeated_at(&self, node: NodeId) -> i64 {
        match self.repeat_at(&self.repeats, node) {
            Some(&Repeat::Bounded { minutes, .. }) => minutes,
            _ => 0,
        }
    }

    /// What one round of a loop shows after each of its nodes; whether that has a bound. O(nodes and flows of the loop).
    fn round_values(
        &self,
        repeated: &Loop,
        repeats: &[Repeat],
        blocked: &dyn Fn(NodeId) -> bool,
        values: &mut ByNode<Longest>,
    ) -> bool {
        for &node in &repeated.body {
            values[node] = Longest::default();
        }
        for &node in &repeated.body {
            let value = if node == repeated.header {
                Longest::BEGIN
            } else {
                // All flows into a loop but those into its header come from inside.
                let value = self.arriving(node, values);
                if value.is_some()
                    && matches!(self.repeat_at(repeats, node), Some(Repeat::Unbounded))
                {
                    return false;
                }
                self.go_round(repeats, node, value)
            };
            if !blocked(node) {
                values[node] = self.pass(node, value);
            }
        }
        true
    }

    /// What the rounds of a loop add that pass no node that is `blocked`; those of inner loops are in `repeats`.
    /// O(nodes and flows of the loop).
    fn repeat(
        &self,
        repeated: &Loop,
        repeats: &[Repeat],
        blocked: &dyn Fn(NodeId) -> bool,
        values: &mut ByNode<Longest>,
    ) -> Repeat {
        if !self.round_values(repeated, repeats, blocked, values) {
            return Repeat::Unbounded;
        }
        let mut minutes = 0i64;
        let mut each = Vec::with_capacity(repeated.back.len());
        for &(flow, rounds) in &repeated.back {
            let Longest { through, since } = values[self.routing.source(flow)];
            let round = through.unwrap_or(0);
            each.push(Round {
                rounds,
                minutes: round,
                since,
            });
            match rounds {
                None if round > 0 => return Repeat::Unbounded,
                rounds => {
                    let times = i64::from(rounds.unwrap_or(0));
                    minutes = minutes.saturating_add(round.saturating_mul(times));
                }
            }
        }
        Repeat::Bounded {
            minutes,
            restarted: after_restart(&each, minutes, None),
            each,
        }
    }
}
