//! Paths → files that may be processes, sorted and each once.
//!
//! A file that is named is always read as a process, and a side file as its diagram. In a folder, hidden and ignored files
//! stay out as in git, and of the TOML files only those are processes that have a `process` table or steps: packs,
//! regulations, organisation and configuration lie beside processes and are no processes. Links are followed: offices keep
//! what they share behind them. The walk is sequential: a parallel one costs more than it saves.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::fs::FileType;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ignore::{DirEntry, WalkBuilder};
use toml_parser::lexer::TokenKind;

use super::configurations::Configurations;
use super::files::{cannot_open, display_name, not_plain};
use super::paths::{absolute, has_extension, has_source_extension, real, repository_of, text_of};
use super::waivers::WAIVERS;
use crate::messages::Localized;
use crate::read::problem::{Problem, ProblemKind};
use crate::source::Span;

/// Where a process may be read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file that was named: a process whatever it says.
    Named(PathBuf),
    /// A file of a folder: a process if it looks like one.
    Walked(PathBuf),
    /// Standard input.
    Stdin,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Files by the name that reports print, with the index of the configuration that holds for each.
    pub files: BTreeMap<String, (Origin, usize)>,
    /// Waiver files by their name, whether or not anything uses them.
    pub waivers: Vec<PathBuf>,
    /// Paths that cannot be looked at, by name.
    pub problems: BTreeMap<String, Problem>,
}

/// The name that reports give standard input.
pub const STDIN: &str = "<stdin>";

/// Look for files and for the configuration of each; what one excludes stays out, unless it is a file that is
/// named itself.
///
/// Links are followed as if what they lead to stood in their place. What is found by its own name, too, is found once, so that
/// no procedure is checked twice. O(entries of the folders, and of those that links lead to).
pub fn discover(paths: &[PathBuf], configurations: &mut Configurations) -> Found {
    let mut found = Found::default();
    let mut links = Links::default();
    // A walk asks before it looks into a folder, and its filter must own what it asks.
    let search = Arc::new(Mutex::new(Search {
        configurations: std::mem::take(configurations),
        seen: HashSet::new(),
    }));
    // What is named by its own name comes first: links to the same lead to nothing new.
    let paths = paths.iter().map(|path| (leads_elsewhere(path), path));
    let mut paths: Vec<(bool, &PathBuf)> = paths.collect();
    paths.sort_by_key(|(is_linked, _)| *is_linked);
    for (is_linked, path) in paths {
        let base = lock(&search).configurations.of_path(path);
        if path == Path::new("-") {
            found.files.insert(STDIN.to_owned(), (Origin::Stdin, base));
        } else if path.is_dir() {
            links.named.push(real(path));
            let is_wanted = {
                let search = &mut *lock(&search);
                !search.configurations.exclude_named(path, base)
                    && (search.seen.insert(real(path)) || !is_linked)
            };
            if is_wanted {
                let folder = Folder {
                    path,
                    base,
                    is_linked,
                };
                folder.walk(&search, &mut found, &mut links);
            }
            lock(&search).configurations.walked(path);
        } else {
            // A side file is no process by itself: it stands for its diagram.
            let diagram = is_side_file(path).then(|| diagram_of(path)).flatten();
            let path = diagram.unwrap_or_else(|| path.clone());
            if is_linked {
                links.to_files.push(Origin::Named(path));
            } else {
                let name = display_name(&path);
                found.files.insert(name, (Origin::Named(path), base));
            }
        }
    }
    while let Some((link, base)) = links.to_folders.pop_front() {
        // The filter of a walk is not asked about its top.
        let is_wanted = {
            let search = &mut *lock(&search);
            !search.configurations.exclude(&link, true, base) && search.seen.insert(real(&link))
        };
        if !is_wanted {
            continue;
        }
        if let Some(problem) = links.around(&link) {
            found.problems.insert(display_name(&link), problem);
            continue;
        }
        let folder = Folder {
            path: &link,
            base,
            is_linked: true,
        };
        folder.walk(&search, &mut found, &mut links);
    }
    *configurations = std::mem::take(&mut lock(&search).configurations);
    links.add_files(configurations, &mut found);
    found
}

/// Whether a link stands in a path.
fn leads_elsewhere(path: &Path) -> bool {
    path.exists() && real(path) != absolute(path)
}

/// What a walk asks and notes.
struct Search {
    configurations: Configurations,
    /// Folders that were looked into, without links in their paths.
    seen: HashSet<PathBuf>,
}

/// A folder to be looked into.
struct Folder<'a> {
    path: &'a Path,
    /// Index of the configuration that holds for the folder that was named.
    base: usize,
    /// Whether a link leads to it.
    is_linked: bool,
}

impl Folder<'_> {
    fn walk(&self, search: &Arc<Mutex<Search>>, found: &mut Found, links: &mut Links) {
        let real = real(self.path);
        let asked = Arc::clone(search);
        let (path, base, is_linked) = (self.path.to_owned(), self.base, self.is_linked);
        let walk = WalkBuilder::new(self.path)
            // What lies above the top of a repository says nothing of it; where there is none, every folder above counts.
            .require_git(repository_of(self.path).is_some())
            // What only one user or one machine ignores is checked: everybody must see the same.
            .ignore(false)
            .git_global(false)
            .git_exclude(false)
            .sort_by_file_name(Ord::cmp)
            .filter_entry(move |entry| {
                let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
                let search = &mut *lock(&asked);
                if entry.depth() > 0 && search.configurations.exclude(entry.path(), is_folder, base)
                {
                    return false;
                }
                if !is_folder {
                    return true;
                }
                let inside = entry.path().strip_prefix(&path).unwrap_or(Path::new(""));
                // Folders that were named may overlap; behind a link nothing is looked into again.
                search.seen.insert(real.join(inside)) || !is_linked
            })
            .build();
        for entry in walk {
            match entry {
                Ok(entry) => self.meet(entry, search, found, links),
                Err(error) => found.problems.extend([unwalked(error, self.path)]),
            }
        }
    }

    fn meet(
        &self,
        entry: DirEntry,
        search: &Arc<Mutex<Search>>,
        found: &mut Found,
        links: &mut Links,
    ) {
        if is_side_file(entry.path()) {
            if let Some(problem) = without_diagram(entry.path()) {
                found.problems.insert(display_name(entry.path()), problem);
            }
            return;
        }
        let is_known = has_source_extension(entry.path());
        if entry.depth() > 0 && entry.path_is_symlink() {
            let path = entry.into_path();
            match std::fs::metadata(&path) {
                Ok(metadata) if metadata.is_dir() => links.to_folders.push_back((path, self.base)),
                Ok(metadata) if metadata.is_file() && is_known => {
                    links.to_files.push(Origin::Walked(path));
                }
                // Without an extension it may have led to a folder of procedures.
                Err(error) if is_known || !has_any_extension(&path) => {
                    let problem = leads_nowhere(&path, &error);
                    found.problems.insert(display_name(&path), problem);
                }
                Ok(_) if is_known => {
                    found.problems.insert(display_name(&path), not_plain());
                }
                Ok(_) | Err(_) => {}
            }
            return;
        }
        let is = |kind: fn(&FileType) -> bool| entry.file_type().is_some_and(|own| kind(&own));
        if !is_known || is(FileType::is_dir) {
            return;
        }
        let name = display_name(entry.path());
        if is(FileType::is_file) {
            if entry.file_name() == WAIVERS {
                found.waivers.push(entry.path().to_owned());
            }
            let index = lock(search).configurations.of_file(entry.path());
            let origin = Origin::Walked(entry.into_path());
            found.files.entry(name).or_insert((origin, index));
        } else {
            found.problems.insert(name, not_plain());
        }
    }
}

/// Links that were met, and where they may not lead.
#[derive(Default)]
struct Links {
    /// The folders that were named, without links in their paths.
    named: Vec<PathBuf>,
    /// Links to folders that are still to be followed, each with the `base` of its walk.
    to_folders: VecDeque<(PathBuf, usize)>,
    /// Links to files.
    to_files: Vec<Origin>,
}

impl Links {
    /// Why a link is not followed: it leads to a folder around one that was named, and so to everything that lies about it.
    fn around(&self, link: &Path) -> Option<Problem> {
        let target = real(link);
        let mut named = self.named.iter();
        let is_around = named.any(|named| *named != target && named.starts_with(&target));
        is_around.then(|| leads_around(&target))
    }

    /// The files that links lead to and that were not found by their own names.
    fn add_files(self, configurations: &mut Configurations, found: &mut Found) {
        if self.to_files.is_empty() {
            return;
        }
        let mut all: HashSet<PathBuf> = found
            .files
            .values()
            .filter_map(|(origin, _)| match origin {
                Origin::Named(path) | Origin::Walked(path) => Some(real(path)),
                Origin::Stdin => None,
            })
            .collect();
        for origin in self.to_files {
            let (Origin::Named(path) | Origin::Walked(path)) = &origin else {
                continue;
            };
            if all.insert(real(path)) {
                let (name, index) = (display_name(path), configurations.of_file(path));
                found.files.entry(name).or_insert((origin, index));
            }
        }
    }
}

/// Whether the name of a file ends as names of files do; a dot in the name of a folder (`01. Hộ tịch`) is none of that.
fn has_any_extension(path: &Path) -> bool {
    const LONGEST: usize = 5;
    path.extension().is_some_and(|extension| {
        let bytes = extension.as_encoded_bytes();
        bytes.len() <= LONGEST && bytes.iter().all(u8::is_ascii_alphanumeric)
    })
}

/// What a walk of a folder could not look into: its name, and why.
pub fn unwalked(error: ignore::Error, folder: &Path) -> (String, Problem) {
    let name = display_name(place_of(&error).unwrap_or(folder));
    let text = error.to_string();
    let error = error.into_io_error();
    let problem = cannot_open(&error.unwrap_or_else(|| io::Error::other(text)));
    (name, problem)
}

fn place_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            place_of(err)
        }
        _ => None,
    }
}

fn leads_nowhere(link: &Path, error: &io::Error) -> Problem {
    if error.kind() != io::ErrorKind::NotFound {
        return cannot_open(error);
    }
    let target = std::fs::read_link(link).unwrap_or_default();
    let target = target.to_string_lossy().replace('\\', "/");
    let message = nothing_at_its_end(&target);
    Problem::new(ProblemKind::Unreadable, Span::default(), message).help(Localized::fixed(
        "restore what it leads to, or remove the link",
        "hãy khôi phục nơi liên kết trỏ đến, hoặc xóa liên kết",
    ))
}

fn leads_around(target: &Path) -> Problem {
    let message = around_the_checked(&display_name(target));
    Problem::new(ProblemKind::Unreadable, Span::default(), message).help(Localized::fixed(
        "remove the link, or leave it out with `exclude` in `qmslint.toml`",
        "hãy xóa liên kết, hoặc loại trừ nó bằng `exclude` trong `qmslint.toml`",
    ))
}

crate::texts! {
    fn nothing_at_its_end(target: &str) {
        en: "this link leads to `{target}`, which is not there",
        vi: "liên kết này trỏ đến `{target}`, nơi đó không tồn tại",
    }
    fn other_letters(name: &str) {
        en: "`{name}` does not read this side file: its ending is written in other letters",
        vi: "`{name}` không dùng tệp bổ sung này: phần mở rộng viết khác kiểu chữ",
    }
    fn no_diagram(name: &str) {
        en: "no diagram reads this side file: there is no `{name}` beside it",
        vi: "không có sơ đồ nào dùng tệp bổ sung này: không có `{name}` bên cạnh",
    }
    fn around_the_checked(target: &str) {
        en: "this link leads to `{target}`, around the folder that is checked, and is not followed",
        vi: "liên kết này trỏ đến `{target}`, bao trùm thư mục đang kiểm tra, nên không được đi theo",
    }
}

/// The folders among the paths that were named, in which none of the files lies that are processes: `files` are their names.
/// Where there is no file at all, nothing was checked, which is said elsewhere. O(folders × files).
pub fn folders_without_process(paths: &[PathBuf], files: &[&str]) -> Vec<(String, Problem)> {
    let folders = paths.iter().filter(|path| path.is_dir());
    let empty = folders.filter(|folder| {
        let whole = absolute(folder);
        let lies_in = |file: &&str| absolute(Path::new(file)).starts_with(&whole);
        // Links may lead to a folder of another name.
        let real_folder = real(folder);
        let leads_to = |file: &&str| real(Path::new(file)).starts_with(&real_folder);
        !files.is_empty() && !files.iter().any(lies_in) && !files.iter().any(leads_to)
    });
    let problem = |folder: &PathBuf| (display_name(folder), no_process_here());
    empty.map(problem).collect()
}

fn no_process_here() -> Problem {
    Problem::new(
        ProblemKind::MatchesNothing,
        Span::default(),
        Localized::fixed(
            "no process lies in this folder",
            "thư mục này không có quy trình nào",
        ),
    )
    .help(Localized::fixed(
        "look at the path, and at what `exclude` and `.gitignore` leave out",
        "hãy xem lại đường dẫn và những gì `exclude`, `.gitignore` loại trừ",
    ))
}

/// Nobody who holds the lock can panic half way through a change.
fn lock(shared: &Mutex<Search>) -> MutexGuard<'_, Search> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The end of the name of a side file, which states what a BPMN diagram lacks.
pub const SIDE_FILE: &str = "qms.toml";

/// Whether a file states what a diagram lacks, by its name.
fn is_side_file(path: &Path) -> bool {
    let name = path.to_string_lossy().to_ascii_lowercase();
    name.ends_with(&format!(".{SIDE_FILE}"))
}

/// The diagram that reads a side file.
fn diagram_of(side_file: &Path) -> Option<PathBuf> {
    let is_its = |diagram: &Path| {
        has_extension(diagram, "bpmn") && diagram.with_extension(SIDE_FILE) == side_file
    };
    let diagram = named_as(side_file);
    if is_its(&diagram) && diagram.exists() {
        return Some(diagram);
    }
    // The ending of the diagram may be written otherwise.
    let beside = std::fs::read_dir(side_file.parent()?).ok()?.flatten();
    let mut beside = beside.map(|entry| entry.path());
    beside.find(|path| is_its(path))
}

/// What the diagram of a side file is called.
fn named_as(side_file: &Path) -> PathBuf {
    side_file.with_extension("").with_extension("bpmn")
}

/// What is wrong with a side file that no diagram reads.
fn without_diagram(side_file: &Path) -> Option<Problem> {
    if diagram_of(side_file).is_some() {
        return None;
    }
    let diagram = named_as(side_file);
    let name = diagram.file_name().map(text_of).unwrap_or_default();
    let message = if diagram.exists() {
        other_letters(&name)
    } else {
        no_diagram(&name)
    };
    let problem = Problem::new(ProblemKind::MatchesNothing, Span::default(), message);
    Some(problem.help(Localized::fixed(
        "a side file lies beside its diagram and has its name, with `.qms.toml` for `.bpmn`",
        "tệp bổ sung nằm cạnh sơ đồ và mang tên của sơ đồ, với `.qms.toml` thay cho `.bpmn`",
    )))
}

/// Whether a TOML text has a table of a process file, looked at line by line, so that a file with errors counts, too.
/// Text between `"""` or `'''` does not count: rule files hold whole processes there. O(bytes).
pub fn states_a_process(text: &[u8]) -> bool {
    // Enough for `[[step]]`.
    const TOLD_BY: usize = 4;
    let text = String::from_utf8_lossy(text);
    let source = toml_parser::Source::new(&text);
    let mut line: Vec<(TokenKind, &str)> = Vec::new();
    let mut above_tables = true;
    // The answer nearly always stands in the first line.
    for token in source.lex() {
        match token.kind() {
            TokenKind::Whitespace | TokenKind::Comment => {}
            TokenKind::Newline | TokenKind::Eof => {
                if begins_a_process(&line, above_tables) {
                    return true;
                }
                above_tables &= !matches!(line.first(), Some((TokenKind::LeftSquareBracket, _)));
                line.clear();
            }
            kind if line.len() < TOLD_BY => {
                let raw = source.get(token).map_or("", |raw| raw.as_str());
                line.push((kind, raw));
            }
            _ => {}
        }
    }
    false
}

/// The key that a token writes, if it is one.
fn key_of((kind, raw): (TokenKind, &str)) -> Option<&str> {
    match kind {
        TokenKind::BasicString => Some(raw.trim_matches('"')),
        TokenKind::LiteralString => Some(raw.trim_matches('\'')),
        TokenKind::Atom => Some(raw),
        _ => None,
    }
}

/// Whether a line, by its first tokens, is of a process file; it may break off.
fn begins_a_process(line: &[(TokenKind, &str)], above_tables: bool) -> bool {
    use TokenKind::{Dot, Equals, LeftSquareBracket as Open, RightSquareBracket as Close};
    let is = |key: &str, token| key_of(token) == Some(key);
    let follows = |then: &[(TokenKind, &str)], kinds: &[TokenKind]| {
        then.first().is_none_or(|(kind, _)| kinds.contains(kind))
    };
    // A header in letters of other case, or `process` with one wrong letter, is meant so, and wrong: that shall be said.
    let heads = |key: &str, wrong: usize, token| {
        key_of(token).is_some_and(|found| {
            strsim::damerau_levenshtein(&found.to_ascii_lowercase(), key) <= wrong
        })
    };
    match line {
        [(Open, _), (Open, _), key, then @ ..] => heads("step", 0, *key) && follows(then, &[Close]),
        [(Open, _), key, then @ ..] => heads("process", 1, *key) && follows(then, &[Close, Dot]),
        [key, then @ ..] if above_tables => {
            is("process", *key) && follows(then, &[Equals, Dot])
                || is("step", *key) && follows(then, &[Equals])
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::states_a_process;

    #[test]
    fn process_files_are_told_from_others() {
        for (text, is) in [
            ("[process]\ncode = 'x'", true),
            ("# note\r\n[process]\r\n", true),
            ("[[step]]\nname = 'x'", true),
            ("[process.approval]", true),
            ("[ process ]", true),
            ("[process", true),
            ("process.code = 'x'", true),
            ("process = { code = 'x' }", true),
            ("['process']", true),
            ("[[\"step\"]]", true),
            ("\"process\".code = 'x'", true),
            ("step = [{ name = 'x' }]", true),
            ("[x]\nstep = 1", false),
            (
                "[[rule]]\n[[rule.example]]\nprocess = \"\"\"\n[process]\n\"\"\"\n",
                false,
            ),
            (
                "[[rule]]\n[[rule.example]]\nprocess = '''\n[process]\n'''\n",
                false,
            ),
            ("x = \"\"\"one line\"\"\"\n[process]\n", true),
            ("[Process]\n", true),
            ("[[STEP]]\n", true),
            ("Process = 1\n", false),
            ("[proces]\n[[stpe]]\n", true),
            ("[porcess.approval]\n", true),
            ("[processes]\n", false),
            ("[progress]\n", false),
            ("[[procedure]]\nid = 'x'\n", false),
            ("# \"\"\"\n[process]\n", true),
            ("x = 1 # \"\"\"\n[process]\n", true),
            ("x = \"#\" # '''\n[process]\n", true),
            ("x = \"\"\"\n# \"\"\"\n[process]\n", true),
            ("x = \"\"\"\n\\\"\"\"\n[process]\n\"\"\"\n", false),
            ("x = \"broken\n[process]\n", true),
            ("\u{feff}[process]\n", true),
            ("\u{feff}# note\n", false),
            ("", false),
        ] {
            assert_eq!(states_a_process(text.as_bytes()), is, "{text}");
        }
    }
}
