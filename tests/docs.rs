//! The reference pages of `docs/` are derived from the types and the rule files; this test holds them equal.
//!
//! `QMSLINT_WRITE_DOCS=1 cargo test --test docs` writes them anew.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use qmslint::checks::Check;
use qmslint::model::calendar::CalendarFile;
use qmslint::model::organisation::OrganisationFile;
use qmslint::model::process::ProcessFile;
use qmslint::read::bpmn::map::WordList;
use qmslint::read::config::Config;
use qmslint::read::pack::RuleFile;
use qmslint::rule::PackHeader;
use qmslint::rule::regulation::RegulationFile;
use qmslint::source::Sources;
use schemars::{JsonSchema, schema_for};
use serde_json::Value;
use support::{folder, packs};

fn hold(page: &str, text: &str) {
    let path = folder("docs").join(page);
    if std::env::var_os("QMSLINT_WRITE_DOCS").is_some() {
        std::fs::create_dir_all(folder("docs")).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let written = std::fs::read_to_string(&path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(
        written == text,
        "docs/{page} is not what the types say: QMSLINT_WRITE_DOCS=1 cargo test --test docs"
    );
}

/// One line for a table cell.
fn cell(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('|', "\\|")
}

/// The definition a schema refers to.
fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => root.pointer(reference.trim_start_matches('#')).unwrap(),
        None => match schema.get("anyOf").and_then(Value::as_array) {
            Some(choices) => {
                let mut real = choices
                    .iter()
                    .filter(|choice| choice.get("type") != Some(&"null".into()));
                match (real.next(), real.next()) {
                    (Some(one), None) => resolve(root, one),
                    _ => schema,
                }
            }
            None => schema,
        },
    }
}

/// What may stand as a value, in words.
fn kind(root: &Value, schema: &Value) -> String {
    let schema = resolve(root, schema);
    let words = |choices: &[Value]| -> Vec<String> {
        choices
            .iter()
            .filter_map(|choice| {
                choice
                    .get("const")
                    .or(choice.get("enum").and_then(|e| e.get(0)))
            })
            .filter_map(Value::as_str)
            .map(|word| format!("`{word}`"))
            .collect()
    };
    if let Some(list) = schema.get("enum").and_then(Value::as_array) {
        return list
            .iter()
            .filter_map(Value::as_str)
            .map(|word| format!("`{word}`"))
            .collect::<Vec<_>>()
            .join(", ");
    }
    for choices in ["oneOf", "anyOf"] {
        if let Some(choices) = schema.get(choices).and_then(Value::as_array) {
            let all = words(choices);
            if !all.is_empty() {
                return all.join(", ");
            }
            let kinds: BTreeSet<String> = choices.iter().map(|choice| kind(root, choice)).collect();
            return kinds.into_iter().collect::<Vec<_>>().join(" or ");
        }
    }
    let format = schema.get("format").and_then(Value::as_str);
    let plain = match schema.get("type") {
        Some(Value::Array(types)) => types
            .iter()
            .filter_map(Value::as_str)
            .find(|t| *t != "null")
            .unwrap_or("")
            .to_owned(),
        Some(Value::String(one)) => one.clone(),
        _ => String::new(),
    };
    match plain.as_str() {
        "string" if format == Some("date") => "date".to_owned(),
        "string"
            if schema
                .get("description")
                .and_then(Value::as_str)
                .is_some_and(|d| d.starts_with("A time:")) =>
        {
            "time".to_owned()
        }
        "string" => "text".to_owned(),
        "integer" => "number".to_owned(),
        "boolean" => "`true`, `false`".to_owned(),
        "array" => format!(
            "list of {}",
            schema
                .get("items")
                .map_or("values".to_owned(), |items| kind(root, items))
        ),
        _ => "table".to_owned(),
    }
}

/// A table of the keys of a type, then of the types it holds.
fn keys(title: &str, root: &Value, said: &mut BTreeSet<String>, text: &mut String) {
    let mut open: Vec<(String, &Value)> = vec![(title.to_owned(), root)];
    while let Some((name, schema)) = open.pop() {
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            continue;
        };
        if !said.insert(name.clone()) {
            continue;
        }
        writeln!(text, "\n### `{name}`\n").unwrap();
        if let Some(about) = schema.get("description").and_then(Value::as_str) {
            writeln!(text, "{}\n", cell(about)).unwrap();
        }
        writeln!(text, "| key | value | meaning |\n|---|---|---|").unwrap();
        let mut inner = Vec::new();
        for (key, value) in properties {
            let about = value
                .get("description")
                .and_then(Value::as_str)
                .or_else(|| {
                    resolve(root, value)
                        .get("description")
                        .and_then(Value::as_str)
                })
                .unwrap_or_default();
            writeln!(
                text,
                "| `{key}` | {} | {} |",
                cell(&kind(root, value)),
                cell(about)
            )
            .unwrap();
            let held = resolve(root, value);
            let held = held.get("items").map_or(held, |items| resolve(root, items));
            if held.get("properties").is_some() {
                let list = resolve(root, value).get("items").is_some();
                inner.push((
                    if list {
                        format!("[[{key}]]")
                    } else {
                        format!("[{key}]")
                    },
                    held,
                ));
            }
        }
        open.extend(inner.into_iter().rev());
    }
}

fn section<T: JsonSchema>(text: &mut String, title: &str, about: &str) {
    let schema = serde_json::to_value(schema_for!(T)).unwrap();
    writeln!(text, "\n## {title}\n\n{about}").unwrap();
    keys(title, &schema, &mut BTreeSet::new(), text);
}

#[test]
fn keys_of_all_files() {
    let mut text = String::from(
        "# Every key of every file\n\nDerived from the types that read the files. A time is written as people type it: \
         `\"5 ngày làm việc\"`, `\"½ ngày\"`, `\"2 giờ\"`, `\"5 working days\"`, `\"5wd\"`, `\"same day\"`.\n",
    );
    section::<ProcessFile>(&mut text, "A process file", "One controlled procedure.");
    section::<RegulationFile>(
        &mut text,
        "A regulation file",
        "What binds procedures: `regulations/*.toml` of a pack.",
    );
    section::<PackHeader>(&mut text, "pack.toml", "The head of a rule pack.");
    section::<RuleFile>(&mut text, "A rule file", "Any other `.toml` of a pack.");
    section::<OrganisationFile>(&mut text, "organisation.toml", "Units and roles.");
    section::<CalendarFile>(&mut text, "calendar.toml", "Office hours and days off.");
    section::<WordList>(
        &mut text,
        "A word list",
        "Which words in the name of an activity tell the kind of step, for diagrams.",
    );
    section::<Config>(&mut text, "qmslint.toml", "What is checked, and how.");
    hold("keys.md", &text);
}

#[test]
fn kinds_of_check() {
    let mut text = String::from(
        "# Kinds of check\n\nA rule names one: `check.<kind> = { … }`. Derived from the types.\n",
    );
    let schema = serde_json::to_value(schema_for!(Check)).unwrap();
    for (name, about) in Check::KINDS {
        writeln!(text, "\n## `{name}`\n\n{}\n\n{}", about.en, about.vi).unwrap();
        let variant = schema["oneOf"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["properties"].get(name).is_some())
            .unwrap();
        let parameters = resolve(&schema, &variant["properties"][*name]);
        let Some(properties) = parameters.get("properties").and_then(Value::as_object) else {
            continue;
        };
        writeln!(text, "\n| parameter | value | meaning |\n|---|---|---|").unwrap();
        for (key, value) in properties {
            let described = |key: &str| {
                let said = value
                    .get(key)
                    .or_else(|| resolve(&schema, value).get(key))
                    .and_then(Value::as_str);
                cell(said.unwrap_or_default())
            };
            writeln!(
                text,
                "| `{key}` | {} | {} <br> {} |",
                cell(&kind(&schema, value)),
                described("description"),
                described("x-vi")
            )
            .unwrap();
        }
    }
    hold("checks.md", &text);
}

#[test]
fn rules_of_the_packs() {
    let mut text = String::from(
        "# Rules in the binary\n\nDerived from the rule files. `qmslint explain <rule>` shows each with its examples.\n",
    );
    for pack in packs(&mut Sources::default()) {
        let header = &pack.header;
        writeln!(
            text,
            "\n## {} {}\n\n{}\n\n{}\n",
            header.name.value, header.version.value, header.title.en, header.title.vi
        )
        .unwrap();
        writeln!(text, "| rule | grade | clause | legal basis | in force | what is wrong |\n|---|---|---|---|---|---|").unwrap();
        for rule_check in &pack.rules {
            let rule = &rule_check.rule;
            let text_of = |text: &Option<qmslint::source::Spanned<String>>| {
                text.as_ref().map_or(String::new(), |text| cell(text))
            };
            let day = |day: Option<qmslint::model::date::Date>| {
                day.map_or("…".to_owned(), |day| day.to_string())
            };
            let force = match (rule.validity.from, rule.validity.until) {
                (None, None) => String::new(),
                (from, until) => format!("{} – {}", day(from), day(until)),
            };
            let grade = if rule.confirmed {
                rule.grade.name().to_owned()
            } else {
                "observation (not confirmed)".to_owned()
            };
            writeln!(
                text,
                "| `{}` | {grade} | {} | {} | {force} | {} <br> {} |",
                rule.id,
                text_of(&rule.clause),
                text_of(&rule.basis),
                cell(&rule.title.en),
                cell(&rule.title.vi)
            )
            .unwrap();
        }
    }
    hold("rules.md", &text);
}
