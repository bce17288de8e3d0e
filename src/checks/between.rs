//! How much time may pass, or must pass, from one step to another.

use num_rational::Ratio;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::calls::Calls;
use super::comparison::{Comparison, Excess, Length};
use super::course::{Course, InKind, NOT_NESTED, weight};
use super::path_property::{Broken, Decided, How, Property, on_every_path};
use super::{Context, Kind};
use crate::finding::Verdict;
use crate::messages::Localized;
use crate::model::duration::{DayKind, Duration, Elapsed, Unit};
use crate::model::name::Id;
use crate::rule::selector::StepSelector;
use crate::source::Spanned;
use crate::texts;
use crate::workflow::build::Workflow;
use crate::workflow::graph::NodeId;
use crate::workflow::timing::{Between as Span, Timing, Unreckoned};

/// From the completion of each step of `first` to the next completion of a step of `then`, on every path, at most `most` time
/// passes and at least `least`. Stopped clocks count nothing, loops their `rounds`. Where working and calendar time stand side
/// by side, only a path that breaks the limit by the calendar is found; the rest is unknown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Between {
    /// Where the time begins: when one of these is done.
    #[schemars(extend("x-vi" = "Tính từ khi làm xong một trong các bước này."))]
    pub first: StepSelector,
    /// Where it ends: when one of these is done.
    #[schemars(extend("x-vi" = "Đến khi làm xong một trong các bước này."))]
    pub then: StepSelector,
    /// The most time that may pass.
    #[schemars(extend("x-vi" = "Thời gian tối đa."))]
    pub most: Option<Spanned<Duration>>,
    /// The least time that must pass.
    #[schemars(extend("x-vi" = "Thời gian tối thiểu."))]
    pub least: Option<Spanned<Duration>>,
}

/// So many steps of `first` are looked at in one case; each costs a search of the workflow.
const STEPS: usize = 256;
/// Nodes of the workflow, once for each of these steps.
const WORK: usize = 1 << 20;

const TOO_DEEP: Localized = Localized::fixed(
    "the step lies in so many parallel branches of one another that it is not computed what is waited for",
    "bước này nằm trong quá nhiều nhánh song song lồng nhau nên không tính được thời gian chờ",
);

impl Kind for Between {
    const FOLLOWS_FLOWS: bool = true;

    fn run(&self, cx: &Context<'_>) -> Verdict {
        if self.most.is_none() && self.least.is_none() {
            return Verdict::NotApplicable(no_limit());
        }
        on_every_path(cx, self, &[&self.first, &self.then])
    }
}

/// One case, prepared.
struct Case<'c, 'a> {
    course: &'c Course<'a>,
    comparison: Comparison<'a>,
    workflow: &'a Workflow,
    then: Vec<bool>,
}

/// What the time from one step on comes to.
enum Pair {
    /// No step of `then` follows.
    Never,
    /// The limit is kept.
    Kept,
    /// It is not.
    Broken(Box<Broken>),
}

impl Property for Between {
    fn judge(&self, cx: &Context<'_>, case: usize) -> (Decided, How) {
        let cases = cx.process.case_ids();
        let workflow = cx.analysis.workflows().get(case);
        let decided = match workflow.zip(cases.get(case)) {
            Some((workflow, case)) => self.decide(cx, workflow, *case),
            None => Decided::Nothing(no_limit()),
        };
        (decided, How::Time)
    }
}

impl Between {
    fn decide<'a>(&self, cx: &Context<'a>, workflow: &'a Workflow, case: Option<&Id>) -> Decided {
        let process = cx.process;
        let calls = match self.least {
            Some(_) => Calls::with_other_times(cx),
            None => Calls::of(cx),
        };
        let course = Course::of(process, workflow, case, &calls, None);
        let then = |node: NodeId| {
            let index = workflow.step_of(node);
            index.is_some_and(|index| self.then.selects(process, index))
        };
        let nodes = workflow.graph.node_indices();
        let prepared = Case {
            course: &course,
            comparison: Comparison::of(cx),
            workflow,
            then: nodes.map(then).collect(),
        };
        let firsts: Vec<(usize, NodeId)> = self
            .first
            .select(process)
            .filter_map(|index| Some((index, workflow.nodes.get(index).copied()??)))
            .collect();
        let most = (WORK / workflow.graph.node_count().max(1)).clamp(1, STEPS);
        if firsts.len() > most {
            return Decided::Unknown(too_many(most));
        }
        let mut broken = Vec::new();
        let mut unknown = None;
        let mut follows = false;
        for (index, first) in firsts {
            for (limit, most) in [(&self.most, true), (&self.least, false)] {
                let Some(limit) = limit else { continue };
                match prepared.pair(index, first, limit, most) {
                    Ok(Pair::Never) => {}
                    Ok(Pair::Kept) => follows = true,
                    Ok(Pair::Broken(found)) => broken.push(*found),
                    Err(reason) => {
                        follows = true;
                        unknown.get_or_insert(reason);
                    }
                }
            }
        }
        match unknown {
            _ if !broken.is_empty() => Decided::Fails(broken),
            Some(reason) => Decided::Unknown(reason),
            None if follows => Decided::Holds,
            None => Decided::Nothing(never(&self.first.describe(), &self.then.describe())),
        }
    }
}

impl Case<'_, '_> {
    fn is_then(&self, node: NodeId) -> bool {
        self.then.get(node.index()).copied().unwrap_or_default()
    }

    /// The time from one step on: what it comes to, or why that is not known.
    fn pair(
        &self,
        index: usize,
        first: NodeId,
        limit: &Duration,
        most: bool,
    ) -> Result<Pair, Localized> {
        let comparison = &self.comparison;
        let per_day = comparison.calendar.minutes_per_day();
        let bare = comparison
            .bare_under(Some(limit))
            .unwrap_or(DayKind::Working);
        let elapsed = self.course.elapsed(bare, per_day)?;
        let total: Elapsed = elapsed.iter().copied().sum();
        let in_kind = self.course.in_kind(&elapsed, bare, per_day);
        let mixed = in_kind.is_none();
        let kind = in_kind.as_ref().map_or(DayKind::Working, |all| all.kind);
        let minutes = in_kind.as_ref().map(|all| {
            if most {
                all.minutes.clone()
            } else {
                self.course.quickest(all)
            }
        });
        let weights = || elapsed.iter().map(|time| weight(*time, per_day)).collect();
        let timing = self.course.timing(&minutes.unwrap_or_else(weights))?;
        let to = |node: NodeId| self.is_then(node);
        // Minutes of two kinds cannot be taken off from one another, as a wait would need.
        let span = if mixed {
            timing.along(first, &to)
        } else {
            timing.between(first, &to)
        };
        let (minutes, path, unreckoned, less) = match span {
            Span::Never => return Ok(Pair::Never),
            Span::Unbounded(_) if !most => (0, Vec::new(), None, false),
            Span::Unbounded(nodes) => return Err(self.course.endless(&nodes)),
            Span::Bounded {
                minutes,
                path,
                unreckoned,
                less,
            } => (minutes, path, unreckoned, less),
        };
        let process = self.course.process();
        let steps: Vec<usize> = path
            .iter()
            .filter_map(|node| self.workflow.step_of(*node))
            .collect();
        let last = steps.last().copied().unwrap_or(index);
        let minutes = if most {
            minutes
        } else if mixed {
            return Err(mixed_kinds());
        } else {
            timing.soonest(first, &to).ok_or(NOT_NESTED)?
        };
        let whole = self.as_duration(minutes, kind);
        let walked = steps.iter().skip(1);
        let walked: Vec<&Duration> = walked.flat_map(|step| self.course.times(*step)).collect();
        let times = if mixed { walked } else { vec![&whole] };
        let allowed = comparison.in_one_kind(total, false, limit, bare)?;
        let excess = match allowed.filter(|_| !mixed) {
            Some(allowed) if most == (minutes > allowed) && minutes != allowed => {
                let known = comparison.bare_under(Some(limit)).is_some();
                if !known && !self.course.all_bare() {
                    return Err(depends());
                }
                Excess::Always
            }
            Some(_) => Excess::None,
            None => by_date(comparison, &times, limit, most)?,
        };
        if excess == Excess::None && most && mixed {
            return Err(mixed_kinds());
        }
        if most && let Some(reason) = doubt(&excess, unreckoned, less) {
            return Err(reason);
        }
        let is_of_worst = |all: &InKind| self.course.takes_worst_of_called(all);
        if excess == Excess::None && !most && in_kind.as_ref().is_some_and(is_of_worst) {
            return Err(no_best_of_called());
        }
        let reason = if most == (excess == Excess::None) {
            // What has no time may make the time longer.
            self.untimed(first)
                .or_else(|| self.untimed_beside(first, &timing))
        } else if most {
            None
        } else {
            // Before the first step it may make a wait shorter.
            self.untimed_beside(first, &timing)
        };
        if let Some(reason) = reason {
            return Err(reason);
        }
        if excess == Excess::None {
            return Ok(Pair::Kept);
        }
        let sum = comparison.written_sum(&times);
        let (from, to) = (process.step_label(index), process.step_label(last));
        let mut broken = if most {
            Broken::new(last, too_long(&from, &to, &sum, limit), &steps)
        } else {
            Broken::new(last, too_short(&from, &to, &sum, limit), &[index, last])
        };
        broken.excess = excess;
        Ok(Pair::Broken(Box::new(broken)))
    }

    /// Minutes as they are written in the file: in bare days where all of its times are.
    fn as_duration(&self, minutes: i64, kind: DayKind) -> Duration {
        if self.course.all_bare() {
            let day = match kind {
                DayKind::Working => self.comparison.calendar.minutes_per_day().max(1),
                DayKind::Calendar => 1440,
            };
            return Duration::new(Ratio::new(minutes, day), Unit::Day, None);
        }
        Duration::new(Ratio::from_integer(minutes), Unit::Minute, Some(kind))
    }

    /// Why the time from a step on is not known whole: a step on some way has no time.
    fn untimed(&self, first: NodeId) -> Option<Localized> {
        if let Some(reason) = &self.course.uncounted {
            return Some(reason.clone());
        }
        self.course.untimed?;
        let marks = self.course.untimed_marks();
        let timing = match self.course.timing(&marks) {
            Ok(timing) => timing,
            Err(reason) => return Some(reason),
        };
        match timing.between(first, &|node| self.is_then(node)) {
            Span::Bounded { minutes: 0, .. } | Span::Never => None,
            _ => self.course.incomplete(),
        }
    }

    /// Why it is not known how long a join waits: a step in the blocks around a step has no time.
    fn untimed_beside(&self, first: NodeId, timing: &Timing) -> Option<Localized> {
        let reason = self.course.incomplete()?;
        let waited_for = timing.waited_for(first, &|node| self.is_then(node));
        let marks = self.course.untimed_marks();
        let is_untimed = |node: &NodeId| {
            let index = self.workflow.step_of(*node);
            index
                .and_then(|index| marks.get(index))
                .is_some_and(|&mark| mark > 0)
        };
        let is_uncounted = self.course.uncounted.is_some() && !waited_for.is_empty();
        (is_uncounted || waited_for.iter().any(is_untimed)).then_some(reason)
    }
}

/// Why a longest time may be more than was found where the limit is kept, or less where it is not.
fn doubt(excess: &Excess, unreckoned: Option<Unreckoned>, less: bool) -> Option<Localized> {
    if *excess != Excess::None {
        return less.then_some(NOT_NESTED);
    }
    unreckoned.map(|reason| match reason {
        Unreckoned::NotNested => NOT_NESTED,
        Unreckoned::Restarts => restarts(),
        Unreckoned::TooDeep => TOO_DEEP,
    })
}

/// Whether times break a limit that only dates compare with them.
fn by_date(
    comparison: &Comparison<'_>,
    times: &[&Duration],
    limit: &Duration,
    most: bool,
) -> Result<Excess, Localized> {
    let compared = comparison.against(times, limit);
    if most {
        return compared.excess();
    }
    match compared.length() {
        Some(Length::Shorter) => Ok(Excess::Always),
        Some(_) => Ok(Excess::None),
        None => Err(depends()),
    }
}

texts! {
    fn no_best_of_called() {
        en: "the best time of a called process is not known",
        vi: "chưa biết thời gian nhanh nhất của quy trình được gọi",
    }
    fn too_long(first: &str, then: &str, time: &Localized, limit: &Duration) {
        en: "from \"{first}\" to \"{then}\" up to {time} pass, at most {limit} may",
        vi: "từ \"{first}\" đến \"{then}\" có thể mất {time}, trong khi chỉ được tối đa {limit}",
    }
    fn too_short(first: &str, then: &str, time: &Localized, limit: &Duration) {
        en: "from \"{first}\" to \"{then}\" only {time} may pass, at least {limit} must",
        vi: "từ \"{first}\" đến \"{then}\" có thể chỉ mất {time}, trong khi phải ít nhất {limit}",
    }
    fn never(first: &Localized, then: &Localized) {
        en: "no path leads from {first} to {then}",
        vi: "không có đường nào đi từ bước {first} đến bước {then}",
    }
    fn too_many(count: usize) {
        en: "more than {count} of these steps, too many to look at",
        vi: "hơn {count} bước loại này, quá nhiều để xét",
    }
    fn depends() {
        en: "whether the time is long enough depends on the day of receipt, or on what a bare day means",
        vi: "thời gian có đủ hay không còn tùy ngày tiếp nhận hoặc cách hiểu \"ngày\"",
    }
    fn mixed_kinds() {
        en: "working and calendar time stand side by side on the way",
        vi: "trên đường đi vừa có ngày làm việc vừa có ngày lịch",
    }
    fn restarts() {
        en: "the clock begins anew in a parallel branch",
        vi: "thời gian được tính lại từ đầu trong một nhánh song song",
    }
    fn no_limit() {
        en: "the rule states neither `most` nor `least`",
        vi: "quy tắc không nêu `most` hoặc `least`",
    }
}
