//! Diagrams beside tables: what `check` says of both, what a diagram may state for the rules, and that no file is passed over.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "support/corpus.rs"]
mod corpus;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use corpus::{corpus, diagrams};
use qmslint::read::bpmn::map::{Words, map};
use qmslint::read::bpmn::{self};
use qmslint::source::SourceId;
use serde_json::Value;

const DIAGRAM: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">
  <process id="P" name="Cấp bản sao">
    <laneSet id="ls"><lane id="l" name="Văn thư"><flowNodeRef>s</flowNodeRef><flowNodeRef>t</flowNodeRef></lane></laneSet>
    <startEvent id="s" name="Có đơn"><timerEventDefinition/></startEvent>
    <userTask id="t" name="Kiểm tra hồ sơ"/>
    <sequenceFlow id="f" sourceRef="s" targetRef="t"/>
    <sequenceFlow id="g" sourceRef="s" targetRef="t"/>
  </process>
</definitions>
"#;

const TABLE: &str = r#"[process]
code = "QT 01"
name = "Cấp bản sao từ sổ gốc"

[[step]]
name = "Tiếp nhận"
"#;

fn run(folder: &Path, arguments: &[&str]) -> (String, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_qmslint"))
        .arg("check")
        .args(arguments)
        .arg(".")
        .current_dir(folder)
        .env_remove("LANG")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (text, output.status.code().unwrap())
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn tables_and_diagrams_of_one_folder_are_checked_together() {
    let folder = folder(&[("so-do.bpmn", DIAGRAM), ("quy-trinh.toml", TABLE)]);
    for lang in ["en", "vi"] {
        let only = [
            "--only",
            "step-time-missing,fake-join,several-triggers,duplicate-flow",
        ];
        let (text, code) = run(folder.path(), &["--lang", lang, only[0], only[1]]);
        assert_eq!(code, 1, "{text}");
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(format!("mixed_{lang}"), text);
        });
    }
    let (json, _) = run(
        folder.path(),
        &[
            "--lang",
            "en",
            "--format",
            "json",
            "--only",
            "step-time-missing",
        ],
    );
    let json: Value = serde_json::from_str(&json).unwrap();
    let findings = json["findings"].as_array().unwrap();
    let drawn: Vec<&Value> = findings.iter().map(|finding| &finding["drawn"]).collect();
    let task = drawn.iter().find(|drawn| !drawn.is_null()).unwrap();
    assert_eq!(task["kind"], "user-task");
    assert_eq!(task["name"], "Kiểm tra hồ sơ");
    assert_eq!(task["lane"], "Văn thư");
    assert!(drawn.iter().any(|drawn| drawn.is_null()));
}

/// What a file deviates in is a finding that may be graded, and no reason to call it unread; without a process it is unread.
/// A flow that leads to nothing begins no branch.
#[test]
fn a_flow_to_nothing_is_no_branch() {
    let lost = DIAGRAM.replace(
        "id=\"g\" sourceRef=\"s\" targetRef=\"t\"",
        "id=\"g\" sourceRef=\"s\" targetRef=\"gone\"",
    );
    let branches = |text: &str| {
        let folder = folder(&[("so-do.bpmn", text)]);
        let (said, _) = run(folder.path(), &["--only", "implicit-split", "--lang", "en"]);
        said.contains("2 flows leave")
    };
    assert!(branches(DIAGRAM));
    assert!(!branches(&lost));
}

/// What stands at the wrong end of a message flow is named.
#[test]
fn the_wrong_end_of_a_message_is_named() {
    let pools = "<collaboration id=\"c\"><participant id=\"A\" name=\"Công dân\"/>\
        <messageFlow id=\"m\" sourceRef=\"A\" targetRef=\"g1\"/></collaboration><process";
    let gateway = "<exclusiveGateway id=\"g1\" name=\"Đủ hồ sơ?\"/><userTask";
    let text = DIAGRAM
        .replace("<process", pools)
        .replace("<userTask", gateway);
    let folder = folder(&[("so-do.bpmn", &text)]);
    let only = ["--only", "message-end-impossible", "--lang", "en"];
    let (said, _) = run(folder.path(), &only);
    // The sentence is broken into lines.
    assert!(said.contains("exclusive gateway \"Đủ hồ sơ?\""), "{said}");
}

#[test]
fn deviations_do_not_make_a_file_unread() {
    let plain = DIAGRAM.replace(" xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"", "");
    let deviating = folder(&[("a.bpmn", &plain)]);
    let (text, code) = run(
        deviating.path(),
        &[
            "--lang",
            "en",
            "--format",
            "concise",
            "--only",
            "file-deviates",
        ],
    );
    assert!(
        text.starts_with("a.bpmn:2:2: observation[file-deviates]"),
        "{text}"
    );
    assert_eq!(code, 0);
    let bomb = DIAGRAM.replace(
        "<definitions",
        "<!DOCTYPE definitions [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]>\n<definitions",
    );
    let bombed = folder(&[("a.bpmn", &bomb)]);
    let (text, code) = run(
        bombed.path(),
        &[
            "--lang",
            "en",
            "--format",
            "concise",
            "--only",
            "document-type-declared",
        ],
    );
    assert!(
        text.starts_with("a.bpmn:2:1: minor[document-type-declared]"),
        "{text}"
    );
    assert_eq!(code, 1);
    let pools = "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'><collaboration id='c'><participant id='p' name='Bên nộp'/></collaboration></definitions>";
    let alone = folder(&[("a.bpmn", pools)]);
    let (text, code) = run(alone.path(), &["--lang", "en", "--format", "concise"]);
    assert!(
        text.starts_with("a.bpmn:1:1: error[unreadable] this diagram draws no process"),
        "{text}"
    );
    assert_eq!(code, 2);
}

#[test]
fn an_optional_rule_is_in_force_where_it_is_graded_or_named() {
    let folder = folder(&[("a.bpmn", DIAGRAM)]);
    let count = |arguments: &[&str]| {
        let (json, _) = run(folder.path(), &[&["--format", "json"], arguments].concat());
        json.matches("\"rule\": \"unusual-size\"").count()
    };
    assert_eq!(count(&[]), 0);
    assert_eq!(count(&["--only", "unusual-size"]), 1);
    let graded = "[rules]\nunusual-size = { grade = \"minor\", reason = \"một cỡ hình trong toàn cơ quan\" }\n";
    fs::write(folder.path().join("qmslint.toml"), graded).unwrap();
    assert_eq!(count(&[]), 1);
}

#[test]
fn an_organisation_brings_words_of_its_own() {
    let text = DIAGRAM.replace("Kiểm tra hồ sơ", "Lên phiếu trình");
    let folder = folder(&[
        ("a.bpmn", &text),
        ("tu-ngu.toml", "[kind]\nreturn = [\"lên phiếu\"]\n"),
        ("qmslint.toml", "[check]\nwords = \"tu-ngu.toml\"\n"),
    ]);
    let (with, _) = run(
        folder.path(),
        &[
            "--lang",
            "en",
            "--format",
            "concise",
            "--only",
            "approval-missing",
        ],
    );
    fs::remove_file(folder.path().join("qmslint.toml")).unwrap();
    let (without, _) = run(
        folder.path(),
        &[
            "--lang",
            "en",
            "--format",
            "concise",
            "--only",
            "approval-missing",
        ],
    );
    assert_ne!(with, without, "{with}{without}");
    fs::write(
        folder.path().join("qmslint.toml"),
        "[check]\nwords = \"tu-ngu.toml\"\n",
    )
    .unwrap();
    fs::write(
        folder.path().join("tu-ngu.toml"),
        "[kind]\nretrun = [\"lên phiếu\"]\n",
    )
    .unwrap();
    let (text, code) = run(folder.path(), &["--lang", "en", "--format", "concise"]);
    assert!(
        text.contains("tu-ngu.toml:2:10: error[unknown-word]"),
        "{text}"
    );
    assert_eq!(code, 2);
}

fn processes(text: &str) -> bpmn::map::Mapped {
    map(
        SourceId(0),
        &bpmn::read(text.as_bytes()),
        Words::built_in(),
        None,
    )
}

#[test]
fn a_diagram_states_cases_and_times_of_each() {
    let text = DIAGRAM
        .replace("<definitions ", "<definitions xmlns:qmslint=\"urn:qmslint:bpmn:1\" ")
        .replace("id=\"P\"", "id=\"P\" qmslint:case=\"thuong = 3 ngày; xac-minh (Phải xác minh) = 25 ngày\"")
        .replace("id=\"t\" name", "id=\"t\" qmslint:time=\"thuong = 2 ngày; xac-minh = 22 ngày\" qmslint:cases=\"xac-minh; khac\" name");
    let mapped = processes(&text);
    let process = &mapped.processes[0];
    let stated = serde_json::to_value(&process.file.cases).unwrap();
    assert_eq!(stated[0]["id"], "thuong");
    assert_eq!(stated[1]["name"], "Phải xác minh");
    assert_eq!(
        process.cases[1].limit.as_ref().unwrap().value,
        "25 ngày".parse().unwrap()
    );
    let task = process.steps.iter().find(|step| step.is_work()).unwrap();
    assert_eq!(
        task.time_in(Some(&process.cases[0].id)).unwrap().value,
        "2 ngày".parse().unwrap()
    );
    assert_eq!(
        task.time_in(Some(&process.cases[1].id)).unwrap().value,
        "22 ngày".parse().unwrap()
    );
    assert_eq!(mapped.problems.len(), 1, "{:?}", mapped.problems);
    assert!(mapped.problems[0].message.en.contains("no case `khac`"));
}

/// What the forms write is known, with the same properties for both generations of the engine.
#[test]
fn the_forms_of_the_modelling_tool_write_known_properties() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".camunda/element-templates");
    let mut written = Vec::new();
    for (file, engine) in [
        ("qmslint-camunda-7.json", "camunda"),
        ("qmslint-camunda-8.json", "zeebe"),
    ] {
        let templates: Value =
            serde_json::from_str(&fs::read_to_string(folder.join(file)).unwrap()).unwrap();
        let mut names = BTreeSet::new();
        for template in templates.as_array().unwrap() {
            let on_process = template["appliesTo"][0] == "bpmn:Process";
            for property in template["properties"].as_array().unwrap() {
                let name = property["binding"]["name"].as_str().unwrap();
                names.insert((on_process, name.to_owned()));
                let inside = format!(
                    "<extensionElements><{engine}:properties xmlns:{engine}=\"{}\"><{engine}:property name=\"{name}\" value=\"1\"/></{engine}:properties></extensionElements>",
                    if engine == "camunda" {
                        "http://camunda.org/schema/1.0/bpmn"
                    } else {
                        "http://camunda.org/schema/zeebe/1.0"
                    }
                );
                let text = if on_process {
                    DIAGRAM.replace("<laneSet", &format!("{inside}<laneSet"))
                } else {
                    DIAGRAM.replace(
                        "name=\"Kiểm tra hồ sơ\"/>",
                        &format!("name=\"Kiểm tra hồ sơ\">{inside}</userTask>"),
                    )
                };
                let problems = processes(&text).problems;
                let unknown = problems
                    .iter()
                    .find(|problem| problem.kind.name() == "unknown-key");
                assert!(unknown.is_none(), "{name}: {unknown:?}");
                for choice in property["choices"].as_array().into_iter().flatten() {
                    let value = choice["value"].as_str().unwrap();
                    let text = text.replace("value=\"1\"", &format!("value=\"{value}\""));
                    let problems = processes(&text).problems;
                    assert!(problems.is_empty(), "{name}={value}: {problems:?}");
                }
            }
        }
        written.push(names);
    }
    assert_eq!(written[0], written[1]);
    assert!(written[0].len() > 20);
}

/// Every foreign file is checked or has a problem with a place.
#[test]
fn no_foreign_file_is_passed_over() {
    let Some(root) = corpus() else { return };
    let files = diagrams(&root.join("bpmn"));
    for path in &files {
        let bytes = fs::read(path).unwrap();
        let mapped = map(SourceId(0), &bpmn::read(&bytes), Words::built_in(), None);
        assert!(
            !mapped.processes.is_empty() || !mapped.problems.is_empty(),
            "{}",
            path.display()
        );
        for process in &mapped.processes {
            let notation = process.notation.as_ref().unwrap();
            assert_eq!(
                notation.nodes.len(),
                process.steps.len(),
                "{}",
                path.display()
            );
        }
    }
    assert!(!files.is_empty());
}
