//! Flow nodes → steps: name, kind, role, time, papers, and which steps follow.

use std::collections::HashMap;

use super::super::document::Text;
use super::super::flow_node::{FlowNode, GatewayKind, NodeKind, TaskKind};
use super::super::index::Target;
use super::super::tree::{DataKind, Direction, Participant, Process as Drawn, Scope, ScopeId};
use super::role::Lanes;
use super::{Map, is_expanded, local, own, tidy};
use crate::model::name::Id;
use crate::model::one_or_many::{Branch, Next, PerCase};
use crate::model::process::{self, Clock, Routing, Step, StepKind};
use crate::read::problem::Problem;
use crate::source::Spanned;

impl<'t> Map<'t> {
    /// The steps of a process, scope by scope in file order. O(nodes + flows + associations).
    pub(super) fn steps(
        &self,
        scopes: &[(ScopeId, &'t Scope)],
        lanes: &Lanes<'t>,
        drawn: &Drawn,
        pool: Option<&Participant>,
        problems: &mut Vec<Problem>,
    ) -> Vec<Spanned<Step>> {
        let mut steps = Vec::new();
        for (_, scope) in scopes {
            let next = successors(scope);
            for node in &scope.nodes {
                let mut step = self.step(node);
                if step.is_work() {
                    step.role = self.role(lanes, scope, node, drawn, pool);
                    step.unit = pool.and_then(|pool| pool.base.name.as_ref()).map(tidy);
                }
                let id = node.base.id.as_ref().map_or("", |id| local(id));
                let branches = next.get(id).cloned().unwrap_or_default();
                if branches.len() < 2 {
                    step.split = None;
                }
                if branches.is_empty() {
                    step.end = Some(Spanned::new(true, node.base.span));
                } else {
                    step.next = Some(Spanned::new(Next(branches), node.base.span));
                }
                own::step(&node.base, &mut step, problems);
                steps.push(Spanned::new(step, node.base.span));
            }
        }
        steps
    }

    fn step(&self, node: &FlowNode) -> Step {
        let (kind, guessed) = self.kind(node);
        let (join, split) = routing(node);
        let at = |routing| Some(Spanned::new(routing, node.base.span));
        let starts = matches!(node.kind, NodeKind::Start { .. });
        let time = super::time::of_node(self, node);
        let (inputs, outputs) = self.papers(node);
        Step {
            id: (node.base.id.as_ref()).map(|id| Spanned::new(Id::new(id), id.span)),
            name: node.base.name.as_ref().map(tidy),
            kind: kind.map(|kind| Spanned::new(kind, node.base.span)),
            kind_guessed: guessed,
            join: at(join).filter(|_| join != Routing::One),
            split: at(split).filter(|_| split != Routing::One),
            start: starts.then(|| Spanned::new(true, node.base.span)),
            // What passes before a process starts is not its time.
            clock: (starts && time.is_some()).then(|| Spanned::new(Clock::Stopped, node.base.span)),
            time: time.map(|time| {
                let span = time.span;
                Spanned::new(PerCase::All(time), span)
            }),
            calls: self.calls(node),
            inputs,
            outputs,
            ..Step::default()
        }
    }

    /// What is done, and whether that was concluded from the name.
    fn kind(&self, node: &FlowNode) -> (Option<StepKind>, bool) {
        match &node.kind {
            NodeKind::Gateway(_) => (Some(StepKind::Gateway), false),
            NodeKind::SubProcess { .. } if is_expanded(self.definitions, node) => {
                (Some(StepKind::Gateway), false)
            }
            NodeKind::Task(TaskKind::Receive) => (Some(StepKind::Event), false),
            kind if !kind.is_activity() => (Some(StepKind::Event), false),
            _ => {
                let name = node.base.name.as_ref();
                let guess = name.and_then(|name| self.words.guess(name));
                (guess, guess.is_some())
            }
        }
    }

    /// The code of the process that a call activity runs, where this file holds it.
    fn calls(&self, node: &FlowNode) -> Option<process::Text> {
        let NodeKind::CallActivity { called } = &node.kind else {
            return None;
        };
        let called = called.as_ref()?;
        let Target::Process(index) = self.index.get(called)? else {
            return None;
        };
        let base = &self.definitions.processes.get(index)?.base;
        let mut header = process::Header::default();
        own::header(base, &mut header, &mut Vec::new());
        Some(Spanned::new(header.code?.value, called.span))
    }

    /// What a node reads and what it writes, by the names of the data.
    fn papers(&self, node: &FlowNode) -> (Vec<process::Text>, Vec<process::Text>) {
        let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
        for association in &node.associations {
            match association.direction {
                Direction::Input => {
                    let sources = association.sources.iter();
                    inputs.extend(sources.filter_map(|id| self.data_name(id)));
                }
                Direction::Output => {
                    outputs.extend(
                        association
                            .target
                            .as_ref()
                            .and_then(|id| self.data_name(id)),
                    );
                }
            }
        }
        // Older tools tie data to activities with plain associations.
        for (other, starts_there) in self.ties(node) {
            let papers = if *starts_there {
                &mut inputs
            } else {
                &mut outputs
            };
            papers.extend(self.data_name(other));
        }
        (inputs, outputs)
    }

    /// The name of a data object or store: its own, else that of what it stands for.
    fn data_name(&self, reference: &Text) -> Option<process::Text> {
        let Target::Data(scope, index) = self.index.get(reference)? else {
            return None;
        };
        let data = self.definitions.scope(scope)?.data.get(index)?;
        if data.kind == DataKind::Property {
            return None;
        }
        let meant = || match self.index.get(data.refers.as_ref()?)? {
            Target::Data(scope, index) => {
                let data = self.definitions.scope(scope)?.data.get(index)?;
                data.base.name.as_ref()
            }
            Target::Global(index) => self.definitions.globals.get(index)?.base.name.as_ref(),
            _ => None,
        };
        data.base.name.as_ref().or_else(meant).map(tidy)
    }
}

/// The flows that leave each node of a scope, in file order; the sequence flows decide, not `<outgoing>`.
fn successors(scope: &Scope) -> HashMap<&str, Vec<Spanned<Branch>>> {
    let mut next: HashMap<&str, Vec<Spanned<Branch>>> = HashMap::new();
    for flow in &scope.flows {
        let (Some(source), Some(target)) = (&flow.source, &flow.target) else {
            continue;
        };
        let when = flow.base.name.as_ref().or(flow.condition.as_ref());
        let branch = Branch {
            to: Spanned::new(Id::new(local(target)), target.span),
            when: when.filter(|when| !when.is_empty()).map(tidy),
            limit: None,
        };
        let branches = next.entry(local(source)).or_default();
        branches.push(Spanned::new(branch, flow.base.span));
    }
    next
}

/// How a node joins and splits: BPMN 2.0, 13.3. Without gateway a node takes every token alone and serves all its flows.
pub(super) fn routing(node: &FlowNode) -> (Routing, Routing) {
    match &node.kind {
        NodeKind::Gateway(GatewayKind::Exclusive) => (Routing::One, Routing::One),
        NodeKind::Gateway(GatewayKind::EventBased { parallel, .. }) => (
            Routing::One,
            if *parallel {
                Routing::All
            } else {
                Routing::One
            },
        ),
        NodeKind::Gateway(GatewayKind::Parallel) => (Routing::All, Routing::All),
        NodeKind::Gateway(GatewayKind::Inclusive | GatewayKind::Complex) => {
            (Routing::Any, Routing::Any)
        }
        _ => (Routing::One, Routing::All),
    }
}
