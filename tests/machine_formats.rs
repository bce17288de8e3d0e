//! The formats for programs and pipelines, on one made-up report that has everything, in both languages.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "support/made_up.rs"]
mod made_up;

use insta::assert_snapshot;
use made_up::{PROCESS, decomposed, options, report, waive_extra_paper};
use qmslint::finding::{Grade, Standing, Verdict};
use qmslint::messages::{Lang, Localized};
use qmslint::report::markdown::markdown;
use qmslint::report::{Exit, Format, Options, Report};
use qmslint::source::Source;
use qmslint::waive::Compared;
use serde_json::Value;

const MACHINE: [Format; 7] = [
    Format::Jsonl,
    Format::Sarif,
    Format::Junit,
    Format::Gitlab,
    Format::Github,
    Format::Markdown,
    Format::Csv,
];

#[test]
fn every_format_in_both_languages() {
    for lang in [Lang::En, Lang::Vi] {
        let code = if lang == Lang::En { "en" } else { "vi" };
        for format in MACHINE {
            let mut report = report(PROCESS, lang);
            if format == Format::Sarif {
                // SARIF alone has a shape for what was accepted.
                waive_extra_paper(&mut report);
            }
            let text = format.write(&report, &options());
            assert_snapshot!(format!("{}_{code}", format.name()), text);
        }
    }
}

/// The words of the tool itself, in Vietnamese reports, hold no English sentences.
#[test]
fn vietnamese_is_vietnamese_only() {
    for format in MACHINE {
        let said = format.write(&report(PROCESS, Lang::Vi), &options());
        for word in [
            "help:",
            "related:",
            "path:",
            "basis:",
            "explain:",
            "note:",
            "not applicable:",
        ] {
            assert!(!said.to_lowercase().contains(word), "{word} in\n{said}");
        }
    }
}

fn sarif(report: &Report) -> Value {
    serde_json::from_str(&Format::Sarif.write(report, &options())).unwrap()
}

#[test]
fn sarif_names_every_rule_and_points_into_the_list() {
    let run = &sarif(&report(PROCESS, Lang::En))["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), 2);
    let notifications = run["tool"]["driver"]["notifications"].as_array().unwrap();
    assert!(!notifications.is_empty());
    for rule in rules.iter().chain(notifications) {
        for key in ["shortDescription", "fullDescription", "help"] {
            assert!(rule[key]["text"].as_str().unwrap().ends_with('.'), "{rule}");
        }
    }
    // A name that is the id but for its capitals says nothing.
    for rule in rules {
        let id = rule["id"].as_str().unwrap();
        let name = rule["name"].as_str();
        assert!(name.is_none_or(|name| name.to_lowercase() != id), "{rule}");
    }
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    let mut prints: Vec<&str> = Vec::new();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        prints.push(
            result["partialFingerprints"]["primaryLocationLineHash"]
                .as_str()
                .unwrap(),
        );
        let artifacts = run["artifacts"].as_array().unwrap();
        let at = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        let index = usize::try_from(at["index"].as_u64().unwrap()).unwrap();
        assert_eq!(artifacts[index]["location"]["uri"], at["uri"]);
    }
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), 3);
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn sarif_snippets_are_what_stands_in_the_region() {
    for process in [PROCESS.to_owned(), decomposed()] {
        let run = &sarif(&report(&process, Lang::En))["runs"][0];
        for result in run["results"].as_array().unwrap() {
            let region = &result["locations"][0]["physicalLocation"]["region"];
            let n = |key: &str| usize::try_from(region[key].as_u64().unwrap()).unwrap();
            assert_eq!(region["startLine"], region["endLine"]);
            let line = process.lines().nth(n("startLine") - 1).unwrap();
            let text: String = line
                .chars()
                .skip(n("startColumn") - 1)
                .take(n("endColumn") - n("startColumn"))
                .collect();
            assert_eq!(region["snippet"]["text"], text);
        }
    }
}

/// A finding keeps its fingerprint in every format when lines move.
#[test]
fn fingerprints_do_not_move_with_lines() {
    let moved = format!("# a line more\r\n{PROCESS}");
    let of = |process: &str, format: Format| -> Vec<String> {
        let text = format.write(&report(process, Lang::En), &options());
        let value: Value = serde_json::from_str(&text).unwrap();
        let (list, key): (&Value, &str) = match format {
            Format::Sarif => (
                &value["runs"][0]["results"],
                "/partialFingerprints/primaryLocationLineHash",
            ),
            Format::Gitlab => (&value, "/fingerprint"),
            _ => (&value["findings"], "/fingerprint"),
        };
        let all = list.as_array().unwrap().iter();
        all.map(|one| one.pointer(key).unwrap().as_str().unwrap().to_owned())
            .collect()
    };
    for format in [Format::Sarif, Format::Gitlab, Format::Json] {
        assert_eq!(of(PROCESS, format), of(&moved, format), "{format:?}");
    }
}

/// What was accepted is shown as accepted, and fails nothing.
#[test]
fn waived_findings_do_not_fail() {
    let mut report = report(PROCESS, Lang::En);
    waive_extra_paper(&mut report);
    let run = &sarif(&report)["runs"][0];
    let suppressed = run["results"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|result| result["suppressions"][0]["status"] == "accepted");
    assert_eq!(suppressed.count(), 2);
    let junit = Format::Junit.write(&report, &options());
    assert!(!junit.contains("<failure"), "{junit}");
    assert!(
        junit.contains("<skipped message=\"until 2026-12-31 by Head of the one-stop office:"),
        "{junit}"
    );
    for format in [Format::Gitlab, Format::Github, Format::Markdown] {
        let text = format.write(&report, &options());
        assert!(!text.contains("extra-paper"), "{format:?}\n{text}");
    }
    let csv = Format::Csv.write(&report, &options());
    assert_eq!(csv.matches(",waived,").count(), 2, "{csv}");
}

/// With a baseline, what was there before is unchanged in SARIF, known in CSV and skipped in JUnit.
#[test]
fn known_findings_do_not_fail() {
    let mut report = report(PROCESS, Lang::En);
    report.gate.compared = Some(Compared {
        with: Localized::fixed("the baseline", "danh sách đã biết"),
        resolved: Vec::new(),
    });
    for found in report.outcomes.findings_mut() {
        found.finding.standing = Standing::Known;
    }
    for result in sarif(&report)["runs"][0]["results"].as_array().unwrap() {
        assert_eq!(result["baselineState"], "unchanged");
    }
    let junit = Format::Junit.write(&report, &options());
    assert!(!junit.contains("<failure"), "{junit}");
    assert_eq!(junit.matches("known from before").count(), 3, "{junit}");
    let gitlab: Value = serde_json::from_str(&Format::Gitlab.write(&report, &options())).unwrap();
    // The two files have one problem each; no finding is left.
    assert_eq!(gitlab.as_array().unwrap().len(), 2);
    assert_eq!(
        Format::Csv
            .write(&report, &options())
            .matches(",known,")
            .count(),
        3
    );
}

/// A failure is what makes the run fail; the rest passes and is told in the output of its suite.
#[test]
fn junit_fails_at_the_grade_that_fails() {
    let at = |fail_on: Grade| {
        let mut report = report(PROCESS, Lang::En);
        report.fail_on = vec![fail_on];
        let text = Format::Junit.write(&report, &options());
        (
            text.matches("<failure").count(),
            text.matches("observation[not-sure]").count(),
        )
    };
    assert_eq!(at(Grade::Major), (2, 1));
    assert_eq!(at(Grade::Observation), (3, 1));
}

#[test]
fn a_clean_run_is_an_empty_list_for_gitlab() {
    let mut report = report(PROCESS, Lang::En);
    report.problems.clear();
    for process in 0..2 {
        report
            .outcomes
            .replace(process, [Verdict::Pass, Verdict::Pass]);
    }
    assert_eq!(Format::Gitlab.write(&report, &options()), "[]\n");
    let clean = Options {
        exit: Exit::Clean,
        ..options()
    };
    let value: Value = serde_json::from_str(&Format::Sarif.write(&report, &clean)).unwrap();
    assert_eq!(value["runs"][0]["results"], serde_json::json!([]));
    assert_eq!(
        value["runs"][0]["invocations"][0]["executionSuccessful"],
        true
    );
    assert_eq!(Format::Concise.write(&report, &clean), "");
}

/// Where the findings do not all fit, a sentence says how many are left out.
#[test]
fn a_summary_that_is_too_long_says_so() {
    let report = report(PROCESS, Lang::En);
    let whole = markdown(&report, usize::MAX);
    assert!(!whole.contains("do not fit"));
    for room in [1500, 1800, 2200] {
        let cut = markdown(&report, room);
        assert!(cut.len() <= room);
        let shown = cut.matches("\n- **").count();
        let left = format!("{} more findings do not fit here", 5 - shown);
        assert!(shown == 5 || cut.contains(&left), "{cut}");
    }
}

/// A file may not write commands, headings or rows of its own.
#[test]
fn text_of_files_stays_text() {
    let hostile = PROCESS.replace("Tờ trình", "Tờ, 100%: <b>|**@all");
    let mut report = report(&hostile, Lang::En);
    let source = report.inputs[0].source;
    assert_eq!(report.sources.get(source).map(Source::name), Some("b.toml"));
    for found in report.outcomes.findings_mut() {
        found.finding.message =
            Localized::same("a\r\n::error::forged %0A\n\n# heading\n=1+1 \u{1b}[31m\u{1}");
    }
    let github = Format::Github.write(&report, &options());
    assert!(
        github.lines().all(|line| line.starts_with("::")),
        "{github}"
    );
    assert!(!github.contains("\n::error::forged"), "{github}");
    assert!(github.contains("%250A"), "{github}");
    let markdown = Format::Markdown.write(&report, &options());
    assert!(!markdown.contains("\n# heading"), "{markdown}");
    let junit = Format::Junit.write(&report, &options());
    assert!(!junit.contains('\u{1b}') && !junit.contains('\u{1}'));
    let csv = Format::Csv.write(&report, &options());
    let rows = csv.matches("\r\n").count();
    assert_eq!(rows, 1 + 5, "{csv}");
}
