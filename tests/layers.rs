//! The layers of `src/lib.rs`: each part of the crate uses only what the table allows it to use.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each part with the parts it may use. `read::problem` is a part of its own: what was not understood is data that reports
/// print, and they need no reader for it.
const LAYERS: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    (
        "cli",
        &[
            "report", "waive", "run", "examples", "convert", "read", "checks", "draw", "drift",
            "workflow", "rule", "finding", "fix", "model", "messages", "source",
        ],
    ),
    (
        "convert",
        &["read", "draw", "workflow", "model", "messages", "source"],
    ),
    (
        "report",
        &[
            "run",
            "waive",
            "draw",
            "drift",
            "read::problem",
            "checks",
            "workflow",
            "rule",
            "finding",
            "fix",
            "model",
            "messages",
            "source",
        ],
    ),
    (
        "waive",
        &["checks", "rule", "finding", "model", "messages", "source"],
    ),
    (
        "examples",
        &[
            "run", "waive", "read", "checks", "rule", "finding", "model", "messages", "source",
        ],
    ),
    (
        "run",
        &[
            "checks", "workflow", "rule", "finding", "model", "messages", "source",
        ],
    ),
    (
        "read",
        &[
            "checks", "rule", "finding", "fix", "model", "messages", "source",
        ],
    ),
    ("read::problem", &["fix", "messages", "source"]),
    (
        "checks",
        &[
            "workflow", "rule", "finding", "fix", "model", "messages", "source",
        ],
    ),
    ("draw", &["workflow", "model", "messages", "source"]),
    (
        "drift",
        &["workflow", "rule", "model", "messages", "source"],
    ),
    ("workflow", &["model", "messages", "source"]),
    ("rule", &["finding", "model", "messages", "source"]),
    ("finding", &["fix", "model", "messages", "source"]),
    ("fix", &["messages", "source"]),
    ("model", &["messages", "source"]),
    ("messages", &["source"]),
    ("source", &[]),
];

/// The part that a file or a path of modules belongs to: the longest entry of the table.
fn part(modules: &[&str]) -> Option<&'static str> {
    let path = modules.join("::");
    let fits = |name: &str| path == name || path.starts_with(&format!("{name}::"));
    LAYERS
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| fits(name))
        .max_by_key(|name| name.len())
}

/// The module paths that a source text names after the name of the crate, comments left out. Quoted text counts, too; none
/// names a module.
fn used(text: &str, crate_name: &str) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for line in text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
    {
        for (at, found) in line.match_indices(crate_name) {
            let path = line[at + found.len()..]
                .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
                .next();
            let parts = path
                .unwrap_or_default()
                .split("::")
                .filter(|part| !part.is_empty());
            all.push(parts.map(str::to_owned).collect());
        }
    }
    all
}

/// What a file uses against the table, and what the table does not know.
fn violations(file: &str, text: &str) -> Vec<String> {
    let modules: Vec<&str> = file
        .trim_end_matches(".rs")
        .trim_end_matches("/mod")
        .split('/')
        .collect();
    if modules == ["lib"] {
        return Vec::new();
    }
    let Some(home) = part(&modules) else {
        return vec![format!("{file} belongs to no layer: add it to the table")];
    };
    let allowed = LAYERS
        .iter()
        .find(|(name, _)| *name == home)
        .map_or(&[][..], |(_, allowed)| *allowed);
    let mut wrong = Vec::new();
    let crate_name = if home == "main" {
        "qmslint::"
    } else {
        "crate::"
    };
    for path in used(text, crate_name) {
        // The macro `texts!` stands at the root; it belongs to the messages.
        let path: Vec<&str> = match path.first().map(String::as_str) {
            Some("texts") => vec!["messages"],
            _ => path.iter().map(String::as_str).collect(),
        };
        let Some(target) = part(&path) else {
            wrong.push(format!(
                "{file} uses crate::{}, which is in no layer",
                path.join("::")
            ));
            continue;
        };
        let own = target == home || target.starts_with(&format!("{home}::"));
        if !own
            && !allowed
                .iter()
                .any(|name| target == *name || target.starts_with(&format!("{name}::")))
        {
            wrong.push(format!("{file} ({home}) uses {target}"));
        }
    }
    wrong
}

fn sources(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, all);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            all.push(path);
        }
    }
}

#[test]
fn layers_hold() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 20);
    let wrong: BTreeSet<String> = files
        .iter()
        .flat_map(|path| {
            let name = path
                .strip_prefix(&root)
                .unwrap()
                .to_str()
                .unwrap()
                .replace('\\', "/");
            violations(&name, &fs::read_to_string(path).unwrap())
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Only `cli` reads the world, and only `report::text` knows miette.
#[test]
fn the_world_and_miette_stay_in_their_rooms() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let rooms: &[(&[&str], &str)] = &[
        (
            &[
                "std::env::",
                "std::fs",
                "std::io",
                "Zoned::now",
                "SystemTime",
                "println!",
                "eprintln!",
            ],
            "cli/",
        ),
        (&["miette::"], "report/text/"),
    ];
    for path in &files {
        let name = path
            .strip_prefix(&root)
            .unwrap()
            .to_str()
            .unwrap()
            .replace('\\', "/");
        let text = fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
        {
            for (words, room) in rooms {
                let met = words.iter().find(|word| line.contains(**word));
                assert!(
                    met.is_none() || name.starts_with(room),
                    "{name} uses {met:?}, which belongs to {room}"
                );
            }
        }
    }
}

#[test]
fn the_checker_sees_violations() {
    for (file, text, expected) in [
        (
            "model/step.rs",
            "use crate::run::Outcome;",
            "model/step.rs (model) uses run",
        ),
        (
            "checks/limit.rs",
            "    let x = crate::report::text::text();",
            "checks/limit.rs (checks) uses report",
        ),
        (
            "report/sarif.rs",
            "use crate::read::pack::Pack;",
            "report/sarif.rs (report) uses read",
        ),
        (
            "workflow/mod.rs",
            "use crate::finding::Finding;",
            "workflow/mod.rs (workflow) uses finding",
        ),
        (
            "model/x.rs",
            "use crate::nowhere::X;",
            "model/x.rs uses crate::nowhere::X, which is in no layer",
        ),
        (
            "attic/x.rs",
            "",
            "attic/x.rs belongs to no layer: add it to the table",
        ),
    ] {
        assert_eq!(violations(file, text), [expected]);
    }
    for (file, text) in [
        (
            "report/sarif.rs",
            "use crate::read::problem::Problem;\nuse crate::report::Report;",
        ),
        ("checks/limit.rs", "crate::texts! {}\n// use crate::run::X;"),
        ("main.rs", "qmslint::cli::main()"),
    ] {
        assert_eq!(violations(file, text), [] as [&str; 0]);
    }
}
