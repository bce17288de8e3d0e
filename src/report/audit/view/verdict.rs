//! The verdict in a sentence, with the formula and the counts it comes from.

use super::findings::Entry;
use crate::finding::Grade;
use crate::messages::{Lang, Localized};
use crate::report::{Report, Summary};

/// The verdict.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    /// Whether nothing was found but observations, and everything was read and something checked.
    pub(crate) state: Conformity,
    pub(crate) sentence: String,
    pub(crate) formula: String,
    /// Processes with a nonconformity that counts.
    pub(crate) nonconforming: usize,
    /// Outcomes that were decided: conforming, failing, waived.
    pub(crate) decided: usize,
}

/// The three verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conformity {
    /// No nonconformity was found in what was decided.
    Conforms,
    /// At least one nonconformity.
    Fails,
    /// Something could not be read, or nothing was checked.
    Undecided,
}

crate::texts! {
    fn fails(nonconforming: usize, processes: usize, major: usize, minor: usize, with_major: usize) {
        en: "Does not conform: {nonconforming} of {processes} processes carry a nonconformity ({major} major, {minor} minor); {with_major} carry a major one.",
        vi: "Không phù hợp: {nonconforming} trên {processes} quy trình có điểm không phù hợp ({major} nặng, {minor} nhẹ); {with_major} quy trình có điểm không phù hợp nặng.",
    }
    fn conforms(processes: usize, decided: usize, unknown: usize) {
        en: "Conforms as far as was decided: no nonconformity in {processes} processes ({decided} judgements decided, {unknown} not decided).",
        vi: "Phù hợp trong phạm vi đã kết luận: không có điểm không phù hợp ở {processes} quy trình ({decided} lượt xét đã kết luận, {unknown} lượt chưa kết luận được).",
    }
    fn unread(problems: usize) {
        en: "No verdict: {problems} places in the files could not be understood.",
        vi: "Chưa kết luận: có {problems} chỗ trong tệp không đọc được.",
    }
    fn formula(pass: usize, decided: usize, share: &str, all: usize, na: usize, unknown: usize, waived: usize) {
        en: "conforming judgements / decided judgements = {pass} / {decided} = {share}. A judgement is one rule on one process: {all} in all; left out are {na} that do not apply and {unknown} that could not be decided; {waived} waived ones count as decided, not as conforming.",
        vi: "số lượt phù hợp / số lượt đã kết luận = {pass} / {decided} = {share}. Mỗi lượt xét là một quy tắc trên một quy trình: tổng cộng {all} lượt; không tính {na} lượt không áp dụng và {unknown} lượt chưa kết luận được; {waived} lượt được chấp nhận tạm tính là đã kết luận nhưng không tính là phù hợp.",
    }
}

const NOTHING: Localized = Localized::fixed(
    "No verdict: nothing was checked.",
    "Chưa kết luận: chưa kiểm tra được gì.",
);

/// Judge the run as a whole.
pub(crate) fn judged(report: &Report, summary: &Summary, entries: &[Entry<'_>]) -> Judged {
    let with = |least: Grade| {
        let mut processes: Vec<usize> = entries
            .iter()
            .filter(|entry| entry.reported.grade >= least && entry.reported.finding.counts())
            .map(|entry| entry.process)
            .collect();
        processes.sort_unstable();
        processes.dedup();
        processes.len()
    };
    let nonconforming = with(Grade::Minor);
    let outcomes = &summary.outcomes;
    let decided = outcomes.pass + outcomes.fail + outcomes.waived;
    let (state, sentence) = if summary.problems > 0 {
        (Conformity::Undecided, unread(summary.problems))
    } else if decided + outcomes.unknown == 0 {
        (Conformity::Undecided, NOTHING)
    } else if nonconforming > 0 {
        let findings = &summary.findings;
        (
            Conformity::Fails,
            fails(
                nonconforming,
                summary.processes,
                findings.major,
                findings.minor,
                with(Grade::Major),
            ),
        )
    } else {
        (
            Conformity::Conforms,
            conforms(summary.processes, decided, outcomes.unknown),
        )
    };
    let lang = report.lang;
    let formula = formula(
        outcomes.pass,
        decided,
        &share(outcomes.pass, decided, lang),
        decided + outcomes.unknown + outcomes.not_applicable,
        outcomes.not_applicable,
        outcomes.unknown,
        outcomes.waived,
    );
    Judged {
        state,
        sentence: sentence.in_lang(lang).to_owned(),
        formula: formula.in_lang(lang).to_owned(),
        nonconforming,
        decided,
    }
}

/// A share in per cent with one decimal, rounded half up; "–" of nothing.
pub(crate) fn share(part: usize, whole: usize, lang: Lang) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let tenths = (part * 2000 + whole) / (2 * whole);
    let point = match lang {
        Lang::En => '.',
        Lang::Vi => ',',
    };
    format!("{}{point}{} %", tenths / 10, tenths % 10)
}
