//! Activities, events and gateways: what they are and how they are read.
//!
//! Contradictions between attributes are kept as they stand; judging them belongs to the rules.

use super::document::{Node, Text};
use super::elements::{self, Reading};
use super::problem::ProblemKind;
use super::tree::{Base, Data, DataAssociation, Direction, Resource, ScopeId};
use crate::source::Span;

/// An activity, event or gateway.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowNode {
    /// Id, name, documentation, extensions.
    pub base: Base,
    /// What it is.
    pub kind: NodeKind,
    /// `default`: the flow taken when no condition holds.
    pub default: Option<Text>,
    /// `<incoming>` as written. The sequence flows decide.
    pub incoming: Vec<Text>,
    /// `<outgoing>` as written. The sequence flows decide.
    pub outgoing: Vec<Text>,
    /// Event definitions; none on a blank event, several on a multiple one.
    pub events: Vec<EventDefinition>,
    /// Who does it.
    pub resources: Vec<Resource>,
    /// What it reads and writes.
    pub associations: Vec<DataAssociation>,
    /// Its own data inputs and outputs.
    pub data: Vec<Data>,
    /// Loop or multi-instance marker.
    pub repeat: Option<Repeat>,
    /// `messageRef` of a send or receive task.
    pub message: Option<Text>,
    /// Whether it only undoes another activity.
    pub for_compensation: bool,
    /// What a sub-process contains.
    pub scope: Option<ScopeId>,
}

/// What a flow node is.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// A task.
    Task(TaskKind),
    /// Another process or global task runs here.
    CallActivity {
        /// `calledElement`.
        called: Option<Text>,
    },
    /// A sub-process.
    SubProcess {
        /// An event sub-process: an event of its own starts it.
        by_event: bool,
        /// Plain, transaction or ad-hoc.
        style: SubProcessStyle,
    },
    /// A start event.
    Start {
        /// Of an event sub-process: whether it stops the scope around it.
        interrupting: bool,
    },
    /// An end event.
    End,
    /// An intermediate event that waits.
    Catch,
    /// An intermediate event that sends.
    Throw,
    /// An event on the border of an activity.
    Boundary {
        /// The activity.
        attached_to: Option<Text>,
        /// Whether it stops the activity.
        interrupting: bool,
    },
    /// A gateway.
    Gateway(GatewayKind),
}

/// The kind of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaskKind {
    /// Not said.
    Plain,
    /// A person with the help of software.
    User,
    /// A person without.
    Manual,
    /// Software.
    Service,
    /// Software.
    Script,
    /// A decision table or rule engine.
    BusinessRule,
    /// Sends a message.
    Send,
    /// Waits for a message.
    Receive,
}

/// What a sub-process is besides a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SubProcessStyle {
    /// Nothing else.
    Plain,
    /// All or nothing; a cancel event undoes it.
    Transaction,
    /// Its activities run in any order, any number of times.
    AdHoc,
}

/// The kind of a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GatewayKind {
    /// One of the flows.
    Exclusive,
    /// All of them.
    Parallel,
    /// One or more.
    Inclusive,
    /// By an expression.
    Complex,
    /// The first event that happens.
    EventBased {
        /// Whether it starts the process.
        instantiate: bool,
        /// Whether it waits for all of the events.
        parallel: bool,
    },
}

/// What an event waits for or sends.
#[derive(Clone, Debug, PartialEq)]
pub struct EventDefinition {
    /// Kind.
    pub kind: EventKind,
    /// The start tag.
    pub span: Span,
    /// Id.
    pub id: Option<Text>,
    /// `messageRef`, `signalRef`, `errorRef`, `escalationRef`, `activityRef`; for [`EventKind::Reference`] the definition meant.
    pub refers: Option<Text>,
    /// The name of a link.
    pub name: Option<Text>,
    /// When a timer fires.
    pub timer: Option<Timer>,
    /// The condition of a conditional event.
    pub condition: Option<Text>,
}

/// The kind of an event definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those of BPMN 2.0, 10.5.5")]
pub enum EventKind {
    Cancel,
    Compensate,
    Conditional,
    Error,
    Escalation,
    Link,
    Message,
    Signal,
    Terminate,
    Timer,
    /// Defined elsewhere in the file: `eventDefinitionRef`, resolved where the definition exists.
    Reference,
}

/// When a timer fires: ISO 8601, or the expression of an engine.
#[derive(Clone, Debug, PartialEq)]
pub enum Timer {
    /// A point in time.
    Date(Text),
    /// So long after the event begins to wait.
    Duration(Text),
    /// Again and again.
    Cycle(Text),
}

/// A loop or multi-instance marker.
#[derive(Clone, Debug, PartialEq)]
pub enum Repeat {
    /// Again until a condition holds.
    Loop {
        /// `loopCondition`.
        condition: Option<Text>,
        /// `loopMaximum`.
        maximum: Option<Text>,
    },
    /// Several at once or one after the other.
    MultiInstance {
        /// One after the other.
        sequential: bool,
        /// `loopCardinality`.
        cardinality: Option<Text>,
    },
}

impl NodeKind {
    /// Whether somebody or something works here.
    pub fn is_activity(&self) -> bool {
        matches!(
            self,
            Self::Task(_) | Self::CallActivity { .. } | Self::SubProcess { .. }
        )
    }

    /// The kind an element stands for; none for other elements of BPMN.
    fn of(node: Node<'_>, reading: &mut Reading) -> Option<Self> {
        let sub_process = |style, reading: &mut Reading| Self::SubProcess {
            by_event: reading.flag(node, "triggeredByEvent", false),
            style,
        };
        Some(match node.name() {
            "task" => Self::Task(TaskKind::Plain),
            "userTask" => Self::Task(TaskKind::User),
            "manualTask" => Self::Task(TaskKind::Manual),
            "serviceTask" => Self::Task(TaskKind::Service),
            "scriptTask" => Self::Task(TaskKind::Script),
            "businessRuleTask" => Self::Task(TaskKind::BusinessRule),
            "sendTask" => Self::Task(TaskKind::Send),
            "receiveTask" => Self::Task(TaskKind::Receive),
            "callActivity" => Self::CallActivity {
                called: node.attribute("calledElement").or_else(|| {
                    let inner = node.child("calledElement")?;
                    inner.text()
                }),
            },
            "subProcess" => sub_process(SubProcessStyle::Plain, reading),
            "transaction" => sub_process(SubProcessStyle::Transaction, reading),
            "adHocSubProcess" => sub_process(SubProcessStyle::AdHoc, reading),
            "startEvent" => Self::Start {
                interrupting: reading.flag(node, "isInterrupting", true),
            },
            "endEvent" => Self::End,
            "intermediateCatchEvent" => Self::Catch,
            "intermediateThrowEvent" => Self::Throw,
            "boundaryEvent" => Self::Boundary {
                attached_to: reading.required(node, "attachedToRef"),
                interrupting: reading.flag(node, "cancelActivity", true),
            },
            "exclusiveGateway" => Self::Gateway(GatewayKind::Exclusive),
            "parallelGateway" => Self::Gateway(GatewayKind::Parallel),
            "inclusiveGateway" => Self::Gateway(GatewayKind::Inclusive),
            "complexGateway" => Self::Gateway(GatewayKind::Complex),
            "eventBasedGateway" => Self::Gateway(GatewayKind::EventBased {
                instantiate: reading.flag(node, "instantiate", false),
                parallel: node
                    .attribute("eventGatewayType")
                    .is_some_and(|kind| **kind == *"Parallel"),
            }),
            _ => return None,
        })
    }
}

impl FlowNode {
    /// Read a flow node without what a sub-process contains; none where the element is something else.
    pub(super) fn read(node: Node<'_>, reading: &mut Reading) -> Option<Self> {
        let kind = NodeKind::of(node, reading)?;
        let mut this = Self {
            base: elements::base(node),
            kind,
            default: node.attribute("default"),
            incoming: Vec::new(),
            outgoing: Vec::new(),
            events: Vec::new(),
            resources: Vec::new(),
            associations: Vec::new(),
            data: Vec::new(),
            repeat: None,
            message: node.attribute("messageRef"),
            for_compensation: reading.flag(node, "isForCompensation", false),
            scope: None,
        };
        for child in node.model_children() {
            this.read_child(child, reading);
        }
        Some(this)
    }

    fn read_child(&mut self, child: Node<'_>, reading: &mut Reading) {
        match child.name() {
            "incoming" => self.incoming.extend(child.text()),
            "outgoing" => self.outgoing.extend(child.text()),
            "standardLoopCharacteristics" => {
                self.repeat = Some(Repeat::Loop {
                    condition: child.child("loopCondition").and_then(Node::text),
                    maximum: child.attribute("loopMaximum"),
                });
            }
            "multiInstanceLoopCharacteristics" => {
                self.repeat = Some(Repeat::MultiInstance {
                    sequential: reading.flag(child, "isSequential", false),
                    cardinality: child.child("loopCardinality").and_then(Node::text),
                });
            }
            "dataInputAssociation" => self.associations.push(association(child, Direction::Input)),
            "dataOutputAssociation" => self
                .associations
                .push(association(child, Direction::Output)),
            // What a sub-process holds is read with its scope.
            "ioSpecification" | "dataInput" | "dataOutput" | "property"
                if matches!(self.kind, NodeKind::SubProcess { .. }) => {}
            "ioSpecification" => {
                for inner in child.children() {
                    self.data.extend(elements::data(inner, reading));
                }
            }
            "dataInput" | "dataOutput" | "property" => {
                self.data.extend(elements::data(child, reading));
            }
            "potentialOwner" | "humanPerformer" | "performer" | "resourceRole" => {
                self.resources.push(elements::resource(child));
            }
            // Sets of inputs and outputs only repeat what the associations say.
            "documentation"
            | "extensionElements"
            | "inputSet"
            | "outputSet"
            | "script"
            | "rendering"
            | "ioBinding"
            | "auditing"
            | "monitoring"
            | "categoryValueRef"
            | "completionCondition"
            | "activationCondition"
            | "calledElement" => {}
            _ => {
                if let Some(event) = EventDefinition::read(child) {
                    self.events.push(event);
                } else if !matches!(self.kind, NodeKind::SubProcess { .. }) {
                    let kind = ProblemKind::UnknownElement(child.name().into());
                    reading.problems.add(child.span(), kind);
                }
            }
        }
    }
}

fn association(node: Node<'_>, direction: Direction) -> DataAssociation {
    let mut sources = Vec::new();
    let mut target = None;
    for child in node.children() {
        match child.name() {
            "sourceRef" => sources.extend(child.text()),
            "targetRef" => target = child.text(),
            _ => {}
        }
    }
    DataAssociation {
        span: node.span(),
        direction,
        sources,
        target,
    }
}

impl EventDefinition {
    /// Read an event definition; none where the element is something else.
    pub(super) fn read(node: Node<'_>) -> Option<Self> {
        let (kind, reference) = match node.name() {
            "cancelEventDefinition" => (EventKind::Cancel, ""),
            "compensateEventDefinition" => (EventKind::Compensate, "activityRef"),
            "conditionalEventDefinition" => (EventKind::Conditional, ""),
            "errorEventDefinition" => (EventKind::Error, "errorRef"),
            "escalationEventDefinition" => (EventKind::Escalation, "escalationRef"),
            "linkEventDefinition" => (EventKind::Link, ""),
            "messageEventDefinition" => (EventKind::Message, "messageRef"),
            "signalEventDefinition" => (EventKind::Signal, "signalRef"),
            "terminateEventDefinition" => (EventKind::Terminate, ""),
            "timerEventDefinition" => (EventKind::Timer, ""),
            "eventDefinitionRef" => (EventKind::Reference, ""),
            _ => return None,
        };
        let inner = |name| node.child(name).and_then(Node::text);
        Some(Self {
            kind,
            span: node.span(),
            id: node.attribute("id"),
            refers: if kind == EventKind::Reference {
                node.text()
            } else {
                node.attribute(reference)
            },
            name: node.attribute("name"),
            timer: (inner("timeDuration").map(Timer::Duration))
                .or_else(|| inner("timeDate").map(Timer::Date))
                .or_else(|| inner("timeCycle").map(Timer::Cycle)),
            condition: inner("condition"),
        })
    }
}
