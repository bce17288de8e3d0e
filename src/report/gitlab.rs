//! GitLab Code Quality: a list of issues for the widget of a merge request. `[]` is a clean run.
//!
//! GitLab compares the lists of two branches by fingerprint. Waived and known findings are left out, because the widget has
//! no word for them. What could not be read, and that nothing was checked, are issues: a broken run must not look clean.

use serde::Serialize;

use super::clean::one_line;
use super::markdown::escape;
use super::plain::{NOTHING_CHECKED, details};
use super::{Location, Report, Reported, fingerprint, nothing_checked};
use crate::finding::Grade;
use crate::messages::Localized;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Spot<'a>,
    categories: [&'static str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<Content>,
}

#[derive(Serialize)]
struct Content {
    body: String,
}

#[derive(Serialize)]
struct Spot<'a> {
    path: &'a str,
    positions: Positions,
}

#[derive(Serialize)]
struct Positions {
    begin: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
}

impl<'a> From<Location<'a>> for Spot<'a> {
    fn from(at: Location<'a>) -> Self {
        Self {
            path: at.file,
            positions: Positions {
                begin: Point {
                    line: at.start.line,
                    column: at.start.column,
                },
                end: Point {
                    line: at.end.line,
                    column: at.end.column,
                },
            },
        }
    }
}

/// The whole report.
pub fn gitlab(report: &Report) -> String {
    let say = |text: &Localized| one_line(text.in_lang(report.lang));
    let mut issues: Vec<Issue<'_>> = Vec::new();
    for (rank, (location, _, problem)) in report.problems().into_iter().enumerate() {
        issues.push(Issue {
            description: say(&problem.message),
            check_name: problem.kind.name(),
            fingerprint: fingerprint(&[
                problem.kind.name(),
                report.lasting_name(location.file),
                &problem.message.en,
                &rank.to_string(),
            ]),
            severity: "blocker",
            location: location.into(),
            categories: ["Bug Risk"],
            content: problem.help.as_ref().map(|help| Content {
                body: escape(&say(help)),
            }),
        });
    }
    let counting = |reported: &Reported<'_>| reported.finding.counts();
    for reported in report.findings().into_iter().filter(counting) {
        issues.push(Issue {
            description: say(&reported.finding.message),
            check_name: reported.rule.id.as_str(),
            severity: match reported.grade {
                Grade::Major => "major",
                Grade::Minor => "minor",
                Grade::Observation => "info",
            },
            location: reported.location().into(),
            categories: ["Compatibility"],
            content: Some(Content {
                body: list(&details(report, &reported)),
            }),
            fingerprint: reported.fingerprint,
        });
    }
    if let Some(nothing) = nothing_checked(report) {
        issues.push(Issue {
            description: say(&nothing),
            check_name: NOTHING_CHECKED,
            fingerprint: fingerprint(&[NOTHING_CHECKED]),
            severity: "blocker",
            location: Location::NOWHERE.into(),
            categories: ["Bug Risk"],
            content: None,
        });
    }
    // Strings, numbers and lists always serialise.
    let mut text = serde_json::to_string_pretty(&issues).unwrap_or_default();
    text.push('\n');
    text
}

/// Lines as a Markdown list.
fn list(lines: &[String]) -> String {
    let items: Vec<String> = lines
        .iter()
        .map(|line| format!("- {}", escape(line)))
        .collect();
    items.join("\n")
}
