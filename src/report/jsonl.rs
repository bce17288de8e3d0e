//! The records of `json`, one object on each line, for programs that read as they go. `type` says what a line is: `run` comes
//! first, `end` last; a file without `end` was cut off.

use schemars::JsonSchema;
use serde::Serialize;

use super::record::{
    End, Found, Head, InputFile, Judged, Trouble, end, found, inputs, judged, nothing_said, trouble,
};
use super::{Options, Report};

/// A line of `qmslint check --format jsonl`.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[schemars(rename = "Line")]
pub enum Line<'a> {
    /// The first line: how the run began.
    Run(Head),
    /// A file that was held against the rules.
    Input(InputFile<'a>),
    /// Something that could not be understood.
    Problem(Trouble<'a>),
    /// A finding.
    Finding(Box<Found<'a>>),
    /// What one rule says of one process.
    Outcome(Judged<'a>),
    /// The last line: how the run ended.
    End(End<'a>),
}

/// The whole report.
pub fn jsonl(report: &Report, options: &Options) -> String {
    let nothing = nothing_said(report);
    let problems = report.problems();
    let findings = report.findings();
    let lines = std::iter::once(Line::Run(Head::of(report)))
        .chain(inputs(report).map(Line::Input))
        .chain(
            problems
                .iter()
                .map(|(at, _, problem)| Line::Problem(trouble(*at, problem, report.lang))),
        )
        .chain(
            findings
                .iter()
                .map(|reported| Line::Finding(Box::new(found(report, reported)))),
        )
        .chain(
            report
                .outcomes
                .iter()
                .map(|outcome| Line::Outcome(judged(report, outcome))),
        )
        .chain(std::iter::once(Line::End(end(
            report,
            options,
            nothing.as_deref(),
        ))));
    let mut text = String::new();
    for line in lines {
        // Strings, numbers and lists always serialise.
        text.push_str(&serde_json::to_string(&line).unwrap_or_default());
        text.push('\n');
    }
    text
}
