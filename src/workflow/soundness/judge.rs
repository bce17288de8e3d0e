//! What is known of one net, and what each way of playing adds to it.
//!
//! Deliberately does not choose between reductions: that is [`super::decide`].
#![expect(
    clippy::indexing_slicing,
    reason = "every index is an arena index of the net at hand"
)]

use super::super::graph::{NodeId, Route};
use super::assemble::Extent;
use super::explore::{Outcome, Space};
use super::game::{Game, Order};
use super::net::{Kind, Net, NetNode};
use super::structure::{self, Concurrency};
use super::witness::{self, Again, Shown, Witness};
use super::{Bounds, Method, Reason, Soundness, Verdict};

/// Most pairs of concurrent flows that are kept; beyond it safety is explored.
const PAIRS: usize = 1 << 21;

/// States that are explored once two tokens were met on a flow: what there is to say first is said, and tokens that multiply
/// have states without end.
const ONCE_UNSAFE: usize = 1 << 12;

/// Flows of all states that are explored: a state is as long as the workflow is wide, so a wide one has fewer of them.
const WORK: usize = 1 << 27;
/// So many states are explored however wide the workflow is.
const FEWEST_STATES: usize = 1 << 10;

/// What is known so far of one net.
pub struct Judge<'a> {
    extent: Extent<'a>,
    net: &'a Net,
    inclusive: bool,
    counted: Vec<usize>,
    /// No flow holds two tokens.
    pub safe: Option<Verdict>,
    /// Every case can complete.
    pub option: Option<Verdict>,
    /// No end fires twice.
    pub proper: Option<Verdict>,
    /// Every step runs.
    pub steps: Option<Verdict>,
    /// What was played last.
    played: Option<(Game<'a>, Space)>,
    reason: Reason,
    method: Method,
    states: usize,
}

impl<'a> Judge<'a> {
    /// What the shape of the net tells already.
    pub fn new(extent: Extent<'a>, net: &'a Net, bounds: &Bounds) -> Self {
        let whole = |node: &NetNode| !matches!(node.kind, Kind::Interrupt(_));
        let concurrency = if bounds.reduce && net.nodes.iter().all(whole) {
            Concurrency::new(net, PAIRS)
        } else {
            None
        };
        let counted = concurrency.as_ref().map_or_else(
            || {
                let ends = net.nodes.iter().enumerate();
                ends.filter(|(_, node)| {
                    matches!(node.kind, Kind::Sink { end: true } | Kind::Terminate(_))
                })
                .map(|(place, _)| place)
                .collect()
            },
            |it| it.repeated_ends(net),
        );
        let safe = concurrency
            .is_some_and(|it| it.safe())
            .then_some(Verdict::Holds);
        let proper = counted.is_empty().then_some(Verdict::Holds);
        let inner = net
            .nodes
            .iter()
            .any(|node| node.kind == Kind::Inner || node.blocked);
        Self {
            extent,
            net,
            inclusive: net.inclusive(),
            counted,
            safe,
            option: None,
            proper,
            steps: None,
            played: None,
            reason: Reason::States(bounds.states),
            method: if inner {
                Method::PersistentSets
            } else {
                Method::Reduction
            },
            states: 0,
        }
    }

    /// Whether nothing but a choice's own nodes can take its tokens.
    pub fn free_choice(&self) -> bool {
        !self.inclusive && !self.net.terminates
    }

    /// No join waits, so every token runs for itself and what can be reached in the graph can be reached in a run.
    fn joinless(&self) -> bool {
        self.free_choice()
            && self
                .net
                .nodes
                .iter()
                .all(|node| !node.blocked && (node.join != Route::All || node.ins.len() < 2))
    }

    /// The four verdicts so far.
    pub fn verdicts(&self) -> [&Option<Verdict>; 4] {
        [&self.safe, &self.option, &self.proper, &self.steps]
    }

    /// Plays one choice at a time, where that is enough: free-choice nets.
    pub fn persistent(&mut self, bound: usize) {
        if !self.free_choice() {
            return;
        }
        let Some((game, space)) = self.play(Order::Persistent, bound) else {
            return;
        };
        self.judge_tokens(&game, &space);
        if self.option == Some(Verdict::Holds) {
            self.judge_dead(self.unreached());
        }
        self.played = Some((game, space));
    }

    /// The rank theorem says that it is sound.
    pub fn proved(&mut self) {
        self.method = Method::RankTheorem;
        self.safe = Some(Verdict::Holds);
        self.option = Some(Verdict::Holds);
        self.proper = Some(Verdict::Holds);
        self.judge_dead(self.unreached());
    }

    /// Plays everything.
    pub fn all(&mut self, bound: usize, steps: bool) {
        let before = self.verdicts().iter().all(|verdict| verdict.is_some());
        let Some((game, space)) = self.play(Order::All, bound) else {
            return;
        };
        if !before {
            self.method = Method::Exploration;
        }
        if space.outcome == Outcome::Complete {
            if self.safe.is_none() && space.layout.most() == 1 {
                self.safe = Some(Verdict::Holds);
            }
            // The shortest witnesses are here.
            self.option = None;
            self.proper = None;
        }
        self.judge_tokens(&game, &space);
        if !self.net.terminates && self.option == Some(Verdict::Holds) {
            self.judge_dead(self.unreached());
        } else if steps {
            self.judge_steps(&space);
        }
        self.played = Some((game, space));
    }

    /// Whether tokens are known to behave: never two on a flow, and always a way to the end.
    pub fn holds(&self) -> bool {
        [&self.safe, &self.option].map(Option::as_ref) == [Some(&Verdict::Holds); 2]
    }

    /// The states that were explored last.
    pub fn played_last(&self) -> Option<(&Game<'a>, &Space)> {
        self.played.as_ref().map(|(game, space)| (game, space))
    }

    /// The strongest means that was needed so far.
    pub fn method(&self) -> Method {
        self.method
    }

    /// States that were explored so far.
    pub fn states(&self) -> usize {
        self.states
    }

    /// Explores with one bit per flow, and with wider fields where a flow holds more tokens.
    fn play(&mut self, order: Order, bound: usize) -> Option<(Game<'a>, Space)> {
        let mut bound = bound.min((WORK / self.net.flows.len().max(1)).max(FEWEST_STATES));
        let game = match Game::new(self.net, &self.counted) {
            Ok(game) => game,
            Err(place) => {
                self.reason = self.net.nodes[place]
                    .origin
                    .map_or(Reason::Tokens, Reason::Wide);
                return None;
            }
        };
        let mut space = game.explore(order, 1, bound);
        self.states += space.states.len();
        if let Some((state, firing, flow)) = space.doubled.take() {
            let run = witness::run(&game, &space, state, Some(firing));
            let shown = Shown {
                graph: self.extent.graph,
                net: self.net,
                run: &run,
            };
            if self.safe.is_none() || order == Order::All {
                self.safe = Some(Verdict::Fails(Box::new(shown.twice(flow))));
            }
            bound = bound.min(ONCE_UNSAFE);
            let order = match order {
                Order::All => Order::All,
                Order::Persistent | Order::Draining => Order::Draining,
            };
            for width in [2, 8] {
                space = game.explore(order, width, bound);
                self.states += space.states.len();
                if space.unbounded || space.outcome != Outcome::Tokens {
                    break;
                }
            }
        }
        self.reason = match space.outcome {
            Outcome::Tokens if space.unbounded => Reason::Tokens,
            Outcome::Tokens => Reason::Crowded(space.layout.most()),
            Outcome::Mixed => Reason::Instances,
            Outcome::Complete | Outcome::Bound => Reason::States(bound),
        };
        Some((game, space))
    }

    /// Option to complete and proper completion, as far as the states tell.
    fn judge_tokens(&mut self, game: &Game<'_>, space: &Space) {
        let complete = space.outcome == Outcome::Complete;
        if self.proper.is_none() {
            self.proper = self.ends_twice(game, space, |words| space.layout.empty(words));
            if self.proper.is_none() && complete {
                self.proper = Some(Verdict::Holds);
            }
        }
        if self.option.is_none() {
            let stuck = self.stuck(game, space, complete);
            if let Some(witness) = stuck {
                self.option = Some(Verdict::Fails(Box::new(witness)));
            } else if complete {
                self.option = Some(Verdict::Holds);
            }
        }
        if !complete && self.joinless() {
            let hopeless = structure::hopeless(self.net);
            let reached = structure::reached_flows(self.net);
            if self.option.is_none()
                && !(0..reached.len()).any(|flow| reached[flow] && hopeless[flow])
            {
                self.option = Some(Verdict::Holds);
            }
            if self.steps.is_none() {
                self.judge_dead(self.unreached());
            }
        }
        if self.proper.is_none() && self.option == Some(Verdict::Holds) {
            // Whatever has happened, the case can still end: so can one in which an end has fired twice.
            self.proper = self.ends_twice(game, space, |_| true);
        }
    }

    /// The failure of the first state of some in which an end has fired twice.
    fn ends_twice(
        &self,
        game: &Game<'_>,
        space: &Space,
        is_meant: impl Fn(&[u64]) -> bool,
    ) -> Option<Verdict> {
        let (state, end) = (0..space.states.len()).find_map(|state| {
            let words = space.states.get(state);
            let mut ends = 0..self.counted.len();
            let end = ends.find(|&end| space.layout.fired(words, end) > 1)?;
            is_meant(words).then_some((state, end))
        })?;
        let run = witness::run(game, space, number(state), None);
        let shown = Shown {
            graph: self.extent.graph,
            net: self.net,
            run: &run,
        };
        let witness = shown.ends_twice(self.counted[end]);
        Some(Verdict::Fails(Box::new(witness)))
    }

    /// A state that cannot complete: a deadlock first, for it tells most; else the first state of an endless loop.
    fn stuck(&self, game: &Game<'_>, space: &Space, complete: bool) -> Option<Witness> {
        let layout = space.layout;
        let dead = (0..space.states.len()).find(|&state| {
            let words = space.states.get(state);
            let mut moves =
                layout.empty(words) || space.next(state).is_none_or(|next| !next.is_empty());
            if !moves {
                game.each(layout, words, Order::All, |_, _, _| moves = true);
            }
            !moves
        });
        let show = |state: usize, again: &Again| {
            let run = witness::run(game, space, number(state), None);
            let mut tokens = Vec::new();
            let words = space.states.get(state);
            layout.marked(words, |flow| {
                (0..layout.get(words, flow)).for_each(|_| tokens.push(flow));
            });
            Shown {
                graph: self.extent.graph,
                net: self.net,
                run: &run,
            }
            .stuck(&tokens, again)
        };
        if let Some(state) = dead {
            return Some(show(state, &Again::default()));
        }
        let doomed = if complete {
            let good = space.completing();
            (0..good.len()).find(|&state| !good[state])?
        } else if self.net.terminates {
            return None;
        } else {
            let hopeless = structure::hopeless(self.net);
            (0..space.states.len()).find(|&state| {
                let mut found = false;
                layout.marked(space.states.get(state), |flow| found |= hopeless[flow]);
                found
            })?
        };
        let members = space.recurring(doomed);
        let state = members.iter().copied().min().unwrap_or(doomed);
        Some(show(state, &self.played(game, space, &members)))
    }

    /// The nodes that fire in some states, and the flows that are marked there.
    fn played(&self, game: &Game<'_>, space: &Space, states: &[usize]) -> Again {
        let layout = space.layout;
        let mut fires = vec![false; self.net.nodes.len()];
        let mut marked = vec![false; self.net.flows.len()];
        for &state in states {
            let words = space.states.get(state);
            game.each(layout, words, Order::All, |node, taken, _| {
                fires[node] = true;
                for &flow in taken {
                    marked[flow] = true;
                }
            });
        }
        Again {
            nodes: (0..fires.len()).filter(|&node| fires[node]).collect(),
            flows: (0..marked.len()).filter(|&flow| marked[flow]).collect(),
        }
    }

    /// Steps out of reach.
    fn unreached(&self) -> Vec<NodeId> {
        if self.net.merged_untrimmed {
            structure::unreached(&self.extent.net())
        } else {
            structure::unreached(self.net)
        }
    }

    fn judge_dead(&mut self, dead: Vec<NodeId>) {
        self.steps = Some(if dead.is_empty() {
            Verdict::Holds
        } else {
            Verdict::Fails(Box::new(witness::never_runs(self.extent.graph, dead)))
        });
    }

    /// The steps that ran, where each keeps its own record.
    fn judge_steps(&mut self, space: &Space) {
        let mut dead = self.net.dead.clone();
        for (place, node) in self.net.nodes.iter().enumerate() {
            if !space.fired[place] {
                self.net.ropes.write(node.steps, &mut dead);
            }
        }
        for (flow, it) in self.net.flows.iter().enumerate() {
            if !space.marked[flow] {
                self.net.ropes.write(it.steps, &mut dead);
            }
        }
        if space.outcome == Outcome::Complete || dead.is_empty() {
            self.judge_dead(dead);
        } else if self.steps.is_none() {
            let never = self.unreached();
            if !never.is_empty() {
                self.judge_dead(never);
            }
        }
    }

    /// The verdicts, with a reason for those not found.
    pub fn finish(self) -> Soundness {
        let unknown = || Verdict::Unknown(self.reason);
        Soundness {
            safe: self.safe.unwrap_or_else(unknown),
            option_to_complete: self.option.unwrap_or_else(unknown),
            proper_completion: self.proper.unwrap_or_else(unknown),
            no_dead_step: self.steps.unwrap_or_else(unknown),
            method: self.method,
            states: self.states,
        }
    }
}

fn number(state: usize) -> u32 {
    u32::try_from(state).unwrap_or(u32::MAX)
}
