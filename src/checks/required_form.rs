//! A form that must be among the forms of a process.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::rule::pattern::Patterns;
use crate::texts;

/// One of the forms of the process, in `[[form]]` or in `forms` of a step, must fit one of the patterns by code or name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct RequiredForm {
    /// What the form is called, for the message.
    #[schemars(extend("x-vi" = "Tên gọi của biểu mẫu, dùng trong thông báo."))]
    pub form: crate::messages::Localized,
    /// Codes and names of the form.
    #[schemars(extend("x-vi" = "Ký hiệu và tên của biểu mẫu."))]
    pub names: Patterns,
}

impl Kind for RequiredForm {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let listed = process
            .forms
            .iter()
            .flat_map(|form| form.code.iter().chain(&form.name));
        let used = process.steps.iter().flat_map(|step| &step.forms);
        if listed.chain(used).any(|text| self.names.fit(text)) {
            return Verdict::Pass;
        }
        let place = process.place(process.process.span);
        let number = process.forms.len();
        let message = if number == 0 && process.steps.iter().all(|step| step.forms.is_empty()) {
            no_forms(&self.form)
        } else {
            not_among(&self.form)
        };
        Verdict::Fail(vec![Finding::new("process.form", place, message)])
    }
}

texts! {
    fn no_forms(form: &crate::messages::Localized) {
        en: "the process names no forms, so {form} is missing",
        vi: "quy trình không nêu biểu mẫu nào, nên thiếu {form}",
    }
    fn not_among(form: &crate::messages::Localized) {
        en: "{form} is not among the forms of the process",
        vi: "biểu mẫu của quy trình thiếu {form}",
    }
}
