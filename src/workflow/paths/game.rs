//! Plays the token game of a sound workflow with a purpose, to write down a run that shows something.
//!
//! It plays one run, it does not search. Where the workflow turns out not to be sound after all (two tokens on one flow, a wait
//! that nobody ends) it gives up with `None` and never returns a run that is none.

use std::collections::VecDeque;

use super::super::dense::{ByFlow, ByNode};
use super::super::graph::{FlowId, NodeId, Route};
use super::super::routing::Routing;
use super::class::Nesting;
use super::fixpoint::Finishing;

/// A run being played.
pub(super) struct Game<'n> {
    routing: &'n Routing,
    nesting: Option<&'n Nesting>,
    /// The firing that put the token on a flow.
    tokens: ByFlow<Option<usize>>,
    /// Incoming flows of each node that carry a token.
    arrived: ByNode<usize>,
    /// Flows each inclusive split served when it last fired: so many tokens its join waits for.
    served: ByNode<usize>,
    /// Nodes that may have become enabled.
    waiting: VecDeque<NodeId>,
    firings: Vec<Firing>,
}

struct Firing {
    node: NodeId,
    causes: Vec<usize>,
}

impl<'n> Game<'n> {
    /// A case before its start has fired. O(V + E).
    pub(super) fn new(routing: &'n Routing, nesting: Option<&'n Nesting>) -> Self {
        Self {
            routing,
            nesting,
            tokens: routing.by_flow(None),
            arrived: routing.by_node(0),
            served: routing.by_node(0),
            waiting: VecDeque::new(),
            firings: Vec::new(),
        }
    }

    /// Fires `node`, serving `flows`. The start needs no token for its first firing.
    pub(super) fn fire(&mut self, node: NodeId, flows: &[FlowId]) -> Option<usize> {
        let mut causes = Vec::new();
        if !self.firings.is_empty() {
            self.is_enabled(node).then_some(())?;
            let exclusive = self.routing.join(node) == Route::One;
            for &flow in self.routing.incoming(node) {
                if let Some(cause) = self.tokens[flow].take() {
                    causes.push(cause);
                    self.arrived[node] -= 1;
                    if exclusive {
                        break;
                    }
                }
            }
        }
        let firing = self.firings.len();
        self.firings.push(Firing { node, causes });
        self.served[node] = flows.len();
        for &flow in flows {
            let target = self.routing.target(flow);
            if self.tokens[flow].replace(firing).is_some() {
                return None;
            }
            self.arrived[target] += 1;
            self.waiting.push_back(target);
        }
        Some(firing)
    }

    fn is_enabled(&self, node: NodeId) -> bool {
        let arrived = self.arrived[node];
        match self.routing.join(node) {
            Route::One => arrived > 0,
            Route::All => arrived == self.routing.incoming(node).len(),
            Route::Any => {
                let opened_by = self.nesting.and_then(|nesting| nesting.opened_by[node]);
                arrived > 0 && opened_by.is_some_and(|fork| arrived == self.served[fork])
            }
        }
    }

    /// Fires everything but the nodes of `held`, each as `finishing` says, until nothing else is enabled.
    ///
    /// Ends because ranks fall along every flow served.
    pub(super) fn finish(&mut self, finishing: &Finishing, held: &[NodeId]) -> Option<()> {
        let routing = self.routing;
        let mut kept = Vec::new();
        while let Some(node) = self.waiting.pop_front() {
            if held.contains(&node) {
                kept.push(node);
            } else if self.is_enabled(node) {
                finishing.holds(node).then_some(())?;
                self.fire(node, finishing.serve(routing, node))?;
            }
        }
        self.waiting.extend(kept);
        Some(())
    }

    /// Leads one token along each path (a list of flows, the first out of an already or first firing node), until the target
    /// of the last flow of each path is enabled. Other tokens move, as `finishing` says, only where a path has to wait for them.
    ///
    /// In a sound workflow this succeeds: the others played to exhaustion, nothing but the heads of the paths can be enabled;
    /// were none, the game would be stuck. Paths must share no node.
    pub(super) fn follow(&mut self, paths: &[&[FlowId]], finishing: &Finishing) -> Option<()> {
        let routing = self.routing;
        let mut ahead: Vec<&[FlowId]> = paths.to_vec();
        loop {
            let mut moved = false;
            for path in &mut ahead {
                while let Some((&flow, [next, ..])) = path.split_first() {
                    let node = routing.target(flow);
                    if !self.is_enabled(node) {
                        break;
                    }
                    let one = [*next];
                    let serving = match routing.split(node) {
                        Route::All => routing.outgoing(node),
                        Route::One | Route::Any => &one,
                    };
                    self.fire(node, serving)?;
                    *path = path.get(1..)?;
                    moved = true;
                }
            }
            let heads: Vec<NodeId> = ahead
                .iter()
                .filter_map(|path| path.first().map(|&flow| routing.target(flow)))
                .collect();
            if ahead.iter().all(|path| path.len() == 1)
                && heads.iter().all(|&head| self.is_enabled(head))
            {
                return Some(());
            }
            if !moved {
                let before = self.firings.len();
                self.finish(finishing, &heads)?;
                // Nothing moved and nobody else could: not a sound workflow.
                (self.firings.len() > before).then_some(())?;
            }
        }
    }

    /// The whole run so far.
    pub(super) fn run(&self) -> Vec<NodeId> {
        self.firings.iter().map(|firing| firing.node).collect()
    }

    /// The part of the run that caused the given firings, in the order of the run.
    pub(super) fn causes_of(&self, firings: &[usize]) -> Vec<NodeId> {
        let mut needed = vec![false; self.firings.len()];
        let mut stack = firings.to_vec();
        while let Some(at) = stack.pop() {
            match needed.get_mut(at) {
                Some(known) if !*known => *known = true,
                _ => continue,
            }
            if let Some(firing) = self.firings.get(at) {
                stack.extend(&firing.causes);
            }
        }
        self.firings
            .iter()
            .zip(needed)
            .filter_map(|(firing, needed)| needed.then_some(firing.node))
            .collect()
    }
}
