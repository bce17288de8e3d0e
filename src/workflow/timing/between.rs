//! The longest and the shortest time from the completion of one step to the next completion of another.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::super::dense::ByNode;
use super::super::graph::{FlowId, NodeId, Route};
use super::super::paths::class::{Class, classify};
use super::loops::Loop;
use super::{Longest, Repeat, Timing, after_restart};
use crate::model::process::Clock;

/// The worst time from one node to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Between {
    /// At most so many minutes, along this path; rounds of loops on the way are not written out.
    Bounded {
        /// Minutes.
        minutes: i64,
        /// From the one to the other.
        path: Vec<NodeId>,
    },
    /// No bound: these nodes can repeat without end on the way.
    Unbounded(Vec<NodeId>),
    /// No path leads from the one to the other.
    Never,
}

/// One pass in the order of the nodes: what the clock shows after each, and where it came from.
struct Pass {
    values: ByNode<Longest>,
    came: ByNode<Option<Came>>,
}

/// How the longest way came to a node.
#[derive(Clone, Copy)]
enum Came {
    /// Along a flow of the same pass.
    Along(NodeId),
    /// Along a flow back, from a node of an earlier pass.
    Back(usize, NodeId),
    /// From the step where the count begins.
    First,
    /// Straight back from there.
    Straight,
}

impl Came {
    const fn is_first(self) -> bool {
        matches!(self, Self::First)
    }
}

impl Timing {
    /// The worst time on the clock from a completion of `from` to the next completion of a node for which `to` holds, `from` not
    /// completed again in between.
    ///
    /// Loops that are entered after `from` repeat as in the worst time, in rounds that pass neither. The loops around `from` may
    /// each run all their rounds after it: the worst is that it was completed in the first. A step that restarts the clock in
    /// between sets the time to zero. O(d · (V + E)), d the depth of nested loops.
    pub fn between(&self, from: NodeId, to: &dyn Fn(NodeId) -> bool) -> Between {
        if !self.routing.is_reachable(from) {
            return Between::Never;
        }
        let loops = &self.loops;
        if let Some(nodes) = loops.irreducible.first() {
            return Between::Unbounded(nodes.clone());
        }
        let blocked = |node: NodeId| node == from || to(node);
        // Rounds that pass one of the two would end there.
        let mut repeats = self.repeats.clone();
        let mut values = self.routing.by_node(Longest::default());
        let mut around = Vec::new();
        for (at, repeated) in loops.all.iter().enumerate() {
            if repeated.body.iter().any(|&node| blocked(node)) {
                let repeat = self.repeat(repeated, &repeats, &blocked, &mut values);
                if let Some(known) = repeats.get_mut(at) {
                    *known = repeat;
                }
            }
            if repeated.body.contains(&from) {
                around.push(repeated);
            }
        }
        let mut begins: Vec<(NodeId, Longest, Came)> = Vec::new();
        for flow in self.forward_out_of(from) {
            let through = Longest {
                through: Some(0),
                since: None,
            };
            begins.push((self.routing.target(flow), through, Came::First));
        }
        let mut passes: Vec<Pass> = Vec::new();
        let mut longest: Option<(i64, usize, NodeId)> = None;
        // First along flows that do not go back, then from the header of each loop around `from`, inner ones first.
        let mut inner_first = around.into_iter();
        loop {
            let pass = match self.pass_between(from, to, &repeats, &begins) {
                Ok(pass) => pass,
                Err(endless) => return Between::Unbounded(endless),
            };
            for &node in loops.order.iter().filter(|&&node| to(node)) {
                if let Some(minutes) = pass.values[node].clock()
                    && longest.is_none_or(|(most, ..)| most < minutes)
                {
                    longest = Some((minutes, passes.len(), node));
                }
            }
            passes.push(pass);
            let Some(repeated) = inner_first.next() else {
                break;
            };
            match self.back_again(repeated, (from, to), &repeats, &passes) {
                Ok(Some(begin)) => begins.push(begin),
                Ok(None) => {}
                Err(endless) => return Between::Unbounded(endless),
            }
        }
        longest.map_or(Between::Never, |(minutes, pass, node)| Between::Bounded {
            minutes,
            path: trace(&passes, pass, node, from),
        })
    }

    fn pass_between(
        &self,
        from: NodeId,
        to: &dyn Fn(NodeId) -> bool,
        repeats: &[Repeat],
        begins: &[(NodeId, Longest, Came)],
    ) -> Result<Pass, Vec<NodeId>> {
        let mut pass = Pass {
            values: self.routing.by_node(Longest::default()),
            came: self.routing.by_node(None),
        };
        for &node in &self.loops.order {
            let mut value = Longest::default();
            let mut came = None;
            for flow in self.forward_into(node) {
                let source = self.routing.source(flow);
                let other = pass.values[source];
                if other.is_some() && !to(source) {
                    if other.clock() > value.clock() {
                        came = Some(Came::Along(source));
                    }
                    value = value.max(other);
                }
            }
            let own = begins.iter().filter(|(at, ..)| *at == node);
            for &(_, begin, how) in own.clone().filter(|(.., how)| how.is_first()) {
                if begin.clock() > value.clock() {
                    came = Some(how);
                }
                value = value.max(begin);
            }
            if value.is_some() && node != from {
                if let Some(Repeat::Unbounded) = self.repeat_at(repeats, node)
                    && !to(node)
                {
                    let endless = self.loops.headed_by[node];
                    let endless = endless.and_then(|at| self.loops.all.get(at));
                    return Err(endless.map_or_else(Vec::new, |endless| endless.body.clone()));
                }
                if !to(node) {
                    value = self.go_round(repeats, node, value);
                }
            }
            // What came back has run its rounds already.
            for &(_, begin, how) in own.filter(|(.., how)| !how.is_first()) {
                if begin.clock() > value.clock() {
                    came = Some(how);
                }
                value = value.max(begin);
            }
            if value.is_some() && (node != from || to(node)) {
                pass.values[node] = self.pass(node, value);
                pass.came[node] = came;
            }
        }
        Ok(pass)
    }

    /// What the clock shows at the header of a loop around `from` where it is come to again, all rounds run that are left.
    fn back_again(
        &self,
        repeated: &Loop,
        (from, to): (NodeId, &dyn Fn(NodeId) -> bool),
        repeats: &[Repeat],
        passes: &[Pass],
    ) -> Result<Option<(NodeId, Longest, Came)>, Vec<NodeId>> {
        let Some((at, last)) = passes.iter().enumerate().next_back() else {
            return Ok(None);
        };
        let (minutes, each) = match self.repeat_at(repeats, repeated.header) {
            Some(Repeat::Unbounded) => return Err(repeated.body.clone()),
            Some(Repeat::Bounded { minutes, each, .. }) => (*minutes, each),
            None => return Ok(None),
        };
        let mut best: Option<(Longest, Came)> = None;
        for (rank, (&(flow, rounds), round)) in repeated.back.iter().zip(each).enumerate() {
            if rounds == Some(0) {
                continue;
            }
            let source = self.routing.source(flow);
            // Where the count ends, nothing goes back.
            if to(source) && source != from {
                continue;
            }
            let (value, came) = if source == from {
                let through = Longest {
                    through: Some(0),
                    since: None,
                };
                (through, Came::Straight)
            } else {
                (last.values[source], Came::Back(at, source))
            };
            if !value.is_some() {
                continue;
            }
            // This round is run; where the number of rounds is open, further ones cost nothing.
            let run = if rounds.is_some() { round.minutes } else { 0 };
            let left = minutes.saturating_sub(run);
            let longer = value.plus(left);
            let value = Longest {
                since: longer.since.max(after_restart(each, left, Some(rank))),
                ..longer
            };
            best = Some(match best {
                Some((known, how)) if known.clock() >= value.clock() => (known.max(value), how),
                Some((known, _)) => (known.max(value), came),
                None => (value, came),
            });
        }
        Ok(best.map(|(value, came)| (repeated.header, value, came)))
    }

    /// The least time from a completion of `from` to the next completion of a node for which `to` holds, all that stands in
    /// other branches being done in good time; `None` where no run has both, or where the branches are not properly nested.
    ///
    /// The quickest of alternatives; a join waits for those of its branches that began after `from`. O((V + E) log V).
    pub fn soonest(&self, from: NodeId, to: &dyn Fn(NodeId) -> bool) -> Option<i64> {
        let mut routing = self.routing.clone();
        let class = classify(&mut routing);
        let nesting = match &class {
            Class::Sequential => None,
            Class::Nested(nesting) => Some(nesting),
            Class::Other | Class::Undefined(_) => return None,
        };
        let mut fired = routing.by_node(false);
        let mut arrived = routing.by_node(0usize);
        let mut heap = BinaryHeap::from([(Reverse(0i64), from, true)]);
        while let Some((Reverse(minutes), node, first)) = heap.pop() {
            if !first {
                if std::mem::replace(&mut fired[node], true) {
                    continue;
                }
                if to(node) {
                    return Some(minutes);
                }
                if node == from {
                    continue;
                }
            }
            for &flow in routing.outgoing(node) {
                let target: NodeId = routing.target(flow);
                let opened_by = nesting.and_then(|nesting| nesting.opened_by[target]);
                let opened_after = opened_by.is_some_and(|fork| fired[fork] || fork == from);
                if opened_after && routing.join(target) == Route::All {
                    arrived[target] += 1;
                    let flows: &[FlowId] = routing.incoming(target);
                    if arrived[target] < flows.len() {
                        continue;
                    }
                }
                let after = match self.time[target].clock {
                    Clock::Restarts => 0,
                    _ => minutes.saturating_add(self.cost(target)),
                };
                heap.push((Reverse(after), target, false));
            }
        }
        None
    }
}

/// The nodes of the longest way, back from where it ends.
fn trace(passes: &[Pass], mut pass: usize, mut node: NodeId, from: NodeId) -> Vec<NodeId> {
    let mut path = vec![node];
    while let Some(came) = passes.get(pass).and_then(|pass| pass.came[node]) {
        match came {
            Came::Along(before) => node = before,
            Came::Back(earlier, before) => (pass, node) = (earlier, before),
            Came::First | Came::Straight => {
                path.push(from);
                break;
            }
        }
        path.push(node);
    }
    path.reverse();
    path
}
