//! What every rule says of a process, by clause.

use std::collections::BTreeMap;

use super::super::access;
use super::super::access::Said;
use super::super::view::View;
use super::super::view::clauses::{State, state};
use crate::finding::OutcomeKind;
use crate::report::clean::one_line;

/// What the rules of a clause say: rules by state.
#[derive(Debug)]
pub(in super::super) struct ClauseRow {
    /// Index in the clauses of the view.
    pub(in super::super) clause: usize,
    pub(in super::super) passed: Vec<usize>,
    /// Rules that found something: rule, state, findings.
    pub(in super::super) found: Vec<(usize, State, Vec<usize>)>,
    /// Rules that decided nothing, by reason.
    pub(in super::super) undecided: Vec<(String, Vec<usize>)>,
}

/// What every rule says of a process, by clause; and the rules that do not apply, by reason.
pub(super) fn judged(
    view: &View<'_>,
    index: usize,
    findings: &[usize],
) -> (Vec<ClauseRow>, Vec<(String, Vec<usize>)>) {
    let outcomes: BTreeMap<usize, Said<'_>> = access::said(view.report, index)
        .map(|said| (said.rule, said))
        .collect();
    let mut not_applicable: Vec<(String, Vec<usize>)> = Vec::new();
    let mut rows = Vec::new();
    for (clause, known) in view.clauses.iter().enumerate() {
        let mut row = ClauseRow {
            clause,
            passed: Vec::new(),
            found: Vec::new(),
            undecided: Vec::new(),
        };
        for said in known.rules.iter().filter_map(|rule| outcomes.get(rule)) {
            let rule = said.rule;
            let reason = said
                .reason
                .map_or_else(String::new, |reason| one_line(reason.in_lang(view.lang)));
            match said.kind {
                OutcomeKind::Pass => row.passed.push(rule),
                OutcomeKind::Fail | OutcomeKind::Waived => {
                    let id = view.report.rule(rule).map(|rule| &rule.id);
                    let own = findings.iter().copied().filter(|entry| {
                        let entry = view.entries.get(*entry);
                        entry.is_some_and(|entry| Some(&entry.reported.rule.id) == id)
                    });
                    let state = state(view.report, *said);
                    row.found.push((rule, state, own.collect()));
                }
                OutcomeKind::Unknown => put(&mut row.undecided, reason, rule),
                OutcomeKind::NotApplicable if view.nowhere.binary_search(&rule).is_ok() => {}
                OutcomeKind::NotApplicable => put(&mut not_applicable, reason, rule),
            }
        }
        if !(row.passed.is_empty() && row.found.is_empty() && row.undecided.is_empty()) {
            rows.push(row);
        }
    }
    (rows, not_applicable)
}

/// Add a rule to those of its reason.
fn put(by_reason: &mut Vec<(String, Vec<usize>)>, reason: String, rule: usize) {
    match by_reason.iter_mut().find(|(known, _)| *known == reason) {
        Some((_, rules)) => rules.push(rule),
        None => by_reason.push((reason, vec![rule])),
    }
}
