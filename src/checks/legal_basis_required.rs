//! An act that must be among the legal bases.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::name::fold;
use crate::rule::pattern::Patterns;
use crate::texts;

/// One of the legal bases must cite one of the acts. An act without `*` is looked for as a whole word.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct LegalBasisRequired {
    /// What must be cited, for the message.
    #[schemars(extend("x-vi" = "Văn bản phải viện dẫn, dùng trong thông báo."))]
    pub act: Localized,
    /// The act as it is cited: `118/2025/NĐ-CP`.
    #[schemars(extend("x-vi" = "Cách viện dẫn văn bản: `118/2025/NĐ-CP`."))]
    pub cites: Patterns,
}

impl Kind for LegalBasisRequired {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let bases = &process.process.legal_basis;
        let Some(first) = bases.first() else {
            return Verdict::Unknown(cites_none());
        };
        if bases.iter().any(|basis| self.cites.cited_in(&fold(basis))) {
            return Verdict::Pass;
        }
        let message = not_cited(&self.act);
        let finding = Finding::new("process.legal-basis", process.place(first.span), message);
        Verdict::Fail(vec![finding.label(bases_here())])
    }
}

texts! {
    fn cites_none() {
        en: "the process states no legal basis",
        vi: "quy trình chưa nêu căn cứ pháp lý",
    }
    fn not_cited(act: &Localized) {
        en: "{act} is not among the legal bases",
        vi: "căn cứ pháp lý thiếu {act}",
    }
    fn bases_here() {
        en: "the legal bases begin here",
        vi: "căn cứ pháp lý bắt đầu từ đây",
    }
}
