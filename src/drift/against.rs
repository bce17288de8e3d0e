//! A process against the regulation that binds it: limits, papers, fee, kinds of step.
//!
//! The regulation is the old side. A fee under its maximum and papers that it only permits are no differences; what the
//! rules of a pack find about the same lines is theirs.

use super::change::{Change, Effect, Side};
use super::collect::bare;
use super::fee::highest;
use super::papers::label;
use super::value::Value;
use super::words::{Aspect, Verb};
use crate::model::name::Id;
use crate::model::process::{Document, Process};
use crate::rule::regulation::{Regulated, RegulatedDocument};
use crate::source::{Span, Spanned};

/// Every difference between a regulation and a process that it binds. O(papers × regulated papers + cases + steps).
pub fn compare_with_regulation(process: &Process, regulation: &Regulated) -> Vec<Change> {
    let mut changes = Vec::new();
    changes.extend(limits(process, regulation));
    changes.extend(fee(process, regulation));
    papers(process, regulation, &mut changes);
    for kind in &regulation.required_kinds {
        if !process.steps.iter().any(|step| step.kind() == kind.value) {
            let line = line(
                regulation,
                "required-kinds",
                kind.span,
                Value::word(kind.value),
            );
            changes.push(Change::new(
                Aspect::RequiredKind,
                Verb::Dropped,
                Some(line),
                None,
            ));
        }
    }
    for change in &mut changes {
        // The regulation is the other side already: where it is confirmed, more than it allows is stricter than it.
        if change.effect == Effect::LongerForTheCitizen && regulation.is_confirmed() {
            change.effect = Effect::StricterThanTheRegulation;
        }
    }
    changes
}

fn line(regulation: &Regulated, key: &str, span: Span, value: Value) -> Side {
    Side {
        element: format!("procedure.{}.{key}", regulation.id.value),
        label: String::new(),
        case: None,
        place: regulation.place(span),
        value,
    }
}

fn side(process: &Process, element: String, label: String, found: Spanned<Value>) -> Side {
    Side {
        element,
        label,
        case: None,
        place: process.place(found.span),
        value: found.value,
    }
}

fn limits(process: &Process, regulation: &Regulated) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for case in process.case_ids() {
        let Some(regulated) = regulation.limit_of(case) else {
            continue;
        };
        let mut old = line(
            regulation,
            "limit",
            regulated.span,
            Value::Time(regulated.value.clone(), None),
        );
        old.case = case.cloned();
        old.label = case
            .map(|case| process.case_label(case))
            .unwrap_or_default();
        let new = process.limit(case).map(|limit| {
            let found = Spanned::new(Value::Time(limit.value.clone(), bare(process)), limit.span);
            Side {
                case: case.cloned(),
                ..side(
                    process,
                    limit_element(process, case),
                    old.label.clone(),
                    found,
                )
            }
        });
        let verb = match &new {
            Some(new) => old.value.compare(&new.value),
            None => Some(Verb::Dropped),
        };
        changes.extend(verb.map(|verb| Change::new(Aspect::Limit, verb, Some(old), new)));
    }
    changes
}

fn limit_element(process: &Process, case: Option<&Id>) -> String {
    let own = case.filter(|id| {
        let mut cases = process.cases.iter();
        cases.any(|case| case.id.value == **id && case.limit.is_some())
    });
    own.map_or_else(
        || "process.limit".to_owned(),
        |id| format!("process.case.{id}.limit"),
    )
}

/// A fee over the maximum, or none stated where there is one.
fn fee(process: &Process, regulation: &Regulated) -> Option<Change> {
    let max = regulation.fee.as_ref()?.max.as_ref()?;
    let old = line(
        regulation,
        "fee.max",
        max.span,
        Value::Fee(max.value.clone()),
    );
    let Some(fee) = &process.process.fee else {
        return Some(Change::new(Aspect::Fee, Verb::Dropped, Some(old), None));
    };
    let found = Spanned::new(Value::Fee(fee.value.clone()), fee.span);
    let new = side(process, "process.fee".to_owned(), String::new(), found);
    let verb = match (highest(&max.value), highest(&fee.value)) {
        (Some(max), Some(fee)) if fee > max => Verb::Raised,
        (Some(_), None) => Verb::Changed,
        _ => return None,
    };
    Some(Change::new(Aspect::Fee, verb, Some(old), Some(new)))
}

fn papers(process: &Process, regulation: &Regulated, changes: &mut Vec<Change>) {
    if regulation.documents.is_empty() {
        return;
    }
    for paper in &process.documents {
        let known = regulation.documents.iter().find(|known| known.is(paper));
        let paper_side = |key: &str, value: Value, span: Span| {
            let element = format!("process.document.{}{key}", Process::document_key(paper));
            side(process, element, label(paper), Spanned::new(value, span))
        };
        let Some(known) = known else {
            let span = paper.name.as_ref().map_or(paper.span, |name| name.span);
            let new = paper_side("", Value::Text(label(paper)), span);
            changes.push(Change::new(Aspect::Paper, Verb::Added, None, Some(new)));
            continue;
        };
        if let (Some(allowed), Some(asked)) = (&known.copies, &paper.copies)
            && asked.value > allowed.value
        {
            let old = line(
                regulation,
                "document.copies",
                allowed.span,
                Value::Count(allowed.value),
            );
            let new = paper_side(".copies", Value::Count(asked.value), asked.span);
            changes.push(Change::new(
                Aspect::Copies,
                Verb::Raised,
                Some(old),
                Some(new),
            ));
        }
        if let (Some(allowed), Some(asked)) = (&known.form, &paper.form)
            && asked.value != allowed.value
        {
            let old = line(
                regulation,
                "document.as",
                allowed.span,
                Value::word(allowed.value),
            );
            let new = paper_side(".as", Value::word(asked.value), asked.span);
            changes.push(Change::new(
                Aspect::PaperForm,
                Verb::Changed,
                Some(old),
                Some(new),
            ));
        }
    }
    for known in &regulation.documents {
        if is_missing(known, process, regulation) {
            let name = known.name.as_ref();
            let text = name.map(|name| name.value.clone()).unwrap_or_default();
            let span = name.map_or(known.span, |name| name.span);
            let mut old = line(regulation, "document", span, Value::Text(text.clone()));
            old.label = text;
            changes.push(Change::new(Aspect::Paper, Verb::Dropped, Some(old), None));
        }
    }
}

/// Whether a paper that every applicant must bring is not asked for, nor one that may stand in its place.
fn is_missing(known: &RegulatedDocument, process: &Process, regulation: &Regulated) -> bool {
    let asked = |known: &RegulatedDocument| {
        let mut papers = process.documents.iter();
        papers.any(|paper: &Spanned<Document>| known.is(paper))
    };
    let required = known
        .required
        .as_ref()
        .is_none_or(|required| required.value);
    required
        && !asked(known)
        && !regulation.documents.iter().any(|other| {
            known.alternative.is_some() && other.alternative == known.alternative && asked(other)
        })
}
