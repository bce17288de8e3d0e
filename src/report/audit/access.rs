//! What the report asks of a run, in one place: the parts of this folder know neither how outcomes are kept nor how many
//! configurations there are.

use crate::checks::{CaseTimes, Catalogue, RuleCheck};
use crate::finding::{Finding, Grade, OutcomeKind};
use crate::messages::Localized;
use crate::model::date::Date;
use crate::model::duration::MINUTES_PER_DAY;
use crate::model::process::Process;
use crate::report::Report;
use crate::rule::regulation::Regulated;

/// What one rule says of one process.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said<'a> {
    /// Index of the rule in the run.
    pub(super) rule: usize,
    pub(super) kind: OutcomeKind,
    pub(super) findings: &'a [Finding],
    /// Why it does not apply or is not decided.
    pub(super) reason: Option<&'a Localized>,
}

/// Number of processes.
pub(super) fn processes(report: &Report) -> usize {
    report.processes.len()
}

/// A process, whole; the run was told to keep them.
pub(super) fn process(report: &Report, index: usize) -> Option<&Process> {
    report.whole.get(&index)
}

/// The rules of the run, by index.
pub(super) fn rules(report: &Report) -> impl Iterator<Item = &RuleCheck> {
    report.rules()
}

/// What all rules say of a process, in the order of the rules.
pub(super) fn said(report: &Report, process: usize) -> impl Iterator<Item = Said<'_>> {
    report.outcomes.of_process(process).map(|outcome| Said {
        rule: outcome.rule,
        kind: outcome.verdict.kind(),
        findings: outcome.verdict.findings(),
        reason: outcome.verdict.reason(),
    })
}

/// How grave a finding of a rule is.
pub(super) fn grade(report: &Report, rule: usize, finding: &Finding) -> Grade {
    report
        .rule(rule)
        .map_or(Grade::Observation, |rule| rule.grade_of(finding))
}

/// The regulation that binds a process.
pub(super) fn regulation(report: &Report, index: usize) -> Option<&Regulated> {
    let criteria = report.criteria_of(index)?;
    criteria.regulation_of(process(report, index)?)
}

/// Minutes of a working day for a process.
pub(super) fn minutes_per_day(report: &Report, process: usize) -> i64 {
    let criteria = report.criteria_of(process);
    criteria.map_or(MINUTES_PER_DAY, |criteria| {
        criteria.calendar.minutes_per_day()
    })
}

/// All processes of the run.
pub(super) fn catalogue(report: &Report) -> Catalogue<'_> {
    let at_hand = report.whole.iter();
    Catalogue::new(
        &report.processes,
        at_hand.map(|(index, process)| (*index, process)),
    )
}

/// The times of each case of a process, or why there are none.
pub(super) fn times(
    report: &Report,
    catalogue: &Catalogue<'_>,
    index: usize,
) -> Vec<Result<CaseTimes, Localized>> {
    let criteria = report.criteria_of(index).zip(process(report, index));
    criteria.map_or_else(Vec::new, |(criteria, process)| {
        criteria.times(process, catalogue)
    })
}

/// The name of the organisation, from the first of its files that states one.
pub(super) fn organisation(report: &Report) -> Option<&str> {
    let all = report.criteria.iter();
    let mut names = all.filter_map(|criteria| criteria.organisation.as_ref()?.file.name.as_ref());
    names.next().map(|name| name.value.as_str())
}

/// The day for which was judged.
pub(super) fn as_of(report: &Report) -> Date {
    report.as_of
}
