//! A branch with more time than the step in which it begins.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::comparison::{Comparison, Length};
use super::evidence::in_cases;
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::model::duration::Duration;
use crate::texts;

/// The limit of a flow is not longer than the time of the step that it leaves: the branch is part of that step's work.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct BranchExceedsStep {}

impl Kind for BranchExceedsStep {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let comparison = Comparison::of(cx);
        let mut looked_at = false;
        let mut findings = Vec::new();
        for (index, step) in process.steps.iter().enumerate() {
            for flow in step.next.iter().flat_map(|next| next.iter()) {
                let Some(limit) = &flow.limit else { continue };
                let mut cases = Vec::new();
                let mut time = None;
                for case in process.case_ids() {
                    let Some(own) = step.time_in(case).filter(|_| step.exists_in(case)) else {
                        continue;
                    };
                    looked_at = true;
                    if comparison.against(&[limit], own).length() == Some(Length::Longer) {
                        cases.push(case);
                        time.get_or_insert(own);
                    }
                }
                let Some(time) = time else { continue };
                let label = process.step_label(index);
                let message = longer(&limit.value, &label, &time.value);
                let finding = Finding::new(
                    format!("{}.next.{}.limit", process.step_path(index), flow.to.value),
                    process.place(limit.span),
                    message,
                )
                .related(process.place(time.span), of_the_step(&label));
                findings.push(in_cases(finding, process, &cases));
            }
        }
        if !looked_at {
            return Verdict::NotApplicable(no_branch());
        }
        Verdict::from_findings(findings)
    }
}

texts! {
    fn longer(limit: &Duration, name: &str, time: &Duration) {
        en: "this branch may take {limit}, the step \"{name}\" it belongs to has {time}",
        vi: "nhánh này được {limit}, trong khi bước \"{name}\" chỉ có {time}",
    }
    fn of_the_step(name: &str) {
        en: "the time of the step \"{name}\"",
        vi: "thời gian của bước \"{name}\"",
    }
    fn no_branch() {
        en: "no flow has a limit that could be held against its step",
        vi: "không có nhánh nào ghi thời hạn để so với bước của nó",
    }
}
