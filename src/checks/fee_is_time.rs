//! A fee that is a length of time: the line of the fee holds what belongs to another line.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fee::judge;
use super::{Context, Kind};
use crate::finding::Verdict;
use crate::model::duration::Duration;
use crate::model::money::amounts;
use crate::model::process::Text;
use crate::texts;

/// A fee must not be a length of time. It takes no parameters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct FeeIsTime {}

impl Kind for FeeIsTime {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let is_time = |fee: &Text| amounts(fee).is_empty() && fee.parse::<Duration>().is_ok();
        judge(cx, is_time, is_a_time)
    }
}

texts! {
    fn is_a_time(fee: &str) {
        en: "the fee \"{fee}\" is a length of time, not an amount",
        vi: "mục phí, lệ phí ghi \"{fee}\" là thời gian, không phải mức thu",
    }
}
