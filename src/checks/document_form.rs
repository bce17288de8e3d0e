//! A paper demanded in a heavier form than the regulation asks for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::papers::{Papers, form_words, title};
use super::{Context, Kind};
use crate::finding::Verdict;
use crate::messages::Localized;
use crate::model::process::DocumentForm;
use crate::texts;

/// No paper may be demanded in one of the forms `demanded` where one of the forms `enough` is what the regulation asks for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct FormOfDocument {
    /// What the process must not demand …
    #[schemars(extend("x-vi" = "Hình thức mà quy trình không được đòi hỏi …"))]
    pub demanded: Vec<DocumentForm>,
    /// … where the regulation is content with this.
    #[schemars(extend("x-vi" = "… khi quy định chỉ cần hình thức này."))]
    pub enough: Vec<DocumentForm>,
}

impl Kind for FormOfDocument {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let papers = match Papers::of(cx) {
            Ok(papers) => papers,
            Err(verdict) => return verdict,
        };
        let mut compared = false;
        let mut findings = Vec::new();
        for pair in &papers.pairs {
            let demanded = pair.document.form.as_ref();
            let enough = pair.regulated.and_then(|paper| paper.form.as_ref());
            let (Some(demanded), Some(enough)) = (demanded, enough) else {
                continue;
            };
            compared = true;
            if self.demanded.contains(&demanded.value) && self.enough.contains(&enough.value) {
                let (is, may_be) = (form_words(demanded.value), form_words(enough.value));
                let message = too_heavy(title(pair.document), &is, &may_be);
                findings.push(
                    papers
                        .finding(pair.document, ".as", demanded.span, message)
                        .label(demanded_as(&is))
                        .related(
                            papers.regulation.place(enough.span),
                            regulation_asks(&may_be),
                        ),
                );
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
    fn too_heavy(name: &str, is: &Localized, may_be: &Localized) {
        en: "\"{name}\" is demanded as: {is}; enough is: {may_be}",
        vi: "\"{name}\" bị yêu cầu nộp: {is}; theo quy định chỉ cần: {may_be}",
    }
    fn demanded_as(is: &Localized) {
        en: "demanded here: {is}",
        vi: "yêu cầu ở đây: {is}",
    }
    fn regulation_asks(may_be: &Localized) {
        en: "the regulation asks for: {may_be}",
        vi: "quy định yêu cầu: {may_be}",
    }
    fn nothing_to_compare() {
        en: "for no paper do both the process and the regulation state the form",
        vi: "không có giấy tờ nào mà cả quy trình và quy định đều nêu hình thức nộp",
    }
}
