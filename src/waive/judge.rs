//! Waivers against findings: which are accepted, and which waivers are themselves to be found fault with.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fault::{Judged, findings};
use super::{Fault, Gate, WaiverState, WaiverUse};
use crate::checks::RuleCheck;
use crate::finding::{Finding, Grade, Standing};
use crate::model::date::Date;
use crate::model::name::{Id, fold, normal};
use crate::model::term::Term;
use crate::model::waiver::{Scope, Waiver, Written};
use crate::rule::Rule;
use crate::rule::wildcard::Wildcard;
use crate::source::{Place, SourceId};

/// How long a waiver may run where nothing else is said.
pub const LONGEST: Term = Term::Months(12);

/// Waivers that are written in one place.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// The waivers, in order.
    pub written: Vec<Written>,
    /// Whether the run looks at every process that they may be about, so that one that matches nothing is unused.
    pub whole: bool,
    /// Indexes of those that may be about files which are there and take no part: they are not unused either.
    pub left_out: BTreeSet<usize>,
    /// How long one may run.
    pub longest: Option<Term>,
    /// Index of the criteria for whose processes they are; for all, where somebody named the file.
    pub criteria: Option<usize>,
}

impl Book {
    /// The waivers in comments of process files: each is about its own file, which is part of the run.
    pub fn in_files(written: Vec<Written>, longest: Option<Term>, criteria: usize) -> Self {
        Self {
            written,
            whole: true,
            left_out: BTreeSet::new(),
            longest,
            criteria: Some(criteria),
        }
    }
}

/// A process that waivers may be about, by its names.
#[derive(Clone, Debug)]
pub struct Subject {
    source: SourceId,
    /// Its rank among the processes of the file.
    rank: usize,
    criteria: usize,
    file: String,
    code: String,
    name: String,
    /// Whether no other process of the file has its name as a code.
    is_known_by_name: bool,
}

impl Subject {
    /// Let a process not be known by a name that another one of its file has as its code. O(n log n).
    pub fn tell_apart(subjects: &mut [Self]) {
        let codes = subjects
            .iter()
            .map(|subject| (subject.source, subject.code.clone()));
        let codes: BTreeSet<(SourceId, String)> = codes.collect();
        for subject in subjects {
            let key = (subject.source, subject.name.clone());
            subject.is_known_by_name = subject.code == subject.name || !codes.contains(&key);
        }
    }

    /// A process of a file that is held against some of the criteria, by its names as they are written; `file` is its whole
    /// path, `/` between folders.
    pub fn new(
        (source, rank, criteria): (SourceId, usize, usize),
        file: &str,
        code: Option<&str>,
        name: Option<&str>,
    ) -> Self {
        Self {
            source,
            rank,
            criteria,
            file: normal(file).into_owned(),
            code: code.map_or_else(String::new, fold),
            name: name.map_or_else(String::new, fold),
            is_known_by_name: true,
        }
    }
}

/// What waivers are held against.
#[derive(Clone, Debug, Default)]
pub struct Judge {
    /// The rules about waivers.
    pub about: Vec<RuleCheck>,
    /// Which of them hold, by index of the criteria.
    pub of_criteria: Vec<Vec<usize>>,
    /// The rules that compare processes with one another.
    pub comparing: BTreeSet<Id>,
    /// The folders that were looked at, as whole paths with a `/` at the end.
    pub folders: Vec<String>,
    /// Every rule that exists, also those that were not run.
    pub known: BTreeSet<Id>,
    /// The rules that were run.
    pub ran: BTreeSet<Id>,
    /// The processes of the run, by index.
    pub subjects: Vec<Subject>,
    /// The day for which is judged.
    pub as_of: Date,
}

/// Waivers that were held against the findings.
#[derive(Debug)]
pub struct Accepted<'a> {
    judge: &'a Judge,
    waivers: Vec<Used>,
    lacking: Vec<(usize, Written)>,
}

impl Judge {
    /// Give each finding its standing; with each goes the index of its process, its rule and its grade.
    /// O(findings × waivers of their rule).
    pub fn accept<'f>(
        &self,
        books: Vec<Book>,
        findings: impl Iterator<Item = (usize, &'f Rule, &'f mut Finding)>,
    ) -> Accepted<'_> {
        let mut waivers: Vec<Used> = Vec::new();
        let mut lacking = Vec::new();
        for Book {
            written,
            whole,
            left_out,
            longest,
            criteria,
        } in books
        {
            for (index, written) in written.into_iter().enumerate() {
                match written {
                    Written::Whole(waiver) => {
                        let longest = longest.unwrap_or(LONGEST);
                        let mut used = Used::new(waiver, whole, longest);
                        used.left_out = left_out.contains(&index);
                        used.criteria = criteria;
                        waivers.push(used);
                    }
                    written @ Written::Lacking { .. } => {
                        lacking.push((criteria.unwrap_or_default(), written));
                    }
                }
            }
        }
        let mut of_rule: BTreeMap<Id, Vec<usize>> = BTreeMap::new();
        for (index, used) in waivers.iter().enumerate() {
            of_rule
                .entry(used.waiver.rule.clone())
                .or_default()
                .push(index);
        }
        for (process, rule, finding) in findings {
            let (Some(indexes), Some(subject)) =
                (of_rule.get(&rule.id), self.subjects.get(process))
            else {
                continue;
            };
            let grade = rule.grade_of(finding);
            let mut met = Vec::new();
            for index in indexes {
                if let Some(used) = waivers.get_mut(*index)
                    && used.meet((finding, grade), subject, self.as_of)
                {
                    met.push(*index);
                }
            }
            for index in met {
                if let Some(used) = waivers.get_mut(index) {
                    used.note(finding, self.as_of);
                }
            }
        }
        Accepted {
            judge: self,
            waivers,
            lacking,
        }
    }
}

impl Accepted<'_> {
    /// Judge the waivers themselves. What is `undecided` for a process may hold the finding that was accepted, so a waiver
    /// of it is not called unused. O(unused waivers × processes).
    pub fn finish(self, undecided: impl Fn(usize, &Id) -> bool) -> Gate {
        let Self {
            judge,
            mut waivers,
            lacking,
        } = self;
        for used in &mut waivers {
            used.but_for_its_end = state(judge, used, &undecided);
            used.state = if used.waiver.has_ended(judge.as_of) {
                WaiverState::Ended
            } else {
                used.but_for_its_end
            };
        }
        let mut gate = Gate {
            rules: judge.about.clone(),
            ..Gate::default()
        };
        let faults = |criteria: usize, judged: &Judged<'_>| {
            let found = findings(judge, criteria, judged).into_iter();
            found.map(move |(rule, finding)| Fault {
                rule,
                criteria,
                finding,
            })
        };
        for used in waivers {
            let criteria = used.criteria.unwrap_or_default();
            gate.findings
                .extend(faults(criteria, &Judged::Waiver(&used)));
            gate.waivers.push(WaiverUse {
                waiver: used.waiver,
                state: used.state,
                findings: used.findings,
            });
        }
        for (criteria, written) in &lacking {
            gate.findings
                .extend(faults(*criteria, &Judged::Lacking(written)));
        }
        gate
    }
}

/// What becomes of a waiver, whether or not it has ended.
fn state(judge: &Judge, used: &Used, undecided: &impl Fn(usize, &Id) -> bool) -> WaiverState {
    let waiver = &used.waiver;
    if used.findings > 0 && waiver.holds_on(judge.as_of) {
        return WaiverState::Active;
    }
    if used.findings > 0 || !judge.ran.contains(&waiver.rule) {
        return WaiverState::NotJudged;
    }
    let subjects = judge.subjects.iter().enumerate();
    let concerned: Vec<usize> = subjects
        .filter_map(|(index, subject)| used.is_about(subject).then_some(index))
        .collect();
    // Its finding may rest on a process that was not looked at.
    let in_folder = |process: &usize| {
        let subject = judge.subjects.get(*process);
        let mut folders = judge.folders.iter();
        subject.is_some_and(|subject| folders.any(|folder| subject.file.starts_with(folder)))
    };
    if judge.comparing.contains(&waiver.rule) && !concerned.iter().all(in_folder) {
        return WaiverState::NotJudged;
    }
    let is_astray = used.is_astray(&judge.subjects);
    // Of a diagram that could not be read, nothing is known.
    let is_beside = matches!(waiver.scope, Scope::Beside { .. });
    let is_all_there = used.whole && !used.left_out && !is_beside;
    let is_judged = (is_all_there || !concerned.is_empty() || is_astray)
        && !concerned
            .iter()
            .any(|process| undecided(*process, &waiver.rule));
    if is_judged {
        WaiverState::Unused
    } else {
        WaiverState::NotJudged
    }
}

/// A waiver while it is judged.
#[derive(Debug)]
pub(super) struct Used {
    pub waiver: Arc<Waiver>,
    pub whole: bool,
    pub left_out: bool,
    pub criteria: Option<usize>,
    pub longest: Term,
    pub state: WaiverState,
    /// What its state would be if it had not ended.
    pub but_for_its_end: WaiverState,
    pub findings: usize,
    /// Where the first of them stands.
    pub first: Option<Place>,
    /// Whether it has ended, and another one accepts what it did.
    pub is_renewed: bool,
    /// Where the first finding stands that is too grave for it, and how grave that is.
    pub graver: Option<(Place, Grade)>,
    /// Elements of findings of its rule in its processes that it does not match.
    pub missed: Vec<String>,
    patterns: Option<Patterns>,
}

/// The scope of a named waiver.
#[derive(Debug)]
struct Patterns {
    file: Wildcard,
    process: Option<Wildcard>,
    element: Wildcard,
    case: Option<Id>,
}

impl Used {
    fn new(waiver: Waiver, whole: bool, longest: Term) -> Self {
        let folded = |text: &str| Wildcard::new(&fold(text));
        // Letters of other case make another file, and another element of a diagram.
        let exact = |text: &str| Wildcard::new(&normal(text));
        let patterns = match &waiver.scope {
            Scope::Here(_) | Scope::Beside { .. } => None,
            Scope::Named {
                path,
                process,
                element,
                case,
                ..
            } => Some(Patterns {
                file: exact(path),
                process: process.as_deref().map(folded),
                element: exact(element),
                case: case.clone(),
            }),
        };
        Self {
            waiver: Arc::new(waiver),
            whole,
            left_out: false,
            criteria: None,
            longest,
            state: WaiverState::NotJudged,
            findings: 0,
            but_for_its_end: WaiverState::NotJudged,
            first: None,
            is_renewed: false,
            graver: None,
            missed: Vec::new(),
            patterns,
        }
    }

    fn is_about(&self, subject: &Subject) -> bool {
        self.criteria.is_none_or(|of| of == subject.criteria) && self.names(subject)
    }

    /// Whether it names a process for which another configuration holds, and none that it is about.
    pub fn is_astray(&self, subjects: &[Subject]) -> bool {
        subjects.iter().any(|subject| self.names(subject))
            && !subjects.iter().any(|subject| self.is_about(subject))
    }

    fn names(&self, subject: &Subject) -> bool {
        match &self.patterns {
            None => match &self.waiver.scope {
                Scope::Beside { diagram, .. } => subject.source == *diagram,
                _ => subject.source == self.waiver.place.source,
            },
            Some(patterns) => {
                patterns.file.fits(&subject.file)
                    && patterns.process.as_ref().is_none_or(|process| {
                        process.fits(&subject.code)
                            || subject.is_known_by_name && process.fits(&subject.name)
                    })
            }
        }
    }

    fn meet(
        &mut self,
        (finding, grade): (&mut Finding, Grade),
        subject: &Subject,
        as_of: Date,
    ) -> bool {
        if !self.is_about(subject) {
            return false;
        }
        let matched = match (&self.patterns, &self.waiver.scope) {
            (Some(patterns), _) => {
                patterns.element.fits(&normal(&finding.element))
                    && patterns
                        .case
                        .as_ref()
                        .is_none_or(|case| finding.case.as_deref() == Some(case.as_str()))
            }
            (None, Scope::Here(span)) => {
                let at = finding.place.span.start;
                finding.place.source == self.waiver.place.source
                    && span.start <= at
                    && at < span.end.max(span.start + 1)
            }
            (None, Scope::Beside { parts, .. }) => {
                let mut parts = parts.iter();
                parts.any(|part| part.holds(subject.rank, finding.bare_element()))
            }
            (None, Scope::Named { .. }) => false,
        };
        if !matched {
            self.missed.push(finding.element.clone());
            return false;
        }
        if self.waiver.grade.is_some_and(|most| grade > most) {
            self.graver.get_or_insert((finding.place, grade));
            return false;
        }
        if finding.counts() && self.waiver.holds_on(as_of) {
            finding.standing = Standing::Waived(self.waiver.clone());
        }
        true
    }

    /// Count a finding that it fits, once all waivers were held against it: where this one has ended, another may hold.
    fn note(&mut self, finding: &mut Finding, as_of: Date) {
        if self.waiver.has_ended(as_of) {
            if finding.waiver().is_some() {
                self.is_renewed = true;
                return;
            }
            finding.was_waived = true;
        }
        self.findings += 1;
        self.first.get_or_insert(finding.place);
    }
}
