//! Findings are told apart: what accepts one accepts no other, neither as a waiver nor in a baseline.

use std::fs;

use serde_json::Value;

use super::command::{folder, json, run, stderr, stdout};
use super::{DECIDED, PROCESS, RULE};

const DAY: [&str; 2] = ["--as-of", "2026-06-01"];

/// Elements of the findings of one rule, with whether each counts.
fn counting(folder: &std::path::Path, rule: &str, more: &[&str]) -> Vec<(String, bool)> {
    let arguments = [
        &["check", ".", "--only", rule, "--format=json"],
        &DAY[..],
        more,
    ]
    .concat();
    let json = json(&run(folder, &arguments));
    let findings = json["findings"].as_array().unwrap().iter();
    let all = findings.filter(|found| found["rule"] == rule).map(|found| {
        let counts = found["waived"] == false && found["known"] == false;
        (found["element"].as_str().unwrap().to_owned(), counts)
    });
    all.collect()
}

fn waive(folder: &std::path::Path, finding: &str) -> std::process::Output {
    let decided = [
        "--owner",
        "Trưởng phòng Tư pháp",
        "--reason",
        "đang bổ sung",
        "--until",
        "2026-12-31",
    ];
    run(folder, &[&["waive", finding], &decided[..], &DAY].concat())
}

/// One paper that is missing is not another one.
#[test]
fn missing_papers_are_told_apart() {
    let process = |paper: &str| {
        format!(
            "[process]\ncode = \"QT 01\"\nname = \"Đổi tên\"\nprocedure = \"dat-dai-bien-dong-doi-ten\"\n\n\
             [[document]]\nname = \"{paper}\"\n"
        )
    };
    let rule = "required-document-missing";
    let [request, certificate] = ["Đơn đăng ký biến động", "Giấy chứng nhận quyền sử dụng đất"];
    let files = folder(&[("a.toml", &process(request))]);
    let update = ["--baseline", "b.json", "--update-baseline"];
    run(
        files.path(),
        &[&["check", ".", "--only", rule], &DAY[..], &update].concat(),
    );
    let compare = &update[..2];
    let before = counting(files.path(), rule, compare);
    assert!(
        !before.is_empty() && before.iter().all(|(_, counts)| !counts),
        "{before:?}"
    );
    fs::write(files.path().join("a.toml"), process(certificate)).unwrap();
    let after = counting(files.path(), rule, compare);
    assert!(after.iter().any(|(_, counts)| *counts), "{after:?}");
}

/// A finding about a process as a whole belongs to that one of the processes of its file.
#[test]
fn processes_of_one_file_are_told_apart() {
    let diagram = |first: &str, second: &str| {
        format!(
            "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" targetNamespace=\"x\">\
             <process id=\"p\"{first}><task id=\"a\"/></process>\n<process id=\"q\"{second}><task id=\"b\"/></process></definitions>"
        )
    };
    let named = diagram(" name=\"Một\"", " name=\"Hai\"");
    let files = folder(&[("d.bpmn", &named)]);
    let rule = "records-missing";
    let json = json(&run(
        files.path(),
        &["check", ".", "--only", rule, "--format=json"],
    ));
    let print = |index: usize| json["findings"][index]["fingerprint"].as_str().unwrap();
    assert_ne!(print(0), print(1));
    assert_eq!(waive(files.path(), print(0)).status.code(), Some(0));
    let counts: Vec<bool> = counting(files.path(), rule, &[])
        .iter()
        .map(|(_, counts)| *counts)
        .collect();
    assert_eq!(counts, [false, true]);
    let written = fs::read_to_string(files.path().join("waivers.toml")).unwrap();
    assert!(written.contains("process = \"một\""), "{written}");
    // Nothing tells these apart.
    let files = folder(&[("d.bpmn", &diagram("", ""))]);
    let refused = waive(files.path(), "d.bpmn:records-missing");
    assert_eq!(refused.status.code(), Some(2));
    assert!(!files.path().join("waivers.toml").exists());
}

/// `*` in a name stands for itself alone, so no waiver can be written that names it.
#[test]
fn a_star_in_a_name_is_no_wildcard() {
    let process = PROCESS.replace("id = \"tra\"\nname = \"Trả kết quả\"", "name = \"Trả *\"");
    let files = folder(&[("qt-01.toml", &process)]);
    let refused = waive(files.path(), "qt-01.toml:role-missing");
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        stderr(&refused).contains("any characters"),
        "{}",
        stderr(&refused)
    );
}

/// Letters of other case make another element.
#[test]
fn the_case_of_letters_matters() {
    let process = PROCESS.replace("id = \"tra\"", "id = \"Tra\"");
    let of = |element: &str| {
        format!("[[waiver]]\nrule = \"{RULE}\"\nelement = \"process.step.{element}\"\n{DECIDED}")
    };
    for (element, counts) in [("Tra", false), ("tra", true)] {
        let files = folder(&[("qt-01.toml", &process), ("waivers.toml", &of(element))]);
        let found = counting(files.path(), RULE, &[]);
        assert_eq!(found, [("process.step.Tra".to_owned(), counts)]);
    }
}

/// A finding is named by whatever path leads to its file, and what is said to be waived is.
#[test]
fn a_finding_is_named_by_any_path() {
    let files = folder(&[("sub/qt-01.toml", PROCESS)]);
    let whole = files.path().join("sub/qt-01.toml");
    for name in [
        "./sub/qt-01.toml",
        "sub/../sub/qt-01.toml",
        whole.to_str().unwrap(),
    ] {
        let said = waive(files.path(), &format!("{name}:{RULE}:process.step.tra"));
        assert_eq!(said.status.code(), Some(0), "{name}: {}", stderr(&said));
        assert!(stdout(&said).contains("is waived"), "{}", stdout(&said));
        let found = counting(files.path(), RULE, &[]);
        assert_eq!(found, [("process.step.tra".to_owned(), false)]);
        fs::remove_file(files.path().join("waivers.toml")).unwrap();
    }
}

/// The word for a kind of step in element paths is the word in files.
#[test]
fn a_missing_step_is_named_by_its_kind() {
    use qmslint::model::process::StepKind;
    for word in ["receive", "apologise", "gateway", "other"] {
        let kind: StepKind = serde_json::from_value(Value::from(word)).unwrap();
        assert_eq!(kind.id(), word);
    }
}
