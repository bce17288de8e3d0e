//! The papers that the applicant brings.
//!
//! A paper is the same by id, by name, or because the regulation knows both under one entry; never because two names
//! look alike.

use super::change::{Change, Effect, Side};
use super::collect::{Collector, Field, Table, count, name, regulated_line, text, word};
use super::value::Value;
use super::words::{Aspect, Verb};
use crate::model::name::{fold, same};
use crate::model::process::{Document, Process};
use crate::rule::regulation::Regulated;
use crate::source::Spanned;

/// Compare the dossiers.
pub fn compare_papers(all: &mut Collector<'_>) {
    let (old, new, regulation) = (all.old, all.new, all.regulation);
    let keys = |paper: &Document| {
        let regulated =
            regulation.and_then(|entry| entry.documents.iter().position(|known| known.is(paper)));
        vec![
            paper.id.as_ref().map(|id| fold(id.as_str())),
            paper.name.as_ref().map(|name| fold(name)),
            regulated.map(|index| index.to_string()),
        ]
    };
    let table = Table {
        name: "document",
        aspect: Aspect::Paper,
        keys: &keys,
        value: &|paper: &Document, _| text(paper.name.as_ref()),
        label: &label,
        fields: FIELDS,
    };
    all.table(
        &table,
        (&old.documents, &new.documents),
        |change, before, after| {
            change.effect = effect(change, (old, before), (new, after));
            let line = after.and_then(|paper| beyond(regulation?, change, paper));
            if let Some(line) = line {
                change.beyond(line);
            }
        },
    );
}

/// What a difference of a paper means for the citizen. A further alternative, and a paper that nobody must bring, burden
/// nobody.
fn effect(
    change: &Change,
    (old, before): (&Process, Option<&Document>),
    (new, after): (&Process, Option<&Document>),
) -> Effect {
    let is_choice = |paper: &Document, others: &[Spanned<Document>]| {
        let optional = paper.when.is_none() && paper.required.as_ref().is_some_and(|it| !it.value);
        let group = paper.alternative.as_ref();
        optional
            || others.iter().any(
                |other| matches!((group, &other.alternative), (Some(a), Some(b)) if same(a, b)),
            )
    };
    match (change.aspect, before, after) {
        (Aspect::Paper, None, Some(paper)) if is_choice(paper, &old.documents) => Effect::Neutral,
        (Aspect::Paper, Some(paper), None) if is_choice(paper, &new.documents) => Effect::Neutral,
        (Aspect::PaperCondition, Some(before), Some(after)) => {
            match (before.is_required(), after.is_required()) {
                (false, true) => Effect::LongerForTheCitizen,
                (true, false) => Effect::ShorterForTheCitizen,
                _ => Effect::Neutral,
            }
        }
        _ => change.effect,
    }
}

/// The line of the regulation that a paper goes beyond: its list, where the paper is not in it; its number of copies.
fn beyond(regulation: &Regulated, change: &Change, paper: &Document) -> Option<Side> {
    let known = regulation.documents.iter().find(|known| known.is(paper));
    match (change.aspect, change.verb, known) {
        (Aspect::Paper, Verb::Added, None) if !regulation.documents.is_empty() => {
            let names = regulation
                .documents
                .iter()
                .filter_map(|known| known.name.as_ref());
            let names = names.map(|name| name.value.clone()).collect();
            regulated_line(
                Some(regulation),
                "document",
                regulation.span,
                Value::Texts(names),
            )
        }
        (Aspect::Copies, _, Some(known)) => {
            let allowed = known.copies.as_ref()?;
            let more = paper.copies.as_ref()?.value > allowed.value;
            let value = Value::Count(allowed.value);
            let line = regulated_line(Some(regulation), "document.copies", allowed.span, value);
            line.filter(|_| more)
        }
        _ => None,
    }
}

const FIELDS: &[Field<Document>] = &[
    Field {
        key: "name",
        aspect: Aspect::Paper,
        get: |paper, _| name(paper.name.as_ref()),
    },
    Field {
        key: "copies",
        aspect: Aspect::Copies,
        get: |paper, _| count(paper.copies.as_ref()),
    },
    Field {
        key: "as",
        aspect: Aspect::PaperForm,
        get: |paper, _| word(paper.form.as_ref()),
    },
    Field {
        key: "required",
        aspect: Aspect::PaperCondition,
        get: |paper, _| word(paper.required.as_ref()),
    },
    Field {
        key: "when",
        aspect: Aspect::PaperCondition,
        get: |paper, _| text(paper.when.as_ref()),
    },
    Field {
        key: "alternative",
        aspect: Aspect::PaperCondition,
        get: |paper, _| text(paper.alternative.as_ref()),
    },
    Field {
        key: "confirmed-by",
        aspect: Aspect::PaperCondition,
        get: |paper, _| text(paper.confirmed_by.as_ref()),
    },
];

/// What a reader calls a paper.
pub fn label(paper: &Document) -> String {
    match (&paper.name, &paper.id) {
        (Some(name), _) => name.value.clone(),
        (None, Some(id)) => id.value.to_string(),
        (None, None) => String::new(),
    }
}
