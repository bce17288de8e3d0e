//! Where the work comes from and goes to at a step, as a reader calls the steps.

use std::collections::BTreeSet;

use super::value::Value;
use crate::model::process::Process;
use crate::source::Spanned;
use crate::workflow::build::Workflow;

/// The steps before and after each step.
pub struct Routes<'p> {
    process: &'p Process,
    workflow: Workflow,
}

impl<'p> Routes<'p> {
    /// The routes of a process, in all its cases together.
    pub fn of(process: &'p Process) -> Self {
        Self {
            process,
            workflow: Workflow::build(process, None),
        }
    }

    fn labels(&self, step: usize, direction: petgraph::Direction) -> Vec<String> {
        let node = self.workflow.nodes.get(step).copied().flatten();
        let around = node
            .into_iter()
            .flat_map(|node| self.workflow.graph.neighbors_directed(node, direction));
        let steps: BTreeSet<usize> = around
            .filter_map(|node| self.workflow.step_of(node))
            .collect();
        steps
            .into_iter()
            .map(|step| self.process.step_label(step))
            .collect()
    }

    /// Where the work goes next.
    pub fn after(&self, step: usize) -> Spanned<Value> {
        let stated = self
            .process
            .steps
            .get(step)
            .and_then(|row| row.next.as_ref());
        let span = stated.map_or_else(|| self.process.step_span(step), |next| next.span);
        Spanned::new(Value::Texts(self.labels(step, petgraph::Outgoing)), span)
    }

    /// Where the work comes from.
    pub fn before(&self, step: usize) -> Spanned<Value> {
        let labels = self.labels(step, petgraph::Incoming);
        Spanned::new(Value::Texts(labels), self.process.step_span(step))
    }

    /// Where the work begins.
    pub fn first(&self) -> Spanned<Value> {
        let is_first = |step: &usize| {
            let node = self.workflow.nodes.get(*step).copied().flatten();
            node.is_some_and(|node| {
                let graph = &self.workflow.graph;
                let mut before = graph.neighbors_directed(node, petgraph::Incoming);
                before.any(|node| self.workflow.step_of(node).is_none())
            })
        };
        let steps: Vec<usize> = (0..self.process.steps.len()).filter(is_first).collect();
        let span = steps.first().map(|step| self.process.step_span(*step));
        let labels = steps.iter().map(|step| self.process.step_label(*step));
        Spanned::new(Value::Texts(labels.collect()), span.unwrap_or_default())
    }
}
