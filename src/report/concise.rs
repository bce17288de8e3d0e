//! One line for each finding and problem: `file:line:column: grade[rule] message`. For editors, `grep` and `awk`.

use std::fmt::Write as _;

use super::clean::one_line;
use super::plain::NOTHING_CHECKED;
use super::words::{ERROR, grade_word};
use super::{Location, Report, nothing_checked};
use crate::finding::Grade;

/// The whole report. It is empty where something was checked and nothing is wrong.
pub fn concise(report: &Report) -> String {
    let lang = report.lang;
    let mut out = String::new();
    let mut line = |location: Location<'_>, word: &str, name: &str, message: &str| {
        let Location { file, start, .. } = location;
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "{}:{}:{}: {word}[{name}] {}",
            one_line(file),
            start.line,
            start.column,
            one_line(message)
        );
    };
    for (location, _, problem) in report.problems() {
        line(
            location,
            ERROR.in_lang(lang),
            problem.kind.name(),
            problem.message.in_lang(lang),
        );
    }
    for reported in report.counting() {
        let grade: Grade = reported.grade;
        line(
            reported.location(),
            grade_word(grade).in_lang(lang),
            reported.rule.id.as_str(),
            reported.finding.message.in_lang(lang),
        );
    }
    if let Some(nothing) = nothing_checked(report) {
        line(
            Location::NOWHERE,
            ERROR.in_lang(lang),
            NOTHING_CHECKED,
            nothing.in_lang(lang),
        );
    }
    out
}
