//! What the clock shows where every way leads back: at such a node a case can be in a round of the loop, but never after the last
//! one, for then it could not go on to an end.
//!
//! A round that passes it is one of those that the flow back may run. So the loop is followed once more for each such flow: from
//! the header, where the clock shows what all other rounds took, to the source of the flow.

use super::super::dense::ByNode;
use super::super::graph::NodeId;
use super::loops::Loop;
use super::{Longest, Repeat, Timing, other_rounds};

/// What the clock shows at nodes, at worst.
pub(super) struct Shown {
    /// Before a node; rounds of a loop that begins there are not run yet.
    before: ByNode<Longest>,
    after: ByNode<Longest>,
}

/// What the clock shows at every node at which a case can be that goes on to an end.
pub(super) struct Clocks {
    pub(super) shown: Shown,
    /// From the end of the node on until the clock restarts or the case ends, in minutes.
    rest: ByNode<i64>,
    /// After the header of a loop, where one of its last rounds is still to be run.
    turn: ByNode<i64>,
    /// The most the clock shows on a way through the node.
    most: ByNode<i64>,
    /// For nodes from which every way leads back: the round in which the clock shows most.
    round: ByNode<Option<Way>>,
}

/// A loop, by index, and one of its flows back, by rank.
#[derive(Clone, Copy)]
struct Way {
    of: usize,
    rank: usize,
}

/// A flow back that may be run, and from whose source every way leads back.
struct WayBack<'t> {
    repeated: &'t Loop,
    source: NodeId,
    /// What a round takes, in minutes.
    own: i64,
    /// What the other rounds take.
    others: i64,
    /// What the clock shows after them where it restarts in one of them.
    restarted: Option<i64>,
}

/// The last round of a loop along a flow back from where every way leads back. Nothing is known of nodes outside of the loop.
pub(super) struct LastRound {
    header: Option<NodeId>,
    /// What the other rounds took.
    others: i64,
    pub(super) shown: Shown,
    /// Where the round goes on to the flow back: minutes until the clock restarts or the case ends.
    rest: ByNode<Option<i64>>,
}

impl Shown {
    fn nothing(timing: &Timing) -> Self {
        Self {
            before: timing.routing.by_node(Longest::default()),
            after: timing.routing.by_node(Longest::default()),
        }
    }

    /// Before and after a node.
    pub(super) fn at(&self, node: NodeId) -> Option<(i64, i64)> {
        self.before[node].clock().zip(self.after[node].clock())
    }
}

impl Clocks {
    fn take(&mut self, way: Way, round: &LastRound, node: NodeId, rest: i64) {
        let (shown, in_round) = (&mut self.shown, &round.shown);
        if in_round.after[node].clock() > shown.after[node].clock() {
            self.round[node] = Some(way);
        }
        shown.before[node] = shown.before[node].max(in_round.before[node]);
        shown.after[node] = shown.after[node].max(in_round.after[node]);
        self.rest[node] = self.rest[node].max(rest);
    }

    /// The most the clock shows on a way through the node.
    pub(super) fn most(&self, node: NodeId) -> i64 {
        self.most[node]
    }
}

impl LastRound {
    fn of(timing: &Timing) -> Self {
        Self {
            header: None,
            others: 0,
            shown: Shown::nothing(timing),
            rest: timing.routing.by_node(None),
        }
    }

    fn forget(&mut self, nodes: &[NodeId]) {
        for &node in nodes {
            self.shown.before[node] = Longest::default();
            self.shown.after[node] = Longest::default();
            self.rest[node] = None;
        }
    }

    /// Whether it begins at a node.
    pub(super) fn begins_at(&self, node: NodeId) -> bool {
        self.header == Some(node)
    }

    /// What the other rounds took, in minutes.
    pub(super) const fn others(&self) -> i64 {
        self.others
    }
}

impl Timing {
    /// What the clock shows, as far as it may show most. O(V + E), and where it restarts once more the nodes and flows of each loop
    /// for every flow back from where every way leads back.
    pub(super) fn clocks(&self) -> Clocks {
        let mut clocks = Clocks {
            shown: Shown::nothing(self),
            rest: self.routing.by_node(0),
            turn: self.routing.by_node(0),
            most: self.routing.by_node(0),
            round: self.routing.by_node(None),
        };
        for (at, &node) in self.loops.order.iter().enumerate() {
            if !self.loops.leads_on[node] {
                continue;
            }
            let value = match at {
                0 => Longest::BEGIN,
                _ => self.arriving(node, &clocks.shown.after),
            };
            clocks.shown.before[node] = value;
            clocks.shown.after[node] = self.pass(node, self.go_round(&self.repeats, node, value));
        }
        if self.any_restart {
            self.look_to_the_end(&mut clocks);
        }
        clocks
    }

    /// The same also where every way leads back and the clock never restarts, where it never shows most; and what is left after
    /// each node.
    pub(super) fn all_clocks(&self) -> Clocks {
        let mut clocks = self.clocks();
        if !self.any_restart {
            self.look_to_the_end(&mut clocks);
        }
        clocks
    }

    fn look_to_the_end(&self, clocks: &mut Clocks) {
        let mut round = LastRound::of(self);
        for &node in self.loops.order.iter().rev() {
            if !self.loops.leads_on[node] {
                continue;
            }
            let forward = self.forward_out_of(node);
            let forward = forward.map(|flow| self.routing.target(flow));
            let forward = forward.filter(|&target| self.loops.leads_on[target]);
            let rest = forward.map(|target| self.since_begin(target, clocks.rest[target], clocks));
            clocks.rest[node] = rest.max().unwrap_or(0);
            let after = clocks.shown.after[node].clock().unwrap_or(0);
            clocks.most[node] = after.saturating_add(clocks.rest[node]);
            if self.any_restart {
                self.turn_round(node, clocks, &mut round);
            }
        }
        self.follow_last_rounds(clocks, &mut round);
    }

    /// From the beginning of a node on until the clock restarts or the case ends, where `rest` is left after it.
    fn since_begin(&self, node: NodeId, rest: i64, clocks: &Clocks) -> i64 {
        if self.restarts(node) {
            return 0;
        }
        let last = self.repeated_at(node).saturating_add(rest);
        self.cost(node).saturating_add(last.max(clocks.turn[node]))
    }

    /// What is left after a header where one of its last rounds is still to be run.
    fn turn_round(&self, header: NodeId, clocks: &mut Clocks, round: &mut LastRound) {
        let Some(of) = self.loops.headed_by[header] else {
            return;
        };
        for way in self.ways(of) {
            if let Some(back) = self.way_back(way) {
                self.look_ahead(&back, clocks, round);
                let rest = round.rest[header].unwrap_or(0);
                let left = back.others.saturating_add(rest);
                clocks.turn[header] = clocks.turn[header].max(left);
                round.forget(self.nodes_of(back.repeated));
            }
        }
    }

    /// Those of outer loops come first: inner ones begin with what the clock shows then.
    fn follow_last_rounds(&self, clocks: &mut Clocks, round: &mut LastRound) {
        for of in (0..self.loops.all.len()).rev() {
            for way in self.ways(of) {
                let Some(back) = self.way_back(way) else {
                    continue;
                };
                self.follow(&back, clocks, round);
                self.look_ahead(&back, clocks, round);
                for &node in self.nodes_of(back.repeated) {
                    let after = round.shown.after[node].clock();
                    if let (Some(rest), Some(after)) = (round.rest[node], after) {
                        let most = after.saturating_add(rest);
                        clocks.most[node] = clocks.most[node].max(most);
                        if !self.loops.leads_on[node] {
                            clocks.take(way, round, node, rest);
                        }
                    }
                }
                round.forget(self.nodes_of(back.repeated));
            }
        }
    }

    /// The nodes of which a last round is asked. Where the clock never restarts, every other node shows in the round what it
    /// shows after all rounds, less the round.
    fn nodes_of<'l>(&self, repeated: &'l Loop) -> &'l [NodeId] {
        if self.any_restart {
            &repeated.body
        } else {
            &repeated.only_back
        }
    }

    fn ways(&self, of: usize) -> impl Iterator<Item = Way> + use<> {
        let count = self
            .loops
            .all
            .get(of)
            .map_or(0, |repeated| repeated.back.len());
        (0..count).map(move |rank| Way { of, rank })
    }

    /// A flow back, where it may be run and every way leads back from its source.
    fn way_back(&self, way: Way) -> Option<WayBack<'_>> {
        let repeated = self.loops.all.get(way.of)?;
        let &(flow, rounds) = repeated.back.get(way.rank)?;
        let source = self.routing.source(flow);
        let Repeat::Bounded { minutes, each, .. } = self.repeats.get(way.of)? else {
            return None;
        };
        let (others, restarted) = other_rounds(each, *minutes, way.rank);
        let is_run = rounds != Some(0) && !self.loops.leads_on[source];
        is_run.then_some(WayBack {
            repeated,
            source,
            own: minutes - others,
            others,
            restarted,
        })
    }

    /// The last round in which the clock shows most after a node; none where the node leads on.
    pub(super) fn last_round_to(&self, node: NodeId, clocks: &Clocks) -> Option<LastRound> {
        let way = clocks.round[node]?;
        let mut round = LastRound::of(self);
        self.follow(&self.way_back(way)?, clocks, &mut round);
        Some(round)
    }

    /// What the clock shows in a last round. O(nodes and flows of the loop).
    fn follow(&self, back: &WayBack<'_>, clocks: &Clocks, round: &mut LastRound) {
        let header = back.repeated.header;
        round.header = Some(header);
        round.others = back.others;
        let shown = &mut round.shown;
        for &node in self.nodes_of(back.repeated) {
            if node == header {
                let entered = clocks.shown.before[header];
                shown.before[node] = entered;
                if entered.is_some() {
                    let value = entered.after_rounds(back.others, back.restarted);
                    shown.after[node] = self.pass(node, value);
                }
                continue;
            }
            let mut value = Longest::default();
            for flow in self.forward_into(node) {
                let source = self.routing.source(flow);
                value = value.max(if self.any_restart || !self.loops.leads_on[source] {
                    shown.after[source]
                } else {
                    clocks.shown.after[source].plus(-back.own)
                });
            }
            shown.before[node] = value;
            shown.after[node] = self.pass(node, self.go_round(&self.repeats, node, value));
        }
    }

    /// What is left after each node of a last round. O(nodes and flows of the loop).
    fn look_ahead(&self, back: &WayBack<'_>, clocks: &Clocks, round: &mut LastRound) {
        let header = back.repeated.header;
        for &node in self.nodes_of(back.repeated).iter().rev() {
            let forward = self.forward_out_of(node);
            let onward = forward.filter_map(|flow| {
                let target = self.routing.target(flow);
                Some(self.since_begin(target, round.rest[target]?, clocks))
            });
            // All rounds are run when the header begins again.
            let again = || {
                if self.restarts(header) {
                    0
                } else {
                    self.cost(header).saturating_add(clocks.rest[header])
                }
            };
            let again = (node == back.source).then(again);
            round.rest[node] = onward.chain(again).max();
        }
    }
}
