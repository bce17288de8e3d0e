//! Values that files may write short or long: a time or a time per case, one successor or several, one text or a list.
//!
//! Written by hand because serde's untagged enums forget where a value stood.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::duration::Duration;
use super::name::Id;
use super::process::Text;
use super::share::Share;
use crate::source::Spanned;

/// The name by which a type asks for a table, and takes a list of them as well; of other types a list is an error.
pub const TABLE_OR_LIST: &str = "TableOrList";

/// One value for all cases, or one for each.
#[derive(Clone, Debug, PartialEq)]
pub enum PerCase<T> {
    /// The same in every case.
    All(Spanned<T>),
    /// One for each case named; in others there is none.
    Each(IndexMap<Spanned<Id>, Spanned<T>>),
}

impl<T> PerCase<T> {
    /// The value in a case.
    pub fn get(&self, case: Option<&Id>) -> Option<&Spanned<T>> {
        match self {
            Self::All(value) => Some(value),
            Self::Each(values) => values
                .iter()
                .find(|(id, _)| Some(&id.value) == case)
                .map(|(_, value)| value),
        }
    }

    /// Every value with the case it is for.
    pub fn values(&self) -> impl Iterator<Item = (Option<&Spanned<Id>>, &Spanned<T>)> {
        let (all, each) = match self {
            Self::All(value) => (Some((None, value)), None),
            Self::Each(values) => (
                None,
                Some(values.iter().map(|(id, value)| (Some(id), value))),
            ),
        };
        all.into_iter().chain(each.into_iter().flatten())
    }
}

impl<T: Serialize> Serialize for PerCase<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All(value) => value.serialize(serializer),
            Self::Each(values) => values.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for PerCase<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Shape<T> {
            type Value = PerCase<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time, or a time for each case")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                // The span is the one of the whole `time`, which the field around it keeps.
                let value = T::deserialize(text.into_deserializer())?;
                Ok(PerCase::All(Spanned::new(
                    value,
                    crate::source::Span::default(),
                )))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut values = IndexMap::new();
                while let Some((id, value)) = map.next_entry()? {
                    values.insert(id, value);
                }
                Ok(PerCase::Each(values))
            }
        }
        deserializer.deserialize_any(Shape(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for PerCase<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("PerCase_{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [one, { "type": "object", "additionalProperties": one }] })
    }
}

/// A flow to another step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Branch {
    /// The step it leads to.
    pub to: Spanned<Id>,
    /// Under which condition: free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Text>,
    /// The time allowed on this branch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<Spanned<Duration>>,
    /// How many of the cases that come to this step go this way: `"80 %"`. For the expected time only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<Spanned<Share>>,
}

/// The flows that leave a step.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Next(pub Vec<Spanned<Branch>>);

impl std::ops::Deref for Next {
    type Target = [Spanned<Branch>];
    fn deref(&self) -> &[Spanned<Branch>] {
        &self.0
    }
}

/// An id alone, or a whole branch.
struct IdOrBranch(Branch);

impl<'de> Deserialize<'de> for IdOrBranch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = IdOrBranch;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id, or a list of ids")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<IdOrBranch, E> {
                let to = Id::deserialize(text.into_deserializer())?;
                Ok(IdOrBranch(Branch {
                    to: Spanned::new(to, crate::source::Span::default()),
                    ..Branch::default()
                }))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<IdOrBranch, A::Error> {
                Branch::deserialize(de::value::MapAccessDeserializer::new(map)).map(IdOrBranch)
            }
        }
        deserializer.deserialize_struct("Branch", &["to", "when", "limit", "share"], Shape)
    }
}

impl<'de> Deserialize<'de> for Next {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = Next;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id, or a list of ids")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Next, E> {
                let one = IdOrBranch::deserialize(text.into_deserializer())?;
                Ok(Next(vec![Spanned::new(
                    one.0,
                    crate::source::Span::default(),
                )]))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Next, A::Error> {
                let one = IdOrBranch::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(Next(vec![Spanned::new(
                    one.0,
                    crate::source::Span::default(),
                )]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Next, A::Error> {
                let mut all = Vec::new();
                while let Some(item) = items.next_element::<Spanned<IdOrBranch>>()? {
                    let span = item.span;
                    let mut branch = item.value.0;
                    if branch.to.span.is_empty() {
                        branch.to.span = span;
                    }
                    all.push(Spanned::new(branch, span));
                }
                Ok(Next(all))
            }
        }
        // As a struct, so that unknown keys of a lone branch are noticed.
        deserializer.deserialize_struct(TABLE_OR_LIST, &["to", "when", "limit", "share"], Shape)
    }
}

impl JsonSchema for Next {
    fn schema_name() -> Cow<'static, str> {
        "Next".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let id = generator.subschema_for::<Id>();
        let branch = generator.subschema_for::<Branch>();
        json_schema!({ "anyOf": [id, branch, { "type": "array", "items": { "anyOf": [id, branch] } }] })
    }
}

/// One text, or several.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Texts(pub Vec<Text>);

impl std::ops::Deref for Texts {
    type Target = [Text];
    fn deref(&self) -> &[Text] {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = Texts;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or a list of texts")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Texts, E> {
                Ok(Texts(vec![Spanned::new(
                    text.to_owned(),
                    crate::source::Span::default(),
                )]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Texts, A::Error> {
                let mut all = Vec::new();
                while let Some(item) = items.next_element()? {
                    all.push(item);
                }
                Ok(Texts(all))
            }
        }
        deserializer.deserialize_any(Shape)
    }
}

impl JsonSchema for Texts {
    fn schema_name() -> Cow<'static, str> {
        "Texts".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
    }
}
