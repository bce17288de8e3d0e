//! A risk without a control (ISO 9001, 6.1).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::model::name::fold;
use crate::texts;

/// Every risk must have a control. It takes no parameters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct RiskControl {}

impl Kind for RiskControl {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        if process.risks.is_empty() {
            return Verdict::NotApplicable(no_risks());
        }
        let open = process.risks.iter().filter(|risk| {
            risk.control
                .as_ref()
                .is_none_or(|text| text.trim().is_empty())
        });
        let findings = open.map(|risk| {
            let name = risk.name.as_ref().map_or("", |name| name.as_str());
            let span = risk.name.as_ref().map_or(risk.span, |name| name.span);
            let element = format!("process.risk.{}", fold(name));
            Finding::new(element, process.place(span), no_control(name))
        });
        Verdict::from_findings(findings.collect())
    }
}

texts! {
    fn no_risks() {
        en: "the process names no risks",
        vi: "quy trình chưa nêu rủi ro",
    }
    fn no_control(name: &str) {
        en: "the risk \"{name}\" has no control",
        vi: "rủi ro \"{name}\" chưa có biện pháp kiểm soát",
    }
}
