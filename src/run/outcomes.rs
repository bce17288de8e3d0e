//! What all rules say of all processes, kept small: a catalogue of a province has a million outcomes, and nearly all of them
//! say nothing or one of a few hundred reasons.

use foldhash::{HashMap, HashMapExt as _};

use super::Criteria;
use crate::checks::RuleCheck;
use crate::finding::{Finding, Grade, Verdict, VerdictRef};
use crate::messages::Localized;
use crate::model::name::Id;
use crate::source::Place;

/// Every rule × process, process by process in the order of the run, rule by rule in the order of its criteria.
#[derive(Clone, Debug, Default)]
pub struct Outcomes {
    processes: Vec<Verdicts>,
    reasons: Reasons,
    /// For each criteria, the index in the run of each of its rules.
    numbers: Vec<Vec<usize>>,
}

/// Why rules did not apply or could not be decided, each reason once.
#[derive(Clone, Debug, Default)]
struct Reasons {
    list: Vec<Localized>,
    known: HashMap<Localized, u32>,
    /// The reason that a rule gave last, by its rank: it mostly gives the same again.
    last: Vec<u32>,
}

/// What all rules say of one process.
#[derive(Clone, Debug, Default)]
struct Verdicts {
    criteria: usize,
    said: Box<[Said]>,
    failed: Vec<Vec<Finding>>,
}

/// One verdict in eight bytes: findings and reasons by their index.
#[derive(Clone, Copy, Debug)]
enum Said {
    Pass,
    Fail(u32),
    NotApplicable(u32),
    Unknown(u32),
}

/// What one rule says of one process.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OutcomeRef<'a> {
    /// Index of the process in the run.
    pub process: usize,
    /// Index of the criteria that the process is held against.
    pub criteria: usize,
    /// Index of the rule in the run: see [`Outcomes::number`].
    pub rule: usize,
    /// What it says.
    pub verdict: VerdictRef<'a>,
}

impl Outcomes {
    /// Add the verdicts of the next process: one for each rule of its criteria, in their order. O(rules).
    pub fn push(&mut self, criteria: usize, verdicts: impl IntoIterator<Item = Verdict>) {
        let mut new = Verdicts {
            criteria,
            ..Verdicts::default()
        };
        self.reasons.fill(&mut new, verdicts);
        self.processes.push(new);
    }

    /// Put the verdicts of a process in the place of those that are there.
    pub fn replace(&mut self, process: usize, verdicts: impl IntoIterator<Item = Verdict>) {
        if let Some(old) = self.processes.get_mut(process) {
            self.reasons.fill(old, verdicts);
        }
    }

    /// Put a verdict in the place of one that is there and is no failure.
    pub fn set(&mut self, process: usize, rule: usize, verdict: Verdict) {
        if let Some(Verdicts { said, failed, .. }) = self.processes.get_mut(process)
            && let Some(old) = said.get_mut(rule)
        {
            *old = self.reasons.say(rule, verdict, failed);
        }
    }

    /// Number the rules of a run: one that several criteria share, graded alike, is one. Gives criteria and rule of each.
    /// Without this the rules of all criteria are taken for the same.
    pub fn number(&mut self, criteria: &[&Criteria]) -> Vec<(usize, usize)> {
        let mut known: HashMap<(&Id, Place, Grade), usize> = HashMap::new();
        let mut rules = Vec::new();
        self.numbers.clear();
        for (of, criteria) in criteria.iter().enumerate() {
            let own = criteria.rules.iter().enumerate();
            let own = own.map(|(index, RuleCheck { rule, .. })| {
                let key = (&rule.id, rule.place, rule.grade);
                *known.entry(key).or_insert_with(|| {
                    rules.push((of, index));
                    rules.len() - 1
                })
            });
            self.numbers.push(own.collect());
        }
        rules
    }

    /// Number of processes.
    pub fn processes(&self) -> usize {
        self.processes.len()
    }

    /// Index of the criteria that a process is held against.
    pub fn criteria_of(&self, process: usize) -> usize {
        self.processes
            .get(process)
            .map_or(0, |verdicts| verdicts.criteria)
    }

    /// Every outcome.
    pub fn iter(&self) -> impl Iterator<Item = OutcomeRef<'_>> {
        (0..self.processes.len()).flat_map(|process| self.of_process(process))
    }

    /// The outcomes of one process.
    pub fn of_process(&self, process: usize) -> impl Iterator<Item = OutcomeRef<'_>> {
        let verdicts = self.processes.get(process);
        verdicts.into_iter().flat_map(move |verdicts| {
            let said = verdicts.said.iter().enumerate();
            said.map(move |(rule, said)| self.outcome(process, verdicts, rule, *said))
        })
    }

    /// The outcomes that are failures. O(processes + failures × rules of their processes).
    pub fn failures(&self) -> impl Iterator<Item = OutcomeRef<'_>> {
        let processes = self.processes.iter().enumerate();
        let failing = processes.filter(|(_, verdicts)| !verdicts.failed.is_empty());
        failing.flat_map(move |(process, verdicts)| {
            let said = verdicts.said.iter().enumerate();
            said.filter(|(_, said)| matches!(said, Said::Fail(_)))
                .map(move |(rule, said)| self.outcome(process, verdicts, rule, *said))
        })
    }

    /// Every finding of the run, to note on it whether it counts.
    pub fn findings_mut(&mut self) -> impl Iterator<Item = Found<'_>> {
        let Self {
            processes, numbers, ..
        } = self;
        let processes = processes.iter_mut().enumerate();
        processes.flat_map(|(process, verdicts)| {
            let criteria = verdicts.criteria;
            let mut rules = vec![0; verdicts.failed.len()];
            for (rule, said) in verdicts.said.iter().enumerate() {
                if let Said::Fail(index) = said
                    && let Some(of) = rules.get_mut(*index as usize)
                {
                    *of = number(numbers, criteria, rule);
                }
            }
            let failed = rules.into_iter().zip(&mut verdicts.failed);
            failed.flat_map(move |(rule, findings)| {
                findings.iter_mut().map(move |finding| Found {
                    process,
                    criteria,
                    rule,
                    finding,
                })
            })
        })
    }

    fn outcome<'a>(
        &'a self,
        process: usize,
        verdicts: &'a Verdicts,
        rule: usize,
        said: Said,
    ) -> OutcomeRef<'a> {
        OutcomeRef {
            process,
            criteria: verdicts.criteria,
            rule: number(&self.numbers, verdicts.criteria, rule),
            verdict: self.verdict(verdicts, said),
        }
    }

    fn verdict<'a>(&'a self, verdicts: &'a Verdicts, said: Said) -> VerdictRef<'a> {
        let reason = |index: u32| self.reasons.list.get(index as usize).unwrap_or(&NO_REASON);
        match said {
            Said::Pass => VerdictRef::Pass,
            Said::Fail(index) => {
                let findings = verdicts.failed.get(index as usize);
                VerdictRef::Fail(findings.map_or(&[], Vec::as_slice))
            }
            Said::NotApplicable(index) => VerdictRef::NotApplicable(reason(index)),
            Said::Unknown(index) => VerdictRef::Unknown(reason(index)),
        }
    }
}

impl Reasons {
    fn fill(&mut self, of: &mut Verdicts, verdicts: impl IntoIterator<Item = Verdict>) {
        of.failed.clear();
        let verdicts = verdicts.into_iter().enumerate();
        of.said = verdicts
            .map(|(rule, verdict)| self.say(rule, verdict, &mut of.failed))
            .collect();
        of.failed.shrink_to_fit();
    }

    fn say(&mut self, rule: usize, verdict: Verdict, failed: &mut Vec<Vec<Finding>>) -> Said {
        match verdict {
            Verdict::Pass => Said::Pass,
            Verdict::Fail(mut findings) => {
                findings.shrink_to_fit();
                failed.push(findings);
                Said::Fail(short(failed.len() - 1))
            }
            Verdict::NotApplicable(reason) => Said::NotApplicable(self.index(rule, reason)),
            Verdict::Unknown(reason) => Said::Unknown(self.index(rule, reason)),
        }
    }

    /// The index of a reason; equal reasons are kept once.
    fn index(&mut self, rule: usize, reason: Localized) -> u32 {
        let last = self.last.get(rule).copied();
        let is_same = |last: &u32| self.list.get(*last as usize) == Some(&reason);
        if let Some(last) = last.filter(is_same) {
            return last;
        }
        let index = *self.known.entry(reason).or_insert_with_key(|reason| {
            self.list.push(reason.clone());
            short(self.list.len() - 1)
        });
        if self.last.len() <= rule {
            self.last.resize(rule + 1, index);
        }
        if let Some(last) = self.last.get_mut(rule) {
            *last = index;
        }
        index
    }
}

/// A finding of a run, to be changed.
#[derive(Debug)]
pub struct Found<'a> {
    /// Index of the process in the run.
    pub process: usize,
    /// Index of the criteria that the process is held against.
    pub criteria: usize,
    /// Index of the rule in the run.
    pub rule: usize,
    /// The finding.
    pub finding: &'a mut Finding,
}

/// The index in the run of a rule of some criteria.
fn number(numbers: &[Vec<usize>], criteria: usize, rule: usize) -> usize {
    let own = numbers.get(criteria);
    own.and_then(|own| own.get(rule))
        .map_or(rule, |number| *number)
}

/// For an index that points nowhere, which no method here makes.
static NO_REASON: Localized = Localized::fixed("", "");

/// A rank as a short index; a run holds far fewer than 2³² of anything.
fn short(rank: usize) -> u32 {
    u32::try_from(rank).unwrap_or(u32::MAX)
}
