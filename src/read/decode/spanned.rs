//! A [`Spanned`] value asks for its span under a name of its own, and gets start, end and value.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, DeserializeSeed, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::error::DecodeError;
use crate::source::{Span, Spanned};

/// The name under which [`Spanned`] asks for its span.
pub(super) const SPANNED: &str = "$qmslint::Spanned";
pub(super) const SPANNED_FIELDS: &[&str] = &["start", "end", "value"];

/// Start, end and value, in that order, as [`Spanned`]'s visitor reads them.
pub(super) struct SpannedParts<D> {
    offsets: [u32; 2],
    given: usize,
    value: Option<D>,
}

impl<D> SpannedParts<D> {
    pub(super) fn new(span: Span, value: D) -> Self {
        Self {
            offsets: [span.start, span.end],
            given: 0,
            value: Some(value),
        }
    }
}

impl<'de, D: Deserializer<'de, Error = DecodeError>> MapAccess<'de> for SpannedParts<D> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, DecodeError> {
        let Some(field) = SPANNED_FIELDS.get(self.given) else {
            return Ok(None);
        };
        let field: de::value::StrDeserializer<'_, DecodeError> = (*field).into_deserializer();
        seed.deserialize(field).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, DecodeError> {
        let offset = self.offsets.get(self.given).copied();
        self.given += 1;
        match (offset, self.value.take()) {
            (Some(offset), value) => {
                self.value = value;
                let offset: de::value::U32Deserializer<DecodeError> = offset.into_deserializer();
                seed.deserialize(offset)
            }
            (None, Some(value)) => seed.deserialize(value),
            (None, None) => Err(de::Error::missing_field("value")),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Parts<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Parts<T> {
            type Value = Spanned<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut parts: A) -> Result<Spanned<T>, A::Error> {
                let mut next = || -> Result<u32, A::Error> {
                    parts.next_key::<de::IgnoredAny>()?;
                    parts.next_value()
                };
                let (start, end) = (next()?, next()?);
                parts.next_key::<de::IgnoredAny>()?;
                Ok(Spanned::new(parts.next_value()?, Span { start, end }))
            }
        }
        deserializer.deserialize_struct(SPANNED, SPANNED_FIELDS, Parts(PhantomData))
    }
}
