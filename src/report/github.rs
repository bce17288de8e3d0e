//! GitHub workflow commands: annotations on the changed files of a pull request.
//!
//! GitHub shows only the first ten annotations of each level in a step, so the gravest come first, and a last notice says how
//! many there are in all. `markdown` is the summary of the step; `cli` appends it where GitHub wants it.

use std::fmt::Write as _;

use super::clean::{clean, one_line};
use super::plain::{NOTHING_CHECKED, help, sentence};
use super::words::{ERROR, HELP};
use super::{Location, Report, Summary, nothing_checked};
use crate::finding::Grade;

/// The whole report.
pub fn github(report: &Report) -> String {
    let mut out = String::new();
    let mut command = |level: &str, at: Option<Location<'_>>, title: &str, message: &str| {
        let mut properties: Vec<String> = Vec::new();
        if let Some(at) = at {
            properties.extend([
                format!("file={}", property(at.file)),
                format!("line={}", at.start.line),
                format!("endLine={}", at.end.line),
                format!("col={}", at.start.column),
                format!("endColumn={}", at.end.column),
            ]);
        }
        properties.push(format!("title={}", property(title)));
        // Writing to a String cannot fail.
        let _ = writeln!(out, "::{level} {}::{}", properties.join(","), data(message));
    };
    let lang = report.lang;
    let error = ERROR;
    let error = error.in_lang(lang);
    if let Some(nothing) = nothing_checked(report) {
        let title = format!("{error}[{NOTHING_CHECKED}]");
        command("error", None, &title, &sentence(nothing.in_lang(lang)));
    }
    for (location, _, problem) in report.problems() {
        let mut message = sentence(&one_line(problem.message.in_lang(lang)));
        if let Some(help) = &problem.help {
            let _ = write!(
                message,
                "\n{}: {}",
                HELP.in_lang(lang),
                one_line(help.in_lang(lang))
            );
        }
        let title = format!("{error}[{}]", problem.kind.name());
        command("error", Some(location), &title, &message);
    }
    let mut findings = report.counting();
    // A stable sort: within a grade the order of files and places stays.
    findings.sort_by_key(|reported| std::cmp::Reverse(reported.grade));
    for reported in &findings {
        let level = match reported.grade {
            Grade::Major => "error",
            Grade::Minor => "warning",
            Grade::Observation => "notice",
        };
        let clause = reported
            .rule
            .clause
            .as_ref()
            .map_or_else(String::new, |clause| format!(" {}", clause.value));
        let message = format!(
            "{}\n{}: {}",
            sentence(&one_line(reported.finding.message.in_lang(lang))),
            HELP.in_lang(lang),
            help(report, reported)
        );
        let title = format!("{}{clause}", reported.rule.id);
        command(level, Some(reported.location()), &title, &message);
    }
    let closing = Summary::of(report).sentences(lang).join("\n");
    command("notice", None, "qmslint", &closing);
    out
}

/// The message of a command, on one line.
fn data(text: &str) -> String {
    clean(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property of a command: commas and colons end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_command_is_escaped() {
        assert_eq!(data("100 %\r\na: b, c"), "100 %25%0D%0Aa: b, c");
        assert_eq!(
            property("C:/a,b 100%\n::error::"),
            "C%3A/a%2Cb 100%25%0A%3A%3Aerror%3A%3A"
        );
    }
}
