//! Sub-processes with everything that may end them, against brute force.
//!
//! A small diagram is made up, written as BPMN, read and judged like any file. The brute force plays the diagram itself: a
//! case is a tree of running scopes, each with its own tokens. It knows nothing of borders, guards or nets.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;

use proptest::prelude::*;
use qmslint::read::bpmn;
use qmslint::read::bpmn::map::{Words, map};
use qmslint::source::SourceId;
use qmslint::workflow::build::Workflow;
use qmslint::workflow::soundness::{Bounds, Pattern, Verdict, Witness, soundness};

use super::generate::Random;
use super::{NAMES, cases};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ends {
    Plainly,
    Terminate,
    Error,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Start,
    Task,
    /// Joins and splits one flow, all, or any of them.
    Gateway(Route),
    /// A sub-process, with its scope.
    Sub(usize),
    /// An event sub-process, with its scope; error or at any time.
    Handler {
        scope: usize,
        interrupts: bool,
        error: bool,
    },
    /// On the border of an element.
    Boundary {
        on: usize,
        interrupts: bool,
        error: bool,
    },
    End(Ends),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route {
    One,
    All,
    Any,
}

#[derive(Clone, Debug, Default)]
struct Scope {
    elements: Vec<Kind>,
    flows: Vec<(usize, usize)>,
    around: Option<(usize, usize)>,
    ad_hoc: bool,
}

/// Scope 0 is the process.
#[derive(Clone, Debug, Default)]
struct Diagram {
    scopes: Vec<Scope>,
    /// Whether gateways may be inclusive.
    inclusive: bool,
}

impl Diagram {
    fn throws(&self) -> bool {
        let mut elements = self.scopes.iter().flat_map(|scope| &scope.elements);
        elements.any(|kind| *kind == Kind::End(Ends::Error))
    }
}

// ---------------------------------------------------------------- made up

fn diagram(seed: u64, inclusive: bool) -> Diagram {
    let mut random = Random(seed);
    let mut diagram = Diagram {
        inclusive,
        ..Diagram::default()
    };
    fill(&mut diagram, &mut random, None, 0);
    diagram
}

fn fill(
    diagram: &mut Diagram,
    random: &mut Random,
    around: Option<(usize, usize)>,
    depth: usize,
) -> usize {
    let at = diagram.scopes.len();
    diagram.scopes.push(Scope {
        around,
        ad_hoc: depth > 0 && random.below(6) == 0,
        ..Scope::default()
    });
    let ad_hoc = diagram.scopes[at].ad_hoc;
    let mut elements = Vec::new();
    if !ad_hoc {
        elements.push(Kind::Start);
    }
    let first = elements.len();
    for _ in 0..=random.below(if depth == 0 { 4 } else { 3 }) {
        elements.push(match random.below(8) {
            0..3 => Kind::Task,
            3 | 4 if diagram.inclusive && random.below(2) == 0 => Kind::Gateway(Route::Any),
            3 | 4 => Kind::Gateway(Route::All),
            5 => Kind::Gateway(Route::One),
            _ if depth < 2 => Kind::Sub(usize::MAX),
            _ => Kind::Task,
        });
    }
    let last = elements.len();
    if !ad_hoc {
        for _ in 0..=random.below(2) {
            elements.push(Kind::End(match random.below(6) {
                0 => Ends::Terminate,
                1 if depth > 0 => Ends::Error,
                _ => Ends::Plainly,
            }));
        }
    }
    let targets = elements.len();
    for on in first..last {
        let work = matches!(elements[on], Kind::Task | Kind::Sub(_));
        let often = if matches!(elements[on], Kind::Sub(_)) {
            2
        } else {
            6
        };
        if work && random.below(often) == 0 {
            elements.push(Kind::Boundary {
                on,
                interrupts: random.below(3) > 0,
                error: random.below(3) == 0,
            });
        }
    }
    let flows = flows(&elements, (first, last, targets), ad_hoc, random);
    if depth < 2 && !ad_hoc && random.below(5) == 0 {
        elements.push(Kind::Handler {
            scope: usize::MAX,
            interrupts: random.below(3) > 0,
            error: random.below(3) == 0,
        });
    }
    for (index, element) in elements.iter_mut().enumerate() {
        if let Kind::Sub(scope) | Kind::Handler { scope, .. } = element {
            let inner = fill(diagram, random, Some((at, index)), depth + 1);
            *scope = inner;
            // A handler begins with its own event.
            if matches!(element, Kind::Handler { .. }) && diagram.scopes[inner].ad_hoc {
                diagram.scopes[inner] = Scope {
                    elements: vec![Kind::Start, Kind::Task, Kind::End(Ends::Plainly)],
                    flows: vec![(0, 1), (1, 2)],
                    around: Some((at, index)),
                    ad_hoc: false,
                };
                diagram.scopes.truncate(inner + 1);
            }
        }
    }
    diagram.scopes[at].elements = elements;
    diagram.scopes[at].flows = flows;
    at
}

/// Flows among `first..last`, which hold what is done, and from there to the ends before `targets`; borders stand behind.
fn flows(
    elements: &[Kind],
    (first, last, targets): (usize, usize, usize),
    ad_hoc: bool,
    random: &mut Random,
) -> Vec<(usize, usize)> {
    let mut flows = Vec::new();
    let to = |random: &mut Random, low: usize| low + random.below(targets - low);
    if ad_hoc {
        for from in first..last {
            if from + 1 < last && random.below(2) == 0 {
                flows.push((from, from + 1 + random.below(last - from - 1)));
            }
        }
    } else {
        for from in 0..last {
            flows.push((from, (from + 1 + random.below(2)).min(targets - 1)));
        }
        for _ in 0..random.below(4) {
            let from = random.below(last);
            let low = if random.below(4) == 0 {
                first
            } else {
                from + 1
            };
            let target = to(random, low.min(targets - 1));
            flows.push((from, target));
        }
        for (from, element) in elements.iter().enumerate().skip(targets) {
            let stays = matches!(
                element,
                Kind::Boundary {
                    interrupts: false,
                    ..
                }
            );
            if stays || random.below(8) > 0 {
                let target = to(random, first);
                flows.push((from, target));
            }
        }
    }
    flows
}

// ---------------------------------------------------------------- written

fn write(diagram: &Diagram) -> String {
    let mut out = String::from(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" targetNamespace=\"t\">\n<process id=\"p\" isExecutable=\"true\">\n",
    );
    write_scope(diagram, 0, &mut out);
    out.push_str("</process>\n</definitions>\n");
    out
}

fn write_scope(diagram: &Diagram, at: usize, out: &mut String) {
    let scope = &diagram.scopes[at];
    let trigger = |error: bool| {
        if error {
            "<errorEventDefinition/>"
        } else {
            "<timerEventDefinition/>"
        }
    };
    let handler =
        scope.around.and_then(
            |(around, index)| match diagram.scopes[around].elements[index] {
                Kind::Handler {
                    interrupts, error, ..
                } => Some((interrupts, error)),
                _ => None,
            },
        );
    for (index, kind) in scope.elements.iter().enumerate() {
        let id = format!("e{at}_{index}");
        let _ = match kind {
            Kind::Start => match handler {
                Some((interrupts, error)) => writeln!(
                    out,
                    "<startEvent id=\"{id}\" isInterrupting=\"{}\">{}</startEvent>",
                    interrupts || error,
                    trigger(error)
                ),
                None => writeln!(out, "<startEvent id=\"{id}\"/>"),
            },
            Kind::Task => writeln!(out, "<task id=\"{id}\" name=\"{id}\"/>"),
            Kind::Gateway(route) => {
                let kind = match route {
                    Route::One => "exclusive",
                    Route::All => "parallel",
                    Route::Any => "inclusive",
                };
                writeln!(out, "<{kind}Gateway id=\"{id}\"/>")
            }
            Kind::Sub(inner) | Kind::Handler { scope: inner, .. } => {
                let element = if diagram.scopes[*inner].ad_hoc {
                    "adHocSubProcess"
                } else {
                    "subProcess"
                };
                let by_event = matches!(kind, Kind::Handler { .. });
                let _ = writeln!(
                    out,
                    "<{element} id=\"{id}\" name=\"{id}\" triggeredByEvent=\"{by_event}\">"
                );
                write_scope(diagram, *inner, out);
                writeln!(out, "</{element}>")
            }
            Kind::Boundary {
                on,
                interrupts,
                error,
            } => writeln!(
                out,
                "<boundaryEvent id=\"{id}\" attachedToRef=\"e{at}_{on}\" cancelActivity=\"{}\">{}</boundaryEvent>",
                *interrupts || *error,
                trigger(*error)
            ),
            Kind::End(Ends::Plainly) => writeln!(out, "<endEvent id=\"{id}\"/>"),
            Kind::End(Ends::Terminate) => writeln!(
                out,
                "<endEvent id=\"{id}\"><terminateEventDefinition/></endEvent>"
            ),
            Kind::End(Ends::Error) => {
                writeln!(out, "<endEvent id=\"{id}\">{}</endEvent>", trigger(true))
            }
        };
    }
    for (index, (from, to)) in scope.flows.iter().enumerate() {
        let _ = writeln!(
            out,
            "<sequenceFlow id=\"f{at}_{index}\" sourceRef=\"e{at}_{from}\" targetRef=\"e{at}_{to}\"/>"
        );
    }
}

// ---------------------------------------------------------------- played

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
    /// An error leaves the scope.
    Error,
}

/// A task that was done, or an end event of the process, or neither.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Done {
    Task(usize, usize),
    End(usize),
    Nothing,
}

struct Player<'d> {
    diagram: &'d Diagram,
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

    fn put(&self, at: usize, running: &Running, element: usize) -> Running {
        let mut next = running.clone();
        for flow in self.out(at, element) {
            next.tokens[flow] += 1;
        }
        next
    }

    fn boundaries(&self, at: usize, element: usize) -> Vec<(usize, bool, bool)> {
        let elements = self.diagram.scopes[at].elements.iter().enumerate();
        elements
            .filter_map(|(index, kind)| match kind {
                Kind::Boundary {
                    on,
                    interrupts,
                    error,
                } if *on == element => Some((index, *interrupts || *error, *error)),
                _ => None,
            })
            .collect()
    }

    fn handlers(&self, at: usize) -> Vec<(usize, usize, bool, bool)> {
        let elements = self.diagram.scopes[at].elements.iter().enumerate();
        elements
            .filter_map(|(index, kind)| match kind {
                Kind::Handler {
                    scope,
                    interrupts,
                    error,
                } => Some((index, *scope, *interrupts || *error, *error)),
                _ => None,
            })
            .collect()
    }

    fn caught_in(&self, at: usize) -> Option<(usize, usize)> {
        let found = self.handlers(at).into_iter().find(|it| it.3)?;
        Some((found.0, found.1))
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
            let own = (0..scope.elements.len()).flat_map(|element| self.into(at, element));
            let sources: Vec<usize> = own.filter(|&flow| flow >= scope.flows.len()).collect();
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
        for (element, inner, interrupts, _) in self.handlers(at) {
            if !interrupts {
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
                let beside: Vec<usize> = events.iter().filter(|it| !it.1).map(|it| it.0).collect();
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
                todo.extend(self.out_of(at, flows[flow].1, false));
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
        let own = own.map(|own| self.out_of(at, own - flows.len(), false));
        let inside = running.inside.iter();
        let inside = inside.map(|(element, _)| self.out_of(at, *element, true));
        let mut places = tokens.map(|flow| vec![flow]).chain(own).chain(inside);
        places.any(leads)
    }

    /// The flows on which a token may come out of an element, also by an event on its border. Once the element runs, it is settled
    /// whether those happen that do not interrupt it.
    fn out_of(&self, at: usize, element: usize, runs: bool) -> Vec<usize> {
        let events = self.boundaries(at, element).into_iter();
        let events = events.filter(|(_, interrupts, _)| *interrupts || !runs);
        let mut out = self.out(at, element);
        out.extend(events.flat_map(|(event, ..)| self.out(at, event)));
        out
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
                if let Kind::End(ends) = kind {
                    let done = if at == 0 {
                        Done::End(element)
                    } else {
                        Done::Nothing
                    };
                    let effects = match ends {
                        Ends::Terminate => vec![Effect::Over],
                        Ends::Error => self.own_error(at, running),
                        Ends::Plainly => vec![Effect::Inside(rest)],
                    };
                    found.extend(effects.into_iter().map(|effect| (effect, done)));
                } else {
                    let next = self.activity(at, &rest, element).into_iter();
                    found.extend(next.map(|(next, done)| (Effect::Inside(next), done)));
                }
            }
        }
        for (index, (element, inner)) in running.inside.iter().enumerate() {
            let mut without = running.clone();
            without.inside.remove(index);
            let (inner_at, handler) = match scope.elements[*element] {
                Kind::Sub(inner) => (inner, false),
                Kind::Handler { scope, .. } => (scope, true),
                _ => unreachable!(),
            };
            for (effect, done) in self.moves(inner_at, inner) {
                let effects = match effect {
                    Effect::Inside(next) => {
                        let mut with = without.clone();
                        with.inside.push((*element, next));
                        with.inside.sort();
                        vec![Effect::Inside(with)]
                    }
                    Effect::Over => vec![Effect::Inside(self.put(at, &without, *element))],
                    Effect::Error => self.error(at, &without, *element, handler),
                };
                found.extend(effects.into_iter().map(|effect| (effect, done)));
            }
            for (event, interrupts, error) in self.boundaries(at, *element) {
                // An error that somebody throws comes from there.
                if interrupts && !(error && self.thrown_to_border(inner_at)) {
                    let next = self.put(at, &without, event);
                    found.push((Effect::Inside(next), Done::Nothing));
                }
            }
        }
        let idle = running.tokens.iter().all(|&count| count == 0) && running.inside.is_empty();
        let over = at == 0 && idle;
        if !running.handled && !over {
            for (element, inner, interrupts, error) in self.handlers(at) {
                if interrupts && !(error && self.thrown_inside(at)) {
                    found.extend(self.take_over(running, element, inner));
                }
            }
        }
        if at > 0 && (idle || scope.ad_hoc) {
            found.push((Effect::Over, Done::Nothing));
        }
        found
    }

    /// Whether an error that is thrown inside this scope comes to its own handlers.
    fn thrown_inside(&self, at: usize) -> bool {
        self.diagram.scopes[at]
            .elements
            .iter()
            .any(|kind| match kind {
                Kind::End(Ends::Error) => true,
                Kind::Sub(inner) => self.leaves(at, *inner),
                _ => false,
            })
    }

    /// Whether an error that is thrown inside this scope comes to its border.
    fn thrown_to_border(&self, at: usize) -> bool {
        let caught = self.caught_in(at).is_some();
        self.diagram.scopes[at]
            .elements
            .iter()
            .any(|kind| match kind {
                Kind::End(Ends::Error) => !caught,
                Kind::Sub(inner) => !caught && self.leaves(at, *inner),
                Kind::Handler { scope, .. } => self.leaves(at, *scope),
                _ => false,
            })
    }

    /// Whether an error leaves an inner scope and is not caught on its border.
    fn leaves(&self, at: usize, inner: usize) -> bool {
        let (_, element) = self.diagram.scopes[inner].around.unwrap();
        self.thrown_to_border(inner) && !self.boundaries(at, element).iter().any(|it| it.2)
    }

    fn take_over(&self, running: &Running, element: usize, inner: usize) -> Vec<(Effect, Done)> {
        let begun = self.begin(inner).into_iter().map(|handler| {
            Effect::Inside(Running {
                tokens: vec![0; running.tokens.len()],
                inside: vec![(element, handler)],
                handled: true,
            })
        });
        begun.map(|effect| (effect, Done::Nothing)).collect()
    }

    /// An error has left an inner scope, or its own handler has to take it.
    fn error(&self, at: usize, without: &Running, element: usize, handler: bool) -> Vec<Effect> {
        if let Some((event, ..)) = self.boundaries(at, element).into_iter().find(|it| it.2) {
            return vec![Effect::Inside(self.put(at, without, event))];
        }
        if !handler && let Some((element, inner)) = self.caught_in(at) {
            let over = self.take_over(without, element, inner).into_iter();
            return over.map(|(effect, _)| effect).collect();
        }
        if self.somebody_catches(at) {
            return vec![Effect::Error];
        }
        // Nobody does: the sub-process is over.
        vec![Effect::Inside(self.put(at, without, element))]
    }

    /// Whether an error that leaves this scope is caught further out.
    fn somebody_catches(&self, at: usize) -> bool {
        let Some((around, element)) = self.diagram.scopes[at].around else {
            return false;
        };
        let handler = matches!(
            self.diagram.scopes[around].elements[element],
            Kind::Handler { .. }
        );
        self.boundaries(around, element).iter().any(|it| it.2)
            || (!handler && self.caught_in(around).is_some())
            || self.somebody_catches(around)
    }

    /// The error ends of a scope itself: its own handlers first.
    fn own_error(&self, at: usize, running: &Running) -> Vec<Effect> {
        if let Some((element, inner)) = self.caught_in(at) {
            let over = self.take_over(running, element, inner).into_iter();
            return over.map(|(effect, _)| effect).collect();
        }
        vec![Effect::Error]
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
                    Effect::Over | Effect::Error => None,
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
struct Played {
    states: Vec<State>,
    /// How many of them, the first ones, are those in which a case begins.
    begun: usize,
    next: Vec<Vec<(usize, Done)>>,
    good: BTreeSet<usize>,
    /// States from which two tokens can come together on a flow.
    doomed: BTreeSet<usize>,
}

impl Played {
    fn of(diagram: &Diagram, most: usize) -> Option<Self> {
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

    fn verdicts(&self, diagram: &Diagram) -> [bool; 4] {
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
    fn replays(&self, diagram: &Diagram, tasks: &[(usize, usize)], pattern: Pattern) -> bool {
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

// ---------------------------------------------------------------- held against each other

fn tasks(witness: &Witness, workflow: &Workflow, ids: &[String]) -> Vec<(usize, usize)> {
    let steps = witness
        .path
        .iter()
        .filter_map(|&node| workflow.step_of(node));
    steps
        .filter_map(|step| {
            let (at, element) = ids[step].strip_prefix('e')?.split_once('_')?;
            Some((at.parse().ok()?, element.parse().ok()?))
        })
        .collect()
}

fn agree(diagram: &Diagram) -> Result<(), TestCaseError> {
    let text = write(diagram);
    let read = bpmn::read(text.as_bytes());
    let mapped = map(SourceId(0), &read, Words::built_in(), None);
    let process = &mapped.processes[0];
    let workflow = Workflow::build(process, None);
    let ids: Vec<String> = process
        .steps
        .iter()
        .map(|step| step.id.as_ref().map_or("", |id| id.as_str()).to_owned())
        .collect();
    let Some(played) = Played::of(diagram, 3000) else {
        let _ = soundness(
            &workflow.graph,
            &Bounds {
                states: 1000,
                reduce: true,
            },
        );
        return Ok(());
    };
    let truth = played.verdicts(diagram);
    for reduce in [true, false] {
        let bounds = Bounds {
            states: 100_000,
            reduce,
        };
        let found = soundness(&workflow.graph, &bounds);
        for (index, verdict) in found.verdicts().into_iter().enumerate() {
            let name = NAMES[index];
            // Runs of one scope at the same time are told apart by reductions alone.
            if truth[0] || verdict.decided().is_some() {
                prop_assert_eq!(
                    verdict.decided(),
                    Some(truth[index]),
                    "{} with reduce {}: {:?}\n{}",
                    name,
                    reduce,
                    verdict,
                    text
                );
            }
            if let Verdict::Fails(witness) = verdict
                && witness.pattern != Pattern::NeverRuns
            {
                let all = tasks(witness, &workflow, &ids);
                let work: Vec<(usize, usize)> = all
                    .into_iter()
                    .filter(|&(at, element)| {
                        diagram.scopes[at].elements[element] == Kind::Task
                            && (Player { diagram }).boundaries(at, element).is_empty()
                    })
                    .collect();
                prop_assert!(
                    played.replays(diagram, &work, witness.pattern),
                    "{name} with reduce {reduce}: {work:?} of {witness:?}\n{text}"
                );
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn scopes_agree_with_brute_force(seed in any::<u64>(), inclusive in any::<bool>()) {
        let diagram = diagram(seed, inclusive);
        // A sub-process that only errors leave, which are caught further out, is waited for in BPMN, which looks at drawn flows;
        // here it is not: `docs/soundness.md` says so.
        if !(inclusive && diagram.throws()) {
            agree(&diagram)?;
        }
    }
}

/// Diagrams that once were judged wrongly.
#[test]
fn scopes_once_wrong_agree_with_brute_force() {
    for seed in [
        423_815_775_522_469_301,
        10_056_318_508_902_599_478,
        18_368_005_839_001_481_416,
        236_216_140_223_727_001,
        9_365_255_292_214_087_152,
        2_373_368_606_118_195_937,
        9_807_433_076_808_604_557,
    ] {
        agree(&diagram(seed, false)).unwrap();
    }
    for seed in [
        11_001_583_520_624_462_994,
        10_471_544_610_364_447_925,
        17_012_281_625_072_297_740,
    ] {
        agree(&diagram(seed, true)).unwrap();
    }
}
