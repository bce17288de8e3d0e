//! The rule packs of a configuration: those it names, those of `--rules`, those that any of them extends, and whether each
//! is the one it was pinned to.
//!
//! A pack in the binary is known by its name, any other one by its folder. A pack that is not what was pinned is reported
//! and used all the same: the exit code says that the run does not count, the findings say why it matters.

use std::path::{Path, PathBuf};
use std::slice;

use ignore::WalkBuilder;
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::criteria::Loader;
use super::discover::unwalked;
use super::files::display_name;
use super::paths::{has_extension, text_of};
use crate::checks::RuleCheck;
use crate::messages::Localized;
use crate::model::name::nearest;
use crate::read::config::Config;
use crate::read::embedded::{EmbeddedPack, embedded_packs};
use crate::read::pack::{Pack, PackFile, read_embedded, read_pack};
use crate::read::problem::{Problem, ProblemKind};
use crate::report::hexadecimal;
use crate::rule::PackHeader;
use crate::rule::reference::PackReference;
use crate::rule::regulation::Regulated;
use crate::source::{Place, Source, SourceId, Sources, Span, Spanned};

/// The pack of the binary with the rules about waivers.
const WAIVERS: &str = "waivers";
/// The file of a pack that says what it is.
const HEADER: &str = "pack.toml";

/// The packs of one configuration.
#[derive(Default)]
pub struct Packs {
    /// Each with where it came from, in the order in which their rules are run.
    pub loaded: Vec<LoadedPack>,
    /// The rules of all of them.
    pub rules: Vec<RuleCheck>,
    /// The regulations of all of them.
    pub regulations: Vec<Regulated>,
}

/// A pack that is in force, without its rules.
#[derive(Clone, Debug)]
pub struct LoadedPack {
    /// Name, version, standard.
    pub header: PackHeader,
    /// Path inside the pack and id of each of its files, sorted by path.
    pub files: Vec<(String, SourceId)>,
    /// Its folder; none where it is in the binary.
    pub folder: Option<PathBuf>,
    /// Why it is in force.
    pub because: Because,
    /// Whether its version or its hash is pinned.
    pub is_pinned: bool,
}

/// Why a pack is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// Nothing is said, and it is in the binary.
    Default,
    /// A configuration names it, or another pack extends it, here.
    Named(Place),
    /// `--rules` names its folder.
    Asked,
    /// It is always in force.
    Always,
}

/// A pack as it was read, before a configuration has it.
#[derive(Clone)]
pub struct ReadPack {
    pack: Pack,
    files: Vec<(String, SourceId)>,
    folder: Option<PathBuf>,
}

impl LoadedPack {
    /// The SHA-256 of its files, in hexadecimal: that of the list which `sha256sum` prints of them, sorted by path
    /// (`<SHA-256>  <path inside the pack>`, one line each), with line ends as on Unix and without byte order marks, so that
    /// it is the same on every system. O(bytes).
    pub fn sha256(&self, sources: &Sources) -> String {
        let mut list = Sha256::new();
        for (path, id) in &self.files {
            let text = sources.get(*id).map_or("", Source::text);
            let of_file = if text.contains('\r') {
                Sha256::digest(text.replace("\r\n", "\n"))
            } else {
                Sha256::digest(text)
            };
            list.update(format!("{}  {path}\n", hexadecimal(&of_file)));
        }
        hexadecimal(&list.finalize())
    }

    /// Its name; the name of its folder where it states none.
    pub fn name(&self) -> String {
        let stated = self.header.name.as_str();
        match &self.folder {
            Some(folder) if stated.is_empty() => display_name(folder),
            _ => stated.to_owned(),
        }
    }
}

impl Packs {
    /// A pack of `--rules` takes the place of the one in the binary that has its name; any other pack of a name that is taken
    /// stays out, which the problem says.
    fn add(&mut self, read: ReadPack, because: Because) -> Option<(SourceId, Problem)> {
        let ReadPack {
            pack,
            files,
            folder,
        } = read;
        let name = &pack.header.name.value;
        let same_name = |known: &LoadedPack| known.header.name.value == *name;
        if !name.as_str().is_empty()
            && let Some(at) = self.loaded.iter().position(same_name)
        {
            let known = self.loaded.get(at)?;
            if because != Because::Asked || known.folder.is_some() {
                let header = files.iter().find(|(path, _)| path == HEADER);
                let (source, span) = match (because, known.because) {
                    (Because::Named(place), _) | (_, Because::Named(place)) => {
                        (place.source, place.span)
                    }
                    _ => (header?.1, pack.header.name.span),
                };
                let (first, second) = (whose(known.folder.as_deref()), whose(folder.as_deref()));
                let message = one_name(name.as_str(), &first, &second);
                let problem = Problem::new(ProblemKind::DuplicateId, span, message);
                return Some((source, problem.help(rename())));
            }
            let replaced = self.loaded.remove(at).files;
            let is_replaced = |source: SourceId| replaced.iter().any(|(_, id)| *id == source);
            self.rules
                .retain(|known| !is_replaced(known.rule.place.source));
            self.regulations.retain(|known| !is_replaced(known.source));
        }
        self.loaded.push(LoadedPack {
            header: pack.header,
            files,
            folder,
            because,
            is_pinned: false,
        });
        self.rules.extend(pack.rules);
        self.regulations.extend(pack.regulations);
        None
    }

    fn of_folder(&self, folder: &Path) -> Option<usize> {
        let is_it = |pack: &LoadedPack| {
            pack.folder
                .as_deref()
                .is_some_and(|own| is_one(own, folder))
        };
        self.loaded.iter().position(is_it)
    }

    /// The pack of the binary, or the one of `--rules` that took its place.
    fn of_binary(&self, name: &str) -> Option<usize> {
        let is_it = |pack: &LoadedPack| {
            let may_be = pack.folder.is_none() || pack.because == Because::Asked;
            may_be && pack.header.name.as_str() == name
        };
        self.loaded.iter().position(is_it)
    }
}

/// Where a pack comes from, in the reader's words.
fn whose(folder: Option<&Path>) -> Localized {
    match folder {
        Some(folder) => Localized::same(display_name(folder)),
        None => Localized::fixed("the one in the binary", "bộ có sẵn trong chương trình"),
    }
}

/// Whether two paths are one folder.
fn is_one(a: &Path, b: &Path) -> bool {
    whole(a) == whole(b)
}

fn whole(folder: &Path) -> PathBuf {
    std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned())
}

impl Loader {
    /// The packs of the configuration, else those of the binary, then the folders; then those that any of them extends.
    pub fn packs(
        &mut self,
        config: &Config,
        config_id: Option<SourceId>,
        root: &Path,
        folders: &[PathBuf],
        into: &mut Packs,
    ) {
        let embedded = embedded_packs();
        match (&config.check.packs, config_id) {
            (Some(named), Some(id)) => {
                for reference in named {
                    self.named(reference, (id, Some(root)), &embedded, into);
                }
            }
            _ => self.embedded(&embedded, Because::Default, into),
        }
        for folder in folders {
            if into.of_folder(folder).is_none() {
                self.folder(folder, Because::Asked, into);
            }
        }
        // Waivers are held in order whatever else is checked.
        let about_waivers = embedded.iter().find(|pack| pack.name == WAIVERS);
        if let Some(pack) = about_waivers
            && into.of_binary(WAIVERS).is_none()
        {
            self.embedded(slice::from_ref(pack), Because::Always, into);
        }
        self.extended(&embedded, into);
    }

    /// Loading a pack may name further ones; each is loaded once, so this ends.
    fn extended(&mut self, embedded: &[EmbeddedPack<'static>], into: &mut Packs) {
        let mut next = 0;
        while let Some(pack) = into.loaded.get(next).cloned() {
            next += 1;
            let header = pack.files.iter().find(|(path, _)| path == HEADER);
            let Some((_, id)) = header else { continue };
            for reference in &pack.header.extends {
                self.named(reference, (*id, pack.folder.as_deref()), embedded, into);
            }
        }
    }

    /// Load the pack that a file in a folder names, unless it is there already, and hold it to what it is pinned to.
    fn named(
        &mut self,
        reference: &Spanned<PackReference>,
        (file, base): (SourceId, Option<&Path>),
        embedded: &[EmbeddedPack<'static>],
        into: &mut Packs,
    ) {
        let name = reference.pack.value.as_str();
        let span = PackReference::name_span(reference);
        if name.trim().is_empty() {
            return self.report(file, vec![no_name(reference.span)]);
        }
        let because = Because::Named(Place { source: file, span });
        let in_binary = embedded.iter().find(|pack| pack.name == name);
        let folder = base.map(|base| base.join(name));
        let folder = folder.filter(|folder| folder.is_dir());
        let at = match (in_binary, folder) {
            (Some(pack), _) => into.of_binary(name).or_else(|| {
                self.embedded(slice::from_ref(pack), because, into);
                into.of_binary(name)
            }),
            (None, Some(folder)) => into.of_folder(&folder).or_else(|| {
                self.folder(&folder, because, into);
                into.of_folder(&folder)
            }),
            (None, None) => return self.report(file, vec![no_such_pack(name, span, embedded)]),
        };
        let Some(pack) = at.and_then(|at| into.loaded.get_mut(at)) else {
            return;
        };
        pack.is_pinned |= reference.is_pinned();
        let problems = against_pin(reference, pack, &self.sources);
        self.report(file, problems);
    }

    /// Load packs of the binary. Those that were not read yet are read at the same time.
    fn embedded(&mut self, packs: &[EmbeddedPack<'static>], because: Because, into: &mut Packs) {
        let mut unread = Vec::new();
        for pack in packs {
            let key = PathBuf::from(pack.name);
            if !self.read.contains_key(&key) {
                unread.push((key, pack, pack.add_to(&mut self.sources)));
            }
        }
        let read = unread.into_par_iter().map(|(key, pack, ids)| {
            let (read, problems) = read_embedded(pack, &ids);
            let names = pack.files.iter().map(|file| file.path.to_string());
            let read = ReadPack {
                pack: read,
                files: names.zip(ids).collect(),
                folder: None,
            };
            (key, read, problems)
        });
        for (key, read, problems) in read.collect::<Vec<_>>() {
            self.problems.extend(problems);
            self.read.insert(key, read);
        }
        for pack in packs {
            self.put(Path::new(pack.name), because, into);
        }
    }

    /// Load the pack of a folder.
    pub fn folder(&mut self, folder: &Path, because: Because, into: &mut Packs) {
        // A folder is known by its whole path, which no name of a pack in the binary is.
        let key = whole(folder);
        if self.read.contains_key(&key) {
            return self.put(&key, because, into);
        }
        let mut paths: Vec<(String, PathBuf)> = Vec::new();
        for file in files_of_pack(folder) {
            let path = match file {
                Ok(path) => path,
                Err(error) => {
                    let (name, problem) = unwalked(error, folder);
                    let id = self.sources.add(Source::new(name, ""));
                    self.report(id, vec![problem]);
                    continue;
                }
            };
            let inside = path.strip_prefix(folder).unwrap_or(&path);
            let parts: Vec<String> = inside
                .iter()
                .map(|part| text_of(part).into_owned())
                .collect();
            paths.push((parts.join("/"), path));
        }
        paths.sort();
        if paths.is_empty() {
            let id = self.sources.add(Source::new(display_name(folder), ""));
            return self.report(id, vec![no_rules_there()]);
        }
        let files: Vec<(String, SourceId)> = paths
            .into_iter()
            .map(|(inside, path)| (inside, self.file(&path).0))
            .collect();
        let texts = files.iter().map(|(path, id)| {
            let text = self.sources.get(*id).map_or("", Source::text);
            PackFile::new(*id, path, text)
        });
        let (pack, problems) = read_pack(&texts.collect::<Vec<_>>());
        self.problems.extend(problems);
        let read = ReadPack {
            pack,
            files,
            folder: Some(folder.to_owned()),
        };
        self.read.insert(key.clone(), read);
        self.put(&key, because, into);
    }

    /// Put a pack that was read in force; it stays known where other configurations may want it, too.
    fn put(&mut self, key: &Path, because: Because, into: &mut Packs) {
        let read = if self.shares {
            self.read.get(key).cloned()
        } else {
            self.read.remove(key)
        };
        self.problems
            .extend(read.and_then(|read| into.add(read, because)));
    }
}

/// The files of the pack in a folder, and what could not be looked into; nothing where there is no folder. Everything that lies
/// there is of the pack, whatever git ignores; hidden files are not.
pub fn files_of_pack(folder: &Path) -> impl Iterator<Item = Result<PathBuf, ignore::Error>> {
    let mut walk = WalkBuilder::new(folder);
    let walk = walk.standard_filters(false).hidden(true).follow_links(true);
    let entries = folder.is_dir().then(|| walk.build());
    let paths = entries
        .into_iter()
        .flatten()
        .map(|entry| Ok(entry?.into_path()));
    paths.filter(|path| {
        path.as_ref()
            .map_or(true, |path| has_extension(path, "toml") && path.is_file())
    })
}

/// What differs between a pack and what it is pinned to.
fn against_pin(reference: &PackReference, pack: &LoadedPack, sources: &Sources) -> Vec<Problem> {
    let mut problems = Vec::new();
    let name = pack.name();
    let version = pack.header.version.value.as_str();
    if let Some(pinned) = &reference.version
        && pinned.value != version
    {
        let (message, help) = if version.is_empty() {
            (no_version(&name), state_version(&pinned.value))
        } else {
            (
                other_version(&name, version, &pinned.value),
                write_version(version, &pinned.value),
            )
        };
        problems.push(Problem::new(ProblemKind::PinMismatch, pinned.span, message).help(help));
    }
    if let Some(pinned) = &reference.sha256 {
        let sha256 = pack.sha256(sources);
        let is_hash = pinned.len() == sha256.len() && pinned.chars().all(|c| c.is_ascii_hexdigit());
        if !is_hash {
            let problem = Problem::new(ProblemKind::BadValue, pinned.span, no_hash());
            problems.push(problem.help(write_hash(&sha256)));
        } else if !pinned.eq_ignore_ascii_case(&sha256) {
            let message = other_content(&name, &sha256);
            let problem = Problem::new(ProblemKind::PinMismatch, pinned.span, message);
            problems.push(problem.help(write_hash_once_looked_at(&sha256)));
        }
    }
    problems
}

fn no_rules_there() -> Problem {
    let message = Localized::fixed(
        "this is not a folder with rule files",
        "đây không phải thư mục chứa tệp quy tắc",
    );
    Problem::new(ProblemKind::Unreadable, Span::default(), message)
}

fn no_name(span: Span) -> Problem {
    let message = Localized::fixed("`pack` is missing here", "thiếu `pack` ở đây");
    let help = Localized::fixed(
        "write `pack = \"…\"`: the name of a pack, or its folder",
        "hãy ghi `pack = \"…\"`: tên bộ quy tắc hoặc thư mục của nó",
    );
    Problem::new(ProblemKind::MissingKey, span, message).help(help)
}

fn no_such_pack(name: &str, span: Span, embedded: &[EmbeddedPack<'static>]) -> Problem {
    let names: Vec<&str> = embedded.iter().map(|pack| pack.name).collect();
    let problem = Problem::new(ProblemKind::UnknownId, span, no_pack(name));
    match nearest(name, names.iter().copied()) {
        Some(near) => problem.did_you_mean(near),
        None => problem.known_words(&names),
    }
}

crate::texts! {
    fn no_pack(name: &str) {
        en: "there is no rule pack and no folder `{name}`",
        vi: "không có bộ quy tắc hay thư mục `{name}`",
    }
    fn one_name(name: &str, first: &Localized, second: &Localized) {
        en: "two packs have the name `{name}`: {first}, and {second}",
        vi: "hai bộ quy tắc cùng tên `{name}`: {first}, và {second}",
    }
    fn rename() {
        en: "give one of them another `name` in its pack.toml, or leave it out",
        vi: "hãy đổi `name` trong pack.toml của một bộ, hoặc bỏ bớt một bộ",
    }
    fn no_version(name: &str) {
        en: "the pack `{name}` states no version",
        vi: "bộ quy tắc `{name}` không ghi phiên bản",
    }
    fn state_version(pinned: &str) {
        en: "write `version = \"{pinned}\"` into its pack.toml, or pin its `sha256` alone",
        vi: "hãy ghi `version = \"{pinned}\"` vào pack.toml của nó, hoặc chỉ cố định `sha256`",
    }
    fn other_version(name: &str, version: &str, pinned: &str) {
        en: "the pack `{name}` has version {version}; it is pinned to {pinned}",
        vi: "bộ quy tắc `{name}` là phiên bản {version}, trong khi đã cố định ở phiên bản {pinned}",
    }
    fn write_version(version: &str, pinned: &str) {
        en: "write `version = \"{version}\"` once its changes have been looked at, or go back to {pinned}",
        vi: "hãy xem các thay đổi rồi ghi `version = \"{version}\"`, hoặc dùng lại phiên bản {pinned}",
    }
    fn other_content(name: &str, sha256: &str) {
        en: "the pack `{name}` is not the one that was pinned: the SHA-256 of its files is {sha256}",
        vi: "bộ quy tắc `{name}` không phải bản đã cố định: SHA-256 của các tệp là {sha256}",
    }
    fn write_hash_once_looked_at(sha256: &str) {
        en: "if its changes have been looked at and are right, write `sha256 = \"{sha256}\"`",
        vi: "nếu đã xem và đồng ý với các thay đổi, hãy ghi `sha256 = \"{sha256}\"`",
    }
    fn no_hash() {
        en: "this is no SHA-256, which has 64 hexadecimal digits",
        vi: "đây không phải SHA-256 (gồm 64 chữ số thập lục phân)",
    }
    fn write_hash(sha256: &str) {
        en: "write `sha256 = \"{sha256}\"`",
        vi: "hãy ghi `sha256 = \"{sha256}\"`",
    }
}
