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

/// Where a form is named.
enum Named<'p> {
    /// As a `[[form]]`, which may have a name beside its code.
    Form { name: &'p str },
    /// By the step at this index.
    InStep(usize),
}

impl Kind for FormCircular {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let mut references: Vec<(Named<'_>, &Text)> = Vec::new();
        for form in &process.forms {
            if let Some(code) = &form.code {
                let name = form.name.as_ref().map_or("", |name| name.as_str());
                references.push((Named::Form { name }, code));
            }
        }
        for (index, step) in process.steps.iter().enumerate() {
            let forms = step.forms.iter();
            references.extend(forms.map(|form| (Named::InStep(index), form)));
        }
        references.retain(|(_, reference)| self.references.fit(reference));
        if references.is_empty() {
            return Verdict::NotApplicable(no_references());
        }
        let findings = references
            .into_iter()
            .filter(|(named, reference)| match named {
                Named::Form { name } => {
                    let whole = format!("{code} {name}", code = reference.as_str());
                    !self.circulars.fit(&whole)
                }
                Named::InStep(_) => !self.circulars.fit(reference),
            })
            .map(|(named, reference)| {
                let element = match named {
                    Named::Form { .. } => format!("process.form.{}", fold(reference)),
                    Named::InStep(index) => {
                        format!("{}.forms.{}", process.step_path(index), fold(reference))
                    }
                };
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
