//! A rule pack that a configuration or another pack names, and to which version and content it is pinned.
//!
//! What a name stands for, and whether the pack is the one that was pinned, is decided where packs are loaded: this is only
//! what is written. Written short it is the name alone; the shape is read by hand because serde's untagged enums forget where
//! a value stood.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::model::process::Text;
use crate::source::{Span, Spanned};

/// A pack by its name in the binary or by its folder, alone or with what it is pinned to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PackReference {
    /// Name of a pack in the binary, or a folder, relative to the file that names it.
    pub pack: Text,
    /// The version it must have.
    pub version: Option<Text>,
    /// The SHA-256 that its files must have, in hexadecimal.
    pub sha256: Option<Text>,
}

/// The long form.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
struct Pinned {
    /// Name of a pack in the binary, or a folder, relative to this file.
    pack: Text,
    /// The version it must have.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<Text>,
    /// The SHA-256 that its files must have, in hexadecimal: `qmslint config --pins` prints it.
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<Text>,
}

const FIELDS: &[&str] = &["pack", "version", "sha256"];

impl PackReference {
    /// Whether anything is pinned.
    pub fn is_pinned(&self) -> bool {
        self.version.is_some() || self.sha256.is_some()
    }

    /// Where the name stands. The short form knows only where the whole of it stands.
    pub fn name_span(reference: &Spanned<Self>) -> Span {
        if reference.pack.span.is_empty() {
            reference.span
        } else {
            reference.pack.span
        }
    }
}

impl<'de> Deserialize<'de> for PackReference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = PackReference;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a pack, or a pack with its version and sha256")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<PackReference, E> {
                Ok(PackReference {
                    pack: Spanned::new(text.to_owned(), Span::default()),
                    ..PackReference::default()
                })
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<PackReference, A::Error> {
                let Pinned {
                    pack,
                    version,
                    sha256,
                } = Pinned::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(PackReference {
                    pack,
                    version,
                    sha256,
                })
            }
        }
        // As a struct, so that unknown keys are noticed.
        deserializer.deserialize_struct("PackReference", FIELDS, Shape)
    }
}

impl Serialize for PackReference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.is_pinned() {
            return self.pack.serialize(serializer);
        }
        let pinned = Pinned {
            pack: self.pack.clone(),
            version: self.version.clone(),
            sha256: self.sha256.clone(),
        };
        pinned.serialize(serializer)
    }
}

impl JsonSchema for PackReference {
    fn schema_name() -> Cow<'static, str> {
        "PackReference".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let name = generator.subschema_for::<String>();
        let pinned = generator.subschema_for::<Pinned>();
        json_schema!({ "anyOf": [name, pinned] })
    }
}
