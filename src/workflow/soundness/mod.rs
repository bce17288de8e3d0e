//! Whether every case of a workflow can be completed, cleanly, and every step can run: four verdicts, each with a witness.
//!
//! First the workflow graph is reduced by rules that keep every verdict ([`reduce`]); what is left is judged by its shape
//! ([`structure`]), then by playing one choice at a time where it is free-choice, then by playing everything within a
//! bound ([`explore`]). `docs/soundness.md` tells the whole. Deliberately not here: reading BPMN, building the graph, and
//! words for people; a [`Witness`] names nodes and flows, messages are made elsewhere.

mod assemble;
mod decide;
mod explore;
mod game;
mod judge;
mod net;
mod rank;
mod reduce;
mod rope;
mod scopes;
mod single;
mod states;
mod structure;
mod witness;

use petgraph::Direction;

use super::graph::{Border, NodeId, NodeKind, Route, WorkflowGraph};
use assemble::Extent;
use scopes::Scopes;

pub use witness::{Pattern, Witness, never_runs};

/// How much may be explored before a verdict is given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// States of the reduced workflow; about a hundred bytes each.
    pub states: usize,
    /// Whether reduction rules are used. Without them everything is explored: for tests and for measuring.
    pub reduce: bool,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            states: 2_000_000,
            reduce: true,
        }
    }
}

/// What is known of one property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is true of every run.
    Holds,
    /// It is not, and this shows it.
    Fails(Box<Witness>),
    /// It was not decided.
    Unknown(Reason),
}

impl Verdict {
    /// `Some(true)` where it holds, `Some(false)` where it fails, nothing where it is not known.
    #[must_use]
    pub const fn decided(&self) -> Option<bool> {
        match self {
            Self::Holds => Some(true),
            Self::Fails(_) => Some(false),
            Self::Unknown(_) => None,
        }
    }
}

/// Why a property was not decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No start puts a token anywhere, so there is no run to judge.
    NothingStarts,
    /// More states than the bound, which is given.
    States(usize),
    /// The number of tokens grows without end.
    Tokens,
    /// More tokens on one flow than are played; the most that are is given.
    Crowded(u64),
    /// An inclusive gateway with too many flows to play.
    Wide(NodeId),
    /// A sub-process that is not sound by itself runs twice at once.
    Instances,
}

/// How the verdicts were found; the strongest means that was needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// There is never a second token, so what the graph reaches is all there is to know.
    OneToken,
    /// Reduction rules alone: nothing was left.
    Reduction,
    /// The shape of the rest, and one choice at a time.
    PersistentSets,
    /// The rank theorem of free-choice nets.
    RankTheorem,
    /// All states of the rest.
    Exploration,
}

impl Method {
    /// Its name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OneToken => "one-token",
            Self::Reduction => "reduction",
            Self::PersistentSets => "persistent-sets",
            Self::RankTheorem => "rank-theorem",
            Self::Exploration => "exploration",
        }
    }
}

/// The four verdicts on a workflow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Soundness {
    /// No flow ever holds two tokens: no step runs twice at once.
    pub safe: Verdict,
    /// From every reachable state the state without tokens can be reached: no deadlock, no endless loop.
    pub option_to_complete: Verdict,
    /// No end event fires more than once in a run that ends.
    pub proper_completion: Verdict,
    /// Every step runs in some run.
    pub no_dead_step: Verdict,
    /// How they were found.
    pub method: Method,
    /// States that were explored for it.
    pub states: usize,
}

impl Soundness {
    /// The four verdicts, in the order of the fields.
    #[must_use]
    pub const fn verdicts(&self) -> [&Verdict; 4] {
        [
            &self.safe,
            &self.option_to_complete,
            &self.proper_completion,
            &self.no_dead_step,
        ]
    }

    /// Whether all four properties hold.
    #[must_use]
    pub fn sound(&self) -> bool {
        self.verdicts()
            .iter()
            .all(|verdict| **verdict == Verdict::Holds)
    }
}

/// Decides the four properties of a workflow under the token game of [`super::graph`].
///
/// Near linear in V + E where the reduction rules take everything (every nesting of splits, joins and loops); otherwise the
/// cost of exploring the rest, within the bound. Exact wherever a verdict is given.
#[must_use]
pub fn soundness(graph: &WorkflowGraph, bounds: &Bounds) -> Soundness {
    if bounds.reduce && single::sound(graph) {
        return decide::one_token();
    }
    let starts = graph
        .node_indices()
        .any(|node| graph[node].kind == NodeKind::Start && graph.neighbors(node).next().is_some());
    if !starts {
        return decide::nothing_starts(graph);
    }
    let scopes = if bounds.reduce {
        Scopes::close(graph, bounds)
    } else {
        Scopes::open(graph)
    };
    let extent = Extent::whole(graph, &scopes);
    let mut found = match decide::quick(extent, bounds) {
        Some((it, is_all)) if is_all || it.sound() => it,
        quick => decide::exact(extent, bounds, quick.map(|(it, _)| it)),
    };
    found.method = found.method.max(scopes.method);
    found.states += scopes.states;
    let fails = |verdict: &&Verdict| verdict.decided() == Some(false);
    if bounds.reduce && waits_for_some(graph) && found.verdicts().iter().any(fails) {
        return replayable(graph, bounds, found);
    }
    found
}

/// Whether a free-choice workflow is sound, by the rank theorem alone: polynomial, and independent of reductions and states.
///
/// Nothing where it does not apply: inclusive routing, scopes that are emptied, several ends, more than 1,200 places or
/// transitions, no start, or a join that waits for what can never come.
/// Cost: O(P · (P + T + F)) and a rank of a matrix of P × T.
#[must_use]
pub fn sound_by_rank(graph: &WorkflowGraph) -> Option<bool> {
    let scopes = Scopes::open(graph);
    let mut net = Extent::whole(graph, &scopes).net();
    structure::trim(&mut net);
    let lost = !net.dead.is_empty();
    let sound = rank::sound(&net.compact())?;
    Some(sound && !lost)
}

/// Whether a node joins inclusively: it waits for what may still come. The exits of scopes do not, nor do ends inside.
fn waits_for_some(graph: &WorkflowGraph) -> bool {
    graph.node_indices().any(|node| {
        let mut into = graph.edges_directed(node, Direction::Incoming);
        graph[node].join == Route::Any
            && !assemble::only_ends(graph, node)
            && into.all(|flow| !matches!(flow.weight().border, Border::Leaves(_)))
    })
}

/// Reductions keep the verdicts, but the steps they put back into a witness may leave a token on the way to an inclusive join
/// that the run needs gone. So the witnesses of such workflows are those of the whole workflow, where it can be explored.
fn replayable(graph: &WorkflowGraph, bounds: &Bounds, found: Soundness) -> Soundness {
    let whole = soundness(
        graph,
        &Bounds {
            reduce: false,
            ..*bounds
        },
    );
    let pick = |reduced: Verdict, whole: Verdict| match (reduced.decided(), whole.decided()) {
        (Some(false), Some(false)) => whole,
        _ => reduced,
    };
    Soundness {
        safe: pick(found.safe, whole.safe),
        option_to_complete: pick(found.option_to_complete, whole.option_to_complete),
        proper_completion: pick(found.proper_completion, whole.proper_completion),
        no_dead_step: pick(found.no_dead_step, whole.no_dead_step),
        method: found.method,
        states: found.states.max(whole.states),
    }
}
