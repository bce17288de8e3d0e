//! Small diagrams with sub-processes, made up from a seed and written as BPMN.

use std::fmt::Write as _;

use crate::generate::Random;

/// What an event throws or catches. An error or an escalation may have a name; one without a name goes with any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// Comes at any time.
    Timer,
    Error(Option<u8>),
    Escalation(Option<u8>),
    Cancel,
    Compensation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    Plainly,
    Terminate,
    Throws(Trigger),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Start,
    Task,
    /// Joins and splits one flow, all, or any of them.
    Gateway(Route),
    /// An event on the way.
    Throw(Trigger),
    /// A sub-process, with its scope.
    Sub(usize),
    /// An event sub-process, with its scope.
    Handler {
        scope: usize,
        interrupts: bool,
        trigger: Trigger,
    },
    /// On the border of an element.
    Boundary {
        on: usize,
        interrupts: bool,
        trigger: Trigger,
    },
    End(Ends),
}

impl Kind {
    /// What it throws at the elements around.
    pub fn thrown(self) -> Option<Trigger> {
        match self {
            Self::Throw(trigger) | Self::End(Ends::Throws(trigger)) => Some(trigger),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    One,
    All,
    Any,
}

#[derive(Clone, Debug, Default)]
pub struct Scope {
    pub elements: Vec<Kind>,
    pub flows: Vec<(usize, usize)>,
    pub around: Option<(usize, usize)>,
    pub ad_hoc: bool,
    transaction: bool,
    /// Tasks that another one undoes when compensation is thrown.
    undone: Vec<usize>,
}

/// What diagrams are made of besides tasks, sub-processes, gateways of one flow or all, timers and plain errors.
#[derive(Clone, Copy, Debug, Default)]
pub struct Palette {
    pub inclusive: bool,
    /// Named errors, escalations, transactions that are cancelled, compensation.
    pub events: bool,
}

/// Scope 0 is the process.
#[derive(Clone, Debug, Default)]
pub struct Diagram {
    pub scopes: Vec<Scope>,
}

impl Diagram {
    pub fn new(seed: u64, palette: Palette) -> Self {
        let mut diagram = Self::default();
        let mut random = Random(seed);
        fill(&mut diagram, (palette, &mut random), None, 0);
        diagram
    }
}

type Made<'r> = (Palette, &'r mut Random);

fn name(random: &mut Random) -> Option<u8> {
    [None, Some(0), Some(1)][random.below(3)]
}

/// What an event throws; a cancel event only where something is to be cancelled.
fn throws((palette, random): Made<'_>, transaction: bool) -> Trigger {
    if !palette.events {
        return Trigger::Error(None);
    }
    match random.below(8) {
        0..3 => Trigger::Error(name(random)),
        3..7 if transaction && random.below(2) == 0 => Trigger::Cancel,
        3..7 => Trigger::Escalation(name(random)),
        _ => Trigger::Compensation,
    }
}

fn catches((palette, random): Made<'_>) -> Trigger {
    if random.below(3) == 0 {
        if palette.events {
            Trigger::Error(name(random))
        } else {
            Trigger::Error(None)
        }
    } else if palette.events && random.below(2) == 0 {
        Trigger::Escalation(name(random))
    } else {
        Trigger::Timer
    }
}

fn fill(
    diagram: &mut Diagram,
    (palette, random): Made<'_>,
    around: Option<(usize, usize)>,
    depth: usize,
) -> usize {
    let at = diagram.scopes.len();
    let ad_hoc = depth > 0 && random.below(6) == 0;
    let transaction = palette.events && depth > 0 && !ad_hoc && random.below(3) == 0;
    diagram.scopes.push(Scope {
        around,
        ad_hoc,
        transaction,
        ..Scope::default()
    });
    let (mut elements, first, last) = elements((palette, random), (depth, ad_hoc, transaction));
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
                trigger: catches((palette, random)),
            });
        }
    }
    let flows = flows(&elements, (first, last, targets), ad_hoc, random);
    if depth < 2 && !ad_hoc && random.below(if palette.events { 3 } else { 5 }) == 0 {
        elements.push(Kind::Handler {
            scope: usize::MAX,
            interrupts: random.below(3) > 0,
            trigger: catches((palette, random)),
        });
    }
    let mut cancelled = Vec::new();
    for (index, element) in elements.iter_mut().enumerate() {
        if let Kind::Sub(scope) | Kind::Handler { scope, .. } = element {
            let inner = fill(diagram, (palette, random), Some((at, index)), depth + 1);
            *scope = inner;
            // A handler begins with its own event.
            if let Kind::Handler { .. } = element {
                let scope = &mut diagram.scopes[inner];
                scope.transaction = false;
                if scope.ad_hoc {
                    *scope = Scope {
                        elements: vec![Kind::Start, Kind::Task, Kind::End(Ends::Plainly)],
                        flows: vec![(0, 1), (1, 2)],
                        around: Some((at, index)),
                        ..Scope::default()
                    };
                    diagram.scopes.truncate(inner + 1);
                }
            } else if diagram.scopes[inner].transaction && random.below(3) > 0 {
                cancelled.push(index);
            }
        }
    }
    let scope = &mut diagram.scopes[at];
    scope.flows = flows;
    for on in cancelled {
        // Something of an ad-hoc order has to be left that nothing leads to.
        if !ad_hoc {
            let target = first + random.below(targets - first);
            scope.flows.push((elements.len(), target));
        }
        elements.push(Kind::Boundary {
            on,
            interrupts: true,
            trigger: Trigger::Cancel,
        });
    }
    if palette.events {
        let tasks = (first..last).filter(|&task| elements[task] == Kind::Task);
        scope.undone = tasks.filter(|_| random.below(8) == 0).collect();
    }
    scope.elements = elements;
    at
}

/// What stands in a scope besides its borders and handlers; what is done stands from `first` to before `last`, ends behind.
fn elements(
    (palette, random): Made<'_>,
    (depth, ad_hoc, transaction): (usize, bool, bool),
) -> (Vec<Kind>, usize, usize) {
    let mut elements = Vec::new();
    if !ad_hoc {
        elements.push(Kind::Start);
    }
    let first = elements.len();
    for _ in 0..=random.below(if depth == 0 { 4 } else { 3 }) {
        elements.push(match random.below(8) {
            0 if palette.events && random.below(2) == 0 => Kind::Throw(if random.below(4) == 0 {
                Trigger::Compensation
            } else {
                Trigger::Escalation(name(random))
            }),
            0..3 => Kind::Task,
            3 | 4 if palette.inclusive && random.below(2) == 0 => Kind::Gateway(Route::Any),
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
                1 if depth > 0 || palette.events => {
                    Ends::Throws(throws((palette, random), transaction))
                }
                _ => Ends::Plainly,
            }));
        }
    }
    (elements, first, last)
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

impl Diagram {
    pub fn write(&self) -> String {
        let mut out = String::from(
            "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" targetNamespace=\"t\">\n<process id=\"p\" isExecutable=\"true\">\n",
        );
        self.write_scope(0, &mut out);
        out.push_str("</process>\n</definitions>\n");
        out
    }

    fn write_scope(&self, at: usize, out: &mut String) {
        let scope = &self.scopes[at];
        let handler =
            scope.around.and_then(
                |(around, index)| match self.scopes[around].elements[index] {
                    Kind::Handler {
                        interrupts,
                        trigger,
                        ..
                    } => Some((interrupts, trigger)),
                    _ => None,
                },
            );
        for (index, kind) in scope.elements.iter().enumerate() {
            let id = format!("e{at}_{index}");
            let _ = match kind {
                Kind::Start => match handler {
                    Some((interrupts, trigger)) => writeln!(
                        out,
                        "<startEvent id=\"{id}\" isInterrupting=\"{}\">{}</startEvent>",
                        does_interrupt(interrupts, trigger),
                        definition(trigger)
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
                Kind::Throw(trigger) => writeln!(
                    out,
                    "<intermediateThrowEvent id=\"{id}\">{}</intermediateThrowEvent>",
                    definition(*trigger)
                ),
                Kind::Sub(inner) | Kind::Handler { scope: inner, .. } => {
                    let inner_scope = &self.scopes[*inner];
                    let element = if inner_scope.ad_hoc {
                        "adHocSubProcess"
                    } else if inner_scope.transaction {
                        "transaction"
                    } else {
                        "subProcess"
                    };
                    let by_event = matches!(kind, Kind::Handler { .. });
                    let _ = writeln!(
                        out,
                        "<{element} id=\"{id}\" name=\"{id}\" triggeredByEvent=\"{by_event}\">"
                    );
                    self.write_scope(*inner, out);
                    writeln!(out, "</{element}>")
                }
                Kind::Boundary {
                    on,
                    interrupts,
                    trigger,
                } => writeln!(
                    out,
                    "<boundaryEvent id=\"{id}\" attachedToRef=\"e{at}_{on}\" cancelActivity=\"{}\">{}</boundaryEvent>",
                    does_interrupt(*interrupts, *trigger),
                    definition(*trigger)
                ),
                Kind::End(Ends::Plainly) => writeln!(out, "<endEvent id=\"{id}\"/>"),
                Kind::End(Ends::Terminate) => writeln!(
                    out,
                    "<endEvent id=\"{id}\"><terminateEventDefinition/></endEvent>"
                ),
                Kind::End(Ends::Throws(trigger)) => {
                    writeln!(
                        out,
                        "<endEvent id=\"{id}\">{}</endEvent>",
                        definition(*trigger)
                    )
                }
            };
        }
        for task in &scope.undone {
            let id = format!("e{at}_{task}");
            let _ = writeln!(
                out,
                "<boundaryEvent id=\"{id}c\" attachedToRef=\"{id}\">{}</boundaryEvent><task id=\"{id}u\" isForCompensation=\"true\"/>\n\
                 <association id=\"{id}a\" associationDirection=\"One\" sourceRef=\"{id}c\" targetRef=\"{id}u\"/>",
                definition(Trigger::Compensation)
            );
        }
        for (index, (from, to)) in scope.flows.iter().enumerate() {
            let _ = writeln!(
                out,
                "<sequenceFlow id=\"f{at}_{index}\" sourceRef=\"e{at}_{from}\" targetRef=\"e{at}_{to}\"/>"
            );
        }
    }
}

/// An error always interrupts what throws it.
pub fn does_interrupt(drawn: bool, trigger: Trigger) -> bool {
    drawn || matches!(trigger, Trigger::Error(_) | Trigger::Cancel)
}

fn definition(trigger: Trigger) -> String {
    let named = |kind: &str, name: Option<u8>| match name {
        Some(name) => format!("<{kind}EventDefinition {kind}Ref=\"{kind}{name}\"/>"),
        None => format!("<{kind}EventDefinition/>"),
    };
    match trigger {
        Trigger::Timer => named("timer", None),
        Trigger::Error(name) => named("error", name),
        Trigger::Escalation(name) => named("escalation", name),
        Trigger::Cancel => named("cancel", None),
        Trigger::Compensation => named("compensate", None),
    }
}
