//! The proofs for a terminal: per process and case the four verdicts, the witness of each that fails, and the times.

use std::fmt::Write as _;

use super::Proved;
use crate::messages::{Lang, Localized};
use crate::model::duration::{DayKind, Elapsed};
use crate::model::process::Process;
use crate::report::drift::padded;
use crate::report::words::{HELP, PATH};
use crate::report::wrap::columns;
use crate::source::{Source, Sources};
use crate::texts;
use crate::workflow::explanation::Teller;
use crate::workflow::proof::{Answer, Proof, Times};
use crate::workflow::timing::Worst;

texts! {
    fn case_named(name: &str) { en: "case {name}", vi: "trường hợp {name}" }
    fn found_by(method: &str, states: usize) {
        en: "method: {method}, states: {states}",
        vi: "phương pháp: {method}, số trạng thái: {states}",
    }
    fn unknown(reason: Localized) { en: "unknown: {reason}", vi: "chưa kết luận được: {reason}" }
    fn fails(message: Localized) { en: "no: {message}", vi: "không: {message}" }
    fn worst(time: &str) { en: "worst {time}", vi: "lâu nhất {time}" }
    fn best(time: &str) { en: "best {time}", vi: "nhanh nhất {time}" }
    fn limit(time: &str) { en: "limit {time}", vi: "thời hạn {time}" }
    fn slack(time: &str) { en: "slack {time}", vi: "còn dư {time}" }
    fn over(time: &str) { en: "over the limit by {time}", vi: "vượt thời hạn {time}" }
    fn untimed(count: usize) {
        en: "steps without a time, taken as none: {count}",
        vi: "số bước không ghi thời gian, tính bằng không: {count}",
    }
    fn no_times(reason: Localized) { en: "no total: {reason}", vi: "không tính được tổng: {reason}" }
    fn endless(name: &str) {
        en: "no bound: the loop at «{name}» states no rounds",
        vi: "không có giới hạn: vòng lặp tại «{name}» không ghi số lần lặp",
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
const TIME: Localized = Localized::fixed("time", "thời gian");
const HEADINGS: [Localized; 6] = [
    Localized::fixed("step", "bước"),
    Localized::fixed("time", "thời gian"),
    Localized::fixed("earliest", "sớm nhất"),
    Localized::fixed("latest", "muộn nhất"),
    Localized::fixed("slack", "dư"),
    Localized::fixed("share of the limit", "tỷ lệ thời hạn"),
];
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
    fn time(self, kind: DayKind, minutes: i64) -> String {
        let time = match kind {
            DayKind::Working => Elapsed::working(minutes),
            DayKind::Calendar => Elapsed::calendar(minutes),
        };
        time.show_with(self.lang, self.per_day)
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

fn verdicts_of(out: &mut String, process: &Process, case: &Proof, wording: Wording) {
    let lang = wording.lang;
    let teller = Teller {
        process,
        workflow: &case.workflow,
    };
    for (property, answer) in PROPERTIES.iter().zip(&case.answers) {
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
    let method = found_by(case.soundness.method.name(), case.soundness.states);
    let _ = writeln!(out, "    {}", method.in_lang(lang));
}

/// The end of a path.
fn shortened(path: &[String]) -> String {
    let hidden = path.len().saturating_sub(MOST_STEPS);
    let names = path.iter().skip(hidden).map(|name| format!("«{name}»"));
    let names: Vec<String> = names.collect();
    let dots = if hidden > 0 { "… → " } else { "" };
    format!("{dots}{}", names.join(" → "))
}

fn times(out: &mut String, process: &Process, case: &Proof, wording: Wording) {
    let lang = wording.lang;
    let mut parts = Vec::new();
    match &case.times {
        Err(reason) => parts.push(no_times(reason.clone())),
        Ok(times) => {
            let show = |minutes: i64| wording.time(times.kind, minutes);
            match &times.worst {
                Worst::Bounded { total, .. } => parts.push(worst(&show(*total))),
                Worst::Unbounded(nodes) => {
                    let step = nodes.iter().find_map(|node| case.workflow.step_of(*node));
                    let name = step.map_or_else(String::new, |step| process.step_label(step));
                    parts.push(endless(&name));
                }
            }
            parts.extend(times.best.map(|minutes| best(&show(minutes))));
            if let Some(minutes) = times.limit {
                parts.push(limit(&show(minutes)));
                if let Worst::Bounded { total, .. } = times.worst {
                    parts.push(if total > minutes {
                        over(&show(total - minutes))
                    } else {
                        slack(&show(minutes - total))
                    });
                }
            }
            if times.untimed > 0 {
                parts.push(untimed(times.untimed));
            }
        }
    }
    let parts: Vec<&str> = parts.iter().map(|part| part.in_lang(lang)).collect();
    let _ = writeln!(out, "    {}: {}", TIME.in_lang(lang), parts.join(", "));
    if let (true, Ok(times)) = (wording.timing, &case.times) {
        table(out, process, times, wording);
    }
}

/// The steps with their room for delay; nothing where the worst time has no bound.
fn table(out: &mut String, process: &Process, times: &Times, wording: Wording) {
    if times.steps.is_empty() {
        return;
    }
    let mut rows: Vec<Vec<String>> = vec![
        HEADINGS
            .iter()
            .map(|heading| heading.in_lang(wording.lang).to_owned())
            .collect(),
    ];
    for (index, minutes, slack) in &times.steps {
        let mut row = vec![process.step_label(*index)];
        let columns = [*minutes, slack.earliest, slack.latest, slack.slack];
        row.extend(columns.map(|minutes| wording.time(times.kind, minutes)));
        row.push(match times.limit {
            Some(limit) if limit > 0 => {
                // Rounded half up.
                format!("{} %", (minutes.saturating_mul(200) / limit + 1) / 2)
            }
            _ => "–".to_owned(),
        });
        rows.push(row);
    }
    let mut widths = [0; 6];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(columns(cell));
        }
    }
    for row in &rows {
        let cells: Vec<String> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| padded(cell, width))
            .collect();
        let _ = writeln!(out, "      {}", cells.join("  ").trim_end());
    }
}
