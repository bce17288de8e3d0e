//! What the processes of a run know of each other: an entry each, and the whole of those that others call.
//!
//! A catalogue of a province is judged process by process, and each is dropped once it was judged; only what another
//! process may ask about it stays. A process that a step of another one calls is kept, or read again, because its steps are
//! counted there.

use std::collections::BTreeMap;

use crate::model::name::fold;
use crate::model::process::{Process, Text};
use crate::source::{Place, SourceId, Span};

/// What stays of a process once it was judged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// The file.
    pub source: SourceId,
    /// Its rank among the processes of the file.
    pub rank: usize,
    /// Its code.
    pub code: Option<Text>,
    /// Its name.
    pub name: Option<Text>,
    /// Whether it is drawn: a diagram may hold further ones.
    pub is_drawn: bool,
    /// Its header.
    pub header: Span,
    /// Parts of the file that were not understood whole.
    pub unread: Vec<Span>,
}

impl Entry {
    /// The entry of a process.
    pub fn of(process: &Process, rank: usize) -> Self {
        let header = &process.process;
        Self {
            source: process.source,
            rank,
            code: header.code.clone(),
            name: header.name.clone(),
            is_drawn: process.notation.is_some(),
            header: header.span,
            unread: process.unread.clone(),
        }
    }

    /// Its code, else its name, folded; empty where it has neither.
    pub fn called(&self) -> String {
        let text = self.code.as_ref().or(self.name.as_ref());
        text.map_or_else(String::new, |text| fold(text))
    }

    /// A place in the file of the process.
    pub fn place(&self, span: Span) -> Place {
        Place {
            source: self.source,
            span,
        }
    }
}

/// All processes of a run and what is found of them by code.
#[derive(Debug, Default)]
pub struct Catalogue<'a> {
    entries: &'a [Entry],
    whole: BTreeMap<usize, &'a Process>,
    by_code: BTreeMap<String, Vec<usize>>,
}

impl<'a> Catalogue<'a> {
    /// Index the entries of a run by folded code. `whole` are those processes that are at hand, by their index: at least all
    /// that others call. O(n log n).
    pub fn new(
        entries: &'a [Entry],
        whole: impl IntoIterator<Item = (usize, &'a Process)>,
    ) -> Self {
        Self {
            entries,
            whole: whole.into_iter().collect(),
            by_code: by_code(entries),
        }
    }

    /// Every process, in the order of the run.
    pub fn entries(&self) -> &'a [Entry] {
        self.entries
    }

    /// The processes that carry a code, in the order of the run.
    pub fn with_code(&self, code: &str) -> impl Iterator<Item = (&'a Entry, Option<&'a Process>)> {
        let indexes = self.by_code.get(&fold(code)).map_or(&[][..], Vec::as_slice);
        indexes.iter().filter_map(|index| {
            let entry = self.entries.get(*index)?;
            Some((entry, self.whole.get(index).copied()))
        })
    }
}

/// Indexes of entries by folded code.
fn by_code(entries: &[Entry]) -> BTreeMap<String, Vec<usize>> {
    let mut by_code: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, entry) in entries.iter().enumerate() {
        if let Some(code) = &entry.code {
            by_code.entry(fold(code)).or_default().push(index);
        }
    }
    by_code
}

/// Indexes of the entries that carry one of these codes, in the order of the run. O(n log n).
pub fn carrying<'c>(entries: &[Entry], codes: impl IntoIterator<Item = &'c str>) -> Vec<usize> {
    let by_code = by_code(entries);
    let mut found: Vec<usize> = codes
        .into_iter()
        .filter_map(|code| by_code.get(&fold(code)))
        .flatten()
        .copied()
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}
