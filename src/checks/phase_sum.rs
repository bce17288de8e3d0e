//! The time printed over a phase against the times of its steps.

use petgraph::algo::kosaraju_scc;
use petgraph::visit::NodeFiltered;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::comparison::{Comparison, Length, both, counts_months};
use super::course::{CUT_SHORT, TOO_DEEP};
use super::evidence::{in_cases, path_step, takes_time};
use super::worst_path::{as_written, running_total};
use super::{Context, Kind};
use crate::finding::{Finding, PathStep, Verdict};
use crate::messages::Localized;
use crate::model::duration::{Ambiguous, DayKind, Duration, Elapsed};
use crate::model::name::Id;
use crate::model::process::{Clock, Process};
use crate::texts;
use crate::workflow::build::Workflow;
use crate::workflow::graph::NodeId;
use crate::workflow::paths::Paths;
use crate::workflow::timing::{NodeTime, Timing, TooDeep, Worst};

/// The steps of a phase add up to the limit of the phase, neither more nor less; where they branch, the longest way through them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct PhaseSum {}

impl Kind for PhaseSum {
    const FOLLOWS_FLOWS: bool = true;

    fn run(&self, cx: &Context<'_>) -> Verdict {
        let process = cx.process;
        let comparison = Comparison::of(cx);
        let mut findings = Vec::new();
        let mut unknown: Option<Localized> = None;
        let mut looked_at = false;
        for phase in &process.phases {
            let Some(limit) = &phase.limit else { continue };
            looked_at = true;
            let mut wrong: Option<(Localized, Vec<PathStep>)> = None;
            let mut cases = Vec::new();
            let workflows = cx.analysis.workflows();
            for (workflow, case) in workflows.iter().zip(process.case_ids()) {
                let number = phase.number.value;
                let steps = steps_of(process, number, case);
                let all: Vec<Timed<'_>> = steps
                    .iter()
                    .filter_map(|index| {
                        let time = process.steps.get(*index)?.time_in(case)?;
                        Some((*index, &time.value))
                    })
                    .collect();
                if steps.is_empty() || all.len() < steps.len() {
                    unknown.get_or_insert_with(|| not_timed(number));
                    continue;
                }
                let passed = match longest_way(process, workflow, &comparison, limit, &all) {
                    Ok(passed) => passed,
                    Err(reason) => {
                        unknown.get_or_insert_with(|| reason.told(number));
                        continue;
                    }
                };
                let times: Vec<&Duration> = passed.iter().map(|(_, time)| *time).collect();
                let compared = comparison.against(&times, &limit.value);
                match compared.length() {
                    Some(Length::Equal) => {}
                    Some(_) => {
                        cases.push(case);
                        let sum = comparison.written_sum(&times);
                        wrong.get_or_insert_with(|| {
                            let message = if passed.len() < all.len() {
                                way_differs(number, &limit.value, &sum)
                            } else {
                                differs(number, &limit.value, &sum)
                            };
                            (message, path(process, &comparison, &passed))
                        });
                    }
                    None => {
                        unknown.get_or_insert_with(|| not_comparable(number));
                    }
                }
            }
            if let Some((message, path)) = wrong {
                let element = format!("process.phase.{}.limit", phase.number.value);
                let finding = Finding::new(element, process.place(limit.span), message).path(path);
                findings.push(in_cases(finding, process, &cases));
            }
        }
        match unknown {
            _ if !findings.is_empty() => Verdict::Fail(findings),
            Some(reason) => Verdict::Unknown(reason),
            None if looked_at => Verdict::Pass,
            None => Verdict::NotApplicable(no_phase()),
        }
    }
}

/// The steps of a phase that take the office's time in a case.
fn steps_of(process: &Process, phase: u32, case: Option<&Id>) -> Vec<usize> {
    (0..process.steps.len())
        .filter(|index| {
            process.steps.get(*index).is_some_and(|step| {
                let here = step.phase.as_ref().is_some_and(|own| own.value == phase);
                here && takes_time(step) && step.exists_in(case)
            })
        })
        .collect()
}

/// A step and what it takes.
type Timed<'a> = (usize, &'a Duration);

/// Why the longest way through a phase is not known.
#[derive(Debug)]
enum NoWay {
    /// The steps of the phase may repeat.
    Repeats,
    /// Its branches take time of several kinds, which no number compares.
    SeveralKinds,
    /// Something else.
    Because(Localized),
}

impl NoWay {
    fn told(self, number: u32) -> Localized {
        match self {
            Self::Repeats => repeats(number),
            Self::SeveralKinds => several_kinds(number),
            Self::Because(reason) => reason,
        }
    }
}

/// The steps of a phase on the longest way through them: all of them where they do not branch. Loops that leave the phase are
/// passed once. O(d · (V + E)), d the depth of nested loops.
fn longest_way<'a>(
    process: &Process,
    workflow: &Workflow,
    comparison: &Comparison<'_>,
    limit: &Duration,
    steps: &[Timed<'a>],
) -> Result<Vec<Timed<'a>>, NoWay> {
    let graph = &workflow.graph;
    let mut nodes = graph.node_indices();
    if nodes.all(|node| graph.neighbors(node).nth(1).is_none()) {
        return Ok(steps.to_vec());
    }
    if repeat(process, workflow, steps) {
        return Err(NoWay::Repeats);
    }
    let all = on_longest_way(process, workflow, steps, |_| Ok(1))?;
    if all.len() == steps.len() {
        return Ok(all);
    }
    if Paths::ends_others(graph) {
        return Err(NoWay::Because(CUT_SHORT));
    }
    let per_day = comparison.calendar.minutes_per_day();
    let kinds = comparison.bare_under(Some(limit));
    let kinds = kinds.map_or_else(
        || both().into_iter().map(|(kind, _)| kind).collect(),
        |kind| vec![kind],
    );
    let in_kind = |time: &Duration, kind: DayKind| {
        let elapsed = time.elapsed(Some(kind), per_day);
        elapsed.map_err(|reason: Ambiguous| NoWay::Because(reason.localized()))
    };
    for &kind in &kinds {
        let mut total = Elapsed::default();
        for (_, time) in steps {
            total = total + in_kind(time, kind)?;
        }
        if total.is_mixed() || steps.iter().any(|(_, time)| counts_months(time)) {
            return Err(NoWay::SeveralKinds);
        }
    }
    // Where bare days are read both ways, all days are bare or none is, so one way is the longest whatever they are.
    let kind = kinds.first().copied().unwrap_or(DayKind::Working);
    on_longest_way(process, workflow, steps, |time| {
        let time = in_kind(time, kind)?;
        Ok(time.working.0.saturating_add(time.calendar.0))
    })
}

/// The steps of the phase on the way that weighs most.
fn on_longest_way<'a>(
    process: &Process,
    workflow: &Workflow,
    steps: &[Timed<'a>],
    weight: impl Fn(&Duration) -> Result<i64, NoWay>,
) -> Result<Vec<Timed<'a>>, NoWay> {
    let mut weights = vec![0; process.steps.len()];
    for (index, time) in steps {
        if let Some(of_step) = weights.get_mut(*index) {
            *of_step = weight(time)?;
        }
    }
    let timing = Timing::new(&workflow.graph, |node| NodeTime {
        minutes: workflow
            .step_of(node)
            .and_then(|index| weights.get(index).copied())
            .unwrap_or(0),
        clock: Clock::Running,
        rounds: Some(0),
    });
    let timing = timing.map_err(|TooDeep| NoWay::Because(TOO_DEEP))?;
    let Worst::Bounded { path, .. } = timing.worst() else {
        return Err(NoWay::Repeats);
    };
    let on_way = path
        .iter()
        .filter_map(|passed| workflow.step_of(passed.node));
    let of_phase = on_way.filter_map(|index| steps.iter().find(|(step, _)| *step == index));
    Ok(of_phase.copied().collect())
}

/// Whether a step of the phase may come again before any other work, or a wait, comes in between. O(V + E).
fn repeat(process: &Process, workflow: &Workflow, steps: &[Timed<'_>]) -> bool {
    let graph = &workflow.graph;
    let of_phase = |node: NodeId| {
        let index = workflow.step_of(node);
        index.is_some_and(|index| steps.iter().any(|(step, _)| *step == index))
    };
    let inside = NodeFiltered::from_fn(graph, |node| {
        let step = workflow
            .step_of(node)
            .and_then(|index| process.steps.get(index));
        of_phase(node) || step.is_none_or(|step| !step.is_work() && step.clock() == Clock::Running)
    });
    let comes_again = |node: &NodeId| graph.contains_edge(*node, *node);
    let mut together = kosaraju_scc(&inside).into_iter();
    together.any(|nodes| {
        (nodes.len() > 1 || nodes.iter().any(comes_again)) && nodes.into_iter().any(of_phase)
    })
}

fn path(process: &Process, comparison: &Comparison<'_>, passed: &[Timed<'_>]) -> Vec<PathStep> {
    let mut so_far = comparison.nothing();
    let rows = passed.iter().map(|(index, time)| {
        so_far.add(time);
        let note = running_total(&as_written(time), &so_far.show());
        path_step(process, *index, Some(note))
    });
    rows.collect()
}

texts! {
    fn differs(number: u32, limit: &Duration, sum: &Localized) {
        en: "phase {number} says {limit}, its steps add up to {sum}",
        vi: "giai đoạn {number} ghi {limit}, các bước của nó cộng lại {sum}",
    }
    fn not_timed(number: u32) {
        en: "phase {number} has no steps, or steps without a time",
        vi: "giai đoạn {number} không có bước nào hoặc có bước chưa ghi thời gian",
    }
    fn way_differs(number: u32, limit: &Duration, sum: &Localized) {
        en: "phase {number} says {limit}, its longest way adds up to {sum}",
        vi: "giai đoạn {number} ghi {limit}, đường dài nhất của nó cộng lại {sum}",
    }
    fn repeats(number: u32) {
        en: "steps of phase {number} may repeat, so its time is not one sum",
        vi: "có bước của giai đoạn {number} có thể lặp lại nên thời gian của nó không phải là một tổng duy nhất",
    }
    fn several_kinds(number: u32) {
        en: "the steps of phase {number} branch, and which way is the longest depends on the day of receipt",
        vi: "các bước của giai đoạn {number} có rẽ nhánh, đường nào dài nhất thì phụ thuộc vào ngày tiếp nhận",
    }
    fn not_comparable(number: u32) {
        en: "whether the steps of phase {number} add up depends on the day of receipt",
        vi: "tổng thời gian của giai đoạn {number} phụ thuộc vào ngày tiếp nhận",
    }
    fn no_phase() {
        en: "no phase has a limit",
        vi: "không có giai đoạn nào ghi thời hạn",
    }
}
