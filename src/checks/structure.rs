//! Whether the steps hang together: a start, an end, no step that is never reached, none that leads nowhere, no loop without
//! a way out.
//!
//! Decided by reachability alone, exact for exclusive and parallel routing alike; whether parallel branches meet again is
//! asked by [`super::soundness`], which leaves to this kind what it finds. Components are those of Kosaraju: Tarjan in petgraph recurses. Cost: O(V + E) per case.

use std::collections::BTreeMap;

use petgraph::Direction;
use petgraph::algo::kosaraju_scc;
use petgraph::visit::Dfs;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::{at_process, in_cases, path_step, without_steps};
use super::{Context, Kind};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::name::Id;
use crate::model::process::Process;
use crate::texts;
use crate::workflow::build::Workflow;
use crate::workflow::graph::{NodeId, NodeKind};

/// A property of the workflow of every case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Structure {
    /// Which property.
    #[schemars(extend("x-vi" = "Xét tính chất nào."))]
    pub property: Property,
}

/// What must hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Property {
    /// Some step begins the case.
    #[default]
    Start,
    /// Some step ends the case.
    End,
    /// Every step can be reached from the start.
    Reachable,
    /// Every step that can be reached leads on to another or is an end.
    CanFinish,
    /// Every loop has a flow that leaves it.
    LoopExit,
}

const NOTHING_BEGINS: Localized = Localized::fixed(
    "nothing begins the process, so no step can be said to be reached",
    "không có bước nào mở đầu quy trình nên chưa xét được bước nào đi tới được",
);

/// A finding before it knows its cases: where, and what.
type Keyed<'p> = BTreeMap<(usize, String), (Finding, Vec<Option<&'p Id>>)>;

impl Kind for Structure {
    const FOLLOWS_FLOWS: bool = true;

    fn run(&self, cx: &Context<'_>) -> Verdict {
        if let Some(verdict) = without_steps(cx) {
            return verdict;
        }
        let process = cx.process;
        let mut found = Keyed::new();
        let mut unknown = None;
        for (workflow, case) in cx.analysis.workflows().iter().zip(process.case_ids()) {
            // What never begins reaches no step: the property `start` says that once.
            if self.property == Property::Reachable && !start(process, workflow).is_empty() {
                unknown = Some(NOTHING_BEGINS);
                continue;
            }
            let findings = match self.property {
                Property::Start => start(process, workflow),
                Property::End => end(process, workflow),
                Property::Reachable => reachable(process, workflow),
                Property::CanFinish => can_finish(process, workflow),
                Property::LoopExit => loop_exit(process, workflow),
            };
            for (order, finding) in findings {
                let key = (order, finding.element.clone());
                let entry = found.entry(key).or_insert((finding, Vec::new()));
                entry.1.push(case);
            }
        }
        if !found.is_empty() {
            unknown = self.not_expressed(process);
        }
        if let Some(reason) = unknown {
            return Verdict::Unknown(reason);
        }
        let findings = found.into_values();
        let findings = findings.map(|(finding, cases)| in_cases(finding, process, &cases));
        Verdict::from_findings(findings.collect())
    }
}

impl Structure {
    /// What a diagram draws that the workflow only approximates, so that a way through it may be missing there.
    fn not_expressed(&self, process: &Process) -> Option<Localized> {
        if !matches!(self.property, Property::Reachable | Property::LoopExit) {
            return None;
        }
        process.unjudged().cloned()
    }
}

fn start(process: &Process, workflow: &Workflow) -> Vec<(usize, Finding)> {
    // The start event of a diagram begins the process even if nothing follows it.
    let begins = starts(workflow).any(|node| {
        workflow.step_of(node).is_some() || workflow.graph.neighbors(node).next().is_some()
    });
    if begins {
        return Vec::new();
    }
    vec![(0, at_process(process, no_start()))]
}

fn end(process: &Process, workflow: &Workflow) -> Vec<(usize, Finding)> {
    let is_end = |node: NodeId| {
        let kind = workflow.graph.node_weight(node).map(|node| node.kind);
        matches!(kind, Some(NodeKind::End | NodeKind::Terminate))
            || (ends_unsaid(process) && workflow.graph.neighbors(node).next().is_none())
    };
    if workflow.nodes.iter().all(Option::is_none) || workflow.graph.node_indices().any(is_end) {
        return Vec::new();
    }
    vec![(0, at_process(process, no_end()))]
}

fn reachable(process: &Process, workflow: &Workflow) -> Vec<(usize, Finding)> {
    let reached = reached(workflow);
    let lost =
        steps(workflow).filter(|(_, node)| !reached.get(node.index()).copied().unwrap_or(true));
    lost.map(|(index, _)| {
        (
            index,
            at_step(process, index, never_reached(&process.step_label(index))),
        )
    })
    .collect()
}

/// Whether a branch ends where no flow leads on: so in BPMN, where the rule `implicit-end` speaks of it.
fn ends_unsaid(process: &Process) -> bool {
    process.control.is_some()
}

fn can_finish(process: &Process, workflow: &Workflow) -> Vec<(usize, Finding)> {
    if ends_unsaid(process) {
        return Vec::new();
    }
    let reached = reached(workflow);
    let stuck = steps(workflow).filter(|(_, node)| {
        reached.get(node.index()).copied().unwrap_or_default()
            && workflow.graph.neighbors(*node).next().is_none()
    });
    stuck
        .map(|(index, _)| {
            (
                index,
                at_step(process, index, leads_nowhere(&process.step_label(index))),
            )
        })
        .collect()
}

/// The loops that are reached and have no way out.
fn loop_exit(process: &Process, workflow: &Workflow) -> Vec<(usize, Finding)> {
    let mut findings = Vec::new();
    for component in loops_without_exit(workflow) {
        let mut members: Vec<usize> = component
            .iter()
            .filter_map(|node| workflow.step_of(*node))
            .collect();
        members.sort_unstable();
        let Some(&first) = members.first() else {
            continue;
        };
        let message = endless(&process.step_label(first), members.len());
        let path = members.iter().map(|index| path_step(process, *index, None));
        findings.push((first, at_step(process, first, message).path(path.collect())));
    }
    findings
}

/// The strongly connected components that are reached, with steps in them, a flow inside and none that leaves. O(V + E).
pub(super) fn loops_without_exit(workflow: &Workflow) -> Vec<Vec<NodeId>> {
    if !workflow.has_loop() {
        return Vec::new();
    }
    let graph = &workflow.graph;
    let reached = reached(workflow);
    let components = kosaraju_scc(graph);
    let mut component_of = vec![usize::MAX; graph.node_count()];
    for (number, component) in components.iter().enumerate() {
        for node in component {
            if let Some(slot) = component_of.get_mut(node.index()) {
                *slot = number;
            }
        }
    }
    let endless = |number: usize, component: &[NodeId]| {
        let inside = |node: NodeId| component_of.get(node.index()) == Some(&number);
        let flows = || component.iter().flat_map(|node| graph.neighbors(*node));
        let runs = component
            .iter()
            .any(|node| reached.get(node.index()).copied().unwrap_or_default());
        let steps = component
            .iter()
            .any(|node| workflow.step_of(*node).is_some());
        runs && steps && flows().next().is_some() && flows().all(inside)
    };
    let all = components.iter().enumerate();
    all.filter(|(number, component)| endless(*number, component))
        .map(|(_, component)| component.clone())
        .collect()
}

fn at_step(process: &Process, index: usize, message: Localized) -> Finding {
    Finding::new(
        process.step_path(index),
        process.place(process.step_span(index)),
        message,
    )
}

/// The steps of the case with their nodes, in file order.
fn steps(workflow: &Workflow) -> impl Iterator<Item = (usize, NodeId)> + '_ {
    let nodes = workflow.nodes.iter().enumerate();
    nodes.filter_map(|(index, node)| node.map(|node| (index, node)))
}

fn starts(workflow: &Workflow) -> impl Iterator<Item = NodeId> + '_ {
    workflow
        .graph
        .externals(Direction::Incoming)
        .filter(|node| {
            let kind = workflow.graph.node_weight(*node).map(|node| node.kind);
            kind == Some(NodeKind::Start)
        })
}

/// Whether each node, by index, can be reached from a start.
pub(super) fn reached(workflow: &Workflow) -> Vec<bool> {
    let mut reached = vec![false; workflow.graph.node_count()];
    for start in starts(workflow) {
        let mut search = Dfs::new(&workflow.graph, start);
        while let Some(node) = search.next(&workflow.graph) {
            if let Some(reached) = reached.get_mut(node.index()) {
                *reached = true;
            }
        }
    }
    reached
}

texts! {
    fn no_start() {
        en: "no step begins the process",
        vi: "không bước nào mở đầu quy trình",
    }
    fn no_end() {
        en: "no step ends the process",
        vi: "không bước nào kết thúc quy trình",
    }
    fn never_reached(name: &str) {
        en: "no path leads to the step \"{name}\"",
        vi: "không có đường nào dẫn tới bước \"{name}\"",
    }
    fn leads_nowhere(name: &str) {
        en: "the step \"{name}\" is no end and leads to no other step",
        vi: "bước \"{name}\" không phải bước cuối mà không dẫn tới bước nào",
    }
    fn endless(name: &str, count: usize) {
        en: "the loop of {count} steps at \"{name}\" has no way out",
        vi: "vòng lặp gồm {count} bước tại \"{name}\" không có lối ra",
    }
}
