//! The first pages: what was audited, the verdict with its counts, and the contents with page numbers.

use super::super::access;
use super::super::view::View;
use super::super::view::clauses::State;
use super::super::view::verdict::Conformity;
use super::page::{Bookmark, Format, Op, Part, SIDE};
use super::setter::{BODY, SMALL, Setter, leading};
use super::sign::signed;
use super::table::{Row, Table};
use super::text::{Ink, Text};
use super::typeface::Typeface;
use crate::finding::Grade;
use crate::report::words::grade_word;

/// Names and values.
pub(super) const FACTS: Table<'static> = Table {
    heads: &[],
    shares: &[1.0, 3.4],
    size: BODY,
    shaded: 1,
};

/// A row of a table of names and values.
pub(super) fn fact(name: &str, value: impl Into<Text>) -> Row {
    Row::from(vec![Text::bold(name), value.into()])
}

/// Cover and verdict.
pub(super) fn cover(view: &View<'_>, typeface: &Typeface) -> Part {
    let w = &view.words;
    let mut setter = Setter::new(typeface, Format::Upright);
    setter.y += 40.0;
    setter.sized(&Text::bold(w.title), 24.0);
    if let Some(organisation) = &view.organisation {
        setter.sized(&Text::from(organisation.as_str()), 14.0);
    }
    setter.y += 8.0;
    setter.heading(1, w.cover);
    let organisation = view.organisation.as_deref().unwrap_or(w.not_stated);
    setter.table(
        &FACTS,
        &[
            fact(w.organisation, organisation),
            fact(w.scope, view.audit.scope),
            fact(w.as_of, access::as_of(view.report).to_string()),
            fact(w.criteria, view.criteria.join("\n")),
            fact(w.tool, format!("qmslint {}", env!("CARGO_PKG_VERSION"))),
            fact(
                w.inputs,
                Text::link(format!("{}, SHA-256", view.files.len()), "inputs"),
            ),
        ],
    );
    verdict(view, &mut setter);
    setter.part
}

fn verdict(view: &View<'_>, setter: &mut Setter<'_>) {
    let w = &view.words;
    setter.heading(1, w.verdict);
    let state = match view.verdict.state {
        Conformity::Conforms => State::Pass,
        Conformity::Fails => State::Major,
        Conformity::Undecided => State::Unknown,
    };
    let mut sentence = signed(state, &view.verdict.sentence);
    for span in &mut sentence.spans {
        span.bold = true;
    }
    setter.sized(&sentence, 10.5);
    setter.paragraph(Text::bold(format!("{}: ", w.formula)).and(view.verdict.formula.as_str()));
    setter.skip(4.0);
    let s = &view.summary;
    let grade = |grade: Grade| signed(State::from(grade), grade_word(grade).in_lang(view.lang));
    let rows = [
        (Text::from(w.processes), s.processes),
        (Text::from(w.rules), s.rules),
        (grade(Grade::Major), s.findings.major),
        (grade(Grade::Minor), s.findings.minor),
        (grade(Grade::Observation), s.findings.observation),
        (
            signed(State::Waived, &format!("{} ({})", w.waived, w.findings)),
            s.waived,
        ),
        (signed(State::Pass, w.pass), s.outcomes.pass),
        (Text::from(w.fail), s.outcomes.fail),
        (signed(State::Waived, w.waived), s.outcomes.waived),
        (signed(State::Unknown, w.unknown), s.outcomes.unknown),
        (
            signed(State::NotApplicable, w.not_applicable),
            s.outcomes.not_applicable,
        ),
        (Text::from(w.unread), s.problems),
    ];
    let rows: Vec<Row> = rows
        .into_iter()
        .map(|(name, count)| Row::from(vec![name, Text::from(count)]))
        .collect();
    let heads = [w.counts, w.count];
    let counts = Table {
        size: BODY,
        ..Table::new(&heads, &[3.0, 1.0])
    };
    setter.table(&counts, &rows);
}

/// The contents: every heading of the outline with its page. How many pages they take themselves is found by setting them
/// once.
pub(super) fn contents(view: &View<'_>, typeface: &Typeface, before: &Part, body: &Part) -> Part {
    let once = set(view, typeface, before, body, 0);
    set(view, typeface, before, body, once.pages.len())
}

fn set(view: &View<'_>, typeface: &Typeface, before: &Part, body: &Part, own: usize) -> Part {
    let mut setter = Setter::new(typeface, Format::Upright);
    setter.heading(1, view.words.contents);
    let first = before.bookmarks.iter().map(|bookmark| (bookmark, 0));
    let behind = before.pages.len() + own;
    let then = body.bookmarks.iter().map(|bookmark| (bookmark, behind));
    for (bookmark, shift) in first.chain(then) {
        entry(&mut setter, bookmark, bookmark.page + shift + 1);
    }
    setter.part
}

fn entry(setter: &mut Setter<'_>, bookmark: &Bookmark, page: usize) {
    let (size, indent) = if bookmark.level == 1 {
        (BODY, 0.0)
    } else {
        (SMALL, 14.0)
    };
    let number = page.to_string();
    let room = setter.width() - indent - 40.0;
    let title = if bookmark.level == 1 {
        Text::bold(bookmark.title.as_str())
    } else {
        Text::from(bookmark.title.as_str())
    };
    let lines = setter.typeface.wrap(&title, size, room);
    if bookmark.level == 1 {
        setter.skip(3.0);
    }
    for (index, line) in lines.iter().enumerate() {
        setter.need(leading(size));
        let y = setter.y;
        setter.line(SIDE + indent, y, size, line);
        if index + 1 == lines.len() {
            let right = SIDE + setter.width();
            let wide = setter.typeface.width(&number, false, size);
            setter.put(Op::Text {
                x: right - wide,
                y: y + (leading(size) - size) / 2.0 + size * 0.86,
                size,
                bold: false,
                ink: Ink::Grey,
                text: number.clone(),
            });
        }
        setter.y += leading(size);
    }
}
