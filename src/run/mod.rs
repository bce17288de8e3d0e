//! Rules × processes → outcomes, in parallel, in a fixed order.
//!
//! Architecture invariant: every rule × process has exactly one outcome, process by process in the order of the run, rule by
//! rule in the order of the packs, whatever the number of threads.
//!
//! A catalogue need not be held whole: [`Criteria::begin`] judges a process as soon as it was read, a [`Run`] keeps what
//! others may ask about it, and [`Run::finish`] judges what could not be judged alone: what compares processes, and processes
//! that call others. [`Criteria::run`] does all of that for processes that are at hand.

pub mod outcomes;
pub mod prove;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use foldhash::{HashMap, HashMapExt as _};
use rayon::prelude::*;
use smallvec::SmallVec;

use self::outcomes::Outcomes;
use crate::checks::{Catalogue, Context, DeclaredTimes, Entry, RuleCheck, carrying};
use crate::finding::{Finding, Grade, Verdict};
use crate::messages::Localized;
use crate::model::calendar::Calendar;
use crate::model::date::Date;
use crate::model::notation::DrawnPlaces;
use crate::model::organisation::Organisation;
use crate::model::process::Process;
use crate::rule::Rule;
use crate::rule::regulation::Regulated;
use crate::source::{Place, SourceId, Span};
use crate::workflow::Analysis;

/// What processes are held against.
#[derive(Clone, Debug)]
pub struct Criteria {
    /// Rules with their checks, in report order.
    pub rules: Vec<RuleCheck>,
    /// Regulated procedures.
    pub regulations: Vec<Regulated>,
    /// The organisation, if one was given.
    pub organisation: Option<Organisation>,
    /// Working days and office hours.
    pub calendar: Cow<'static, Calendar>,
    /// The day for which is judged.
    pub as_of: Date,
}

/// What one rule says of one process.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Index of the process in the run.
    pub process: usize,
    /// Index of the rule in the criteria.
    pub rule: usize,
    /// What it says.
    pub verdict: Verdict,
}

/// A process that was judged as far as it can be alone.
#[derive(Debug)]
pub struct Begun {
    entry: Entry,
    whole: Option<Process>,
    /// Whether other processes run inside it, so that nothing of it is judged yet.
    calls: bool,
    /// A verdict for each rule; none where it compares processes.
    verdicts: Vec<Option<Verdict>>,
}

impl Begun {
    /// Whether everything that was judged so far passed or does not apply: nothing of the file has to be shown yet.
    pub fn is_silent(&self) -> bool {
        let fails = |verdict: &Option<Verdict>| matches!(verdict, Some(Verdict::Fail(_)));
        !self.calls && !self.verdicts.iter().any(fails)
    }
}

impl Criteria {
    /// The entry that binds a process on the day; of several, the one that came into force last.
    pub fn regulation_of(&self, process: &Process) -> Option<&Regulated> {
        let id = &process.process.procedure.as_ref()?.value;
        self.regulations
            .iter()
            .filter(|entry| entry.id.value == *id && entry.validity().contains(self.as_of))
            .max_by_key(|entry| entry.from.as_ref().map(|from| from.value))
    }

    /// Judge every process by every rule.
    pub fn run(&self, processes: &[Process]) -> Vec<Outcome> {
        let entries: Vec<Entry> = processes
            .iter()
            .map(|process| Entry::of(process, 0))
            .collect();
        let catalogue = Catalogue::new(&entries, processes.iter().enumerate());
        let judged: Vec<Vec<Verdict>> = processes
            .par_iter()
            .map(|process| self.judge_whole(process, &catalogue))
            .collect();
        let judged = judged.into_iter().enumerate();
        judged
            .flat_map(|(process, verdicts)| {
                let verdicts = verdicts.into_iter().enumerate();
                verdicts.map(move |(rule, verdict)| Outcome {
                    process,
                    rule,
                    verdict,
                })
            })
            .collect()
    }

    /// Judge a process as far as it can be judged alone; it is dropped if nothing more is to be asked of it, unless `keep`.
    /// `rank` is that among the processes of its file.
    pub fn begin(&self, process: Process, rank: usize, keep: bool) -> Begun {
        let entry = Entry::of(&process, rank);
        let calls = process.steps.iter().any(|step| step.calls.is_some());
        let verdicts = if calls {
            Vec::new()
        } else {
            // Nothing but a call looks into the catalogue, and what compares is left out.
            self.judge(&process, &Catalogue::default(), true)
        };
        Begun {
            entry,
            whole: (keep || calls).then_some(process),
            calls,
            verdicts,
        }
    }

    fn judge_whole(&self, process: &Process, catalogue: &Catalogue<'_>) -> Vec<Verdict> {
        let verdicts = self.judge(process, catalogue, false).into_iter();
        verdicts.flatten().collect()
    }

    /// A verdict for each rule; none of those that compare processes where they are judged `alone`.
    fn judge(
        &self,
        process: &Process,
        catalogue: &Catalogue<'_>,
        alone: bool,
    ) -> Vec<Option<Verdict>> {
        let analysis = Analysis::new(process);
        let declared = DeclaredTimes::default();
        let context = self.contexts(process, &analysis, &declared, catalogue);
        let places = OnceCell::new();
        let step_is_unread = process
            .steps
            .iter()
            .any(|step| stands_in(&process.unread, step.span));
        let rules = self.rules.iter();
        let verdicts = rules.map(|RuleCheck { rule, check }| {
            if !rule.validity.contains(self.as_of) {
                return Some(Verdict::NotApplicable(Localized::fixed(
                    "the rule is not in force on this day",
                    "quy tắc không có hiệu lực vào ngày này",
                )));
            }
            if let Some(reason) = rule.applies_to.excludes(process) {
                return Some(Verdict::NotApplicable(reason));
            }
            if alone && check.compares() {
                return None;
            }
            let mut verdict = check.run(&context(rule));
            name_elements(&places, process, &mut verdict);
            number_equals(&mut verdict);
            Some(match verdict {
                Verdict::Fail(_) if step_is_unread && check.follows_flows() => {
                    Verdict::Unknown(PART_HAS_ERRORS)
                }
                verdict => withhold_unread((process.source, &process.unread), verdict),
            })
        });
        verdicts.collect()
    }

    /// What each rule looks at in a process.
    fn contexts<'a>(
        &'a self,
        process: &'a Process,
        analysis: &'a Analysis<'a>,
        declared: &'a DeclaredTimes,
        catalogue: &'a Catalogue<'a>,
    ) -> impl Fn(&'a Rule) -> Context<'a> {
        let regulation = self.regulation_of(process);
        move |rule| Context {
            rule,
            process,
            analysis,
            declared,
            regulation,
            regulations: &self.regulations,
            organisation: self.organisation.as_ref(),
            calendar: &self.calendar,
            catalogue,
            as_of: self.as_of,
        }
    }

    /// How grave a finding of a rule is: its grade, or an observation where the basis or the evidence is not certain.
    pub fn grade(&self, rule: usize, finding: &Finding) -> Grade {
        self.rules
            .get(rule)
            .map_or(Grade::Observation, |known| known.rule.grade_of(finding))
    }
}

/// A run whose processes are judged as they are read.
#[derive(Debug, Default)]
pub struct Run {
    entries: Vec<Entry>,
    /// The processes that are kept, by index.
    whole: BTreeMap<usize, Process>,
    outcomes: Outcomes,
    /// Processes that call others: nothing of them is judged yet.
    calling: Vec<usize>,
    /// Process and rule: what compares processes.
    comparing: Vec<(usize, usize)>,
}

/// What a run gave.
#[derive(Debug, Default)]
pub struct Finished {
    /// Every process, in the order of the run.
    pub entries: Vec<Entry>,
    /// The processes that were kept, by index.
    pub whole: BTreeMap<usize, Process>,
    /// Every rule of the run: the index of criteria that have it, and its index there.
    pub rules: Vec<(usize, usize)>,
    /// Every rule × process.
    pub outcomes: Outcomes,
}

impl Run {
    /// Add the next process; `criteria` is the index of those it was judged by.
    pub fn add(&mut self, criteria: usize, begun: Begun) {
        let process = self.entries.len();
        self.entries.push(begun.entry);
        if begun.calls {
            self.calling.push(process);
        }
        let verdicts = begun.verdicts.iter().enumerate();
        let comparing = verdicts.filter(|(_, verdict)| verdict.is_none());
        self.comparing
            .extend(comparing.map(|(rule, _)| (process, rule)));
        // What compares is set when every process is known.
        let verdicts = begun.verdicts.into_iter();
        let verdicts = verdicts.map(|verdict| verdict.unwrap_or(Verdict::Pass));
        self.outcomes.push(criteria, verdicts);
        if let Some(whole) = begun.whole {
            self.whole.insert(process, whole);
        }
    }

    /// The processes that others call and that were dropped: they must be read again for [`Run::finish`].
    pub fn called(&self) -> Vec<(usize, &Entry)> {
        let calling = self.calling.iter();
        let steps = calling
            .filter_map(|index| self.whole.get(index))
            .flat_map(|process| &process.steps);
        let codes = steps
            .filter_map(|step| step.calls.as_ref())
            .map(|code| code.as_str());
        carrying(&self.entries, codes)
            .into_iter()
            .filter(|index| !self.whole.contains_key(index))
            .filter_map(|index| Some((index, self.entries.get(index)?)))
            .collect()
    }

    /// Judge what could not be judged process by process. `again` are the processes that were [called](Run::called), by
    /// index; one that is missing there makes its callers unknown.
    pub fn finish(self, criteria: &[&Criteria], again: &BTreeMap<usize, Process>) -> Finished {
        let Self {
            entries,
            whole,
            mut outcomes,
            calling,
            comparing,
        } = self;
        let at_hand = whole.iter().chain(again);
        let catalogue = Catalogue::new(&entries, at_hand.map(|(index, process)| (*index, process)));
        let criteria_of = |process: usize| criteria.get(outcomes.criteria_of(process)).copied();
        let called: Vec<(usize, Vec<Verdict>)> = calling
            .par_iter()
            .filter_map(|index| {
                let criteria = criteria_of(*index)?;
                let process = whole.get(index)?;
                Some((*index, criteria.judge_whole(process, &catalogue)))
            })
            .collect();
        let compared: Vec<(usize, usize, Verdict)> = comparing
            .par_iter()
            .filter_map(|(index, rule)| {
                let own = entries.get(*index)?;
                let check = &criteria_of(*index)?.rules.get(*rule)?.check;
                let verdict = check.compare(own, &catalogue);
                let verdict = withhold_unread((own.source, &own.unread), verdict);
                Some((*index, *rule, verdict))
            })
            .collect();
        for (process, verdicts) in called {
            outcomes.replace(process, verdicts);
        }
        for (process, rule, verdict) in compared {
            outcomes.set(process, rule, verdict);
        }
        Finished {
            rules: outcomes.number(criteria),
            entries,
            whole,
            outcomes,
        }
    }
}

const PART_HAS_ERRORS: Localized = Localized::fixed(
    "the part of the file it is about has errors; mend them first",
    "phần liên quan của tệp đang có lỗi; hãy sửa lỗi đó trước",
);

/// Say of each finding about a diagram which element it lies in; where they begin is looked up once.
fn name_elements<'p>(
    places: &OnceCell<Option<DrawnPlaces<'p>>>,
    process: &'p Process,
    verdict: &mut Verdict,
) {
    if let Verdict::Fail(findings) = verdict
        && let Some(places) = places.get_or_init(|| DrawnPlaces::of(process))
    {
        for finding in findings {
            finding.drawn = places.at(finding.place).map(Box::new);
        }
    }
}

/// Tell findings of one rule at one element and in one case apart, in the order of their places: who accepts one accepts no other.
/// O(n log n).
fn number_equals(verdict: &mut Verdict) {
    let Verdict::Fail(findings) = verdict else {
        return;
    };
    if findings.len() < 2 {
        return;
    }
    let mut equals: HashMap<(&str, Option<&str>), SmallVec<[usize; 1]>> = HashMap::new();
    for (index, finding) in findings.iter().enumerate() {
        let key = (finding.element.as_str(), finding.case.as_deref());
        equals.entry(key).or_default().push(index);
    }
    let several: Vec<_> = equals
        .into_values()
        .filter(|equal| equal.len() > 1)
        .collect();
    for mut of_one in several {
        of_one.sort_by_key(|&index| findings.get(index).map(|finding| finding.place));
        let all = of_one.len();
        for (index, number) in of_one.into_iter().zip(1..) {
            if let Some(finding) = findings.get_mut(index) {
                // Writing to a String cannot fail.
                let _ = write!(finding.element, " {number}/{all}");
                finding.is_one_of_several = true;
            }
        }
    }
}

/// A finding that rests on a part of the file that was not understood whole proves nothing: what it misses may stand there.
/// Without such findings the verdict is `unknown`, unless others remain.
fn withhold_unread((source, unread): (SourceId, &[Span]), verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Fail(mut findings) if !unread.is_empty() => {
            let is_unread = |place: Place| place.source == source && stands_in(unread, place.span);
            let rests_on_unread = |finding: &Finding| {
                is_unread(finding.place) || finding.path.iter().any(|step| is_unread(step.place))
            };
            findings.retain(|finding| !rests_on_unread(finding));
            if findings.is_empty() {
                return Verdict::Unknown(PART_HAS_ERRORS);
            }
            Verdict::Fail(findings)
        }
        verdict => verdict,
    }
}

fn stands_in(parts: &[Span], span: Span) -> bool {
    parts
        .iter()
        .any(|part| part.start <= span.start && span.start < part.end)
}
