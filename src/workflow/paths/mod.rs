//! Path properties: what holds on every run of a workflow, decided without enumerating paths, with a run that shows it where
//! it does not hold.
//!
//! A *run* is an order in which nodes may fire in the token game of [`graph`](super::graph): branches of a parallel block run
//! in any interleaving, so a step in one branch may come before and after a step in another. A run is *complete* when no
//! token is left; a node without outgoing flows takes its token as an end does.
//!
//! How each property is decided depends on the class of the workflow, which is recognised here in O(V + E):
//!
//! - **Sequential** (one token at a time, gotos and loops of any shape): breadth-first search with a small automaton; exact,
//!   O(V + E), and the witness has the fewest firings.
//! - **Nested** (parallel and inclusive blocks properly nested, exclusive routing of any shape inside each branch): fixpoints;
//!   exact, O(V + E) for all but [`Paths::chain`], which says its cost. The class is sound by construction.
//! - **Sound otherwise** (exclusive and parallel routing only, soundness proved elsewhere: [`Paths::proved_sound`]):
//!   `existence`, `absence`, `response` and `co_occur` are exact and linear; `precedence` is linear where it holds by the
//!   fixpoint; what is left goes to the search below.
//! - **Anything else** (unsound, terminate inside a branch): fixpoints that are valid in every workflow where they prove that
//!   a property holds, else a search of at most 4,096 states, and [`PathVerdict::Unknown`] with the reason beyond. For
//!   `existence` it moves one token at a time, so that parallel branches cost their sum.
//!
//! The proofs stand in `fixpoint.rs` and at each method. Witnesses have the fewest firings possible in the sequential class, in
//! the search, and wherever a short search (1,000 states) comes to one; past it, or with inclusive joins, they are runs that
//! the fixpoints give: with the fewest firings on their longest chain of causes for `existence`, `absence` and `precedence`,
//! without a promise of least length for the others. Roles, limits and wording are not known here; `separation` is decided by
//! its caller from [`Paths::co_occur`].

mod chain;
pub(in crate::workflow) mod class;
mod explore;
mod fixpoint;
mod game;
mod together;
mod verdict;

use std::cell::OnceCell;

use petgraph::visit::EdgeRef;

use super::dense::ByNode;
use super::graph::{Border, FlowId, Node, NodeId, NodeKind, Route, Scope, WorkflowGraph};
use super::routing::Routing;
use class::{Class, Nesting};
use explore::{
    Monitor, Order, STATE_LIMIT, Step, WITNESS_LIMIT, explore_markings, explore_sequential,
};
use fixpoint::{Arriving, Finishing};
use game::Game;
pub use verdict::{CoOccurrence, Method, PathVerdict, Reason, Witness};

/// A set of nodes of one workflow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeSet {
    members: ByNode<bool>,
}

impl NodeSet {
    /// The nodes of `graph` for which `is_member` holds. O(V).
    pub fn of(graph: &WorkflowGraph, mut is_member: impl FnMut(NodeId, &Node) -> bool) -> Self {
        let mut members = ByNode::for_nodes(graph, false);
        for node in graph.node_indices() {
            if let Some(weight) = graph.node_weight(node) {
                members[node] = is_member(node, weight);
            }
        }
        Self { members }
    }

    /// No node of `routing`. O(V).
    fn none(routing: &Routing) -> Self {
        Self {
            members: routing.by_node(false),
        }
    }

    /// Whether `node` belongs to the set.
    pub fn contains(&self, node: NodeId) -> bool {
        self.members[node]
    }
}

/// What events do to scopes that paths do not follow: they see an event that may happen at any time as a choice before the scope
/// begins, and one that ends a scope as a flow out of it.
#[derive(Clone, Debug, Default)]
struct Borders {
    /// Whether an event in one branch may end what runs in others.
    ends_others: bool,
    /// What an event may end at any time.
    interrupted: Vec<Scope>,
}

impl Borders {
    /// O(V + E), and the nodes once for each scope that an event inside ends.
    fn of(graph: &WorkflowGraph, routing: &Routing) -> Self {
        let mut found = Self::default();
        let mut ended = Vec::new();
        for flow in graph.edge_references() {
            if routing.is_reachable(flow.source()) {
                match flow.weight().border {
                    Border::Aborts(scope) => ended.push(scope),
                    Border::Interrupts(scope) => found.interrupted.push(scope),
                    Border::None | Border::Leaves(_) | Border::Never(_) => {}
                }
            }
        }
        ended.sort_unstable();
        ended.dedup();
        found.ends_others = ended.iter().any(|ended| {
            let mut inside = routing
                .nodes()
                .filter(|&node| ended.holds(routing.scope(node)));
            inside.any(|node| routing.is_reachable(node) && routing.split(node) != Route::One)
        });
        found
    }
}

/// Decides path properties of one workflow.
#[derive(Clone, Debug)]
pub struct Paths {
    routing: Routing,
    class: Class,
    proved_sound: bool,
    borders: Borders,
    /// Whether any run completes at all, once it was asked.
    completes: OnceCell<Result<bool, Reason>>,
}

impl Paths {
    /// Prepares and classifies `graph`. O(V + E).
    pub fn new(graph: &WorkflowGraph) -> Self {
        let mut routing = Routing::new(graph);
        let class = class::classify(&mut routing);
        Self {
            borders: Borders::of(graph, &routing),
            routing,
            class,
            proved_sound: false,
            completes: OnceCell::new(),
        }
    }

    /// Says that the workflow has been proved sound, which makes more properties decidable in linear time.
    ///
    /// Claimed of an unsound workflow, verdicts may be wrong.
    #[must_use]
    pub fn proved_sound(mut self) -> Self {
        self.proved_sound = true;
        self
    }

    /// How this workflow's properties are decided.
    pub fn method(&self) -> Method {
        match self.class {
            Class::Sequential => Method::Sequential,
            Class::Nested(_) => Method::Nested,
            Class::Other if self.is_sound() => Method::Sound,
            Class::Other | Class::Undefined(_) => Method::Search,
        }
    }

    /// Every complete run fires a node of `some`.
    ///
    /// Exact in every sound workflow: it fails exactly where the start *finishes* avoiding `some` (`fixpoint.rs`). O(V + E).
    pub fn existence(&self, some: &NodeSet) -> PathVerdict {
        let monitor = Monitor {
            fires: &|_, node| {
                if some.contains(node) {
                    Step::Fine
                } else {
                    Step::Go(0)
                }
            },
            breaks_at_end: &|_| true,
            only_at_end: true,
        };
        let start = match self.start() {
            Ok(start) => start,
            Err(reason) => return PathVerdict::Unknown(reason),
        };
        // Where no step is of the set, no run fires one, whatever ends it.
        if self.borders.ends_others && self.any_reachable(some) {
            return PathVerdict::Unknown(Reason::EndsOthers);
        }
        if !self.is_sequential() && !self.has_scoped_terminate() {
            let finishing = Finishing::avoiding(&self.routing, some);
            if !finishing.holds(start) {
                return self.holds_unless_endless(start);
            }
            if self.is_sound() {
                let mut game = self.game();
                if game
                    .fire(start, finishing.serve(&self.routing, start))
                    .and_then(|_| game.finish(&finishing, &[]))
                    .is_some()
                {
                    return self.fails(game.run(), &monitor);
                }
            }
        }
        match self.explore(&monitor) {
            PathVerdict::Holds { .. } => self.holds_unless_endless(start),
            verdict => verdict,
        }
    }

    /// No run fires a node of `none`. Vacuous where the set is empty.
    ///
    /// Exact in every sound workflow: each token must be taken by the target of its flow before the case completes, and a
    /// node that splits `One` may take any way, so that whatever can be reached along flows fires in some run. O(V + E).
    pub fn absence(&self, none: &NodeSet) -> PathVerdict {
        let verdict = self.never_before(&NodeSet::none(&self.routing), none);
        match verdict {
            PathVerdict::Holds { .. } => PathVerdict::Holds {
                vacuous: !self.any(|node| none.contains(node)),
            },
            verdict => verdict,
        }
    }

    /// No run fires a node of `then` before it has fired one of `first`; a node of both sets is in order.
    ///
    /// Vacuous where no node of `then` can be reached. It fails exactly where a node of `then` *arrives* avoiding `first`
    /// (`fixpoint.rs`), in sequential and nested workflows; elsewhere see the module. O(V + E).
    pub fn precedence(&self, first: &NodeSet, then: &NodeSet) -> PathVerdict {
        self.never_before(first, then)
    }

    /// After every node of `each` a node of `answer` fires before the case completes; a node of both sets answers itself.
    ///
    /// Exact in every sound workflow: it fails exactly where some node of `each` can be reached, is no answer, and *finishes*
    /// avoiding `answer`. For play everything else to exhaustion while that node waits, then let it fire and finish: all that
    /// fires from then on is caused by it, hence lies on flows that finish without answer. Conversely, in a run without answer
    /// after the node every token it caused finishes so. Vacuous where no node of `each` can be reached. O(V + E).
    pub fn response(&self, each: &NodeSet, answer: &NodeSet) -> PathVerdict {
        let concerns = |node: NodeId| each.contains(node) && !answer.contains(node);
        match self.response_as_drawn(each, answer) {
            PathVerdict::Holds { vacuous: false } if self.may_interrupt_after(concerns) => {
                PathVerdict::Unknown(Reason::Interrupts)
            }
            verdict => verdict,
        }
    }

    fn response_as_drawn(&self, each: &NodeSet, answer: &NodeSet) -> PathVerdict {
        let start = match self.start() {
            Ok(start) => start,
            Err(reason) => return PathVerdict::Unknown(reason),
        };
        let vacuous = !self.any_reachable(each);
        if vacuous {
            return PathVerdict::Holds { vacuous };
        }
        if self.borders.ends_others {
            return PathVerdict::Unknown(Reason::EndsOthers);
        }
        let monitor = Monitor {
            fires: &|phase, node| {
                Step::Go(if answer.contains(node) {
                    0
                } else if each.contains(node) {
                    1
                } else {
                    phase
                })
            },
            breaks_at_end: &|phase| phase == 1,
            only_at_end: false,
        };
        if !self.is_sequential() && !self.has_scoped_terminate() {
            let nobody = NodeSet::none(&self.routing);
            let arriving = Arriving::avoiding(&self.routing, &nobody);
            let unanswered = Finishing::avoiding(&self.routing, answer);
            let worst = self
                .routing
                .nodes()
                .filter(|&node| {
                    each.contains(node) && arriving.holds(node) && unanswered.holds(node)
                })
                .min_by_key(|&node| arriving.rank(node).saturating_add(unanswered.rank(node)));
            let Some(node) = worst else {
                return PathVerdict::Holds { vacuous: false };
            };
            if self.is_sound() {
                let finishing = Finishing::avoiding(&self.routing, &nobody);
                let mut game = self.game();
                let played = self
                    .lead(
                        &mut game,
                        start,
                        &arriving.path(&self.routing, node),
                        &finishing,
                    )
                    .and_then(|()| game.finish(&finishing, &[node]))
                    .and_then(|()| game.fire(node, unanswered.serve(&self.routing, node)))
                    .and_then(|_| game.finish(&unanswered, &[]));
                if played.is_some() {
                    return self.fails(game.run(), &monitor);
                }
            }
        }
        self.explore(&monitor)
    }

    fn never_before(&self, first: &NodeSet, then: &NodeSet) -> PathVerdict {
        if let Err(reason) = self.start() {
            return PathVerdict::Unknown(reason);
        }
        let vacuous = !self.any_reachable(then);
        if vacuous {
            return PathVerdict::Holds { vacuous };
        }
        if self.borders.ends_others {
            return PathVerdict::Unknown(Reason::EndsOthers);
        }
        let monitor = Monitor {
            fires: &|_, node| {
                if first.contains(node) {
                    Step::Fine
                } else if then.contains(node) {
                    Step::Broken
                } else {
                    Step::Go(0)
                }
            },
            breaks_at_end: &|_| false,
            only_at_end: false,
        };
        if !self.is_sequential() {
            let arriving = Arriving::avoiding(&self.routing, first);
            let earliest = self
                .routing
                .nodes()
                .filter(|&node| {
                    then.contains(node) && !first.contains(node) && arriving.holds(node)
                })
                .min_by_key(|&node| arriving.rank(node));
            let Some(node) = earliest else {
                return PathVerdict::Holds { vacuous: false };
            };
            if matches!(self.class, Class::Nested(_)) {
                return self.fails(arriving.derivation(&self.routing, node), &monitor);
            }
            // Without anything to avoid, all that can be reached in a sound workflow fires.
            if self.is_sound()
                && !self.any(|node| first.contains(node))
                && let Some(witness) = self.run_to(node)
            {
                return self.fails(witness.nodes, &monitor);
            }
        }
        self.explore(&monitor)
    }

    /// A run that ends by firing `node`, in a sound workflow.
    fn run_to(&self, node: NodeId) -> Option<Witness> {
        let nobody = NodeSet::none(&self.routing);
        let path = Arriving::avoiding(&self.routing, &nobody).path(&self.routing, node);
        let finishing = Finishing::avoiding(&self.routing, &nobody);
        let mut game = self.game();
        self.lead(&mut game, self.start().ok()?, &path, &finishing)?;
        let last = game.fire(node, self.routing.outgoing(node).get(..1).unwrap_or(&[]))?;
        Some(Witness {
            nodes: game.causes_of(&[last]),
        })
    }

    /// Plays from the start along `path` until its last target is enabled.
    fn lead(
        &self,
        game: &mut Game<'_>,
        start: NodeId,
        path: &[FlowId],
        finishing: &Finishing,
    ) -> Option<()> {
        let Some(first) = path.get(..1) else {
            return Some(());
        };
        let serving = match self.routing.split(start) {
            Route::All => self.routing.outgoing(start),
            Route::One | Route::Any => first,
        };
        game.fire(start, serving)?;
        game.follow(&[path], finishing)
    }

    fn game(&self) -> Game<'_> {
        Game::new(&self.routing, self.nesting())
    }

    fn nesting(&self) -> Option<&Nesting> {
        match &self.class {
            Class::Nested(nesting) => Some(nesting),
            _ => None,
        }
    }

    fn start(&self) -> Result<NodeId, Reason> {
        match (&self.class, self.routing.starts().first()) {
            (Class::Undefined(reason), _) => Err(*reason),
            (_, None) => Err(Reason::NoStart),
            (_, Some(&start)) => Ok(start),
        }
    }

    /// Whether an event may end the scope of a step for which `concerns` holds after it: paths show it before the scope only.
    fn may_interrupt_after(&self, concerns: impl Fn(NodeId) -> bool) -> bool {
        self.borders.interrupted.iter().any(|interrupted| {
            self.any(|node| {
                interrupted.holds(self.routing.scope(node))
                    && self.routing.is_reachable(node)
                    && concerns(node)
            })
        })
    }

    /// Whether an event in one branch of `graph` may end what runs in others: then paths are followed too far. O(V + E).
    pub fn ends_others(graph: &WorkflowGraph) -> bool {
        let mut flows = graph.edge_weights();
        let mut nodes = graph.node_weights();
        let ends = flows.any(|flow| matches!(flow.border, Border::Aborts(_)))
            || nodes.any(|node| node.kind == NodeKind::Terminate);
        // Nearly no workflow has such an event.
        ends && {
            let paths = Self::new(graph);
            paths.borders.ends_others || paths.has_scoped_terminate()
        }
    }

    fn is_sequential(&self) -> bool {
        matches!(self.class, Class::Sequential)
    }

    /// Whether the decisions for sound workflows apply.
    fn is_sound(&self) -> bool {
        match self.class {
            Class::Nested(_) => true,
            Class::Sequential | Class::Undefined(_) => false,
            Class::Other => {
                self.proved_sound
                    && !self.has_scoped_terminate()
                    && !self.any(|node| {
                        self.routing.is_reachable(node)
                            && (self.routing.join(node) == Route::Any
                                || self.routing.split(node) == Route::Any)
                    })
            }
        }
    }

    /// Whether a terminate may remove tokens, so that not every token is taken by the target of its flow.
    fn has_scoped_terminate(&self) -> bool {
        matches!(self.class, Class::Other)
            && self.any(|node| {
                self.routing.is_reachable(node) && self.routing.kind(node) == NodeKind::Terminate
            })
    }

    fn any(&self, holds: impl FnMut(NodeId) -> bool) -> bool {
        self.routing.nodes().any(holds)
    }

    fn any_reachable(&self, set: &NodeSet) -> bool {
        self.any(|node| set.contains(node) && self.routing.is_reachable(node))
    }

    /// The verdict of `existence` where no complete run avoids the set: vacuous where no run completes at all.
    fn holds_unless_endless(&self, start: NodeId) -> PathVerdict {
        match self
            .completes
            .get_or_init(|| self.some_run_completes(start))
        {
            Ok(completes) => PathVerdict::Holds {
                vacuous: !completes,
            },
            Err(reason) => PathVerdict::Unknown(*reason),
        }
    }

    fn some_run_completes(&self, start: NodeId) -> Result<bool, Reason> {
        let any_way =
            Finishing::avoiding(&self.routing, &NodeSet::none(&self.routing)).holds(start);
        if self.is_sound() || self.is_sequential() {
            return Ok(any_way);
        }
        if !any_way && !self.has_scoped_terminate() {
            return Ok(false);
        }
        let monitor = Monitor {
            fires: &|_, _| Step::Go(0),
            breaks_at_end: &|_| true,
            only_at_end: true,
        };
        // Deep first finds an end soonest, but may follow a loop that multiplies tokens.
        let deep = explore_markings(&self.routing, &monitor, WITNESS_LIMIT, Order::Depth);
        let found = match deep {
            Err(Reason::StateLimit) => {
                explore_markings(&self.routing, &monitor, STATE_LIMIT, Order::Breadth)
            }
            decided => decided,
        };
        found.map(|run| run.is_some())
    }

    fn explore(&self, monitor: &Monitor<'_>) -> PathVerdict {
        let found = if self.is_sequential() {
            Ok(explore_sequential(&self.routing, monitor))
        } else {
            explore_markings(&self.routing, monitor, STATE_LIMIT, Order::Breadth)
        };
        match found {
            Ok(None) => PathVerdict::Holds { vacuous: false },
            Ok(Some(witness)) => PathVerdict::Fails(witness),
            Err(reason) => PathVerdict::Unknown(reason),
        }
    }

    /// The property fails, as `nodes` show; a shorter run shows it where a short search comes to one.
    fn fails(&self, nodes: Vec<NodeId>, monitor: &Monitor<'_>) -> PathVerdict {
        PathVerdict::Fails(self.shortened(Witness { nodes }, monitor))
    }

    /// The run with the fewest firings that breaks the property, where at most [`WITNESS_LIMIT`] states come before it and no
    /// join is inclusive; else the run that is known.
    fn shortened(&self, known: Witness, monitor: &Monitor<'_>) -> Witness {
        let found = explore_markings(&self.routing, monitor, WITNESS_LIMIT, Order::Breadth);
        found.ok().flatten().unwrap_or(known)
    }
}
