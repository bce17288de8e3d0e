//! What the processes mean now against an earlier version of them: the differences of `qmslint diff`, process by process.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::super::access;
use super::super::vocabulary::Words;
use super::Head;
use crate::drift::{Change, Effect, Side, compare};
use crate::messages::{Lang, Show as _};
use crate::model::name::fold;
use crate::model::process::Process;
use crate::report::clean::one_line;
use crate::report::drift::{subject, words};
use crate::report::{Report, hexadecimal};
use crate::source::Sources;

/// Earlier versions of the processes.
#[derive(Debug)]
pub struct Versions {
    /// Where they were read, as asked for.
    pub name: String,
    /// Their texts.
    pub sources: Sources,
    /// The processes.
    pub processes: Vec<Process>,
}

/// The comparison.
#[derive(Debug)]
pub(crate) struct Drift {
    pub(crate) name: String,
    /// Processes that differ in meaning, in the order of the report.
    pub(crate) pairs: Vec<Pair>,
    /// Processes that mean the same: their indexes.
    pub(crate) same: Vec<usize>,
    /// Processes without an earlier version: their indexes.
    pub(crate) added: Vec<usize>,
    /// Earlier processes that none goes on.
    pub(crate) dropped: Vec<Before>,
    /// What was not read whole on one of both sides is not compared: it would show as dropped.
    pub(crate) unread: Vec<String>,
}

/// An earlier process.
#[derive(Clone, Debug)]
pub(crate) struct Before {
    /// Code and name, as far as they are stated.
    pub(crate) title: String,
    pub(crate) file: String,
    /// Of its text in UTF-8.
    pub(crate) sha256: String,
}

/// A process and what it was.
#[derive(Debug)]
pub(crate) struct Pair {
    /// Index of the process.
    pub(crate) process: usize,
    pub(crate) before: Before,
    /// What differs, the gravest first.
    pub(crate) rows: Vec<Row>,
}

/// One difference.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) effect: Effect,
    /// The word of machine formats: `limit-longer`.
    pub(crate) kind: String,
    /// "limit longer".
    pub(crate) what: String,
    /// What it is about.
    pub(crate) about: String,
    pub(crate) old: Option<Stated>,
    pub(crate) new: Option<Stated>,
    /// The line of the regulation that the new side goes beyond.
    pub(crate) regulation: Option<Stated>,
}

/// What stands on one side, and where.
#[derive(Debug)]
pub(crate) struct Stated {
    pub(crate) value: String,
    pub(crate) file: String,
    pub(crate) line: u32,
}

impl Drift {
    /// Number of differences with an effect.
    pub(crate) fn count(&self, effect: Effect) -> usize {
        let rows = self.pairs.iter().flat_map(|pair| &pair.rows);
        rows.filter(|row| row.effect == effect).count()
    }

    /// How many differences have each effect.
    pub(crate) fn counts(&self) -> [(Effect, usize); 4] {
        Effect::ALL.map(|effect| (effect, self.count(effect)))
    }

    /// The processes that do not differ and those without an earlier version, under their headings; empty ones are left out.
    pub(crate) fn lists(&self, words: &Words) -> Vec<(&'static str, &[usize])> {
        let lists = [
            (words.version_same, self.same.as_slice()),
            (words.version_added, self.added.as_slice()),
        ];
        lists
            .into_iter()
            .filter(|(_, list)| !list.is_empty())
            .collect()
    }
}

/// Compare each process with its earlier version. What `qmslint diff` costs, for each pair.
pub(crate) fn drift(report: &Report, heads: &[Head], versions: &Versions) -> Drift {
    let mut drift = Drift {
        name: one_line(&versions.name),
        pairs: Vec::new(),
        same: Vec::new(),
        added: Vec::new(),
        dropped: Vec::new(),
        unread: Vec::new(),
    };
    let matched = matched(report, versions);
    for index in 0..heads.len() {
        let Some(process) = access::process(report, index) else {
            continue;
        };
        let Some(old) = matched
            .get(&index)
            .and_then(|old| versions.processes.get(*old))
        else {
            drift.added.push(index);
            continue;
        };
        if !old.unread.is_empty() || !process.unread.is_empty() {
            drift.unread.push(file_of(old, versions));
            continue;
        }
        let changes = compare(old, process, access::regulation(report, index));
        if changes.is_empty() {
            drift.same.push(index);
            continue;
        }
        let mut rows: Vec<Row> = changes
            .iter()
            .map(|change| row(change, report, versions))
            .collect();
        rows.sort_by_key(|row| row.effect);
        drift.pairs.push(Pair {
            process: index,
            before: before(old, versions),
            rows,
        });
    }
    let gone = |index: &usize| !matched.values().any(|old| old == index);
    let gone = (0..versions.processes.len()).filter(gone);
    drift.dropped = gone
        .filter_map(|index| versions.processes.get(index))
        .map(|old| before(old, versions))
        .collect();
    drift
}

/// Which earlier process each one goes on: by code, else by name, else by the name of its file, where one and only one is
/// left on either side; of one process on either side the two belong together anyway. O(processes · log processes).
fn matched(report: &Report, versions: &Versions) -> BTreeMap<usize, usize> {
    let new: Vec<usize> = (0..access::processes(report)).collect();
    let old: Vec<usize> = (0..versions.processes.len()).collect();
    let mut matched = BTreeMap::new();
    if let ([new], [old]) = (new.as_slice(), old.as_slice()) {
        matched.insert(*new, *old);
        return matched;
    }
    let code = |process: &Process| process.process.code.as_ref().map(|code| fold(code));
    let name = |process: &Process| process.process.name.as_ref().map(|name| fold(name));
    let text_key = |key: &dyn Fn(&Process) -> Option<String>,
                    matched: &mut BTreeMap<usize, usize>| {
        let of_new = |index: usize| key(access::process(report, index)?);
        let of_old = |index: usize| key(versions.processes.get(index)?);
        pair(&new, &old, &of_new, &of_old, matched);
    };
    text_key(&code, &mut matched);
    text_key(&name, &mut matched);
    let of_new = |index: usize| Some(file_name(report.file_of(index)));
    let of_old = |index: usize| {
        let old = versions.processes.get(index)?;
        Some(file_name(&file_of(old, versions)))
    };
    pair(&new, &old, &of_new, &of_old, &mut matched);
    matched
}

fn file_name(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_owned()
}

/// Match what has a key to itself on both sides.
fn pair(
    new: &[usize],
    old: &[usize],
    of_new: &dyn Fn(usize) -> Option<String>,
    of_old: &dyn Fn(usize) -> Option<String>,
    matched: &mut BTreeMap<usize, usize>,
) {
    let mut keys: BTreeMap<String, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    let taken: Vec<usize> = matched.values().copied().collect();
    for index in new.iter().filter(|index| !matched.contains_key(*index)) {
        if let Some(key) = of_new(*index) {
            keys.entry(key).or_default().0.push(*index);
        }
    }
    for index in old.iter().filter(|index| !taken.contains(*index)) {
        if let Some(key) = of_old(*index) {
            keys.entry(key).or_default().1.push(*index);
        }
    }
    for (new, old) in keys.into_values() {
        if let ([new], [old]) = (new.as_slice(), old.as_slice()) {
            matched.insert(*new, *old);
        }
    }
}

fn file_of(process: &Process, versions: &Versions) -> String {
    let source = versions.sources.get(process.source);
    one_line(source.map_or("", |source| source.name()))
}

fn before(process: &Process, versions: &Versions) -> Before {
    let header = &process.process;
    let parts = header.code.iter().chain(&header.name);
    let parts: Vec<&str> = parts.map(|part| part.value.as_str()).collect();
    let source = versions.sources.get(process.source);
    Before {
        title: one_line(&parts.join(" ")),
        file: file_of(process, versions),
        sha256: source.map_or_else(String::new, |source| {
            hexadecimal(&Sha256::digest(source.text().as_bytes()))
        }),
    }
}

fn row(change: &Change, report: &Report, versions: &Versions) -> Row {
    let lang = report.lang;
    let stated = |side: Option<&Side>, sources| side.map(|side| stated(side, sources, lang));
    Row {
        effect: change.effect,
        kind: change.kind(),
        what: one_line(&words(change, lang)),
        about: one_line(&change.subject().map(subject).unwrap_or_default()),
        old: stated(change.old.as_ref(), &versions.sources),
        new: stated(change.new.as_ref(), &report.sources),
        regulation: stated(change.regulation.as_ref(), &report.sources),
    }
}

fn stated(side: &Side, sources: &Sources, lang: Lang) -> Stated {
    let source = sources.get(side.place.source);
    Stated {
        value: one_line(&side.value.show(lang)),
        file: one_line(source.map_or("", |source| source.name())),
        line: source.map_or(1, |source| source.position(side.place.span.start).line),
    }
}
