//! Plain sentences, one after the other, for screen readers: no boxes, no columns, no colours, nothing that only an eye can
//! put together. Said in full: file, line, column, the text that stands there.

use super::clean::{clean, one_line};
use super::fold::{Folded, fold, unfolded};
use super::words::{ELEMENT, HELP, PATH, RELATED, counted, grade_word};
use super::{Location, Report, Reported, Summary, nothing_checked, plain};
use crate::finding::Grade;
use crate::messages::{Lang, Localized};
use crate::source::SourceId;

crate::texts! {
    fn nth_problem(n: usize, all: usize, kind: &str) {
        en: "Problem {n} of {all}: {kind}.",
        vi: "Lỗi {n} trên {all}: {kind}.",
    }
    fn nth_finding(n: usize, all: usize, grade: &Localized, rule: &str) {
        en: "Finding {n} of {all}: {grade}, rule {rule}.",
        vi: "Phát hiện {n} trên {all}: {grade}, quy tắc {rule}.",
    }
    fn of_clause(clause: &str) {
        en: "Clause {clause}.",
        vi: "Điều khoản {clause}.",
    }
    fn in_file(file: &str, line: u32, column: u32) {
        en: "File {file}, line {line}, column {column}.",
        vi: "Tệp {file}, dòng {line}, cột {column}.",
    }
    fn stands_there(text: &str) {
        en: "The line reads: {text}",
        vi: "Dòng đó ghi: {text}",
    }
    fn nth_step(n: usize, line: u32) {
        en: "Step {n}, line {line}",
        vi: "Bước {n}, dòng {line}",
    }
    fn is_resolved(rule: &str, file: &str, element: &str) {
        en: "Resolved: rule {rule}, file {file}, element {element}.",
        vi: "Đã khắc phục: quy tắc {rule}, tệp {file}, vị trí {element}.",
    }
    fn also_in(files: &str) {
        en: "The same in {files}.",
        vi: "Tương tự tại {files}.",
    }
}

/// The whole report.
pub fn narrated(report: &Report, folded: bool) -> String {
    let mut paragraphs: Vec<String> = Vec::new();
    let problems = report.problems();
    for (n, (location, place, problem)) in problems.iter().enumerate() {
        let mut told = Telling {
            report,
            lines: Vec::new(),
        };
        told.say(&nth_problem(n + 1, problems.len(), problem.kind.name()));
        told.sentence(problem.message.in_lang(report.lang));
        told.place(*location, place.source);
        if let Some(help) = &problem.help {
            told.headed(&HELP, help.in_lang(report.lang));
        }
        paragraphs.push(told.finish());
    }
    let findings = report.counting();
    let all: Vec<Folded<'_>> = if folded {
        fold(findings)
    } else {
        findings.into_iter().map(unfolded).collect()
    };
    for (n, finding) in all.iter().enumerate() {
        paragraphs.push(finding_told(report, n + 1, all.len(), finding));
    }
    let mut told = Telling {
        report,
        lines: Vec::new(),
    };
    let compared = report.gate.compared.as_ref();
    for gone in compared.iter().flat_map(|compared| &compared.resolved) {
        told.say(&is_resolved(
            &gone.rule,
            &one_line(&gone.file),
            &one_line(&gone.element),
        ));
    }
    for sentence in Summary::of(report).sentences(report.lang) {
        told.sentence(&sentence);
    }
    if let Some(nothing) = nothing_checked(report) {
        told.sentence(nothing.in_lang(report.lang));
    }
    paragraphs.push(told.finish());
    paragraphs.join("\n")
}

fn finding_told(report: &Report, n: usize, all: usize, folded: &Folded<'_>) -> String {
    let lang = report.lang;
    let Reported {
        rule,
        grade,
        finding,
        ..
    } = &folded.first;
    let mut told = Telling {
        report,
        lines: Vec::new(),
    };
    told.say(&nth_finding(n, all, &spoken(*grade), rule.id.as_str()));
    if let Some(clause) = &rule.clause {
        told.say(&of_clause(&clause.value));
    }
    told.sentence(finding.message.in_lang(lang));
    told.place(folded.first.location(), finding.place.source);
    if let Some(label) = &finding.label {
        told.sentence(label.in_lang(lang));
    }
    if let Some(drawn) = &finding.drawn {
        told.headed(&ELEMENT, drawn.words_with_lane().in_lang(lang));
    }
    for related in &finding.related {
        told.headed(&RELATED, related.message.in_lang(lang));
        told.place(report.location(related.place), related.place.source);
    }
    if !finding.path.is_empty() {
        let steps = counted(finding.path.len(), ("step", "steps"), "bước");
        told.headed(&PATH, steps.in_lang(lang));
    }
    for (n, step) in finding.path.iter().enumerate() {
        let at = nth_step(n + 1, report.location(step.place).start.line);
        let note = step
            .note
            .as_ref()
            .map_or_else(String::new, |note| format!(": {}", note.in_lang(lang)));
        told.headed(&at, &format!("{}{note}", one_line(&step.label)));
    }
    if !folded.others.is_empty() {
        let places: Vec<String> = folded
            .others
            .iter()
            .map(|other| format!("{}:{}", one_line(other.file), other.location().start.line))
            .collect();
        told.say(&also_in(&places.join(", ")));
    }
    for (word, text) in plain::closing(report, &folded.first) {
        told.headed(&word, &text);
    }
    told.finish()
}

/// A grade as it is spoken.
fn spoken(grade: Grade) -> Localized {
    match grade {
        Grade::Major => Localized::new("major nonconformity", grade_word(grade).vi),
        Grade::Minor => Localized::new("minor nonconformity", grade_word(grade).vi),
        Grade::Observation => grade_word(grade),
    }
}

struct Telling<'a> {
    report: &'a Report,
    lines: Vec<String>,
}

impl Telling<'_> {
    fn lang(&self) -> Lang {
        self.report.lang
    }

    fn say(&mut self, text: &Localized) {
        let text = text.in_lang(self.lang()).to_owned();
        self.sentence(&text);
    }

    /// A sentence begins with a capital and ends with a full stop.
    fn sentence(&mut self, text: &str) {
        let sentence = plain::sentence(&clean(text));
        self.lines
            .extend((!sentence.is_empty()).then_some(sentence));
    }

    fn headed(&mut self, head: &Localized, text: &str) {
        let head = head.in_lang(self.lang()).to_owned();
        self.sentence(&format!("{head}: {text}"));
    }

    fn place(&mut self, location: Location<'_>, source: SourceId) {
        let Location { file, start, .. } = location;
        self.say(&in_file(&one_line(file), start.line, start.column));
        let line = self
            .report
            .sources
            .get(source)
            .map_or("", |source| source.line(start.line))
            .trim();
        if !line.is_empty() && line.len() < 1000 {
            let text = stands_there(&clean(line));
            self.lines.push(text.in_lang(self.lang()).to_owned());
        }
    }

    fn finish(self) -> String {
        self.lines.join("\n") + "\n"
    }
}
