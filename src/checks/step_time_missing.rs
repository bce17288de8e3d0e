//! Steps in which somebody works and no time is given.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::{at_process, at_step, in_cases, step_place, takes_time, without_steps};
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::model::name::Id;
use crate::model::process::Process;
use crate::texts;

/// Every step of the office has a time in every case in which it exists. A step that is only entered by flows with a limit has
/// theirs, and one that calls a process has the time of that process. Where one step holds all the time of a case, one cell
/// stands for all: one finding, at the first step without. Where no step has any time, it is one finding about the process.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct StepTimeMissing {}

impl Kind for StepTimeMissing {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        if let Some(verdict) = without_steps(cx) {
            return verdict;
        }
        let process = cx.process;
        let steps: Vec<usize> = (0..process.steps.len())
            .filter(|index| {
                process
                    .steps
                    .get(*index)
                    .is_some_and(|step| takes_time(step))
            })
            .collect();
        if steps.is_empty() {
            return Verdict::NotApplicable(nobody_works());
        }
        let by_flows = timed_by_flows(process);
        let cases = process.case_ids();
        let mut missing: Vec<Vec<Option<&Id>>> = vec![Vec::new(); steps.len()];
        let mut merged: Vec<Option<&Id>> = Vec::new();
        for case in cases {
            let open = |index: usize| {
                let step = process.steps.get(index);
                let timed =
                    step.is_some_and(|step| step.time_in(case).is_some() || step.calls.is_some());
                !timed && !by_flows.contains(&index)
            };
            let exist = |index: usize| {
                process
                    .steps
                    .get(index)
                    .is_some_and(|step| step.exists_in(case))
            };
            let here: Vec<usize> = steps.iter().copied().filter(|i| exist(*i)).collect();
            let without = here.iter().filter(|index| open(**index)).count();
            let first_holds_all = here.len() >= 3
                && without == here.len() - 1
                && here.first().is_some_and(|i| !open(*i));
            if first_holds_all {
                merged.push(case);
                continue;
            }
            for (slot, index) in missing.iter_mut().zip(&steps) {
                if exist(*index) && open(*index) {
                    slot.push(case);
                }
            }
        }
        // Where nobody gave any time, it is one thing to do, not one for each step.
        let none_anywhere = missing
            .iter()
            .zip(&steps)
            .all(|(cases, index)| cases.len() == existing_cases(process, *index));
        if steps.len() > 1 && merged.is_empty() && none_anywhere {
            let finding = at_process(process, no_time_at_all(steps.len()));
            return Verdict::Fail(vec![finding]);
        }
        let mut findings = Vec::new();
        findings.extend(merged_cell(process, &steps, &merged));
        for (cases, index) in missing.iter().zip(steps) {
            if !cases.is_empty() {
                let span = process.step_span(index);
                let finding = at_step(
                    process,
                    index,
                    "",
                    span,
                    no_time(&process.step_label(index)),
                );
                findings.push(in_cases(finding, process, cases));
            }
        }
        Verdict::from_findings(findings)
    }
}

/// In how many cases a step exists.
fn existing_cases(process: &Process, index: usize) -> usize {
    let step = process.steps.get(index);
    let cases = process.case_ids().into_iter();
    let there = cases.filter(|case| step.is_some_and(|step| step.exists_in(*case)));
    there.count()
}

/// The steps into which every flow has a limit.
fn timed_by_flows(process: &Process) -> BTreeSet<usize> {
    let mut timed = BTreeSet::new();
    let mut open = BTreeSet::new();
    for flow in process
        .steps
        .iter()
        .flat_map(|step| step.next.iter())
        .flat_map(|next| next.iter())
    {
        if let Some(target) = process.step_ids.get(&flow.to.value) {
            let set = if flow.limit.is_some() {
                &mut timed
            } else {
                &mut open
            };
            set.insert(*target);
        }
    }
    timed.difference(&open).copied().collect()
}

/// One cell holds the time of all steps of these cases.
fn merged_cell(process: &Process, steps: &[usize], cases: &[Option<&Id>]) -> Option<Finding> {
    let case = cases.first()?;
    let mut here = steps.iter().copied().filter(|index| {
        process
            .steps
            .get(*index)
            .is_some_and(|step| step.exists_in(*case))
    });
    let holder = here.next()?;
    let first = here.next()?;
    let others: Vec<usize> = here.collect();
    let time = process.steps.get(holder)?.time_in(*case)?;
    let message = one_cell(&process.step_label(holder), others.len() + 1);
    let span = process.step_span(first);
    let mut finding = Finding::new(process.step_path(first), process.place(span), message)
        .label(first_without())
        .related(process.place(time.span), holds_all(&time.value));
    for index in others {
        finding = finding.related(step_place(process, index), also_without());
    }
    Some(in_cases(finding, process, cases))
}

texts! {
    fn no_time(name: &str) {
        en: "the step \"{name}\" has no time",
        vi: "bước \"{name}\" chưa có thời gian",
    }
    fn no_time_at_all(count: usize) {
        en: "none of the {count} steps has a time",
        vi: "cả {count} bước đều chưa có thời gian",
    }
    fn one_cell(name: &str, count: usize) {
        en: "only \"{name}\" has a time; the other {count} steps have none, as under one merged cell",
        vi: "chỉ bước \"{name}\" có thời gian; {count} bước còn lại không có, như khi gộp ô",
    }
    fn holds_all(time: &crate::model::duration::Duration) {
        en: "{time} for all steps together",
        vi: "{time} cho tất cả các bước",
    }
    fn first_without() {
        en: "the first step without a time",
        vi: "bước đầu tiên không có thời gian",
    }
    fn also_without() {
        en: "no time here either",
        vi: "bước này cũng không có thời gian",
    }
    fn nobody_works() {
        en: "no step takes the office's time",
        vi: "không bước nào sử dụng thời gian của cơ quan",
    }
}
