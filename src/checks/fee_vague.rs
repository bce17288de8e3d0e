//! A fee that names neither an amount nor the act that fixes it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fee::judge;
use super::{Context, Kind};
use crate::finding::Verdict;
use crate::model::money::amounts;
use crate::model::process::Text;
use crate::rule::pattern::Patterns;
use crate::texts;

/// A fee must not be one of these empty phrases, unless it states an amount or the act that fixes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct FeeVague {
    /// Phrases that say nothing: `"*quy định hiện hành*"`.
    #[schemars(extend("x-vi" = r#"Cụm từ không nói lên điều gì: `"*quy định hiện hành*"`."#))]
    pub phrases: Patterns,
    /// Texts that name the act: `"*/20*"`.
    #[schemars(extend("x-vi" = r#"Cách ghi nêu được văn bản quy định: `"*/20*"`."#))]
    pub unless: Patterns,
}

impl Kind for FeeVague {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let vague =
            |fee: &Text| self.phrases.fit(fee) && !self.unless.fit(fee) && amounts(fee).is_empty();
        judge(cx, vague, says_nothing)
    }
}

texts! {
    fn says_nothing(fee: &str) {
        en: "the fee \"{fee}\" names neither an amount nor the act that fixes it",
        vi: "mục phí, lệ phí ghi \"{fee}\", không nêu mức thu và cũng không nêu văn bản quy định",
    }
}
