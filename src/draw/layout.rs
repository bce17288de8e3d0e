//! From a process to a drawing in lanes: the one entry to the layout.
//!
//! Layers, rows, ways and tracks are found by the files beside this one; here they become pixels. `docs/drawings.md`
//! describes the whole. Nothing here depends on the format the drawing is written in.

use std::collections::BTreeMap;

use petgraph::Direction;
use petgraph::graph::NodeIndex;

use super::bands;
use super::diagram::{Content, Diagram, DiagramGraph};
use super::figure::shape;
use super::geometry::{Drawing, Edge, Lane, Point, Rect, TextBlock, TextRole};
use super::grid::Grid;
use super::heading::heading;
use super::layers::{assign_layers, legs};
use super::pixels::{LANE_TITLE, Pixels};
use super::route::{Route, route};
use super::rows::assign_rows;
use super::text::{height, wrap};
use crate::messages::Lang;
use crate::model::name::Id;
use crate::model::process::Process;

/// What to draw and how.
#[derive(Clone, Copy, Debug)]
pub struct LayoutOptions {
    /// The language of what the drawing says itself.
    pub lang: Lang,
    /// A process wider than this is cut into rows; `None` never cuts (BPMN).
    pub row_width: Option<i32>,
    /// Whether the name of the process stands over the drawing.
    pub heading: bool,
    /// Whether BPMN editors are to show it: they turn the titles of lanes to read upwards, in one or two lines, and draw markers
    /// into boxes.
    pub for_editors: bool,
}

impl Default for LayoutOptions {
    fn default() -> Self {
        Self {
            lang: Lang::En,
            row_width: Some(1700),
            heading: true,
            for_editors: false,
        }
    }
}

/// Width of a turned title: two lines, and a little room.
const TURNED_TITLE: i32 = 40;
/// Room around everything.
const MARGIN: i32 = 16;
/// Room between two rows of a cut process.
const ROW_GAP: i32 = 30;

/// Lay out one case of a process; without a case, all of its steps.
///
/// O((V + E) · (columns + rows) + E²) at worst, iterative. The same process gives the same drawing.
pub fn lay_out(process: &Process, case: Option<&Id>, options: LayoutOptions) -> Drawing {
    let mut diagram = Diagram::build(process, case, options.lang);
    if options.for_editors {
        diagram.clear_markers();
    }
    assign_layers(&mut diagram);
    let room = options
        .row_width
        .map(|width| width - LANE_TITLE - 2 * MARGIN);
    let mut drawing = Drawing::default();
    let mut rows = bands::cut(diagram, room);
    let mut placed: Vec<(Drawing, Vec<usize>)> = rows
        .iter_mut()
        .map(|row| {
            let lanes = bands::compact(row);
            (lay_out_row(row, options.for_editors), lanes)
        })
        .collect();
    let width = placed.iter().map(|(row, _)| row.width).max().unwrap_or(0);
    let mut y = MARGIN;
    if options.heading {
        let (blocks, bottom) = heading(process, case, options.lang, MARGIN, width.max(480));
        drawing.width = blocks
            .iter()
            .map(|block| block.rect.right())
            .max()
            .unwrap_or(0);
        drawing.heading = blocks;
        y = bottom;
    }
    for (row, lanes) in &mut placed {
        append(&mut drawing, row, lanes, width, y);
        y += row.height + ROW_GAP;
    }
    drawing.width = drawing.width.max(width + MARGIN) + MARGIN;
    drawing.height = y - ROW_GAP + MARGIN;
    drawing
}

/// Put one row of the process under what is there.
fn append(all: &mut Drawing, row: &mut Drawing, lanes: &[usize], width: i32, y: i32) {
    let (shapes, labels, first_lane) = (all.shapes.len(), all.labels.len(), all.lanes.len());
    let by = Point { x: MARGIN, y };
    for (mut lane, number) in row.lanes.drain(..).zip(lanes) {
        lane.rect = moved(lane.rect, by);
        lane.rect.width = width;
        lane.number = *number;
        lane.texts
            .iter_mut()
            .for_each(|text| text.rect = moved(text.rect, by));
        all.lanes.push(lane);
    }
    for mut shape in row.shapes.drain(..) {
        shape.rect = moved(shape.rect, by);
        shape.lane += first_lane;
        shape
            .texts
            .iter_mut()
            .for_each(|text| text.rect = moved(text.rect, by));
        all.shapes.push(shape);
    }
    for mut edge in row.edges.drain(..) {
        edge.from += shapes;
        edge.to += shapes;
        edge.label = edge.label.map(|label| label + labels);
        for point in &mut edge.points {
            point.x += by.x;
            point.y += by.y;
        }
        all.edges.push(edge);
    }
    for mut label in row.labels.drain(..) {
        label.rect = moved(label.rect, by);
        all.labels.push(label);
    }
}

const fn moved(rect: Rect, by: Point) -> Rect {
    Rect {
        x: rect.x + by.x,
        y: rect.y + by.y,
        ..rect
    }
}

/// Lay out a diagram that has layers, as one row.
fn lay_out_row(diagram: &mut Diagram, turned: bool) -> Drawing {
    let rows_of_lanes = assign_rows(diagram);
    let mut grid = Grid::new(&diagram.graph, &rows_of_lanes);
    let routes = route(&diagram.graph, &mut grid);
    let (titles, title_width) = if turned {
        (turned_titles(diagram), TURNED_TITLE)
    } else {
        (lane_titles(diagram), LANE_TITLE)
    };
    let heights: Vec<i32> = titles
        .iter()
        .map(|texts| {
            if turned {
                turned_height(texts)
            } else {
                titles_height(texts)
            }
        })
        .collect();
    let pixels = Pixels::new(&diagram.graph, &grid, &routes, &heights, title_width);
    let mut drawing = Drawing {
        width: pixels.columns.end,
        height: pixels.rows.end,
        ..Drawing::default()
    };
    for ((number, texts), (top, bottom)) in titles.into_iter().enumerate().zip(&pixels.lanes) {
        drawing.lanes.push(if turned {
            turned_lane(number, &texts, *top, *bottom, pixels.columns.end)
        } else {
            lane(number, texts, *top, *bottom, pixels.columns.end)
        });
    }
    let mut shape_of: BTreeMap<NodeIndex, usize> = BTreeMap::new();
    let mut label_of: BTreeMap<NodeIndex, usize> = BTreeMap::new();
    let mut nodes: Vec<NodeIndex> = diagram.graph.node_indices().collect();
    nodes.sort_by_key(|node| (diagram.graph[*node].layer, diagram.graph[*node].row));
    for index in nodes {
        let node = &diagram.graph[index];
        let centre = pixels.cell((2 * node.layer + 1, grid.line(node.row)));
        match &node.content {
            Content::Shape(figure) => {
                shape_of.insert(index, drawing.shapes.len());
                drawing.shapes.push(shape(figure, node.lane, centre));
            }
            Content::Condition(lines) => {
                label_of.insert(index, drawing.labels.len());
                drawing.labels.push(block(
                    TextRole::Condition,
                    lines,
                    centre.x - node.width / 2,
                    node.width,
                    centre.y - 4 - height(lines, TextRole::Condition.font()),
                    true,
                ));
            }
        }
    }
    draw_edges(
        &diagram.graph,
        &routes,
        &pixels,
        &shape_of,
        &label_of,
        &mut drawing,
    );
    drawing
}

/// Flows as lines; the two legs of a flow with a condition become one line.
fn draw_edges(
    graph: &DiagramGraph,
    routes: &[Route],
    pixels: &Pixels,
    shapes: &BTreeMap<NodeIndex, usize>,
    labels: &BTreeMap<NodeIndex, usize>,
    drawing: &mut Drawing,
) {
    let by_leg: BTreeMap<_, usize> = routes
        .iter()
        .enumerate()
        .map(|(index, route)| (route.leg, index))
        .collect();
    let line = |leg| {
        let index: usize = *by_leg.get(&leg)?;
        let route = routes.get(index)?;
        Some(pixels.points(graph, index, route))
    };
    for leg in graph.edge_indices() {
        let Some((from, mut to)) = graph.edge_endpoints(leg) else {
            continue;
        };
        let (Some(from), Some(mut points)) = (shapes.get(&from), line(leg)) else {
            continue;
        };
        let label = labels.get(&to).copied();
        if label.is_some() {
            let Some(onwards) = legs(graph, to, Direction::Outgoing).first().copied() else {
                continue;
            };
            points.extend(line(onwards).unwrap_or_default());
            to = graph.edge_endpoints(onwards).map_or(to, |ends| ends.1);
        }
        if let Some(to) = shapes.get(&to) {
            drawing.edges.push(Edge {
                element: graph[leg].element,
                from: *from,
                to: *to,
                points: corners(&points),
                label,
            });
        }
    }
}

/// A line without points in the middle of straight parts.
fn corners(points: &[Point]) -> Vec<Point> {
    let mut corners: Vec<Point> = Vec::new();
    for point in points {
        if corners.last() == Some(point) {
            continue;
        }
        if let [.., before, last] = corners.as_slice() {
            let level = before.y == last.y && last.y == point.y;
            if level || (before.x == last.x && last.x == point.x) {
                corners.pop();
            }
        }
        corners.push(*point);
    }
    corners
}

fn lane_titles(diagram: &Diagram) -> Vec<Vec<(TextRole, Vec<String>)>> {
    let room = LANE_TITLE - 16;
    diagram
        .lanes
        .iter()
        .map(|lane| {
            let title = wrap(&lane.title, TextRole::Lane.font(), room);
            let unit = lane
                .unit
                .as_ref()
                .map(|unit| wrap(unit, TextRole::LaneUnit.font(), room));
            std::iter::once((TextRole::Lane, title))
                .chain(unit.map(|unit| (TextRole::LaneUnit, unit)))
                .collect()
        })
        .collect()
}

/// The titles of lanes as single lines, which the editor breaks.
fn turned_titles(diagram: &Diagram) -> Vec<Vec<(TextRole, Vec<String>)>> {
    let lanes = diagram.lanes.iter();
    lanes
        .map(|lane| vec![(TextRole::Lane, vec![lane.title.clone()])])
        .collect()
}

/// How long a turned title is once it is broken into two lines; one that is longer than a page is wide gets no more.
fn turned_height(texts: &[(TextRole, Vec<String>)]) -> i32 {
    let lines = texts.iter().flat_map(|(_, lines)| lines);
    let fits = |room: &i32| {
        lines
            .clone()
            .all(|line| wrap(line, TextRole::Lane.font(), *room).len() <= 2)
    };
    // 5 pixels of room at both ends.
    (50..1000).step_by(10).find(fits).unwrap_or(1000) + 10
}

fn turned_lane(
    number: usize,
    texts: &[(TextRole, Vec<String>)],
    top: i32,
    bottom: i32,
    width: i32,
) -> Lane {
    let rect = |width| Rect {
        x: 0,
        y: top,
        width,
        height: bottom - top,
    };
    let texts = texts.iter().map(|(role, lines)| TextBlock {
        role: *role,
        rect: rect(TURNED_TITLE),
        lines: lines.clone(),
        centred: true,
    });
    Lane {
        rect: rect(width),
        title_width: TURNED_TITLE,
        texts: texts.collect(),
        number,
    }
}

fn titles_height(texts: &[(TextRole, Vec<String>)]) -> i32 {
    texts
        .iter()
        .map(|(role, lines)| height(lines, role.font()))
        .sum()
}

fn lane(
    number: usize,
    texts: Vec<(TextRole, Vec<String>)>,
    top: i32,
    bottom: i32,
    width: i32,
) -> Lane {
    let mut y = top + (bottom - top - titles_height(&texts)) / 2;
    let texts = texts
        .into_iter()
        .map(|(role, lines)| {
            let text = block(role, &lines, 8, LANE_TITLE - 16, y, true);
            y = text.rect.bottom();
            text
        })
        .collect();
    Lane {
        rect: Rect {
            x: 0,
            y: top,
            width,
            height: bottom - top,
        },
        title_width: LANE_TITLE,
        texts,
        number,
    }
}

/// A block of text whose rectangle is as wide as `width` says.
pub(crate) fn block(
    role: TextRole,
    lines: &[String],
    x: i32,
    width: i32,
    y: i32,
    centred: bool,
) -> TextBlock {
    TextBlock {
        role,
        rect: Rect {
            x,
            y,
            width,
            height: height(lines, role.font()),
        },
        lines: lines.to_vec(),
        centred,
    }
}
