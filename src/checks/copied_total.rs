//! The limit of the whole, copied into each step.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::comparison::{Comparison, Length};
use super::evidence::limit_element;
use super::same_times::same_times;
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::model::duration::Duration;
use crate::texts;

/// Not every step of a case has the limit of the whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct CopiedTotal {}

impl Kind for CopiedTotal {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        same_times(cx, 2, |same| {
            let limit = same.limit;
            if Comparison::of(cx).against(&[same.time()?], limit).length() != Some(Length::Equal) {
                return None;
            }
            let message = copied(same.steps.len(), &limit.value);
            let finding = Finding::new(same.element()?, same.place()?, message).related(
                cx.process.place(limit.span),
                the_limit(&limit_element(cx.process, same.case)),
            );
            Some(same.with_others(finding))
        })
    }
}

texts! {
    fn copied(count: usize, limit: &Duration) {
        en: "each of the {count} steps has {limit}, the limit of the whole",
        vi: "cả {count} bước đều ghi {limit}, bằng thời hạn của toàn bộ quy trình",
    }
    fn the_limit(element: &str) {
        en: "the limit of the whole (`{element}`)",
        vi: "thời hạn của toàn bộ quy trình (`{element}`)",
    }
}
