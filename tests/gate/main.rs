//! The gate, through the binary: what is waived, until when, and what is said of waivers; what was known before, what a
//! change brings, what is corrected, and that nothing is lost.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod apart;
mod baseline;
mod beside;
#[path = "../support/command.rs"]
mod command;
mod files;
mod fixes;
mod several;
mod since;

use std::path::Path;
use std::process::Output;

use command::{folder, run, stderr, stdout};

/// A procedure with one finding of `role-missing`, at the second step.
const PROCESS: &str = r#"[process]
code = "QT 01"
name = "Cấp bản sao từ sổ gốc"
limit = "1 ngày làm việc"

[[step]]
id = "tiep-nhan"
name = "Tiếp nhận hồ sơ"
role = "Cán bộ tiếp nhận"
time = "2 giờ"

[[step]]
id = "tra"
name = "Trả kết quả"
time = "4 giờ"
"#;

const RULE: &str = "role-missing";

/// The findings as a program sees them: rule, waived, known.
fn findings(output: &Output) -> Vec<(String, bool, bool)> {
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let all = json["findings"].as_array().unwrap().iter();
    all.map(|found| {
        (
            found["rule"].as_str().unwrap().to_owned(),
            found["waived"].as_bool().unwrap(),
            found["known"].as_bool().unwrap(),
        )
    })
    .collect()
}

/// Check with the rule under test and those about waivers.
fn check(folder: &Path, as_of: &str, more: &[&str]) -> Output {
    check_paths(folder, as_of, &[&["."], more].concat())
}

fn check_paths(folder: &Path, as_of: &str, arguments_and_paths: &[&str]) -> Output {
    let rules = format!(
        "{RULE},waiver-expired,waiver-unused,waiver-too-long,waiver-incomplete,waiver-unknown-rule"
    );
    let mut arguments = vec!["check", "--only", &rules, "--as-of", as_of];
    arguments.extend(["--format", "json"]);
    arguments.extend(arguments_and_paths);
    run(folder, &arguments)
}

fn waiver(element: &str, more: &str) -> String {
    format!("[[waiver]]\nrule = \"{RULE}\"\nfile = \"qt-01.toml\"\nelement = \"{element}\"\n{more}")
}

const DECIDED: &str =
    "reason = \"đang phân công lại\"\nowner = \"Trưởng phòng Tư pháp\"\nuntil = 2026-12-31\n";

#[test]
fn a_waiver_holds_until_its_last_day() {
    let waivers = waiver("process.step.tra", DECIDED);
    let folder = folder(&[("qt-01.toml", PROCESS), ("waivers.toml", &waivers)]);
    for (as_of, code, expected) in [
        ("2026-06-01", 0, vec![(RULE, true)]),
        ("2026-12-31", 0, vec![(RULE, true)]),
        (
            "2027-01-01",
            1,
            vec![(RULE, false), ("waiver-expired", false)],
        ),
    ] {
        let output = check(folder.path(), as_of, &[]);
        let found = findings(&output);
        let found: Vec<(&str, bool)> = found
            .iter()
            .map(|(rule, waived, _)| (rule.as_str(), *waived))
            .collect();
        assert_eq!(found, expected, "{as_of}");
        assert_eq!(output.status.code(), Some(code), "{as_of}");
    }
}

#[test]
fn moved_lines_do_not_matter() {
    let waivers = waiver("process.step.tra", DECIDED);
    let moved = format!("# a remark\n\n{}", PROCESS.replace("\n\n", "\n\n\n"));
    let folder = folder(&[("qt-01.toml", &moved), ("waivers.toml", &waivers)]);
    assert_eq!(
        check(folder.path(), "2026-06-01", &[]).status.code(),
        Some(0)
    );
}

#[test]
fn what_is_wrong_with_a_waiver_is_found() {
    let decided = |until: &str| DECIDED.replace("2026-12-31", until);
    for (waivers, expected) in [
        (waiver("process.step.nope", DECIDED), "waiver-unused"),
        (
            waiver("process.step.tra", &decided("2028-01-01")),
            "waiver-too-long",
        ),
        (
            waiver("process.step.tra", "until = 2026-12-31\n"),
            "waiver-incomplete",
        ),
        (
            waiver("process.step.tra", &format!("{DECIDED}from = 2027-01-01\n")),
            "waiver-incomplete",
        ),
        (
            waiver("process.step.tra", DECIDED).replace(RULE, "waiver-unused"),
            "waiver-incomplete",
        ),
        (
            waiver("process.step.tra", DECIDED).replace(RULE, "role-mising"),
            "waiver-unknown-rule",
        ),
    ] {
        let folder = folder(&[("qt-01.toml", PROCESS), ("waivers.toml", &waivers)]);
        let output = check(folder.path(), "2026-06-01", &[]);
        let found = findings(&output);
        assert!(
            found.iter().any(|(rule, ..)| rule == expected),
            "{expected}: {found:?}"
        );
        assert_eq!(output.status.code(), Some(1), "{expected}");
    }
}

/// Of a waiver that has ended it is only said that it matches nothing where that is known.
#[test]
fn an_ended_waiver_says_what_is_known_of_it() {
    let ended = DECIDED.replace("2026-12-31", "2026-01-31");
    let of = |element: &str, more: &str| waiver(element, &format!("{more}{ended}"));
    let tra = of("process.step.tra", "");
    let gone = of("process.step.gone", "");
    let weak = of("process.step.tra", "grade = \"observation\"\n");
    let of_another = gone.replace(RULE, "records-missing");
    let broken = PROCESS.replace("time = \"4 giờ\"", "time = 4 giờ");
    let (counts, nothing) = (
        "; what it accepted counts again (1)",
        " and matches nothing any more",
    );
    for (process, waivers, more, said) in [
        (PROCESS, &tra, &[][..], counts),
        (PROCESS, &gone, &[], nothing),
        (PROCESS, &weak, &[], ""),
        (PROCESS, &of_another, &[], ""),
        (PROCESS, &tra, &["--skip", RULE], ""),
        (&broken, &gone, &[], ""),
    ] {
        let folder = folder(&[("qt-01.toml", process), ("waivers.toml", waivers)]);
        let output = check(folder.path(), "2026-06-01", more);
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let mut all = json["findings"].as_array().unwrap().iter();
        let expired = all.find(|found| found["rule"] == "waiver-expired").unwrap();
        let message = expired["message"].as_str().unwrap();
        assert_eq!(
            message.split_once("2026-01-31").unwrap().1,
            said,
            "{waivers}{more:?}"
        );
    }
}

#[test]
fn the_longest_run_of_a_waiver_is_configured() {
    let waivers = waiver(
        "process.step.tra",
        &DECIDED.replace("2026-12-31", "2026-08-01"),
    );
    let folder = folder(&[
        ("qt-01.toml", PROCESS),
        (
            "qmslint.toml",
            "[waivers]\nfile = \"decisions/accepted.toml\"\nlongest = \"1 tháng\"\n",
        ),
        (
            "decisions/accepted.toml",
            &waivers.replace("qt-01.toml", "../qt-01.toml"),
        ),
    ]);
    let output = check(folder.path(), "2026-06-01", &["--lang", "en"]);
    let found = findings(&output);
    assert_eq!(
        found,
        [
            ("waiver-too-long".to_owned(), false, false),
            (RULE.to_owned(), true, false)
        ]
    );
    assert!(
        stdout(&output).contains("1 month are allowed")
            || stdout(&output).contains("until 2026-07-01")
    );
}

/// A run over one file does not call waivers of other files unused, nor waivers of rules that were not run.
#[test]
fn only_what_was_looked_at_is_unused() {
    let other = waiver("process.step.nope", DECIDED).replace("qt-01", "qt-02");
    let waivers = format!("{}\n{other}", waiver("process.step.tra", DECIDED));
    let folder = folder(&[("qt-01.toml", PROCESS), ("waivers.toml", &waivers)]);
    let of_one = run(
        folder.path(),
        &[
            "check",
            "qt-01.toml",
            "--as-of",
            "2026-06-01",
            "--format",
            "json",
        ],
    );
    assert!(
        findings(&of_one)
            .iter()
            .all(|(rule, ..)| rule != "waiver-unused")
    );
    let of_all = check(folder.path(), "2026-06-01", &[]);
    assert!(
        findings(&of_all)
            .iter()
            .any(|(rule, ..)| rule == "waiver-unused")
    );
}

/// A step without id is known by its name, so that a step put before it takes neither its waiver nor its place in a baseline;
/// where names do not tell steps apart, the waiver no longer matches and says so.
#[test]
fn a_new_step_is_not_accepted_in_the_place_of_another() {
    let step = |name: &str| format!("[[step]]\nname = \"{name}\"\ntime = \"1 giờ\"\n\n");
    let head =
        "[process]\ncode = \"QT 01\"\nname = \"Cấp bản sao\"\nlimit = \"1 ngày làm việc\"\n\n";
    let (receive, check_it) = (step("Tiếp nhận"), step("Kiểm tra"));
    let last = step("Trả kết quả").replace("time", "role = \"Cán bộ tiếp nhận\"\ntime");
    let file = |steps: &[&str]| format!("{head}{}{last}", steps.concat());
    for (before, element, after, expected) in [
        (
            file(&[&check_it]),
            "process.step.kiểm tra",
            file(&[&receive, &check_it]),
            vec![
                ("process.step.kiểm tra", true),
                ("process.step.tiếp nhận", false),
            ],
        ),
        (
            file(&[&check_it]),
            "process.step.kiểm tra",
            file(&[&check_it, &check_it]),
            vec![
                ("process.step.kiểm tra 1/2", false),
                ("process.step.kiểm tra 2/2", false),
                ("waiver.role-missing.process.step.kiểm tra", false),
            ],
        ),
    ] {
        let waivers = waiver(element, DECIDED);
        let folder = folder(&[("qt-01.toml", &before), ("waivers.toml", &waivers)]);
        let output = check(folder.path(), "2026-06-01", &[]);
        assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
        std::fs::write(folder.path().join("qt-01.toml"), after).unwrap();
        let output = check(folder.path(), "2026-06-01", &[]);
        let json = command::json(&output);
        let mut found: Vec<(&str, bool)> = json["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|found| {
                (
                    found["element"].as_str().unwrap(),
                    found["waived"].as_bool().unwrap(),
                )
            })
            .collect();
        found.sort_unstable();
        assert_eq!(found, expected);
        assert_eq!(output.status.code(), Some(1));
    }
}

/// Where the run starts and how its files are named changes nothing: of the two findings one is waived.
#[test]
fn the_working_folder_does_not_matter() {
    let second = PROCESS.replace("QT 01", "QT 02");
    let named = waiver("process.step.tra", DECIDED).replace("qt-01.toml", "a/qt-*.toml");
    let of_process =
        waiver("process.step.tra", DECIDED).replace("file = \"qt-01.toml\"", "process = \"QT 01\"");
    for waivers in [&named, &of_process] {
        let folder = folder(&[
            ("a/qt-01.toml", PROCESS),
            ("b/qt-02.toml", &second),
            ("waivers.toml", waivers),
            ("elsewhere/x.txt", ""),
        ]);
        let whole = folder.path().to_str().unwrap();
        let above = format!("{whole}/waivers.toml");
        for (start, paths) in [
            ("", &[".", "--waivers", "waivers.toml"][..]),
            ("", &["a", "b"]),
            ("", &[whole]),
            ("a", &["..", "--waivers", "../waivers.toml"]),
            ("a", &["qt-01.toml", "../b"]),
            ("b", &["../a/qt-01.toml", "."]),
            ("elsewhere", &["../a", "../b"]),
            ("elsewhere", &[whole, "--waivers", &above]),
        ] {
            let output = check_paths(&folder.path().join(start), "2026-06-01", paths);
            let mut found = findings(&output);
            found.sort_unstable();
            let expected = [
                (RULE.to_owned(), false, false),
                (RULE.to_owned(), true, false),
            ];
            assert_eq!(found, expected, "{start} {paths:?} {waivers}");
        }
    }
}

/// A waiver of a file that is there and takes no part is neither used nor unused; one of a file that is gone is unused.
#[test]
fn what_is_excluded_is_not_unused() {
    let excluded =
        |pattern: &str| waiver("process.step.tra", DECIDED).replace("qt-01.toml", pattern);
    for (pattern, unused) in [
        ("old/qt-01.toml", false),
        ("old/*", false),
        ("old/qt-03.toml", true),
    ] {
        let folder = folder(&[
            ("qt-02.toml", PROCESS),
            ("old/qt-01.toml", PROCESS),
            ("qmslint.toml", "[check]\nexclude = [\"old/\"]\n"),
            ("waivers.toml", &excluded(pattern)),
        ]);
        let found = findings(&check(folder.path(), "2026-06-01", &[]));
        assert_eq!(
            found.iter().any(|(rule, ..)| rule == "waiver-unused"),
            unused,
            "{pattern}: {found:?}"
        );
    }
}

#[test]
fn a_comment_in_the_file_waives() {
    let comment = "# qmslint: waive role-missing until 2026-12-31 by Trưởng phòng because đang phân công lại\n";
    let process = PROCESS.replace(
        "[[step]]\nid = \"tra\"",
        &format!("{comment}[[step]]\nid = \"tra\""),
    );
    let folder = folder(&[("qt-01.toml", &process)]);
    let output = check(folder.path(), "2026-06-01", &[]);
    assert_eq!(findings(&output), [(RULE.to_owned(), true, false)]);
    assert_eq!(output.status.code(), Some(0));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let waiver = &json["findings"][0]["waiver"];
    assert_eq!(waiver["owner"], "Trưởng phòng");
    assert_eq!(waiver["reason"], "đang phân công lại");
    assert_eq!(waiver["in-file"], true);
    assert_eq!(json["summary"]["outcomes"]["waived"], 1);
    let text = run(
        folder.path(),
        &[
            "check",
            ".",
            "--only",
            RULE,
            "--as-of",
            "2026-06-01",
            "--show",
            "waived",
        ],
    );
    insta::assert_snapshot!("show_waived", stdout(&text));
}

/// A comment in a diagram whose element was deleted is about nothing, and not about all that is around it.
#[test]
fn a_comment_before_nothing_waives_nothing() {
    let comment =
        format!("<!-- qmslint: waive {RULE} until 2026-12-31 by Trưởng phòng because x -->");
    let element = "<task id=\"b\" name=\"Trả kết quả\"/>";
    let diagram = |first: &str, last: &str| {
        format!(
            "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\">\n\
             <process id=\"p\" name=\"Cấp bản sao\">{first}{element}{last}</process></definitions>"
        )
    };
    let found = |text: &str| {
        let folder = folder(&[("qt-01.bpmn", text)]);
        let mut found = findings(&check(folder.path(), "2026-06-01", &[]));
        found.sort();
        found
    };
    let of = |rule: &str, waived: bool| (rule.to_owned(), waived, false);
    assert_eq!(found(&diagram(&comment, "")), [of(RULE, true)]);
    assert_eq!(
        found(&diagram("", &comment)),
        [of(RULE, false), of("waiver-unused", false)]
    );
}

#[test]
fn a_waiver_file_that_was_named_must_be_there() {
    let folder = folder(&[("qt-01.toml", PROCESS)]);
    let output = run(folder.path(), &["check", ".", "--waivers", "nope.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("nope.toml"));
    assert_eq!(
        run(folder.path(), &["check", ".", "--only", RULE])
            .status
            .code(),
        Some(1)
    );
}

/// Errors of the waiver file make the run unread, in place and in both languages.
#[test]
fn a_broken_waiver_file_is_a_problem() {
    let folder = folder(&[
        ("qt-01.toml", PROCESS),
        ("waivers.toml", "[[waiver]]\nrul = \"x\"\n"),
    ]);
    for lang in ["en", "vi"] {
        let output = run(
            folder.path(),
            &["check", ".", "--only", RULE, "--lang", lang],
        );
        assert_eq!(output.status.code(), Some(2));
        assert!(
            stdout(&output).contains("waivers.toml:2:1"),
            "{}",
            stdout(&output)
        );
    }
}

/// A shell that came to the folder by a link calls it by that name.
#[cfg(unix)]
#[test]
fn the_name_of_the_working_folder_does_not_matter() {
    let files = folder(&[
        ("real/p/qt-01.toml", PROCESS),
        (
            "real/waivers.toml",
            &waiver("process.step.tra", DECIDED).replace("qt-01", "p/qt-01"),
        ),
    ]);
    let link = files.path().join("link");
    std::os::unix::fs::symlink("real", &link).unwrap();
    let [waivers, paths] = ["waivers.toml", "p"].map(|name| link.join(name));
    for arguments in [
        &[".", "--waivers", waivers.to_str().unwrap()][..],
        &[paths.to_str().unwrap()],
        &[paths.to_str().unwrap(), "--waivers", "waivers.toml"],
    ] {
        let mut command = command::command(&link);
        let common = [
            "check",
            "--only",
            RULE,
            "--as-of",
            "2026-06-01",
            "--format",
            "json",
        ];
        let output = command
            .env("PWD", &link)
            .args(common)
            .args(arguments)
            .output()
            .unwrap();
        assert_eq!(
            findings(&output),
            [(RULE.to_owned(), true, false)],
            "{arguments:?}"
        );
    }
}

/// What is named twice, once by a link, is checked once; `..` behind a link leaves what the link leads to.
#[cfg(unix)]
#[test]
fn what_is_named_by_a_link_is_the_same() {
    use std::os::unix::fs::symlink;
    let files = folder(&[
        ("real/org/p/qt-01.toml", PROCESS),
        ("other/p/qt-09.toml", &PROCESS.replace("QT 01", "QT 09")),
        (
            "other/waivers.toml",
            &waiver("process.step.tra", DECIDED).replace("qt-01", "p/*"),
        ),
    ]);
    symlink("real/org", files.path().join("orglink")).unwrap();
    symlink("real/org/p/qt-01.toml", files.path().join("filelink.toml")).unwrap();
    symlink("../real/org/p", files.path().join("other/plink")).unwrap();
    for paths in [
        &["real/org", "orglink"][..],
        &["orglink", "real/org"],
        &["filelink.toml", "real/org/p/qt-01.toml"],
        &["other/plink/../p/qt-01.toml"],
    ] {
        let common = [
            "check",
            "--as-of=2026-06-01",
            "--only=role-missing,duplicate-code",
            "--format=concise",
        ];
        let output = run(files.path(), &[&common[..], paths].concat());
        let said = stdout(&output);
        assert_eq!(said.lines().count(), 1, "{paths:?}: {said}");
        assert!(
            said.starts_with("real/org/p/qt-01.toml:"),
            "{paths:?}: {said}"
        );
    }
}
