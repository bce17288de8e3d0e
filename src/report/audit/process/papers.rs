//! The papers of a process against those of the regulation.

use super::super::view::View;
use super::super::vocabulary::Words;
use super::plain;
use crate::messages::Lang;
use crate::model::process::{Document, Process};
use crate::report::clean::one_line;
use crate::rule::regulation::{Regulated, RegulatedDocument};

/// A paper of the process, of the regulation, or of both.
#[derive(Debug)]
pub(in super::super) struct PaperRow {
    pub(in super::super) name: String,
    pub(in super::super) demanded: String,
    pub(in super::super) regulated: String,
    pub(in super::super) state: Paper,
}

/// How a paper compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Paper {
    Matches,
    Extra,
    Missing,
    Unbound,
}

impl Paper {
    /// The word of classes, and the reader's words.
    pub(in super::super) const fn words(self, words: &Words) -> (&'static str, &'static str) {
        match self {
            Self::Matches => ("pass", words.paper_matches),
            Self::Extra => ("minor", words.paper_extra),
            Self::Missing => ("minor", words.paper_missing),
            Self::Unbound => ("unknown", words.paper_unbound),
        }
    }
}

pub(super) fn papers(
    view: &View<'_>,
    process: &Process,
    regulation: Option<&Regulated>,
) -> Vec<PaperRow> {
    let known: &[_] = regulation.map_or(&[], |regulation| &regulation.documents);
    let own = process.documents.iter().map(|document| {
        let paper = known.iter().find(|paper| paper.is(document));
        PaperRow {
            name: document
                .name
                .as_ref()
                .map_or_else(|| Process::document_key(document), |name| one_line(name)),
            demanded: demanded(view, document),
            regulated: paper.map_or_else(String::new, |paper| allowed(view, paper)),
            state: match (paper, known.is_empty()) {
                (Some(_), _) => Paper::Matches,
                (None, true) => Paper::Unbound,
                (None, false) => Paper::Extra,
            },
        }
    });
    let missing = known.iter().filter(|paper| {
        let is_required = paper
            .required
            .as_ref()
            .is_none_or(|required| required.value);
        is_required
            && !process.documents.is_empty()
            && !process.documents.iter().any(|document| paper.is(document))
    });
    let missing = missing.map(|paper| PaperRow {
        name: plain(paper.name.as_ref()),
        demanded: String::new(),
        regulated: allowed(view, paper),
        state: Paper::Missing,
    });
    own.chain(missing).collect()
}

fn demanded(view: &View<'_>, document: &Document) -> String {
    let form = document
        .form
        .as_ref()
        .map(|form| form_word(form.value, view.lang));
    let copies = document.copies.as_ref().map(|copies| copies.value);
    let optional = (!document.is_required()).then_some(view.words.optional);
    how(form, copies, optional)
}

fn allowed(view: &View<'_>, paper: &RegulatedDocument) -> String {
    let form = paper
        .form
        .as_ref()
        .map(|form| form_word(form.value, view.lang));
    let copies = paper.copies.as_ref().map(|copies| copies.value);
    let required = paper
        .required
        .as_ref()
        .is_none_or(|required| required.value);
    how(form, copies, (!required).then_some(view.words.optional))
}

fn how(form: Option<&str>, copies: Option<u32>, optional: Option<&str>) -> String {
    let copies = copies.map(|copies| copies.to_string());
    let parts: Vec<&str> = [copies.as_deref(), form].into_iter().flatten().collect();
    let mut text = parts.join(" × ");
    if let Some(optional) = optional {
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(optional);
    }
    if text.is_empty() {
        "–".clone_into(&mut text);
    }
    text
}

const fn form_word(form: crate::model::process::DocumentForm, lang: Lang) -> &'static str {
    use crate::model::process::DocumentForm;
    match (form, lang) {
        (DocumentForm::Original, Lang::En) => "original",
        (DocumentForm::Original, Lang::Vi) => "bản chính",
        (DocumentForm::Copy, Lang::En) => "copy",
        (DocumentForm::Copy, Lang::Vi) => "bản sao",
        (DocumentForm::CertifiedCopy, Lang::En) => "certified copy",
        (DocumentForm::CertifiedCopy, Lang::Vi) => "bản sao chứng thực",
        (DocumentForm::Shown, Lang::En) => "shown",
        (DocumentForm::Shown, Lang::Vi) => "xuất trình",
    }
}
