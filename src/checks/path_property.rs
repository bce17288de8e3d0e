//! What the kinds of path property share: every case is asked, a run that breaks the property becomes a path with findings.
//!
//! Which property, and what is said of it, is each kind's own.

use super::Context;
use super::evidence::{at_step, in_cases, path_step, weigh_unsaid, without_steps};
use crate::finding::{Finding, PathStep, Verdict};
use crate::messages::Localized;
use crate::model::name::Id;
use crate::model::process::Process;
use crate::rule::selector::StepSelector;
use crate::texts;
use crate::workflow::build::Workflow;
use crate::workflow::paths::{NodeSet, PathVerdict, Paths, Reason, Witness};

/// The nodes of the steps that a selector selects.
pub(super) fn nodes(process: &Process, workflow: &Workflow, selector: &StepSelector) -> NodeSet {
    NodeSet::of(&workflow.graph, |node, _| {
        workflow
            .step_of(node)
            .is_some_and(|index| selector.selects(process, index))
    })
}

/// A broken property as its kind sees it: the step that it is about, and the statement.
pub(super) struct Broken {
    pub(super) step: usize,
    pub(super) message: Localized,
}

/// Ask every case. `vacuous` is the reason where no case has anything to hold the property against; `broken` speaks of the steps
/// of a run that breaks it. A finding stands for all cases in which it is the same.
pub(super) fn on_every_path(
    cx: &Context<'_>,
    selectors: &[&StepSelector],
    vacuous: impl FnOnce() -> Localized,
    ask: impl Fn(&Paths, &Workflow) -> PathVerdict,
    broken: impl Fn(&[usize]) -> Option<Broken>,
) -> Verdict {
    if let Some(verdict) = without_steps(cx) {
        return verdict;
    }
    let process = cx.process;
    let mut found: Vec<(Finding, Vec<Option<&Id>>)> = Vec::new();
    let mut unknown = None;
    let mut holds = false;
    for (workflow, case) in cx.analysis.workflows().iter().zip(process.case_ids()) {
        let paths = Paths::new(&workflow.graph);
        match ask(&paths, workflow) {
            PathVerdict::Holds { vacuous } => holds |= !vacuous,
            PathVerdict::Unknown(reason) => unknown = unknown.or(Some(reason)),
            PathVerdict::Fails(witness) => {
                let steps = steps_of(workflow, &witness);
                let Some(broken) = broken(&steps) else {
                    continue;
                };
                let span = process.step_span(broken.step);
                let finding = at_step(process, broken.step, "", span, broken.message)
                    .path(path(process, &steps));
                match found.iter_mut().find(|(known, _)| {
                    known.element == finding.element && known.message == finding.message
                }) {
                    Some((_, cases)) => cases.push(case),
                    None => found.push((finding, vec![case])),
                }
            }
        }
    }
    let by_kind = selectors.iter().any(|selector| !selector.kind.is_empty());
    let findings: Vec<Finding> = found
        .into_iter()
        .map(|(finding, cases)| {
            let finding = in_cases(finding, process, &cases);
            if by_kind {
                weigh_unsaid(finding, process)
            } else {
                finding
            }
        })
        .collect();
    match unknown {
        _ if !findings.is_empty() => Verdict::Fail(findings),
        Some(reason) => Verdict::Unknown(not_decided(reason)),
        None if holds => Verdict::Pass,
        None => Verdict::NotApplicable(vacuous()),
    }
}

/// The steps of a run, in order.
pub(super) fn steps_of(workflow: &Workflow, witness: &Witness) -> Vec<usize> {
    let nodes = witness.nodes.iter();
    nodes.filter_map(|node| workflow.step_of(*node)).collect()
}

/// A run as a path: each step with the condition of the flow that is taken.
pub(super) fn path(process: &Process, steps: &[usize]) -> Vec<PathStep> {
    let rows = steps.iter().enumerate();
    rows.map(|(row, index)| {
        let next = steps.get(row + 1).map(|next| process.step_id(*next));
        let flows = process
            .steps
            .get(*index)
            .and_then(|step| step.next.as_ref());
        let taken = next.and_then(|next| flows?.iter().find(|flow| flow.to.value == next));
        let when = taken.and_then(|flow| flow.when.as_ref());
        path_step(process, *index, when.map(|when| taken_if(when)))
    })
    .collect()
}

/// Why a property could not be decided.
pub(super) fn not_decided(reason: Reason) -> Localized {
    let (en, vi) = match reason {
        Reason::NoStart => ("the process has no start", "quy trình không có bước mở đầu"),
        Reason::SeveralStarts => (
            "the process has several starts and does not say which of them begin a case",
            "quy trình có nhiều bước mở đầu mà không nói rõ bước nào bắt đầu một hồ sơ",
        ),
        Reason::InclusiveJoin => (
            "an inclusive join does not say clearly what it waits for",
            "điểm nhập nhánh không nói rõ phải chờ những nhánh nào",
        ),
        Reason::StateLimit => (
            "the process has more parallel states than are searched",
            "quy trình có quá nhiều trạng thái song song để xét hết",
        ),
    };
    Localized::fixed(en, vi)
}

texts! {
    fn taken_if(when: &str) {
        en: "if \"{when}\"",
        vi: "khi \"{when}\"",
    }
    /// Nothing in the process is what the property speaks of.
    pub(super) fn no_such_step(what: &Localized) {
        en: "no path has a step of this kind: {what}",
        vi: "không có bước nào thuộc loại này: {what}",
    }
}
