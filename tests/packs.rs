//! Every rule of the packs in the binary keeps its examples, and has one of each kind.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use qmslint::examples::run_examples;
use qmslint::model::date::Date;
use qmslint::read::embedded::embedded_packs;
use qmslint::read::pack::{Pack, PackFile, read_pack};
use qmslint::source::{Source, Sources};

fn packs() -> Vec<(Sources, Pack)> {
    let mut all = Vec::new();
    for embedded in embedded_packs() {
        let mut sources = Sources::default();
        let files: Vec<PackFile<'_>> = embedded
            .files
            .iter()
            .map(|(path, text)| PackFile {
                source: sources.add(Source::new(path.as_str(), *text)),
                path,
                text,
            })
            .collect();
        let (pack, problems) = read_pack(&files);
        let problems: Vec<String> = problems
            .iter()
            .map(|(id, problem)| {
                let source = sources.get(*id).unwrap();
                let line = source.position(problem.span.start).line;
                format!(
                    "{}/{}:{line}: {}",
                    embedded.name,
                    source.name(),
                    problem.message.en
                )
            })
            .collect();
        assert!(problems.is_empty(), "{}", problems.join("\n"));
        assert_eq!(
            pack.header.name.as_str(),
            embedded.name,
            "the folder is named as the pack"
        );
        all.push((sources, pack));
    }
    all
}

#[test]
fn rules_keep_their_examples() {
    let today: Date = "2026-06-01".parse().unwrap();
    let mut broken = Vec::new();
    let mut rules = 0;
    for (sources, pack) in packs() {
        for rule_check in &pack.rules {
            rules += 1;
            let rule = &rule_check.rule;
            let source = sources.get(rule.place.source).unwrap();
            let results = run_examples(rule_check, today);
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
