//! From the workflow graph to a net: of the whole, or of one scope by itself.
//!
//! A scope that was found sound by itself ([`super::scopes`]) becomes one node: whatever happens inside, it takes a token and
//! gives one, on the way out that it chose. Every other scope is played as it is drawn: its exit waits until nothing runs in
//! it, its events interrupt at any time, what aborts it empties it. Deliberately decides nothing.
#![expect(
    clippy::indexing_slicing,
    reason = "every index is an arena index of the graph or net at hand"
)]

use petgraph::Direction;
use petgraph::visit::EdgeRef;

use super::super::graph::{Border, FlowId, NodeId, NodeKind, Route, Scope, WorkflowGraph};
use super::net::{Kind, Net, SOURCE, in_short};
use super::rope::{EMPTY, Rope};
use super::scopes::Scopes;

/// No place in the net.
const NOWHERE: u32 = u32::MAX;
/// To be a part of the flow that leads to it.
const FUSED: u32 = u32::MAX - 1;
/// A part of a flow.
const PASSED: u32 = u32::MAX - 2;

/// What of a workflow is made into a net.
#[derive(Clone, Copy)]
pub struct Extent<'a> {
    /// The workflow.
    pub graph: &'a WorkflowGraph,
    /// Its scopes, and what is known of them.
    pub scopes: &'a Scopes,
    /// One scope by itself, entered once; or the whole.
    pub within: Option<Scope>,
    /// Whether the events that interrupt just this scope are left out.
    pub undisturbed: bool,
}

struct Assembly<'a> {
    extent: Extent<'a>,
    net: Net,
    /// Whether nodes with one flow in and one flow out become one flow at once.
    fuses: bool,
    /// The first of the nodes of the extent in [`Scopes::order`].
    from: usize,
    /// Per node of the extent: where it stands.
    places: Vec<u32>,
    /// Source of flows that never hold a token.
    never: usize,
    /// Places of the closed scopes, by their number there.
    closed: Vec<(u32, usize)>,
}

impl<'a> Extent<'a> {
    /// All of a workflow.
    pub fn whole(graph: &'a WorkflowGraph, scopes: &'a Scopes) -> Self {
        Self {
            graph,
            scopes,
            within: None,
            undisturbed: false,
        }
    }

    /// The net of it: one source for all starts, and a node for each closed scope. O(V + E).
    pub fn net(&self) -> Net {
        self.assembled(false)
    }

    /// The same with sequences fused, which most steps stand in: they need not be made to be taken out again. O(V + E).
    pub fn fused(&self) -> Net {
        self.assembled(!self.scopes.throws)
    }

    fn assembled(&self, fuses: bool) -> Net {
        let range = self.scopes.range(self.within);
        let flows = match self.within {
            Some(_) => range.len(),
            None => self.graph.edge_count(),
        };
        let mut it = Assembly {
            extent: *self,
            fuses,
            net: Net::with_capacity(range.len(), flows),
            from: range.start,
            places: vec![NOWHERE; range.len()],
            never: SOURCE,
            closed: Vec::new(),
        };
        it.net.add_node(Kind::Source, Route::One, Route::All);
        let nodes = &self.scopes.order[range];
        for &id in nodes {
            if self.shows(self.graph[id].scope) {
                it.node(id);
            }
        }
        it.net.handlers = self.scopes.handlers.iter().copied().collect();
        it.never = it.net.add_node(Kind::Inner, Route::One, Route::All);
        if self.within.is_some() {
            let into = nodes
                .iter()
                .flat_map(|&id| self.graph.edges_directed(id, Direction::Incoming));
            let mut flows: Vec<FlowId> = into.map(|flow| flow.id()).collect();
            flows.sort_unstable();
            for flow in flows {
                it.flow(flow);
            }
        } else {
            for flow in self.graph.edge_indices() {
                it.flow(flow);
            }
        }
        it.circles(nodes);
        it.net
    }

    /// Whether a node of this scope stands in the net by itself.
    fn shows(&self, scope: Scope) -> bool {
        self.within.is_none_or(|within| within.holds(scope))
            && self.scopes.closed_around(scope).is_none()
    }

    /// What aborts a scope and leads to a node in another: where that is outside the extent, nothing in it goes on.
    fn abort(&self, aborted: Scope, target: Scope) -> Kind {
        match self.within {
            Some(within) if aborted.holds(within) && !within.holds(target) => {
                Kind::Terminate(within)
            }
            _ => Kind::Abort(aborted),
        }
    }
}

impl Assembly<'_> {
    /// Where a node stands among those of the extent, or would if it were one of them.
    fn at(&self, id: NodeId) -> Option<usize> {
        self.extent.scopes.position[id.index()].checked_sub(self.from)
    }

    fn place(&self, id: NodeId) -> u32 {
        let place = self.at(id).and_then(|at| self.places.get(at));
        place.copied().unwrap_or(NOWHERE)
    }

    /// Where the flows into a node lead.
    fn enters(&self, id: NodeId) -> usize {
        self.place(id) as usize
    }

    /// Where the flows out of a node leave: a start to which nothing returns is the source itself.
    fn leaves(&self, id: NodeId) -> usize {
        let place = self.enters(id);
        let is_source = self.net.nodes.get(place).is_some_and(|node| !node.alive);
        if is_source { SOURCE } else { place }
    }

    /// Whether a node has one flow in and one flow out, from and to others, all in one scope, so that it need not stand in the net.
    fn is_fused(&self, id: NodeId) -> bool {
        if !self.fuses {
            return false;
        }
        let graph = self.extent.graph;
        let node = &graph[id];
        let mut into = graph.edges_directed(id, Direction::Incoming);
        let mut out = graph.edges(id);
        let (Some(before), None, Some(after), None) =
            (into.next(), into.next(), out.next(), out.next())
        else {
            return false;
        };
        let (source, target) = (before.source(), after.target());
        matches!(node.kind, NodeKind::Step | NodeKind::Gateway)
            && source != id
            && [before, after].map(|flow| flow.weight().border) == [Border::None; 2]
            && [source, target].map(|other| graph[other].scope) == [node.scope; 2]
    }

    /// Where a flow leads past what is fused: the last of the flows that are one, the nodes between them and the steps of these.
    fn past_fused(&mut self, id: FlowId) -> (FlowId, Rope, Rope) {
        let graph = self.extent.graph;
        let (mut last, mut trail, mut steps) = (id, EMPTY, EMPTY);
        while let Some((_, node)) = graph.edge_endpoints(last)
            && let Some(at) = self.at(node)
            && self.places.get(at) == Some(&FUSED)
            && let Some(next) = graph.edges(node).next()
        {
            self.places[at] = PASSED;
            let ropes = &mut self.net.ropes;
            trail = ropes.join(trail, Rope::one(node));
            if graph[node].kind == NodeKind::Step {
                steps = ropes.join(steps, Rope::one(node));
            }
            last = next.id();
        }
        (last, trail, steps)
    }

    /// What is fused and no flow leads to goes round by itself: no run reaches it. O(V).
    fn circles(&mut self, nodes: &[NodeId]) {
        for (&place, &node) in self.places.iter().zip(nodes) {
            let is_step = self.extent.graph[node].kind == NodeKind::Step;
            if place == FUSED && is_step {
                self.net.dead.push(node);
            }
        }
    }

    fn node(&mut self, id: NodeId) {
        let graph = self.extent.graph;
        let node = &graph[id];
        if self.is_fused(id) {
            self.stand(id, FUSED);
            return;
        }
        let (mut aborts, mut leaves, mut goes_on) = (None, false, false);
        for flow in graph.edges(id) {
            match flow.weight().border {
                Border::Aborts(scope) => aborts = Some((scope, graph[flow.target()].scope)),
                Border::Leaves(scope) => leaves |= self.extent.within == Some(scope),
                Border::None | Border::Interrupts(_) | Border::Never(_) => {}
            }
            goes_on = true;
        }
        // A scope that is played as drawn is left here.
        let mut into = graph.edges_directed(id, Direction::Incoming);
        let left = into.find_map(|flow| match flow.weight().border {
            Border::Leaves(scope) => Some(scope),
            _ => None,
        });
        let left_open = left.filter(|&scope| self.extent.scopes.closed_around(scope).is_none());
        let kind = match node.kind {
            NodeKind::End => Kind::Sink { end: true },
            NodeKind::Terminate => Kind::Terminate(node.scope),
            _ => match (left_open, aborts) {
                (Some(scope), _) => Kind::Exit(scope),
                (None, Some((scope, target))) => self.extent.abort(scope, target),
                (None, None) if leaves || !goes_on => Kind::Sink { end: false },
                (None, None) => Kind::Inner,
            },
        };
        // Branches end one by one, and what aborts a scope leaves it alone; that it is left once is the business of its exit.
        let mut into = graph.edges_directed(id, Direction::Incoming);
        let aborted = into.any(|flow| matches!(flow.weight().border, Border::Aborts(_)));
        let ends = node.join == Route::Any && only_ends(graph, id);
        let join = if left.is_some() || aborted || ends {
            Route::One
        } else {
            node.join
        };
        let net = &mut self.net;
        net.terminates |= kind.empties().is_some() || left_open.is_some();
        let place = net.add_node(kind, join, node.split);
        let trail = Rope::one(id);
        let it = &mut net.nodes[place];
        it.origin = Some(id);
        it.scope = node.scope;
        it.trail = trail;
        if node.kind == NodeKind::Start {
            it.split = Route::All;
        }
        if node.kind == NodeKind::Step {
            it.steps = trail;
        }
        let alone = graph.edges_directed(id, Direction::Incoming).next();
        let source = node.kind == NodeKind::Start && alone.is_none();
        if source {
            let old = net.nodes[SOURCE].trail;
            net.nodes[SOURCE].trail = net.ropes.join(old, trail);
            net.nodes[place].alive = false;
        } else if node.kind == NodeKind::Start && kind == Kind::Inner {
            // A start that is also returned to: its first token comes from the source, every other from its flows.
            net.add_flow(SOURCE, place, EMPTY, node.scope);
        }
        self.stand(id, in_short(place).unwrap_or(NOWHERE));
    }

    fn stand(&mut self, id: NodeId, place: u32) {
        if let Some(known) = self.at(id).and_then(|at| self.places.get_mut(at)) {
            *known = place;
        }
    }

    fn flow(&mut self, id: FlowId) {
        let Extent {
            graph,
            scopes,
            within,
            undisturbed,
        } = self.extent;
        let Some((from, _)) = graph.edge_endpoints(id) else {
            return;
        };
        if matches!(self.place(from), FUSED | PASSED) {
            return;
        }
        let (last, trail, steps) = self.past_fused(id);
        let Some((_, to)) = graph.edge_endpoints(last) else {
            return;
        };
        let (scope, inner) = (graph[from].scope, graph[to].scope);
        let target = match scopes.closed_around(inner) {
            // What goes on inside does not show.
            Some(closed) if scopes.closed_around(scope) == Some(closed) => return,
            Some(closed) => self.closed_place(closed, id, scope),
            None => self.enters(to),
        };
        if within.is_some_and(|within| !within.holds(scope)) {
            // The token that enters.
            self.net.add_flow(SOURCE, target, Rope::one(id), inner);
            return;
        }
        if scopes.closed_around(scope).is_some() {
            return;
        }
        let source = match graph[id].border {
            Border::Interrupts(it) if scopes.is_plain(it, scope) => self.leaves(from),
            Border::Interrupts(it) => {
                let own = within.unwrap_or_else(|| scopes.outermost(it));
                if undisturbed && it == own {
                    return;
                }
                self.net.terminates = true;
                let event = self
                    .net
                    .add_node(Kind::Interrupt(it), Route::One, Route::All);
                self.net.nodes[event].scope = scope;
                event
            }
            Border::None | Border::Leaves(_) | Border::Aborts(_) | Border::Never(_) => {
                self.leaves(from)
            }
        };
        let source = match self.net.nodes[source].kind {
            // An end gives no token, whatever is drawn behind it.
            Kind::Sink { .. } | Kind::Terminate(_) => self.never,
            _ => source,
        };
        // What a scope throws out is no longer in it; a branch that ended is, until the scope is left.
        let home = match graph[id].border {
            Border::Leaves(_) => scope,
            Border::None | Border::Interrupts(_) if scope.holds(inner) => scope,
            Border::None | Border::Interrupts(_) | Border::Aborts(_) | Border::Never(_) => inner,
        };
        let flow = self.net.add_flow(source, target, Rope::one(id), home);
        let made = &mut self.net.flows[flow];
        (made.last, made.trail, made.steps) = (Rope::one(last), trail, steps);
        let leaves = matches!(graph[id].border, Border::Leaves(_));
        self.net.flows[flow].merges =
            leaves && matches!(self.net.nodes[target].kind, Kind::Exit(_));
        if let Border::Never(thrower) = graph[id].border {
            let behind = self.leaves(NodeId::from(thrower));
            self.net.flows[flow].behind = in_short(behind);
        }
    }

    /// The node of a closed scope that a flow enters.
    fn closed_place(&mut self, scope: Scope, entry: FlowId, around: Scope) -> usize {
        if let Some((_, place)) = self.closed.iter().rev().find(|(it, _)| *it == scope.first) {
            return *place;
        }
        let Extent { graph, scopes, .. } = self.extent;
        let place = self.net.add_node(Kind::Inner, Route::One, Route::One);
        self.closed.push((scope.first, place));
        self.net.nodes[place].scope = around;
        let Some(closed) = scopes.closed(scope) else {
            return place;
        };
        let inside = |net: &mut Net, nodes: &[NodeId]| {
            let all = nodes.iter().map(|&node| Rope::one(node));
            all.fold(EMPTY, |rope, one| net.ropes.join(rope, one))
        };
        self.net.nodes[place].steps = inside(&mut self.net, &closed.steps);
        self.net.dead.extend(&closed.dead);
        for outcome in &closed.outcomes {
            let Some((target, border)) = outcome.flows.first().and_then(|&flow| {
                let (_, target) = graph.edge_endpoints(flow)?;
                Some((target, graph[flow].border))
            }) else {
                continue;
            };
            let end = match border {
                Border::Aborts(it) if it != scope => {
                    let kind = self.extent.abort(it, graph[target].scope);
                    let abort = self.net.add_node(kind, Route::One, Route::All);
                    self.net.terminates = true;
                    self.net.nodes[abort].scope = around;
                    self.net.nodes[abort].origin = outcome
                        .flows
                        .first()
                        .and_then(|&flow| Some(graph.edge_endpoints(flow)?.0));
                    if matches!(kind, Kind::Abort(_)) {
                        let first = Rope::one(outcome.flows[0]);
                        let on = self.enters(target);
                        self.net.add_flow(abort, on, first, graph[target].scope);
                    }
                    abort
                }
                _ => self.enters(target),
            };
            let flow = self.net.add_flow(place, end, Rope::one(entry), around);
            let trail = inside(&mut self.net, &outcome.run);
            let last = outcome.flows.iter().fold(EMPTY, |rope, &flow| {
                self.net.flow_ropes.join(rope, Rope::one(flow))
            });
            self.net.flows[flow].trail = trail;
            self.net.flows[flow].last = last;
        }
        place
    }
}

/// Whether what reaches a node does nothing but end a branch of its scope.
pub fn only_ends(graph: &WorkflowGraph, id: NodeId) -> bool {
    let mut flows = graph.edges(id).peekable();
    flows.peek().is_some()
        && flows.all(|flow| matches!(flow.weight().border, Border::Leaves(_) | Border::Aborts(_)))
}
