//! Free of charge, while a step collects money.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fee::no_fees;
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::model::money::amounts;
use crate::model::name::fold;
use crate::rule::pattern::Patterns;
use crate::rule::selector::StepSelector;
use crate::texts;

/// A process that is free of charge must not hold a step that collects money.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct FeeContradictsStep {
    /// Fees that say "free of charge": `"Không"`, `"Miễn*"`.
    #[schemars(extend("x-vi" = r#"Cách ghi có nghĩa là miễn phí: `"Không"`, `"Miễn*"`."#))]
    pub free: Patterns,
    /// Steps that collect money.
    #[schemars(extend("x-vi" = "Các bước có thu tiền."))]
    pub steps: StepSelector,
}

impl Kind for FeeContradictsStep {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let Some(fee) = &process.process.fee else {
            return no_fees();
        };
        let amounts = amounts(fee);
        let is_zero = !amounts.is_empty() && amounts.iter().all(|amount| amount.0 == 0);
        if !is_zero && !self.free.fit_folded(&fold(fee)) {
            return Verdict::NotApplicable(not_free());
        }
        let findings = self.steps.select(process).map(|step| {
            let element = format!("{}.name", process.step_path(step));
            let place = process.place(process.step_span(step));
            let message = collects(&process.step_label(step));
            let finding =
                Finding::new(element, place, message).related(process.place(fee.span), free_here());
            if amounts.is_empty() || is_zero {
                finding
            } else {
                finding.weak(for_something_else())
            }
        });
        Verdict::from_findings(findings.collect())
    }
}

texts! {
    fn not_free() {
        en: "the process is not free of charge",
        vi: "thủ tục có thu phí, lệ phí",
    }
    fn collects(step: &str) {
        en: "the process is free of charge, yet the step \"{step}\" collects money",
        vi: "thủ tục miễn phí, lệ phí nhưng bước \"{step}\" lại thu tiền",
    }
    fn free_here() {
        en: "free of charge here",
        vi: "miễn phí, lệ phí ở đây",
    }
    fn for_something_else() {
        en: "the money may be for something else that the fee names",
        vi: "khoản thu có thể là cho dịch vụ khác nêu trong mục phí, lệ phí",
    }
}
