//! Properties of ours: what BPMN has no word for, as `qmslint:limit="5 ngày làm việc"` on a process, pool, lane, activity or flow.
//!
//! The same names work as `<camunda:property name="qmslint:limit" value="…"/>`, which is what a modelling tool's forms write,
//! and as elements in `extensionElements`, for what takes more than one value: `<qmslint:document name="…" copies="1"/>`.
//! Keys and values are those of TOML process files, and the same decoder reads them. A stated property outranks what the
//! diagram shows; `qmslint:absent="role time"` states that there is none.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use toml::de::{DeArray, DeTable, DeValue};

use super::super::document::Text;
use super::super::namespace::Namespace;
use super::super::tree::{Base, OwnElement};
use super::problem;
use crate::model::name::{Id, nearest};
use crate::model::one_or_many::{Branch, PerCase};
use crate::model::process::{Case, Header, ProcessFile, Step};
use crate::read::decode::{decode_table, decode_word};
use crate::read::problem::{Problem, ProblemKind};
use crate::source::{Span, Spanned};

/// Keys of a process or pool.
const HEADER: [&str; 26] = [
    "code",
    "name",
    "procedure",
    "field",
    "level",
    "unit",
    "version",
    "issued",
    "review",
    "standard",
    "legal-basis",
    "purpose",
    "scope",
    "subject",
    "result",
    "fee",
    "sets",
    "limit",
    "guidance",
    "days",
    "complaints",
    "approval",
    CASE,
    FLOW,
    IMPLIED,
    ABSENT,
];
/// Keys of an activity, event or gateway.
const STEP: [&str; 22] = [
    "id", "number", "name", "kind", "role", "unit", "time", "clock", "rounds", "phase", "next",
    "split", "join", "start", "end", "cases", "calls", "forms", "inputs", "outputs", IMPLIED,
    ABSENT,
];
/// Keys of a lane.
const LANE: [&str; 3] = ["role", "unit", ABSENT];
/// Keys of a sequence flow.
const BRANCH: [&str; 4] = ["when", "limit", "share", IMPLIED];
/// Tables of a process, as elements in its `extensionElements`.
const TABLES: [&str; 10] = [
    "case",
    "channel",
    "document",
    "phase",
    "published",
    "form",
    "record",
    "risk",
    "indicator",
    "revision",
];
/// Keys whose value is a whole number.
const NUMBERS: [&str; 5] = ["number", "rounds", "phase", "sets", "copies"];
/// Keys whose value is `true` or `false`.
const FLAGS: [&str; 3] = ["required", "start", "end"];
/// Keys that hold several texts: separated by semicolons, or an element for each.
const LISTS: [&str; 5] = ["legal-basis", "forms", "inputs", "outputs", "cases"];
/// Keys whose value is a word, a date or a time: blanks around it mean nothing. Other texts are kept as they are.
const WORDS: [&str; 13] = [
    "level", "issued", "review", "limit", "days", "kind", "clock", "time", "as", "date", "due",
    "split", "join",
];
/// How the steps of a process follow each other.
const FLOW: &str = "flow";
/// What an element is only drawn for.
const IMPLIED: &str = "implied";
/// Cases in one line, as forms write them; see [`cases`].
const CASE: &str = "case";
/// The keys that have no value, whatever the diagram shows.
const ABSENT: &str = "absent";

/// The properties of an element that carry our prefix: key and value.
fn properties(base: &Base) -> impl Iterator<Item = (&str, &Text)> {
    base.extensions.iter().filter_map(|extension| {
        let own = extension.namespace == Namespace::Qmslint;
        let key = if own {
            &*extension.name
        } else {
            extension.name.strip_prefix("qmslint:")?
        };
        // A form that was left empty states nothing.
        let stated = own || !extension.value.trim().is_empty();
        stated.then_some((key, &extension.value))
    })
}

fn property<'b>(base: &'b Base, key: &str) -> Option<&'b Text> {
    properties(base)
        .find(|(name, _)| *name == key)
        .map(|(_, value)| value)
}

/// Whether the process says that its steps follow each other as those of a process file do.
pub(super) fn flows_by_steps(base: &Base) -> bool {
    property(base, FLOW).is_some_and(|value| value.trim() == "steps")
}

/// What an element is only drawn for, where it says so: `start`, `end`, `split`, `join`, or `order` for a flow.
pub(super) fn implied(base: &Base) -> Option<&str> {
    property(base, IMPLIED).map(|value| value.trim())
}

/// Whether an element states that a key has no value.
pub(super) fn is_absent(base: &Base, key: &str) -> bool {
    property(base, ABSENT).is_some_and(|keys| keys.split_whitespace().any(|absent| absent == key))
}

/// What one element states, as the table that a process file would have there.
#[derive(Default)]
struct Stated<'b> {
    table: DeTable<'b>,
    absent: Vec<&'b str>,
}

impl<'b> Stated<'b> {
    fn new(base: &'b Base, known: &[&'static str], problems: &mut Vec<Problem>) -> Self {
        let mut this = Self::default();
        for (key, value) in properties(base) {
            if key == ABSENT {
                this.absent.extend(value.split_whitespace());
            } else if !known.contains(&key) {
                problems.push(unknown(key, value.span, known));
            } else if let Some(content) = content(key, value, problems)
                && ![FLOW, IMPLIED, CASE].contains(&key)
            {
                this.insert(key, value.span, content);
            }
        }
        for element in &base.own {
            let key = &*element.name;
            if TABLES.contains(&key) && known == HEADER {
                continue;
            }
            if !known.contains(&key) {
                problems.push(unknown(key, element.span, known));
                continue;
            }
            this.element(key, element, problems);
        }
        this
    }

    fn insert(&mut self, key: &'b str, span: Span, content: DeValue<'b>) {
        self.table
            .insert(spanned(span, Cow::Borrowed(key)), spanned(span, content));
    }

    /// One value of a key that holds several: an item of a list, the time of a case, or a whole table.
    fn element(&mut self, key: &'b str, element: &'b OwnElement, problems: &mut Vec<Problem>) {
        let attribute = |name: &str| {
            let mut attributes = element.attributes.iter();
            attributes
                .find(|(key, _)| **key == *name)
                .map(|(_, value)| value)
        };
        match (key, attribute("case"), attribute("value")) {
            ("time", Some(case), Some(value)) => {
                let mut times = match self.table.remove(key) {
                    Some(known) => known.into_inner(),
                    None => DeValue::Table(DeTable::new()),
                };
                if let DeValue::Table(times) = &mut times {
                    times.insert(
                        spanned(case.span, Cow::Borrowed(&*case.value)),
                        spanned(value.span, DeValue::String(Cow::Borrowed(value.trim()))),
                    );
                }
                self.insert(key, element.span, times);
            }
            ("time", None, None) => {
                self.insert(key, element.span, DeValue::Table(DeTable::new()));
            }
            ("approval", ..) => {
                let table = table(element, problems);
                self.insert(key, element.span, DeValue::Table(table));
            }
            ("next", ..) => {
                let table = (!element.attributes.is_empty()).then(|| table(element, problems));
                let table = table.map(|table| spanned(element.span, DeValue::Table(table)));
                self.push(key, element.span, table);
            }
            (_, _, Some(value)) if LISTS.contains(&key) => {
                let text = DeValue::String(Cow::Borrowed(&*value.value));
                self.push(key, element.span, Some(spanned(value.span, text)));
            }
            (_, _, Some(value)) => {
                if let Some(content) = content(key, value, problems) {
                    self.insert(key, value.span, content);
                }
            }
            _ => self.push(key, element.span, None),
        }
    }

    /// Add an item to a list, or state the list alone.
    fn push(&mut self, key: &'b str, span: Span, item: Option<toml::Spanned<DeValue<'b>>>) {
        let mut list = match self.table.remove(key).map(toml::Spanned::into_inner) {
            Some(DeValue::Array(list)) => list,
            _ => DeArray::new(),
        };
        if let Some(item) = item {
            list.push(item);
        }
        self.insert(key, span, DeValue::Array(list));
    }

    fn decode<T: DeserializeOwned + Default>(&self, span: Span, problems: &mut Vec<Problem>) -> T {
        let (value, wrong) = decode_table(&self.table, span);
        problems.extend(wrong);
        value
    }
}

fn spanned<T>(span: Span, value: T) -> toml::Spanned<T> {
    toml::Spanned::new(span.range(), value)
}

/// The attributes of an element as a table.
fn table<'b>(element: &'b OwnElement, problems: &mut Vec<Problem>) -> DeTable<'b> {
    let mut table = DeTable::new();
    for (key, value) in &element.attributes {
        if let Some(content) = content(key, value, problems) {
            let key = spanned(value.span, Cow::Borrowed(&**key));
            table.insert(key, spanned(value.span, content));
        }
    }
    table
}

/// A value as a process file would write it.
fn content<'b>(key: &str, value: &'b Text, problems: &mut Vec<Problem>) -> Option<DeValue<'b>> {
    let trimmed = value.trim();
    let text = |text: &'b str| DeValue::String(Cow::Borrowed(text));
    if NUMBERS.contains(&key) {
        let plain = trimmed.bytes().all(|byte| byte.is_ascii_digit());
        // TOML has no leading zeros, and no numbers beyond what the tool counts.
        let digits = trimmed.trim_start_matches('0');
        let digits = if digits.is_empty() && !trimmed.is_empty() {
            "0"
        } else {
            digits
        };
        let number = DeValue::parse(digits)
            .ok()
            .filter(|_| plain && digits.len() < 10);
        if number.is_none() {
            problems.push(problem(
                ProblemKind::BadValue,
                value.span,
                format!("\"{}\" is no whole number", value.value),
                format!("\"{}\" không phải số nguyên", value.value),
            ));
        }
        return number.map(toml::Spanned::into_inner);
    }
    Some(match trimmed {
        // A time for each case: `thuong = 2 ngày; xac-minh = 22 ngày`.
        _ if key == "time" && trimmed.contains('=') => {
            let mut times = DeTable::new();
            for part in parts(value) {
                let (case, time) = part.split_once('=').unwrap_or((part, ""));
                times.insert(
                    spanned(value.span, Cow::Borrowed(case.trim())),
                    spanned(value.span, text(time.trim())),
                );
            }
            DeValue::Table(times)
        }
        "true" if FLAGS.contains(&key) => DeValue::Boolean(true),
        "false" if FLAGS.contains(&key) => DeValue::Boolean(false),
        _ if LISTS.contains(&key) => {
            let mut list = DeArray::new();
            for part in value
                .split(';')
                .map(str::trim)
                .filter(|part| !part.is_empty())
            {
                list.push(spanned(value.span, text(part)));
            }
            DeValue::Array(list)
        }
        _ if WORDS.contains(&key) => text(trimmed),
        _ => text(&value.value),
    })
}

/// The parts of a value, separated by semicolons.
fn parts(value: &Text) -> impl Iterator<Item = &str> {
    let parts = value.split(';').map(str::trim);
    parts.filter(|part| !part.is_empty())
}

/// The cases that a process or pool states in one line: `thuong = 5 ngày; xac-minh (Phải xác minh) = 25 ngày`. Name and
/// limit may lack.
pub(super) fn cases(base: &Base, problems: &mut Vec<Problem>) -> Vec<Spanned<Case>> {
    let mut cases = Vec::new();
    for (_, value) in properties(base).filter(|(key, _)| *key == CASE) {
        for part in parts(value) {
            let (called, limit) = part.split_once('=').unwrap_or((part, ""));
            let (id, name) = called.split_once('(').unwrap_or((called, ""));
            let name = name.trim().trim_end_matches(')').trim();
            let limit = Some(limit.trim()).filter(|limit| !limit.is_empty());
            let limit = limit.and_then(|limit| match decode_word(limit, value.span) {
                Ok(limit) => Some(Spanned::new(limit, value.span)),
                Err(problem) => {
                    problems.push(problem);
                    None
                }
            });
            let case = Case {
                id: Spanned::new(Id::new(id.trim()), value.span),
                name: (!name.is_empty()).then(|| Spanned::new(name.to_owned(), value.span)),
                limit,
            };
            cases.push(Spanned::new(case, value.span));
        }
    }
    cases
}

/// Take every field that is stated, and drop those that are stated to be absent.
macro_rules! take {
    ($into:ident, $from:ident, $absent:expr; $($field:ident $key:literal),*) => {$(
        if $from.$field.is_some() {
            $into.$field = $from.$field;
        } else if $absent.contains(&$key) {
            $into.$field = None;
        }
    )*};
}

/// Take every list that is stated.
macro_rules! take_lists {
    ($into:ident, $stated:ident, $from:ident; $($field:ident $key:literal),*) => {$(
        if $stated.table.contains_key($key) {
            $into.$field = $from.$field;
        } else if $stated.absent.contains(&$key) {
            $into.$field = Vec::new();
        }
    )*};
}

/// Take the properties of a process or pool into its header. What stands there already from the same kind of source stays.
pub(super) fn header(base: &Base, header: &mut Header, problems: &mut Vec<Problem>) {
    let stated = Stated::new(base, &HEADER, problems);
    if stated.table.is_empty() && stated.absent.is_empty() {
        return;
    }
    let from: Header = stated.decode(base.span, problems);
    take!(header, from, stated.absent;
        code "code", name "name", procedure "procedure", field "field", level "level", unit "unit", version "version",
        issued "issued", review "review", standard "standard", purpose "purpose", scope "scope", subject "subject",
        result "result", fee "fee", sets "sets", limit "limit", guidance "guidance", days "days",
        complaints "complaints", approval "approval");
    take_lists!(header, stated, from; legal_basis "legal-basis");
}

/// Take the tables of a process: cases, papers, records and the rest.
pub(super) fn tables(base: &Base, file: &mut ProcessFile, problems: &mut Vec<Problem>) {
    let mut all: DeTable<'_> = DeTable::new();
    for element in &base.own {
        let key = &*element.name;
        if !TABLES.contains(&key) {
            continue;
        }
        let entry = spanned(element.span, DeValue::Table(table(element, problems)));
        let mut list = match all.remove(key).map(toml::Spanned::into_inner) {
            Some(DeValue::Array(list)) => list,
            _ => DeArray::new(),
        };
        list.push(entry);
        let key = spanned(element.span, Cow::Borrowed(key));
        all.insert(key, spanned(element.span, DeValue::Array(list)));
    }
    if all.is_empty() {
        return;
    }
    let (stated, wrong) = decode_table::<ProcessFile>(&all, base.span);
    problems.extend(wrong);
    let (process, steps) = (
        std::mem::take(&mut file.process),
        std::mem::take(&mut file.steps),
    );
    *file = ProcessFile {
        process,
        steps,
        ..stated
    };
}

/// Take the properties of an activity or event into its step.
pub(super) fn step(base: &Base, step: &mut Step, problems: &mut Vec<Problem>) {
    let stated = Stated::new(base, &STEP, problems);
    if stated.table.is_empty() && stated.absent.is_empty() {
        return;
    }
    let mut from: Step = stated.decode(base.span, problems);
    if let Some(time) = &mut from.time
        && let PerCase::All(value) = &mut time.value
    {
        value.span = time.span;
    }
    if from.kind.is_some() || stated.table.contains_key("kind") || stated.absent.contains(&"kind") {
        step.kind_guessed = false;
        step.kind = None;
    }
    take!(step, from, stated.absent;
        id "id", number "number", name "name", kind "kind", role "role", unit "unit", time "time", clock "clock",
        rounds "rounds", phase "phase", next "next", split "split", join "join", start "start", end "end", cases "cases",
        calls "calls");
    take_lists!(step, stated, from; forms "forms", inputs "inputs", outputs "outputs");
}

/// What the property of a lane says about who works in it.
pub(super) enum Owner {
    /// Nothing.
    Unsaid,
    /// Nobody.
    Nobody,
    /// This role or unit.
    Named(Text),
}

impl Owner {
    /// Who it is; where nothing is said, what else is known.
    pub(super) fn or_else(
        self,
        unsaid: impl FnOnce() -> Option<crate::model::process::Text>,
    ) -> Option<crate::model::process::Text> {
        match self {
            Self::Unsaid => unsaid(),
            Self::Nobody => None,
            Self::Named(name) => Some(text(&name)),
        }
    }
}

/// Role and unit that a lane states beside its name.
pub(super) fn lane(base: &Base, problems: &mut Vec<Problem>) -> (Owner, Owner) {
    let (mut role, mut unit) = (Owner::Unsaid, Owner::Unsaid);
    for (key, value) in properties(base) {
        match key {
            "role" => role = Owner::Named(value.clone()),
            "unit" => unit = Owner::Named(value.clone()),
            ABSENT => {
                for key in value.split_whitespace() {
                    match key {
                        "role" => role = Owner::Nobody,
                        "unit" => unit = Owner::Nobody,
                        _ => {}
                    }
                }
            }
            _ => problems.push(unknown(key, value.span, &LANE)),
        }
    }
    (role, unit)
}

/// Take the properties of a sequence flow into its branch.
pub(super) fn branch(base: &Base, branch: &mut Branch, problems: &mut Vec<Problem>) {
    let stated = Stated::new(base, &BRANCH, problems);
    if stated.table.is_empty() {
        return;
    }
    let from: Branch = stated.decode(base.span, problems);
    take!(branch, from, [""]; when "when", limit "limit", share "share");
}

/// The text of a property as a value of the process.
fn text(value: &Text) -> crate::model::process::Text {
    Spanned::new(value.value.clone().into(), value.span)
}

fn unknown(key: &str, span: Span, known: &[&str]) -> Problem {
    let found = problem(
        ProblemKind::UnknownKey,
        span,
        format!("there is no property `qmslint:{key}` here"),
        format!("ở đây không có thuộc tính `qmslint:{key}`"),
    );
    match nearest(key, known.iter().copied()) {
        Some(near) => found.did_you_mean(near),
        None => found.known_words(known),
    }
}
