//! What changed since an earlier report: findings that are new, that persist, and that are resolved, told apart by their
//! fingerprints.

use serde::Deserialize;

use super::findings::Entry;

/// An earlier run, as `qmslint check --format json` or `qmslint report -o ….json` wrote it; what is not needed is not read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Previous {
    /// The day for which was judged.
    pub as_of: String,
    /// Its findings.
    pub findings: Vec<Earlier>,
}

/// A finding of an earlier run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Earlier {
    /// The rule.
    pub rule: String,
    /// Its grade.
    pub grade: String,
    /// The file.
    pub file: String,
    /// The line at that time.
    pub line: u32,
    /// The statement, in the language of that run.
    pub message: String,
    /// Stable when lines move.
    pub fingerprint: String,
}

/// The comparison.
#[derive(Clone, Debug)]
pub(crate) struct Changes {
    /// The day of the earlier run.
    pub(crate) since: String,
    /// Findings that were not there: indexes in the register.
    pub(crate) new: Vec<usize>,
    /// Findings that were there: indexes in the register.
    pub(crate) persisting: Vec<usize>,
    /// Findings that are gone.
    pub(crate) resolved: Vec<Earlier>,
}

/// Compare. O(n log n).
pub(crate) fn changes(previous: &Previous, entries: &[Entry<'_>]) -> Changes {
    let mut before: std::collections::BTreeMap<&str, &Earlier> = previous
        .findings
        .iter()
        .map(|earlier| (earlier.fingerprint.as_str(), earlier))
        .collect();
    let (persisting, new) = (0..entries.len()).partition(|index| {
        entries
            .get(*index)
            .is_some_and(|entry| before.remove(entry.reported.fingerprint.as_str()).is_some())
    });
    let mut resolved: Vec<Earlier> = before.into_values().cloned().collect();
    resolved.sort_by(|a, b| (&a.file, a.line, &a.rule).cmp(&(&b.file, b.line, &b.rule)));
    Changes {
        since: previous.as_of.clone(),
        new,
        persisting,
        resolved,
    }
}
