//! What the tool cannot judge and a person must: undecided outcomes with their reasons, and bases nobody has confirmed.

use std::collections::BTreeMap;

use super::super::access;
use crate::checks::RuleCheck;
use crate::finding::OutcomeKind;
use crate::messages::Lang;
use crate::report::Report;
use crate::report::clean::one_line;

/// What is left to a person.
#[derive(Clone, Debug, Default)]
pub(crate) struct Judgement {
    /// Undecided outcomes by rule and reason.
    pub(crate) undecided: Vec<Undecided>,
    /// Rules whose basis nobody has confirmed: indexes in the criteria.
    pub(crate) rules: Vec<usize>,
    /// Regulations that bind a process of the run and that nobody has confirmed: id, basis, processes.
    pub(crate) regulations: Vec<(String, String, Vec<usize>)>,
    /// What could not be understood: file, line, message.
    pub(crate) problems: Vec<(String, u32, String)>,
}

/// One reason for which one rule decided nothing.
#[derive(Clone, Debug)]
pub(crate) struct Undecided {
    /// Index in the criteria.
    pub(crate) rule: usize,
    pub(crate) reason: String,
    /// The processes: indexes.
    pub(crate) processes: Vec<usize>,
}

/// Gather it. O(outcomes · log outcomes).
pub(crate) fn judgement(report: &Report, lang: Lang) -> Judgement {
    let mut undecided: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
    for process in 0..access::processes(report) {
        for said in access::said(report, process) {
            if let (OutcomeKind::Unknown, Some(reason)) = (said.kind, said.reason) {
                let processes = undecided
                    .entry((said.rule, reason.in_lang(lang)))
                    .or_default();
                processes.push(process);
            }
        }
    }
    let undecided = undecided
        .into_iter()
        .map(|((rule, reason), processes)| Undecided {
            rule,
            reason: one_line(reason),
            processes,
        });
    let rules = access::rules(report).enumerate();
    let rules = rules.filter(|(_, RuleCheck { rule, .. })| !rule.confirmed);
    let mut regulations: BTreeMap<String, (String, Vec<usize>)> = BTreeMap::new();
    for index in 0..access::processes(report) {
        if let Some(regulation) = access::regulation(report, index)
            && !regulation.is_confirmed()
        {
            let basis = regulation.basis.as_ref();
            let (_, processes) = regulations
                .entry(one_line(regulation.id.as_str()))
                .or_insert_with(|| {
                    (
                        basis.map_or_else(String::new, |text| one_line(text)),
                        Vec::new(),
                    )
                });
            processes.push(index);
        }
    }
    Judgement {
        undecided: undecided.collect(),
        rules: rules.map(|(index, _)| index).collect(),
        regulations: regulations
            .into_iter()
            .map(|(id, (basis, processes))| (id, basis, processes))
            .collect(),
        problems: report
            .problems()
            .into_iter()
            .map(|(at, _, problem)| {
                (
                    one_line(at.file),
                    at.start.line,
                    one_line(problem.message.in_lang(lang)),
                )
            })
            .collect(),
    }
}
