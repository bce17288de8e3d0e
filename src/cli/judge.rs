//! Reads and judges process by process, so that a catalogue of any size fits: what was judged and has nothing to say is
//! dropped, and read again in the few cases in which something of it must be shown after all.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher as _;

use foldhash::quality::FixedState;
use rayon::prelude::*;

use super::criteria::Loaded;
use super::discover::{Found, Origin};
use super::progress::Progress;
use super::read::{File, Understood, read_again, read_each};
use crate::finding::Finding;
use crate::messages::Localized;
use crate::model::process::Process;
use crate::model::waiver::Written;
use crate::read::problem::{Problem, ProblemKind};
use crate::read::waivers::has_remark;
use crate::report::Input;
use crate::run::{Begun, Criteria, Finished, Run};
use crate::source::{Source, SourceId, Span};

/// What formats need of a run beyond its findings.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keep {
    /// The whole processes: some formats draw or quote them.
    pub whole: bool,
    /// The SHA-256 of each file.
    pub sha256: bool,
}

/// What became of the files of a run.
pub struct Judged {
    /// The files that are processes.
    pub inputs: Vec<Input>,
    /// What was read and judged.
    pub finished: Finished,
    /// What is accepted in comments of the files and of side files, by the index of the configuration that holds for them.
    pub waivers: BTreeMap<usize, Vec<Written>>,
}

/// A file that may have to be read again.
struct Known {
    file: File,
    sha256: String,
    /// What its text was known by, where it was dropped: tells within one run whether the file was changed.
    dropped: Option<u64>,
}

/// What became of one file.
struct Done {
    source: Source,
    sha256: String,
    dropped: Option<u64>,
    problems: Vec<Problem>,
    waivers: Vec<Written>,
    begun: Vec<Begun>,
}

/// Read and judge every process. What cannot be understood is added to what was loaded.
pub fn read_and_judge(
    found: Found,
    loaded: &mut Loaded,
    keep: Keep,
    progress: &Progress,
) -> Judged {
    let mut run = Run::default();
    let mut waivers: BTreeMap<usize, Vec<Written>> = BTreeMap::new();
    let mut files: BTreeMap<SourceId, Known> = BTreeMap::new();
    let beside = read_each(
        found,
        loaded,
        progress,
        keep.sha256,
        |loaded, file, understood| begin(loaded, file, understood, keep.whole),
        |loaded, id, file, done: Done| {
            loaded.sources.add(done.source);
            loaded.report(id, done.problems);
            for begun in done.begun {
                run.add(file.in_force, begun);
            }
            if !done.waivers.is_empty() {
                let of = waivers.entry(file.in_force).or_default();
                of.extend(done.waivers);
            }
            let known = Known {
                file,
                sha256: done.sha256,
                dropped: done.dropped,
            };
            files.insert(id, known);
        },
    );
    for (in_force, written) in beside {
        waivers.entry(in_force).or_default().push(written);
    }
    let again = called_again(&run, &files, loaded);
    let criteria: Vec<&Criteria> = loaded.all().map(|in_force| &in_force.criteria).collect();
    let finished = run.finish(&criteria, &again);
    drop(again);
    restore(&finished, &files, loaded);
    let inputs = files.into_iter().map(|(source, known)| Input {
        source,
        sha256: known.sha256,
    });
    Judged {
        inputs: inputs.collect(),
        finished,
        waivers,
    }
}

fn begin(loaded: &Loaded, file: &File, understood: Understood, keep_whole: bool) -> Done {
    let Understood {
        source,
        sha256,
        processes,
        waivers,
        problems,
        side: _,
    } = understood;
    let criteria = &loaded.of(file.in_force).criteria;
    let processes = processes.into_iter().enumerate();
    let begun: Vec<Begun> = processes
        .map(|(rank, process)| criteria.begin(process, rank, keep_whole))
        .collect();
    let may_go = !keep_whole
        && file.origin != Origin::Stdin
        && problems.is_empty()
        && begun.iter().all(Begun::is_silent)
        && !has_remark(source.text());
    let dropped = may_go.then(|| mark(&source));
    Done {
        source: if may_go {
            source.without_text()
        } else {
            source
        },
        sha256,
        dropped,
        problems,
        waivers,
        begun,
    }
}

/// What the text of a file is known by.
fn mark(source: &Source) -> u64 {
    FixedState::default().hash_one(source.text())
}

/// The processes that others call, read a second time. A file that says something else by now is a problem of the run.
fn called_again(
    run: &Run,
    files: &BTreeMap<SourceId, Known>,
    loaded: &mut Loaded,
) -> BTreeMap<usize, Process> {
    let called = run.called();
    let sources: BTreeSet<SourceId> = called.iter().map(|(_, entry)| entry.source).collect();
    let mut processes: BTreeMap<(SourceId, usize), Process> = BTreeMap::new();
    for (id, understood) in again(sources, files, loaded) {
        let all = understood.processes.into_iter().enumerate();
        processes.extend(all.map(|(rank, process)| ((id, rank), process)));
    }
    called
        .into_iter()
        .filter_map(|(index, entry)| Some((index, processes.remove(&(entry.source, entry.rank))?)))
        .collect()
}

/// Read again the texts that findings point to and that were dropped.
fn restore(finished: &Finished, files: &BTreeMap<SourceId, Known>, loaded: &mut Loaded) {
    let findings = finished.outcomes.failures();
    let findings = findings.flat_map(|outcome| outcome.verdict.findings());
    let lacking: BTreeSet<SourceId> = findings
        .flat_map(sources_of)
        .filter(|id| loaded.sources.get(*id).is_some_and(Source::lacks_text))
        .collect();
    for (id, understood) in again(lacking, files, loaded) {
        loaded.sources.replace(id, understood.source);
    }
}

fn sources_of(finding: &Finding) -> impl Iterator<Item = SourceId> {
    let related = finding.related.iter().map(|related| related.place.source);
    let path = finding.path.iter().map(|step| step.place.source);
    std::iter::once(finding.place.source)
        .chain(related)
        .chain(path)
}

/// Files read a second time, in parallel; those that changed meanwhile are reported and left out.
fn again(
    sources: BTreeSet<SourceId>,
    files: &BTreeMap<SourceId, Known>,
    loaded: &mut Loaded,
) -> Vec<(SourceId, Understood)> {
    let sources_so_far = &loaded.sources;
    let read: Vec<(SourceId, Option<Understood>)> = sources
        .into_par_iter()
        .filter_map(|id| {
            let known = files.get(&id)?;
            let understood = read_again(id, &known.file);
            let unchanged = match known.dropped {
                Some(dropped) => dropped == mark(&understood.source),
                None => sources_so_far.get(id)?.text() == understood.source.text(),
            };
            Some((id, unchanged.then_some(understood)))
        })
        .collect();
    let mut same = Vec::new();
    for (id, understood) in read {
        match understood {
            Some(understood) => same.push((id, understood)),
            None => loaded.report(id, [changed()]),
        }
    }
    same
}

fn changed() -> Problem {
    Problem::new(
        ProblemKind::Unreadable,
        Span::default(),
        Localized::fixed(
            "the file was changed while it was being checked",
            "tệp đã bị thay đổi trong khi đang được kiểm tra",
        ),
    )
    .help(Localized::fixed(
        "check it again when nobody is writing it",
        "hãy kiểm tra lại khi không còn ai ghi vào tệp",
    ))
}
