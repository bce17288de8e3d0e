//! One line of comma-separated values for each process (RFC 4180), with a heading.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::Proved;
use crate::source::{Source, Sources};

/// The table.
pub fn csv(proved: &[Proved<'_>], sources: &Sources) -> String {
    let mut out = String::from(
        "file,process,safe,option_to_complete,proper_completion,no_dead_step,method,states,micros\n",
    );
    for it in proved {
        let file = sources.get(it.process.source).map_or("", Source::name);
        let header = &it.process.process;
        let title = header.code.as_ref().or(header.name.as_ref());
        let title = title.map_or("", |title| title.value.as_str());
        let verdicts = it.verdicts().map(|verdict| match verdict {
            Some(true) => "true",
            Some(false) => "false",
            None => "unknown",
        });
        let method = it
            .cases
            .iter()
            .map(|case| case.proof.soundness.method)
            .max();
        let states: usize = it
            .cases
            .iter()
            .map(|case| case.proof.soundness.states)
            .sum();
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "{},{},{},{},{states},{}",
            cell(file),
            cell(title),
            verdicts.join(","),
            method.map_or("", |method| method.name()),
            it.micros
        );
    }
    out
}

fn cell(text: &str) -> Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(text)
    }
}
