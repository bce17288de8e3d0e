//! Reduction rules: what a structured workflow vanishes by, and what shrinks the rest before states are explored.
//!
//! Every rule keeps each of the four verdicts by itself, on sound and on unsound workflows alike; the argument stands with
//! the rule. (Rules marked "if safe" hold only where the rest is then found safe: [`Reduced::assumes_safe`].) The rules are
//! those of Murata (1989) and Desel & Esparza (1995), chapter 7, read on workflow graphs, plus loops and ends.
//! Deliberately not here: rules that need linear algebra; a rest is explored instead.
//!
//! Cost: each rule removes a flow, and moves at most [`WIDE`] flows or the smaller side of two nodes: O((V + E) log E).
#![expect(
    clippy::indexing_slicing,
    reason = "every index is an arena index of the net at hand"
)]

mod merge;

use foldhash::{HashMap, HashMapExt as _};

use super::super::graph::Route;
use super::net::{Kind, Net};
use super::rope::EMPTY;

/// Most flows whose trail a merge rewrites; wider nodes stay as they are, so that chains of them cost linear time.
const WIDE: usize = 64;

/// Most flows of a node that are looked through one by one.
const FEW: usize = 8;

/// Which facts a reduction must keep beside the verdicts on tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Which steps run: merges that would blur it are left out.
    Steps,
    /// Nothing more: where every case can complete, every step that can be reached runs, so steps need no record.
    Tokens,
}

/// Reduces a net by every rule, without regard to steps unless something ends a scope: what is left, what it keeps, and whether
/// it holds only if the rest is safe.
pub fn reduced(mut net: Net) -> (Net, Keep, bool) {
    let keep = if net.terminates {
        Keep::Steps
    } else {
        Keep::Tokens
    };
    let assumes_safe = reduce(&mut net, keep, true);
    (net.compact(), keep, assumes_safe)
}

/// Reduces a net as far as the rules go; says whether a rule was used that holds only if the rest is safe.
///
/// `if_safe` allows those rules.
pub fn reduce(net: &mut Net, keep: Keep, if_safe: bool) -> bool {
    let mut assumes_safe = false;
    net.merged_untrimmed = net.inclusive();
    if net.merged_untrimmed {
        assumes_safe |= Reducer::run(net, keep, if_safe, true);
    }
    if !net.merged_untrimmed || !net.inclusive() {
        super::structure::trim(net);
        net.part();
        assumes_safe |= Reducer::run(net, keep, if_safe, false);
    }
    assumes_safe
}

struct Reducer<'net> {
    net: &'net mut Net,
    keep: Keep,
    if_safe: bool,
    /// Inclusive joins look upstream, so tokens must not be moved ahead of their time.
    inclusive: bool,
    assumes_safe: bool,
    /// One flow between two nodes that both have many; entries go stale and are checked on use.
    known: HashMap<(usize, usize), usize>,
    /// The nodes whose flows out are known there.
    is_known: Vec<bool>,
    /// One flow from a split to an end of its own.
    exits: HashMap<usize, usize>,
    todo: Vec<usize>,
    queued: Vec<bool>,
}

impl<'net> Reducer<'net> {
    fn run(net: &'net mut Net, keep: Keep, if_safe: bool, inclusive: bool) -> bool {
        let count = net.nodes.len();
        let flows = net.flows.len();
        let mut it = Self {
            net,
            keep,
            if_safe,
            inclusive,
            assumes_safe: false,
            known: HashMap::new(),
            is_known: vec![false; count],
            exits: HashMap::new(),
            todo: (0..count).rev().collect(),
            queued: vec![true; count],
        };
        for flow in 0..flows {
            if it.net.flows[flow].alive {
                it.meet(flow);
            }
        }
        while let Some(place) = it.todo.pop() {
            it.queued[place] = false;
            while it.net.nodes[place].alive && it.visit(place) {}
        }
        it.assumes_safe
    }

    fn push(&mut self, place: usize) {
        if !self.queued[place] {
            self.queued[place] = true;
            self.todo.push(place);
        }
    }

    /// One rule at this node; whether one applied and the node is worth another look.
    fn visit(&mut self, place: usize) -> bool {
        self.fuse(place)
            || self.merge_split(place)
            || self.merge_exclusive_join(place)
            || self.merge_parallel_join(place)
            || self.drop_loop(place)
            || self.merge_exits(place)
    }

    /// Terminate empties scopes, so that tokens of different scopes must stay apart where there is one.
    fn one_scope(&self, left: usize, right: usize) -> bool {
        let (left, right) = (&self.net.flows[left], &self.net.flows[right]);
        !self.net.terminates || (left.scope == right.scope && left.merges == right.merges)
    }

    /// A flow from one node to another, but not this one. O(1) on average: the few flows of most nodes stand together in memory,
    /// which a table of all flows would not.
    fn between(&mut self, source: usize, target: usize, but: Option<usize>) -> Option<usize> {
        let flows = &self.net.flows;
        let (outs, ins) = (&self.net.nodes[source].outs, &self.net.nodes[target].ins);
        let fits = |flow: usize| {
            let it = &flows[flow];
            Some(flow) != but && it.alive && it.source() == source && it.target() == target
        };
        let fewer = if outs.len() <= ins.len() { outs } else { ins };
        if fewer.len() <= FEW {
            return fewer.iter().copied().find(|&flow| fits(flow));
        }
        if !std::mem::replace(&mut self.is_known[source], true) {
            for &flow in outs.iter().filter(|&&flow| Some(flow) != but) {
                let ends = (source, flows[flow].target());
                self.known.entry(ends).or_insert(flow);
            }
        }
        let found = self.known.get(&(source, target)).copied();
        found.filter(|&flow| fits(flow))
    }

    /// Remembers a flow with new ends, where that is needed to find it.
    fn know(&mut self, flow: usize) {
        let it = &self.net.flows[flow];
        if self.is_known[it.source()] {
            self.known.insert((it.source(), it.target()), flow);
        }
    }

    /// Looks at a flow whose ends are new: two flows from one split to one join are one where they say the same.
    ///
    /// - Parallel split, parallel join: both are always marked together.
    /// - Exclusive split, exclusive join (or an end): a token is on one or the other and does the same on both. Two tokens,
    ///   one on each, come from two tokens that could have taken the same flow; so no safe net is called unsafe.
    /// - Parallel split, inclusive join: both are marked together and taken together.
    /// - Inclusive or exclusive split, inclusive join: the same, if safe.
    fn meet(&mut self, flow: usize) {
        let (source, target) = (self.net.flows[flow].source(), self.net.flows[flow].target());
        let Some(old) = self.between(source, target, Some(flow)) else {
            self.know(flow);
            return;
        };
        // What stands first in the file comes first in what is shown.
        let (old, flow) = (old.min(flow), old.max(flow));
        let alternatives = match (self.net.nodes[source].split, self.net.nodes[target].join) {
            (Route::All, Route::All | Route::Any) => false,
            (Route::One, Route::One) => true,
            (Route::One, Route::Any) if self.if_safe => {
                self.assumes_safe = true;
                true
            }
            (Route::Any, Route::Any) if self.if_safe => {
                self.assumes_safe = true;
                false
            }
            _ => return,
        };
        if source == target || !self.one_scope(old, flow) {
            return;
        }
        let net = &mut *self.net;
        let steps = net.ropes.join(net.flows[old].steps, net.flows[flow].steps);
        let (kept, gone) = if alternatives
            && net.ropes.len(net.flows[flow].trail) < net.ropes.len(net.flows[old].trail)
        {
            (flow, old)
        } else {
            (old, flow)
        };
        if !alternatives {
            net.flows[kept].first = net
                .flow_ropes
                .join(net.flows[kept].first, net.flows[gone].first);
            net.flows[kept].last = net
                .flow_ropes
                .join(net.flows[kept].last, net.flows[gone].last);
            net.flows[kept].trail = net.ropes.join(net.flows[kept].trail, net.flows[gone].trail);
        }
        net.flows[kept].steps = steps;
        net.remove_flow(gone);
        self.know(kept);
        self.push(source);
        self.push(target);
    }

    /// A node with one flow in and one flow out: the two are one flow. A token on the first can always be brought to the
    /// second and nothing else can happen to it, so each marking of the one flow stands for markings of the two.
    fn fuse(&mut self, place: usize) -> bool {
        let node = &self.net.nodes[place];
        let (&[before], &[after]) = (node.ins.as_slice(), node.outs.as_slice()) else {
            return false;
        };
        if node.kind != Kind::Inner
            || node.blocked
            || before == after
            || !self.one_scope(before, after)
        {
            return false;
        }
        let net = &mut *self.net;
        let (trail, steps) = (net.nodes[place].trail, net.nodes[place].steps);
        let source = net.flows[before].source();
        let through = net.ropes.join(net.flows[before].trail, trail);
        if net.flows[before].first == EMPTY {
            // No flow of the workflow: its token moves on at once, so that it always waits where a reader can see it.
            net.nodes[source].trail = net.ropes.join(net.nodes[source].trail, through);
            net.flows[before].first = net.flows[after].first;
            net.flows[before].trail = net.flows[after].trail;
        } else {
            net.flows[before].trail = net.ropes.join(through, net.flows[after].trail);
        }
        if net.flows[after].last != EMPTY {
            net.flows[before].last = net.flows[after].last;
        }
        let steps = net.ropes.join(net.flows[before].steps, steps);
        net.flows[before].steps = net.ropes.join(steps, net.flows[after].steps);
        let target = net.flows[after].target();
        net.remove_flow(after);
        net.retarget(before, target);
        net.nodes[place].ins.clear();
        net.nodes[place].alive = false;
        self.meet(before);
        self.push(source);
        self.push(target);
        false
    }

    /// A flow back from an exclusive split to the exclusive join right before it changes nothing: a token on it can only
    /// come back to where it was. It stays where the split has no other way out (an endless loop).
    fn drop_loop(&mut self, place: usize) -> bool {
        let node = &self.net.nodes[place];
        let (join, split) = if let &[link] = node.outs.as_slice() {
            (place, self.net.flows[link].target())
        } else if let &[link] = node.ins.as_slice() {
            (self.net.flows[link].source(), place)
        } else {
            return false;
        };
        let (before, after) = (&self.net.nodes[join], &self.net.nodes[split]);
        let fits = before.kind == Kind::Inner
            && after.kind == Kind::Inner
            && join != split
            && before.join == Route::One
            && after.split == Route::One
            && before.outs.len() == 1
            && after.ins.len() == 1
            && before.ins.len() > 1
            && after.outs.len() > 1;
        if !fits {
            return false;
        }
        let link = before.outs[0];
        let Some(back) = self.between(split, join, None) else {
            return false;
        };
        if !self.one_scope(back, link) {
            return false;
        }
        let net = &mut *self.net;
        net.nodes[split].steps = net
            .ropes
            .join(net.nodes[split].steps, net.flows[back].steps);
        net.remove_flow(back);
        self.push(join);
        self.push(split);
        false
    }

    /// Two ends, each behind the same exclusive split and nothing else, are one: a token takes either, and an end could
    /// fire twice only where the split can choose the same end twice.
    fn merge_exits(&mut self, place: usize) -> bool {
        let node = &self.net.nodes[place];
        let (Kind::Sink { end }, &[flow]) = (node.kind, node.ins.as_slice()) else {
            return false;
        };
        let split = self.net.flows[flow].source();
        let before = &self.net.nodes[split];
        if node.blocked
            || before.split != Route::One
            || before.outs.len() < 2
            || before.kind != Kind::Inner
        {
            return false;
        }
        let other = self.exits.get(&split).copied().filter(|&other| {
            let it = &self.net.flows[other];
            let target = &self.net.nodes[it.target()];
            other != flow
                && it.alive
                && it.source() == split
                && target.ins.len() == 1
                && matches!(target.kind, Kind::Sink { .. })
        });
        let Some(other) = other else {
            self.exits.insert(split, flow);
            return false;
        };
        if !self.one_scope(flow, other) {
            return false;
        }
        let net = &mut *self.net;
        let there = net.flows[other].target();
        // An end event stays in place of a mere dead end, for proper completion counts it.
        let (kept, gone, last) = if end && net.nodes[there].kind != (Kind::Sink { end: true }) {
            (flow, other, there)
        } else {
            (other, flow, place)
        };
        let steps = net.ropes.join(net.flows[gone].steps, net.nodes[last].steps);
        net.flows[kept].steps = net.ropes.join(net.flows[kept].steps, steps);
        net.remove_flow(gone);
        net.nodes[last].alive = false;
        self.exits.insert(split, kept);
        self.push(split);
        false
    }
}
