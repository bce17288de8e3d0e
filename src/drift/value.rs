//! A value of a process as a difference quotes it, and how two of them differ.

use std::borrow::Cow;
use std::cmp::Ordering;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

use super::fee::compare_fees;
use super::time::compare_times;
use super::words::Verb;
use crate::messages::{Lang, Show};
use crate::model::date::Date;
use crate::model::duration::{DayKind, Duration};
use crate::model::name::same;

/// A value that differs, as its file states it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Free text: compared composed, case-folded, spaces collapsed.
    Text(String),
    /// A name: compared as text; a difference is a renaming.
    Name(String),
    /// A fee: compared by its amounts, where both sides state them alike.
    Fee(String),
    /// A time, with what a bare day means in its file.
    Time(Duration, Option<DayKind>),
    /// How many.
    Count(u32),
    /// A day.
    Date(Date),
    /// A word of the file format: `original`, `examine`.
    Word(String),
    /// Several texts, in order.
    Texts(Vec<String>),
}

impl Value {
    /// A word of the file format, as serde writes it.
    pub fn word(word: impl Serialize) -> Self {
        match serde_json::to_value(word) {
            Ok(serde_json::Value::String(word)) => Self::Word(word),
            Ok(other) => Self::Word(other.to_string()),
            Err(_) => Self::Word(String::new()),
        }
    }

    /// How the second value differs from the first; `None` where both mean the same.
    pub fn compare(&self, new: &Self) -> Option<Verb> {
        let verb = |order: Option<Ordering>, up: Verb, down: Verb| match order {
            Some(Ordering::Equal) => None,
            Some(Ordering::Less) => Some(up),
            Some(Ordering::Greater) => Some(down),
            None => Some(Verb::Incomparable),
        };
        match (self, new) {
            (Self::Text(old), Self::Text(new)) => (!same(old, new)).then_some(Verb::Changed),
            (Self::Name(old), Self::Name(new)) => (!same(old, new)).then_some(Verb::Renamed),
            (Self::Fee(old), Self::Fee(new)) => match compare_fees(old, new) {
                None => Some(Verb::Changed),
                order => verb(order, Verb::Raised, Verb::Lowered),
            },
            (Self::Time(old, old_bare), Self::Time(new, new_bare)) => verb(
                compare_times((old, *old_bare), (new, *new_bare)),
                Verb::Longer,
                Verb::Shorter,
            ),
            (Self::Count(old), Self::Count(new)) => {
                verb(Some(old.cmp(new)), Verb::Raised, Verb::Lowered)
            }
            (old, new) => (old != new).then_some(Verb::Changed),
        }
    }
}

impl Show for Value {
    fn show(&self, lang: Lang) -> Cow<'_, str> {
        match self {
            Self::Text(text) | Self::Name(text) | Self::Fee(text) | Self::Word(text) => {
                Cow::Borrowed(text)
            }
            // A bare day stays bare: what it means is a setting of its file and a difference of its own.
            Self::Time(time, _) => Cow::Owned(time.show(lang)),
            Self::Count(count) => Cow::Owned(count.to_string()),
            Self::Date(date) => Cow::Owned(date.to_string()),
            Self::Texts(texts) if texts.is_empty() => Cow::Borrowed("–"),
            Self::Texts(texts) => Cow::Owned(texts.join("; ")),
        }
    }
}

/// A value in JSON: the same in every language; a time in its English normal form, which files accept.
impl JsonSchema for Value {
    fn schema_name() -> Cow<'static, str> {
        "Value".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A text, a number, or several texts; times and dates are texts.",
            "anyOf": [
                { "type": "string" },
                { "type": "integer" },
                { "type": "array", "items": { "type": "string" } }
            ]
        })
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) | Self::Name(text) | Self::Fee(text) | Self::Word(text) => {
                serializer.serialize_str(text)
            }
            Self::Time(time, _) => time.serialize(serializer),
            Self::Count(count) => serializer.serialize_u32(*count),
            Self::Date(date) => date.serialize(serializer),
            Self::Texts(texts) => texts.serialize(serializer),
        }
    }
}
