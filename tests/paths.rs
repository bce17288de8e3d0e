//! Path properties against the token game played out, on thousands of generated workflows: every verdict and every witness.

#![allow(
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "tests may stop at once"
)]

#[path = "support/token_game.rs"]
mod token_game;
#[path = "support/workflows.rs"]
mod workflows;

use petgraph::Direction;
use proptest::collection::vec;
use proptest::prelude::*;
use qmslint::workflow::graph::{NodeId, NodeKind, Route, WorkflowGraph};
use qmslint::workflow::paths::{CoOccurrence, Method, NodeSet, PathVerdict, Paths};
use token_game::{States, Watch};
use workflows::{Choices, Shape};

/// States beyond which a generated workflow is passed over.
const LIMIT: usize = 300;

/// A property, as an automaton that reads a run.
#[derive(Clone, Copy, Debug)]
enum Property {
    Existence,
    Absence,
    Precedence,
    Response,
    Chain,
}

const PROPERTIES: [Property; 5] = [
    Property::Existence,
    Property::Absence,
    Property::Precedence,
    Property::Response,
    Property::Chain,
];

impl Property {
    fn watch(
        self,
        graph: &WorkflowGraph,
        a: &NodeSet,
        b: &NodeSet,
        phase: u8,
        node: NodeId,
    ) -> Watch {
        let (a, b) = (a.contains(node), b.contains(node));
        let step = graph[node].kind == NodeKind::Step;
        match self {
            Self::Existence | Self::Precedence if a => Watch::Fine,
            Self::Absence if a => Watch::Broken,
            Self::Precedence if b => Watch::Broken,
            Self::Existence | Self::Absence | Self::Precedence => Watch::Phase(0),
            Self::Response if b => Watch::Phase(0),
            Self::Response if a => Watch::Phase(1),
            Self::Response => Watch::Phase(phase),
            Self::Chain if !step => Watch::Phase(phase),
            Self::Chain if phase == 1 && !b => Watch::Broken,
            Self::Chain => Watch::Phase(u8::from(a)),
        }
    }

    fn breaks_at_end(self, phase: u8) -> bool {
        match self {
            Self::Existence => true,
            Self::Absence | Self::Precedence => false,
            Self::Response | Self::Chain => phase == 1,
        }
    }

    fn decide(self, paths: &Paths, a: &NodeSet, b: &NodeSet) -> PathVerdict {
        match self {
            Self::Existence => paths.existence(a),
            Self::Absence => paths.absence(a),
            Self::Precedence => paths.precedence(a, b),
            Self::Response => paths.response(a, b),
            Self::Chain => paths.chain(a, b),
        }
    }

    /// Whether a run, complete or not, breaks the property.
    fn is_broken_by(
        self,
        graph: &WorkflowGraph,
        a: &NodeSet,
        b: &NodeSet,
        run: &[NodeId],
        complete: bool,
    ) -> bool {
        let mut phase = 0;
        for &node in run {
            match self.watch(graph, a, b, phase, node) {
                Watch::Broken => return true,
                Watch::Fine => return false,
                Watch::Phase(next) => phase = next,
            }
        }
        complete && self.breaks_at_end(phase)
    }
}

fn sets(graph: &WorkflowGraph, choices: &mut Choices<'_>) -> (NodeSet, NodeSet) {
    let (mut chosen_a, mut chosen_b) = (Vec::new(), Vec::new());
    for node in graph.node_indices() {
        // Mostly steps, sometimes a gateway or the start.
        let rare = if graph[node].kind == NodeKind::Step {
            4
        } else {
            12
        };
        match choices.below(rare) {
            1 => chosen_a.push(node),
            2 => chosen_b.push(node),
            _ => {}
        }
    }
    (
        NodeSet::of(graph, |node, _| chosen_a.contains(&node)),
        NodeSet::of(graph, |node, _| chosen_b.contains(&node)),
    )
}

/// Holds every verdict against the token game. Returns how many were undecided and how many there were.
fn has_inclusive_join(graph: &WorkflowGraph) -> bool {
    graph.node_indices().any(|node| {
        graph[node].join == Route::Any
            && graph.edges_directed(node, Direction::Incoming).count() > 1
    })
}

fn agree(
    graph: &WorkflowGraph,
    states: &States,
    paths: &Paths,
    choices: &mut Choices<'_>,
) -> (usize, usize) {
    let (a, b) = sets(graph, choices);
    let (mut unknown, mut all) = (0, 0);
    for property in PROPERTIES {
        let truth = states.shortest_break(
            |phase, node| property.watch(graph, &a, &b, phase, node),
            |phase| property.breaks_at_end(phase),
        );
        all += 1;
        match property.decide(paths, &a, &b) {
            PathVerdict::Unknown(_) => unknown += 1,
            PathVerdict::Holds { .. } => {
                assert_eq!(truth, None, "{property:?} holds\n{graph:?}\n{a:?}\n{b:?}");
            }
            PathVerdict::Fails(witness) => {
                let nodes = &witness.nodes;
                assert!(
                    truth.is_some(),
                    "{property:?} fails: {nodes:?}\n{graph:?}\n{a:?}\n{b:?}"
                );
                let (is_run, complete) = token_game::replay(graph, nodes);
                assert!(
                    is_run,
                    "{property:?}: no run: {nodes:?}\n{graph:?}\n{a:?}\n{b:?}"
                );
                assert!(
                    property.is_broken_by(graph, &a, &b, nodes, complete),
                    "{property:?}: shows nothing: {nodes:?}\n{graph:?}\n{a:?}\n{b:?}"
                );
                // With an inclusive join, runs come from the fixpoints alone.
                if !has_inclusive_join(graph) {
                    assert_eq!(
                        Some(nodes.len()),
                        truth,
                        "{property:?}: not the shortest\n{graph:?}"
                    );
                }
            }
        }
    }
    let nodes: Vec<NodeId> = graph.node_indices().collect();
    for _ in 0..3 {
        let (one, other) = (
            nodes[choices.below(nodes.len())],
            nodes[choices.below(nodes.len())],
        );
        let truth = states.shortest_break(
            |phase, node| {
                let phase = phase | u8::from(node == one) | u8::from(node == other) << 1;
                if phase == 3 {
                    Watch::Broken
                } else {
                    Watch::Phase(phase)
                }
            },
            |_| false,
        );
        all += 1;
        match paths.co_occur(one, other) {
            CoOccurrence::Unknown(_) => unknown += 1,
            CoOccurrence::Impossible => {
                assert_eq!(truth, None, "{one:?} {other:?} impossible\n{graph:?}");
            }
            CoOccurrence::Possible(witness) => {
                let nodes = witness.nodes;
                assert!(
                    truth.is_some(),
                    "{one:?} {other:?} possible: {nodes:?}\n{graph:?}"
                );
                assert!(
                    token_game::replay(graph, &nodes).0,
                    "{one:?} {other:?}: no run: {nodes:?}\n{graph:?}"
                );
                assert!(
                    nodes.contains(&one) && nodes.contains(&other),
                    "{one:?} {other:?}: {nodes:?}\n{graph:?}"
                );
                if !has_inclusive_join(graph) {
                    assert_eq!(Some(nodes.len()), truth, "{one:?} {other:?}\n{graph:?}");
                }
            }
        }
    }
    (unknown, all)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn sequential_workflows_agree_with_the_token_game(bytes in vec(any::<u8>(), 0..80)) {
        let mut choices = Choices::new(&bytes);
        let shape = Shape { parallel: false, inclusive: false, loops: true, gotos: 2, steps: 7 };
        let graph = workflows::structured(&mut choices, shape);
        let Some(states) = States::of(&graph, LIMIT) else { return Ok(()) };
        let paths = Paths::new(&graph);
        prop_assert_eq!(paths.method(), Method::Sequential);
        prop_assert_eq!(agree(&graph, &states, &paths, &mut choices).0, 0);
    }

    #[test]
    fn nested_workflows_agree_with_the_token_game(bytes in vec(any::<u8>(), 0..80)) {
        let mut choices = Choices::new(&bytes);
        let shape = Shape { parallel: true, inclusive: true, loops: true, gotos: 2, steps: 7 };
        let graph = workflows::structured(&mut choices, shape);
        let Some(states) = States::of(&graph, LIMIT) else { return Ok(()) };
        let paths = Paths::new(&graph);
        prop_assert!(matches!(paths.method(), Method::Sequential | Method::Nested));
        prop_assert_eq!(agree(&graph, &states, &paths, &mut choices).0, 0);
    }

    #[test]
    fn shapeless_workflows_agree_with_the_token_game(bytes in vec(any::<u8>(), 0..60)) {
        let mut choices = Choices::new(&bytes);
        let (size, back) = (3 + choices.below(6), choices.below(3));
        let graph = workflows::shapeless(&mut choices, size, back);
        let Some(states) = States::of(&graph, LIMIT) else { return Ok(()) };
        let mut paths = Paths::new(&graph);
        if states.is_sound() {
            paths = paths.proved_sound();
        }
        prop_assert_eq!(agree(&graph, &states, &paths, &mut choices).0, 0);
    }
}
