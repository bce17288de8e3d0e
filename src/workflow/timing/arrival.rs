//! The latest arrival under any clock: the longest path where a step does not cost a number but moves a date.
//!
//! For times that mix working days and calendar days: what a step takes depends on the day on which it begins. A step must be
//! *first in, first out* (a later beginning never ends earlier); then the latest arrival at each node is computed from the
//! latest arrivals before it (Dean 2004, "Shortest paths in FIFO time-dependent networks").
//!
//! The same workflow is asked for every day of receipt that a calendar knows, so it is condensed once: steps that follow one
//! another and nothing else become one, as far as the caller can join what they do.
//!
//! Several flows back to one step may be taken in any order, and by dates the order can matter; so the rounds are played on the
//! lattice of how often each of them was taken. What one question costs is [`Arrivals::work`]; callers hold it against a bound.

use super::super::dense::ByNode;
use super::super::graph::{NodeId, WorkflowGraph};
use super::super::routing::Routing;
use super::loops::{Loops, TooDeep};

/// The latest arrival.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival<T> {
    /// The case is complete at this time at the latest.
    At(T),
    /// These nodes can repeat without end.
    Unbounded(Vec<NodeId>),
    /// The loops are nested too deep.
    TooDeep,
    /// `step` gave no answer for some node.
    Unanswered,
    /// There is no start.
    NoStart,
}

/// Why a workflow cannot be condensed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoArrivals {
    /// These nodes can repeat without end.
    Unbounded(Vec<NodeId>),
    /// The loops are nested too deep.
    TooDeep,
}

/// Nodes that are passed one after another.
#[derive(Clone, Debug)]
pub struct Stretch<O> {
    /// The nodes, in order.
    pub nodes: Vec<NodeId>,
    /// What they do, joined.
    pub does: O,
    /// The stretches before it, and those after it, no flow back followed.
    before: Vec<usize>,
    after: Vec<usize>,
    /// Whether the case ends here.
    is_last: bool,
    /// The loop that begins with it, if that is ever repeated.
    repeats: Option<usize>,
}

/// A loop with rounds to run.
#[derive(Clone, Debug)]
struct Round {
    header: usize,
    /// Its stretches in order; the header is the first.
    body: Vec<usize>,
    /// The stretches that go back, and how often each may.
    back: Vec<(usize, u32)>,
}

/// A workflow condensed for one question asked over and over.
#[derive(Clone, Debug)]
pub struct Arrivals<O> {
    stretches: Vec<Stretch<O>>,
    rounds: Vec<Round>,
    work: u64,
}

impl<O> Arrivals<O> {
    /// Condenses a workflow. `does` is what a node does; `join` adds what the next node does, or refuses; `rounds` is how often a
    /// flow back from a node may run, where the file says so, and `open` how often where it does not: `None` where such a
    /// loop has no bound. Several starts are not supported: the first one begins. O(d · (V + E)).
    ///
    /// # Errors
    /// A loop that can repeat without end, or loops that are nested too deep.
    pub fn of(
        graph: &WorkflowGraph,
        rounds: impl Fn(NodeId) -> Option<u32>,
        open: Option<u32>,
        does: impl Fn(NodeId) -> O,
        join: impl Fn(&mut O, &O) -> bool,
    ) -> Result<Self, NoArrivals> {
        let routing = Routing::new(graph);
        let loops = Loops::of(&routing, rounds).map_err(|TooDeep| NoArrivals::TooDeep)?;
        if let Some(nodes) = loops.irreducible.first() {
            return Err(NoArrivals::Unbounded(nodes.clone()));
        }
        let mut found = Self {
            stretches: Vec::new(),
            rounds: Vec::new(),
            work: 0,
        };
        // Where no case ends at all, every node counts as an end.
        let never_ends = !loops.order.iter().any(|&node| routing.is_last(node));
        let is_last = |node: NodeId| never_ends || routing.is_last(node);
        let mut stretch_of: ByNode<Option<usize>> = routing.by_node(None);
        for &node in &loops.order {
            let before = routing
                .incoming(node)
                .iter()
                .filter(|&&flow| !loops.goes_back[flow]);
            let sources: Vec<NodeId> = before
                .map(|&flow| routing.source(flow))
                .filter(|&source| stretch_of[source].is_some())
                .collect();
            let own = does(node);
            // A node is added to the stretch before it where nothing else leads on from there.
            if let [only] = sources.as_slice()
                && routing.outgoing(*only).len() == 1
                && loops.headed_by[node].is_none()
                && let Some(at) = stretch_of[*only]
                && let Some(stretch) = found.stretches.get_mut(at)
                && join(&mut stretch.does, &own)
            {
                stretch.nodes.push(node);
                stretch.is_last |= is_last(node);
                stretch_of[node] = Some(at);
                continue;
            }
            stretch_of[node] = Some(found.stretches.len());
            let mut before: Vec<usize> = sources
                .iter()
                .filter_map(|&source| stretch_of[source])
                .collect();
            before.sort_unstable();
            before.dedup();
            let rank = found.stretches.len();
            for &source in &before {
                if let Some(source) = found.stretches.get_mut(source) {
                    source.after.push(rank);
                }
            }
            found.stretches.push(Stretch {
                nodes: vec![node],
                does: own,
                before,
                after: Vec::new(),
                is_last: is_last(node),
                repeats: None,
            });
        }
        let mut weight: Vec<u64> = vec![1; found.stretches.len()];
        for repeated in &loops.all {
            let mut back = Vec::new();
            for &(flow, rounds) in &repeated.back {
                let Some(rounds) = rounds.or(open) else {
                    return Err(NoArrivals::Unbounded(repeated.body.clone()));
                };
                if let (Some(source), 1..) = (stretch_of[routing.source(flow)], rounds) {
                    back.push((source, rounds));
                }
            }
            let Some(header) = stretch_of[repeated.header].filter(|_| !back.is_empty()) else {
                continue;
            };
            let body = repeated.body.iter();
            let mut body: Vec<usize> = body.filter_map(|&node| stretch_of[node]).collect();
            body.sort_unstable();
            body.dedup();
            // What the rounds of inner loops cost is in the weight of their header already.
            let points = points(&back);
            let once = body.iter().filter_map(|&at| weight.get(at));
            let once = once.fold(0u64, |sum, weight| sum.saturating_add(*weight));
            if let Some(weight) = weight.get_mut(header) {
                *weight = weight.saturating_add(once.saturating_mul(points));
            }
            if let Some(stretch) = found.stretches.get_mut(header) {
                stretch.repeats = Some(found.rounds.len());
            }
            found.rounds.push(Round { header, body, back });
        }
        found.work = weight.into_iter().fold(0, u64::saturating_add);
        Ok(found)
    }

    /// How many stretches one question passes, rounds counted.
    pub fn work(&self) -> u64 {
        self.work
    }

    /// What is passed one after another, in an order in which it can be.
    pub fn stretches(&self) -> &[Stretch<O>] {
        &self.stretches
    }

    /// The latest time at which the case is complete where it begins at `start`; `None` where a stretch has no answer or there is
    /// none. `step` tells when a stretch, given with its rank, ends that begins at a time. Recursion is as deep as loops with rounds are nested, at
    /// most the logarithm of [`Self::work`]: ask only where that is bounded.
    pub fn latest<T: Ord + Clone>(
        &self,
        start: &T,
        mut step: impl FnMut(usize, &Stretch<O>, &T) -> Option<T>,
    ) -> Option<T> {
        let mut play = Play {
            all: self,
            ends: vec![None; self.stretches.len()],
            latest: None,
            left: vec![0; self.stretches.len()],
            leads_on: vec![false; self.stretches.len()],
            step: &mut step,
        };
        let all: Vec<usize> = (0..self.stretches.len()).collect();
        play.pass(&all, None, (0, start))?;
        play.latest
    }
}

/// One question.
struct Play<'p, O, T, F> {
    all: &'p Arrivals<O>,
    ends: Vec<Option<T>>,
    /// The latest end of all.
    latest: Option<T>,
    /// Along how many flows back from a stretch a further round may be run now.
    left: Vec<u32>,
    /// Whether a case that is there now can go on to an end.
    leads_on: Vec<bool>,
    step: &'p mut F,
}

impl<O, T: Ord + Clone, F: FnMut(usize, &Stretch<O>, &T) -> Option<T>> Play<'_, O, T, F> {
    /// Passes stretches in order; `begin` is when the first of them begins. Inner loops are played where they begin. What does
    /// not lead on is not passed: nobody can be there any more.
    fn pass(&mut self, body: &[usize], of: Option<usize>, begin: (usize, &T)) -> Option<()> {
        self.look_ahead(body);
        for &at in body {
            let stretch = self.all.stretches.get(at)?;
            *self.ends.get_mut(at)? = None;
            if !*self.leads_on.get(at)? {
                continue;
            }
            let begins = if at == begin.0 {
                Some(begin.1.clone())
            } else {
                let before = stretch.before.iter();
                before
                    .filter_map(|&before| self.ends.get(before)?.as_ref())
                    .max()
                    .cloned()
            };
            let Some(mut begins) = begins else {
                continue;
            };
            if let Some(repeated) = stretch.repeats.filter(|&inner| of != Some(inner)) {
                begins = self.play(repeated, begins)?;
            }
            let end = (self.step)(at, stretch, &begins)?;
            if self.latest.as_ref().is_none_or(|latest| *latest < end) {
                self.latest = Some(end.clone());
            }
            *self.ends.get_mut(at)? = Some(end);
        }
        Some(())
    }

    fn look_ahead(&mut self, body: &[usize]) {
        for &at in body.iter().rev() {
            let (Some(stretch), Some(left)) = (self.all.stretches.get(at), self.left.get(at))
            else {
                continue;
            };
            let mut after = stretch.after.iter();
            let goes_on = |after: &usize| self.leads_on.get(*after).is_some_and(|known| *known);
            let leads_on = stretch.is_last || *left > 0 || after.any(goes_on);
            if let Some(known) = self.leads_on.get_mut(at) {
                *known = leads_on;
            }
        }
    }

    /// Plays the rounds of a loop; says when its header begins the last time, at the latest.
    fn play(&mut self, repeated: usize, begin: T) -> Option<T> {
        let round = self.all.rounds.get(repeated)?;
        // The header stands in a round here, and after the last one where it stood before.
        let in_last: Vec<bool> = round
            .body
            .iter()
            .filter_map(|&at| self.leads_on.get(at).copied())
            .collect();
        let count = usize::try_from(points(&round.back)).ok()?;
        // When the header begins where each flow back was taken so often; the first number counts fastest.
        let mut begins: Vec<Option<T>> = vec![None; count];
        *begins.first_mut()? = Some(begin);
        for point in 0..count {
            let Some(begin) = begins.get(point)?.clone() else {
                continue;
            };
            let mut open = Vec::with_capacity(round.back.len());
            let mut stride = 1;
            for &(source, rounds) in &round.back {
                let size = usize::try_from(rounds).ok()? + 1;
                if point / stride % size < size - 1 {
                    open.push((source, stride));
                    *self.left.get_mut(source)? += 1;
                }
                stride *= size;
            }
            if !open.is_empty() {
                self.pass(&round.body, Some(repeated), (round.header, &begin))?;
            }
            for (source, stride) in open {
                *self.left.get_mut(source)? -= 1;
                // Whoever does not go back begins no later than before.
                let arrived = self.ends.get(source)?.clone().max(Some(begin.clone()));
                let next = begins.get_mut(point + stride)?;
                *next = next.take().max(arrived);
            }
        }
        for (&at, known) in round.body.iter().zip(in_last) {
            *self.leads_on.get_mut(at)? = known;
        }
        begins.pop().flatten()
    }
}

/// How many ways there are to have taken the flows back so or so often.
fn points(back: &[(usize, u32)]) -> u64 {
    back.iter().fold(1, |points, &(_, rounds)| {
        points.saturating_mul(u64::from(rounds) + 1)
    })
}

/// The latest time at which a case is complete, over all paths: the maximum at every join, loops repeated as their rounds say,
/// flows back in any order. A loop without rounds is unbounded, whatever it costs; [`Arrivals`] says what it costs.
pub fn latest_arrival<T: Ord + Clone>(
    graph: &WorkflowGraph,
    rounds: impl Fn(NodeId) -> Option<u32>,
    start: &T,
    mut step: impl FnMut(NodeId, &T) -> Option<T>,
) -> Arrival<T> {
    let arrivals = match Arrivals::of(graph, rounds, None, |_| (), |(), ()| true) {
        Ok(arrivals) => arrivals,
        Err(NoArrivals::Unbounded(nodes)) => return Arrival::Unbounded(nodes),
        Err(NoArrivals::TooDeep) => return Arrival::TooDeep,
    };
    if arrivals.stretches.is_empty() {
        return Arrival::NoStart;
    }
    let latest = arrivals.latest(start, |_, stretch, begin| {
        let mut nodes = stretch.nodes.iter();
        nodes.try_fold(begin.clone(), |at, &node| step(node, &at))
    });
    latest.map_or(Arrival::Unanswered, Arrival::At)
}
