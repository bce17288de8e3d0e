//! The small elements that several others contain: base, data, resources, artifacts, lanes.
//!
//! [`Reading`] carries the problems through the reading of one file; it knows nothing of who refers to whom.

use super::document::{Node, Text};
use super::namespace::Namespace;
use super::problem::{ProblemKind, Problems};
use super::tree::{
    Artifact, Base, Data, DataKind, Extension, Lane, MessageFlow, OwnElement, Resource,
    SequenceFlow,
};
use crate::source::Spanned;

/// What goes along through the reading of one file.
#[derive(Debug, Default)]
pub struct Reading {
    pub(super) problems: Problems,
}

impl Reading {
    /// A boolean attribute (`true`, `1`, `false`, `0`).
    pub(super) fn flag(&mut self, node: Node<'_>, name: &'static str, default: bool) -> bool {
        let Some(value) = node.attribute(name) else {
            return default;
        };
        match &**value {
            "true" | "1" => true,
            "false" | "0" => false,
            _ => {
                let kind = ProblemKind::BadValue(name, value.value);
                self.problems.add(value.span, kind);
                default
            }
        }
    }

    /// An attribute that must be there and not blank.
    pub(super) fn required(&mut self, node: Node<'_>, name: &'static str) -> Option<Text> {
        let value = node
            .attribute(name)
            .filter(|value| !value.trim().is_empty());
        if value.is_none() {
            let kind = ProblemKind::MissingAttribute(node.name().into(), name);
            self.problems.add(node.span(), kind);
        }
        value
    }

    /// An element of BPMN that is known nowhere at this place.
    pub(super) fn unknown(&mut self, node: Node<'_>) {
        let kind = ProblemKind::UnknownElement(node.name().into());
        self.problems.add(node.span(), kind);
    }
}

/// Id, name, documentation and extensions of an element.
pub(super) fn base(node: Node<'_>) -> Base {
    let mut base = Base {
        element: node.name().into(),
        span: node.span(),
        ..Base::default()
    };
    let wanted = |namespace: Namespace, name: &str| match namespace {
        Namespace::None => matches!(name, "id" | "name"),
        _ => namespace.is_extension(),
    };
    for (namespace, name, value) in node.attributes(wanted) {
        match (namespace, name) {
            (Namespace::None, "id") => base.id = Some(value),
            (Namespace::None, "name") => {
                base.name = Some(value).filter(|name| !name.trim().is_empty());
            }
            _ if namespace.is_extension() => base.extensions.push(Extension {
                namespace,
                element: None,
                name: name.into(),
                value,
            }),
            _ => {}
        }
    }
    for child in node.model_children() {
        match child.name() {
            "documentation" => base.documentation.extend(child.text()),
            "extensionElements" => {
                extensions(child, &mut base.extensions);
                own(child, &mut base.own);
            }
            _ => {}
        }
    }
    base
}

/// The properties in `extensionElements`, two levels deep: `camunda:properties` holds `camunda:property`.
fn extensions(node: Node<'_>, into: &mut Vec<Extension>) {
    for child in node.children() {
        extension(child, into);
        for inner in child.children() {
            extension(inner, into);
        }
    }
}

/// The elements of our own namespace in `extensionElements`.
fn own(node: Node<'_>, into: &mut Vec<OwnElement>) {
    let ours = node
        .children()
        .filter(|child| child.namespace() == Namespace::Qmslint);
    into.extend(ours.map(|child| {
        OwnElement {
            name: child.name().into(),
            span: child.span(),
            attributes: child
                .attributes(|_, _| true)
                .map(|(_, name, value)| (name.into(), value))
                .collect(),
        }
    }));
}

fn extension(node: Node<'_>, into: &mut Vec<Extension>) {
    let namespace = node.namespace();
    if !namespace.is_extension() || namespace == Namespace::Qmslint {
        return;
    }
    let mut add = |name: &str, value: Text| {
        into.push(Extension {
            namespace,
            element: Some(node.name().into()),
            name: name.into(),
            value,
        });
    };
    let key = node.attribute("name").or_else(|| node.attribute("key"));
    if let (Some(key), Some(value)) = (key, node.attribute("value")) {
        add(&key, value);
        return;
    }
    for (_, name, value) in node.attributes(|_, _| true) {
        add(name, value);
    }
    if node.children().next().is_none()
        && let Some(text) = node.text()
    {
        add("", text);
    }
}

/// A data element; none where the element is something else.
pub(super) fn data(node: Node<'_>, reading: &mut Reading) -> Option<Data> {
    let (kind, refers) = match node.name() {
        "dataObject" => (DataKind::Object, ""),
        "dataObjectReference" => (DataKind::ObjectReference, "dataObjectRef"),
        "dataStoreReference" => (DataKind::StoreReference, "dataStoreRef"),
        "dataInput" => (DataKind::Input, "itemSubjectRef"),
        "dataOutput" => (DataKind::Output, "itemSubjectRef"),
        "property" => (DataKind::Property, "itemSubjectRef"),
        _ => return None,
    };
    Some(Data {
        kind,
        refers: node.attribute(refers),
        collection: reading.flag(node, "isCollection", false),
        state: node
            .child("dataState")
            .and_then(|state| state.attribute("name")),
        base: base(node),
    })
}

/// Who does or owns something.
pub(super) fn resource(node: Node<'_>) -> Resource {
    Resource {
        refers: node.child("resourceRef").and_then(Node::text),
        expression: node
            .child("resourceAssignmentExpression")
            .and_then(Node::text),
        base: base(node),
    }
}

/// An annotation, association or group; none where the element is something else.
pub(super) fn artifact(node: Node<'_>, reading: &mut Reading) -> Option<Artifact> {
    Some(match node.name() {
        "textAnnotation" => Artifact::Annotation {
            text: node.child("text").and_then(Node::text),
            base: base(node),
        },
        "association" => Artifact::Association {
            source: reading.required(node, "sourceRef"),
            target: reading.required(node, "targetRef"),
            base: base(node),
        },
        "group" => Artifact::Group {
            category: node.attribute("categoryValueRef"),
            base: base(node),
        },
        _ => return None,
    })
}

/// A sequence flow.
pub(super) fn sequence_flow(node: Node<'_>, reading: &mut Reading) -> SequenceFlow {
    SequenceFlow {
        source: reading.required(node, "sourceRef"),
        target: reading.required(node, "targetRef"),
        condition: node.child("conditionExpression").map(|condition| {
            let empty = || Spanned::new("".into(), condition.span());
            condition.text().unwrap_or_else(empty)
        }),
        base: base(node),
    }
}

/// A message flow.
pub(super) fn message_flow(node: Node<'_>, reading: &mut Reading) -> MessageFlow {
    MessageFlow {
        source: reading.required(node, "sourceRef"),
        target: reading.required(node, "targetRef"),
        message: node.attribute("messageRef"),
        base: base(node),
    }
}

/// The lanes of a lane set with those inside them, outer before inner.
pub(super) fn lanes(set: Node<'_>, into: &mut Vec<Lane>) {
    let mut todo = vec![(set, None)];
    while let Some((set, parent)) = todo.pop() {
        for node in set.children().filter(|node| node.is("lane")) {
            let index = into.len();
            let inside = node.children().filter(|child| child.is("flowNodeRef"));
            into.push(Lane {
                parent,
                nodes: inside.filter_map(Node::text).collect(),
                base: base(node),
            });
            let inner = node.children().filter(|child| child.is("childLaneSet"));
            todo.extend(inner.map(|set| (set, Some(index))));
        }
    }
}
