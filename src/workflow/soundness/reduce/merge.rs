//! Merging a node into its neighbour of the same kind, with why that keeps every verdict.
#![expect(
    clippy::indexing_slicing,
    reason = "every index is an arena index of the net at hand"
)]

use super::super::super::graph::Route;
use super::super::net::{Flows, Kind};
use super::super::rope::EMPTY;
use super::{Keep, Reducer, WIDE};

impl Reducer<'_> {
    /// A split right behind a split of the same kind is part of it.
    ///
    /// - Exclusive: choosing later is choosing now; a choice not yet made only leaves more open.
    /// - Parallel: the second split can fire at once, for nothing else takes its token; firing early only brings tokens
    ///   forward, and two tokens waiting before it could as well wait, two by two, behind it.
    pub(super) fn merge_split(&mut self, place: usize) -> bool {
        let node = &self.net.nodes[place];
        let &[link] = node.ins.as_slice() else {
            return false;
        };
        if node.kind != Kind::Inner || node.blocked || node.outs.len() < 2 {
            return false;
        }
        let first = self.net.flows[link].source();
        let split = node.split;
        let before = &self.net.nodes[first];
        let alike = first != place && before.outs.len() > 1 && before.split == split;
        let fits = match split {
            Route::One => node.outs.len() <= WIDE,
            Route::All => !self.inclusive,
            Route::Any => false,
        };
        if !alike || !fits || node.outs.iter().any(|&flow| !self.one_scope(link, flow)) {
            return false;
        }
        let net = &mut *self.net;
        let outs = net.nodes[place].outs.clone();
        let steps = net
            .ropes
            .join(net.flows[link].steps, net.nodes[place].steps);
        let through = net
            .ropes
            .join(net.flows[link].trail, net.nodes[place].trail);
        let start = net.flows[link].first;
        net.nodes[first].steps = net.ropes.join(net.nodes[first].steps, steps);
        if split == Route::All {
            net.nodes[first].trail = net.ropes.join(net.nodes[first].trail, through);
        } else {
            for &flow in &outs {
                net.flows[flow].trail = net.ropes.join(through, net.flows[flow].trail);
                net.flows[flow].first = start;
            }
        }
        net.remove_flow(link);
        // The fewer flows move; a parallel split of many keeps its place and takes over the other's flow in.
        let turn = split == Route::All
            && net.nodes[first].kind == Kind::Inner
            && outs.len() > net.nodes[first].outs.len();
        let (kept, gone) = if turn { (place, first) } else { (first, place) };
        let moved = net.nodes[gone].outs.clone();
        if turn {
            net.nodes[kept].trail = net.nodes[first].trail;
            net.nodes[kept].steps = net.nodes[first].steps;
            net.nodes[kept].join = net.nodes[first].join;
            net.nodes[kept].origin = net.nodes[first].origin;
            for flow in net.nodes[gone].ins.clone() {
                net.retarget(flow, kept);
            }
        }
        for &flow in &moved {
            net.resource(flow, kept);
        }
        net.nodes[gone].alive = false;
        for flow in moved.into_iter().chain(self.net.nodes[kept].ins.clone()) {
            if self.net.flows[flow].alive {
                self.meet(flow);
                let target = self.net.flows[flow].target();
                self.push(target);
            }
        }
        self.push(kept);
        self.net.nodes[place].alive
    }

    /// An exclusive join right before an exclusive join is part of it: tokens that meet between the two would meet behind
    /// the second as well. Not before an end, of a case or of a branch in a sub-process, which takes two tokens from two flows
    /// without ever holding both.
    pub(super) fn merge_exclusive_join(&mut self, place: usize) -> bool {
        let node = &self.net.nodes[place];
        let &[link] = node.outs.as_slice() else {
            return false;
        };
        let second = self.net.flows[link].target();
        let after = &self.net.nodes[second];
        let fits = node.kind == Kind::Inner
            && node.join == Route::One
            && (2..=WIDE).contains(&node.ins.len())
            && after.kind == Kind::Inner
            && after.join == Route::One
            && after.ins.len() > 1
            && !after.outs.iter().any(|&flow| self.net.flows[flow].merges)
            && second != place
            && (self.keep == Keep::Tokens
                || (node.steps == EMPTY && self.net.flows[link].steps == EMPTY))
            && node.ins.iter().all(|&flow| self.one_scope(flow, link));
        if !fits {
            return false;
        }
        let net = &mut *self.net;
        let through = net
            .ropes
            .join(net.nodes[place].trail, net.flows[link].trail);
        let end = net.flows[link].last;
        let moved = net.nodes[place].ins.clone();
        net.remove_flow(link);
        for &flow in &moved {
            net.flows[flow].trail = net.ropes.join(net.flows[flow].trail, through);
            if end != EMPTY {
                net.flows[flow].last = end;
            }
            net.retarget(flow, second);
        }
        net.nodes[place].alive = false;
        self.meet_all(moved);
        self.push(second);
        false
    }

    fn meet_all(&mut self, flows: Flows) {
        for flow in flows {
            if self.net.flows[flow].alive {
                self.meet(flow);
                let source = self.net.flows[flow].source();
                self.push(source);
            }
        }
    }

    /// A parallel join right before a parallel join is part of it: only the first takes the tokens it waits for, so it may
    /// as well wait for the second. Two tokens between the two could wait, two by two, before the first.
    pub(super) fn merge_parallel_join(&mut self, place: usize) -> bool {
        let node = &self.net.nodes[place];
        let &[link] = node.outs.as_slice() else {
            return false;
        };
        let second = self.net.flows[link].target();
        let after = &self.net.nodes[second];
        let fits = !self.inclusive
            && node.kind == Kind::Inner
            && after.kind == Kind::Inner
            && (node.join, after.join) == (Route::All, Route::All)
            && node.ins.len() > 1
            && after.ins.len() > 1
            && second != place
            && !node.blocked
            && !after.blocked
            && after.outs.len() == 1
            && (self.keep == Keep::Tokens
                || (node.steps == EMPTY && self.net.flows[link].steps == EMPTY))
            && node.ins.iter().all(|&flow| self.one_scope(flow, link));
        if !fits {
            return false;
        }
        let net = &mut *self.net;
        let through = net
            .ropes
            .join(net.nodes[place].trail, net.flows[link].trail);
        let trail = net.ropes.join(through, net.nodes[second].trail);
        net.remove_flow(link);
        let (kept, gone) = if net.nodes[place].ins.len() > net.nodes[second].ins.len() {
            (place, second)
        } else {
            (second, place)
        };
        net.nodes[kept].trail = trail;
        net.nodes[kept].steps = net.nodes[second].steps;
        net.nodes[kept].origin = net.nodes[second].origin;
        for flow in net.nodes[gone].outs.clone() {
            net.resource(flow, kept);
        }
        let moved = net.nodes[gone].ins.clone();
        for &flow in &moved {
            net.retarget(flow, kept);
        }
        net.nodes[gone].alive = false;
        let outs = self.net.nodes[kept].outs.clone();
        self.meet_all(moved);
        for flow in outs {
            if self.net.flows[flow].alive {
                self.meet(flow);
                let target = self.net.flows[flow].target();
                self.push(target);
            }
        }
        self.push(kept);
        kept == place
    }
}
