//! The times of one case for `prove`: worst, best and expected, the room of each step and unit, what to shorten.
//!
//! The same times decide the rules of `check`; here they are told whole. Where working and calendar time stand side by side there
//! is no number for a total: then the longest path is that of the worst day of receipt, and steps have no room in minutes.

use std::collections::BTreeMap;

use super::Context;
use super::calls::Calls;
use super::comparison::{Comparison, Excess, is_months};
use super::course::{Course, InKind};
use super::dates::Dates;
use super::worst_path::WorstPath;
use crate::messages::{Lang, Localized};
use crate::model::duration::{DayKind, Duration, Elapsed};
use crate::model::name::fold;
use crate::model::process::Process;
use crate::texts;
use crate::workflow::build::Workflow;
use crate::workflow::timing::{CriticalNode, Slack, Timing, Worst};

/// The times of a case.
#[derive(Clone, Debug)]
pub struct CaseTimes {
    /// What bare days were taken for.
    pub bare: DayKind,
    /// Whether nobody says so: neither the file nor the limit.
    pub is_assumed: bool,
    /// Whether all that is stated is stated in months: times, limits, those of phases.
    pub in_months: bool,
    /// The longest it can take, or why there is no bound.
    pub worst: Result<Elapsed, Localized>,
    /// Indexes of the steps on the longest path, in order.
    pub critical: Vec<usize>,
    /// The declared limit.
    pub limit: Option<Elapsed>,
    /// How the worst compares with the limit by dates, where only they compare the two.
    pub dates: Option<DatesSaid>,
    /// Where all times are of one kind.
    pub of_one_kind: Option<OneKind>,
    /// The phases of the process.
    pub phases: Vec<PhaseTime>,
    /// How many steps state no time that need one; each counts as nothing.
    pub untimed: usize,
    /// Why the time of a called process is not known whole.
    pub uncounted: Option<Localized>,
    /// What the diagram draws and the control flow does not express.
    pub unjudged: Option<Localized>,
}

/// On how many days of receipt the limit is missed, and the worst of them.
#[derive(Clone, Debug)]
pub struct DatesSaid {
    /// Days of receipt that were looked at.
    pub days: usize,
    /// How many of them miss the limit.
    pub late: usize,
    /// All of it in one sentence.
    pub text: Localized,
    /// The worst: received, due, ends; dates as text.
    pub worst: Option<[String; 3]>,
}

/// Times of one kind, in minutes.
#[derive(Clone, Debug)]
pub struct OneKind {
    /// Of which kind.
    pub kind: DayKind,
    /// The least a case can take; nothing where no case can be complete.
    pub best: Option<i64>,
    /// The mean over the ways a case can go, rounded to a minute, or why there is none.
    pub expected: Result<i64, Localized>,
    /// Whether some step states how its alternatives share the cases.
    pub has_shares: bool,
    /// Whether a called process counts with its worst time also in the best and the expected, for want of another.
    pub worst_of_called: bool,
    /// The steps somebody does, in an order in which they can run.
    pub steps: Vec<StepTime>,
    /// Who does them.
    pub units: Vec<UnitTime>,
    /// Which steps to shorten by how many minutes to keep the limit; empty where it is kept or cannot be.
    pub shorten: Vec<(usize, i64)>,
}

/// The room of a step.
#[derive(Clone, Debug)]
pub struct StepTime {
    /// Index of the step.
    pub index: usize,
    /// What it takes.
    pub minutes: i64,
    /// How often the worst case passes it, rounds included.
    pub passed: i64,
    /// When it begins and what room it has.
    pub slack: Slack,
}

/// The room of a unit, or of a role that names no unit.
#[derive(Clone, Debug)]
pub struct UnitTime {
    /// Its name as first written.
    pub name: String,
    /// How many steps it does.
    pub steps: usize,
    /// What its steps take on the longest path, rounds included.
    pub minutes: i64,
    /// By how much its steps together may grow, however that is spread, without the worst time growing.
    pub slack: i64,
}

/// The longest way through the steps of a phase.
#[derive(Clone, Debug)]
pub struct PhaseTime {
    /// Its number.
    pub number: u32,
    /// The longest its steps can take; by weight where working and calendar time stand side by side.
    pub worst: Result<Elapsed, Localized>,
    /// Its limit.
    pub limit: Option<Elapsed>,
}

/// The times of the case of this rank, or why there are none. Costs what [`Timing`] costs, some times over.
///
/// # Errors
/// Why there are none: no time is stated, or one is not clear.
pub fn case_times(cx: &Context<'_>, case: usize) -> Result<CaseTimes, Localized> {
    let process = cx.process;
    let cases = process.case_ids();
    let workflow = cx.analysis.workflows().get(case);
    let (Some(workflow), Some(case)) = (workflow, cases.get(case).copied()) else {
        return Err(NO_TIME);
    };
    let calls = Calls::with_other_times(cx);
    let course = Course::of(process, workflow, case, &calls, None);
    if !course.has_times() {
        return Err(course.uncounted.clone().unwrap_or(NO_TIME));
    }
    let comparison = Comparison::of(cx);
    let per_day = comparison.calendar.minutes_per_day();
    let declared = process.limit(case).map(|limit| &limit.value);
    let known = comparison.bare_under(declared);
    let bare = known.unwrap_or(DayKind::Working);
    let elapsed = course.elapsed(bare, per_day)?;
    let total: Elapsed = elapsed.iter().copied().sum();
    let limit = declared.and_then(|limit| limit.elapsed(Some(bare), per_day).ok());
    let numbers = declared.map(|limit| course.in_one_kind(&comparison, total, limit, (bare, bare)));
    let by_number = match numbers {
        Some(numbers) => numbers?.is_some(),
        None => true,
    };
    let of_phases = process
        .phases
        .iter()
        .filter_map(|phase| phase.limit.as_ref());
    let of_phases = of_phases.map(|limit| &limit.value);
    let mut found = CaseTimes {
        bare,
        is_assumed: known.is_none() && course.any_bare(),
        in_months: course.only_months() && declared.into_iter().chain(of_phases).all(is_months),
        worst: Ok(Elapsed::default()),
        critical: Vec::new(),
        limit,
        dates: None,
        of_one_kind: None,
        phases: phases(cx, &comparison, workflow, case, &calls),
        untimed: course
            .untimed_marks()
            .iter()
            .filter(|mark| **mark > 0)
            .count(),
        uncounted: course.uncounted.clone(),
        unjudged: process.unjudged().cloned(),
    };
    let in_elapsed = |path: &WorstPath| -> Elapsed {
        let times = path.times();
        let times = times.iter();
        times
            .filter_map(|time| time.elapsed(Some(bare), per_day).ok())
            .sum()
    };
    if let Some(in_kind) = course.in_kind(&elapsed, bare, per_day) {
        let timing = course.timing(&in_kind.minutes)?;
        found.of_longest(workflow, &course, &timing, in_kind.kind);
        let allowed = limit.filter(|_| by_number);
        let allowed = allowed.map(|limit| limit.working.0.saturating_add(limit.calendar.0));
        found.of_one_kind = Some(one_kind(
            process, workflow, &course, &timing, &in_kind, allowed,
        ));
    }
    let path = match declared.filter(|_| !by_number) {
        Some(declared) => course.against(&comparison, declared).and_then(|held| {
            let excess = held.compared().excess()?;
            found.dates = held.dates_under(bare).map(said);
            Ok(held.path_of(&match excess {
                Excess::None | Excess::Always => Excess::OnlyIf(bare, None),
                excess => excess,
            }))
        }),
        None => course.by_weight(bare, per_day),
    };
    match path {
        Err(reason) => found.worst = Err(reason),
        Ok(path) if found.of_one_kind.is_none() => {
            found.worst = Ok(in_elapsed(&path));
            found.critical = path.steps.iter().map(|step| step.index).collect();
        }
        Ok(_) => {}
    }
    Ok(found)
}

impl CaseTimes {
    /// Whether they are those of the whole case, so that a limit they keep is kept.
    pub fn are_whole(&self) -> bool {
        self.uncounted.is_none() && self.unjudged.is_none()
    }

    /// A time of the case for a reader, with working days of so many minutes: in months where all is stated in them.
    pub fn show(&self, time: Elapsed, lang: Lang, minutes_per_day: i64) -> String {
        if self.in_months {
            return time.show_in_months(lang);
        }
        time.show_with(lang, minutes_per_day)
    }

    /// The longest path where all times are of one kind.
    fn of_longest(
        &mut self,
        workflow: &Workflow,
        course: &Course<'_>,
        timing: &Timing,
        kind: DayKind,
    ) {
        match course.longest(timing) {
            Err(reason) => self.worst = Err(reason),
            Ok((total, path)) => {
                self.worst = Ok(Elapsed::of(kind, total));
                let steps = path.iter().filter_map(|node| workflow.step_of(node.node));
                self.critical = steps.collect();
            }
        }
    }
}

fn said(dates: &Dates) -> DatesSaid {
    DatesSaid {
        days: dates.days,
        late: dates.late,
        text: if dates.late == 0 {
            never_late(dates.days)
        } else {
            dates.describe()
        },
        worst: dates
            .worst
            .as_ref()
            .map(|worst| [worst.received, worst.due, worst.ends].map(|at| at.to_string())),
    }
}

fn one_kind(
    process: &Process,
    workflow: &Workflow,
    course: &Course<'_>,
    timing: &Timing,
    in_kind: &InKind,
    limit: Option<i64>,
) -> OneKind {
    let minutes = in_kind.minutes.as_slice();
    let slacks = timing.slack();
    // What an event waits for has no more room than the event.
    let mut room: BTreeMap<usize, i64> = BTreeMap::new();
    for slack in &slacks {
        if let Some(index) = workflow.step_of(slack.node) {
            let known = room.entry(course.works(index)).or_insert(slack.slack);
            *known = slack.slack.min(*known);
        }
    }
    let passed = match timing.worst() {
        Worst::Bounded { path, .. } => passed(course, workflow, timing, &path),
        Worst::Unbounded(_) => BTreeMap::new(),
    };
    let steps: Vec<StepTime> = slacks
        .into_iter()
        .filter_map(|mut slack| {
            let index = workflow.step_of(slack.node)?;
            slack.slack = room.get(&index).copied().unwrap_or(slack.slack);
            slack.latest = slack.earliest.saturating_add(slack.slack);
            let work = process.steps.get(index)?.is_work();
            let minutes = minutes.get(index).copied().unwrap_or(0);
            work.then_some(StepTime {
                index,
                minutes,
                passed: passed.get(&index).copied().unwrap_or(0),
                slack,
            })
        })
        .collect();
    let mut flows = workflow.graph.edge_indices();
    OneKind {
        kind: in_kind.kind,
        best: course.best(in_kind).ok().flatten(),
        expected: course.expected(in_kind, timing),
        has_shares: flows.any(|flow| course.share(flow).is_some()),
        worst_of_called: course.takes_worst_of_called(in_kind),
        units: units(process, &steps),
        steps,
        shorten: limit.map_or_else(Vec::new, |limit| shorten(workflow, course, minutes, limit)),
    }
}

/// How often the worst case, which goes along this path, passes each step.
fn passed(
    course: &Course<'_>,
    workflow: &Workflow,
    timing: &Timing,
    path: &[CriticalNode],
) -> BTreeMap<usize, i64> {
    let mut all: BTreeMap<usize, i64> = BTreeMap::new();
    for (node, times) in timing.passed(path) {
        if let Some(index) = workflow.step_of(node) {
            let passed = all.entry(course.works(index)).or_default();
            *passed = passed.saturating_add(times);
        }
    }
    all
}

/// Who does what, in the order of their first step.
fn units(process: &Process, steps: &[StepTime]) -> Vec<UnitTime> {
    let mut units: Vec<UnitTime> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for step in steps {
        let Some(name) = process
            .steps
            .get(step.index)
            .and_then(|step| step.unit.as_ref().or(step.role.as_ref()))
        else {
            continue;
        };
        let at = *known.entry(fold(name)).or_insert_with(|| {
            units.push(UnitTime {
                name: name.value.clone(),
                steps: 0,
                minutes: 0,
                slack: i64::MAX,
            });
            units.len() - 1
        });
        if let Some(unit) = units.get_mut(at) {
            unit.steps += 1;
            let minutes = step.minutes.saturating_mul(step.passed);
            unit.minutes = unit.minutes.saturating_add(minutes);
            unit.slack = unit.slack.min(step.slack.slack);
        }
    }
    units
}

/// Paths that are shortened one after another before advice is given up.
const PATHS: usize = 256;

/// Which steps to shorten, by how much, so that the longest path keeps the limit: on each path that is too long the longest
/// steps are levelled down to one length, so that nobody gives up more than has most. Empty where the limit is kept.
fn shorten(
    workflow: &Workflow,
    course: &Course<'_>,
    minutes: &[i64],
    limit: i64,
) -> Vec<(usize, i64)> {
    let mut left = minutes.to_vec();
    for _ in 0..PATHS {
        let Ok(timing) = course.timing(&left) else {
            return Vec::new();
        };
        let Worst::Bounded { total, path } = timing.worst() else {
            return Vec::new();
        };
        let excess = total.saturating_sub(limit);
        if excess <= 0 {
            let cuts = minutes
                .iter()
                .zip(&left)
                .map(|(before, after)| before - after);
            let cuts = cuts.enumerate();
            return cuts
                .filter(|(index, cut)| *cut > 0 && course.works(*index) == *index)
                .collect();
        }
        let mut on_path = passed(course, workflow, &timing, &path);
        on_path.retain(|index, _| left.get(*index).is_some_and(|left| *left > 0));
        if !level(&mut left, &on_path, excess) {
            return Vec::new();
        }
        course.wait(&mut left);
    }
    Vec::new()
}

/// Take so much off the longest of some steps that `excess` minutes are saved; each step with how often it is passed, which is
/// how often it saves what is taken off it. Whether there was so much.
fn level(left: &mut [i64], steps: &BTreeMap<usize, i64>, excess: i64) -> bool {
    let mut longest: Vec<(i64, usize, i64)> = steps
        .iter()
        .filter_map(|(index, times)| Some((*left.get(*index)?, *index, *times)))
        .collect();
    longest.sort_by_key(|(minutes, index, _)| (std::cmp::Reverse(*minutes), *index));
    let mut excess = excess;
    let mut count = 0;
    while excess > 0 {
        // The steps that are longest now, and the next shorter one.
        count += 1;
        let Some(&(top, ..)) = longest.get(count - 1) else {
            return false;
        };
        let next = longest.get(count).map_or(0, |(minutes, ..)| *minutes);
        let of_all: i64 = longest.iter().take(count).map(|(.., times)| times).sum();
        let each = (top - next).min(excess / of_all.max(1));
        excess -= each.saturating_mul(of_all);
        let is_last = each < top - next;
        for (minutes, index, times) in longest.iter_mut().take(count) {
            // What does not divide evenly is taken from the first.
            let extra = i64::from(is_last && excess > 0);
            excess -= extra.saturating_mul(*times);
            *minutes = top - each - extra;
            if let Some(left) = left.get_mut(*index) {
                *left = *minutes;
            }
        }
    }
    true
}

fn phases<'a>(
    cx: &Context<'a>,
    comparison: &Comparison<'a>,
    workflow: &'a Workflow,
    case: Option<&crate::model::name::Id>,
    calls: &Calls<'a>,
) -> Vec<PhaseTime> {
    let process = cx.process;
    let per_day = comparison.calendar.minutes_per_day();
    let phases = process.phases.iter();
    phases
        .map(|phase| {
            let number = phase.number.value;
            let declared: Option<&Duration> = phase.limit.as_ref().map(|limit| &limit.value);
            let bare = comparison.bare_under(declared).unwrap_or(DayKind::Working);
            let course = Course::of(process, workflow, case, calls, Some(number));
            let worst = course.by_weight(bare, per_day).map(|path| {
                let times = path.times();
                let times = times
                    .iter()
                    .filter_map(|time| time.elapsed(Some(bare), per_day).ok());
                times.sum()
            });
            PhaseTime {
                number,
                worst,
                limit: declared.and_then(|limit| limit.elapsed(Some(bare), per_day).ok()),
            }
        })
        .collect()
}

const NO_TIME: Localized =
    Localized::fixed("no step states a time", "không bước nào ghi thời gian");

texts! {
    fn never_late(days: usize) {
        en: "kept on all {days} days of receipt",
        vi: "đúng hạn với cả {days} ngày tiếp nhận",
    }
}
