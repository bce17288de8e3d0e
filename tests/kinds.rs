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

/// What `phase-sum` says of the phase of these steps.
fn phase(header: &str, steps: &[&str]) -> String {
    let text = format!(
        "[process]\nname = \"Cấp bản sao\"\n{header}\n\n[[step]]\n{}",
        steps.join("\n\n[[step]]\n")
    );
    let mut sources = Sources::default();
    let source = sources.add(Source::new("phase.toml", text.as_str()));
    let (process, problems) = read_process(source, &text);
    assert!(problems.is_empty(), "{problems:?}");
    let criteria = Criteria {
        rules: embedded_rules()
            .into_iter()
            .filter(|rule| rule.rule.id.as_str() == "phase-sum")
            .collect(),
        regulations: Vec::new(),
        organisation: None,
        calendar: Cow::Borrowed(Calendar::viet_nam()),
        as_of: "2026-06-01".parse().unwrap(),
    };
    match criteria.run(&[process]).remove(0).verdict {
        Verdict::Fail(findings) => {
            let finding = &findings[0];
            let mut said = finding.message.en.to_string();
            for step in &finding.path {
                write!(
                    said,
                    "\n  {}  {}",
                    step.label,
                    step.note.as_ref().unwrap().en
                )
                .unwrap();
            }
            said
        }
        Verdict::Unknown(reason) => format!("unknown: {}\n{}", reason.en, reason.vi),
        verdict => format!("{verdict:?}"),
    }
}

const LIMIT: &str = "[[phase]]\nnumber = 1\nlimit = \"3 ngày\"";

#[test]
fn of_branches_the_longest_way_counts() {
    let steps = |b: &str, c: &str| {
        phase(
            "days = \"working\"",
            &[
                "id = \"a\"\ntime = \"1 ngày\"\nphase = 1\nsplit = \"all\"\nnext = [\"b\", \"c\"]",
                &format!("id = \"b\"\ntime = \"{b}\"\nphase = 1\nnext = \"d\""),
                &format!("id = \"c\"\ntime = \"{c}\"\nphase = 1"),
                &format!("id = \"d\"\ntime = \"1 ngày\"\nphase = 1\njoin = \"all\"\n\n{LIMIT}"),
            ],
        )
    };
    let others = ["4 giờ", "12 giờ", "1 ngày lịch", "1 tháng"];
    let said = others.map(|other| format!("beside {other}: {}", steps("1 ngày", other)));
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_phase_that_repeats_is_no_sum() {
    let steps = |back: &str, supplement: &str| {
        phase(
            "days = \"working\"",
            &[
                "id = \"a\"\ntime = \"1 ngày\"\nphase = 1",
                "id = \"b\"\ntime = \"2 ngày\"\nphase = 1\nnext = [\"c\", \"d\"]",
                &format!("id = \"c\"\n{supplement}\nnext = \"a\""),
                &format!("id = \"d\"\ntime = \"1 ngày\"\nphase = 2\n{back}\n\n{LIMIT}"),
            ],
        )
    };
    let later = "rounds = 1\nnext = [\"a\", \"e\"]\n\n[[step]]\nid = \"e\"";
    insta::assert_snapshot!(
        [
            format!("back by a gateway: {}", steps("", "kind = \"gateway\"")),
            format!(
                "back after a supplement: {}",
                steps("", "kind = \"supplement\"\nphase = 1")
            ),
            format!(
                "back from another phase: {}",
                steps(later, "kind = \"supplement\"")
            ),
        ]
        .join("\n")
    );
}
