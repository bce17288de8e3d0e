//! The clause matrix: what the rules of each clause say of each process, conformity included.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::access::Said;
use super::super::vocabulary::Words;
use super::super::{Audit, access};
use crate::checks::RuleCheck;
use crate::drift::Effect;
use crate::finding::{Grade, OutcomeKind};
use crate::messages::{Lang, Localized};
use crate::model::name::Id;
use crate::report::Report;
use crate::rule::{PackHeader, Rule};

/// A clause of the standard.
#[derive(Clone, Debug)]
pub(crate) struct Clause {
    /// Its number, after the name of its standard where that is not the main one; empty for rules without a clause.
    pub(crate) number: String,
    /// What it asks for.
    pub(crate) asks: Localized,
    /// The rules that look at it: indexes in the criteria.
    pub(crate) rules: Vec<usize>,
}

impl Clause {
    /// Its part of element ids.
    pub(crate) fn anchor(&self) -> String {
        anchor(&self.number)
    }

    /// The number, or the word for none.
    pub(crate) fn label<'s>(&'s self, words: &Words) -> &'s str {
        if self.number.is_empty() {
            words.no_clause
        } else {
            &self.number
        }
    }
}

/// The part of element ids that a number gives.
pub(crate) fn anchor(number: &str) -> String {
    if number.is_empty() {
        return "none".to_owned();
    }
    number.replace(|c: char| c != '.' && !c.is_alphanumeric(), "-")
}

/// The number of a clause of a pack, after the name of its standard where that is not the main one, which is that of the most
/// packs: 10 of a standard of notation is not 10 of the standard of management.
fn numbered<'r>(packs: &[PackHeader], pack: &Id, number: &'r str) -> Cow<'r, str> {
    let own = packs.iter().find(|known| known.name.value == *pack);
    match own.and_then(standard) {
        Some(own) if !number.is_empty() && main_standard(packs) != Some(own) => {
            Cow::Owned(format!("{own} {number}"))
        }
        _ => Cow::Borrowed(number),
    }
}

/// The standard of the most packs; of equals the first.
fn main_standard(packs: &[PackHeader]) -> Option<&str> {
    let standards = || packs.iter().filter_map(standard);
    let count = |of: &str| standards().filter(|standard| *standard == of).count();
    let most = standards().map(count).max();
    standards().find(|standard| Some(count(standard)) == most)
}

fn standard(pack: &PackHeader) -> Option<&str> {
    pack.standard
        .as_ref()
        .map(|standard| standard.value.as_str())
}

/// The number of a rule's clause, as [`numbered`]; empty where it has none.
pub(crate) fn of_rule<'r>(packs: &[PackHeader], rule: &'r Rule) -> Cow<'r, str> {
    let number = rule.clause.as_ref().map_or("", |clause| &clause.value);
    numbered(packs, &rule.pack, number)
}

/// What the rules of a clause say of a process: the gravest that was found, else what remains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// No rule of the clause applies.
    NotApplicable,
    /// Every rule that applies holds.
    Pass,
    /// Nothing was found, but something could not be decided.
    Unknown,
    /// Everything that was found is waived.
    Waived,
    /// An observation.
    Observation,
    /// A minor nonconformity.
    Minor,
    /// A major nonconformity.
    Major,
}

impl State {
    /// The word that classes and files use.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::NotApplicable => "na",
            Self::Pass => "pass",
            Self::Unknown => "unknown",
            Self::Waived => "waived",
            Self::Observation => "observation",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The reader's word.
    pub(crate) const fn word(self, words: &Words) -> &'static str {
        match self {
            Self::NotApplicable => words.na,
            Self::Pass => words.pass,
            Self::Unknown => words.unknown,
            Self::Waived => words.waived,
            Self::Observation => words.observation,
            Self::Minor => words.minor,
            Self::Major => words.major,
        }
    }
}

impl From<Grade> for State {
    fn from(grade: Grade) -> Self {
        match grade {
            Grade::Observation => Self::Observation,
            Grade::Minor => Self::Minor,
            Grade::Major => Self::Major,
        }
    }
}

/// The state whose sign and colour an effect on the citizen shares.
pub(crate) const fn effect_state(effect: Effect) -> State {
    match effect {
        Effect::StricterThanTheRegulation => State::Major,
        Effect::LongerForTheCitizen => State::Minor,
        Effect::ShorterForTheCitizen => State::Pass,
        Effect::Neutral => State::NotApplicable,
    }
}

/// A cell of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) state: State,
    /// Rules of the clause that apply to the process.
    pub(crate) applicable: usize,
    /// Rules of these that hold.
    pub(crate) passed: usize,
}

/// What a rule says of a process, as the matrix counts it.
pub(crate) fn state(report: &Report, said: Said<'_>) -> State {
    match said.kind {
        OutcomeKind::NotApplicable => State::NotApplicable,
        OutcomeKind::Pass => State::Pass,
        OutcomeKind::Unknown => State::Unknown,
        OutcomeKind::Waived | OutcomeKind::Fail => said
            .findings
            .iter()
            .filter(|finding| finding.counts())
            .map(|finding| State::from(access::grade(report, said.rule, finding)))
            .max()
            .unwrap_or(State::Waived),
    }
}

/// The clauses of the rules that were run.
pub(crate) fn covered(audit: &Audit<'_>) -> Vec<Clause> {
    let mut clauses: BTreeMap<Vec<Part>, Clause> = BTreeMap::new();
    for (index, RuleCheck { rule, .. }) in access::rules(audit.report).enumerate() {
        let number = of_rule(audit.packs, rule);
        let clause = clauses.entry(key(&number)).or_insert_with(|| Clause {
            asks: asks(audit, &number),
            number: number.into_owned(),
            rules: Vec::new(),
        });
        clause.rules.push(index);
    }
    clauses.into_values().collect()
}

/// The clauses that packs name and no rule of the run looks at, neither at them nor at a part of them.
pub(crate) fn uncovered(audit: &Audit<'_>, covered: &[Clause]) -> Vec<Clause> {
    let mut clauses: BTreeMap<Vec<Part>, Clause> = BTreeMap::new();
    for (number, clause) in stated(audit) {
        let below = format!("{number}.");
        let is_covered =
            |known: &Clause| known.number == number.as_ref() || known.number.starts_with(&below);
        if !covered.iter().any(is_covered) {
            clauses.entry(key(&number)).or_insert_with(|| Clause {
                number: number.into_owned(),
                asks: clause.asks.clone(),
                rules: Vec::new(),
            });
        }
    }
    clauses.into_values().collect()
}

/// The rules that apply to no process of the run. O(outcomes).
pub(crate) fn nowhere(report: &Report) -> Vec<usize> {
    let mut applies = vec![false; access::rules(report).count()];
    for process in 0..access::processes(report) {
        for said in access::said(report, process) {
            if let Some(slot) = applies.get_mut(said.rule) {
                *slot |= said.kind != OutcomeKind::NotApplicable;
            }
        }
    }
    let applies = applies.into_iter().enumerate();
    applies
        .filter_map(|(rule, applies)| (!applies).then_some(rule))
        .collect()
}

/// For each process a cell for each clause. O(outcomes + processes · clauses).
pub(crate) fn cells(report: &Report, clauses: &[Clause]) -> Vec<Vec<Cell>> {
    let mut clause_of = vec![None; access::rules(report).count()];
    for (index, clause) in clauses.iter().enumerate() {
        for rule in &clause.rules {
            if let Some(slot) = clause_of.get_mut(*rule) {
                *slot = Some(index);
            }
        }
    }
    let empty = Cell {
        state: State::NotApplicable,
        applicable: 0,
        passed: 0,
    };
    let mut cells = vec![vec![empty; clauses.len()]; access::processes(report)];
    for (process, row) in cells.iter_mut().enumerate() {
        for said in access::said(report, process) {
            let clause = clause_of.get(said.rule).copied().flatten();
            if let Some(cell) = clause.and_then(|clause| row.get_mut(clause)) {
                let state = state(report, said);
                cell.state = cell.state.max(state);
                cell.applicable += usize::from(state != State::NotApplicable);
                cell.passed += usize::from(state == State::Pass);
            }
        }
    }
    cells
}

/// What a clause asks for, from the first pack that says it.
fn asks(audit: &Audit<'_>, number: &str) -> Localized {
    stated(audit)
        .find(|(known, _)| known == number)
        .map_or_else(Localized::default, |(_, clause)| clause.asks.clone())
}

/// The clauses that packs state, with their numbers.
fn stated<'a>(
    audit: &Audit<'a>,
) -> impl Iterator<Item = (Cow<'a, str>, &'a crate::rule::Clause)> + use<'a> {
    let packs = audit.packs;
    packs.iter().flat_map(move |pack| {
        let clauses = pack.clauses.iter();
        clauses.map(move |clause| {
            let number = numbered(packs, &pack.name.value, &clause.number.value);
            (number, &clause.value)
        })
    })
}

/// A part of a clause number: numbers in their order, then words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number(u32),
    Word(String),
}

/// 8.2.10 comes after 8.2.9; no clause comes last.
fn key(number: &str) -> Vec<Part> {
    if number.is_empty() {
        return vec![Part::Word("\u{10ffff}".to_owned())];
    }
    number
        .split(['.', ' '])
        .map(|part| {
            part.parse()
                .map_or_else(|_| Part::Word(part.to_owned()), Part::Number)
        })
        .collect()
}

/// What a clause asks for in one language; nothing where no pack says it.
pub(crate) fn asks_in(clause: &Clause, lang: Lang) -> &str {
    clause.asks.in_lang(lang)
}
