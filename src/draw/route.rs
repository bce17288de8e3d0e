//! Which way each flow takes over the grid.
//!
//! For every flow the usual orthogonal ways (straight, one to four bends) are listed and the cheapest free one is taken;
//! the way along the channels next to both shapes always exists. O(E · (columns + rows)), a few dozen candidates for each flow.

use std::collections::BTreeSet;

use petgraph::graph::{EdgeIndex, NodeIndex};

use super::diagram::DiagramGraph;
use super::grid::{Cell, Grid};
use super::ports::{Port, Ports, Side};

/// The way of one flow.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    pub leg: EdgeIndex,
    pub from: Port,
    pub to: Port,
    /// Corners on the grid, from the cell of one shape to that of the other; across and down in turn.
    pub path: Vec<Cell>,
}

/// What a bend costs, in lines crossed.
const BEND: usize = 8;
/// What it costs to use a side twice or to run over something: only when nothing else is left.
const FORBIDDEN: usize = 10_000;

/// Find the way of every flow of a diagram with layers and rows.
pub(crate) fn route(graph: &DiagramGraph, grid: &mut Grid) -> Vec<Route> {
    let mut order: Vec<EdgeIndex> = graph.edge_indices().collect();
    let place = |node: NodeIndex| (2 * graph[node].layer + 1, grid.line(graph[node].row));
    let ends = |leg: EdgeIndex| {
        let (from, to) = graph.edge_endpoints(leg).unwrap_or_default();
        (from, to, place(from), place(to))
    };
    let ports_of = Ports::new(graph);
    let has_choice = |leg: EdgeIndex, from: NodeIndex, to: NodeIndex| {
        ports_of.exits(graph, leg, from).len() + ports_of.entries(graph, leg, to).len() > 2
    };
    // Straight flows choose first, then those that have no choice of ports, then short ones, loops last.
    order.sort_by_cached_key(|leg| {
        let (source, target, from, to) = ends(*leg);
        let climb = from.1.abs_diff(to.1);
        (
            graph[*leg].back,
            climb > 0,
            has_choice(*leg, source, target),
            from.0.abs_diff(to.0),
            climb,
            *leg,
        )
    });
    let order: Vec<_> = order.into_iter().map(|leg| (leg, ends(leg))).collect();
    let mut used: BTreeSet<(NodeIndex, Side, i32)> = BTreeSet::new();
    let mut routes = Vec::new();
    for (leg, (from, to, start, end)) in order {
        let mut best: Option<(usize, Route)> = None;
        for (exit, exit_cost) in ports_of.exits(graph, leg, from) {
            for (entry, entry_cost) in ports_of.entries(graph, leg, to) {
                let taken = |node, port: Port| {
                    // One that shares its side wants a place there, any other one the whole side.
                    let (least, most) = if port.shared {
                        (port.offset, port.offset)
                    } else {
                        (i32::MIN, i32::MAX)
                    };
                    let places = (node, port.side, least)..=(node, port.side, most);
                    usize::from(used.range(places).next().is_some()) * FORBIDDEN
                };
                let ports = exit_cost + entry_cost + taken(from, exit) + taken(to, entry);
                let beside = exit.offset != 0 || entry.offset != 0;
                for path in ways(start, end, exit, entry) {
                    let blocked = usize::from(!grid.is_free(&path, beside)) * FORBIDDEN;
                    let cost = ports + blocked + length(&path) + BEND * (path.len() - 2);
                    if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                        let route = Route {
                            leg,
                            from: exit,
                            to: entry,
                            path,
                        };
                        best = Some((cost, route));
                    }
                }
            }
        }
        if let Some((_, route)) = best {
            let beside = route.from.offset != 0 || route.to.offset != 0;
            grid.take(&route.path, beside);
            for (node, port) in [(from, route.from), (to, route.to)] {
                used.insert((node, port.side, port.offset));
            }
            routes.push(route);
        }
    }
    routes
}

fn length(path: &[Cell]) -> usize {
    path.iter()
        .zip(path.iter().skip(1))
        .map(|(from, to)| from.0.abs_diff(to.0) + from.1.abs_diff(to.1))
        .sum()
}

/// The ways between two cells for given sides, without regard to what stands there.
fn ways(start: Cell, end: Cell, exit: Port, entry: Port) -> Vec<Vec<Cell>> {
    let (first, last) = (lines(start, end, exit), lines(end, start, entry));
    let mut ways = Vec::new();
    for a in &first {
        for b in &last {
            match (exit.side.is_across(), entry.side.is_across()) {
                (true, true) if a == b => {
                    ways.push(vec![start, (*a, start.1), (*a, end.1), end]);
                }
                (true, true) => {
                    for down in beside(start.1, end.1) {
                        ways.push(vec![
                            start,
                            (*a, start.1),
                            (*a, down),
                            (*b, down),
                            (*b, end.1),
                            end,
                        ]);
                    }
                }
                (true, false) => {
                    ways.push(vec![start, (*a, start.1), (*a, *b), (end.0, *b), end]);
                }
                (false, true) => {
                    ways.push(vec![start, (start.0, *a), (*b, *a), (*b, end.1), end]);
                }
                (false, false) if a == b => {
                    ways.push(vec![start, (start.0, *a), (end.0, *a), end]);
                }
                (false, false) => {
                    for across in beside(start.0, end.0) {
                        ways.push(vec![
                            start,
                            (start.0, *a),
                            (across, *a),
                            (across, *b),
                            (end.0, *b),
                            end,
                        ]);
                    }
                }
            }
        }
    }
    if !exit.shared && !entry.shared {
        ways = ways
            .into_iter()
            .filter_map(|way| simple(&way, exit.side, entry.side))
            .collect();
    }
    ways
}

/// The channels beside two cells.
fn beside(a: usize, b: usize) -> BTreeSet<usize> {
    [a.saturating_sub(1), a + 1, b.saturating_sub(1), b + 1]
        .into_iter()
        .filter(|line| *line != a && *line != b)
        .collect()
}

/// The lines on which a flow that leaves `here` by a port may turn on its way to `there`.
fn lines(here: Cell, there: Cell, port: Port) -> Vec<usize> {
    let (own, other) = if port.side.is_across() {
        (here.0, there.0)
    } else {
        (here.1, there.1)
    };
    let ahead = |line: &usize| match port.side {
        Side::Left | Side::Top => *line < own,
        Side::Right | Side::Bottom => *line > own,
    };
    let next = match port.side {
        Side::Left | Side::Top => own.saturating_sub(1),
        Side::Right | Side::Bottom => own + 1,
    };
    if port.shared {
        return vec![next];
    }
    let mut lines = vec![next, other.saturating_sub(1), other + 1, other];
    lines.retain(ahead);
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// A way without corners that are none; `None` where it doubles back or leaves by another side.
fn simple(way: &[Cell], exit: Side, entry: Side) -> Option<Vec<Cell>> {
    let mut corners: Vec<Cell> = Vec::new();
    for corner in way {
        if corners.last() == Some(corner) {
            continue;
        }
        if let [.., before, last] = corners.as_slice() {
            let column = before.0 == last.0 && last.0 == corner.0;
            let row = before.1 == last.1 && last.1 == corner.1;
            if column || row {
                let between = |a: usize, b: usize, c: usize| (a < b) == (b < c);
                let onwards = if column {
                    between(before.1, last.1, corner.1)
                } else {
                    between(before.0, last.0, corner.0)
                };
                if !onwards {
                    return None;
                }
                corners.pop();
            }
        }
        corners.push(*corner);
    }
    let leaves = |from: Cell, to: Cell, side: Side| match side {
        Side::Left => to.1 == from.1 && to.0 < from.0,
        Side::Right => to.1 == from.1 && to.0 > from.0,
        Side::Top => to.0 == from.0 && to.1 < from.1,
        Side::Bottom => to.0 == from.0 && to.1 > from.1,
    };
    let (first, second) = (corners.first()?, corners.get(1)?);
    let (last, before) = (corners.last()?, corners.get(corners.len() - 2)?);
    (leaves(*first, *second, exit) && leaves(*last, *before, entry)).then_some(corners)
}
