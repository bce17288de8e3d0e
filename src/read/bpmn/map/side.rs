//! The side file `<diagram>.qms.toml`: what a diagram lacks, in the words of a process file.
//!
//! It has the shape of a process file. `[process]`, cases, channels, papers, forms, records, risks and so on complete the process; each
//! `[[step]]` names a step by `id` or `name` and states further fields of it. Where both speak, the side file does. Its values are shown
//! at the element they complete, since a finding about a process has one file.

use super::problem;
use super::stated::Stated;
use crate::messages::Localized;
use crate::model::name::same;
use crate::model::one_or_many::PerCase;
use crate::model::process::{Header, Process, ProcessFile, Step};
use crate::read::problem::{Problem, ProblemKind};
use crate::read::process::read_tables;
use crate::source::{Span, Spanned};

/// Complete the processes of a diagram; gives what the side file states, and what is wrong with it, at its places. A file for
/// several processes says by `process.name` or `process.code` which one it means.
pub(super) fn apply(text: &str, processes: &mut [Process]) -> (Stated, Vec<Problem>) {
    let (side, mut problems) = read_tables(text);
    let several = processes.len() > 1;
    let mut meant_here = Vec::new();
    for (at, process) in processes.iter_mut().enumerate() {
        let meant = !several || names(&side.process.value, &process.file.process.value);
        let span = process.file.process.span;
        if meant {
            meant_here.push(at);
            header(&mut process.file.process.value, &side.process.value, span);
            lists(&mut process.file, &side);
        }
    }
    let is_of_steps = is_of_steps(&side);
    if meant_here.is_empty() && !is_of_steps {
        problems.push(problem(
            ProblemKind::UnknownId,
            side.process.span,
            "the side file names none of the processes of this diagram in `process.name` or `process.code`".to_owned(),
            "tệp bổ sung không nêu quy trình nào của sơ đồ trong `process.name` hay `process.code`".to_owned(),
        ));
    }
    let mut stated_here = Stated::default();
    for stated in &side.steps {
        // A name is first looked for in the process that is meant.
        let mut found = find(&stated.value, processes, meant_here.iter().copied());
        if found.is_empty() {
            found = find(&stated.value, processes, 0..processes.len());
        }
        let is_one = found.len() == 1 || stated.id.is_some();
        let completed = found.first().copied().filter(|_| is_one);
        stated_here.step(stated.span, completed);
        match found.as_slice() {
            [] => problems.push(no_such_step(stated)),
            [_, _, ..] if stated.id.is_none() => problems.push(several_steps(stated, found.len())),
            [(process, step), ..] => {
                let process = processes.get_mut(*process);
                if let Some(step) = process.and_then(|process| process.file.steps.get_mut(*step)) {
                    let span = step.span;
                    complete(&mut step.value, &stated.value, span);
                }
            }
        }
        problems.extend(flow_stated(&stated.value));
    }
    if is_of_steps && meant_here.is_empty() {
        meant_here = (0..processes.len()).collect();
    }
    stated_here.rest(&side, meant_here);
    problems.sort_by_key(|problem| problem.span);
    (stated_here, problems)
}

/// Whether it says nothing that would belong to a whole process.
fn is_of_steps(side: &ProcessFile) -> bool {
    let rest = ProcessFile {
        steps: Vec::new(),
        ..side.clone()
    };
    rest == ProcessFile::default()
}

/// What a step of the side file is called there, and where.
fn called(stated: &Spanned<Step>) -> (&str, Span) {
    let id = stated.id.as_ref().map(|id| (id.as_str(), id.span));
    let name = stated.name.as_ref().map(|name| (name.as_str(), name.span));
    id.or(name).unwrap_or(("?", stated.span))
}

fn no_such_step(stated: &Spanned<Step>) -> Problem {
    let (called, place) = called(stated);
    problem(
        ProblemKind::UnknownId,
        place,
        format!("the side file speaks of the step `{called}`, which the diagram does not have"),
        format!("tệp bổ sung nêu bước `{called}` nhưng sơ đồ không có bước này"),
    )
}

fn several_steps(stated: &Spanned<Step>, count: usize) -> Problem {
    let (called, place) = called(stated);
    problem(
        ProblemKind::UnknownId,
        place,
        format!("the diagram has {count} steps of the name `{called}`: none of them was completed"),
        format!("sơ đồ có {count} bước cùng tên `{called}` nên không bước nào được bổ sung"),
    )
    .help(Localized::fixed(
        "say by `id` which one is meant",
        "hãy chỉ rõ bước nào bằng `id`",
    ))
}

/// The flow is drawn: a side file that states another one is not followed.
fn flow_stated(stated: &Step) -> Option<Problem> {
    let stated = [
        stated.next.as_ref().map(|it| ("next", it.span)),
        stated.split.as_ref().map(|it| ("split", it.span)),
        stated.join.as_ref().map(|it| ("join", it.span)),
        stated.start.as_ref().map(|it| ("start", it.span)),
        stated.end.as_ref().map(|it| ("end", it.span)),
    ];
    let (key, place) = stated.into_iter().flatten().next()?;
    Some(problem(
        ProblemKind::UnknownKey,
        place,
        format!("`{key}` has no effect in a side file: the flow is that of the diagram"),
        format!("`{key}` không có tác dụng trong tệp bổ sung: luồng công việc theo sơ đồ"),
    ))
}

fn names(stated: &Header, drawn: &Header) -> bool {
    let equal = |a: &Option<Spanned<String>>, b: &Option<Spanned<String>>| matches!((a, b), (Some(a), Some(b)) if same(a, b));
    equal(&stated.name, &drawn.name) || equal(&stated.code, &drawn.code)
}

/// The steps that a step of the side file may mean, by process and step.
fn find(
    stated: &Step,
    processes: &[Process],
    among: impl Iterator<Item = usize>,
) -> Vec<(usize, usize)> {
    let steps = among.flat_map(|at| {
        let steps = processes
            .get(at)
            .map_or(&[][..], |process| &process.file.steps);
        let steps = steps.iter().enumerate();
        steps.map(move |(index, step)| ((at, index), step))
    });
    let meant = steps.filter(|(_, step)| is_meant(stated, &step.value));
    meant.map(|(at, _)| at).collect()
}

fn is_meant(stated: &Step, drawn: &Step) -> bool {
    if let (Some(a), Some(b)) = (&stated.id, &drawn.id) {
        return a == b;
    }
    stated.id.is_none() && matches!((&stated.name, &drawn.name), (Some(a), Some(b)) if same(a, b))
}

/// Take every field that the side file states, at the place of the element.
macro_rules! take {
    ($into:ident, $from:ident, $span:ident: $($field:ident),*) => {$(
        if let Some(value) = &$from.$field {
            $into.$field = Some(Spanned::new(value.value.clone(), $span));
        }
    )*};
}

fn header(into: &mut Header, from: &Header, span: Span) {
    take!(into, from, span: code, name, procedure, field, level, unit, version, issued, review, standard, purpose,
        scope, subject, result, fee, sets, limit, guidance, days, complaints, approval);
    if !from.legal_basis.is_empty() {
        let basis = from.legal_basis.iter();
        into.legal_basis = basis
            .map(|text| Spanned::new(text.value.clone(), span))
            .collect();
    }
}

fn lists(into: &mut ProcessFile, from: &ProcessFile) {
    let span = into.process.span;
    macro_rules! append {
        ($($field:ident),*) => {$(
            let more = from.$field.iter().map(|item| Spanned::new(item.value.clone(), span));
            into.$field.extend(more);
        )*};
    }
    append!(
        cases, channels, documents, phases, published, forms, records, risks, indicators, revisions
    );
}

fn complete(into: &mut Step, from: &Step, span: Span) {
    take!(into, from, span: number, role, unit, time, clock, rounds, phase, cases, calls);
    if from.id.is_some() {
        take!(into, from, span: name);
    }
    match into.time.as_mut().map(|time| &mut time.value) {
        Some(PerCase::All(time)) => time.span = span,
        Some(PerCase::Each(times)) => times.values_mut().for_each(|time| time.span = span),
        None => {}
    }
    if let Some(kind) = &from.kind {
        into.kind = Some(Spanned::new(kind.value, span));
        into.kind_guessed = false;
    }
    let texts = |texts: &[Spanned<String>]| -> Vec<Spanned<String>> {
        let texts = texts.iter();
        texts
            .map(|text| Spanned::new(text.value.clone(), span))
            .collect()
    };
    into.forms.extend(texts(&from.forms));
    into.inputs.extend(texts(&from.inputs));
    into.outputs.extend(texts(&from.outputs));
}
