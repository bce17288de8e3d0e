//! The last pages: rules, files with their hashes, how to make the report again.

use super::super::view::View;
use super::super::view::clauses::State;
use super::super::view::requirement;
use super::cover::{FACTS, fact};
use super::page::{Format, Part};
use super::setter::Setter;
use super::sign::{clause_link, signed};
use super::table::{Row, Table};
use super::text::{Ink, Text};
use super::typeface::Typeface;
use crate::report::words::grade_word;
use crate::rule::Rule;

/// Rules, inputs, reproduction.
pub(super) fn appendix(view: &View<'_>, typeface: &Typeface) -> Part {
    let w = &view.words;
    let mut setter = Setter::new(typeface, Format::Upright);
    setter.heading(1, w.appendix);
    let heads = [w.rule, w.requirement, w.clause, w.basis];
    let rows: Vec<Row> = requirement::rules(view.report)
        .into_iter()
        .map(|(first, rule)| Row {
            anchor: first.then(|| format!("r-{}", rule.id.as_str())),
            ..Row::from(row(view, rule))
        })
        .collect();
    setter.table(&Table::new(&heads, &[1.7, 4.1, 0.9, 1.9]), &rows);
    setter.anchor("inputs");
    setter.heading(1, w.inputs);
    let heads = [w.file, w.use_of, "SHA-256"];
    let rows: Vec<Row> = view
        .files
        .iter()
        .enumerate()
        .map(|(index, file)| Row {
            anchor: Some(format!("i-{index}")),
            ..Row::from(vec![
                Text::from(file.name.as_str()),
                Text::from(if file.is_input { w.input } else { w.criterion }),
                Text::ink(file.sha256.as_str(), Ink::Grey),
            ])
        })
        .collect();
    setter.table(&Table::new(&heads, &[2.6, 0.8, 3.4]), &rows);
    setter.heading(1, w.reproduce);
    setter.paragraph(w.same_bytes);
    setter.table(
        &FACTS,
        &[
            fact(w.command, view.audit.command),
            fact(w.tool, format!("qmslint {}", env!("CARGO_PKG_VERSION"))),
            fact(w.criteria, view.criteria.join("\n")),
            fact(w.inputs, Text::link("SHA-256", "inputs")),
        ],
    );
    setter.part
}

fn row(view: &View<'_>, rule: &Rule) -> Vec<Text> {
    let (w, lang) = (&view.words, view.lang);
    let mut basis = Text::from(requirement::basis(rule));
    let days = requirement::in_force(rule);
    if !days.is_empty() {
        basis = basis.and(format!(" ({}: {days})", w.in_force));
    }
    if !rule.confirmed {
        basis = basis
            .and(" ")
            .and_text(signed(State::Unknown, w.unconfirmed));
    }
    vec![
        Text::bold(rule.id.as_str()).and_ink(format!("\n{}", rule.pack.as_str()), Ink::Grey),
        Text::bold(rule.title.in_lang(lang)).and(format!(
            " ({}). {} {}: {}",
            grade_word(rule.grade).in_lang(lang),
            rule.why.in_lang(lang),
            w.fix,
            rule.fix.in_lang(lang)
        )),
        clause_link(view, rule),
        basis,
    ]
}
