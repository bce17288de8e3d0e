//! The expected time of a case: the mean over the ways it can go.
//!
//! What is assumed, because files seldom say it: alternatives of one split are equally likely, but for those that state their
//! share; those that state none have what is left in equal parts. Choices do not depend on one another. A loop that has run its
//! rounds is not taken again, nor what leads to nothing else: what is left of the alternatives then has all the weight. Parallel
//! branches take as long as the longest of them *in each way it can go*, which is more than the longest mean. An inclusive split
//! starts each of its branches with its share, all of them where none is stated, and at least one.
//!
//! Outside of parallel blocks the mean is a sum of costs times how often they are passed, O(V + E) for each time a loop is
//! passed. In the branches of a block it takes the whole distribution of their times, whose size is bounded.
//! Times are whole minutes, probabilities are floating-point numbers: sums in a fixed order, so the same on every machine.

use num_integer::Integer as _;

use super::super::dense::{ByFlow, ByNode};
use super::super::graph::{FlowId, NodeId, Route};
use super::super::paths::class::{Class, Nesting, classify};
use super::Timing;

/// Steps of work after which nothing is said: a few seconds at most.
const WORK: u64 = 20_000_000;

/// Most places of a table of sums.
const TABLE: usize = 1 << 16;

/// Why there is no expected time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoMean {
    /// These nodes can repeat without end.
    Unbounded(Vec<NodeId>),
    /// Parallel branches that are not properly nested, or not one start.
    Unstructured,
    /// A case cannot go on once its loops have run their rounds.
    Stuck,
    /// Too many different ways.
    TooMany,
}

/// Times with their probabilities, which together may be less than one.
#[derive(Clone, Debug, Default)]
struct Spread {
    mass: f64,
    /// Sum of time times probability.
    weighted: f64,
    /// The whole distribution, sorted by time; empty where only the mean is kept.
    points: Vec<(i64, f64)>,
}

impl Spread {
    fn certain(whole: bool) -> Self {
        Self {
            mass: 1.0,
            weighted: 0.0,
            points: if whole { vec![(0, 1.0)] } else { Vec::new() },
        }
    }

    fn is_nothing(&self) -> bool {
        self.mass == 0.0
    }

    fn scaled(&self, by: f64) -> Self {
        let points = self.points.iter().map(|&(at, mass)| (at, mass * by));
        Self {
            mass: self.mass * by,
            weighted: self.weighted * by,
            points: points.collect(),
        }
    }

    fn later(mut self, minutes: i64) -> Self {
        self.weighted += self.mass * as_number(minutes);
        for (at, _) in &mut self.points {
            *at = at.saturating_add(minutes);
        }
        self
    }

    fn add(&mut self, other: Self) {
        self.mass += other.mass;
        self.weighted += other.weighted;
        if self.points.is_empty() {
            self.points = other.points;
        } else if !other.points.is_empty() {
            self.points.extend(other.points);
            self.points = merged(std::mem::take(&mut self.points));
        }
    }

    /// This time and then another one, which does not depend on it.
    fn then(&self, other: &Self) -> Self {
        Self {
            mass: self.mass * other.mass,
            weighted: self.weighted * other.mass + self.mass * other.weighted,
            points: summed(&self.points, &other.points),
        }
    }

    /// From a whole distribution.
    fn of(points: Vec<(i64, f64)>) -> Self {
        Self {
            mass: points.iter().map(|&(_, mass)| mass).sum(),
            weighted: points.iter().map(|&(at, mass)| as_number(at) * mass).sum(),
            points,
        }
    }
}

/// Every point of one distribution with every one of another. Where the sums lie close together each has its place in a table,
/// O(n · m); else they are sorted.
fn summed(some: &[(i64, f64)], others: &[(i64, f64)]) -> Vec<(i64, f64)> {
    let pairs = || {
        some.iter().flat_map(|&(at, mass)| {
            let others = others.iter();
            others.map(move |&(more, weight)| (at.saturating_add(more), mass * weight))
        })
    };
    let count = some.len().saturating_mul(others.len());
    let most = TABLE.min(count.saturating_mul(2));
    let Some((first, unit, places)) = grid(some, others).filter(|&(.., places)| places < most)
    else {
        return merged(pairs().collect());
    };
    let place = |at: i64| usize::try_from((at - first) / unit).ok();
    let mut table = vec![0.0; places + 1];
    for (at, mass) in pairs() {
        if let Some(sum) = place(at).and_then(|place| table.get_mut(place)) {
            *sum += mass;
        }
    }
    let times = (0..).map(|place| first + place * unit);
    let points = times.zip(table);
    points.filter(|&(_, mass)| mass > 0.0).collect()
}

/// The least sum, the greatest unit in which all sums differ from it, and how many units the greatest sum is away.
fn grid(some: &[(i64, f64)], others: &[(i64, f64)]) -> Option<(i64, i64, usize)> {
    let (&(low, _), &(high, _)) = (some.first()?, some.last()?);
    let (&(least, _), &(most, _)) = (others.first()?, others.last()?);
    let first = low.checked_add(least)?;
    let span = high.checked_add(most)?.checked_sub(first)?;
    let distances = some.iter().map(|&(at, _)| at - low);
    let distances = distances.chain(others.iter().map(|&(at, _)| at - least));
    let unit = distances.fold(0, |unit: i64, distance| unit.gcd(&distance));
    let unit = unit.max(1);
    Some((first, unit, usize::try_from(span / unit).ok()?))
}

/// Points sorted by time, those of one time as one.
fn merged(mut points: Vec<(i64, f64)>) -> Vec<(i64, f64)> {
    points.sort_by_key(|&(at, _)| at);
    points.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    points
}

#[expect(
    clippy::cast_precision_loss,
    reason = "minutes of a process are far below 2^53"
)]
fn as_number(minutes: i64) -> f64 {
    minutes as f64
}

/// The longest of branches, each taken with its probability and at least one of them.
fn longest(branches: &[(f64, Spread)]) -> Spread {
    let mut times: Vec<i64> = branches
        .iter()
        .flat_map(|(_, spread)| spread.points.iter().map(|&(at, _)| at))
        .collect();
    times.sort_unstable();
    times.dedup();
    let none: f64 = branches.iter().map(|(taken, _)| 1.0 - taken).product();
    let mut done: Vec<(usize, f64)> = vec![(0, 0.0); branches.len()];
    let mut before = none;
    let mut points = Vec::new();
    for at in times {
        let mut all = 1.0;
        for ((taken, spread), (next, sum)) in branches.iter().zip(&mut done) {
            while let Some(&(time, mass)) = spread.points.get(*next)
                && time <= at
            {
                *sum += mass;
                *next += 1;
            }
            all *= 1.0 - taken + taken * *sum;
        }
        if all > before {
            points.push((at, (all - before) / (1.0 - none)));
        }
        before = all;
    }
    Spread::of(points)
}

/// A pass over the workflow, or over the branches of a block.
struct Walk<'w> {
    timing: &'w Timing,
    nesting: Option<&'w Nesting>,
    share: &'w dyn Fn(FlowId) -> Option<f64>,
    /// The block that a split opens, once it is known, and the join at which it closes.
    blocks: ByNode<Option<Spread>>,
    closed_by: ByNode<Option<NodeId>>,
    carried: ByFlow<Spread>,
    /// How often each flow back was taken in the round that is played.
    used: ByFlow<u32>,
    /// How often each flow back may be taken.
    rounds: ByFlow<u32>,
    /// The flows back of the loops that are played.
    played: ByFlow<bool>,
    /// Whether a case that is there now can go on to an end.
    leads_on: ByNode<bool>,
    work: u64,
    /// What has reached the end of the branch that is walked.
    arrived: Spread,
}

impl Timing {
    /// The expected time in minutes; `share` is the probability of a flow where the file states one. A clock that starts anew
    /// takes nothing away: it is the expected work of the office for the whole case.
    ///
    /// # Errors
    /// Why there is none.
    pub fn expected(&self, share: &dyn Fn(FlowId) -> Option<f64>) -> Result<f64, NoMean> {
        if let Some(nodes) = self.unbounded() {
            return Err(NoMean::Unbounded(nodes));
        }
        let mut routing = self.routing.clone();
        let class = classify(&mut routing);
        let nesting = match &class {
            Class::Sequential => None,
            Class::Nested(nesting) => Some(nesting),
            Class::Other | Class::Undefined(_) => return Err(NoMean::Unstructured),
        };
        let start = *self.loops.order.first().ok_or(NoMean::Unstructured)?;
        let mut walk = Walk {
            timing: self,
            nesting,
            share,
            blocks: routing.by_node(None),
            closed_by: routing.by_node(None),
            carried: routing.by_flow(Spread::default()),
            used: routing.by_flow(0),
            rounds: routing.by_flow(0),
            played: routing.by_flow(false),
            leads_on: routing.by_node(false),
            work: 0,
            arrived: Spread::default(),
        };
        for repeated in &self.loops.all {
            for &(flow, rounds) in &repeated.back {
                // Without rounds it costs nothing, and need not be taken.
                walk.rounds[flow] = rounds.unwrap_or(0);
            }
        }
        walk.blocks()?;
        let whole: Vec<NodeId> = walk.nodes_of(&self.loops.order, None);
        walk.pass(&whole, None, None, (start, Spread::certain(false)))?;
        let arrived = walk.arrived;
        // Sums of probabilities are right up to rounding.
        if (arrived.mass - 1.0).abs() > 1e-6 {
            return Err(NoMean::Stuck);
        }
        Ok(arrived.weighted / arrived.mass)
    }
}

impl Walk<'_> {
    fn branch(&self, node: NodeId) -> Option<FlowId> {
        self.nesting.and_then(|nesting| nesting.branch[node])
    }

    /// The nodes that lie in a branch itself, not in a block inside it.
    fn nodes_of(&self, nodes: &[NodeId], branch: Option<FlowId>) -> Vec<NodeId> {
        let nodes = nodes.iter().copied();
        nodes.filter(|&node| self.branch(node) == branch).collect()
    }

    /// The time of every block, inner ones first: a split stands before all that lies in its branches.
    fn blocks(&mut self) -> Result<(), NoMean> {
        let timing = self.timing;
        let routing = &timing.routing;
        let mut inside: ByFlow<Vec<NodeId>> = routing.by_flow(Vec::new());
        for &node in &timing.loops.order {
            if let Some(branch) = self.branch(node) {
                inside[branch].push(node);
            }
            let opened_by = self.nesting.and_then(|nesting| nesting.opened_by[node]);
            if let Some(fork) = opened_by {
                self.closed_by[fork] = Some(node);
            }
        }
        for &fork in timing.loops.order.iter().rev() {
            if routing.split(fork) == Route::One {
                continue;
            }
            let mut branches = Vec::new();
            for &flow in routing.outgoing(fork) {
                let taken = match routing.split(fork) {
                    Route::Any => (self.share)(flow).unwrap_or(1.0),
                    _ => 1.0,
                };
                let begin = routing.target(flow);
                let spread = if self.closed_by[fork] == Some(begin) {
                    Spread::certain(true)
                } else {
                    self.arrived = Spread::default();
                    let body = std::mem::take(&mut inside[flow]);
                    self.pass(&body, Some(flow), None, (begin, Spread::certain(true)))?;
                    std::mem::take(&mut self.arrived)
                };
                if (spread.mass - 1.0).abs() > 1e-6 {
                    return Err(NoMean::Stuck);
                }
                branches.push((taken, spread));
            }
            self.count(branches.iter().map(|(_, spread)| spread.points.len()).sum())?;
            self.blocks[fork] = Some(longest(&branches));
        }
        Ok(())
    }

    fn count(&mut self, work: usize) -> Result<(), NoMean> {
        self.work = self.work.saturating_add(work as u64 + 1);
        if self.work > WORK {
            return Err(NoMean::TooMany);
        }
        Ok(())
    }

    /// Passes the nodes of a branch in order; `of` is the loop that is played. Recursion is as deep as loops with rounds are
    /// nested: each level doubles the work, which is bounded.
    fn pass(
        &mut self,
        body: &[NodeId],
        branch: Option<FlowId>,
        of: Option<usize>,
        begin: (NodeId, Spread),
    ) -> Result<(), NoMean> {
        let timing = self.timing;
        let routing = &timing.routing;
        self.look_ahead(body, branch);
        let mut begin = Some(begin);
        for &node in body {
            let mut value = match &begin {
                Some((first, _)) if *first == node => {
                    begin.take().map(|(_, value)| value).unwrap_or_default()
                }
                _ => Spread::default(),
            };
            let heads = timing.loops.headed_by[node].filter(|&inner| of != Some(inner));
            for &flow in routing.incoming(node) {
                if !timing.loops.goes_back[flow] && !self.carried[flow].is_nothing() {
                    value.add(std::mem::take(&mut self.carried[flow]));
                }
            }
            if value.is_nothing() {
                continue;
            }
            match heads {
                Some(inner) if self.repeats(inner) => self.play(inner, branch, value)?,
                _ => self.fire(node, branch, value)?,
            }
        }
        Ok(())
    }

    fn look_ahead(&mut self, body: &[NodeId], branch: Option<FlowId>) {
        let routing = &self.timing.routing;
        for &node in body.iter().rev() {
            let goes_on = |&flow: &FlowId| self.is_open(flow, branch);
            self.leads_on[node] = match self.closed_by[node] {
                Some(join) if self.blocks[node].is_some() => self.leads_on[join],
                _ => routing.is_last(node) || routing.outgoing(node).iter().any(goes_on),
            };
        }
    }

    fn repeats(&self, inner: usize) -> bool {
        let repeated = self.timing.loops.all.get(inner);
        repeated.is_some_and(|repeated| {
            let mut back = repeated.back.iter();
            back.any(|&(flow, _)| self.rounds[flow] > 0)
        })
    }

    /// Plays a loop until what entered it has left it: once for each number of times that its flows back were taken.
    fn play(&mut self, inner: usize, branch: Option<FlowId>, begin: Spread) -> Result<(), NoMean> {
        let timing = self.timing;
        let Some(repeated) = timing.loops.all.get(inner) else {
            return Ok(());
        };
        let body = self.nodes_of(&repeated.body, branch);
        // After the last round its nodes stand where they stood before.
        let after: Vec<bool> = body.iter().map(|&node| self.leads_on[node]).collect();
        for &(flow, _) in &repeated.back {
            self.played[flow] = true;
        }
        let back: Vec<(FlowId, usize)> = repeated
            .back
            .iter()
            .map(|&(flow, _)| (flow, self.rounds[flow] as usize))
            .collect();
        let mut count = 1usize;
        for &(_, rounds) in &back {
            count = count.saturating_mul(rounds.saturating_add(1));
        }
        self.count(count)?;
        let mut begins: Vec<Spread> = vec![Spread::default(); count];
        if let Some(first) = begins.first_mut() {
            *first = begin;
        }
        for point in 0..count {
            let Some(value) = begins.get_mut(point).map(std::mem::take) else {
                continue;
            };
            if value.is_nothing() {
                continue;
            }
            let mut stride = 1;
            for &(flow, rounds) in &back {
                self.used[flow] = u32::try_from(point / stride % (rounds + 1)).unwrap_or(u32::MAX);
                stride *= rounds + 1;
            }
            self.pass(&body, branch, Some(inner), (repeated.header, value))?;
            let mut stride = 1;
            for &(flow, rounds) in &back {
                let returned = std::mem::take(&mut self.carried[flow]);
                if let Some(next) = begins.get_mut(point + stride)
                    && !returned.is_nothing()
                {
                    next.add(returned);
                }
                stride *= rounds + 1;
            }
        }
        for &(flow, _) in &back {
            self.used[flow] = 0;
            self.played[flow] = false;
        }
        for (&node, leads_on) in body.iter().zip(after) {
            self.leads_on[node] = leads_on;
        }
        Ok(())
    }

    /// A node, and the block it opens, take their time; then what comes out is shared among the flows.
    fn fire(&mut self, node: NodeId, branch: Option<FlowId>, value: Spread) -> Result<(), NoMean> {
        let timing = self.timing;
        let routing = &timing.routing;
        self.count(value.points.len())?;
        let value = value.later(timing.cost(node));
        let size = self.blocks[node].as_ref().map(|block| block.points.len());
        if let Some(size) = size {
            self.count(value.points.len().saturating_mul(size))?;
        }
        if let Some(block) = &self.blocks[node] {
            let value = value.then(block);
            let join = self.closed_by[node];
            match join.and_then(|join| routing.incoming(join).first()) {
                // The join fires once; any flow into it will do to carry it there.
                Some(&flow) => self.carried[flow].add(value),
                None => self.arrived.add(value),
            }
            return Ok(());
        }
        if routing.is_last(node) {
            self.arrived.add(value);
            return Ok(());
        }
        let open: Vec<FlowId> = routing
            .outgoing(node)
            .iter()
            .copied()
            .filter(|&flow| self.is_open(flow, branch))
            .collect();
        for (flow, part) in self.shares(routing.outgoing(node), &open) {
            let part = value.scaled(part);
            let target = routing.target(flow);
            // A flow out of a branch goes to the join of its block.
            if self.branch(target) == branch {
                self.carried[flow].add(part);
            } else {
                self.arrived.add(part);
            }
        }
        Ok(())
    }

    /// Whether a flow can be taken now, and a case goes on to an end behind it.
    fn is_open(&self, flow: FlowId, branch: Option<FlowId>) -> bool {
        let target = self.timing.routing.target(flow);
        if self.timing.loops.goes_back[flow] {
            self.played[flow] && self.used[flow] < self.rounds[flow]
        } else {
            // A flow out of a branch goes to the join of its block.
            self.branch(target) != branch || self.leads_on[target]
        }
    }

    /// How likely each flow that is open is, where all of them have what is stated or an equal part of the rest.
    fn shares(&self, all: &[FlowId], open: &[FlowId]) -> Vec<(FlowId, f64)> {
        let stated: f64 = all.iter().filter_map(|&flow| (self.share)(flow)).sum();
        let unstated = all.iter().filter(|&&flow| (self.share)(flow).is_none());
        let unstated = unstated.count();
        let rest = (1.0 - stated).max(0.0) / as_number(i64::try_from(unstated.max(1)).unwrap_or(1));
        let weights: Vec<f64> = open
            .iter()
            .map(|&flow| (self.share)(flow).unwrap_or(rest))
            .collect();
        let sum: f64 = weights.iter().sum();
        if sum <= 0.0 {
            // Nothing is left that has a share: what is left is equally likely.
            let part = 1.0 / as_number(i64::try_from(open.len().max(1)).unwrap_or(1));
            return open.iter().map(|&flow| (flow, part)).collect();
        }
        let parts = open.iter().zip(weights);
        parts.map(|(&flow, weight)| (flow, weight / sum)).collect()
    }
}
