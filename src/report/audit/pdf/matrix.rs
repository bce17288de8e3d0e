//! The clause matrix on pages that lie on their side: so many clauses at a time that every cell holds its word, all processes
//! under them; then the clauses with what they ask for.

use super::super::view::View;
use super::super::view::clauses::asks_in;
use super::page::{Format, Part};
use super::setter::Setter;
use super::sign::{rules, signed_link};
use super::table::{Row, Table};
use super::text::Text;
use super::typeface::Typeface;

/// Clauses side by side.
const ACROSS: usize = 13;

/// Matrix and clauses.
pub(super) fn matrix(view: &View<'_>, typeface: &Typeface) -> Part {
    let w = &view.words;
    let mut setter = Setter::new(typeface, Format::OnItsSide);
    setter.heading(1, w.matrix);
    let columns: Vec<usize> = (0..view.clauses.len()).collect();
    let parts = columns.len().div_ceil(ACROSS).max(1);
    let across = columns.len().div_ceil(parts).max(1);
    for (part, columns) in columns.chunks(across).enumerate() {
        if part > 0 {
            setter.turn();
        }
        let clauses = columns.iter().filter_map(|index| view.clauses.get(*index));
        let mut heads = vec![w.process];
        heads.extend(clauses.map(|clause| clause.label(w)));
        let mut shares = vec![2.6];
        shares.extend(columns.iter().map(|_| 1.0));
        let table = Table {
            size: 6.5,
            shaded: 1,
            ..Table::new(&heads, &shares)
        };
        let rows: Vec<Row> = view
            .heads
            .iter()
            .zip(&view.cells)
            .map(|(head, cells)| {
                let to = format!("p-{}", head.slug);
                let mut row = vec![Text::link(head.label.as_str(), &to)];
                row.extend(columns.iter().filter_map(|index| {
                    let (cell, clause) = (cells.get(*index)?, view.clauses.get(*index)?);
                    let below = if cell.applicable == 0 {
                        "na".to_owned()
                    } else {
                        clause.anchor()
                    };
                    let to = format!("p-{}-{below}", head.slug);
                    Some(signed_link(cell.state, cell.state.word(w), &to))
                }));
                Row::from(row)
            })
            .collect();
        setter.table(&table, &rows);
    }
    let mut part = setter.part;
    part.append(clauses(view, typeface));
    part
}

fn clauses(view: &View<'_>, typeface: &Typeface) -> Part {
    let w = &view.words;
    let mut setter = Setter::new(typeface, Format::Upright);
    setter.heading(2, w.clauses);
    let heads = [w.clause, w.asks, w.rules];
    let table = Table {
        shaded: 1,
        ..Table::new(&heads, &[0.7, 2.6, 3.0])
    };
    let rows: Vec<Row> = view
        .clauses
        .iter()
        .map(|clause| Row {
            cells: vec![
                Text::bold(clause.label(w)),
                Text::from(asks_in(clause, view.lang)),
                rules(view, &clause.rules),
            ],
            anchor: Some(format!("c-{}", clause.anchor())),
            least: 0.0,
        })
        .collect();
    setter.table(&table, &rows);
    if !view.nowhere.is_empty() {
        setter.anchor("nowhere");
        setter.note(Text::bold(format!("{}: ", w.nowhere)).and_text(rules(view, &view.nowhere)));
    }
    setter.part
}
