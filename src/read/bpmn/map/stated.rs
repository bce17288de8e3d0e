//! What a side file states, by where it states it: what its comments are about.
//!
//! A finding about a diagram stands in the diagram, so a comment beside it is about elements and not about a part of a text.

use crate::model::name::fold;
use crate::model::process::{Header, Process, ProcessFile, Text};
use crate::model::waiver::Part;
use crate::source::Span;

/// What a side file states of the processes of a diagram.
#[derive(Clone, Debug, Default)]
pub struct Stated {
    /// Where each begins; sorted.
    all: Vec<(u32, What)>,
    /// Ranks of the processes that are meant.
    meant: Vec<usize>,
}

#[derive(Clone, Debug)]
enum What {
    /// `[process]`: everything.
    Process,
    /// A key of it, or an item of one of its lists, by its path.
    Element(String),
    /// A step: the rank of its process, and its index there; none where the diagram has no such step.
    Step(Option<(usize, usize)>),
}

impl Stated {
    /// A step, and the one that it completes: the rank of its process, and its index there.
    pub(super) fn step(&mut self, span: Span, completed: Option<(usize, usize)>) {
        self.all.push((span.start, What::Step(completed)));
    }

    /// Everything else that the file states, of the processes that are `meant`.
    pub(super) fn rest(&mut self, side: &ProcessFile, meant: Vec<usize>) {
        if !side.process.span.is_empty() {
            self.all.push((side.process.span.start, What::Process));
        }
        let mut element = |path: &str, span: Span| {
            let element = What::Element(format!("process.{path}"));
            self.all.push((span.start, element));
        };
        header(&side.process.value, &mut element);
        lists(side, &mut element);
        self.all.sort_by_key(|(start, _)| *start);
        self.meant = meant;
    }

    /// What a part of the side file is about: what begins in it, or else what it belongs to. Nothing where it is a comment
    /// before nothing. O(what is stated + steps).
    pub fn parts(&self, about: Span, processes: &[Process]) -> Vec<Part> {
        let from = self.all.partition_point(|(start, _)| *start < about.start);
        let to = self.all.partition_point(|(start, _)| *start < about.end);
        let from = if from == to {
            from.saturating_sub(1)
        } else {
            from
        };
        let begun = self.all.get(from..to).unwrap_or_default();
        let begun = begun.iter().map(|(_, what)| what);
        if begun.clone().any(|what| matches!(what, What::Process)) {
            return self.everywhere(None).collect();
        }
        begun
            .flat_map(|what| match what {
                What::Process => Vec::new(),
                What::Element(path) => self.everywhere(Some(path)).collect(),
                What::Step(completed) => completed
                    .and_then(|(process, step)| of_step(processes, process, step))
                    .into_iter()
                    .collect(),
            })
            .collect()
    }

    fn everywhere(&self, path: Option<&String>) -> impl Iterator<Item = Part> {
        self.meant.iter().map(move |process| Part {
            process: *process,
            element: path.cloned(),
            apart: Vec::new(),
        })
    }
}

fn of_step(processes: &[Process], process: usize, step: usize) -> Option<Part> {
    let drawn = processes.get(process)?;
    let path = drawn.step_path(step);
    let others = (0..drawn.file.steps.len()).map(|other| drawn.step_path(other));
    let is_below = |other: &String| {
        let rest = other.strip_prefix(&path);
        rest.is_some_and(|rest| rest.starts_with('.'))
    };
    Some(Part {
        process,
        apart: others.filter(is_below).collect(),
        element: Some(path),
    })
}

/// The keys of `[process]` that are stated.
fn header(header: &Header, add: &mut dyn FnMut(&str, Span)) {
    macro_rules! keys {
        ($($key:ident),*) => {$(
            if let Some(value) = &header.$key {
                add(stringify!($key), value.span);
            }
        )*};
    }
    keys!(
        code, name, procedure, field, level, unit, version, issued, review, standard, purpose,
        scope, subject, result, fee, sets, limit, guidance, days, complaints, approval
    );
    for basis in &header.legal_basis {
        add(&format!("legal-basis.{}", fold(basis)), basis.span);
    }
}

/// The items of the lists, as element paths call them.
fn lists(side: &ProcessFile, add: &mut dyn FnMut(&str, Span)) {
    let called = |name: &Option<Text>| name.as_ref().map_or_else(String::new, |name| fold(name));
    macro_rules! items {
        ($($list:ident $table:literal $item:ident => $key:expr;)*) => {$(
            for $item in &side.$list {
                add(&format!(concat!($table, ".{}"), $key), $item.span);
            }
        )*};
    }
    items! {
        cases "case" it => it.id.value;
        channels "channel" it => it.id.value;
        documents "document" it => Process::document_key(it);
        phases "phase" it => it.number.value;
        forms "form" it => called(&it.code);
        records "record" it => called(&it.name);
        risks "risk" it => called(&it.name);
        indicators "indicator" it => called(&it.name);
        revisions "revision" it => called(&it.version);
        published "published" it => fold(&it.unit);
    }
}
