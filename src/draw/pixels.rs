//! From lines of the grid to pixels: how wide columns and channels are, and where on them each flow runs.

use std::collections::BTreeMap;

use petgraph::graph::NodeIndex;

use super::diagram::{Content, DiagramGraph};
use super::geometry::{Point, ShapeKind};
use super::grid::{Cell, Grid};
use super::ports::{Port, Side};
use super::route::Route;
use super::tracks::{Run, RunEnd, assign_tracks};

/// Width of a lane's title.
pub(crate) const LANE_TITLE: i32 = 150;
/// Distance of tracks in a channel.
const TRACK: i32 = 10;
/// Least width of a channel between columns: an arrow head and some line before it.
const COLUMN_CHANNEL: i32 = 28;
/// Least height of a channel between rows.
const ROW_CHANNEL: i32 = 12;

/// A straight part of a route: the route's index, the part's rank in it.
type Part = (usize, usize);

/// Where the lines of one direction lie.
#[derive(Default)]
pub(crate) struct Lines {
    /// First pixel and size of each line.
    spans: Vec<(i32, i32)>,
    /// How many tracks each channel has.
    tracks: BTreeMap<usize, i32>,
    /// The track of each part of a route.
    track_of: BTreeMap<Part, i32>,
    pub end: i32,
}

impl Lines {
    fn middle(&self, line: usize) -> i32 {
        self.spans
            .get(line)
            .map_or(0, |(start, size)| start + size / 2)
    }

    /// Where a part of a route runs: its track in a channel, the middle of a row or column.
    fn at(&self, line: usize, route: usize, part: usize) -> i32 {
        let count = self.tracks.get(&line).copied().unwrap_or(1);
        let track = self.track_of.get(&(route, part)).copied().unwrap_or(0);
        self.middle(line) - (count - 1) * TRACK / 2 + track * TRACK
    }
}

/// Where everything lies.
pub(crate) struct Pixels {
    pub columns: Lines,
    pub rows: Lines,
    /// Top and bottom of each lane.
    pub lanes: Vec<(i32, i32)>,
}

impl Pixels {
    /// Place columns, rows and tracks; `titles` are the heights of the lanes' titles, `title_width` the room to their right edge.
    pub fn new(
        graph: &DiagramGraph,
        grid: &Grid,
        routes: &[Route],
        titles: &[i32],
        title_width: i32,
    ) -> Self {
        let upright = Direction {
            upright: true,
            grid,
        };
        // Pixels of rows are not known yet; their order is all that counts.
        let mut columns = place_tracks(&upright, routes, |line, _, offset| {
            i32::try_from(line).unwrap_or(i32::MAX / 2000) * 1000 + offset
        });
        let mut sizes = vec![0; 2 * grid.columns + 1];
        for node in graph.node_weights() {
            if let Some(size) = sizes.get_mut(2 * node.layer + 1) {
                *size = node.width.max(*size);
            }
        }
        for (line, size) in sizes.iter_mut().enumerate().step_by(2) {
            let tracks = columns.tracks.get(&line).copied().unwrap_or(0);
            let is_edge = line == 0 || line == 2 * grid.columns;
            let least = if is_edge && tracks == 0 {
                16
            } else {
                COLUMN_CHANNEL
            };
            *size = least + (tracks - 1).max(0) * TRACK;
        }
        columns.stack(&sizes, title_width);

        let level = Direction {
            upright: false,
            grid,
        };
        let mut rows = place_tracks(&level, routes, |line, part, offset| match part {
            Some((route, part)) => columns.at(line, route, part),
            None => columns.middle(line) + offset,
        });
        let mut sizes = vec![0; grid.lane_of_line.len()];
        for node in graph.node_weights() {
            if let Some(size) = sizes.get_mut(grid.line(node.row)) {
                *size = (node.height + node.height % 2).max(*size);
            }
        }
        for (line, size) in sizes.iter_mut().enumerate() {
            if !grid.is_row(line) {
                let tracks = rows.tracks.get(&line).copied().unwrap_or(0);
                *size = ROW_CHANNEL.max((tracks + 1) * TRACK);
            }
        }
        make_room_for_titles(&mut sizes, &grid.lane_of_line, titles);
        rows.stack(&sizes, 0);
        let lanes = (0..titles.len())
            .map(|lane| {
                let mut spans = rows
                    .spans
                    .iter()
                    .zip(&grid.lane_of_line)
                    .filter(|(_, of)| **of == lane)
                    .map(|(span, _)| *span);
                let first = spans.next().unwrap_or_default();
                let last = spans.next_back().unwrap_or(first);
                (first.0, last.0 + last.1)
            })
            .collect();
        Self {
            columns,
            rows,
            lanes,
        }
    }

    /// The middle of a cell.
    pub fn cell(&self, cell: Cell) -> Point {
        Point {
            x: self.columns.middle(cell.0),
            y: self.rows.middle(cell.1),
        }
    }

    /// The line of a flow in pixels.
    pub fn points(&self, graph: &DiagramGraph, index: usize, route: &Route) -> Vec<Point> {
        let parts = route.path.len().saturating_sub(1);
        let mut across = route.from.side.is_across();
        let mut places = Vec::new();
        for (part, corner) in route.path.iter().take(parts).enumerate() {
            let offset = match part {
                0 => route.from.offset,
                _ if part + 1 == parts => route.to.offset,
                _ => 0,
            };
            places.push(if across {
                self.rows.at(corner.1, index, part) + offset
            } else {
                self.columns.at(corner.0, index, part) + offset
            });
            across = !across;
        }
        let ends = graph.edge_endpoints(route.leg).unwrap_or_default();
        let border = |node: NodeIndex, port: Port, place: Option<&Cell>| {
            let centre = self.cell(place.copied().unwrap_or_default());
            border_point(
                &graph[node].content,
                (graph[node].width, graph[node].height),
                centre,
                port,
            )
        };
        let mut points = vec![border(ends.0, route.from, route.path.first())];
        let mut across = route.from.side.is_across();
        for (a, b) in places.iter().zip(places.iter().skip(1)) {
            points.push(if across {
                Point { x: *b, y: *a }
            } else {
                Point { x: *a, y: *b }
            });
            across = !across;
        }
        points.push(border(ends.1, route.to, route.path.last()));
        points
    }
}

impl Lines {
    fn stack(&mut self, sizes: &[i32], start: i32) {
        self.end = start;
        for size in sizes {
            self.spans.push((self.end, *size));
            self.end += size;
        }
    }
}

/// A lane is at least as high as its title.
fn make_room_for_titles(sizes: &mut [i32], lane_of_line: &[usize], titles: &[i32]) {
    for (lane, title) in titles.iter().enumerate() {
        let first = lane_of_line.partition_point(|of| *of < lane);
        let end = lane_of_line.partition_point(|of| *of <= lane);
        let high: i32 = sizes.get(first..end).map_or(0, |sizes| sizes.iter().sum());
        let lacking = (title + 16 - high).max(0);
        if let Some(size) = sizes.get_mut(first) {
            *size += lacking / 2;
        }
        if let Some(size) = sizes.get_mut(end.saturating_sub(1)) {
            *size += lacking - lacking / 2;
        }
    }
}

/// Where on the border of a cell's content a flow starts or ends.
fn border_point(content: &Content, cell: (i32, i32), centre: Point, port: Port) -> Point {
    let ((width, high), slanted) = match content {
        Content::Shape(figure) => (figure.size, matches!(figure.kind, ShapeKind::Gateway(_))),
        Content::Condition(_) => (cell, false),
    };
    let (mut half, high) = (width / 2, high / 2);
    if slanted {
        half -= half * port.offset.abs() / high.max(1);
    }
    let Point { x, y } = centre;
    match port.side {
        Side::Left => Point {
            x: x - half,
            y: y + port.offset,
        },
        Side::Right => Point {
            x: x + half,
            y: y + port.offset,
        },
        Side::Top => Point { x, y: y - high },
        Side::Bottom => Point { x, y: y + high },
    }
}

/// Give the parts of routes that run along channels of one direction their tracks.
///
/// `at` says where along the channel a part enters it: given the line it comes on, the part of which route that is unless it
/// is fixed there, and the offset of its port.
fn place_tracks(
    direction: &Direction<'_>,
    routes: &[Route],
    at: impl Fn(usize, Option<Part>, i32) -> i32,
) -> Lines {
    let mut channels: BTreeMap<usize, Vec<(Part, Run)>> = BTreeMap::new();
    for (index, route) in routes.iter().enumerate() {
        let last = route.path.len().saturating_sub(2);
        for (part, corners) in route
            .path
            .windows(4)
            .enumerate()
            .map(|(part, c)| (part + 1, c))
        {
            let [before, from, to, after] = corners else {
                continue;
            };
            let is_level = route.from.side.is_across() == (part % 2 == 0);
            let (channel, _) = direction.over_along(*from);
            if is_level == direction.upright || !direction.is_channel(channel) {
                continue;
            }
            let end = |corner: Cell, beyond: Cell, neighbour: usize, offset: i32| {
                let (_, line) = direction.over_along(corner);
                let fixed = direction.is_fixed(line);
                RunEnd {
                    at: at(line, (!fixed).then_some((index, neighbour)), offset),
                    before: direction.over_along(beyond).0 < channel,
                    fixed,
                }
            };
            let offset_from = if part == 1 { route.from.offset } else { 0 };
            let offset_to = if part + 1 == last { route.to.offset } else { 0 };
            let run = Run {
                ends: [
                    end(*from, *before, part - 1, offset_from),
                    end(*to, *after, part + 1, offset_to),
                ],
            };
            let runs = channels.entry(channel).or_default();
            runs.push(((index, part), run));
        }
    }
    let mut lines = Lines::default();
    for (channel, runs) in channels {
        let (names, runs): (Vec<_>, Vec<_>) = runs.into_iter().unzip();
        let (tracks, count) = assign_tracks(&runs);
        lines.tracks.insert(channel, count);
        lines.track_of.extend(names.into_iter().zip(tracks));
    }
    lines
}

/// One of the two directions of channels.
struct Direction<'a> {
    upright: bool,
    grid: &'a Grid,
}

impl Direction<'_> {
    /// The line a part in this direction runs on, and the one a corner of it lies on.
    const fn over_along(&self, cell: Cell) -> (usize, usize) {
        if self.upright { cell } else { (cell.1, cell.0) }
    }

    fn is_channel(&self, line: usize) -> bool {
        if self.upright {
            !Grid::is_column(line)
        } else {
            !self.grid.is_row(line)
        }
    }

    /// Whether a line that crosses is a row or column: flows keep their place there.
    fn is_fixed(&self, line: usize) -> bool {
        if self.upright {
            self.grid.is_row(line)
        } else {
            Grid::is_column(line)
        }
    }
}
