//! Time that is declared and given to no step.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::comparison::{Comparison, Excess, Length};
use super::evidence::{limit_element, without_steps};
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::duration::Duration;
use crate::texts;

/// The longest path of each case takes the whole declared limit. Cases with a step that has no time and calls no process are not
/// judged: the step may have what is left.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct UnownedTime {}

impl Kind for UnownedTime {
    const FOLLOWS_FLOWS: bool = true;

    fn run(&self, cx: &Context<'_>) -> Verdict {
        if let Some(verdict) = without_steps(cx) {
            return verdict;
        }
        let process = cx.process;
        let comparison = Comparison::of(cx);
        let mut limited = false;
        let mut unknown: Option<Localized> = None;
        let mut findings = Vec::new();
        for (declared, case) in cx.declared.of(cx).iter().zip(process.case_ids()) {
            let (Some(declared), Some(limit)) = (declared, process.limit(case)) else {
                continue;
            };
            limited = true;
            let held = match (&declared.held, &declared.incomplete) {
                (Ok(held), None) => held,
                (Err(reason), _) | (Ok(_), Some(reason)) => {
                    unknown.get_or_insert_with(|| reason.clone());
                    continue;
                }
            };
            match held.compared().length() {
                Some(Length::Shorter) => {
                    let worst = held.path_of(&Excess::None);
                    let sum = comparison.written_sum(&worst.times());
                    let element = limit_element(process, case);
                    let message = left_over(&sum, &limit.value);
                    findings.push(
                        Finding::new(element, process.place(limit.span), message)
                            .case(case)
                            .path(worst.show(process, &comparison)),
                    );
                }
                Some(_) => {}
                None => {
                    unknown.get_or_insert_with(depends);
                }
            }
        }
        match unknown {
            _ if !findings.is_empty() => Verdict::Fail(findings),
            _ if !limited => Verdict::NotApplicable(nothing_declared()),
            Some(reason) => Verdict::Unknown(reason),
            None => Verdict::Pass,
        }
    }
}

texts! {
    fn left_over(sum: &Localized, limit: &Duration) {
        en: "the steps take {sum}, {limit} are declared: the rest belongs to nobody",
        vi: "các bước cộng lại {sum}, thời hạn công bố là {limit}: phần còn lại không thuộc bước nào",
    }
    fn depends() {
        en: "whether time is left over depends on the day of receipt, or on what a bare day means",
        vi: "có dư thời gian hay không còn tùy ngày tiếp nhận hoặc cách hiểu \"ngày\"",
    }
    fn nothing_declared() {
        en: "the process declares no limit",
        vi: "quy trình không công bố thời hạn",
    }
}
