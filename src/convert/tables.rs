//! A process as plain tables, in the order of keys that process files have: what both writers walk over.

use toml::{Table, Value};

use crate::messages::Lang;
use crate::model::duration::Duration;
use crate::model::one_or_many::PerCase;
use crate::model::process::ProcessFile;
use crate::source::Spanned;

/// The tables of a process file, its times in the words of a language. O(size).
pub(super) fn tables(file: &ProcessFile, lang: Lang) -> Table {
    // Every type of the model serializes into what TOML can hold.
    let mut tables = Table::try_from(file).unwrap_or_default();
    let limit = |limit: &Option<Spanned<Duration>>| limit.as_ref().map(|time| word(time, lang));
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
            PerCase::All(time) => word(time, lang),
            PerCase::Each(times) => {
                let times = times.iter();
                let times = times.map(|(case, time)| (case.to_string(), word(time, lang)));
                Value::Table(times.collect())
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

fn word(time: &Duration, lang: Lang) -> Value {
    Value::String(time.normal_form(lang))
}

fn replace(table: &mut Table, key: &str, value: Option<Value>) {
    if let (Some(known), Some(value)) = (table.get_mut(key), value) {
        *known = value;
    }
}
