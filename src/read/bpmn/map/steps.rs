//! Flow nodes → steps: name, kind, role, time, papers, and which steps follow.

use foldhash::{HashMap, HashMapExt as _};

use super::super::document::Text;
use super::super::flow_node::{FlowNode, GatewayKind, NodeKind, TaskKind};
use super::super::index::Target;
use super::super::tree::{
    Data, DataKind, Direction, Participant, Process as Drawn, Scope, ScopeId, SequenceFlow,
};
use super::implied::{Implied, Onward};
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
        implied: &Implied<'t>,
        problems: &mut Vec<Problem>,
    ) -> Vec<Spanned<Step>> {
        for lane in scopes.iter().flat_map(|(_, scope)| &scope.lanes) {
            own::lane(&lane.base, problems);
        }
        let mut steps = Vec::new();
        for (scope_id, scope) in scopes {
            let onward = implied.onward(*scope_id, scope);
            // A process file does not say that it starts with its first step.
            let starts = |node: &FlowNode| {
                matches!(node.kind, NodeKind::Start { .. })
                    || onward.get(id_of(node)).is_some_and(|onward| onward.starts)
            };
            let nodes = scope.nodes.iter();
            let nodes = nodes.filter(|node| !implied.holds(*scope_id, node));
            let unsaid_start = implied.by_steps
                && nodes.clone().filter(|node| starts(node)).count() == 1
                && nodes.clone().next().is_some_and(starts);
            let mut onward = onward;
            let mut nodes = nodes.peekable();
            while let Some(node) = nodes.next() {
                let mut step = self.step(node);
                if step.is_work() {
                    let who = self.who(lanes, scope, node, drawn, pool);
                    step.role = who.role;
                    step.unit = who.unit;
                }
                let onward = onward.remove(id_of(node)).unwrap_or_default();
                let following = nodes.peek().map(|node| id_of(node));
                let split = onward.split;
                let is_first = unsaid_start && steps.is_empty();
                follow(&mut step, node, following, &onward, implied, problems);
                step.start = step.start.filter(|_| !is_first);
                own::step(&node.base, &mut step, problems);
                if let Some(split) = split
                    && step
                        .split
                        .as_ref()
                        .map_or(Routing::One, |stated| stated.value)
                        != split
                {
                    // The gateway as drawn says it, whatever was stated before somebody changed it.
                    step.split =
                        Some(Spanned::new(split, node.base.span)).filter(|_| split != Routing::One);
                }
                steps.push(Spanned::new(step, node.base.span));
            }
        }
        if implied.by_steps {
            flows_to_ids(scopes, implied, &mut steps);
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
        // Data of the activity itself that nothing outside is tied to.
        for (data, name) in own_papers(node) {
            let papers = if data.kind == DataKind::Input {
                &mut inputs
            } else {
                &mut outputs
            };
            if papers.iter().all(|known| known.value != name.value) {
                papers.push(name);
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

/// The data inputs and outputs of an activity that no association fills or reads, where their names are those of papers.
fn own_papers(node: &FlowNode) -> impl Iterator<Item = (&Data, process::Text)> {
    let named = |name: &str| {
        let mut data = node.data.iter();
        data.any(|data| data.base.name.as_ref().is_some_and(|own| **own == *name))
    };
    // An engine that lists its own parameters there lists variables beside them.
    let data = if named("TaskName") || named("Skippable") {
        &[]
    } else {
        &*node.data
    };
    data.iter().filter_map(|data| {
        let name = data
            .base
            .name
            .as_ref()
            .filter(|name| !is_identifier(name))?;
        let id = data.base.id.as_ref().map_or("", |id| local(id));
        let mut associations = node.associations.iter();
        let is_tied = associations.any(|tie| match tie.direction {
            Direction::Input => tie.target.as_ref().is_some_and(|to| local(to) == id),
            Direction::Output => tie.sources.iter().any(|from| local(from) == id),
        });
        let is_paper = matches!(data.kind, DataKind::Input | DataKind::Output);
        (is_paper && !is_tied).then(|| (data, tidy(name)))
    })
}

/// Whether a name is one that programs give: `_InputX`, `task_name`, `TaskName`.
fn is_identifier(name: &str) -> bool {
    let name = name.trim();
    let small = |c: char| c.is_ascii_lowercase();
    let hump = |(one, next): (char, char)| small(one) && next.is_ascii_uppercase();
    !name.contains(char::is_whitespace)
        && (name.is_empty()
            || name.contains('_')
            || name.chars().zip(name.chars().skip(1)).any(hump))
}

/// State how the flows of a step go on.
fn follow(
    step: &mut Step,
    node: &FlowNode,
    following: Option<&str>,
    onward: &Onward<'_>,
    implied: &Implied<'_>,
    problems: &mut Vec<Problem>,
) {
    let at = |routing| Some(Spanned::new(routing, node.base.span));
    let yes = || Some(Spanned::new(true, node.base.span));
    let ways = onward.flows.len() + usize::from(onward.ends);
    if let Some(split) = onward.split {
        step.split = at(split).filter(|_| split != Routing::One);
    }
    if let Some(join) = onward.join {
        step.join = at(join).filter(|_| join != Routing::One);
    }
    if onward.starts {
        step.start = yes();
    }
    if ways < 2 {
        step.split = None;
    } else if is_conditional(node, onward) {
        step.split = at(Routing::Any);
    }
    let in_order = match onward.flows.as_slice() {
        [(flow, to)] if implied.by_steps && !onward.ends => {
            own::implied(&flow.base) == Some("order") && following == Some(to)
        }
        _ => false,
    };
    if in_order {
        return;
    }
    if onward.ends || ways == 0 {
        // Nor does it say that it ends with its last one.
        let is_end = ways == 0 && matches!(node.kind, NodeKind::End) || onward.ends && ways == 1;
        let unsaid = implied.by_steps && is_end && following.is_none();
        step.end = yes().filter(|_| !unsaid);
    }
    if !onward.flows.is_empty() {
        let branches = onward.flows.iter();
        let branches = branches.map(|(flow, to)| branch(flow, to, problems));
        step.next = Some(Spanned::new(Next(branches.collect()), node.base.span));
    }
}

/// Whether flows out of an activity have conditions of their own: then one or more of them are taken.
fn is_conditional(node: &FlowNode, onward: &Onward<'_>) -> bool {
    let default = node.default.as_ref().map(|id| local(id));
    !matches!(node.kind, NodeKind::Gateway(_))
        && onward.split.is_none()
        && onward.flows.iter().any(|(flow, _)| {
            let id = flow.base.id.as_ref().map(|id| local(id));
            flow.condition.is_some() || (default.is_some() && default == id)
        })
}

/// One flow that leaves a step; the sequence flows decide, not `<outgoing>`.
fn branch(flow: &SequenceFlow, to: &str, problems: &mut Vec<Problem>) -> Spanned<Branch> {
    let when = flow.base.name.as_ref().or(flow.condition.as_ref());
    let span = flow
        .target
        .as_ref()
        .map_or(flow.base.span, |target| target.span);
    let mut branch = Branch {
        to: Spanned::new(Id::new(to), span),
        when: when.filter(|when| !when.is_empty()).map(tidy),
        limit: None,
        share: None,
    };
    own::branch(&flow.base, &mut branch, problems);
    Spanned::new(branch, flow.base.span)
}

/// Flows lead to the ids that steps state, which need not be those of the elements.
fn flows_to_ids(scopes: &[(ScopeId, &Scope)], implied: &Implied<'_>, steps: &mut [Spanned<Step>]) {
    let elements = scopes.iter().flat_map(|(scope_id, scope)| {
        let nodes = scope.nodes.iter();
        nodes
            .filter(|node| !implied.holds(*scope_id, node))
            .map(id_of)
    });
    let mut ids: HashMap<Id, Id> = HashMap::new();
    for ((index, step), element) in steps.iter().enumerate().zip(elements) {
        let (element, id) = (Id::new(element), process::step_id(step, index));
        if element != id {
            ids.insert(element, id);
        }
    }
    if ids.is_empty() {
        return;
    }
    for step in steps {
        let span = step.span;
        // What a property states as `next` has ids of steps already.
        let next = step.value.next.as_mut().filter(|next| next.span == span);
        for branch in next.map(|next| &mut next.value.0).into_iter().flatten() {
            let to = &mut branch.value.to.value;
            if let Some(id) = ids.get(to) {
                *to = id.clone();
            }
        }
    }
}

pub(super) fn id_of(node: &FlowNode) -> &str {
    node.base.id.as_ref().map_or("", |id| local(id))
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
