//! The latest arrival under any clock: the longest path where a step does not cost a number but moves a date.
//!
//! For times that mix working days and calendar days: what a step takes depends on the day on which it begins. A step must be
//! *first in, first out* (a later beginning never ends earlier) and must not end before it begins; then the latest arrival at
//! each node is computed from the latest arrivals before it (Dean 2004, "Shortest paths in FIFO time-dependent networks").

use super::super::dense::ByNode;
use super::super::graph::{NodeId, WorkflowGraph};
use super::super::net::Net;
use super::loops::{Loop, Loops};

/// The latest arrival.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival<T> {
    /// The case is complete at this time at the latest.
    At(T),
    /// These nodes can repeat without end.
    Unbounded(Vec<NodeId>),
    /// `step` gave no answer for this node.
    Unanswered(NodeId),
    /// There is no start.
    NoStart,
}

/// A pass over a loop, or over the whole workflow, that is under way.
struct Pass {
    /// The loop, or none for the workflow.
    repeated: Option<usize>,
    /// How far in its nodes.
    at: usize,
    /// Whether the rounds of the loop that begins there have been played.
    played: bool,
    /// Rounds to go, this one included, for each flow back; the first that is not zero is followed.
    rounds: Vec<u32>,
}

/// The latest time at which a node ends, over all paths: the maximum at every join, loops repeated as their rounds say, each flow
/// back in the order of the file.
///
/// `step` tells when a node that begins at a time ends. A loop is played round by round, so that the cost is
/// O((V + E) · R), R the product of the rounds of nested loops. A loop without rounds is unbounded, whatever it costs.
pub fn latest_arrival<T: Ord + Clone>(
    graph: &WorkflowGraph,
    rounds: impl Fn(NodeId) -> Option<u32>,
    start: T,
    mut step: impl FnMut(NodeId, &T) -> Option<T>,
) -> Arrival<T> {
    let net = Net::new(graph);
    let loops = Loops::of(&net, rounds);
    let Some(&first) = loops.order.first() else {
        return Arrival::NoStart;
    };
    if let Some(nodes) = loops.irreducible.first() {
        return Arrival::Unbounded(nodes.clone());
    }
    if let Some(endless) = loops
        .all
        .iter()
        .find(|repeated| repeated.back.iter().any(|&(_, rounds)| rounds.is_none()))
    {
        return Arrival::Unbounded(endless.body.clone());
    }
    let mut ends: ByNode<Option<T>> = ByNode::for_nodes(graph, None);
    // When the header of a loop begins, while the rounds of the loop are played.
    let mut begins: ByNode<Option<T>> = ByNode::for_nodes(graph, None);
    let mut start = Some(start);
    let mut latest: Option<T> = None;
    let mut passes = vec![Pass {
        repeated: None,
        at: 0,
        played: false,
        rounds: Vec::new(),
    }];
    while let Some(pass) = passes.last_mut() {
        let repeated: Option<&Loop> = pass.repeated.and_then(|at| loops.all.get(at));
        let nodes = repeated.map_or(&loops.order, |repeated| &repeated.body);
        let Some(&node) = nodes.get(pass.at) else {
            let Some(repeated) = repeated else { break };
            // The header begins again when the flow back arrives.
            let followed = pass.rounds.iter_mut().zip(&repeated.back);
            if let Some((rounds, &(flow, _))) =
                followed.into_iter().find(|(rounds, _)| **rounds > 0)
            {
                *rounds -= 1;
                let arrived = ends[net.source(flow)].clone();
                begins[repeated.header] = begins[repeated.header].take().max(arrived);
            }
            pass.at = 0;
            if pass.rounds.iter().all(|&rounds| rounds == 0) {
                passes.pop();
            }
            continue;
        };
        let mut begin = if pass.played || repeated.is_some_and(|repeated| repeated.header == node) {
            begins[node].clone()
        } else {
            let forward = net.incoming(node).iter();
            forward
                .filter(|&&flow| !loops.goes_back[flow])
                .filter_map(|&flow| ends[net.source(flow)].clone())
                .max()
        };
        if node == first && begin.is_none() {
            begin = start.take();
        }
        let inner =
            loops.headed_by[node].filter(|&inner| !pass.played && pass.repeated != Some(inner));
        if let Some(inner) = inner
            && let Some(body) = loops.all.get(inner)
        {
            pass.played = true;
            begins[node] = begin;
            let rounds: Vec<u32> = body
                .back
                .iter()
                .map(|&(_, rounds)| rounds.unwrap_or(0))
                .collect();
            if rounds.iter().any(|&rounds| rounds > 0) {
                passes.push(Pass {
                    repeated: Some(inner),
                    at: 0,
                    played: false,
                    rounds,
                });
            }
            continue;
        }
        ends[node] = match begin {
            None => None,
            Some(begin) => match step(node, &begin) {
                None => return Arrival::Unanswered(node),
                Some(end) => Some(end),
            },
        };
        if ends[node] > latest {
            latest.clone_from(&ends[node]);
        }
        pass.at += 1;
        pass.played = false;
    }
    latest.map_or(Arrival::NoStart, Arrival::At)
}
