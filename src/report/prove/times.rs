//! The times of a case for a terminal: totals against the limit, what is assumed, and the tables of steps, units and phases.

use std::fmt::Write as _;

use super::text::{Wording, shortened};
use crate::checks::{CaseTimes, OneKind};
use crate::messages::Localized;
use crate::model::duration::DayKind;
use crate::model::process::Process;
use crate::report::words::{PATH, what_is_missing};
use crate::report::wrap::{columns, padded};
use crate::run::prove::ProvedCase;
use crate::texts;

texts! {
    fn worst(time: &str) { en: "worst {time}", vi: "lâu nhất {time}" }
    fn best(time: &str) { en: "best {time}", vi: "nhanh nhất {time}" }
    fn expected(time: &str) { en: "expected {time}", vi: "trung bình {time}" }
    fn limit(time: &str) { en: "limit {time}", vi: "thời hạn {time}" }
    fn slack(time: &str) { en: "slack {time}", vi: "còn dư {time}" }
    fn over(time: &str) { en: "over the limit by {time}", vi: "vượt thời hạn {time}" }
    fn late(said: &Localized) { en: "over the limit {said}", vi: "vượt thời hạn {said}" }
    fn untimed(count: usize) {
        en: "steps without a time, taken as none: {count}",
        vi: "số bước không ghi thời gian, tính bằng không: {count}",
    }
    fn no_times(reason: &Localized) { en: "no total: {reason}", vi: "không tính được tổng: {reason}" }
    fn no_bound(reason: &Localized) { en: "no worst time: {reason}", vi: "không tính được thời gian lâu nhất: {reason}" }
    fn no_mean(reason: &Localized) {
        en: "no expected time: {reason}",
        vi: "không tính được thời gian trung bình: {reason}",
    }
    fn cut(name: &str, time: &str) { en: "«{name}» by {time}", vi: "«{name}» {time}" }
    fn times_passed(name: &str, times: i64) { en: "«{name}» {times} times", vi: "«{name}» {times} lần" }
    fn rounds(passed: &str) { en: "in the worst case: {passed}", vi: "trường hợp lâu nhất: {passed}" }
    fn to_keep(cuts: &str) {
        en: "to keep the limit, shorten {cuts}",
        vi: "để kịp thời hạn, hãy rút ngắn {cuts}",
    }
    fn in_phase(number: u32, time: &str) {
        en: "phase {number}: worst {time}",
        vi: "giai đoạn {number}: lâu nhất {time}",
    }
}

const TIME: Localized = Localized::fixed("time", "thời gian");
const ASSUMED: Localized = Localized::fixed("assumed", "giả định");
const STEPS: [Localized; 6] = [
    Localized::fixed("step", "bước"),
    Localized::fixed("time", "thời gian"),
    Localized::fixed("earliest", "sớm nhất"),
    Localized::fixed("latest", "muộn nhất"),
    Localized::fixed("slack", "dư"),
    Localized::fixed("share of the limit", "tỷ lệ thời hạn"),
];
const UNITS: [Localized; 5] = [
    Localized::fixed("unit", "đơn vị"),
    Localized::fixed("steps", "số bước"),
    Localized::fixed("time on the longest path", "thời gian trên đường lâu nhất"),
    Localized::fixed("slack", "dư"),
    Localized::fixed("share of the limit", "tỷ lệ thời hạn"),
];
const WORKING_DAYS: Localized = Localized::fixed(
    "days are working days, which the file does not say",
    "\"ngày\" là ngày làm việc, vì tệp không nói rõ",
);
const EQUALLY: Localized = Localized::fixed(
    "alternatives are equally likely, loops not taken again after their rounds",
    "các nhánh có khả năng như nhau, vòng lặp không quá số lần cho phép",
);
const BY_SHARE: Localized = Localized::fixed(
    "alternatives without a share divide the rest equally, loops are not taken again after their rounds",
    "các nhánh không ghi tỷ lệ chia đều phần còn lại, vòng lặp không quá số lần cho phép",
);
const CALLED: Localized = Localized::fixed(
    "a called process whose best time is not known takes its worst, also in the best case",
    "quy trình được gọi chưa biết thời gian nhanh nhất thì tính theo thời gian lâu nhất, kể cả khi tính nhanh nhất",
);
const RELATED: Localized = Localized::fixed(
    "working and calendar time stand side by side, so dates decide and steps have no room in minutes",
    "vừa có ngày làm việc vừa có ngày lịch, nên xét theo ngày cụ thể và không tính được phần dư của từng bước",
);

/// One line of totals, one of what is assumed, and with `--timing` the tables.
pub(super) fn times(out: &mut String, process: &Process, case: &ProvedCase<'_>, wording: Wording) {
    let lang = wording.lang;
    let times = match &case.times {
        Ok(times) => times,
        Err(reason) => {
            let said = no_times(reason);
            let _ = writeln!(out, "    {}: {}", TIME.in_lang(lang), said.in_lang(lang));
            return;
        }
    };
    let parts = totals(times, wording);
    let parts: Vec<&str> = parts.iter().map(|part| part.in_lang(lang)).collect();
    let _ = writeln!(out, "    {}: {}", TIME.in_lang(lang), parts.join(", "));
    let dates = times.dates.as_ref();
    if let Some(dates) = dates.filter(|dates| dates.late > 0 || times.are_whole()) {
        let said = if dates.late > 0 {
            late(&dates.text)
        } else {
            dates.text.clone()
        };
        let _ = writeln!(out, "      {}", said.in_lang(lang));
    }
    if let Some(one) = &times.of_one_kind {
        advice(out, process, (times, one), wording);
    }
    if !wording.timing {
        return;
    }
    let critical: Vec<String> = times
        .critical
        .iter()
        .map(|index| process.step_label(*index))
        .collect();
    if !critical.is_empty() {
        let _ = writeln!(
            out,
            "      {}: {}",
            PATH.in_lang(lang),
            shortened(&critical)
        );
    }
    let rows = times.of_one_kind.iter().flat_map(|one| &one.steps);
    let repeated = rows.filter(|row| row.passed > 1).map(|row| {
        let said = times_passed(&process.step_label(row.index), row.passed);
        said.in_lang(lang).to_owned()
    });
    let repeated: Vec<String> = repeated.collect();
    if !repeated.is_empty() {
        let said = rounds(&repeated.join(", "));
        let _ = writeln!(out, "      {}", said.in_lang(lang));
    }
    for assumed in assumptions(times) {
        let _ = writeln!(
            out,
            "      {}: {}",
            ASSUMED.in_lang(lang),
            assumed.in_lang(lang)
        );
    }
    for phase in &times.phases {
        let said = match &phase.worst {
            Ok(worst) => in_phase(phase.number, &wording.elapsed(times, *worst)),
            Err(reason) => no_bound(reason),
        };
        let mut parts = vec![said];
        parts.extend(phase.limit.map(|time| limit(&wording.elapsed(times, time))));
        if let (Ok(worst), Some(allowed)) = (&phase.worst, phase.limit) {
            let kinds = [DayKind::Working, DayKind::Calendar].into_iter();
            let mut excess = kinds.filter_map(|kind| {
                let more = worst.minutes_of(kind)? - allowed.minutes_of(kind)?;
                (more > 0).then_some((kind, more))
            });
            parts.extend(
                excess
                    .next()
                    .map(|(kind, more)| over(&wording.time(times, kind, more))),
            );
        }
        let parts: Vec<&str> = parts.iter().map(|part| part.in_lang(lang)).collect();
        let _ = writeln!(out, "      {}", parts.join(", "));
    }
    if let Some(one) = &times.of_one_kind {
        let limit = times.limit.and_then(|limit| limit.minutes_of(one.kind));
        steps(out, process, (times, one), limit, wording);
        units(out, (times, one), limit, wording);
    }
}

/// What the times rest on.
fn assumptions(times: &CaseTimes) -> Vec<Localized> {
    let mut all = Vec::new();
    if times.is_assumed {
        all.push(WORKING_DAYS);
    }
    match &times.of_one_kind {
        Some(one) if one.expected.is_ok() => {
            all.push(if one.has_shares { BY_SHARE } else { EQUALLY });
        }
        Some(_) => {}
        None => all.push(RELATED),
    }
    if times
        .of_one_kind
        .as_ref()
        .is_some_and(|one| one.worst_of_called)
    {
        all.push(CALLED);
    }
    all
}

fn totals(times: &CaseTimes, wording: Wording) -> Vec<Localized> {
    let mut parts = Vec::new();
    match &times.worst {
        Ok(total) => parts.push(worst(&wording.elapsed(times, *total))),
        Err(reason) => parts.push(no_bound(reason)),
    }
    if let Some(one) = &times.of_one_kind {
        parts.extend(
            one.best
                .map(|time| best(&wording.time(times, one.kind, time))),
        );
        match &one.expected {
            Ok(mean) => parts.push(expected(&wording.time(times, one.kind, *mean))),
            // Said already where the worst has no bound.
            Err(reason) if times.worst.is_ok() => parts.push(no_mean(reason)),
            Err(_) => {}
        }
    }
    if let Some(allowed) = times.limit {
        parts.push(limit(&wording.elapsed(times, allowed)));
        if let (Ok(total), Some(one), None) = (&times.worst, &times.of_one_kind, &times.dates)
            && let Some(allowed) = allowed.minutes_of(one.kind)
            && let Some(total) = total.minutes_of(one.kind)
        {
            let show = |minutes: i64| wording.time(times, one.kind, minutes);
            if total > allowed {
                parts.push(over(&show(total - allowed)));
            } else if times.are_whole() {
                parts.push(slack(&show(allowed - total)));
            }
        }
    }
    if times.untimed > 0 {
        parts.push(untimed(times.untimed));
    }
    parts.extend(what_is_missing(times));
    parts
}

/// Which steps to shorten by how much.
fn advice(
    out: &mut String,
    process: &Process,
    (times, one): (&CaseTimes, &OneKind),
    wording: Wording,
) {
    if one.shorten.is_empty() {
        return;
    }
    let cuts = one.shorten.iter().map(|(index, minutes)| {
        let said = cut(
            &process.step_label(*index),
            &wording.time(times, one.kind, *minutes),
        );
        said.in_lang(wording.lang).to_owned()
    });
    let cuts: Vec<String> = cuts.collect();
    let said = to_keep(&cuts.join(", "));
    let _ = writeln!(out, "      {}", said.in_lang(wording.lang));
}

/// The steps with their room for delay; nothing where the worst time has no bound.
fn steps(
    out: &mut String,
    process: &Process,
    (times, one): (&CaseTimes, &OneKind),
    limit: Option<i64>,
    wording: Wording,
) {
    let mut rows = Vec::new();
    for step in &one.steps {
        let slack = step.slack;
        let mut row = vec![process.step_label(step.index)];
        let cells = [step.minutes, slack.earliest, slack.latest, slack.slack];
        row.extend(cells.map(|minutes| wording.time(times, one.kind, minutes)));
        row.push(share(step.minutes, limit));
        rows.push(row);
    }
    table(out, &STEPS, rows, wording);
}

fn units(
    out: &mut String,
    (times, one): (&CaseTimes, &OneKind),
    limit: Option<i64>,
    wording: Wording,
) {
    let rows = one.units.iter().map(|unit| {
        vec![
            unit.name.clone(),
            unit.steps.to_string(),
            wording.time(times, one.kind, unit.minutes),
            wording.time(times, one.kind, unit.slack),
            share(unit.minutes, limit),
        ]
    });
    table(out, &UNITS, rows.collect(), wording);
}

/// Rounded half up.
fn share(minutes: i64, limit: Option<i64>) -> String {
    match limit {
        Some(limit) if limit > 0 => format!("{} %", (minutes.saturating_mul(200) / limit + 1) / 2),
        _ => "–".to_owned(),
    }
}

fn table(out: &mut String, headings: &[Localized], rows: Vec<Vec<String>>, wording: Wording) {
    if rows.is_empty() {
        return;
    }
    let headings = headings.iter().map(|heading| heading.in_lang(wording.lang));
    let mut all: Vec<Vec<String>> = vec![headings.map(str::to_owned).collect()];
    all.extend(rows);
    let mut widths = [0; 6];
    for row in &all {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(columns(cell));
        }
    }
    for row in &all {
        let cells = row.iter().zip(widths);
        let cells: Vec<String> = cells.map(|(cell, width)| padded(cell, width)).collect();
        let _ = writeln!(out, "      {}", cells.join("  ").trim_end());
    }
}
