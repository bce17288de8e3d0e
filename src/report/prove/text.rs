//! The proofs for a terminal: per process and case the four verdicts, the witness of each that fails, and the times.

use std::fmt::Write as _;

use super::times::times;
use super::{Proved, methods};
use crate::checks::{CaseTimes, Decided};
use crate::messages::{Lang, Localized};
use crate::model::duration::{DayKind, Elapsed};
use crate::model::process::Process;
use crate::report::words::{HELP, PATH};
use crate::report::wrap::{columns, padded};
use crate::run::prove::ProvedCase;
use crate::source::{Source, Sources};
use crate::texts;
use crate::workflow::explanation::Teller;
use crate::workflow::proof::Answer;

texts! {
    fn case_named(name: &str) { en: "case {name}", vi: "trường hợp {name}" }
    fn found_by(method: &str, states: usize) {
        en: "method: {method}, states: {states}",
        vi: "phương pháp: {method}, số trạng thái: {states}",
    }
    fn unknown(reason: Localized) { en: "unknown: {reason}", vi: "chưa kết luận được: {reason}" }
    fn fails(message: Localized) { en: "no: {message}", vi: "không: {message}" }
    fn nothing(reason: Localized) { en: "does not apply: {reason}", vi: "không áp dụng: {reason}" }
    fn decided_by(said: Localized, kind: &str, how: Localized) {
        en: "{said} [{kind}: {how}]",
        vi: "{said} [{kind}: {how}]",
    }
    fn summary(all: usize, sound: usize, unsound: usize, undecided: usize) {
        en: "processes: {all} (sound: {sound}, unsound: {unsound}, undecided: {undecided})",
        vi: "quy trình: {all} (đúng đắn: {sound}, có lỗi: {unsound}, chưa kết luận được: {undecided})",
    }
}

const PROPERTIES: [Localized; 4] = [
    Localized::fixed("safe", "không chạy trùng"),
    Localized::fixed("option to complete", "luôn kết thúc được"),
    Localized::fixed("proper completion", "kết thúc trọn vẹn"),
    Localized::fixed("no dead step", "không có bước chết"),
];
const YES: Localized = Localized::fixed("yes", "có");
const PATHS: Localized = Localized::fixed("path properties", "tính chất của đường đi");
/// Names of a path that are shown: the last ones matter most.
const MOST_STEPS: usize = 12;

/// How to say it.
#[derive(Clone, Copy, Debug)]
pub struct Wording {
    /// The reader's language.
    pub lang: Lang,
    /// Whether the table of steps is shown.
    pub timing: bool,
    /// Minutes of a working day.
    pub per_day: i64,
}

impl Wording {
    pub(super) fn elapsed(self, of: &CaseTimes, time: Elapsed) -> String {
        of.show(time, self.lang, self.per_day)
    }

    pub(super) fn time(self, of: &CaseTimes, kind: DayKind, minutes: i64) -> String {
        self.elapsed(of, Elapsed::of(kind, minutes))
    }
}

/// All proofs, and how many of the processes are sound.
pub fn text(proved: &[Proved<'_>], sources: &Sources, wording: Wording) -> String {
    let lang = wording.lang;
    let mut out = String::new();
    let (mut sound, mut unsound) = (0, 0);
    for it in proved {
        let verdicts = it.verdicts();
        if verdicts.contains(&Some(false)) {
            unsound += 1;
        } else if verdicts == [Some(true); 4] {
            sound += 1;
        }
        let file = sources.get(it.process.source).map_or("", Source::name);
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{file}{}", title(it.process));
        for case in &it.cases {
            if let Some(id) = &case.workflow.case {
                let name = case_named(&it.process.case_label(id));
                let _ = writeln!(out, "  {}", name.in_lang(lang));
            }
            verdicts_of(&mut out, it.process, case, wording);
            properties(&mut out, it.process, case, wording);
            times(&mut out, it.process, case, wording);
        }
        out.push('\n');
    }
    let undecided = proved.len() - sound - unsound;
    let summary = summary(proved.len(), sound, unsound, undecided);
    out + summary.in_lang(lang) + "\n"
}

fn title(process: &Process) -> String {
    let header = &process.process;
    let mut parts = header.code.iter().chain(&header.name).peekable();
    if parts.peek().is_none() {
        return String::new();
    }
    let parts: Vec<&str> = parts.map(|part| part.value.as_str()).collect();
    format!("  {}", parts.join(" "))
}

fn verdicts_of(out: &mut String, process: &Process, case: &ProvedCase<'_>, wording: Wording) {
    let lang = wording.lang;
    let teller = Teller {
        process,
        workflow: &case.workflow,
    };
    for (property, answer) in PROPERTIES.iter().zip(&case.proof.answers) {
        let said = match answer {
            Answer::Holds => YES,
            Answer::Fails(witness) => fails(teller.message(witness)),
            Answer::Unknown(reason) => unknown(reason.clone()),
        };
        let property = padded(property.in_lang(lang), 20);
        let _ = writeln!(out, "    {property}{}", said.in_lang(lang));
        if let Answer::Fails(witness) = answer {
            let path = shortened(&teller.path(witness));
            if !path.is_empty() {
                let _ = writeln!(out, "      {}: {path}", PATH.in_lang(lang));
            }
            let help = teller.help(witness);
            let _ = writeln!(out, "      {}: {}", HELP.in_lang(lang), help.in_lang(lang));
        }
    }
    let method = methods::of_soundness(case.proof.soundness.method);
    let method = found_by(method.in_lang(lang), case.proof.soundness.states);
    let _ = writeln!(out, "    {}", method.in_lang(lang));
}

/// What the rules in force ask of the paths, each with its witness and how it was decided.
fn properties(out: &mut String, process: &Process, case: &ProvedCase<'_>, wording: Wording) {
    let lang = wording.lang;
    if case.properties.is_empty() {
        return;
    }
    let _ = writeln!(out, "    {}:", PATHS.in_lang(lang));
    let width = case
        .properties
        .iter()
        .map(|asked| columns(asked.rule.id.as_str()));
    let width = width.max().unwrap_or(0) + 2;
    for asked in &case.properties {
        let (said, broken) = match &asked.decided {
            Decided::Holds => (YES, None),
            Decided::Nothing(reason) => (nothing(reason.clone()), None),
            Decided::Unknown(reason) => (unknown(reason.clone()), None),
            Decided::Fails(all) => match all.first() {
                Some(broken) => (fails(broken.message.clone()), Some(broken)),
                None => (YES, None),
            },
        };
        let how = methods::of_property(asked.how);
        let said = decided_by(said, asked.kind, how);
        let rule = padded(asked.rule.id.as_str(), width);
        let _ = writeln!(out, "      {rule}{}", said.in_lang(lang));
        if let Some(broken) = broken {
            let names: Vec<String> = broken
                .steps
                .iter()
                .map(|index| process.step_label(*index))
                .collect();
            let path = shortened(&names);
            if !path.is_empty() {
                let _ = writeln!(out, "        {}: {path}", PATH.in_lang(lang));
            }
        }
    }
}

/// The end of a path.
pub(super) fn shortened(path: &[String]) -> String {
    let hidden = path.len().saturating_sub(MOST_STEPS);
    let names = path.iter().skip(hidden).map(|name| format!("«{name}»"));
    let names: Vec<String> = names.collect();
    let dots = if hidden > 0 { "… → " } else { "" };
    format!("{dots}{}", names.join(" → "))
}
