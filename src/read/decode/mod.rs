//! TOML text → typed serde values, collecting every error instead of stopping at the first.
//!
//! `toml`'s recoverable parser gives a tree with spans and all syntax errors. This file walks that tree as a serde
//! `Deserializer`. Where a value does not fit its type, the value is reported, set aside, and the walk starts again without
//! it, until the rest fits: n errors cost n + 1 walks, and at most [`MOST_PROBLEMS`] are reported. Unknown keys are reported
//! with the nearest known one. Works with any `Deserialize` type; a [`Spanned`] field receives the span of its value.
//!
//! It knows nothing of processes or rules.

mod access;
mod error;
mod spanned;
mod value;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde::de::{self, IntoDeserializer as _};
use toml::de::{DeTable, DeValue};

use self::error::DecodeError;
use self::value::TableDeserializer;
use super::problem::{Problem, ProblemKind};
use crate::messages::Localized;
use crate::model::name::normal;
use crate::source::Span;

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
    let word = normal(text.trim());
    let word: de::value::StrDeserializer<'_, DecodeError> = (*word).into_deserializer();
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

/// Decode a tree that was put together from another notation. Its spans lie in that file.
pub fn decode_table<T: DeserializeOwned + Default>(
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
