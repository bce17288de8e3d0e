//! Which row of its lane a shape stands in: straight behind what comes before it where it can, and few crossings.
//!
//! The first branch of a split goes straight on, the second below it, the third above, as an officer would draw it.
//! Neighbours in one column are then exchanged while that saves crossings (Sugiyama, Tagawa and Toda 1981, step 3).

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use petgraph::Direction;
use petgraph::graph::NodeIndex;

use super::diagram::{Diagram, DiagramGraph};
use super::layers::{is_condition, legs};

/// The taken cells: lane, row, column.
type Taken = BTreeSet<(usize, i32, usize)>;

/// How often the columns are walked to exchange neighbours.
const PASSES: usize = 4;

/// Give every node a row in its lane, then number the rows of all lanes from the top; gives the rows of each lane.
///
/// O((V + E) log V) plus, for each pass, the products of the degrees of neighbours in a column.
pub(crate) fn assign_rows(diagram: &mut Diagram) -> Vec<usize> {
    let lanes = diagram.lanes.len();
    let graph = &mut diagram.graph;
    let mut columns: BTreeMap<usize, Vec<NodeIndex>> = BTreeMap::new();
    let mut on_the_way_back = Vec::new();
    for node in graph.node_indices() {
        if is_condition(graph, node) && enters_back(graph, node) {
            on_the_way_back.push(node);
        } else {
            columns.entry(graph[node].layer).or_default().push(node);
        }
    }
    let mut taken = Taken::new();
    for nodes in columns.values() {
        let mut wishes: Vec<(usize, i32, i32, NodeIndex)> = nodes
            .iter()
            .map(|node| {
                let (wish, rank) = wish(graph, *node);
                (graph[*node].lane, rank, wish, *node)
            })
            .collect();
        wishes.sort_unstable();
        for (lane, _, wish, node) in wishes {
            let layer = graph[node].layer;
            let row = nearest(wish, &taken, |row| !taken.contains(&(lane, row, layer)));
            taken.insert((lane, row, layer));
            graph[node].row = row;
        }
    }
    exchange_neighbours(graph, &columns);
    for node in on_the_way_back {
        place_way_back(graph, node, &mut taken);
    }
    number_rows(graph, lanes)
}

fn enters_back(graph: &DiagramGraph, node: NodeIndex) -> bool {
    legs(graph, node, Direction::Incoming)
        .iter()
        .any(|leg| graph[*leg].back)
}

/// The row a node would like, and how early it may choose: nodes straight behind another first.
fn wish(graph: &DiagramGraph, node: NodeIndex) -> (i32, i32) {
    let lane = graph[node].lane;
    let mut best: Option<(i32, i32)> = None;
    for leg in legs(graph, node, Direction::Incoming) {
        let Some((from, _)) = graph.edge_endpoints(leg).filter(|_| !graph[leg].back) else {
            continue;
        };
        let branches: Vec<_> = legs(graph, from, Direction::Outgoing)
            .into_iter()
            .filter(|leg| {
                let target = graph.edge_endpoints(*leg).map(|ends| ends.1);
                !graph[*leg].back && target.is_some_and(|target| graph[target].lane == lane)
            })
            .collect();
        let rank = branches.iter().position(|branch| *branch == leg);
        let rank = i32::try_from(rank.unwrap_or(0)).unwrap_or(i32::MAX / 4);
        // 0, +1, -1, +2, -2, …
        let turn = if rank % 2 == 1 {
            (rank + 1) / 2
        } else {
            -(rank / 2)
        };
        let wish = if graph[from].lane == lane {
            (graph[from].row + turn, rank)
        } else {
            (turn, rank + 1)
        };
        let smaller = |other: &(i32, i32)| (wish.1, wish.0.abs()) < (other.1, other.0.abs());
        if best.as_ref().is_none_or(smaller) {
            best = Some(wish);
        }
    }
    best.unwrap_or((0, 0))
}

/// The free row nearest to a wish; below before above. A lane has no more taken rows than there are nodes.
fn nearest(wish: i32, taken: &Taken, free: impl Fn(i32) -> bool) -> i32 {
    (0..=i32::try_from(taken.len()).unwrap_or(i32::MAX / 4))
        .flat_map(|distance| [wish + distance, wish - distance])
        .find(|row| free(*row))
        .unwrap_or(wish)
}

/// A condition on the way back stands beside the gateway it leaves, in a row where the flow can turn.
fn place_way_back(graph: &mut DiagramGraph, node: NodeIndex, taken: &mut Taken) {
    let gateway = graph
        .neighbors_directed(node, Direction::Incoming)
        .next()
        .unwrap_or(node);
    let target = graph.neighbors(node).next().unwrap_or(node);
    let (lane, row) = (graph[gateway].lane, graph[gateway].row);
    let (own, turn) = (graph[node].layer, graph[gateway].layer);
    // On the side where fewer other branches leave the gateway, else towards where it leads.
    let place = |node: NodeIndex| (graph[node].lane, graph[node].row);
    let side = |wanted: Ordering| {
        graph
            .neighbors(gateway)
            .filter(|other| *other != node && place(*other).cmp(&place(gateway)) == wanted)
            .count()
    };
    let upwards = match side(Ordering::Less).cmp(&side(Ordering::Greater)) {
        Ordering::Less => true,
        Ordering::Equal => graph[target].lane < lane,
        Ordering::Greater => false,
    };
    let towards = if upwards { -1 } else { 1 };
    let distance = nearest(1, taken, |distance| {
        let row = row + towards * distance;
        !taken.contains(&(lane, row, own)) && !taken.contains(&(lane, row, turn))
    });
    let row = row + towards * distance;
    taken.insert((lane, row, own));
    taken.insert((lane, row, turn));
    graph[node].row = row;
}

/// Exchange neighbours of one cell column while that saves crossings, or else length.
fn exchange_neighbours(graph: &mut DiagramGraph, columns: &BTreeMap<usize, Vec<NodeIndex>>) {
    for _ in 0..PASSES {
        let mut changed = false;
        for nodes in columns.values() {
            let mut order = nodes.clone();
            order.sort_by_key(|node| (graph[*node].lane, graph[*node].row));
            for pair in 1..order.len() {
                let (Some(upper), Some(lower)) =
                    (order.get(pair - 1).copied(), order.get(pair).copied())
                else {
                    continue;
                };
                if graph[upper].lane != graph[lower].lane {
                    continue;
                }
                let before = cost(graph, upper, lower);
                swap_rows(graph, upper, lower);
                if cost(graph, lower, upper) < before {
                    order.swap(pair - 1, pair);
                    changed = true;
                } else {
                    swap_rows(graph, upper, lower);
                }
            }
        }
        if !changed {
            break;
        }
    }
}

fn swap_rows(graph: &mut DiagramGraph, a: NodeIndex, b: NodeIndex) {
    let row = graph[a].row;
    graph[a].row = graph[b].row;
    graph[b].row = row;
}

/// Crossings between the flows of two nodes of a column, then the rows their flows climb.
fn cost(graph: &DiagramGraph, upper: NodeIndex, lower: NodeIndex) -> (usize, i32) {
    let place = |node: NodeIndex| (graph[node].lane, graph[node].row);
    let neighbours = |node: NodeIndex, direction| {
        let mut places: Vec<(usize, i32)> = graph
            .neighbors_directed(node, direction)
            .map(place)
            .collect();
        places.sort_unstable();
        places
    };
    let mut crossings = 0;
    let mut climb = 0;
    for direction in [Direction::Incoming, Direction::Outgoing] {
        let (above, below) = (neighbours(upper, direction), neighbours(lower, direction));
        crossings += above
            .iter()
            .map(|place| below.iter().filter(|other| *other < place).count())
            .sum::<usize>();
        for (node, others) in [(upper, &above), (lower, &below)] {
            climb += others
                .iter()
                .filter(|other| other.0 == graph[node].lane)
                .map(|other| (other.1 - graph[node].row).abs())
                .sum::<i32>();
        }
    }
    (crossings, climb)
}

/// Turn rows counted within each lane into rows of the whole grid, lane after lane.
fn number_rows(graph: &mut DiagramGraph, lanes: usize) -> Vec<usize> {
    let mut used: Vec<BTreeSet<i32>> = vec![BTreeSet::new(); lanes];
    for node in graph.node_weights() {
        if let Some(rows) = used.get_mut(node.lane) {
            rows.insert(node.row);
        }
    }
    let mut first = 0;
    let mut numbers: Vec<BTreeMap<i32, i32>> = Vec::new();
    for rows in &used {
        numbers.push(rows.iter().copied().zip(first..).collect());
        first += i32::try_from(rows.len()).unwrap_or(0);
    }
    for node in graph.node_weights_mut() {
        let number = numbers.get(node.lane).and_then(|rows| rows.get(&node.row));
        node.row = number.copied().unwrap_or(0);
    }
    used.iter().map(BTreeSet::len).collect()
}
