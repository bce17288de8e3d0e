//! Paths → processes: finds the files, reads them in parallel, keeps their order.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::criteria::Loaded;
use super::discover::{Origin, SIDE_FILE, discover, states_a_process};
use super::files::{FileBytes, read_file, read_stdin};
use super::progress::Progress;
use crate::messages::Localized;
use crate::model::process::Process;
use crate::read::bpmn;
use crate::read::problem::{Problem, ProblemKind};
use crate::read::process::read_process;
use crate::report::Input;
use crate::source::{Source, SourceId, Sources, Span};

/// The processes of a run.
#[derive(Debug, Default)]
pub struct Read {
    /// Their files.
    pub inputs: Vec<Input>,
    /// What was understood of them.
    pub processes: Vec<Process>,
}

/// What became of one file.
struct Understood {
    source: Source,
    sha256: String,
    processes: Vec<Process>,
    problems: Vec<Problem>,
}

/// Read every process; ids and order are those of the names, whatever the threads do. What cannot be understood is added
/// to what was loaded.
pub fn read_all(paths: &[PathBuf], loaded: &mut Loaded, progress: &Progress) -> Read {
    let found = discover(paths, &loaded.excluded);
    for (name, problem) in found.problems {
        let id = loaded.sources.add(Source::new(name, ""));
        loaded.problems.push((id, problem));
    }
    progress.expect(found.files.len());
    let files: Vec<(String, Origin, FileBytes)> = found
        .files
        .into_par_iter()
        .filter_map(|(name, origin)| {
            let file = match &origin {
                Origin::Stdin => read_stdin(),
                Origin::Named(path) | Origin::Walked(path) => read_file(path),
            };
            progress.advance();
            is_process(&origin, &file).then_some((name, origin, file))
        })
        .collect();
    let first = loaded.sources.len();
    let files: Vec<Understood> = files
        .into_par_iter()
        .enumerate()
        .map(|(rank, (name, origin, file))| {
            let id = Sources::id(first + rank);
            match origin {
                Origin::Named(path) | Origin::Walked(path) if is_bpmn(&path) => {
                    diagram(id, &name, &path, &file)
                }
                _ => table(id, &name, file),
            }
        })
        .collect();
    let mut read = Read::default();
    for file in files {
        let source = loaded.sources.add(file.source);
        let problems = file.problems.into_iter();
        loaded
            .problems
            .extend(problems.map(|problem| (source, problem)));
        read.processes.extend(file.processes);
        read.inputs.push(Input {
            source,
            sha256: file.sha256,
        });
    }
    read
}

/// Files of a folder count where they look like a process, or cannot be looked into.
fn is_process(origin: &Origin, file: &FileBytes) -> bool {
    match origin {
        Origin::Walked(path) if !is_bpmn(path) => {
            file.problem.is_some() || states_a_process(&String::from_utf8_lossy(&file.bytes))
        }
        _ => true,
    }
}

fn is_bpmn(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "bpmn")
}

/// A process file.
fn table(id: SourceId, name: &str, file: FileBytes) -> Understood {
    let sha256 = file.sha256();
    let (text, mut problems) = file.text();
    let mut processes = Vec::new();
    if !text.trim().is_empty() {
        let (process, mut found) = read_process(id, &text);
        if !problems.is_empty() {
            // The text was cut where it could not be decoded; what is wrong at the cut is no error of its own.
            found.retain(|problem| problem.span.range().end < text.len());
        }
        problems.extend(found);
        if problems.is_empty() && !states_a_process(&text) {
            problems.push(no_process());
        } else {
            processes.push(process);
        }
    } else if problems.is_empty() {
        problems.push(empty_file());
    }
    Understood {
        source: Source::new(name, text),
        sha256,
        processes,
        problems,
    }
}

/// A BPMN diagram, with the side file beside it.
fn diagram(id: SourceId, name: &str, path: &Path, file: &FileBytes) -> Understood {
    let sha256 = file.sha256();
    if file.problem.is_some() || file.bytes.is_empty() {
        return Understood {
            source: Source::new(name, ""),
            sha256,
            processes: Vec::new(),
            problems: vec![file.problem.clone().unwrap_or_else(empty_file)],
        };
    }
    let side_path = path.with_extension(SIDE_FILE);
    let side = side_path.is_file().then(|| read_file(&side_path).text());
    let (side, unread) = side.map_or((None, Vec::new()), |(text, problems)| {
        (Some(text), problems)
    });
    let read = bpmn::read(&file.bytes);
    let mapped = bpmn::map::map(id, &read, bpmn::map::Words::built_in(), side.as_deref());
    let mut problems = mapped.problems;
    problems.extend(unread);
    Understood {
        source: Source::new(name, read.text.into_owned()),
        sha256,
        processes: mapped.processes,
        problems,
    }
}

fn empty_file() -> Problem {
    without_process(Localized::fixed(
        "the file is empty",
        "tệp không có nội dung",
    ))
}

fn no_process() -> Problem {
    without_process(Localized::fixed(
        "this file has no `[process]`",
        "tệp này không có `[process]`",
    ))
}

fn without_process(message: Localized) -> Problem {
    Problem::new(ProblemKind::Unreadable, Span::default(), message).help(Localized::fixed(
        "`qmslint new process` writes a skeleton to begin with",
        "`qmslint new process` tạo sẵn một tệp mẫu để bắt đầu",
    ))
}
