//! TOML text → typed serde values, collecting every error instead of stopping at the first.
//!
//! `toml`'s recoverable parser gives a tree with spans and all syntax errors. This file walks that tree as a serde
//! `Deserializer`. Where a value does not fit its type, the value is reported, set aside, and the walk starts again without
//! it, until the rest fits: n errors cost n + 1 walks, and at most [`MOST_PROBLEMS`] are reported. Unknown keys are reported
//! with the nearest known one. Works with any `Deserialize` type; a [`Spanned`] field receives the span of its value.
//!
//! It knows nothing of processes or rules.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, EnumAccess, Expected, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};
use toml::de::{DeTable, DeValue};

use super::problem::{Problem, ProblemKind};
use crate::messages::Localized;
use crate::model::name::{nearest, normal};
use crate::source::{Span, Spanned};

/// No file gets more problems reported than this; the last one says so.
pub const MOST_PROBLEMS: usize = 100;

/// Decode a whole TOML text. Cost: parsing, plus one walk of the tree per shape error.
pub fn decode<T: DeserializeOwned + Default>(text: &str) -> (T, Vec<Problem>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut problems = syntax_problems(text, &errors);
    let (value, mut shape) = decode_table(table.get_ref(), Span::new(table.span()));
    if let Some(broken) = problems.first().map(|problem| problem.span.start) {
        // A syntax error leaves half-read values behind it, and empty ones: only what stands before it is judged.
        shape.retain(|problem| problem.span.start < broken && !problem.span.is_empty());
    }
    problems.extend(shape);
    problems.sort_by_key(|problem| problem.span);
    (value, problems)
}

/// Read one text as a value that TOML files write as a string: a time, a date, one of the fixed words.
pub fn decode_word<T: DeserializeOwned>(text: &str, span: Span) -> Result<T, Problem> {
    let word: de::value::StringDeserializer<DecodeError> = normal(text.trim()).into_deserializer();
    T::deserialize(word).map_err(|error| error.problem(span))
}

/// Syntax errors in order of place; of several on one line, which are mostly one error and its echo, the first.
fn syntax_problems(text: &str, errors: &[toml::de::Error]) -> Vec<Problem> {
    let mut sorted: Vec<(Span, &str)> = errors
        .iter()
        .map(|error| {
            (
                Span::new(error.span().unwrap_or(0..text.len().min(1))),
                error.message(),
            )
        })
        .collect();
    sorted.sort();
    let mut last_line = None;
    sorted
        .into_iter()
        .filter(|(span, _)| {
            let line = text
                .get(..span.start as usize)
                .map_or(0, |before| before.matches('\n').count());
            last_line.replace(line) != Some(line)
        })
        .take(MOST_PROBLEMS)
        .map(|(span, message)| {
            let message = message.lines().next().unwrap_or_default();
            Problem::new(
                ProblemKind::Syntax,
                span,
                Localized::new(
                    format!("this is not valid TOML: {message}"),
                    format!("sai cú pháp TOML: {}", vietnamese_syntax(message)),
                ),
            )
        })
        .collect()
}

/// The parser speaks English only; its commonest sentences in Vietnamese.
fn vietnamese_syntax(message: &str) -> Cow<'_, str> {
    const KNOWN: &[(&str, &str)] = &[
        ("duplicate key", "khóa này xuất hiện hai lần"),
        ("invalid date", "ngày này không có trong lịch"),
        ("key with no value", "khóa chưa có giá trị, thiếu dấu `=`"),
        ("extra `=`", "thừa dấu `=`"),
        (
            "string values must be quoted",
            "giá trị chữ phải đặt trong dấu ngoặc kép",
        ),
        ("invalid basic string", "chuỗi chữ chưa đóng dấu ngoặc kép"),
        ("invalid literal string", "chuỗi chữ chưa đóng dấu nháy đơn"),
        ("invalid table header", "tiêu đề bảng không hợp lệ"),
        ("unclosed array table", "tiêu đề bảng chưa đóng dấu `]]`"),
        ("unclosed table", "tiêu đề bảng chưa đóng dấu `]`"),
        ("unclosed array", "danh sách chưa đóng dấu `]`"),
        ("unclosed inline table", "bảng trong dòng chưa đóng dấu `}`"),
        ("missing comma", "thiếu dấu phẩy"),
        ("extra comma", "thừa dấu phẩy"),
        (
            "unexpected key or value",
            "khóa hoặc giá trị không mong đợi",
        ),
        ("missing escaped value", "ký tự thoát `\\` không hợp lệ"),
        ("recursion limit", "lồng nhau quá sâu"),
        ("cannot recurse further", "lồng nhau quá sâu"),
    ];
    let lower = message.to_lowercase();
    KNOWN
        .iter()
        .find(|(english, _)| lower.contains(english))
        .map_or(
            Cow::Borrowed("hãy xem lại dấu ngoặc, dấu nháy và dấu bằng ở dòng này"),
            |(_, vi)| Cow::Borrowed(*vi),
        )
}

fn decode_table<T: DeserializeOwned + Default>(
    table: &DeTable<'_>,
    span: Span,
) -> (T, Vec<Problem>) {
    let walk = Walk::default();
    loop {
        walk.culprit.borrow_mut().take();
        let root = TableDeserializer {
            table,
            span,
            walk: &walk,
        };
        match T::deserialize(root) {
            Ok(value) => return (value, walk.finish()),
            Err(error) => {
                let culprit = walk.culprit.borrow_mut().take();
                let full = {
                    let mut problems = walk.problems.borrow_mut();
                    problems.push(error.problem(culprit.map_or(span, |(_, span)| span)));
                    problems.len() >= MOST_PROBLEMS
                };
                match culprit {
                    Some((identity, _)) if !full => {
                        walk.aside.borrow_mut().insert(identity);
                    }
                    _ => return (T::default(), walk.finish()),
                }
            }
        }
    }
}

/// What one decoding keeps between its walks: the values set aside, by address, and the problems.
#[derive(Default)]
struct Walk {
    aside: RefCell<BTreeSet<usize>>,
    culprit: RefCell<Option<(usize, Span)>>,
    problems: RefCell<Vec<Problem>>,
}

impl Walk {
    fn finish(&self) -> Vec<Problem> {
        let mut problems = self.problems.take();
        problems.sort_by_key(|p| p.span);
        problems
    }

    fn is_aside(&self, value: &TomlValue<'_>) -> bool {
        self.aside.borrow().contains(&identity(value))
    }

    /// The innermost value in which an error arose is the one to blame.
    fn blame<T>(
        &self,
        value: &TomlValue<'_>,
        result: Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        if result.is_err() {
            let mut culprit = self.culprit.borrow_mut();
            if culprit.is_none() {
                *culprit = Some((identity(value), Span::new(value.span())));
            }
        }
        result
    }
}

type TomlValue<'i> = toml::Spanned<DeValue<'i>>;
type TomlKey<'i> = toml::Spanned<Cow<'i, str>>;

/// The tree does not move while it is walked, so an address names a value.
fn identity(value: &TomlValue<'_>) -> usize {
    std::ptr::from_ref(value).addr()
}

/// Why a value does not fit.
#[derive(Debug)]
enum DecodeError {
    Custom(Localized),
    Type {
        found: &'static str,
        expected: String,
    },
    Variant {
        found: String,
        known: &'static [&'static str],
    },
    Missing(&'static str),
}

impl DecodeError {
    fn problem(self, span: Span) -> Problem {
        match self {
            Self::Custom(text) => Problem::new(ProblemKind::BadValue, span, text),
            Self::Type { found, expected } => Problem::new(
                ProblemKind::WrongType,
                span,
                Localized::new(
                    format!("{expected} is expected here, not {found}"),
                    format!(
                        "ở đây cần {}, không phải {}",
                        vietnamese_type(&expected),
                        vietnamese_type(found)
                    ),
                ),
            ),
            Self::Variant { found, known } => {
                let problem = Problem::new(
                    ProblemKind::UnknownWord,
                    span,
                    Localized::new(
                        format!("\"{found}\" is none of the words known here"),
                        format!("\"{found}\" không phải từ dùng được ở đây"),
                    ),
                );
                match nearest(&found, known.iter().copied()) {
                    Some(near) => problem.did_you_mean(near),
                    None => problem.known_words(known),
                }
            }
            Self::Missing(field) => Problem::new(
                ProblemKind::MissingKey,
                span,
                Localized::new(
                    format!("`{field}` is missing here"),
                    format!("thiếu `{field}` ở đây"),
                ),
            ),
        }
    }
}

/// serde's and our visitors' words for what they expect.
fn vietnamese_type(english: &str) -> &str {
    const KNOWN: &[(&str, &str)] = &[
        ("a string", "một chuỗi chữ trong ngoặc kép"),
        ("a text", "một chuỗi chữ trong ngoặc kép"),
        ("an integer", "một số nguyên"),
        ("a number", "một số"),
        ("a decimal number", "một số thập phân"),
        ("a boolean", "true hoặc false"),
        ("true or false", "true hoặc false"),
        ("a sequence", "một danh sách [ ]"),
        ("a list", "một danh sách [ ]"),
        ("a map", "một bảng { }"),
        ("a table", "một bảng { }"),
        ("a date", "một ngày dạng 2025-07-07"),
        ("a time", "một thời hạn như \"5 ngày làm việc\""),
        (
            "a time, or a time for each case",
            "một thời hạn, hoặc một thời hạn cho từng trường hợp",
        ),
        (
            "an id, or a list of ids",
            "một mã bước, hoặc danh sách mã bước",
        ),
        (
            "a text, or a list of texts",
            "một chuỗi chữ, hoặc danh sách chuỗi chữ",
        ),
    ];
    KNOWN
        .iter()
        .find(|(known, _)| *known == english)
        .map_or(english, |(_, vi)| vi)
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}
impl std::error::Error for DecodeError {}

impl de::Error for DecodeError {
    fn custom<T: fmt::Display>(text: T) -> Self {
        Self::Custom(Localized::from_display(&text.to_string()))
    }
    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = match found {
            Unexpected::Bool(_) => "true or false",
            Unexpected::Unsigned(_) | Unexpected::Signed(_) => "a number",
            Unexpected::Float(_) => "a decimal number",
            Unexpected::Str(_) | Unexpected::Char(_) | Unexpected::Bytes(_) => "a text",
            Unexpected::Seq => "a list",
            Unexpected::Map => "a table",
            _ => "this value",
        };
        let expected = match expected.to_string().as_str() {
            "a string" | "a borrowed string" | "string or table" => "a text".to_owned(),
            "a boolean" => "true or false".to_owned(),
            "a sequence" => "a list".to_owned(),
            "a map" => "a table".to_owned(),
            number if number.starts_with('u') || number.starts_with('i') && number.len() < 4 => {
                "a number".to_owned()
            }
            other if other.starts_with("struct ") => "a table".to_owned(),
            other => other.to_owned(),
        };
        Self::Type { found, expected }
    }
    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }
    fn unknown_variant(found: &str, known: &'static [&'static str]) -> Self {
        Self::Variant {
            found: found.to_owned(),
            known,
        }
    }
    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }
}

/// A value of the tree as a serde deserializer.
struct ValueDeserializer<'w, 'i> {
    value: &'w TomlValue<'i>,
    walk: &'w Walk,
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
        if let DeValue::Table(table) = self.value.get_ref() {
            report_unknown_keys(table, fields, self.walk);
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
    for (key, value) in table {
        if fields.contains(&normal(key.get_ref()).as_str()) || walk.is_aside(value) {
            continue;
        }
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
        walk.problems
            .borrow_mut()
            .push(match nearest(name, fields.iter().copied()) {
                Some(near) => problem.did_you_mean(near),
                None => problem.known_words(fields),
            });
    }
}

/// The whole file.
struct TableDeserializer<'w, 'i> {
    table: &'w DeTable<'i>,
    span: Span,
    walk: &'w Walk,
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

struct Entries<'w, 'i> {
    rest: Box<dyn Iterator<Item = (&'w TomlKey<'i>, &'w TomlValue<'i>)> + 'w>,
    value: Option<&'w TomlValue<'i>>,
    walk: &'w Walk,
}

impl<'w, 'i> Entries<'w, 'i> {
    fn new(table: &'w DeTable<'i>, walk: &'w Walk) -> Self {
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

struct Sequence<'w, 'i> {
    items: std::slice::Iter<'w, TomlValue<'i>>,
    walk: &'w Walk,
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
        visitor.visit_string(normal(self.0.get_ref()))
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
struct Word<'w>(&'w str);

impl<'de> EnumAccess<'de> for Word<'_> {
    type Error = DecodeError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), DecodeError> {
        let word: de::value::StringDeserializer<DecodeError> = normal(self.0).into_deserializer();
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
struct Tagged<'w, 'i> {
    key: &'w TomlKey<'i>,
    value: &'w TomlValue<'i>,
    walk: &'w Walk,
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

/// The name under which [`Spanned`] asks for its span.
const SPANNED: &str = "$qmslint::Spanned";
const SPANNED_FIELDS: &[&str] = &["start", "end", "value"];

/// Start, end and value, in that order, as [`Spanned`]'s visitor reads them.
struct SpannedParts<D> {
    offsets: [u32; 2],
    given: usize,
    value: Option<D>,
}

impl<D> SpannedParts<D> {
    fn new(span: Span, value: D) -> Self {
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
