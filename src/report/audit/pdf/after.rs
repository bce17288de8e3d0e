//! What follows from the register: similar findings, waivers, changes, and what is left to a person.

use super::super::view::View;
use super::super::view::clauses::{State, asks_in, effect_state};
use super::super::view::requirement;
use super::super::view::versions::{Before, Stated};
use super::page::{Format, Part};
use super::setter::Setter;
use super::sign::{anchor, graded, numbers, processes, rule_link, signed};
use super::table::{Row, Table};
use super::text::{Ink, Text};
use super::typeface::Typeface;
use crate::drift::Effect;
use crate::report::words::grade_word;

/// The parts between register and processes.
pub(super) fn after(view: &View<'_>, typeface: &Typeface) -> Part {
    let mut setter = Setter::new(typeface, Format::Upright);
    similar(view, &mut setter);
    waivers(view, &mut setter);
    changes(view, &mut setter);
    versions(view, &mut setter);
    judgement(view, &mut setter);
    setter.part
}

fn similar(view: &View<'_>, setter: &mut Setter<'_>) {
    let w = &view.words;
    setter.heading(1, w.similar);
    setter.paragraph(w.similar_hint);
    if view.similar.is_empty() {
        setter.paragraph(w.none);
        return;
    }
    let heads = [w.rule, w.grade, w.processes, w.findings];
    let table = Table::new(&heads, &[2.0, 1.4, 0.8, 4.0]);
    let rows: Vec<Row> = view
        .similar
        .iter()
        .map(|similar| {
            let grade = grade_word(similar.grade);
            Row::from(vec![
                rule_link(similar.rule.as_str()),
                signed(State::from(similar.grade), grade.in_lang(view.lang)),
                Text::from(similar.processes),
                numbers(view, &similar.entries),
            ])
        })
        .collect();
    setter.table(&table, &rows);
}

fn waivers(view: &View<'_>, setter: &mut Setter<'_>) {
    let w = &view.words;
    setter.heading(1, w.waivers);
    if view.waivers.is_empty() {
        setter.paragraph(w.no_waivers);
        return;
    }
    let heads = [
        w.rule,
        w.element,
        w.state,
        w.until,
        w.owner,
        w.reason,
        w.findings,
        w.written_in,
    ];
    let table = Table::new(&heads, &[1.4, 2.0, 1.2, 1.1, 1.2, 2.0, 0.9, 1.5]);
    let rows: Vec<Row> = view
        .waivers
        .iter()
        .map(|waiver| {
            Row::from(vec![
                rule_link(&waiver.rule),
                Text::from(waiver.about.as_str()),
                Text::from(waiver.state),
                Text::from(waiver.until.to_string()),
                Text::from(waiver.owner.as_str()),
                Text::from(waiver.reason.as_str()),
                Text::from(waiver.findings),
                Text::ink(waiver.written.as_str(), Ink::Grey),
            ])
        })
        .collect();
    setter.table(&table, &rows);
}

fn changes(view: &View<'_>, setter: &mut Setter<'_>) {
    let w = &view.words;
    let Some(changes) = &view.changes else { return };
    setter.heading(1, &format!("{} ({})", w.changes, changes.since));
    let heads = [w.state, w.count];
    let rows = [
        (w.new, changes.new.len()),
        (w.resolved, changes.resolved.len()),
        (w.persisting, changes.persisting.len()),
    ];
    let rows = rows.map(|(name, count)| Row::from(vec![Text::from(name), Text::from(count)]));
    setter.table(&Table::new(&heads, &[3.0, 1.0]), &rows);
    setter.heading(2, w.new);
    if changes.new.is_empty() {
        setter.paragraph(w.none);
    }
    for entry in changes
        .new
        .iter()
        .filter_map(|index| view.entries.get(*index))
    {
        let number = Text::link(entry.number.to_string(), &anchor(entry));
        setter.note(number.and("  ").and_text(graded(view, entry)).and(format!(
            "  {}: {}",
            entry.reported.rule.id.as_str(),
            entry.message
        )));
    }
    setter.heading(2, w.resolved);
    if changes.resolved.is_empty() {
        setter.paragraph(w.none);
    }
    for earlier in &changes.resolved {
        let place = Text::ink(format!("{}:{}  ", earlier.file, earlier.line), Ink::Grey);
        setter.note(place.and(format!("{}: {}", earlier.rule, earlier.message)));
    }
    setter.heading(2, w.persisting);
    if changes.persisting.is_empty() {
        setter.paragraph(w.none);
    } else {
        setter.note(numbers(view, &changes.persisting));
    }
}

fn versions(view: &View<'_>, setter: &mut Setter<'_>) {
    let w = &view.words;
    let Some(drift) = &view.drift else { return };
    setter.heading(1, &format!("{} ({})", w.versions, drift.name));
    setter.paragraph(w.versions_hint);
    let heads = [w.effect, w.count];
    let effect = |effect: Effect| {
        let word = effect.words();
        signed(effect_state(effect), word.in_lang(view.lang))
    };
    let rows = Effect::ALL.map(|known| Row::from(vec![effect(known), drift.count(known).into()]));
    setter.table(&Table::new(&heads, &[3.0, 1.0]), &rows);
    for pair in &drift.pairs {
        let Some(head) = view.heads.get(pair.process) else {
            continue;
        };
        setter.heading(2, &head.title());
        let Before { file, sha256, .. } = &pair.before;
        setter.note(Text::ink(format!("{file}  SHA-256 {sha256}"), Ink::Grey));
        let heads = [w.effect, w.what, w.about, w.before, w.now];
        let rows: Vec<Row> = pair
            .rows
            .iter()
            .map(|row| {
                let mut now = side(row.new.as_ref());
                if row.regulation.is_some() {
                    now = now
                        .and(format!("\n{}: ", w.regulated))
                        .and_text(side(row.regulation.as_ref()));
                }
                Row::from(vec![
                    effect(row.effect),
                    Text::from(row.what.as_str()),
                    Text::from(row.about.as_str()),
                    side(row.old.as_ref()),
                    now,
                ])
            })
            .collect();
        setter.table(&Table::new(&heads, &[1.5, 1.3, 1.6, 2.4, 2.4]), &rows);
    }
    for (name, indexes) in drift.lists(w) {
        setter.heading(2, name);
        setter.note(processes(view, indexes));
    }
    let dropped: Vec<&str> = drift.dropped.iter().map(|old| old.file.as_str()).collect();
    let unread: Vec<&str> = drift.unread.iter().map(String::as_str).collect();
    for (name, files) in [(w.version_dropped, dropped), (w.version_unread, unread)] {
        if !files.is_empty() {
            setter.heading(2, name);
            setter.note(Text::ink(files.join(", "), Ink::Grey));
        }
    }
}

/// What stands on a side, and where.
fn side(stated: Option<&Stated>) -> Text {
    stated.map_or_else(Text::default, |side| {
        let place = format!(" {}:{}", side.file, side.line);
        Text::from(side.value.as_str()).and_ink(place, Ink::Grey)
    })
}

fn judgement(view: &View<'_>, setter: &mut Setter<'_>) {
    let w = &view.words;
    setter.heading(1, w.judgement);
    uncovered(view, setter);
    undecided(view, setter);
    unconfirmed(view, setter);
    if !view.judgement.problems.is_empty() {
        setter.heading(2, w.unread);
        for (file, line, message) in &view.judgement.problems {
            let place = Text::ink(format!("{file}:{line}  "), Ink::Grey);
            setter.note(place.and(message.as_str()));
        }
    }
}

fn uncovered(view: &View<'_>, setter: &mut Setter<'_>) {
    let w = &view.words;
    setter.heading(2, w.uncovered);
    setter.paragraph(w.uncovered_hint);
    if view.uncovered.is_empty() {
        setter.paragraph(w.none);
        return;
    }
    let heads = [w.clause, w.asks];
    let rows: Vec<Row> = view
        .uncovered
        .iter()
        .map(|clause| Row {
            cells: vec![
                Text::bold(clause.label(w)),
                Text::from(asks_in(clause, view.lang)),
            ],
            anchor: Some(format!("c-{}", clause.anchor())),
            least: 0.0,
        })
        .collect();
    setter.table(&Table::new(&heads, &[1.0, 6.0]), &rows);
}

fn undecided(view: &View<'_>, setter: &mut Setter<'_>) {
    let w = &view.words;
    setter.heading(2, w.undecided);
    setter.paragraph(w.undecided_hint);
    if view.judgement.undecided.is_empty() {
        setter.paragraph(w.none);
        return;
    }
    let heads = [w.rule, w.reason, w.processes];
    let rows: Vec<Row> = view
        .judgement
        .undecided
        .iter()
        .map(|undecided| {
            let rule = view.report.rule(undecided.rule);
            let count = undecided.processes.len();
            Row::from(vec![
                rule_link(rule.map_or("", |rule| rule.id.as_str())),
                Text::from(undecided.reason.as_str()),
                Text::from(format!("{count}: ")).and_text(processes(view, &undecided.processes)),
            ])
        })
        .collect();
    setter.table(&Table::new(&heads, &[1.6, 2.6, 3.0]), &rows);
}

fn unconfirmed(view: &View<'_>, setter: &mut Setter<'_>) {
    let w = &view.words;
    let judgement = &view.judgement;
    setter.heading(2, w.unconfirmed);
    setter.paragraph(w.unconfirmed_hint);
    if judgement.rules.is_empty() && judgement.regulations.is_empty() {
        setter.paragraph(w.none);
    }
    for rule in judgement
        .rules
        .iter()
        .filter_map(|index| view.report.rule(*index))
    {
        let basis = requirement::basis(rule);
        let link = rule_link(rule.id.as_str());
        setter.note(if basis.is_empty() {
            link
        } else {
            link.and(format!(": {basis}"))
        });
    }
    for (id, basis, bound) in &judgement.regulations {
        let basis = if basis.is_empty() {
            String::new()
        } else {
            format!(": {basis}")
        };
        let text = Text::from(format!("{id}{basis} ("));
        setter.note(text.and_text(processes(view, bound)).and(")"));
    }
}
