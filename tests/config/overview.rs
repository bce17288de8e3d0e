//! `qmslint config`: every setting with where it comes from, in both languages, and never nothing.

use std::collections::BTreeSet;
use std::path::Path;

use insta::assert_snapshot;
use serde_json::Value;

use crate::NO_VERSION;
use crate::command::{code, command, folder, json, run, stderr, stdout};

const CONFIG: &str = r#"[check]
packs = ["iso9001-2015", { pack = "../packs/own", version = "1" }]
organisation = "organisation.toml"
language = "vi"
fail-on = "major"
exclude = ["old/", "*-draft.toml"]

[waivers]
longest = "6 tháng"

[rules]
indicator-missing = { off = true, reason = "chỉ tiêu được theo dõi ở quy trình đo lường" }
role-missing = { grade = "observation", reason = "đang rà soát chức danh của toàn bộ các phòng và các xã sau khi sắp xếp lại tổ chức" }
no-fee = { grade = "minor", reason = "bắt buộc ở đây" }
"#;

const PACK: &str = "name = \"own\"\nversion = \"1\"\ntitle = { en = \"Own\", vi = \"Riêng\" }\n";
const RULE: &str = r#"[[rule]]
id = "no-fee"
grade = "observation"
optional = true
title = { en = "No fee", vi = "Chưa nêu phí" }
why = { en = "People ask.", vi = "Người dân hỏi." }
fix = { en = "state the fee", vi = "ghi mức phí" }
check.required-field = { fields = ["fee"] }

[[rule]]
id = "no-result"
grade = "observation"
optional = true
title = { en = "No result", vi = "Chưa nêu kết quả" }
why = { en = "People ask.", vi = "Người dân hỏi." }
fix = { en = "state the result", vi = "ghi kết quả" }
check.required-field = { fields = ["result"] }
"#;

fn office() -> tempfile::TempDir {
    folder(&[
        ("office/qmslint.toml", CONFIG),
        (
            "office/organisation.toml",
            "[[role]]\nid = \"a\"\nname = \"Cán bộ\"\n",
        ),
        ("office/waivers.toml", ""),
        ("office/one.toml", NO_VERSION),
        ("office/b-draft.toml", NO_VERSION),
        ("office/old/two.toml", NO_VERSION),
        ("packs/own/pack.toml", PACK),
        ("packs/own/rules.toml", RULE),
        ("plain/three.toml", NO_VERSION),
    ])
}

/// Counts of the packs in the binary change whenever a rule is added.
fn without_counts(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let is_counted = ["iso9001-2015", "vn-one-stop", "bpmn", "waivers 0"]
            .iter()
            .any(|name| line.trim_start().starts_with(name))
            || line.starts_with("rules: ")
            || line.starts_with("quy tắc: ");
        if !is_counted {
            return line.to_owned();
        }
        let mut counted = String::new();
        let mut last = ' ';
        for c in line.chars() {
            // A number that stands alone is a count.
            let starts = c.is_ascii_digit() && last == ' ';
            if !(c.is_ascii_digit() && last == '#') {
                counted.push(if starts { '#' } else { c });
                last = if starts { '#' } else { c };
            }
        }
        counted
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_value_says_where_it_comes_from() {
    let files = office();
    let arguments = ["config", "office", "plain", "--as-of=2026-06-01"];
    for lang in ["en", "vi"] {
        let said = run(files.path(), &[&arguments[..], &["--lang", lang]].concat());
        assert_eq!(code(&said), 0, "{}", stderr(&said));
        assert_snapshot!(format!("overview_{lang}"), without_counts(&stdout(&said)));
    }
}

/// The settings of a JSON overview: key, value, kind of origin, and name or line.
fn settings(all: &Value, index: usize) -> Vec<(String, String, String)> {
    let settings = all["configurations"][index]["settings"].as_array().unwrap();
    let said = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    settings
        .iter()
        .map(|setting| {
            let origin = &setting["origin"];
            let from = match origin["kind"].as_str().unwrap() {
                "file" => format!("{}:{}", said(&origin["file"]), origin["line"]),
                "option" | "variable" => said(&origin["name"]),
                kind => kind.to_owned(),
            };
            (said(&setting["key"]), said(&setting["value"]), from)
        })
        .collect()
}

#[test]
fn the_command_line_and_the_surroundings_are_named() {
    let files = office();
    let origin = |arguments: &[&str], variables: &[(&str, &str)], key: &str| {
        let mut command = command(&files.path().join("office"));
        command.env_remove("LANG").envs(variables.iter().copied());
        let output = command.args(["config", "--format=json"]).args(arguments);
        let all = json(&output.output().unwrap());
        let (_, value, from) = settings(&all, 0)
            .into_iter()
            .find(|(known, ..)| known == key)
            .unwrap();
        (value, from)
    };
    let pair = |value: &str, from: &str| (value.to_owned(), from.to_owned());
    for (arguments, variables, key, expected) in [
        (
            &["--fail-on=observation"][..],
            &[][..],
            "check.fail-on",
            pair("observation", "--fail-on"),
        ),
        (&[], &[], "check.fail-on", pair("major", "qmslint.toml:5")),
        (
            &["../plain"],
            &[],
            "check.fail-on",
            pair("minor", "default"),
        ),
        (&[], &[], "check.language", pair("vi", "qmslint.toml:4")),
        (
            &["--lang=en"],
            &[("QMSLINT_LANG", "vi")],
            "check.language",
            pair("en", "--lang"),
        ),
        (
            &[],
            &[("QMSLINT_LANG", "en")],
            "check.language",
            pair("en", "QMSLINT_LANG"),
        ),
        (
            &["../plain"],
            &[("LC_MESSAGES", "vi_VN.UTF-8"), ("LANG", "en")],
            "check.language",
            pair("vi", "LC_MESSAGES"),
        ),
        (&["../plain"], &[], "check.language", pair("en", "default")),
        (
            &["--as-of=2026-01-02"],
            &[],
            "as-of",
            pair("2026-01-02", "--as-of"),
        ),
        (
            &["--waivers=waivers.toml"],
            &[],
            "waivers.file",
            pair("waivers.toml", "--waivers"),
        ),
        (&["../plain"], &[], "waivers.file", pair("", "default")),
        (
            &[],
            &[],
            "waivers.longest",
            pair("6 months", "qmslint.toml:9"),
        ),
    ] {
        assert_eq!(
            origin(arguments, variables, key),
            expected,
            "{key} {arguments:?} {variables:?}"
        );
    }
}

/// What became of each rule, and who says so.
#[test]
fn every_rule_says_who_decided() {
    let files = office();
    let rule = |arguments: &[&str], id: &str| {
        let arguments = [&["config", "office", "--format=json"], arguments].concat();
        let all = json(&run(files.path(), &arguments));
        let rules = all["configurations"][0]["rules"].as_array().unwrap();
        let rule = rules.iter().find(|rule| rule["id"] == id).unwrap().clone();
        let origin = &rule["origin"];
        let from = match origin["file"].as_str() {
            Some(file) => format!("{file}:{}", origin["line"]),
            None => origin["name"].as_str().unwrap().to_owned(),
        };
        let state = rule["state"].as_str().unwrap().to_owned();
        (state, rule["grade"].as_str().map(str::to_owned), from)
    };
    let config = "office/qmslint.toml";
    for (arguments, id, state, grade, from) in [
        (
            &[][..],
            "indicator-missing",
            "off",
            None,
            format!("{config}:12"),
        ),
        (
            &[],
            "role-missing",
            "in-force",
            Some("observation"),
            format!("{config}:13"),
        ),
        (
            &[],
            "no-fee",
            "in-force",
            Some("minor"),
            format!("{config}:14"),
        ),
        (
            &[],
            "no-result",
            "optional",
            None,
            "packs/own/rules.toml:11".to_owned(),
        ),
        (
            &["--only=no-result"],
            "no-result",
            "in-force",
            Some("observation"),
            "--only".to_owned(),
        ),
        (
            &["--only=no-result"],
            "no-fee",
            "left-out",
            None,
            "--only".to_owned(),
        ),
        (
            &["--skip=no-fee"],
            "no-fee",
            "left-out",
            None,
            "--skip".to_owned(),
        ),
        (
            &["--clause=8"],
            "role-missing",
            "left-out",
            None,
            "--clause".to_owned(),
        ),
    ] {
        let found = rule(arguments, id);
        let grade = grade.map(str::to_owned);
        assert_eq!(found, (state.to_owned(), grade, from), "{id} {arguments:?}");
    }
}

/// A key that the configuration has and the overview forgets would be in force in secret.
#[test]
fn no_setting_is_left_out() {
    let schema = json(&run(Path::new("."), &["schema", "config"]));
    let mut keys = BTreeSet::new();
    for (table, of) in [("check", "CheckTable"), ("waivers", "WaiversTable")] {
        let properties = schema["definitions"][of]["properties"].as_object();
        let properties = properties.unwrap().keys();
        keys.extend(properties.map(|key| format!("{table}.{key}")));
    }
    let files = office();
    let all = json(&run(files.path(), &["config", "plain", "--format=json"]));
    let mut shown: BTreeSet<String> = settings(&all, 0).into_iter().map(|it| it.0).collect();
    assert!(shown.remove("as-of"));
    // Packs have a list of their own.
    assert!(keys.remove("check.packs"));
    assert_eq!(shown, keys);
}

/// What cannot be read, no process, no rule: the exit code says so, and a sentence or a problem.
#[test]
fn it_never_says_nothing() {
    let nothing = "[check]\npacks = [\"own\"]\n";
    let files = folder(&[
        ("empty/readme.txt", ""),
        ("none/qmslint.toml", nothing),
        ("none/own/pack.toml", PACK),
        ("none/one.toml", NO_VERSION),
        ("broken/qmslint.toml", "[check\n"),
        ("broken/one.toml", NO_VERSION),
        ("whole.toml", NO_VERSION),
    ]);
    let skip = "waiver-expired,waiver-unused,waiver-too-long,waiver-incomplete,waiver-unknown-rule";
    for (arguments, exit, words) in [
        (vec!["empty"], 3, "no process was found"),
        (vec!["none", "--skip", skip], 3, "no rule is in force"),
        (vec!["none"], 3, "no rule is in force"),
        (vec!["whole.toml", "none"], 3, "no rule is in force there"),
        (vec!["broken"], 2, "broken/qmslint.toml:1:"),
        (vec!["nowhere"], 2, "there is no such file"),
        (vec!["none", "--only=nope"], 2, "no rule is called `nope`"),
    ] {
        for format in ["text", "json"] {
            let arguments = [&["config", "--format", format][..], &arguments].concat();
            let said = run(files.path(), &arguments);
            assert_eq!(code(&said), exit, "{arguments:?}");
            let all = stdout(&said) + &stderr(&said);
            if format == "text" || words.starts_with("no ") {
                assert!(all.contains(words), "{arguments:?}: {all}");
            } else {
                let all = json(&said);
                assert_eq!(all["problems"].as_array().unwrap().len(), 1);
                assert_eq!(all["exit-code"], exit);
            }
        }
    }
}
