//! What a step that calls another process takes: the worst total of the called process, and where they are asked for its best
//! and expected.
//!
//! A called process is found by its code among the processes of the run, and is taken in the case of the caller where it has
//! that case, else in its worst one. Bare days are what the called file says they are; where it says nothing, they are left to
//! the reading of the caller. What cannot be counted (no such process, two of them, a process inside itself, a step without a
//! time) counts nothing and is named: the total is then a lower bound. A limit that the called process declares is not looked
//! at; its own checks do that.
//!
//! Where the times of a called process are of several kinds, only dates tell which of its ways takes longest. Then the caller follows
//! all of them from the day on which it calls; its weight only chooses what is shown.
//!
//! The best of several cases is that of the quickest, the expected their mean. Neither is known where working and calendar time,
//! or days of one kind and bare days, stand side by side, or months.
//!
//! Every process and case is computed once for each run of a check, in O(V + E), and nothing recurses.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use num_rational::Ratio;

use super::Context;
use super::comparison::Comparison;
use super::course::{Course, Kinds, weight};
use super::moves::Ways;
use crate::messages::Localized;
use crate::model::duration::{DayKind, Duration, Elapsed, Unit};
use crate::model::name::{Id, fold, nearest};
use crate::model::process::{Clock, Process, Step};
use crate::texts;
use crate::workflow::build::Workflow;

/// A process and its case; the process by its folded code, which only the caller that is checked may lack.
type Key = (Option<String>, Option<Id>);

/// So many codes of a cycle are shown.
const SHOWN: usize = 6;

/// Above so many changes between kinds of time the times of a called process are added up by kind, as dates do it too.
const CHANGES: usize = 32;

/// More days than any limit allows: totals stop there, so that processes that call each other over and over cannot overflow.
const MOST_DAYS: i64 = 1_000_000_000;

/// What a step, or the process it calls, takes.
#[derive(Clone, Debug, Default)]
pub(super) struct Total {
    /// Times one after another.
    pub(super) times: Vec<Duration>,
    /// For choosing among cases and branches.
    pub(super) weight: i64,
    /// Why it may be more.
    pub(super) incomplete: Option<Localized>,
    /// The other times, where they were asked for and are known.
    pub(super) others: Option<Others>,
    /// The kinds of time on all its ways.
    pub(super) kinds: InEither<Kinds>,
    /// All ways through each of its cases, where only dates tell which takes longest.
    pub(super) ways: Vec<InEither<Rc<Ways>>>,
}

/// Something where bare days are working days, and where they are calendar days.
#[derive(Clone, Debug, Default)]
pub(super) struct InEither<T> {
    working: T,
    calendar: T,
}

impl<T: Clone> InEither<T> {
    /// Made for each reading of bare days; once, where there is one reading only.
    fn of(only: Option<DayKind>, make: impl Fn(DayKind) -> T) -> Self {
        let working = make(only.unwrap_or(DayKind::Working));
        let calendar = match only {
            Some(_) => working.clone(),
            None => make(DayKind::Calendar),
        };
        Self { working, calendar }
    }

    /// What it is where bare days are of this kind.
    pub(super) fn under(&self, bare: DayKind) -> T {
        match bare {
            DayKind::Working => self.working.clone(),
            DayKind::Calendar => self.calendar.clone(),
        }
    }
}

/// The best and the expected time in minutes, of one kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Others {
    /// None where all are bare days, which are left to the reading of the caller.
    pub(super) kind: Option<DayKind>,
    /// The quickest run.
    pub(super) best: i64,
    /// The mean, rounded to a minute.
    pub(super) expected: i64,
}

/// The totals of all processes that run inside one process.
#[derive(Debug)]
pub(super) struct Calls<'a> {
    cx: Context<'a>,
    /// Whether best and expected times are asked for.
    with_others: bool,
    /// None while the process is on the way to its own total.
    totals: BTreeMap<Key, Option<Total>>,
    /// The processes on the way, from the one that is checked.
    path: Vec<&'a Process>,
}

/// A process whose calls are being followed.
struct Open<'a> {
    process: &'a Process,
    case: Option<&'a Id>,
    calls: std::vec::IntoIter<(&'a Process, Option<&'a Id>)>,
}

impl<'a> Calls<'a> {
    /// Follow the calls of the process of a context, for worst times only.
    pub(super) fn of(cx: &Context<'a>) -> Self {
        Self::follow(cx, false)
    }

    /// The same for best and expected times, too. What the expected time costs stands with it.
    pub(super) fn with_other_times(cx: &Context<'a>) -> Self {
        Self::follow(cx, true)
    }

    /// In depth first order.
    fn follow(cx: &Context<'a>, with_others: bool) -> Self {
        let process = cx.process;
        let mut calls = Self {
            cx: *cx,
            with_others,
            totals: BTreeMap::new(),
            path: vec![process],
        };
        let mut first = Vec::new();
        for case in process.case_ids() {
            calls.totals.insert(key(process, case), None);
            first.extend(calls.from(process, case));
        }
        let mut open = vec![Open {
            process,
            case: None,
            calls: first.into_iter(),
        }];
        while let Some(top) = open.last_mut() {
            if let Some((process, case)) = top.calls.next() {
                let key = key(process, case);
                if calls.totals.contains_key(&key) {
                    continue;
                }
                calls.totals.insert(key, None);
                calls.path.push(process);
                let next = calls.from(process, case).into_iter();
                open.push(Open {
                    process,
                    case,
                    calls: next,
                });
            } else if calls.path.len() > 1 {
                let total = calls.compute(top.process, top.case);
                let key = key(top.process, top.case);
                calls.totals.insert(key, Some(total));
                calls.path.pop();
                open.pop();
            } else {
                break;
            }
        }
        calls
    }

    /// What a step takes through the process it calls; none where it calls none, or has a time of its own.
    pub(super) fn total(&self, step: &Step, case: Option<&Id>) -> Option<Total> {
        let code = called(step, case)?;
        let process = match self.find(code) {
            Ok(process) => process,
            Err(reason) => {
                return Some(Total {
                    incomplete: Some(reason),
                    ..Total::default()
                });
            }
        };
        let mut worst = Total::default();
        let mut incomplete = None;
        let mut others = Vec::new();
        let (mut kinds, mut ways) = (InEither::<Kinds>::default(), Vec::new());
        for case in cases(process, case) {
            match self.totals.get(&key(process, case)) {
                Some(Some(total)) => {
                    others.push(total.others);
                    ways.extend(total.ways.iter().cloned());
                    kinds = InEither {
                        working: kinds.working.and(total.kinds.working),
                        calendar: kinds.calendar.and(total.kinds.calendar),
                    };
                    incomplete = incomplete.or_else(|| total.incomplete.clone());
                    if total.weight > worst.weight {
                        worst = total.clone();
                    }
                }
                _ => incomplete = incomplete.or_else(|| Some(self.cycle(process))),
            }
        }
        worst.incomplete = incomplete;
        worst.others = of_cases(&others);
        let several = kinds.working.are_several() || kinds.calendar.are_several();
        let is_one = matches!(ways.as_slice(), [one] if one.working.is_one());
        worst.kinds = kinds;
        worst.ways = if several && !is_one { ways } else { Vec::new() };
        Some(worst)
    }

    /// The processes and cases that run inside a case of a process.
    fn from(
        &self,
        process: &'a Process,
        case: Option<&'a Id>,
    ) -> Vec<(&'a Process, Option<&'a Id>)> {
        let steps = process.steps.iter();
        let codes: BTreeSet<&str> = steps.filter_map(|step| called(step, case)).collect();
        codes
            .into_iter()
            .filter_map(|code| self.find(code).ok())
            .flat_map(|process| {
                cases(process, case)
                    .into_iter()
                    .map(move |case| (process, case))
            })
            .collect()
    }

    /// The one process with a code.
    fn find(&self, code: &str) -> Result<&'a Process, Localized> {
        let mut found = self.cx.catalogue.with_code(code);
        match (found.next(), found.next()) {
            (Some((_, Some(process))), None) => Ok(process),
            (Some((_, None)), None) => Err(not_at_hand(code)),
            (Some(_), Some(_)) => Err(several(code)),
            (None, _) => {
                let known = self.cx.catalogue.entries().iter();
                let codes = known.filter_map(|entry| entry.code.as_ref());
                let near = nearest(code, codes.map(|code| code.value.as_str()));
                Err(near.map_or_else(|| none(code), |near| none_but(code, near)))
            }
        }
    }

    /// The worst path of a case and all its ways, all that it calls being known. O(d · (V + E)), d the depth of nested loops.
    fn compute(&self, process: &Process, case: Option<&Id>) -> Total {
        let code = code(process);
        let unknown = |reason| Total {
            incomplete: Some(reason),
            ..Total::default()
        };
        if process.steps.is_empty() {
            return unknown(no_steps(code));
        }
        if !process.unread.is_empty() {
            return unknown(not_read(code));
        }
        let comparison = Comparison::of(&Context { process, ..self.cx });
        let workflow = Workflow::build(process, case);
        let limit = process.limit(case).map(|limit| &limit.value);
        let bare = comparison.bare_under(limit);
        let reading = bare.unwrap_or(DayKind::Working);
        let per_day = comparison.calendar.minutes_per_day();
        let course = Course::of(process, &workflow, case, self, None);
        let worst = match course.by_weight(reading, per_day) {
            Ok(worst) => worst,
            Err(reason) => return unknown(inside(code, &reason)),
        };
        let times = condensed(&worst.times(), bare, per_day);
        let weights = times.iter().map(|time| {
            let time = time.elapsed(Some(reading), per_day);
            time.map_or(0, |time| weight(time, per_day))
        });
        let ways = InEither::of(bare, |reading| {
            let does = course.moves(reading, per_day).ok()?;
            course.ways(&does).ok().map(Rc::new)
        });
        let ways = ways.working.zip(ways.calendar);
        Total {
            weight: weights.fold(0, i64::saturating_add),
            times,
            kinds: InEither::of(bare, |reading| course.kinds(reading, per_day)),
            ways: ways
                .map(|(working, calendar)| InEither { working, calendar })
                .into_iter()
                .collect(),
            others: self
                .with_others
                .then(|| course.others(bare, per_day))
                .flatten(),
            incomplete: course.uncounted.clone().or_else(|| {
                let step = process.step_label(course.untimed?);
                Some(no_time(code, &step))
            }),
        }
    }

    /// How a process comes to run inside itself.
    fn cycle(&self, process: &Process) -> Localized {
        let from = self
            .path
            .iter()
            .position(|other| std::ptr::eq(*other, process));
        let on_the_way = self.path.iter().skip(from.unwrap_or(0));
        let mut codes: Vec<&str> = on_the_way.map(|process| code(process)).collect();
        if codes.len() > SHOWN {
            codes.truncate(SHOWN - 1);
            codes.push("…");
        }
        codes.push(code(process));
        inside_itself(code(process), &codes.join(" → "))
    }
}

/// The code that a step calls in a case, if it has no time of its own and the clock runs.
fn called<'s>(step: &'s Step, case: Option<&Id>) -> Option<&'s str> {
    let counts = step.clock() == Clock::Running && step.exists_in(case);
    let code = step.calls.as_ref().filter(|_| counts)?;
    step.time_in(case).is_none().then_some(code.value.as_str())
}

/// The same case where the process has it, else all of its cases.
fn cases<'p>(process: &'p Process, case: Option<&Id>) -> Vec<Option<&'p Id>> {
    let all = process.case_ids();
    let same = all
        .iter()
        .copied()
        .find(|own| case.is_some() && *own == case);
    same.map_or_else(|| all.to_vec(), |same| vec![same])
}

/// The best of several cases and the mean of what is expected of them, where they are of one kind.
fn of_cases(all: &[Option<Others>]) -> Option<Others> {
    let all: Vec<Others> = all.iter().copied().collect::<Option<_>>()?;
    let kind = all.first()?.kind;
    let count = i64::try_from(all.len()).ok()?;
    let sum: i64 = all.iter().map(|one| one.expected / count).sum();
    let rest: i64 = all.iter().map(|one| one.expected % count).sum();
    let of_one_kind = all.iter().all(|one| one.kind == kind);
    of_one_kind.then_some(Others {
        kind,
        best: all.iter().map(|one| one.best).min()?,
        expected: sum + (rest + count / 2) / count,
    })
}

fn key(process: &Process, case: Option<&Id>) -> Key {
    let code = process.process.code.as_ref();
    (code.map(|code| fold(code)), case.cloned())
}

fn code(process: &Process) -> &str {
    let code = process.process.code.as_ref();
    code.map_or("", |code| code.value.as_str())
}

/// The same times in few: neighbours of one kind are added up, and bare days are of the kind that is known. Months stay as
/// they are written, because they are not all equally long.
fn condensed(times: &[&Duration], bare: Option<DayKind>, per_day: i64) -> Vec<Duration> {
    let mut few: Vec<Duration> = Vec::new();
    for time in times {
        let keeps = time.parts().any(|part| part.unit == Unit::Month)
            || (time.is_bare() && bare.is_none() && !time.further.is_empty());
        let (false, Ok(elapsed)) = (
            keeps,
            time.elapsed(bare.or(Some(DayKind::Working)), per_day),
        ) else {
            few.push((*time).clone());
            continue;
        };
        if time.is_bare() && bare.is_none() {
            append(&mut few, elapsed.working.0, None, per_day);
        } else {
            append(&mut few, elapsed.working.0, Some(DayKind::Working), per_day);
            append(
                &mut few,
                elapsed.calendar.0,
                Some(DayKind::Calendar),
                per_day,
            );
        }
    }
    if few.len() <= CHANGES {
        return few;
    }
    let bare = bare.or(Some(DayKind::Working));
    let sums = few
        .iter()
        .filter_map(|time| time.elapsed(bare, per_day).ok());
    let sum = sums.fold(Elapsed::default(), |sum, time| sum + time);
    let mut two = Vec::new();
    append(&mut two, sum.working.0, Some(DayKind::Working), per_day);
    append(&mut two, sum.calendar.0, Some(DayKind::Calendar), per_day);
    two
}

/// Add minutes of a kind, or of bare days of `per_day` minutes, at the end.
fn append(times: &mut Vec<Duration>, minutes: i64, kind: Option<DayKind>, per_day: i64) {
    let per_day = per_day.max(1);
    let (unit, each) = match kind {
        None => (Unit::Day, per_day),
        Some(_) => (Unit::Minute, 1),
    };
    let most = MOST_DAYS.saturating_mul(1440);
    let before = times
        .pop_if(|last| last.kind == kind && last.unit == unit && last.further.is_empty())
        .map_or(0, |last| (last.quantity * each).to_integer());
    let minutes = before.saturating_add(minutes).min(most);
    if minutes > 0 {
        times.push(Duration::new(Ratio::new(minutes, each), unit, kind));
    }
}

texts! {
    fn none(code: &str) {
        en: "the called process \"{code}\" is not among the files checked",
        vi: "quy trình được gọi \"{code}\" không có trong các tệp được kiểm tra",
    }
    fn none_but(code: &str, near: &str) {
        en: "the called process \"{code}\" is not among the files checked; did you mean \"{near}\"?",
        vi: "quy trình được gọi \"{code}\" không có trong các tệp được kiểm tra; có phải là \"{near}\"?",
    }
    fn not_at_hand(code: &str) {
        en: "the file of the called process \"{code}\" could not be read a second time",
        vi: "không đọc lại được tệp của quy trình được gọi \"{code}\"",
    }
    fn several(code: &str) {
        en: "several of the files checked have the code of the called process \"{code}\"",
        vi: "nhiều tệp được kiểm tra cùng mang mã của quy trình được gọi \"{code}\"",
    }
    fn inside_itself(code: &str, path: &str) {
        en: "the process \"{code}\" runs inside itself: {path}",
        vi: "quy trình \"{code}\" gọi vòng lại chính nó: {path}",
    }
    fn no_steps(code: &str) {
        en: "the called process \"{code}\" lists no steps",
        vi: "quy trình được gọi \"{code}\" không liệt kê bước nào",
    }
    fn not_read(code: &str) {
        en: "the file of the called process \"{code}\" has errors; mend them first",
        vi: "tệp của quy trình được gọi \"{code}\" đang có lỗi; hãy sửa lỗi đó trước",
    }
    fn no_time(code: &str, step: &str) {
        en: "in the called process \"{code}\" the step \"{step}\" has no time",
        vi: "trong quy trình được gọi \"{code}\", bước \"{step}\" chưa có thời gian",
    }
    fn inside(code: &str, reason: &Localized) {
        en: "in the called process \"{code}\": {reason}",
        vi: "trong quy trình được gọi \"{code}\": {reason}",
    }
}
