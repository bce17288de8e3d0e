//! Files → processes: reads them in parallel, keeps their order.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::configurations::Configurations;
use super::criteria::{InForce, Loaded, load_packs};
use super::discover::{Found, Origin, SIDE_FILE, discover, states_a_process};
use super::files::{FileBytes, display_name, read_file, read_named, read_stdin};
use super::paths::has_extension;
use super::progress::Progress;
use super::settings::{Settings, today};
use crate::messages::Localized;
use crate::model::process::Process;
use crate::model::waiver::Written;
use crate::read::bpmn;
use crate::read::bpmn::map::Words;
use crate::read::problem::{Problem, ProblemKind};
use crate::read::process::read_process;
use crate::read::text::{is_blank, is_text};
use crate::read::waivers;
use crate::source::{Source, SourceId, Sources, Span};

/// Files that are read before the next ones are begun: enough to keep every thread busy, few enough to hold at once.
const AT_ONCE: usize = 128;

/// What was understood of one file.
pub struct Understood {
    /// The file.
    pub source: Source,
    /// The SHA-256 of its bytes in hexadecimal; empty where nobody asked for it.
    pub sha256: String,
    /// Its processes.
    pub processes: Vec<Process>,
    /// What is accepted in its comments.
    pub waivers: Vec<Written>,
    /// What could not be understood.
    pub problems: Vec<Problem>,
    /// The side file of a diagram, if it has anything to say by itself.
    pub side: Option<SideFile>,
}

/// A side file, what is accepted in its comments, and what could not be understood of it.
pub struct SideFile {
    source: Source,
    waivers: Vec<Written>,
    problems: Vec<Problem>,
}

/// A file that takes part in a run.
pub struct File {
    /// The name that reports print.
    pub name: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Index of the configuration that holds for it.
    pub in_force: usize,
    /// The word list that holds for it.
    pub words: Option<Arc<Words>>,
}

/// Read the processes of a file or folder by themselves: no configuration holds for them.
pub fn read_alone(path: &Path, settings: &Settings) -> (Loaded, Vec<Process>) {
    let mut loaded = load_packs(None, today());
    let progress = Progress::start(settings, settings.lang());
    let found = discover(&[path.to_owned()], &mut Configurations::none());
    let read = read_all(found, &mut loaded, &progress);
    progress.finish();
    let processes = read.into_iter().map(|(_, process)| process).collect();
    (loaded, processes)
}

/// Read every process. What cannot be understood is added to what was loaded. With each process goes the index of the
/// configuration that holds for it.
pub fn read_all(found: Found, loaded: &mut Loaded, progress: &Progress) -> Vec<(usize, Process)> {
    let mut all = Vec::new();
    read_each(
        found,
        loaded,
        progress,
        false,
        |_, _, understood| understood,
        |loaded, id, file, understood| {
            loaded.sources.add(understood.source);
            loaded.report(id, understood.problems);
            let processes = understood.processes.into_iter();
            all.extend(processes.map(|process| (file.in_force, process)));
        },
    );
    all
}

/// Read every file that is a process: `work` on what was understood of it, in parallel, then `keep` what that gave, in the
/// order of the names, whatever the threads do. `keep` adds one source for each file. The SHA-256 of the files is made where
/// somebody asks for it. Gives what is accepted in side files, with the index of the configuration that holds for each.
pub fn read_each<T: Send>(
    found: Found,
    loaded: &mut Loaded,
    progress: &Progress,
    with_sha256: bool,
    work: impl Fn(&Loaded, &File, Understood) -> T + Sync,
    mut keep: impl FnMut(&mut Loaded, SourceId, File, T),
) -> Vec<(usize, Written)> {
    let mut beside = Vec::new();
    for (name, problem) in found.problems {
        let id = loaded.sources.add(Source::new(name, ""));
        loaded.report(id, [problem]);
    }
    progress.expect(found.files.len());
    let mut files = found.files.into_iter();
    loop {
        let some: Vec<(String, (Origin, usize))> = files.by_ref().take(AT_ONCE).collect();
        if some.is_empty() {
            return beside;
        }
        let some: Vec<(File, FileBytes)> = some
            .into_par_iter()
            .filter_map(|(name, (origin, in_force))| {
                let bytes = bytes_of(&origin);
                let words = loaded.of(in_force).words.clone();
                let file = File {
                    name,
                    origin,
                    in_force,
                    words,
                };
                let is_process = is_process(&file.origin, &bytes, loaded.of(in_force));
                if !is_process {
                    progress.advance();
                }
                is_process.then_some((file, bytes))
            })
            .collect();
        let first = loaded.sources.len();
        let so_far = &*loaded;
        let done: Vec<(SourceId, File, T, Option<SideFile>)> = some
            .into_par_iter()
            .enumerate()
            .map(|(rank, (file, bytes))| {
                let id = Sources::id(first + rank);
                let mut understood = understand(id, &file, bytes, with_sha256);
                let side = understood.side.take();
                let done = work(so_far, &file, understood);
                progress.advance();
                (id, file, done, side)
            })
            .collect();
        let mut sides = Vec::new();
        for (id, file, done, side) in done {
            sides.extend(side.map(|side| (file.in_force, side)));
            keep(loaded, id, file, done);
        }
        for (in_force, mut side) in sides {
            let id = loaded.sources.add(side.source);
            loaded.report(id, side.problems);
            for written in &mut side.waivers {
                written.put_in(id);
            }
            beside.extend(side.waivers.into_iter().map(|written| (in_force, written)));
        }
    }
}

/// Number of files with processes for each configuration, by index; nothing is read but what tells them from others. Folders
/// that were named and have none are reported.
pub fn count_processes(found: Found, paths: &[PathBuf], loaded: &mut Loaded) -> Vec<usize> {
    for (name, problem) in found.problems {
        let id = loaded.sources.add(Source::new(name, ""));
        loaded.report(id, [problem]);
    }
    let files = found.files.into_par_iter();
    let read: Vec<(String, usize, Option<Problem>)> = files
        .filter_map(|(name, (origin, in_force))| {
            let bytes = match origin {
                Origin::Stdin => FileBytes::default(),
                _ => bytes_of(&origin),
            };
            let is_process = is_process(&origin, &bytes, loaded.of(in_force));
            is_process.then_some((name, in_force, bytes.problem))
        })
        .collect();
    let mut counts = vec![0; loaded.all().count()];
    let mut ids = Vec::new();
    for (name, in_force, problem) in read {
        let id = loaded.sources.add(Source::new(name, ""));
        ids.push(id);
        loaded.report(id, problem);
        if let Some(count) = counts.get_mut(in_force) {
            *count += 1;
        }
    }
    loaded.report_empty_folders(paths, ids.into_iter());
    counts
}

/// Read a file a second time.
pub fn read_again(id: SourceId, file: &File) -> Understood {
    understand(id, file, bytes_of(&file.origin), false)
}

fn bytes_of(origin: &Origin) -> FileBytes {
    match origin {
        Origin::Stdin => read_stdin(),
        Origin::Named(path) => read_named(path),
        Origin::Walked(path) => read_file(path),
    }
}

fn understand(id: SourceId, file: &File, bytes: FileBytes, with_sha256: bool) -> Understood {
    let sha256 = if with_sha256 {
        bytes.sha256()
    } else {
        String::new()
    };
    match &file.origin {
        Origin::Named(path) | Origin::Walked(path) if is_bpmn(path) => {
            let words = file.words.as_deref().unwrap_or(Words::built_in());
            diagram(id, &file.name, path, bytes, sha256, words)
        }
        _ => table(id, &file.name, bytes, sha256),
    }
}

/// Files of a folder count where they look like a process, or cannot be looked into: what was a process and is empty or broken
/// must not pass for none.
fn is_process(origin: &Origin, file: &FileBytes, in_force: &InForce) -> bool {
    match origin {
        Origin::Walked(path) if !is_bpmn(path) => {
            file.problem.is_some()
                || states_a_process(&file.bytes)
                || ((is_blank(&file.bytes) || !is_text(&file.bytes)) && !in_force.is_file_of(path))
        }
        _ => true,
    }
}

/// Whether a file is a BPMN diagram, by its name.
pub fn is_bpmn(path: &Path) -> bool {
    has_extension(path, "bpmn")
}

/// A process file.
fn table(id: SourceId, name: &str, file: FileBytes, sha256: String) -> Understood {
    let (text, mut problems) = file.text();
    let mut processes = Vec::new();
    if !text.trim().is_empty() {
        let (process, mut found) = read_process(id, &text);
        if !problems.is_empty() {
            // The text was cut where it could not be decoded; what is wrong at the cut is no error of its own.
            found.retain(|problem| problem.span.range().end < text.len());
        }
        problems.extend(found);
        if states_a_process(text.as_bytes()) {
            processes.push(process);
        } else if problems.is_empty() {
            problems.push(no_process());
        }
    } else if problems.is_empty() {
        problems.push(empty_file());
    }
    Understood {
        waivers: waivers::in_toml(id, &text, approver(&processes)),
        source: Source::new(name, text),
        sha256,
        processes,
        problems,
        side: None,
    }
}

/// A BPMN diagram, with the side file beside it.
fn diagram(
    id: SourceId,
    name: &str,
    path: &Path,
    file: FileBytes,
    sha256: String,
    words: &Words,
) -> Understood {
    if file.problem.is_some() || file.bytes.is_empty() {
        return Understood {
            source: Source::new(name, ""),
            sha256,
            processes: Vec::new(),
            waivers: Vec::new(),
            problems: vec![file.problem.unwrap_or_else(empty_file)],
            side: None,
        };
    }
    // A link to nothing is there, too, and so is what is no file.
    let side_path = path.with_extension(SIDE_FILE);
    let is_there = std::fs::symlink_metadata(&side_path).is_ok();
    let side = is_there.then(|| text_of_side(read_file(&side_path)));
    let read = bpmn::read(file.bytes);
    let text = side.as_ref().map(|(text, _)| text.as_str());
    let mapped = bpmn::map::map(id, &read, words, text);
    let owner = approver(&mapped.processes);
    let side = side.map(|(text, mut problems)| {
        problems.extend(mapped.of_side);
        let parts = |about| mapped.stated.parts(about, &mapped.processes);
        // The id of the side file is known once the files before it were added.
        let waivers = waivers::in_side_file(id, &text, owner, (id, parts));
        let source = Source::new(display_name(&side_path), text);
        SideFile {
            source,
            waivers,
            problems,
        }
    });
    Understood {
        waivers: waivers::in_xml(id, &read.text, owner),
        source: Source::new(name, read.text),
        sha256,
        processes: mapped.processes,
        problems: mapped.problems,
        side: side.filter(|side| !(side.problems.is_empty() && side.waivers.is_empty())),
    }
}

/// The text of a side file, and what is wrong with it as a file.
fn text_of_side(side: FileBytes) -> (String, Vec<Problem>) {
    let is_empty = side.problem.is_none() && is_blank(&side.bytes);
    let (text, mut problems) = side.text();
    if is_empty {
        let problem = Problem::new(ProblemKind::Unreadable, Span::default(), EMPTY);
        problems.push(problem.help(Localized::fixed(
            "restore it, or remove it if the diagram says everything",
            "hãy khôi phục tệp, hoặc xóa nếu sơ đồ đã nêu đủ",
        )));
    }
    (text, problems)
}

/// The role that approved the file: it answers for what comments accept in it.
fn approver(processes: &[Process]) -> Option<&str> {
    let approval = processes.first()?.process.approval.as_ref()?;
    Some(approval.approved.as_ref()?.value.as_str())
}

const EMPTY: Localized = Localized::fixed("the file is empty", "tệp không có nội dung");

fn empty_file() -> Problem {
    without_process(EMPTY)
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
