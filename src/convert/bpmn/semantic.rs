//! The process part of a diagram: pool, lanes, activities, events, gateways, flows, data.

use super::Plan;
use super::stated::{Stated, Statements};
use crate::convert::xml::Element;
use crate::draw::geometry::{self, Edge, FlowElement, Shape, ShapeKind};
use crate::messages::Lang;
use crate::model::one_or_many::Branch;
use crate::model::process::{Step, StepKind};
use crate::source::Spanned;
use crate::workflow::graph::Route;
use toml::Value;

impl Plan<'_> {
    /// The one pool, called after the unit, else after the process.
    pub(super) fn collaboration(&self) -> Element {
        let header = &self.process.process;
        let name = header
            .unit
            .as_ref()
            .or(header.name.as_ref())
            .or(header.code.as_ref());
        let pool = Element::new("participant")
            .with("id", &self.ids.participant)
            .with_some("name", name.map(|name| name.as_str()))
            .with("processRef", &self.ids.process)
            .with_some("qmslint:absent", header.unit.is_none().then_some("unit"));
        Element::new("collaboration")
            .with("id", &self.ids.collaboration)
            .holding([pool])
    }

    /// The process with everything in it.
    pub(super) fn semantic(&self, statements: &Statements) -> Element {
        let header = &self.process.process;
        let element = Element::new("process")
            .with("id", &self.ids.process)
            .with_some("name", header.name.as_ref().map(|name| name.as_str()))
            .with("isExecutable", "false")
            .with("qmslint:flow", "steps");
        let mut process = statements.process.attributes(element);
        if let Some(purpose) = &header.purpose {
            process.push(Element::new("documentation").with_text(purpose));
        }
        process.push_filled(statements.process.extension_elements());
        process.push_filled(self.lanes());
        let mut shapes: Vec<usize> = (0..self.drawing.shapes.len()).collect();
        shapes.sort_by_key(|index| {
            self.drawing
                .shapes
                .get(*index)
                .map(|shape| rank(shape.element))
        });
        for index in shapes {
            if let (Some(shape), Some(id)) =
                (self.drawing.shapes.get(index), self.ids.shapes.get(index))
            {
                process.push(self.node(index, shape, id, statements));
            }
        }
        let mut flows: Vec<(usize, &Edge)> = self.drawing.edges.iter().enumerate().collect();
        flows.sort_by_key(|(_, edge)| {
            let from = self
                .drawing
                .shapes
                .get(edge.from)
                .map(|shape| rank(shape.element));
            let branch = match edge.element {
                FlowElement::Branch { branch, .. } => branch,
                FlowElement::Implied => usize::MAX,
            };
            (from, branch, edge.to)
        });
        for (index, edge) in flows {
            process.extend(self.flow(index, edge));
        }
        process
    }

    fn lanes(&self) -> Element {
        let mut set = Element::new("laneSet").with("id", &self.ids.lane_set);
        let pool_is_unit = self.process.process.unit.as_ref();
        for ((index, lane), id) in self.drawing.lanes.iter().enumerate().zip(&self.ids.lanes) {
            let inside: Vec<(&Shape, &String)> = self
                .drawing
                .shapes
                .iter()
                .zip(&self.ids.shapes)
                .filter(|(shape, _)| shape.lane == index)
                .collect();
            let mut steps = inside
                .iter()
                .filter_map(|(shape, _)| self.step(shape.element));
            let who = steps.find(|step| step.is_work());
            let role = who.and_then(|step| step.role.as_ref());
            let unit = who.and_then(|step| step.unit.as_ref());
            let title: Vec<&str> = lane
                .texts
                .iter()
                .flat_map(|text| &text.lines)
                .map(String::as_str)
                .collect();
            let title = title.join(" ");
            let name = role.or(unit).map_or(title.as_str(), |name| name.as_str());
            let mut stated = Stated::default();
            if who.is_some() {
                if role.is_none() {
                    stated.state_absent("role");
                }
                match unit {
                    Some(unit) if pool_is_unit != Some(unit) => {
                        stated.state("unit", &Value::String(unit.value.clone()));
                    }
                    None if pool_is_unit.is_some() => stated.state_absent("unit"),
                    _ => {}
                }
            }
            let element = Element::new("lane").with("id", id).with("name", name);
            let nodes = inside
                .iter()
                .map(|(_, id)| Element::new("flowNodeRef").with_text(id));
            set.push(stated.attributes(element).holding(nodes));
        }
        set
    }

    fn step(&self, element: geometry::Element) -> Option<&Spanned<Step>> {
        match element {
            geometry::Element::Step(step) => self.process.steps.get(step),
            _ => None,
        }
    }

    fn node(&self, index: usize, shape: &Shape, id: &str, statements: &Statements) -> Element {
        let step = self.step(shape.element);
        let name = step.and_then(|step| step.name.as_ref());
        let element = Element::new(element_name(shape, step.map(|step| &step.value)))
            .with("id", id)
            .with_some("name", name.map(|name| name.as_str()));
        let mut node = match shape.element {
            geometry::Element::Start(_) => element.with("qmslint:implied", "start"),
            geometry::Element::End(_) => element.with("qmslint:implied", "end"),
            geometry::Element::Split(_) => element.with("qmslint:implied", "split"),
            geometry::Element::Join(_) => element.with("qmslint:implied", "join"),
            geometry::Element::Step(step) => match statements.steps.get(step) {
                Some(stated) => {
                    let mut element = stated.attributes(element);
                    element.push_filled(stated.extension_elements());
                    element
                }
                None => element,
            },
            geometry::Element::LinkTo(_) | geometry::Element::LinkFrom(_) => element,
        };
        let reference = |name: &'static str, flow: usize| {
            let id = self.ids.flows.get(flow).map_or("", String::as_str);
            Element::new(name).with_text(id)
        };
        let edges = || self.drawing.edges.iter().enumerate();
        for (flow, _) in edges().filter(|(_, edge)| edge.to == index) {
            node.push(reference("incoming", flow));
        }
        for (flow, _) in edges().filter(|(_, edge)| edge.from == index) {
            node.push(reference("outgoing", flow));
        }
        if let (Some(step), ShapeKind::Task | ShapeKind::Call) = (step, shape.kind) {
            node.extend(data(step, id));
        }
        node
    }

    fn flow(&self, index: usize, edge: &Edge) -> Option<Element> {
        let id = self.ids.flows.get(index)?;
        let from = self.drawing.shapes.get(edge.from)?;
        let branch = self.branch(edge.element);
        let when = branch.and_then(|branch| branch.when.as_ref());
        let tidy = when.map(|when| when.split_whitespace().collect::<Vec<_>>().join(" "));
        let exact = when.filter(|when| tidy.as_ref() != Some(&when.value) || when.is_empty());
        let limit = branch.and_then(|branch| branch.limit.as_ref());
        let share = branch.and_then(|branch| branch.share.as_ref());
        let in_order = self.step(from.element).is_some_and(|step| {
            step.next.is_none() && !step.end.as_ref().is_some_and(|end| end.value)
        });
        let to = self.drawing.shapes.get(edge.to)?;
        let to_end = matches!(to.element, geometry::Element::End(_));
        Some(
            Element::new("sequenceFlow")
                .with("id", id)
                .with_some("name", tidy.filter(|when| !when.is_empty()))
                .with("sourceRef", self.ids.shapes.get(edge.from)?)
                .with("targetRef", self.ids.shapes.get(edge.to)?)
                .with_some("qmslint:when", exact.map(|when| when.as_str()))
                .with_some(
                    "qmslint:limit",
                    limit.map(|limit| limit.normal_form(Lang::En)),
                )
                .with_some("qmslint:share", share.map(|share| share.to_string()))
                .with_some("qmslint:implied", (in_order && !to_end).then_some("order")),
        )
    }

    fn branch(&self, element: FlowElement) -> Option<&Branch> {
        let FlowElement::Branch { step, branch } = element else {
            return None;
        };
        let next = self.process.steps.get(step)?.next.as_ref()?;
        next.get(branch).map(|branch| &branch.value)
    }
}

/// Steps in file order, each between what is drawn for it.
fn rank(element: geometry::Element) -> (usize, u8) {
    match element {
        geometry::Element::Start(step) => (step, 0),
        geometry::Element::Join(step) => (step, 1),
        geometry::Element::Step(step) => (step, 2),
        geometry::Element::Split(step) => (step, 3),
        geometry::Element::End(step) => (step, 4),
        geometry::Element::LinkTo(_) | geometry::Element::LinkFrom(_) => (usize::MAX, 5),
    }
}

fn element_name(shape: &Shape, step: Option<&Step>) -> &'static str {
    match shape.kind {
        ShapeKind::Start => "startEvent",
        ShapeKind::End | ShapeKind::Terminate => "endEvent",
        ShapeKind::Event | ShapeKind::Link => "intermediateThrowEvent",
        ShapeKind::Call => "callActivity",
        ShapeKind::Task if step.is_some_and(|step| step.kind() == StepKind::Wait) => "task",
        ShapeKind::Task => "userTask",
        ShapeKind::Gateway(Route::One) => "exclusiveGateway",
        ShapeKind::Gateway(Route::All) => "parallelGateway",
        ShapeKind::Gateway(Route::Any) => "inclusiveGateway",
    }
}

/// What a step needs and makes, as data of the activity: BPMN draws none for it.
fn data(step: &Step, id: &str) -> Option<Element> {
    if step.inputs.is_empty() && step.outputs.is_empty() {
        return None;
    }
    let mut specification = Element::new("ioSpecification");
    let mut inputs = Element::new("inputSet");
    let mut outputs = Element::new("outputSet");
    for (number, text) in (1..).zip(&step.inputs) {
        let id = format!("{id}_input_{number}");
        let input = Element::new("dataInput")
            .with("id", &id)
            .with("name", &text.value);
        specification.push(input);
        inputs.push(Element::new("dataInputRefs").with_text(&id));
    }
    for (number, text) in (1..).zip(&step.outputs) {
        let id = format!("{id}_output_{number}");
        let output = Element::new("dataOutput")
            .with("id", &id)
            .with("name", &text.value);
        specification.push(output);
        outputs.push(Element::new("dataOutputRefs").with_text(&id));
    }
    specification.push(inputs);
    specification.push(outputs);
    Some(specification)
}
