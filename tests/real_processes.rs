//! The rules against the 48 published procedures: what is wrong with each is found at its element, the clean ones stay clean.
//!
//! Only rules about times, roles and structure are held against the anomalies here.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use qmslint::finding::{Finding, Verdict};
use qmslint::model::calendar::Calendar;
use qmslint::model::process::Process;
use qmslint::read::embedded::embedded_packs;
use qmslint::read::organisation::read_organisation;
use qmslint::read::pack::read_embedded;
use qmslint::read::process::read_process;
use qmslint::rule::Rule;
use qmslint::run::Criteria;
use qmslint::source::{Source, Sources};
use serde::Deserialize;

/// The files that DOMAIN §4 calls clean.
const CLEAN: [&str; 7] = [
    "binhduong-cap-so-nha.toml",
    "cantho-ht-005.toml",
    "cantho-ht-012.toml",
    "cantho-ht-020.toml",
    "cantho-ht-025.toml",
    "cantho-ht-027.toml",
    "cantho-ncn-003.toml",
];

/// Files of the packs whose rules are about times, roles and structure.
const RULE_FILES: [&str; 8] = [
    "4.4-structure.toml",
    "4.4-times.toml",
    "5.3-responsibilities.toml",
    "7.2-competence.toml",
    "8.2-limits.toml",
    "8.5-provision.toml",
    "roles.toml",
    "time.toml",
];

/// Of these, the ones about roles: a clean file may have such findings.
const ROLES: [&str; 4] = [
    "5.3-responsibilities.toml",
    "7.2-competence.toml",
    "8.5-provision.toml",
    "roles.toml",
];

#[derive(Deserialize)]
struct Anomalies {
    anomaly: Vec<Anomaly>,
}

#[derive(Deserialize)]
struct Anomaly {
    file: String,
    text: String,
    rule: Option<String>,
    element: Option<String>,
}

struct Found {
    file: String,
    rule: String,
    rule_file: String,
    finding: Finding,
    grade: &'static str,
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/processes"))
}

/// The file a rule is written in, without its folder.
fn rule_file(sources: &Sources, rule: &Rule) -> String {
    let name = sources.get(rule.place.source).unwrap().name();
    name.rsplit('/').next().unwrap().to_owned()
}

/// Every finding of the packs in the 48 files, judged on 2026-06-01; and the ids of the rules about times, roles and structure.
fn findings() -> (Vec<Found>, BTreeSet<String>) {
    let mut sources = Sources::default();
    let mut rules = Vec::new();
    let mut regulations = Vec::new();
    for embedded in embedded_packs() {
        let ids = embedded.add_to(&mut sources);
        let (pack, problems) = read_embedded(&embedded, &ids);
        assert!(problems.is_empty());
        rules.extend(pack.rules);
        regulations.extend(pack.regulations);
    }
    let mut add = |name: &str| {
        let text = fs::read_to_string(folder().join(name)).unwrap();
        let id = sources.add(Source::new(name, text.as_str()));
        (id, text)
    };
    let (id, text) = add("organisation.toml");
    let (organisation, problems) = read_organisation(id, &text);
    assert!(problems.is_empty());
    let mut names: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| {
            Path::new(name)
                .extension()
                .is_some_and(|extension| extension == "toml")
        })
        .filter(|name| {
            !["organisation.toml", "anomalies.toml", "qmslint.toml"].contains(&name.as_str())
        })
        .collect();
    names.sort();
    assert_eq!(names.len(), 48);
    let processes: Vec<Process> = names
        .iter()
        .map(|name| {
            let (id, text) = add(name);
            let (process, problems) = read_process(id, &text);
            assert!(problems.is_empty(), "{name}: {problems:?}");
            process
        })
        .collect();
    let criteria = Criteria {
        rules,
        regulations,
        organisation: Some(organisation),
        calendar: Cow::Borrowed(Calendar::viet_nam()),
        as_of: "2026-06-01".parse().unwrap(),
    };
    let ids = criteria
        .rules
        .iter()
        .filter(|rule| {
            let file = rule_file(&sources, &rule.rule);
            RULE_FILES.contains(&file.as_str())
        })
        .map(|rule| rule.rule.id.to_string())
        .collect();
    let mut all = Vec::new();
    for outcome in criteria.run(&processes) {
        let rule = &criteria.rules[outcome.rule].rule;
        if let Verdict::Fail(findings) = outcome.verdict {
            for finding in findings {
                all.push(Found {
                    file: names[outcome.process].clone(),
                    rule: rule.id.to_string(),
                    rule_file: rule_file(&sources, rule),
                    grade: criteria.grade(outcome.rule, &finding).name(),
                    finding,
                });
            }
        }
    }
    (all, ids)
}

fn anomalies() -> Vec<Anomaly> {
    let text = fs::read_to_string(folder().join("anomalies.toml")).unwrap();
    toml::from_str::<Anomalies>(&text).unwrap().anomaly
}

#[test]
fn every_anomaly_is_found_at_its_element() {
    let (found, rules) = findings();
    let mut missed = Vec::new();
    let mut held = 0;
    for anomaly in anomalies() {
        let Some(rule) = &anomaly.rule else { continue };
        if !rules.contains(rule) {
            continue;
        }
        held += 1;
        let element = anomaly.element.as_deref().unwrap();
        let hit = found.iter().any(|found| {
            found.file == anomaly.file
                && found.rule == *rule
                && found.finding.element.starts_with(element)
        });
        if !hit {
            missed.push(format!(
                "{}: {rule} at {element}: {}",
                anomaly.file, anomaly.text
            ));
        }
    }
    assert!(held > 0, "no anomaly was held against a rule");
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn clean_files_have_no_time_or_structure_finding() {
    let (found, _) = findings();
    let stated: BTreeSet<(String, String)> = anomalies()
        .into_iter()
        .filter_map(|anomaly| Some((anomaly.file, anomaly.rule?)))
        .collect();
    let wrong: Vec<String> = found
        .iter()
        .filter(|found| CLEAN.contains(&found.file.as_str()))
        .filter(|found| RULE_FILES.contains(&found.rule_file.as_str()))
        .filter(|found| !ROLES.contains(&found.rule_file.as_str()))
        .filter(|found| !stated.contains(&(found.file.clone(), found.rule.clone())))
        .map(|found| format!("{} {} {}", found.file, found.rule, found.finding.message.en))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn findings_about_times_roles_and_structure() {
    let (found, _) = findings();
    let lines: Vec<String> = found
        .iter()
        .filter(|found| RULE_FILES.contains(&found.rule_file.as_str()))
        .map(|found| {
            let weak = found.finding.weak.as_ref();
            let weak = weak.map_or_else(String::new, |reason| format!(" [{}]", reason.en));
            let label = found.finding.label.as_ref();
            let label = label.map_or_else(String::new, |label| format!(" | {}", label.en));
            format!(
                "{} {}[{}] {}: {}{label}{weak}",
                found.file,
                found.grade,
                found.rule,
                found.finding.element,
                found.finding.message.en
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}
