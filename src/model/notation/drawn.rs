//! Which element of a diagram a place lies in, so that a reader is told of "user task «…»" and not of a line of XML.

use super::{Element, ElementKind, Node, Notation, Trigger};
use crate::model::process::Process;
use crate::source::Place;

/// An element as its author sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// What it is.
    pub kind: ElementKind,
    /// The trigger of an event, where it has exactly one.
    pub trigger: Option<Trigger>,
    /// Its name.
    pub name: Option<String>,
    /// The name of its lane.
    pub lane: Option<String>,
}

impl Notation {
    /// Every element that is no step: flows, lanes, data, artifacts, and those of the file.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        let flows = self.flows.iter().map(|flow| &flow.element);
        let file = self.file.iter().flat_map(|file| {
            let pools = file.pools.iter().map(|pool| &pool.element);
            let messages = file.messages.iter().map(|message| &message.element);
            let globals = file.globals.iter().map(|global| &global.element);
            pools.chain(messages).chain(&file.artifacts).chain(globals)
        });
        flows.chain(&self.others).chain(file)
    }

    /// The lane of a node.
    pub fn lane_of(&self, node: &Node) -> Option<&Element> {
        self.others.get(node.lane? as usize)
    }
}

impl Process {
    /// A step as it is drawn, or what is drawn beside the steps and is none.
    pub fn drawn_step(&self, index: usize) -> Option<Drawn> {
        let notation = self.notation.as_deref()?;
        let node = notation.nodes.get(index)?;
        let name = self.steps.get(index).and_then(|step| step.name.as_ref());
        let lane = notation.lane_of(node);
        Some(Drawn {
            kind: node.kind,
            trigger: match node.triggers.as_slice() {
                [only] => Some(only.trigger),
                _ => None,
            },
            name: name.map(|name| name.value.clone()),
            lane: lane.and_then(|lane| lane.name.as_deref().map(str::to_owned)),
        })
    }
}

/// Where the elements of a drawn process begin, to find the one in which a place lies.
pub struct DrawnPlaces<'p> {
    process: &'p Process,
    /// Where each step begins, sorted, with its index.
    steps: Vec<(u32, usize)>,
    /// Where each element begins that is no step, sorted.
    elements: Vec<(u32, &'p Element)>,
}

impl<'p> DrawnPlaces<'p> {
    /// None for a process that is not drawn. O(elements log elements).
    pub fn of(process: &'p Process) -> Option<Self> {
        let notation = process.notation.as_deref()?;
        let steps = process.steps.iter().map(|step| step.span.start);
        let steps = steps.enumerate().map(|(index, start)| (start, index));
        let mut steps: Vec<(u32, usize)> = steps.collect();
        let elements = notation.elements();
        let mut elements: Vec<(u32, &Element)> = elements
            .map(|element| (element.tag.start, element))
            .collect();
        steps.sort_by_key(|(start, _)| *start);
        elements.sort_by_key(|(start, _)| *start);
        Some(Self {
            process,
            steps,
            elements,
        })
    }

    /// The element that a place of the diagram lies in: the one whose tag opens last before it. None where the place belongs to
    /// the process as a whole. O(log elements).
    pub fn at(&self, place: Place) -> Option<Drawn> {
        let at = place.span.start;
        if place.source != self.process.source {
            return None;
        }
        let step = last_before(&self.steps, at);
        let element = last_before(&self.elements, at);
        let own = self.process.file.process.span.start;
        let own = (own <= at).then_some(own);
        let of_step = step.map(|(start, _)| *start);
        let of_element = element.map(|(start, _)| *start);
        if own > of_step && own > of_element {
            return None;
        }
        if of_step > of_element {
            return self.process.drawn_step(step?.1);
        }
        let (_, element) = element?;
        Some(Drawn {
            kind: element.kind,
            trigger: None,
            name: element.name.as_deref().map(str::to_owned),
            lane: None,
        })
    }
}

fn last_before<T>(sorted: &[(u32, T)], at: u32) -> Option<&(u32, T)> {
    let before = sorted.partition_point(|(start, _)| *start <= at);
    sorted.get(before.checked_sub(1)?)
}
