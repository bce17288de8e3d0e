//! A form named by a number that only its circular makes unique: "Mẫu 02".

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::model::name::fold;
use crate::model::process::Text;
use crate::rule::pattern::Patterns;
use crate::texts;

/// A reference to a form that fits `references` must also fit `circulars`, which say the act that it belongs to. Code and
/// name of a `[[form]]` count together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct FormCircular {
    /// References by number: `"Mẫu 0*"`.
    #[schemars(extend("x-vi" = r#"Cách ghi chỉ nêu số mẫu: `"Mẫu 0*"`."#))]
    pub references: Patterns,
    /// Texts that name an act: `"*/TT-*"`.
    #[schemars(extend("x-vi" = r#"Cách ghi nêu được văn bản ban hành: `"*/TT-*"`."#))]
    pub circulars: Patterns,
}

impl Kind for FormCircular {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let mut references = Vec::new();
        for form in &process.forms {
            if let Some(code) = &form.code {
                let name = form.name.as_ref().map_or("", |name| name.as_str());
                let element = format!("process.form.{}", fold(code));
                references.push((
                    element,
                    code,
                    format!("{code} {name}", code = code.as_str()),
                ));
            }
        }
        for (index, step) in process.steps.iter().enumerate() {
            for form in &step.forms {
                let element = format!("process.step.{}.forms", process.step_id(index));
                references.push((element, form, form.value.clone()));
            }
        }
        references.retain(|(_, reference, _)| self.references.fit(reference));
        if references.is_empty() {
            return Verdict::NotApplicable(no_references());
        }
        let findings = references
            .into_iter()
            .filter(|(_, _, whole)| !self.circulars.fit(whole))
            .map(|(element, reference, _): (String, &Text, String)| {
                Finding::new(
                    element,
                    process.place(reference.span),
                    of_which_act(reference),
                )
            });
        Verdict::from_findings(findings.collect())
    }
}

texts! {
    fn no_references() {
        en: "no form is named by the number of a circular",
        vi: "không có biểu mẫu nào được nêu theo số mẫu của thông tư",
    }
    fn of_which_act(reference: &str) {
        en: "\"{reference}\" does not say which act the form belongs to",
        vi: "\"{reference}\" chưa nêu biểu mẫu thuộc văn bản nào",
    }
}
