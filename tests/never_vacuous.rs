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
        "a part that names no pack",
        &["sound.toml", "part/none"],
        3,
        &["nothing-checked"],
    ),
    (
        "a part for which a pack of diagrams alone is in force",
        &["sound.toml", "part/bpmn"],
        3,
        &["nothing-checked"],
    ),
    (
        "a part for which every rule is off",
        &["sound.toml", "part/off"],
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

/// Configurations below another one, each for a process of its own.
const PARTS: [(&str, &str); 4] = [
    ("none", "[check]\npacks = []\n"),
    ("bpmn", "[check]\npacks = [\"bpmn\"]\n"),
    (
        "off",
        "[check]\npacks = [\"own\"]\n[rules]\nown-purpose = { off = true, reason = \"không dùng\" }\n",
    ),
    ("whole", "[check]\npacks = [\"own\"]\n"),
];

/// A pack of one rule.
const OWN: &str = "name = \"own\"\nversion = \"1\"\ntitle = { en = \"Own\", vi = \"Riêng\" }\n";
const RULE: &str = r#"[[rule]]
id = "own-purpose"
grade = "minor"
title = { en = "No purpose", vi = "Chưa nêu mục đích" }
why = { en = "People ask.", vi = "Người dân hỏi." }
fix = { en = "state the purpose", vi = "ghi mục đích" }
check.required-field = { fields = ["purpose"] }
"#;

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
    for (part, config) in PARTS {
        let part = at("part").join(part);
        fs::create_dir_all(part.join("own")).unwrap();
        fs::write(part.join("own/pack.toml"), OWN).unwrap();
        fs::write(part.join("own/rules.toml"), RULE).unwrap();
        fs::write(part.join("sound.toml"), SOUND).unwrap();
        fs::write(part.join("qmslint.toml"), config).unwrap();
    }
    fs::write(
        at("nopack/qmslint.toml"),
        "[check]\npacks = [\"no-such-pack\"]\n",
    )
    .unwrap();
    folder
}

/// Where everything is left out, every format says by which pattern of which configuration.
#[test]
fn what_leaves_everything_out_is_named() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("archive")).unwrap();
    fs::write(folder.path().join("archive/sound.toml"), SOUND).unwrap();
    for pattern in ["archive/", "archive/**", "sound.toml"] {
        let config = format!("[check]\nexclude = [\"{pattern}\"]\n");
        fs::write(folder.path().join("qmslint.toml"), config).unwrap();
        for command in [
            &["prove", "archive"][..],
            &["graph", "archive", "--format=timeline"],
        ] {
            let output = run(folder.path(), &[command, &["--lang=en"]].concat());
            let text = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(3), "{command:?} {text}");
            for part in ["`exclude` in ", "qmslint.toml leaves out archive", pattern] {
                assert!(text.contains(part), "{command:?} {part}: {text}");
            }
        }
        // What only reads a file asks no configuration.
        let converted = run(folder.path(), &["convert", "archive"]);
        assert_eq!(converted.status.code(), Some(0));
        for format in FORMATS {
            for (lang, words) in [("en", "leaves out"), ("vi", "loại trừ")] {
                let format = format!("--format={format}");
                let lang = format!("--lang={lang}");
                let output = run(folder.path(), &["check", "archive", &format, &lang]);
                let text = String::from_utf8(output.stdout).unwrap();
                // Lines are broken where they get long.
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                assert_eq!(output.status.code(), Some(3), "{format} {text}");
                for part in ["`exclude`", "qmslint.toml", words, pattern] {
                    assert!(text.contains(part), "{format} {part}: {text}");
                }
            }
        }
    }
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

/// A part that is held against no rule is named, and none of it is taken for mended; a part of which the arguments leave out
/// rules is what was asked for.
#[test]
fn a_part_held_against_no_rule_is_named() {
    let files = prepared();
    let [(_, none), (_, bpmn), _, (_, own)] = PARTS;
    let check = |config: &str, more: &[&str]| {
        fs::write(files.path().join("part/whole/qmslint.toml"), config).unwrap();
        let common = ["check", "sound.toml", "part/whole", "--format=json"];
        let output = run(files.path(), &[&common, more].concat());
        let value: Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code(), value)
    };
    let update = ["--baseline=b.json", "--update-baseline"];
    let (code, whole) = check(own, &update);
    assert_eq!((code, &whole["nothing-checked"]), (Some(0), &Value::Null));
    let baseline = || fs::read_to_string(files.path().join("b.json")).unwrap();
    let before = baseline();
    assert!(before.contains("own-purpose"), "{before}");
    for (lang, said) in [
        (
            "en",
            "nothing was checked of 1 process: no rule applied to any process under part/whole/qmslint.toml",
        ),
        (
            "vi",
            "chưa kiểm tra được gì của 1 quy trình: không quy tắc nào áp dụng cho quy trình theo part/whole/qmslint.toml",
        ),
    ] {
        let (code, part) = check(none, &[&["--lang", lang][..], &update].concat());
        assert_eq!(
            (code, &part["nothing-checked"]),
            (Some(3), &Value::from(said))
        );
        assert_eq!(part["summary"]["resolved"], 0);
    }
    assert_eq!(baseline(), before);
    let (code, part) = check(bpmn, &["--only=identification-missing"]);
    assert_eq!((code, &part["nothing-checked"]), (Some(0), &Value::Null));
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

/// What a run writes into the watched folder starts no other run; what it reads from elsewhere does.
#[test]
fn a_watch_does_not_wake_itself() {
    use std::io::Read as _;
    use std::time::Duration;
    let files = prepared();
    fs::create_dir(files.path().join("in")).unwrap();
    fs::write(files.path().join("in/sound.toml"), SOUND).unwrap();
    fs::write(
        files.path().join("in/qmslint.toml"),
        "[check]\norganisation = \"../others/organisation.toml\"\n",
    )
    .unwrap();
    let args = [
        "check",
        "in",
        "--watch",
        "--only=identification-missing",
        "--format=sarif=in/out.sarif",
        "--baseline=in/baseline.json",
        "--update-baseline",
    ];
    let mut watching = qmslint(files.path(), &args)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let out = files.path().join("in/out.sarif");
    // Far more time than a run that wakes itself needs for the next one.
    let settle = || std::thread::sleep(Duration::from_secs(3));
    settle();
    assert!(out.is_file());
    fs::remove_file(&out).unwrap();
    settle();
    assert!(!out.exists(), "nothing changed that is read");
    let organisation = "[[unit]]\nname = \"Văn phòng UBND\"\n";
    fs::write(files.path().join("others/organisation.toml"), organisation).unwrap();
    settle();
    assert!(out.is_file(), "what the configuration names has changed");
    watching.kill().unwrap();
    watching.wait().unwrap();
    let mut said = String::new();
    watching
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert_eq!(said.matches("waiting for changes").count(), 2, "{said}");
}

/// A watch under way: what starts a run, and what does not.
struct Watch {
    watching: std::process::Child,
    out: std::path::PathBuf,
}

impl Watch {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let base = ["check", "in", "--watch", "--format=json=out.json"];
        let watching = qmslint(folder, &[&base, arguments].concat())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let out = folder.join("out.json");
        let watch = Self { watching, out };
        assert!(watch.runs(), "the first run");
        watch
    }

    /// Whether a run is made in far more time than one that is started needs.
    fn runs(&self) -> bool {
        for _ in 0..40 {
            std::thread::sleep(std::time::Duration::from_millis(100));
            if fs::remove_file(&self.out).is_ok() {
                return true;
            }
        }
        false
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.watching.kill().unwrap();
        self.watching.wait().unwrap();
    }
}

/// What a pack extends lies anywhere; what somebody else writes is seen, also in a file that the run itself writes.
#[test]
fn a_watch_sees_what_others_change() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    for (name, text) in [
        ("in/sound.toml", SOUND),
        (
            "in/qmslint.toml",
            "[check]\npacks = [{ pack = \"../packs/a\" }]\n",
        ),
        (
            "packs/a/pack.toml",
            "name = \"a\"\nextends = [{ pack = \"../b\" }]\n",
        ),
        (
            "packs/b/pack.toml",
            "name = \"b\"\nextends = [\"iso9001-2015\"]\n",
        ),
    ] {
        let path = here.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let watch = Watch::start(here, &["--baseline=baseline.json", "--update-baseline"]);
    assert!(!watch.runs(), "nobody else changed anything");
    fs::write(here.join("packs/b/more.toml"), "# more to come\n").unwrap();
    assert!(watch.runs(), "a pack that another one extends has changed");
    let baseline = here.join("baseline.json");
    let other = fs::read_to_string(&baseline).unwrap() + "\n";
    fs::write(&baseline, other).unwrap();
    assert!(watch.runs(), "somebody else wrote the baseline");
    assert!(!watch.runs(), "the run wrote it");
    #[cfg(unix)]
    {
        // A file of the same size and time takes the place of another one.
        let (old, new) = (here.join("in/sound.toml"), here.join("new"));
        fs::write(&new, SOUND.replace("QT 01", "QT 02")).unwrap();
        let time = fs::metadata(&old).unwrap().modified().unwrap();
        fs::File::options()
            .write(true)
            .open(&new)
            .unwrap()
            .set_modified(time)
            .unwrap();
        fs::rename(&new, &old).unwrap();
        assert!(watch.runs(), "another file of the same size and time");
        std::os::unix::fs::symlink("nowhere", here.join("in/lost.toml")).unwrap();
        assert!(watch.runs(), "a link to nothing has appeared");
    }
}

/// A correction starts no run: the run that made it has checked what it wrote.
#[test]
fn a_watch_that_corrects_runs_once() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    fs::create_dir(here.join("in")).unwrap();
    let misspelt = SOUND.replace("version", "vesrion");
    fs::write(here.join("in/sound.toml"), &misspelt).unwrap();
    let watch = Watch::start(here, &["--fix"]);
    assert_eq!(
        fs::read_to_string(here.join("in/sound.toml")).unwrap(),
        SOUND
    );
    assert!(!watch.runs());
    fs::write(here.join("in/sound.toml"), &misspelt).unwrap();
    assert!(watch.runs());
    assert!(!watch.runs());
}

/// What is not there, or is no file, cannot be watched.
#[test]
fn a_watch_of_nothing_ends() {
    let files = prepared();
    for (path, words) in [
        ("absent.toml", "absent.toml is not there"),
        ("-", "standard input"),
    ] {
        let output = run(files.path(), &["check", path, "--watch"]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(said.contains(words), "{said}");
    }
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

/// Exit code and output of a run over a folder.
fn concise(folder: &Path) -> (Option<i32>, String) {
    let arguments = [
        "check",
        ".",
        "--only=identification-missing",
        "--format=concise",
    ];
    let output = run(folder, &arguments);
    (
        output.status.code(),
        String::from_utf8(output.stdout).unwrap(),
    )
}

/// In a folder, what was a process and cannot be read any more does not pass for something else.
#[test]
fn what_is_broken_in_a_folder_is_said() {
    let utf_16: Vec<u8> = SOUND.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, bytes, said_of_it) in [
        (
            "empty.toml",
            &b""[..],
            "empty.toml:1:1: error[unreadable] the file is empty",
        ),
        (
            "blank.toml",
            b" \r\n",
            "blank.toml:1:1: error[unreadable] the file is empty",
        ),
        (
            "random.toml",
            b"\x8f\x01\xfe[",
            "random.toml:1:1: error[unreadable] the text after this place is not UTF-8",
        ),
        (
            "nul.toml",
            b"# x\n\0\0",
            "nul.toml:1:4: error[unreadable] what comes after this place is no text",
        ),
        (
            "utf16.toml",
            &utf_16,
            "utf16.toml:1:1: error[unreadable] the file is UTF-16, not UTF-8",
        ),
        (
            "utf32.toml",
            b"[\0\0\0p\0\0\0",
            "utf32.toml:1:1: error[unreadable] the file is UTF-32, not UTF-8",
        ),
        (
            "mark.toml",
            b"\xef\xbb\xbf",
            "mark.toml:1:1: error[unreadable] the file is empty",
        ),
        (
            "process-behind-a-mark.toml",
            b"\xef\xbb\xbf[process]\nx = 1\n",
            "process-behind-a-mark.toml:2:1: error[unknown-key] unknown key `x`",
        ),
        (
            "lost.qms.toml",
            b"[process]\n",
            "lost.qms.toml:1:1: error[matches-nothing] no diagram reads this side file: there is no `lost.bpmn` beside it",
        ),
    ] {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("sound.toml"), SOUND).unwrap();
        fs::write(folder.path().join(name), bytes).unwrap();
        let (code, text) = concise(folder.path());
        assert_eq!((code, text.trim_end()), (Some(2), said_of_it));
    }
    // The letters of an extension may be of any case.
    let folder = TempDir::new().unwrap();
    fs::write(
        folder.path().join("A.TOML"),
        SOUND.replace("version", "field"),
    )
    .unwrap();
    fs::write(folder.path().join("B.Bpmn"), "").unwrap();
    let (_, text) = concise(folder.path());
    assert!(
        text.contains("A.TOML:")
            && text.contains("B.Bpmn:1:1: error[unreadable] the file is empty"),
        "{text}"
    );
    // Not these: they are no processes, and say nothing.
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("sound.toml"), SOUND).unwrap();
    for (name, text) in [
        ("waivers.toml", ""),
        ("qmslint.toml", "\n"),
        ("other.toml", "[x]\n"),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let output = run(
        folder.path(),
        &["check", ".", "--only=identification-missing"],
    );
    assert_eq!(output.status.code(), Some(0));
}

/// What is wrong with the side file of a diagram is said at its place.
#[test]
fn a_broken_side_file_is_said() {
    const DIAGRAM: &str = "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'>\
        <process id='p' name='x'><task id='t' name='Ký'/><task id='u' name='Duyệt'/><task id='v' name='Duyệt'/></process>\
        </definitions>";
    for (bytes, said_of_it) in [
        (&b""[..], "1:1: error[unreadable] the file is empty"),
        (b"\xff\xfe[\0", "1:1: error[unreadable] the file is UTF-16"),
        (
            b"[process]\nlimti = 1\n",
            "2:1: error[unknown-key] unknown key `limti`",
        ),
        (
            b"[[step]]\nid = 't'\n[[step]]\nid = 't9'\n",
            "4:6: error[unknown-id] the side file speaks of the step `t9`",
        ),
        (
            b"[[step]]\nid = 't'\n[[step]]\nname = 'Duy\xe1\xbb\x87t'\n",
            "4:8: error[unknown-id] the diagram has 2 steps of the name `Duyệt`: none of them was completed",
        ),
        (
            b"[[step]]\nid = 't'\nnext = 'u'\n",
            "3:8: error[unknown-key] `next` has no effect in a side file: the flow is that of the diagram",
        ),
    ] {
        let folder = TempDir::new().unwrap();
        // The ending of a diagram may be written in capitals.
        fs::write(folder.path().join("a.BPMN"), DIAGRAM).unwrap();
        fs::write(folder.path().join("a.qms.toml"), bytes).unwrap();
        let (code, text) = concise(folder.path());
        assert_eq!(code, Some(2), "{text}");
        let expected = format!("a.qms.toml:{said_of_it}");
        assert!(text.starts_with(&expected), "{text}\n{expected}");
    }
}

/// What is no file is not waited for and not passed over, in a folder or where the configuration names it; a pipe that was
/// named on the command line is read.
#[cfg(unix)]
#[test]
fn pipes_are_said_and_not_waited_for() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    let pipe = |name: &str| {
        let made = Command::new("mkfifo").arg(here.join(name)).status();
        assert!(made.unwrap().success());
    };
    fs::write(here.join("sound.toml"), SOUND).unwrap();
    pipe("a.toml");
    let (code, text) = concise(here);
    let no_file = "error[unreadable] this is a pipe, a device or a socket; a file is needed here";
    assert_eq!(
        (code, text.trim_end()),
        (Some(2), &*format!("a.toml:1:1: {no_file}"))
    );
    fs::remove_file(here.join("a.toml")).unwrap();
    pipe("organisation");
    fs::write(
        here.join("qmslint.toml"),
        "[check]\norganisation = \"organisation\"\n",
    )
    .unwrap();
    let (code, text) = concise(here);
    assert_eq!(
        (code, text.trim_end()),
        (Some(2), &*format!("organisation:1:1: {no_file}"))
    );
    fs::remove_file(here.join("qmslint.toml")).unwrap();
    let writer = here.join("organisation");
    let writing = std::thread::spawn(move || fs::write(writer, SOUND.replace("version", "field")));
    let output = run(
        here,
        &[
            "check",
            "organisation",
            "--only=identification-missing",
            "--format=concise",
        ],
    );
    writing.join().unwrap().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

/// Names that are no Unicode are told apart, and a name steers no terminal.
#[cfg(target_os = "linux")]
#[test]
fn names_of_any_bytes_are_told_apart() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let folder = TempDir::new().unwrap();
    for name in [&b"n\xfe.toml"[..], b"n\xff.toml", b"n\x1b[31m.toml"] {
        let file = folder.path().join(OsStr::from_bytes(name));
        fs::write(file, SOUND.replace("version", "field")).unwrap();
    }
    let (code, text) = concise(folder.path());
    assert_eq!(code, Some(1));
    for name in ["n\\xfe.toml:1:1:", "n\\xff.toml:1:1:", "n?[31m.toml:1:1:"] {
        assert!(text.contains(name), "{text}");
    }
    let only = "--only=identification-missing";
    for format in FORMATS {
        let output = run(folder.path(), &["check", ".", only, "--format", format]);
        assert!(!output.stdout.contains(&0x1b), "{format}");
    }
}

/// `help` takes the options of every command, and says where it cannot be written.
#[test]
fn help_is_a_command_like_others() {
    let files = prepared();
    for arguments in [
        &["help", "check", "--lang", "vi"][..],
        &["--lang", "vi", "help", "check"],
        &["check", "--help", "--lang=vi"],
    ] {
        let output = run(files.path(), arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.starts_with("Đối chiếu tệp quy trình"), "{text}");
    }
    let output = run(files.path(), &["help", "help"]);
    assert_eq!(output.status.code(), Some(0));
    if cfg!(target_os = "linux") {
        let full = fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let mut command = qmslint(files.path(), &["help"]);
        let output = command.stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(
            String::from_utf8(output.stderr)
                .unwrap()
                .contains("the disk is full")
        );
    }
}

/// Links are followed, each procedure is found once, and a link that leads nowhere or too far is said.
#[cfg(unix)]
#[test]
fn links_are_followed_and_nothing_is_found_twice() {
    use std::os::unix::fs::symlink;
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in ["in/a", "shared/deep", ".store"] {
        fs::create_dir_all(at(name)).unwrap();
    }
    for name in [
        "in/a/1.toml",
        "shared/2.toml",
        "shared/deep/3.toml",
        ".store/4.toml",
        ".store/5.txt",
    ] {
        fs::write(at(name), SOUND).unwrap();
    }
    for (target, link) in [
        ("../shared", "in/b"),
        ("../shared/deep", "in/c"),
        ("a", "in/d"),
        (".", "in/e"),
        ("../.store", "in/f"),
        ("../in", "shared/back"),
        ("a/1.toml", "in/again.toml"),
        ("../.store/5.txt", "in/5.toml"),
        ("nowhere.md", "in/note.md"),
        ("a/1.toml", "in/.#lock.toml"),
    ] {
        symlink(target, at(link)).unwrap();
    }
    let check = || {
        run(
            folder.path(),
            &[
                "check",
                "in",
                "--only=identification-missing",
                "--format=json",
            ],
        )
    };
    let output = check();
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let inputs = json["inputs"].as_array().unwrap().iter();
    let inputs: Vec<&str> = inputs
        .map(|input| input["file"].as_str().unwrap())
        .collect();
    let expected = [
        "in/5.toml",
        "in/a/1.toml",
        "in/b/2.toml",
        "in/b/deep/3.toml",
        "in/f/4.toml",
    ];
    assert_eq!((inputs, output.status.code()), (expected.to_vec(), Some(0)));
    for (target, link, words) in [
        ("gone", "in/g", "leads to `gone`, which is not there"),
        (
            "gone.toml",
            "in/h.toml",
            "leads to `gone.toml`, which is not there",
        ),
        ("i.toml", "in/i.toml", "cannot be read"),
        ("..", "in/j", "is not followed"),
    ] {
        symlink(target, at(link)).unwrap();
        let output = check();
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        let problem = &json["problems"][0];
        assert_eq!(problem["file"], link, "{json}");
        assert!(
            problem["message"].as_str().unwrap().contains(words),
            "{problem}"
        );
        assert_eq!(
            (
                json["problems"].as_array().unwrap().len(),
                output.status.code()
            ),
            (1, Some(2))
        );
        fs::remove_file(at(link)).unwrap();
    }
    // What leads too far may be left out.
    symlink("..", at("in/j")).unwrap();
    fs::write(at("in/qmslint.toml"), "[check]\nexclude = [\"j\"]\n").unwrap();
    assert_eq!(check().status.code(), Some(0));
}

/// A diff of corrections says, too, that there was nothing to look at.
#[test]
fn a_diff_of_nothing_is_no_clean_run() {
    let files = prepared();
    for (path, code, words) in [
        ("sound.toml", 0, ""),
        ("absent.toml", 2, "no such file"),
        ("latin1.toml", 2, "UTF-8"),
        ("empty", 3, "nothing was checked"),
        ("nopack/sound.toml", 2, "no-such-pack"),
    ] {
        let output = run(
            files.path(),
            &["check", path, "--diff", "--only=identification-missing"],
        );
        let output = if path.starts_with("nopack") {
            run(files.path(), &["check", path, "--diff"])
        } else {
            output
        };
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{path}: {said}");
        assert!(said.contains(words), "{path}: {said}");
    }
}

/// What only one user ignores is checked; a folder may have a dot in its name; a configuration that is a lost link is an error.
#[cfg(unix)]
#[test]
fn nothing_is_left_out_for_one_user_only() {
    use std::os::unix::fs::symlink;
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("in/.git/info")).unwrap();
    for name in ["in/a.toml", "in/b.toml"] {
        fs::write(at(name), SOUND).unwrap();
    }
    fs::write(at("in/.ignore"), "a.toml\n").unwrap();
    fs::write(at("in/.git/info/exclude"), "b.toml\n").unwrap();
    let check = || {
        run(
            folder.path(),
            &[
                "check",
                "in",
                "--only=identification-missing",
                "--format=json",
            ],
        )
    };
    let json: Value = serde_json::from_slice(&check().stdout).unwrap();
    assert_eq!(json["inputs"].as_array().unwrap().len(), 2, "{json}");
    for link in ["in/01. Hộ tịch", "qmslint.toml"] {
        symlink("gone", at(link)).unwrap();
        let output = check();
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (json["problems"][0]["file"].as_str(), output.status.code()),
            (Some(link), Some(2))
        );
        fs::remove_file(at(link)).unwrap();
    }
}
