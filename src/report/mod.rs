//! Outcomes → bytes, one file per format.
//!
//! A [`Report`] holds everything a run gave, nothing dropped; a format only chooses how to say it. Order, grades, counts,
//! positions and fingerprints are made here once, so that all formats agree. Formats know no terminal and write nothing:
//! `cli` gives them a width and writes what they return. `text` alone knows miette.

pub mod audit;
pub mod clean;
pub mod concise;
pub mod config;
pub mod csv;
pub mod drift;
pub mod exit;
mod fingerprint;
pub mod fold;
pub mod format;
pub mod github;
pub mod gitlab;
pub mod json;
pub mod jsonl;
pub mod junit;
pub mod markdown;
pub mod narrated;
pub mod plain;
pub mod prove;
pub mod record;
pub mod sarif;
pub mod summary;
pub mod text;
pub mod words;
pub mod wrap;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::checks::{Entry, RuleCheck};
use crate::finding::{Finding, Grade, OutcomeKind, Standing};
use crate::messages::{Lang, List, Localized};
use crate::model::date::Date;
use crate::model::name::numbered;
use crate::model::process::Process;
use crate::read::problem::Problem;
use crate::rule::Rule;
use crate::run::Criteria;
use crate::run::outcomes::Outcomes;
use crate::source::{Place, Position, Source, SourceId, Sources};
use crate::waive::{Gate, Resolved};

pub use exit::Exit;
pub use fingerprint::{fingerprint, fingerprints};
pub use format::{Format, Options};
pub use summary::Summary;

/// A file that was held against the rules.
#[derive(Clone, Debug)]
pub struct Input {
    /// The file.
    pub source: SourceId,
    /// SHA-256 of its bytes, in hexadecimal; empty where no format of the run states it.
    pub sha256: String,
}

/// Where criteria come from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Configured {
    /// The configuration file, where there is one.
    pub file: Option<SourceId>,
    /// Whether the arguments leave out some of its rules.
    pub is_narrowed: bool,
}

/// A file or folder that was to be looked at and that a configuration leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its name, as seen from the folder of the configuration.
    pub path: String,
    /// The pattern that leaves it out.
    pub pattern: String,
    /// The name of the configuration file.
    pub configuration: String,
}

/// Everything a run gave.
#[derive(Clone, Debug)]
pub struct Report {
    /// All files: processes, packs, configuration.
    pub sources: Sources,
    /// What files are called as seen from the top of their repository, where that is another name.
    pub names_in_repository: BTreeMap<String, String>,
    /// The process files.
    pub inputs: Vec<Input>,
    /// The processes that were read in them.
    pub processes: Vec<Entry>,
    /// The whole processes by index: all of them where `cli` was told to keep them, because the format draws or quotes them.
    pub whole: BTreeMap<usize, Process>,
    /// What they were held against: one for each configuration of the run.
    pub criteria: Vec<Criteria>,
    /// The least grade that makes a process fail, for each of the criteria.
    pub fail_on: Vec<Grade>,
    /// Where each of the criteria comes from.
    pub configurations: Vec<Configured>,
    /// What a configuration leaves out of what was to be looked at: one file or folder, for telling why no process is there.
    pub left_out: Option<LeftOut>,
    /// Every rule of the run: the index of criteria that have it, and its index there.
    pub rules: Vec<(usize, usize)>,
    /// The day for which was judged.
    pub as_of: Date,
    /// Every rule × process.
    pub outcomes: Outcomes,
    /// What could not be understood, of any file.
    pub problems: Vec<(SourceId, Problem)>,
    /// What was accepted, and what is wrong with that.
    pub gate: Gate,
    /// Language of the reader.
    pub lang: Lang,
}

/// Where something stands, as people count it. The end is one past the last character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location<'a> {
    /// The file's name.
    pub file: &'a str,
    /// First character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
}

impl<'a> Location<'a> {
    /// Of what stands in no file.
    pub const NOWHERE: Location<'static> = Location {
        file: ".",
        start: Position { line: 1, column: 1 },
        end: Position { line: 1, column: 1 },
    };

    /// Of a place in a file of the run; none where no such file is.
    pub fn of(sources: &'a Sources, place: Place) -> Option<Self> {
        let source = sources.get(place.source)?;
        let (start, end) = source.positions(place.span);
        Some(Self {
            file: source.name(),
            start,
            end,
        })
    }
}

/// A finding with what the report adds to it.
#[derive(Clone, Debug)]
pub struct Reported<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Its grade here.
    pub grade: Grade,
    /// Whether it makes the run fail: it counts, and its grade is at least what the configuration of its file says.
    pub fails: bool,
    /// What was found.
    pub finding: &'a Finding,
    /// The file in which it was found.
    pub file: &'a str,
    sources: &'a Sources,
    /// Which process of its file it is about, where the file may hold several: of a diagram.
    pub process: Option<Arc<Among>>,
    /// Stable when lines move: hash of rule, element, case, file, and process of a diagram; the second of equals differs from
    /// the first.
    pub fingerprint: String,
}

impl<'a> Reported<'a> {
    /// Where it was found. O(1).
    pub fn location(&self) -> Location<'a> {
        Location::of(self.sources, self.finding.place).unwrap_or(Location::NOWHERE)
    }

    /// What is written down of it, to be compared with another state; its `file` is named as there.
    pub fn entry(&self, file: String, fingerprint: String) -> Resolved {
        Resolved {
            file,
            element: self.finding.element.clone(),
            rule: self.rule.id.to_string(),
            case: self.finding.case.clone(),
            grade: Some(self.grade),
            fingerprint,
        }
    }
}

/// A process among those of its file.
#[derive(Clone, Debug)]
pub struct Among {
    /// What it is called, folded; with a number where that is not enough.
    pub name: String,
    /// Whether it has a code or a name, and no other process of the file has the same.
    pub is_alone: bool,
    /// Whether it is the only one.
    pub is_only: bool,
}

impl Report {
    /// The report of a run that was not carried out.
    pub fn empty(lang: Lang, as_of: Date) -> Self {
        Self {
            sources: Sources::default(),
            names_in_repository: BTreeMap::new(),
            inputs: Vec::new(),
            processes: Vec::new(),
            whole: BTreeMap::new(),
            criteria: Vec::new(),
            fail_on: Vec::new(),
            configurations: Vec::new(),
            left_out: None,
            rules: Vec::new(),
            as_of,
            outcomes: Outcomes::default(),
            problems: Vec::new(),
            gate: Gate::default(),
            lang,
        }
    }

    /// Every finding, waived and known ones included, by file, place and rule.
    pub fn findings(&self) -> Vec<Reported<'_>> {
        let mut all = self.in_order();
        let fingerprints = fingerprints(&all, |file| self.lasting_name(file).to_owned());
        for (reported, fingerprint) in all.iter_mut().zip(fingerprints) {
            reported.fingerprint = fingerprint;
        }
        all
    }

    /// What a file is called wherever a run starts, if it lies in a repository.
    fn lasting_name<'a>(&'a self, file: &'a str) -> &'a str {
        let name = self.names_in_repository.get(file);
        name.map_or(file, String::as_str)
    }

    /// Every finding by file, place and rule, without fingerprints.
    fn in_order(&self) -> Vec<Reported<'_>> {
        let among = self.among_several();
        let of_processes = self.outcomes.failures().flat_map(|outcome| {
            let rule = self.rule(outcome.rule);
            let findings = outcome.verdict.findings().iter();
            let fail_on = self.fail_on(outcome.criteria);
            let process = among.get(&outcome.process);
            findings.map(move |finding| (outcome.rule, rule, fail_on, process, finding))
        });
        // Rules about waivers come after those about processes.
        let of_waivers = self.gate.findings.iter().map(|fault| {
            let known = self.gate.rules.get(fault.rule);
            let rule = known.map(|known| &known.rule);
            let fail_on = self.fail_on(fault.criteria);
            (usize::MAX, rule, fail_on, None, &fault.finding)
        });
        let mut all: Vec<(usize, Reported<'_>)> = of_processes
            .chain(of_waivers)
            .filter_map(|(rank, rule, fail_on, process, finding)| {
                let mut reported = self.reported(rule?, fail_on, finding);
                reported.process = process.cloned();
                Some((rank, reported))
            })
            .collect();
        // Processes come file by file, so that this finds little to do, and what follows sorts a few findings at a time.
        all.sort_by(|(_, a), (_, b)| a.file.cmp(b.file));
        for of_file in all.chunk_by_mut(|(_, a), (_, b)| a.file == b.file) {
            of_file.sort_by(|(a_rule, a), (b_rule, b)| {
                let a = (a.finding.place.span, a_rule, &a.finding.message.en);
                a.cmp(&(b.finding.place.span, b_rule, &b.finding.message.en))
            });
        }
        all.into_iter().map(|(_, reported)| reported).collect()
    }

    /// What the processes are called by whose files may hold several, by index: code, else name; where others of the file are
    /// called the same, with the number of it and of all.
    fn among_several(&self) -> BTreeMap<usize, Arc<Among>> {
        let mut among = BTreeMap::new();
        let mut first = 0;
        for of_file in self.processes.chunk_by(|a, b| a.source == b.source) {
            if of_file.iter().any(|process| process.is_drawn) {
                let called: Vec<String> = of_file.iter().map(Entry::called).collect();
                let numbers = numbered(&called).into_iter();
                for (rank, (name, (met, all))) in called.iter().zip(numbers).enumerate() {
                    let is_alone = all == 1 && !name.is_empty();
                    let name = if is_alone {
                        name.clone()
                    } else {
                        format!("{name} {met}/{all}")
                    };
                    let is_only = of_file.len() == 1;
                    let process = Among {
                        name,
                        is_alone,
                        is_only,
                    };
                    among.insert(first + rank, Arc::new(process));
                }
            }
            first += of_file.len();
        }
        among
    }

    /// A finding of a rule, not yet told from its equals: without fingerprint.
    pub fn reported<'a>(
        &'a self,
        rule: &'a Rule,
        fail_on: Grade,
        finding: &'a Finding,
    ) -> Reported<'a> {
        let grade = rule.grade_of(finding);
        let source = self.sources.get(finding.place.source);
        Reported {
            rule,
            grade,
            fails: finding.counts() && grade >= fail_on,
            finding,
            file: source.map_or(Location::NOWHERE.file, Source::name),
            sources: &self.sources,
            process: None,
            fingerprint: String::new(),
        }
    }

    /// The findings that count: neither waived nor known from before. Without fingerprints: people do not look at them.
    pub fn counting(&self) -> Vec<Reported<'_>> {
        let mut all = self.in_order();
        all.retain(|reported| reported.finding.counts());
        all
    }

    /// Note on findings that they are known from before; those that are waived stay so.
    pub fn know(&mut self, known: &BTreeSet<*const Finding>) {
        let of_processes = self.outcomes.findings_mut().map(|found| found.finding);
        let of_waivers = self.gate.findings.iter_mut();
        let of_waivers = of_waivers.map(|fault| &mut fault.finding);
        for finding in of_processes.chain(of_waivers) {
            if finding.counts() && known.contains(&std::ptr::from_ref(finding)) {
                finding.standing = Standing::Known;
            }
        }
    }

    /// What could not be understood, by file and place.
    pub fn problems(&self) -> Vec<(Location<'_>, Place, &Problem)> {
        let mut all: Vec<_> = self
            .problems
            .iter()
            .map(|(source, problem)| {
                let place = Place {
                    source: *source,
                    span: problem.span,
                };
                (self.location(place), place, problem)
            })
            .collect();
        all.sort_by(|(a_at, _, a), (b_at, _, b)| {
            (a_at, a.kind, &a.message.en).cmp(&(b_at, b.kind, &b.message.en))
        });
        all
    }

    /// What a process is held against.
    pub fn criteria_of(&self, process: usize) -> Option<&Criteria> {
        self.criteria.get(self.outcomes.criteria_of(process))
    }

    /// A rule of the run.
    pub fn rule(&self, index: usize) -> Option<&Rule> {
        let (criteria, rule) = self.rules.get(index)?;
        let criteria = self.criteria.get(*criteria)?;
        criteria.rules.get(*rule).map(|known| &known.rule)
    }

    /// Every rule of the run, by index. One id stands there twice where configurations grade it differently.
    pub fn rules(&self) -> impl Iterator<Item = &RuleCheck> {
        self.rules
            .iter()
            .filter_map(|(criteria, rule)| self.criteria.get(*criteria)?.rules.get(*rule))
    }

    /// The file in which a process stands.
    pub fn file_of(&self, process: usize) -> &str {
        self.processes
            .get(process)
            .and_then(|process| self.sources.get(process.source))
            .map_or("", Source::name)
    }

    /// Lines and columns of a place.
    pub fn location(&self, place: Place) -> Location<'_> {
        Location::of(&self.sources, place).unwrap_or(Location::NOWHERE)
    }

    /// The least grade that makes a process fail that is held against some of the criteria.
    pub fn fail_on(&self, criteria: usize) -> Grade {
        self.fail_on.get(criteria).copied().unwrap_or(Grade::Minor)
    }

    /// Whether any finding makes the run fail.
    pub fn fails(&self) -> bool {
        self.graded()
            .any(|(finding, grade, fail_on)| finding.counts() && grade >= fail_on)
    }

    /// Every finding with its grade, in no order that means anything.
    pub fn grades(&self) -> impl Iterator<Item = (&Finding, Grade)> {
        self.graded().map(|(finding, grade, _)| (finding, grade))
    }

    /// Every finding with its grade and the one that makes the run fail.
    fn graded(&self) -> impl Iterator<Item = (&Finding, Grade, Grade)> {
        let of_processes = self.outcomes.failures().flat_map(|outcome| {
            let rule = self.rule(outcome.rule);
            let grade =
                move |finding| rule.map_or(Grade::Observation, |rule| rule.grade_of(finding));
            let fail_on = self.fail_on(outcome.criteria);
            let findings = outcome.verdict.findings().iter();
            findings.map(move |finding| (finding, grade(finding), fail_on))
        });
        let of_waivers = self.gate.findings.iter().filter_map(|fault| {
            let (finding, fail_on) = (&fault.finding, self.fail_on(fault.criteria));
            let rule = self.gate.rules.get(fault.rule)?;
            Some((finding, rule.rule.grade_of(finding), fail_on))
        });
        of_processes.chain(of_waivers)
    }

    /// The files of which nothing was checked: all rules of their configuration said "not applicable", if there were any.
    pub fn unchecked_files(&self) -> BTreeSet<&str> {
        let unchecked = self.unchecked();
        let processes = 0..self.processes.len();
        let of_them = processes.filter(|at| unchecked.contains(&self.outcomes.criteria_of(*at)));
        of_them.map(|process| self.file_of(process)).collect()
    }

    /// The criteria that processes were held against without any rule saying anything but "not applicable". O(outcomes), and
    /// mostly much less.
    fn unchecked(&self) -> BTreeSet<usize> {
        let processes = 0..self.processes.len();
        let mut unchecked: BTreeSet<usize> = processes
            .map(|process| self.outcomes.criteria_of(process))
            .collect();
        for outcome in self.outcomes.iter() {
            if unchecked.is_empty() {
                break;
            }
            if outcome.verdict.kind() != OutcomeKind::NotApplicable {
                unchecked.remove(&outcome.criteria);
            }
        }
        unchecked
    }
}

/// The sentence that says that nothing was checked, if so: of all processes, or of those of a configuration. Where the
/// arguments leave out rules of one, that is what was asked for.
pub fn nothing_checked(report: &Report) -> Option<Localized> {
    if report.processes.is_empty() {
        return Some(no_process(report.left_out.as_ref()));
    }
    let mut unchecked = report.unchecked();
    let count = |unchecked: &BTreeSet<usize>| {
        let processes = 0..report.processes.len();
        let criteria = processes.map(|process| report.outcomes.criteria_of(process));
        criteria.filter(|of| unchecked.contains(of)).count()
    };
    if count(&unchecked) == report.processes.len() {
        return Some(words::NO_RULE);
    }
    let configured = |of: usize| report.configurations.get(of).copied().unwrap_or_default();
    unchecked.retain(|of| !configured(*of).is_narrowed);
    if unchecked.is_empty() {
        return None;
    }
    let name_of = |of: &usize| configuration_name(configured(*of).file, &report.sources);
    let names: Vec<Localized> = unchecked.iter().map(name_of).collect();
    let processes = words::counted(count(&unchecked), ("process", "processes"), "quy trình");
    Some(words::no_rule_under(&processes, List(&names)))
}

/// That no process was found, and what was left out where one was looked for.
pub fn no_process(left_out: Option<&LeftOut>) -> Localized {
    nothing_but(words::NO_PROCESS, left_out)
}

/// A sentence that nothing was done, and what was left out where something was looked for.
pub fn nothing_but(said: Localized, left_out: Option<&LeftOut>) -> Localized {
    match left_out {
        Some(LeftOut {
            path,
            pattern,
            configuration,
        }) => words::nothing_but(&said, path, pattern, configuration),
        None => said,
    }
}

/// What a configuration is called: its file, where there is one.
pub fn configuration_name(file: Option<SourceId>, sources: &Sources) -> Localized {
    let file = file.and_then(|file| sources.get(file));
    file.map_or(words::NO_CONFIGURATION, |file| Localized::same(file.name()))
}

/// Bytes as lower-case hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    let pairs = bytes
        .iter()
        .map(|byte| [digit(byte >> 4), digit(byte & 15)]);
    pairs.flatten().collect()
}
