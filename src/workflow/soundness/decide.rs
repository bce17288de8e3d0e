//! Puts the methods in order and turns what they find into verdicts.
//!
//! A quick pass asks only whether all four properties hold; where one does not, an exact pass keeps what each verdict needs
//! and looks for witnesses. Deliberately no algorithm of its own.

use super::super::graph::{NodeId, NodeKind, WorkflowGraph};
use super::assemble::Extent;
use super::judge::Judge;
use super::reduce::{Keep, reduce, reduced};
use super::{Bounds, Method, Reason, Soundness, Verdict};
use super::{rank, witness};

/// States explored for the sake of a shortest witness, where the verdicts are known already.
const FOR_WITNESS: usize = 1 << 15;

/// States explored by persistent sets before the rank theorem is asked.
const BEFORE_RANK: usize = 1 << 13;

/// Nothing ever runs: every step is dead, and of runs there is nothing to say.
pub fn nothing_starts(graph: &WorkflowGraph) -> Soundness {
    let unknown = Verdict::Unknown(Reason::NothingStarts);
    let dead: Vec<NodeId> = graph
        .node_indices()
        .filter(|&node| graph[node].kind == NodeKind::Step)
        .collect();
    let no_dead_step = if dead.is_empty() {
        unknown.clone()
    } else {
        Verdict::Fails(Box::new(witness::never_runs(graph, dead)))
    };
    Soundness {
        safe: unknown.clone(),
        option_to_complete: unknown.clone(),
        proper_completion: unknown,
        no_dead_step,
        method: Method::Reduction,
        states: 1,
    }
}

/// There is one token, and it always comes to an end and can come to every step.
pub const fn one_token() -> Soundness {
    Soundness {
        safe: Verdict::Holds,
        option_to_complete: Verdict::Holds,
        proper_completion: Verdict::Holds,
        no_dead_step: Verdict::Holds,
        method: Method::OneToken,
        states: 0,
    }
}

/// Reduces without regard to steps, and answers where no exploring of all interleavings is needed. What it decides is
/// exact, but for the steps it only says whether all of them run; also whether [`exact`] would say just the same.
pub fn quick(extent: Extent<'_>, bounds: &Bounds) -> Option<(Soundness, bool)> {
    if !bounds.reduce {
        return None;
    }
    let (net, keep, assumes_safe) = reduced(extent.fused());
    let mut judge = Judge::new(extent, &net, bounds);
    judge.persistent(bounds.states.min(BEFORE_RANK));
    if judge.option.is_none() && judge.free_choice() && bounds.states > BEFORE_RANK {
        if rank::sound(&net) == Some(true) {
            judge.proved();
        } else {
            judge.persistent(bounds.states);
        }
    }
    if !judge.free_choice() {
        judge.all(bounds.states, keep == Keep::Steps);
    }
    if assumes_safe && judge.safe != Some(Verdict::Holds) {
        return None;
    }
    // Then the same rules were used that keep every verdict, and everything was played.
    let is_all = keep == Keep::Steps && !assumes_safe && !judge.free_choice();
    Some((judge.finish(), is_all))
}

/// Reduces by the rules that keep every verdict by itself, then explores as far as is needed.
pub fn exact(extent: Extent<'_>, bounds: &Bounds, quick: Option<Soundness>) -> Soundness {
    let net = if bounds.reduce {
        let mut net = extent.fused();
        reduce(&mut net, Keep::Steps, false);
        net
    } else {
        extent.net()
    };
    let net = net.compact();
    let mut judge = Judge::new(extent, &net, bounds);
    if bounds.reduce {
        judge.persistent(bounds.states);
    }
    let known = judge.verdicts().iter().all(|verdict| verdict.is_some());
    judge.all(
        if known {
            FOR_WITNESS.min(bounds.states)
        } else {
            bounds.states
        },
        true,
    );
    let mut found = judge.finish();
    if let Some(quick) = quick {
        let Soundness {
            safe,
            option_to_complete,
            proper_completion,
            no_dead_step,
            ..
        } = quick;
        fill(&mut found.safe, safe);
        fill(&mut found.option_to_complete, option_to_complete);
        fill(&mut found.proper_completion, proper_completion);
        fill(&mut found.no_dead_step, no_dead_step);
    }
    found
}

fn fill(verdict: &mut Verdict, other: Verdict) {
    if matches!(verdict, Verdict::Unknown(_)) {
        *verdict = other;
    }
}
