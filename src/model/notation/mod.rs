//! What a diagram shows and a list of steps cannot: kinds of element, triggers, scopes, flows between them, pools, shapes.
//!
//! A TOML process has none of it. The reader of a notation fills it in; rules about the notation look here, all others at the
//! steps. References are resolved: flows and borders name nodes by index, and what they name instead is said ([`FlowEnd`]).
//! Words stand in [`words`].

mod drawn;
pub mod kind;
pub mod words;

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::messages::Localized;
use crate::source::Span;
pub use drawn::{Drawn, DrawnPlaces};
pub use kind::{ElementKind, Trigger};

/// A process as it is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notation {
    /// Id of the process element.
    pub id: Option<CompactString>,
    /// Whether an engine may run it.
    pub executable: bool,
    /// The process first, then its sub-processes, outer before inner.
    pub scopes: Vec<Scope>,
    /// Activities, events and gateways: one for each step of the process, in the same order.
    pub nodes: Vec<Node>,
    /// Sequence flows.
    pub flows: Vec<Flow>,
    /// Lanes, data and artifacts.
    pub others: Vec<Element>,
    /// The pool that the process is drawn in.
    pub pool: Option<Box<Element>>,
    /// What belongs to the file and not to one of its processes; the first process of a file carries it.
    pub file: Option<Box<Surroundings>>,
}

/// A process or sub-process as a container.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    /// `process`, or the kind of the sub-process.
    pub kind: ElementKind,
    /// Index of the sub-process; none for the process.
    pub owner: Option<u32>,
    /// Number of activities, events and gateways directly inside.
    pub nodes: u32,
}

/// An activity, event or gateway; id and name are those of its step.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: ElementKind,
    /// Its start tag.
    pub tag: Span,
    /// The scope it lies in, by index.
    pub scope: u32,
    /// The scope inside, where it is a sub-process.
    pub inner: Option<u32>,
    /// What an event waits for or sends.
    pub triggers: Vec<Event>,
    /// The flow it names as its default.
    pub default: Option<DefaultFlow>,
    /// For a boundary event: the activity on whose border it stands.
    pub attached_to: Option<u32>,
    /// For boundary events and starts of event sub-processes: whether it stops what it interrupts.
    pub interrupting: bool,
    /// Whether it only undoes another activity.
    pub for_compensation: bool,
    /// Number of sequence flows of the file that lead to it.
    pub incoming: u32,
    /// Number of sequence flows of the file that leave it.
    pub outgoing: u32,
    /// Where its lists of flows contradict the flows: those lists name another set.
    pub lists_differ: bool,
    /// The innermost lane it lies in, by index in [`Notation::others`].
    pub lane: Option<u32>,
    /// How it is drawn.
    pub shape: Option<Shape>,
}

/// An event definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// What triggers it.
    pub trigger: Trigger,
    /// Whether it says which message, which time, which condition.
    pub defined: bool,
    /// The name of a link.
    pub link: Option<CompactString>,
}

/// The flow that a node names as its default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultFlow {
    /// A flow by index, which may start elsewhere.
    Flow(u32),
    /// No flow of its process; the place of the reference.
    Nothing(Span),
}

/// Where a flow starts or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowEnd {
    /// At a node of the same process.
    Node(u32),
    /// At a node of another process of the file.
    OtherProcess,
    /// At something that is no activity, event or gateway.
    NoNode,
    /// Nowhere: the reference is missing or names nothing of the file.
    Nothing,
}

impl FlowEnd {
    /// The node, where it is one of the process.
    pub fn node(self) -> Option<u32> {
        match self {
            Self::Node(index) => Some(index),
            _ => None,
        }
    }
}

/// A sequence flow.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// Id, name, place, scope.
    pub element: Element,
    /// Where it starts.
    pub from: FlowEnd,
    /// Where it leads.
    pub to: FlowEnd,
    /// The condition under which it is taken, as written; may be blank.
    pub condition: Option<CompactString>,
}

/// An element that is no step.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// What it is.
    pub kind: ElementKind,
    /// Its id as written.
    pub id: Option<CompactString>,
    /// What its author sees.
    pub name: Option<CompactString>,
    /// Where it is named, else its tag.
    pub span: Span,
    /// Its start tag.
    pub tag: Span,
    /// The scope it lies in, by index; 0 for what belongs to the file.
    pub scope: u32,
    /// How it is drawn; for a flow only that it is.
    pub shape: Option<Shape>,
}

/// A rectangle of a drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// Number of the drawing in the file.
    pub plane: u32,
    /// Left, top, width, height; none for lines and where the file does not say.
    pub bounds: Option<Bounds>,
    /// Whether a sub-process is drawn open.
    pub expanded: bool,
    /// Whether a pool or lane stands upright.
    pub vertical: bool,
}

/// Left, top, width, height.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "the four numbers of a rectangle")]
pub struct Bounds {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Bounds {
    /// Whether another rectangle lies inside, up to a tolerance.
    pub fn holds(&self, other: &Self, tolerance: f64) -> bool {
        other.x >= self.x - tolerance
            && other.y >= self.y - tolerance
            && other.x + other.width <= self.x + self.width + tolerance
            && other.y + other.height <= self.y + self.height + tolerance
    }

    /// Whether a point lies inside.
    pub fn holds_point(&self, x: f64, y: f64) -> bool {
        (self.x..=self.x + self.width).contains(&x) && (self.y..=self.y + self.height).contains(&y)
    }

    /// Whether two rectangles share more than their borders.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }
}

/// What belongs to the file around its processes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Surroundings {
    /// Pools.
    pub pools: Vec<Pool>,
    /// Messages between pools.
    pub messages: Vec<MessageFlow>,
    /// Annotations, associations and groups beside the pools.
    pub artifacts: Vec<Element>,
    /// Messages, signals, errors and escalations that events refer to.
    pub globals: Vec<Global>,
    /// What is unusual about the file, though nothing of it was lost.
    pub deviations: Vec<Deviation>,
}

/// Something of the file that is not as the standard has it, and was understood all the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Deviation {
    /// What sort.
    pub kind: DeviationKind,
    /// Where.
    pub span: Span,
    /// What stands there and how it was read.
    pub message: Localized,
}

/// A sort of deviation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DeviationKind {
    /// No namespace, or that of another edition of BPMN, or a prefix that is bound to none.
    Namespace,
    /// Another encoding than the file declares.
    Encoding,
    /// A document type definition, which is read neither here nor elsewhere.
    DocumentType,
    /// A choreography or conversation: BPMN, but no process.
    NoProcess,
}

impl DeviationKind {
    /// The word that files use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Namespace => "namespace",
            Self::Encoding => "encoding",
            Self::DocumentType => "document-type",
            Self::NoProcess => "no-process",
        }
    }
}

/// A pool.
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    /// Id, name, place.
    pub element: Element,
    /// Whether a process with something in it is drawn inside.
    pub has_process: bool,
}

/// A message flow.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageFlow {
    /// Id, name, place.
    pub element: Element,
    /// Where it starts.
    pub from: MessageEnd,
    /// Where it arrives.
    pub to: MessageEnd,
}

/// One end of a message flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageEnd {
    /// What stands there; none where the reference names nothing.
    pub kind: Option<ElementKind>,
    /// Its name, else its id; none for what can send and receive anything, and needs no naming.
    pub called: Option<CompactString>,
    /// Whether what stands there has a trigger, and whether one of them is a message.
    pub triggers: (bool, bool),
    /// The pool it is or lies in, by index.
    pub pool: Option<u32>,
}

/// A message, signal, error or escalation.
#[derive(Clone, Debug, PartialEq)]
pub struct Global {
    /// Id, name, place.
    pub element: Element,
    /// Whether an event, task or message flow refers to it.
    pub used: bool,
}

impl Notation {
    /// The sequence flows by id; the first of two equal ids counts.
    pub fn flow_ids(&self) -> impl Iterator<Item = (&str, u32)> {
        let flows = self.flows.iter().enumerate().rev();
        flows.filter_map(|(index, flow)| {
            Some((flow.element.id.as_deref()?, u32::try_from(index).ok()?))
        })
    }
}
