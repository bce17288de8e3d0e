//! A pattern, a path, an id or a key of the configuration that matches nothing is reported at its place.

use insta::assert_snapshot;

use crate::command::{code, folder, json, run, stderr, stdout};
use crate::{NO_VERSION, ONLY};

#[test]
fn a_pattern_that_leaves_nothing_out_is_reported() {
    let config = "[check]\nexclude = [\"old/\", \"old/two.toml\", \"*-draft.toml\", \"!keep-draft.toml\", \"!one.toml\", \"*.bpmn\"]\n";
    let files = folder(&[
        ("qmslint.toml", config),
        ("one.toml", NO_VERSION),
        ("a-draft.toml", NO_VERSION),
        ("keep-draft.toml", NO_VERSION),
        ("old/two.toml", NO_VERSION),
        ("deep/three.toml", NO_VERSION),
    ]);
    for lang in ["en", "vi"] {
        let said = run(
            files.path(),
            &["check", ".", ONLY, "--format=concise", "--lang", lang],
        );
        assert_eq!(code(&said), 2);
        assert_snapshot!(format!("excluded_{lang}"), stdout(&said));
    }
    // From another working folder it is the same; where only a part is looked at, nobody knows.
    let deep = files.path().join("deep");
    let said = |arguments: &[&str]| {
        let arguments = [&["check", ONLY, "--format=json"], arguments].concat();
        let found = json(&run(&deep, &arguments));
        found["problems"].as_array().unwrap().len()
    };
    assert_eq!(said(&[".."]), 3);
    assert_eq!(said(&["."]), 0);
    assert_eq!(said(&["three.toml"]), 0);
    assert_eq!(said(&["../one.toml", "../deep"]), 0);
}

#[test]
fn a_folder_without_a_process_is_reported_beside_others() {
    let files = folder(&[
        ("one.toml", NO_VERSION),
        ("empty/readme.txt", "x"),
        ("rules/pack.toml", "name = \"x\"\n"),
        ("full/two.toml", NO_VERSION),
    ]);
    for lang in ["en", "vi"] {
        let arguments = ["check", "full", "empty", "rules", ONLY, "--format=concise"];
        let said = run(files.path(), &[&arguments[..], &["--lang", lang]].concat());
        assert_eq!(code(&said), 2);
        assert_snapshot!(format!("folders_{lang}"), stdout(&said));
    }
    let exit = |arguments: &[&str]| code(&run(files.path(), arguments));
    assert_eq!(exit(&["check", "full", ".", ONLY]), 1);
    assert_eq!(exit(&["check", "empty", "rules", ONLY]), 3);
    assert_eq!(exit(&["prove", "full", "empty"]), 2);
    assert_eq!(exit(&["config", "full", "empty"]), 2);
    assert_eq!(exit(&["config", "empty"]), 3);
    assert_eq!(exit(&["config", "full"]), 0);
}

/// Every file that a configuration names must be there.
#[test]
fn a_file_that_is_not_there_is_reported_where_it_is_named() {
    let config = "[check]\norganisation = \"org.toml\"\ncalendar = \"cal.toml\"\nwords = \"words.toml\"\npacks = [\"rules\"]\n\
        langauge = \"vi\"\n[rules]\nrole-mising = { off = true, reason = \"x\" }\n";
    let files = folder(&[("qmslint.toml", config), ("one.toml", NO_VERSION)]);
    for lang in ["en", "vi"] {
        let said = run(files.path(), &["config", "--lang", lang]);
        assert_eq!(code(&said), 2);
        assert_snapshot!(format!("named_{lang}"), stderr(&said));
    }
    // An organisation that is there and empty knows nobody: its file was read.
    let files = folder(&[
        ("qmslint.toml", "[check]\norganisation = \"org.toml\"\n"),
        ("org.toml", ""),
        (
            "one.toml",
            "[process]\ncode = \"QT 1\"\n[[step]]\nname = \"Nhận\"\nrole = \"Cán bộ\"\n",
        ),
    ]);
    let said = run(
        files.path(),
        &["check", ".", "--only=unknown-role", "--format=concise"],
    );
    assert_eq!(code(&said), 1, "{}", stdout(&said));
}

/// A waiver file that is named and missing is reported there, and `waive` makes it.
#[test]
fn a_waiver_file_that_is_not_there_is_reported_where_it_is_named() {
    let files = folder(&[
        ("qmslint.toml", "[waivers]\nfile = \"accepted.toml\"\n"),
        ("one.toml", NO_VERSION),
    ]);
    let check = ["check", ".", ONLY, "--format=concise", "--as-of=2026-06-01"];
    let said = run(files.path(), &check);
    assert_eq!(code(&said), 2);
    let named = "qmslint.toml:2:8: error[matches-nothing] there is no file `accepted.toml`";
    assert!(stdout(&said).contains(named), "{}", stdout(&said));
    let waived = run(
        files.path(),
        &[
            "waive",
            "one.toml:identification-missing",
            "--reason=asked for",
            "--owner=Trưởng phòng",
            "--until=2026-12-31",
            "--as-of=2026-06-01",
        ],
    );
    assert_eq!(code(&waived), 0, "{}", stderr(&waived));
    let said = run(files.path(), &check);
    assert_eq!(code(&said), 0, "{}", stdout(&said));
}

/// The configuration beside a folder is not that of the folder.
#[test]
fn two_dots_lead_to_the_folder_above() {
    let files = folder(&[
        ("here/qmslint.toml", "[check]\nlanguage = \"vi\"\n"),
        ("there/one.toml", NO_VERSION),
    ]);
    let said = run(
        &files.path().join("here"),
        &["check", "../there", ONLY, "--format=concise"],
    );
    assert!(stdout(&said).contains("minor["), "{}", stdout(&said));
}
