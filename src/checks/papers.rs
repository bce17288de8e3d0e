//! The papers of a process held against those of the regulation that binds it: what the checks on papers share.
//!
//! A paper is matched by id, name or alias, never by guess. Where nothing binds the process the verdict is `unknown`: a
//! check that has nothing to compare with does not pass.

use super::Context;
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::name::{fold, meant_name, meant_word, nearest};
use crate::model::process::{Document, DocumentForm, Process};
use crate::rule::regulation::{Regulated, RegulatedDocument};
use crate::source::{Span, Spanned};
use crate::texts;

/// The regulation that binds the process, or the verdict that none does.
pub(super) fn binding<'a>(cx: &Context<'a>) -> Result<&'a Regulated, Verdict> {
    match (cx.regulation, &cx.process.process.procedure) {
        (Some(regulation), _) => Ok(regulation),
        (None, Some(id)) => Err(Verdict::Unknown(no_regulation(id))),
        (None, None) => Err(Verdict::Unknown(names_no_procedure())),
    }
}

/// The verdict on a process without papers, for a check that is about papers.
pub(super) fn no_papers() -> Verdict {
    Verdict::NotApplicable(lists_no_papers())
}

/// Weakens a finding that rests on a regulation entry which nobody confirmed.
pub(super) fn rest_on(regulation: &Regulated, finding: Finding) -> Finding {
    if regulation.is_confirmed() {
        finding
    } else {
        finding.weak(not_confirmed())
    }
}

/// A paper of the process with the regulated paper that it is.
pub(super) struct Pair<'a> {
    pub(super) document: &'a Spanned<Document>,
    pub(super) regulated: Option<&'a Spanned<RegulatedDocument>>,
}

/// The papers of a process and those of its regulation.
pub(super) struct Papers<'a> {
    pub(super) process: &'a Process,
    pub(super) regulation: &'a Regulated,
    pub(super) pairs: Vec<Pair<'a>>,
}

impl<'a> Papers<'a> {
    /// Matches the papers, or says why there is nothing to match. O(papers × regulated papers).
    pub(super) fn of(cx: &Context<'a>) -> Result<Self, Verdict> {
        let process = cx.process;
        if process.documents.is_empty() {
            return Err(no_papers());
        }
        let regulation = binding(cx)?;
        if regulation.procedure.documents.is_empty() {
            return Err(Verdict::Unknown(regulation_lists_no_papers(&regulation.id)));
        }
        let known: Vec<(Vec<String>, &Spanned<RegulatedDocument>)> = regulation
            .procedure
            .documents
            .iter()
            .map(|paper| (paper.names().map(|name| fold(name)).collect(), paper))
            .collect();
        let find = |document: &Document| {
            let name = document.name.as_ref().map(|name| fold(name));
            let by_id = |paper: &RegulatedDocument| matches!((&paper.id, &document.id), (Some(a), Some(b)) if a == b);
            let by_name = |names: &[String]| name.as_ref().is_some_and(|name| names.contains(name));
            known
                .iter()
                .find(|(names, paper)| by_id(paper) || by_name(names))
                .map(|(_, paper)| *paper)
        };
        let pairs = process.documents.iter().map(|document| Pair {
            document,
            regulated: find(document),
        });
        Ok(Self {
            process,
            regulation,
            pairs: pairs.collect(),
        })
    }

    /// Regulated papers that no paper of the process is.
    pub(super) fn unmatched(&self) -> impl Iterator<Item = &'a Spanned<RegulatedDocument>> {
        let regulation: &'a Regulated = self.regulation;
        regulation
            .procedure
            .documents
            .iter()
            .filter(|paper| !self.pairs.iter().any(|pair| is(pair.regulated, paper)))
    }

    /// Whether another paper of the process, one that fits, may be handed in instead of this one.
    pub(super) fn is_replaceable<F>(&self, document: &Document, fits: F) -> bool
    where
        F: Fn(&Pair<'a>) -> bool,
    {
        let Some(group) = &document.alternative else {
            return false;
        };
        let group = fold(group);
        self.pairs.iter().any(|pair| {
            let alternative = pair.document.alternative.as_ref();
            alternative.is_some_and(|other| fold(other) == group) && fits(pair)
        })
    }

    /// A finding about one paper of the process: `process.document.<paper>` or a part of it.
    pub(super) fn finding(
        &self,
        document: &Document,
        part: &str,
        span: Span,
        message: Localized,
    ) -> Finding {
        let element = element(document, part);
        let finding = Finding::new(element, self.process.place(span), message);
        rest_on(self.regulation, finding)
    }
}

/// Whether a match is this very regulated paper.
fn is(matched: Option<&Spanned<RegulatedDocument>>, paper: &Spanned<RegulatedDocument>) -> bool {
    matched.is_some_and(|matched| std::ptr::eq(matched, paper))
}

/// The path of a paper, or of a part of it.
pub(super) fn element(document: &Document, part: &str) -> String {
    format!("process.document.{}{part}", Process::document_key(document))
}

/// Where a paper is named.
pub(super) fn name_span(document: &Spanned<Document>) -> Span {
    let name = document.name.as_ref().map(|name| name.span);
    name.or(document.id.as_ref().map(|id| id.span))
        .unwrap_or(document.span)
}

/// What a reader calls a paper.
pub(super) fn title(document: &Document) -> &str {
    let name = document.name.as_ref().map(|name| name.value.as_str());
    name.or(document.id.as_ref().map(|id| id.as_str()))
        .unwrap_or_default()
}

/// What a reader calls a regulated paper.
pub(super) fn regulated_title(paper: &RegulatedDocument) -> &str {
    let name = paper.name.as_ref().map(|name| name.value.as_str());
    name.or(paper.id.as_ref().map(|id| id.as_str()))
        .unwrap_or_default()
}

/// Where a regulated paper is named.
pub(super) fn regulated_span(paper: &Spanned<RegulatedDocument>) -> Span {
    paper.name.as_ref().map_or(paper.span, |name| name.span)
}

/// The regulated paper whose name is near, as a question to the reader.
pub(super) fn nearest_paper<'a>(
    name: &str,
    among: impl Iterator<Item = &'a Spanned<RegulatedDocument>>,
) -> Option<&'a str> {
    let papers: Vec<&Spanned<RegulatedDocument>> = among.collect();
    let names = papers.iter().flat_map(|paper| paper.names());
    nearest(name, names.map(|name| name.value.as_str()))
}

/// The regulated paper that must be meant by a misspelt name.
pub(super) fn meant_paper<'a>(
    name: &str,
    among: impl Iterator<Item = &'a Spanned<RegulatedDocument>>,
) -> Option<&'a str> {
    let papers: Vec<&Spanned<RegulatedDocument>> = among.collect();
    let names = papers.iter().flat_map(|paper| paper.names());
    meant_name(name, names.map(|name| name.value.as_str()))
}

/// The id of the regulated paper that must be meant by a misspelt one.
pub(super) fn meant_id<'a>(
    id: &str,
    among: impl Iterator<Item = &'a Spanned<RegulatedDocument>>,
) -> Option<&'a str> {
    let ids = among.filter_map(|paper| paper.value.id.as_ref());
    meant_word(id, ids.map(|id| id.as_str()))
}

/// The form of a paper in the reader's words.
pub(super) fn form_words(form: DocumentForm) -> Localized {
    let (en, vi) = match form {
        DocumentForm::Original => ("original", "bản chính"),
        DocumentForm::Copy => ("plain copy", "bản sao thường"),
        DocumentForm::CertifiedCopy => ("certified copy", "bản sao có chứng thực"),
        DocumentForm::Shown => ("shown only", "chỉ xuất trình"),
    };
    Localized::fixed(en, vi)
}

/// "demanded here, original, 1 copy".
pub(super) fn demanded(document: &Document) -> Localized {
    let mut label = if document.is_required() {
        demanded_here()
    } else {
        demanded_sometimes()
    };
    if let Some(form) = &document.form {
        label = and(&label, &form_words(form.value));
    }
    if let Some(copies) = &document.copies {
        label = and(&label, &number_of_copies(copies.value));
    }
    label
}

/// "1 copy", "2 copies".
pub(super) fn number_of_copies(number: u32) -> Localized {
    if number == 1 {
        one_copy()
    } else {
        several_copies(number)
    }
}

texts! {
    fn and(first: &Localized, second: &Localized) {
        en: "{first}, {second}",
        vi: "{first}, {second}",
    }
    fn names_no_procedure() {
        en: "the process names no `procedure`, so no regulation is known to bind it",
        vi: "quy trình chưa nêu `procedure` nên chưa biết quy định nào điều chỉnh",
    }
    fn no_regulation(id: &crate::model::name::Id) {
        en: "no regulation `{id}` is known that is in force on this day",
        vi: "không có quy định `{id}` nào đang có hiệu lực vào ngày này",
    }
    fn not_confirmed() {
        en: "the regulation entry is not confirmed in a source",
        vi: "nội dung quy định này chưa được đối chiếu với văn bản gốc",
    }
    fn lists_no_papers() {
        en: "the process lists no papers",
        vi: "quy trình không nêu thành phần hồ sơ",
    }
    fn regulation_lists_no_papers(id: &crate::model::name::Id) {
        en: "the entry of the regulation `{id}` does not list the papers",
        vi: "mục quy định `{id}` chưa liệt kê thành phần hồ sơ",
    }
    fn demanded_here() {
        en: "demanded here",
        vi: "được yêu cầu ở đây",
    }
    fn demanded_sometimes() {
        en: "may be demanded here",
        vi: "có trường hợp được yêu cầu ở đây",
    }
    fn one_copy() {
        en: "1 copy",
        vi: "01 bản",
    }
    fn several_copies(number: u32) {
        en: "{number} copies",
        vi: "{number:0>2} bản",
    }
}
