//! Every file is judged by the nearest `qmslint.toml` upward of it: its rules, its exit code, what it excludes; and files are
//! dropped once they were judged, without anything being lost. Packs are those that were pinned, what matches nothing is
//! reported, and `qmslint config` says what is in force.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "../support/command.rs"]
mod command;
mod overview;
mod pins;
mod unmatched;

use std::fs;

use command::{code, folder, json, run, stderr, stdout};
use insta::assert_snapshot;

/// Lacks its version: `identification-missing` is minor.
const NO_VERSION: &str =
    "[process]\ncode = \"QT 02\"\nname = \"Cấp bản sao\"\nissued = 2026-01-05\n";
/// One rule whose findings do not change when rules are added.
const ONLY: &str = "--only=identification-missing";

#[test]
fn each_file_is_judged_by_its_nearest_configuration() {
    let files = folder(&[
        ("plain/one.toml", NO_VERSION),
        ("graded/two.toml", NO_VERSION),
        (
            "graded/qmslint.toml",
            "[rules]\nidentification-missing = { grade = \"major\", reason = \"Bắt buộc\" }\n",
        ),
        ("off/deep/down/three.toml", NO_VERSION),
        (
            "off/qmslint.toml",
            "[rules]\nidentification-missing = { off = true, reason = \"Chưa áp dụng\" }\n",
        ),
    ]);
    let output = run(files.path(), &["check", ".", ONLY, "--format=concise"]);
    assert_eq!(code(&output), 1);
    assert_snapshot!(stdout(&output), @r"
    graded/two.toml:1:1: major[identification-missing] the process states no `version`
    plain/one.toml:1:1: minor[identification-missing] the process states no `version`
    ");
    let json = run(files.path(), &["check", ".", ONLY, "--format=json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let outcomes = json["outcomes"].as_array().unwrap().iter();
    let judged: Vec<&str> = outcomes
        .filter_map(|outcome| outcome["file"].as_str())
        .collect();
    assert_eq!(judged, ["graded/two.toml", "plain/one.toml"]);
    assert_eq!(json["summary"]["processes"], 3);
    // A rule that is graded in two ways is one rule.
    assert_eq!(json["summary"]["rules"], 1);
    // In SARIF, too, where ids are unique; each result has the level of its own file.
    let sarif = run(files.path(), &["check", ".", ONLY, "--format=sarif"]);
    let sarif = &command::json(&sarif)["runs"][0];
    let rules = sarif["tool"]["driver"]["rules"].as_array().unwrap();
    let of_id = |rule: &&serde_json::Value| rule["id"] == "identification-missing";
    assert_eq!(rules.iter().filter(of_id).count(), 1);
    let results = sarif["results"].as_array().unwrap().iter();
    let levels: Vec<(&str, &str)> = results
        .map(|result| {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
            let place = &result["locations"][0]["physicalLocation"]["artifactLocation"];
            let file = place["uri"].as_str().unwrap();
            (file, result["level"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        levels,
        [("graded/two.toml", "error"), ("plain/one.toml", "warning")]
    );
}

#[test]
fn the_exit_code_follows_the_configuration_of_the_file() {
    let lenient = "[check]\nfail-on = \"major\"\n";
    let files = folder(&[
        ("a/one.toml", NO_VERSION),
        ("a/qmslint.toml", lenient),
        ("b/two.toml", NO_VERSION),
        ("b/qmslint.toml", lenient),
    ]);
    let check = |args: &[&str]| code(&run(files.path(), &[&["check", ONLY], args].concat()));
    assert_eq!(check(&["a", "b"]), 0);
    assert_eq!(check(&["a", "b", "--fail-on=minor"]), 1);
    fs::write(files.path().join("b/qmslint.toml"), "[check]\n").unwrap();
    assert_eq!(check(&["a", "b"]), 1);
    assert_eq!(check(&["a"]), 0);
    assert_eq!(check(&["a", "b", "--fail-on=major"]), 0);
}

/// Where nothing is named on the command line, the configuration says what is checked, from whatever folder below it.
#[test]
fn the_configuration_says_what_is_checked() {
    let config = "[check]\npaths = [\"a\", \"b/one.toml\"]\n";
    let files = folder(&[
        ("qmslint.toml", config),
        ("a/one.toml", NO_VERSION),
        ("b/one.toml", NO_VERSION),
        ("b/two.toml", NO_VERSION),
    ]);
    let checked = |start: &str, named: &[&str]| {
        let arguments = [&["check", ONLY, "--format=json"], named].concat();
        let json = command::json(&run(&files.path().join(start), &arguments));
        let inputs = json["inputs"].as_array().unwrap().iter();
        let names = inputs.map(|input| input["file"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(checked("", &[]), ["a/one.toml", "b/one.toml"]);
    assert_eq!(checked("", &["b"]), ["b/one.toml", "b/two.toml"]);
    assert_eq!(checked("b", &[]), ["../a/one.toml", "one.toml"]);
    assert_eq!(checked("b", &["."]), ["one.toml", "two.toml"]);
    let absent = config.replace("a\"", "nope\"");
    std::fs::write(files.path().join("qmslint.toml"), absent).unwrap();
    for (lang, expected) in [
        (
            "en",
            "qmslint.toml:2:10: error[matches-nothing] there is no file or folder `nope`",
        ),
        (
            "vi",
            "qmslint.toml:2:10: lỗi[matches-nothing] không có tệp hay thư mục `nope`",
        ),
    ] {
        let arguments = ["check", ONLY, "--format=concise", "--lang", lang];
        let output = run(files.path(), &arguments);
        assert_eq!(code(&output), 2);
        assert!(stdout(&output).contains(expected), "{}", stdout(&output));
    }
}

/// A rule that is switched off, or whose pack is not in force, exists: `--skip` passes it over, `--only` says why it cannot
/// be run, `explain` explains it.
#[test]
fn a_rule_that_is_not_in_force_is_told_from_one_that_does_not_exist() {
    let config = "[check]\npacks = [\"iso9001-2015\"]\n\n[rules]\nrecords-missing = { off = true, reason = \"Lưu trong sổ riêng\" }\n";
    let files = folder(&[("qmslint.toml", config), ("one.toml", NO_VERSION)]);
    for (rule, because) in [
        (
            "records-missing",
            "is switched off in qmslint.toml: Lưu trong sổ riêng",
        ),
        (
            "extra-document",
            "its pack `vn-one-stop` is not among the `packs`",
        ),
    ] {
        let only = run(files.path(), &["check", ".", "--only", rule]);
        assert_eq!(code(&only), 2);
        assert!(stderr(&only).contains(because), "{}", stderr(&only));
        let skip = run(files.path(), &["check", ".", "--skip", rule, "--exit-zero"]);
        assert_eq!(code(&skip), 0, "{}", stderr(&skip));
        let explained = run(files.path(), &["explain", rule]);
        let text = stdout(&explained).replace("\n  ", " ");
        assert_eq!(code(&explained), 0);
        assert!(text.starts_with(&format!("{rule}: ")), "{text}");
        assert!(text.contains(because), "{text}");
    }
    fs::write(
        files.path().join("qmslint.toml"),
        format!("{config}extra-document = {{ off = true, reason = \"x\" }}\n"),
    )
    .unwrap();
    let output = run(files.path(), &["check", ".", "--format=concise"]);
    assert_eq!(code(&output), 2);
    let expected =
        "qmslint.toml:6:1: error[unknown-id] the rule `extra-document` is not in force here";
    assert!(stdout(&output).starts_with(expected), "{}", stdout(&output));
    let unknown = run(files.path(), &["check", ".", "--skip", "records-mising"]);
    assert_eq!(code(&unknown), 2);
}

/// Everything that lies in a pack is of it: behind links, and whatever git ignores; what cannot be read there is an error.
#[cfg(unix)]
#[test]
fn a_pack_loses_no_rule() {
    use std::os::unix::fs::symlink;
    let rule = |id: &str| {
        format!(
            "[[rule]]\nid = \"{id}\"\ngrade = \"minor\"\ntitle = {{ en = \"a\", vi = \"a\" }}\nwhy = {{ en = \"a\", vi = \"a\" }}\n\
            fix = {{ en = \"a\", vi = \"a\" }}\ncheck.required-field = {{ fields = [\"purpose\"] }}\n"
        )
    };
    let files = folder(&[
        ("qmslint.toml", "[check]\npacks = [\"pack\"]\n"),
        ("one.toml", NO_VERSION),
        (
            "pack/pack.toml",
            "name = \"own\"\nversion = \"1\"\ntitle = { en = \"a\", vi = \"a\" }\n",
        ),
        ("pack/a.toml", &rule("a")),
        ("pack/.gitignore", "a.toml\n"),
        ("shared/b.toml", &rule("b")),
    ]);
    symlink("../shared", files.path().join("pack/rules")).unwrap();
    let output = run(
        files.path(),
        &["check", "one.toml", "--only", "a,b", "--format=concise"],
    );
    assert_eq!(
        (code(&output), stdout(&output).lines().count()),
        (1, 2),
        "{}",
        stderr(&output)
    );
    symlink("gone.toml", files.path().join("pack/c.toml")).unwrap();
    let output = run(files.path(), &["check", "one.toml", "--format=concise"]);
    assert_eq!(code(&output), 2);
    assert!(
        stdout(&output).starts_with("pack/c.toml:1:1: error[unreadable]"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn what_a_configuration_excludes_stays_out_below_it_only() {
    let files = folder(&[
        (
            "qmslint.toml",
            "[check]\nexclude = [\"old/\", \"a/*-draft.toml\"]\n",
        ),
        ("one.toml", NO_VERSION),
        ("old/two.toml", NO_VERSION),
        ("old/qmslint.toml", "[check]\n"),
        ("a/three-draft.toml", NO_VERSION),
        ("a/four.toml", NO_VERSION),
        ("a/five.toml", NO_VERSION),
        (
            "a/qmslint.toml",
            "[check]\nexclude = [\"/five.toml\", \"*.bpmn\"]\n",
        ),
        ("b/five.toml", NO_VERSION),
    ]);
    let checked = |args: &[&str]| {
        let output = run(
            files.path(),
            &[&["check", ONLY, "--format=json"], args].concat(),
        );
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let inputs = json["inputs"].as_array().unwrap().iter();
        let names: Vec<&str> = inputs.filter_map(|input| input["file"].as_str()).collect();
        names.join(" ")
    };
    assert_eq!(checked(&["."]), "a/four.toml b/five.toml one.toml");
    // A configuration above the folder that was named has no say where a nearer one holds; and what is named is checked.
    assert_eq!(checked(&["a"]), "a/four.toml a/three-draft.toml");
    assert_eq!(checked(&["old/two.toml"]), "old/two.toml");
}

/// A folder that is left out stays out where it, or one in it, is named, whatever the pattern looks like; a file that is named
/// is checked.
#[test]
fn an_excluded_folder_that_is_named_stays_out() {
    for pattern in ["b", "b/", "/b/", "b/**", "b/*"] {
        let config = format!("[check]\nexclude = [\"{pattern}\"]\n");
        let files = folder(&[
            ("qmslint.toml", &config),
            ("a/one.toml", NO_VERSION),
            ("b/two.toml", NO_VERSION),
            ("b/in/three.toml", NO_VERSION),
        ]);
        let checked = |path: &str| {
            let output = run(files.path(), &["check", ONLY, "--format=json", path]);
            let inputs = json(&output)["inputs"].as_array().unwrap().len();
            (inputs, code(&output))
        };
        assert_eq!(checked("."), (1, 1), "{pattern}");
        assert_eq!(checked("b"), (0, 3), "{pattern}");
        assert_eq!(checked("b/in"), (0, 3), "{pattern}");
        let inside = files.path().join("b");
        for paths in [&[][..], &["."]] {
            let arguments = [&["check", ONLY, "--lang=en"], paths].concat();
            let said = stdout(&run(&inside, &arguments));
            assert!(said.contains("`exclude` in "), "{said}");
            assert!(said.contains("qmslint.toml leaves out b"), "{said}");
            assert!(said.contains(&format!("(`{pattern}`)")), "{said}");
        }
        assert_eq!(checked("b/two.toml"), (1, 1), "{pattern}");
        let both = run(files.path(), &["check", ONLY, "a", "b"]);
        assert!(
            stdout(&both).contains("no process lies in this folder"),
            "{}",
            stdout(&both)
        );
        let waive = [
            "waive",
            "two.toml:identification-missing",
            "--owner=Chánh Văn phòng",
            "--reason=x",
            "--until=2099-01-01",
        ];
        let said = stderr(&run(&inside, &waive));
        assert!(said.contains("`exclude` in "), "{said}");
        // An earlier version may be what is left out.
        let report = [
            "report",
            "a",
            "--previous-version",
            "b",
            "-o",
            "report.json",
        ];
        assert_eq!(code(&run(files.path(), &report)), 1, "{pattern}");
    }
}

#[test]
fn the_language_is_that_of_the_first_path() {
    let files = folder(&[
        ("a/one.toml", NO_VERSION),
        ("a/qmslint.toml", "[check]\nlanguage = \"vi\"\n"),
        ("b/two.toml", NO_VERSION),
    ]);
    let said = |args: &[&str]| {
        stdout(&run(
            files.path(),
            &[&["check", ONLY, "--format=concise"], args].concat(),
        ))
    };
    assert!(said(&["a", "b"]).contains("không phù hợp nhẹ"));
    assert!(said(&["b", "a"]).contains("minor["));
    assert!(said(&["a", "b", "--lang=en"]).contains("minor["));
}

#[test]
fn what_is_wrong_with_any_configuration_is_said_once() {
    let pack = "name = \"own\"\nversion = \"1\"\ntitle = { en = \"Own\", vi = \"Riêng\" }\nstandart = \"x\"\n";
    let config = "[check]\npacks = [\"../pack\", \"iso9001-2015\"]\n";
    let files = folder(&[
        ("pack/pack.toml", pack),
        ("a/one.toml", NO_VERSION),
        ("a/qmslint.toml", config),
        ("b/two.toml", NO_VERSION),
        ("b/qmslint.toml", &format!("{config}langauge = \"vi\"\n")),
    ]);
    let output = run(files.path(), &["check", "a", "b", ONLY, "--format=concise"]);
    assert_eq!(code(&output), 2);
    assert_snapshot!(stdout(&output), @r"
    b/qmslint.toml:3:1: error[unknown-key] unknown key `langauge`
    pack/pack.toml:4:1: error[unknown-key] unknown key `standart`
    a/one.toml:1:1: minor[identification-missing] the process states no `version`
    b/two.toml:1:1: minor[identification-missing] the process states no `version`
    ");
}

/// Codes are compared, and calls followed, over all files of a run, whatever configuration holds for each; also where the
/// files had nothing to say themselves and were dropped.
#[test]
fn files_under_two_configurations_know_each_other() {
    let calling = "[process]\ncode = \"QT 1\"\nname = \"Gọi\"\nlimit = \"2 ngày làm việc\"\n[[step]]\nname = \"Nhận\"\nrole = \"A\"\n\
        kind = \"receive\"\ntime = \"1 ngày làm việc\"\n[[step]]\nname = \"Làm\"\nrole = \"B\"\ncalls = \"QT 2\"\n";
    let called = "[process]\ncode = \"QT 2\"\nname = \"Được gọi\"\n[[step]]\nname = \"Xử lý\"\nrole = \"C\"\ntime = \"3 ngày làm việc\"\n";
    let twin = "[process]\ncode = \"qt  2\"\nname = \"Trùng mã\"\n";
    let files = folder(&[
        ("a/caller.toml", calling),
        ("a/qmslint.toml", "[check]\n"),
        ("b/called.toml", called),
        ("b/qmslint.toml", "[check]\nlanguage = \"vi\"\n"),
    ]);
    let output = run(
        files.path(),
        &[
            "check",
            "a",
            "b",
            "--only=steps-exceed-limit",
            "--format=concise",
        ],
    );
    assert_snapshot!(stdout(&output), @"a/caller.toml:4:9: major[steps-exceed-limit] the steps take 4 working days, 2 working days are declared");
    fs::write(files.path().join("a/twin.toml"), twin).unwrap();
    let output = run(
        files.path(),
        &["check", ".", "--only=duplicate-code", "--lang=en"],
    );
    let said = stdout(&output);
    for place in [
        "[a/twin.toml:2:8]",
        "code = \"qt  2\"",
        "here it names \"Được gọi\"",
        "[b/called.toml:2:8]",
        "code = \"QT 2\"",
        "here it names \"Trùng mã\"",
    ] {
        assert!(said.contains(place), "{place} is not in:\n{said}");
    }
}
