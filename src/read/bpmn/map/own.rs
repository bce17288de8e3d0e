//! Properties of ours: what BPMN has no word for, as `qmslint:limit="5 ngày làm việc"` on a process, pool or activity.
//!
//! The same names work as `<camunda:property name="qmslint:limit" value="…"/>`, which is what a modelling tool's forms write.
//! Values follow the spelling of TOML process files.

use serde::de::DeserializeOwned;

use super::super::document::Text;
use super::super::namespace::Namespace;
use super::super::tree::Base;
use super::{problem, tidy};
use crate::model::name::{Id, nearest};
use crate::model::one_or_many::PerCase;
use crate::model::process::{Header, Step};
use crate::read::decode::decode_word;
use crate::read::problem::{Problem, ProblemKind};
use crate::source::Spanned;

const HEADER: [&str; 15] = [
    "code",
    "name",
    "procedure",
    "field",
    "level",
    "unit",
    "version",
    "issued",
    "standard",
    "legal-basis",
    "result",
    "fee",
    "limit",
    "days",
    "complaints",
];
const STEP: [&str; 9] = [
    "kind", "role", "unit", "time", "clock", "rounds", "calls", "forms", "number",
];

/// The properties of an element that carry our prefix: key and value.
fn properties(base: &Base) -> impl Iterator<Item = (&str, &Text)> {
    base.extensions.iter().filter_map(|extension| {
        let own = extension.namespace == Namespace::Qmslint;
        let key = if own {
            &*extension.name
        } else {
            extension.name.strip_prefix("qmslint:")?
        };
        Some((key, &extension.value))
    })
}

/// Take the properties of a process or pool into its header. What stands there already from the same kind of source stays.
pub(super) fn header(base: &Base, header: &mut Header, problems: &mut Vec<Problem>) {
    for (key, value) in properties(base) {
        let text = || Some(tidy(value));
        match key {
            "code" => header.code = text(),
            "name" => header.name = text(),
            "procedure" => header.procedure = Some(Spanned::new(Id::new(value), value.span)),
            "field" => header.field = text(),
            "level" => header.level = word(value, problems),
            "unit" => header.unit = text(),
            "version" => header.version = text(),
            "issued" => header.issued = word(value, problems),
            "standard" => header.standard = text(),
            "legal-basis" => header.legal_basis = list(value),
            "result" => header.result = text(),
            "fee" => header.fee = text(),
            "limit" => header.limit = word(value, problems),
            "days" => header.days = word(value, problems),
            "complaints" => header.complaints = text(),
            _ => unknown(key, value, &HEADER, problems),
        }
    }
}

/// Take the properties of an activity or event into its step.
pub(super) fn step(base: &Base, step: &mut Step, problems: &mut Vec<Problem>) {
    for (key, value) in properties(base) {
        match key {
            "kind" => {
                step.kind = word(value, problems);
                step.kind_guessed = false;
            }
            "role" => step.role = Some(tidy(value)),
            "unit" => step.unit = Some(tidy(value)),
            "time" => {
                step.time =
                    word(value, problems).map(|time| Spanned::new(PerCase::All(time), value.span));
            }
            "clock" => step.clock = word(value, problems),
            "rounds" => step.rounds = number(value, problems),
            "number" => step.number = number(value, problems),
            "calls" => step.calls = Some(tidy(value)),
            "forms" => step.forms = list(value),
            _ => unknown(key, value, &STEP, problems),
        }
    }
}

/// Several texts, separated by semicolons.
fn list(value: &Text) -> Vec<crate::model::process::Text> {
    let parts = value.split(';').map(str::trim);
    parts
        .filter(|part| !part.is_empty())
        .map(|part| Spanned::new(part.to_owned(), value.span))
        .collect()
}

/// A value that TOML files write as a string: a date, a time, one of the fixed words.
fn word<T: DeserializeOwned>(value: &Text, problems: &mut Vec<Problem>) -> Option<Spanned<T>> {
    match decode_word(value, value.span) {
        Ok(parsed) => Some(Spanned::new(parsed, value.span)),
        Err(problem) => {
            problems.push(problem);
            None
        }
    }
}

fn number(value: &Text, problems: &mut Vec<Problem>) -> Option<Spanned<u32>> {
    if let Ok(number) = value.trim().parse() {
        return Some(Spanned::new(number, value.span));
    }
    problems.push(problem(
        ProblemKind::BadValue,
        value.span,
        format!("\"{}\" is no whole number", value.value),
        format!("\"{}\" không phải số nguyên", value.value),
    ));
    None
}

fn unknown(key: &str, value: &Text, known: &[&str], problems: &mut Vec<Problem>) {
    let found = problem(
        ProblemKind::UnknownKey,
        value.span,
        format!("there is no property `qmslint:{key}` here"),
        format!("ở đây không có thuộc tính `qmslint:{key}`"),
    );
    problems.push(match nearest(key, known.iter().copied()) {
        Some(near) => found.did_you_mean(near),
        None => found.known_words(known),
    });
}
