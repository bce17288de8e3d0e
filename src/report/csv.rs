//! One row for each finding (RFC 4180), for spreadsheets and scripts: waived and known findings too, as the column `standing`
//! says. What could not be read is a row with the grade `error`, and so is that nothing was checked.
//!
//! The file begins with a byte order mark. Excel on Windows takes a file without one for the code page of the machine and
//! shows Vietnamese as rubbish, and Excel is where these files are opened; programs name the encoding `utf-8-sig`. A cell
//! that a spreadsheet would take for a formula is led by an apostrophe, because its text comes from files of strangers.

use std::borrow::Cow;

use super::clean::one_line;
use super::plain::{NOTHING_CHECKED, help};
use super::{Location, Report, nothing_checked};
use crate::finding::Standing;
use crate::messages::{Lang, Localized};
use crate::source::BYTE_ORDER_MARK;

const COLUMNS: [&str; 18] = [
    "file",
    "line",
    "column",
    "end_line",
    "end_column",
    "grade",
    "rule",
    "clause",
    "basis",
    "element",
    "case",
    "message",
    "help",
    "standing",
    "reason",
    "owner",
    "until",
    "fingerprint",
];

/// One row; what is not said is empty.
#[derive(Default)]
struct Row<'a> {
    at: Option<Location<'a>>,
    grade: &'a str,
    rule: &'a str,
    clause: &'a str,
    basis: &'a str,
    element: &'a str,
    case: &'a str,
    message: &'a str,
    help: String,
    standing: &'a str,
    reason: &'a str,
    owner: &'a str,
    until: String,
    fingerprint: &'a str,
}

/// The whole report.
pub fn csv(report: &Report) -> String {
    let lang = report.lang;
    let mut table = Table {
        writer: ::csv::WriterBuilder::new()
            .terminator(::csv::Terminator::CRLF)
            .from_writer(Vec::new()),
    };
    table.cells(&COLUMNS.map(Cow::Borrowed));
    if let Some(nothing) = nothing_checked(report) {
        table.row(&error(NOTHING_CHECKED, None, &nothing, None, lang));
    }
    for (location, _, problem) in report.problems() {
        let kind = problem.kind.name();
        let help = problem.help.as_ref();
        table.row(&error(kind, Some(location), &problem.message, help, lang));
    }
    for reported in report.findings() {
        let finding = reported.finding;
        let waiver = finding.waiver();
        table.row(&Row {
            at: Some(reported.location()),
            grade: reported.grade.name(),
            rule: reported.rule.id.as_str(),
            clause: said(reported.rule.clause.as_ref()),
            basis: said(reported.rule.basis.as_ref()),
            element: &finding.element,
            case: finding.case.as_deref().unwrap_or_default(),
            message: finding.message.in_lang(lang),
            help: help(report, &reported),
            standing: standing_word(&finding.standing),
            reason: waiver.map_or("", |waiver| &waiver.reason),
            owner: waiver.map_or("", |waiver| &waiver.owner),
            until: waiver.map_or_else(String::new, |waiver| waiver.until.to_string()),
            fingerprint: &reported.fingerprint,
        });
    }
    table.finish()
}

fn standing_word(standing: &Standing) -> &'static str {
    match standing {
        Standing::Counts => "counts",
        Standing::Waived(_) => "waived",
        Standing::Known => "known",
    }
}

fn said(text: Option<&crate::source::Spanned<String>>) -> &str {
    text.map_or("", |text| text.value.as_str())
}

fn error<'a>(
    rule: &'a str,
    at: Option<Location<'a>>,
    message: &'a Localized,
    help: Option<&Localized>,
    lang: Lang,
) -> Row<'a> {
    Row {
        at,
        grade: "error",
        rule,
        message: message.in_lang(lang),
        help: help.map_or_else(String::new, |help| one_line(help.in_lang(lang))),
        ..Row::default()
    }
}

struct Table {
    writer: ::csv::Writer<Vec<u8>>,
}

impl Table {
    fn row(&mut self, row: &Row<'_>) {
        let (file, numbers) = row.at.map_or(("", [None; 4]), |at| {
            let (start, end) = (at.start, at.end);
            let numbers = [start.line, start.column, end.line, end.column];
            (at.file, numbers.map(Some))
        });
        let [line, column, end_line, end_column] =
            numbers.map(|n| n.map_or(Cow::Borrowed(""), |n| Cow::Owned(n.to_string())));
        self.cells(&[
            harmless(file),
            line,
            column,
            end_line,
            end_column,
            harmless(row.grade),
            harmless(row.rule),
            harmless(row.clause),
            harmless(row.basis),
            harmless(row.element),
            harmless(row.case),
            harmless(row.message),
            harmless(&row.help),
            harmless(row.standing),
            harmless(row.reason),
            harmless(row.owner),
            harmless(&row.until),
            harmless(row.fingerprint),
        ]);
    }

    fn cells(&mut self, cells: &[Cow<'_, str>; COLUMNS.len()]) {
        // Every row has the same number of cells, and writing to memory cannot fail.
        let _ = self
            .writer
            .write_record(cells.iter().map(|cell| cell.as_bytes()));
    }

    fn finish(self) -> String {
        let bytes = self.writer.into_inner().unwrap_or_default();
        // It tells a spreadsheet that the file is UTF-8.
        let mut text = String::from(BYTE_ORDER_MARK);
        text.push_str(&String::from_utf8_lossy(&bytes));
        text
    }
}

/// A cell on one line that no spreadsheet takes for a formula.
fn harmless(text: &str) -> Cow<'_, str> {
    let text = one_line(text);
    if text.starts_with(['=', '+', '-', '@', '\t']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Owned(text)
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(harmless("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(harmless("@SUM(1)\n+1"), "'@SUM(1) +1");
        assert_eq!(harmless("Tờ trình"), "Tờ trình");
    }
}
