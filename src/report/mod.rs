//! Outcomes → bytes, one file per format.
//!
//! A [`Report`] holds everything a run gave, nothing dropped; a format only chooses how to say it. Order, grades, counts,
//! positions and fingerprints are made here once, so that all formats agree. Formats know no terminal and write nothing:
//! `cli` gives them a width and writes what they return. `text` alone knows miette.

pub mod clean;
pub mod concise;
pub mod drift;
pub mod fold;
pub mod json;
pub mod narrated;
pub mod prove;
pub mod summary;
pub mod text;
pub mod words;
pub mod wrap;

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::checks::RuleCheck;
use crate::finding::{Finding, Grade, OutcomeKind};
use crate::messages::{Lang, Localized};
use crate::model::process::Process;
use crate::read::problem::Problem;
use crate::rule::Rule;
use crate::run::{Criteria, Outcome};
use crate::source::{Place, Position, Source, SourceId, Sources};
use crate::waive::Gate;

pub use summary::Summary;

/// A file that was held against the rules.
#[derive(Clone, Debug)]
pub struct Input {
    /// The file.
    pub source: SourceId,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// Everything a run gave.
#[derive(Clone, Debug)]
pub struct Report {
    /// All files: processes, packs, configuration.
    pub sources: Sources,
    /// The process files.
    pub inputs: Vec<Input>,
    /// What was read of them.
    pub processes: Vec<Process>,
    /// What they were held against.
    pub criteria: Criteria,
    /// Every rule × process.
    pub outcomes: Vec<Outcome>,
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

/// A finding with what the report adds to it.
#[derive(Clone, Debug)]
pub struct Reported<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Its grade here.
    pub grade: Grade,
    /// What was found.
    pub finding: &'a Finding,
    /// Where.
    pub location: Location<'a>,
    /// Stable when lines move: hash of rule, element, case and file; the second of equals differs from the first.
    pub fingerprint: String,
}

impl Report {
    /// Every finding, waived and known ones included, by file, place and rule.
    pub fn findings(&self) -> Vec<Reported<'_>> {
        let of_processes = self.outcomes.iter().flat_map(|outcome| {
            let findings = outcome.verdict.findings().iter();
            findings.map(|finding| (outcome.rule, self.criteria.rules.get(outcome.rule), finding))
        });
        // Rules about waivers come after those about processes.
        let first = self.criteria.rules.len();
        let of_waivers = self
            .gate
            .findings
            .iter()
            .map(|(rule, finding)| (first + rule, self.gate.rules.get(*rule), finding));
        let mut all: Vec<(usize, Reported<'_>)> = of_processes
            .chain(of_waivers)
            .filter_map(|(rank, rule, finding)| {
                let RuleCheck { rule, .. } = rule?;
                let reported = Reported {
                    rule,
                    grade: rule.grade_of(finding),
                    finding,
                    location: self.location(finding.place),
                    fingerprint: String::new(),
                };
                Some((rank, reported))
            })
            .collect();
        all.sort_by(|(a_rule, a), (b_rule, b)| {
            (a.location, a_rule, &a.finding.message.en).cmp(&(
                b.location,
                b_rule,
                &b.finding.message.en,
            ))
        });
        let mut equals: BTreeMap<[u8; 32], u32> = BTreeMap::new();
        let mut all: Vec<Reported<'_>> = all.into_iter().map(|(_, reported)| reported).collect();
        for reported in &mut all {
            let rank = equals.entry(identity(reported, 0)).or_default();
            reported.fingerprint = hexadecimal(&identity(reported, *rank));
            *rank += 1;
        }
        all
    }

    /// The findings that count: neither waived nor known from before.
    pub fn counting(&self) -> Vec<Reported<'_>> {
        let mut all = self.findings();
        all.retain(|reported| reported.finding.counts());
        all
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

    /// A rule of the run.
    pub fn rule(&self, index: usize) -> Option<&Rule> {
        self.criteria
            .rules
            .get(index)
            .map(|RuleCheck { rule, .. }| rule)
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
        self.sources.get(place.source).map_or(
            Location {
                file: "",
                start: Position { line: 1, column: 1 },
                end: Position { line: 1, column: 1 },
            },
            |source| Location {
                file: source.name(),
                start: source.position(place.span.start),
                end: source.position(place.span.end),
            },
        )
    }

    /// The gravest grade that counts; `None` without findings.
    pub fn gravest(&self) -> Option<Grade> {
        self.grades()
            .filter_map(|(finding, grade)| finding.counts().then_some(grade))
            .max()
    }

    /// Every finding with its grade, in no order that means anything.
    pub fn grades(&self) -> impl Iterator<Item = (&Finding, Grade)> {
        let of_processes = self.outcomes.iter().flat_map(|outcome| {
            let findings = outcome.verdict.findings().iter();
            findings.map(|finding| (finding, self.criteria.grade(outcome.rule, finding)))
        });
        let of_waivers = self.gate.findings.iter().filter_map(|(rule, finding)| {
            let rule = self.gate.rules.get(*rule)?;
            Some((finding, rule.rule.grade_of(finding)))
        });
        of_processes.chain(of_waivers)
    }

    /// Whether any rule said anything but "not applicable".
    pub fn checked_something(&self) -> bool {
        self.outcomes
            .iter()
            .any(|outcome| outcome.verdict.kind() != OutcomeKind::NotApplicable)
    }
}

/// The sentence that says that nothing was checked, if so.
pub fn nothing_checked(report: &Report) -> Option<Localized> {
    if report.processes.is_empty() {
        Some(words::NO_PROCESS)
    } else if report.checked_something() {
        None
    } else {
        Some(words::NO_RULE)
    }
}

fn identity(reported: &Reported<'_>, rank: u32) -> [u8; 32] {
    let mut hash = Sha256::new();
    let parts = [
        reported.rule.id.as_str(),
        &reported.finding.element,
        reported.finding.case.as_deref().unwrap_or_default(),
        reported.location.file,
    ];
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    if rank > 0 {
        hash.update(rank.to_le_bytes());
    }
    hash.finalize().into()
}

/// Bytes as lower-case hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}
