//! Paths → files that may be processes, sorted and each once.
//!
//! A file that is named is always read as a process. In a folder, hidden and ignored files stay out as in git, and of the
//! TOML files only those are processes that have a `process` table or steps: packs, regulations, organisation and
//! configuration lie beside processes and are no processes. The walk is sequential: a parallel one costs more than it saves.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ignore::WalkBuilder;

use super::configurations::Configurations;
use super::files::{cannot_open, display_name};
use super::paths::absolute;
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
    /// Paths that cannot be looked at, by name.
    pub problems: Vec<(String, Problem)>,
}

/// The name that reports give standard input.
pub const STDIN: &str = "<stdin>";

/// Look for files and for the configuration of each; what one excludes stays out, unless it is named itself.
pub fn discover(paths: &[PathBuf], configurations: &mut Configurations) -> Found {
    let mut found = Found::default();
    for path in paths {
        let index = configurations.of_path(path);
        if path == Path::new("-") {
            found.files.insert(STDIN.to_owned(), (Origin::Stdin, index));
        } else if path.is_dir() {
            walk(path, index, configurations, &mut found);
            configurations.walked(path);
        } else {
            let origin = Origin::Named(path.clone());
            found.files.insert(display_name(path), (origin, index));
        }
    }
    found
}

/// `base` is the index of the configuration that holds for the folder.
fn walk(folder: &Path, base: usize, configurations: &mut Configurations, found: &mut Found) {
    // The walk asks before it looks into a folder, and its filter must own what it asks.
    let shared = Arc::new(Mutex::new(std::mem::take(configurations)));
    let asked = Arc::clone(&shared);
    let walk = WalkBuilder::new(folder)
        .require_git(false)
        .sort_by_file_name(Ord::cmp)
        .filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            entry.depth() == 0 || !lock(&asked).exclude(entry.path(), is_folder, base)
        })
        .build();
    for entry in walk {
        match entry {
            Ok(entry) => {
                let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
                if is_file && has_known_extension(entry.path()) {
                    let name = display_name(entry.path());
                    let index = lock(&shared).of_file(entry.path());
                    let origin = Origin::Walked(entry.into_path());
                    found.files.entry(name).or_insert((origin, index));
                }
            }
            Err(error) => {
                let text = error.to_string();
                let error = error
                    .into_io_error()
                    .unwrap_or_else(|| std::io::Error::other(text));
                found
                    .problems
                    .push((display_name(folder), cannot_open(&error)));
            }
        }
    }
    *configurations = std::mem::take(&mut lock(&shared));
}

/// The folders among the paths that were named, in which none of the files lies that are processes: `files` are their names.
/// Where there is no file at all, nothing was checked, which is said elsewhere. O(folders × files).
pub fn folders_without_process(paths: &[PathBuf], files: &[&str]) -> Vec<(String, Problem)> {
    let folders = paths.iter().filter(|path| path.is_dir());
    let empty = folders.filter(|folder| {
        let folder = absolute(folder);
        let lies_in = |file: &&str| absolute(Path::new(file)).starts_with(&folder);
        !files.is_empty() && !files.iter().any(lies_in)
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
fn lock(shared: &Mutex<Configurations>) -> MutexGuard<'_, Configurations> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The end of the name of a side file, which states what a BPMN diagram lacks.
pub const SIDE_FILE: &str = "qms.toml";

fn has_known_extension(path: &Path) -> bool {
    let is_side_file = path
        .to_str()
        .is_some_and(|path| path.ends_with(&format!(".{SIDE_FILE}")));
    !is_side_file
        && path
            .extension()
            .is_some_and(|extension| extension == "toml" || extension == "bpmn")
}

/// Whether a TOML text has a table of a process file, looked at line by line, so that a file with errors counts, too.
/// Text between `"""` or `'''` does not count: rule files hold whole processes there. O(bytes).
pub fn states_a_process(text: &[u8]) -> bool {
    let mut open: Option<&str> = None;
    let mut above_tables = true;
    // Line by line: the answer nearly always stands in the first one.
    for line in text
        .split(|byte| *byte == b'\n')
        .map(String::from_utf8_lossy)
    {
        let line = line.trim();
        if open.is_none() {
            if line.starts_with('#') {
                continue;
            }
            if let Some(header) = line.strip_prefix('[') {
                above_tables = false;
                let of_list = header.strip_prefix('[');
                if is_key(header, "process", &[']', '.'])
                    || of_list.is_some_and(|header| is_key(header, "step", &[']']))
                {
                    return true;
                }
            } else if above_tables && is_key(line, "process", &['=', '.']) {
                return true;
            }
        }
        open = open_quote_after(line, open);
    }
    false
}

/// The key, then one of the characters that may follow it or the end of a broken line.
fn is_key(line: &str, key: &str, then: &[char]) -> bool {
    line.trim_start().strip_prefix(key).is_some_and(|rest| {
        let rest = rest.trim_start();
        rest.is_empty() || rest.starts_with(then)
    })
}

/// The quote of a text of several lines that is still open at the end of a line.
fn open_quote_after<'q>(line: &str, mut open: Option<&'q str>) -> Option<&'q str> {
    let mut rest = line;
    loop {
        let quotes = match open {
            Some(quote) => vec![quote],
            None => vec!["\"\"\"", "'''"],
        };
        let next = quotes
            .into_iter()
            .filter_map(|quote| Some((rest.find(quote)?, quote)))
            .min();
        let Some((at, quote)) = next else {
            return open;
        };
        open = if open.is_some() { None } else { Some(quote) };
        rest = rest.get(at + quote.len()..).unwrap_or_default();
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
            (
                "[[rule]]\n[[rule.example]]\nprocess = \"\"\"\n[process]\n\"\"\"\n",
                false,
            ),
            (
                "[[rule]]\n[[rule.example]]\nprocess = '''\n[process]\n'''\n",
                false,
            ),
            ("x = \"\"\"one line\"\"\"\n[process]\n", true),
            ("[processes]\n", false),
            ("[[procedure]]\nid = 'x'\n", false),
            ("# \"\"\"\n[process]\n", true),
            ("", false),
        ] {
            assert_eq!(states_a_process(text.as_bytes()), is, "{text}");
        }
    }
}
