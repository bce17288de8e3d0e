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

/// What was accepted as an observation is not accepted as a nonconformity: neither waived, nor known.
#[test]
fn what_becomes_graver_counts() {
    let rule = "steps-exceed-limit";
    let process = |time: &str| {
        format!(
            "[process]\ncode = \"QT 01\"\nname = \"Đổi tên\"\nlimit = \"1 ngày\"\n\n\
             [[step]]\nid = \"t\"\nname = \"Tiếp nhận\"\nrole = \"Cán bộ\"\ntime = \"{time}\"\n"
        )
    };
    // Half an hour of a bare day may end after a holiday; two hundred days never keep one.
    let (bare, much) = (process("1 giờ"), process("200 ngày"));
    let files = folder(&[("a.toml", &bare)]);
    let update = ["--baseline", "b.json", "--update-baseline"];
    let compare = &update[..2];
    run(
        files.path(),
        &[&["check", ".", "--only", rule], &DAY[..], &update].concat(),
    );
    let element = "process.limit".to_owned();
    assert_eq!(
        counting(files.path(), rule, compare),
        [(element.clone(), false)]
    );
    fs::write(files.path().join("a.toml"), &much).unwrap();
    assert_eq!(
        counting(files.path(), rule, compare),
        [(element.clone(), true)]
    );
    // It stays out of the baseline until it is taken in; then it is known as it is, and a milder one is as well.
    run(
        files.path(),
        &[&["check", ".", "--only", rule], &DAY[..], &update].concat(),
    );
    assert_eq!(
        counting(files.path(), rule, compare),
        [(element.clone(), true)]
    );
    run(
        files.path(),
        &[
            &["check", ".", "--only", rule, "--accept-new"],
            &DAY[..],
            &update,
        ]
        .concat(),
    );
    for text in [&much, &bare] {
        fs::write(files.path().join("a.toml"), text).unwrap();
        assert_eq!(
            counting(files.path(), rule, compare),
            [(element.clone(), false)]
        );
    }
    let output = waive(files.path(), &format!("a.toml:{rule}"));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        counting(files.path(), rule, &[]),
        [(element.clone(), false)]
    );
    fs::write(files.path().join("a.toml"), &much).unwrap();
    assert_eq!(counting(files.path(), rule, &[]), [(element, true)]);
    let both = format!("{rule},waiver-unused");
    let output = run(
        files.path(),
        &[
            &["check", ".", "--only", &both, "--format=concise"],
            &DAY[..],
        ]
        .concat(),
    );
    let said = stdout(&output);
    assert!(
        said.contains("accepts what is at most observation, and what is found is major"),
        "{said}"
    );
}

/// Papers of one name, flows without id and cases are told apart: a waiver of one holds for no other.
#[test]
fn what_is_called_the_same_is_told_apart() {
    let paper = "[[document]]\nname = \"Bản vẽ\"\n";
    let process = "[process]\ncode = \"QT 01\"\nname = \"Đổi tên\"\nprocedure = \"dat-dai-bien-dong-doi-ten\"\n\n";
    let rule = "extra-document";
    let files = folder(&[("a.toml", &format!("{process}{paper}"))]);
    let output = waive(files.path(), &format!("a.toml:{rule}"));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let element = "process.document.bản vẽ";
    assert_eq!(
        counting(files.path(), rule, &[]),
        [(element.to_owned(), false)]
    );
    let again = format!(
        "{process}{paper}{}",
        paper
            .to_uppercase()
            .replace("DOCUMENT", "document")
            .replace("NAME", "name")
    );
    fs::write(files.path().join("a.toml"), again).unwrap();
    assert_eq!(
        counting(files.path(), rule, &[]),
        [1, 2].map(|number| (format!("{element} {number}/2"), true))
    );

    let label = |text: &str| format!(" name=\"{text}\"");
    let diagram = |one: &str, other: &str| {
        format!(
            "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"><process id=\"P\" name=\"Cấp giấy\">\
             <startEvent id=\"s\"/><exclusiveGateway id=\"g\" name=\"Đủ?\"/><exclusiveGateway id=\"h\" name=\"Đạt?\"/>\
             <endEvent id=\"e\"/><sequenceFlow id=\"f\" sourceRef=\"s\" targetRef=\"g\"/>\
             <sequenceFlow sourceRef=\"g\" targetRef=\"h\"{one}/><sequenceFlow id=\"i\" name=\"thiếu\" sourceRef=\"g\" targetRef=\"e\"/>\
             <sequenceFlow sourceRef=\"h\" targetRef=\"e\"{other}/><sequenceFlow id=\"j\" name=\"chưa\" sourceRef=\"h\" targetRef=\"g\"/>\
             </process></definitions>"
        )
    };
    let rule = "branch-unlabelled";
    let files = folder(&[("a.bpmn", &diagram("", &label("đạt")))]);
    let output = waive(files.path(), &format!("a.bpmn:{rule}"));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        counting(files.path(), rule, &[]),
        [("process.flow.g → h".to_owned(), false)]
    );
    fs::write(files.path().join("a.bpmn"), diagram(&label("đủ"), "")).unwrap();
    assert_eq!(
        counting(files.path(), rule, &[]),
        [("process.flow.h → e".to_owned(), true)]
    );

    let cases = |third: &str| {
        format!(
            "[process]\ncode = \"QT 01\"\nname = \"Đổi tên\"\nlimit = \"1 ngày làm việc\"\n\n[[case]]\nid = \"mot\"\n\n\
             [[case]]\nid = \"hai\"\n\n[[case]]\nid = \"ba\"\n\n[[step]]\nid = \"t\"\nname = \"Tiếp nhận\"\n\
             role = \"Cán bộ\"\ntime = {{ mot = \"2 ngày làm việc\", hai = \"3 ngày làm việc\", ba = \"{third}\" }}\n"
        )
    };
    let rule = "steps-exceed-limit";
    let files = folder(&[("a.toml", &cases("4 giờ làm việc"))]);
    let output = waive(files.path(), &format!("a.toml:{rule}"));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let counts = |folder: &std::path::Path| {
        let found = counting(folder, rule, &[]).into_iter();
        found.map(|(_, counts)| counts).collect::<Vec<_>>()
    };
    assert_eq!(counts(files.path()), [false, false]);
    fs::write(files.path().join("a.toml"), cases("40 ngày làm việc")).unwrap();
    let mut counting = counts(files.path());
    counting.sort_unstable();
    assert_eq!(counting, [false, false, true]);
}

/// Steps that their order alone tells apart would take each other's waiver when they change places: none is written.
#[test]
fn steps_told_apart_by_their_order_are_not_waived() {
    let step = |more: &str| format!("[[step]]\nname = \"Trình ký\"\ntime = \"1 giờ\"\n{more}\n");
    let last = "[[step]]\nname = \"Trả kết quả\"\nrole = \"Văn thư\"\ntime = \"1 giờ\"\n";
    let process = |first: &str| {
        let head = "[process]\ncode = \"QT 01\"\nname = \"Cấp bản sao\"\n\n";
        format!("{head}{}{}{last}", step(first), step(""))
    };
    let files = folder(&[("a.toml", &process(""))]);
    let output = waive(
        files.path(),
        &format!("a.toml:{RULE}:process.step.trình ký 2/2"),
    );
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(
        said.contains("2 steps have the same name and no id"),
        "{said}"
    );
    assert!(!files.path().join("waivers.toml").exists());

    fs::write(files.path().join("a.toml"), process("id = \"ky-nhay\"")).unwrap();
    let output = waive(files.path(), &format!("a.toml:{RULE}:process.step.ky-nhay"));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let output = waive(
        files.path(),
        &format!("a.toml:{RULE}:process.step.trình ký"),
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

/// The process of a diagram is named, also where it is the only one: one that is drawn later is another one, whatever its name.
#[test]
fn a_process_that_is_drawn_later_is_not_accepted() {
    let diagram = |more: &str| {
        format!(
            "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:qmslint=\"urn:qmslint:bpmn\">\
             <process id=\"A\" name=\"Một\" qmslint:code=\"QT 01\"><task id=\"a\" name=\"x\"/></process>{more}</definitions>"
        )
    };
    let rule = "approval-incomplete";
    let files = folder(&[("a.bpmn", &diagram(""))]);
    let update = ["--baseline", "b.json", "--update-baseline"];
    run(
        files.path(),
        &[&["check", ".", "--only", rule], &DAY[..], &update].concat(),
    );
    let output = waive(files.path(), &format!("a.bpmn:{rule}"));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let of = |counts: bool| ("process.approval".to_owned(), counts);
    assert_eq!(counting(files.path(), rule, &[]), [of(false)]);
    for name in ["Hai", "QT 01"] {
        let second = format!(
            "<process id=\"B\" name=\"{name}\" qmslint:code=\"QT 02\"><task id=\"b\" name=\"y\"/></process>"
        );
        fs::write(files.path().join("a.bpmn"), diagram(&second)).unwrap();
        assert_eq!(counting(files.path(), rule, &[]), [of(false), of(true)]);
    }
    fs::remove_file(files.path().join("waivers.toml")).unwrap();
    assert_eq!(
        counting(files.path(), rule, &update[..2]),
        [of(false), of(true)]
    );
}

/// An empty process is no process: such a waiver accepts nothing. One that has ended and was renewed says so.
#[test]
fn a_waiver_says_what_is_wrong_with_it() {
    let empty = super::waiver("process.step.tra", &format!("process = \" \"\n{DECIDED}"));
    let ended = DECIDED.replace("2026-12-31", "2026-01-31");
    let renewed = [&*ended, DECIDED].map(|decided| super::waiver("process.step.tra", decided));
    for (waivers, said, waived) in [
        (empty, "does not state the process", false),
        (
            renewed.concat(),
            "another one accepts what it accepted",
            true,
        ),
    ] {
        let folder = folder(&[("qt-01.toml", PROCESS), ("waivers.toml", &waivers)]);
        let output = super::check(folder.path(), "2026-06-01", &[]);
        assert!(stdout(&output).contains(said), "{}", stdout(&output));
        let found = super::findings(&output);
        let found = found.iter().find(|(rule, ..)| rule == RULE).unwrap();
        assert_eq!(found.1, waived);
    }
}
