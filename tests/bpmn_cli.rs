//! `qmslint check` on diagrams: findings and problems stand at line and column of the XML, also of one in UTF-16.

use assert_cmd::Command;

fn check(file: &str) -> String {
    check_only("identification-missing", file)
}

fn check_only(rules: &str, file: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qmslint"));
    let output = command
        .args(["check", "--format", "concise", "--only", rules, file])
        .env("QMSLINT_LANG", "en")
        .env("LANG", "en")
        .output();
    output.map_or_else(
        |error| error.to_string(),
        |output| String::from_utf8_lossy(&output.stdout).into_owned(),
    )
}

#[test]
fn findings_stand_in_the_xml() {
    let lanes = check("fixtures/bpmn/lanes.bpmn");
    assert!(
        lanes.contains("fixtures/bpmn/lanes.bpmn:8:3: minor[identification-missing]"),
        "{lanes}"
    );
    let wide = check("fixtures/bpmn/utf-16le.bpmn");
    assert!(
        wide.contains("fixtures/bpmn/utf-16le.bpmn:3:85: error[duplicate-id]"),
        "{wide}"
    );
}

#[test]
fn the_side_file_is_read_with_its_diagram() {
    let own = check("fixtures/bpmn/own-properties.bpmn");
    assert!(
        own.contains("the side file speaks of the step `T9`"),
        "{own}"
    );
    assert!(!own.contains("states no `version`"), "{own}");
}

#[test]
fn that_nothing_begins_is_said_once() {
    let said = check_only(
        "start-missing,unreachable-step",
        "fixtures/bpmn/nothing-begins.bpmn",
    );
    assert_eq!(said.matches("major[start-missing]").count(), 1, "{said}");
    assert!(!said.contains("unreachable-step"), "{said}");
}
