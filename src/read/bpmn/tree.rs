//! What a BPMN 2.0 file says (ISO/IEC 19510), as typed values with their places: definitions, processes, scopes, lanes, data, artifacts.
//!
//! Nothing is interpreted here: references are the ids as written, a name is the author's text with its line breaks.
//! Processes and sub-processes are [`Scope`]s in one list, so that no depth of nesting asks for recursion.

use compact_str::CompactString;

use super::diagram::Diagram;
use super::document::Text;
use super::flow_node::{EventDefinition, FlowNode};
use super::namespace::Namespace;
use crate::source::Span;

/// What every element of BPMN may carry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Base {
    /// The name of the element in BPMN: `userTask`, `sequenceFlow`.
    pub element: CompactString,
    /// The start tag.
    pub span: Span,
    /// Identifier, unique in the file.
    pub id: Option<Text>,
    /// What the author sees. Blank counts as absent.
    pub name: Option<Text>,
    /// Texts for the reader.
    pub documentation: Vec<Text>,
    /// Properties of tools, and our own.
    pub extensions: Vec<Extension>,
    /// Elements of our own namespace in `extensionElements`: tables and lists that no attribute can hold.
    pub own: Vec<OwnElement>,
}

/// `<qmslint:document name="…" copies="1"/>`: one entry of a table or list of ours.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnElement {
    /// Its name without prefix: the table or key it belongs to.
    pub name: CompactString,
    /// The start tag.
    pub span: Span,
    /// Its attributes: keys and values, as written.
    pub attributes: Vec<(CompactString, Text)>,
}

/// One property of an extension namespace: `camunda:assignee="x"`, or an attribute or the text of an element in `extensionElements`.
#[derive(Clone, Debug, PartialEq)]
pub struct Extension {
    /// Whose property.
    pub namespace: Namespace,
    /// The element it stands in, where it is no attribute of the BPMN element itself.
    pub element: Option<CompactString>,
    /// Its name; empty for the text of the element. `<property name="x" value="y"/>` is called `x`.
    pub name: CompactString,
    /// Its value.
    pub value: Text,
}

/// A whole file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Definitions {
    /// Id, name, documentation of the file.
    pub base: Base,
    /// The tool that wrote it.
    pub exporter: Option<Text>,
    /// Pools and messages between them.
    pub collaborations: Vec<Collaboration>,
    /// Processes in file order.
    pub processes: Vec<Process>,
    /// What processes and sub-processes contain; parents before children.
    pub scopes: Vec<Scope>,
    /// Messages, signals, errors, escalations, resources, data stores, global tasks, item definitions …
    pub globals: Vec<Global>,
    /// Event definitions that events refer to.
    pub events: Vec<EventDefinition>,
    /// How it is drawn.
    pub diagrams: Vec<Diagram>,
}

/// A root element that others refer to. Its kind is `base.element`.
#[derive(Clone, Debug, PartialEq)]
pub struct Global {
    /// Kind, id, name.
    pub base: Base,
    /// `errorCode` or `escalationCode`.
    pub code: Option<Text>,
}

/// Pools and what passes between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collaboration {
    /// Id, name.
    pub base: Base,
    /// Pools.
    pub participants: Vec<Participant>,
    /// Messages between pools.
    pub message_flows: Vec<MessageFlow>,
    /// Annotations, associations, groups.
    pub artifacts: Vec<Artifact>,
}

/// A pool.
#[derive(Clone, Debug, PartialEq)]
pub struct Participant {
    /// Id, name.
    pub base: Base,
    /// The process inside; none for a collapsed pool.
    pub process: Option<Text>,
}

/// A message between two pools or elements of them.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageFlow {
    /// Id, name.
    pub base: Base,
    /// Where it starts.
    pub source: Option<Text>,
    /// Where it arrives.
    pub target: Option<Text>,
    /// `messageRef`.
    pub message: Option<Text>,
}

/// Index of a scope in [`Definitions::scopes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeId(pub u32);

/// A process.
#[derive(Clone, Debug, PartialEq)]
pub struct Process {
    /// Id, name.
    pub base: Base,
    /// Whether an engine may run it.
    pub executable: Option<bool>,
    /// What it contains.
    pub scope: ScopeId,
    /// Who is responsible for the whole.
    pub resources: Vec<Resource>,
}

/// What a process or an expanded sub-process contains.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scope {
    /// The scope around it and the index of the sub-process there; none for a process.
    pub parent: Option<(ScopeId, usize)>,
    /// Activities, events, gateways in file order.
    pub nodes: Vec<FlowNode>,
    /// Sequence flows in file order.
    pub flows: Vec<SequenceFlow>,
    /// Lanes, outer before inner.
    pub lanes: Vec<Lane>,
    /// Data objects, stores, inputs, outputs.
    pub data: Vec<Data>,
    /// Annotations, associations, groups.
    pub artifacts: Vec<Artifact>,
}

/// A sequence flow.
#[derive(Clone, Debug, PartialEq)]
pub struct SequenceFlow {
    /// Id, name.
    pub base: Base,
    /// `sourceRef`.
    pub source: Option<Text>,
    /// `targetRef`.
    pub target: Option<Text>,
    /// The condition under which it is taken; `Some("")`-like conditions keep the place of their tag.
    pub condition: Option<Text>,
}

/// A lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// Id, name.
    pub base: Base,
    /// The lane around it, by index in the same scope.
    pub parent: Option<usize>,
    /// `flowNodeRef`: what lies in it.
    pub nodes: Vec<Text>,
}

/// What a data element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DataKind {
    /// A data object.
    Object,
    /// A data object as drawn, with its state.
    ObjectReference,
    /// A data store as drawn.
    StoreReference,
    /// What comes into an activity or process.
    Input,
    /// What an activity or process gives.
    Output,
    /// A variable, never drawn.
    Property,
}

/// Something that is read or written.
#[derive(Clone, Debug, PartialEq)]
pub struct Data {
    /// Id, name.
    pub base: Base,
    /// What it is.
    pub kind: DataKind,
    /// The object or store it stands for.
    pub refers: Option<Text>,
    /// Whether it is several.
    pub collection: bool,
    /// `dataState`: "draft", "signed".
    pub state: Option<Text>,
}

/// Which way a data association goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Into the activity.
    Input,
    /// Out of it.
    Output,
}

/// A data association of an activity or event.
#[derive(Clone, Debug, PartialEq)]
pub struct DataAssociation {
    /// The start tag.
    pub span: Span,
    /// Its direction.
    pub direction: Direction,
    /// `sourceRef`s.
    pub sources: Vec<Text>,
    /// `targetRef`.
    pub target: Option<Text>,
}

/// An annotation, association or group.
#[derive(Clone, Debug, PartialEq)]
pub enum Artifact {
    /// A text beside the diagram.
    Annotation {
        /// Id.
        base: Base,
        /// The text.
        text: Option<Text>,
    },
    /// A dotted line, mostly from an annotation to what it speaks of.
    Association {
        /// Id.
        base: Base,
        /// One end.
        source: Option<Text>,
        /// The other.
        target: Option<Text>,
    },
    /// A dashed frame; its name is that of its category value.
    Group {
        /// Id.
        base: Base,
        /// `categoryValueRef`.
        category: Option<Text>,
    },
}

impl Artifact {
    /// What all three have.
    pub fn base(&self) -> &Base {
        match self {
            Self::Annotation { base, .. }
            | Self::Association { base, .. }
            | Self::Group { base, .. } => base,
        }
    }
}

/// Who does or owns something. Its kind (`potentialOwner`, `humanPerformer`, `performer`, `resourceRole`) is `base.element`.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// Kind, id, name.
    pub base: Base,
    /// `resourceRef`.
    pub refers: Option<Text>,
    /// The expression that names people or groups.
    pub expression: Option<Text>,
}

impl Definitions {
    /// A scope.
    pub fn scope(&self, id: ScopeId) -> Option<&Scope> {
        self.scopes.get(id.0 as usize)
    }

    /// Every scope with its id, parents first.
    pub fn all_scopes(&self) -> impl Iterator<Item = (ScopeId, &Scope)> {
        (0u32..).map(ScopeId).zip(&self.scopes)
    }
}
