//! Elements that a diagram draws and a process file leaves unsaid: its start and end, the gateways at a step with several flows.
//!
//! `qmslint convert` draws them and marks them (`qmslint:implied="split"`), in a process that says that its steps follow each
//! other as those of a process file do (`qmslint:flow="steps"`). They stay unsaid only while the diagram around them still
//! means that: whoever draws a second flow into an implied split has made it a gateway of its own.

use foldhash::{HashMap, HashMapExt as _};

use super::super::flow_node::{FlowNode, GatewayKind, NodeKind};
use super::super::tree::{Scope, ScopeId, SequenceFlow};
use super::steps::{id_of, routing};
use super::{local, own};
use crate::model::process::Routing;

/// What an implied element is drawn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Start,
    End,
    Split,
    Join,
}

/// The implied elements of one process; none where it does not say that its steps state the flow.
#[derive(Debug, Default)]
pub(super) struct Implied<'t> {
    parts: HashMap<(ScopeId, &'t str), Part>,
    /// Whether its steps follow each other as those of a process file do: it says so, and nothing is drawn that steps could
    /// not say.
    pub(super) by_steps: bool,
}

/// The flows of a scope by the ids of their ends.
struct Links<'t> {
    /// Whether the node of an id says that it is implied.
    marked: HashMap<&'t str, bool>,
    leaving: HashMap<&'t str, Vec<&'t SequenceFlow>>,
    entering: HashMap<&'t str, Vec<&'t SequenceFlow>>,
}

/// How the flows of a step go on once implied elements are left out.
#[derive(Default)]
pub(super) struct Onward<'t> {
    /// Its flows in file order, each with the id it leads to.
    pub(super) flows: Vec<(&'t SequenceFlow, &'t str)>,
    /// Whether the process may end after it.
    pub(super) ends: bool,
    /// How the implied split serves its flows.
    pub(super) split: Option<Routing>,
    /// How the implied join waits for its flows.
    pub(super) join: Option<Routing>,
    /// Whether the process may start with it.
    pub(super) starts: bool,
}

impl<'t> Links<'t> {
    fn new(scope: &'t Scope) -> Self {
        let (mut leaving, mut entering) = (HashMap::new(), HashMap::new());
        for flow in &scope.flows {
            if let (Some(source), Some(target)) = (&flow.source, &flow.target) {
                let from: &mut Vec<_> = leaving.entry(local(source)).or_default();
                from.push(flow);
                let to: &mut Vec<_> = entering.entry(local(target)).or_default();
                to.push(flow);
            }
        }
        let marked = scope.nodes.iter();
        Self {
            marked: marked
                .map(|node| (id_of(node), part(node).is_some()))
                .collect(),
            leaving,
            entering,
        }
    }

    fn from(&self, id: &str) -> &[&'t SequenceFlow] {
        self.leaving.get(id).map_or(&[], Vec::as_slice)
    }

    fn into(&self, id: &str) -> &[&'t SequenceFlow] {
        self.entering.get(id).map_or(&[], Vec::as_slice)
    }
}

impl<'t> Implied<'t> {
    /// Find those that are still what they were drawn for; none in a diagram that holds more than steps. O(nodes + flows).
    pub(super) fn new(scopes: &[(ScopeId, &'t Scope)]) -> Self {
        if !are_steps(scopes) {
            return Self::default();
        }
        let mut this = Self {
            by_steps: true,
            ..Self::default()
        };
        for (scope_id, scope) in scopes {
            let links = Links::new(scope);
            for node in &scope.nodes {
                if let Some(part) = part(node)
                    && fits(node, part, &links)
                {
                    this.parts.insert((*scope_id, id_of(node)), part);
                }
            }
        }
        this
    }

    /// Whether a node is only drawn.
    pub(super) fn holds(&self, scope: ScopeId, node: &FlowNode) -> bool {
        !self.parts.is_empty() && self.part(scope, id_of(node)).is_some()
    }

    fn part(&self, scope: ScopeId, id: &str) -> Option<Part> {
        self.parts.get(&(scope, id)).copied()
    }

    /// How the flows of each step of a scope go on. O(nodes + flows).
    pub(super) fn onward(
        &self,
        scope_id: ScopeId,
        scope: &'t Scope,
    ) -> HashMap<&'t str, Onward<'t>> {
        let mut onward: HashMap<&'t str, Onward<'t>> = HashMap::new();
        if self.parts.is_empty() {
            for flow in &scope.flows {
                if let (Some(source), Some(to)) = (&flow.source, target(flow)) {
                    onward
                        .entry(local(source))
                        .or_default()
                        .flows
                        .push((flow, to));
                }
            }
            return onward;
        }
        let links = Links::new(scope);
        let ways: HashMap<&str, Routing> = scope
            .nodes
            .iter()
            .map(|node| (id_of(node), routing(node).1))
            .collect();
        for node in &scope.nodes {
            let id = id_of(node);
            match self.part(scope_id, id) {
                None => {
                    self.leave(scope_id, id, &links, &ways, &mut onward);
                }
                Some(Part::Join) => {
                    if let Some(target) = links.from(id).first().and_then(|flow| target(flow)) {
                        let step = onward.entry(target).or_default();
                        step.join = ways.get(id).copied();
                    }
                }
                Some(Part::Start) => {
                    for target in links.from(id).iter().filter_map(|flow| target(flow)) {
                        let target = self.behind_join(scope_id, target, &links);
                        onward.entry(target).or_default().starts = true;
                    }
                }
                Some(Part::Split | Part::End) => {}
            }
        }
        onward
    }

    /// The flows of one step, through its split and the joins of others.
    fn leave(
        &self,
        scope: ScopeId,
        id: &'t str,
        links: &Links<'t>,
        ways: &HashMap<&str, Routing>,
        onward: &mut HashMap<&'t str, Onward<'t>>,
    ) {
        let mut flows = links.from(id);
        let split = match flows {
            [only] => target(only).filter(|to| self.part(scope, to) == Some(Part::Split)),
            _ => None,
        };
        if let Some(split) = split {
            flows = links.from(split);
            onward.entry(id).or_default().split = ways.get(split).copied();
        }
        for flow in flows {
            let Some(to) = target(flow) else { continue };
            if self.part(scope, to) == Some(Part::End) {
                onward.entry(id).or_default().ends = true;
                continue;
            }
            let to = self.behind_join(scope, to, links);
            onward.entry(id).or_default().flows.push((flow, to));
        }
    }

    /// The step behind an implied join.
    fn behind_join(&self, scope: ScopeId, to: &'t str, links: &Links<'t>) -> &'t str {
        if self.part(scope, to) != Some(Part::Join) {
            return to;
        }
        links
            .from(to)
            .first()
            .and_then(|flow| target(flow))
            .unwrap_or(to)
    }
}

/// Whether nothing is drawn that the steps of a process file could not say.
fn are_steps(scopes: &[(ScopeId, &Scope)]) -> bool {
    let [(_, scope)] = scopes else { return false };
    let starts = |node: &FlowNode| matches!(node.kind, NodeKind::Start { .. });
    let plain = |node: &FlowNode| {
        let kind = match &node.kind {
            NodeKind::SubProcess { .. } | NodeKind::Boundary { .. } => false,
            NodeKind::Gateway(kind) => matches!(
                kind,
                GatewayKind::Exclusive | GatewayKind::Parallel | GatewayKind::Inclusive
            ),
            _ => true,
        };
        kind && node.events.is_empty() && !node.for_compensation
    };
    scope.nodes.is_empty() || scope.nodes.iter().any(starts) && scope.nodes.iter().all(plain)
}

/// What a node says it is drawn for.
fn part(node: &FlowNode) -> Option<Part> {
    Some(match (own::implied(&node.base)?, &node.kind) {
        ("start", NodeKind::Start { .. }) => Part::Start,
        ("end", NodeKind::End) => Part::End,
        ("split", NodeKind::Gateway(_)) => Part::Split,
        ("join", NodeKind::Gateway(_)) => Part::Join,
        _ => return None,
    })
}

/// Whether the flows around a node are still those it was drawn for.
fn fits(node: &FlowNode, part: Part, links: &Links<'_>) -> bool {
    let id = id_of(node);
    let (entering, leaving) = (links.into(id), links.from(id));
    let is_step = |id: &str| links.marked.get(id) == Some(&false);
    let plain_gateway = matches!(
        node.kind,
        NodeKind::Gateway(GatewayKind::Exclusive | GatewayKind::Parallel | GatewayKind::Inclusive)
    );
    match part {
        Part::Start => entering.is_empty() && leaving.len() == 1 && node.events.is_empty(),
        Part::End => leaving.is_empty() && !entering.is_empty() && node.events.is_empty(),
        Part::Split => {
            let source = entering.first().and_then(|flow| flow.source.as_ref());
            let source = source.map(|source| local(source));
            plain_gateway
                && entering.len() == 1
                && source.is_some_and(|id| is_step(id) && links.from(id).len() == 1)
        }
        Part::Join => {
            let target = leaving.first().and_then(|flow| target(flow));
            plain_gateway
                && leaving.len() == 1
                && target.is_some_and(|id| is_step(id) && links.into(id).len() == 1)
        }
    }
}

fn target(flow: &SequenceFlow) -> Option<&str> {
    flow.target.as_ref().map(|target| local(target))
}
