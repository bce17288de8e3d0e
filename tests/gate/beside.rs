//! What is accepted in the side file of a diagram: about what, until when, and what is said of it.

use std::fs;

use super::command::{folder, json, run, stderr, stdout};
use super::{RULE, check, check_paths, findings};

const ROOT: &str = "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\">";

/// Two steps without role, and one with.
const PROCESS: &str = "<process id=\"p\" name=\"Cấp bản sao\">\n\
    <laneSet><lane name=\"Văn thư\"><flowNodeRef>c</flowNodeRef></lane></laneSet>\n\
    <task id=\"a\" name=\"Tiếp nhận\"/>\n\
    <task id=\"b\" name=\"Trả kết quả\"/>\n\
    <task id=\"c\" name=\"Lưu hồ sơ\"/>\n\
    <sequenceFlow id=\"f\" sourceRef=\"a\" targetRef=\"b\"/>\n\
    <sequenceFlow id=\"g\" sourceRef=\"b\" targetRef=\"c\"/></process>";

const DECIDED: &str = "until 2026-12-31 by Trưởng phòng Tư pháp because đang phân công lại";

fn diagram(processes: &str) -> String {
    format!("{ROOT}\n{processes}\n</definitions>\n")
}

/// Each finding of the rule by its element, with whether it was waived; then the rules about waivers that found something.
fn found(diagram: &str, side: &str) -> (Vec<(String, bool)>, Vec<String>) {
    let files = folder(&[("qt-01.bpmn", diagram), ("qt-01.qms.toml", side)]);
    let json = json(&check(files.path(), "2026-06-01", &["--lang", "en"]));
    assert_eq!(json["problems"], serde_json::json!([]), "{side}");
    let mut elements = Vec::new();
    let mut faults = Vec::new();
    for finding in json["findings"].as_array().unwrap() {
        let text = |key: &str| finding[key].as_str().unwrap().to_owned();
        if finding["rule"] == RULE {
            assert_eq!(finding["file"], "qt-01.bpmn");
            elements.push((text("element"), finding["waived"] == true));
        } else {
            assert_eq!(finding["file"], "qt-01.qms.toml");
            faults.push(text("rule"));
        }
    }
    elements.sort();
    (elements, faults)
}

#[test]
fn clean_then_found_then_waived_then_expired() {
    let of = |rule: &str, waived: bool| (rule.to_owned(), waived, false);
    let whole = "<flowNodeRef>b</flowNodeRef><flowNodeRef>c</flowNodeRef>";
    let whole = PROCESS.replace("<flowNodeRef>c</flowNodeRef>", whole);
    let role = "[[step]]\nid = \"a\"\nrole = \"Cán bộ tiếp nhận\"\n";
    let files = folder(&[("qt-01.bpmn", &diagram(&whole)), ("qt-01.qms.toml", role)]);
    let check = |as_of: &str| check(files.path(), as_of, &["--lang", "en"]);
    assert_eq!(check("2026-06-01").status.code(), Some(0), "clean");

    fs::write(files.path().join("qt-01.bpmn"), diagram(PROCESS)).unwrap();
    let output = check("2026-06-01");
    assert_eq!(findings(&output), [of(RULE, false)], "found");
    assert_eq!(output.status.code(), Some(1), "found");

    let side = format!("{role}\n# qmslint: waive {RULE} {DECIDED}\n[[step]]\nid = \"b\"\n");
    fs::write(files.path().join("qt-01.qms.toml"), &side).unwrap();
    let output = check("2026-12-31");
    assert_eq!(findings(&output), [of(RULE, true)], "waived");
    assert_eq!(output.status.code(), Some(0), "waived");
    let waived = &json(&output)["findings"][0];
    assert_eq!(waived["waiver"]["file"], "qt-01.qms.toml");
    assert_eq!(waived["waiver"]["line"], 5);
    assert_eq!(waived["waiver"]["in-file"], false);

    let output = check("2027-01-01");
    let mut expired = findings(&output);
    expired.sort();
    assert_eq!(expired, [of(RULE, false), of("waiver-expired", false)]);
    assert_eq!(output.status.code(), Some(1), "expired");
    let json = json(&output);
    let fault = json["findings"].as_array().unwrap().iter();
    let fault = fault
        .clone()
        .find(|found| found["rule"] == "waiver-expired");
    let fault = fault.unwrap();
    assert_eq!(fault["file"], "qt-01.qms.toml");
    assert_eq!((&fault["line"], &fault["column"]), (&5.into(), &1.into()));
    assert_eq!(fault["related"][0]["file"], "qt-01.bpmn");
}

/// A comment is about the table, the line or the whole file that it stands before, in the words of elements.
#[test]
fn a_comment_is_about_what_it_stands_before() {
    let waive = format!("# qmslint: waive {RULE} {DECIDED}\n");
    let at = |a: bool, b: bool| {
        let elements = [
            ("process.step.a".to_owned(), a),
            ("process.step.b".to_owned(), b),
        ];
        elements.to_vec()
    };
    let unused = || vec!["waiver-unused".to_owned()];
    for (side, expected, faults) in [
        // Before everything, or behind the header.
        (format!("{waive}[process]\n"), at(true, true), vec![]),
        (
            format!("[process] {waive}fee = \"0 đồng\"\n"),
            at(true, true),
            vec![],
        ),
        (
            format!("{waive}process = {{ fee = \"0 đồng\" }}\n"),
            at(true, true),
            vec![],
        ),
        // A line of `[process]` is one element of it.
        (
            format!("[process]\n{waive}fee = \"0 đồng\"\n"),
            at(false, false),
            unused(),
        ),
        // A step by id, by name, inside its table, in a table of its own, in a list.
        (
            format!("{waive}[[step]]\nid = \"b\"\n"),
            at(false, true),
            vec![],
        ),
        (
            format!("{waive}[[step]]\nname = \"trả  KẾT quả\"\n"),
            at(false, true),
            vec![],
        ),
        (
            format!("[[step]]\nid = \"a\"\n[[step]]\nid = \"b\"\n{waive}number = 2\n"),
            at(false, true),
            vec![],
        ),
        (
            format!("step = [\n{{ id = \"a\" }},\n{waive}{{ id = \"b\" }},\n]\n"),
            at(false, true),
            vec![],
        ),
        (
            format!("{waive}step = [\n{{ id = \"a\" }},\n{{ id = \"b\" }},\n]\n"),
            at(true, true),
            vec![],
        ),
        // Another element, and nothing at all: what it was written for is gone.
        (
            format!("{waive}[[record]]\nname = \"Sổ\"\n"),
            at(false, false),
            unused(),
        ),
        (
            format!("[[step]]\nid = \"b\"\n\n{waive}"),
            at(false, false),
            unused(),
        ),
        (waive.clone(), at(false, false), unused()),
    ] {
        let (elements, said) = found(&diagram(PROCESS), &side);
        assert_eq!(elements, expected, "{side}");
        assert_eq!(said, faults, "{side}");
    }
}

/// Ids may hold dots: a step whose id begins as another one's does is not part of it.
#[test]
fn a_waiver_of_one_step_is_none_of_another() {
    let dotted = PROCESS.replace("\"b\"", "\"a.b\"");
    let side = format!("# qmslint: waive {RULE} {DECIDED}\n[[step]]\nid = \"a\"\n");
    let (elements, faults) = found(&diagram(&dotted), &side);
    let expected = [("process.step.a", true), ("process.step.a.b", false)];
    assert_eq!(
        elements,
        expected.map(|(element, waived)| (element.to_owned(), waived))
    );
    assert_eq!(faults, [""; 0]);
}

/// Of a diagram with several processes a side file is about the one that it names, and about all where it names none.
#[test]
fn the_process_that_is_named_is_meant() {
    let process = |id: &str, name: &str| {
        format!(
            "<process id=\"{id}\" name=\"{name}\"><task id=\"{id}-1\" name=\"Ký\"/></process>\n"
        )
    };
    let two = diagram(&(process("p", "Cấp mới") + &process("q", "Cấp lại")));
    let waive = format!("# qmslint: waive {RULE} {DECIDED}\n");
    for (side, expected) in [
        (
            format!("{waive}[process]\nname = \"Cấp lại\"\n"),
            [false, true],
        ),
        (format!("{waive}[process]\n"), [true, true]),
        (format!("{waive}[[step]]\nid = \"p-1\"\n"), [true, false]),
    ] {
        let (elements, faults) = found(&two, &side);
        let waived: Vec<bool> = elements.iter().map(|(_, waived)| *waived).collect();
        assert_eq!(waived, expected, "{side}");
        assert_eq!(faults, [""; 0], "{side}");
    }
}

/// A side file that is named stands for its diagram, as where a shell names all files of a folder.
#[test]
fn a_side_file_that_is_named_is_its_diagram() {
    let side = format!("# qmslint: waive {RULE} {DECIDED}\n[[step]]\nid = \"b\"\n");
    let files = folder(&[("qt-01.bpmn", &diagram(PROCESS)), ("qt-01.qms.toml", &side)]);
    for paths in [&["qt-01.qms.toml"][..], &["qt-01.bpmn", "qt-01.qms.toml"]] {
        let json = json(&check_paths(files.path(), "2026-06-01", paths));
        let inputs = json["inputs"].as_array().unwrap().iter();
        let inputs: Vec<&str> = inputs
            .map(|input| input["file"].as_str().unwrap())
            .collect();
        assert_eq!(inputs, ["qt-01.bpmn"]);
        assert_eq!(json["summary"]["waived"], 1);
    }
}

#[test]
fn what_is_wrong_with_it_is_found_in_the_side_file() {
    let table = "\n[[step]]\nid = \"b\"\n";
    for (comment, expected) in [
        (
            format!("waive {RULE} until 2028-01-01 by Trưởng phòng because x"),
            "waiver-too-long",
        ),
        (
            format!("waive {RULE} until 2026-12-31 because x"),
            "waiver-incomplete",
        ),
        (
            format!("waive {RULE} until 2026-12-31 by Trưởng phòng"),
            "waiver-incomplete",
        ),
        (
            format!("waive {RULE} by Trưởng phòng because x"),
            "waiver-incomplete",
        ),
        (format!("accept {RULE}"), "waiver-incomplete"),
        (
            format!("waive role-mising {DECIDED}"),
            "waiver-unknown-rule",
        ),
    ] {
        let (_, faults) = found(&diagram(PROCESS), &format!("# qmslint: {comment}{table}"));
        assert_eq!(faults, [expected], "{comment}");
    }
}

/// The role that approved the process answers for it, also where the side file names that role.
#[test]
fn the_owner_is_who_approved() {
    let side = format!(
        "# qmslint: waive {RULE} until 2026-12-31 because đang phân công lại\n[process]\n\
         approval = {{ approved = \"Phó Chủ tịch UBND\" }}\n"
    );
    let files = folder(&[("qt-01.bpmn", &diagram(PROCESS)), ("qt-01.qms.toml", &side)]);
    let json = json(&check(files.path(), "2026-06-01", &[]));
    assert_eq!(json["findings"][0]["waiver"]["owner"], "Phó Chủ tịch UBND");
    assert_eq!(json["findings"][1]["waived"], true);
}

/// A waiver in a side file outweighs the baseline, is no part of the change that `--since` compares, and is shown in SARIF.
#[test]
fn a_baseline_and_sarif_agree() {
    let waive = format!("# qmslint: waive {RULE} {DECIDED}\n[process]\n");
    let files = folder(&[
        ("qt-01.bpmn", &diagram(PROCESS)),
        ("qt-01.qms.toml", &waive),
    ]);
    let update = ["--baseline", "b.json", "--update-baseline"];
    let output = check(files.path(), "2026-06-01", &update);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let baseline = fs::read_to_string(files.path().join("b.json")).unwrap();
    assert!(!baseline.contains(RULE), "{baseline}");

    let arguments = [
        "check",
        ".",
        "--only",
        RULE,
        "--as-of",
        "2026-06-01",
        "--format",
        "sarif",
    ];
    let sarif = json(&run(files.path(), &arguments));
    let suppression = &sarif["runs"][0]["results"][0]["suppressions"][0];
    assert_eq!(suppression["kind"], "external");
    let location = &suppression["location"]["physicalLocation"];
    assert_eq!(location["artifactLocation"]["uri"], "qt-01.qms.toml");
    assert_eq!(location["region"]["startLine"], 1);

    let arguments = [
        "check",
        ".",
        "--only",
        RULE,
        "--as-of",
        "2026-06-01",
        "--show",
        "waived",
    ];
    let text = stdout(&run(
        files.path(),
        &[&arguments[..], &["--lang", "en"]].concat(),
    ));
    assert!(text.contains("2 waived"), "{text}");
}

/// Nothing is said of a waiver where the diagram could not be read.
#[test]
fn a_broken_diagram_says_nothing_of_waivers() {
    let side = format!("# qmslint: waive {RULE} {DECIDED}\n[[step]]\nid = \"b\"\n");
    let files = folder(&[("qt-01.bpmn", ROOT), ("qt-01.qms.toml", &side)]);
    let output = check(files.path(), "2026-06-01", &[]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(findings(&output), []);
}
