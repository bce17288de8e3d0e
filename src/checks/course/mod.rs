//! What each step of a case takes, and the longest way through it.
//!
//! Where all times are of one kind, as is the limit, numbers decide (`workflow::timing`). Where they are not, only dates do: the
//! workflow is followed from every day of receipt that the calendar knows, and the latest arrival over all its paths is held
//! against the limit. Nothing here knows rules.

mod one_kind;

use jiff::civil::DateTime;
use num_rational::Ratio;
use petgraph::visit::EdgeRef as _;

use super::calls::{Calls, Total};
use super::comparison::{
    Compared, Comparison, Excess, Reading, both, counts_months, is_months, too_many_changes,
};
use super::dates::{Dates, by_date};
use super::evidence::takes_time;
use super::moves::{Does, Move, Ways, add, after, moves, times};
use super::worst_path::{Passed, WorstPath};
use crate::messages::Localized;
use crate::model::duration::{Ambiguous, DayKind, Duration, Elapsed, Unit};
use crate::model::name::Id;
use crate::model::notation::{ElementKind, Trigger};
use crate::model::process::{Clock, Process, Step};
use crate::texts;
use crate::workflow::build::Workflow;
use crate::workflow::graph::{Border, NodeId};
use crate::workflow::paths::Paths;
use crate::workflow::timing::{
    Arrivals, CriticalNode, NoArrivals, NodeTime, Timing, TooDeep, Worst,
};
pub(super) use one_kind::InKind;

/// Stretches that are followed from one day of receipt; more, over all days that a calendar knows, would take seconds.
const WORK: u64 = 4_000;

pub(super) const TOO_DEEP: Localized = Localized::fixed(
    "so many loops lie in one another that their times are not added up",
    "có quá nhiều vòng lặp lồng vào nhau nên không cộng được thời gian",
);

pub(super) const NOT_NESTED: Localized = Localized::fixed(
    "parallel branches are not properly nested",
    "các nhánh song song không lồng nhau đúng cách",
);

pub(super) const CUT_SHORT: Localized = Localized::fixed(
    "an event in one branch ends what runs in the others, and how long they run is not computed",
    "một sự kiện ở một nhánh chấm dứt các nhánh khác nên không tính được chúng kéo dài bao lâu",
);

/// What a step takes.
#[derive(Clone, Debug)]
enum Spent<'a> {
    /// Nothing that counts.
    Nothing,
    /// Its own time.
    Own(&'a Duration),
    /// What the process takes that it calls.
    Called(Total),
}

/// Which kinds of time there are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Kinds {
    working: bool,
    calendar: bool,
    /// Months, or the same day.
    others: bool,
}

impl Kinds {
    pub(super) const fn and(self, other: Self) -> Self {
        Self {
            working: self.working || other.working,
            calendar: self.calendar || other.calendar,
            others: self.others || other.others,
        }
    }

    /// Whether only dates add them up.
    pub(super) const fn are_several(self) -> bool {
        self.others || (self.working && self.calendar)
    }
}

/// The times of one case.
#[derive(Debug)]
pub(super) struct Course<'a> {
    process: &'a Process,
    workflow: &'a Workflow,
    /// What each step takes, by its index.
    spent: Vec<Spent<'a>>,
    /// Whether an event ends branches while they run.
    is_cut_short: bool,
    /// The events that wait for an activity in the worst case, and in the best for nothing; each with the activity.
    waiting: Vec<(usize, usize)>,
    /// Which steps have no time and need one.
    without: Vec<bool>,
    /// A step of the case that has no time and calls no process.
    pub(super) untimed: Option<usize>,
    /// Why the time of a called process is not known whole.
    pub(super) uncounted: Option<Localized>,
}

/// A case held against a limit, reading by reading of what a bare day is, each with its longest path.
#[derive(Debug)]
pub(super) struct Held {
    readings: Vec<(DayKind, Reading, WorstPath)>,
}

impl Held {
    /// How the longest paths compare with the limit.
    pub(super) fn compared(&self) -> Compared {
        let readings = self.readings.iter();
        Compared::Known(
            readings
                .map(|(kind, reading, _)| (*kind, reading.clone()))
                .collect(),
        )
    }

    /// What the calendar says where bare days are of this kind.
    pub(super) fn dates_under(&self, bare: DayKind) -> Option<&Dates> {
        let mut readings = self.readings.iter();
        readings.find_map(|(kind, reading, _)| match reading {
            Reading::Dates(dates) if *kind == bare => Some(dates),
            _ => None,
        })
    }

    /// The path that shows an excess; that of the first reading where there is none.
    pub(super) fn path_of(&self, excess: &Excess) -> WorstPath {
        let shows = |(kind, reading, _): &(DayKind, Reading, WorstPath)| match excess {
            Excess::OnlyIf(only, _) => kind == only,
            Excess::Sometimes(dates) => *reading == Reading::Dates(dates.clone()),
            Excess::None | Excess::Always => true,
        };
        let at = self.readings.iter().position(shows).unwrap_or(0);
        let path = self.readings.get(at);
        path.map(|(_, _, path)| path.clone()).unwrap_or_default()
    }
}

impl<'a> Course<'a> {
    /// The times of a case; `calls` knows what called processes take. With a phase only its steps count. O(steps).
    pub(super) fn of(
        process: &'a Process,
        workflow: &'a Workflow,
        case: Option<&Id>,
        calls: &Calls<'_>,
        phase: Option<u32>,
    ) -> Self {
        let mut course = Self {
            process,
            workflow,
            spent: Vec::with_capacity(process.steps.len()),
            waiting: Vec::new(),
            is_cut_short: Paths::ends_others(&workflow.graph),
            without: Vec::with_capacity(process.steps.len()),
            untimed: None,
            uncounted: None,
        };
        let in_phase = |step: &Step| {
            let own = step.phase.as_ref().map(|own| own.value);
            phase.is_none() || own == phase
        };
        for (index, step) in process.steps.iter().enumerate() {
            let here = step.exists_in(case) && in_phase(step);
            let spent = match step.time_in(case) {
                _ if !here => Spent::Nothing,
                Some(time) if step.clock() == Clock::Running => Spent::Own(&time.value),
                Some(_) => Spent::Nothing,
                None => calls
                    .total(step, case)
                    .map_or(Spent::Nothing, Spent::Called),
            };
            let without = matches!(spent, Spent::Nothing) && step.time_in(case).is_none();
            let without = here && without && takes_time(step);
            course.without.push(without);
            if without {
                course.untimed.get_or_insert(index);
            }
            if let Spent::Called(total) = &spent {
                course.uncounted = course.uncounted.take().or_else(|| total.incomplete.clone());
            }
            course.spent.push(spent);
        }
        course.wait_for_events();
        course
    }

    /// An event on the border of an activity may happen when all of its time is gone; one that is timed says when.
    fn wait_for_events(&mut self) {
        let Some(notation) = &self.process.notation else {
            return;
        };
        for flow in self.workflow.graph.edge_references() {
            if let Border::Interrupts(_) = flow.weight().border
                && let Some(event) = self.workflow.step_of(flow.target())
                && self.times(event).is_empty()
            {
                self.comes_at_any_time(event);
            }
        }
        for (index, node) in notation.nodes.iter().enumerate().take(self.spent.len()) {
            let scope = notation.scopes.get(node.scope as usize);
            let is_handler = scope.is_some_and(|scope| scope.kind == ElementKind::EventSubProcess);
            let mut triggers = node.triggers.iter().map(|event| event.trigger);
            // What is thrown inside leads there by a flow of its own.
            let is_thrown = triggers.any(|trigger| {
                matches!(
                    trigger,
                    Trigger::Error | Trigger::Escalation | Trigger::Compensation
                )
            });
            if is_handler
                && node.kind == ElementKind::StartEvent
                && !(node.interrupting || is_thrown)
                && self.times(index).is_empty()
            {
                self.comes_at_any_time(index);
            }
            let Some(activity) = node.attached_to.map(|activity| activity as usize) else {
                continue;
            };
            let has_time = !self.times(index).is_empty();
            if node.kind != ElementKind::BoundaryEvent || node.for_compensation || has_time {
                continue;
            }
            let inner = notation
                .nodes
                .get(activity)
                .and_then(|activity| activity.inner);
            match self.spent.get(activity).cloned() {
                Some(Spent::Nothing) | None if inner.is_some() => self.comes_at_any_time(index),
                Some(spent) => {
                    if let Some(of_event) = self.spent.get_mut(index) {
                        *of_event = spent;
                        self.waiting.push((index, activity));
                    }
                }
                None => {}
            }
        }
    }

    fn comes_at_any_time(&mut self, event: usize) {
        if self.uncounted.is_none() && self.has_times() {
            self.uncounted = Some(until_event(&self.process.step_label(event)));
        }
    }

    /// Why the total is not known whole, if it is not.
    pub(super) fn incomplete(&self) -> Option<Localized> {
        let untimed = self.untimed;
        untimed
            .map(|index| no_time(&self.process.step_label(index)))
            .or_else(|| self.uncounted.clone())
    }

    /// The process.
    pub(super) fn process(&self) -> &'a Process {
        self.process
    }

    /// One minute for each step that has no time and needs one, nothing for the others.
    pub(super) fn untimed_marks(&self) -> Vec<i64> {
        self.without
            .iter()
            .map(|without| i64::from(*without))
            .collect()
    }

    /// Whether any step has a time that counts.
    pub(super) fn has_times(&self) -> bool {
        self.all_times().next().is_some()
    }

    /// Whether any time leaves open which days count.
    pub(super) fn any_bare(&self) -> bool {
        self.all_times().any(Duration::is_bare)
    }

    /// Whether months are among the times.
    pub(super) fn has_months(&self) -> bool {
        self.all_times().any(counts_months)
    }

    /// Whether every time is stated in months alone.
    pub(super) fn only_months(&self) -> bool {
        self.all_times().all(is_months)
    }

    /// Whether every time leaves open which days count.
    pub(super) fn all_bare(&self) -> bool {
        self.all_times().all(Duration::is_bare)
    }

    /// The times of a step in order.
    pub(super) fn times(&self, index: usize) -> &[Duration] {
        match self.spent.get(index) {
            None | Some(Spent::Nothing) => &[],
            Some(Spent::Own(time)) => std::slice::from_ref(*time),
            Some(Spent::Called(total)) => &total.times,
        }
    }

    fn all_times(&self) -> impl Iterator<Item = &Duration> {
        (0..self.spent.len()).flat_map(|index| self.times(index))
    }

    /// What each step takes, working and calendar time apart.
    pub(super) fn elapsed(&self, bare: DayKind, per_day: i64) -> Result<Vec<Elapsed>, Localized> {
        let mut all = Vec::with_capacity(self.spent.len());
        for index in 0..self.spent.len() {
            let mut sum = Elapsed::default();
            for time in self.times(index) {
                let time = time.elapsed(Some(bare), per_day);
                sum = sum + time.map_err(Ambiguous::localized)?;
            }
            all.push(sum);
        }
        Ok(all)
    }

    /// The workflow with so many minutes for each step, or the reason why it is not computed. O(d · (V + E)).
    pub(super) fn timing(&self, minutes: &[i64]) -> Result<Timing, Localized> {
        if self.is_cut_short {
            return Err(CUT_SHORT);
        }
        let timing = Timing::new(&self.workflow.graph, |node| {
            let index = self.workflow.step_of(node);
            let step = index.and_then(|index| self.process.steps.get(index));
            step.map_or_else(NodeTime::default, |step| NodeTime {
                minutes: index
                    .and_then(|index| minutes.get(index).copied())
                    .unwrap_or(0),
                clock: step.clock(),
                rounds: step.rounds.as_ref().map(|rounds| rounds.value),
            })
        });
        timing.map_err(|TooDeep| TOO_DEEP)
    }

    /// The activity for which an event waits; of any other step the step itself.
    pub(super) fn works(&self, index: usize) -> usize {
        let mut waiting = self.waiting.iter();
        let waits = waiting.find(|(event, _)| *event == index);
        waits.map_or(index, |(_, activity)| *activity)
    }

    /// Let every event wait as long as its activity takes.
    pub(super) fn wait(&self, minutes: &mut [i64]) {
        for (event, activity) in &self.waiting {
            if let Some(of_activity) = minutes.get(*activity).copied()
                && let Some(of_event) = minutes.get_mut(*event)
            {
                *of_event = of_activity;
            }
        }
    }

    /// The longest path where numbers compare, or the reason why it has no end.
    pub(super) fn longest(&self, timing: &Timing) -> Result<(i64, Vec<CriticalNode>), Localized> {
        match timing.worst() {
            Worst::Bounded { total, path } => Ok((total, path)),
            Worst::Unbounded(nodes) => Err(self.endless(&nodes)),
        }
    }

    /// Why a loop has no bound.
    pub(super) fn endless(&self, nodes: &[NodeId]) -> Localized {
        let first = nodes.iter().find_map(|node| self.workflow.step_of(*node));
        let name = first.map_or_else(String::new, |index| self.process.step_label(index));
        endless(&name)
    }

    /// The longest path where working time and calendar time count by weight, eight hours of an office as much as a whole day:
    /// for choosing among the cases of called processes.
    pub(super) fn by_weight(&self, bare: DayKind, per_day: i64) -> Result<WorstPath, Localized> {
        let elapsed = self.elapsed(bare, per_day)?;
        let weights: Vec<i64> = elapsed.iter().map(|time| weight(*time, per_day)).collect();
        let (_, path) = self.longest(&self.timing(&weights)?)?;
        let minutes = |weight: i64| (weight / 1440, DayKind::Working);
        Ok(self.path(&path, per_day, minutes))
    }

    /// The case held against a limit of the same file.
    ///
    /// # Errors
    /// Why it cannot be: a loop without end, times that are not clear.
    pub(super) fn against(
        &self,
        comparison: &Comparison<'_>,
        limit: &Duration,
    ) -> Result<Held, Localized> {
        let readings = match comparison.bare_under(Some(limit)) {
            Some(kind) => vec![(kind, kind)],
            None => both(),
        };
        let mut held = Held {
            readings: Vec::new(),
        };
        for (bare, limit_bare) in readings {
            // Days that are all bare, in the limit too, compare alike whatever they are.
            if let [(_, Reading::Number(order), path)] = held.readings.as_slice()
                && limit.is_bare()
                && self.all_bare()
                && !self.calls_by_date(bare)
            {
                held.readings
                    .push((bare, Reading::Number(*order), path.clone()));
                continue;
            }
            let (reading, path) = self.read(comparison, limit, bare, limit_bare)?;
            held.readings.push((bare, reading, path));
        }
        Ok(held)
    }

    /// The minutes that a limit allows, where numbers tell whether the case keeps it; its times come to `total`. The kinds of day say
    /// what bare days are, in the times and in the limit.
    ///
    /// # Errors
    /// The limit is not clear.
    pub(super) fn in_one_kind(
        &self,
        comparison: &Comparison<'_>,
        total: Elapsed,
        limit: &Duration,
        (bare, limit_bare): (DayKind, DayKind),
    ) -> Result<Option<i64>, Localized> {
        let allowed = comparison.in_one_kind(total, self.has_months(), limit, limit_bare)?;
        Ok(allowed.filter(|_| !self.calls_by_date(bare)))
    }

    /// Whether a process is called in which only dates tell which way takes longest, where bare days are of this kind.
    pub(super) fn calls_by_date(&self, bare: DayKind) -> bool {
        self.spent.iter().any(|spent| match spent {
            Spent::Called(total) => !total.ways.is_empty() && total.kinds.under(bare).are_several(),
            Spent::Nothing | Spent::Own(_) => false,
        })
    }

    /// Which kinds of time are among those of the steps.
    pub(super) fn kinds(&self, bare: DayKind, per_day: i64) -> Kinds {
        let mut kinds = Kinds {
            others: self.has_months(),
            ..Kinds::default()
        };
        for (index, spent) in self.spent.iter().enumerate() {
            if let Spent::Called(total) = spent {
                kinds = kinds.and(total.kinds.under(bare));
            }
            for time in self.times(index) {
                kinds.others |= time.same_day.is_some();
                if let Ok(time) = time.elapsed(Some(bare), per_day) {
                    kinds.working |= time.working.0 > 0;
                    kinds.calendar |= time.calendar.0 > 0;
                }
            }
        }
        kinds
    }

    /// What each step does to the clock.
    ///
    /// # Errors
    /// A time that is not clear.
    pub(super) fn moves(&self, bare: DayKind, per_day: i64) -> Result<Vec<Vec<Move>>, Localized> {
        let mut does: Vec<Vec<Move>> = Vec::with_capacity(self.spent.len());
        for (index, spent) in self.spent.iter().enumerate() {
            let mut all = Vec::new();
            match spent {
                Spent::Called(total) if !total.ways.is_empty() => {
                    let ways = total.ways.iter().map(|ways| ways.under(bare));
                    all.push(Move::Called(ways.collect()));
                }
                _ => {
                    for time in self.times(index) {
                        let time = moves(time, bare, per_day).map_err(Ambiguous::localized)?;
                        for step in &time {
                            add(&mut all, step);
                        }
                    }
                }
            }
            does.push(all);
        }
        Ok(does)
    }

    /// All ways through the case, for dates, where each step does that to the clock.
    ///
    /// # Errors
    /// A loop without end.
    pub(super) fn ways(&self, does: &[Vec<Move>]) -> Result<Ways, Localized> {
        let step_of = |node: NodeId| self.workflow.step_of(node);
        let step = |node: NodeId| step_of(node).and_then(|index| self.process.steps.get(index));
        let rounds = |node: NodeId| Some(step(node)?.rounds.as_ref()?.value);
        let arrivals = Arrivals::of(
            &self.workflow.graph,
            rounds,
            // Going round costs nothing, or restarts the clock: once shows all it can.
            Some(1),
            |node| Does {
                restarts: step(node).is_some_and(|step| step.clock() == Clock::Restarts),
                moves: step_of(node)
                    .and_then(|index| does.get(index))
                    .cloned()
                    .unwrap_or_default(),
            },
            |before, next| {
                if next.restarts {
                    return false;
                }
                for next in &next.moves {
                    add(&mut before.moves, next);
                }
                true
            },
        );
        arrivals.map(Ways::new).map_err(|reason| match reason {
            NoArrivals::Unbounded(nodes) => self.endless(&nodes),
            NoArrivals::TooDeep => TOO_DEEP,
        })
    }

    fn read(
        &self,
        comparison: &Comparison<'_>,
        limit: &Duration,
        bare: DayKind,
        limit_bare: DayKind,
    ) -> Result<(Reading, WorstPath), Localized> {
        let per_day = comparison.calendar.minutes_per_day();
        let elapsed = self.elapsed(bare, per_day)?;
        let total: Elapsed = elapsed.iter().copied().sum();
        let Some(allowed) = self.in_one_kind(comparison, total, limit, (bare, limit_bare))? else {
            let (dates, path) = self.by_date(comparison, limit, (bare, limit_bare), &elapsed)?;
            return Ok((Reading::Dates(dates), path));
        };
        let in_kind = InKind::new(&elapsed, total, bare, per_day);
        let (worst, path) = self.longest(&self.timing(&in_kind.minutes)?)?;
        let path = self.path(&path, per_day, |minutes| (minutes, in_kind.kind));
        Ok((Reading::Number(worst.cmp(&allowed)), path))
    }

    /// The latest arrival from every day of receipt, and the path on the worst of them.
    fn by_date(
        &self,
        comparison: &Comparison<'_>,
        limit: &Duration,
        (bare, limit_bare): (DayKind, DayKind),
        elapsed: &[Elapsed],
    ) -> Result<(Dates, WorstPath), Localized> {
        let calendar = comparison.calendar;
        let per_day = calendar.minutes_per_day();
        // A loop without rounds has no bound if it costs anything, by dates as by numbers.
        let weights: Vec<i64> = elapsed.iter().map(|time| weight(*time, per_day)).collect();
        self.longest(&self.timing(&weights)?)?;
        let does = &self.moves(bare, per_day)?;
        let ways = self.ways(does)?;
        if ways.work() > WORK {
            return Err(too_many_changes());
        }
        let works = self.kinds(bare, per_day).working;
        let asked = comparison.question(limit, limit_bare, works);
        let dates = by_date(&asked, |begin| ways.latest(calendar, begin))?;
        let path = dates.begin.map_or_else(WorstPath::default, |begin| {
            let stretches = ways.trace(calendar, begin).into_iter();
            let steps = stretches.flat_map(|(stretch, mut at)| {
                stretch.nodes.iter().filter_map(move |&node| {
                    let moves = does.get(self.workflow.step_of(node)?)?;
                    let from = at;
                    at = after(calendar, at, moves)?;
                    let mut passed = self.passed(node, None, Some(at))?;
                    if let [Move::Called(_)] = moves.as_slice() {
                        passed.times = times(calendar, from, moves);
                    }
                    Some(passed)
                })
            });
            WorstPath {
                steps: steps.collect(),
            }
        });
        Ok((dates, path))
    }

    /// Nodes as steps; `minutes_of` makes minutes of what repeated rounds count, and says of which kind.
    fn path(
        &self,
        nodes: &[CriticalNode],
        per_day: i64,
        minutes_of: impl Fn(i64) -> (i64, DayKind),
    ) -> WorstPath {
        let all_bare = self.all_bare();
        let steps = nodes.iter().filter_map(|critical| {
            let rounds = (critical.repeated > 0).then(|| {
                let (minutes, kind) = minutes_of(critical.repeated);
                if all_bare {
                    let day = match kind {
                        DayKind::Working => per_day.max(1),
                        DayKind::Calendar => 1440,
                    };
                    Duration::new(Ratio::new(minutes, day), Unit::Day, None)
                } else {
                    Duration::new(Ratio::from_integer(minutes), Unit::Minute, Some(kind))
                }
            });
            self.passed(critical.node, rounds, None)
        });
        WorstPath {
            steps: steps.collect(),
        }
    }

    fn passed(
        &self,
        node: NodeId,
        rounds: Option<Duration>,
        ends: Option<DateTime>,
    ) -> Option<Passed> {
        let index = self.workflow.step_of(node)?;
        let step = self.process.steps.get(index)?;
        let called = matches!(self.spent.get(index), Some(Spent::Called(_)));
        let code = step.calls.as_ref().filter(|_| called);
        Some(Passed {
            index,
            times: self.times(index).to_vec(),
            calls: code.map(|code| code.value.clone()),
            rounds,
            ends,
        })
    }
}

/// What a time counts in choosing among branches: a working day as much as a calendar day.
pub(super) fn weight(time: Elapsed, per_day: i64) -> i64 {
    let working = time.working.0.saturating_mul(1440);
    working.saturating_add(time.calendar.0.saturating_mul(per_day))
}

texts! {
    fn no_time(name: &str) {
        en: "the step \"{name}\" has no time",
        vi: "bước \"{name}\" chưa có thời gian",
    }
    fn until_event(name: &str) {
        en: "\"{name}\" may come at any time, and the time until then is not counted",
        vi: "\"{name}\" có thể xảy ra bất cứ lúc nào, chưa tính thời gian trước đó",
    }
    fn endless(name: &str) {
        en: "the loop at \"{name}\" may run without limit",
        vi: "vòng lặp tại \"{name}\" không giới hạn số lần",
    }
}
