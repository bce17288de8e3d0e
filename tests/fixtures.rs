//! The 48 real procedures against what is known to be wrong with them (`fixtures/processes/anomalies.toml`).

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use serde::Deserialize;
use support::{RealRun, folder};

#[derive(Deserialize)]
struct Anomalies {
    anomaly: Vec<Anomaly>,
}

/// Something wrong with a file, and the rule that must find it at an element or inside it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Anomaly {
    file: String,
    text: String,
    rule: Option<String>,
    element: Option<String>,
    reason: Option<String>,
}

fn anomalies() -> Vec<Anomaly> {
    let text = std::fs::read_to_string(folder("fixtures/processes/anomalies.toml")).unwrap();
    toml::from_str::<Anomalies>(&text).unwrap().anomaly
}

fn is_at(element: &str, wanted: &str) -> bool {
    element == wanted
        || element
            .strip_prefix(wanted)
            .is_some_and(|rest| rest.starts_with('.'))
}

#[test]
fn every_known_anomaly_is_found_at_its_place() {
    let run = RealRun::new();
    let findings: Vec<_> = run.findings().collect();
    let mut missed = Vec::new();
    let (mut found, mut excused) = (0, 0);
    for anomaly in anomalies() {
        let Some(rule) = &anomaly.rule else {
            assert!(
                anomaly.reason.is_some(),
                "{}: {}: neither rule nor reason",
                anomaly.file,
                anomaly.text
            );
            excused += 1;
            continue;
        };
        let wanted = anomaly.element.as_deref().unwrap_or("process");
        let of_rule = findings
            .iter()
            .filter(|(file, id, _)| *file == anomaly.file && id == rule);
        let places: Vec<&str> = of_rule
            .map(|(_, _, finding)| finding.element.as_str())
            .collect();
        if places.iter().any(|element| is_at(element, wanted)) {
            found += 1;
        } else {
            missed.push(format!(
                "{}: {rule} at {wanted}: {} (found at {places:?})",
                anomaly.file, anomaly.text
            ));
        }
    }
    assert!(
        missed.is_empty(),
        "{} missed, {found} found:\n{}",
        missed.len(),
        missed.join("\n")
    );
    assert!(
        found > 150 && excused < 20,
        "{found} found, {excused} excused"
    );
}

/// Rules about time and structure; a procedure whose times add up must have no finding of theirs.
const TIME_AND_STRUCTURE: &[&str] = &[
    "steps-exceed-limit",
    "limit-exceeds-regulation",
    "unowned-time",
    "copied-total",
    "default-time",
    "days-mixed",
    "digits-contradict-words",
    "branch-exceeds-step",
    "phase-sum",
    "published-differs",
    "start-missing",
    "end-missing",
    "unreachable-step",
    "step-cannot-finish",
    "endless-loop",
];

#[test]
fn procedures_whose_times_add_up_have_no_finding_of_time_or_structure() {
    let clean = [
        "cantho-ht-005.toml",
        "cantho-ht-012.toml",
        "cantho-ht-020.toml",
        "cantho-ht-025.toml",
        "cantho-ht-027.toml",
        "cantho-ncn-003.toml",
        "binhduong-cap-so-nha.toml",
    ];
    let run = RealRun::new();
    for rule in TIME_AND_STRUCTURE {
        let known = run
            .criteria
            .rules
            .iter()
            .any(|known| known.rule.id.as_str() == *rule);
        assert!(known, "no rule {rule}");
    }
    let wrong: Vec<String> = run
        .findings()
        .filter(|(file, rule, _)| {
            // One case of cantho-ht-025 is a merged cell: its steps have no times of their own, and that is a finding.
            let merged_cell = *rule == "step-time-missing" && *file == "cantho-ht-025.toml";
            clean.contains(file)
                && !merged_cell
                && (TIME_AND_STRUCTURE.contains(rule) || *rule == "step-time-missing")
        })
        .map(|(file, rule, finding)| format!("{file}: {rule}: {}", finding.message.en))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
