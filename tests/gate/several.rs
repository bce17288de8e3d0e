//! Several configurations in one run: what is accepted, for how long, and how wrong waivers are graded, is for each file as its
//! own configuration says, wherever the run starts and in whatever order the paths stand.

use std::fs;
use std::path::Path;

use super::command::{folder, run, stdout};
use super::{DECIDED, PROCESS, RULE, findings, waiver};

const DAY: [&str; 2] = ["--as-of", "2026-06-01"];

/// Rule, and whether it is waived, of every finding; sorted.
fn found(folder: &Path, arguments: &[&str]) -> Vec<(String, bool)> {
    let only = format!("{RULE},waiver-unused,waiver-too-long,waiver-expired");
    let arguments = [
        &["check", "--only", &only, "--format=json"],
        &DAY[..],
        arguments,
    ]
    .concat();
    let found = findings(&run(folder, &arguments)).into_iter();
    let mut all: Vec<(String, bool)> = found.map(|(rule, waived, _)| (rule, waived)).collect();
    all.sort();
    all
}

/// `waive` writes where every run over the file will look.
#[test]
fn a_waiver_is_written_for_the_configuration_of_its_file() {
    let second = PROCESS.replace("QT 01", "QT 02");
    let files = folder(&[
        ("qmslint.toml", "[check]\n"),
        ("a/qt-01.toml", PROCESS),
        ("b/qmslint.toml", "[waivers]\nlongest = \"7 months\"\n"),
        ("b/qt-02.toml", &second),
    ]);
    let arguments = [
        "waive",
        "b/qt-02.toml:role-missing",
        "--owner=Trưởng phòng",
        "--reason=đang phân công lại",
    ];
    let too_long = run(
        files.path(),
        &[&arguments[..], &["--until=2027-02-01"], &DAY].concat(),
    );
    assert_eq!(too_long.status.code(), Some(2));
    let written = run(
        files.path(),
        &[&arguments[..], &["--until=2026-12-31"], &DAY].concat(),
    );
    assert!(
        stdout(&written).starts_with("b/waivers.toml: "),
        "{}",
        stdout(&written)
    );
    let waived = (RULE.to_owned(), true);
    let open = (RULE.to_owned(), false);
    assert_eq!(found(files.path(), &["."]), [open, waived.clone()]);
    assert_eq!(found(files.path(), &["b"]), std::slice::from_ref(&waived));
    assert_eq!(found(&files.path().join("b"), &["."]), [waived]);
}

/// The waivers of one configuration are not about the files of another one below it, and are unused where they say so.
#[test]
fn a_waiver_is_for_the_files_of_its_configuration() {
    let of_b = waiver("process.step.tra", DECIDED).replace("qt-01", "b/qt-01");
    let files = folder(&[
        ("qmslint.toml", "[check]\n"),
        ("waivers.toml", &of_b),
        ("b/qmslint.toml", "[check]\n"),
        ("b/qt-01.toml", PROCESS),
    ]);
    assert_eq!(found(files.path(), &["b"]), [(RULE.to_owned(), false)]);
    let both = [RULE, "waiver-unused"].map(|rule| (rule.to_owned(), false));
    assert_eq!(found(files.path(), &["."]), both);
}

/// How long a waiver may run, and how bad it is if it runs longer, is as the configuration of its file says.
#[test]
fn waivers_are_judged_by_the_configuration_of_their_file() {
    let comment = "# qmslint: waive role-missing until 2027-05-01 by Trưởng phòng because đang phân công lại\n";
    let process = PROCESS.replace(
        "[[step]]\nid = \"tra\"",
        &format!("{comment}[[step]]\nid = \"tra\""),
    );
    let second = process.replace("QT 01", "QT 02");
    let files = folder(&[
        ("a/qmslint.toml", "[waivers]\nlongest = \"24 months\"\n"),
        ("a/qt-01.toml", &process),
        (
            "b/qmslint.toml",
            "[check]\nfail-on = \"major\"\n[waivers]\nlongest = \"1 month\"\n[rules]\nwaiver-too-long = { grade = \"major\", reason = \"x\" }\n",
        ),
        ("b/qt-02.toml", &second),
    ]);
    for paths in [&["a", "b"][..], &["b", "a"], &["."]] {
        let only = format!("{RULE},waiver-too-long");
        let arguments = [
            &["check", "--only", &only, "--format=concise"],
            &DAY[..],
            paths,
        ]
        .concat();
        let output = run(files.path(), &arguments);
        let said = stdout(&output);
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(
            said.starts_with("b/qt-02.toml:12:1: major[waiver-too-long]"),
            "{said}"
        );
        assert_eq!(output.status.code(), Some(1));
    }
    let off = "[waivers]\nlongest = \"1 month\"\n[rules]\nwaiver-too-long = { off = true, reason = \"x\" }\n";
    fs::write(files.path().join("b/qmslint.toml"), off).unwrap();
    let waived = (RULE.to_owned(), true);
    assert_eq!(found(files.path(), &["."]), [waived.clone(), waived]);
}

/// Without a configuration the waivers beside each path hold, whichever is named first.
#[test]
fn without_a_configuration_every_path_has_its_waivers() {
    let files = folder(&[
        ("a/qt-01.toml", PROCESS),
        ("b/qt-01.toml", &PROCESS.replace("QT 01", "QT 02")),
        ("b/waivers.toml", &waiver("process.step.tra", DECIDED)),
    ]);
    let expected = [(RULE.to_owned(), false), (RULE.to_owned(), true)];
    assert_eq!(found(files.path(), &["a", "b"]), expected);
    assert_eq!(found(files.path(), &["b", "a"]), expected);
}

/// What compares processes is judged where both are looked at.
#[test]
fn a_waiver_of_a_comparison_is_unused_only_where_all_is_looked_at() {
    let accepted = waiver("process.code", DECIDED).replace(RULE, "duplicate-code");
    let files = folder(&[
        ("qt-01.toml", PROCESS),
        ("qt-02.toml", PROCESS),
        ("waivers.toml", &accepted),
    ]);
    let unused = |paths: &[&str]| {
        let arguments = [
            "check",
            "--only=duplicate-code,waiver-unused",
            "--format=concise",
        ];
        let output = run(files.path(), &[&arguments[..], &DAY, paths].concat());
        stdout(&output).contains("waiver-unused")
    };
    assert!(!unused(&["."]));
    assert!(!unused(&["qt-01.toml"]));
    fs::remove_file(files.path().join("qt-02.toml")).unwrap();
    assert!(unused(&["."]));
}

/// A waiver that names a file of another configuration is unused and says why; a waiver file that nothing uses is an error.
#[test]
fn waivers_that_go_astray_are_said() {
    let named = waiver("process.step.tra", DECIDED).replace("qt-01.toml", "sub/qt-01.toml");
    let files = [
        ("qmslint.toml", "[check]\n"),
        ("qt-02.toml", &*PROCESS.replace("QT 01", "QT 02")),
        ("waivers.toml", &named),
        ("sub/qmslint.toml", "[check]\n"),
        ("sub/qt-01.toml", PROCESS),
    ];
    let folder = folder(&files);
    let output = super::check(folder.path(), "2026-06-01", &[]);
    assert!(
        stdout(&output).contains("another configuration holds for the file that it names"),
        "{}",
        stdout(&output)
    );
    std::fs::remove_file(folder.path().join("sub/qmslint.toml")).unwrap();
    let output = super::check(folder.path(), "2026-06-01", &[]);
    let accepted = super::findings(&output).into_iter().filter(|found| found.1);
    assert_eq!((accepted.count(), output.status.code()), (1, Some(1)));
    std::fs::rename(
        folder.path().join("waivers.toml"),
        folder.path().join("sub/waivers.toml"),
    )
    .unwrap();
    let output = super::check(folder.path(), "2026-06-01", &[]);
    assert_eq!(output.status.code(), Some(2));
    let said = stdout(&output);
    assert!(
        said.contains("nothing uses this waiver file") && said.contains("sub/waivers.toml"),
        "{said}"
    );
    let output = super::check(
        folder.path(),
        "2026-06-01",
        &["--waivers", "sub/waivers.toml"],
    );
    assert!(!stdout(&output).contains("nothing uses"));
}
