//! Shows why a property fails: the nodes on the way, the tokens at its end, and the split and join that do not fit.
//!
//! Deliberately without words: labels and sentences are made where the language is known.
#![expect(
    clippy::indexing_slicing,
    reason = "every index is an arena index of the net or graph at hand"
)]

use petgraph::Direction;
use petgraph::visit::EdgeRef;

use super::super::graph::{FlowId, NodeId, NodeKind, Route, WorkflowGraph};
use super::explore::Space;
use super::game::{Firing, Game};
use super::net::{Net, SOURCE};
use super::rope::EMPTY;

/// The structural error patterns (Favre, Völzer & Müller 2016), and two that need no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pattern {
    /// Two tokens meet on one flow: a parallel split that an exclusive join does not synchronise.
    LackOfSynchronisation,
    /// A join waits for a flow that gets no token any more.
    Deadlock,
    /// Tokens go round without a way to the end.
    EndlessLoop,
    /// An end event fires twice in one run.
    EndsTwice,
    /// Steps that run in no case.
    NeverRuns,
}

/// Why a property fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// What goes wrong.
    pub pattern: Pattern,
    /// Nodes in the order they fire, starts first, up to the bad state. Empty for [`Pattern::NeverRuns`].
    pub path: Vec<NodeId>,
    /// Flows that hold a token in the bad state; one with two tokens stands twice.
    pub tokens: Vec<FlowId>,
    /// The split where it begins, where one can be named.
    pub split: Option<NodeId>,
    /// The join (or end) where it shows, where one can be named.
    pub join: Option<NodeId>,
    /// Flows the join waits for in vain.
    pub waits: Vec<FlowId>,
    /// The nodes of the endless loop, or the steps that never run.
    pub nodes: Vec<NodeId>,
}

/// A run of the net: its firings in order.
pub type Run = Vec<Firing>;

/// The shortest run to a state, with one more firing where given.
pub fn run(game: &Game<'_>, space: &Space, state: u32, more: Option<Firing>) -> Run {
    let way = space.way(state);
    let mut run: Run = way
        .windows(2)
        .filter_map(|pair| {
            game.firing(
                space.layout,
                space.states.get(pair[0] as usize),
                space.states.get(pair[1] as usize),
            )
        })
        .collect();
    run.extend(more);
    run
}

/// Steps that run in no case: with the join they wait behind, where there is one.
pub fn never_runs(graph: &WorkflowGraph, mut steps: Vec<NodeId>) -> Witness {
    steps.sort_unstable();
    steps.dedup();
    let mut seen = vec![false; graph.node_count()];
    let mut todo: std::collections::VecDeque<NodeId> = steps.first().copied().into_iter().collect();
    let mut join = None;
    while let Some(node) = todo.pop_front() {
        if std::mem::replace(&mut seen[node.index()], true) {
            continue;
        }
        let into = graph.edges_directed(node, Direction::Incoming).count();
        if graph[node].join == Route::All && into > 1 {
            join = Some(node);
            break;
        }
        todo.extend(graph.neighbors_directed(node, Direction::Incoming));
    }
    Witness {
        pattern: Pattern::NeverRuns,
        path: Vec::new(),
        tokens: Vec::new(),
        split: join.and_then(|join| choice_before(graph, join)),
        join,
        waits: Vec::new(),
        nodes: steps,
    }
}

/// The choice that opens branches of a join: the nearest node before it from which two of them come, where it starts not all of
/// them. O(V + E).
fn choice_before(graph: &WorkflowGraph, join: NodeId) -> Option<NodeId> {
    // Per node, the branch by which it was found first.
    let mut branch: Vec<Option<usize>> = vec![None; graph.node_count()];
    let into = graph.neighbors_directed(join, Direction::Incoming);
    let mut todo: std::collections::VecDeque<(NodeId, usize)> = into.zip(0..).collect();
    while let Some((node, of)) = todo.pop_front() {
        match branch[node.index()] {
            _ if node == join => {}
            None => {
                branch[node.index()] = Some(of);
                let before = graph.neighbors_directed(node, Direction::Incoming);
                todo.extend(before.map(|before| (before, of)));
            }
            Some(known) if known != of => {
                let it = &graph[node];
                return (it.split != Route::All && it.kind != NodeKind::Start).then_some(node);
            }
            Some(_) => {}
        }
    }
    None
}

/// A run, ready to be shown in terms of the workflow.
pub struct Shown<'a> {
    /// The workflow.
    pub graph: &'a WorkflowGraph,
    /// The reduced net.
    pub net: &'a Net,
    /// The run of the net.
    pub run: &'a Run,
}

/// What an endless loop plays again and again; nothing where nothing can fire.
#[derive(Debug, Default)]
pub struct Again {
    /// Nodes of the net that fire.
    pub nodes: Vec<usize>,
    /// Flows of the net that tokens leave.
    pub flows: Vec<usize>,
}

/// Which firings came before which: who gave each token.
struct History {
    /// Firing that gave each token taken, per firing; firing 0 is the source.
    causes: Vec<Vec<(usize, usize)>>,
    /// Tokens left: per flow, the firings that gave them.
    left: Vec<Vec<usize>>,
}

impl Shown<'_> {
    /// The nodes of the workflow that fire, in order.
    pub fn path(&self) -> Vec<NodeId> {
        let mut path = Vec::new();
        self.net
            .ropes
            .write(self.net.nodes[SOURCE].trail, &mut path);
        for firing in self.run {
            for &flow in &firing.taken {
                self.net.ropes.write(self.net.flows[flow].trail, &mut path);
            }
            self.net
                .ropes
                .write(self.net.nodes[firing.node].trail, &mut path);
        }
        path
    }

    /// Says where the token of a flow waits in the workflow. On a flow that is not of the workflow it does not wait but
    /// goes through the split behind it.
    fn settle(&self, flow: usize, path: &mut Vec<NodeId>, tokens: &mut Vec<FlowId>) {
        let mut todo = vec![flow];
        while let Some(flow) = todo.pop() {
            let it = &self.net.flows[flow];
            if it.first != EMPTY {
                self.net.flow_ropes.write(it.first, tokens);
                continue;
            }
            let node = &self.net.nodes[it.target()];
            self.net.ropes.write(node.trail, path);
            let most = if node.split == Route::All {
                node.outs.len()
            } else {
                1
            };
            todo.extend(node.outs.iter().take(most));
        }
    }

    fn history(&self) -> History {
        let mut left = vec![Vec::new(); self.net.flows.len()];
        for &flow in &self.net.nodes[SOURCE].outs {
            left[flow].push(0);
        }
        let mut causes = vec![Vec::new()];
        for firing in self.run {
            let index = causes.len();
            let mut from = Vec::new();
            for &flow in &firing.taken {
                if !left[flow].is_empty() {
                    from.push((left[flow].remove(0), flow));
                }
            }
            causes.push(from);
            if let Some(scope) = self.net.nodes[firing.node].kind.empties() {
                for (flow, tokens) in left.iter_mut().enumerate() {
                    if scope.holds(self.net.flows[flow].scope) {
                        tokens.clear();
                    }
                }
            }
            for &flow in &firing.given {
                left[flow].push(index);
            }
        }
        History { causes, left }
    }

    /// Two tokens on one flow.
    pub fn twice(&self, flow: usize) -> Witness {
        let history = self.history();
        let tokens = history.left[flow].clone();
        let split = tokens
            .first()
            .zip(tokens.last())
            .and_then(|(&one, &other)| self.fork(&history, (one, flow), (other, flow)));
        let mut path = self.path();
        let mut marked = Vec::new();
        self.settle(flow, &mut path, &mut marked);
        let join = marked
            .first()
            .and_then(|&flow| self.graph.edge_endpoints(flow))
            .and_then(|(source, _)| self.join_before(source));
        for (other, tokens) in history.left.iter().enumerate() {
            for _ in usize::from(other == flow)..tokens.len() {
                self.settle(other, &mut path, &mut marked);
            }
        }
        Witness {
            pattern: Pattern::LackOfSynchronisation,
            path,
            tokens: marked,
            split,
            join,
            waits: Vec::new(),
            nodes: Vec::new(),
        }
    }

    /// An end event that fired twice in a run that ended.
    pub fn ends_twice(&self, end: usize) -> Witness {
        let history = self.history();
        let fired: Vec<usize> = (0..self.run.len())
            .filter(|&index| self.run[index].node == end)
            .map(|index| index + 1)
            .collect();
        let cause = |index: usize| history.causes[index].first().copied();
        let split = match fired.as_slice() {
            [one, other, ..] => cause(*one)
                .zip(cause(*other))
                .and_then(|(one, other)| self.fork(&history, one, other)),
            _ => None,
        };
        Witness {
            pattern: Pattern::EndsTwice,
            path: self.path(),
            tokens: Vec::new(),
            split,
            join: self.net.nodes[end].origin,
            waits: Vec::new(),
            nodes: Vec::new(),
        }
    }

    /// A state that cannot complete; with what goes on, where something does.
    pub fn stuck(&self, tokens: &[usize], again: &Again) -> Witness {
        let fires = &again.nodes;
        let mut path = self.path();
        let held = |flow: &usize| tokens.contains(flow);
        // A join that has some of its tokens and never fires.
        let waiting = self.net.nodes.iter().enumerate().find(|(place, node)| {
            let waits = node.blocked || (node.join != Route::One && node.ins.len() > 1);
            waits && !fires.contains(place) && node.ins.iter().any(held)
        });
        let mut marked = Vec::new();
        for &flow in tokens {
            // The token is brought as far as it comes.
            let at_end = waiting.is_some_and(|(place, _)| self.net.flows[flow].target() == place)
                || fires.is_empty();
            if at_end {
                self.net.ropes.write(self.net.flows[flow].trail, &mut path);
                self.net
                    .flow_ropes
                    .write(self.net.flows[flow].last, &mut marked);
            } else {
                self.settle(flow, &mut path, &mut marked);
            }
        }
        let Some((_, node)) = waiting else {
            let mut nodes: Vec<NodeId> = fires
                .iter()
                .filter_map(|&place| self.net.nodes[place].origin)
                .collect();
            for &place in fires {
                self.net
                    .ropes
                    .write(self.net.nodes[place].trail, &mut nodes);
            }
            for &flow in &again.flows {
                self.net.ropes.write(self.net.flows[flow].trail, &mut nodes);
            }
            nodes.sort_unstable();
            nodes.dedup();
            return Witness {
                pattern: Pattern::EndlessLoop,
                path,
                tokens: marked,
                split: None,
                join: None,
                waits: Vec::new(),
                nodes,
            };
        };
        let at = node
            .ins
            .iter()
            .find(|flow| held(flow))
            .and_then(|&flow| self.net.flow_ropes.first(self.net.flows[flow].last));
        let join = at
            .and_then(|flow| self.graph.edge_endpoints(flow))
            .map(|(_, target)| target)
            .or(node.origin);
        let waits: Vec<FlowId> = join.map_or_else(Vec::new, |join| {
            let mut waits: Vec<FlowId> = self
                .graph
                .edges_directed(join, Direction::Incoming)
                .map(|edge| edge.id())
                .filter(|flow| !marked.contains(flow))
                .collect();
            waits.sort_unstable();
            waits
        });
        let split = self.choice(&path, join, &waits);
        Witness {
            pattern: Pattern::Deadlock,
            path,
            tokens: marked,
            split,
            join,
            waits,
            nodes: Vec::new(),
        }
    }

    /// The last exclusive choice on the way from which a missing flow could have been reached, without passing the join.
    fn choice(&self, path: &[NodeId], join: Option<NodeId>, waits: &[FlowId]) -> Option<NodeId> {
        let mut before = vec![false; self.graph.node_count()];
        let mut todo: Vec<NodeId> = waits
            .iter()
            .filter_map(|&flow| self.graph.edge_endpoints(flow))
            .map(|(source, _)| source)
            .collect();
        while let Some(node) = todo.pop() {
            if Some(node) != join && !std::mem::replace(&mut before[node.index()], true) {
                todo.extend(self.graph.neighbors_directed(node, Direction::Incoming));
            }
        }
        path.iter().rev().copied().find(|&node| {
            let it = &self.graph[node];
            before[node.index()]
                && it.split != Route::All
                && it.kind != NodeKind::Start
                && self.graph.neighbors(node).count() > 1
        })
    }

    /// The split both tokens come from. A token is the firing that gave it and the flow it was given on.
    fn fork(
        &self,
        history: &History,
        one: (usize, usize),
        other: (usize, usize),
    ) -> Option<NodeId> {
        // Per firing, the flow by which the first token passed it.
        let mut passed: Vec<Option<usize>> = vec![None; history.causes.len()];
        let mut todo = vec![one];
        while let Some((firing, flow)) = todo.pop() {
            if passed[firing].is_none() {
                passed[firing] = Some(flow);
                todo.extend(&history.causes[firing]);
            }
        }
        let mut best: Option<(usize, usize, usize)> = None;
        let mut seen = vec![false; history.causes.len()];
        let mut todo = vec![other];
        while let Some((firing, flow)) = todo.pop() {
            if let Some(first) = passed[firing]
                && first != flow
                && best.is_none_or(|(latest, _, _)| firing > latest)
            {
                best = Some((firing, first, flow));
            }
            if !std::mem::replace(&mut seen[firing], true) {
                todo.extend(&history.causes[firing]);
            }
        }
        let (_, left, right) = best?;
        let source = |flow: usize| {
            let first = self.net.flow_ropes.first(self.net.flows[flow].first)?;
            self.graph.edge_endpoints(first).map(|(source, _)| source)
        };
        let (left, right) = (source(left)?, source(right)?);
        // Merged splits: the last one both flows lie behind.
        let above: Vec<NodeId> = self.upwards(left).collect();
        self.upwards(right).find(|node| above.contains(node))
    }

    /// A node and those before it, as long as there is only one.
    fn upwards(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        let graph = self.graph;
        std::iter::successors(Some(node), move |&node| {
            let mut before = graph.neighbors_directed(node, Direction::Incoming);
            let only = before.next()?;
            before.next().is_none().then_some(only)
        })
        .take(1024)
    }

    /// The nearest node at or before this one that joins exclusively.
    fn join_before(&self, node: NodeId) -> Option<NodeId> {
        let last = self.upwards(node).last()?;
        let joins = self.graph.edges_directed(last, Direction::Incoming).count() > 1;
        (joins && self.graph[last].join != Route::All).then_some(last)
    }
}
