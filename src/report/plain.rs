//! A finding as plain lines, for the formats that have room for text but no shape for labels, paths and related places.

use super::clean::one_line;
use super::words::{BASIS, EXPLAIN, HELP, NOT_CONFIRMED, NOTE, PATH, RELATED};
use super::{Report, Reported};
use crate::messages::Localized;
use crate::source::Place;

/// The id under which formats say that nothing was checked.
pub const NOTHING_CHECKED: &str = "nothing-checked";

/// `file:line:column` of a place.
pub fn position(report: &Report, place: Place) -> String {
    let at = report.location(place);
    format!(
        "{}:{}:{}",
        one_line(at.file),
        at.start.line,
        at.start.column
    )
}

/// What there is to say of a finding besides its sentence: label, further places, path, notes, help, basis. Each on a line.
pub fn details(report: &Report, reported: &Reported<'_>) -> Vec<String> {
    let say = |text: &Localized| one_line(text.in_lang(report.lang));
    let headed = |word: &Localized, text: &str| format!("{}: {text}", word.in_lang(report.lang));
    let finding = reported.finding;
    let mut lines: Vec<String> = Vec::new();
    lines.extend(finding.label.as_deref().map(say));
    lines.extend(finding.related.iter().map(|related| {
        let at = position(report, related.place);
        headed(&RELATED, &format!("{} ({at})", say(&related.message)))
    }));
    if !finding.path.is_empty() {
        lines.push(format!("{}:", PATH.in_lang(report.lang)));
    }
    for (rank, step) in finding.path.iter().enumerate() {
        let note = step
            .note
            .as_ref()
            .map_or_else(String::new, |note| format!(": {}", say(note)));
        lines.push(format!(
            "{}. {}{note} ({})",
            rank + 1,
            one_line(&step.label),
            position(report, step.place)
        ));
    }
    let closing = closing(report, reported);
    lines.extend(closing.iter().map(|(word, text)| headed(word, text)));
    lines
}

/// What is said after the evidence, each under its word: why it is weaker than its rule, what to do, the basis, and the
/// command that explains.
pub fn closing(report: &Report, reported: &Reported<'_>) -> Vec<(Localized, String)> {
    let say = |text: &Localized| one_line(text.in_lang(report.lang));
    let Reported { rule, finding, .. } = reported;
    let mut all: Vec<(Localized, String)> = Vec::new();
    all.extend(finding.weak.iter().map(|reason| (NOTE, say(reason))));
    if !rule.confirmed {
        all.push((NOTE, say(&NOT_CONFIRMED)));
    }
    all.push((HELP, help(report, reported)));
    let basis = rule.basis.iter();
    all.extend(basis.map(|basis| (BASIS, one_line(&basis.value))));
    all.push((EXPLAIN, format!("qmslint explain {}", rule.id)));
    all
}

/// What to do about a finding, on one line.
pub fn help(report: &Report, reported: &Reported<'_>) -> String {
    let Reported { rule, finding, .. } = reported;
    one_line(
        finding
            .help
            .as_deref()
            .unwrap_or(&rule.fix)
            .in_lang(report.lang),
    )
}

/// A text as a sentence: with a capital letter and a full stop, unless another mark ends it.
pub fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut letters = text.chars();
    let mut out: String = match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => return String::new(),
    };
    if !out.ends_with(['.', '!', '?', '…', ':']) {
        out.push('.');
    }
    out
}
