//! Every format says the same place of every finding and problem: file, line, column and end, composed letters or decomposed.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "support/made_up.rs"]
mod made_up;

use std::collections::BTreeMap;

use made_up::{PROCESS, decomposed, options, report};
use qmslint::messages::Lang;
use qmslint::report::{Format, Report, Reported};
use serde_json::Value;

/// File, line, column, end line, end column.
type At = (String, u64, u64, u64, u64);

/// Reads the places out of one format.
type Reader = fn(&Report) -> Vec<At>;

/// The places of a report, sorted.
fn places(report: &Report) -> Vec<At> {
    let findings = report.findings();
    let locations = report
        .problems()
        .into_iter()
        .map(|(at, ..)| at)
        .chain(findings.iter().map(Reported::location));
    let mut all: Vec<At> = locations
        .map(|at| {
            let [line, column] = [at.start.line, at.start.column].map(u64::from);
            let [end_line, end_column] = [at.end.line, at.end.column].map(u64::from);
            (at.file.to_owned(), line, column, end_line, end_column)
        })
        .collect();
    all.sort();
    all
}

fn written(report: &Report, format: Format) -> String {
    format.write(report, &options())
}

fn parsed(report: &Report, format: Format) -> Value {
    serde_json::from_str(&written(report, format)).unwrap()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

fn flat(value: &Value) -> At {
    let n = |key: &str| number(&value[key]);
    (
        value["file"].as_str().unwrap().to_owned(),
        n("line"),
        n("column"),
        n("end-line"),
        n("end-column"),
    )
}

fn from_json(report: &Report) -> Vec<At> {
    let value = parsed(report, Format::Json);
    let lists = ["problems", "findings"].map(|key| value[key].as_array().unwrap().clone());
    lists.concat().iter().map(flat).collect()
}

fn from_jsonl(report: &Report) -> Vec<At> {
    let text = written(report, Format::Jsonl);
    let lines = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines
        .filter(|line| line["type"] == "problem" || line["type"] == "finding")
        .map(|line| flat(&line))
        .collect()
}

fn from_sarif(report: &Report) -> Vec<At> {
    let value = parsed(report, Format::Sarif);
    let run = &value["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let results = run["results"].as_array().unwrap();
    let notifications = run["invocations"][0]["toolExecutionNotifications"]
        .as_array()
        .unwrap();
    results
        .iter()
        .chain(notifications)
        .map(|it| {
            let place = &it["locations"][0]["physicalLocation"];
            let region = |key: &str| number(&place["region"][key]);
            (
                place["artifactLocation"]["uri"]
                    .as_str()
                    .unwrap()
                    .to_owned(),
                region("startLine"),
                region("startColumn"),
                region("endLine"),
                region("endColumn"),
            )
        })
        .collect()
}

fn from_gitlab(report: &Report) -> Vec<At> {
    let value = parsed(report, Format::Gitlab);
    let issues = value.as_array().unwrap().iter();
    issues
        .map(|issue| {
            let at = &issue["location"];
            let point = |end: &str, key: &str| number(&at["positions"][end][key]);
            (
                at["path"].as_str().unwrap().to_owned(),
                point("begin", "line"),
                point("begin", "column"),
                point("end", "line"),
                point("end", "column"),
            )
        })
        .collect()
}

fn from_github(report: &Report) -> Vec<At> {
    let text = written(report, Format::Github);
    let commands = text.lines().filter(|line| line.contains(" file="));
    commands
        .map(|line| {
            let (_, rest) = line.split_once(' ').unwrap();
            let (properties, _) = rest.split_once("::").unwrap();
            let properties: BTreeMap<&str, &str> = properties
                .split(',')
                .map(|pair| pair.split_once('=').unwrap())
                .collect();
            let n = |key: &str| properties[key].parse().unwrap();
            (
                properties["file"].to_owned(),
                n("line"),
                n("col"),
                n("endLine"),
                n("endColumn"),
            )
        })
        .collect()
}

fn from_csv(report: &Report) -> Vec<At> {
    let text = written(report, Format::Csv);
    let mut rows = csv::Reader::from_reader(text.strip_prefix('\u{feff}').unwrap().as_bytes());
    rows.records()
        .map(|row| {
            let row = row.unwrap();
            let n = |rank: usize| row[rank].parse().unwrap();
            (row[0].to_owned(), n(1), n(2), n(3), n(4))
        })
        .collect()
}

#[test]
fn machine_formats_agree() {
    for process in [PROCESS.to_owned(), decomposed()] {
        let report = report(&process, Lang::En);
        let expected = places(&report);
        assert_eq!(expected.len(), 5);
        let readers: [(&str, Reader); 6] = [
            ("json", from_json),
            ("jsonl", from_jsonl),
            ("sarif", from_sarif),
            ("gitlab", from_gitlab),
            ("github", from_github),
            ("csv", from_csv),
        ];
        for (name, read) in readers {
            let mut said = read(&report);
            said.sort();
            assert_eq!(said, expected, "{name}");
        }
    }
}

/// Formats for people say where things begin.
#[test]
fn formats_for_people_agree() {
    for process in [PROCESS.to_owned(), decomposed()] {
        let report = report(&process, Lang::En);
        let mut options = options();
        options.folded = false;
        for (file, line, column, ..) in places(&report) {
            for (format, said) in [
                (Format::Text, format!("[{file}:{line}:{column}]")),
                (
                    Format::Narrated,
                    format!("File {file}, line {line}, column {column}."),
                ),
                (Format::Concise, format!("{file}:{line}:{column}: ")),
                (Format::Junit, format!("{file}:{line}:{column}")),
                (Format::Markdown, format!("\\] {line}:{column}: ")),
            ] {
                let text = format.write(&report, &options);
                assert!(text.contains(&said), "{said} in\n{text}");
            }
        }
    }
}

/// Columns count letters as they are written, so a decomposed letter counts its marks: the end moves, the begin does not.
#[test]
fn columns_count_code_points() {
    let composed = places(&report(PROCESS, Lang::En));
    let apart = places(&report(&decomposed(), Lang::En));
    let quoted = |places: &[At]| {
        let at = places.iter().find(|at| at.1 == 6).unwrap();
        (at.2, at.4 - at.2)
    };
    let name = "\"Tờ trình của Ủy ban nhân dân xã\"";
    assert_eq!(quoted(&composed), (8, name.chars().count() as u64));
    assert_eq!(quoted(&apart).0, 8);
    assert!(quoted(&apart).1 > quoted(&composed).1);
}
