//! The token game: which nodes can fire in a marking, and what they leave.
//!
//! Deliberately remembers nothing: what was seen stands in [`super::explore`].
#![expect(
    clippy::indexing_slicing,
    reason = "every index is an arena index of the net at hand"
)]

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::graph::{Route, Scope};
use super::net::{Kind, Net};
use super::states::{Layout, ranges};

/// Widest inclusive split or join that is played: a split of `n` flows has 2ⁿ − 1 ways out.
pub const WIDEST: usize = 12;

/// Which enabled nodes fire in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// All of them.
    All,
    /// Those of one choice.
    Persistent,
    /// As those of one choice, and tokens go before others come: fewest pile up before an end.
    Draining,
}

/// Whether a token on a flow lets the node ahead fire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ready {
    /// By itself.
    Alone,
    /// Never, or asked through another flow into the same node.
    Not,
    /// Together with other tokens.
    WithOthers,
}

/// A node fires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Firing {
    /// The node.
    pub node: usize,
    /// Flows it takes a token from.
    pub taken: Vec<usize>,
    /// Flows it puts a token on.
    pub given: Vec<usize>,
}

/// A net made ready to be played.
pub struct Game<'net> {
    /// The net.
    pub net: &'net Net,
    /// Per flow: most questions are answered by its place alone.
    ready: Vec<Ready>,
    /// The ends that are counted, and the number of each node among them.
    ends: usize,
    number: Vec<Option<usize>>,
    /// For an inclusive join: per flow, the flows in that a token there can reach without passing the join.
    upstream: Vec<Option<Vec<u64>>>,
    /// For a node that empties a scope: the flows it empties.
    emptied: Vec<Vec<Range<usize>>>,
    /// For a node that looks at a whole scope, its exit or an event that interrupts it: the flows of the scope.
    watched: Vec<Vec<Range<usize>>>,
    /// The events that interrupt a scope.
    interrupts: Vec<usize>,
    /// For a flow by which a token enters a scope: the flows of the scope.
    begins: Vec<Vec<Range<usize>>>,
}

/// Why a node that is enabled was not played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The field of this flow is full.
    Full(usize),
    /// A scope would run twice at once. Its runs cannot be told apart in a marking.
    Mixed,
}

impl<'net> Game<'net> {
    /// Prepares a net; or names the inclusive node that is too wide. O(V + E) per inclusive join and terminate event.
    pub fn new(net: &'net Net, counted: &[usize]) -> Result<Self, usize> {
        let mut number = vec![None; net.nodes.len()];
        for (index, &end) in counted.iter().enumerate() {
            number[end] = Some(index);
        }
        let mut upstream = vec![None; net.nodes.len()];
        let mut emptied = vec![Vec::new(); net.nodes.len()];
        let mut watched = vec![Vec::new(); net.nodes.len()];
        let mut handled: BTreeMap<Scope, Vec<bool>> = BTreeMap::new();
        let within = |scope: Scope| -> Vec<usize> {
            (0..net.flows.len())
                .filter(|&flow| scope.holds(net.flows[flow].scope))
                .collect()
        };
        for (place, node) in net.nodes.iter().enumerate() {
            if (node.split == Route::Any && node.outs.len() > WIDEST)
                || (node.join == Route::Any && node.ins.len() > 64)
            {
                return Err(place);
            }
            if let Some(scope) = node.kind.empties() {
                emptied[place] = ranges(&within(scope));
            }
            if let Kind::Exit(scope) = node.kind {
                watched[place] = within(scope);
                watched[place].retain(|&flow| net.flows[flow].target() != place);
            }
            if let Kind::Interrupt(scope) = node.kind {
                watched[place] = within(scope);
                // What has taken over is not interrupted by what it took over for, nor begun again when it is done.
                if scope.holds(node.scope) {
                    let handled =
                        (handled.entry(scope)).or_insert_with(|| after_take_over(net, scope));
                    watched[place].retain(|&flow| !handled[flow]);
                }
            }
        }
        for (place, node) in net.nodes.iter().enumerate() {
            if node.join == Route::Any && node.ins.len() > 1 {
                upstream[place] = Some(upstream_of(net, &watched, place));
            }
        }
        let ready = net.flows.iter().enumerate().map(|(flow, it)| {
            let node = &net.nodes[it.target()];
            match node.join {
                _ if node.blocked => Ready::Not,
                // Branches end together; what aborts the scope leaves it alone.
                _ if matches!(node.kind, Kind::Exit(_)) && it.merges => Ready::WithOthers,
                _ if node.ins.len() == 1 => Ready::Alone,
                Route::One => Ready::Alone,
                Route::All if node.ins[0] != flow => Ready::Not,
                Route::All | Route::Any => Ready::WithOthers,
            }
        });
        Ok(Self {
            net,
            ready: ready.collect(),
            ends: counted.len(),
            number,
            upstream,
            emptied,
            watched: watched.iter().map(|flows| ranges(flows)).collect(),
            interrupts: (0..net.nodes.len())
                .filter(|&place| matches!(net.nodes[place].kind, Kind::Interrupt(_)))
                .collect(),
            begins: net
                .flows
                .iter()
                .map(|flow| {
                    let inner = net.nodes[flow.target()].scope;
                    if net.terminates && flow.scope != inner && flow.scope.holds(inner) {
                        ranges(&within(inner))
                    } else {
                        Vec::new()
                    }
                })
                .collect(),
        })
    }

    /// The layout with fields of so many bits.
    pub fn layout(&self, width: usize) -> Layout {
        Layout::new(width, self.net.flows.len(), self.ends)
    }

    fn enabled(&self, layout: Layout, state: &[u64], flow: usize) -> bool {
        match self.ready[flow] {
            Ready::Alone => return true,
            Ready::Not => return false,
            Ready::WithOthers => {}
        }
        let place = self.net.flows[flow].target();
        let node = &self.net.nodes[place];
        if matches!(node.kind, Kind::Exit(_)) {
            let marked = |flow: usize| layout.get(state, flow) > 0;
            let mut ended = node.ins.iter().filter(|&&it| self.net.flows[it].merges);
            return ended.find(|&&it| marked(it)) == Some(&flow)
                && !layout.any(state, &self.watched[place]);
        }
        match node.join {
            Route::One => true,
            Route::All => node.ins.iter().all(|&into| layout.get(state, into) > 0),
            Route::Any => {
                let Some(reach) = &self.upstream[place] else {
                    return false;
                };
                let mut full = 0_u64;
                for (bit, &into) in node.ins.iter().enumerate() {
                    full |= u64::from(layout.get(state, into) > 0) << bit;
                }
                if node.ins[full.trailing_zeros() as usize] != flow {
                    return false;
                }
                let mut waits = false;
                layout.marked(state, |from| {
                    waits |= reach[from] & !full != 0 && reach[from] & full == 0;
                });
                !waits
            }
        }
    }

    /// Calls with every firing that takes the token of `flow`, which is marked.
    fn firings(
        &self,
        layout: Layout,
        state: &[u64],
        flow: usize,
        call: &mut impl FnMut(usize, &[usize], &[usize]),
    ) -> bool {
        if !self.enabled(layout, state, flow) {
            return false;
        }
        let place = self.net.flows[flow].target();
        let node = &self.net.nodes[place];
        let single = [flow];
        let several: Vec<usize>;
        let taken: &[usize] = match node.join {
            _ if node.ins.len() == 1 => &single,
            Route::One if !self.net.flows[flow].merges => &single,
            Route::All => &node.ins,
            Route::One | Route::Any => {
                let merges = self.net.flows[flow].merges;
                several = node
                    .ins
                    .iter()
                    .copied()
                    .filter(|&into| layout.get(state, into) > 0)
                    .filter(|&into| self.net.flows[into].merges == merges)
                    .collect();
                &several
            }
        };
        match node.split {
            _ if node.outs.len() < 2 => call(place, taken, &node.outs),
            Route::All => call(place, taken, &node.outs),
            Route::One => node
                .outs
                .chunks(1)
                .for_each(|given| call(place, taken, given)),
            Route::Any => {
                for subset in 1_usize..1 << node.outs.len() {
                    let given: Vec<usize> = node
                        .outs
                        .iter()
                        .enumerate()
                        .filter(|(bit, _)| subset >> bit & 1 == 1)
                        .map(|(_, &out)| out)
                        .collect();
                    call(place, taken, &given);
                }
            }
        }
        true
    }

    /// Whether more tokens never hinder a firing: no inclusive join, no terminate event.
    pub fn monotone(&self) -> bool {
        self.upstream.iter().all(Option::is_none) && !self.net.terminates
    }

    /// Calls with every firing the order allows in a state.
    pub fn each(
        &self,
        layout: Layout,
        state: &[u64],
        order: Order,
        mut call: impl FnMut(usize, &[usize], &[usize]),
    ) {
        match order {
            Order::All => {
                layout.marked(state, |flow| {
                    self.firings(layout, state, flow, &mut call);
                });
                for &event in &self.interrupts {
                    if layout.any(state, &self.watched[event]) {
                        call(event, &[], &self.net.nodes[event].outs);
                    }
                }
            }
            Order::Persistent | Order::Draining => {
                // A cluster without choice first: it makes one successor only.
                let mut best: Option<((usize, usize), usize)> = None;
                layout.marked(state, |flow| {
                    let node = &self.net.nodes[self.net.flows[flow].target()];
                    let outs = node.outs.len();
                    let (ways, left) = if node.split == Route::All {
                        (1, outs)
                    } else {
                        (outs.max(1), outs.min(1))
                    };
                    let cost = (ways, if order == Order::Draining { left } else { 0 });
                    if best.is_none_or(|(least, _)| cost < least)
                        && self.enabled(layout, state, flow)
                    {
                        best = Some((cost, flow));
                    }
                });
                if let Some((_, flow)) = best {
                    self.firings(layout, state, flow, &mut call);
                }
            }
        }
    }

    /// Lets a node fire, or says why not. The state is of no use then.
    ///
    /// # Errors
    ///
    /// Where the state after it has no place among the states.
    pub fn fire(
        &self,
        layout: Layout,
        state: &mut [u64],
        node: usize,
        taken: &[usize],
        given: &[usize],
    ) -> Result<(), Refused> {
        for &flow in taken {
            layout.take(state, flow);
            if layout.any(state, &self.begins[flow]) {
                return Err(Refused::Mixed);
            }
        }
        if let Some(end) = self.number[node] {
            layout.fire(state, end);
        }
        layout.clear(state, &self.emptied[node]);
        for &flow in given {
            if self.net.flows[flow].merges && layout.get(state, flow) > 0 {
                continue;
            }
            if layout.get(state, flow) == layout.most() {
                return Err(Refused::Full(flow));
            }
            layout.add(state, flow);
        }
        Ok(())
    }

    /// The firing that leads from one state to another.
    pub fn firing(&self, layout: Layout, from: &[u64], to: &[u64]) -> Option<Firing> {
        let mut found = None;
        let mut next = from.to_vec();
        self.each(layout, from, Order::All, |node, taken, given| {
            next.copy_from_slice(from);
            if found.is_none()
                && self.fire(layout, &mut next, node, taken, given).is_ok()
                && next == to
            {
                found = Some(Firing {
                    node,
                    taken: taken.to_vec(),
                    given: given.to_vec(),
                });
            }
        });
        found
    }
}

/// The flows of the handlers of a scope and those behind them: that no token can be on unless it comes from there.
/// O(V + E × handlers).
fn after_take_over(net: &Net, scope: Scope) -> Vec<bool> {
    let mut found = vec![false; net.flows.len()];
    let mut others: Vec<usize> = net.nodes.iter().map(|node| node.ins.len()).collect();
    let handles = |inner: Scope| {
        let mut handlers = net.handlers.iter();
        handlers.any(|&(it, handler)| it == scope && handler.holds(inner))
    };
    let inside = |flow: usize| {
        let it = &net.flows[flow];
        handles(it.scope) || handles(net.nodes[it.source()].scope)
    };
    let mut todo: Vec<usize> = (0..net.flows.len()).filter(|&flow| inside(flow)).collect();
    while let Some(flow) = todo.pop() {
        if std::mem::replace(&mut found[flow], true) {
            continue;
        }
        let target = net.flows[flow].target();
        others[target] = others[target].saturating_sub(1);
        if others[target] == 0 {
            todo.extend(&net.nodes[target].outs);
        }
    }
    found
}

/// Per flow, the bits of the join's flows in that a token there can reach without passing the join, in the same run of its scope.
/// What runs inside a scope leads where the scope is left, whether it comes there or not, and where an event leads that
/// interrupts it.
fn upstream_of(net: &Net, watched: &[Vec<usize>], join: usize) -> Vec<u64> {
    let mut reach = vec![0_u64; net.flows.len()];
    let scope = net.nodes[join].scope;
    for (bit, &into) in net.nodes[join].ins.iter().enumerate() {
        let mut todo = vec![into];
        while let Some(flow) = todo.pop() {
            if reach[flow] >> bit & 1 == 1 || !scope.holds(net.flows[flow].scope) {
                continue;
            }
            reach[flow] |= 1 << bit;
            let flow = &net.flows[flow];
            let source = flow.behind.map_or(flow.source(), |behind| behind as usize);
            if source != join {
                todo.extend(&net.nodes[source].ins);
                if let Kind::Interrupt(_) | Kind::Exit(_) = net.nodes[source].kind {
                    todo.extend(&watched[source]);
                }
            }
        }
    }
    reach
}
