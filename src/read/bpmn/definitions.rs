//! [`Document`] → [`Definitions`]: which element stands where in BPMN 2.0.
//!
//! Unknown elements of BPMN's own namespace are problems; other namespaces are the business of their tools.
//! No recursion: sub-processes wait in a list until their turn.

use std::collections::VecDeque;

use super::diagram;
use super::document::{Document, Node};
use super::elements::{self, Reading};
use super::flow_node::{EventDefinition, EventKind, FlowNode, NodeKind};
use super::namespace::Namespace;
use super::problem::ProblemKind;
use super::tree::{
    Collaboration, Definitions, Global, Participant, Process, Resource, Scope, ScopeId,
};
use crate::source::Span;

/// Read the definitions of a document; none where it has no `definitions` of BPMN.
pub fn read(document: &Document<'_>, reading: &mut Reading) -> Option<Definitions> {
    let Some(root) = document.nodes().find(|node| node.is("definitions")) else {
        let first = document.nodes().next().map_or(Span::default(), Node::span);
        reading.problems.add(first, ProblemKind::NotBpmn);
        return None;
    };
    let mut this = Definitions {
        base: elements::base(root),
        exporter: root.attribute("exporter"),
        ..Definitions::default()
    };
    for child in root.children() {
        match child.name() {
            "BPMNDiagram" => this.diagrams.push(diagram::read(child, reading)),
            _ if child.namespace() == Namespace::Model => root_element(child, &mut this, reading),
            _ => {}
        }
    }
    resolve_event_references(&mut this, reading);
    Some(this)
}

fn root_element(node: Node<'_>, this: &mut Definitions, reading: &mut Reading) {
    match node.name() {
        "process" => process(node, this, reading),
        "collaboration" => this.collaborations.push(collaboration(node, reading)),
        "category" => {
            let values = node.children().filter(|child| child.is("categoryValue"));
            for value in values {
                let mut base = elements::base(value);
                base.name = value.attribute("value");
                this.globals.push(Global { base, code: None });
            }
        }
        "message"
        | "signal"
        | "error"
        | "escalation"
        | "resource"
        | "dataStore"
        | "itemDefinition"
        | "interface"
        | "endPoint"
        | "partnerEntity"
        | "partnerRole"
        | "correlationProperty"
        | "globalTask"
        | "globalUserTask"
        | "globalManualTask"
        | "globalScriptTask"
        | "globalBusinessRuleTask" => {
            let code = node
                .attribute("errorCode")
                .or_else(|| node.attribute("escalationCode"));
            let base = elements::base(node);
            this.globals.push(Global { base, code });
        }
        "choreography" | "globalChoreographyTask" | "globalConversation" | "conversation" => {
            let kind = ProblemKind::Unsupported(node.name().into());
            reading.problems.add(node.span(), kind);
        }
        "documentation" | "extensionElements" | "import" | "extension" | "relationship" => {}
        _ => match EventDefinition::read(node) {
            Some(event) => this.events.push(event),
            None => reading.unknown(node),
        },
    }
}

fn collaboration(node: Node<'_>, reading: &mut Reading) -> Collaboration {
    let mut this = Collaboration {
        base: elements::base(node),
        ..Collaboration::default()
    };
    for child in node.model_children() {
        match child.name() {
            "participant" => this.participants.push(Participant {
                base: elements::base(child),
                process: child.attribute("processRef"),
            }),
            "messageFlow" => this
                .message_flows
                .push(elements::message_flow(child, reading)),
            // Who corresponds to whom in a conversation: no flow of work.
            "documentation"
            | "extensionElements"
            | "conversationNode"
            | "conversation"
            | "subConversation"
            | "callConversation"
            | "conversationLink"
            | "conversationAssociation"
            | "participantAssociation"
            | "messageFlowAssociation"
            | "correlationKey"
            | "choreographyRef" => {}
            _ => match elements::artifact(child, reading) {
                Some(artifact) => this.artifacts.push(artifact),
                None => reading.unknown(child),
            },
        }
    }
    this
}

fn process(node: Node<'_>, this: &mut Definitions, reading: &mut Reading) {
    let scope = scope_id(this);
    let executable = node
        .attribute("isExecutable")
        .is_some()
        .then(|| reading.flag(node, "isExecutable", false));
    let base = elements::base(node);
    let mut resources = Vec::new();
    let mut todo: VecDeque<(Node<'_>, Option<(ScopeId, usize)>)> = VecDeque::from([(node, None)]);
    let mut first = true;
    while let Some((node, parent)) = todo.pop_front() {
        let id = scope_id(this);
        if let Some((ScopeId(around), index)) = parent
            && let Some(around) = this.scopes.get_mut(around as usize)
            && let Some(owner) = around.nodes.get_mut(index)
        {
            owner.scope = Some(id);
        }
        let mut scope = Scope {
            parent,
            ..Scope::default()
        };
        for child in node.model_children() {
            scope_element(child, &mut scope, first.then_some(&mut resources), reading);
            let index = scope.nodes.len().saturating_sub(1);
            if let Some(node) = scope.nodes.last()
                && matches!(node.kind, NodeKind::SubProcess { .. })
                && node.base.span == child.span()
            {
                todo.push_back((child, Some((id, index))));
            }
        }
        this.scopes.push(scope);
        first = false;
    }
    this.processes.push(Process {
        base,
        executable,
        scope,
        resources,
    });
}

fn scope_id(this: &Definitions) -> ScopeId {
    ScopeId(u32::try_from(this.scopes.len()).unwrap_or(u32::MAX))
}

/// One child of a process or sub-process. The resources of a sub-process are its own, as of every activity.
fn scope_element(
    node: Node<'_>,
    scope: &mut Scope,
    resources: Option<&mut Vec<Resource>>,
    reading: &mut Reading,
) {
    match node.name() {
        "sequenceFlow" => scope.flows.push(elements::sequence_flow(node, reading)),
        "laneSet" => elements::lanes(node, &mut scope.lanes),
        "ioSpecification" => {
            for inner in node.children() {
                scope.data.extend(elements::data(inner, reading));
            }
        }
        "potentialOwner" | "humanPerformer" | "performer" | "resourceRole" => {
            if let Some(resources) = resources {
                resources.push(elements::resource(node));
            }
        }
        "documentation"
        | "extensionElements"
        | "auditing"
        | "monitoring"
        | "ioBinding"
        | "correlationSubscription"
        | "supports"
        | "supportedInterfaceRef"
        | "definitionalCollaborationRef"
        | "incoming"
        | "outgoing"
        | "standardLoopCharacteristics"
        | "multiInstanceLoopCharacteristics"
        | "dataInputAssociation"
        | "dataOutputAssociation"
        | "completionCondition"
        | "categoryValueRef" => {}
        _ => {
            if let Some(found) = FlowNode::read(node, reading) {
                scope.nodes.push(found);
            } else if let Some(found) = elements::data(node, reading) {
                scope.data.push(found);
            } else if let Some(found) = elements::artifact(node, reading) {
                scope.artifacts.push(found);
            } else {
                reading.unknown(node);
            }
        }
    }
}

/// Put the definitions that events refer to in the place of the references. O(references × definitions); files have a handful.
fn resolve_event_references(this: &mut Definitions, reading: &mut Reading) {
    let globals = &this.events;
    let nodes = this.scopes.iter_mut().flat_map(|scope| &mut scope.nodes);
    for event in nodes.flat_map(|node| &mut node.events) {
        let Some(wanted) = event
            .refers
            .as_ref()
            .filter(|_| event.kind == EventKind::Reference)
        else {
            continue;
        };
        let local = wanted.rsplit(':').next().unwrap_or_default();
        let found = globals
            .iter()
            .find(|global| global.id.as_ref().is_some_and(|id| ***id == *local));
        if let Some(global) = found {
            *event = global.clone();
        } else {
            let kind = ProblemKind::Unresolved("eventDefinitionRef", wanted.value.clone());
            reading.problems.add(wanted.span, kind);
        }
    }
}
