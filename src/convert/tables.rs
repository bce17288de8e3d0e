//! A process as plain tables, in the order of keys that process files have: what both writers walk over.

use toml::{Table, Value};

use crate::messages::Lang;
use crate::model::duration::Duration;
use crate::model::one_or_many::PerCase;
use crate::model::process::ProcessFile;
use crate::source::{Span, Spanned};

/// How times are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spelling<'t> {
    /// The text from which the process was read: where it says just this time, its words stay, with what they add to it
    /// ("10 ngày, kể từ ngày nhận đủ hồ sơ"). Empty where they do not matter.
    pub(super) text: &'t str,
    /// The language of other times.
    pub(super) lang: Lang,
}

impl Spelling<'_> {
    fn word(self, time: &Duration, span: Span) -> Value {
        let written = self.text.get(span.range()).map(unquoted);
        let written = written.filter(|written| says(written, time));
        Value::String(written.map_or_else(|| time.normal_form(self.lang), str::to_owned))
    }
}

/// A string without its quotation marks.
fn unquoted(text: &str) -> &str {
    let text = text.trim();
    let inside = |mark: char| text.strip_prefix(mark)?.strip_suffix(mark);
    inside('"').or_else(|| inside('\'')).unwrap_or(text)
}

/// Whether a text says just this time, in words that stand alike in either notation. ISO 8601 is not for readers.
fn says(written: &str, time: &Duration) -> bool {
    let is_plain =
        !written.contains(['&', '<', '\\', '"', '\'']) && !written.contains(char::is_control);
    is_plain && !written.starts_with(['P', 'R']) && written.parse().as_ref() == Ok(time)
}

/// The tables of a process file. O(size).
pub(super) fn tables(file: &ProcessFile, spelling: Spelling<'_>) -> Table {
    // Every type of the model serializes into what TOML can hold.
    let mut tables = Table::try_from(file).unwrap_or_default();
    let limit = |limit: &Option<Spanned<Duration>>| {
        let limit = limit.as_ref();
        limit.map(|time| spelling.word(time, time.span))
    };
    if let Some(Value::Table(header)) = tables.get_mut("process") {
        replace(header, "limit", limit(&file.process.limit));
    }
    let mut each = |key: &str, change: &mut dyn FnMut(usize, &mut Table)| {
        let entries = tables.get_mut(key).and_then(Value::as_array_mut);
        for (index, entry) in entries.into_iter().flatten().enumerate() {
            if let Value::Table(entry) = entry {
                // An id that a file left out is empty in the model.
                if entry.get("id").and_then(Value::as_str) == Some("") {
                    entry.remove("id");
                }
                change(index, entry);
            }
        }
    };
    each("case", &mut |index, entry| {
        let case = file.cases.get(index);
        replace(entry, "limit", case.and_then(|case| limit(&case.limit)));
    });
    each("channel", &mut |index, entry| {
        let channel = file.channels.get(index);
        replace(
            entry,
            "limit",
            channel.and_then(|channel| limit(&channel.limit)),
        );
    });
    each("phase", &mut |index, entry| {
        let phase = file.phases.get(index);
        replace(entry, "limit", phase.and_then(|phase| limit(&phase.limit)));
    });
    each("published", &mut |index, entry| {
        let published = file.published.get(index);
        replace(
            entry,
            "time",
            published.and_then(|published| limit(&published.time)),
        );
    });
    each("step", &mut |index, entry| {
        let Some(step) = file.steps.get(index) else {
            return;
        };
        let time = step.time.as_ref().map(|time| match &time.value {
            PerCase::All(all) => spelling.word(all, time.span),
            PerCase::Each(times) => {
                let words = times
                    .iter()
                    .map(|(case, time)| (case.to_string(), spelling.word(time, time.span)));
                Value::Table(words.collect())
            }
        });
        replace(entry, "time", time);
        let branches = step.next.iter().flat_map(|next| next.iter());
        let next = entry.get_mut("next").and_then(Value::as_array_mut);
        for (branch, written) in branches.zip(next.into_iter().flatten()) {
            if let Value::Table(written) = written {
                replace(written, "limit", limit(&branch.limit));
            }
        }
    });
    tables
}

fn replace(table: &mut Table, key: &str, value: Option<Value>) {
    if let (Some(known), Some(value)) = (table.get_mut(key), value) {
        *known = value;
    }
}
