//! The petgraph workflow of one process and case, and what can be proved about it.

pub mod build;
mod dense;
mod dominators;
pub mod explanation;
pub mod graph;
pub mod paths;
pub mod proof;
mod routing;
pub mod soundness;
pub mod timing;

use std::cell::OnceCell;

use build::Workflow;
use graph::Border;
use paths::{Method, Paths};
use proof::{Answer, Proof};

use crate::model::process::Process;

/// Workflows of a process, one for each case, computed when first asked for and shared by all checks.
#[derive(Debug)]
pub struct Analysis<'p> {
    process: &'p Process,
    workflows: OnceCell<Vec<Workflow>>,
    proofs: OnceCell<Vec<Proof>>,
    paths: OnceCell<Vec<Paths>>,
}

impl<'p> Analysis<'p> {
    /// Nothing is computed yet.
    pub fn new(process: &'p Process) -> Self {
        Self {
            process,
            workflows: OnceCell::new(),
            proofs: OnceCell::new(),
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

    /// What is proved of the soundness of each case, in file order.
    pub fn proofs(&self) -> &[Proof] {
        self.proofs.get_or_init(|| {
            let workflows = self.workflows().iter();
            workflows
                .map(|workflow| Proof::of(self.process, workflow))
                .collect()
        })
    }

    /// Each case with what is proved of its soundness, in file order.
    pub fn into_proved(self) -> impl Iterator<Item = (Workflow, Proof)> {
        self.proofs();
        let workflows = self.workflows.into_inner().unwrap_or_default();
        let proofs = self.proofs.into_inner().unwrap_or_default();
        workflows.into_iter().zip(proofs)
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
                        && self.proofs().get(case).is_some_and(|proof| {
                            proof.answers.iter().all(|answer| *answer == Answer::Holds)
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
