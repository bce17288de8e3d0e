//! Every kind of check is shown to accept and to find: by a rule of the packs, or by one of `fixtures/rules`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use qmslint::checks::{Check, RuleCheck};
use qmslint::examples::run_examples;
use qmslint::finding::Verdict;
use qmslint::model::calendar::Calendar;
use qmslint::model::name::Id;
use qmslint::read::embedded::embedded_packs;
use qmslint::read::pack::{read_embedded, read_rules};
use qmslint::read::process::read_process;
use qmslint::run::Criteria;
use qmslint::source::{Source, Sources};

fn embedded_rules() -> Vec<RuleCheck> {
    let mut sources = Sources::default();
    let packs = embedded_packs().into_iter().flat_map(|pack| {
        let ids = pack.add_to(&mut sources);
        let (pack, problems) = read_embedded(&pack, &ids);
        assert!(problems.is_empty(), "{problems:?}");
        pack.rules
    });
    packs.collect()
}

fn fixture_rules() -> Vec<RuleCheck> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/rules/kinds.toml");
    let text = fs::read_to_string(path).unwrap();
    let mut sources = Sources::default();
    let source = sources.add(Source::new("kinds.toml", text.as_str()));
    let (rules, problems) = read_rules(source, &Id::new("kinds"), &text);
    assert!(problems.is_empty(), "{problems:?}");
    rules
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
    for rule in embedded_rules().into_iter().chain(fixture_rules()) {
        used.insert(rule.check.name());
    }
    let unused: Vec<&str> = Check::KINDS
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| !used.contains(name))
        .collect();
    assert!(unused.is_empty(), "no rule shows {unused:?}");
}

/// Deep graphs must not exhaust the stack, nor long ones the patience: no check recurses over steps or is quadratic in them.
#[test]
fn ten_thousand_steps_are_judged() {
    let mut text = "[process]\nname = \"Chuỗi dài\"\nlimit = \"9000 ngày\"\n".to_owned();
    for step in 0..10_000 {
        let kind = ["receive", "examine", "approve", "return"][step % 4];
        let role = step % 7;
        write!(
            text,
            "\n[[step]]\nid = \"s{step}\"\nkind = \"{kind}\"\nrole = \"R{role}\"\ntime = \"1 ngày\"\n"
        )
        .unwrap();
    }
    let mut sources = Sources::default();
    let source = sources.add(Source::new("long.toml", text.as_str()));
    let (process, problems) = read_process(source, &text);
    assert!(problems.is_empty());
    let criteria = Criteria {
        rules: embedded_rules(),
        regulations: Vec::new(),
        organisation: None,
        calendar: Cow::Borrowed(Calendar::viet_nam()),
        as_of: "2026-06-01".parse().unwrap(),
    };
    let total = criteria
        .run(&[process])
        .into_iter()
        .find(|outcome| criteria.rules[outcome.rule].rule.id.as_str() == "steps-exceed-limit");
    let Some(Verdict::Fail(findings)) = total.map(|outcome| outcome.verdict) else {
        panic!("10,000 days exceed 9,000");
    };
    assert_eq!(findings[0].path.len(), 10_000);
}
