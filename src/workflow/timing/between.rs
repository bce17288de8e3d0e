//! The longest and the shortest time from the completion of one step to the next completion of another.

use super::super::dense::ByNode;
use super::super::graph::{NodeId, Route};
use super::loops::Loop;
use super::waits::{Bars, Blocks, Unreckoned, Wait};
use super::{Longest, Repeat, Timing, other_rounds};

/// The worst time from one node to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Between {
    /// At most so many minutes, along this path; rounds of loops on the way are not written out.
    Bounded {
        /// Minutes.
        minutes: i64,
        /// From the one to the other. Where a join waits longer for another branch than for that of the one, that branch stands
        /// between the one and the join.
        path: Vec<NodeId>,
        /// Why it may be more, if it may.
        unreckoned: Option<Unreckoned>,
        /// Whether it may be less: branches that are not properly nested meet on the path, and one beside it may have passed
        /// where the count ends.
        less: bool,
    },
    /// No bound: these nodes can repeat without end on the way.
    Unbounded(Vec<NodeId>),
    /// No path leads from the one to the other.
    Never,
}

/// One pass in the order of the nodes: what the clock shows after each, and where it came from.
#[derive(Clone, Debug)]
pub(super) struct Pass {
    pub(super) values: ByNode<Longest>,
    pub(super) came: ByNode<Option<Came>>,
}

/// How the longest way came to a node.
#[derive(Clone, Copy, Debug)]
pub(super) enum Came {
    /// Along a flow of the same pass.
    Along(NodeId),
    /// Along a flow back, from a node of an earlier pass.
    Back(usize, NodeId),
    /// From the step where the count begins.
    First,
    /// Straight back from there.
    Straight,
    /// After a wait, of this rank, for another branch.
    Waited(usize),
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
    /// between sets the time to zero. A join waits for all its branches, also for those that began before `from`.
    /// O(d · (V + E) log V), d the depth of nested loops and blocks.
    pub fn between(&self, from: NodeId, to: &dyn Fn(NodeId) -> bool) -> Between {
        if !self.routing.is_reachable(from) {
            return Between::Never;
        }
        let Some(blocks) = Blocks::of(self) else {
            return self.longest_way(from, to, &[], self.meets_others(from, to), None);
        };
        let bars = blocks.bars(from, to);
        match blocks.longest_waits(from, to, &bars) {
            Ok((waits, unreckoned)) => self.longest_way(from, to, &waits, unreckoned, Some(&bars)),
            Err(endless) => Between::Unbounded(endless),
        }
    }

    /// The same along one path, whatever joins on it wait for. O(d · (V + E)), d the depth of nested loops.
    pub fn along(&self, from: NodeId, to: &dyn Fn(NodeId) -> bool) -> Between {
        if !self.routing.is_reachable(from) {
            return Between::Never;
        }
        let blocks = Blocks::of(self);
        let bars = blocks.map(|blocks| blocks.bars(from, to));
        self.longest_way(from, to, &[], None, bars.as_ref())
    }

    fn longest_way(
        &self,
        from: NodeId,
        to: &dyn Fn(NodeId) -> bool,
        waits: &[Wait],
        unreckoned: Option<Unreckoned>,
        bars: Option<&Bars>,
    ) -> Between {
        let loops = &self.loops;
        if let Some(nodes) = loops.irreducible.first() {
            return Between::Unbounded(nodes.clone());
        }
        let is_end = |node: NodeId| node == from || to(node);
        // Rounds that pass one of the two would end there.
        let mut repeats = self.repeats.clone();
        let mut values = self.routing.by_node(Longest::default());
        let mut around = Vec::new();
        for (at, repeated) in loops.all.iter().enumerate() {
            if repeated.body.iter().any(|&node| is_end(node)) {
                let barred = Bars::behind(bars, repeated.header);
                let blocked = |node: NodeId| is_end(node) || barred(node);
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
        let mut barred = Bars::behind(bars, from);
        for flow in self.forward_out_of(from) {
            begins.push((self.routing.target(flow), Longest::BEGIN, Came::First));
        }
        for (rank, wait) in waits.iter().enumerate() {
            let begin = Longest::BEGIN.plus(wait.minutes);
            begins.push((wait.join, begin, Came::Waited(rank)));
        }
        let mut passes: Vec<Pass> = Vec::new();
        let mut longest: Option<(i64, usize, NodeId)> = None;
        // First along flows that do not go back, then from the header of each loop around `from`, inner ones first.
        let mut inner_first = around.into_iter();
        loop {
            let pass = match self.pass_between(from, to, &repeats, &begins, &barred) {
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
                // What leads back enters the blocks in the loop anew, so that their joins bar its way.
                Ok(Some(begin)) => (begins, barred) = (vec![begin], Bars::behind(bars, begin.0)),
                Ok(None) => begins.clear(),
                Err(endless) => return Between::Unbounded(endless),
            }
        }
        longest.map_or(Between::Never, |(minutes, pass, node)| {
            let path = trace(&passes, waits, (pass, node), from);
            Between::Bounded {
                minutes,
                less: bars.is_none() && self.ends_beside(&path, to),
                path,
                unreckoned,
            }
        })
    }

    /// Whether a branch that opens on a path may pass a node for which `to` holds before it comes to a join on the path. O(V + E).
    fn ends_beside(&self, path: &[NodeId], to: &dyn Fn(NodeId) -> bool) -> bool {
        let mut opened = self.routing.by_node(false);
        let mut ended = self.routing.by_node(false);
        for &node in path {
            opened[node] = self.routing.split(node) != Route::One;
        }
        for &node in &self.loops.order {
            for flow in self.forward_into(node) {
                let source = self.routing.source(flow);
                opened[node] |= opened[source];
                ended[node] |= ended[source] || (opened[source] && to(source));
            }
        }
        let mut path = path.iter();
        path.any(|&node| self.routing.join(node) != Route::One && ended[node])
    }

    /// One pass from what `begins`, to the nodes for which `to` holds; neither `from` is passed again, nor what is `barred`.
    /// O(V + E).
    pub(super) fn pass_between(
        &self,
        from: NodeId,
        to: &dyn Fn(NodeId) -> bool,
        repeats: &[Repeat],
        begins: &[(NodeId, Longest, Came)],
        barred: &dyn Fn(NodeId) -> bool,
    ) -> Result<Pass, Vec<NodeId>> {
        let mut pass = Pass {
            values: self.routing.by_node(Longest::default()),
            came: self.routing.by_node(None),
        };
        for &node in &self.loops.order {
            if barred(node) {
                continue;
            }
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
            // What came back has run its rounds already, and at a join no loop begins.
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
        let (minutes, each) = match self.repeat_at(repeats, repeated.header) {
            Some(Repeat::Unbounded) => return Err(repeated.body.clone()),
            Some(Repeat::Bounded { minutes, each, .. }) => (*minutes, each),
            None => return Ok(None),
        };
        let mut best: Option<(Longest, Came)> = None;
        for (rank, &(flow, rounds)) in repeated.back.iter().enumerate() {
            if rounds == Some(0) {
                continue;
            }
            let source = self.routing.source(flow);
            // Where the count ends, nothing goes back.
            if to(source) && source != from {
                continue;
            }
            let (value, came) = if source == from {
                (Longest::BEGIN, Came::Straight)
            } else {
                let known = passes.iter().map(|pass| pass.values[source]);
                let latest = known.clone().enumerate();
                // The first of the longest.
                let latest = latest.rev().max_by_key(|(_, value)| value.clock());
                let at = latest.map_or(0, |(at, _)| at);
                let value = known.fold(Longest::default(), Longest::max);
                (value, Came::Back(at, source))
            };
            if !value.is_some() {
                continue;
            }
            // This round is run.
            let (left, restarted) = other_rounds(each, minutes, rank);
            let value = value.after_rounds(left, restarted);
            best = Some(match best {
                Some((known, how)) if known.clock() >= value.clock() => (known.max(value), how),
                Some((known, _)) => (known.max(value), came),
                None => (value, came),
            });
        }
        Ok(best.map(|(value, came)| (repeated.header, value, came)))
    }

    /// The least time from a completion of `from` to the next completion of a node for which `to` holds; `None` where no run has
    /// both, or where the branches are not properly nested.
    ///
    /// The quickest of alternatives; a join waits for its branches, also for those that began before `from`.
    /// O(d · (V + E) log V), d the depth of nested blocks and loops.
    pub fn soonest(&self, from: NodeId, to: &dyn Fn(NodeId) -> bool) -> Option<i64> {
        let blocks = Blocks::of(self)?;
        let begun = blocks.shortest_waits(from, to);
        blocks.quickest((from, self.routing.outgoing(from)), to, &begun)
    }
}

/// The nodes of the longest way, back from where it ends.
fn trace(
    passes: &[Pass],
    waits: &[Wait],
    (mut pass, mut node): (usize, NodeId),
    from: NodeId,
) -> Vec<NodeId> {
    let mut path = vec![node];
    while let Some(came) = passes.get(pass).and_then(|pass| pass.came[node]) {
        match came {
            Came::Along(before) => node = before,
            Came::Back(earlier, before) => (pass, node) = (earlier, before),
            Came::First | Came::Straight => {
                path.push(from);
                break;
            }
            Came::Waited(rank) => {
                let branch = waits.get(rank).map(|wait| &wait.branch);
                path.extend(branch.into_iter().flatten());
                path.push(from);
                break;
            }
        }
        path.push(node);
    }
    path.reverse();
    path
}
