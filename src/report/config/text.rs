//! What is in force, for people: a line for each value, with where it comes from; of the rules those that are not as their
//! pack states them, because `qmslint rules` lists them all.

use super::{InForce, Origin, Overview, Pack, RuleInForce, RuleState, Value};
use crate::messages::{Lang, Localized, Show as _};
use crate::report::words::counted;
use crate::report::wrap::{columns, hanging, padded};

/// A wider value does not push the others away.
const WIDEST: usize = 40;

/// Every configuration of the run, for a terminal of a width.
pub fn text(overview: &Overview<'_>, width: usize) -> String {
    let mut parts: Vec<String> = Vec::new();
    for in_force in &overview.configurations {
        parts.push(heading(in_force).in_lang(overview.lang).to_owned() + "\n");
        parts.push(settings(overview, in_force));
        parts.push(packs(overview, in_force));
        parts.push(rules(overview, in_force, width));
    }
    if let Some(nothing) = &overview.nothing {
        parts.push(nothing.in_lang(overview.lang).to_owned() + "\n");
    }
    parts.join("\n")
}

fn heading(in_force: &InForce) -> Localized {
    let processes = counted(in_force.processes, ("file", "files"), "tệp quy trình");
    match &in_force.file {
        Some(file) => holds_for(file, &processes),
        None => defaults_hold_for(&processes),
    }
}

fn settings(overview: &Overview<'_>, in_force: &InForce) -> String {
    let lang = overview.lang;
    let mut rows = Vec::new();
    let mut before = "";
    for setting in &in_force.settings {
        // A further value of the same list needs no key.
        let key = if setting.key == before {
            ""
        } else {
            setting.key
        };
        before = setting.key;
        let origin = overview.origin(setting.origin);
        // What is not set has no origin.
        let origin = match (&setting.value, setting.origin) {
            (Value::None, Origin::Default) => String::new(),
            _ => origin.in_lang(lang).to_owned(),
        };
        let value = setting.value.show(lang).into_owned();
        rows.push([key.to_owned(), value, origin]);
    }
    table(SETTINGS.in_lang(lang), &rows)
}

fn packs(overview: &Overview<'_>, in_force: &InForce) -> String {
    let lang = overview.lang;
    let rows: Vec<[String; 3]> = in_force
        .packs
        .iter()
        .map(|pack| {
            let rules = in_force.rules.iter();
            let rules = rules
                .filter(|rule| rule.pack == pack.name && is_run(rule))
                .count();
            let rules = counted(rules, ("rule", "rules"), "quy tắc");
            let mut origin = overview.origin(pack.origin).in_lang(lang).to_owned();
            if pack.is_pinned {
                origin.push_str(", ");
                origin.push_str(PINNED.in_lang(lang));
            }
            [named(pack, lang), rules.in_lang(lang).to_owned(), origin]
        })
        .collect();
    table(PACKS.in_lang(lang), &rows)
}

/// `own 1.2 (rules/own)`.
fn named(pack: &Pack, lang: Lang) -> String {
    let place = pack.folder.as_deref();
    let binary = IN_BINARY;
    let place = place.unwrap_or_else(|| binary.in_lang(lang));
    let named = format!("{} {}", pack.name, pack.version);
    format!("{} ({place})", named.trim_end())
}

fn is_run(rule: &RuleInForce) -> bool {
    matches!(rule.state, RuleState::InForce(_))
}

fn rules(overview: &Overview<'_>, in_force: &InForce, width: usize) -> String {
    let lang = overview.lang;
    let changed: Vec<&RuleInForce> = in_force
        .rules
        .iter()
        .filter(|rule| rule.is_changed())
        .collect();
    let run = in_force.rules.iter().filter(|rule| is_run(rule)).count();
    let optional = |rule: &&RuleInForce| rule.state == RuleState::Optional;
    let optional = in_force.rules.iter().filter(optional).count();
    let counts = rules_in_force(run, changed.len(), optional);
    let rows: Vec<[String; 3]> = changed
        .iter()
        .map(|rule| {
            let state = state(rule).in_lang(lang).to_owned();
            let origin = overview.origin(rule.origin).in_lang(lang).to_owned();
            [rule.id.clone(), state, origin]
        })
        .collect();
    let mut lines = vec![counts.in_lang(lang).to_owned() + "\n"];
    let aligned = aligned(&rows);
    for (rule, line) in changed.iter().zip(aligned) {
        lines.push(line);
        if let Some(reason) = &rule.reason {
            let head = format!("    {}: ", REASON.in_lang(lang));
            lines.push(hanging(&head, reason, 6, width) + "\n");
        }
    }
    lines.concat()
}

fn state(rule: &RuleInForce) -> Localized {
    match rule.state {
        RuleState::InForce(grade) => Localized::same(if grade == rule.stated {
            grade.name().to_owned()
        } else {
            format!("{} → {}", rule.stated.name(), grade.name())
        }),
        RuleState::Off => Localized::fixed("off", "tắt"),
        RuleState::Optional => Localized::fixed("only where graded", "chỉ khi được nêu mức độ"),
        RuleState::LeftOut => Localized::fixed("left out", "bỏ qua"),
    }
}

/// A heading and its rows.
fn table(heading: &str, rows: &[[String; 3]]) -> String {
    format!("{heading}\n{}", aligned(rows).concat())
}

/// Rows in columns.
fn aligned(rows: &[[String; 3]]) -> Vec<String> {
    let width = |cells: fn(&[String; 3]) -> &String| {
        let widths = rows.iter().map(|row| columns(cells(row)));
        widths.filter(|width| *width <= WIDEST).max().unwrap_or(0)
    };
    let (first, second) = (width(|row| &row[0]), width(|row| &row[1]));
    rows.iter()
        .map(|[key, value, origin]| {
            let line = format!(
                "  {}  {}  {origin}",
                padded(key, first),
                padded(value, second)
            );
            line.trim_end().to_owned() + "\n"
        })
        .collect()
}

const SETTINGS: Localized = Localized::fixed("settings", "thiết lập");
const PACKS: Localized = Localized::fixed("rule packs", "bộ quy tắc");
const PINNED: Localized = Localized::fixed("pinned", "đã cố định");
const IN_BINARY: Localized = Localized::fixed("in the binary", "có sẵn");
const REASON: Localized = Localized::fixed("reason", "lý do");

crate::texts! {
    fn holds_for(file: &str, files: &Localized) {
        en: "{file}, for {files}",
        vi: "{file}, áp dụng cho {files}",
    }
    fn defaults_hold_for(files: &Localized) {
        en: "no qmslint.toml: defaults, for {files}",
        vi: "không có qmslint.toml: dùng mặc định, áp dụng cho {files}",
    }
    fn rules_in_force(run: usize, changed: usize, optional: usize) {
        en: "rules: {run} in force, {changed} otherwise than their pack states, {optional} only where graded",
        vi: "quy tắc: {run} đang áp dụng, {changed} khác với bộ quy tắc, {optional} chỉ áp dụng khi được nêu mức độ",
    }
}
