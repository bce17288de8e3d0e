//! The pages of one process: header, drawing, steps, roles, times, papers, and what the rules of each clause say.

use super::super::drawing::{Drawn, marks};
use super::super::process::{CaseTimes, ClauseRow, Sheet, StepRow};
use super::super::timeline::beside;
use super::super::view::clauses::State;
use super::super::view::{Head, View};
use super::cover::{FACTS, fact};
use super::page::{Format, Part};
use super::setter::{SMALL, Setter};
use super::sign::{numbers, rules, signed, signed_link};
use super::table::{Row, Table};
use super::text::{Ink, Text};
use super::typeface::Typeface;

/// Width of a row of a drawing in pixels: at the width of a page its letters are still large enough to read.
const ROW_WIDTH: i32 = 700;

/// The heading of the part; the pages of the processes follow.
pub(super) fn title(view: &View<'_>, typeface: &Typeface) -> Part {
    let mut setter = Setter::new(typeface, Format::Upright);
    setter.heading(1, view.words.processes);
    let heads = [
        view.words.code,
        view.words.name,
        view.words.version,
        view.words.unit,
        view.words.file,
    ];
    let rows: Vec<Row> = view
        .heads
        .iter()
        .map(|head| {
            Row::from(vec![
                Text::link(head.label.as_str(), &format!("p-{}", head.slug)),
                Text::from(head.name.as_str()),
                Text::from(head.version.as_str()),
                Text::from(head.unit.as_str()),
                Text::ink(head.file.as_str(), Ink::Grey),
            ])
        })
        .collect();
    setter.table(&Table::new(&heads, &[1.4, 3.2, 0.7, 1.6, 2.0]), &rows);
    setter.part
}

/// The pages of a process.
pub(super) fn process(
    view: &View<'_>,
    index: usize,
    entries: &[usize],
    typeface: &Typeface,
) -> Part {
    let (Some(head), Some(sheet)) = (view.heads.get(index), Sheet::of(view, index, entries)) else {
        return Part::default();
    };
    let mut setter = Setter::new(typeface, Format::Upright);
    setter.anchor(&format!("p-{}", head.slug));
    setter.heading(2, &head.title());
    setter.note(Text::ink(head.file.as_str(), Ink::Grey));
    let facts: Vec<Row> = sheet
        .facts
        .iter()
        .map(|(name, value)| fact(name, value.as_str()))
        .collect();
    let table = Table {
        size: SMALL,
        ..FACTS
    };
    setter.table(&table, &facts);
    if let Some(drawn) = Drawn::of(view, index, ROW_WIDTH) {
        setter.heading(3, view.words.drawing);
        setter.drawing(drawn.drawing(), &marks(view, entries));
    }
    steps(view, &sheet, &mut setter);
    roles(view, &sheet, &mut setter);
    if !sheet.steps.is_empty() {
        setter.heading(3, view.words.times);
        for case in &sheet.cases {
            times(view, case, &sheet.steps, &mut setter);
        }
    }
    papers(view, &sheet, &mut setter);
    judged(view, head, &sheet, &mut setter);
    setter.part
}

fn steps(view: &View<'_>, sheet: &Sheet, setter: &mut Setter<'_>) {
    let w = &view.words;
    if sheet.steps.is_empty() {
        return;
    }
    setter.heading(3, w.steps);
    let heads = [
        w.number, w.name, w.role, w.unit, w.kind, w.time, w.forms, w.findings,
    ];
    let rows: Vec<Row> = sheet
        .steps
        .iter()
        .map(|step| {
            Row::from(vec![
                Text::from(step.number.as_str()),
                Text::from(step.name.as_str()),
                Text::from(step.role.as_str()),
                Text::from(step.unit.as_str()),
                Text::from(step.kind.as_str()),
                Text::from(step.time.as_str()),
                Text::from(step.forms.as_str()),
                numbers(view, &step.findings),
            ])
        })
        .collect();
    let shares = [0.5, 2.8, 1.7, 1.5, 1.0, 1.5, 1.5, 0.9];
    setter.table(&Table::new(&heads, &shares), &rows);
}

fn roles(view: &View<'_>, sheet: &Sheet, setter: &mut Setter<'_>) {
    let w = &view.words;
    if sheet.roles.is_empty() {
        return;
    }
    setter.heading(3, w.roles);
    let times: Vec<String> = sheet
        .cases
        .iter()
        .map(|case| match case.name.as_str() {
            "" => w.time.to_owned(),
            name => format!("{}: {name}", w.time),
        })
        .collect();
    let mut heads = vec![w.role, w.unit, w.steps];
    heads.extend(times.iter().map(String::as_str));
    let mut shares = vec![2.4, 2.0, 1.2];
    shares.extend(times.iter().map(|_| 1.4));
    let rows: Vec<Row> = sheet
        .roles
        .iter()
        .map(|role| {
            let mut cells = vec![
                Text::from(role.role.as_str()),
                Text::from(role.unit.as_str()),
                Text::from(role.steps.as_str()),
            ];
            cells.extend(role.times.iter().map(|time| Text::from(time.as_str())));
            Row::from(cells)
        })
        .collect();
    setter.table(&Table::new(&heads, &shares), &rows);
}

fn times(view: &View<'_>, case: &CaseTimes, steps: &[StepRow], setter: &mut Setter<'_>) {
    let w = &view.words;
    if !case.name.is_empty() {
        setter.heading(4, &case.name);
    }
    let mut parts = Vec::new();
    if case.missing.is_empty() {
        parts.push(format!("{}: {}", w.worst, case.worst));
        if !case.best.is_empty() {
            parts.push(format!("{}: {}", w.best, case.best));
        }
        if !case.expected.is_empty() {
            parts.push(format!("{}: {}", w.expected, case.expected));
        }
    } else {
        parts.push(case.missing.clone());
    }
    if !case.limit.is_empty() {
        parts.push(format!("{}: {}", w.limit, case.limit));
    }
    if !case.incomplete.is_empty() {
        parts.push(case.incomplete.clone());
    }
    let mut sentence = Text::from(parts.join("; "));
    if !case.against.is_empty() {
        let state = if case.over { State::Major } else { State::Pass };
        sentence = sentence.and("  ").and_text(signed(state, &case.against));
    }
    setter.note(sentence);
    if !case.critical_path.is_empty() {
        let path = case.critical_path.join(" → ");
        setter.note(Text::bold(format!("{}: ", w.critical_path)).and(path));
    }
    if case.rows.is_empty() {
        return;
    }
    setter.timeline(&beside(case, steps, w, view.lang));
    let heads = [w.step, w.time, w.begins, w.slack];
    let rows: Vec<Row> = case
        .rows
        .iter()
        .map(|row| {
            let mut slack = Text::from(row.slack.as_str());
            if row.critical {
                slack = slack.and(", ").and_bold(w.critical);
            }
            Row::from(vec![
                Text::from(row.name.as_str()),
                Text::from(row.time.as_str()),
                Text::from(row.begins.as_str()),
                slack,
            ])
        })
        .collect();
    setter.table(&Table::new(&heads, &[4.0, 1.4, 1.4, 1.6]), &rows);
}

fn papers(view: &View<'_>, sheet: &Sheet, setter: &mut Setter<'_>) {
    let w = &view.words;
    if sheet.papers.is_empty() {
        return;
    }
    setter.heading(3, w.documents);
    if !sheet.regulation.is_empty() {
        setter.note(format!("{}: {}", w.procedure, sheet.regulation));
    }
    let heads = [w.paper, w.demanded, w.regulated, w.compared];
    let rows: Vec<Row> = sheet
        .papers
        .iter()
        .map(|paper| {
            let (class, word) = paper.state.words(w);
            let state = match class {
                "pass" => State::Pass,
                "minor" => State::Minor,
                _ => State::Unknown,
            };
            Row::from(vec![
                Text::from(paper.name.as_str()),
                Text::from(paper.demanded.as_str()),
                Text::from(paper.regulated.as_str()),
                signed(state, word),
            ])
        })
        .collect();
    setter.table(&Table::new(&heads, &[4.0, 1.4, 1.4, 1.8]), &rows);
}

fn judged(view: &View<'_>, head: &Head, sheet: &Sheet, setter: &mut Setter<'_>) {
    let w = &view.words;
    setter.heading(3, w.outcomes);
    let heads = [w.clause, w.conforming, w.not_conforming, w.undecided];
    let rows: Vec<Row> = sheet
        .clauses
        .iter()
        .filter_map(|row| {
            let clause = view.clauses.get(row.clause)?;
            let cells = vec![
                Text::link(clause.label(w), &format!("c-{}", clause.anchor())),
                rules(view, &row.passed),
                found(view, row),
                undecided(view, row),
            ];
            Some(Row {
                anchor: Some(format!("p-{}-{}", head.slug, clause.anchor())),
                ..Row::from(cells)
            })
        })
        .collect();
    setter.table(&Table::new(&heads, &[0.7, 2.6, 2.6, 2.6]), &rows);
    setter.anchor(&format!("p-{}-na", head.slug));
    let reasons = sheet
        .not_applicable
        .iter()
        .map(|(reason, known)| rules(view, known).and(format!(" ({reason})")));
    let mut left =
        Text::bold(format!("{}: ", w.not_applicable)).and_text(Text::joined(reasons, "; "));
    if !view.nowhere.is_empty() {
        let known = format!("{}: {}", w.nowhere, view.nowhere.len());
        left = left.and(" ").and_link(known, "nowhere");
    }
    setter.note(left);
}

fn found(view: &View<'_>, row: &ClauseRow) -> Text {
    let all = row.found.iter().map(|(rule, state, found)| {
        let id = view.report.rule(*rule).map_or("", |rule| rule.id.as_str());
        signed_link(*state, state.word(&view.words), &format!("r-{id}"))
            .and(format!(" {id} "))
            .and_text(numbers(view, found))
    });
    Text::joined(all, "; ")
}

fn undecided(view: &View<'_>, row: &ClauseRow) -> Text {
    let all = row
        .undecided
        .iter()
        .map(|(reason, known)| rules(view, known).and(format!(": {reason}")));
    Text::joined(all, "; ")
}
