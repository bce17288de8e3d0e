//! A loop that costs time and may run any number of times.

use petgraph::algo::kosaraju_scc;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::{in_cases, path_step, without_steps};
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::model::name::Id;
use crate::model::process::{Clock, Process};
use crate::texts;
use crate::workflow::build::Workflow;
use crate::workflow::graph::NodeId;

/// Every loop passes a step that says how often it may run (`rounds`), or one after which the clock starts anew. Loops that take
/// no time of the office do not count. O(V + E) per case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct RoundsMissing {}

impl Kind for RoundsMissing {
    fn run(&self, cx: &Context<'_>) -> Verdict {
        if let Some(verdict) = without_steps(cx) {
            return verdict;
        }
        let process = cx.process;
        let mut has_loop = false;
        let mut found: Vec<(Vec<usize>, Vec<Option<&Id>>)> = Vec::new();
        for (workflow, case) in cx.analysis.workflows().iter().zip(process.case_ids()) {
            if !workflow.has_loop() {
                continue;
            }
            has_loop = true;
            let unbounded = |index: usize| {
                process
                    .steps
                    .get(index)
                    .is_none_or(|step| step.rounds.is_none() && step.clock() != Clock::Restarts)
            };
            for members in loops(workflow, unbounded) {
                if !members.iter().any(|index| costs(process, *index, case)) {
                    continue;
                }
                match found.iter_mut().find(|(known, _)| *known == members) {
                    Some((_, cases)) => cases.push(case),
                    None => found.push((members, vec![case])),
                }
            }
        }
        if !has_loop {
            return Verdict::NotApplicable(no_loop());
        }
        let findings = found.into_iter().filter_map(|(members, cases)| {
            let closing = *members.last()?;
            let message = unlimited(&process.step_label(closing), members.len());
            let path = members.iter().map(|index| path_step(process, *index, None));
            let finding = Finding::new(
                process.step_path(closing),
                process.place(process.step_span(closing)),
                message,
            )
            .path(path.collect());
            Some(in_cases(finding, process, &cases))
        });
        Verdict::from_findings(findings.collect())
    }
}

fn costs(process: &Process, index: usize, case: Option<&Id>) -> bool {
    process.steps.get(index).is_some_and(|step| {
        step.clock() == Clock::Running
            && step
                .time_in(case)
                .is_some_and(|time| time.parts().any(|part| *part.quantity.numer() > 0))
    })
}

/// The loops through steps that `stays` keeps: components with a flow inside, each as its steps in file order.
fn loops(workflow: &Workflow, stays: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
    let graph = workflow.graph.filter_map(
        |node, _| workflow.step_of(node).is_none_or(&stays).then_some(node),
        |_, _| Some(()),
    );
    let mut all = Vec::new();
    for component in kosaraju_scc(&graph) {
        // A component of several nodes turns; one node turns where it follows itself.
        let turns = match component.as_slice() {
            [only] => graph.contains_edge(*only, *only),
            _ => true,
        };
        if turns {
            let original = |node: &NodeId| graph.node_weight(*node).copied();
            let mut members: Vec<usize> = component
                .iter()
                .filter_map(|node| workflow.step_of(original(node)?))
                .collect();
            members.sort_unstable();
            all.push(members);
        }
    }
    all.sort();
    all
}

texts! {
    fn unlimited(name: &str, count: usize) {
        en: "the loop of {count} steps that \"{name}\" closes may run without limit",
        vi: "vòng lặp gồm {count} bước khép lại ở \"{name}\" có thể lặp không giới hạn",
    }
    fn no_loop() {
        en: "the process has no loop",
        vi: "quy trình không có vòng lặp",
    }
}
