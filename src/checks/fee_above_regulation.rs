//! A fee above the most that the regulation allows.
//!
//! Amounts are exact integers of đồng ([`crate::model::money`]); what each of several amounts is for is not read.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fee::{fees, no_fees};
use super::papers::{binding, rest_on};
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::model::money::{Dong, amounts};
use crate::rule::pattern::Patterns;
use crate::texts;

/// No amount of a fee may be above the most that the regulation allows. Parts of the text, separated by semicolons, that fit
/// `other-services` are not compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct FeeAboveRegulation {
    /// Parts of a fee that are for something else: `"*bản sao*"`.
    #[schemars(extend("x-vi" = r#"Phần phí, lệ phí của việc khác: `"*bản sao*"`."#))]
    pub other_services: Patterns,
}

impl Kind for FeeAboveRegulation {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let fees = fees(cx.process);
        if fees.is_empty() {
            return no_fees();
        }
        let regulation = match binding(cx) {
            Ok(regulation) => regulation,
            Err(verdict) => return verdict,
        };
        let max = regulation.fee.as_ref().and_then(|fee| fee.max.as_ref());
        let Some((max, allowed)) = max.and_then(|max| Some((max, amounts(max).into_iter().max()?)))
        else {
            return Verdict::Unknown(no_regulated_fee(&regulation.id));
        };
        let mut findings = Vec::new();
        for (element, fee) in fees {
            let parts = fee.split(';').filter(|part| !self.other_services.fit(part));
            let highest = parts.flat_map(amounts).max();
            if let Some(highest) = highest.filter(|highest| *highest > allowed) {
                let place = cx.process.place(fee.span);
                let finding = Finding::new(element, place, too_high(highest, allowed))
                    .related(regulation.place(max.span), at_most(allowed));
                findings.push(rest_on(regulation, finding));
            }
        }
        Verdict::from_findings(findings)
    }
}

texts! {
    fn no_regulated_fee(id: &crate::model::name::Id) {
        en: "the entry of the regulation `{id}` states no fee",
        vi: "mục quy định `{id}` chưa nêu mức phí, lệ phí",
    }
    fn too_high(highest: Dong, allowed: Dong) {
        en: "the fee is {highest}, the regulation allows {allowed}",
        vi: "mức thu là {highest}, quy định chỉ cho phép {allowed}",
    }
    fn at_most(allowed: Dong) {
        en: "at most {allowed}",
        vi: "tối đa {allowed}",
    }
}
