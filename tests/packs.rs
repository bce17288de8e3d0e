//! Every rule of the packs in the binary keeps its examples, and has one of each kind.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fmt::Write as _;

use qmslint::examples::run_examples;
use qmslint::finding::Verdict;
use qmslint::messages::Lang;
use qmslint::model::date::Date;
use qmslint::source::Sources;
use support::{describe, packs};

/// Rules with an end of validity are judged by their examples' own dates.
fn a_day() -> Date {
    "2026-06-01".parse().unwrap()
}

#[test]
fn rules_keep_their_examples() {
    let mut broken = Vec::new();
    let mut rules = 0;
    let mut sources = Sources::default();
    for pack in packs(&mut sources) {
        for rule_check in &pack.rules {
            rules += 1;
            let rule = &rule_check.rule;
            let source = sources.get(rule.place.source).unwrap();
            let results = run_examples(rule_check, a_day());
            for kind in [true, false] {
                if !results.iter().any(|result| (result.promised == 0) == kind) {
                    broken.push(format!(
                        "{}: no example with{} findings",
                        rule.id,
                        if kind { "out" } else { "" }
                    ));
                }
            }
            for result in results.iter().filter(|result| !result.is_kept()) {
                let line = source.position(result.span.start).line;
                broken.push(format!(
                    "{}:{line}: {} promises {} findings: {:#?} {:#?}",
                    source.name(),
                    rule.id,
                    result.promised,
                    result.verdict,
                    result.problems
                ));
            }
        }
    }
    assert!(rules > 0, "no rules were read");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// What each rule says of its own examples, word for word, in both languages.
#[test]
fn rules_speak_as_reviewed() {
    let mut sources = Sources::default();
    for pack in packs(&mut sources) {
        for rule_check in &pack.rules {
            let mut said = String::new();
            for result in run_examples(rule_check, a_day()) {
                if let Verdict::Fail(findings) = &result.verdict {
                    for finding in findings {
                        for lang in [Lang::En, Lang::Vi] {
                            writeln!(said, "{}", describe(&result.sources, finding, lang)).unwrap();
                        }
                    }
                }
            }
            let name = format!("rules/{}", rule_check.rule.id);
            insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "snapshots/rules" }, {
                insta::assert_snapshot!(name.trim_start_matches("rules/"), said);
            });
        }
    }
}
