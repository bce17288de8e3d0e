//! Everything of a run as one JSON object, for programs: every finding, waived and known ones included, and every outcome.
//!
//! `record` has the shapes; `qmslint schema json` describes them.

use schemars::JsonSchema;
use serde::Serialize;

use super::record::{
    End, Found, Head, InputFile, Judged, Trouble, end, found, inputs, judged, nothing_said, trouble,
};
use super::{Options, Report};
use crate::waive::Resolved;

/// Everything of a run of `qmslint check`.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Report")]
pub struct Document<'a> {
    #[serde(flatten)]
    head: Head,
    #[serde(flatten)]
    end: End<'a>,
    /// The files that were held against the rules.
    inputs: Vec<InputFile<'a>>,
    /// What could not be understood.
    problems: Vec<Trouble<'a>>,
    /// Every finding.
    findings: Vec<Found<'a>>,
    /// What the findings were compared with: a baseline, or an earlier state.
    #[serde(rename = "compared-with")]
    compared_with: Option<&'a str>,
    /// Findings that were there before and are gone.
    resolved: Vec<&'a Resolved>,
    /// What every rule says of every process.
    outcomes: Vec<Judged<'a>>,
}

/// The whole report.
pub fn json(report: &Report, options: &Options) -> String {
    let problems = report.problems();
    let findings = report.findings();
    let compared = report.gate.compared.as_ref();
    let nothing = nothing_said(report);
    let document = Document {
        head: Head::of(report),
        end: end(report, options, nothing.as_deref()),
        inputs: inputs(report).collect(),
        problems: problems
            .iter()
            .map(|(location, _, problem)| trouble(*location, problem, report.lang))
            .collect(),
        findings: findings
            .iter()
            .map(|reported| found(report, reported))
            .collect(),
        compared_with: compared.map(|compared| compared.with.in_lang(report.lang)),
        resolved: compared.map_or_else(Vec::new, |compared| compared.resolved.iter().collect()),
        outcomes: report
            .outcomes
            .iter()
            .map(|outcome| judged(report, outcome))
            .collect(),
    };
    // Strings, numbers and lists always serialise.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}
