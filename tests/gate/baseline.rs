//! The baseline: only new findings count, it shrinks and never grows silently, and two runs do not spoil it.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::{DECIDED, PROCESS, RULE, findings, folder, run, stderr, stdout, waiver};

/// A second procedure with two findings of the rule.
const OTHER: &str = r#"[process]
code = "QT 02"
name = "Chứng thực bản sao"
limit = "1 ngày làm việc"

[[step]]
id = "a"
name = "Tiếp nhận hồ sơ"
time = "2 giờ"

[[step]]
id = "b"
name = "Ký bản sao"
time = "4 giờ"

[[step]]
id = "c"
name = "Trả kết quả"
role = "Cán bộ tiếp nhận"
time = "1 giờ"
"#;

fn check(folder: &Path, more: &[&str]) -> Output {
    let mut arguments = vec!["check", "."];
    arguments.extend(["--only", RULE, "--as-of", "2026-06-01", "--format", "json"]);
    arguments.extend(["--baseline", "baseline.json"]);
    arguments.extend(more);
    run(folder, &arguments)
}

fn baseline(folder: &Path) -> String {
    fs::read_to_string(folder.join("baseline.json")).unwrap()
}

fn known(output: &Output) -> Vec<bool> {
    findings(output).iter().map(|(.., known)| *known).collect()
}

#[test]
fn only_what_is_new_counts() {
    let folder = folder(&[("qt-01.toml", PROCESS)]);
    let folder = folder.path();
    let absent = check(folder, &[]);
    assert_eq!(absent.status.code(), Some(2));
    assert!(
        stderr(&absent).contains("baseline.json"),
        "{}",
        stderr(&absent)
    );

    let first = check(folder, &["--update-baseline"]);
    assert_eq!(first.status.code(), Some(0), "{}", stderr(&first));
    assert_eq!(known(&first), [true]);
    insta::assert_snapshot!("baseline", baseline(folder));

    fs::write(folder.join("qt-02.toml"), OTHER).unwrap();
    let second = check(folder, &[]);
    assert_eq!(second.status.code(), Some(1));
    assert_eq!(known(&second), [true, false, false]);

    let moved = format!("# a remark\n\n{PROCESS}");
    fs::write(folder.join("qt-01.toml"), moved).unwrap();
    assert_eq!(known(&check(folder, &[])), [true, false, false]);
}

#[test]
fn it_shrinks_and_grows_only_when_asked() {
    let folder = folder(&[("qt-01.toml", PROCESS), ("qt-02.toml", OTHER)]);
    let folder = folder.path();
    check(folder, &["--update-baseline"]);
    let full = baseline(folder);
    assert_eq!(full.matches("fingerprint").count(), 3);

    // One is mended, one is new.
    let mended = OTHER.replace(
        "time = \"2 giờ\"",
        "time = \"2 giờ\"\nrole = \"Cán bộ tiếp nhận\"",
    );
    fs::write(folder.join("qt-02.toml"), &mended).unwrap();
    fs::write(folder.join("qt-03.toml"), PROCESS.replace("QT 01", "QT 03")).unwrap();
    let seen = check(folder, &[]);
    let json: serde_json::Value = serde_json::from_slice(&seen.stdout).unwrap();
    assert_eq!(json["summary"]["resolved"], 1);
    assert_eq!(baseline(folder), full, "nothing was asked for");

    let shrunk = check(folder, &["--update-baseline"]);
    assert_eq!(shrunk.status.code(), Some(1), "the new one counts");
    assert!(
        stderr(&shrunk).contains("--accept-new"),
        "{}",
        stderr(&shrunk)
    );
    assert_eq!(baseline(folder).matches("fingerprint").count(), 2);
    assert!(!baseline(folder).contains("qt-03"));

    let grown = check(folder, &["--update-baseline", "--accept-new"]);
    assert_eq!(grown.status.code(), Some(0));
    assert!(baseline(folder).contains("qt-03"));
    let again = baseline(folder);
    check(folder, &["--update-baseline"]);
    assert_eq!(
        baseline(folder),
        again,
        "nothing changed, nothing is written"
    );
}

/// Neither a part of the files, nor other rules, nor a file that cannot be read makes a finding resolved.
#[test]
fn what_was_not_looked_at_stays() {
    let folder = folder(&[("qt-01.toml", PROCESS), ("qt-02.toml", OTHER)]);
    let folder = folder.path();
    check(folder, &["--update-baseline"]);
    let full = baseline(folder);
    let base = [
        "--as-of",
        "2026-06-01",
        "--baseline",
        "baseline.json",
        "--update-baseline",
    ];
    let with = |more: &[&str]| {
        let arguments: Vec<&str> = ["check"].iter().chain(more).chain(&base).copied().collect();
        run(folder, &arguments)
    };
    with(&["qt-01.toml", "--only", RULE]);
    assert_eq!(baseline(folder), full, "one file");
    with(&[".", "--only", "indicator-missing"]);
    assert_eq!(baseline(folder), full, "another rule");
    fs::write(
        folder.join("qt-02.toml"),
        OTHER.replace("[[step]]", "[[step]"),
    )
    .unwrap();
    with(&[".", "--only", RULE]);
    assert_eq!(baseline(folder), full, "a broken file");
    fs::remove_file(folder.join("qt-02.toml")).unwrap();
    with(&[".", "--only", RULE]);
    assert_eq!(
        baseline(folder).matches("fingerprint").count(),
        1,
        "a removed file"
    );
}

/// A run that read or checked too little writes no baseline, and says so: neither what is gone leaves it, nor what is new enters.
#[test]
fn a_run_that_counts_for_nothing_leaves_it_as_it_is() {
    let nothing = "[process]\ncode = \"QT 02\"\n";
    let broken = OTHER.replace("[[step]]", "[[step]");
    for (files, code, said) in [
        (
            vec![("qt-02.toml", &*broken), ("qt-03.toml", OTHER)],
            2,
            "something could not be read",
        ),
        (vec![("qt-02.toml", nothing)], 3, "nothing was checked"),
    ] {
        let folder = folder(&[("qt-01.toml", PROCESS), ("qt-02.toml", OTHER)]);
        let folder = folder.path();
        check(folder, &["--update-baseline"]);
        let full = baseline(folder);
        fs::remove_file(folder.join("qt-01.toml")).unwrap();
        for (name, text) in files {
            fs::write(folder.join(name), text).unwrap();
        }
        let update = |kept: &str| {
            let output = check(folder, &["--update-baseline", "--accept-new"]);
            assert_eq!(output.status.code(), Some(code), "{said}");
            let said = format!("{kept}, because {said}");
            assert!(stderr(&output).contains(&said), "{}", stderr(&output));
        };
        update("left as it is");
        assert_eq!(baseline(folder), full, "{said}");
        fs::remove_file(folder.join("baseline.json")).unwrap();
        update("not written");
        assert!(!folder.join("baseline.json").exists(), "{said}");
    }
}

#[test]
fn a_waived_finding_leaves_the_baseline() {
    let folder = folder(&[("qt-01.toml", PROCESS)]);
    let folder = folder.path();
    check(folder, &["--update-baseline"]);
    fs::write(
        folder.join("waivers.toml"),
        waiver("process.step.tra", DECIDED),
    )
    .unwrap();
    check(folder, &["--update-baseline"]);
    assert!(
        !baseline(folder).contains("fingerprint"),
        "{}",
        baseline(folder)
    );
}

/// What is waived is not mended, and what was waived until lately is not known.
#[test]
fn a_waiver_outweighs_the_baseline() {
    let folder = folder(&[("qt-01.toml", PROCESS)]);
    let folder = folder.path();
    check(folder, &["--update-baseline"]);
    let full = baseline(folder);
    let ended = DECIDED.replace("2026-12-31", "2026-01-31");
    let of = |decided: &str| waiver("process.step.tra", decided);
    let comment = "# qmslint: waive role-missing until 2026-01-31 by Trưởng phòng because đang phân công lại\n[[step]]\nid = \"tra\"";
    let commented = PROCESS.replace("[[step]]\nid = \"tra\"", comment);
    let another = of(&ended).replace("step.tra", "step.another");
    for (process, waivers, is_known, code) in [
        (PROCESS, "", true, 0),
        (PROCESS, &*of(DECIDED), false, 0),
        (PROCESS, &of(&ended), false, 1),
        (&commented, "", false, 1),
        (PROCESS, &another, true, 0),
        (
            PROCESS,
            &format!("{}\n{}", of(&ended), of(DECIDED)),
            false,
            0,
        ),
    ] {
        fs::write(folder.join("qt-01.toml"), process).unwrap();
        fs::write(folder.join("waivers.toml"), waivers).unwrap();
        let output = check(folder, &[]);
        assert_eq!(known(&output), [is_known], "{waivers}");
        assert_eq!(output.status.code(), Some(code), "{waivers}");
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(json["summary"]["resolved"], 0, "{waivers}");
    }
    fs::write(folder.join("waivers.toml"), of(&ended)).unwrap();
    let update = check(folder, &["--update-baseline", "--accept-new"]);
    assert_eq!(
        (known(&update), update.status.code()),
        (vec![false], Some(1))
    );
    assert!(
        !baseline(folder).contains("fingerprint"),
        "{}",
        baseline(folder)
    );
    fs::remove_file(folder.join("waivers.toml")).unwrap();
    check(folder, &["--update-baseline", "--accept-new"]);
    assert_eq!(baseline(folder), full);
}

#[test]
fn a_spoilt_baseline_is_refused() {
    for spoilt in ["", "{", "[]", "{\"version\": 9, \"findings\": []}"] {
        let folder = folder(&[("qt-01.toml", PROCESS), ("baseline.json", spoilt)]);
        for more in [&[][..], &["--update-baseline"]] {
            let output = check(folder.path(), more);
            assert_eq!(output.status.code(), Some(2), "{spoilt}");
            assert!(
                stderr(&output).contains("baseline.json"),
                "{}",
                stderr(&output)
            );
            let said: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
            assert_eq!(said["exit-code"], 2);
            assert_eq!(said["findings"], serde_json::json!([]));
        }
        assert_eq!(baseline(folder.path()), spoilt, "it is left as it is");
    }
}

/// The same findings from whatever folder the run is started.
#[test]
fn the_working_folder_does_not_matter() {
    let folder = folder(&[("in/qt-01.toml", PROCESS)]);
    let common = ["--only", RULE, "--as-of", "2026-06-01", "--format", "json"];
    let from = |at: &Path, paths: [&str; 2], more: &[&str]| {
        let mut arguments = vec!["check", paths[0], "--baseline", paths[1]];
        arguments.extend(common);
        arguments.extend(more);
        run(at, &arguments)
    };
    from(
        folder.path(),
        ["in", "baseline.json"],
        &["--update-baseline"],
    );
    let inside = folder.path().join("in");
    assert_eq!(
        known(&from(&inside, [".", "../baseline.json"], &[])),
        [true]
    );
}

/// A link that leads nowhere hides what lies behind it: nothing of that is taken for mended.
#[cfg(unix)]
#[test]
fn what_a_broken_link_hides_stays() {
    let folder = folder(&[("shared/qt-01.toml", PROCESS), ("in/qt-02.toml", PROCESS)]);
    let link = folder.path().join("in/shared");
    std::os::unix::fs::symlink("../shared", &link).unwrap();
    let check = |more: &[&str]| {
        let common = ["check", "in", "--only", RULE, "--baseline", "baseline.json"];
        run(folder.path(), &[&common, more].concat())
    };
    check(&["--update-baseline"]);
    let before = baseline(folder.path());
    assert!(before.contains("in/shared/qt-01.toml"), "{before}");
    fs::rename(folder.path().join("shared"), folder.path().join("away")).unwrap();
    let output = check(&["--update-baseline"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stdout(&output).contains("leads to `../shared`"),
        "{}",
        stdout(&output)
    );
    assert_eq!(baseline(folder.path()), before);
}

/// What compares files, or rests on more than processes, is taken for mended only where all of that was looked at.
#[test]
fn what_could_not_be_judged_stays() {
    let organisation = "[[role]]\nname = \"Trưởng phòng\"\n";
    let config = "[check]\norganisation = \"organisation.toml\"\npacks = [\"iso9001-2015\", \"vn-one-stop\", \"pack\"]\n";
    let rule = "[[rule]]\nid = \"purpose-missing\"\ngrade = \"minor\"\ntitle = { en = \"a\", vi = \"a\" }\nwhy = { en = \"a\", vi = \"a\" }\n\
        fix = { en = \"a\", vi = \"a\" }\ncheck.required-field = { fields = [\"purpose\"] }\n";
    let pack = "name = \"pack\"\nversion = \"1\"\ntitle = { en = \"a\", vi = \"a\" }\n";
    let files = folder(&[
        ("in/qmslint.toml", config),
        ("in/organisation.toml", organisation),
        ("in/pack/pack.toml", pack),
        ("in/pack/rule.toml", rule),
        ("in/a.toml", PROCESS),
        ("in/b.toml", PROCESS),
        ("out/qmslint.toml", "[check]\npacks = [\"iso9001-2015\"]\n"),
        ("out/c.toml", &PROCESS.replace("QT 01", "QT 03")),
    ]);
    let rules = "--only=duplicate-code,purpose-missing,unknown-role";
    let update = |paths: &[&str], only: &[&str]| {
        let common = [
            "check",
            "--as-of=2026-06-01",
            "--baseline=baseline.json",
            "--update-baseline",
        ];
        run(files.path(), &[&common[..], only, paths].concat())
    };
    update(&["."], &[rules]);
    let before = baseline(files.path());
    for rule in ["duplicate-code", "purpose-missing", "unknown-role"] {
        assert!(before.contains(rule), "{before}");
    }
    let at = |name: &str| files.path().join(name);
    // Only one of the two, and one that is under another configuration.
    update(&["in/a.toml"], &[rules]);
    update(&["out"], &[]);
    assert_eq!(baseline(files.path()), before);
    for (name, text) in [
        ("in/b.toml", "[process\n"),
        ("in/b.toml", ""),
        ("in/pack/rule.toml", "[[rule]]\nid = 1\n"),
        ("in/pack/pack.toml", "nmae = 1\n"),
        ("in/organisation.toml", "[[role\n"),
        ("in/qmslint.toml", "[check\n"),
    ] {
        let old = fs::read_to_string(at(name)).unwrap();
        fs::write(at(name), text).unwrap();
        let output = update(&["in"], &[]);
        assert_eq!(output.status.code(), Some(2), "{name}: {}", stdout(&output));
        assert_eq!(baseline(files.path()), before, "{name}");
        fs::write(at(name), old).unwrap();
    }
    fs::write(at("in/.gitignore"), "b.toml\n").unwrap();
    update(&["in"], &[rules]);
    assert_eq!(baseline(files.path()), before);
    fs::remove_file(at("in/.gitignore")).unwrap();
    fs::remove_file(at("in/b.toml")).unwrap();
    update(&["in"], &[rules]);
    assert!(!baseline(files.path()).contains("duplicate-code"));
}

/// A system that decomposes the names of files (NFD) reads the baseline of one that does not.
#[test]
fn the_form_of_a_file_name_does_not_matter() {
    let (composed, decomposed) = ("Thủ tục.toml", "Thu\u{309} tu\u{323}c.toml");
    let folder = folder(&[(composed, PROCESS)]);
    check(folder.path(), &["--update-baseline"]);
    std::fs::rename(folder.path().join(composed), folder.path().join(decomposed)).unwrap();
    let output = check(folder.path(), &[]);
    assert_eq!(
        (known(&output), output.status.code()),
        (vec![true], Some(0))
    );
    let before = baseline(folder.path());
    check(folder.path(), &["--update-baseline"]);
    assert_eq!(baseline(folder.path()), before, "nothing was mended");
}

/// Many runs update one baseline at once: it is whole at any moment, and in the end nothing is lost.
#[test]
fn two_runs_at_once_do_not_spoil_it() {
    let folder = folder(&[]);
    let folder = folder.path();
    for number in 1..=8 {
        let text = PROCESS.replace("QT 01", &format!("QT 0{number}"));
        fs::write(folder.join(format!("qt-0{number}.toml")), text).unwrap();
    }
    run(
        folder,
        &[
            "check",
            "qt-01.toml",
            "--only",
            RULE,
            "--baseline",
            "baseline.json",
            "--update-baseline",
        ],
    );
    std::thread::scope(|scope| {
        for number in 2..=8 {
            scope.spawn(move || {
                let file = format!("qt-0{number}.toml");
                let arguments = [
                    "check",
                    &file,
                    "--only",
                    RULE,
                    "--baseline",
                    "baseline.json",
                    "--update-baseline",
                    "--accept-new",
                    "--format",
                    "json",
                ];
                let output = run(folder, &arguments);
                assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
            });
        }
    });
    assert_eq!(
        baseline(folder).matches("fingerprint").count(),
        8,
        "{}",
        baseline(folder)
    );
}

/// A rule that is not in force on the day finds nothing, whatever was mended.
#[test]
fn another_day_takes_nothing_out() {
    let process = include_str!("../../fixtures/processes/dienban-101.toml");
    let folder = folder(&[("a.toml", process)]);
    let on = |day: &str| {
        let arguments = [
            "check",
            ".",
            "--baseline",
            "baseline.json",
            "--update-baseline",
        ];
        run(folder.path(), &[&arguments[..], &["--as-of", day]].concat());
        baseline(folder.path())
    };
    let before = on("2026-06-01");
    assert!(before.matches("fingerprint").count() > 20, "{before}");
    assert_eq!(on("2000-06-01"), before);
}
