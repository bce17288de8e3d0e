//! Findings for people at a terminal: one sentence, the piece of the file, the further places, the path, one line of help.
//!
//! The boxes are miette's (`snippet`); every word around them is ours, because a report is in one language.

mod page;
mod snippet;

use std::sync::Arc;

use anstyle::AnsiColor;

use self::page::color;
pub use self::page::{Page, Style};
use self::snippet::{Label, place};
use super::clean::{clean, one_line};
use super::fold::{Folded, fold, unfolded};
use super::words::{
    BASIS, ELEMENT, EXPLAIN, HELP, NOT_CONFIRMED, NOTE, PATH, RELATED, RESOLVED, counted,
    grade_word, outcome_word, waived_by,
};
use super::wrap::{columns, hanging, wrap};
use super::{Report, Reported, Summary, nothing_checked};
use crate::finding::{Finding, Grade, OutcomeKind, Related};
use crate::messages::{Lang, Localized};
use crate::model::waiver::Waiver;
use crate::source::SourceId;

/// Files that are named where a finding is folded; the rest is counted.
const FILES_NAMED: usize = 5;

/// The whole report.
///
/// One cause in many files is shown once where `folded`; the outcomes to `show` are listed besides findings.
pub fn text(report: &Report, style: &Style, folded: bool, show: &[OutcomeKind]) -> String {
    let writer = Writer {
        report,
        page: Page::new(&report.sources, report.lang, style),
    };
    let mut parts = Parts::default();
    for (_, place, problem) in report.problems() {
        parts.next().push_str(&writer.page.problem(place, problem));
    }
    let findings = report.counting();
    let folded = if folded {
        fold(findings)
    } else {
        findings.into_iter().map(unfolded).collect()
    };
    let mut drawn = None;
    for finding in &folded {
        let place = finding.first.finding.place;
        writer.finding(parts.next(), finding, drawn == Some(place));
        drawn = Some(place);
    }
    for part in writer.outcomes(show).into_iter().chain(writer.resolved()) {
        parts.next().push_str(&part);
    }
    parts.next().push_str(&writer.closing());
    parts.0
}

/// What was written so far, with an empty line between two parts.
#[derive(Default)]
struct Parts(String);

impl Parts {
    /// Where the next part is written.
    fn next(&mut self) -> &mut String {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        &mut self.0
    }
}

struct Writer<'a> {
    report: &'a Report,
    page: Page<'a>,
}

impl Writer<'_> {
    /// One finding. Where the same place is `drawn` right above and there is nothing to say about it, it is only named.
    fn finding(&self, out: &mut String, folded: &Folded<'_>, drawn: bool) {
        let Reported {
            rule,
            grade,
            finding,
            ..
        } = &folded.first;
        let paint = match grade {
            Grade::Major => color(AnsiColor::Red),
            Grade::Minor => color(AnsiColor::Yellow),
            Grade::Observation => color(AnsiColor::Blue),
        };
        let clause = rule
            .clause
            .as_ref()
            .map_or("", |clause| clause.value.as_str());
        let word = grade_word(*grade);
        let head = (self.page.say(&word), rule.id.as_str());
        let message = self.page.say(&finding.message);
        self.page.heading(out, paint, head, message, clause);
        let home = finding.place.source;
        let (here, elsewhere): (Vec<&Related>, Vec<&Related>) =
            finding.related.iter().partition(|related| {
                let (a, b) = (related.place.span, finding.place.span);
                related.place.source == home && (a.end <= b.start || b.end <= a.start)
            });
        if let Some(source) = self.report.sources.get(home) {
            let label = finding
                .label
                .as_ref()
                .map_or_else(String::new, |label| self.page.say(label).to_owned());
            let mut labels = vec![Label {
                span: finding.place.span,
                text: label,
            }];
            labels.extend(here.iter().map(|related| Label {
                span: related.place.span,
                text: self.page.say(&related.message).to_owned(),
            }));
            if drawn && here.is_empty() && finding.label.is_none() {
                place(out, source, finding.place.span);
            } else {
                self.page.boxes(out, source, &labels);
            }
        }
        if let Some(drawn) = &finding.drawn {
            let words = drawn.words_with_lane();
            let words = self.page.say(&words);
            self.page.line(out, &ELEMENT, words);
        }
        for related in elsewhere {
            self.related(out, related, home);
        }
        self.path(out, &folded.first);
        self.others(out, &folded.others);
        if let Some(reason) = &finding.weak {
            self.page.line(out, &NOTE, self.page.say(reason));
        }
        if !rule.confirmed {
            self.page.line(out, &NOTE, self.page.say(&NOT_CONFIRMED));
        }
        let help = finding.help.as_deref().unwrap_or(&rule.fix);
        self.page.line(out, &HELP, self.page.say(help));
        self.closing_of(out, &folded.first);
    }

    fn related(&self, out: &mut String, related: &Related, home: SourceId) {
        let message = self.page.say(&related.message);
        self.page.line(out, &RELATED, message);
        if related.place.source != home {
            self.page.place(out, related.place);
        }
    }

    fn path(&self, out: &mut String, reported: &Reported<'_>) {
        let finding = reported.finding;
        if finding.path.is_empty() {
            return;
        }
        let head = format!("{}:", self.page.say(&PATH));
        out.push_str("  ");
        out.push_str(&self.page.paint(color(AnsiColor::Cyan), &head));
        out.push('\n');
        for step in &finding.path {
            let at = self.report.location(step.place);
            let place = if step.place.source == finding.place.source {
                at.start.line.to_string()
            } else {
                format!("{}:{}", one_line(at.file), at.start.line)
            };
            let bar = if self.page.style.unicode { '│' } else { '|' };
            let head = format!("  {place:>5} {bar} ");
            let label = one_line(&step.label);
            let text = match &step.note {
                Some(note) => format!("{label}: {}", clean(self.page.say(note))),
                None => label,
            };
            let room = self.page.style.width.saturating_sub(columns(&head));
            let next = format!("\n  {:>5} {bar}   ", "");
            out.push_str(&head);
            wrap(out, &text, room, room.saturating_sub(2), &next);
            out.push('\n');
        }
    }

    /// `  and in 24 other files: a.toml:3, …`
    fn others(&self, out: &mut String, others: &[Reported<'_>]) {
        let mut files: Vec<&str> = others.iter().map(|other| other.file).collect();
        files.dedup();
        if files.is_empty() {
            return;
        }
        let named: Vec<String> = others
            .iter()
            .take(FILES_NAMED)
            .map(|other| format!("{}:{}", one_line(other.file), other.location().start.line))
            .collect();
        let more = if others.len() > named.len() {
            ", …"
        } else {
            ""
        };
        let count = files.len();
        let files = counted(count, ("other file", "other files"), "tệp khác");
        let heading = Localized::new(
            format!("and in {}", files.en),
            format!("và trong {}", files.vi),
        );
        let named = format!("{}{more}", named.join(", "));
        self.page.line(out, &heading, &named);
    }

    /// `  basis: … · explain: qmslint explain …`
    fn closing_of(&self, out: &mut String, reported: &Reported<'_>) {
        let explain = format!("qmslint explain {}", reported.rule.id);
        match &reported.rule.basis {
            Some(basis) => {
                let told = format!("{} · {}: {explain}", basis.value, self.page.say(&EXPLAIN));
                self.page.line(out, &BASIS, &told);
            }
            None => self.page.line(out, &EXPLAIN, &explain),
        }
    }

    /// The outcomes asked for, a line each.
    fn outcomes(&self, show: &[OutcomeKind]) -> Option<String> {
        let mut out = String::new();
        for outcome in self.report.outcomes.iter() {
            let kind = outcome.verdict.kind();
            if !show.contains(&kind) {
                continue;
            }
            let rule = self
                .report
                .rule(outcome.rule)
                .map_or("", |rule| rule.id.as_str());
            let word = outcome_word(kind);
            let file = one_line(self.report.file_of(outcome.process));
            let reason = match outcome.verdict.reason() {
                Some(reason) => format!(": {}", clean(self.page.say(reason))),
                None => accepted(outcome.verdict.findings(), self.report.lang),
            };
            out.push_str(&hanging(
                &format!("{}[{rule}] ", self.page.say(&word)),
                &format!("{file}{reason}"),
                2,
                self.page.style.width,
            ));
            out.push('\n');
        }
        (!out.is_empty()).then_some(out)
    }

    /// What was there before and is gone, a line each.
    fn resolved(&self) -> Option<String> {
        let compared = self.report.gate.compared.as_ref()?;
        let lines: Vec<String> = compared
            .resolved
            .iter()
            .map(|gone| {
                let head = format!("{}[{}] ", self.page.say(&RESOLVED), gone.rule);
                let place = format!("{}: {}", one_line(&gone.file), one_line(&gone.element));
                hanging(&head, &place, 2, self.page.style.width) + "\n"
            })
            .collect();
        (!lines.is_empty()).then(|| lines.concat())
    }

    fn closing(&self) -> String {
        let mut lines = Summary::of(self.report).sentences(self.report.lang);
        if let Some(nothing) = nothing_checked(self.report) {
            lines.push(self.page.say(&nothing).to_owned());
        }
        lines
            .iter()
            .map(|line| hanging("", line, 2, self.page.style.width) + "\n")
            .collect()
    }
}

/// `: until 2027-01-31, Trưởng phòng: reason` of what was accepted, each waiver once.
fn accepted(findings: &[Finding], lang: Lang) -> String {
    let mut waivers: Vec<&Arc<Waiver>> = findings.iter().filter_map(Finding::waiver).collect();
    waivers.dedup();
    let told: Vec<String> = waivers
        .iter()
        .map(|waiver| {
            let told = waived_by(&waiver.owner, waiver.until, &waiver.reason);
            clean(told.in_lang(lang)).into_owned()
        })
        .collect();
    if told.is_empty() {
        return String::new();
    }
    format!(": {}", told.join("; "))
}
