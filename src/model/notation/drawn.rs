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

    /// The element that a place of a diagram lies in: the one whose tag opens last before it. None for a process that is not
    /// drawn, and where the place belongs to the process as a whole. O(elements).
    pub fn drawn_at(&self, place: Place) -> Option<Drawn> {
        let notation = self.notation.as_deref()?;
        let at = place.span.start;
        if place.source != self.source {
            return None;
        }
        let before = |start: &u32| *start <= at;
        let steps = self.steps.iter().map(|step| step.span.start);
        let step =
            (steps.enumerate().filter(|(_, start)| before(start))).max_by_key(|(_, start)| *start);
        let elements = notation
            .elements()
            .filter(|element| before(&element.tag.start));
        let element = elements.max_by_key(|element| element.tag.start);
        let own = self.file.process.span.start;
        let own = before(&own).then_some(own);
        let of_step = step.map(|(_, start)| start);
        let of_element = element.map(|element| element.tag.start);
        if own > of_step && own > of_element {
            return None;
        }
        if of_step > of_element {
            return self.drawn_step(step?.0);
        }
        let element = element?;
        Some(Drawn {
            kind: element.kind,
            trigger: None,
            name: element.name.as_deref().map(str::to_owned),
            lane: None,
        })
    }
}
