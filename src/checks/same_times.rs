//! Cases in which every step has one and the same time: what `copied-total` and `default-time` look at.

use super::Context;
use super::evidence::{in_cases, takes_time, without_steps};
use crate::finding::{Finding, Verdict};
use crate::model::duration::Duration;
use crate::model::name::Id;
use crate::model::process::Process;
use crate::source::{Place, Spanned};
use crate::texts;

/// A case in which every step has the same time.
pub(super) struct SameTimes<'p> {
    process: &'p Process,
    pub(super) case: Option<&'p Id>,
    pub(super) limit: &'p Spanned<Duration>,
    /// The steps of the office, in file order.
    pub(super) steps: Vec<usize>,
    /// Their times.
    pub(super) times: Vec<&'p Spanned<Duration>>,
}

impl<'p> SameTimes<'p> {
    /// The time of each.
    pub(super) fn time(&self) -> Option<&'p Duration> {
        self.times.first().map(|time| &time.value)
    }

    /// The element of the first.
    pub(super) fn element(&self) -> Option<String> {
        let first = self.steps.first()?;
        Some(format!("{}.time", self.process.step_path(*first)))
    }

    /// Where the first stands.
    pub(super) fn place(&self) -> Option<Place> {
        self.times.first().map(|time| self.process.place(time.span))
    }

    /// Point at the times of the other steps too.
    pub(super) fn with_others(&self, mut finding: Finding) -> Finding {
        for time in self.times.iter().skip(1) {
            finding = finding.related(self.process.place(time.span), the_same());
        }
        finding
    }
}

/// Judge each case that has a limit and at least `least` steps that all have the same time. The first finding stands for all
/// cases that give one.
pub(super) fn same_times(
    cx: &Context<'_>,
    least: usize,
    judge: impl Fn(&SameTimes<'_>) -> Option<Finding>,
) -> Verdict {
    if let Some(verdict) = without_steps(cx) {
        return verdict;
    }
    let process = cx.process;
    let mut looked_at = false;
    let mut found: Option<Finding> = None;
    let mut cases = Vec::new();
    for case in process.case_ids() {
        let Some(limit) = process.limit(case) else {
            continue;
        };
        let steps: Vec<usize> = (0..process.steps.len())
            .filter(|index| {
                process
                    .steps
                    .get(*index)
                    .is_some_and(|step| takes_time(step) && step.exists_in(case))
            })
            .collect();
        let times: Vec<&Spanned<Duration>> = steps
            .iter()
            .filter_map(|index| process.steps.get(*index)?.time_in(case))
            .collect();
        if steps.len() < least || times.len() < steps.len() {
            continue;
        }
        looked_at = true;
        let equal = |a: &Duration, b: &Duration| {
            (a.quantity, a.unit, a.kind, &a.further) == (b.quantity, b.unit, b.kind, &b.further)
        };
        if times.windows(2).all(|pair| match pair {
            [a, b] => equal(a, b),
            _ => true,
        }) {
            let same = SameTimes {
                process,
                case,
                limit,
                steps,
                times,
            };
            if let Some(finding) = judge(&same) {
                cases.push(case);
                found.get_or_insert(finding);
            }
        }
    }
    match found {
        Some(finding) => Verdict::Fail(vec![in_cases(finding, process, &cases)]),
        None if looked_at => Verdict::Pass,
        None => Verdict::NotApplicable(nothing_to_compare(least)),
    }
}

texts! {
    fn the_same() {
        en: "the same here",
        vi: "ở đây cũng vậy",
    }
    fn nothing_to_compare(least: usize) {
        en: "no case has a limit and times for all of at least {least} steps",
        vi: "không trường hợp nào có thời hạn và thời gian cho tất cả các bước (ít nhất {least} bước)",
    }
}
