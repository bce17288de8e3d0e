//! A paper whose content the office can read in a national database.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::papers::{Papers, demanded, element, name_span, no_papers, title};
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::model::process::{Document, DocumentForm};
use crate::rule::pattern::Patterns;
use crate::texts;

/// No paper of these names may be demanded in these forms, unless only those bring it whose data cannot be read, or the
/// regulation that binds the process lists it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct DatabaseDocument {
    /// Names of the papers.
    #[schemars(extend("x-vi" = "Tên các giấy tờ."))]
    pub papers: Patterns,
    /// Names among them that the database does not replace.
    #[schemars(extend("x-vi" = "Những tên trong số đó mà cơ sở dữ liệu không thay thế được."))]
    pub except: Patterns,
    /// Forms that must not be demanded; none is any form, even an unstated one.
    #[schemars(extend("x-vi" = "Các hình thức không được yêu cầu; để trống là mọi hình thức, kể cả không nêu."))]
    pub forms: Vec<DocumentForm>,
    /// Names that say such a form themselves, where `as` says nothing: "Bản sao*".
    #[schemars(extend("x-vi" = r#"Tên đã tự nói lên hình thức khi `as` không ghi gì: "Bản sao*"."#))]
    pub form_names: Patterns,
    /// Conditions (`when`) under which the paper may be demanded.
    #[schemars(extend("x-vi" = "Điều kiện (`when`) được phép yêu cầu giấy tờ."))]
    pub unless_when: Patterns,
}

impl DatabaseDocument {
    fn forbids(&self, document: &Document) -> bool {
        let Some(name) = &document.name else {
            return false;
        };
        let in_form = || match &document.form {
            _ if self.forms.is_empty() => true,
            Some(form) => self.forms.contains(&form.value),
            None => self.form_names.fit(name),
        };
        let excused = || {
            document
                .when
                .as_ref()
                .is_some_and(|when| self.unless_when.fit(when))
        };
        self.papers.fit(name) && in_form() && !self.except.fit(name) && !excused()
    }
}

impl Kind for DatabaseDocument {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        if process.documents.is_empty() {
            return no_papers();
        }
        let is_listed = |index: usize| {
            Papers::of(cx).is_ok_and(|papers| {
                papers
                    .pairs
                    .get(index)
                    .is_some_and(|pair| pair.regulated.is_some())
            })
        };
        let documents = process.documents.iter().enumerate();
        let findings = documents
            .filter(|(index, document)| self.forbids(document) && !is_listed(*index))
            .map(|(_, document)| {
                let place = process.place(name_span(document));
                Finding::new(element(document, ""), place, can_be_read(title(document)))
                    .label(demanded(document))
            });
        Verdict::from_findings(findings.collect())
    }
}

texts! {
    fn can_be_read(name: &str) {
        en: "\"{name}\" is demanded, though the office can read it in the national database",
        vi: "yêu cầu nộp \"{name}\" trong khi cơ quan tra cứu được trong cơ sở dữ liệu quốc gia",
    }
}
