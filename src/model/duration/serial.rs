//! A time limit in a file: a string, read by [`str::parse`], written in its English normal form.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::super::remembered::Remembered;
use super::{Duration, TimeError};
use crate::messages::{Lang, Localized};

thread_local! {
    /// A catalogue states the same few times in thousands of steps.
    static PARSED: RefCell<Remembered<Result<Duration, TimeError>>> = RefCell::new(Remembered::new());
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.normal_form(Lang::En))
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Duration;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Duration, E> {
                let read = PARSED
                    .with_borrow_mut(|remembered| remembered.with(text, str::parse, Clone::clone));
                read.map_err(|error: TimeError| {
                    E::custom(Localized::new(error.text(Lang::En), error.text(Lang::Vi)))
                })
            }
        }
        deserializer.deserialize_any(Text)
    }
}

impl JsonSchema for Duration {
    fn schema_name() -> Cow<'static, str> {
        "Duration".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A time: \"5 ngày làm việc\", \"5 working days\", \"½ ngày\", \"2 giờ\", \"same day\".",
            "minLength": 1
        })
    }
}
