//! Why a value does not fit its type, as serde says it, in the words of the reader.

use std::fmt;

use serde::de::{self, Expected, Unexpected};

use crate::messages::Localized;
use crate::model::name::{meant_word, nearest};
use crate::read::problem::{Problem, ProblemKind};
use crate::source::Span;

/// Why a value does not fit.
#[derive(Debug)]
pub(super) enum DecodeError {
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
    pub(super) fn problem(self, span: Span) -> Problem {
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
                let problem = match nearest(&found, known.iter().copied()) {
                    Some(near) => problem.did_you_mean(near),
                    None => problem.known_words(known),
                };
                match meant_word(&found, known.iter().copied()) {
                    Some(meant) => problem.correct(meant, format!("\"{meant}\"")),
                    None => problem,
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
        ("a share in percent", "một tỷ lệ phần trăm như \"80 %\""),
        (
            "a time, or a time for each case",
            "một thời hạn, hoặc một thời hạn cho từng trường hợp",
        ),
        (
            "an id, or a list of ids",
            "một mã bước, hoặc danh sách mã bước",
        ),
        (
            "the name of a pack, or a pack with its version and sha256",
            "tên bộ quy tắc, hoặc bộ quy tắc kèm version và sha256",
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
        if matches!(found, Unexpected::Unsigned(_) | Unexpected::Signed(_)) {
            return Self::Custom(Localized::fixed(
                "this number is too small or too large",
                "số này quá nhỏ hoặc quá lớn",
            ));
        }
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
