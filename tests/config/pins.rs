//! A pack that is pinned is that one or an error; the error names what to write.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;

use crate::command::{code, folder, json, run, stderr, stdout};
use crate::{NO_VERSION, ONLY};

const PACK: &str = "name = \"own\"\nversion = \"1.2\"\ntitle = { en = \"Own\", vi = \"Riêng\" }\n";
const RULE: &str = r#"[[rule]]
id = "no-fee"
grade = "minor"
title = { en = "No fee", vi = "Chưa nêu phí" }
why = { en = "People ask.", vi = "Người dân hỏi." }
fix = { en = "state the fee", vi = "ghi mức phí" }
check.required-field = { fields = ["fee"] }
"#;

fn pinned(reference: &str) -> String {
    format!("[check]\npacks = [\"iso9001-2015\", {reference}]\n")
}

fn sha256(folder: &Path, pack: &str) -> String {
    let all = json(&run(folder, &["config", "--format=json"]));
    let packs = all["configurations"][0]["packs"].as_array().unwrap();
    let pack = packs.iter().find(|known| known["name"] == pack).unwrap();
    pack["sha256"].as_str().unwrap().to_owned()
}

#[test]
fn what_config_prints_holds_and_nothing_else_does() {
    let files = folder(&[
        ("rules/own/pack.toml", PACK),
        ("rules/own/fees.toml", RULE),
        ("one.toml", NO_VERSION),
        ("qmslint.toml", &pinned("\"rules/own\"")),
    ]);
    let files = files.path();
    let check = || run(files, &["check", ".", ONLY, "--format=concise"]);
    assert_eq!(code(&check()), 1);
    let pins = run(files, &["config", "--pins"]);
    assert_eq!(code(&pins), 0);
    fs::write(files.join("qmslint.toml"), stdout(&pins)).unwrap();
    assert_eq!(code(&check()), 1, "{}", stdout(&check()));
    // The pins are pinned themselves now, and stay the same.
    assert_eq!(stdout(&run(files, &["config", "--pins"])), stdout(&pins));

    // Line ends of another system and a byte order mark are no change; a word is.
    let unix = sha256(files, "own");
    fs::write(
        files.join("rules/own/fees.toml"),
        format!("\u{feff}{}", RULE.replace('\n', "\r\n")),
    )
    .unwrap();
    assert_eq!(sha256(files, "own"), unix);
    fs::write(
        files.join("rules/own/fees.toml"),
        RULE.replace("minor", "major"),
    )
    .unwrap();
    let said = check();
    assert_eq!(code(&said), 2);
    assert_ne!(sha256(files, "own"), unix);
    assert!(
        stdout(&said).contains("qmslint.toml:5:") && stdout(&said).contains("error[pin-mismatch]"),
        "{}",
        stdout(&said)
    );
    // What it tells to write holds.
    let now = sha256(files, "own");
    assert!(stdout(&said).contains(&now));
    let config = fs::read_to_string(files.join("qmslint.toml")).unwrap();
    fs::write(files.join("qmslint.toml"), config.replace(&unix, &now)).unwrap();
    assert_eq!(code(&check()), 1);
    // A file more is a change, too; what is no TOML is none.
    fs::write(files.join("rules/own/README.md"), "x").unwrap();
    assert_eq!(code(&check()), 1);
    fs::write(files.join("rules/own/more.toml"), "").unwrap();
    assert_eq!(code(&check()), 2);
}

/// The hash is that of the list that `sha256sum` prints, so that anybody can work it out.
#[test]
fn the_hash_is_the_one_of_the_list_of_hashes() {
    use sha2::{Digest as _, Sha256};
    let hex = |text: &str| qmslint::report::hexadecimal(&Sha256::digest(text));
    let files = folder(&[
        ("own/pack.toml", PACK),
        ("own/a/fees.toml", RULE),
        ("one.toml", NO_VERSION),
        ("qmslint.toml", &pinned("\"own\"")),
    ]);
    let list = format!("{}  a/fees.toml\n{}  pack.toml\n", hex(RULE), hex(PACK));
    assert_eq!(sha256(files.path(), "own"), hex(&list));
}

#[test]
fn a_mismatch_says_what_to_write_in_both_languages() {
    let wrong = "0".repeat(64);
    let reference = format!(
        "{{ pack = \"own\", version = \"1.1\", sha256 = \"{wrong}\" }}, {{ pack = \"waivers\", sha256 = \"12\" }}, {{ version = \"2\" }}"
    );
    let files = folder(&[
        ("own/pack.toml", PACK),
        ("one.toml", NO_VERSION),
        ("qmslint.toml", &pinned(&reference)),
    ]);
    let own = sha256(files.path(), "own");
    let waivers = sha256(files.path(), "waivers");
    for lang in ["en", "vi"] {
        let said = run(files.path(), &["rules", "--lang", lang]);
        assert_eq!(code(&said), 2);
        let said = stderr(&said)
            .replace(&own, "OWN-SHA256")
            .replace(&waivers, "WAIVERS-SHA256");
        assert_snapshot!(format!("mismatch_{lang}"), said);
    }
}

/// Of two packs with one name neither takes the place of the other; `--rules` alone replaces one of the binary.
#[test]
fn no_pack_replaces_another() {
    let other = RULE.replace("no-fee", "fee-unsaid");
    let extending = format!("{PACK}extends = [\"../b\"]\n");
    let named = |name: &str| PACK.replace("\"own\"", &format!("\"{name}\""));
    let binary = named("iso9001-2015");
    let waivers = named("waivers");
    let link = named("linked");
    let both = "[\"packs/a\", \"packs/b\"]";
    for (a, b, packs, more, place) in [
        (PACK, PACK, both, "", Some("qmslint.toml:2:21:")),
        (PACK, &link, both, "", None),
        (
            &extending,
            PACK,
            "[\"packs/a\"]",
            "",
            Some("packs/a/pack.toml:4:12:"),
        ),
        (
            &extending,
            &link,
            "[\"packs/a\", \"packs/../packs/b\"]",
            "",
            None,
        ),
        (
            &binary,
            PACK,
            "[\"iso9001-2015\", \"packs/a\"]",
            "",
            Some("qmslint.toml:2:26:"),
        ),
        (
            &binary,
            PACK,
            "[\"packs/a\", \"iso9001-2015\"]",
            "",
            Some("qmslint.toml:2:21:"),
        ),
        (
            &waivers,
            PACK,
            "[\"packs/a\"]",
            "",
            Some("qmslint.toml:2:10:"),
        ),
        (
            PACK,
            PACK,
            "[\"packs/a\"]",
            "--rules=packs/b",
            Some("qmslint.toml:2:10:"),
        ),
        (PACK, PACK, "[\"packs/a\"]", "--rules=packs/a", None),
        (&binary, PACK, "[\"iso9001-2015\"]", "--rules=packs/a", None),
    ] {
        let files = folder(&[
            ("packs/a/pack.toml", a),
            ("packs/a/fees.toml", RULE),
            ("packs/b/pack.toml", b),
            ("packs/b/fees.toml", &other),
            ("one.toml", NO_VERSION),
            ("qmslint.toml", &format!("[check]\npacks = {packs}\n")),
        ]);
        let mut arguments = vec!["check", ".", "--format=concise"];
        arguments.extend(Some(more).filter(|more| !more.is_empty()));
        let said = run(files.path(), &arguments);
        let text = stdout(&said);
        assert_eq!(
            code(&said),
            if place.is_some() { 2 } else { 1 },
            "{packs} {more}: {text}"
        );
        let errors: Vec<&str> = text
            .lines()
            .filter(|line| line.contains("error["))
            .collect();
        let is_there = |place: &str| {
            matches!(errors.as_slice(), [error] if error.starts_with(place)
                && error.contains("error[duplicate-id] two packs have the name"))
        };
        assert!(
            place.map_or(errors.is_empty(), is_there),
            "{packs} {more}: {text}"
        );
    }
}

/// A pack may extend packs of the binary and folders beside it, and pin them.
#[test]
fn a_pack_pins_what_it_extends() {
    let header = |more: &str| format!("{PACK}extends = [\"bpmn\", {more}]\n");
    let files = folder(&[
        ("packs/own/pack.toml", &header("\"../base\"")),
        (
            "packs/base/pack.toml",
            "name = \"base\"\nversion = \"3\"\ntitle = { en = \"Base\", vi = \"Nền\" }\nextends = [\"../own\"]\n",
        ),
        ("packs/base/fees.toml", RULE),
        ("packs/own/fees.toml", &RULE.replace("no-fee", "fee-unsaid")),
        ("one.toml", NO_VERSION),
        ("qmslint.toml", "[check]\npacks = [\"packs/own\"]\n"),
    ]);
    let files = files.path();
    let all = json(&run(files, &["config", "--format=json"]));
    let packs = all["configurations"][0]["packs"].as_array().unwrap();
    let names: Vec<&str> = packs
        .iter()
        .map(|pack| pack["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["own", "waivers", "bpmn", "base"]);
    assert_eq!(packs[3]["origin"]["file"], "packs/own/pack.toml");
    assert_eq!(packs[3]["origin"]["line"], 4);
    let found = run(files, &["check", ".", "--only=no-fee", "--format=concise"]);
    assert_eq!(code(&found), 1, "{}", stdout(&found));

    for (reference, exit) in [
        ("{ pack = \"../base\", version = \"3\" }", 1),
        ("{ pack = \"../base\", version = \"4\" }", 2),
        ("\"../bass\"", 2),
    ] {
        fs::write(files.join("packs/own/pack.toml"), header(reference)).unwrap();
        let said = run(
            files,
            &["check", ".", "--only=fee-unsaid", "--format=concise"],
        );
        assert_eq!(code(&said), exit, "{reference}: {}", stdout(&said));
        if exit == 2 {
            assert!(
                stdout(&said).contains("packs/own/pack.toml:4:"),
                "{}",
                stdout(&said)
            );
        }
    }
}
