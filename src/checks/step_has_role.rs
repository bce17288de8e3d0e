//! Steps that nobody answers for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::{at_process, at_role};
use super::{Context, Kind};
use crate::finding::Verdict;
use crate::texts;

/// Every step in which somebody works names a role or a unit. Where none does, it is one finding about the process.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct StepHasRole {}

impl Kind for StepHasRole {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        if process.work().next().is_none() {
            return Verdict::NotApplicable(no_work());
        }
        let blank = |text: &Option<crate::model::process::Text>| {
            text.as_ref().is_none_or(|text| text.trim().is_empty())
        };
        let nobody: Vec<usize> = process
            .work()
            .filter(|(_, step)| blank(&step.role) && blank(&step.unit))
            .map(|(index, _)| index)
            .collect();
        // Where nobody is named at all, it is one thing to do, not one for each step.
        if nobody.len() > 1 && nobody.len() == process.work().count() {
            return Verdict::Fail(vec![at_process(process, no_role_at_all(nobody.len()))]);
        }
        let findings = nobody
            .into_iter()
            .map(|index| at_role(process, index, no_role(&process.step_label(index))));
        Verdict::from_findings(findings.collect())
    }
}

texts! {
    fn no_role(name: &str) {
        en: "the step \"{name}\" does not say who does it",
        vi: "bước \"{name}\" chưa nêu ai thực hiện",
    }
    fn no_role_at_all(count: usize) {
        en: "none of the {count} steps says who does it",
        vi: "cả {count} bước đều chưa nêu ai thực hiện",
    }
    fn no_work() {
        en: "the process has no step in which somebody works",
        vi: "quy trình không có bước nào có người thực hiện",
    }
}
