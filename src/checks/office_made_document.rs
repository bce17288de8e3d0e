//! A paper that the office makes itself, demanded from the applicant.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::papers::{Papers, demanded, element, name_span, no_papers, title};
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::rule::pattern::Patterns;
use crate::texts;

/// No paper of these names may be asked of the applicant, unless the regulation that binds the process lists it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct OfficeMadeDocument {
    /// Names of papers that an office makes.
    #[schemars(extend("x-vi" = "Tên các giấy tờ do cơ quan nhà nước lập."))]
    pub names: Patterns,
    /// Names among them that applicants do make.
    #[schemars(extend("x-vi" = "Những tên trong số đó mà người nộp hồ sơ tự lập."))]
    pub except: Patterns,
}

impl Kind for OfficeMadeDocument {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        if process.documents.is_empty() {
            return no_papers();
        }
        // Asked for only when a name fits: most processes have no such paper.
        let is_listed = |index: usize| {
            Papers::of(cx).is_ok_and(|papers| {
                papers.regulation.is_confirmed()
                    && papers
                        .pairs
                        .get(index)
                        .is_some_and(|pair| pair.regulated.is_some())
            })
        };
        let made = process
            .documents
            .iter()
            .enumerate()
            .filter(|(index, document)| {
                document.name.as_ref().is_some_and(|name| {
                    self.names.fit(name) && !self.except.fit(name) && !is_listed(*index)
                })
            });
        let findings = made.map(|(_, document)| {
            let place = process.place(name_span(document));
            Finding::new(element(document, ""), place, office_makes(title(document)))
                .label(demanded(document))
        });
        Verdict::from_findings(findings.collect())
    }
}

texts! {
    fn office_makes(name: &str) {
        en: "\"{name}\" is a paper that the administration makes, not the applicant",
        vi: "\"{name}\" là giấy tờ do cơ quan nhà nước lập, không phải do người nộp hồ sơ lập",
    }
}
