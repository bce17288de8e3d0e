//! Plays a diagram: a case is a tree of running scopes, each with its own tokens. Knows nothing of borders, guards or nets.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use qmslint::workflow::soundness::Pattern;

use super::diagram::{Diagram, Ends, Kind, Route, Trigger, does_interrupt};

/// A running scope.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Running {
    tokens: Vec<u8>,
    /// Running scopes inside, by the element that holds them.
    inside: Vec<(usize, Running)>,
    /// Whether a handler that interrupts has taken over.
    handled: bool,
}

/// A case and how often each end event of the process fired.
type State = (Option<Running>, BTreeMap<usize, u8>);

/// What a move does to the scopes around.
enum Effect {
    Inside(Running),
    /// The scope is over.
    Over,
    /// Something leaves the scope that is caught further out. If that does not interrupt it, the scope goes on like this.
    Thrown(Running, Catch),
}

/// Where something thrown is caught: an element of a scope, on whose border or in whose handler.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Catch {
    at: usize,
    element: usize,
    interrupts: bool,
}

/// A task that was done, or an end event of the process, or neither.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Done {
    Task(usize, usize),
    End(usize),
    Nothing,
}

pub struct Player<'d> {
    pub diagram: &'d Diagram,
}

impl Player<'_> {
    fn out(&self, at: usize, element: usize) -> Vec<usize> {
        let flows = self.diagram.scopes[at].flows.iter().enumerate();
        flows
            .filter(|(_, (from, _))| *from == element)
            .map(|(flow, _)| flow)
            .collect()
    }

    /// Flows into an element. An element of an ad-hoc scope that nothing leads to has one of its own, behind the drawn ones.
    fn into(&self, at: usize, element: usize) -> Vec<usize> {
        let scope = &self.diagram.scopes[at];
        let flows = scope.flows.iter().enumerate();
        let drawn: Vec<usize> = flows
            .filter(|(_, (_, to))| *to == element)
            .map(|(flow, _)| flow)
            .collect();
        let boundary = matches!(scope.elements[element], Kind::Boundary { .. });
        if scope.ad_hoc && drawn.is_empty() && !boundary {
            vec![scope.flows.len() + element]
        } else {
            drawn
        }
    }

    /// The flows of an ad-hoc scope that are not drawn.
    fn own_flows(&self, at: usize) -> Vec<usize> {
        let scope = &self.diagram.scopes[at];
        let all = (0..scope.elements.len()).flat_map(|element| self.into(at, element));
        all.filter(|&flow| flow >= scope.flows.len()).collect()
    }

    fn put(&self, at: usize, running: &Running, element: usize) -> Running {
        let mut next = running.clone();
        for flow in self.out(at, element) {
            next.tokens[flow] += 1;
        }
        next
    }

    /// The events on the border of an element, and whether they interrupt it.
    pub fn boundaries(&self, at: usize, element: usize) -> Vec<(usize, bool)> {
        let elements = self.diagram.scopes[at].elements.iter().enumerate();
        elements
            .filter_map(|(index, kind)| match kind {
                Kind::Boundary {
                    on,
                    interrupts,
                    trigger,
                } if *on == element => Some((index, does_interrupt(*interrupts, *trigger))),
                _ => None,
            })
            .collect()
    }

    /// The event sub-processes of a scope, what runs in them and whether they interrupt it.
    fn handlers(&self, at: usize) -> Vec<(usize, usize, bool)> {
        let elements = self.diagram.scopes[at].elements.iter().enumerate();
        elements
            .filter_map(|(index, kind)| match kind {
                Kind::Handler {
                    scope,
                    interrupts,
                    trigger,
                } => Some((index, *scope, does_interrupt(*interrupts, *trigger))),
                _ => None,
            })
            .collect()
    }

    /// Where something is caught that is thrown in a scope: by its handlers, on its border, and so on outwards. At each place
    /// who names it goes before who takes anything.
    fn catch(&self, at: usize, thrown: Trigger) -> Option<Catch> {
        self.catch_from(at, thrown, true)
    }

    fn catch_from(&self, at: usize, thrown: Trigger, handlers: bool) -> Option<Catch> {
        let best = |at: usize, fits: &dyn Fn(&Kind) -> Option<(Trigger, bool)>| {
            let elements = self.diagram.scopes[at].elements.iter().enumerate();
            let catches = elements.filter_map(|(element, kind)| {
                let (trigger, interrupts) = fits(kind)?;
                let by_name = match (trigger, thrown) {
                    (Trigger::Error(catch), Trigger::Error(thrown))
                    | (Trigger::Escalation(catch), Trigger::Escalation(thrown)) => {
                        match catch.zip(thrown) {
                            Some((catch, thrown)) if catch != thrown => return None,
                            both => both.is_some(),
                        }
                    }
                    (Trigger::Cancel, Trigger::Cancel) => false,
                    _ => return None,
                };
                let interrupts = does_interrupt(interrupts, trigger);
                Some((
                    !by_name,
                    Catch {
                        at,
                        element,
                        interrupts,
                    },
                ))
            });
            catches
                .min_by_key(|(rank, _)| *rank)
                .map(|(_, catch)| catch)
        };
        let handler = handlers.then(|| {
            best(at, &|kind| match kind {
                Kind::Handler {
                    trigger,
                    interrupts,
                    ..
                } => Some((*trigger, *interrupts)),
                _ => None,
            })
        });
        if let Some(found) = handler.flatten() {
            return Some(found);
        }
        let (around, owner) = self.diagram.scopes[at].around?;
        let border = best(around, &|kind| match kind {
            Kind::Boundary {
                on,
                trigger,
                interrupts,
            } if *on == owner => Some((*trigger, *interrupts)),
            _ => None,
        });
        let is_handler = matches!(
            self.diagram.scopes[around].elements[owner],
            Kind::Handler { .. }
        );
        // Handlers of one scope do not handle each other.
        border.or_else(|| self.catch_from(around, thrown, !is_handler))
    }

    /// Whether something inside throws what this element catches, so that it does not come at any time.
    fn is_thrown_to(&self, at: usize, element: usize) -> bool {
        self.catches()
            .any(|catch| (catch.at, catch.element) == (at, element))
    }

    /// Where each thing that is thrown is caught, if somewhere.
    fn catches(&self) -> impl Iterator<Item = Catch> {
        let scopes = self.diagram.scopes.iter().enumerate();
        scopes.flat_map(move |(at, scope)| {
            let thrown = scope.elements.iter().filter_map(|kind| kind.thrown());
            thrown.filter_map(move |thrown| self.catch(at, thrown))
        })
    }

    /// Every way a scope can begin: whether each handler that does not interrupt comes to run is settled here.
    fn begin(&self, at: usize) -> Vec<Running> {
        let scope = &self.diagram.scopes[at];
        let idle = Running {
            tokens: vec![0; scope.flows.len() + scope.elements.len()],
            inside: Vec::new(),
            handled: false,
        };
        let mut ways = Vec::new();
        if scope.ad_hoc {
            let sources = self.own_flows(at);
            for set in 1_usize..1 << sources.len() {
                let mut some = idle.clone();
                for (bit, &source) in sources.iter().enumerate() {
                    some.tokens[source] = u8::from(set >> bit & 1 == 1);
                }
                ways.push(some);
            }
        } else {
            ways.push(self.put(at, &idle, 0));
        }
        for (element, inner, interrupts) in self.handlers(at) {
            if !interrupts && !self.is_thrown_to(at, element) {
                let with: Vec<Running> = ways
                    .iter()
                    .flat_map(|running| {
                        self.begin(inner).into_iter().map(|handler| {
                            let mut running = running.clone();
                            running.inside.push((element, handler));
                            running.inside.sort();
                            running
                        })
                    })
                    .collect();
                ways.extend(with);
            }
        }
        ways
    }

    /// An activity or gateway begins with a token that was taken.
    fn activity(&self, at: usize, running: &Running, element: usize) -> Vec<(Running, Done)> {
        let kind = self.diagram.scopes[at].elements[element];
        let mut found = Vec::new();
        match kind {
            Kind::Task | Kind::Sub(_) => {
                let inner = match kind {
                    Kind::Sub(inner) => Some(inner),
                    _ => None,
                };
                let events = self.boundaries(at, element);
                let beside: Vec<usize> = events
                    .iter()
                    .filter(|(event, interrupts)| !interrupts && !self.is_thrown_to(at, *event))
                    .map(|(event, _)| *event)
                    .collect();
                for set in 0_usize..1 << beside.len() {
                    let mut with = running.clone();
                    for (bit, &event) in beside.iter().enumerate() {
                        if set >> bit & 1 == 1 {
                            with = self.put(at, &with, event);
                        }
                    }
                    match inner {
                        None => {
                            let done = Done::Task(at, element);
                            found.push((self.put(at, &with, element), done));
                            for (event, ..) in events.iter().filter(|it| it.1) {
                                found.push((self.put(at, &with, *event), Done::Nothing));
                            }
                        }
                        Some(inner) => {
                            for begun in self.begin(inner) {
                                let mut with = with.clone();
                                with.inside.push((element, begun));
                                with.inside.sort();
                                found.push((with, Done::Nothing));
                            }
                        }
                    }
                }
            }
            Kind::Gateway(Route::Any) => {
                let out = self.out(at, element);
                if out.is_empty() {
                    found.push((running.clone(), Done::Nothing));
                }
                for set in 1_usize..1 << out.len() {
                    let mut next = running.clone();
                    for (bit, &flow) in out.iter().enumerate() {
                        next.tokens[flow] += u8::from(set >> bit & 1 == 1);
                    }
                    found.push((next, Done::Nothing));
                }
            }
            Kind::Gateway(Route::One) => {
                let out = self.out(at, element);
                if out.is_empty() {
                    found.push((running.clone(), Done::Nothing));
                }
                for flow in out {
                    let mut next = running.clone();
                    next.tokens[flow] += 1;
                    found.push((next, Done::Nothing));
                }
            }
            _ => found.push((self.put(at, running, element), Done::Nothing)),
        }
        found
    }

    /// Whether an inclusive join waits: a token somewhere leads to an unmarked flow in, past the join, and to no marked one. What
    /// runs inside an activity leads where the activity does.
    fn waits(&self, at: usize, running: &Running, join: usize) -> bool {
        let flows = &self.diagram.scopes[at].flows;
        let leads = |first: Vec<usize>| {
            let mut seen = BTreeSet::new();
            let mut todo = first;
            while let Some(flow) = todo.pop() {
                if !seen.insert(flow) || flow >= flows.len() || flows[flow].1 == join {
                    continue;
                }
                todo.extend(self.out_of(at, flows[flow].1, None));
            }
            let mut met = [false; 2];
            for &flow in seen.iter().filter(|&&flow| flow < flows.len()) {
                if flows[flow].1 == join {
                    met[usize::from(running.tokens[flow] > 0)] = true;
                }
            }
            met == [true, false]
        };
        let tokens = (0..flows.len()).filter(|&flow| running.tokens[flow] > 0);
        let own = (flows.len()..running.tokens.len()).filter(|&own| running.tokens[own] > 0);
        let own = own.map(|own| self.out_of(at, own - flows.len(), None));
        let inside = running.inside.iter();
        let inside = inside.map(|(element, inner)| self.out_of(at, *element, Some(inner)));
        let mut places = tokens.map(|flow| vec![flow]).chain(own).chain(inside);
        places.any(leads)
    }

    /// The flows on which a token may come out of an element, also by an event on its border. Once the element runs, it is settled
    /// whether those happen that do not interrupt it, but for what may still be thrown to them.
    fn out_of(&self, at: usize, element: usize, runs: Option<&Running>) -> Vec<usize> {
        let events = self.boundaries(at, element).into_iter();
        let events = events.filter(|&(event, interrupts)| {
            if interrupts || !self.is_thrown_to(at, event) {
                return interrupts || runs.is_none();
            }
            let Kind::Sub(inner) = self.diagram.scopes[at].elements[element] else {
                return false;
            };
            let tokens = match runs {
                Some(running) => self.where_tokens_are(inner, running),
                None => self.where_tokens_begin(inner),
            };
            self.may_throw_to((at, event), tokens)
        });
        let mut out = self.out(at, element);
        out.extend(events.flat_map(|(event, ..)| self.out(at, event)));
        out
    }

    /// The elements that tokens come to first, scope by scope: in the scope and in its handlers that come at any time.
    fn where_tokens_begin(&self, at: usize) -> Vec<(usize, usize)> {
        let scope = &self.diagram.scopes[at];
        let mut found: Vec<(usize, usize)> = if scope.ad_hoc {
            let own = self.own_flows(at).into_iter();
            own.map(|flow| (at, flow - scope.flows.len())).collect()
        } else {
            vec![(at, 0)]
        };
        for (element, inner, _) in self.handlers(at) {
            if !self.is_thrown_to(at, element) {
                found.extend(self.where_tokens_begin(inner));
            }
        }
        found
    }

    /// The elements that the tokens of a running scope come to next, scope by scope.
    fn where_tokens_are(&self, at: usize, running: &Running) -> Vec<(usize, usize)> {
        let flows = &self.diagram.scopes[at].flows;
        let marked = (0..running.tokens.len()).filter(|&flow| running.tokens[flow] > 0);
        let mut found: Vec<(usize, usize)> = marked
            .map(|flow| {
                (
                    at,
                    flows
                        .get(flow)
                        .map_or_else(|| flow - flows.len(), |flow| flow.1),
                )
            })
            .collect();
        for (element, inner) in &running.inside {
            found.extend(self.where_tokens_are(self.inner(at, *element), inner));
            found.extend(self.targets(at, *element));
            for (event, interrupts) in self.boundaries(at, *element) {
                if interrupts && !self.is_thrown_to(at, event) {
                    found.extend(self.targets(at, event));
                }
            }
        }
        for (element, inner, interrupts) in self.handlers(at) {
            if interrupts && !running.handled && !self.is_thrown_to(at, element) {
                found.extend(self.where_tokens_begin(inner));
            }
        }
        found
    }

    /// The scope that an element holds.
    fn inner(&self, at: usize, element: usize) -> usize {
        match self.diagram.scopes[at].elements[element] {
            Kind::Sub(inner) | Kind::Handler { scope: inner, .. } => inner,
            other => unreachable!("{other:?} holds no scope"),
        }
    }

    fn targets(&self, at: usize, element: usize) -> Vec<(usize, usize)> {
        let flows = self.out(at, element).into_iter();
        flows
            .map(|flow| (at, self.diagram.scopes[at].flows[flow].1))
            .collect()
    }

    /// Whether tokens that come to these elements may bring about what is thrown to an event.
    fn may_throw_to(&self, event: (usize, usize), mut todo: Vec<(usize, usize)>) -> bool {
        let mut seen = BTreeSet::new();
        while let Some((at, element)) = todo.pop() {
            if !seen.insert((at, element)) {
                continue;
            }
            let kind = self.diagram.scopes[at].elements[element];
            if let Some(catch) = kind.thrown().and_then(|thrown| self.catch(at, thrown)) {
                if (catch.at, catch.element) == event {
                    return true;
                }
                match self.diagram.scopes[catch.at].elements[catch.element] {
                    Kind::Handler { scope, .. } => todo.extend(self.where_tokens_begin(scope)),
                    _ => todo.extend(self.targets(catch.at, catch.element)),
                }
                if catch.interrupts {
                    continue;
                }
            }
            if let Kind::Sub(inner) = kind {
                todo.extend(self.where_tokens_begin(inner));
            }
            todo.extend(self.targets(at, element));
            for (event, _) in self.boundaries(at, element) {
                if !self.is_thrown_to(at, event) {
                    todo.extend(self.targets(at, event));
                }
            }
        }
        false
    }

    /// Everything that can happen next in a running scope.
    fn moves(&self, at: usize, running: &Running) -> Vec<(Effect, Done)> {
        let scope = &self.diagram.scopes[at];
        let mut found = Vec::new();
        for (element, kind) in scope.elements.iter().enumerate() {
            let into = self.into(at, element);
            let marked: Vec<usize> = into
                .iter()
                .copied()
                .filter(|&flow| running.tokens[flow] > 0)
                .collect();
            let takes: Vec<Vec<usize>> = match kind {
                Kind::Gateway(Route::All | Route::Any) if marked.is_empty() => vec![],
                Kind::Gateway(Route::All) if marked.len() == into.len() => vec![into],
                Kind::Gateway(Route::All) => vec![],
                Kind::Gateway(Route::Any) if self.waits(at, running, element) => vec![],
                Kind::Gateway(Route::Any) => vec![marked],
                _ => marked.iter().map(|&flow| vec![flow]).collect(),
            };
            for take in takes {
                let mut rest = running.clone();
                for flow in take {
                    rest.tokens[flow] -= 1;
                }
                let ends = match kind {
                    Kind::End(ends) => Some(*ends),
                    _ => None,
                };
                let done = match ends {
                    Some(_) if at == 0 => Done::End(element),
                    _ => Done::Nothing,
                };
                if ends == Some(Ends::Terminate) {
                    found.push((Effect::Over, done));
                } else if let Some(thrown) = kind.thrown() {
                    let next = self.put(at, &rest, element);
                    let effects = self.thrown(at, next, thrown).into_iter();
                    found.extend(effects.map(|effect| (effect, done)));
                } else if ends.is_some() {
                    found.push((Effect::Inside(rest), done));
                } else {
                    let next = self.activity(at, &rest, element).into_iter();
                    found.extend(next.map(|(next, done)| (Effect::Inside(next), done)));
                }
            }
        }
        self.moves_inside(at, running, &mut found);
        let idle = running.tokens.iter().all(|&count| count == 0) && running.inside.is_empty();
        let over = at == 0 && idle;
        if !running.handled && !over {
            for (element, inner, interrupts) in self.handlers(at) {
                if interrupts && !self.is_thrown_to(at, element) {
                    let effects = self.take_over(running, element, inner).into_iter();
                    found.extend(effects.map(|effect| (effect, Done::Nothing)));
                }
            }
        }
        if at > 0 && (idle || scope.ad_hoc) {
            found.push((Effect::Over, Done::Nothing));
        }
        found
    }

    /// What can happen next in the scopes that run inside this one, and to them.
    fn moves_inside(&self, at: usize, running: &Running, found: &mut Vec<(Effect, Done)>) {
        let scope = &self.diagram.scopes[at];
        for (index, (element, inner)) in running.inside.iter().enumerate() {
            let mut without = running.clone();
            without.inside.remove(index);
            let (Kind::Sub(inner_at)
            | Kind::Handler {
                scope: inner_at, ..
            }) = scope.elements[*element]
            else {
                unreachable!()
            };
            let with = |next: Running| {
                let mut with = without.clone();
                with.inside.push((*element, next));
                with.inside.sort();
                with
            };
            for (effect, done) in self.moves(inner_at, inner) {
                let effects = match effect {
                    Effect::Inside(next) => vec![Effect::Inside(with(next))],
                    Effect::Over => vec![Effect::Inside(self.put(at, &without, *element))],
                    Effect::Thrown(next, catch) => {
                        let border = matches!(
                            self.diagram.scopes[catch.at].elements[catch.element],
                            Kind::Boundary { on, .. } if catch.at == at && on == *element
                        );
                        if border {
                            let rest = if catch.interrupts {
                                without.clone()
                            } else {
                                with(next)
                            };
                            vec![Effect::Inside(self.put(at, &rest, catch.element))]
                        } else {
                            self.caught(at, with(next), catch)
                        }
                    }
                };
                found.extend(effects.into_iter().map(|effect| (effect, done)));
            }
            for (event, interrupts) in self.boundaries(at, *element) {
                // What somebody throws comes from there.
                if interrupts && !self.is_thrown_to(at, event) {
                    let next = self.put(at, &without, event);
                    found.push((Effect::Inside(next), Done::Nothing));
                }
            }
        }
    }

    /// What follows when something is thrown in a scope, which is as in `next` afterwards if nothing interrupts it.
    fn thrown(&self, at: usize, next: Running, thrown: Trigger) -> Vec<Effect> {
        match self.catch(at, thrown) {
            Some(catch) => self.caught(at, next, catch),
            // Nobody catches it: an error ends its sub-process, anything else changes nothing.
            None if matches!(thrown, Trigger::Error(_) | Trigger::Cancel) => vec![Effect::Over],
            None => vec![Effect::Inside(next)],
        }
    }

    /// A handler of this scope takes what was thrown, or it goes on outwards.
    fn caught(&self, at: usize, next: Running, catch: Catch) -> Vec<Effect> {
        match self.diagram.scopes[catch.at].elements[catch.element] {
            Kind::Handler { scope, .. } if catch.at == at && catch.interrupts => {
                self.take_over(&next, catch.element, scope)
            }
            Kind::Handler { scope, .. } if catch.at == at => {
                let begun = self.begin(scope).into_iter().map(|handler| {
                    let mut with = next.clone();
                    with.inside.push((catch.element, handler));
                    with.inside.sort();
                    Effect::Inside(with)
                });
                begun.collect()
            }
            _ => vec![Effect::Thrown(next, catch)],
        }
    }

    /// A handler interrupts the scope it stands in.
    fn take_over(&self, running: &Running, element: usize, inner: usize) -> Vec<Effect> {
        let begun = self.begin(inner).into_iter().map(|handler| {
            Effect::Inside(Running {
                tokens: vec![0; running.tokens.len()],
                inside: vec![(element, handler)],
                handled: true,
            })
        });
        begun.collect()
    }

    fn next(&self, state: &State) -> Vec<(State, Done)> {
        let (Some(running), fired) = state else {
            return Vec::new();
        };
        let moves = self.moves(0, running).into_iter();
        moves
            .map(|(effect, done)| {
                let mut fired = fired.clone();
                if let Done::End(end) = done {
                    let count = fired.entry(end).or_insert(0);
                    *count = (*count + 1).min(2);
                }
                let running = match effect {
                    Effect::Inside(next) => Some(next).filter(|next| {
                        !next.inside.is_empty() || next.tokens.iter().any(|&count| count > 0)
                    }),
                    Effect::Over | Effect::Thrown(..) => None,
                };
                ((running, fired), done)
            })
            .collect()
    }

    /// Two tokens on a flow, or two runs of one sub-process side by side, or a task begun twice while an event on its border
    /// may happen.
    fn doubled(&self, at: usize, running: &Running) -> bool {
        let scope = &self.diagram.scopes[at];
        let waits = |element: usize| {
            let into = self.into(at, element).into_iter();
            let tokens: u8 = into.map(|flow| running.tokens[flow]).sum();
            tokens > 1 && !self.boundaries(at, element).is_empty()
        };
        running.tokens.iter().any(|&count| count > 1)
            || running.inside.windows(2).any(|pair| pair[0].0 == pair[1].0)
            || (0..scope.elements.len())
                .any(|element| scope.elements[element] == Kind::Task && waits(element))
            || running.inside.iter().any(|(element, inner)| {
                let (Kind::Sub(at) | Kind::Handler { scope: at, .. }) = scope.elements[*element]
                else {
                    unreachable!()
                };
                self.doubled(at, inner)
            })
    }

    fn most(running: &Running) -> usize {
        let own: usize = running.tokens.iter().map(|&count| usize::from(count)).sum();
        own + running
            .inside
            .iter()
            .map(|(_, inner)| 1 + Self::most(inner))
            .sum::<usize>()
    }
}

/// The whole game.
pub struct Played {
    states: Vec<State>,
    /// How many of them, the first ones, are those in which a case begins.
    begun: usize,
    next: Vec<Vec<(usize, Done)>>,
    good: BTreeSet<usize>,
    /// States from which two tokens can come together on a flow.
    doomed: BTreeSet<usize>,
}

impl Played {
    pub fn of(diagram: &Diagram, most: usize) -> Option<Self> {
        let player = Player { diagram };
        let mut numbers: BTreeMap<State, usize> = BTreeMap::new();
        let mut states: Vec<State> = Vec::new();
        for begun in player.begin(0) {
            let state = (Some(begun), BTreeMap::new());
            if !numbers.contains_key(&state) {
                numbers.insert(state.clone(), states.len());
                states.push(state);
            }
        }
        let begun = states.len();
        let mut next = Vec::new();
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); states.len()];
        let mut at = 0;
        while at < states.len() {
            let mut here = Vec::new();
            for (state, done) in player.next(&states[at]) {
                if states.len() > most || state.0.as_ref().is_some_and(|it| Player::most(it) > 9) {
                    return None;
                }
                let number = *numbers.entry(state.clone()).or_insert_with(|| {
                    states.push(state);
                    before.push(Vec::new());
                    states.len() - 1
                });
                before[number].push(at);
                here.push((number, done));
            }
            next.push(here);
            at += 1;
        }
        let leading_to = |is_it: &dyn Fn(&State) -> bool| {
            let mut found = BTreeSet::new();
            let all = 0..states.len();
            let mut todo: Vec<usize> = all.filter(|&state| is_it(&states[state])).collect();
            while let Some(state) = todo.pop() {
                if found.insert(state) {
                    todo.extend(&before[state]);
                }
            }
            found
        };
        let good = leading_to(&|state| state.0.is_none());
        let doomed = leading_to(&|state| {
            let running = state.0.as_ref();
            running.is_some_and(|running| player.doubled(0, running))
        });
        Some(Self {
            states,
            begun,
            next,
            good,
            doomed,
        })
    }

    pub fn verdicts(&self, diagram: &Diagram) -> [bool; 4] {
        let mut dead: BTreeSet<(usize, usize)> = BTreeSet::new();
        for (at, scope) in diagram.scopes.iter().enumerate() {
            for (element, kind) in scope.elements.iter().enumerate() {
                if *kind == Kind::Task {
                    dead.insert((at, element));
                }
            }
        }
        for (_, done) in self.next.iter().flatten() {
            if let Done::Task(at, element) = done {
                dead.remove(&(*at, *element));
            }
        }
        let all = 0..self.states.len();
        [
            self.doomed.is_empty(),
            self.good.len() == self.states.len(),
            all.clone().all(|state| {
                let (running, fired) = &self.states[state];
                running.is_some() || fired.values().all(|&count| count < 2)
            }),
            dead.is_empty(),
        ]
    }

    /// Whether tasks can be done in this order and the case is then as bad as the pattern says.
    pub fn replays(&self, diagram: &Diagram, tasks: &[(usize, usize)], pattern: Pattern) -> bool {
        let bad = |state: usize| match pattern {
            // The flow may be one before a task on whose border an event waits, and that is not drawn.
            Pattern::LackOfSynchronisation => self.doomed.contains(&state),
            Pattern::Deadlock | Pattern::EndlessLoop => !self.good.contains(&state),
            Pattern::EndsTwice => {
                let (running, fired) = &self.states[state];
                running.is_none() && fired.values().any(|&count| count > 1)
            }
            Pattern::NeverRuns => true,
        };
        let mut seen = BTreeSet::new();
        let mut todo: VecDeque<(usize, usize)> = (0..self.begun).map(|state| (state, 0)).collect();
        while let Some((state, done)) = todo.pop_front() {
            if !seen.insert((state, done)) {
                continue;
            }
            if done == tasks.len() && bad(state) {
                return true;
            }
            for (next, what) in &self.next[state] {
                match what {
                    // What waits on its border may happen before the task is done; here both are one move.
                    Done::Task(at, element)
                        if !(Player { diagram }).boundaries(*at, *element).is_empty() =>
                    {
                        todo.push_back((*next, done));
                    }
                    Done::Task(at, element) if tasks.get(done) == Some(&(*at, *element)) => {
                        todo.push_back((*next, done + 1));
                    }
                    Done::Task(..) => {}
                    _ => todo.push_back((*next, done)),
                }
            }
        }
        false
    }
}
