//! Soundness against brute force: thousands of small random workflows, structured and not, with every kind of routing.
//!
//! The brute force plays the token game out, and shares nothing with the crate but the graph type.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod brute;
mod corpus;
#[path = "../support/corpus.rs"]
mod foreign;
mod generate;
mod scoped;
#[path = "../support/token_game.rs"]
#[expect(clippy::expect_used, reason = "made for tests")]
mod token_game;

use std::fmt::Write as _;

use proptest::prelude::*;
use qmslint::workflow::graph::{NodeKind, Route, WorkflowGraph};
use qmslint::workflow::soundness::{
    Bounds, Method, Pattern, Reason, Soundness, Verdict, sound_by_rank, soundness,
};

const NAMES: [&str; 4] = [
    "safe",
    "option_to_complete",
    "proper_completion",
    "no_dead_step",
];

fn show(graph: &WorkflowGraph) -> String {
    let mut out = String::new();
    for id in graph.node_indices() {
        let node = &graph[id];
        let next: Vec<usize> = graph
            .neighbors(id)
            .map(petgraph::graph::NodeIndex::index)
            .collect();
        let (join, split) = (node.join, node.split);
        let _ = writeln!(
            out,
            "{} {:?} join {join:?} split {split:?} -> {next:?}",
            id.index(),
            node.kind
        );
    }
    out
}

/// Every verdict equals brute force, with reductions and without, and every witness can be replayed.
fn agree(graph: &WorkflowGraph) -> Result<(), TestCaseError> {
    let Some(truth) = brute::explore(graph, 500, 3) else {
        // Too large or without bound: what is decided must not contradict what is certain.
        let found = soundness(
            graph,
            &Bounds {
                states: 2_000,
                reduce: true,
            },
        );
        let plain = soundness(
            graph,
            &Bounds {
                states: 2_000,
                reduce: false,
            },
        );
        for (index, (left, right)) in found
            .verdicts()
            .into_iter()
            .zip(plain.verdicts())
            .enumerate()
        {
            if let (Some(left), Some(right)) = (left.decided(), right.decided()) {
                prop_assert_eq!(left, right, "{} of\n{}", NAMES[index], show(graph));
            }
        }
        return Ok(());
    };
    for reduce in [true, false] {
        let found = soundness(
            graph,
            &Bounds {
                states: 100_000,
                reduce,
            },
        );
        let Soundness { method, .. } = found;
        for (index, (verdict, truth)) in found
            .verdicts()
            .into_iter()
            .zip(truth.verdicts())
            .enumerate()
        {
            prop_assert_eq!(
                verdict.decided(),
                Some(truth),
                "{} with reduce {}: {:?} by {:?}\n{}",
                NAMES[index],
                reduce,
                verdict,
                method,
                show(graph)
            );
            if let Verdict::Fails(witness) = verdict
                && let Err(why) = brute::replay(graph, witness)
            {
                prop_assert!(
                    false,
                    "{why}: {witness:?} for {} with reduce {reduce}\n{}",
                    NAMES[index],
                    show(graph)
                );
            }
        }
    }
    Ok(())
}

/// Where the rank theorem applies, it says of the whole what the others say of the four properties.
fn ranked(graph: &WorkflowGraph) -> Result<(), TestCaseError> {
    let Some(sound) = sound_by_rank(graph) else {
        return Ok(());
    };
    let reduced = soundness(graph, &Bounds::default());
    prop_assert_eq!(sound, reduced.sound(), "{:?}\n{}", reduced, show(graph));
    if let Some(truth) = brute::explore(graph, 500, 3) {
        prop_assert_eq!(sound, truth.verdicts() == [true; 4], "{}", show(graph));
    }
    Ok(())
}

fn cases(default: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|it| it.parse().ok())
        .unwrap_or(default);
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn unstructured_workflows_agree_with_brute_force(seed in any::<u64>()) {
        agree(&generate::unstructured(seed, generate::FREE_CHOICE))?;
    }

    #[test]
    fn inclusive_and_terminating_workflows_agree_with_brute_force(seed in any::<u64>()) {
        agree(&generate::unstructured(seed, generate::EVERYTHING))?;
    }

    #[test]
    fn structured_workflows_with_one_defect_agree_with_brute_force(seed in any::<u64>()) {
        agree(&generate::structured(seed, 12, generate::FREE_CHOICE, true))?;
    }

    #[test]
    fn structured_inclusive_workflows_agree_with_brute_force(seed in any::<u64>()) {
        agree(&generate::structured(seed, 8, generate::INCLUSIVE, seed % 2 == 0))?;
    }

    #[test]
    fn workflows_with_one_token_agree_with_brute_force(seed in any::<u64>()) {
        agree(&generate::unstructured(seed, generate::EXCLUSIVE))?;
    }

    #[test]
    fn structured_workflows_are_sound_by_reduction_alone(seed in any::<u64>()) {
        let graph = generate::structured(seed, 60, generate::INCLUSIVE, false);
        let found = soundness(&graph, &Bounds::default());
        prop_assert!(found.sound(), "{found:?}\n{}", show(&graph));
        prop_assert!(found.method <= Method::Reduction, "{}", show(&graph));
    }
}

proptest! {
    #![proptest_config(cases(250))]

    #[test]
    fn the_rank_theorem_agrees_with_reductions_and_brute_force(seed in any::<u64>()) {
        ranked(&generate::unstructured(seed, generate::FREE_CHOICE))?;
        ranked(&generate::structured(seed, 12, generate::FREE_CHOICE, true))?;
        ranked(&generate::structured(seed, 25, generate::FREE_CHOICE, false))?;
    }
}

#[test]
fn many_parallel_branches_are_decided_without_their_states() {
    for branches in [15, 17, 20, 1000] {
        let found = soundness(&generate::parallel(branches), &Bounds::default());
        assert!(found.sound());
        assert_eq!((found.method, found.states), (Method::Reduction, 2));
    }
}

/// More tokens than a field of a state tells would come to the join at once, if nothing went on before all are there.
#[test]
fn more_branches_than_a_field_counts_are_decided_without_a_join_that_waits() {
    for branches in [2, 30, 255, 300, 1000] {
        let graph = generate::split_and_joined(branches, Route::One);
        let found = soundness(&graph, &Bounds::default());
        let decided = found.verdicts().map(Verdict::decided);
        let expected = [Some(false), Some(true), Some(false), Some(true)];
        assert_eq!(decided, expected, "{branches}: {found:?}");
        // Replaying tries every firing of every state, so it is left to the small ones.
        for verdict in found.verdicts().into_iter().filter(|_| branches < 100) {
            if let Verdict::Fails(witness) = verdict {
                assert_eq!(brute::replay(&graph, witness), Ok(()), "{branches}");
            }
        }
    }
}

#[test]
fn the_rank_theorem_decides_what_would_be_explored_without_end() {
    let found = soundness(&generate::tangled(14), &Bounds::default());
    assert!(found.sound(), "{found:?}");
    assert_eq!(found.method, Method::RankTheorem);
    assert!(found.states < 20_000, "{}", found.states);
}

/// Property tests of a method that never applies would say nothing.
#[test]
fn the_rank_theorem_applies_to_many_generated_workflows() {
    let mut said = [0, 0, 0];
    for seed in 0..600 {
        let graph = generate::unstructured(seed, generate::FREE_CHOICE);
        said[sound_by_rank(&graph).map_or(2, usize::from)] += 1;
    }
    assert!(said[0] > 100 && said[1] > 20, "{said:?}");
}

#[test]
fn a_workflow_that_never_starts_is_not_called_sound() {
    let mut graph = WorkflowGraph::new();
    let step = generate::node(&mut graph, NodeKind::Step, Route::One, Route::All);
    let end = generate::node(&mut graph, NodeKind::End, Route::One, Route::All);
    generate::flow(&mut graph, step, end);
    let found = soundness(&graph, &Bounds::default());
    assert_eq!(found.safe, Verdict::Unknown(Reason::NothingStarts));
    assert!(matches!(&found.no_dead_step, Verdict::Fails(witness) if witness.nodes == [step]));
}

#[test]
fn the_witness_names_the_split_and_the_join() {
    for (split, join, pattern) in [
        (Route::All, Route::One, Pattern::LackOfSynchronisation),
        (Route::One, Route::All, Pattern::Deadlock),
    ] {
        let mut graph = WorkflowGraph::new();
        let start = generate::node(&mut graph, NodeKind::Start, Route::One, Route::All);
        let fork = generate::node(&mut graph, NodeKind::Gateway, Route::One, split);
        let meet = generate::node(&mut graph, NodeKind::Gateway, join, Route::All);
        let end = generate::node(&mut graph, NodeKind::End, Route::One, Route::All);
        generate::flow(&mut graph, start, fork);
        for _ in 0..2 {
            let step = generate::node(&mut graph, NodeKind::Step, Route::One, Route::All);
            generate::flow(&mut graph, fork, step);
            generate::flow(&mut graph, step, meet);
        }
        let last = generate::node(&mut graph, NodeKind::Step, Route::One, Route::All);
        generate::flow(&mut graph, meet, last);
        generate::flow(&mut graph, last, end);
        let found = soundness(&graph, &Bounds::default());
        let verdict = if pattern == Pattern::Deadlock {
            &found.option_to_complete
        } else {
            &found.safe
        };
        let Verdict::Fails(witness) = verdict else {
            panic!("{found:?}")
        };
        assert_eq!(
            (witness.pattern, witness.split, witness.join),
            (pattern, Some(fork), Some(meet)),
            "{witness:?}"
        );
    }
}

#[test]
fn brute_force_knows_the_textbook_cases() {
    let answer = |graph: &WorkflowGraph| brute::explore(graph, 1000, 4).map(|it| it.verdicts());
    assert_eq!(answer(&generate::parallel(3)), Some([true; 4]));
}

/// A witness put back together from reductions once left a token on the way to an inclusive join.
#[test]
fn a_witness_through_an_inclusive_join_can_be_replayed() {
    let graph = generate::structured(766_172_393_777_090_480, 8, generate::INCLUSIVE, true);
    agree(&graph).unwrap();
}
