//! Which `qmslint.toml` holds for which file: the nearest one upward of it.
//!
//! Configurations do not add up: each says all that holds for the files below it that have no nearer one. Only what a
//! configuration excludes stays out whatever a nearer one says, because an excluded folder is not looked into.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::criteria::no_such_path;
use super::files::{display_name, read_file};
use super::paths::{absolute, has_source_extension, plain, real, relative};
use crate::messages::Localized;
use crate::read::config::{Config, read_config};
use crate::read::problem::{Problem, ProblemKind};
use crate::report::LeftOut;

/// The name of the configuration file.
pub const CONFIG: &str = "qmslint.toml";

/// The paths that are checked: those that were named, else those of the configuration that holds for the working folder, else
/// that folder. One of the configuration that is not there is a problem of it, so it is left out here.
pub fn checked_paths(named: &[PathBuf]) -> Vec<PathBuf> {
    if !named.is_empty() {
        return named.iter().map(|path| plain(path)).collect();
    }
    let here = Path::new(".");
    let of_configuration = configured_paths(here).into_iter();
    // Named as somebody would who stands here, so that reports and fingerprints are the same.
    let as_seen = of_configuration.map(|path| {
        let seen = PathBuf::from(relative(here, &path));
        if seen.exists() { seen } else { path }
    });
    as_seen.collect()
}

/// The paths of the configuration that holds for a folder, else the folder.
pub fn configured_paths(folder: &Path) -> Vec<PathBuf> {
    let mut configurations = Configurations::default();
    let index = configurations.of_folder(folder);
    let configuration = configurations.all.get(index);
    let of_configuration = configuration.map(Configuration::paths).unwrap_or_default();
    if of_configuration.is_empty() {
        vec![folder.to_owned()]
    } else {
        of_configuration
    }
}

/// One configuration file, or what holds without one.
#[derive(Debug)]
pub struct Configuration {
    /// The folder for whose files it holds; empty without a file.
    pub root: PathBuf,
    /// The name and text of the file; none without one.
    pub file: Option<(String, String)>,
    /// What it says.
    pub config: Config,
    /// What could not be understood of it.
    pub problems: Vec<Problem>,
    excluded: Gitignore,
    /// The same without the patterns that take something in again.
    excluded_at_first: Gitignore,
    /// Whether every file for which it may hold was looked for.
    is_walked: bool,
    /// The patterns that left something out, as they are written.
    used: BTreeSet<String>,
}

/// The configurations of a run.
#[derive(Debug, Default)]
pub struct Configurations {
    all: Vec<Configuration>,
    /// Index of each by its file.
    known: HashMap<Option<PathBuf>, usize>,
    /// Index of the one that holds for the files of a folder.
    of_folder: HashMap<PathBuf, usize>,
    /// Whether none is looked for.
    are_none: bool,
    left_out: Option<LeftOut>,
}

impl Configurations {
    /// Those of files that are read by themselves: none.
    pub fn none() -> Self {
        Self {
            are_none: true,
            ..Self::default()
        }
    }

    /// The configurations that hold for these paths. That of the first path is the first.
    pub fn above(paths: &[PathBuf]) -> Self {
        let mut configurations = Self::default();
        for path in paths {
            configurations.of_path(path);
        }
        configurations
    }

    /// All of them, in the order in which they were met: there is one at least.
    pub fn into_all(mut self) -> Vec<Configuration> {
        if self.all.is_empty() {
            self.index(None);
        }
        for configuration in &mut self.all {
            let unused: Vec<Problem> = configuration.unused().collect();
            configuration.problems.extend(unused);
        }
        self.all
    }

    /// Index of the one that holds for a path that was named: a folder, a file, or `-` for standard input.
    pub fn of_path(&mut self, path: &Path) -> usize {
        if path == Path::new("-") {
            self.of_folder(Path::new("."))
        } else if path.is_dir() {
            self.of_folder(path)
        } else {
            self.of_file(path)
        }
    }

    /// Index of the one that holds for a file.
    pub fn of_file(&mut self, file: &Path) -> usize {
        match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => self.of_folder(folder),
            _ => self.of_folder(Path::new(".")),
        }
    }

    fn of_folder(&mut self, folder: &Path) -> usize {
        if self.are_none {
            return self.index(None);
        }
        if let Some(index) = self.of_folder.get(folder) {
            return *index;
        }
        let whole = absolute(folder);
        let mut index = None;
        for above in whole.ancestors() {
            let file = above.join(CONFIG);
            index = self.of_folder.get(above).copied();
            // One that cannot be read (a link to nothing, a folder) is a problem, and not the same as none.
            if index.is_none() && std::fs::symlink_metadata(&file).is_ok() {
                index = Some(self.index(Some(file)));
            }
            if index.is_some() {
                break;
            }
        }
        let index = index.unwrap_or_else(|| self.index(None));
        self.of_folder.insert(folder.to_owned(), index);
        self.of_folder.insert(whole, index);
        index
    }

    fn index(&mut self, file: Option<PathBuf>) -> usize {
        if let Some(index) = self.known.get(&file) {
            return *index;
        }
        self.all.push(
            file.as_deref()
                .map_or_else(Configuration::none, Configuration::read),
        );
        self.known.insert(file, self.all.len() - 1);
        self.all.len() - 1
    }

    /// Note that every file of a folder was looked for.
    pub fn walked(&mut self, folder: &Path) {
        let folder = absolute(folder);
        for configuration in &mut self.all {
            configuration.is_walked |=
                configuration.file.is_some() && configuration.root.starts_with(&folder);
        }
    }

    /// What was left out, for telling why nothing is there: a folder that was named, else the first file or folder in one.
    pub fn left_out(&mut self) -> Option<LeftOut> {
        self.left_out.take()
    }

    /// Whether a folder that was named lies in what the configuration leaves out that holds for it.
    pub fn exclude_named(&mut self, folder: &Path, index: usize) -> bool {
        let Some(configuration) = self.all.get_mut(index) else {
            return false;
        };
        let (whole, root) = (absolute(folder), configuration.root.clone());
        let mut inside = whole.ancestors().take_while(|around| *around != root);
        if !whole.starts_with(&root) {
            return false;
        }
        let pattern = inside.find_map(|around| configuration.leaves_out(around, true));
        let Some(pattern) = pattern else {
            return false;
        };
        self.left_out = Some(configuration.left_out(&whole, pattern));
        true
    }

    /// Whether a path found in a folder is left out: by the configuration that holds there, or by one above it up to the
    /// `base`, which holds for the folder that was named.
    pub fn exclude(&mut self, path: &Path, is_folder: bool, base: usize) -> bool {
        let mut index = self.of_file(path);
        loop {
            let Some(configuration) = self.all.get_mut(index) else {
                return false;
            };
            if let Some(pattern) = configuration.leaves_out(path, is_folder) {
                if self.left_out.is_none() && (is_folder || has_source_extension(path)) {
                    self.left_out = Some(configuration.left_out(path, pattern));
                }
                return true;
            }
            let above = configuration.root.parent().map(Path::to_owned);
            match above {
                Some(above) if index != base => index = self.of_folder(&above),
                _ => return false,
            }
        }
    }
}

impl Configuration {
    /// The files and folders that it names.
    pub fn files(&self) -> impl Iterator<Item = PathBuf> {
        self.config.names().map(|name| self.root.join(name))
    }

    /// The first file or folder in `folder` that it names by its whole path: its own name, and that path.
    pub fn named_whole_in(&self, folder: &Path) -> Option<(&str, &str)> {
        let (file, _) = self.file.as_ref()?;
        let paths = self
            .config
            .check
            .paths
            .iter()
            .map(|path| path.value.as_str());
        let mut names = self.config.names().chain(paths);
        let name = names.find(|name| {
            let path = Path::new(name);
            path.is_absolute() && (path.starts_with(folder) || real(path).starts_with(folder))
        });
        Some((file.as_str(), name?))
    }

    /// What holds without a file.
    pub fn none() -> Self {
        Self {
            root: PathBuf::new(),
            file: None,
            config: Config::default(),
            problems: Vec::new(),
            excluded: Gitignore::empty(),
            excluded_at_first: Gitignore::empty(),
            is_walked: false,
            used: BTreeSet::new(),
        }
    }

    fn read(path: &Path) -> Self {
        let root = path.parent().map_or_else(PathBuf::new, Path::to_owned);
        let (text, mut problems) = read_file(path).text();
        let (config, found) = read_config(&text);
        problems.extend(found);
        let mut patterns = GitignoreBuilder::new(&root);
        let mut at_first = GitignoreBuilder::new(&root);
        for pattern in &config.check.exclude {
            if !pattern.value.starts_with('!') {
                // One that is no pattern is reported below.
                let _ = at_first.add_line(None, &pattern.value);
            }
            if patterns.add_line(None, &pattern.value).is_err() {
                let message =
                    Localized::fixed("this is no pattern", "mẫu đường dẫn này không hợp lệ");
                let problem = Problem::new(ProblemKind::BadValue, pattern.span, message);
                problems.push(problem.help(Localized::fixed(
                    "write it as in `.gitignore`: `old/`, `*-draft.toml`",
                    "hãy viết như trong `.gitignore`: `old/`, `*-draft.toml`",
                )));
            }
        }
        let absent = config.check.paths.iter();
        let absent = absent.filter(|path| !root.join(path.value.as_str()).exists());
        problems.extend(absent.map(no_such_path));
        Self {
            excluded: patterns.build().unwrap_or_else(|_| Gitignore::empty()),
            excluded_at_first: at_first.build().unwrap_or_else(|_| Gitignore::empty()),
            is_walked: false,
            used: BTreeSet::new(),
            root,
            file: Some((display_name(path), text)),
            config,
            problems,
        }
    }

    /// What is checked where nothing is named on the command line, as far as it is there.
    fn paths(&self) -> Vec<PathBuf> {
        let paths = self.config.check.paths.iter();
        let paths = paths.map(|path| self.root.join(path.value.as_str()));
        paths.filter(|path| path.exists()).collect()
    }

    /// What it leaves out by a pattern.
    fn left_out(&self, path: &Path, pattern: String) -> LeftOut {
        let name = self.file.as_ref().map(|(name, _)| name.clone());
        LeftOut {
            path: relative(&self.root, path),
            pattern,
            configuration: name.unwrap_or_default(),
        }
    }

    /// The pattern by which a path is left out.
    fn leaves_out(&mut self, path: &Path, is_folder: bool) -> Option<String> {
        if self.excluded.is_empty() {
            return None;
        }
        let path = absolute(path);
        let matched = self.excluded.matched(&path, is_folder);
        // What takes something in again does so only where another pattern left it out.
        let is_used = match &matched {
            Match::None => false,
            Match::Ignore(_) => true,
            Match::Whitelist(_) => self.excluded_at_first.matched(&path, is_folder).is_ignore(),
        };
        if let (true, Match::Ignore(glob) | Match::Whitelist(glob)) = (is_used, &matched) {
            self.used.insert(glob.original().to_owned());
        }
        match matched {
            Match::Ignore(glob) => Some(glob.original().to_owned()),
            Match::None | Match::Whitelist(_) => None,
        }
    }

    /// The patterns that leave nothing out, where every file was looked for that they may be about.
    fn unused(&self) -> impl Iterator<Item = Problem> {
        let patterns = self.config.check.exclude.iter();
        let patterns = patterns.filter(|_| self.is_walked);
        let unused = patterns.filter(|pattern| !self.used.contains(pattern.value.as_str()));
        unused.map(|pattern| {
            Problem::new(
                ProblemKind::MatchesNothing,
                pattern.span,
                if pattern.value.starts_with('!') {
                    takes_nothing_in(&pattern.value)
                } else {
                    leaves_nothing_out(&pattern.value)
                },
            )
            .help(Localized::fixed(
                "correct it, or remove it: what is not there need not be left out",
                "hãy sửa lại hoặc bỏ đi: không có tệp nào cần loại trừ",
            ))
        })
    }
}

crate::texts! {
    fn takes_nothing_in(pattern: &str) {
        en: "the pattern `{pattern}` takes nothing in again that another one leaves out",
        vi: "mẫu `{pattern}` không đưa lại tệp nào mà mẫu khác loại trừ",
    }
    fn leaves_nothing_out(pattern: &str) {
        en: "the pattern `{pattern}` leaves nothing out",
        vi: "mẫu `{pattern}` không loại trừ tệp nào",
    }
}
