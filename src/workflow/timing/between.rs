//! The worst time from the completion of one step to the completion of another.

use super::super::dense::ByNode;
use super::super::graph::NodeId;
use super::loops::Loop;
use super::{Longest, Repeat, Timing};

/// The worst time from one node to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Between {
    /// At most so many minutes.
    Bounded(i64),
    /// No bound: these nodes can repeat without end on the way.
    Unbounded(Vec<NodeId>),
    /// No path leads from the one to the other.
    Never,
}

impl Timing {
    /// The worst time on the clock from the last completion of `from` before `to` to the next completion of `to`.
    ///
    /// The longest path that passes neither in between. Loops entered after `from` repeat as in the worst time, in rounds
    /// that do not pass `to`. Loops around `from` are not repeated; but where `to` stands only earlier in such a loop, the path
    /// goes back once. A step that restarts the clock in between sets the time to zero. O(d · (V + E)).
    pub fn between(&self, from: NodeId, to: NodeId) -> Between {
        if !self.net.is_reachable(from) || !self.net.is_reachable(to) {
            return Between::Never;
        }
        let loops = &self.loops;
        if let Some(nodes) = loops.irreducible.first() {
            return Between::Unbounded(nodes.clone());
        }
        let holds = |repeated: &Loop, node: NodeId| {
            let place = |other: &NodeId| loops.place[*other];
            let found = repeated
                .body
                .binary_search_by_key(&loops.place[node], place);
            found.is_ok()
        };
        let mut around: ByNode<bool> = self.net.by_node(false);
        // Rounds that pass `to` would end there.
        let mut repeats = self.repeats.clone();
        let mut values = self.net.by_node(Longest::default());
        for (at, repeated) in loops.all.iter().enumerate() {
            around[repeated.header] |= holds(repeated, from);
            if holds(repeated, to) {
                let repeat = self.repeat(repeated, &repeats, Some(to), &mut values);
                if let Some(known) = repeats.get_mut(at) {
                    *known = repeat;
                }
            }
        }
        let mut begin: ByNode<Longest> = self.net.by_node(Longest::default());
        for flow in self.forward_out_of(from) {
            begin[self.net.target(flow)].through = Some(0);
        }
        // First along flows that do not go back, then once more from the headers of the loops around `from`.
        for _ in 0..2 {
            let mut values: ByNode<Longest> = self.net.by_node(Longest::default());
            for &node in &loops.order {
                let mut value = begin[node];
                for flow in self.forward_into(node) {
                    value = value.max(values[self.net.source(flow)]);
                }
                if !value.is_some() {
                    continue;
                }
                if node == to {
                    let minutes = self.pass(node, value).clock();
                    return minutes.map_or(Between::Never, Between::Bounded);
                }
                if node == from {
                    continue;
                }
                if !around[node] {
                    if matches!(self.repeat_at(&repeats, node), Some(Repeat::Unbounded))
                        && let Some(endless) =
                            loops.headed_by[node].and_then(|at| loops.all.get(at))
                    {
                        return Between::Unbounded(endless.body.clone());
                    }
                    value = self.go_round(&repeats, node, value);
                }
                values[node] = self.pass(node, value);
            }
            begin = self.net.by_node(Longest::default());
            for repeated in loops.all.iter().filter(|repeated| around[repeated.header]) {
                for &(flow, rounds) in &repeated.back {
                    if rounds == Some(0) {
                        continue;
                    }
                    let source = self.net.source(flow);
                    let value = if source == from {
                        Longest {
                            through: Some(0),
                            since: None,
                        }
                    } else {
                        values[source]
                    };
                    begin[repeated.header] = begin[repeated.header].max(value);
                }
            }
        }
        Between::Never
    }
}
