//! The control flow of foreign diagrams against two published checkers that agree: every verdict of
//! `soundness-oracle.csv`, by playing the token game state by state.
//!
//! This judges the reader and the mapping, not the proofs of the tool: those have tests of their own.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

#[path = "support/corpus.rs"]
mod corpus;

use std::collections::{BTreeMap, BTreeSet};

use corpus::corpus;
use petgraph::Direction;
use petgraph::visit::EdgeRef;
use qmslint::read::bpmn;
use qmslint::read::bpmn::map::{Words, map};
use qmslint::source::SourceId;
use qmslint::workflow::build::Workflow;
use qmslint::workflow::graph::{NodeId, NodeKind, Route, WorkflowGraph};

/// Tokens on each flow, then how often each end fired.
type State = Vec<u8>;

#[derive(Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the columns of the table")]
struct Verdicts {
    safe: bool,
    option_to_complete: bool,
    proper_completion: bool,
    no_dead_activities: bool,
}

/// States to look at before giving up; the oracle's models stay far below.
const MOST: usize = 200_000;

struct Game<'g> {
    graph: &'g WorkflowGraph,
    flows: usize,
    fired: BTreeSet<NodeId>,
}

impl Game<'_> {
    fn flows_of(&self, node: NodeId, direction: Direction) -> Vec<usize> {
        let edges = self.graph.edges_directed(node, direction);
        edges.map(|edge| edge.id().index()).collect()
    }

    /// What a node may take, as lists of flows; inclusive joins do not occur in the oracle's models.
    fn takes(&self, node: NodeId, state: &State) -> Vec<Vec<usize>> {
        let incoming = self.flows_of(node, Direction::Incoming);
        let marked: Vec<usize> = incoming
            .iter()
            .copied()
            .filter(|flow| state[*flow] > 0)
            .collect();
        match self.graph[node].join {
            Route::All if marked.len() < incoming.len() => Vec::new(),
            Route::All if incoming.is_empty() => Vec::new(),
            Route::All => vec![incoming],
            Route::One => marked.into_iter().map(|flow| vec![flow]).collect(),
            Route::Any if marked.is_empty() => Vec::new(),
            Route::Any => vec![marked],
        }
    }

    fn gives(&self, node: NodeId) -> Vec<Vec<usize>> {
        let outgoing = self.flows_of(node, Direction::Outgoing);
        match self.graph[node].split {
            _ if outgoing.is_empty() => vec![outgoing],
            Route::All => vec![outgoing],
            Route::One => outgoing.into_iter().map(|flow| vec![flow]).collect(),
            Route::Any => (1u32..1 << outgoing.len())
                .map(|set| {
                    let chosen = outgoing.iter().enumerate();
                    chosen
                        .filter(|(i, _)| set >> i & 1 == 1)
                        .map(|(_, flow)| *flow)
                        .collect()
                })
                .collect(),
        }
    }

    fn successors(&mut self, state: &State) -> Vec<State> {
        let mut next = Vec::new();
        for node in self.graph.node_indices() {
            let kind = self.graph[node].kind;
            for taken in self.takes(node, state) {
                self.fired.insert(node);
                let mut after = state.clone();
                for flow in &taken {
                    after[*flow] -= 1;
                }
                match kind {
                    NodeKind::End => {
                        let count = &mut after[self.flows + node.index()];
                        *count = (*count + 1).min(2);
                        next.push(after);
                    }
                    NodeKind::Terminate => {
                        let scope = self.graph[node].scope;
                        for edge in self.graph.edge_references() {
                            if scope.holds(self.graph[edge.source()].scope) {
                                after[edge.id().index()] = 0;
                            }
                        }
                        let count = &mut after[self.flows + node.index()];
                        *count = (*count + 1).min(2);
                        next.push(after);
                    }
                    _ => {
                        for given in self.gives(node) {
                            let mut after = after.clone();
                            for flow in given {
                                after[flow] = (after[flow] + 1).min(3);
                            }
                            next.push(after);
                        }
                    }
                }
            }
        }
        next
    }
}

fn play(graph: &WorkflowGraph) -> Option<Verdicts> {
    let flows = graph.edge_count();
    let mut game = Game {
        graph,
        flows,
        fired: BTreeSet::new(),
    };
    let mut first = vec![0; flows + graph.node_count()];
    for node in graph
        .node_indices()
        .filter(|node| graph[*node].kind == NodeKind::Start)
    {
        for flow in game.flows_of(node, Direction::Outgoing) {
            first[flow] += 1;
        }
    }
    let mut number = BTreeMap::from([(first.clone(), 0usize)]);
    let mut states = vec![first];
    let mut back: Vec<Vec<usize>> = vec![Vec::new()];
    let mut at = 0;
    while at < states.len() {
        for next in game.successors(&states[at].clone()) {
            let known = *number.entry(next.clone()).or_insert_with(|| {
                states.push(next);
                back.push(Vec::new());
                states.len() - 1
            });
            back[known].push(at);
        }
        at += 1;
        if states.len() > MOST {
            return None;
        }
    }
    let empty = |state: &State| state[..flows].iter().all(|tokens| *tokens == 0);
    let ended: Vec<usize> = (0..states.len()).filter(|i| empty(&states[*i])).collect();
    let mut completes = vec![false; states.len()];
    let mut todo = ended.clone();
    while let Some(state) = todo.pop() {
        if !std::mem::replace(&mut completes[state], true) {
            todo.extend(&back[state]);
        }
    }
    let steps = graph
        .node_indices()
        .filter(|node| graph[*node].kind == NodeKind::Step);
    Some(Verdicts {
        safe: states
            .iter()
            .all(|state| state[..flows].iter().all(|tokens| *tokens < 2)),
        option_to_complete: completes.iter().all(|completes| *completes),
        proper_completion: ended
            .iter()
            .all(|i| states[*i][flows..].iter().all(|fired| *fired < 2)),
        no_dead_activities: steps.into_iter().all(|step| game.fired.contains(&step)),
    })
}

/// All processes of a file in one graph, each with its scopes apart.
fn together(graphs: &[WorkflowGraph]) -> WorkflowGraph {
    let mut all = WorkflowGraph::default();
    for (rank, graph) in graphs.iter().enumerate() {
        let base = u32::try_from(all.node_count()).unwrap();
        for node in graph.node_weights() {
            let mut node = node.clone();
            let shift = u32::try_from(rank).unwrap() * 1000;
            node.scope.first += shift;
            node.scope.last += shift;
            all.add_node(node);
        }
        for edge in graph.edge_references() {
            let end = |node: NodeId| NodeId::from(base + u32::try_from(node.index()).unwrap());
            all.add_edge(
                end(edge.source()),
                end(edge.target()),
                edge.weight().clone(),
            );
        }
    }
    all
}

#[test]
fn the_oracle_agrees() {
    let Some(root) = corpus() else { return };
    let root = root.join("bpmn");
    let table = std::fs::read_to_string(root.join("soundness-oracle.csv")).unwrap();
    let (mut agreed, mut wrong) = (0, Vec::new());
    for row in table.lines().skip(1) {
        let mut cells: Vec<&str> = row.rsplitn(6, ',').collect();
        cells.reverse();
        let (folder, file) = cells[0].split_once(',').unwrap();
        let file = file.trim_matches('"');
        let bytes = std::fs::read(root.join(folder).join(file)).unwrap();
        let mapped = map(SourceId(0), &bpmn::read(&bytes), Words::built_in(), None);
        let graphs: Vec<WorkflowGraph> = mapped
            .processes
            .iter()
            .map(|process| Workflow::build(process, None).graph)
            .collect();
        let said = |i: usize| cells[i] == "True";
        let oracle = Verdicts {
            safe: said(1),
            option_to_complete: said(2),
            proper_completion: said(3),
            no_dead_activities: said(4),
        };
        let found = play(&together(&graphs));
        if found.as_ref() == Some(&oracle) {
            agreed += 1;
        } else {
            wrong.push(format!("{folder}/{file}: {found:?}, oracle {oracle:?}"));
        }
    }
    println!("{agreed} agree, {} do not", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
