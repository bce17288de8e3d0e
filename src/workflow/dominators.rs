//! Dominators of a workflow, forwards from its start or backwards from an end: what every path must pass.
//!
//! The iterative method of Cooper, Harvey and Kennedy (*A simple, fast dominance algorithm*, 2001) on nodes numbered in reverse
//! postorder. It takes two passes where every loop has one entry, and O(V²) at worst. petgraph has the same method on hash maps;
//! on a workflow of a hundred thousand steps these flat lists take a tenth of its time. Nothing recurses.

use petgraph::Direction;

use super::dense::ByNode;
use super::graph::{FlowId, NodeId};
use super::routing::Routing;

/// Not reached.
const NOWHERE: u32 = u32::MAX;

/// The nodes reached from some roots, each after all that dominate it.
#[derive(Clone, Debug)]
pub(super) struct Dominators {
    /// Reverse postorder; the roots hang on a root of their own, which is no node.
    order: Vec<NodeId>,
    /// The place of each node in `order`, counted from 1.
    place: ByNode<u32>,
    /// For each place the place of its immediate dominator; 0 is the root of the roots.
    immediate: Vec<u32>,
}

impl Dominators {
    /// Of what is reached from `roots` along flows, or against them.
    pub(super) fn of(routing: &Routing, roots: &[NodeId], direction: Direction) -> Self {
        let order = reverse_postorder(routing, roots, direction);
        let mut place = routing.by_node(NOWHERE);
        for (&node, at) in order.iter().zip(1..) {
            place[node] = at;
        }
        let mut found = Self {
            immediate: vec![NOWHERE; order.len() + 1],
            order,
            place,
        };
        found.iterate(routing, roots, direction);
        found
    }

    /// Nodes reached, each after the sources of all flows into it that do not go back.
    pub(super) fn order(&self) -> &[NodeId] {
        &self.order
    }

    /// The immediate dominator of a node; none where no node but itself is on every path to it, or where it is not reached.
    pub(super) fn immediate(&self, node: NodeId) -> Option<NodeId> {
        let at = *self.immediate.get(self.place[node] as usize)?;
        let before = (at as usize).checked_sub(1)?;
        self.order.get(before).copied()
    }

    /// Whether a node is reached at all.
    pub(super) fn reaches(&self, node: NodeId) -> bool {
        self.place[node] != NOWHERE
    }

    fn iterate(&mut self, routing: &Routing, roots: &[NodeId], direction: Direction) {
        let mut changed = true;
        if let Some(root) = self.immediate.first_mut() {
            *root = 0;
        }
        while std::mem::take(&mut changed) {
            for (&node, at) in self.order.iter().zip(1u32..) {
                let mut found = roots.contains(&node).then_some(0);
                let flows: &[FlowId] = match direction {
                    Direction::Outgoing => routing.incoming(node),
                    Direction::Incoming => routing.outgoing(node),
                };
                for &flow in flows {
                    let before = self.place[match direction {
                        Direction::Outgoing => routing.source(flow),
                        Direction::Incoming => routing.target(flow),
                    }];
                    if before != NOWHERE && self.above(before) != NOWHERE {
                        found = Some(found.map_or(before, |other| self.common(other, before)));
                    }
                }
                if let (Some(found), Some(known)) = (found, self.immediate.get_mut(at as usize))
                    && *known != found
                {
                    *known = found;
                    changed = true;
                }
            }
        }
    }

    fn above(&self, place: u32) -> u32 {
        self.immediate
            .get(place as usize)
            .copied()
            .unwrap_or(NOWHERE)
    }

    /// The nearest place that dominates both.
    fn common(&self, mut one: u32, mut other: u32) -> u32 {
        while one != other {
            while one > other {
                one = self.above(one);
            }
            while other > one {
                other = self.above(other);
            }
        }
        one
    }
}

/// Depth first from the roots, last left first.
fn reverse_postorder(routing: &Routing, roots: &[NodeId], direction: Direction) -> Vec<NodeId> {
    let flows = |node: NodeId| match direction {
        Direction::Outgoing => routing.outgoing(node).iter(),
        Direction::Incoming => routing.incoming(node).iter(),
    };
    let mut seen = routing.by_node(false);
    let mut order = Vec::new();
    for &root in roots {
        if std::mem::replace(&mut seen[root], true) {
            continue;
        }
        let mut stack = vec![(root, flows(root))];
        while let Some((node, left)) = stack.last_mut() {
            if let Some(&flow) = left.next() {
                let beyond = match direction {
                    Direction::Outgoing => routing.target(flow),
                    Direction::Incoming => routing.source(flow),
                };
                if !std::mem::replace(&mut seen[beyond], true) {
                    stack.push((beyond, flows(beyond)));
                }
            } else {
                order.push(*node);
                stack.pop();
            }
        }
    }
    order.reverse();
    order
}
