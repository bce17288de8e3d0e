//! Every kind of check is shown to accept and to find: by a rule of the packs, or by one of `fixtures/rules`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;

use qmslint::checks::{Check, RuleCheck};
use qmslint::examples::run_examples;
use qmslint::read::embedded::embedded_packs;
use qmslint::read::pack::{PackFile, read_pack};
use qmslint::source::{Source, Sources};

fn rules_of<'a>(files: impl Iterator<Item = (String, &'a str)>) -> Vec<RuleCheck> {
    let mut sources = Sources::default();
    let files: Vec<(String, &str)> = files.collect();
    let files: Vec<PackFile<'_>> = files
        .iter()
        .map(|(path, text)| PackFile {
            source: sources.add(Source::new(path.as_str(), *text)),
            path,
            text,
        })
        .collect();
    let (pack, problems) = read_pack(&files);
    assert!(problems.is_empty(), "{problems:?}");
    pack.rules
}

fn fixture_rules() -> Vec<RuleCheck> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/rules/kinds.toml");
    let text = fs::read_to_string(path).unwrap();
    rules_of(std::iter::once(("kinds.toml".to_owned(), text.as_str())))
}

#[test]
fn rules_of_the_fixtures_keep_their_examples() {
    let today = "2026-06-01".parse().unwrap();
    let mut broken = Vec::new();
    for rule in fixture_rules() {
        for result in run_examples(&rule, today) {
            if !result.is_kept() {
                let (promised, verdict) = (result.promised, result.verdict);
                let id = &rule.rule.id;
                broken.push(format!(
                    "{id} promises {promised}: {verdict:#?} {:?}",
                    result.problems
                ));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_kind_has_a_rule() {
    let mut used: BTreeSet<&str> = BTreeSet::new();
    let embedded = embedded_packs();
    let packs = embedded
        .iter()
        .flat_map(|pack| rules_of(pack.files.iter().cloned()));
    for rule in packs.chain(fixture_rules()) {
        used.insert(rule.check.name());
    }
    let unused: Vec<&str> = Check::KINDS
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| !used.contains(name))
        .collect();
    assert!(unused.is_empty(), "no rule shows {unused:?}");
}
