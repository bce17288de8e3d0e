//! Identifiers of elements: those of the steps where every tool takes them, else made up; none twice.

use std::collections::HashSet;

use crate::convert::xml::is_plain_id;
use crate::draw::geometry::{Drawing, Element};
use crate::model::process::Process;

/// The identifiers of one diagram.
pub(super) struct Ids {
    pub(super) definitions: String,
    pub(super) collaboration: String,
    pub(super) participant: String,
    pub(super) process: String,
    pub(super) lane_set: String,
    /// By index in the drawing.
    pub(super) lanes: Vec<String>,
    /// By index in the drawing.
    pub(super) shapes: Vec<String>,
    /// By index in the drawing.
    pub(super) flows: Vec<String>,
}

impl Ids {
    pub(super) fn new(process: &Process, drawing: &Drawing) -> Self {
        let mut used: HashSet<String> = HashSet::new();
        let mut of_steps: Vec<Option<String>> = Vec::new();
        for step in &process.steps {
            let id = step.id.as_ref().map(|id| id.to_string());
            let id = id.filter(|id| is_plain_id(id) && !is_derived(id) && used.insert(id.clone()));
            of_steps.push(id);
        }
        let mut new = |prefix: &str, number: usize| {
            let mut id = format!("{prefix}_{number}");
            // Only a step that is called as an element of ours stands in the way.
            while !used.insert(id.clone()) {
                id.push('_');
            }
            id
        };
        let of_steps: Vec<String> = of_steps
            .into_iter()
            .zip(1..)
            .map(|(id, number)| id.unwrap_or_else(|| new("Step", number)))
            .collect();
        let shapes = drawing
            .shapes
            .iter()
            .zip(1..)
            .map(|(shape, number)| match shape.element {
                Element::Step(step) => of_steps.get(step).cloned().unwrap_or_default(),
                Element::Start(step) => new("Start", step + 1),
                Element::Join(step) => new("Join", step + 1),
                Element::Split(step) => new("Split", step + 1),
                Element::End(step) => new("End", step + 1),
                Element::LinkTo(_) | Element::LinkFrom(_) => new("Link", number),
            });
        let shapes = shapes.collect();
        let lanes = (1..=drawing.lanes.len())
            .map(|number| new("Lane", number))
            .collect();
        let flows = (1..=drawing.edges.len())
            .map(|number| new("Flow", number))
            .collect();
        Self {
            definitions: new("Definitions", 1),
            collaboration: new("Collaboration", 1),
            participant: new("Participant", 1),
            process: new("Process", 1),
            lane_set: new("LaneSet", 1),
            lanes,
            shapes,
            flows,
        }
    }
}

/// Whether an id has a form that is made up from another: of data, or of the diagram part.
fn is_derived(id: &str) -> bool {
    let inside = ["_input_", "_output_"].iter().any(|mark| id.contains(mark));
    inside
        || ["_di", "_plane", "_diagram"]
            .iter()
            .any(|mark| id.ends_with(mark))
}
