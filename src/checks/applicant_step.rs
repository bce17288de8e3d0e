//! The applicant's work counted as the office's, or left as its end.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::{at_role, without_steps};
use super::{Context, Kind};
use crate::finding::Verdict;
use crate::model::process::{Clock, StepKind};
use crate::rule::pattern::Patterns;
use crate::texts;

/// A step of the applicant neither runs on the office's clock nor ends the procedure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct ApplicantStep {
    /// What applicants are called, with `*` for any run of characters.
    #[schemars(extend("x-vi" = "Cách gọi người nộp hồ sơ, `*` thay cho chuỗi ký tự bất kỳ."))]
    pub roles: Patterns,
}

impl Kind for ApplicantStep {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        if let Some(verdict) = without_steps(cx) {
            return verdict;
        }
        let process = cx.process;
        let last = process.steps.len() - 1;
        let mut looked_at = false;
        let mut findings = Vec::new();
        for (index, step) in process.steps.iter().enumerate() {
            let Some(role) = &step.role else { continue };
            if !self.roles.fit(role) {
                continue;
            }
            looked_at = true;
            let ends = step.end.as_ref().is_some_and(|end| end.value)
                || (index == last && step.next.is_none());
            let message = if ends && step.kind() != StepKind::Supplement {
                last_step(role)
            } else if step.clock() == Clock::Running && step.time.is_some() {
                on_the_clock(role)
            } else {
                continue;
            };
            findings.push(at_role(process, index, message));
        }
        if !looked_at {
            return Verdict::NotApplicable(nothing());
        }
        Verdict::from_findings(findings)
    }
}

texts! {
    fn last_step(role: &str) {
        en: "the last step is done by \"{role}\", not by the office",
        vi: "bước cuối do \"{role}\" thực hiện, không phải cơ quan",
    }
    fn on_the_clock(role: &str) {
        en: "the time of \"{role}\" is counted as the office's",
        vi: "thời gian của \"{role}\" bị tính vào thời gian của cơ quan",
    }
    fn nothing() {
        en: "no step is done by the applicant",
        vi: "không bước nào do người nộp hồ sơ thực hiện",
    }
}
