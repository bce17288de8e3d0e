//! Kinds of check about the notation of BPMN diagrams (ISO/IEC 19510): one file each, like the kinds beside them.
//!
//! Here stands what they share: which part of a diagram they look at, and how an element is named in a sentence. A process
//! that is no diagram is not applicable to any of them.

pub mod event_gateway;
pub mod file;
pub mod flow;
pub mod global;
pub mod label;
pub mod link;
pub mod message_flow;
pub mod node;
pub mod scope;
mod select;
pub mod shape;
pub mod termination;

use super::Context;
use crate::finding::{Finding, Verdict};
use crate::messages::{Lang, Localized};
use crate::model::name::fold;
use crate::model::notation::{Drawn, Element, ElementKind, FlowEnd, Notation, Surroundings};
use crate::model::process::Process;

/// The notation of the process, or why there is nothing to check.
fn notation<'a>(cx: &Context<'a>) -> Result<&'a Notation, Verdict> {
    cx.process
        .notation
        .as_deref()
        .ok_or_else(|| Verdict::NotApplicable(no_diagram()))
}

/// What belongs to the file of the process: checked once, with the first process of the file.
fn surroundings<'a>(cx: &Context<'a>) -> Result<&'a Surroundings, Verdict> {
    notation(cx)?
        .file
        .as_deref()
        .ok_or_else(|| Verdict::NotApplicable(not_the_first()))
}

/// A step as its author sees it: `user task "Kiểm tra hồ sơ"`; one without name by its id.
fn step_words(process: &Process, index: u32) -> Localized {
    let index = index as usize;
    let Some(drawn) = process.drawn_step(index) else {
        return Localized::default();
    };
    // What is only drawn, and is no step, has neither name nor id.
    if drawn.name.is_some() || index >= process.steps.len() {
        return drawn.words();
    }
    let id = process.step_id(index);
    by_id(&drawn.kind_words(), id.as_str())
}

/// An element that is no step, in the same way.
fn element_words(element: &Element) -> Localized {
    let drawn = Drawn {
        kind: element.kind,
        trigger: None,
        name: element.name.as_deref().map(str::to_owned),
        lane: None,
    };
    match (&element.name, &element.id) {
        (None, Some(id)) => by_id(&drawn.words(), id),
        _ => drawn.words(),
    }
}

/// A finding at a step.
fn at_node(process: &Process, index: u32, message: Localized) -> Finding {
    let index = index as usize;
    let only_drawn = process
        .notation
        .as_ref()
        .and_then(|notation| notation.nodes.get(index));
    if let Some(node) = only_drawn.filter(|_| index >= process.steps.len()) {
        return Finding::new("process".to_owned(), process.place(node.tag), message);
    }
    let place = process.place(process.step_span(index));
    Finding::new(process.step_path(index), place, message)
}

/// A finding at an element that is no step.
fn at_element(process: &Process, element: &Element, message: Localized) -> Finding {
    let kind = match element.kind {
        ElementKind::SequenceFlow => "flow",
        ElementKind::MessageFlow => "message-flow",
        ElementKind::Lane => "lane",
        ElementKind::Pool => "pool",
        _ => "element",
    };
    let called = match (&element.id, &element.name) {
        (Some(id), _) => id.to_string(),
        (None, _) if element.kind == ElementKind::SequenceFlow => ends(process, element),
        (None, name) => name.as_deref().map_or_else(String::new, fold),
    };
    let path = format!("process.{kind}.{called}");
    Finding::new(path, process.place(element.span), message)
}

/// What a flow without id is called in an element path: the steps that it leads from and to. O(flows).
fn ends(process: &Process, element: &Element) -> String {
    let mut flows = process.notation.iter().flat_map(|notation| &notation.flows);
    let flow = flows.find(|flow| flow.element == *element);
    let step = |end: FlowEnd| {
        let index = end.node().map(|index| index as usize);
        index.map_or_else(String::new, |index| process.step_key(index))
    };
    flow.map_or_else(String::new, |flow| {
        format!("{} → {}", step(flow.from), step(flow.to))
    })
}

/// A sentence of a rule file with its placeholders filled in.
fn fill(sentence: &Localized, values: &[(&str, Localized)]) -> Localized {
    Localized::new(
        filled(&sentence.en, values, Lang::En),
        filled(&sentence.vi, values, Lang::Vi),
    )
}

/// In one language. What is filled in is not looked at again: a name may hold a brace.
fn filled(sentence: &str, values: &[(&str, Localized)], lang: Lang) -> String {
    let mut out = String::with_capacity(sentence.len() + 64);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let placeholder = after.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, after))
        });
        if let Some((value, after)) = placeholder {
            out.push_str(value.in_lang(lang));
            rest = after;
        } else {
            out.push('{');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// A number as it stands in both languages.
fn count(number: u32) -> Localized {
    Localized::same(number.to_string())
}

crate::texts! {
    fn no_diagram() {
        en: "the process is no BPMN diagram",
        vi: "quy trình không phải sơ đồ BPMN",
    }
    fn not_the_first() {
        en: "what belongs to the whole file is judged with its first process",
        vi: "phần chung của tệp được xét cùng quy trình đầu tiên của tệp",
    }
    fn process_named(name: &str) {
        en: "process \"{name}\"",
        vi: "quy trình \"{name}\"",
    }
    fn by_id(kind: &Localized, id: &str) {
        en: "{kind} `{id}`",
        vi: "{kind} `{id}`",
    }
}
