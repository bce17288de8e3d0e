//! More copies of a paper than the regulation allows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::papers::{Papers, number_of_copies, title};
use super::{Context, Kind};
use crate::finding::Verdict;
use crate::messages::Localized;
use crate::texts;

/// No paper may be demanded in more copies than the regulation states for it. It takes no parameters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Copies {}

impl Kind for Copies {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let papers = match Papers::of(cx) {
            Ok(papers) => papers,
            Err(verdict) => return verdict,
        };
        let mut compared = false;
        let mut findings = Vec::new();
        for pair in &papers.pairs {
            let demanded = pair.document.copies.as_ref();
            let allowed = pair.regulated.and_then(|paper| paper.copies.as_ref());
            let (Some(demanded), Some(allowed)) = (demanded, allowed) else {
                continue;
            };
            compared = true;
            if demanded.value > allowed.value {
                let message = too_many(
                    title(pair.document),
                    &number_of_copies(demanded.value),
                    allowed.value,
                );
                let finding = papers
                    .finding(pair.document, ".copies", demanded.span, message)
                    .label(number_of_copies(demanded.value))
                    .related(
                        papers.regulation.place(allowed.span),
                        allows(&number_of_copies(allowed.value)),
                    );
                findings.push(finding);
            }
        }
        if compared {
            Verdict::from_findings(findings)
        } else {
            Verdict::Unknown(nothing_to_compare())
        }
    }
}

texts! {
    fn too_many(name: &str, demanded: &Localized, allowed: u32) {
        en: "{demanded} of \"{name}\" are demanded, {allowed} may be",
        vi: "yêu cầu {demanded} \"{name}\", quy định chỉ cho phép {allowed:0>2} bản",
    }
    fn allows(copies: &Localized) {
        en: "the regulation allows {copies}",
        vi: "quy định cho phép {copies}",
    }
    fn nothing_to_compare() {
        en: "for no paper do both the process and the regulation state a number of copies",
        vi: "không có giấy tờ nào mà cả quy trình và quy định đều nêu số bản",
    }
}
