//! A process → a process file in TOML that people read and go on with.
//!
//! Keys stand in the order of the documentation. What a reader of the diagram concluded (a kind from the name, a time from the
//! label, a role from a lane) has a comment that says so; what has no key stands as a comment at its step.

use std::collections::HashMap;

use toml::{Table, Value};
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item};

use super::Converted;
use super::flatten::flatten;
use super::origin::Origins;
use super::remarks::Remarks;
use super::tables::{Spelling, tables};
use crate::messages::{Lang, Localized};
use crate::model::process::{Process, Step};
use crate::read::bpmn::tree::Definitions;
use crate::source::{Span, Spanned};

const GUESSED: Localized = Localized::fixed("guessed from the name", "đoán theo tên bước");
const ADDED: Localized = Localized::fixed(
    "added by the conversion: routing that the diagram draws elsewhere",
    "do bước chuyển đổi thêm: rẽ nhánh mà sơ đồ thể hiện ở chỗ khác",
);
const LEFT: Localized = Localized::fixed(
    "In the diagram, without a key in a process file:",
    "Có trong sơ đồ, nhưng tệp quy trình không có khóa tương ứng:",
);
/// Keys that hold a date.
const DATES: [&str; 4] = ["issued", "review", "date", "due"];
/// An array that is longer than this stands on several lines.
const LONGEST_LINE: usize = 100;

/// What is said beside the tables of a file.
#[derive(Default)]
struct Comments {
    /// Before `[process]`.
    top: Vec<String>,
    /// Before a step, by its index.
    before: HashMap<usize, Vec<String>>,
    /// Behind the value of a key, by the index of the step; none for the header.
    behind: HashMap<Option<usize>, Vec<Beside>>,
}

/// A key and what is said behind its value.
type Beside = (&'static str, String);

/// Write a process as a process file. `read` is the text it was read from, whose words for times are kept, and `definitions` the
/// diagram in it, where it is one. O(size).
pub fn to_toml(
    process: &Process,
    read: &str,
    definitions: Option<&Definitions>,
    lang: Lang,
) -> Converted {
    let (flat, problems) = flatten(process, lang);
    let mut comments = Comments::default();
    let mut remarks = 0;
    if let Some(definitions) = definitions {
        remarks = comments.of_diagram(&flat, process.control.is_none(), definitions, lang);
    }
    comments.of_problems(&flat, &problems, lang);
    let spelling = Spelling { text: read, lang };
    let text = write(&tables(&flat.file, spelling), &comments);
    Converted {
        text,
        problems,
        comments: remarks,
    }
}

impl Comments {
    /// Origins of values and what has no key; how many of the latter. `ours` is a diagram whose steps say everything.
    fn of_diagram(
        &mut self,
        process: &Process,
        ours: bool,
        definitions: &Definitions,
        lang: Lang,
    ) -> usize {
        let origins = Origins::new(definitions);
        let remarks = Remarks::new(definitions);
        let header = &process.process;
        let of_process = remarks.of(header.span);
        let mut count = of_process.len();
        if !of_process.is_empty() {
            self.top.push(LEFT.in_lang(lang).to_owned());
            let texts = of_process.iter();
            self.top
                .extend(texts.map(|remark| format!("- {}", remark.in_lang(lang))));
        }
        // In a diagram that `to_bpmn` wrote, lanes and pool say nothing but what the process says.
        let mut behind = |step: Option<usize>, key: &'static str, span: Option<Span>| {
            let span = span.filter(|_| !ours);
            if let Some(origin) = span.and_then(|span| origins.of(span)) {
                let beside = self.behind.entry(step).or_default();
                beside.push((key, origin.in_lang(lang).to_owned()));
            }
        };
        let span = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.span);
        behind(None, "name", span(&header.name));
        behind(None, "unit", span(&header.unit));
        behind(None, "purpose", span(&header.purpose));
        for (index, step) in process.steps.iter().enumerate() {
            behind(Some(index), "role", span(&step.role));
            behind(Some(index), "unit", span(&step.unit));
            behind(
                Some(index),
                "time",
                step.time.as_ref().map(|time| time.span),
            );
        }
        for (index, step) in process.steps.iter().enumerate() {
            if step.kind_guessed {
                let guessed = GUESSED.in_lang(lang).to_owned();
                let beside = self.behind.entry(Some(index)).or_default();
                beside.push(("kind", guessed));
            }
            if is_added(step) {
                self.before(index, &ADDED, lang);
                continue;
            }
            let of_step = remarks.of(step.span);
            count += of_step.len();
            for remark in of_step {
                self.before(index, remark, lang);
            }
        }
        count
    }

    fn of_problems(
        &mut self,
        process: &Process,
        problems: &[crate::read::problem::Problem],
        lang: Lang,
    ) {
        for problem in problems {
            let here = |step: &Spanned<Step>| step.span == problem.span && !problem.span.is_empty();
            match process.steps.iter().position(here) {
                Some(step) => self.before(step, &problem.message, lang),
                None => self
                    .top
                    .push(format!("- {}", problem.message.in_lang(lang))),
            }
        }
    }

    fn behind(&self, step: Option<usize>) -> &[Beside] {
        self.behind.get(&step).map_or(&[], Vec::as_slice)
    }

    fn before(&mut self, step: usize, text: &Localized, lang: Lang) {
        let comments = self.before.entry(step).or_default();
        comments.push(text.in_lang(lang).to_owned());
    }
}

/// A gateway that stands nowhere in the diagram.
fn is_added(step: &Spanned<Step>) -> bool {
    step.span.is_empty()
}

fn write(tables: &Table, comments: &Comments) -> String {
    let mut document = DocumentMut::new();
    for (key, value) in tables {
        match value {
            Value::Table(header) => {
                let mut table = table(header, comments.behind(None));
                table.decor_mut().set_prefix(lines(&comments.top));
                document.insert(key, Item::Table(table));
            }
            Value::Array(entries) => {
                let mut all = ArrayOfTables::new();
                for (index, entry) in entries.iter().enumerate() {
                    let Value::Table(entry) = entry else { continue };
                    let step = (key == "step").then_some(index);
                    let beside = step.map_or(&[][..], |step| comments.behind(Some(step)));
                    let mut table = table(entry, beside);
                    let before = step.and_then(|step| comments.before.get(&step));
                    let before = before.map_or_else(String::new, |texts| lines(texts));
                    table.decor_mut().set_prefix(format!("\n{before}"));
                    all.push(table);
                }
                document.insert(key, Item::ArrayOfTables(all));
            }
            _ => {}
        }
    }
    document.to_string()
}

fn table(values: &Table, beside: &[Beside]) -> toml_edit::Table {
    let mut table = toml_edit::Table::new();
    for (key, value) in values {
        let mut value = value_of(key, value);
        let comment = beside.iter().find(|(name, _)| name == key);
        if let Some((_, comment)) = comment {
            value
                .decor_mut()
                .set_suffix(format!("  # {}", one_line(comment)));
        }
        table.insert(key, Item::Value(value));
    }
    table
}

/// A value in its shortest form.
fn value_of(key: &str, value: &Value) -> toml_edit::Value {
    match value {
        Value::String(text) if DATES.contains(&key) => {
            text.parse::<toml_edit::Datetime>().map_or_else(
                |_| toml_edit::Value::from(text.as_str()),
                toml_edit::Value::from,
            )
        }
        Value::String(text) => toml_edit::Value::from(text.as_str()),
        Value::Integer(number) => toml_edit::Value::from(*number),
        Value::Boolean(truth) => toml_edit::Value::from(*truth),
        Value::Float(number) => toml_edit::Value::from(*number),
        Value::Datetime(date) => toml_edit::Value::from(date.to_string()),
        Value::Table(inner) => {
            let inner = inner
                .iter()
                .map(|(key, value)| (key.as_str(), value_of(key, value)));
            toml_edit::Value::from(inner.collect::<InlineTable>())
        }
        Value::Array(items) => {
            let mut items = items
                .iter()
                .map(|item| branch_of(key, item))
                .collect::<Vec<_>>();
            if key == "next" && items.len() == 1 {
                return items.remove(0);
            }
            toml_edit::Value::from(broken(items))
        }
    }
}

/// A flow without a condition is the id it leads to.
fn branch_of(key: &str, item: &Value) -> toml_edit::Value {
    match item {
        Value::Table(branch) if key == "next" && branch.len() == 1 => match branch.get("to") {
            Some(to) => value_of("to", to),
            None => value_of(key, item),
        },
        item => value_of("", item),
    }
}

/// A list on one line, or where that is too long, on a line for each item.
fn broken(items: Vec<toml_edit::Value>) -> Array {
    let mut array: Array = items.into_iter().collect();
    array.fmt();
    if array.to_string().chars().count() > LONGEST_LINE && array.len() > 1 {
        for item in array.iter_mut() {
            item.decor_mut().set_prefix("\n    ");
        }
        array.set_trailing("\n");
        array.set_trailing_comma(true);
    }
    array
}

fn lines(comments: &[String]) -> String {
    let mut all = String::new();
    for comment in comments {
        all.push_str("# ");
        all.push_str(&one_line(comment));
        all.push('\n');
    }
    all
}

/// A comment ends with its line and holds no control characters.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
