//! Tables: columns of given shares, rows that stay whole where they can, headings repeated on each page.

use super::page::{Area, Op, SIDE, Stroke};
use super::setter::{SMALL, Setter, leading, lines_high};
use super::text::{Ink, Line, Text};

/// Room between the lines of a table and its text.
const PADDING: f32 = 3.0;

/// A row.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) cells: Vec<Text>,
    /// Links lead here.
    pub(super) anchor: Option<String>,
    /// The least height: room to write by hand.
    pub(super) least: f32,
}

impl From<Vec<Text>> for Row {
    fn from(cells: Vec<Text>) -> Self {
        Self {
            cells,
            ..Self::default()
        }
    }
}

/// How a table looks.
#[derive(Debug)]
pub(super) struct Table<'t> {
    /// Headings; none for a table of names and values.
    pub(super) heads: &'t [&'t str],
    /// Shares of the width.
    pub(super) shares: &'t [f32],
    /// Size of type.
    pub(super) size: f32,
    /// Columns that stand on a shade, as names do: every one whose bit is set.
    pub(super) shaded: u32,
}

impl<'t> Table<'t> {
    pub(super) const fn new(heads: &'t [&'t str], shares: &'t [f32]) -> Self {
        Self {
            heads,
            shares,
            size: SMALL,
            shaded: 0,
        }
    }
}

impl Setter<'_> {
    /// Set a table.
    pub(super) fn table(&mut self, table: &Table<'_>, rows: &[Row]) {
        let all: f32 = table.shares.iter().sum();
        let width = self.width();
        let mut left = SIDE;
        let columns: Vec<(f32, f32)> = table
            .shares
            .iter()
            .map(|share| {
                let wide = share / all * width;
                left += wide;
                (left - wide, wide)
            })
            .collect();
        let heads = Row::from(
            table
                .heads
                .iter()
                .map(|head| Text::bold(*head))
                .collect::<Vec<_>>(),
        );
        let head = (!table.heads.is_empty()).then(|| self.broken(table, &columns, &heads));
        let high = |cells: &[Vec<Line>], least: f32| height(cells, table.size, least);
        let head_high = head.as_ref().map_or(0.0, |head| high(head, 0.0));
        let first = rows.first().map_or(0.0, |row| {
            high(&self.broken(table, &columns, row), row.least)
        });
        self.need((head_high + first).min(self.height() / 2.0));
        if let Some(head) = &head {
            self.row(table, &columns, head, head_high, u32::MAX);
        }
        for row in rows {
            let mut cells = self.broken(table, &columns, row);
            let whole = high(&cells, row.least);
            if whole > self.room() && (whole <= self.height() / 3.0 || self.room() < 60.0) {
                self.next_page(table, &columns, head.as_deref());
            }
            if let Some(anchor) = &row.anchor {
                self.anchor(anchor);
            }
            // A row that is higher than what is left goes on on the next page.
            loop {
                let whole = high(&cells, row.least);
                if whole <= self.room() {
                    self.row(table, &columns, &cells, whole, table.shaded);
                    break;
                }
                let fitting = lines_in(self.room() - 2.0 * PADDING, table.size);
                let rest: Vec<Vec<Line>> = cells
                    .iter_mut()
                    .map(|lines| lines.split_off(fitting.min(lines.len())))
                    .collect();
                let room = self.room();
                self.row(table, &columns, &cells, room, table.shaded);
                cells = rest;
                self.next_page(table, &columns, head.as_deref());
            }
        }
        self.y += 6.0;
    }

    fn next_page(&mut self, table: &Table<'_>, columns: &[(f32, f32)], head: Option<&[Vec<Line>]>) {
        self.turn();
        if let Some(head) = head {
            let high = height(head, table.size, 0.0);
            self.row(table, columns, head, high, u32::MAX);
        }
    }

    fn broken(&self, table: &Table<'_>, columns: &[(f32, f32)], row: &Row) -> Vec<Vec<Line>> {
        row.cells
            .iter()
            .zip(columns)
            .map(|(cell, (_, wide))| {
                self.typeface
                    .wrap(cell, table.size, (wide - 2.0 * PADDING).max(4.0))
            })
            .collect()
    }

    fn row(
        &mut self,
        table: &Table<'_>,
        columns: &[(f32, f32)],
        cells: &[Vec<Line>],
        high: f32,
        shaded: u32,
    ) {
        let y = self.y;
        for (column, ((left, wide), lines)) in columns.iter().zip(cells).enumerate() {
            let area = Area {
                x: *left,
                y,
                width: *wide,
                height: high,
            };
            let is_shaded = shaded.checked_shr(u32::try_from(column).unwrap_or(u32::MAX));
            let shade = is_shaded.is_some_and(|bits| bits & 1 == 1);
            self.put(Op::area(
                area,
                shade.then_some(Ink::Shade),
                Some(Stroke::thin(Ink::Rule)),
            ));
            let mut line_y = y + PADDING;
            for line in lines {
                self.line(left + PADDING, line_y, table.size, line);
                line_y += leading(table.size);
            }
        }
        self.y += high;
    }
}

fn height(cells: &[Vec<Line>], size: f32, least: f32) -> f32 {
    let lines = cells.iter().map(|lines| lines_high(lines));
    let lines = lines.fold(1.0, f32::max);
    (lines * leading(size) + 2.0 * PADDING).max(least)
}

/// How many lines fit into a height; at least one, so that setting goes on.
fn lines_in(height: f32, size: f32) -> usize {
    let mut lines = 1;
    let mut taken = 2.0 * leading(size);
    while taken <= height {
        lines += 1;
        taken += leading(size);
    }
    lines
}
