//! A number in digits and another one in words: "30 (bốn mươi) ngày".

use num_rational::Ratio;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::quoted_times::quoted_times;
use super::stated_times::{Origin, element, stated_times};
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::model::duration::Duration;
use crate::texts;

/// Wherever a time is written in digits and in words, both say the same number: in limits, in the times of steps, in what is
/// published, and in the sentence of `process.guidance`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct DigitsContradictWords {}

impl Kind for DigitsContradictWords {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let mut in_words = false;
        let mut findings = Vec::new();
        let mut judge = |origin: Option<Origin<'_>>, span, time: &Duration| {
            in_words |= time.words.is_some();
            if let Some((digits, words)) = time.digits_contradict_words() {
                let message = contradiction(&number(digits), &number(words));
                let element = element(process, origin);
                findings.push(Finding::new(element, process.place(span), message));
            }
        };
        for stated in stated_times(process) {
            judge(Some(stated.origin), stated.time.span, &stated.time.value);
        }
        if let Some(guidance) = &process.process.guidance {
            for quoted in quoted_times(guidance) {
                judge(None, guidance.span, &quoted.time);
            }
        }
        if !in_words {
            return Verdict::NotApplicable(nothing_in_words());
        }
        Verdict::from_findings(findings)
    }
}

fn number(value: Ratio<i64>) -> String {
    value.to_string()
}

texts! {
    fn contradiction(digits: &str, words: &str) {
        en: "the digits say {digits}, the words say {words}",
        vi: "ghi bằng số là {digits}, ghi bằng chữ là {words}",
    }
    fn nothing_in_words() {
        en: "no time is written in words",
        vi: "không có thời gian nào được ghi bằng chữ",
    }
}
