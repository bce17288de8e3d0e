//! The control flow of a process as BPMN 2.0, chapter 13 defines it, in the terms of a token game.
//!
//! A sub-process is entered through one node and left through another that waits until nothing inside can move (an inclusive
//! join). An interrupting boundary event is a choice before its activity, a non-interrupting one an optional second branch:
//! what a path then claims to have been done was done. Event sub-processes are boundary events of their scope. Flows that end
//! or interrupt a scope say so ([`Border`]), and soundness plays them as what they are. The activities of an ad-hoc
//! sub-process that nothing leads to are an inclusive choice. Handlers of compensation are called and not reached by flows, so
//! they are left out. A link throw leads to its catch. What this only approximates is said in `unknown`.

use compact_str::CompactString;
use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use super::super::flow_node::{EventKind, FlowNode, GatewayKind, NodeKind, SubProcessStyle};
use super::super::index::Target;
use super::super::tree::{Scope, ScopeId};
use super::caught::{Catch, catches};
use super::steps::routing;
use super::{Map, is_expanded, local};
use crate::messages::Localized;
use crate::model::control::{
    Border, ControlEdge, ControlFlow, ControlKind, ControlNode, Scope as Range, Unknown,
};
use crate::model::process::Routing;
use crate::source::Span;

/// Where tokens enter a node and where they leave it.
#[derive(Clone, Copy)]
pub(super) struct Ends {
    /// Where flows lead to: what guards the node, else the node.
    pub(super) entry: u32,
    /// The node itself; of a sub-process the one that lets tokens into its scope.
    pub(super) inside: u32,
    /// Where flows leave.
    pub(super) exit: u32,
    /// Of a sub-process: where the branches inside end. Else the same as `exit`.
    pub(super) drain: u32,
}

/// A node by its scope and its index there.
pub(super) type Key = (ScopeId, usize);

pub(super) struct Builder<'m, 't> {
    pub(super) map: &'m Map<'t>,
    pub(super) flow: ControlFlow,
    pub(super) ends: HashMap<Key, Ends>,
    pub(super) numbers: HashMap<ScopeId, Range>,
    /// Elements that throw what another one catches.
    pub(super) caught: HashMap<Key, Catch>,
    /// Whether a control node has a flow out of it, and one into it.
    linked: Vec<(bool, bool)>,
}

/// Build the control flow of the scopes of one process. O(nodes + flows).
pub(super) fn build<'t>(map: &Map<'t>, scopes: &[(ScopeId, &'t Scope)]) -> ControlFlow {
    let mut builder = Builder {
        map,
        flow: ControlFlow::default(),
        ends: HashMap::with_capacity(scopes.iter().map(|(_, scope)| scope.nodes.len()).sum()),
        numbers: preorder(scopes),
        caught: catches(map, scopes),
        linked: Vec::new(),
    };
    let mut step = 0;
    for (id, scope) in scopes {
        for (index, node) in scope.nodes.iter().enumerate() {
            builder.add(*id, index, node, step);
            step += 1;
        }
    }
    builder.guard_activities(scopes);
    for (id, scope) in scopes {
        builder.sequence_flows(*id, scope);
        builder.boundaries(scope);
        builder.links(*id, scope);
    }
    for (id, scope) in scopes {
        builder.ends_of(*id, scope);
        builder.starts_of(*id, scope);
    }
    builder.flow
}

/// Number of each scope in preorder and the greatest number inside it.
fn preorder(scopes: &[(ScopeId, &Scope)]) -> HashMap<ScopeId, Range> {
    let mut inner: HashMap<Option<ScopeId>, Vec<ScopeId>> = HashMap::new();
    for (id, scope) in scopes {
        let parent = scope.parent.map(|(parent, _)| parent);
        inner.entry(parent).or_default().push(*id);
    }
    let mut numbers: HashMap<ScopeId, Range> = HashMap::new();
    let mut next = 0;
    let mut todo: Vec<(ScopeId, bool)> = inner
        .remove(&None)
        .unwrap_or_default()
        .into_iter()
        .map(|id| (id, false))
        .collect();
    while let Some((id, done)) = todo.pop() {
        if done {
            numbers.entry(id).and_modify(|range| range.last = next - 1);
            continue;
        }
        let range = Range {
            first: next,
            last: next,
        };
        numbers.insert(id, range);
        next += 1;
        todo.push((id, true));
        let inside = inner.remove(&Some(id)).unwrap_or_default();
        todo.extend(inside.into_iter().rev().map(|id| (id, false)));
    }
    numbers
}

impl<'t> Builder<'_, 't> {
    pub(super) fn node(
        &mut self,
        scope: ScopeId,
        kind: ControlKind,
        (join, split): (Routing, Routing),
        step: Option<u32>,
    ) -> u32 {
        let index = u32::try_from(self.flow.nodes.len()).unwrap_or(u32::MAX);
        self.flow.nodes.push(ControlNode {
            kind,
            join,
            split,
            step,
            exit_of: None,
            scope: self.range(scope),
        });
        self.linked.push((false, false));
        index
    }

    pub(super) fn routing_node(&mut self, scope: ScopeId, split: Routing) -> u32 {
        self.node(scope, ControlKind::Routing, (Routing::One, split), None)
    }

    pub(super) fn edge(&mut self, from: u32, to: u32, (branch, border): (Option<u32>, Border)) {
        self.flow.flows.push(ControlEdge {
            from,
            to,
            branch,
            border,
        });
        if let Some(linked) = self.linked.get_mut(from as usize) {
            linked.0 = true;
        }
        if let Some(linked) = self.linked.get_mut(to as usize) {
            linked.1 = true;
        }
    }

    /// A flow behind `thrower` that no token takes, because what is thrown there ends its own scope: the node behind it begins
    /// nothing, and a join waits all the same.
    fn never(&mut self, scope: ScopeId, thrower: u32, to: u32, branch: u32) {
        let source = self.routing_node(scope, Routing::One);
        self.edge(source, to, (Some(branch), Border::Never(thrower)));
    }

    fn unknown(&mut self, span: Span, en: &'static str, vi: &'static str) {
        let reason = Localized::fixed(en, vi);
        self.flow.unknown.push(Unknown { span, reason });
    }

    pub(super) fn simplified(&mut self, span: Span, en: &'static str, vi: &'static str) {
        let reason = Localized::fixed(en, vi);
        self.flow.simplified.push(Unknown { span, reason });
    }

    pub(super) fn has_flow_out(&self, node: u32) -> bool {
        self.linked
            .get(node as usize)
            .is_some_and(|linked| linked.0)
    }

    pub(super) fn has_flow_in(&self, node: u32) -> bool {
        self.linked
            .get(node as usize)
            .is_some_and(|linked| linked.1)
    }

    /// A flow node becomes one control node, a sub-process that is drawn open becomes two.
    fn add(&mut self, scope: ScopeId, index: usize, node: &FlowNode, step: u32) {
        let expanded = is_expanded(self.map.definitions, node);
        if self.is_handler(node) {
            if expanded {
                self.unknown(
                    node.base.span,
                    "what runs inside a compensation handler is not judged",
                    "không xét những gì diễn ra bên trong phần xử lý bù trừ (compensation)",
                );
            }
            return;
        }
        let id = node.base.id.as_ref();
        if !self.map.twice.is_empty() && id.is_some_and(|id| self.map.twice.contains(&id.span)) {
            self.unknown(
                node.base.span,
                "another element has the same id; which of the two a flow means is not known, and the second was left out",
                "có phần tử khác trùng id nên không rõ luồng nối với phần tử nào; phần tử thứ hai được bỏ qua",
            );
            return;
        }
        let around = self.map.definitions.scope(scope);
        if around
            .and_then(|around| around.parent)
            .is_some_and(|owner| !self.ends.contains_key(&owner))
        {
            // It stands inside a handler.
            return;
        }
        let kind = match node.kind {
            NodeKind::End if self.is_outermost(scope) && !self.is_cut_off((scope, index)) => {
                if ends_its_scope(node) {
                    ControlKind::Terminate
                } else {
                    ControlKind::End
                }
            }
            _ if node.kind.is_activity() && !expanded => ControlKind::Work,
            _ => ControlKind::Routing,
        };
        let mut ways = routing(node);
        if matches!(node.kind, NodeKind::End) && kind == ControlKind::Routing {
            // The end of a sub-process counts once, however many branches arrive.
            ways.0 = Routing::Any;
        }
        let joins = || {
            let id = node.base.id.as_ref().map_or("", |id| local(id));
            let flows = around.map_or(&[][..], |around| around.flows.as_slice());
            let into = flows.iter().filter_map(|flow| flow.target.as_ref());
            into.filter(|target| local(target) == id).count() > 1
        };
        // Its condition says what it waits for; where it only splits, it is an inclusive gateway (BPMN 2.0, 13.4.5).
        if matches!(node.kind, NodeKind::Gateway(GatewayKind::Complex)) && joins() {
            self.unknown(
                node.base.span,
                "the condition of a complex gateway is not read; it was taken as inclusive",
                "không đọc điều kiện của cổng phức hợp; coi như cổng bao hàm",
            );
        }
        let inside = self.node(scope, kind, ways, Some(step));
        let (mut entry, mut exit, mut drain) = (inside, inside, inside);
        if matches!(node.kind, NodeKind::End) && self.goes_on_beside((scope, index)) {
            // It throws once for each branch that arrives.
            entry = self.routing_node(scope, Routing::All);
            self.edge(entry, inside, (None, Border::None));
        }
        if expanded {
            let ways = (Routing::Any, Routing::All);
            drain = self.node(scope, ControlKind::Routing, ways, None);
            exit = if self.may_be_cut_short(node) {
                let exit = self.routing_node(scope, Routing::All);
                self.edge(drain, exit, (None, Border::None));
                exit
            } else {
                drain
            };
            if let Some(exit) = self.flow.nodes.get_mut(exit as usize) {
                exit.exit_of = Some(step);
            }
            if is_ad_hoc(node) {
                self.simplified(
                    node.base.span,
                    "the activities of an ad-hoc sub-process run in any order and any number of times; here each runs once or not at all",
                    "các hoạt động trong quy trình con tùy biến chạy theo thứ tự và số lần bất kỳ; ở đây mỗi hoạt động chạy một lần hoặc không chạy",
                );
            }
        }
        self.ends.insert(
            (scope, index),
            Ends {
                entry,
                inside,
                exit,
                drain,
            },
        );
    }

    /// Whether an ad-hoc sub-process can get stuck inside or do something outside, so that it matters that its completion
    /// condition may end it before.
    fn may_be_cut_short(&self, node: &FlowNode) -> bool {
        let Some(id) = node.scope.filter(|_| is_ad_hoc(node)) else {
            return false;
        };
        self.map.definitions.scope(id).is_some_and(|inner| {
            let mut targets = HashSet::new();
            let mut into = inner.flows.iter().filter_map(|flow| flow.target.as_ref());
            let mut nodes = inner.nodes.iter().enumerate();
            nodes
                .any(|(index, node)| node.scope.is_some() || self.caught.contains_key(&(id, index)))
                || !into.all(|target| targets.insert(local(target)))
        })
    }

    /// Whether it only undoes what was done: compensation calls it.
    fn is_handler(&self, node: &FlowNode) -> bool {
        let compensates = |node: &FlowNode| has_event(node, EventKind::Compensate);
        match node.kind {
            _ if node.for_compensation => true,
            NodeKind::Boundary { .. } => compensates(node),
            NodeKind::SubProcess { by_event: true, .. } => {
                let inner = node
                    .scope
                    .and_then(|scope| self.map.definitions.scope(scope));
                inner.is_some_and(|inner| {
                    let mut nodes = inner.nodes.iter();
                    nodes.any(|node| {
                        matches!(node.kind, NodeKind::Start { .. }) && compensates(node)
                    })
                })
            }
            _ => false,
        }
    }

    fn is_outermost(&self, scope: ScopeId) -> bool {
        let scope = self.map.definitions.scope(scope);
        scope.is_none_or(|scope| scope.parent.is_none())
    }

    fn find(&self, reference: &str) -> Option<(Ends, &'t FlowNode, ScopeId, Key)> {
        let (scope, index, node) = self.map.index.node(self.map.definitions, reference)?;
        let key = (scope, index);
        Some((*self.ends.get(&key)?, node, scope, key))
    }

    fn sequence_flows(&mut self, id: ScopeId, scope: &Scope) {
        let mut ranks: HashMap<&str, u32> = HashMap::with_capacity(scope.nodes.len());
        let mut leaving: HashMap<u32, Leaving> = HashMap::new();
        for flow in &scope.flows {
            let (Some(source), Some(target)) = (&flow.source, &flow.target) else {
                self.leads_nowhere(flow.base.span);
                continue;
            };
            let rank = ranks.entry(local(source)).or_default();
            let branch = *rank;
            *rank += 1;
            let (Some(from), Some(to)) = (self.find(source), self.find(target)) else {
                if !self.is_node(source) || !self.is_node(target) {
                    self.leads_nowhere(flow.base.span);
                }
                continue;
            };
            if from.2 != id || to.2 != id {
                self.unknown(
                    flow.base.span,
                    "a sequence flow crosses the border of a sub-process, which BPMN forbids",
                    "luồng tuần tự vượt qua biên quy trình con, BPMN không cho phép",
                );
            }
            if self.is_cut_off(from.3) {
                self.never(id, from.0.exit, to.0.entry, branch);
                continue;
            }
            let (from, node) = (from.0.exit, from.1);
            self.edge(from, to.0.entry, (Some(branch), Border::None));
            let default = node.default.as_ref().map(|id| local(id));
            let this = flow.base.id.as_ref().map(|id| local(id));
            let is_default = default.is_some() && default == this;
            let is_gateway = matches!(node.kind, NodeKind::Gateway(_));
            let count = leaving.entry(from).or_default();
            count.flows += 1;
            count.has_default |= is_default;
            count.conditional |= !is_gateway && (flow.condition.is_some() || is_default);
            count.inclusive |= matches!(node.kind, NodeKind::Gateway(GatewayKind::Inclusive));
        }
        for (node, leaving) in leaving {
            if let Some(node) = self.flow.nodes.get_mut(node as usize)
                && let Some(split) = leaving.split()
            {
                node.split = split;
            }
        }
    }

    fn is_node(&self, reference: &str) -> bool {
        matches!(self.map.index.get(reference), Some(Target::Node(..)))
    }

    fn leads_nowhere(&mut self, flow: Span) {
        self.unknown(
            flow,
            "an end of a sequence flow is no activity, event or gateway of this file; the flow was left out",
            "một đầu của luồng tuần tự không phải là hoạt động, sự kiện hay cổng của tệp này; luồng này được bỏ qua",
        );
    }

    /// Boundary events that stand on no activity: nothing says when they happen.
    fn boundaries(&mut self, scope: &Scope) {
        for node in &scope.nodes {
            if let NodeKind::Boundary { attached_to, .. } = &node.kind
                && !attached_to.as_ref().is_some_and(|to| self.is_node(to))
            {
                self.unknown(
                    node.base.span,
                    "a boundary event stands on no activity of this file; when it happens is not known",
                    "sự kiện biên không gắn vào hoạt động nào của tệp này nên không rõ khi nào xảy ra",
                );
            }
        }
    }

    /// A link throw leads to the catch of its name (BPMN 2.0, 10.5.5: the `name` of the link event definition, also an empty
    /// one; the label of the event only where the definition has none). A link has one target; where a diagram gives several
    /// catches one name, the first one is it and no token comes to the others.
    fn links(&mut self, id: ScopeId, scope: &Scope) {
        let link = |node: &FlowNode| {
            let event = node.events.iter().find(|e| e.kind == EventKind::Link)?;
            let name = event.name.as_ref().or(node.base.name.as_ref());
            Some(name.map_or_else(CompactString::default, |name| name.value.clone()))
        };
        let mut catches: HashMap<CompactString, u32> = HashMap::new();
        for (index, node) in scope.nodes.iter().enumerate() {
            let ends = self.ends.get(&(id, index)).map(|ends| ends.entry);
            if let (NodeKind::Catch, Some(name), Some(entry)) = (&node.kind, link(node), ends) {
                catches.entry(name).or_insert(entry);
            }
        }
        for (index, node) in scope.nodes.iter().enumerate() {
            let ends = self.ends.get(&(id, index)).map(|ends| ends.exit);
            if let (NodeKind::Throw, Some(name), Some(exit)) = (&node.kind, link(node), ends)
                && let Some(entry) = catches.get(&name).copied()
            {
                self.edge(exit, entry, (None, Border::None));
            }
        }
    }
}

/// The sequence flows that leave a node.
#[derive(Default)]
struct Leaving {
    flows: u32,
    /// An activity takes one of them on a condition, or by default.
    conditional: bool,
    has_default: bool,
    /// They leave an inclusive gateway.
    inclusive: bool,
}

impl Leaving {
    /// How conditions split, where the type of the node does not say it. The default flow of an inclusive gateway is taken only
    /// if no other is (BPMN 2.0, 13.4.3): beside a single other flow it is a choice. Of an activity with conditional flows one or
    /// more are taken; published checkers let its default flow be one of them, and so does this.
    fn split(&self) -> Option<Routing> {
        match self {
            Self {
                inclusive: true,
                has_default: true,
                flows: 2,
                ..
            } => Some(Routing::One),
            Self {
                conditional: true,
                flows: 2..,
                ..
            } => Some(Routing::Any),
            _ => None,
        }
    }
}

pub(super) fn has_event(node: &FlowNode, kind: EventKind) -> bool {
    node.events.iter().any(|event| event.kind == kind)
}

/// Whether an end event stops everything in its scope, where nobody further out catches what it throws.
pub(super) fn ends_its_scope(node: &FlowNode) -> bool {
    let stops = [EventKind::Terminate, EventKind::Error, EventKind::Cancel];
    matches!(node.kind, NodeKind::End) && stops.iter().any(|kind| has_event(node, *kind))
}

/// Whether the activities of a sub-process run in any order.
pub(super) fn is_ad_hoc(node: &FlowNode) -> bool {
    let style = SubProcessStyle::AdHoc;
    matches!(&node.kind, NodeKind::SubProcess { style: it, .. } if *it == style)
}
