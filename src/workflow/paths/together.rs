//! Whether two nodes can both fire in one run: what separation of duties asks before it looks at roles.
//!
//! In a sound workflow two nodes co-occur exactly where one can be reached from the other, or some node that splits into
//! several flows at once has paths to both that share no other node.
//!
//! *If.* Reached from the other: a token follows the path. Disjoint paths: after the split lead a token along each; where both wait,
//! play the rest to exhaustion; being sound, the game is not stuck, and what is enabled takes one head only, as the paths share
//! no node. *Only if.* Take a run with both, neither a cause of the other. Two chains of causes lead from some last common
//! firing, a split, to them. Should they pass one node twice, the two firings of that node are ordered (a safe workflow never
//! fires a node twice at once), so the earlier one is a later common firing: contradiction.
//!
//! Two paths from `u` to a common sink behind both nodes that share nothing else exist exactly where the immediate dominator
//! of `u`, in the reversed graph rooted at the sink, is the sink (Menger 1927).

use std::collections::VecDeque;

use petgraph::Direction;

use super::super::dense::ByNode;
use super::super::dominators::Dominators;
use super::super::graph::{FlowId, NodeId, Route};
use super::explore::{Monitor, Order, STATE_LIMIT, Step, explore_markings, explore_sequential};
use super::fixpoint::{Arriving, Finishing};
use super::{CoOccurrence, NodeSet, Paths, Reason, Witness};

/// Where a unit of flow came from: node, side, and the flow; none where it passed from one side of a node to the other.
type Before = (NodeId, u8, Option<FlowId>);

impl Paths {
    /// Whether `one` and `other` can both fire in one run. A node co-occurs with itself where it can be reached.
    ///
    /// Exact in sequential workflows (O(V + E), fewest firings) and in all sound ones (dominators of the reversed graph).
    pub fn co_occur(&self, one: NodeId, other: NodeId) -> CoOccurrence {
        match self.co_occur_as_drawn(one, other) {
            CoOccurrence::Impossible
                if self.may_interrupt_after(|node| node == one || node == other) =>
            {
                CoOccurrence::Unknown(Reason::Interrupts)
            }
            found => found,
        }
    }

    fn co_occur_as_drawn(&self, one: NodeId, other: NodeId) -> CoOccurrence {
        if let Err(reason) = self.start() {
            return CoOccurrence::Unknown(reason);
        }
        if !self.routing.is_reachable(one) || !self.routing.is_reachable(other) {
            return CoOccurrence::Impossible;
        }
        if self.borders.ends_others {
            return CoOccurrence::Unknown(Reason::EndsOthers);
        }
        let monitor = Monitor {
            fires: &|phase, node| {
                let phase = match (node == one, node == other) {
                    (true, true) => return Step::Broken,
                    (true, false) if phase == 2 => return Step::Broken,
                    (false, true) if phase == 1 => return Step::Broken,
                    (true, false) => 1,
                    (false, true) => 2,
                    (false, false) => phase,
                };
                Step::Go(phase)
            },
            breaks_at_end: &|_| false,
            only_at_end: false,
        };
        if self.is_sound() {
            match self.disjoint_ways(one, other) {
                None => return CoOccurrence::Impossible,
                Some(ways) => {
                    if let Some(witness) = self.play_together(&ways) {
                        return CoOccurrence::Possible(self.shortened(witness, &monitor));
                    }
                }
            }
        }
        let found = if self.is_sequential() {
            Ok(explore_sequential(&self.routing, &monitor))
        } else {
            explore_markings(&self.routing, &monitor, STATE_LIMIT, Order::Breadth)
        };
        match found {
            Ok(None) => CoOccurrence::Impossible,
            Ok(Some(witness)) => CoOccurrence::Possible(witness),
            Err(reason) => CoOccurrence::Unknown(reason),
        }
    }

    /// How both can be reached in one run of a sound workflow.
    fn disjoint_ways(&self, one: NodeId, other: NodeId) -> Option<Ways> {
        for (first, second) in [(one, other), (other, one)] {
            if let Some(after) = self.shortest(first, second) {
                return Some(Ways::Ordered { first, after });
            }
        }
        // Against the flows, from a sink behind both nodes.
        let dominators = Dominators::of(&self.routing, &[one, other], Direction::Incoming);
        let fork = self.routing.nodes().find(|&node| {
            node != one
                && node != other
                && self.routing.is_reachable(node)
                && self.routing.split(node) != Route::One
                && dominators.reaches(node)
                && dominators.immediate(node).is_none()
        })?;
        let (to_one, to_other) = self.two_paths(fork, one, other)?;
        Some(Ways::Parallel {
            fork,
            to_one,
            to_other,
        })
    }

    /// A shortest path of flows from `from` to `to`; none where they are the same node.
    pub(super) fn shortest(&self, from: NodeId, to: NodeId) -> Option<Vec<FlowId>> {
        let mut before: ByNode<Option<FlowId>> = self.routing.by_node(None);
        let mut queue = VecDeque::from([from]);
        let mut path = Vec::new();
        if from == to {
            return Some(path);
        }
        while let Some(node) = queue.pop_front() {
            for &flow in self.routing.outgoing(node) {
                let target = self.routing.target(flow);
                if target == from || before[target].is_some() {
                    continue;
                }
                before[target] = Some(flow);
                queue.push_back(target);
            }
        }
        let mut at = to;
        while let Some(flow) = before[at] {
            path.push(flow);
            at = self.routing.source(flow);
        }
        path.reverse();
        (!path.is_empty()).then_some(path)
    }

    /// Two paths from `fork` to the two nodes that share only `fork`: the first path, then one augmentation around it
    /// (Ford and Fulkerson 1956 with two units, every node of capacity one). O(V + E).
    fn two_paths(
        &self,
        fork: NodeId,
        one: NodeId,
        other: NodeId,
    ) -> Option<(Vec<FlowId>, Vec<FlowId>)> {
        let routing = &self.routing;
        let first = self.shortest_to_either(fork, one, other)?;
        // The flow of the first path into and out of each node it passes.
        let mut into: ByNode<Option<FlowId>> = routing.by_node(None);
        let mut out: ByNode<Option<FlowId>> = routing.by_node(None);
        for &flow in &first {
            into[routing.target(flow)] = Some(flow);
            out[routing.source(flow)] = Some(flow);
        }
        let taken = |node: NodeId| into[node].is_some();
        // Side 0 is where a unit enters a node, side 1 where it leaves.
        let mut entered: ByNode<Option<Before>> = routing.by_node(None);
        let mut left: ByNode<Option<Before>> = routing.by_node(None);
        let mut queue = VecDeque::from([(fork, 1u8)]);
        let goal = if first
            .last()
            .is_some_and(|&flow| routing.target(flow) == one)
        {
            other
        } else {
            one
        };
        while let Some((node, side)) = queue.pop_front() {
            if side == 1 {
                for &flow in routing.outgoing(node) {
                    let target = routing.target(flow);
                    if out[node] != Some(flow) && target != fork && entered[target].is_none() {
                        entered[target] = Some((node, 1, Some(flow)));
                        queue.push_back((target, 0));
                    }
                }
                // Leave by giving back the passage through the node.
                if node != fork && taken(node) && entered[node].is_none() {
                    entered[node] = Some((node, 1, None));
                    queue.push_back((node, 0));
                }
            } else if taken(node) {
                // Full: only giving back the flow of the first path leads on.
                if let Some(flow) = into[node] {
                    let source = routing.source(flow);
                    if source != fork && left[source].is_none() {
                        left[source] = Some((node, 0, Some(flow)));
                        queue.push_back((source, 1));
                    }
                }
            } else if node == goal {
                break;
            } else if left[node].is_none() {
                left[node] = Some((node, 0, None));
                queue.push_back((node, 1));
            }
        }
        entered[goal]?;
        // Combine: flows of both, less those that were given back.
        let mut onward: ByNode<Vec<FlowId>> = routing.by_node(Vec::new());
        for &flow in &first {
            onward[routing.source(flow)].push(flow);
        }
        let (mut node, mut side) = (goal, 0);
        while (node, side) != (fork, 1) {
            let (source, from, flow) = if side == 0 {
                entered[node]?
            } else {
                left[node]?
            };
            match flow {
                Some(flow) if side == 0 => onward[source].push(flow),
                Some(flow) => onward[routing.source(flow)].retain(|&other| other != flow),
                None => {}
            }
            (node, side) = (source, from);
        }
        let mut paths = Vec::new();
        for &begin in &onward[fork] {
            let mut path = vec![begin];
            let mut at = routing.target(begin);
            while at != one && at != other {
                let &flow = onward[at].first()?;
                path.push(flow);
                at = routing.target(flow);
            }
            paths.push((at, path));
        }
        paths.sort_by_key(|&(end, _)| end != one);
        let mut paths = paths.into_iter().map(|(_, path)| path);
        Some((paths.next()?, paths.next()?))
    }

    fn shortest_to_either(&self, from: NodeId, one: NodeId, other: NodeId) -> Option<Vec<FlowId>> {
        let paths = [self.shortest(from, one), self.shortest(from, other)];
        paths.into_iter().flatten().min_by_key(Vec::len)
    }

    fn play_together(&self, ways: &Ways) -> Option<Witness> {
        let nobody = NodeSet::none(&self.routing);
        let arriving = Arriving::avoiding(&self.routing, &nobody);
        let finishing = Finishing::avoiding(&self.routing, &nobody);
        let mut game = self.game();
        let (begin, paths) = match ways {
            Ways::Ordered { first, after } => (*first, vec![after.as_slice()]),
            Ways::Parallel {
                fork,
                to_one,
                to_other,
            } => (*fork, vec![to_one.as_slice(), to_other.as_slice()]),
        };
        self.lead(
            &mut game,
            self.start().ok()?,
            &arriving.path(&self.routing, begin),
            &finishing,
        )?;
        let serving: Vec<FlowId> = match self.routing.split(begin) {
            Route::All => self.routing.outgoing(begin).to_vec(),
            Route::One | Route::Any => {
                let firsts = paths.iter().filter_map(|path| path.first().copied());
                firsts.collect()
            }
        };
        let mut last = vec![game.fire(begin, &serving)?];
        let paths: Vec<&[FlowId]> = paths.into_iter().filter(|path| !path.is_empty()).collect();
        if !paths.is_empty() {
            game.follow(&paths, &finishing)?;
            for path in paths {
                let end = self.routing.target(*path.last()?);
                last.push(game.fire(end, self.routing.outgoing(end))?);
            }
        }
        Some(Witness {
            nodes: game.causes_of(&last),
        })
    }
}

/// How two nodes are reached in one run.
enum Ways {
    /// One after the other, along these flows.
    Ordered { first: NodeId, after: Vec<FlowId> },
    /// Each in a branch of its own.
    Parallel {
        fork: NodeId,
        to_one: Vec<FlowId>,
        to_other: Vec<FlowId>,
    },
}
