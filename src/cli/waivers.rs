//! Where waivers are found, and what they are held against: the wiring between files, rules and `waive`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::criteria::{InForce, Loaded, load_packs, no_such_file};
use super::exit::Failure;
use super::files::{FileBytes, display_name, read_file, read_named};
use super::paths::{absolute, folder_of, real, whole_name};
use crate::checks::{Entry, RuleCheck};
use crate::finding::OutcomeKind;
use crate::messages::Localized;
use crate::model::date::Date;
use crate::model::name::Id;
use crate::model::process::Text;
use crate::model::term::Term;
use crate::model::waiver::{Scope, Waiver, Written};
use crate::read::problem::{Problem, ProblemKind};
use crate::read::waivers::read_waivers;
use crate::rule::Rule;
use crate::run::Finished;
use crate::source::{Source, SourceId, Sources, Span};
use crate::waive::{Book, Gate, Judge, Subject};

/// The file that a configuration names, and the configuration.
type Named = (SourceId, Text);

/// A waiver file that may be there.
struct Candidate {
    path: PathBuf,
    /// What names it, if a configuration does.
    named: Option<Named>,
    longest: Option<Term>,
    /// Index of the configuration for whose processes it is.
    criteria: Option<usize>,
}

/// The name of the waiver file where none is named.
pub const WAIVERS: &str = "waivers.toml";

/// The waiver file of a configuration: the one it names, else `waivers.toml` beside it, or at or above the first path where
/// there is no configuration. It need not be there.
pub fn waiver_file(in_force: &InForce, paths: &[PathBuf]) -> PathBuf {
    let Some(root) = &in_force.root else {
        let first = paths.first().map_or(Path::new("."), PathBuf::as_path);
        // A new one lies in the working folder, if that is above the path: there every run finds it.
        let is_below = absolute(first).starts_with(absolute(Path::new(".")));
        let new = match first.parent() {
            _ if is_below => PathBuf::from(WAIVERS),
            Some(folder) if !first.is_dir() => folder.join(WAIVERS),
            _ => first.join(WAIVERS),
        };
        return nearest_to(first).unwrap_or(new);
    };
    let named = in_force.config.waivers.file.as_ref();
    root.join(named.map_or(WAIVERS, |file| file.value.as_str()))
}

/// The waiver files of a configuration; without one, there may be one for each path.
fn waiver_files(in_force: &InForce, paths: &[PathBuf]) -> Vec<PathBuf> {
    if in_force.root.is_some() {
        return vec![waiver_file(in_force, paths)];
    }
    let mut files: Vec<PathBuf> = paths.iter().filter_map(|path| nearest_to(path)).collect();
    files.sort();
    files.dedup();
    files
}

/// `waivers.toml` at or above a path.
fn nearest_to(path: &Path) -> Option<PathBuf> {
    let here = absolute(path);
    let mut above = here.ancestors().map(|folder| folder.join(WAIVERS));
    above.find(|file| file.is_file())
}

/// The waivers of the file that was asked for, else of those of all configurations. A file that was named must be there,
/// unless this is `lenient`.
pub fn books(
    asked: Option<&Path>,
    paths: &[PathBuf],
    loaded: &mut Loaded,
    lenient: bool,
) -> Result<Vec<Book>, Failure> {
    let excludes = loaded
        .all()
        .any(|in_force| !in_force.config.check.exclude.is_empty());
    let mut books = Vec::new();
    for Candidate {
        path,
        named,
        longest,
        criteria,
    } in candidates(asked, paths, loaded)
    {
        if path.exists() {
            let file = if asked.is_some() {
                read_named(&path)
            } else {
                read_file(&path)
            };
            let mut book = book(&path, file, (paths, excludes), loaded);
            book.longest = longest;
            book.criteria = criteria;
            books.push(book);
        } else if let Some((config, name)) = named.filter(|_| !lenient) {
            loaded.report(config, [no_such_file(&name)]);
        } else if asked.is_some() && !lenient {
            let name = display_name(&path);
            return Err(Failure::new(Localized::new(
                format!("there is no waiver file {name}"),
                format!("không có tệp chấp nhận tạm {name}"),
            ))
            .help(Localized::fixed(
                "look at the spelling of the path; `qmslint waive` creates the file",
                "hãy xem lại đường dẫn; lệnh `qmslint waive` tạo tệp này",
            )));
        }
    }
    Ok(books)
}

/// The waiver files of all configurations, or the one that was asked for: it holds for everything.
fn candidates(asked: Option<&Path>, paths: &[PathBuf], loaded: &Loaded) -> Vec<Candidate> {
    if let Some(asked) = asked {
        return vec![Candidate {
            path: asked.to_owned(),
            named: None,
            longest: loaded.main.config.longest(),
            criteria: None,
        }];
    }
    let all = loaded.all().enumerate();
    let candidates = all.flat_map(|(index, in_force)| {
        let files = waiver_files(in_force, paths).into_iter();
        files.map(move |path| Candidate {
            path,
            named: in_force.file.zip(in_force.config.waivers.file.clone()),
            longest: in_force.config.longest(),
            criteria: Some(index),
        })
    });
    candidates.collect()
}

/// Report the waiver files that were met in the folders and that no configuration uses: what they accept is not accepted.
pub fn report_unused(met: &[PathBuf], paths: &[PathBuf], loaded: &mut Loaded) {
    let candidates = candidates(None, paths, loaded).into_iter();
    let used: BTreeSet<PathBuf> = candidates.map(|candidate| real(&candidate.path)).collect();
    for path in met.iter().filter(|path| !used.contains(&real(path))) {
        let id = loaded.sources.add(Source::new(display_name(path), ""));
        let message = Localized::fixed(
            "nothing uses this waiver file",
            "không có gì dùng tệp chấp nhận tạm này",
        );
        let problem = Problem::new(ProblemKind::MatchesNothing, Span::default(), message);
        let problem = problem.help(Localized::fixed(
            "move its waivers to the waiver file of the configuration that holds here, put a `qmslint.toml` beside it, or name it with `--waivers`",
            "hãy chuyển nội dung vào tệp chấp nhận tạm của cấu hình đang áp dụng, đặt `qmslint.toml` bên cạnh, hoặc nêu tệp bằng `--waivers`",
        ));
        loaded.report(id, [problem]);
    }
}

fn book(
    path: &Path,
    file: FileBytes,
    (paths, excludes): (&[PathBuf], bool),
    loaded: &mut Loaded,
) -> Book {
    let (text, mut problems) = file.text();
    let id = loaded
        .sources
        .add(Source::new(display_name(path), text.as_str()));
    let folder = folder_of(path);
    let (written, found) = read_waivers(id, &text, &whole_name(&folder));
    problems.extend(found);
    loaded.report(id, problems);
    Book {
        left_out: left_out(&written, excludes),
        written,
        whole: covers(paths, &folder),
        longest: None,
        criteria: None,
    }
}

/// Indexes of the waivers that may be about files which take no part in the run although they are there: a file that is named
/// and is there, and any file where a configuration `excludes` some.
fn left_out(written: &[Written], excludes: bool) -> BTreeSet<usize> {
    let is_left_out = |written: &Written| match written {
        Written::Whole(Waiver {
            scope: Scope::Named { path, .. },
            ..
        }) if !path.contains('*') => Path::new(path).exists(),
        _ => excludes,
    };
    let indexes = written.iter().enumerate();
    indexes
        .filter_map(|(index, written)| is_left_out(written).then_some(index))
        .collect()
}

/// Whether everything in a folder is looked at.
fn covers(paths: &[PathBuf], folder: &Path) -> bool {
    let whole = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = whole(folder);
    paths
        .iter()
        .any(|path| path.is_dir() && folder.starts_with(whole(path)))
}

/// Take the rules about waivers out of those about processes: each once for every grade that some configuration gives it, and
/// which of them hold for each configuration.
pub fn take_rules(loaded: &mut Loaded) -> (Vec<RuleCheck>, Vec<Vec<usize>>) {
    let mut all: Vec<RuleCheck> = Vec::new();
    let mut of_criteria = Vec::new();
    for in_force in loaded.all_mut() {
        let rules = &mut in_force.criteria.rules;
        let about = rules.extract_if(.., |rule| rule.check.fault().is_some());
        let indexes = about.map(|about| {
            let is_it = |known: &RuleCheck| {
                (&known.rule.id, known.rule.grade) == (&about.rule.id, about.rule.grade)
            };
            all.iter().position(is_it).unwrap_or_else(|| {
                all.push(about);
                all.len() - 1
            })
        });
        of_criteria.push(indexes.collect());
    }
    (all, of_criteria)
}

/// The folders among the paths, as whole paths with a `/` at the end.
pub fn folders(paths: &[PathBuf]) -> Vec<String> {
    let folders = paths.iter().filter(|path| path.is_dir());
    folders
        .map(|path| format!("{}/", whole_name(path)))
        .collect()
}

/// The id of every rule that exists, also of those that a configuration switches off.
pub fn rule_ids(loaded: &Loaded) -> BTreeSet<Id> {
    let off = loaded.all().flat_map(|in_force| &in_force.off);
    let off = off.map(|known| known.rule.id.clone());
    ran(loaded).into_iter().chain(off).collect()
}

/// The known rules with those of all packs in the binary, where a waiver names a rule that is not known: it exists, and is not
/// in force here.
pub fn with_binary(mut known: BTreeSet<Id>, books: &[Book], as_of: Date) -> BTreeSet<Id> {
    let mut written = books.iter().flat_map(|book| &book.written);
    let names_another = |written: &Written| match written {
        Written::Whole(waiver) => !known.contains(&waiver.rule),
        Written::Lacking { .. } => false,
    };
    if written.any(names_another) {
        known.extend(ran(&load_packs(None, as_of)));
    }
    known
}

/// The ids of the rules that are run.
pub fn ran(loaded: &Loaded) -> BTreeSet<Id> {
    let rules = loaded.all().flat_map(|in_force| &in_force.criteria.rules);
    rules.map(|known| known.rule.id.clone()).collect()
}

/// The processes as waivers name them; none where there is no waiver to name one.
pub fn subjects(books: &[Book], finished: &Finished, sources: &Sources) -> Vec<Subject> {
    if books.iter().all(|book| book.written.is_empty()) {
        return Vec::new();
    }
    let subject = |(index, process): (usize, &Entry)| {
        let criteria = finished.outcomes.criteria_of(index);
        let file = sources.get(process.source).map_or("", Source::name);
        let file = whole_name(Path::new(file));
        let code = process.code.as_ref().map(|code| code.value.as_str());
        let name = process.name.as_ref().map(|name| name.value.as_str());
        Subject::new((process.source, process.rank, criteria), &file, code, name)
    };
    let mut subjects: Vec<Subject> = finished.entries.iter().enumerate().map(subject).collect();
    Subject::tell_apart(&mut subjects);
    subjects
}

/// Give the findings their standing, and find fault with the waivers.
pub fn apply(judge: &Judge, books: Vec<Book>, loaded: &Loaded, finished: &mut Finished) -> Gate {
    let rules: Vec<Option<&Rule>> = finished
        .rules
        .iter()
        .map(|(criteria, rule)| {
            let rules = &loaded.of(*criteria).criteria.rules;
            rules.get(*rule).map(|known| &known.rule)
        })
        .collect();
    let rule_of = |rule: usize| rules.get(rule).copied().flatten();
    let findings = finished.outcomes.findings_mut();
    let findings =
        findings.filter_map(|found| Some((found.process, rule_of(found.rule)?, found.finding)));
    let accepted = judge.accept(books, findings);
    accepted.finish(|process, id| {
        let mut outcomes = finished.outcomes.of_process(process);
        outcomes.any(|outcome| {
            outcome.verdict.kind() == OutcomeKind::Unknown
                && rule_of(outcome.rule).is_some_and(|rule| rule.id == *id)
        })
    })
}
