//! A long process is cut into rows that stand one under the other, as a text is cut into lines.
//!
//! A flow that crosses a cut ends in a circle with a letter and goes on from the circle with the same letter (the
//! connector of ISO 5807, the link event of BPMN). Cuts are placed where few flows cross and rows are about equally long.

use std::collections::BTreeMap;

use petgraph::graph::{EdgeReference, NodeIndex};
use petgraph::visit::EdgeRef as _;

use super::diagram::{Diagram, DiagramGraph, Leg};
use super::geometry::Element;

/// Room between two columns, on average.
const COLUMN_GAP: i32 = 34;
/// What one more row costs, against [`CROSSING_COST`] for each flow that is cut.
const ROW_COST: i64 = 60;
const CROSSING_COST: i64 = 12;
/// What an empty row would cost; a full one costs nothing.
const RAGGED_COST: i64 = 40;

/// Cut a layered diagram into rows of at most `room` pixels, where one column alone is not wider.
///
/// O(V + E + columns × columns of a row).
pub(crate) fn cut(diagram: Diagram, room: Option<i32>) -> Vec<Diagram> {
    let Some(room) = room else {
        return vec![diagram];
    };
    let widths = column_widths(&diagram.graph);
    if widths.iter().map(|width| i64::from(*width)).sum::<i64>() <= i64::from(room) {
        return vec![diagram];
    }
    let firsts = first_columns(&widths, &crossings(&diagram.graph, widths.len()), room);
    split(&diagram, &firsts)
}

fn column_widths(graph: &DiagramGraph) -> Vec<i32> {
    let columns = graph.node_weights().map(|node| node.layer + 1).max();
    let mut widths = vec![0; columns.unwrap_or(0)];
    for node in graph.node_weights() {
        if let Some(width) = widths.get_mut(node.layer) {
            *width = node.width.max(*width);
        }
    }
    for width in &mut widths {
        *width += COLUMN_GAP;
    }
    widths
}

/// How many flows cross the line before each column.
fn crossings(graph: &DiagramGraph, columns: usize) -> Vec<i64> {
    let mut steps = vec![0i64; columns + 1];
    for leg in graph.edge_references() {
        let (from, to) = (graph[leg.source()].layer, graph[leg.target()].layer);
        for (column, change) in [(from.min(to) + 1, 1), (from.max(to) + 1, -1)] {
            if let Some(step) = steps.get_mut(column) {
                *step += change;
            }
        }
    }
    let mut crossing = 0;
    steps
        .into_iter()
        .map(|step| {
            crossing += step;
            crossing
        })
        .collect()
}

/// The first column of each row: dynamic programming over the columns.
fn first_columns(widths: &[i32], crossings: &[i64], room: i32) -> Vec<usize> {
    // For each column count: the least cost of the rows so far, and where the last of them begins.
    let mut best: Vec<(i64, usize)> = vec![(0, 0)];
    for end in 1..=widths.len() {
        let mut choice = (i64::MAX, end - 1);
        let mut width = 0;
        for first in (0..end).rev() {
            width += widths.get(first).copied().unwrap_or(0);
            if width > room && first + 1 < end {
                break;
            }
            let before = best.get(first).map_or(0, |best| best.0);
            let cut = if first == 0 {
                0
            } else {
                crossings.get(first).copied().unwrap_or(0) * CROSSING_COST
            };
            let free = i64::from((room - width).max(0)) * 100 / i64::from(room.max(1));
            let cost = before + ROW_COST + cut + free * free * RAGGED_COST / 10_000;
            if cost < choice.0 {
                choice = (cost, first);
            }
        }
        best.push(choice);
    }
    let mut firsts = Vec::new();
    let mut end = widths.len();
    while end > 0 {
        end = best.get(end).map_or(0, |best| best.1);
        firsts.push(end);
    }
    firsts.reverse();
    firsts
}

fn split(diagram: &Diagram, firsts: &[usize]) -> Vec<Diagram> {
    let row_of = |node: NodeIndex| {
        let layer = diagram.graph[node].layer;
        firsts.partition_point(|first| *first <= layer) - 1
    };
    let mut rows: Vec<Diagram> = firsts
        .iter()
        .map(|_| Diagram {
            lanes: diagram.lanes.clone(),
            graph: DiagramGraph::default(),
        })
        .collect();
    let mut places: BTreeMap<NodeIndex, NodeIndex> = BTreeMap::new();
    for node in diagram.graph.node_indices() {
        if let Some(row) = rows.get_mut(row_of(node)) {
            let mut copy = diagram.graph[node].clone();
            // One column is kept free for links that come in.
            copy.layer += 1;
            places.insert(node, row.graph.add_node(copy));
        }
    }
    let place = |node: NodeIndex| places.get(&node).copied().unwrap_or(node);
    let mut links: BTreeMap<NodeIndex, usize> = BTreeMap::new();
    let mut legs: Vec<_> = diagram.graph.edge_references().collect();
    legs.sort_by_key(EdgeReference::id);
    for leg in legs {
        let (source, target) = (leg.source(), leg.target());
        let (from, to) = (row_of(source), row_of(target));
        let (exit, entry) = (place(source), place(target));
        if from == to {
            if let Some(row) = rows.get_mut(from) {
                row.graph.add_edge(exit, entry, leg.weight().clone());
            }
            continue;
        }
        let forward = Leg {
            back: false,
            ..leg.weight().clone()
        };
        let next = links.len();
        let known = links.get(&target).copied();
        let number = *links.entry(target).or_insert(next);
        if let (None, Some(row)) = (known, rows.get_mut(to)) {
            let node = &row.graph[entry];
            let (lane, layer) = (node.lane, node.layer.saturating_sub(1));
            let link = row.link(Element::LinkFrom(number), number, lane);
            row.graph[link].layer = layer;
            row.graph.add_edge(link, entry, forward.clone());
        }
        if let Some(row) = rows.get_mut(from) {
            let node = &row.graph[exit];
            let (lane, layer) = (node.lane, node.layer + 1);
            let link = row.link(Element::LinkTo(number), number, lane);
            row.graph[link].layer = layer;
            row.graph.add_edge(exit, link, forward);
        }
    }
    rows
}

/// Drop the lanes and columns that hold nothing; gives the number of each lane kept. O(V log V).
pub(crate) fn compact(diagram: &mut Diagram) -> Vec<usize> {
    let mut layers: BTreeMap<usize, usize> = BTreeMap::new();
    let mut lanes: BTreeMap<usize, usize> = BTreeMap::new();
    for node in diagram.graph.node_weights() {
        layers.insert(node.layer, 0);
        lanes.insert(node.lane, 0);
    }
    for (number, layer) in layers.values_mut().enumerate() {
        *layer = number;
    }
    for (number, lane) in lanes.values_mut().enumerate() {
        *lane = number;
    }
    for node in diagram.graph.node_weights_mut() {
        node.layer = layers.get(&node.layer).copied().unwrap_or(node.layer);
        node.lane = lanes.get(&node.lane).copied().unwrap_or(node.lane);
    }
    let all = std::mem::take(&mut diagram.lanes);
    diagram.lanes = all
        .into_iter()
        .enumerate()
        .filter(|(lane, _)| lanes.contains_key(lane))
        .map(|(_, name)| name)
        .collect();
    lanes.into_keys().collect()
}
