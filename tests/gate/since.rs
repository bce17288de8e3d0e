//! A gate in a git repository: clean, a finding, waived, expired; and what a change brings.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::command::json;
use crate::{DECIDED, PROCESS, RULE, findings, folder, run, stderr, waiver};

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(folder).args(arguments);
    for (name, value) in [
        ("GIT_AUTHOR_NAME", "office"),
        ("GIT_AUTHOR_EMAIL", "office@example.org"),
        ("GIT_COMMITTER_NAME", "office"),
        ("GIT_COMMITTER_EMAIL", "office@example.org"),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ] {
        command.env(name, value);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {said}");
}

fn commit(folder: &Path, message: &str) {
    git(folder, &["add", "--all"]);
    git(
        folder,
        &["commit", "--quiet", "--allow-empty", "-m", message],
    );
}

/// A repository whose first commit, tagged `before`, holds these files.
fn repository(files: &[(&str, &str)]) -> TempDir {
    let folder = folder(files);
    git(folder.path(), &["init", "--quiet"]);
    commit(folder.path(), "before");
    git(folder.path(), &["tag", "before"]);
    folder
}

fn sound() -> String {
    PROCESS.replace(
        "time = \"4 giờ\"",
        "time = \"4 giờ\"\nrole = \"Cán bộ tiếp nhận\"",
    )
}

fn since(folder: &Path, more: &[&str]) -> Output {
    let mut arguments = vec!["check", ".", "--since", "before", "--only", RULE];
    arguments.extend(["--as-of", "2026-06-01", "--format", "json"]);
    arguments.extend(more);
    run(folder, &arguments)
}

fn known(output: &Output) -> Vec<bool> {
    assert!(!output.stdout.is_empty(), "{}", stderr(output));
    findings(output).iter().map(|(.., known)| *known).collect()
}

#[test]
fn a_gate_is_clean_then_found_then_waived_then_expired() {
    let folder = repository(&[("qt-01.toml", &sound())]);
    let folder = folder.path();
    let gate = |as_of: &str| {
        let rules = format!("{RULE},waiver-expired,waiver-unused");
        let output = run(
            folder,
            &[
                "check", ".", "--only", &rules, "--as-of", as_of, "--format", "json",
            ],
        );
        let found = findings(&output);
        let found = found.into_iter().map(|(rule, waived, _)| (rule, waived));
        (output.status.code().unwrap(), found.collect::<Vec<_>>())
    };
    let rule = || RULE.to_owned();
    assert_eq!(gate("2026-06-01"), (0, vec![]), "clean");

    fs::write(folder.join("qt-01.toml"), PROCESS).unwrap();
    commit(folder, "forget who returns the result");
    assert_eq!(gate("2026-06-01"), (1, vec![(rule(), false)]), "finding");

    let waived = run(
        folder,
        &[
            "waive",
            "qt-01.toml:role-missing",
            "--reason",
            "đang phân công lại",
            "--owner",
            "Trưởng phòng Tư pháp",
            "--until",
            "2026-12-31",
            "--as-of",
            "2026-06-01",
        ],
    );
    assert_eq!(waived.status.code(), Some(0), "{}", stderr(&waived));
    commit(folder, "accept it for this year");
    assert_eq!(gate("2026-06-01"), (0, vec![(rule(), true)]), "waived");

    let expired = vec![(rule(), false), ("waiver-expired".to_owned(), false)];
    assert_eq!(gate("2027-01-01"), (1, expired), "expired");

    fs::write(folder.join("qt-01.toml"), sound()).unwrap();
    fs::remove_file(folder.join("waivers.toml")).unwrap();
    commit(folder, "say who returns the result");
    assert_eq!(gate("2027-01-01"), (0, vec![]), "clean again");
}

#[test]
fn only_what_a_change_brings_counts() {
    let folder = repository(&[("qt-01.toml", PROCESS)]);
    let folder = folder.path();
    let unchanged = since(folder, &[]);
    assert_eq!(known(&unchanged), [true]);
    assert_eq!(unchanged.status.code(), Some(0));

    fs::write(folder.join("qt-02.toml"), PROCESS.replace("QT 01", "QT 02")).unwrap();
    let added = since(folder, &[]);
    assert_eq!(
        known(&added),
        [true, false],
        "a file that git does not know yet"
    );
    assert_eq!(added.status.code(), Some(1));

    let moved = format!("# a remark\n\n{PROCESS}");
    fs::write(folder.join("qt-01.toml"), moved).unwrap();
    assert_eq!(known(&since(folder, &[])), [true, false], "moved lines");

    fs::write(folder.join("qt-01.toml"), sound()).unwrap();
    let mended = since(folder, &[]);
    let json: serde_json::Value = serde_json::from_slice(&mended.stdout).unwrap();
    assert_eq!(json["summary"]["resolved"], 1);
}

/// An editor that saves decomposed letters (NFD) brings nothing.
#[test]
fn the_form_of_letters_does_not_matter() {
    let folder = repository(&[("qt-01.toml", PROCESS)]);
    let decomposed = PROCESS.replace("Trả", "Tra\u{309}");
    fs::write(folder.path().join("qt-01.toml"), &decomposed).unwrap();
    assert_eq!(known(&since(folder.path(), &[])), [true]);
    let another = decomposed.replace("Tra\u{309}", "Trao");
    fs::write(folder.path().join("qt-01.toml"), another).unwrap();
    assert_eq!(known(&since(folder.path(), &[])), [false]);
}

#[test]
fn a_renamed_file_is_the_same_file() {
    for is_committed in [false, true] {
        let folder = repository(&[("old/qt-01.toml", PROCESS)]);
        let folder = folder.path();
        fs::create_dir(folder.join("new")).unwrap();
        fs::rename(
            folder.join("old/qt-01.toml"),
            folder.join("new/qt-one.toml"),
        )
        .unwrap();
        if is_committed {
            commit(folder, "rename");
        }
        let output = since(folder, &[]);
        assert_eq!(known(&output), [true], "committed: {is_committed}");
    }
}

/// What was accepted at that time and no longer is, is brought by the change.
/// A diagram is renamed together with its side file, which is no process by itself; what is accepted in it stays accepted.
#[test]
fn a_side_file_is_renamed_with_its_diagram() {
    let diagram = "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\">\n\
        <process id=\"p\" name=\"Cấp bản sao\">\n<laneSet><lane name=\"Văn thư\"><flowNodeRef>c</flowNodeRef></lane></laneSet>\n\
        <task id=\"a\" name=\"Tiếp nhận\"/>\n<task id=\"b\" name=\"Trả kết quả\"/>\n<task id=\"c\" name=\"Lưu\"/></process></definitions>";
    let waive = format!("# qmslint: waive {RULE} until 2026-12-31 by Trưởng phòng because x\n");
    let side = |waive: &str| format!("{waive}[[step]]\nid = \"a\"\n");
    let folder = repository(&[("qt-01.bpmn", diagram), ("qt-01.qms.toml", &side(&waive))]);
    let folder = folder.path();
    for ending in ["bpmn", "qms.toml"] {
        let at = |name: &str| folder.join(format!("{name}.{ending}"));
        fs::rename(at("qt-01"), at("qt-02")).unwrap();
    }
    let of = |waived: bool, known: bool| (RULE.to_owned(), waived, known);
    for path in [".", "qt-02.bpmn", "qt-02.qms.toml"] {
        let rule = ["--only", RULE, "--as-of=2026-06-01", "--format=json"];
        let arguments = [&["check", path, "--since=before"], &rule[..]].concat();
        let output = run(folder, &arguments);
        assert_eq!(findings(&output), [of(true, false), of(false, true)]);
        assert_eq!(json(&output)["resolved"], serde_json::json!([]));
    }
    // Without the waiver its finding is what the change brings.
    fs::write(folder.join("qt-02.qms.toml"), side("")).unwrap();
    let output = since(folder, &[]);
    assert_eq!(findings(&output), [of(false, false), of(false, true)]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_waiver_that_is_taken_back_counts() {
    let waivers = waiver("process.step.tra", DECIDED);
    let folder = repository(&[("qt-01.toml", PROCESS), ("waivers.toml", &waivers)]);
    fs::remove_file(folder.path().join("waivers.toml")).unwrap();
    let output = since(folder.path(), &[]);
    assert_eq!(known(&output), [false]);
}

#[test]
fn the_repository_is_left_as_it_is() {
    let folder = repository(&[("qt-01.toml", PROCESS)]);
    let folder = folder.path();
    fs::write(folder.join("qt-02.toml"), PROCESS).unwrap();
    let status = || {
        let output = Command::new("git")
            .current_dir(folder)
            .args(["status", "--porcelain"])
            .output()
            .unwrap();
        (output.stdout, fs::read(folder.join(".git/index")).unwrap())
    };
    let before = status();
    since(folder, &[]);
    assert_eq!(status(), before);
}

#[test]
fn a_folder_below_the_top_is_a_part_of_the_repository() {
    let folder = repository(&[("a/qt-01.toml", PROCESS), ("b/qt-02.toml", PROCESS)]);
    let inside = folder.path().join("a");
    assert_eq!(known(&since(&inside, &[])), [true]);
    assert_eq!(known(&since(&inside, &["../b"])), [true, true]);
}

#[test]
fn without_a_repository_or_a_revision_it_says_so() {
    let outside = folder(&[("qt-01.toml", PROCESS)]);
    for (lang, words) in [("en", "git repository"), ("vi", "kho mã git")] {
        let output = since(outside.path(), &["--lang", lang]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
    }
    let inside = repository(&[("qt-01.toml", PROCESS)]);
    let output = run(inside.path(), &["check", ".", "--since", "nope"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("nope"), "{}", stderr(&output));
}

/// What is named by its new name, or by a folder into which it came, is the same file.
#[test]
fn a_renamed_path_that_is_named_is_the_same() {
    let repository = repository(&[("p/old.toml", PROCESS)]);
    let folder = repository.path();
    std::fs::rename(folder.join("p/old.toml"), folder.join("p/new.toml")).unwrap();
    assert_eq!(known(&since_of(folder, "p/new.toml")), [true]);
    std::fs::rename(folder.join("p"), folder.join("quy-trinh")).unwrap();
    assert_eq!(known(&since_of(folder, "quy-trinh")), [true]);
    assert_eq!(known(&since_of(&folder.join("quy-trinh"), ".")), [true]);
    // The repository is that of what is checked.
    let outside = TempDir::new().unwrap();
    let whole = folder.join("quy-trinh");
    let output = since_of(outside.path(), whole.to_str().unwrap());
    assert_eq!(known(&output), [true], "{}", stderr(&output));
}

fn since_of(folder: &Path, path: &str) -> Output {
    let arguments = [
        "check",
        path,
        "--since=HEAD",
        "--format=json",
        "--only",
        RULE,
    ];
    run(folder, &arguments)
}

/// What lies beside the repository is the same then and now.
#[cfg(unix)]
#[test]
fn a_pack_beside_the_repository_is_found() {
    let rule = "[[rule]]\nid = \"purpose-missing\"\ngrade = \"minor\"\ntitle = { en = \"a\", vi = \"a\" }\nwhy = { en = \"a\", vi = \"a\" }\n\
        fix = { en = \"a\", vi = \"a\" }\ncheck.required-field = { fields = [\"purpose\"] }\n";
    let pack = "name = \"pack\"\nversion = \"1\"\ntitle = { en = \"a\", vi = \"a\" }\n";
    let around = folder(&[
        ("pack/pack.toml", pack),
        ("pack/rule.toml", rule),
        ("office/qmslint.toml", "[check]\npacks = [\"../pack\"]\n"),
        ("office/qt-01.toml", PROCESS),
    ]);
    let office = around.path().join("office");
    git(&office, &["init", "--quiet"]);
    commit(&office, "before");
    let output = run(&office, &["check", ".", "--since=HEAD", "--format=json"]);
    assert_eq!(known(&output), [true]);
    assert_eq!(output.status.code(), Some(0));
}

/// What a configuration names by its whole path, a link does or an option does, is that of the old state, or is refused.
#[cfg(unix)]
#[test]
fn the_old_state_has_nothing_of_now() {
    let waived = waiver("process.step.tra", DECIDED);
    let folder = repository(&[("qt-01.toml", PROCESS), ("w.toml", &waived)]);
    let here = folder.path().canonicalize().unwrap();
    // A waiver that is taken back counts, by whatever link it was known.
    std::os::unix::fs::symlink(here.join("w.toml"), here.join("waivers.toml")).unwrap();
    commit(&here, "link");
    git(&here, &["tag", "--force", "before"]);
    fs::write(here.join("w.toml"), "").unwrap();
    let output = since(&here, &[]);
    assert_eq!(known(&output), [false]);
    fs::remove_file(here.join("waivers.toml")).unwrap();
    let file = here.join("w.toml");
    let config = format!("[waivers]\nfile = \"{}\"\n", file.display());
    fs::write(here.join("qmslint.toml"), config).unwrap();
    fs::write(&file, &waived).unwrap();
    commit(&here, "whole path");
    git(&here, &["tag", "--force", "before"]);
    fs::write(&file, "").unwrap();
    let output = since(&here, &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("by its whole path"),
        "{}",
        stderr(&output)
    );
}

/// A pack that the change adds, a path that it adds, a finding that says something else: all of that is brought by the change.
#[test]
fn what_a_change_adds_counts() {
    let config = "[check]\npaths = [\"a\"]\n";
    let folder = repository(&[
        ("a/qt-01.toml", PROCESS),
        ("b/qt-02.toml", &PROCESS.replace("QT 01", "QT 02")),
        ("qmslint.toml", config),
    ]);
    let here = folder.path();
    let changed = |more: &[&str]| {
        let arguments = [
            "check",
            "--since",
            "before",
            "--as-of",
            "2026-06-01",
            "--format",
            "json",
        ];
        let output = run(here, &[&arguments, more].concat());
        findings(&output)
            .into_iter()
            .filter(|(_, _, known)| !known)
            .map(|(rule, ..)| rule)
            .collect::<Vec<_>>()
    };
    assert_eq!(changed(&["--only", RULE]), [""; 0]);
    fs::write(
        here.join("qmslint.toml"),
        "[check]\npaths = [\"a\", \"b\"]\n",
    )
    .unwrap();
    assert_eq!(changed(&["--only", RULE]), [RULE]);
    fs::write(here.join("qmslint.toml"), config).unwrap();
    fs::create_dir(here.join("pack")).unwrap();
    fs::write(here.join("pack/pack.toml"), "name = \"pack\"\n").unwrap();
    let rule = "[[rule]]\nid = \"x-purpose\"\ntitle.en = \"x\"\ntitle.vi = \"x\"\nwhy.en = \"x\"\nwhy.vi = \"x\"\n\
                fix.en = \"x\"\nfix.vi = \"x\"\ngrade = \"minor\"\ncheck.required-field = { fields = [\"purpose\"] }\n";
    fs::write(here.join("pack/rules.toml"), rule).unwrap();
    assert_eq!(
        changed(&["--rules", "pack", "--only", "x-purpose"]),
        ["x-purpose"]
    );
    let much = PROCESS.replace("4 giờ", "40 ngày làm việc");
    fs::write(here.join("a/qt-01.toml"), &much).unwrap();
    commit(here, "much");
    git(here, &["tag", "--force", "before"]);
    assert_eq!(changed(&["--only", "steps-exceed-limit"]), [""; 0]);
    fs::write(
        here.join("a/qt-01.toml"),
        much.replace("40 ngày", "400 ngày"),
    )
    .unwrap();
    assert_eq!(
        changed(&["--only", "steps-exceed-limit"]),
        ["steps-exceed-limit"]
    );
}

/// What is held against no rule any more was not looked at, so nothing of it is mended; what is held against others is.
#[test]
fn what_no_rule_is_held_against_is_not_resolved() {
    let other = PROCESS.replace("QT 01", "QT 02");
    let folder = repository(&[("a/qt-01.toml", PROCESS), ("b/qt-02.toml", &other)]);
    let at = |name: &str| folder.path().join(name);
    fs::write(at("a/qmslint.toml"), "[check]\npacks = []\n").unwrap();
    fs::write(at("b/qt-02.toml"), sound().replace("QT 01", "QT 02")).unwrap();
    let output = since(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(3));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let gone = json["resolved"].as_array().unwrap();
    assert_eq!(gone.len(), 1, "{gone:?}");
    assert_eq!(gone[0]["file"], "b/qt-02.toml");
}

/// What a folder above ignores is about other files: where the repository lies in it, and where the old state is written into it.
#[cfg(unix)]
#[test]
fn what_is_ignored_above_a_repository_is_not_ignored_in_it() {
    let repository = repository(&[("qt-01.toml", PROCESS), (".gitignore", "tmp/**\n")]);
    let above = folder(&[(".gitignore", "*\n")]);
    for temporary in [repository.path().join("tmp"), above.path().to_owned()] {
        fs::create_dir_all(&temporary).unwrap();
        let mut command = crate::command::command(repository.path());
        command.env("TMPDIR", &temporary);
        command.args(["check", ".", "--since", "before", "--only", RULE]);
        command.args(["--as-of", "2026-06-01", "--format", "json"]);
        let output = command.output().unwrap();
        assert_eq!(known(&output), [true], "{}", stderr(&output));
    }
    let inside = above.path().join("inside");
    fs::create_dir(&inside).unwrap();
    fs::write(inside.join("qt-01.toml"), PROCESS).unwrap();
    let check = || run(&inside, &["check", ".", "--only", RULE, "--format", "json"]);
    assert_eq!(check().status.code(), Some(3), "ignored");
    git(&inside, &["init", "--quiet"]);
    assert_eq!(check().status.code(), Some(1), "another repository");
}

/// A commit is a change of the state with which a watch compares.
#[test]
fn a_watch_sees_a_commit() {
    let folder = repository(&[("qt-01.toml", &sound())]);
    let folder = folder.path();
    fs::write(folder.join("qt-01.toml"), PROCESS).unwrap();
    let out = folder.join("out.json");
    let arguments = ["check", ".", "--watch", "--since", "HEAD", "--only", RULE];
    let mut watching = crate::command::command(folder)
        .args(arguments)
        .arg("--format=json=out.json")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let next = || {
        for _ in 0..100 {
            std::thread::sleep(Duration::from_millis(100));
            if let Ok(text) = fs::read_to_string(&out) {
                fs::remove_file(&out).unwrap();
                let json: serde_json::Value = serde_json::from_str(&text).unwrap();
                return json["findings"][0]["known"].as_bool();
            }
        }
        None
    };
    let before = next();
    commit(folder, "forget who returns the result");
    let after = next();
    watching.kill().unwrap();
    watching.wait().unwrap();
    assert_eq!((before, after), (Some(false), Some(true)));
}

/// Every format knows a finding by the same fingerprint in whatever folder of a repository the run starts.
#[test]
fn fingerprints_are_those_of_the_repository() {
    let folder = repository(&[("in/qt-01.toml", PROCESS), ("other/readme.txt", "")]);
    for (format, pointer) in [
        ("json", "/findings/0/fingerprint"),
        (
            "sarif",
            "/runs/0/results/0/partialFingerprints/primaryLocationLineHash",
        ),
        ("gitlab", "/0/fingerprint"),
    ] {
        let print = |start: &str, file: &str| {
            let start = folder.path().join(start);
            let output = run(&start, &["check", file, "--only", RULE, "--format", format]);
            json(&output).pointer(pointer).unwrap().clone()
        };
        let expected = print("", "in/qt-01.toml");
        assert_eq!(print("in", "qt-01.toml"), expected, "{format}");
        assert_eq!(print("other", "../in/qt-01.toml"), expected, "{format}");
        let whole = folder.path().join("in/qt-01.toml");
        assert_eq!(print("other", whole.to_str().unwrap()), expected);
    }
}
