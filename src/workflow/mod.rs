//! The petgraph workflow of one process and case, and what can be proved about it.

pub mod build;
mod dense;
mod dominators;
pub mod explanation;
pub mod graph;
mod net;
pub mod paths;
pub mod proof;
pub mod soundness;
pub mod timing;

use std::cell::OnceCell;

use build::Workflow;
use graph::Border;
use paths::{Method, Paths};
use proof::Answer;
use soundness::{Bounds, soundness};

use crate::model::process::Process;

/// Workflows of a process, one for each case, computed when first asked for and shared by all checks.
#[derive(Debug)]
pub struct Analysis<'p> {
    process: &'p Process,
    workflows: OnceCell<Vec<Workflow>>,
    answers: OnceCell<Vec<[Answer; 4]>>,
    paths: OnceCell<Vec<Paths>>,
}

impl<'p> Analysis<'p> {
    /// Nothing is computed yet.
    pub fn new(process: &'p Process) -> Self {
        Self {
            process,
            workflows: OnceCell::new(),
            answers: OnceCell::new(),
            paths: OnceCell::new(),
        }
    }

    /// The workflow of each case, in file order.
    pub fn workflows(&self) -> &[Workflow] {
        self.workflows.get_or_init(|| {
            let cases = self.process.case_ids();
            cases
                .into_iter()
                .map(|case| Workflow::build(self.process, case))
                .collect()
        })
    }

    /// What is proved of the soundness of each case, in file order: safe, option to complete, proper completion, no dead step.
    pub fn answers(&self) -> &[[Answer; 4]] {
        self.answers.get_or_init(|| {
            let workflows = self.workflows().iter();
            workflows
                .map(|workflow| {
                    let found = soundness(&workflow.graph, &Bounds::default());
                    proof::answers(self.process, &found)
                })
                .collect()
        })
    }

    /// What decides the path properties of each case, in file order.
    pub fn paths(&self) -> &[Paths] {
        self.paths.get_or_init(|| {
            let workflows = self.workflows().iter().enumerate();
            workflows
                .map(|(case, workflow)| {
                    let paths = Paths::new(&workflow.graph);
                    // Where nesting does not show that it is sound, the proof may: one of what paths see, so of one scope.
                    let mut flows = workflow.graph.edge_weights();
                    let is_sound = paths.method() == Method::Search
                        && flows.all(|flow| flow.border == Border::default())
                        && self.answers().get(case).is_some_and(|answers| {
                            answers.iter().all(|answer| *answer == Answer::Holds)
                        });
                    if is_sound {
                        paths.proved_sound()
                    } else {
                        paths
                    }
                })
                .collect()
        })
    }
}
