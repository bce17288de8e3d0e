//! The entries of a table, the items of a list, keys, and the words and tables that name a variant.

use serde::de::{
    self, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde::{Deserializer, forward_to_deserialize_any};
use toml::de::DeTable;

use super::error::DecodeError;
use super::spanned::{SPANNED, SpannedParts};
use super::value::ValueDeserializer;
use super::{TomlKey, TomlValue, Walk, identity};
use crate::model::name::normal;
use crate::source::Span;

pub(super) struct Entries<'w, 'i> {
    rest: Box<dyn Iterator<Item = (&'w TomlKey<'i>, &'w TomlValue<'i>)> + 'w>,
    value: Option<&'w TomlValue<'i>>,
    pub(super) walk: &'w Walk,
}

impl<'w, 'i> Entries<'w, 'i> {
    pub(super) fn new(table: &'w DeTable<'i>, walk: &'w Walk) -> Self {
        Self {
            rest: Box::new(table.iter()),
            value: None,
            walk,
        }
    }
}

impl<'de> MapAccess<'de> for Entries<'_, '_> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, DecodeError> {
        for (key, value) in self.rest.by_ref() {
            if self.walk.is_aside(value) {
                continue;
            }
            self.value = Some(value);
            return self
                .walk
                .blame(value, seed.deserialize(KeyDeserializer(key)))
                .map(Some);
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, DecodeError> {
        let Some(value) = self.value.take() else {
            return Err(de::Error::missing_field("value"));
        };
        let result = seed.deserialize(ValueDeserializer {
            value,
            walk: self.walk,
        });
        self.walk.blame(value, result)
    }
}

pub(super) struct Sequence<'w, 'i> {
    pub(super) items: std::slice::Iter<'w, TomlValue<'i>>,
    pub(super) walk: &'w Walk,
}

impl<'de> SeqAccess<'de> for Sequence<'_, '_> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, DecodeError> {
        for value in self.items.by_ref() {
            if self.walk.is_aside(value) {
                continue;
            }
            let result = seed.deserialize(ValueDeserializer {
                value,
                walk: self.walk,
            });
            return self.walk.blame(value, result).map(Some);
        }
        Ok(None)
    }
}

/// Keys are compared composed (NFC), as every id is.
struct KeyDeserializer<'w, 'i>(&'w TomlKey<'i>);

impl<'de> Deserializer<'de> for KeyDeserializer<'_, '_> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_str(&normal(self.0.get_ref()))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        if name == SPANNED {
            let span = Span::new(self.0.span());
            return visitor.visit_map(SpannedParts::new(span, self));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_enum(Word(self.0.get_ref()))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any option
    }
}

/// A word that names a variant.
pub(super) struct Word<'w>(pub(super) &'w str);

impl<'de> EnumAccess<'de> for Word<'_> {
    type Error = DecodeError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), DecodeError> {
        let word = normal(self.0);
        let word: de::value::StrDeserializer<'_, DecodeError> = (*word).into_deserializer();
        Ok((seed.deserialize(word)?, self))
    }
}

impl<'de> VariantAccess<'de> for Word<'_> {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        Ok(())
    }
    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        _seed: T,
    ) -> Result<T::Value, DecodeError> {
        Err(de::Error::invalid_type(Unexpected::Str(self.0), &"a table"))
    }
    fn tuple_variant<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        Err(de::Error::invalid_type(Unexpected::Str(self.0), &visitor))
    }
    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        Err(de::Error::invalid_type(Unexpected::Str(self.0), &visitor))
    }
}

/// A table of one key: the key names the variant, its value holds the content (`check.total-time = { … }`).
pub(super) struct Tagged<'w, 'i> {
    pub(super) key: &'w TomlKey<'i>,
    pub(super) value: &'w TomlValue<'i>,
    pub(super) walk: &'w Walk,
}

impl<'de> EnumAccess<'de> for Tagged<'_, '_> {
    type Error = DecodeError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), DecodeError> {
        let variant = self
            .walk
            .blame(self.value, seed.deserialize(KeyDeserializer(self.key)));
        if variant.is_err() {
            // Point at the word, not at what it would have held.
            let mut culprit = self.walk.culprit.borrow_mut();
            *culprit = Some((identity(self.value), Span::new(self.key.span())));
        }
        Ok((variant?, self))
    }
}

impl<'de> VariantAccess<'de> for Tagged<'_, '_> {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        Ok(())
    }
    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, DecodeError> {
        let result = seed.deserialize(ValueDeserializer {
            value: self.value,
            walk: self.walk,
        });
        self.walk.blame(self.value, result)
    }
    fn tuple_variant<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let result = ValueDeserializer {
            value: self.value,
            walk: self.walk,
        }
        .deserialize_any(visitor);
        self.walk.blame(self.value, result)
    }
    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let result = ValueDeserializer {
            value: self.value,
            walk: self.walk,
        }
        .deserialize_struct("", fields, visitor);
        self.walk.blame(self.value, result)
    }
}
