//! The JSON Schemas of `qmslint schema`: every file of the repository and every output validates, and a misspelt key does not.
//!
//! The validator below knows the keywords that our schemas use, takes patterns and formats for notes, and fails on any other. A crate for it would build forty more
//! and everything on serde anew.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn printed(args: &[&str]) -> String {
    let mut command = Command::new(cargo_bin!("qmslint"));
    let output = command
        .current_dir(repository())
        .env_clear()
        .args(args)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// A JSON Schema of draft 7.
struct Validator(Value);

impl Validator {
    fn is_valid(&self, value: &Value) -> bool {
        self.errors(&self.0, value, "").is_empty()
    }

    fn iter_errors(&self, value: &Value) -> Vec<String> {
        self.errors(&self.0, value, "")
    }

    /// What is wrong with a value, each with its path.
    fn errors(&self, schema: &Value, value: &Value, path: &str) -> Vec<String> {
        let Some(schema) = schema.as_object() else {
            return match schema {
                Value::Bool(false) => vec![format!("{path}: nothing may stand here")],
                _ => Vec::new(),
            };
        };
        let mut errors = Vec::new();
        let mut hold = |holds: bool, keyword: &str| {
            if !holds {
                errors.push(format!("{path}: {keyword} on {value}"));
            }
        };
        let fits = |schema: &Value| self.errors(schema, value, path).is_empty();
        let list = |it: &Value| it.as_array().cloned().unwrap_or_default();
        let mut inner: Vec<String> = Vec::new();
        for (keyword, it) in schema {
            match keyword.as_str() {
                "$schema" | "title" | "description" | "definitions" | "default" | "format"
                | "examples" | "x-vi" | "pattern" => {}
                "$ref" => {
                    let target = it.as_str().unwrap().trim_start_matches('#');
                    inner.extend(self.errors(self.0.pointer(target).unwrap(), value, path));
                }
                "type" => {
                    let names = it.as_array().cloned().unwrap_or_else(|| vec![it.clone()]);
                    hold(
                        names
                            .iter()
                            .any(|name| is_of(value, name.as_str().unwrap())),
                        keyword,
                    );
                }
                "enum" => hold(list(it).contains(value), keyword),
                "const" => hold(it == value, keyword),
                "anyOf" => hold(list(it).iter().any(fits), keyword),
                "oneOf" => hold(
                    list(it).iter().filter(|one| fits(one)).count() == 1,
                    keyword,
                ),
                "allOf" => hold(list(it).iter().all(fits), keyword),
                "required" => hold(
                    list(it).iter().all(|key| {
                        !value.is_object() || value.get(key.as_str().unwrap()).is_some()
                    }),
                    keyword,
                ),
                "minimum" | "maximum" | "minItems" | "maxItems" | "minLength" | "uniqueItems" => {
                    hold(is_within(keyword, it, value), keyword);
                }
                "propertyNames" => {
                    for key in value.as_object().into_iter().flatten().map(|(key, _)| key) {
                        let key = Value::from(key.as_str());
                        inner.extend(self.errors(it, &key, &format!("{path}/{key}")));
                    }
                }
                "items" => {
                    for (rank, item) in value.as_array().into_iter().flatten().enumerate() {
                        inner.extend(self.errors(it, item, &format!("{path}/{rank}")));
                    }
                }
                "properties" => {
                    for (key, property) in it.as_object().unwrap() {
                        if let Some(held) = value.get(key) {
                            inner.extend(self.errors(property, held, &format!("{path}/{key}")));
                        }
                    }
                }
                "additionalProperties" => {
                    let known = schema.get("properties").and_then(Value::as_object);
                    for (key, held) in value.as_object().into_iter().flatten() {
                        if known.is_none_or(|known| !known.contains_key(key)) {
                            inner.extend(self.errors(it, held, &format!("{path}/{key}")));
                        }
                    }
                }
                other => panic!("the validator of this test does not know `{other}`"),
            }
        }
        errors.extend(inner);
        errors
    }
}

/// Whether a value keeps to a bound; one of another type does.
fn is_within(keyword: &str, bound: &Value, value: &Value) -> bool {
    let number = |value: &Value| value.as_f64();
    let length = |value: &Value| value.as_str().map(|text| text.chars().count());
    let size = |value: &Value| value.as_array().map(Vec::len);
    let most = usize::try_from(bound.as_u64().unwrap_or_default()).unwrap();
    match keyword {
        "minimum" => number(value).is_none_or(|n| n >= bound.as_f64().unwrap()),
        "maximum" => number(value).is_none_or(|n| n <= bound.as_f64().unwrap()),
        "minItems" => size(value).is_none_or(|size| size >= most),
        "maxItems" => size(value).is_none_or(|size| size <= most),
        "minLength" => length(value).is_none_or(|length| length >= most),
        "uniqueItems" => value.as_array().is_none_or(|all| {
            let mut all_before = all.iter().enumerate();
            all_before.all(|(rank, item)| !all[..rank].contains(item))
        }),
        other => panic!("{other} is no bound"),
    }
}

fn is_of(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        other => panic!("there is no type `{other}`"),
    }
}

fn schema(kind: &str) -> Validator {
    Validator(serde_json::from_str(&printed(&["schema", kind])).unwrap())
}

/// TOML as an editor hands it to a schema: dates are texts.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(is) => is.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(list) => list.into_iter().map(json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, it)| (key, json(it))).collect(),
    }
}

fn parsed(text: &str) -> Value {
    json(toml::Value::Table(toml::from_str(text).unwrap()))
}

/// The TOML files below a folder.
fn files(folder: &str, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(repository().join(folder)).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(path.to_str().unwrap(), all);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            all.push(path);
        }
    }
}

/// The kind of a file by its place and name; none where it is no file of ours.
fn kind(path: &Path) -> Option<&'static str> {
    let name = path.file_name()?.to_str()?;
    match name {
        "pack.toml" => Some("pack"),
        _ if path.iter().any(|part| part == "regulations") => Some("regulation"),
        _ if path.iter().any(|part| part == "calendars") => Some("calendar"),
        _ if path.starts_with(repository().join("rules")) => Some("rules"),
        "qmslint.toml" => Some("config"),
        "waivers.toml" => Some("waivers"),
        "organisation.toml" => Some("organisation"),
        "anomalies.toml" => None,
        // These are wrong on purpose.
        _ if path.starts_with(repository().join("fixtures/broken")) => None,
        _ if path.starts_with(repository().join("fixtures/fix")) => None,
        _ if path.starts_with(repository().join("fixtures/rules")) => Some("rules"),
        _ => Some("process"),
    }
}

#[test]
fn every_file_validates() {
    let mut all = Vec::new();
    files("rules", &mut all);
    files("fixtures", &mut all);
    files("src/cli/templates", &mut all);
    let mut validated = 0;
    let mut schemas: std::collections::BTreeMap<&str, Validator> =
        std::collections::BTreeMap::new();
    for path in all {
        let name = path.file_name().unwrap().to_str().unwrap();
        let Some(kind) = (if name.starts_with("rule.") {
            Some("rules")
        } else {
            kind(&path)
        }) else {
            continue;
        };
        let schema = schemas.entry(kind).or_insert_with(|| schema(kind));
        let value = parsed(&fs::read_to_string(&path).unwrap());
        let errors = schema.iter_errors(&value);
        assert!(
            errors.is_empty(),
            "{} as {kind}: {errors:#?}",
            path.display()
        );
        validated += 1;
    }
    assert!(validated > 60, "{validated}");
}

#[test]
fn what_no_file_has_does_not_validate() {
    for (kind, text) in [
        ("process", "[process]\nnmae = \"x\"\n"),
        ("process", "[[step]]\nkind = \"recieve\"\n"),
        ("process", "[[step]]\nname = 5\n"),
        ("config", "[check]\npack = [\"iso9001-2015\"]\n"),
        ("config", "[rules]\nx = { off = \"yes\", reason = \"r\" }\n"),
        ("waivers", "[[waiver]]\nuntill = 2026-01-01\n"),
        ("organisation", "[[unit]]\ntitle = \"x\"\n"),
        ("calendar", "[hours]\nsunnday = []\n"),
        ("pack", "nmae = \"x\"\n"),
        ("rules", "[[rule]]\ngrade = \"grave\"\n"),
        ("regulation", "[[procedure]]\nlimits = \"5 ngày\"\n"),
        ("words", "[kind]\nrecieve = [\"nhận\"]\n"),
        (
            "config",
            "[check]\npacks = [{ pack = \"bpmn\", sha = \"x\" }]\n",
        ),
    ] {
        assert!(!schema(kind).is_valid(&parsed(text)), "{kind}: {text}");
    }
    assert!(schema("calendar").is_valid(&parsed(
        "extends = \"viet-nam\"\n[hours]\nsaturday = [\"07:30-11:30\"]\n"
    )));
}

#[test]
fn outputs_validate() {
    let arguments = |format: &str| {
        printed(&[
            "check",
            "fixtures/processes",
            "fixtures/broken",
            "--as-of=2026-06-01",
            "--format",
            format,
        ])
    };
    let value: Value = serde_json::from_str(&arguments("json")).unwrap();
    let errors = schema("json").iter_errors(&value);
    assert!(errors.is_empty(), "{errors:#?}");
    let line = schema("jsonl");
    let text = arguments("jsonl");
    assert!(text.lines().count() > 1000);
    for said in text.lines() {
        let value: Value = serde_json::from_str(said).unwrap();
        assert!(line.is_valid(&value), "{said}");
    }
    assert!(!line.is_valid(&serde_json::json!({ "type": "rumour" })));
}

/// What the commands print that are not `check`, and the baseline file.
#[test]
fn outputs_of_every_command_validate() {
    let folder = tempfile::TempDir::new().unwrap();
    let written = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (baseline, report) = (written("baseline.json"), written("audit.json"));
    let of_baseline = ["--baseline", &baseline, "--update-baseline"];
    printed(&[&["check", "fixtures/gate"], &of_baseline[..]].concat());
    printed(&[
        "report",
        "fixtures/processes",
        "fixtures/broken",
        "-o",
        &report,
    ]);
    let pair = [
        "diff",
        "fixtures/processes/cantho-ht-005.toml",
        "fixtures/drift/cantho-ht-005-02.toml",
    ];
    let survey = [
        "diff",
        "fixtures/processes",
        "--procedure",
        "QT 10/CX-HCTP",
        "--model",
        "fixtures/processes/cantho-ht-005.toml",
    ];
    let json = ["--format", "json"];
    for (kind, text) in [
        ("baseline", fs::read_to_string(&baseline).unwrap()),
        ("report-json", fs::read_to_string(&report).unwrap()),
        ("diff-json", printed(&[&pair[..], &json].concat())),
        ("diff-json", printed(&[&survey[..], &json].concat())),
        (
            "prove-json",
            printed(
                &[
                    &[
                        "prove",
                        "fixtures/processes",
                        "fixtures/prove",
                        "fixtures/bpmn",
                    ],
                    &json[..],
                ]
                .concat(),
            ),
        ),
        (
            "config-json",
            printed(&[&["config", "fixtures/gate", "fixtures/pins"], &json[..]].concat()),
        ),
    ] {
        let value: Value = serde_json::from_str(&text).unwrap();
        let schema = schema(kind);
        let errors = schema.iter_errors(&value);
        assert!(errors.is_empty(), "{kind}: {errors:#?}");
        // What the schema requires is missed where it is not there.
        let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
        let without_first = |key: &String| {
            let mut value = value.clone();
            value.as_object_mut().unwrap().remove(key);
            schema.is_valid(&value)
        };
        assert!(!keys.iter().all(|key| without_first(key)), "{kind}");
        assert!(
            text.lines().count() > 10 || kind == "baseline",
            "{kind}: {text}"
        );
    }
}
