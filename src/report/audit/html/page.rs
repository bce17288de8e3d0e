//! The whole page around the sections of the processes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use askama::Template;

use super::super::access;
use super::super::view::clauses::{self, Cell, Clause, State, asks_in, effect_state};
use super::super::view::findings::{Entry, Group, groups};
use super::super::view::requirement;
use super::super::view::sources::Listed;
use super::super::view::verdict::Conformity;
use super::super::view::{Head, View};
use super::super::vocabulary::Words;
use super::{SCRIPT, policy_hash, style};
use crate::drift::Effect;
use crate::finding::Grade;
use crate::report::words::grade_word;
use crate::rule::Rule;

#[derive(Template)]
#[template(path = "page.html", config = "src/report/audit/html/askama.toml")]
struct Page<'a> {
    w: Words,
    view: &'a View<'a>,
    sections: &'a [String],
    small: &'a [String],
    /// The register by process.
    groups: Vec<Group<'a>>,
    style: String,
    script: &'static str,
    style_hash: String,
    script_hash: String,
    /// The parts of the matrix: indexes of the clauses of each.
    parts: Vec<Vec<usize>>,
    units: Choices,
    roles: Choices,
    /// By rule its place among the similar findings and how many there are.
    similar: BTreeMap<&'a str, (usize, usize)>,
    /// Why rules do not apply, numbered from 1.
    reasons: &'a [String],
}

/// The values a filter offers, each with the number findings carry.
#[derive(Debug, Default)]
struct Choices {
    values: Vec<String>,
    numbers: BTreeMap<String, usize>,
}

impl Choices {
    fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut values: Vec<String> = texts
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
            .collect();
        values.sort();
        values.dedup();
        let numbers = values.iter().cloned().zip(0..).collect();
        Self { values, numbers }
    }

    fn number(&self, value: &str) -> String {
        self.numbers
            .get(value)
            .map_or_else(String::new, ToString::to_string)
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    clippy::unused_self,
    reason = "templates call methods of what they are set from, and their loops hand out references"
)]
impl Page<'_> {
    fn clause(&self, index: &usize) -> Option<&Clause> {
        self.view.clauses.get(*index)
    }

    fn cell(&self, cells: &[Cell], clause: &usize) -> Cell {
        cells.get(*clause).copied().unwrap_or(Cell {
            state: State::NotApplicable,
            applicable: 0,
            passed: 0,
        })
    }

    fn head(&self, process: &usize) -> Option<&Head> {
        self.view.heads.get(*process)
    }

    fn entry(&self, index: &usize) -> Option<&Entry<'_>> {
        self.view.entries.get(*index)
    }

    fn file(&self, index: &usize) -> Option<&Listed> {
        self.view.files.get(*index)
    }

    fn as_of(&self) -> String {
        access::as_of(self.view.report).to_string()
    }

    fn rules(&self) -> Vec<(bool, &Rule)> {
        requirement::rules(self.view.report)
    }

    fn rule(&self, index: &usize) -> Option<&Rule> {
        self.view.report.rule(*index)
    }

    fn say<'t>(&self, text: &'t crate::messages::Localized) -> &'t str {
        text.in_lang(self.view.lang)
    }

    fn asks<'c>(&self, clause: &'c Clause) -> &'c str {
        asks_in(clause, self.view.lang)
    }

    fn grade(&self, grade: &Grade) -> String {
        grade_word(*grade).in_lang(self.view.lang).to_owned()
    }

    fn grade_major(&self) -> String {
        self.grade(&Grade::Major)
    }

    fn grade_minor(&self) -> String {
        self.grade(&Grade::Minor)
    }

    fn grade_observation(&self) -> String {
        self.grade(&Grade::Observation)
    }

    fn language(&self) -> &'static str {
        self.view.lang.code()
    }

    fn effect(&self, effect: &Effect) -> String {
        effect.words().in_lang(self.view.lang).to_owned()
    }

    /// The form in which an effect on the citizen is shown.
    fn effect_class(&self, effect: &Effect) -> &'static str {
        effect_state(*effect).name()
    }

    fn verdict_class(&self) -> &'static str {
        match self.view.verdict.state {
            Conformity::Conforms => "pass",
            Conformity::Fails => "major",
            Conformity::Undecided => "unknown",
        }
    }

    fn small(&self, entry: &Entry<'_>) -> &str {
        self.small.get(entry.number - 1).map_or("", String::as_str)
    }

    /// The number of a rule's clause, and what stands for it in filters and links.
    fn clause_of<'r>(&self, rule: &'r Rule) -> (Cow<'r, str>, String) {
        let number = self.view.clause_of(rule);
        let anchor = clauses::anchor(&number);
        (number, anchor)
    }

    fn basis(&self, rule: &Rule) -> String {
        requirement::basis(rule)
    }

    fn in_force(&self, rule: &Rule) -> String {
        requirement::in_force(rule)
    }

    fn similar_to(&self, entry: &Entry<'_>) -> (usize, usize) {
        let id = entry.reported.rule.id.as_str();
        self.similar.get(id).copied().unwrap_or_default()
    }

    fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}

/// Clauses in parts that fit across a page: those of planning and support, those of operation and what follows, and those of
/// other standards or of none.
fn parts(clauses: &[Clause]) -> Vec<Vec<usize>> {
    let part_of = |clause: &Clause| {
        let chapter = clause.number.split('.').next().unwrap_or_default();
        match chapter.parse::<u32>() {
            Ok(..8) => 0,
            Ok(8..) => 1,
            Err(_) => 2,
        }
    };
    let mut parts = vec![Vec::new(); 3];
    for (index, clause) in clauses.iter().enumerate() {
        if let Some(part) = parts.get_mut(part_of(clause)) {
            part.push(index);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Set the page.
pub(super) fn page(
    view: &View<'_>,
    sections: &[String],
    small: &[String],
    reasons: &[String],
) -> Result<String, askama::Error> {
    let style = style(&view.title(), &view.words);
    let page = Page {
        w: view.words,
        view,
        sections,
        small,
        reasons,
        groups: groups(&view.entries),
        style_hash: policy_hash(&style),
        script_hash: policy_hash(SCRIPT),
        style,
        script: SCRIPT,
        parts: parts(&view.clauses),
        units: Choices::of(view.entries.iter().map(|entry| entry.unit.as_str())),
        roles: Choices::of(view.entries.iter().map(|entry| entry.role.as_str())),
        similar: view
            .similar
            .iter()
            .enumerate()
            .map(|(place, similar)| (similar.rule.as_str(), (place, similar.entries.len())))
            .collect(),
    };
    let length: usize = sections.iter().map(String::len).sum();
    let mut out = String::with_capacity(length + view.entries.len() * 2_000 + 200_000);
    page.render_into(&mut out)?;
    Ok(out)
}
