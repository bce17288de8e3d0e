//! Everything of a run as one JSON object, for programs. `version` changes when a field changes its meaning or goes away.
//!
//! Lines and columns are 1-based, columns count code points, `end-column` is one past the last character. Texts are in the
//! language of the run; ids, grades and outcomes are the same words in every language.

use serde::Serialize;

use super::{Location, Report, Reported, Summary};
use crate::finding::{Grade, OutcomeKind, Standing};
use crate::messages::Lang;
use crate::model::date::Date;
use crate::read::problem::ProblemKind;

/// Version of this shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    version: u32,
    tool: Tool,
    as_of: Date,
    language: Lang,
    summary: Summary,
    inputs: Vec<InputFile<'a>>,
    problems: Vec<Trouble<'a>>,
    findings: Vec<Found<'a>>,
    outcomes: Vec<Judged<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct InputFile<'a> {
    file: &'a str,
    sha256: &'a str,
}

/// Where something stands.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct At<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

impl<'a> From<Location<'a>> for At<'a> {
    fn from(location: Location<'a>) -> Self {
        Self {
            file: location.file,
            line: location.start.line,
            column: location.start.column,
            end_line: location.end.line,
            end_column: location.end.column,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Trouble<'a> {
    kind: ProblemKind,
    #[serde(flatten)]
    at: At<'a>,
    message: &'a str,
    help: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Found<'a> {
    rule: &'a str,
    grade: Grade,
    clause: Option<&'a str>,
    basis: Option<&'a str>,
    confirmed: bool,
    #[serde(flatten)]
    at: At<'a>,
    element: &'a str,
    case: Option<&'a str>,
    message: &'a str,
    label: Option<&'a str>,
    help: &'a str,
    note: Option<&'a str>,
    related: Vec<Remark<'a>>,
    path: Vec<Step<'a>>,
    fingerprint: String,
    waived: bool,
    waiver: Option<Accepted<'a>>,
    known: bool,
}

/// Who accepted a finding, why and until when.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Accepted<'a> {
    reason: &'a str,
    owner: &'a str,
    until: Date,
    in_file: bool,
    #[serde(flatten)]
    at: At<'a>,
}

#[derive(Serialize)]
struct Remark<'a> {
    #[serde(flatten)]
    at: At<'a>,
    message: &'a str,
}

#[derive(Serialize)]
struct Step<'a> {
    label: &'a str,
    #[serde(flatten)]
    at: At<'a>,
    note: Option<&'a str>,
}

#[derive(Serialize)]
struct Judged<'a> {
    file: &'a str,
    process: Option<&'a str>,
    rule: &'a str,
    outcome: OutcomeKind,
    reason: Option<&'a str>,
}

/// The whole report.
pub fn json(report: &Report) -> String {
    let lang = report.lang;
    let problems = report.problems();
    let findings = report.findings();
    let document = Document {
        version: VERSION,
        tool: Tool {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
        },
        as_of: report.as_of,
        language: lang,
        summary: Summary::of(report),
        inputs: inputs(report),
        problems: problems
            .iter()
            .map(|(location, _, problem)| Trouble {
                kind: problem.kind,
                at: (*location).into(),
                message: problem.message.in_lang(lang),
                help: problem.help.as_ref().map(|help| help.in_lang(lang)),
            })
            .collect(),
        findings: findings
            .iter()
            .map(|reported| found(report, reported))
            .collect(),
        outcomes: outcomes(report),
    };
    // Strings, numbers and lists always serialise.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn inputs(report: &Report) -> Vec<InputFile<'_>> {
    report
        .inputs
        .iter()
        .filter_map(|input| {
            Some(InputFile {
                file: report.sources.get(input.source)?.name(),
                sha256: &input.sha256,
            })
        })
        .collect()
}

fn found<'a>(report: &'a Report, reported: &Reported<'a>) -> Found<'a> {
    let lang = report.lang;
    let Reported {
        rule,
        grade,
        finding,
        location,
        fingerprint,
        ..
    } = reported;
    Found {
        rule: rule.id.as_str(),
        grade: *grade,
        clause: rule.clause.as_ref().map(|clause| clause.value.as_str()),
        basis: rule.basis.as_ref().map(|basis| basis.value.as_str()),
        confirmed: rule.confirmed,
        at: (*location).into(),
        element: &finding.element,
        case: finding.case.as_deref(),
        message: finding.message.in_lang(lang),
        label: finding.label.as_ref().map(|label| label.in_lang(lang)),
        help: finding.help.as_ref().unwrap_or(&rule.fix).in_lang(lang),
        note: finding.weak.as_ref().map(|reason| reason.in_lang(lang)),
        related: finding
            .related
            .iter()
            .map(|related| Remark {
                at: report.location(related.place).into(),
                message: related.message.in_lang(lang),
            })
            .collect(),
        path: finding
            .path
            .iter()
            .map(|step| Step {
                label: &step.label,
                at: report.location(step.place).into(),
                note: step.note.as_ref().map(|note| note.in_lang(lang)),
            })
            .collect(),
        fingerprint: fingerprint.clone(),
        waived: finding.waiver().is_some(),
        waiver: finding.waiver().map(|waiver| Accepted {
            reason: &waiver.reason,
            owner: &waiver.owner,
            until: waiver.until,
            in_file: waiver.is_in_file(),
            at: report.location(waiver.place).into(),
        }),
        known: finding.standing == Standing::Known,
    }
}

fn outcomes(report: &Report) -> Vec<Judged<'_>> {
    report
        .outcomes
        .iter()
        .map(|outcome| {
            let code = report
                .processes
                .get(outcome.process)
                .and_then(|process| process.code.as_ref());
            Judged {
                file: report.file_of(outcome.process),
                process: code.map(|code| code.value.as_str()),
                rule: report
                    .rule(outcome.rule)
                    .map_or("", |rule| rule.id.as_str()),
                outcome: outcome.verdict.kind(),
                reason: outcome
                    .verdict
                    .reason()
                    .map(|reason| reason.in_lang(report.lang)),
            }
        })
        .collect()
}
