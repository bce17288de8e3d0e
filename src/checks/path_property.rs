//! What the kinds of path property share: every case is asked, a run that breaks the property becomes a path with findings.
//! `qmslint prove` asks the same, case by case.
//!
//! Which property, and what is said of it, is each kind's own.

use super::Context;
use super::comparison::Excess;
use super::evidence::{at_step, in_cases, path_step, weigh_unsaid, without_steps};
use crate::finding::{Finding, PathStep, Verdict};
use crate::messages::Localized;
use crate::model::name::Id;
use crate::model::process::Process;
use crate::rule::selector::StepSelector;
use crate::texts;
use crate::workflow::build::Workflow;
use crate::workflow::paths::{Method, NodeSet, PathVerdict, Paths, Reason, Witness};

/// The nodes of the steps that a selector selects.
pub(super) fn nodes(process: &Process, workflow: &Workflow, selector: &StepSelector) -> NodeSet {
    NodeSet::of(&workflow.graph, |node, _| {
        workflow
            .step_of(node)
            .is_some_and(|index| selector.selects(process, index))
    })
}

/// A broken property: the step that it is about, the statement, and the steps of a run that shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken {
    /// Index of the step.
    pub step: usize,
    /// What is wrong, in one sentence.
    pub message: Localized,
    /// Indexes of the steps of the run, in order.
    pub steps: Vec<usize>,
    /// How surely it is so.
    pub(super) excess: Excess,
}

impl Broken {
    pub(super) fn new(step: usize, message: Localized, steps: &[usize]) -> Self {
        Self {
            step,
            message,
            steps: steps.to_vec(),
            excess: Excess::Always,
        }
    }
}

/// What a property comes to in one case.
#[derive(Clone, Debug, PartialEq)]
pub enum Decided {
    /// It holds on every run.
    Holds,
    /// There is nothing to hold it against, and why.
    Nothing(Localized),
    /// These runs break it; never empty.
    Fails(Vec<Broken>),
    /// It was not decided, and why.
    Unknown(Localized),
}

/// How a property was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By the paths of the workflow.
    Paths(Method),
    /// By the longest, or shortest, path in time.
    Time,
}

/// A kind of check that `prove` decides case by case.
pub trait Property {
    /// Decide it in the case of this rank.
    fn judge(&self, cx: &Context<'_>, case: usize) -> (Decided, How);
}

/// A property that [`Paths`] decides by itself.
pub(super) trait PathProperty {
    /// The steps it speaks of.
    fn selectors(&self) -> Vec<&StepSelector>;
    /// Why it may have nothing to be held against.
    fn vacuous(&self) -> Localized;
    /// Ask one case.
    fn ask(&self, process: &Process, workflow: &Workflow, paths: &Paths) -> PathVerdict;
    /// What a run that breaks it shows.
    fn broken(&self, process: &Process, steps: &[usize]) -> Option<Broken>;
}

impl<P: PathProperty> Property for P {
    fn judge(&self, cx: &Context<'_>, case: usize) -> (Decided, How) {
        let workflows = cx.analysis.workflows().get(case);
        let Some((workflow, paths)) = workflows.zip(cx.analysis.paths().get(case)) else {
            return (
                Decided::Nothing(self.vacuous()),
                How::Paths(Method::Sequential),
            );
        };
        let decided = match self.ask(cx.process, workflow, paths) {
            PathVerdict::Holds { vacuous: false } => Decided::Holds,
            PathVerdict::Holds { vacuous: true } => Decided::Nothing(self.vacuous()),
            PathVerdict::Unknown(reason) => Decided::Unknown(not_decided(reason)),
            PathVerdict::Fails(witness) => {
                let broken = self.broken(cx.process, &steps_of(workflow, &witness));
                broken.map_or_else(
                    || Decided::Nothing(self.vacuous()),
                    |broken| Decided::Fails(vec![broken]),
                )
            }
        };
        (decided, How::Paths(paths.method()))
    }
}

/// Ask every case. A finding stands for all cases in which it is the same.
pub(super) fn on_every_path(
    cx: &Context<'_>,
    property: &dyn Property,
    selectors: &[&StepSelector],
) -> Verdict {
    if let Some(verdict) = without_steps(cx) {
        return verdict;
    }
    let process = cx.process;
    let mut found: Vec<(Finding, Vec<Option<&Id>>)> = Vec::new();
    let mut unknown = None;
    let mut nothing = None;
    let mut holds = false;
    for (at, case) in process.case_ids().into_iter().enumerate() {
        match property.judge(cx, at).0 {
            Decided::Holds => holds = true,
            Decided::Nothing(reason) => nothing = nothing.or(Some(reason)),
            Decided::Unknown(reason) => unknown = unknown.or(Some(reason)),
            Decided::Fails(all) => {
                for broken in all {
                    let span = process.step_span(broken.step);
                    let finding = at_step(process, broken.step, "", span, broken.message)
                        .path(path(process, &broken.steps));
                    let Some(finding) = broken.excess.qualify(finding) else {
                        continue;
                    };
                    match found.iter_mut().find(|(known, _)| {
                        known.element == finding.element && known.message == finding.message
                    }) {
                        Some((_, cases)) => cases.push(case),
                        None => found.push((finding, vec![case])),
                    }
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
    match (unknown, nothing) {
        _ if !findings.is_empty() => Verdict::Fail(findings),
        (Some(reason), _) => Verdict::Unknown(reason),
        (None, Some(reason)) if !holds => Verdict::NotApplicable(reason),
        _ => Verdict::Pass,
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
        Reason::EndsOthers => (
            "an event in one branch ends what runs in the others, and that is not followed here",
            "một sự kiện ở một nhánh chấm dứt các nhánh khác, mà ở đây không xét được",
        ),
        Reason::Interrupts => (
            "an event may end a sub-process at any time, also after a step that this is about",
            "một sự kiện có thể chấm dứt quy trình con bất cứ lúc nào, kể cả sau bước đang xét",
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
