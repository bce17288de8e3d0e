//! The workflow graph of one case of a process.
//!
//! Steps run in file order unless `next` says otherwise. A step that does not exist in the case is passed over. A flow that
//! leads nowhere is left out here; `read::process` has reported it.

use petgraph::algo::toposort;

use crate::model::control::{ControlFlow, ControlKind};
use crate::model::name::Id;
use crate::model::process::{Process, Routing, Step, StepKind};

use super::graph::{Flow, Node, NodeId, NodeKind, Route, Scope, WorkflowGraph};

/// The workflow of one process and case.
#[derive(Clone, Debug)]
pub struct Workflow {
    /// The case; `None` is the one unnamed case.
    pub case: Option<Id>,
    /// Nodes and flows. The start is the first node.
    pub graph: WorkflowGraph,
    /// The node of each step of the file; steps that do not exist in the case have none.
    pub nodes: Vec<Option<NodeId>>,
}

impl Workflow {
    /// Whether any run may come back to where it was. O(V + E).
    pub fn has_loop(&self) -> bool {
        toposort(&self.graph, None).is_err()
    }

    /// Build the graph of a case. O(steps + flows), plus the runs of steps passed over.
    pub fn build(process: &Process, case: Option<&Id>) -> Self {
        if let Some(control) = &process.control {
            return Self::drawn(process, control, case);
        }
        let mut graph = WorkflowGraph::default();
        let exists: Vec<bool> = process
            .steps
            .iter()
            .map(|step| step.exists_in(case))
            .collect();
        let start = graph.add_node(Node {
            kind: NodeKind::Start,
            join: Route::One,
            split: Route::All,
            element: None,
            scope: Scope::default(),
        });
        let nodes: Vec<Option<NodeId>> = process
            .steps
            .iter()
            .zip(&exists)
            .zip(0u32..)
            .map(|((step, exists), index)| exists.then(|| graph.add_node(node(step, index))))
            .collect();

        let node_at = |index: usize| nodes.get(index).copied().flatten();
        let in_order = |after: usize| (after..process.steps.len()).find_map(node_at);
        let mut stated_starts = process
            .steps
            .iter()
            .enumerate()
            .filter(|(_, step)| is_true(step.start.as_ref()));
        let first = stated_starts.next();
        match first {
            Some(_) => {
                let all = first.into_iter().chain(stated_starts);
                for target in all.filter_map(|(index, _)| node_at(index)) {
                    graph.add_edge(start, target, Flow::default());
                }
            }
            None => {
                if let Some(target) = in_order(0) {
                    graph.add_edge(start, target, Flow::default());
                }
            }
        }
        for (index, step) in process.steps.iter().enumerate() {
            let Some(node) = node_at(index) else { continue };
            let ends = is_true(step.end.as_ref());
            match &step.next {
                Some(next) => {
                    for (branch, number) in next.iter().zip(0u32..) {
                        let Some(target) = process.step_ids.get(&branch.to.value) else {
                            continue;
                        };
                        // A step that this case lacks is passed over in file order.
                        let (here, target) = (node_at(*target), *target);
                        if here.is_none() && next.len() > 1 {
                            continue;
                        }
                        if let Some(target) = here.or_else(|| in_order(target + 1)) {
                            graph.add_edge(
                                node,
                                target,
                                Flow {
                                    element: Some(number),
                                    ..Flow::default()
                                },
                            );
                        }
                    }
                }
                None if !ends => {
                    if let Some(target) = in_order(index + 1) {
                        graph.add_edge(node, target, Flow::default());
                    }
                }
                None => {}
            }
            let stuck = graph.neighbors(node).next().is_none() && step.next.is_none();
            if ends || stuck {
                let end = graph.add_node(Node {
                    kind: NodeKind::End,
                    join: Route::One,
                    split: Route::One,
                    element: None,
                    scope: Scope::default(),
                });
                graph.add_edge(node, end, Flow::default());
            }
        }
        Self {
            case: case.cloned(),
            graph,
            nodes,
        }
    }

    /// The graph that a diagram draws. A step that the case lacks is passed through without work. O(nodes + flows).
    fn drawn(process: &Process, control: &ControlFlow, case: Option<&Id>) -> Self {
        let mut graph = WorkflowGraph::default();
        let mut nodes = vec![None; process.steps.len()];
        for drawn in &control.nodes {
            let step = drawn.step.and_then(|step| usize::try_from(step).ok());
            let here = step
                .and_then(|step| process.steps.get(step))
                .is_some_and(|step| step.exists_in(case));
            let id = graph.add_node(Node {
                kind: match drawn.kind {
                    ControlKind::Start => NodeKind::Start,
                    ControlKind::End => NodeKind::End,
                    ControlKind::Terminate => NodeKind::Terminate,
                    ControlKind::Work if here => NodeKind::Step,
                    ControlKind::Work | ControlKind::Routing => NodeKind::Gateway,
                },
                join: route(drawn.join),
                split: route(drawn.split),
                element: drawn.step.filter(|_| here),
                scope: drawn.scope,
            });
            if let Some(node) = step.filter(|_| here).and_then(|step| nodes.get_mut(step)) {
                *node = Some(id);
            }
        }
        for flow in &control.flows {
            let (from, to) = (NodeId::from(flow.from), NodeId::from(flow.to));
            if graph.node_weight(from).is_some() && graph.node_weight(to).is_some() {
                let (element, border) = (flow.branch, flow.border);
                graph.add_edge(from, to, Flow { element, border });
            }
        }
        Self {
            case: case.cloned(),
            graph,
            nodes,
        }
    }

    /// The index of the step a node stands for.
    pub fn step_of(&self, node: NodeId) -> Option<usize> {
        self.graph
            .node_weight(node)
            .and_then(|node| node.element)
            .map(|index| index as usize)
    }
}

fn node(step: &Step, index: u32) -> Node {
    let stated = |routing: Option<Routing>| route(routing.unwrap_or_default());
    Node {
        kind: match step.kind() {
            StepKind::Gateway | StepKind::Event => NodeKind::Gateway,
            _ => NodeKind::Step,
        },
        join: stated(step.join.as_ref().map(|join| join.value)),
        split: stated(step.split.as_ref().map(|split| split.value)),
        element: Some(index),
        scope: Scope::default(),
    }
}

fn route(routing: Routing) -> Route {
    match routing {
        Routing::One => Route::One,
        Routing::All => Route::All,
        Routing::Any => Route::Any,
    }
}

fn is_true(value: Option<&crate::source::Spanned<bool>>) -> bool {
    value.is_some_and(|value| value.value)
}
