//! A long process is cut into rows that stand one under the other, as a text is cut into lines.
//!
//! A flow that crosses a cut ends in a circle with a letter and goes on from the circle with the same letter (the
//! connector of ISO 5807, the link event of BPMN). Cuts are placed where few flows cross and rows are about equally long.

use std::collections::BTreeMap;

use petgraph::Direction;
use petgraph::graph::{EdgeReference, NodeIndex};
use petgraph::visit::EdgeRef as _;

use super::diagram::{Diagram, DiagramGraph, Leg};
use super::geometry::Element;
use super::layers::{is_condition, legs};

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
    split(diagram, &firsts)
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

/// In which row each node stands. A condition stays beside the gateway it leaves, also one on the way back, which leads
/// forward to a link once its target is in another row.
fn rows_of_nodes(diagram: &mut Diagram, firsts: &[usize]) -> BTreeMap<NodeIndex, usize> {
    let graph = &mut diagram.graph;
    let mut rows: BTreeMap<NodeIndex, usize> = graph
        .node_indices()
        .map(|node| {
            let layer = graph[node].layer;
            (node, firsts.partition_point(|first| *first <= layer) - 1)
        })
        .collect();
    let conditions: Vec<NodeIndex> = graph
        .node_indices()
        .filter(|node| is_condition(graph, *node))
        .collect();
    for condition in conditions {
        let entering = legs(graph, condition, Direction::Incoming);
        let Some((gateway, leg)) = entering.first().and_then(|leg| {
            let (gateway, _) = graph.edge_endpoints(*leg)?;
            Some((gateway, *leg))
        }) else {
            continue;
        };
        let row = rows.get(&gateway).copied().unwrap_or(0);
        rows.insert(condition, row);
        let stays = graph
            .neighbors(condition)
            .all(|target| rows.get(&target) == Some(&row));
        if graph[leg].back && !stays {
            graph[leg].back = false;
            graph[condition].layer = graph[gateway].layer + 1;
        }
    }
    rows
}

fn split(mut diagram: Diagram, firsts: &[usize]) -> Vec<Diagram> {
    let rows_of_nodes = rows_of_nodes(&mut diagram, firsts);
    let row_of = |node: NodeIndex| rows_of_nodes.get(&node).copied().unwrap_or(0);
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
    let (mut inside, mut cut): (Vec<_>, Vec<_>) = diagram
        .graph
        .edge_references()
        .partition(|leg| row_of(leg.source()) == row_of(leg.target()));
    inside.sort_by_key(EdgeReference::id);
    for leg in inside {
        if let Some(row) = rows.get_mut(row_of(leg.source())) {
            let (exit, entry) = (place(leg.source()), place(leg.target()));
            row.graph.add_edge(exit, entry, leg.weight().clone());
        }
    }
    // Letters in reading order.
    cut.sort_by_key(|leg| {
        let layer = diagram.graph[leg.source()].layer;
        let lane = diagram.graph[leg.source()].lane;
        (row_of(leg.source()), layer, lane, leg.id())
    });
    for leg in cut {
        let (source, target) = (leg.source(), leg.target());
        let (exit, entry) = (place(source), place(target));
        let forward = Leg {
            back: false,
            ..leg.weight().clone()
        };
        let next = links.len();
        let known = links.get(&target).copied();
        let number = *links.entry(target).or_insert(next);
        if let (None, Some(row)) = (known, rows.get_mut(row_of(target))) {
            let (lane, layer) = (row.graph[entry].lane, row.graph[entry].layer);
            let link = row.link(Element::LinkFrom(number), number, lane);
            row.graph[link].layer = layer.saturating_sub(1);
            row.graph.add_edge(link, entry, forward.clone());
        }
        if let Some(row) = rows.get_mut(row_of(source)) {
            let (lane, layer) = (row.graph[exit].lane, row.graph[exit].layer);
            let link = row.link(Element::LinkTo(number), number, lane);
            row.graph[link].layer = layer + 1;
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
