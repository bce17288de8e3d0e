//! The findings register: each finding with statement, evidence and requirement, and fields to fill in by hand.

use super::super::drawing::{Drawn, mark_form};
use super::super::view::View;
use super::super::view::findings::{Entry, Remark, groups};
use super::super::view::requirement;
use super::page::{Format, Part};
use super::picture::Outlines;
use super::setter::{BODY, Setter};
use super::sign::{anchor, clause_link, graded, rule_link};
use super::table::{Row, Table};
use super::text::{Ink, Text};
use super::typeface::Typeface;

/// Width of a row of the drawing beside a finding, in pixels: few rows, since it is small and has no words.
const ROW_WIDTH: i32 = 1400;
/// Height of a field to be filled in by hand.
const FIELD: f32 = 24.0;

/// The register by process.
pub(super) fn register(view: &View<'_>, typeface: &Typeface) -> Part {
    let w = &view.words;
    let mut setter = Setter::new(typeface, Format::Upright);
    setter.anchor("register");
    setter.heading(1, w.register);
    if view.entries.is_empty() {
        setter.paragraph(w.no_findings);
    }
    for group in groups(&view.entries) {
        let title = view
            .heads
            .get(group.process)
            .map_or_else(|| group.file.to_owned(), super::super::view::Head::title);
        setter.heading(2, &title);
        let drawn = Drawn::of(view, group.process, ROW_WIDTH);
        let outlines = drawn.map(|drawn| Outlines::of(drawn, typeface));
        for entry in group
            .entries
            .iter()
            .filter_map(|index| view.entries.get(*index))
        {
            finding(view, &mut setter, entry, outlines.as_ref());
        }
    }
    setter.part
}

fn finding(
    view: &View<'_>,
    setter: &mut Setter<'_>,
    entry: &Entry<'_>,
    outlines: Option<&Outlines>,
) {
    let w = &view.words;
    let rule = entry.reported.rule;
    // The heading of a finding stays with its statement.
    setter.need(96.0);
    setter.skip(6.0);
    setter.anchor(&anchor(entry));
    let title = Text::bold(format!("{}  ", entry.number))
        .and_text(graded(view, entry))
        .and_bold(format!("  {}", rule.title.in_lang(view.lang)));
    setter.sized(&title, BODY);
    let mut rows = vec![
        (w.statement, Text::from(entry.message.as_str())),
        (w.evidence, evidence(view, entry)),
        (w.requirement, required(view, entry)),
    ];
    if !entry.case.is_empty() {
        rows.push((w.case, Text::from(entry.case.as_str())));
    }
    if !entry.step_label.is_empty() {
        let mut step = entry.step_label.clone();
        if !entry.role.is_empty() {
            step = format!("{step} ({})", entry.role);
        }
        // The drawing on the pages of the process has the step marked.
        let head = view.heads.get(entry.process);
        let step = head.map_or_else(
            || Text::from(step.as_str()),
            |head| Text::link(step.as_str(), &format!("p-{}", head.slug)),
        );
        rows.push((w.step, step));
    }
    rows.push((
        w.help,
        Text::from(if entry.help.is_empty() {
            rule.fix.in_lang(view.lang)
        } else {
            &entry.help
        }),
    ));
    for (name, value) in [(w.waivers, &entry.waived), (w.note, &entry.note)] {
        if !value.is_empty() {
            rows.push((name, Text::from(value.as_str())));
        }
    }
    let rows: Vec<Row> = rows
        .into_iter()
        .map(|(name, value)| Row::from(vec![Text::bold(name), value]))
        .collect();
    let table = Table {
        shaded: 1,
        ..Table::new(&[], &[1.0, 5.2])
    };
    setter.table(&table, &rows);
    setter.y -= 6.0;
    if let Some((outlines, head)) = outlines.zip(view.heads.get(entry.process)) {
        let form = mark_form(entry.reported.grade);
        let steps = (entry.step, entry.path_steps.as_slice());
        setter.beside(outlines, steps, form, &format!("p-{}", head.slug));
    }
    fields(view, setter);
}

/// The fields that people fill in.
fn fields(view: &View<'_>, setter: &mut Setter<'_>) {
    let w = &view.words;
    let rows = [
        (w.correction, w.cause),
        (w.action, w.owner),
        (w.due, w.effectiveness),
    ];
    let rows = rows.map(|(left, right)| Row {
        cells: vec![
            Text::bold(left),
            Text::default(),
            Text::bold(right),
            Text::default(),
        ],
        least: FIELD,
        anchor: None,
    });
    let table = Table {
        shaded: 0b101,
        ..Table::new(&[], &[1.0, 2.1, 1.0, 2.1])
    };
    setter.need(3.0 * FIELD);
    setter.table(&table, &rows);
}

/// What stands in the file, where, under which hash, and the path that shows it.
fn evidence(view: &View<'_>, entry: &Entry<'_>) -> Text {
    let at = entry.reported.location();
    let place = format!("{}:{}:{}", at.file, at.start.line, at.start.column);
    let mut text = Text::from(format!("“{}”  ", entry.quote))
        .and_ink(place, Ink::Grey)
        .and_ink(format!("  {}", entry.reported.finding.element), Ink::Grey);
    if let Some(index) = entry.file
        && let Some(file) = view.files.get(index)
    {
        let hash = format!("SHA-256 {}", file.short_hash());
        text = text.and("  ").and_link(hash, &format!("i-{index}"));
    }
    for (number, step) in entry.path.iter().enumerate() {
        text = text.and(format!("\n{}. {}", number + 1, step.text));
        if !step.note.is_empty() {
            text = text.and(format!(": {}", step.note));
        }
        text = text.and_ink(format!(" :{}", step.line), Ink::Grey);
    }
    text
}

/// The clause, the rule, the basis, and what it was held against.
fn required(view: &View<'_>, entry: &Entry<'_>) -> Text {
    let w = &view.words;
    let rule = entry.reported.rule;
    let mut text = Text::from(format!("{} ", w.clause))
        .and_text(clause_link(view, rule))
        .and(", ")
        .and_text(rule_link(rule.id.as_str()));
    let basis = requirement::basis(rule);
    if !basis.is_empty() {
        text = text.and(format!("; {}: {basis}", w.basis));
    }
    for remark in &entry.related {
        text = text.and_text(related(remark));
    }
    text
}

fn related(remark: &Remark) -> Text {
    Text::from(format!("\n{}: “{}” ", remark.text, remark.quote))
        .and_ink(format!("{}:{}", remark.file, remark.line), Ink::Grey)
}
