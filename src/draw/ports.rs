//! On which side of a shape a flow starts or ends.
//!
//! Flows come in on the left and leave on the right. A gateway gives every flow a corner of its own: straight on to the
//! right, down from the lower corner, up from the upper one; where there are more flows than that, they share one side, each
//! with a port of its own there.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};

use super::diagram::{Content, DiagramGraph};
use super::geometry::ShapeKind;
use super::layers::{is_condition, legs};

/// A side of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    Left,
    Right,
    Top,
    Bottom,
}

impl Side {
    /// Whether a flow leaves this side sideways.
    pub const fn is_across(self) -> bool {
        matches!(self, Self::Left | Self::Right)
    }
}

/// One end of a flow: the side of the shape and how far from its middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Port {
    pub side: Side,
    pub offset: i32,
    /// It shares its side with others: the flow must turn at once, in the channel beside the shape.
    pub shared: bool,
}

/// Distance of ports that share a side.
const PORT_DISTANCE: i32 = 12;
/// Ports that share the left side lie so much lower: none is level with one of the right side of a shape in the same row. Of two
/// flows that exchanged such ports in one channel, each would have to turn before the other.
const ENTRY_SHIFT: i32 = 3;
/// What it costs to start or end where that is unusual, in lines crossed.
const UNUSUAL: usize = 14;
/// How far a port lies beside the middle of the right side, and of the left, where it must.
const ASIDE: [i32; 2] = [10, 8];
/// What that costs.
const LAST_RESORT: usize = 60;

/// The ports that gateways give their flows.
pub(crate) struct Ports {
    out: BTreeMap<EdgeIndex, Port>,
    into: BTreeMap<EdgeIndex, Port>,
    given: BTreeSet<(NodeIndex, Side)>,
}

impl Ports {
    /// Give every flow of a gateway with several its port. Layers and rows are known. O(E log E).
    pub fn new(graph: &DiagramGraph) -> Self {
        let mut ports = Self {
            out: BTreeMap::new(),
            into: BTreeMap::new(),
            given: BTreeSet::new(),
        };
        for node in graph.node_indices() {
            let Content::Shape(figure) = &graph[node].content else {
                continue;
            };
            let leaving = legs(graph, node, Direction::Outgoing);
            let entering = legs(graph, node, Direction::Incoming);
            // Corners are enough for one side of the flow, not for both.
            let has_corners = matches!(figure.kind, ShapeKind::Gateway(_))
                && (leaving.len() < 2 || entering.len() < 2);
            let top = figure.name.is_empty();
            let gateway = Gateway {
                graph,
                node,
                has_corners,
                top,
            };
            if leaving.len() > 1 {
                let given = gateway.ports(leaving, Side::Right);
                ports
                    .given
                    .extend(given.iter().map(|(_, port)| (node, port.side)));
                ports.out.extend(given);
            }
            if entering.len() > 1 {
                let given = gateway.ports(entering, Side::Left);
                ports
                    .given
                    .extend(given.iter().map(|(_, port)| (node, port.side)));
                ports.into.extend(given);
            }
        }
        ports
    }

    /// Where a flow may leave a shape, and what each port costs.
    pub fn exits(
        &self,
        graph: &DiagramGraph,
        leg: EdgeIndex,
        from: NodeIndex,
    ) -> Vec<(Port, usize)> {
        let back = graph[leg].back;
        if is_condition(graph, from) {
            return vec![(port(if back { Side::Left } else { Side::Right }), 0)];
        }
        match self.out.get(&leg) {
            Some(port) => given(*port, Side::Right),
            None => self.single(graph, from, Side::Right, back),
        }
    }

    /// Where a flow may enter a shape, and what each port costs.
    pub fn entries(
        &self,
        graph: &DiagramGraph,
        leg: EdgeIndex,
        to: NodeIndex,
    ) -> Vec<(Port, usize)> {
        let back = graph[leg].back;
        if is_condition(graph, to) {
            return vec![(port(if back { Side::Right } else { Side::Left }), 0)];
        }
        match self.into.get(&leg) {
            Some(port) => given(*port, Side::Left),
            None => self.single(graph, to, Side::Left, back),
        }
    }

    /// The only flow on its side: there, or, on the way back or where it must, above or below.
    fn single(
        &self,
        graph: &DiagramGraph,
        node: NodeIndex,
        usual: Side,
        back: bool,
    ) -> Vec<(Port, usize)> {
        let Content::Shape(figure) = &graph[node].content else {
            return vec![(port(usual), 0)];
        };
        // The name of a gateway or event stands above it.
        let top =
            matches!(figure.kind, ShapeKind::Task | ShapeKind::Call) || figure.name.is_empty();
        let (level, upright) = if back { (UNUSUAL, 0) } else { (0, UNUSUAL) };
        let solid = matches!(
            figure.kind,
            ShapeKind::Task | ShapeKind::Call | ShapeKind::Gateway(_)
        );
        let mut ports: Vec<(Port, usize)> = [
            (usual, level, true),
            (Side::Bottom, upright, true),
            (Side::Top, upright, top),
        ]
        .into_iter()
        .filter(|(side, _, exists)| *exists && !self.given.contains(&(node, *side)))
        .map(|(side, cost, _)| (port(side), cost))
        .collect();
        if solid && !self.given.contains(&(node, usual)) {
            ports.extend(aside(usual));
        }
        ports
    }
}

/// The port a gateway gives a flow, and those beside the middle of its usual side.
fn given(port: Port, usual: Side) -> Vec<(Port, usize)> {
    let mut ports = vec![(port, 0)];
    if !port.shared {
        ports.extend(aside(usual));
    }
    ports
}

/// Ports beside the middle of a side, for a flow that would lie on another otherwise.
fn aside(side: Side) -> impl Iterator<Item = (Port, usize)> {
    let [right, left] = ASIDE;
    let aside = if side == Side::Left { left } else { right };
    [aside, -aside].into_iter().map(move |offset| {
        let port = Port {
            side,
            offset,
            shared: true,
        };
        (port, LAST_RESORT)
    })
}

const fn port(side: Side) -> Port {
    Port {
        side,
        offset: 0,
        shared: false,
    }
}

/// A shape whose flows on one side are given ports.
struct Gateway<'a> {
    graph: &'a DiagramGraph,
    node: NodeIndex,
    has_corners: bool,
    /// Whether its upper corner is free of its name.
    top: bool,
}

impl Gateway<'_> {
    fn ports(&self, flows: Vec<EdgeIndex>, usual: Side) -> Vec<(EdgeIndex, Port)> {
        self.corners(&flows, usual)
            .unwrap_or_else(|| self.fan(flows, usual))
    }

    /// The shape at the other end of a flow.
    fn other(&self, leg: EdgeIndex) -> NodeIndex {
        let (from, to) = self.graph.edge_endpoints(leg).unwrap_or_default();
        if from == self.node { to } else { from }
    }

    /// A corner for every flow, if there are enough.
    fn corners(&self, flows: &[EdgeIndex], usual: Side) -> Option<Vec<(EdgeIndex, Port)>> {
        if !self.has_corners || flows.len() > 3 {
            return None;
        }
        let row = self.graph[self.node].row;
        let climb = |leg: &EdgeIndex| self.graph[self.other(*leg)].row - row;
        let mut free = vec![usual, Side::Bottom];
        if self.top {
            free.push(Side::Top);
        }
        // Straight on first, then the way back, then the farthest: it turns before the nearer ones.
        let mut order = flows.to_vec();
        order.sort_by_key(|leg| {
            let back = self.graph[*leg].back;
            (back || climb(leg) != 0, !back, -climb(leg).abs(), *leg)
        });
        let mut ports = Vec::new();
        for leg in order {
            let wishes = match climb(&leg) {
                0 if !self.graph[leg].back => [usual, Side::Bottom, Side::Top],
                0 => [Side::Bottom, Side::Top, usual],
                1.. => [Side::Bottom, usual, usual],
                _ => [Side::Top, usual, usual],
            };
            let side = wishes.into_iter().find(|side| free.contains(side))?;
            free.retain(|other| *other != side);
            ports.push((leg, port(side)));
        }
        Some(ports)
    }

    /// Ports on one side, in the order in which the other ends stand.
    fn fan(&self, mut flows: Vec<EdgeIndex>, side: Side) -> Vec<(EdgeIndex, Port)> {
        flows.sort_by_key(|leg| (self.graph[self.other(*leg)].row, *leg));
        let count = i32::try_from(flows.len()).unwrap_or(1);
        let shift = if side == Side::Left { ENTRY_SHIFT } else { 0 };
        let first = shift - (count - 1) * PORT_DISTANCE / 2;
        flows
            .into_iter()
            .zip((0..).map(|rank| first + rank * PORT_DISTANCE))
            .map(|(leg, offset)| {
                let port = Port {
                    side,
                    offset,
                    shared: true,
                };
                (leg, port)
            })
            .collect()
    }
}
