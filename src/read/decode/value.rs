//! A value of the tree, and the whole tree, as serde deserializers.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::{self, Unexpected, Visitor};
use serde::{Deserializer, forward_to_deserialize_any};
use toml::de::{DeTable, DeValue};

use super::access::{Entries, Sequence, Tagged, Word};
use super::error::DecodeError;
use super::spanned::{SPANNED, SpannedParts};
use super::{TomlKey, TomlValue, Walk, identity};
use crate::messages::Localized;
use crate::model::name::{meant_word, nearest, normal};
use crate::model::one_or_many::TABLE_OR_LIST;
use crate::read::problem::{Problem, ProblemKind};
use crate::source::Span;

/// A value of the tree as a serde deserializer.
pub(super) struct ValueDeserializer<'w, 'i> {
    pub(super) value: &'w TomlValue<'i>,
    pub(super) walk: &'w Walk,
}

impl<'de> Deserializer<'de> for ValueDeserializer<'_, '_> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.value.get_ref() {
            DeValue::String(text) => visitor.visit_str(text),
            DeValue::Integer(number) => {
                match i64::from_str_radix(number.as_str(), number.radix()) {
                    Ok(number) => visitor.visit_i64(number),
                    Err(_) => Err(de::Error::custom(Localized::fixed(
                        "this number is too large",
                        "số này quá lớn",
                    ))),
                }
            }
            DeValue::Float(_) => Err(de::Error::invalid_type(Unexpected::Float(0.0), &visitor)),
            DeValue::Boolean(truth) => visitor.visit_bool(*truth),
            DeValue::Datetime(date) => visitor.visit_string(date.to_string()),
            DeValue::Array(array) => visitor.visit_seq(Sequence {
                items: array.iter(),
                walk: self.walk,
            }),
            DeValue::Table(table) => visitor.visit_map(Entries::new(table, self.walk)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        if name == SPANNED {
            let span = Span::new(self.value.span());
            return visitor.visit_map(SpannedParts::new(span, self));
        }
        match self.value.get_ref() {
            DeValue::Table(table) => report_unknown_keys(table, fields, self.walk),
            // serde would take the items for the fields in their order.
            DeValue::Array(_) if name != TABLE_OR_LIST => {
                return Err(de::Error::invalid_type(Unexpected::Seq, &"a map"));
            }
            _ => {}
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match self.value.get_ref() {
            DeValue::String(word) => visitor.visit_enum(Word(word)),
            DeValue::Table(table) => {
                let mut entries = table.iter().filter(|(_, value)| !self.walk.is_aside(value));
                match (entries.next(), entries.next()) {
                    (Some((key, value)), None) => visitor.visit_enum(Tagged {
                        key,
                        value,
                        walk: self.walk,
                    }),
                    _ => Err(de::Error::custom(Localized::new(
                        format!("exactly one of these belongs here: {}", variants.join(", ")),
                        format!("ở đây cần đúng một trong các loại: {}", variants.join(", ")),
                    ))),
                }
            }
            _ => Err(de::Error::invalid_type(
                Unexpected::Other("this value"),
                &"a text",
            )),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

fn report_unknown_keys(table: &DeTable<'_>, fields: &'static [&'static str], walk: &Walk) {
    let meant = |name: &str| meant_word(name, fields.iter().copied());
    let is_known = |key: &TomlKey<'_>| fields.contains(&&*normal(key.get_ref()));
    let unknown: Vec<Entry<'_, '_>> = table
        .iter()
        .filter(|(key, value)| !is_known(key) && !walk.is_aside(value))
        .collect();
    // A key that is there already cannot be meant, and of two that may mean the same nobody knows which does.
    let mut mean_it: BTreeMap<&str, Vec<Entry<'_, '_>>> = BTreeMap::new();
    let near = |name: &str| nearest(name, fields.iter().copied());
    for entry in &unknown {
        let name = entry.0.get_ref();
        let words: BTreeSet<&str> = near(name).into_iter().chain(meant(name)).collect();
        for word in words {
            mean_it.entry(word).or_default().push(*entry);
        }
    }
    let is_free = |entry: Entry<'_, '_>, word: &str| {
        let there = table.iter().filter(|(key, _)| key.get_ref() == word);
        let rivals = mean_it.get(word).into_iter().flatten().copied();
        let mut others = there
            .chain(rivals)
            .filter(|other| other.0.span() != entry.0.span());
        // Each table of a list is one more, and takes the place of none.
        others.all(|other| heads_a_list(entry) && heads_a_list(other))
    };
    for entry @ (key, value) in unknown {
        walk.aside.borrow_mut().insert(identity(value));
        let name = key.get_ref();
        let problem = Problem::new(
            ProblemKind::UnknownKey,
            Span::new(key.span()),
            Localized::new(
                format!("unknown key `{name}`"),
                format!("không có khóa `{name}`"),
            ),
        );
        let problem = match near(name) {
            Some(near) => problem.did_you_mean(near),
            None => problem.known_words(fields),
        };
        let meant = meant(name).filter(|word| is_free(entry, word));
        walk.problems.borrow_mut().push(match meant {
            Some(meant) if is_in_quotes(key) => problem.correct(meant, format!("\"{meant}\"")),
            Some(meant) => problem.correct(meant, meant),
            None => problem,
        });
    }
}

type Entry<'t, 'i> = (&'t TomlKey<'i>, &'t TomlValue<'i>);

/// Whether a key is that of `[[key]]`: such a list begins with the header.
fn heads_a_list((key, value): Entry<'_, '_>) -> bool {
    value.get_ref().is_array() && value.span().start < key.span().start
}

/// Whether a key stands in quotes, and is written as it reads.
fn is_in_quotes(key: &TomlKey<'_>) -> bool {
    key.span().len() == key.get_ref().len() + "\"\"".len()
}

/// The whole file.
pub(super) struct TableDeserializer<'w, 'i> {
    pub(super) table: &'w DeTable<'i>,
    pub(super) span: Span,
    pub(super) walk: &'w Walk,
}

impl<'de> Deserializer<'de> for TableDeserializer<'_, '_> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_map(Entries::new(self.table, self.walk))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        if name == SPANNED {
            let span = self.span;
            return visitor.visit_map(SpannedParts::new(span, self));
        }
        report_unknown_keys(self.table, fields, self.walk);
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any option newtype_struct enum
    }
}
