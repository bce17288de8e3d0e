//! What the report prints of a rule: its clause, its basis, the days on which it is in force.

use std::collections::BTreeSet;

use super::super::access;
use crate::model::date::Date;
use crate::report::Report;
use crate::report::clean::one_line;
use crate::rule::Rule;

/// The legal basis.
pub(crate) fn basis(rule: &Rule) -> String {
    rule.basis
        .as_ref()
        .map_or_else(String::new, |basis| one_line(basis))
}

/// The days on which the rule is in force; nothing where they are not limited.
pub(crate) fn in_force(rule: &Rule) -> String {
    let day = |date: Option<Date>| date.map_or_else(|| "…".to_owned(), |date| date.to_string());
    let (from, until) = (rule.validity.from, rule.validity.until);
    if from.is_none() && until.is_none() {
        return String::new();
    }
    format!("{} – {}", day(from), day(until))
}

/// The rules of the run, those about waivers last, and whether each is the first of its id: of an id that several
/// configurations grade differently the first is the target of links.
pub(crate) fn rules(report: &Report) -> Vec<(bool, &Rule)> {
    let about_waivers = &report.gate.rules;
    let mut seen = BTreeSet::new();
    access::rules(report)
        .chain(about_waivers)
        .map(|known| (seen.insert(known.rule.id.as_str()), &known.rule))
        .collect()
}
