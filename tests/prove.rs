//! `qmslint prove` as its user runs it: sentences, tables and exit codes on small workflows, and the published oracle.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "support/corpus.rs"]
mod corpus;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use assert_cmd::cargo::cargo_bin;
use corpus::corpus;
use insta::assert_snapshot;

/// The binary in the repository, with nothing of the surroundings.
fn prove(args: &[&str]) -> Output {
    Command::new(cargo_bin!("qmslint"))
        .arg("prove")
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The lines of the table without the microseconds, which differ from run to run.
fn table(text: &str) -> String {
    let mut kept = String::new();
    for line in text.lines() {
        let (rest, micros) = line.rsplit_once(',').unwrap();
        assert!(micros == "micros" || micros.parse::<u128>().is_ok());
        kept += rest;
        kept.push('\n');
    }
    kept
}

#[test]
fn verdicts_are_told_in_both_languages() {
    for lang in ["en", "vi"] {
        let output = prove(&["fixtures/prove", "--timing", "--lang", lang]);
        assert_eq!(output.status.code(), Some(1));
        assert_snapshot!(format!("text_{lang}"), stdout(&output));
    }
}

/// What holds only because a flow of the diagram was lost, or an element that shares its id, is not known to hold; nor are the
/// times those of the whole diagram.
#[test]
fn what_was_lost_proves_nothing() {
    for lost in ["dangling", "duplicate-id"] {
        let file = format!("fixtures/bpmn/{lost}.bpmn");
        let output = prove(&[&file, "--lang", "en"]);
        assert_eq!(output.status.code(), Some(2));
        let said = stdout(&output);
        for needed in [
            "sound: 0, unsound: 0, undecided: 1",
            "not known for the whole diagram: ",
        ] {
            assert!(said.contains(needed), "{said}");
        }
        assert!(!said.contains("no case runs"), "{said}");
    }
}

/// A limit in calendar days is kept on every day of receipt only if all of the time is known.
#[test]
fn a_total_with_a_gap_keeps_no_limit() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml");
    let path = file.to_str().unwrap();
    let kept = |calls: &str| {
        let text = format!(
            "[process]\nname = \"A\"\nlimit = \"20 ngày lịch\"\n\n[[step]]\nid = \"nhan\"\nname = \"Nhận\"\n\
            time = \"1 ngày làm việc\"\n\n[[step]]\nid = \"tra\"\nname = \"Trả\"\n{calls}\n"
        );
        std::fs::write(&file, text).unwrap();
        let said = stdout(&prove(&[path, "--lang", "en", "--as-of", "2026-06-01"]));
        ["kept on all", "more than that"].map(|words| said.contains(words))
    };
    assert_eq!(kept("time = \"2 ngày làm việc\""), [true, false]);
    assert_eq!(kept("calls = \"QT-KHONG-CO\""), [false, true]);
}

#[test]
fn a_table_has_a_line_for_each_process() {
    let output = prove(&["fixtures/prove", "--format", "csv"]);
    assert_snapshot!("csv", table(&stdout(&output)));
}

#[test]
fn json_holds_everything() {
    let output = prove(&["fixtures/prove/deadlock.toml", "--format", "json"]);
    let mut document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(document["processes"][0]["micros"].is_u64());
    document["processes"][0]["micros"] = 0.into();
    assert_snapshot!("json", serde_json::to_string_pretty(&document).unwrap());
}

#[test]
fn exit_codes_are_the_same_in_every_format() {
    let cases: &[(&[&str], i32)] = &[
        (&["fixtures/prove/sound.toml"], 0),
        (&["fixtures/prove/deadlock.toml"], 1),
        (&["fixtures/prove/absent.toml"], 2),
        (&["fixtures/prove/sound.toml", "--case", "none"], 2),
        (
            &[
                "fixtures/processes/cantho-ht-016.toml",
                "--case",
                "xac-minh",
            ],
            0,
        ),
        (&["rules"], 3),
    ];
    for (args, expected) in cases {
        for format in ["text", "csv", "json"] {
            let mut all = args.to_vec();
            all.extend(["--format", format]);
            let output = prove(&all);
            let said = stdout(&output) + &String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(*expected), "{all:?}\n{said}");
        }
    }
}

/// The verdicts of a file over its processes: false if any is, unknown if any is.
fn merge(one: &str, other: &str) -> String {
    let worst = ["false", "unknown", "true"];
    let found = worst.iter().find(|word| [one, other].contains(word));
    (*found.unwrap()).to_owned()
}

#[test]
fn the_oracle_agrees() {
    let Some(root) = corpus() else { return };
    let root = root.join("bpmn");
    let oracle = std::fs::read_to_string(root.join("soundness-oracle.csv")).unwrap();
    let mut expected = BTreeMap::new();
    for row in oracle.lines().skip(1) {
        let mut cells: Vec<&str> = row.rsplitn(6, ',').collect();
        cells.reverse();
        let (folder, file) = cells[0].split_once(',').unwrap();
        let path = root.join(folder).join(file.trim_matches('"'));
        let verdicts: Vec<String> = cells[1..5].iter().map(|cell| cell.to_lowercase()).collect();
        expected.insert(path.to_str().unwrap().to_owned(), verdicts);
    }
    let mut args: Vec<&str> = expected.keys().map(String::as_str).collect();
    args.extend(["--format", "csv"]);
    let text = stdout(&prove(&args));
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        // From the right: names may hold commas, the other cells do not.
        let mut cells: Vec<&str> = line.rsplitn(8, ',').collect();
        cells.reverse();
        let file = expected.keys().find(|file| {
            let start = cells[0].trim_start_matches('"');
            start
                .strip_prefix(file.as_str())
                .is_some_and(|rest| rest.starts_with(['"', ',']))
        });
        let verdicts = cells[1..5].iter().map(|cell| (*cell).to_owned()).collect();
        let all = found
            .entry(file.unwrap().clone())
            .or_insert_with(|| vec!["true".to_owned(); 4]);
        let both: Vec<String> = all
            .iter()
            .zip::<Vec<String>>(verdicts)
            .map(|(one, other)| merge(one, &other))
            .collect();
        *all = both;
    }
    let mut wrong = Vec::new();
    for (file, verdicts) in &expected {
        let said = found.get(file);
        if said != Some(verdicts) {
            wrong.push(format!("{file}: {said:?}, oracle {verdicts:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(expected.len(), 197);
}

/// The eight models that a published checker gets wrong, and a fixture like each of them.
#[test]
fn known_defects_of_other_checkers_are_not_ours() {
    let expected = [
        ("boundary", "qua-han-thi-xin-loi", "true,true,true,true"),
        ("deadlock", "cho-ca-hai", "true,false,true,true"),
        ("livelock", "lap-khong-ra", "true,false,true,true"),
        (
            "no_incoming_outgoing",
            "chi-co-luong",
            "true,true,true,true",
        ),
        (
            "subprocess_flattened",
            "quy-trinh-con-bi-bo",
            "true,true,true,false",
        ),
        ("timer_child", "hen-gio-co-thoi-gian", "true,true,true,true"),
        ("timer_empty", "hen-gio-trong", "true,true,true,true"),
        // The message starts the process, and then two branches meet at an exclusive join.
        ("vacuous", "bat-dau-bang-thu", "false,true,false,true"),
    ];
    let corpus = corpus();
    for (foreign, ours, verdicts) in expected {
        let mut files = vec![format!("fixtures/prove/bpmn/{ours}.bpmn")];
        let foreign = Path::new("defects").join(foreign).with_extension("bpmn");
        files.extend(corpus.iter().map(|folder| {
            let path = folder.join(&foreign);
            path.to_str().unwrap().to_owned()
        }));
        for file in files {
            let text = stdout(&prove(&[&file, "--format", "csv"]));
            let line = text.lines().nth(1).unwrap();
            let mut cells: Vec<&str> = line.rsplitn(8, ',').collect();
            cells.reverse();
            assert_eq!(cells[1..5].join(","), verdicts, "{file}");
        }
    }
}

/// The total is that of the way which is last by dates, not of the one that is longest by number.
#[test]
fn a_called_process_of_two_kinds_of_time_counts_by_dates() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let caller = file(
        "a.toml",
        "[process]\ncode = \"A\"\nname = \"A\"\nlimit = \"13 ngày lịch\"\n\n[[step]]\nid = \"goi\"\ncalls = \"B\"\n",
    );
    let other = file(
        "b.toml",
        "[process]\ncode = \"B\"\nname = \"B\"\n\n[[step]]\nid = \"chia\"\ntime = \"0 ngày làm việc\"\nnext = [\"phong\", \"niem-yet\"]\n\n\
         [[step]]\nid = \"phong\"\ntime = \"10 ngày làm việc\"\nend = true\n\n[[step]]\nid = \"niem-yet\"\ntime = \"12 ngày lịch\"\n",
    );
    let said = stdout(&prove(&[&caller, &other, "--lang", "en"]));
    let expected = "time: worst 10 working days, limit 13 days\n      over the limit on ";
    assert!(said.contains(expected), "{said}");
}
