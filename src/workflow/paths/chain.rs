//! `chain`: after each of these steps, the very next step of the case is one of those.
//!
//! Only steps are seen; gateways, starts and ends pass in silence. Next means next in the run: where another branch may put a
//! step in between, the chain is broken.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::super::dense::ByFlow;
use super::super::graph::{FlowId, NodeId, NodeKind, Route};
use super::class::{Class, Nesting};
use super::explore::{Monitor, Step};
use super::fixpoint::{Arriving, Finishing};
use super::{NodeSet, PathVerdict, Paths, Reason};

impl Paths {
    /// After every step of `each`, the next step that fires is one of `next`; a case that completes first breaks it too.
    ///
    /// In a nested workflow it is broken after a step `a` exactly where (1) a branch beside one of the branches around `a`
    /// holds a step that is not in `next`: it can be led up to that step, then `a` fires, then the step; or (2) from `a`,
    /// with all branches beside it finished, such a step is reached through gateways alone; or (3) so is the end of the case.
    /// O(V + E + |each| · g log g), with g gateways reached from a step through gateways. Elsewhere as the module says.
    /// Vacuous where no step of `each` can be reached.
    pub fn chain(&self, each: &NodeSet, next: &NodeSet) -> PathVerdict {
        match self.chain_as_drawn(each, next) {
            PathVerdict::Holds { vacuous: false }
                if self.may_interrupt_after(|node| each.contains(node)) =>
            {
                PathVerdict::Unknown(Reason::Interrupts)
            }
            verdict => verdict,
        }
    }

    fn chain_as_drawn(&self, each: &NodeSet, next: &NodeSet) -> PathVerdict {
        if let Err(reason) = self.start() {
            return PathVerdict::Unknown(reason);
        }
        let is_step = |node: NodeId| self.routing.kind(node) == NodeKind::Step;
        let watched = |node: NodeId| is_step(node) && each.contains(node);
        let wrong = |node: NodeId| is_step(node) && !next.contains(node);
        let vacuous = !self.any(|node| watched(node) && self.routing.is_reachable(node));
        if vacuous {
            return PathVerdict::Holds { vacuous };
        }
        if self.borders.ends_others {
            return PathVerdict::Unknown(Reason::EndsOthers);
        }
        let monitor = Monitor {
            fires: &|phase, node| {
                if !is_step(node) {
                    Step::Go(phase)
                } else if phase == 1 && wrong(node) {
                    Step::Broken
                } else {
                    Step::Go(u8::from(watched(node)))
                }
            },
            breaks_at_end: &|phase| phase == 1,
            only_at_end: false,
        };
        if let Class::Nested(nesting) = &self.class {
            let view = View {
                watched: &watched,
                wrong: &wrong,
            };
            return match self.broken_chain(nesting, &view) {
                Some(nodes) => self.fails(nodes, &monitor),
                None => PathVerdict::Holds { vacuous: false },
            };
        }
        self.explore(&monitor)
    }

    /// A run that breaks the chain in a nested workflow.
    fn broken_chain(&self, nesting: &Nesting, view: &View<'_>) -> Option<Vec<NodeId>> {
        let routing = &self.routing;
        let nobody = NodeSet::none(routing);
        let steps = NodeSet {
            members: routing.by_kind(|kind| kind == NodeKind::Step),
        };
        let arriving = Arriving::avoiding(routing, &nobody);
        let finishing = Finishing::avoiding(routing, &nobody);
        let silent = Finishing::avoiding(routing, &steps);
        let beside = self.wrong_beside(nesting, view, &arriving);
        let start = self.start().ok()?;
        let mut each: Vec<NodeId> = routing
            .nodes()
            .filter(|&node| routing.is_reachable(node) && (view.watched)(node))
            .collect();
        each.sort_by_key(|&node| (arriving.rank(node), node));
        for node in each {
            let mut game = self.game();
            if let Some((fork, wrong)) = nesting.branch[node].and_then(|branch| beside[branch]) {
                let ways = [self.shortest(fork, node)?, self.shortest(fork, wrong)?];
                let mut serving: Vec<FlowId> =
                    ways.iter().filter_map(|way| way.first().copied()).collect();
                if routing.split(fork) == Route::All {
                    serving = routing.outgoing(fork).to_vec();
                }
                self.lead(&mut game, start, &arriving.path(routing, fork), &finishing)?;
                game.fire(fork, &serving)?;
                game.follow(&ways.each_ref().map(Vec::as_slice), &finishing)?;
                let mut run = game.run();
                run.extend([node, wrong]);
                return Some(run);
            }
            let silently = self.next_through_gateways(nesting, view, node);
            // A last step finishes in silence, any other one where the flows it serves do.
            let ends = routing.is_last(node)
                || match routing.split(node) {
                    Route::All => routing
                        .outgoing(node)
                        .iter()
                        .all(|&flow| silent.holds(routing.target(flow))),
                    _ => routing
                        .outgoing(node)
                        .iter()
                        .any(|&flow| silent.holds(routing.target(flow))),
                };
            if silently.is_none() && !ends {
                continue;
            }
            self.lead(&mut game, start, &arriving.path(routing, node), &finishing)?;
            game.finish(&finishing, &[node])?;
            if let Some(rest) = silently {
                let mut run = game.run();
                run.extend(rest);
                return Some(run);
            }
            let mut flows = routing.outgoing(node).iter().copied();
            let serving: Vec<FlowId> = if routing.split(node) == Route::All {
                flows.collect()
            } else {
                let silently = flows.find(|&flow| silent.holds(routing.target(flow)));
                silently.into_iter().collect()
            };
            game.fire(node, &serving)?;
            game.finish(&silent, &[])?;
            return Some(game.run());
        }
        None
    }

    /// For each branch, a split around it and a wrong step in another branch of that split. O(V + E).
    fn wrong_beside(
        &self,
        nesting: &Nesting,
        view: &View<'_>,
        arriving: &Arriving,
    ) -> ByFlow<Option<(NodeId, NodeId)>> {
        let routing = &self.routing;
        let mut inside: ByFlow<Option<NodeId>> = routing.by_flow(None);
        let mut beside = routing.by_flow(None);
        let mut nodes: Vec<NodeId> = routing
            .nodes()
            .filter(|&node| routing.is_reachable(node))
            .collect();
        nodes.sort_by_key(|&node| (arriving.rank(node), node));
        let splits = |node: NodeId| routing.split(node) != Route::One;
        // A split comes before all that lies in its branches, so that inner splits are done first on the way back.
        for &node in &nodes {
            if let Some(branch) = nesting.branch[node].filter(|_| (view.wrong)(node)) {
                inside[branch].get_or_insert(node);
            }
        }
        for &fork in nodes.iter().rev().filter(|&&node| splits(node)) {
            let found = routing
                .outgoing(fork)
                .iter()
                .find_map(|&branch| inside[branch]);
            if let (Some(outer), Some(found)) = (nesting.branch[fork], found) {
                inside[outer].get_or_insert(found);
            }
        }
        for &fork in nodes.iter().filter(|&&node| splits(node)) {
            let around = nesting.branch[fork].and_then(|outer| beside[outer]);
            let mut holding = routing
                .outgoing(fork)
                .iter()
                .filter(|&&branch| inside[branch].is_some());
            let (first, second) = (holding.next(), holding.next());
            for branch in routing.outgoing(fork) {
                let other = if first == Some(branch) { second } else { first };
                beside[*branch] = other
                    .and_then(|&other| inside[other])
                    .map(|wrong| (fork, wrong))
                    .or(around);
            }
        }
        beside
    }

    /// The nodes that fire from `node` to the first wrong step it reaches through gateways alone, with everything beside
    /// `node` finished: a branch of a split outside waits at its join already, one of a split on the way must come in silence.
    fn next_through_gateways(
        &self,
        nesting: &Nesting,
        view: &View<'_>,
        node: NodeId,
    ) -> Option<Vec<NodeId>> {
        let routing = &self.routing;
        // Order of firing and the flows that enabled it.
        let mut fired: BTreeMap<NodeId, (usize, Vec<FlowId>)> = BTreeMap::new();
        fired.insert(node, (0, Vec::new()));
        let mut arrived: BTreeMap<NodeId, Vec<FlowId>> = BTreeMap::new();
        let mut queue = VecDeque::from([node]);
        let mut found = None;
        'search: while let Some(from) = queue.pop_front() {
            for &flow in routing.outgoing(from) {
                let target = routing.target(flow);
                let wrong = (view.wrong)(target);
                let right = routing.kind(target) == NodeKind::Step && !wrong;
                if right || (fired.contains_key(&target) && target != node) {
                    continue;
                }
                let enabling = match nesting.opened_by[target] {
                    Some(fork)
                        if fired.contains_key(&fork) && routing.join(target) == Route::All =>
                    {
                        let flows = arrived.entry(target).or_default();
                        flows.push(flow);
                        if flows.len() < routing.incoming(target).len() {
                            continue;
                        }
                        flows.clone()
                    }
                    _ => vec![flow],
                };
                if wrong {
                    found = Some((target, enabling));
                    break 'search;
                }
                fired.insert(target, (fired.len(), enabling));
                queue.push_back(target);
            }
        }
        let (wrong, enabling) = found?;
        let mut needed = BTreeSet::new();
        let mut stack: Vec<NodeId> = enabling.iter().map(|&flow| routing.source(flow)).collect();
        while let Some(at) = stack.pop() {
            if let Some((order, enabling)) = fired.get(&at)
                && needed.insert((*order, at))
            {
                stack.extend(enabling.iter().map(|&flow| routing.source(flow)));
            }
        }
        let mut nodes: Vec<NodeId> = needed.into_iter().map(|(_, node)| node).collect();
        nodes.push(wrong);
        Some(nodes)
    }
}

/// How `chain` sees nodes: the steps it watches and the steps that may not come next.
struct View<'v> {
    watched: &'v dyn Fn(NodeId) -> bool,
    wrong: &'v dyn Fn(NodeId) -> bool,
}
