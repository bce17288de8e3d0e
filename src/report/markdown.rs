//! Markdown as GitHub and GitLab read it: a table of counts, then the findings file by file. For comments, step summaries,
//! and minutes.
//!
//! Text from files is escaped, so that no file writes headings, links or mentions of its own.

use std::fmt::Write as _;

use super::clean::one_line;
use super::plain::{NOTHING_CHECKED, details, sentence};
use super::words::{ERROR, HELP, RESOLVED, counted, grade_word, outcome_word};
use super::{Location, Report, Reported, Summary, nothing_checked};
use crate::finding::{Grade, OutcomeKind};
use crate::messages::Localized;

crate::texts! {
    fn left_out(count: usize) {
        en: "{count} more findings do not fit here; the other outputs of this run hold all of them.",
        vi: "Còn {count} điểm không đủ chỗ để nêu ở đây; các kết quả khác của lần kiểm tra này có đầy đủ.",
    }
    fn rules_by_process(rules: &Localized, processes: &Localized) {
        en: "{processes}, {rules}",
        vi: "{processes}, {rules}",
    }
}

const FINDINGS: Localized = Localized::fixed("findings", "số điểm");
const OUTCOMES: Localized = Localized::fixed("rule by process", "từng quy tắc trên từng quy trình");
const WAIVED: Localized = Localized::fixed("waived", "được chấp nhận tạm");
const KNOWN: Localized = Localized::fixed("known from before", "đã có từ trước");
const UNREAD: Localized = Localized::fixed("could not be understood", "không đọc được");

/// The report in at most `room` bytes: where the findings do not all fit, a sentence says how many are left out.
pub fn markdown(report: &Report, room: usize) -> String {
    let lang = report.lang;
    let mut out = String::from("## qmslint\n\n");
    if let Some(nothing) = nothing_checked(report) {
        let _ = writeln!(
            out,
            "**{}\\[{NOTHING_CHECKED}\\]** {}\n",
            ERROR.in_lang(lang),
            sentence(nothing.in_lang(lang))
        );
    }
    out.push_str(&counts(report));
    let problems = report.problems();
    let findings = report.counting();
    let mut parts: Vec<(&str, String)> = Vec::new();
    parts.extend(problems.iter().map(|(at, _, problem)| {
        let mut said = item(
            at,
            ERROR.in_lang(lang),
            problem.kind.name(),
            problem.message.in_lang(lang),
        );
        if let Some(help) = &problem.help {
            let _ = writeln!(
                said,
                "  - {}: {}",
                HELP.in_lang(lang),
                escape(&one_line(help.in_lang(lang)))
            );
        }
        (at.file, said)
    }));
    parts.extend(
        findings
            .iter()
            .map(|reported| (reported.file, finding(report, reported))),
    );
    // A stable sort: what could not be read of a file comes before what was found in it.
    parts.sort_by_key(|(file, _)| *file);
    let all = parts.len();
    // Room is kept for the sentence that says what is left out.
    let room = room.saturating_sub(1000);
    let mut last = "";
    for (rank, (file, said)) in parts.iter().enumerate() {
        let heading = if last == *file {
            String::new()
        } else {
            format!("\n### {}\n\n", escape(&one_line(file)))
        };
        if out.len() + heading.len() + said.len() > room {
            let _ = write!(out, "\n{}\n", left_out(all - rank).in_lang(lang));
            break;
        }
        out.push_str(&heading);
        out.push_str(said);
        last = file;
    }
    out
}

fn counts(report: &Report) -> String {
    let lang = report.lang;
    let summary = Summary::of(report);
    let checked = rules_by_process(
        &counted(summary.rules, ("rule", "rules"), "quy tắc"),
        &counted(summary.processes, ("process", "processes"), "quy trình"),
    );
    let mut out = format!("{}\n\n", checked.in_lang(lang));
    let grades = [
        (grade_word(Grade::Major), summary.findings.major),
        (grade_word(Grade::Minor), summary.findings.minor),
        (grade_word(Grade::Observation), summary.findings.observation),
        (WAIVED, summary.waived),
        (KNOWN, summary.known),
        (RESOLVED, summary.resolved),
        (UNREAD, summary.problems),
    ];
    // The grades always, what was set aside or not understood where there is any.
    let mut rank = 0;
    let grades = grades.into_iter().filter(|(_, count)| {
        rank += 1;
        rank <= 3 || *count > 0
    });
    out.push_str(&table(report, &FINDINGS, grades));
    let outcomes = summary.outcomes;
    let outcomes = [
        (OutcomeKind::Pass, outcomes.pass),
        (OutcomeKind::Fail, outcomes.fail),
        (OutcomeKind::Waived, outcomes.waived),
        (OutcomeKind::Unknown, outcomes.unknown),
        (OutcomeKind::NotApplicable, outcomes.not_applicable),
    ];
    let outcomes = outcomes.map(|(kind, count)| (outcome_word(kind), count));
    out.push_str(&table(report, &OUTCOMES, outcomes.into_iter()));
    out
}

fn table(
    report: &Report,
    title: &Localized,
    columns: impl Iterator<Item = (Localized, usize)>,
) -> String {
    let lang = report.lang;
    let (mut head, mut line, mut row) = (
        format!("| {} |", title.in_lang(lang)),
        String::from("|---|"),
        String::from("| |"),
    );
    for (word, count) in columns {
        let _ = write!(head, " {} |", word.in_lang(lang));
        line.push_str("---:|");
        let _ = write!(row, " {count} |");
    }
    format!("{head}\n{line}\n{row}\n\n")
}

/// `- **major** \[rule\] 12:8: message`
fn item(at: &Location<'_>, word: &str, name: &str, message: &str) -> String {
    format!(
        "- **{word}** \\[{}\\] {}:{}: {}\n",
        escape(name),
        at.start.line,
        at.start.column,
        escape(&one_line(message))
    )
}

fn finding(report: &Report, reported: &Reported<'_>) -> String {
    let lang = report.lang;
    let mut said = item(
        &reported.location(),
        grade_word(reported.grade).in_lang(lang),
        reported.rule.id.as_str(),
        reported.finding.message.in_lang(lang),
    );
    for line in details(report, reported) {
        let _ = writeln!(said, "  - {}", escape(&line));
    }
    said
}

/// Text that Markdown takes for text.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // GitHub takes an @ for the mention of a person even after a backslash.
            '@' => out.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' => out.extend(['\\', letter]),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn text_stays_text() {
        assert_eq!(
            escape("# [x](y) @nobody <b> a|b `c` *d*"),
            "\\# \\[x\\](y) &#64;nobody &lt;b&gt; a\\|b \\`c\\` \\*d\\*"
        );
    }
}
