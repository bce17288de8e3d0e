//! Every example of README and `docs/` holds: files are read without a problem, rules keep their examples, and commands
//! print what the page shows.
//!
//! A `console` block shows commands after `$ ` and their output after them; `…` on a line of its own stands for any lines.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use qmslint::examples::run_examples;
use qmslint::model::name::Id;
use qmslint::read::bpmn::map::Words;
use qmslint::read::calendar::read_calendar;
use qmslint::read::config::read_config;
use qmslint::read::organisation::read_organisation;
use qmslint::read::pack::{read_regulations, read_rules};
use qmslint::read::problem::Problem;
use qmslint::read::process::read_process;
use qmslint::read::waivers::read_waivers;
use qmslint::source::SourceId;
use support::folder;

/// A fenced block of a page.
struct Block {
    page: String,
    line: usize,
    language: String,
    text: String,
}

fn blocks() -> Vec<Block> {
    let mut pages = vec![folder("README.md")];
    pages.extend(
        std::fs::read_dir(folder("docs"))
            .unwrap()
            .map(|entry| entry.unwrap().path()),
    );
    pages.sort();
    let mut blocks = Vec::new();
    for path in pages
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
    {
        let page = path.file_name().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(path).unwrap();
        let mut open: Option<Block> = None;
        for (number, line) in text.lines().enumerate() {
            match (&mut open, line.strip_prefix("```")) {
                (None, Some(language)) => {
                    open = Some(Block {
                        page: page.clone(),
                        line: number + 1,
                        language: language.to_owned(),
                        text: String::new(),
                    });
                }
                (Some(_), Some(_)) => blocks.extend(open.take()),
                (Some(block), None) => {
                    block.text.push_str(line);
                    block.text.push('\n');
                }
                (None, None) => {}
            }
        }
        assert!(open.is_none(), "{page}: a block is not closed");
    }
    blocks
}

fn problems_of(text: &str) -> Vec<Problem> {
    let source = SourceId(0);
    let first = text
        .lines()
        .find(|line| !line.is_empty() && !line.starts_with('#'))
        .unwrap_or_default();
    match first.trim() {
        "[process]" | "[[step]]" | "[[case]]" | "[[document]]" => read_process(source, text).1,
        "[[procedure]]" => read_regulations(source, text).1,
        "[[unit]]" | "[[role]]" => read_organisation(source, text).1,
        "[[rule]]" => {
            let (rules, problems) = read_rules(source, &Id::new("example"), text);
            for rule in &rules {
                for result in run_examples(rule, "2026-06-01".parse().unwrap()) {
                    assert!(
                        result.is_kept(),
                        "{}: {:?} {:?}",
                        rule.rule.id,
                        result.verdict,
                        result.problems
                    );
                }
            }
            problems
        }
        "[check]" | "[rules]" | "[waivers]" => read_config(text).1,
        "[[waiver]]" => read_waivers(source, text, "/").1,
        "[kind]" => Words::of_organisation(text).1,
        "extends = \"viet-nam\"" => read_calendar(text).1,
        other => panic!("no reader is known for a block that starts with {other}"),
    }
}

#[test]
fn files_are_read_without_a_problem() {
    let blocks: Vec<Block> = blocks()
        .into_iter()
        .filter(|block| block.language == "toml")
        .collect();
    assert!(blocks.len() >= 6, "the pages show files");
    for block in blocks {
        let problems = problems_of(&block.text);
        assert!(
            problems.is_empty(),
            "{}:{}: {problems:?}",
            block.page,
            block.line
        );
    }
}

/// A command of a page as arguments of the binary; `cargo run … --` and `qmslint` are both the binary.
fn arguments(command: &str) -> Vec<String> {
    let rest = command
        .strip_prefix("cargo run --release -- ")
        .or_else(|| command.strip_prefix("qmslint "))
        .unwrap_or_else(|| panic!("not a command of ours: {command}"));
    rest.split_whitespace()
        .map(|word| word.trim_matches('"').to_owned())
        .collect()
}

fn run(command: &str) -> String {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_qmslint"))
        .args(arguments(command))
        .current_dir(folder("."))
        .env_clear()
        .env("LANG", "en_US.UTF-8")
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    let printed = [output.stdout, output.stderr].concat();
    String::from_utf8(printed).unwrap().replace("\r\n", "\n")
}

/// Whether the shown lines occur in the printed ones: in order and without a gap, but where `…` stands.
fn shows(shown: &[&str], printed: &[&str]) -> bool {
    let mut rest = printed;
    for part in shown
        .split(|line| line.trim() == "…")
        .filter(|part| !part.is_empty())
    {
        let Some(at) = rest.windows(part.len()).position(|window| window == part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    true
}

#[test]
fn commands_print_what_the_pages_show() {
    let mut commands = 0;
    for block in blocks()
        .into_iter()
        .filter(|block| block.language == "console")
    {
        for example in block.text.split("$ ").skip(1) {
            let (command, shown) = example.split_once('\n').unwrap_or((example, ""));
            if !command.starts_with("qmslint ") && !command.starts_with("cargo run ") {
                continue;
            }
            let printed = run(command);
            let shown: Vec<&str> = shown.trim_end().lines().map(str::trim_end).collect();
            let printed_lines: Vec<&str> = printed.lines().map(str::trim_end).collect();
            commands += 1;
            assert!(
                shows(&shown, &printed_lines),
                "{}:{}: `{command}` prints:\n{printed}",
                block.page,
                block.line
            );
        }
    }
    assert!(commands >= 4, "the pages show commands");
}
