//! The section of one process.

use std::collections::BTreeMap;

use askama::Template;

use super::super::drawing::Drawn;
use super::super::process::{Paper, Sheet};
use super::super::timeline::beside;
use super::super::view::clauses::Clause;
use super::super::view::findings::Entry;
use super::super::view::{Head, View};
use super::super::vocabulary::Words;
use crate::draw::svg::element_id;

/// Width at which a process is cut into rows: what fits on a page on its side without getting small.
const ROW_WIDTH: i32 = 1080;

#[derive(Template)]
#[template(path = "process.html", config = "src/report/audit/html/askama.toml")]
struct Section<'a> {
    w: Words,
    view: &'a View<'a>,
    head: &'a Head,
    sheet: &'a Sheet,
    /// What ids of steps begin with.
    prefix: String,
    symbol: &'a str,
    drawing: &'a str,
    timelines: Vec<String>,
    /// Why rules do not apply: the number of each reason.
    reasons: &'a BTreeMap<&'a str, usize>,
    file: usize,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "templates call methods of what they are set from, and their loops hand out references"
)]
impl Section<'_> {
    fn clause(&self, index: &usize) -> Option<&Clause> {
        self.view.clauses.get(*index)
    }

    fn rule(&self, index: &usize) -> &str {
        self.view
            .report
            .rule(*index)
            .map_or("", |rule| rule.id.as_str())
    }

    fn entry(&self, index: &usize) -> Option<&Entry<'_>> {
        self.view.entries.get(*index)
    }

    fn step_id(&self, id: &str) -> String {
        element_id(&self.prefix, id)
    }

    /// The number of a reason for which rules do not apply.
    fn reason(&self, reason: &str) -> usize {
        self.reasons.get(reason).copied().unwrap_or_default()
    }

    /// Whether there is a regulation to hold the papers against.
    fn is_bound(&self) -> bool {
        let mut papers = self.sheet.papers.iter();
        papers.any(|paper| paper.state != Paper::Unbound)
    }

    fn paper(&self, state: &Paper) -> (&'static str, &'static str) {
        state.words(&self.w)
    }
}

/// The section of a process, and the small drawing of each of its findings.
pub(super) fn section(
    view: &View<'_>,
    process: usize,
    entries: &[usize],
    reasons: &BTreeMap<&str, usize>,
) -> Result<(String, Vec<String>), askama::Error> {
    let (Some(head), Some(sheet)) = (view.heads.get(process), Sheet::of(view, process, entries))
    else {
        return Ok((String::new(), vec![String::new(); entries.len()]));
    };
    let symbol_id = format!("m-{}", head.slug);
    let prefix = format!("s-{}-", head.slug);
    let drawn = Drawn::of(view, process, ROW_WIDTH);
    let small = entries.iter().map(|index| {
        let found = view.entries.get(*index).zip(drawn.as_ref());
        found.map_or_else(String::new, |(entry, drawn)| {
            drawn.small(
                &symbol_id,
                entry.step,
                &entry.path_steps,
                entry.reported.grade,
            )
        })
    });
    let small: Vec<String> = small.collect();
    // A symbol that nothing refers to is left out.
    let symbol = match &drawn {
        Some(drawn) if small.iter().any(|drawing| !drawing.is_empty()) => drawn.symbol(&symbol_id),
        _ => String::new(),
    };
    let drawing = drawn.as_ref().map_or_else(String::new, |drawn| {
        drawn.whole(view, process, &prefix, entries)
    });
    let section = Section {
        w: view.words,
        view,
        head,
        timelines: sheet
            .cases
            .iter()
            .map(|case| {
                let timeline = beside(case, &sheet.steps, &view.words, view.lang);
                if timeline.is_empty() {
                    return String::new();
                }
                timeline.svg("", None, view.lang)
            })
            .collect(),
        reasons,
        sheet: &sheet,
        prefix,
        symbol: &symbol,
        drawing: &drawing,
        file: view
            .files
            .iter()
            .position(|file| file.name == head.file)
            .unwrap_or_default(),
    };
    Ok((section.render()?, small))
}
