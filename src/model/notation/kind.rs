//! Kinds of element and triggers of events, in the words of BPMN 2.0 (ISO/IEC 19510).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an element of a diagram is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are those of BPMN 2.0")]
pub enum ElementKind {
    Process,
    /// A task of no stated type.
    PlainTask,
    UserTask,
    ManualTask,
    ServiceTask,
    ScriptTask,
    BusinessRuleTask,
    SendTask,
    ReceiveTask,
    CallActivity,
    /// An embedded sub-process of no further kind.
    SubProcess,
    EventSubProcess,
    Transaction,
    AdHocSubProcess,
    StartEvent,
    EndEvent,
    IntermediateCatchEvent,
    IntermediateThrowEvent,
    BoundaryEvent,
    ExclusiveGateway,
    ParallelGateway,
    InclusiveGateway,
    ComplexGateway,
    EventBasedGateway,
    SequenceFlow,
    MessageFlow,
    Association,
    Pool,
    Lane,
    DataObject,
    DataStore,
    DataInput,
    DataOutput,
    TextAnnotation,
    Group,
    Message,
    Signal,
    Error,
    Escalation,
}

/// What triggers an event, or what it sends.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are those of BPMN 2.0, 10.5.5")]
pub enum Trigger {
    Message,
    Timer,
    Conditional,
    Signal,
    Error,
    Escalation,
    Cancel,
    Compensation,
    Link,
    Terminate,
    /// Defined elsewhere, and the definition is missing.
    Unresolved,
}

impl ElementKind {
    /// Whether it is work: a task, a call activity or a sub-process.
    pub fn is_activity(self) -> bool {
        self.is_task() || self.is_sub_process() || self == Self::CallActivity
    }

    /// Whether it is a task of any type.
    pub fn is_task(self) -> bool {
        matches!(
            self,
            Self::PlainTask
                | Self::UserTask
                | Self::ManualTask
                | Self::ServiceTask
                | Self::ScriptTask
                | Self::BusinessRuleTask
                | Self::SendTask
                | Self::ReceiveTask
        )
    }

    /// Whether it is a sub-process of any kind.
    pub fn is_sub_process(self) -> bool {
        matches!(
            self,
            Self::SubProcess | Self::EventSubProcess | Self::Transaction | Self::AdHocSubProcess
        )
    }

    /// Whether it is an event.
    pub fn is_event(self) -> bool {
        matches!(
            self,
            Self::StartEvent
                | Self::EndEvent
                | Self::IntermediateCatchEvent
                | Self::IntermediateThrowEvent
                | Self::BoundaryEvent
        )
    }

    /// Whether it is a gateway.
    pub fn is_gateway(self) -> bool {
        matches!(
            self,
            Self::ExclusiveGateway
                | Self::ParallelGateway
                | Self::InclusiveGateway
                | Self::ComplexGateway
                | Self::EventBasedGateway
        )
    }

    /// Whether it is an activity, event or gateway.
    pub fn is_node(self) -> bool {
        self.is_activity() || self.is_event() || self.is_gateway()
    }

    /// Whether it is drawn as a line.
    pub fn is_line(self) -> bool {
        matches!(
            self,
            Self::SequenceFlow | Self::MessageFlow | Self::Association
        )
    }
}
