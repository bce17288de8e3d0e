//! The grid flows are routed on: columns and rows of cells, and channels between them that hold no shape.
//!
//! Lines across are numbered from the left: even is a channel, odd a column. Lines down: each lane is channel, row, channel,
//! row, …, channel. A flow may run along a channel without limit, along a row or column only through cells nobody has taken.

use std::collections::{BTreeMap, BTreeSet};

use super::diagram::DiagramGraph;

/// A crossing of two lines: across, down.
pub(crate) type Cell = (usize, usize);

/// Whether a channel is upright, and its line.
type Channel = (bool, usize);
/// A channel and the line on which a flow comes into it from before, and the line on which it goes on behind.
type Turn = ((Channel, usize), usize);

/// Cells taken by shapes and by flows.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    /// Number of columns.
    pub columns: usize,
    /// The line of each row.
    pub rows: Vec<usize>,
    /// The lane of each line down.
    pub lane_of_line: Vec<usize>,
    is_row: BTreeSet<usize>,
    shapes: BTreeSet<Cell>,
    across: BTreeSet<Cell>,
    down: BTreeSet<Cell>,
    /// A flow that comes into a channel on one row or column leaves it on another.
    turns: BTreeMap<(Channel, usize), usize>,
}

impl Grid {
    /// The grid of a diagram whose lanes have these numbers of rows. O(V log V).
    pub fn new(graph: &DiagramGraph, rows_of_lanes: &[usize]) -> Self {
        let mut grid = Self::default();
        for (lane, rows) in rows_of_lanes.iter().enumerate() {
            grid.lane_of_line.push(lane);
            for _ in 0..*rows {
                let line = grid.lane_of_line.len();
                grid.rows.push(line);
                grid.is_row.insert(line);
                grid.lane_of_line.extend([lane, lane]);
            }
        }
        for node in graph.node_weights() {
            grid.columns = grid.columns.max(node.layer + 1);
            let cell = (2 * node.layer + 1, grid.line(node.row));
            grid.shapes.insert(cell);
        }
        grid
    }

    /// The line of a row.
    pub fn line(&self, row: i32) -> usize {
        let row = usize::try_from(row).unwrap_or(0);
        self.rows.get(row).copied().unwrap_or(0)
    }

    /// Whether a line down is a row.
    pub fn is_row(&self, line: usize) -> bool {
        self.is_row.contains(&line)
    }

    /// Whether a line across is a column.
    pub const fn is_column(line: usize) -> bool {
        line % 2 == 1
    }

    /// Whether a flow can run along these corners; its ends are the cells of its shapes. One that starts or ends beside the
    /// middle of its row cannot lie on another there.
    pub fn is_free(&self, path: &[Cell], beside: bool) -> bool {
        self.cells(path).all(|(cell, is_across)| {
            let flows = if is_across { &self.across } else { &self.down };
            !self.shapes.contains(&cell) && !flows.contains(&cell)
        }) && !self.closes_ring(path, beside)
    }

    /// Take the cells a flow runs through.
    pub fn take(&mut self, path: &[Cell], beside: bool) {
        let cells: Vec<(Cell, bool)> = self.cells(path).collect();
        for (cell, is_across) in cells {
            if is_across {
                self.across.insert(cell);
            } else {
                self.down.insert(cell);
            }
        }
        let turns: Vec<Turn> = self.turns(path, beside).collect();
        self.turns.extend(turns);
    }

    /// What a path takes for itself, with whether it runs there sideways.
    fn cells<'a>(&'a self, path: &'a [Cell]) -> impl Iterator<Item = (Cell, bool)> + 'a {
        let borders = self.borders(path).map(|border| (border, false));
        self.between_ends(path).chain(borders)
    }

    /// The cells between the ends of a path that lie on a row or a column.
    fn between_ends<'a>(&'a self, path: &'a [Cell]) -> impl Iterator<Item = (Cell, bool)> + 'a {
        let parts = path.len().saturating_sub(1);
        path.iter()
            .zip(path.iter().skip(1))
            .enumerate()
            .flat_map(move |(part, (from, to))| {
                let is_across = from.1 == to.1;
                let range = if is_across {
                    from.0.min(to.0)..=from.0.max(to.0)
                } else {
                    from.1.min(to.1)..=from.1.max(to.1)
                };
                // Only the first part may touch the shape it leaves, only the last the one it enters.
                let (first, last) = (part == 0, part + 1 == parts);
                range
                    .map(move |line| {
                        if is_across {
                            (line, from.1)
                        } else {
                            (from.0, line)
                        }
                    })
                    .filter(|cell| Self::is_column(cell.0) && self.is_row(cell.1))
                    .filter(move |cell| !((first && cell == from) || (last && cell == to)))
                    .map(move |cell| (cell, is_across))
            })
    }

    /// Where a path crosses from lane to lane on a column, as the last line of the upper lane: two channels lie there side by
    /// side and no row, so that one flow may turn in the first and another in the second.
    fn borders<'a>(&'a self, path: &'a [Cell]) -> impl Iterator<Item = Cell> + 'a {
        path.iter()
            .zip(path.iter().skip(1))
            .filter(|(from, to)| from.0 == to.0 && Self::is_column(from.0))
            .flat_map(|(from, to)| (from.1.min(to.1)..from.1.max(to.1)).map(|line| (from.0, line)))
            .filter(|(_, line)| !self.is_row(*line) && !self.is_row(line + 1))
    }

    /// Where a path comes into a channel from the side before it, on one row or column, and leaves it to the side behind on
    /// another, or the reverse. One that starts or ends `beside` the middle of its row is not on that row.
    fn turns<'a>(&'a self, path: &'a [Cell], beside: bool) -> impl Iterator<Item = Turn> + 'a {
        path.windows(4).filter_map(move |corners| {
            let [before, from, to, after] = corners else {
                return None;
            };
            let upright = from.0 == to.0;
            let line = |cell: &Cell| if upright { cell.0 } else { cell.1 };
            let along = |cell: &Cell| if upright { cell.1 } else { cell.0 };
            let is_channel = if upright {
                !beside && !Self::is_column(from.0) && self.is_row(from.1) && self.is_row(to.1)
            } else {
                !self.is_row(from.1) && Self::is_column(from.0) && Self::is_column(to.0)
            };
            if !is_channel || from == to {
                return None;
            }
            let channel = (upright, line(from));
            match (line(before) < line(from), line(to) < line(after)) {
                (true, true) => Some(((channel, along(from)), along(to))),
                (false, false) => Some(((channel, along(to)), along(from))),
                _ => None,
            }
        })
    }

    /// Two flows that exchange rows or columns in one channel cannot both be drawn there: each would have to turn before the
    /// other.
    fn closes_ring(&self, path: &[Cell], beside: bool) -> bool {
        self.turns(path, beside).any(|((channel, entry), exit)| {
            let mut line = exit;
            for _ in 0..=self.turns.len() {
                match self.turns.get(&(channel, line)) {
                    Some(next) if *next == entry => return true,
                    Some(next) => line = *next,
                    None => return false,
                }
            }
            true
        })
    }
}
