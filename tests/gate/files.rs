//! Nothing is lost: whatever happens while a file is written, the old one or the new one is there.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use assert_cmd::cargo::cargo_bin;

use crate::{PROCESS, RULE, findings, folder, run, stderr, stdout};

fn waive(more: &[&str]) -> Vec<String> {
    let base = [
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
    ];
    base.iter()
        .chain(more)
        .map(|word| (*word).to_owned())
        .collect()
}

fn run_waive(folder: &std::path::Path, more: &[&str]) -> std::process::Output {
    let arguments = waive(more);
    run(
        folder,
        &arguments.iter().map(String::as_str).collect::<Vec<_>>(),
    )
}

/// What cannot be waived, or cannot be written there, is said in words, and nothing is written.
#[test]
fn what_waive_refuses() {
    let diagram = "<definitions/>";
    let folder = folder(&[("qt-01.toml", PROCESS), ("x.bpmn", diagram)]);
    let decided = [
        "--reason=x",
        "--owner=y",
        "--until=2026-12-31",
        "--as-of=2026-06-01",
    ];
    for (finding, more, en, vi) in [
        (
            "qt-02.toml:role-missing",
            &[][..],
            "there is no file or folder `qt-02.toml`",
            "không có tệp hay thư mục `qt-02.toml`",
        ),
        (
            "qt-01.toml:role-missing",
            &["in"],
            "there is no file or folder `in`",
            "không có tệp hay thư mục `in`",
        ),
        (
            "qt-01.toml:role-mising",
            &[],
            "no finding is called",
            "không có điểm nào",
        ),
        (
            "qt-01.toml:role-missing",
            &["--waivers=x.bpmn"],
            "ends with `.toml`, not to x.bpmn",
            "không ghi vào x.bpmn",
        ),
        (
            "qt-01.toml:role-missing",
            &["--waivers=new"],
            "ends with `.toml`, not to new",
            "không ghi vào new",
        ),
    ] {
        for (lang, words) in [("en", en), ("vi", vi)] {
            let arguments = [
                &["waive", finding, "qt-01.toml", "--lang", lang],
                &decided[..],
                more,
            ];
            let output = run(folder.path(), &arguments.concat());
            assert_eq!(output.status.code(), Some(2), "{finding}");
            assert!(stderr(&output).contains(words), "{}", stderr(&output));
        }
    }
    let there = fs::read_to_string(folder.path().join("x.bpmn")).unwrap();
    assert_eq!(there, diagram);
    assert!(!folder.path().join("new").exists());
}

#[test]
fn a_waiver_is_added_and_the_rest_stays_as_it_is() {
    let old = "# Decisions of the office.\r\n\r\n[[waiver]]   # the first\r\nrule = 'x'\r\n";
    let folder = folder(&[("qt-01.toml", PROCESS), ("waivers.toml", old)]);
    let output = run_waive(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let new = fs::read_to_string(folder.path().join("waivers.toml")).unwrap();
    assert!(new.starts_with(old), "{new}");
    insta::assert_snapshot!(
        "waivers",
        new.strip_prefix(old).unwrap().replace("\r\n", "\n")
    );
    assert!(!new.replace("\r\n", "").contains('\n'));
    let again = run_waive(folder.path(), &[]);
    assert_eq!(again.status.code(), Some(2));
    assert!(
        stderr(&again).contains("waived already"),
        "{}",
        stderr(&again)
    );
}

#[test]
fn a_finding_is_named_by_its_fingerprint_too() {
    let folder = folder(&[("qt-01.toml", PROCESS)]);
    let json = run(
        folder.path(),
        &[
            "check",
            ".",
            "--only",
            RULE,
            "--as-of",
            "2026-06-01",
            "--format",
            "json",
        ],
    );
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let print = json["findings"][0]["fingerprint"].as_str().unwrap();
    let mut arguments = waive(&[]);
    arguments[1] = print[..12].to_owned();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let output = run(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let checked = run(
        folder.path(),
        &[
            "check",
            ".",
            "--only",
            RULE,
            "--as-of",
            "2026-06-01",
            "--format",
            "json",
        ],
    );
    assert_eq!(findings(&checked), [(RULE.to_owned(), true, false)]);
}

#[test]
fn what_cannot_be_a_waiver_is_refused() {
    let folder = folder(&[("qt-01.toml", PROCESS)]);
    for (change, words) in [
        (("2026-12-31", "2026-05-31"), "2026-05-31"),
        (("2026-12-31", "2028-01-01"), "12 months"),
        (("Trưởng phòng Tư pháp", " "), "owner"),
        (("qt-01.toml:role-missing", "qt-01.toml:nope"), "no finding"),
    ] {
        let arguments = waive(&[]);
        let arguments: Vec<&str> = arguments
            .iter()
            .map(|word| {
                if word == change.0 {
                    change.1
                } else {
                    word.as_str()
                }
            })
            .collect();
        let output = run(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{words}");
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
        assert!(!folder.path().join("waivers.toml").exists());
    }
}

#[test]
fn what_is_found_about_waivers_is_not_waived() {
    let ended = super::waiver("process.step.tra", super::DECIDED).replace("2026", "2025");
    let folder = folder(&[("qt-01.toml", PROCESS), ("waivers.toml", &ended)]);
    let arguments = waive(&[]);
    let arguments = arguments.iter().map(|word| match word.as_str() {
        "qt-01.toml:role-missing" => "waivers.toml:waiver-expired",
        word => word,
    });
    let output = run(folder.path(), &arguments.collect::<Vec<_>>());
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("about waivers"),
        "{}",
        stderr(&output)
    );
    let left = std::fs::read_to_string(folder.path().join("waivers.toml")).unwrap();
    assert_eq!(left, ended);
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = folder(&[
        ("qt-01.toml", PROCESS),
        ("shared/accepted.toml", "# ours\n"),
    ]);
    let real = folder.path().join("shared/accepted.toml");
    let link = folder.path().join("waivers.toml");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("shared/accepted.toml", &link).unwrap();
    let output = run_waive(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(
        fs::read_to_string(&real)
            .unwrap()
            .starts_with("# ours\n\n[[waiver]]")
    );
    assert_eq!(
        fs::metadata(&real).unwrap().permissions().mode() & 0o777,
        0o640
    );
}

/// A file that may not be written is left as it is, and the reason is said in the reader's language.
#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_written_is_an_error() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder(&[("qt-01.toml", PROCESS), ("waivers.toml", "# ours\n")]);
    let file = folder.path().join("waivers.toml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
    for (lang, words) in [("en", "may not be written"), ("vi", "không có quyền ghi")] {
        let output = run_waive(folder.path(), &["--lang", lang]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
        assert_eq!(fs::read_to_string(&file).unwrap(), "# ours\n");
    }
}

/// `/dev/full` is a disk without room.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let folder = folder(&[("qt-01.toml", PROCESS)]);
    for (lang, words) in [("en", "disk is full"), ("vi", "ổ đĩa đã đầy")] {
        let full = fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let output = Command::new(cargo_bin!("qmslint"))
            .current_dir(folder.path())
            .args(["check", ".", "--lang", lang])
            .stdout(full)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
    }
}

/// A folder in which nobody may make a file, a device without room, a folder that is not there.
#[cfg(target_os = "linux")]
#[test]
fn an_output_that_cannot_be_written_is_an_error() {
    let folder = folder(&[("qt-01.toml", PROCESS), ("note.txt", "")]);
    for (target, en, vi) in [
        (
            "json=/sys/x.json",
            "may not be written by you",
            "không có quyền ghi",
        ),
        ("json=/dev/full", "the disk is full", "ổ đĩa đã đầy"),
        (
            "json=/nowhere/x.json",
            "there is no such folder",
            "không có thư mục này",
        ),
        ("json=.", "the name of a folder", "tên của thư mục"),
        ("json=note.txt/", "the name of a folder", "tên của thư mục"),
        ("json=new/", "the name of a folder", "tên của thư mục"),
    ] {
        for (lang, words) in [("en", en), ("vi", vi)] {
            let output = run(
                folder.path(),
                &["check", ".", "--format", target, "--lang", lang],
            );
            assert_eq!(output.status.code(), Some(2), "{target}");
            assert!(
                stderr(&output).contains(words),
                "{target}: {}",
                stderr(&output)
            );
        }
    }
}

/// A report overwrites neither another one nor anything that is read, by whatever path it is named.
#[test]
fn a_report_overwrites_nothing_that_is_read() {
    let files = [
        ("qt-01.toml", PROCESS),
        ("so-do.txt", PROCESS),
        ("qmslint.toml", "[check]\n"),
        ("baseline.json", "{\"version\":1,\"findings\":[]}"),
        ("in/x", ""),
    ];
    let folder = folder(&files);
    for (arguments, en, vi) in [
        (
            &["--format", "json=a", "--format", "csv=./in/../a"][..],
            "two reports",
            "hai báo cáo",
        ),
        (
            &["--format", "json=qt-01.toml"],
            "would be read as a process",
            "sẽ bị đọc",
        ),
        (
            &["--format", "json=./in/../waivers.toml"],
            "would be read as a process",
            "sẽ bị đọc",
        ),
        (
            &["--format", "json=qmslint.TOML"],
            "would be read as a process",
            "sẽ bị đọc",
        ),
        (
            &["--format", "json=new.bpmn"],
            "would be read as a process",
            "sẽ bị đọc",
        ),
        (
            &["so-do.txt", "--format", "json=./so-do.txt"],
            "is read in this run",
            "được đọc",
        ),
        (
            &[
                "--baseline",
                "baseline.json",
                "--format",
                "json=in/../baseline.json",
            ],
            "is read in this run",
            "được đọc",
        ),
    ] {
        for (lang, words) in [("en", en), ("vi", vi)] {
            let arguments = [&["check", "--lang", lang], arguments].concat();
            let output = run(folder.path(), &arguments);
            assert_eq!(output.status.code(), Some(2), "{arguments:?}");
            assert!(stderr(&output).contains(words), "{}", stderr(&output));
        }
    }
    for arguments in [
        &["graph", "qt-01.toml", "-o", "qt-01.toml"][..],
        &["schema", "config", "-o", "qmslint.toml"],
        &["report", ".", "-o", "a.html", "-o", "in/../a.html"],
    ] {
        let output = run(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    for (name, text) in files {
        let left = fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(left, text, "{name}");
    }
    assert!(!folder.path().join("a").exists());
}

/// Nor what the configuration names, nor what a link leads to.
#[cfg(unix)]
#[test]
fn a_report_overwrites_nothing_that_a_link_or_the_configuration_names() {
    use std::os::unix::fs::symlink;
    let waived = super::waiver("process.step.tra", super::DECIDED);
    let folder = folder(&[
        ("qmslint.toml", "[waivers]\nfile = \"w.txt\"\n"),
        ("w.txt", &waived),
        ("data.txt", PROCESS),
    ]);
    symlink("data.txt", folder.path().join("qt-01.toml")).unwrap();
    symlink("new.toml", folder.path().join("lost.json")).unwrap();
    symlink("b.json", folder.path().join("base.json")).unwrap();
    for arguments in [
        &["check", ".", "--format=json=w.txt"][..],
        &["check", ".", "--format=json=data.txt"],
        &["check", ".", "--format=json=lost.json"],
        &[
            "check",
            ".",
            "--format=json=base.json",
            "--format=csv=b.json",
        ],
        &[
            "check",
            ".",
            "--baseline=b.json",
            "--update-baseline",
            "--format=json=base.json",
        ],
        &["report", ".", "-o", "w.html", "-o", "./w.html"],
    ] {
        let output = run(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    for (name, text) in [("w.txt", waived.as_str()), ("data.txt", PROCESS)] {
        assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), text);
    }
    for name in ["new.toml", "b.json"] {
        assert!(!folder.path().join(name).exists(), "{name}");
    }
}

/// Where one file cannot be written, the others are, and the terminal is told as always.
#[test]
fn one_output_that_cannot_be_written_keeps_no_other_back() {
    let folder = folder(&[("qt-01.toml", PROCESS)]);
    let output = run(
        folder.path(),
        &[
            "check",
            ".",
            "--format=json=nowhere/x",
            "--format=csv=x.csv",
            "--format=json=y.json",
            "--format=concise",
        ],
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("nowhere/x"), "{}", stderr(&output));
    assert!(stdout(&output).contains(RULE), "{}", stdout(&output));
    let json = fs::read_to_string(folder.path().join("y.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["exit-code"], 2, "every report says how the run ends");
    let written = fs::read_to_string(folder.path().join("x.csv")).unwrap();
    assert!(written.contains(RULE), "{written}");
}

/// `/dev/stdout` is written to, also where it is a pipe.
#[cfg(target_os = "linux")]
#[test]
fn a_pipe_is_written_to() {
    let folder = folder(&[("qt-01.toml", PROCESS)]);
    let output = run(folder.path(), &["check", ".", "--format=json=/dev/stdout"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert_eq!(super::command::json(&output)["summary"]["processes"], 1);
}

/// A script of a shell in a folder, which may call the program as `"$QMSLINT"`.
#[cfg(unix)]
fn shell(folder: &Path, script: &str) -> Command {
    let mut command = Command::new("sh");
    command.current_dir(folder).arg("-c").arg(script);
    command
        .env("QMSLINT", cargo_bin!("qmslint"))
        .env("LANG", "en");
    command
}

/// Where a shell leads `/dev/stdout` to a file, that file is written to, and not replaced under the shell.
#[cfg(target_os = "linux")]
#[test]
fn what_a_shell_opened_is_written_to() {
    let folder = folder(&[("qt-01.toml", PROCESS)]);
    let shell = |script: &str| shell(folder.path(), script).output().unwrap();
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let first = "(echo first; echo before >&2; \"$QMSLINT\" check . --only role-missing";
    shell(&format!(
        "{first} --format json=/dev/stdout; echo last) > out"
    ));
    let out = read("out");
    assert!(
        out.starts_with("first\n{") && out.ends_with("}\nlast\n"),
        "{out}"
    );
    let output = shell(&format!("{first} --format json=/dev/fd/1 --format csv)"));
    assert!(
        stderr(&output).contains("two formats would be mixed"),
        "{}",
        stderr(&output)
    );
    std::os::unix::fs::symlink("/dev/stdout", folder.path().join("lnk")).unwrap();
    for name in [
        "lnk",
        "//dev/stdout",
        "/dev/./fd/1",
        "/proc/thread-self/fd/1",
    ] {
        let output = shell(&format!(
            "{first} --format json={name} --format csv) > kept"
        ));
        assert!(read("kept").starts_with("first\n"), "{name}");
        assert!(stderr(&output).contains("would be mixed"), "{name}");
    }
    shell(&format!(
        "{first} --format csv=/dev/stderr --format concise) 2> err > out"
    ));
    let said = read("err");
    assert!(
        said.starts_with("before\n") && said.contains("file,line,"),
        "{said}"
    );
    shell(&format!(
        "{first} --format csv=/dev/fd/5 --format concise) 5> five"
    ));
    assert!(read("five").contains("file,line,"), "{}", read("five"));
}

/// Where a target is refused, or the run cannot be carried out, the other reports say so: none of an earlier run is left. What
/// the configuration names is spared all the same.
#[test]
fn no_report_of_an_earlier_run_is_left() {
    let config = "[check]\norganisation = \"office.json\"\n";
    let files = [
        ("qt-01.toml", PROCESS),
        ("in/qt-02.toml", PROCESS),
        ("in/qmslint.toml", config),
        ("in/office.json", ""),
        (".gitignore", "x\n"),
    ];
    for (arguments, refused) in [
        (&["--format=csv=qt-01.toml"][..], "qt-01.toml"),
        (&["--format=csv=.gitignore"], ".gitignore"),
        (&["--format=csv=in/office.json"], "in/office.json"),
        (
            &["--only=nothing-like-it", "--format=csv=in/office.json"],
            "nothing-like-it",
        ),
        (&["--format=csv", "--format=jsonl"], "mixed"),
        (&["--format=csv=a", "--format=markdown=./a"], "two reports"),
    ] {
        let folder = folder(&files);
        let old = folder.path().join("old.json");
        fs::write(&old, "{}").unwrap();
        let all = [&["check", ".", "--format=json=old.json"], arguments].concat();
        let output = run(folder.path(), &all);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(refused), "{}", stderr(&output));
        let report: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(&old).unwrap()).unwrap();
        assert_eq!(report["exit-code"], 2, "{report}");
        for (name, text) in files {
            assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), text);
        }
        assert!(!folder.path().join("a").exists());
    }
}

/// A file that cannot be corrected keeps no other from being corrected, both are said, and no earlier report is left.
#[cfg(unix)]
#[test]
fn one_file_that_cannot_be_corrected_keeps_no_other_back() {
    use std::os::unix::fs::PermissionsExt as _;
    let misspelt = PROCESS.replace("limit", "limti");
    let folder = folder(&[
        ("a.toml", &misspelt),
        ("b.toml", &misspelt),
        ("out.json", "{}"),
    ]);
    let locked = folder.path().join("a.toml");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o444)).unwrap();
    let output = run(
        folder.path(),
        &["check", ".", "--fix", "--format=json=out.json"],
    );
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(
        said.contains("places in b.toml") || said.contains("place in b.toml"),
        "{said}"
    );
    assert!(said.contains("a.toml cannot be written"), "{said}");
    assert_eq!(fs::read_to_string(&locked).unwrap(), misspelt);
    assert_eq!(
        fs::read_to_string(folder.path().join("b.toml")).unwrap(),
        PROCESS
    );
    let report = fs::read_to_string(folder.path().join("out.json")).unwrap();
    assert!(report.contains("a.toml cannot be written"), "{report}");
}

/// Runs wait for each other wherever they keep temporary files, and leave nothing behind.
#[cfg(unix)]
#[test]
fn the_lock_is_there_for_everybody() {
    let folder = folder(&[("in/qt-00.toml", PROCESS)]);
    let update = |number: usize| {
        let name = format!("qt-0{number}.toml");
        let temporary = folder.path().join(format!("tmp-{number}"));
        let text = PROCESS.replace("QT 01", &format!("QT 0{number}"));
        fs::create_dir_all(&temporary).unwrap();
        fs::write(folder.path().join("in").join(&name), text).unwrap();
        let script = format!(
            "umask 077; \"$QMSLINT\" check in/{name} --only {RULE} --baseline b.json --update-baseline --accept-new",
        );
        let mut command = shell(folder.path(), &script);
        let output = command.env("TMPDIR", &temporary).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let left = fs::read_dir(&temporary).unwrap();
        assert_eq!(left.count(), 0, "{number}");
    };
    std::thread::scope(|scope| {
        for number in 1..=8 {
            scope.spawn(move || update(number));
        }
    });
    let baseline = fs::read_to_string(folder.path().join("b.json")).unwrap();
    assert_eq!(baseline.matches("fingerprint").count(), 8, "{baseline}");
}

/// Root writes for those to whom the files belong, as a container does in a folder that was lent to it.
#[cfg(unix)]
#[test]
fn the_owner_stays() {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let folder = folder(&[("qt-01.toml", PROCESS), ("waivers.toml", "# ours\n")]);
    let file = folder.path().join("waivers.toml");
    let own = fs::metadata(&file).unwrap();
    let lent = chown(&file, Some(4321), Some(4321)).is_ok();
    let expected = if lent {
        (4321, 4321)
    } else {
        (own.uid(), own.gid())
    };
    assert_eq!(run_waive(folder.path(), &[]).status.code(), Some(0));
    let new = fs::metadata(&file).unwrap();
    assert_ne!(new.len(), own.len());
    assert_eq!((new.uid(), new.gid()), expected);
}

/// However soon the program is stopped, the baseline is the old one or the new one, whole.
#[test]
fn a_stopped_run_leaves_the_old_file_or_the_new_one() {
    let folder = folder(&[("qt-01.toml", PROCESS)]);
    let folder = folder.path();
    let update = [
        "check",
        "qt-01.toml",
        "--only",
        RULE,
        "--baseline",
        "baseline.json",
        "--update-baseline",
    ];
    run(folder, &update);
    let old = fs::read_to_string(folder.join("baseline.json")).unwrap();
    for number in 2..=30 {
        let text = PROCESS.replace("QT 01", &format!("QT {number}"));
        fs::write(folder.join(format!("qt-{number}.toml")), text).unwrap();
    }
    let grow = [
        "check",
        ".",
        "--only",
        RULE,
        "--baseline",
        "baseline.json",
        "--update-baseline",
        "--accept-new",
    ];
    let mut seen = [0, 0];
    let mut wait = Duration::from_micros(200);
    for _ in 0..40 {
        fs::write(folder.join("baseline.json"), &old).unwrap();
        killed_after(wait, folder, &grow);
        let now = fs::read_to_string(folder.join("baseline.json")).unwrap();
        let count = now.matches("fingerprint").count();
        assert!(now == old || count == 30, "{now}");
        let json: serde_json::Value = serde_json::from_str(&now).unwrap();
        assert_eq!(json["version"], 1);
        seen[usize::from(count == 30)] += 1;
        // Later and later while nothing was written, so that both ends are met.
        wait = if count == 30 {
            wait * 2 / 3
        } else {
            wait * 5 / 4
        };
    }
    assert!(seen[0] > 0, "no run was stopped before it wrote: {seen:?}");
    let done = run(folder, &grow);
    assert_eq!(
        done.status.code(),
        Some(0),
        "{}{}",
        stdout(&done),
        stderr(&done)
    );
}

/// What a command writes, by file; none where the file is not there.
type Written = Vec<(&'static str, Option<Vec<u8>>)>;

fn contents(folder: &std::path::Path, files: &[&'static str]) -> Written {
    let read = |name: &&'static str| (*name, fs::read(folder.join(name)).ok());
    files.iter().map(read).collect()
}

fn restore(folder: &std::path::Path, old: &Written) {
    for (name, text) in old {
        match text {
            Some(text) => fs::write(folder.join(name), text).unwrap(),
            None => drop(fs::remove_file(folder.join(name))),
        }
    }
}

/// However soon a command is stopped, each file that it writes is the old one or the new one, whole: waivers, corrections,
/// every report of a run, schemas, skeletons, diagrams.
#[test]
fn whatever_is_written_is_old_or_new_when_the_run_is_stopped() {
    let misspelt = PROCESS.replace("name = \"Tiếp", "nmae = \"Tiếp");
    let waive = waive(&[]);
    let waive: Vec<&str> = waive.iter().map(String::as_str).collect();
    let reports = [
        "json=a.json",
        "sarif=b.sarif",
        "junit=c.xml",
        "gitlab=d.json",
        "csv=e.csv",
    ];
    let mut check = vec!["check", ".", "--as-of=2026-06-01"];
    check.extend(reports.iter().flat_map(|report| ["--format", report]));
    for (arguments, files) in [
        (waive, vec!["waivers.toml"]),
        (vec!["check", ".", "--fix"], vec!["fix-01.toml"]),
        (check, vec!["a.json", "b.sarif", "c.xml", "d.json", "e.csv"]),
        (
            vec![
                "report",
                ".",
                "--as-of=2026-06-01",
                "-o",
                "a.html",
                "-o",
                "b.json",
                "-o",
                "c.xlsx",
            ],
            vec!["a.html", "b.json", "c.xlsx"],
        ),
        (vec!["schema", "json", "-o", "s.json"], vec!["s.json"]),
        (vec!["new", "process", "-o", "new.toml"], vec!["new.toml"]),
        (
            vec!["convert", "qt-01.toml", "-o", "qt-01.bpmn"],
            vec!["qt-01.bpmn"],
        ),
    ] {
        let folder = folder(&[
            ("qt-01.toml", PROCESS),
            ("fix-01.toml", &misspelt),
            ("waivers.toml", "# ours\n"),
            ("a.json", "old"),
        ]);
        let folder = folder.path();
        let old = contents(folder, &files);
        let whole = run(folder, &arguments);
        let new = contents(folder, &files);
        assert!(
            old.iter().zip(&new).all(|(old, new)| old != new),
            "{arguments:?} {}",
            stderr(&whole)
        );
        let mut seen = [0, 0];
        let mut wait = Duration::from_millis(20);
        for _ in 0..12 {
            restore(folder, &old);
            killed_after(wait, folder, &arguments);
            let now = contents(folder, &files);
            for (now, (old, new)) in now.iter().zip(old.iter().zip(&new)) {
                assert!(now == old || now == new, "{arguments:?} {}", now.0);
            }
            let is_whole = now == new;
            seen[usize::from(is_whole)] += 1;
            wait = if is_whole { wait / 2 } else { wait * 3 / 2 };
        }
        assert!(seen[0] > 0, "{arguments:?} was never stopped in time");
    }
}

/// Run the command and kill it after a while, whatever it is doing.
fn killed_after(wait: Duration, folder: &Path, arguments: &[&str]) {
    let mut child = Command::new(cargo_bin!("qmslint"))
        .current_dir(folder)
        .env_clear()
        .env("LANG", "en")
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(wait);
    let _ = child.kill();
    child.wait().unwrap();
}

/// A baseline goes to no file that could be read as something else.
#[test]
fn a_baseline_is_no_source() {
    let folder = folder(&[("qt-01.toml", PROCESS)]);
    for name in ["qmslint.toml", "x.bpmn", "qt-01.toml"] {
        let update = ["check", ".", "--baseline", name, "--update-baseline"];
        let output = run(folder.path(), &update);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(
            stderr(&output).contains("would be read"),
            "{}",
            stderr(&output)
        );
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// The mark at the beginning of a waiver file stays, and of many who waive the same at once one does.
#[test]
fn a_waiver_is_written_once() {
    let old = "\u{feff}# ours\n";
    let folder = folder(&[("qt-01.toml", PROCESS), ("waivers.toml", old)]);
    let codes: Vec<Option<i32>> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..6)
            .map(|_| scope.spawn(|| run_waive(folder.path(), &[]).status.code()))
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let new = fs::read_to_string(folder.path().join("waivers.toml")).unwrap();
    assert!(new.starts_with(old), "{new}");
    assert_eq!(new.matches("[[waiver]]").count(), 1, "{new}");
    assert_eq!(
        codes.iter().filter(|code| **code == Some(0)).count(),
        1,
        "{codes:?}"
    );
}
