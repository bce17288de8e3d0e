//! Whether every case runs to its end, cleanly: the verdicts of `qmslint prove` as findings, one for each cause.
//!
//! The proofs are those of [`crate::workflow::soundness`] and the sentences those of [`crate::workflow::explanation`];
//! decided here is only what is said twice. A step that no flow leads to and a loop that no flow leaves are findings of
//! [`super::structure`]; an end that fires twice because its branches were never joined is the finding on the branches; a step
//! that never runs because a join waits for ever is the finding on the join.

use petgraph::visit::{Dfs, NodeFiltered};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::{at_process, in_cases, path_step, step_place, without_steps};
use super::{Context, Kind, structure};
use crate::finding::{Finding, Verdict};
use crate::messages::Localized;
use crate::model::name::Id;
use crate::model::process::Process;
use crate::workflow::build::Workflow;
use crate::workflow::explanation::Teller;
use crate::workflow::graph::{NodeId, NodeKind};
use crate::workflow::proof::Answer;
use crate::workflow::soundness::{Pattern, Witness, never_runs};

const FOUND_ELSEWHERE: Localized = Localized::fixed(
    "it fails, but another rule on the workflow has the cause as its finding",
    "không đạt, nhưng nguyên nhân đã được nêu ở một quy tắc khác về luồng công việc",
);
const SPLIT: Localized = Localized::fixed("the branches part here", "các nhánh tách ra ở đây");
const JOIN: Localized = Localized::fixed("the branches meet here", "các nhánh gặp nhau ở đây");
const WAITS: Localized =
    Localized::fixed("this branch does not come", "nhánh này không bao giờ đến");
/// Branches that are pointed at where a join waits for several.
const MOST_BRANCHES: usize = 3;

/// A property of the token game of every case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Soundness {
    /// Which property.
    #[schemars(extend("x-vi" = "Xét tính chất nào."))]
    pub property: Property,
}

/// What must hold in every run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Property {
    /// No step runs twice at once.
    #[default]
    Safe,
    /// The case can always still come to its end.
    OptionToComplete,
    /// The case ends once.
    ProperCompletion,
    /// Every step runs in some case.
    NoDeadStep,
}

impl Kind for Soundness {
    const FOLLOWS_FLOWS: bool = true;

    fn run(&self, cx: &Context<'_>) -> Verdict {
        if let Some(verdict) = without_steps(cx) {
            return verdict;
        }
        let process = cx.process;
        let mut found: Vec<(Finding, Vec<Option<&Id>>)> = Vec::new();
        let (mut unknown, mut elsewhere) = (None, false);
        let workflows = cx.analysis.workflows().iter().zip(cx.analysis.proofs());
        for ((workflow, proof), case) in workflows.zip(process.case_ids()) {
            let [safe, option, proper, no_dead] = &proof.answers;
            let answer = match self.property {
                Property::Safe => safe,
                Property::OptionToComplete => option,
                Property::ProperCompletion => proper,
                Property::NoDeadStep => no_dead,
            };
            let witness = match answer {
                Answer::Holds => continue,
                Answer::Unknown(reason) => {
                    unknown = unknown.or(Some(reason));
                    continue;
                }
                Answer::Fails(witness) => witness,
            };
            let witnesses = match self.property {
                Property::Safe => vec![Witness::clone(witness)],
                Property::OptionToComplete => stuck(workflow, witness),
                Property::ProperCompletion => ends_twice(safe, witness),
                Property::NoDeadStep => dead(workflow, option, witness),
            };
            elsewhere |= witnesses.is_empty();
            for cause in witnesses {
                let finding = finding(process, workflow, &cause);
                match found.iter_mut().find(|(known, _)| {
                    known.element == finding.element && known.message == finding.message
                }) {
                    Some((_, cases)) => cases.push(case),
                    None => found.push((finding, vec![case])),
                }
            }
        }
        if !found.is_empty() {
            let findings = found.into_iter();
            let findings = findings.map(|(finding, cases)| in_cases(finding, process, &cases));
            return Verdict::Fail(findings.collect());
        }
        match unknown {
            Some(reason) => Verdict::Unknown(reason.clone()),
            None if elsewhere => Verdict::NotApplicable(FOUND_ELSEWHERE),
            None => Verdict::Pass,
        }
    }
}

/// A loop that no flow leaves is a finding of its own kind.
fn stuck(workflow: &Workflow, witness: &Witness) -> Vec<Witness> {
    let known = witness.pattern == Pattern::EndlessLoop
        && structure::loops_without_exit(workflow)
            .iter()
            .flatten()
            .any(|node| witness.nodes.contains(node));
    if known {
        Vec::new()
    } else {
        vec![witness.clone()]
    }
}

/// Branches that nobody joins come to the end one by one: said where they run twice, unless they are others.
fn ends_twice(safe: &Answer, witness: &Witness) -> Vec<Witness> {
    let known = match safe {
        Answer::Fails(twice) => twice.split == witness.split || twice.split.is_none(),
        Answer::Holds | Answer::Unknown(_) => false,
    };
    if known {
        Vec::new()
    } else {
        vec![witness.clone()]
    }
}

/// The steps that never run although flows lead to them, each group with the join it waits behind. Those behind the join of
/// the deadlock are left out.
fn dead(workflow: &Workflow, option: &Answer, witness: &Witness) -> Vec<Witness> {
    let reached = structure::reached(workflow);
    let leads = |node: &NodeId| reached.get(node.index()).copied().unwrap_or_default();
    let mut rest: Vec<NodeId> = witness.nodes.iter().copied().filter(leads).collect();
    if let Answer::Fails(stuck) = option
        && let (Pattern::Deadlock, Some(join)) = (stuck.pattern, stuck.join)
    {
        (_, rest) = behind(workflow, join, rest);
    }
    let mut causes = Vec::new();
    while !rest.is_empty() {
        let cause = never_runs(&workflow.graph, rest.clone());
        let Some(join) = cause.join else {
            causes.push(cause);
            break;
        };
        let (group, others) = behind(workflow, join, rest);
        if group.is_empty() {
            causes.push(cause);
            break;
        }
        causes.push(Witness {
            nodes: group,
            ..cause
        });
        rest = others;
    }
    causes
}

/// Parts nodes: those that are reached from the starts only through a node, and the others. O(V + E).
fn behind(workflow: &Workflow, join: NodeId, nodes: Vec<NodeId>) -> (Vec<NodeId>, Vec<NodeId>) {
    let open = NodeFiltered::from_fn(&workflow.graph, |node| node != join);
    let starts = workflow.graph.node_indices().filter(|node| {
        let kind = workflow.graph.node_weight(*node).map(|node| node.kind);
        kind == Some(NodeKind::Start)
    });
    let mut search = Dfs::empty(&open);
    for start in starts {
        search.move_to(start);
        while search.next(&open).is_some() {}
    }
    nodes
        .into_iter()
        .partition(|node| !search.discovered.contains(node.index()))
}

fn finding(process: &Process, workflow: &Workflow, witness: &Witness) -> Finding {
    let teller = Teller { process, workflow };
    let message = teller.message(witness);
    let at = place(workflow, witness);
    let mut finding = match at {
        Some(index) => Finding::new(
            process.step_path(index),
            step_place(process, index),
            message,
        ),
        None => at_process(process, message),
    };
    let step_of = |node: Option<NodeId>| node.and_then(|node| workflow.step_of(node));
    let mut told: Vec<Option<usize>> = vec![at];
    let waits = witness.waits.iter().take(MOST_BRANCHES);
    let waits = waits.map(|flow| workflow.graph.edge_endpoints(*flow).map(|(from, _)| from));
    let others = [(witness.split, SPLIT), (witness.join, JOIN)].into_iter();
    for (node, message) in others.chain(waits.map(|node| (node, WAITS))) {
        let index = step_of(node);
        if let Some(step) = index
            && !told.contains(&index)
        {
            told.push(index);
            finding = finding.related(step_place(process, step), message);
        }
    }
    let path = teller.steps_on_the_way(witness).into_iter();
    let path = path.map(|index| path_step(process, index, None));
    finding.path(path.collect()).help(teller.help(witness))
}

/// The step where it shows: the join, else where the tokens are, else what never runs or runs for ever, else the split.
fn place(workflow: &Workflow, witness: &Witness) -> Option<usize> {
    let tokens = witness.tokens.iter();
    let ahead = tokens.filter_map(|flow| workflow.graph.edge_endpoints(*flow));
    let ahead = ahead.map(|(_, target)| target);
    let own = witness.nodes.iter().copied();
    let candidates: Vec<NodeId> = match witness.pattern {
        Pattern::EndlessLoop | Pattern::NeverRuns => own.chain(witness.join).collect(),
        Pattern::LackOfSynchronisation | Pattern::Deadlock | Pattern::EndsTwice => {
            witness.join.into_iter().chain(ahead).collect()
        }
    };
    let mut candidates = candidates.into_iter().chain(witness.split);
    candidates.find_map(|node| workflow.step_of(node))
}
