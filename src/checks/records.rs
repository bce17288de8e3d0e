//! What the checks on records share: how a record is called, its path and its place.

use crate::finding::Verdict;
use crate::model::name::fold;
use crate::model::process::{Process, Record};
use crate::source::{Place, Span, Spanned};
use crate::texts;

/// The verdict on a process without records, for a check that is about records.
pub(super) fn no_records() -> Verdict {
    Verdict::NotApplicable(keeps_none())
}

/// What a reader calls a record.
pub(super) fn name(record: &Record) -> &str {
    record.name.as_ref().map_or("", |name| name.as_str())
}

/// The path of a record.
pub(super) fn element(record: &Record) -> String {
    format!("process.record.{}", fold(name(record)))
}

/// Where a record is named.
pub(super) fn place(process: &Process, record: &Spanned<Record>) -> Place {
    let span: Span = record.name.as_ref().map_or(record.span, |name| name.span);
    process.place(span)
}

texts! {
    fn keeps_none() {
        en: "the process names no records",
        vi: "quy trình chưa nêu hồ sơ lưu",
    }
}
