//! The time printed over a phase against the times of its steps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::comparison::{Comparison, Length};
use super::evidence::{in_cases, path_step, takes_time};
use super::worst_path::{as_written, running_total};
use super::{Context, Kind};
use crate::finding::{Finding, PathStep, Verdict};
use crate::messages::Localized;
use crate::model::duration::Duration;
use crate::model::name::Id;
use crate::model::process::Process;
use crate::texts;

/// The steps of a phase add up to the limit of the phase, neither more nor less.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct PhaseSum {}

impl Kind for PhaseSum {
    const FOLLOWS_FLOWS: bool = true;

    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let comparison = Comparison::of(cx);
        let mut findings = Vec::new();
        let mut unknown: Option<Localized> = None;
        let mut looked_at = false;
        for phase in &process.phases {
            let Some(limit) = &phase.limit else { continue };
            looked_at = true;
            let mut wrong: Option<(Localized, Vec<PathStep>)> = None;
            let mut cases = Vec::new();
            for case in process.case_ids() {
                let steps = steps_of(process, phase.number.value, case);
                let times: Vec<&Duration> = steps
                    .iter()
                    .filter_map(|index| process.steps.get(*index)?.time_in(case))
                    .map(|time| &time.value)
                    .collect();
                if steps.is_empty() || times.len() < steps.len() {
                    unknown.get_or_insert_with(|| not_timed(phase.number.value));
                    continue;
                }
                if branches(process, &steps) {
                    unknown.get_or_insert_with(|| branching(phase.number.value));
                    continue;
                }
                let compared = comparison.against(&times, &limit.value);
                match compared.length() {
                    Some(Length::Equal) => {}
                    Some(_) => {
                        cases.push(case);
                        let sum = comparison.written_sum(&times);
                        wrong.get_or_insert_with(|| {
                            let path = path(process, &comparison, &steps, &times);
                            (differs(phase.number.value, &limit.value, &sum), path)
                        });
                    }
                    None => {
                        unknown.get_or_insert_with(|| not_comparable(phase.number.value));
                    }
                }
            }
            if let Some((message, path)) = wrong {
                let element = format!("process.phase.{}.limit", phase.number.value);
                let finding = Finding::new(element, process.place(limit.span), message).path(path);
                findings.push(in_cases(finding, process, &cases));
            }
        }
        match unknown {
            _ if !findings.is_empty() => Verdict::Fail(findings),
            Some(reason) => Verdict::Unknown(reason),
            None if looked_at => Verdict::Pass,
            None => Verdict::NotApplicable(no_phase()),
        }
    }
}

/// The steps of a phase that take the office's time in a case.
fn steps_of(process: &Process, phase: u32, case: Option<&Id>) -> Vec<usize> {
    (0..process.steps.len())
        .filter(|index| {
            process.steps.get(*index).is_some_and(|step| {
                let here = step.phase.as_ref().is_some_and(|own| own.value == phase);
                here && takes_time(step) && step.exists_in(case)
            })
        })
        .collect()
}

/// Whether a step of the phase leads to several others of it, so that its steps do not simply add up.
fn branches(process: &Process, steps: &[usize]) -> bool {
    let inside = |flow: &crate::model::one_or_many::Branch| {
        process
            .step_ids
            .get(&flow.to.value)
            .is_some_and(|index| steps.contains(index))
    };
    steps.iter().any(|index| {
        let next = process
            .steps
            .get(*index)
            .and_then(|step| step.next.as_ref());
        next.is_some_and(|next| next.iter().filter(|flow| inside(flow)).count() > 1)
    })
}

fn path(
    process: &Process,
    comparison: &Comparison<'_>,
    steps: &[usize],
    times: &[&Duration],
) -> Vec<PathStep> {
    let mut so_far = comparison.nothing();
    let rows = steps.iter().zip(times);
    rows.map(|(index, time)| {
        so_far.add(time);
        path_step(
            process,
            *index,
            Some(running_total(&as_written(time), &so_far.show())),
        )
    })
    .collect()
}

texts! {
    fn differs(number: u32, limit: &Duration, sum: &Localized) {
        en: "phase {number} says {limit}, its steps add up to {sum}",
        vi: "giai đoạn {number} ghi {limit}, các bước của nó cộng lại {sum}",
    }
    fn not_timed(number: u32) {
        en: "phase {number} has no steps, or steps without a time",
        vi: "giai đoạn {number} không có bước nào hoặc có bước chưa ghi thời gian",
    }
    fn branching(number: u32) {
        en: "the steps of phase {number} branch",
        vi: "các bước của giai đoạn {number} có rẽ nhánh",
    }
    fn not_comparable(number: u32) {
        en: "whether the steps of phase {number} add up depends on the day of receipt",
        vi: "tổng thời gian của giai đoạn {number} phụ thuộc vào ngày tiếp nhận",
    }
    fn no_phase() {
        en: "no phase has a limit",
        vi: "không có giai đoạn nào ghi thời hạn",
    }
}
