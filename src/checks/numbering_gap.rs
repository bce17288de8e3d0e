//! Numbers of steps that skip, repeat or go back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::at_step;
use super::{Context, Kind};
use crate::finding::Verdict;
use crate::texts;

/// The printed numbers of the steps begin with 1 and go up by one. Steps without a number are passed over.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct NumberingGap {}

impl Kind for NumberingGap {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let mut before: Option<u32> = None;
        let mut findings = Vec::new();
        for (index, step) in process.steps.iter().enumerate() {
            let Some(number) = &step.number else { continue };
            let expected = before.map_or(1, |before| before.saturating_add(1));
            if number.value != expected {
                let message = match before {
                    None => begins(number.value),
                    Some(before) => follows(number.value, before),
                };
                findings.push(at_step(process, index, "number", number.span, message));
            }
            before = Some(number.value);
        }
        if before.is_none() {
            return Verdict::NotApplicable(no_numbers());
        }
        Verdict::from_findings(findings)
    }
}

texts! {
    fn begins(number: u32) {
        en: "the steps begin with number {number}, not with 1",
        vi: "các bước bắt đầu từ số {number}, không phải số 1",
    }
    fn follows(number: u32, before: u32) {
        en: "number {number} follows number {before}",
        vi: "số {number} đứng ngay sau số {before}",
    }
    fn no_numbers() {
        en: "the steps have no numbers",
        vi: "các bước không đánh số",
    }
}
