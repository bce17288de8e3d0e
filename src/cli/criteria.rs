//! Configurations, packs, organisations and calendars → what processes are held against. `packs` loads the packs.

use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::configurations::{CONFIG, Configuration, Configurations};
use super::discover::folders_without_process;
use super::files::{display_name, read_file};
use super::packs::{Because, LoadedPack, Packs, ReadPack};
use super::paths::absolute;
use super::waivers::WAIVERS;
use crate::checks::RuleCheck;
use crate::finding::Grade;
use crate::messages::Localized;
use crate::model::calendar::Calendar;
use crate::model::date::Date;
use crate::model::name::Id;
use crate::model::organisation::Organisation;
use crate::model::process::Text;
use crate::read::bpmn::map::Words;
use crate::read::calendar::read_calendar;
use crate::read::config::Config;
use crate::read::organisation::read_organisation;
use crate::read::problem::{Problem, ProblemKind};
use crate::run::Criteria;
use crate::source::{Place, Source, SourceId, Sources};

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
    /// The configuration file in the sources, where there is one.
    pub file: Option<SourceId>,
    /// The configuration.
    pub config: Config,
    /// Every rule as its pack states it, also those that are off.
    pub stated: Vec<StatedRule>,
    /// The rules that the configuration switches off.
    pub off: Vec<RuleCheck>,
    /// Whether the arguments leave out rules about processes that would be in force.
    pub is_narrowed: bool,
    /// The packs.
    pub packs: Vec<LoadedPack>,
    /// What processes are held against.
    pub criteria: Criteria,
    /// The word list of the organisation; none where the one in the binary is enough.
    pub words: Option<Arc<Words>>,
}

/// A rule as its pack states it, before a configuration changes it.
#[derive(Clone, Debug)]
pub struct StatedRule {
    /// Its id.
    pub id: Id,
    /// Its pack.
    pub pack: Id,
    /// Its grade.
    pub grade: Grade,
    /// Whether it is in force only where it is graded.
    pub optional: bool,
    /// Where it is written.
    pub place: Place,
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

    /// Report what is wrong with a source.
    pub fn report(&mut self, source: SourceId, problems: impl IntoIterator<Item = Problem>) {
        let problems = problems.into_iter().map(|problem| (source, problem));
        self.problems.extend(problems);
    }

    /// Report the folders that were named and hold none of the files that are processes.
    pub fn report_empty_folders(
        &mut self,
        paths: &[PathBuf],
        processes: impl Iterator<Item = SourceId>,
    ) {
        let names = processes.filter_map(|id| self.sources.get(id).map(Source::name));
        let names: Vec<&str> = names.collect();
        for (folder, problem) in folders_without_process(paths, &names) {
            let id = self.sources.add(Source::new(folder, ""));
            self.report(id, [problem]);
        }
    }

    /// A rule that exists and is not in force for any file of the run, and why it is not: it is switched off, or its pack in
    /// the binary is not asked for.
    pub fn rule_not_in_force(&self, id: &Id) -> Option<(RuleCheck, Localized)> {
        let is = |known: &&RuleCheck| known.rule.id == *id;
        let mut off = self.all().filter_map(|in_force| {
            let rule = in_force.off.iter().find(is)?;
            let file = in_force.file.and_then(|file| self.sources.get(file));
            let reason = in_force.config.setting(id)?.reason.as_ref();
            let reason = reason.map_or("", |reason| reason.value.as_str());
            let why = switched_off(id, file.map_or("", Source::name), reason);
            Some((rule.clone(), why))
        });
        off.next().or_else(|| {
            let mut binary = binary_rules(self.main.criteria.as_of).into_iter();
            let rule = binary.find(|known| is(&known))?;
            let why = pack_not_in_force(id, &rule.rule.pack);
            Some((rule, why))
        })
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
    /// Whether a file is a configuration or a waiver file by its name, or one that the configuration names: it is read as that.
    pub fn is_file_of(&self, path: &Path) -> bool {
        let path = absolute(path);
        let is_named = |root: &PathBuf| {
            let mut names = self.config.names();
            names.any(|name| absolute(&root.join(name)) == path)
        };
        path.ends_with(CONFIG)
            || path.ends_with(WAIVERS)
            || self.root.as_ref().is_some_and(is_named)
    }

    /// The least grade that makes a run fail: as asked, as configured, else minor.
    pub fn fail_on(&self, asked: Option<Grade>) -> Grade {
        asked.or(self.config.fail_on()).unwrap_or(Grade::Minor)
    }
}

impl StatedRule {
    fn of(RuleCheck { rule, .. }: &RuleCheck) -> Self {
        Self {
            id: rule.id.clone(),
            pack: rule.pack.clone(),
            grade: rule.grade,
            optional: rule.optional,
            place: rule.place,
        }
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
        Some(folder) => loader.folder(folder, Because::Asked, &mut packs),
        None => loader.packs(&Config::default(), None, Path::new(""), &[], &mut packs),
    }
    let main = loader.held_against(packs, Config::default(), None, None, as_of);
    loader.finish(main, Vec::new())
}

/// What was loaded so far.
#[derive(Default)]
pub struct Loader {
    /// Every file.
    pub sources: Sources,
    /// What could not be understood of them.
    pub problems: Vec<(SourceId, Problem)>,
    /// Whether several configurations may name the same packs.
    pub shares: bool,
    /// Packs that were read, by name or folder.
    pub read: BTreeMap<PathBuf, ReadPack>,
}

impl Loader {
    /// Note what could not be understood of a file.
    pub fn report(&mut self, id: SourceId, problems: Vec<Problem>) {
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
        let stated = packs.rules.iter().map(StatedRule::of).collect();
        let mut off = Vec::new();
        if let Some(id) = id {
            let binary = LazyCell::new(|| binary_rules(as_of));
            let (out, problems) = config.apply(&mut packs.rules, |id| {
                let rule = binary.iter().find(|known| known.rule.id == *id)?;
                Some(pack_not_in_force(id, &rule.rule.pack))
            });
            off = out;
            self.report(id, problems);
        }
        let check = &config.check;
        let organisation = self.named_file(check.organisation.as_ref(), id, &root);
        let organisation = organisation.map(|file| self.organisation(&file));
        let calendar = self.named_file(check.calendar.as_ref(), id, &root);
        let calendar = calendar.and_then(|file| self.calendar(&file));
        let words = self.named_file(check.words.as_ref(), id, &root);
        let words = words.map(|file| self.words(&file));
        let mut in_force = self.held_against(packs, config, organisation, calendar, as_of);
        in_force.root = id.map(|_| root);
        in_force.file = id;
        in_force.stated = stated;
        in_force.off = off;
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
            loaded,
            rules,
            regulations,
        } = packs;
        self.report_ids_twice(&rules);
        InForce {
            root: None,
            file: None,
            config,
            stated: Vec::new(),
            off: Vec::new(),
            is_narrowed: false,
            packs: loaded,
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

    /// Read a file of a pack.
    pub fn file(&mut self, path: &Path) -> (SourceId, String) {
        let (text, problems) = read_file(path).text();
        let id = self
            .sources
            .add(Source::new(display_name(path), text.as_str()));
        self.report(id, problems);
        (id, text)
    }

    /// A file that the configuration names; none where it names none, or where it could not be read, which is reported.
    fn named_file(
        &mut self,
        name: Option<&Text>,
        config: Option<SourceId>,
        root: &Path,
    ) -> Option<(SourceId, String)> {
        let name = name?;
        let path = root.join(&name.value);
        if let (Some(config), false) = (config, path.exists()) {
            self.report(config, vec![no_such_file(name)]);
            return None;
        }
        let read = read_file(&path);
        let is_read = read.problem.is_none();
        let (text, problems) = read.text();
        let id = self
            .sources
            .add(Source::new(display_name(&path), text.as_str()));
        let is_text = problems.is_empty();
        self.report(id, problems);
        (is_read && is_text).then_some((id, text))
    }

    fn organisation(&mut self, (id, text): &(SourceId, String)) -> Organisation {
        let (organisation, problems) = read_organisation(*id, text);
        self.report(*id, problems);
        organisation
    }

    fn words(&mut self, (id, text): &(SourceId, String)) -> Arc<Words> {
        let (words, problems) = Words::of_organisation(text);
        self.report(*id, problems);
        Arc::new(words)
    }

    fn calendar(&mut self, (id, text): &(SourceId, String)) -> Option<Calendar> {
        let (calendar, problems) = read_calendar(text);
        self.report(*id, problems);
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

/// The rules of all packs in the binary.
fn binary_rules(as_of: Date) -> Vec<RuleCheck> {
    load_packs(None, as_of).main.criteria.rules
}

/// A file that the configuration names is not there.
pub fn no_such_file(name: &Text) -> Problem {
    not_there(name, no_file(&name.value))
}

/// A file or folder that the configuration names is not there.
pub fn no_such_path(name: &Text) -> Problem {
    not_there(name, no_file_or_folder(&name.value))
}

fn not_there(name: &Text, message: Localized) -> Problem {
    Problem::new(ProblemKind::MatchesNothing, name.span, message).help(Localized::fixed(
        "paths are relative to the folder of qmslint.toml",
        "đường dẫn được tính từ thư mục chứa qmslint.toml",
    ))
}

crate::texts! {
    pub fn no_file_or_folder(name: &str) {
        en: "there is no file or folder `{name}`",
        vi: "không có tệp hay thư mục `{name}`",
    }
    fn switched_off(id: &Id, file: &str, reason: &str) {
        en: "the rule `{id}` is switched off in {file}: {reason}",
        vi: "quy tắc `{id}` đang bị tắt trong {file}: {reason}",
    }
    fn pack_not_in_force(id: &Id, pack: &Id) {
        en: "the rule `{id}` is not in force here: its pack `{pack}` is not among the `packs` of the configuration",
        vi: "quy tắc `{id}` không áp dụng ở đây: bộ quy tắc `{pack}` không nằm trong `packs` của cấu hình",
    }
    fn no_file(name: &str) {
        en: "there is no file `{name}`",
        vi: "không có tệp `{name}`",
    }
}
