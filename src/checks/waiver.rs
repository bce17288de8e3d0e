//! What is wrong with waivers.
//!
//! A rule of this kind judges no process: it needs to know what all other rules found. `waive` runs these rules, after the
//! others; here they only have their name and parameters, so that they are written, graded and explained as any rule.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Kind};
use crate::finding::Verdict;
use crate::messages::Localized;
use crate::source::Spanned;

/// One thing that may be wrong with a waiver.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct AboutWaivers {
    /// What is wrong.
    #[schemars(extend("x-vi" = "Lỗi của chấp nhận tạm."))]
    pub fault: Spanned<Fault>,
}

/// What may be wrong with a waiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Its last day is over.
    Expired,
    /// It matches no finding.
    Unused,
    /// It runs for longer than `waivers.longest` allows.
    TooLong,
    /// It lacks a reason, an owner, an end date, a rule or an element.
    Incomplete,
    /// It names a rule that does not exist.
    UnknownRule,
}

impl Kind for AboutWaivers {
    fn run(&self, _: &Context<'_>) -> Verdict {
        Verdict::NotApplicable(Localized::fixed(
            "the rule is about waivers, not about processes",
            "quy tắc này xét các chấp nhận tạm, không xét quy trình",
        ))
    }
}
