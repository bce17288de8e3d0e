//! A paper that another office must confirm before it may be handed in.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::papers::{element, name_span, no_papers, title};
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::rule::pattern::Patterns;
use crate::texts;

/// No paper may carry `confirmed-by`, save those named here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Confirmation {
    /// Names of papers whose confirmation the law asks for.
    #[schemars(extend("x-vi" = "Tên các giấy tờ mà pháp luật yêu cầu phải có xác nhận."))]
    pub allowed: Patterns,
}

impl Kind for Confirmation {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        if process.documents.is_empty() {
            return no_papers();
        }
        let findings = process.documents.iter().filter_map(|document| {
            let by = document.confirmed_by.as_ref()?;
            if document
                .name
                .as_ref()
                .is_some_and(|name| self.allowed.fit(name))
            {
                return None;
            }
            let place = process.place(by.span);
            let finding = Finding::new(
                element(document, ".confirmed-by"),
                place,
                must_be_confirmed(title(document), by),
            );
            Some(
                finding
                    .label(confirmed_here())
                    .related(process.place(name_span(document)), the_paper()),
            )
        });
        Verdict::from_findings(findings.collect())
    }
}

texts! {
    fn must_be_confirmed(name: &str, by: &str) {
        en: "\"{name}\" must first be confirmed by \"{by}\"",
        vi: "\"{name}\" phải có xác nhận trước của \"{by}\"",
    }
    fn confirmed_here() {
        en: "confirmation demanded here",
        vi: "yêu cầu xác nhận ở đây",
    }
    fn the_paper() {
        en: "the paper",
        vi: "giấy tờ này",
    }
}
