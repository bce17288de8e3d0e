//! The diagram part: where each shape, label and line lies (BPMN 2.0, chapter 12).
//!
//! Places are those of `draw`. A pool has a title of its own to the left of its lanes.

use super::Plan;
use crate::convert::xml::Element;
use crate::draw::geometry::{Edge, Rect, Shape, ShapeKind, TextBlock};
use crate::workflow::graph::Route;

/// Width of the title of the pool.
const POOL_TITLE: i32 = 30;

impl Plan<'_> {
    pub(super) fn interchange(&self) -> Element {
        let mut plane = Element::new("bpmndi:BPMNPlane")
            .with("id", format!("{}_plane", self.ids.collaboration))
            .with("bpmnElement", &self.ids.collaboration);
        plane.push(shape(&self.ids.participant, self.pool()).with("isHorizontal", "true"));
        for (lane, id) in self.drawing.lanes.iter().zip(&self.ids.lanes) {
            plane.push(shape(id, moved(lane.rect)).with("isHorizontal", "true"));
        }
        for (drawn, id) in self.drawing.shapes.iter().zip(&self.ids.shapes) {
            plane.push(node(drawn, id));
        }
        for (edge, id) in self.drawing.edges.iter().zip(&self.ids.flows) {
            plane.push(self.line(edge, id));
        }
        Element::new("bpmndi:BPMNDiagram")
            .with("id", format!("{}_diagram", self.ids.collaboration))
            .holding([plane])
    }

    /// Around all lanes, with room for the title; a process without steps has none.
    fn pool(&self) -> Rect {
        let lanes = self.drawing.lanes.iter().map(|lane| moved(lane.rect));
        let around = lanes.reduce(|all, lane| {
            let (x, y) = (all.x.min(lane.x), all.y.min(lane.y));
            Rect {
                x,
                y,
                width: all.right().max(lane.right()) - x,
                height: all.bottom().max(lane.bottom()) - y,
            }
        });
        let around = around.unwrap_or(Rect {
            x: 2 * POOL_TITLE,
            y: POOL_TITLE,
            width: 570,
            height: 120,
        });
        Rect {
            x: around.x - POOL_TITLE,
            width: around.width + POOL_TITLE,
            ..around
        }
    }

    fn line(&self, edge: &Edge, id: &str) -> Element {
        let mut line = Element::new("bpmndi:BPMNEdge")
            .with("id", format!("{id}_di"))
            .with("bpmnElement", id);
        for point in &edge.points {
            let waypoint = Element::new("di:waypoint")
                .with("x", (point.x + POOL_TITLE).to_string())
                .with("y", point.y.to_string());
            line.push(waypoint);
        }
        let label = edge.label.and_then(|label| self.drawing.labels.get(label));
        if let Some(text) = label {
            line.push(labelled(text));
        }
        line
    }
}

fn node(drawn: &Shape, id: &str) -> Element {
    let mut node = shape(id, moved(drawn.rect));
    if drawn.kind == ShapeKind::Gateway(Route::One) {
        node = node.with("isMarkerVisible", "true");
    }
    // The name of an activity stands in it, that of an event or gateway beside it.
    let inside = matches!(drawn.kind, ShapeKind::Task | ShapeKind::Call);
    if let Some(text) = drawn.texts.first().filter(|_| !inside) {
        node.push(labelled(text));
    }
    node
}

fn shape(id: &str, rect: Rect) -> Element {
    Element::new("bpmndi:BPMNShape")
        .with("id", format!("{id}_di"))
        .with("bpmnElement", id)
        .holding([bounds(rect)])
}

fn labelled(text: &TextBlock) -> Element {
    Element::new("bpmndi:BPMNLabel").holding([bounds(moved(text.rect))])
}

fn bounds(rect: Rect) -> Element {
    Element::new("dc:Bounds")
        .with("x", rect.x.to_string())
        .with("y", rect.y.to_string())
        .with("width", rect.width.to_string())
        .with("height", rect.height.to_string())
}

fn moved(rect: Rect) -> Rect {
    Rect {
        x: rect.x + POOL_TITLE,
        ..rect
    }
}
