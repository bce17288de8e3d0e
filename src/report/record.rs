//! What machine formats say of a run, as records: the shapes that `json` and `jsonl` print and that `qmslint schema` describes.
//!
//! Lines and columns are 1-based, columns count code points, `end-column` is one past the last character. Texts are in the
//! language of the run; ids, grades and outcomes are the same words in every language. The order of the fields is the order
//! in which they are printed.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Location, Options, Report, Reported, Summary, nothing_checked};
use crate::finding::{Grade, OutcomeKind, Standing};
use crate::messages::Lang;
use crate::model::date::Date;
use crate::model::notation::{ElementKind, Trigger};
use crate::read::problem::{Problem, ProblemKind};
use crate::run::outcomes::OutcomeRef;

/// Version of the shapes; it changes when a field changes its meaning or goes away.
pub const VERSION: u32 = 1;

/// How a run began and what it was about.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Head {
    /// Version of this shape; it changes when a field changes its meaning or goes away.
    pub version: u32,
    /// What wrote it.
    pub tool: Tool,
    /// The day for which was judged.
    pub as_of: Date,
    /// Language of the texts.
    pub language: Lang,
}

/// What wrote a report.
#[derive(Serialize, JsonSchema)]
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// How a run ended.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct End<'a> {
    /// The exit code: 0 nothing that makes the run fail, 1 findings, 2 something could not be read, 3 nothing was checked.
    pub exit_code: u8,
    /// Why nothing was checked, of all processes or of those of a configuration; null where something was.
    pub nothing_checked: Option<&'a str>,
    /// Counts.
    pub summary: Summary,
}

/// A file that was held against the rules.
#[derive(Serialize, JsonSchema)]
pub struct InputFile<'a> {
    /// Its name, `/` between folders.
    pub file: &'a str,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: &'a str,
}

/// Where something stands.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct At<'a> {
    /// Name of the file, `/` between folders.
    pub file: &'a str,
    /// 1-based line of the first character.
    pub line: u32,
    /// 1-based column of the first character, in code points.
    pub column: u32,
    /// 1-based line of the end.
    pub end_line: u32,
    /// 1-based column one past the last character, in code points.
    pub end_column: u32,
}

/// Something that could not be understood.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Trouble<'a> {
    /// What sort of problem.
    pub kind: ProblemKind,
    /// Where.
    #[serde(flatten)]
    pub at: At<'a>,
    /// What is wrong.
    pub message: &'a str,
    /// What to do.
    pub help: Option<&'a str>,
}

/// A finding.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Found<'a> {
    /// Id of the rule.
    pub rule: &'a str,
    /// How grave it is.
    pub grade: Grade,
    /// Clause of the standard.
    pub clause: Option<&'a str>,
    /// Legal basis of the rule.
    pub basis: Option<&'a str>,
    /// Whether the basis was read in a source.
    pub confirmed: bool,
    /// Where the evidence stands.
    #[serde(flatten)]
    pub at: At<'a>,
    /// Path of the element, stable when lines move: `process.step.tham-tra.time`.
    pub element: &'a str,
    /// The case it is about.
    pub case: Option<&'a str>,
    /// What was found against what is allowed.
    pub message: &'a str,
    /// What is said at the evidence.
    pub label: Option<&'a str>,
    /// What to do.
    pub help: &'a str,
    /// Why it is weaker than its rule.
    pub note: Option<&'a str>,
    /// The element of a diagram that the evidence lies in; none for files that draw nothing.
    pub drawn: Option<Picture<'a>>,
    /// Further places.
    pub related: Vec<Remark<'a>>,
    /// The path through the process that breaks the rule.
    pub path: Vec<Step<'a>>,
    /// Stable when lines move, and different for every finding of a run.
    pub fingerprint: String,
    /// Whether somebody accepted it.
    pub waived: bool,
    /// Who accepted it, why and until when.
    pub waiver: Option<Accepted<'a>>,
    /// Whether it was there before: in the baseline, or in the state a change is compared with.
    pub known: bool,
}

/// An element of a diagram as its author sees it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Picture<'a> {
    /// What it is.
    pub kind: ElementKind,
    /// What triggers an event, where it is one thing.
    pub trigger: Option<Trigger>,
    /// Its name.
    pub name: Option<&'a str>,
    /// The name of its lane.
    pub lane: Option<&'a str>,
}

/// Who accepted a finding, why and until when.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Accepted<'a> {
    /// Why.
    pub reason: &'a str,
    /// The role that answers for it.
    pub owner: &'a str,
    /// Its last day.
    pub until: Date,
    /// Whether it is written in the process file itself.
    pub in_file: bool,
    /// Where it is written.
    #[serde(flatten)]
    pub at: At<'a>,
}

/// A further place.
#[derive(Serialize, JsonSchema)]
pub struct Remark<'a> {
    /// Where.
    #[serde(flatten)]
    pub at: At<'a>,
    /// What stands there.
    pub message: &'a str,
}

/// A step of a witness path.
#[derive(Serialize, JsonSchema)]
pub struct Step<'a> {
    /// What the reader calls the step.
    pub label: &'a str,
    /// Where it stands.
    #[serde(flatten)]
    pub at: At<'a>,
    /// What happens there.
    pub note: Option<&'a str>,
}

/// What one rule says of one process.
#[derive(Serialize, JsonSchema)]
pub struct Judged<'a> {
    /// The file of the process.
    pub file: &'a str,
    /// Code of the process.
    pub process: Option<&'a str>,
    /// Id of the rule.
    pub rule: &'a str,
    /// What it says.
    pub outcome: OutcomeKind,
    /// Why it is neither pass nor fail.
    pub reason: Option<&'a str>,
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

impl Tool {
    /// This one.
    pub fn here() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

impl Head {
    /// Of a run.
    pub fn of(report: &Report) -> Self {
        Self {
            version: VERSION,
            tool: Tool::here(),
            as_of: report.as_of,
            language: report.lang,
        }
    }
}

/// How a run ended; the sentence, if nothing was checked, is `nothing` in the language of the run.
pub fn end<'a>(report: &Report, options: &Options, nothing: Option<&'a str>) -> End<'a> {
    End {
        exit_code: options.exit.code(),
        nothing_checked: nothing,
        summary: Summary::of(report),
    }
}

/// Why nothing was checked, in the language of the run.
pub fn nothing_said(report: &Report) -> Option<String> {
    nothing_checked(report).map(|nothing| nothing.in_lang(report.lang).to_owned())
}

/// The files that were held against the rules.
pub fn inputs(report: &Report) -> impl Iterator<Item = InputFile<'_>> {
    report.inputs.iter().filter_map(|input| {
        Some(InputFile {
            file: report.sources.get(input.source)?.name(),
            sha256: &input.sha256,
        })
    })
}

/// Something that could not be understood.
pub fn trouble<'a>(location: Location<'a>, problem: &'a Problem, lang: Lang) -> Trouble<'a> {
    Trouble {
        kind: problem.kind,
        at: location.into(),
        message: problem.message.in_lang(lang),
        help: problem.help.as_ref().map(|help| help.in_lang(lang)),
    }
}

/// A finding.
pub fn found<'a>(report: &'a Report, reported: &Reported<'a>) -> Found<'a> {
    let lang = report.lang;
    let Reported {
        rule,
        grade,
        finding,
        fingerprint,
        ..
    } = reported;
    Found {
        rule: rule.id.as_str(),
        grade: *grade,
        clause: rule.clause.as_ref().map(|clause| clause.value.as_str()),
        basis: rule.basis.as_ref().map(|basis| basis.value.as_str()),
        confirmed: rule.confirmed,
        at: reported.location().into(),
        element: &finding.element,
        case: finding.case.as_deref(),
        message: finding.message.in_lang(lang),
        label: finding.label.as_ref().map(|label| label.in_lang(lang)),
        help: finding.help.as_deref().unwrap_or(&rule.fix).in_lang(lang),
        note: finding.weak.as_ref().map(|reason| reason.in_lang(lang)),
        drawn: finding.drawn.as_ref().map(|drawn| Picture {
            kind: drawn.kind,
            trigger: drawn.trigger,
            name: drawn.name.as_deref(),
            lane: drawn.lane.as_deref(),
        }),
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

/// What one rule says of one process.
pub fn judged<'a>(report: &'a Report, outcome: OutcomeRef<'a>) -> Judged<'a> {
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
}
