//! The default of the software, left in each step.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::comparison::{Comparison, Length};
use super::same_times::same_times;
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::duration::Duration;
use crate::texts;

/// Three steps or more do not all have one and the same time whose sum exceeds the limit: nobody allotted such times.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct DefaultTime {}

impl Kind for DefaultTime {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        same_times(cx, 3, |same| {
            let comparison = Comparison::of(cx);
            let time = same.time()?;
            let copied = comparison.against(&[time], same.limit).length() == Some(Length::Equal);
            let times: Vec<&Duration> = same.times.iter().map(|time| &time.value).collect();
            let longer = comparison.against(&times, same.limit).length() == Some(Length::Longer);
            if copied || !longer {
                return None;
            }
            let sum = comparison.written_sum(&times);
            let message = all_the_same(same.steps.len(), time, &sum, &same.limit.value);
            let finding = Finding::new(same.element()?, same.place()?, message)
                .related(cx.process.place(same.limit.span), declared());
            Some(same.with_others(finding))
        })
    }
}

texts! {
    fn all_the_same(count: usize, time: &Duration, sum: &Localized, limit: &Duration) {
        en: "all {count} steps have {time}, {sum} together, {limit} are declared: a default seems to be left in each",
        vi: "cả {count} bước đều ghi {time}, cộng lại {sum}, trong khi thời hạn là {limit}: có vẻ là giá trị mặc định chưa sửa",
    }
    fn declared() {
        en: "the declared limit",
        vi: "thời hạn đã công bố",
    }
}
