//! Sub-processes judged by themselves, innermost first.
//!
//! A scope that is entered with one token, never holds two on a flow, and from every state can be left, gives back exactly one
//! token whatever happens inside. So it is *closed*: in the scope around it stands one node that takes a token and chooses a
//! way out. Events that interrupt it may then as well happen before it begins: nothing outside can tell how far it came.
//! A scope that is not sound by itself stays open and is played step by step with everything around it, because an event that
//! interrupts it may still rescue it.
//!
//! Cost: that of judging each scope; a scope is looked at once for each scope around it.
#![expect(
    clippy::indexing_slicing,
    reason = "every index is an arena index of the graph or net at hand"
)]

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;

use petgraph::Direction;
use petgraph::visit::EdgeRef;

use super::super::graph::{Border, FlowId, NodeId, NodeKind, Scope, WorkflowGraph};
use super::assemble::Extent;
use super::explore::Space;
use super::game::Game;
use super::judge::Judge;
use super::net::{Kind, Net};
use super::reduce::reduced;
use super::witness::{self, Shown};
use super::{Bounds, Method, Verdict, waits_for_some};

/// Most states of a scope by itself; where it has more it stays open, and the bound of the whole applies.
const ALONE: usize = 1 << 17;

/// A way out of a closed scope.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Nodes that fire inside, in order, one of the shortest ways.
    pub run: Vec<NodeId>,
    /// Flows over the border that then hold a token.
    pub flows: Vec<FlowId>,
}

/// What is known of a closed scope.
#[derive(Clone, Debug)]
pub struct Closed {
    scope: Scope,
    /// Steps inside that run in some run of it.
    pub steps: Vec<NodeId>,
    /// Steps inside that never run.
    pub dead: Vec<NodeId>,
    /// The ways out.
    pub outcomes: Vec<Outcome>,
}

/// The scopes of a workflow and what is known of them.
#[derive(Clone, Debug)]
pub struct Scopes {
    /// All nodes, those of a scope and of the scopes inside it next to each other.
    pub order: Vec<NodeId>,
    /// Where each node stands there.
    pub position: Vec<usize>,
    /// The number of the scope of each node in that order.
    numbers: Vec<u32>,
    outermost: Vec<Scope>,
    /// By first number; none inside another.
    closed: BTreeMap<u32, Closed>,
    /// Scopes that take over when another one is interrupted or aborted from inside: that one, and the one that takes over.
    pub handlers: BTreeSet<(Scope, Scope)>,
    /// Open scopes whose events may as well happen before they begin.
    plain: BTreeSet<Scope>,
    /// Whether some flow is drawn behind what throws the end of its scope, so that nodes are told by their place.
    pub throws: bool,
    /// The strongest means that was needed for the closed ones.
    pub method: Method,
    /// States that were explored for them.
    pub states: usize,
}

impl Scopes {
    /// The scopes of a workflow, none of them closed. O(V log V).
    pub fn open(graph: &WorkflowGraph) -> Self {
        let mut order: Vec<NodeId> = graph.node_indices().collect();
        order.sort_by_key(|&node| graph[node].scope.first);
        let mut position = vec![0; order.len()];
        for (at, node) in order.iter().enumerate() {
            position[node.index()] = at;
        }
        let numbers = order.iter().map(|&node| graph[node].scope.first).collect();
        let mut outermost: Vec<Scope> = Vec::new();
        for &node in &order {
            let scope = graph[node].scope;
            if outermost.last().is_none_or(|outer| !outer.holds(scope)) {
                outermost.push(scope);
            }
        }
        let mut handlers = BTreeSet::new();
        let mut throws = false;
        for flow in graph.edge_references() {
            throws |= matches!(flow.weight().border, Border::Never(_));
            let scope = match flow.weight().border {
                Border::Interrupts(scope) | Border::Aborts(scope) => scope,
                Border::None | Border::Leaves(_) | Border::Never(_) => continue,
            };
            if graph[flow.target()].scope == scope {
                let next = graph.neighbors(flow.target()).map(|node| graph[node].scope);
                let inner = next.filter(|&inner| inner != scope && scope.holds(inner));
                handlers.extend(inner.map(|inner| (scope, inner)));
            }
        }
        Self {
            handlers,
            order,
            position,
            numbers,
            outermost,
            closed: BTreeMap::new(),
            plain: BTreeSet::new(),
            throws,
            method: Method::Reduction,
            states: 0,
        }
    }

    /// Judges each scope by itself and closes those that are sound.
    pub fn close(graph: &WorkflowGraph, bounds: &Bounds) -> Self {
        let mut scopes = Self::open(graph);
        let nested: BTreeSet<Scope> = graph.node_weights().map(|node| node.scope).collect();
        if nested.len() < 2 && graph.edge_weights().all(|flow| flow.border == Border::None) {
            return scopes;
        }
        let disturbed: BTreeSet<Scope> = graph
            .edge_weights()
            .filter_map(|flow| match flow.border {
                Border::Interrupts(scope) => Some(scope),
                _ => None,
            })
            .collect();
        let bounds = Bounds {
            states: bounds.states.min(ALONE),
            ..*bounds
        };
        for &scope in nested.iter().rev() {
            let outer = scopes.outermost.contains(&scope);
            let mut extent = Extent {
                graph,
                scopes: &scopes,
                within: (!outer).then_some(scope),
                undisturbed: true,
            };
            if outer {
                if disturbed.contains(&scope)
                    && extent.judge(&bounds, |judge, _| judge.holds()) == Some(true)
                {
                    scopes.plain.insert(scope);
                }
                continue;
            }
            let Some(borders) = scopes.borders(graph, scope) else {
                continue;
            };
            if borders.disturbed_inside {
                if extent.judge(&bounds, |judge, _| judge.holds()) != Some(true) {
                    continue;
                }
                scopes.plain.insert(scope);
                extent = Extent {
                    graph,
                    scopes: &scopes,
                    within: Some(scope),
                    undisturbed: false,
                };
            }
            let found = extent.judge(&bounds, |judge, net| extent.closed(judge, net, scope));
            if let Some((closed, method, states)) = found.flatten() {
                let inside: Vec<u32> = (scopes.closed)
                    .range(scope.first..=scope.last)
                    .map(|(&number, _)| number)
                    .collect();
                for number in inside {
                    scopes.closed.remove(&number);
                }
                scopes.closed.insert(scope.first, closed);
                scopes.method = scopes.method.max(method);
                scopes.states += states;
            }
        }
        scopes
    }

    /// Where the nodes of a scope stand in the order; of all nodes where none is given. O(log V).
    pub fn range(&self, scope: Option<Scope>) -> Range<usize> {
        let Some(scope) = scope else {
            return 0..self.order.len();
        };
        let from = self.numbers.partition_point(|&it| it < scope.first);
        let to = self.numbers.partition_point(|&it| it <= scope.last);
        from..to
    }

    /// The closed scope that is or holds this one. O(log scopes).
    pub fn closed_around(&self, scope: Scope) -> Option<Scope> {
        let (_, closed) = self.closed.range(..=scope.first).next_back()?;
        closed.scope.holds(scope).then_some(closed.scope)
    }

    /// What is known of a closed scope.
    pub fn closed(&self, scope: Scope) -> Option<&Closed> {
        self.closed.get(&scope.first)
    }

    /// Whether an event that interrupts a scope may as well happen before it begins: one on its border where it is closed, one
    /// in it where the rest of it is sound.
    pub fn is_plain(&self, scope: Scope, event: Scope) -> bool {
        if scope.holds(event) {
            self.plain.contains(&scope)
        } else {
            self.closed_around(scope).is_some()
        }
    }

    /// The outermost scope around this one.
    pub fn outermost(&self, scope: Scope) -> Scope {
        let at = self.outermost.partition_point(|it| it.first <= scope.first);
        at.checked_sub(1).map_or(scope, |at| self.outermost[at])
    }

    /// The flows over the border of a scope; nothing where they are not those of a sub-process: entered by one flow, left by
    /// flows that say how.
    fn borders(&self, graph: &WorkflowGraph, scope: Scope) -> Option<Borders> {
        let mut entries = 0;
        let mut disturbed_inside = false;
        for &node in &self.order[self.range(Some(scope))] {
            let into = graph.edges_directed(node, Direction::Incoming);
            entries += into
                .filter(|flow| !scope.holds(graph[flow.source()].scope))
                .count();
            let mut out = 0;
            let mut leaves = false;
            for flow in graph.edges(node) {
                let border = flow.weight().border;
                out += 1;
                leaves |= border == Border::Leaves(scope);
                disturbed_inside |= border == Border::Interrupts(scope);
                let ends = matches!(border, Border::Leaves(_) | Border::Aborts(_));
                if !ends && !scope.holds(graph[flow.target()].scope) {
                    return None;
                }
            }
            let ends = matches!(graph[node].kind, NodeKind::End | NodeKind::Terminate);
            if ends || (leaves && out > 1) {
                return None;
            }
        }
        (entries == 1).then_some(Borders { disturbed_inside })
    }
}

struct Borders {
    disturbed_inside: bool,
}

impl Extent<'_> {
    /// Reduces and plays, as far as it takes to say whether tokens behave; then asks.
    fn judge<T>(&self, bounds: &Bounds, ask: impl FnOnce(&Judge<'_>, &Net) -> T) -> Option<T> {
        let (net, _, assumes_safe) = reduced(self.fused());
        let mut judge = Judge::new(*self, &net, bounds);
        judge.persistent(bounds.states);
        if !judge.free_choice() {
            judge.all(bounds.states, true);
        }
        let unfounded = assumes_safe && judge.safe != Some(Verdict::Holds);
        (!unfounded).then(|| ask(&judge, &net))
    }

    /// The scope as one node, where it is sound.
    fn closed(
        &self,
        judge: &Judge<'_>,
        net: &Net,
        scope: Scope,
    ) -> Option<(Closed, Method, usize)> {
        if !judge.holds() {
            return None;
        }
        let mut dead = match judge.steps.as_ref()? {
            Verdict::Holds => Vec::new(),
            Verdict::Fails(witness) => witness.nodes.clone(),
            Verdict::Unknown(_) => return None,
        };
        dead.sort_unstable();
        let inside = self.scopes.order[self.scopes.range(Some(scope))].iter();
        let steps = inside
            .copied()
            .filter(|&node| {
                self.graph[node].kind == NodeKind::Step && dead.binary_search(&node).is_err()
            })
            .collect();
        let outcomes = self.outcomes(net, judge, scope)?;
        let closed = Closed {
            scope,
            steps,
            dead,
            outcomes,
        };
        Some((closed, judge.method(), judge.states()))
    }

    /// The ways out, each with a run.
    fn outcomes(&self, net: &Net, judge: &Judge<'_>, scope: Scope) -> Option<Vec<Outcome>> {
        let (game, space) = judge.played_last()?;
        let mut found = Vec::new();
        let mut only_aborted = true;
        for run in ways_out(net, game, space) {
            let shown = Shown {
                graph: self.graph,
                net,
                run: &run,
            };
            let path = shown.path();
            let over = |node: NodeId, aborts: bool| {
                let flows = self.graph.edges(node);
                flows
                    .filter(|flow| !scope.holds(self.graph[flow.target()].scope))
                    .filter(move |flow| match flow.weight().border {
                        Border::Leaves(it) => !aborts && it == scope,
                        Border::Aborts(it) => aborts && it.holds(scope),
                        _ => false,
                    })
                    .map(|flow| flow.id())
            };
            let last = run.last().map(|firing| &net.nodes[firing.node]);
            let abort = last.filter(|node| matches!(node.kind, Kind::Terminate(_)));
            let mut flows: Vec<FlowId> = match abort.and_then(|node| node.origin) {
                Some(origin) => over(origin, true).collect(),
                None => path.iter().flat_map(|&node| over(node, false)).collect(),
            };
            flows.sort_unstable();
            flows.dedup();
            if flows.is_empty() {
                return None;
            }
            only_aborted &= abort.is_some();
            found.push(Outcome { run: path, flows });
        }
        // An inclusive join waits for it by the flows that are drawn behind it, which a node that stands for it would not show.
        (!only_aborted || !waits_for_some(self.graph)).then_some(found)
    }
}

/// A shortest run to the state without tokens that nothing aborts, and one for each node that aborts.
fn ways_out(net: &Net, game: &Game<'_>, space: &Space) -> Vec<witness::Run> {
    let layout = space.layout;
    let number = |state: usize| u32::try_from(state).unwrap_or(u32::MAX);
    if !net.terminates {
        let done = (0..space.states.len()).find(|&state| layout.empty(space.states.get(state)));
        let run = done.map(|state| witness::run(game, space, number(state), None));
        return run.into_iter().collect();
    }
    // Breadth first, without the firings that abort.
    let mut runs = Vec::new();
    let mut aborted = BTreeSet::new();
    let mut parents: BTreeMap<usize, usize> = BTreeMap::new();
    let mut todo = VecDeque::from([0]);
    let mut left = false;
    while let Some(at) = todo.pop_front() {
        let way = || -> witness::Run {
            let mut way: Vec<usize> =
                std::iter::successors(Some(at), |at| parents.get(at).copied()).collect();
            way.reverse();
            let pairs = way.windows(2);
            pairs
                .filter_map(|pair| {
                    game.firing(layout, space.states.get(pair[0]), space.states.get(pair[1]))
                })
                .collect()
        };
        if !left && layout.empty(space.states.get(at)) {
            left = true;
            runs.push(way());
        }
        let mut reached = Vec::new();
        let mut after = space.states.get(at).to_vec();
        game.each(
            layout,
            space.states.get(at),
            super::game::Order::All,
            |node, taken, given| {
                after.copy_from_slice(space.states.get(at));
                if matches!(net.nodes[node].kind, Kind::Terminate(_)) {
                    if aborted.insert(node) {
                        let mut run = way();
                        run.push(super::game::Firing {
                            node,
                            taken: taken.to_vec(),
                            given: given.to_vec(),
                        });
                        runs.push(run);
                    }
                } else if game.fire(layout, &mut after, node, taken, given).is_ok()
                    && let Some(to) = space.states.find(&after)
                {
                    reached.push(to as usize);
                }
            },
        );
        for to in reached {
            if to != 0 && !parents.contains_key(&to) {
                parents.insert(to, at);
                todo.push_back(to);
            }
        }
    }
    runs
}
