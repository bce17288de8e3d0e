//! Where findings about steps, times and roles stand, and how they are said: shared by the kinds of this folder.
//!
//! It judges nothing.

use super::Context;
use crate::finding::{Finding, PathStep, Verdict};
use crate::messages::Localized;
use crate::model::name::Id;
use crate::model::process::{Case, Process, Step};
use crate::source::{Place, Span, Spanned};
use crate::texts;

/// Where the limit of a case is declared: in the case, or in the header.
pub(super) fn limit_element(process: &Process, case: Option<&Id>) -> String {
    let own = case.filter(|id| case_of(process, id).is_some_and(|case| case.limit.is_some()));
    own.map_or_else(
        || "process.limit".to_owned(),
        |id| format!("process.case.{id}.limit"),
    )
}

/// A case by its id.
pub(super) fn case_of<'p>(process: &'p Process, id: &Id) -> Option<&'p Spanned<Case>> {
    process.cases.iter().find(|case| case.id.value == *id)
}

/// Where a reader looks for a step.
pub(super) fn step_place(process: &Process, index: usize) -> Place {
    process.place(process.step_span(index))
}

/// A finding about a value of a step, with the step as its owner.
pub(super) fn at_step(
    process: &Process,
    index: usize,
    key: &str,
    span: Span,
    message: Localized,
) -> Finding {
    let mut element = process.step_path(index);
    if !key.is_empty() {
        element = format!("{element}.{key}");
    }
    let finding = Finding::new(element, process.place(span), message);
    let owner = process.step_span(index);
    if owner == span {
        finding
    } else {
        finding.related(process.place(owner), of_step(&process.step_label(index)))
    }
}

/// A finding about who does a step: at the role, else at the unit.
pub(super) fn at_role(process: &Process, index: usize, message: Localized) -> Finding {
    let step = process.steps.get(index);
    let role = step.and_then(|step| step.role.as_ref());
    let unit = step.and_then(|step| step.unit.as_ref());
    let (key, span) = match (role, unit) {
        (Some(role), _) => ("role", role.span),
        (None, Some(unit)) => ("unit", unit.span),
        (None, None) => ("", process.step_span(index)),
    };
    at_step(process, index, key, span, message)
}

/// The cases a finding is about, if they are not all of them: the first as `case`, all of them in words.
pub(super) fn in_cases(finding: Finding, process: &Process, cases: &[Option<&Id>]) -> Finding {
    if cases.len() == process.case_ids().len() {
        return finding;
    }
    let first = cases.iter().copied().flatten().next();
    let mut finding = finding.case(first);
    finding.message = case_suffix(&finding.message, &case_names(process, cases));
    finding
}

/// The names of cases, in quotes.
pub(super) fn case_names(process: &Process, cases: &[Option<&Id>]) -> String {
    let names = cases.iter().copied().flatten();
    let names: Vec<String> = names
        .map(|id| format!("\"{}\"", process.case_label(id)))
        .collect();
    names.join(", ")
}

/// A finding about all steps together: it stands at the name of the process, else at its code.
pub(super) fn at_process(process: &Process, message: Localized) -> Finding {
    let name = process
        .process
        .name
        .as_ref()
        .or(process.process.code.as_ref());
    let span = name.map_or(process.process.span, |name| name.span);
    Finding::new("process.step", process.place(span), message)
}

/// Weaken a finding that rests on a kind which nobody stated.
pub(super) fn weigh_guess(
    finding: Finding,
    process: &Process,
    mut steps: impl Iterator<Item = usize>,
) -> Finding {
    let guessed = |index: usize| {
        process
            .steps
            .get(index)
            .is_some_and(|step| step.kind_guessed)
    };
    if steps.any(guessed) {
        finding.weak(kind_guessed())
    } else {
        finding
    }
}

/// Weaken a finding that rests on no step being of a kind, where some step does not state its kind: it may be of that one.
pub(super) fn weigh_unsaid(finding: Finding, process: &Process) -> Finding {
    let mut work = process.steps.iter().filter(|step| step.is_work());
    if work.any(|step| step.kind.is_none() || step.kind_guessed) {
        finding.weak(kinds_unsaid())
    } else {
        finding
    }
}

/// A step of a witness path.
pub(super) fn path_step(process: &Process, index: usize, note: Option<Localized>) -> PathStep {
    PathStep {
        label: process.step_label(index),
        place: step_place(process, index),
        note,
    }
}

/// The verdict for a process without steps.
pub(super) fn without_steps(cx: &Context<'_>) -> Option<Verdict> {
    cx.process
        .steps
        .is_empty()
        .then(|| Verdict::NotApplicable(no_steps()))
}

/// Whether the office's clock runs in a step that needs a time: work of the office, not the applicant's time.
pub(super) fn takes_time(step: &Step) -> bool {
    use crate::model::process::{Clock, StepKind};
    step.is_work() && step.kind() != StepKind::Supplement && step.clock() == Clock::Running
}

texts! {
    /// The owner of a value.
    pub(super) fn of_step(name: &str) {
        en: "of the step \"{name}\"",
        vi: "thuộc bước \"{name}\"",
    }
    fn case_suffix(message: &Localized, names: &str) {
        en: "{message} (case {names})",
        vi: "{message} (trường hợp {names})",
    }
    fn kind_guessed() {
        en: "the kind of the step was concluded from its words, not stated",
        vi: "loại bước được suy ra từ câu chữ, không được ghi rõ",
    }
    fn kinds_unsaid() {
        en: "not every step states its kind",
        vi: "không phải bước nào cũng ghi rõ loại",
    }
    fn no_steps() {
        en: "the process lists no steps",
        vi: "quy trình không liệt kê bước nào",
    }
}
