//! Nothing passes because nothing was looked at: in every format a run that checked nothing, or could not read something, says
//! so in the way of that format, and ends with 2 or 3.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;
use tempfile::TempDir;

const SOUND: &str =
    "[process]\ncode = \"QT 01\"\nname = \"Cấp bản sao\"\nversion = \"01\"\nissued = 2026-01-05\n";

const FORMATS: [&str; 11] = [
    "text", "narrated", "concise", "json", "jsonl", "sarif", "junit", "gitlab", "github",
    "markdown", "csv",
];

fn qmslint(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(cargo_bin!("qmslint"));
    command
        .current_dir(folder)
        .env_clear()
        .stdin(Stdio::null())
        .args(args);
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    qmslint(folder, args).output().unwrap()
}

/// A situation: arguments, exit code, and the ids of which every format must name one.
type Situation = (
    &'static str,
    &'static [&'static str],
    i32,
    &'static [&'static str],
);

const SITUATIONS: &[Situation] = &[
    ("no file", &["empty"], 3, &["nothing-checked"]),
    ("no process", &["others"], 3, &["nothing-checked"]),
    (
        "no applicable rule",
        &["sound.toml", "--only=extra-document"],
        3,
        &["nothing-checked"],
    ),
    (
        "a path that is not there",
        &["absent.toml"],
        2,
        &["unreadable"],
    ),
    (
        "an unreadable file beside a sound one",
        &["sound.toml", "latin1.toml", "--only=identification-missing"],
        2,
        &["unreadable"],
    ),
    (
        "a pack that is not there",
        &["nopack/sound.toml"],
        2,
        &["unknown-id"],
    ),
    (
        "a folder without rules",
        &["sound.toml", "--rules=empty"],
        2,
        &["unreadable"],
    ),
    (
        "a rule that nobody knows",
        &["sound.toml", "--only=no-such-rule"],
        2,
        &["bad-value"],
    ),
];

fn prepared() -> TempDir {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in ["empty", "others", "nopack"] {
        fs::create_dir(at(name)).unwrap();
    }
    fs::write(at("sound.toml"), SOUND).unwrap();
    fs::write(
        at("others/organisation.toml"),
        "[[unit]]\nname = \"Văn phòng\"\n",
    )
    .unwrap();
    fs::write(at("latin1.toml"), b"[process]\nname = \"\xe9\"\n").unwrap();
    fs::write(at("nopack/sound.toml"), SOUND).unwrap();
    fs::write(
        at("nopack/qmslint.toml"),
        "[check]\npacks = [\"no-such-pack\"]\n",
    )
    .unwrap();
    folder
}

/// The ids of what went wrong, as the format says them; none where it calls the run clean.
fn said(format: &str, text: &str) -> Vec<String> {
    let parsed = || serde_json::from_str::<Value>(text).expect(text);
    let owned = |value: &Value| value.as_str().unwrap().to_owned();
    match format {
        "json" => {
            let value = parsed();
            let problems = value["problems"].as_array().unwrap().iter();
            let mut ids: Vec<String> = problems.map(|it| owned(&it["kind"])).collect();
            if value["nothing-checked"].is_string() {
                ids.push("nothing-checked".to_owned());
            }
            ids
        }
        "jsonl" => {
            let mut ids = Vec::new();
            for line in text.lines() {
                let value: Value = serde_json::from_str(line).unwrap();
                if value["type"] == "problem" {
                    ids.push(owned(&value["kind"]));
                }
                if value["nothing-checked"].is_string() {
                    ids.push("nothing-checked".to_owned());
                }
            }
            ids
        }
        "sarif" => {
            let value = parsed();
            let invocation = &value["runs"][0]["invocations"][0];
            assert_eq!(invocation["executionSuccessful"], false, "{text}");
            let all = invocation["toolExecutionNotifications"].as_array().unwrap();
            all.iter()
                .map(|it| owned(&it["descriptor"]["id"]))
                .collect()
        }
        "gitlab" => {
            let value = parsed();
            let all = value.as_array().unwrap().iter();
            all.filter(|it| it["severity"] == "blocker")
                .map(|it| owned(&it["check_name"]))
                .collect()
        }
        "junit" => text
            .split("<error ")
            .skip(1)
            .filter_map(|rest| rest.split("type=\"").nth(1)?.split('"').next())
            .map(str::to_owned)
            .collect(),
        "github" => text
            .lines()
            .filter(|line| line.starts_with("::error"))
            .filter_map(|line| line.split("title=error[").nth(1)?.split(']').next())
            .map(str::to_owned)
            .collect(),
        "csv" => {
            let text = text.strip_prefix('\u{feff}').unwrap();
            let mut rows = csv::Reader::from_reader(text.as_bytes());
            rows.records()
                .map(Result::unwrap)
                .filter(|row| &row[5] == "error")
                .map(|row| row[6].to_owned())
                .collect()
        }
        "markdown" => text
            .split("error\\[")
            .skip(1)
            .filter_map(|rest| rest.split("\\]").next())
            .map(str::to_owned)
            .chain(
                text.split("**error** \\[")
                    .skip(1)
                    .filter_map(|rest| rest.split("\\]").next())
                    .map(str::to_owned),
            )
            .collect(),
        // For people: a sentence, or an id in brackets.
        _ => {
            let mut ids: Vec<String> = ["unreadable", "unknown-id", "bad-value", "nothing-checked"]
                .into_iter()
                .filter(|id| text.contains(id))
                .map(str::to_owned)
                .collect();
            if text.to_lowercase().contains("nothing was checked") {
                ids.push("nothing-checked".to_owned());
            }
            if text.contains("no rule is called") {
                ids.push("bad-value".to_owned());
            }
            ids
        }
    }
}

#[test]
fn every_format_says_so() {
    let files = prepared();
    for (situation, args, expected, ids) in SITUATIONS {
        for format in FORMATS {
            let mut all = vec!["check", "--format", format, "--as-of=2026-06-01"];
            all.extend(*args);
            let output = run(files.path(), &all);
            let code = output.status.code().expect("no signal");
            assert_eq!(code, *expected, "{situation} in {format}");
            let mut text = String::from_utf8(output.stdout).unwrap();
            if ["text", "narrated", "concise"].contains(&format) {
                text.push_str(&String::from_utf8(output.stderr).unwrap());
            }
            let said = said(format, &text);
            assert!(
                said.iter().any(|id| ids.contains(&id.as_str())),
                "{situation} in {format}: {said:?}\n{text}"
            );
            // `--exit-zero` turns findings into a clean end, and nothing else.
            all.push("--exit-zero");
            let code = run(files.path(), &all).status.code();
            assert_eq!(code, Some(*expected), "{situation} in {format}");
        }
    }
}

/// Several formats in one run: files and standard output hold what each would hold alone, with one exit code.
#[test]
fn several_formats_in_one_run() {
    let files = prepared();
    fs::write(
        files.path().join("faulty.toml"),
        SOUND.replace("version", "field"),
    )
    .unwrap();
    let base = [
        "check",
        "faulty.toml",
        "--only=identification-missing",
        "--as-of=2026-06-01",
    ];
    let alone = |format: &str| {
        let mut args = base.to_vec();
        args.extend(["--format", format]);
        run(files.path(), &args)
    };
    let mut args = base.to_vec();
    args.extend([
        "--format=sarif=out.sarif",
        "--format=junit=out.xml",
        "--format",
        "concise",
    ]);
    let output = run(files.path(), &args);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(output.stdout, alone("concise").stdout);
    for (format, file) in [("sarif", "out.sarif"), ("junit", "out.xml")] {
        assert_eq!(
            fs::read(files.path().join(file)).unwrap(),
            alone(format).stdout
        );
    }
    args.push("--exit-zero");
    assert_eq!(run(files.path(), &args).status.code(), Some(0));
    for wrong in [
        vec!["--format=sarif", "--format=text"],
        vec!["--format=sarif=a", "--format=json=a"],
        vec!["--format=sarif="],
        vec!["--format=serif"],
        vec!["--format=sarif=no/such/folder/a.sarif"],
    ] {
        let mut args = base.to_vec();
        args.extend(&wrong);
        let output = run(files.path(), &args);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert!(!output.stderr.is_empty(), "{wrong:?}");
    }
}

/// The file of an earlier run is no result of a run that was not carried out.
#[test]
fn a_run_that_cannot_start_replaces_old_reports() {
    let files = prepared();
    let old = files.path().join("out.sarif");
    fs::write(&old, "{}").unwrap();
    let args = [
        "check",
        "sound.toml",
        "--only=no-such-rule",
        "--format=sarif=out.sarif",
    ];
    let output = run(files.path(), &args);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        fs::read_to_string(&old)
            .unwrap()
            .contains("o rule is called")
    );
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("no rule is called")
    );
}

/// The summary of a GitHub step is added to what other steps wrote.
#[test]
fn github_gets_its_step_summary() {
    let files = prepared();
    let summary = files.path().join("summary.md");
    fs::write(&summary, "# another step\n").unwrap();
    let args = [
        "check",
        "sound.toml",
        "--only=identification-missing",
        "--as-of=2026-06-01",
    ];
    let mut command = qmslint(files.path(), &args);
    command.env("GITHUB_STEP_SUMMARY", &summary);
    assert!(command.output().unwrap().status.success());
    assert_eq!(fs::read_to_string(&summary).unwrap(), "# another step\n");
    command.args(["--format", "github"]);
    assert!(command.output().unwrap().status.success());
    let text = fs::read_to_string(&summary).unwrap();
    assert!(text.starts_with("# another step\n## qmslint\n"), "{text}");
}

/// `--watch` checks again when a file changes.
#[test]
fn a_watch_runs_again_after_a_change() {
    use std::io::{BufRead as _, BufReader};
    let files = prepared();
    let args = [
        "check",
        "sound.toml",
        "--watch",
        "--only=identification-missing",
        "--format=concise",
    ];
    let mut command = qmslint(files.path(), &args);
    let mut watching = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(watching.stderr.take().unwrap()).lines();
    let first = said.next().unwrap().unwrap();
    assert!(first.contains("waiting for changes"), "{first}");
    fs::write(
        files.path().join("sound.toml"),
        SOUND.replace("version", "field"),
    )
    .unwrap();
    let mut found = BufReader::new(watching.stdout.take().unwrap()).lines();
    let line = found.next().unwrap().unwrap();
    assert!(
        line.starts_with("sound.toml:1:1: minor[identification-missing]"),
        "{line}"
    );
    watching.kill().unwrap();
    watching.wait().unwrap();
}

/// Shells and `man` get what they need, for every command.
#[test]
fn completions_and_manual_pages() {
    let files = prepared();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = run(files.path(), &["completions", shell]);
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("exit-zero"), "{shell}");
    }
    for (args, word) in [
        (vec!["man"], ".TH qmslint 1"),
        (vec!["man", "check"], ".TH qmslint-check 1"),
        (vec!["man", "check", "--lang=vi"], "Đối chiếu tệp quy trình"),
    ] {
        let output = run(files.path(), &args);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            text.contains(word),
            "{args:?}\n{}",
            text.get(..600).unwrap_or(&text)
        );
    }
    assert_eq!(run(files.path(), &["man", "chekc"]).status.code(), Some(2));
}
