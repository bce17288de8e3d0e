//! A standard cited in an edition that was withdrawn.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::name::fold;
use crate::rule::pattern::Patterns;
use crate::texts;

/// The standard that the process follows, and its legal bases, must not cite a withdrawn edition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct StandardEdition {
    /// Editions in force: `"*9001:2015"`.
    #[schemars(extend("x-vi" = r#"Các phiên bản đang có hiệu lực: `"*9001:2015"`."#))]
    pub current: Patterns,
    /// Editions that were withdrawn.
    #[schemars(extend("x-vi" = "Các phiên bản đã bị thay thế."))]
    pub withdrawn: Patterns,
    /// The edition in force, for the message.
    #[schemars(extend("x-vi" = "Phiên bản đang có hiệu lực, dùng trong thông báo."))]
    pub edition: Localized,
}

impl Kind for StandardEdition {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let header = &process.process;
        let standard = header
            .standard
            .iter()
            .map(|text| ("process.standard".to_owned(), text));
        let bases = header.legal_basis.iter();
        let bases = bases.map(|text| (format!("process.legal-basis.{}", fold(text)), text));
        let mut current = false;
        let mut findings = Vec::new();
        for (element, text) in standard.chain(bases) {
            let folded = fold(text);
            current |= self.current.fit_folded(&folded);
            if self.withdrawn.fit_folded(&folded) {
                let message = is_withdrawn(text, &self.edition);
                findings.push(Finding::new(element, process.place(text.span), message));
            }
        }
        match (&header.standard, current, findings.is_empty()) {
            (_, _, false) => Verdict::Fail(findings),
            (_, true, true) => Verdict::Pass,
            (None, false, true) => Verdict::NotApplicable(no_standard()),
            (Some(text), false, true) => Verdict::Unknown(no_edition(text)),
        }
    }
}

texts! {
    fn is_withdrawn(text: &str, edition: &Localized) {
        en: "\"{text}\" cites a withdrawn edition, in force is {edition}",
        vi: "\"{text}\" viện dẫn phiên bản đã bị thay thế, bản đang có hiệu lực là {edition}",
    }
    fn no_standard() {
        en: "the process names no standard",
        vi: "quy trình không nêu tiêu chuẩn áp dụng",
    }
    fn no_edition(text: &str) {
        en: "\"{text}\" names no edition that the rule knows",
        vi: "\"{text}\" không nêu phiên bản mà quy tắc này biết",
    }
}
