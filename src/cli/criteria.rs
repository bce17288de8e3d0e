//! Configurations, packs, organisations and calendars → what processes are held against.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;

use super::configurations::{Configuration, Configurations};
use super::files::{display_name, read_file};
use crate::checks::RuleCheck;
use crate::finding::Grade;
use crate::messages::Localized;
use crate::model::calendar::Calendar;
use crate::model::date::Date;
use crate::model::name::nearest;
use crate::model::organisation::Organisation;
use crate::read::bpmn::map::Words;
use crate::read::calendar::read_calendar;
use crate::read::config::Config;
use crate::read::embedded::{EmbeddedPack, embedded_packs};
use crate::read::organisation::read_organisation;
use crate::read::pack::{Pack, PackFile, read_pack};
use crate::read::problem::{Problem, ProblemKind};
use crate::rule::PackHeader;
use crate::rule::regulation::Regulated;
use crate::run::Criteria;
use crate::source::{Source, SourceId, Sources, Span};

/// The pack of the binary with the rules about waivers.
const WAIVERS: &str = "waivers";

/// What was loaded before any process is read.
#[derive(Debug)]
pub struct Loaded {
    /// Configurations, packs, organisations, calendars.
    pub sources: Sources,
    /// What could not be understood of them.
    pub problems: Vec<(SourceId, Problem)>,
    /// What holds for the first path of the run.
    pub main: InForce,
    /// What holds for files under other configurations, by their index less one.
    pub others: Vec<InForce>,
}

/// What holds for the files of one configuration.
#[derive(Debug)]
pub struct InForce {
    /// The folder of the configuration file, where there is one.
    pub root: Option<PathBuf>,
    /// The configuration.
    pub config: Config,
    /// The packs.
    pub packs: Vec<PackHeader>,
    /// What processes are held against.
    pub criteria: Criteria,
    /// The word list of the organisation; none where the one in the binary is enough.
    pub words: Option<Arc<Words>>,
}

impl Loaded {
    /// What holds for each configuration of the run, by index.
    pub fn all(&self) -> impl Iterator<Item = &InForce> {
        std::iter::once(&self.main).chain(&self.others)
    }

    /// The same, to be changed.
    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut InForce> {
        std::iter::once(&mut self.main).chain(&mut self.others)
    }

    /// What holds for the configuration of an index.
    pub fn of(&self, index: usize) -> &InForce {
        let other = index.checked_sub(1);
        other
            .and_then(|other| self.others.get(other))
            .unwrap_or(&self.main)
    }
}

impl InForce {
    /// The least grade that makes a run fail: as asked, as configured, else minor.
    pub fn fail_on(&self, asked: Option<Grade>) -> Grade {
        asked.or(self.config.check.fail_on).unwrap_or(Grade::Minor)
    }
}

/// Load everything that processes are held against. Without a configuration: the packs in the binary.
pub fn load(configurations: Configurations, folders: &[PathBuf], as_of: Date) -> Loaded {
    let all = configurations.into_all();
    let mut loader = Loader {
        shares: all.len() > 1,
        ..Loader::default()
    };
    let mut all = all.into_iter();
    let first = all.next().unwrap_or_else(Configuration::none);
    let main = loader.in_force(first, folders, as_of);
    let others = all
        .map(|configuration| loader.in_force(configuration, folders, as_of))
        .collect();
    loader.finish(main, others)
}

/// Load what holds at the working folder.
pub fn load_here(folders: &[PathBuf], as_of: Date) -> Loaded {
    load(Configurations::above(&[PathBuf::from(".")]), folders, as_of)
}

/// Load the rules of one folder, or those of the binary, and nothing else.
pub fn load_packs(folder: Option<&Path>, as_of: Date) -> Loaded {
    let mut loader = Loader::default();
    let mut packs = Packs::default();
    match folder {
        Some(folder) => loader.folder(folder, &mut packs),
        None => loader.packs(&Config::default(), None, Path::new(""), &[], &mut packs),
    }
    let main = loader.held_against(packs, Config::default(), None, None, as_of);
    loader.finish(main, Vec::new())
}

#[derive(Default)]
struct Loader {
    sources: Sources,
    problems: Vec<(SourceId, Problem)>,
    /// Whether several configurations may name the same packs.
    shares: bool,
    /// Packs that were read, by name or folder.
    read: BTreeMap<PathBuf, Pack>,
}

/// The packs of one configuration.
#[derive(Default)]
struct Packs {
    headers: Vec<PackHeader>,
    rules: Vec<RuleCheck>,
    regulations: Vec<Regulated>,
}

impl Loader {
    fn report(&mut self, id: SourceId, problems: Vec<Problem>) {
        self.problems
            .extend(problems.into_iter().map(|problem| (id, problem)));
    }

    fn in_force(&mut self, of: Configuration, folders: &[PathBuf], as_of: Date) -> InForce {
        let Configuration {
            root,
            file,
            config,
            problems,
            ..
        } = of;
        let id = file.map(|(name, text)| self.sources.add(Source::new(name, text)));
        if let Some(id) = id {
            self.report(id, problems);
        }
        let mut packs = Packs::default();
        // The built-in calendar takes as long to add up as the packs take to read; both are wanted by nearly every run.
        rayon::join(Calendar::viet_nam, || {
            self.packs(&config, id, &root, folders, &mut packs);
        });
        if let Some(id) = id {
            let problems = config.apply(&mut packs.rules);
            self.report(id, problems);
        }
        let organisation = self.organisation(&config, &root);
        let calendar = self.calendar(&config, &root);
        let words = self.words(&config, &root);
        let mut in_force = self.held_against(packs, config, organisation, calendar, as_of);
        in_force.root = id.map(|_| root);
        in_force.words = words;
        in_force
    }

    fn held_against(
        &mut self,
        packs: Packs,
        config: Config,
        organisation: Option<Organisation>,
        calendar: Option<Calendar>,
        as_of: Date,
    ) -> InForce {
        let Packs {
            headers,
            rules,
            regulations,
        } = packs;
        self.report_ids_twice(&rules);
        InForce {
            root: None,
            config,
            packs: headers,
            criteria: Criteria {
                rules,
                regulations,
                organisation,
                calendar: calendar.map_or(Cow::Borrowed(Calendar::viet_nam()), Cow::Owned),
                as_of,
            },
            words: None,
        }
    }

    fn finish(self, main: InForce, others: Vec<InForce>) -> Loaded {
        let Self {
            sources,
            mut problems,
            shares,
            ..
        } = self;
        if shares {
            // What is wrong between two packs is found again by every configuration that has both.
            let mut seen: Vec<(SourceId, Problem)> = Vec::new();
            problems.retain(|problem| {
                let new = !seen.contains(problem);
                if new {
                    seen.push(problem.clone());
                }
                new
            });
        }
        Loaded {
            sources,
            problems,
            main,
            others,
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
        into: &mut Packs,
    ) {
        let embedded = embedded_packs();
        match &config.check.packs {
            None => embedded.iter().for_each(|pack| self.embedded(pack, into)),
            Some(named) => {
                for name in named {
                    let folder = root.join(&name.value);
                    if let Some(pack) = embedded.iter().find(|pack| pack.name == name.value) {
                        self.embedded(pack, into);
                    } else if folder.is_dir() {
                        self.folder(&folder, into);
                    } else if let Some(id) = config_id {
                        self.report(id, vec![no_such_pack(&name.value, name.span, &embedded)]);
                    }
                }
            }
        }
        for folder in folders {
            self.folder(folder, into);
        }
        // Waivers are held in order whatever else is checked.
        let about_waivers = embedded.iter().find(|pack| pack.name == WAIVERS);
        if let Some(pack) = about_waivers
            && !into
                .headers
                .iter()
                .any(|known| known.name.as_str() == WAIVERS)
        {
            self.embedded(pack, into);
        }
        self.extended(&embedded, into);
    }

    /// Loading a pack may name further ones; each is loaded once, so this ends.
    fn extended(&mut self, embedded: &[EmbeddedPack], into: &mut Packs) {
        let mut next = 0;
        while let Some(header) = into.headers.get(next).cloned() {
            next += 1;
            for name in &header.extends {
                if into
                    .headers
                    .iter()
                    .any(|known| known.name.value == name.value)
                {
                    continue;
                }
                if let Some(pack) = embedded.iter().find(|pack| pack.name == name.as_str()) {
                    self.embedded(pack, into);
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

    fn embedded(&mut self, pack: &EmbeddedPack, into: &mut Packs) {
        let key = PathBuf::from(pack.name);
        if let Some(read) = self.read.get(&key) {
            return into.add(read.clone());
        }
        let files: Vec<(String, SourceId, &str)> = pack
            .files
            .iter()
            .map(|(path, text)| {
                let name = format!("rules/{}/{path}", pack.name);
                (
                    path.clone(),
                    self.sources.add(Source::new(name, *text).built_in()),
                    *text,
                )
            })
            .collect();
        self.pack(key, &files, into);
    }

    fn folder(&mut self, folder: &Path, into: &mut Packs) {
        // A folder is known by its whole path, which no name of a pack in the binary is.
        let key = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        if let Some(read) = self.read.get(&key) {
            return into.add(read.clone());
        }
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
        self.pack(key, &files, into);
    }

    fn pack(&mut self, key: PathBuf, files: &[(String, SourceId, &str)], into: &mut Packs) {
        let files: Vec<PackFile<'_>> = files
            .iter()
            .map(|(path, source, text)| PackFile {
                source: *source,
                path,
                text,
            })
            .collect();
        let (pack, problems) = read_pack(&files);
        self.problems.extend(problems);
        if self.shares {
            self.read.insert(key, pack.clone());
        }
        into.add(pack);
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

    /// The word list; none where its file could not be read, which is reported.
    fn words(&mut self, config: &Config, root: &Path) -> Option<Arc<Words>> {
        let path = root.join(&config.check.words.as_ref()?.value);
        let (id, text) = self.file(&path);
        if text.is_empty() {
            return None;
        }
        let (words, problems) = Words::of_organisation(&text);
        self.report(id, problems);
        Some(Arc::new(words))
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

    /// A rule id names one rule: of two packs with the same id, the later one is reported.
    fn report_ids_twice(&mut self, rules: &[RuleCheck]) {
        let mut seen: std::collections::BTreeMap<_, &crate::model::name::Id> =
            std::collections::BTreeMap::new();
        let mut problems = Vec::new();
        for RuleCheck { rule, .. } in rules {
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

impl Packs {
    /// A pack takes the place of one of the same name.
    fn add(&mut self, pack: Pack) {
        let Pack {
            header,
            rules,
            regulations,
        } = pack;
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
        self.headers.push(header);
        self.rules.extend(rules);
        self.regulations.extend(regulations);
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
