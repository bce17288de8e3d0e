//! BPMN diagram interchange: what is drawn where.
//!
//! Fonts, colours and styles are left out: no rule looks at them.

use super::document::{Node, Text};
use super::elements::Reading;
use super::namespace::Namespace;
use super::problem::ProblemKind;
use crate::source::Span;

/// One drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagram {
    /// The start tag.
    pub span: Span,
    /// Id.
    pub id: Option<Text>,
    /// Name.
    pub name: Option<Text>,
    /// The process or collaboration that is drawn.
    pub element: Option<Text>,
    /// Shapes.
    pub shapes: Vec<Shape>,
    /// Edges.
    pub edges: Vec<Edge>,
}

/// A drawn pool, lane, node, data element or artifact.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// The start tag.
    pub span: Span,
    /// What is drawn.
    pub element: Option<Text>,
    /// Where.
    pub bounds: Option<Bounds>,
    /// Where its label stands.
    pub label: Option<Bounds>,
    /// Whether a sub-process is drawn open.
    pub expanded: Option<bool>,
    /// Whether a pool or lane lies flat.
    pub horizontal: Option<bool>,
}

/// A drawn flow or association.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// The start tag.
    pub span: Span,
    /// What is drawn.
    pub element: Option<Text>,
    /// From source to target: x, y.
    pub waypoints: Vec<(f64, f64)>,
    /// Where its label stands.
    pub label: Option<Bounds>,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "the four numbers of a rectangle")]
pub struct Bounds {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// Read a `BPMNDiagram`.
pub(super) fn read(node: Node<'_>, reading: &mut Reading) -> Diagram {
    let mut diagram = Diagram {
        span: node.span(),
        id: node.attribute("id"),
        name: node.attribute("name"),
        element: None,
        shapes: Vec::new(),
        edges: Vec::new(),
    };
    for plane in node.children().filter(|child| child.name() == "BPMNPlane") {
        diagram.element = plane.attribute("bpmnElement");
        for child in plane.children() {
            match child.name() {
                "BPMNShape" => diagram.shapes.push(shape(child, reading)),
                "BPMNEdge" => diagram.edges.push(edge(child, reading)),
                _ => {}
            }
        }
    }
    diagram
}

fn inner<'d>(node: Node<'d>, name: &str) -> Option<Node<'d>> {
    // A file without namespaces has its diagram in the namespace of the model.
    node.children()
        .find(|child| child.name() == name && child.namespace() != Namespace::Foreign)
}

fn shape(node: Node<'_>, reading: &mut Reading) -> Shape {
    let mut maybe = |name| {
        node.attribute(name)
            .is_some()
            .then(|| reading.flag(node, name, false))
    };
    Shape {
        span: node.span(),
        element: node.attribute("bpmnElement"),
        expanded: maybe("isExpanded"),
        horizontal: maybe("isHorizontal"),
        bounds: inner(node, "Bounds").and_then(|inner| bounds(inner, reading)),
        label: label(node, reading),
    }
}

fn edge(node: Node<'_>, reading: &mut Reading) -> Edge {
    let points = node.children().filter(|child| child.name() == "waypoint");
    Edge {
        span: node.span(),
        element: node.attribute("bpmnElement"),
        waypoints: points
            .filter_map(|point| Some((number(point, "x", reading)?, number(point, "y", reading)?)))
            .collect(),
        label: label(node, reading),
    }
}

fn label(node: Node<'_>, reading: &mut Reading) -> Option<Bounds> {
    let label = inner(node, "BPMNLabel")?;
    bounds(inner(label, "Bounds")?, reading)
}

fn bounds(node: Node<'_>, reading: &mut Reading) -> Option<Bounds> {
    Some(Bounds {
        x: number(node, "x", reading)?,
        y: number(node, "y", reading)?,
        width: number(node, "width", reading)?,
        height: number(node, "height", reading)?,
    })
}

fn number(node: Node<'_>, name: &'static str, reading: &mut Reading) -> Option<f64> {
    let number = |text: &str| text.parse().ok().filter(|n: &f64| n.is_finite());
    // Half of all attributes of a diagram are such numbers, and hardly one is written with an entity or a space.
    let parsed = |text: &str| number(text).or_else(|| number(text.trim()));
    let plain = node.as_written(name).and_then(parsed);
    if plain.is_some() {
        return plain;
    }
    let text = reading.required(node, name)?;
    let number = parsed(&text);
    if number.is_none() {
        let kind = ProblemKind::BadValue(name, text.value);
        reading.problems.add(text.span, kind);
    }
    number
}
