//! `qmslint rules`: the rules that `check` would run here, one line each, pack by pack.

use super::args::Rules;
use super::criteria::load_here;
use super::exit::{Exit, Failure};
use super::output;
use super::packs::LoadedPack;
use super::problems::say_problems;
use super::settings::{Settings, today};
use crate::checks::RuleCheck;
use crate::messages::{Lang, Localized};
use crate::report::words::grade_word;
use crate::report::wrap::{columns, hanging};
use crate::rule::{PackHeader, Rule};

/// List the rules.
pub fn run(args: &Rules, settings: &Settings) -> Result<Exit, Failure> {
    let loaded = load_here(&args.packs.folders, today());
    let lang = settings.lang_with(loaded.main.config.language());
    let exit = say_problems(&loaded.sources, &loaded.problems, lang, settings);
    let packs: Vec<String> = loaded
        .main
        .packs
        .iter()
        .map(|LoadedPack { header, .. }| {
            let of_pack = |known: &&RuleCheck| known.rule.pack == header.name.value;
            let rules = loaded.main.criteria.rules.iter().filter(of_pack);
            let rules: Vec<&Rule> = rules.map(|known| &known.rule).collect();
            pack(header, &rules, lang, settings.style.width)
        })
        .collect();
    output::to_stdout(&packs.join("\n"))?;
    Ok(exit)
}

fn pack(header: &PackHeader, rules: &[&Rule], lang: Lang, width: usize) -> String {
    let mut lines = vec![format!(
        "{} {}: {}",
        header.name.value,
        header.version.value,
        header.title.in_lang(lang)
    )];
    let ids = rules.iter().map(|rule| columns(rule.id.as_str()));
    let id_width = ids.max().unwrap_or(0);
    let clauses = rules.iter().map(|rule| columns(clause_of(rule)));
    let clause_width = clauses.max().unwrap_or(0);
    for rule in rules {
        let head = format!(
            "  {:id_width$}  {:clause_width$}  ",
            rule.id.as_str(),
            clause_of(rule)
        );
        let grade = grade_word(rule.grade);
        let optional = if rule.optional {
            format!(", {}", OPTIONAL.in_lang(lang))
        } else {
            String::new()
        };
        let text = format!(
            "{} ({}{optional})",
            rule.title.in_lang(lang),
            grade.in_lang(lang)
        );
        lines.push(hanging(&head, &text, columns(&head), width));
    }
    lines.join("\n") + "\n"
}

const OPTIONAL: Localized = Localized::fixed(
    "only where `qmslint.toml` grades it",
    "chỉ áp dụng khi `qmslint.toml` nêu mức độ",
);

fn clause_of(rule: &Rule) -> &str {
    rule.clause
        .as_ref()
        .map_or("", |clause| clause.value.as_str())
}
