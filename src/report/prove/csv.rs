//! One row of comma-separated values for each process (RFC 4180), with a heading.

use csv::{Terminator, WriterBuilder};

use super::Proved;
use crate::source::{Source, Sources};

const COLUMNS: [&str; 9] = [
    "file",
    "process",
    "safe",
    "option_to_complete",
    "proper_completion",
    "no_dead_step",
    "method",
    "states",
    "micros",
];

/// The table.
pub fn csv(proved: &[Proved<'_>], sources: &Sources) -> String {
    // Lines end as those of the texts around: the table is read by scripts, not by spreadsheets.
    let mut table = WriterBuilder::new()
        .terminator(Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = table.write_record(COLUMNS);
    for it in proved {
        let file = sources.get(it.process.source).map_or("", Source::name);
        let header = &it.process.process;
        let title = header.code.as_ref().or(header.name.as_ref());
        let verdicts = it.verdicts().map(|verdict| match verdict {
            Some(true) => "true",
            Some(false) => "false",
            None => "unknown",
        });
        let proofs = || it.cases.iter().map(|case| &case.proof.soundness);
        let method = proofs().map(|proof| proof.method).max();
        let states: usize = proofs().map(|proof| proof.states).sum();
        let mut row = vec![
            file.to_owned(),
            title.map_or_else(String::new, |title| title.value.clone()),
        ];
        row.extend(verdicts.map(str::to_owned));
        row.push(method.map_or("", |method| method.name()).to_owned());
        row.push(states.to_string());
        row.push(it.micros.to_string());
        let _ = table.write_record(&row);
    }
    let bytes = table.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}
