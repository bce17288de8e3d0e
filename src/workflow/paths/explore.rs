//! Search through the states of the token game with a monitor that watches the firings.
//!
//! A property is a small automaton (`Monitor`): it sees each node as it fires and says when the run breaks the property.
//! Two searches use it. With one token the states are the flows, and the search is linear and exact. With more tokens the
//! states are markings, and the search stops at a bound: it is meant for what no polynomial method decides. Both are
//! breadth-first, so that a witness has the fewest firings; the second goes deep first where only its answer counts, which
//! comes to an end of a case sooner. Inclusive joins are not played here: whether one may fire depends on
//! tokens elsewhere, and the standards disagree on how.

use std::collections::VecDeque;

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use indexmap::map::Entry;
use smallvec::SmallVec;

use super::super::dense::ByFlow;
use super::super::graph::{FlowId, NodeId, NodeKind, Route};
use super::super::routing::Routing;
use super::{Reason, Witness};

/// Markings the search may visit before it gives up: what it does decide is small, and what is larger is rarely decided by
/// four times as many.
pub(super) const STATE_LIMIT: usize = 4_096;
/// Tokens of all these markings, so that wide ones take no longer.
const TOKEN_LIMIT: usize = 1 << 22;
/// Markings the search may visit for a shorter run than one that is known: they cost less than the reader's time.
pub(super) const WITNESS_LIMIT: usize = 1_000;
/// Flows an inclusive split may have for its choices to be enumerated.
const INCLUSIVE_LIMIT: usize = 8;

/// What a monitor makes of a firing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The run goes on in this phase (0, 1 or 2).
    Go(u8),
    /// The run breaks the property here.
    Broken,
    /// Nothing after this firing can break the property.
    Fine,
}

/// Number of phases a monitor may use.
const PHASES: usize = 3;

/// An automaton over firings; every run begins in phase 0.
pub(super) struct Monitor<'m> {
    /// The phase after a node fires.
    pub(super) fires: &'m dyn Fn(u8, NodeId) -> Step,
    /// Whether a case that completes in this phase breaks the property.
    pub(super) breaks_at_end: &'m dyn Fn(u8) -> bool,
    /// Whether only the end of a case breaks the property, and the order of its firings says nothing.
    pub(super) only_at_end: bool,
}

/// Searches the positions of the only token. Returns the shortest run that breaks the property. O(V + E).
pub(super) fn explore_sequential(routing: &Routing, monitor: &Monitor<'_>) -> Option<Witness> {
    // How the search first came to a flow in a phase: the flow and phase before, or nothing at the start.
    type Before = Option<(FlowId, u8)>;
    let mut seen: [ByFlow<Option<Before>>; PHASES] = std::array::from_fn(|_| routing.by_flow(None));
    let trace = |seen: &[ByFlow<Option<Before>>; PHASES], mut before: Before, node: NodeId| {
        let mut nodes = vec![node];
        while let Some((flow, phase)) = before {
            nodes.push(routing.source(flow));
            before = seen
                .get(usize::from(phase))
                .and_then(|flows| flows[flow])
                .flatten();
        }
        nodes.reverse();
        Witness { nodes }
    };
    let start = *routing.starts().first()?;
    let mut round: Vec<(NodeId, u8, Before)> = vec![(start, 0, None)];
    while !round.is_empty() {
        let mut later = Vec::new();
        for (node, phase, before) in round {
            let phase = match (monitor.fires)(phase, node) {
                Step::Broken => return Some(trace(&seen, before, node)),
                Step::Fine => continue,
                Step::Go(phase) => phase,
            };
            if routing.is_last(node) && (monitor.breaks_at_end)(phase) {
                return Some(trace(&seen, before, node));
            }
            for &flow in routing.outgoing(node) {
                let Some(known) = seen.get_mut(usize::from(phase)).map(|s| &mut s[flow]) else {
                    continue;
                };
                if known.is_none() {
                    *known = Some(before);
                    later.push((routing.target(flow), phase, Some((flow, phase))));
                }
            }
        }
        round = later;
    }
    None
}

/// Which state is looked at next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// The oldest: what is found has the fewest firings.
    Breadth,
    /// The newest.
    Depth,
}

/// Searches markings, at most `limit`. Returns a run that breaks the property, if there is one; in order of breadth the
/// shortest.
///
/// Where only the end of a case matters, one token is moved at a time: a flow leads to one node, so nothing else can take its
/// token, every complete run can be reordered to begin with that node's firing, and is as long as before (Godefroid 1996, theorem
/// 4.3). A terminate event takes tokens of others: there every order is searched.
///
/// # Errors
/// Why the search could not decide.
pub(super) fn explore_markings(
    routing: &Routing,
    monitor: &Monitor<'_>,
    limit: usize,
    order: Order,
) -> Result<Option<Witness>, Reason> {
    if routing
        .nodes()
        .any(|node| routing.is_reachable(node) && routing.join(node) == Route::Any)
    {
        return Err(Reason::InclusiveJoin);
    }
    let Some(&start) = routing.starts().first() else {
        return Err(Reason::NoStart);
    };
    let mut search = Search {
        routing,
        monitor,
        limit,
        tokens: 0,
        states: IndexMap::default(),
        waiting: VecDeque::new(),
    };
    if let Some(witness) = search.fire(None, start, &[], 0)? {
        return Ok(Some(witness));
    }
    let mut kinds = routing.nodes().map(|node| routing.kind(node));
    let one_at_a_time = monitor.only_at_end && !kinds.any(|kind| kind == NodeKind::Terminate);
    while let Some(at) = match order {
        Order::Breadth => search.waiting.pop_front(),
        Order::Depth => search.waiting.pop_back(),
    } {
        let Some((state, _)) = search.states.get_index(at) else {
            continue;
        };
        let (marking, phase) = (state.marking.clone(), state.phase);
        let mut marked = marking.clone();
        marked.dedup();
        let mut done: Option<NodeId> = None;
        let mut targets: SmallVec<[(NodeId, FlowId); 16]> = marked
            .iter()
            .map(|&flow| (routing.target(flow), flow))
            .collect();
        targets.sort_unstable();
        for (node, flow) in targets {
            let found = if routing.join(node) == Route::All {
                if done.replace(node) == Some(node)
                    || !routing
                        .incoming(node)
                        .iter()
                        .all(|flow| marked.contains(flow))
                {
                    continue;
                }
                let rest = without(&marking, routing.incoming(node));
                search.fire(Some(at), node, &rest, phase)?
            } else {
                let rest = without(&marking, &[flow]);
                search.fire(Some(at), node, &rest, phase)?
            };
            if found.is_some() {
                return Ok(found);
            }
            if one_at_a_time {
                break;
            }
        }
    }
    Ok(None)
}

/// Flows with a token, sorted; a flow stands as often as it has tokens. Few have many.
type Marking = SmallVec<[FlowId; 16]>;

/// A marking and phase the search has come to.
#[derive(PartialEq, Eq, Hash)]
struct State {
    marking: Marking,
    phase: u8,
}

/// How the search came to a state: from which one, by which firing.
#[derive(Clone, Copy)]
struct Come {
    before: Option<usize>,
    fired: NodeId,
}

struct Search<'s> {
    routing: &'s Routing,
    monitor: &'s Monitor<'s>,
    limit: usize,
    /// Tokens of all states.
    tokens: usize,
    /// In the order in which the search came to them.
    states: IndexMap<State, Come, RandomState>,
    /// Indexes of states that were not looked at yet.
    waiting: VecDeque<usize>,
}

impl Search<'_> {
    /// Fires `node` with `rest` the tokens it does not take, in every way it can split.
    fn fire(
        &mut self,
        before: Option<usize>,
        node: NodeId,
        rest: &[FlowId],
        phase: u8,
    ) -> Result<Option<Witness>, Reason> {
        let phase = match (self.monitor.fires)(phase, node) {
            Step::Broken => return Ok(Some(self.trace(before, node))),
            Step::Fine => return Ok(None),
            Step::Go(phase) => phase,
        };
        let routing = self.routing;
        let outgoing = routing.outgoing(node);
        let mut kept = Marking::from_slice(rest);
        if routing.kind(node) == NodeKind::Terminate {
            kept.retain(|flow| !routing.is_ended_by(routing.source(*flow), node));
        }
        let come = Come {
            before,
            fired: node,
        };
        let mut reach = |serving: &[FlowId]| self.reach(&kept, serving, phase, come);
        match routing.split(node) {
            Route::One if !outgoing.is_empty() => {
                for serving in outgoing.chunks(1) {
                    if let Some(found) = reach(serving)? {
                        return Ok(Some(found));
                    }
                }
            }
            Route::Any if outgoing.len() > INCLUSIVE_LIMIT => return Err(Reason::StateLimit),
            Route::Any if !outgoing.is_empty() => {
                for chosen in 1_u32..1 << outgoing.len() {
                    let flows = outgoing.iter().enumerate();
                    let flows = flows.filter(|(at, _)| chosen >> at & 1 == 1);
                    let serving: Marking = flows.map(|(_, &flow)| flow).collect();
                    if let Some(found) = reach(&serving)? {
                        return Ok(Some(found));
                    }
                }
            }
            _ => return reach(outgoing),
        }
        Ok(None)
    }

    /// Comes to the marking of the tokens that were `kept` and those that a node serves.
    fn reach(
        &mut self,
        kept: &[FlowId],
        serving: &[FlowId],
        phase: u8,
        come: Come,
    ) -> Result<Option<Witness>, Reason> {
        let mut marking = Marking::from_slice(kept);
        marking.extend_from_slice(serving);
        marking.sort_unstable();
        if marking.is_empty() && (self.monitor.breaks_at_end)(phase) {
            return Ok(Some(self.trace(come.before, come.fired)));
        }
        let known = self.states.len();
        if let Entry::Vacant(new) = self.states.entry(State { marking, phase }) {
            self.tokens += new.key().marking.len();
            if known >= self.limit || self.tokens > TOKEN_LIMIT {
                return Err(Reason::StateLimit);
            }
            new.insert(come);
            self.waiting.push_back(known);
        }
        Ok(None)
    }

    fn trace(&self, mut before: Option<usize>, node: NodeId) -> Witness {
        let mut nodes = vec![node];
        while let Some((_, come)) = before.and_then(|at| self.states.get_index(at)) {
            nodes.push(come.fired);
            before = come.before;
        }
        nodes.reverse();
        Witness { nodes }
    }
}

/// `marking` less one token on each of `flows`.
fn without(marking: &[FlowId], flows: &[FlowId]) -> Marking {
    let mut rest = Marking::from_slice(marking);
    for flow in flows {
        if let Ok(at) = rest.binary_search(flow) {
            rest.remove(at);
        }
    }
    rest
}
