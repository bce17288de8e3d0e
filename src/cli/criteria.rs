//! Configuration, packs, organisation and calendar → what processes are held against.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use ignore::overrides::{Override, OverrideBuilder};

use super::exit::Failure;
use super::files::{display_name, read_file};
use crate::checks::RuleCheck;
use crate::messages::Localized;
use crate::model::calendar::Calendar;
use crate::model::date::Date;
use crate::model::name::nearest;
use crate::model::organisation::Organisation;
use crate::read::calendar::read_calendar;
use crate::read::config::{Config, read_config};
use crate::read::embedded::{EmbeddedPack, embedded_packs};
use crate::read::organisation::read_organisation;
use crate::read::pack::{Pack, PackFile, read_pack};
use crate::read::problem::{Problem, ProblemKind};
use crate::rule::PackHeader;
use crate::run::Criteria;
use crate::source::{Source, SourceId, Sources, Span};

/// The name of the configuration file.
const CONFIG: &str = "qmslint.toml";

/// What was loaded before any process is read.
#[derive(Debug)]
pub struct Loaded {
    /// Configuration, packs, organisation, calendar.
    pub sources: Sources,
    /// What could not be understood of them.
    pub problems: Vec<(SourceId, Problem)>,
    /// The configuration.
    pub config: Config,
    /// The packs.
    pub packs: Vec<PackHeader>,
    /// What processes are held against.
    pub criteria: Criteria,
    /// What the configuration leaves out.
    pub excluded: Override,
}

/// The configuration that holds for all of these paths: the nearest `qmslint.toml` upward of each.
pub fn find_config(paths: &[PathBuf]) -> Result<Option<PathBuf>, Failure> {
    let mut found: Vec<Option<PathBuf>> = paths.iter().map(|path| config_above(path)).collect();
    found.sort();
    found.dedup();
    let mut found = found.into_iter();
    match (found.next().flatten(), found.next().flatten()) {
        (one, None) if found.next().is_none() => Ok(one),
        (first, second) => {
            let names: Vec<String> = [first, second]
                .iter()
                .flatten()
                .map(|path| display_name(path))
                .collect();
            let names = names.join(", ");
            Err(Failure::new(Localized::new(
                format!("the paths lie under different configurations: {names}"),
                format!("các đường dẫn thuộc những cấu hình khác nhau: {names}"),
            ))
            .help(Localized::fixed(
                "check them one after the other",
                "hãy kiểm tra lần lượt từng đường dẫn",
            )))
        }
    }
}

fn config_above(path: &Path) -> Option<PathBuf> {
    let path = if path == Path::new("-") {
        Path::new(".")
    } else {
        path
    };
    let absolute = std::path::absolute(path).ok()?;
    absolute
        .ancestors()
        .map(|folder| folder.join(CONFIG))
        .find(|file| file.is_file())
}

/// Load everything that processes are held against. Without a configuration: the packs in the binary.
pub fn load(config: Option<&Path>, folders: &[PathBuf], as_of: Date) -> Loaded {
    let mut loader = Loader::default();
    let mut read = Config::default();
    let mut config_id = None;
    let root = config
        .and_then(Path::parent)
        .map_or_else(PathBuf::new, Path::to_owned);
    if let Some(path) = config {
        let (id, text) = loader.file(path);
        let (config, problems) = read_config(&text);
        loader.report(id, problems);
        (read, config_id) = (config, Some(id));
    }
    // The built-in calendar takes as long to add up as the packs take to read; both are wanted by nearly every run.
    rayon::join(Calendar::viet_nam, || {
        loader.packs(&read, config_id, &root, folders);
    });
    if let Some(id) = config_id {
        let problems = read.apply(&mut loader.rules);
        loader.report(id, problems);
    }
    let organisation = loader.organisation(&read, &root);
    let calendar = loader.calendar(&read, &root);
    let excluded = loader.excluded(&read, config_id, &root);
    loader.finish(read, organisation, calendar, excluded, as_of)
}

/// Load the rules of one folder, or those of the binary, and nothing else.
pub fn load_packs(folder: Option<&Path>, as_of: Date) -> Loaded {
    let mut loader = Loader::default();
    match folder {
        Some(folder) => loader.folder(folder),
        None => loader.packs(&Config::default(), None, Path::new(""), &[]),
    }
    loader.finish(Config::default(), None, None, Override::empty(), as_of)
}

#[derive(Default)]
struct Loader {
    sources: Sources,
    problems: Vec<(SourceId, Problem)>,
    headers: Vec<PackHeader>,
    rules: Vec<RuleCheck>,
    regulations: Vec<crate::rule::regulation::Regulated>,
}

impl Loader {
    fn report(&mut self, id: SourceId, problems: Vec<Problem>) {
        self.problems
            .extend(problems.into_iter().map(|problem| (id, problem)));
    }

    fn finish(
        mut self,
        config: Config,
        organisation: Option<Organisation>,
        calendar: Option<Calendar>,
        excluded: Override,
        as_of: Date,
    ) -> Loaded {
        self.report_ids_twice();
        Loaded {
            sources: self.sources,
            problems: self.problems,
            config,
            packs: self.headers,
            criteria: Criteria {
                rules: self.rules,
                regulations: self.regulations,
                organisation,
                calendar: calendar.map_or(Cow::Borrowed(Calendar::viet_nam()), Cow::Owned),
                as_of,
            },
            excluded,
        }
    }

    fn file(&mut self, path: &Path) -> (SourceId, String) {
        let (text, problems) = read_file(path).text();
        let id = self
            .sources
            .add(Source::new(display_name(path), text.as_str()));
        self.report(id, problems);
        (id, text)
    }

    /// The packs of the configuration, else those of the binary, then the folders; then those that any of them extends.
    fn packs(
        &mut self,
        config: &Config,
        config_id: Option<SourceId>,
        root: &Path,
        folders: &[PathBuf],
    ) {
        let embedded = embedded_packs();
        match &config.check.packs {
            None => embedded.iter().for_each(|pack| self.embedded(pack)),
            Some(named) => {
                for name in named {
                    let folder = root.join(&name.value);
                    if let Some(pack) = embedded.iter().find(|pack| pack.name == name.value) {
                        self.embedded(pack);
                    } else if folder.is_dir() {
                        self.folder(&folder);
                    } else if let Some(id) = config_id {
                        self.report(id, vec![no_such_pack(&name.value, name.span, &embedded)]);
                    }
                }
            }
        }
        for folder in folders {
            self.folder(folder);
        }
        self.extended(&embedded);
    }

    /// Loading a pack may name further ones; each is loaded once, so this ends.
    fn extended(&mut self, embedded: &[EmbeddedPack]) {
        let mut next = 0;
        while let Some(header) = self.headers.get(next).cloned() {
            next += 1;
            for name in &header.extends {
                if self
                    .headers
                    .iter()
                    .any(|known| known.name.value == name.value)
                {
                    continue;
                }
                if let Some(pack) = embedded.iter().find(|pack| pack.name == name.as_str()) {
                    self.embedded(pack);
                } else {
                    let file = self
                        .sources
                        .iter()
                        .find(|(_, source)| source.slice(name.span).contains(name.as_str()));
                    if let Some(id) = file.map(|(id, _)| id) {
                        self.report(id, vec![no_such_pack(name.as_str(), name.span, embedded)]);
                    }
                }
            }
        }
    }

    fn embedded(&mut self, pack: &EmbeddedPack) {
        let files: Vec<(String, SourceId, &str)> = pack
            .files
            .iter()
            .map(|(path, text)| {
                let name = format!("rules/{}/{path}", pack.name);
                (
                    path.clone(),
                    self.sources.add(Source::new(name, *text)),
                    *text,
                )
            })
            .collect();
        self.pack(&files);
    }

    fn folder(&mut self, folder: &Path) {
        let mut paths: Vec<(String, PathBuf)> = Vec::new();
        for entry in WalkBuilder::new(folder).require_git(false).build() {
            let Ok(entry) = entry else { continue };
            let path = entry.into_path();
            let is_toml = path
                .extension()
                .is_some_and(|extension| extension == "toml");
            if is_toml && path.is_file() {
                let inside = path.strip_prefix(folder).unwrap_or(&path);
                let parts: Vec<String> = inside
                    .iter()
                    .map(|part| part.to_string_lossy().into_owned())
                    .collect();
                paths.push((parts.join("/"), path));
            }
        }
        paths.sort();
        if paths.is_empty() {
            let id = self.sources.add(Source::new(display_name(folder), ""));
            self.report(
                id,
                vec![Problem::new(
                    ProblemKind::Unreadable,
                    Span::default(),
                    Localized::fixed(
                        "this is not a folder with rule files",
                        "đây không phải thư mục chứa tệp quy tắc",
                    ),
                )],
            );
            return;
        }
        let read: Vec<(String, SourceId, String)> = paths
            .into_iter()
            .map(|(inside, path)| {
                let (id, text) = self.file(&path);
                (inside, id, text)
            })
            .collect();
        let files: Vec<(String, SourceId, &str)> = read
            .iter()
            .map(|(inside, id, text)| (inside.clone(), *id, text.as_str()))
            .collect();
        self.pack(&files);
    }

    /// A pack takes the place of one of the same name.
    fn pack(&mut self, files: &[(String, SourceId, &str)]) {
        let files: Vec<PackFile<'_>> = files
            .iter()
            .map(|(path, source, text)| PackFile {
                source: *source,
                path,
                text,
            })
            .collect();
        let (
            Pack {
                header,
                rules,
                regulations,
            },
            problems,
        ) = read_pack(&files);
        let name = &header.name.value;
        if !name.as_str().is_empty() && self.headers.iter().any(|known| known.name.value == *name) {
            let replaced: Vec<SourceId> = self
                .rules
                .iter()
                .filter(|known| known.rule.pack == *name)
                .map(|known| known.rule.place.source)
                .collect();
            self.rules
                .retain(|known| !replaced.contains(&known.rule.place.source));
            self.headers.retain(|known| known.name.value != *name);
        }
        self.problems.extend(problems);
        self.headers.push(header);
        self.rules.extend(rules);
        self.regulations.extend(regulations);
    }

    /// The organisation; none where its file could not be read, which is reported.
    fn organisation(&mut self, config: &Config, root: &Path) -> Option<Organisation> {
        let path = root.join(&config.check.organisation.as_ref()?.value);
        let (id, text) = self.file(&path);
        if text.is_empty() {
            return None;
        }
        let (organisation, problems) = read_organisation(id, &text);
        self.report(id, problems);
        Some(organisation)
    }

    fn calendar(&mut self, config: &Config, root: &Path) -> Option<Calendar> {
        let path = root.join(&config.check.calendar.as_ref()?.value);
        let (id, text) = self.file(&path);
        if text.is_empty() {
            return None;
        }
        let (calendar, problems) = read_calendar(&text);
        self.report(id, problems);
        calendar
    }

    /// Patterns as in `.gitignore`; `ignore` takes them turned round.
    fn excluded(&mut self, config: &Config, config_id: Option<SourceId>, root: &Path) -> Override {
        let mut patterns = OverrideBuilder::new(root);
        for pattern in &config.check.exclude {
            if let (Err(_), Some(id)) = (patterns.add(&format!("!{}", pattern.value)), config_id) {
                let message =
                    Localized::fixed("this is no pattern", "mẫu đường dẫn này không hợp lệ");
                let problem = Problem::new(ProblemKind::BadValue, pattern.span, message);
                let help = Localized::fixed(
                    "write it as in `.gitignore`: `old/`, `*-draft.toml`",
                    "hãy viết như trong `.gitignore`: `old/`, `*-draft.toml`",
                );
                self.report(id, vec![problem.help(help)]);
            }
        }
        patterns.build().unwrap_or_else(|_| Override::empty())
    }

    /// A rule id names one rule: of two packs with the same id, the later one is reported.
    fn report_ids_twice(&mut self) {
        let mut seen: std::collections::BTreeMap<_, &crate::model::name::Id> =
            std::collections::BTreeMap::new();
        let mut problems = Vec::new();
        for RuleCheck { rule, .. } in &self.rules {
            if let Some(pack) = seen.insert(&rule.id, &rule.pack)
                && *pack != rule.pack
            {
                let message = Localized::new(
                    format!("the pack `{pack}` has a rule `{}`, too", rule.id),
                    format!("bộ quy tắc `{pack}` cũng có quy tắc `{}`", rule.id),
                );
                problems.push((
                    rule.place.source,
                    Problem::new(ProblemKind::DuplicateId, rule.place.span, message),
                ));
            }
        }
        self.problems.extend(problems);
    }
}

fn no_such_pack(name: &str, span: Span, embedded: &[EmbeddedPack]) -> Problem {
    let names: Vec<&str> = embedded.iter().map(|pack| pack.name).collect();
    let problem = Problem::new(
        ProblemKind::UnknownId,
        span,
        Localized::new(
            format!("there is no rule pack and no folder `{name}`"),
            format!("không có bộ quy tắc hay thư mục `{name}`"),
        ),
    );
    match nearest(name, names.iter().copied()) {
        Some(near) => problem.did_you_mean(near),
        None => problem.known_words(&names),
    }
}
