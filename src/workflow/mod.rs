//! The petgraph workflow of one process and case, and what can be proved about it.

pub mod build;
mod dense;
mod dominators;
pub mod graph;
mod net;
pub mod paths;
pub mod proof;
pub mod soundness;
pub mod timing;

use std::cell::OnceCell;

use build::Workflow;

use crate::model::process::Process;

/// Workflows of a process, one for each case, computed when first asked for and shared by all checks.
#[derive(Debug)]
pub struct Analysis<'p> {
    process: &'p Process,
    workflows: OnceCell<Vec<Workflow>>,
}

impl<'p> Analysis<'p> {
    /// Nothing is computed yet.
    pub fn new(process: &'p Process) -> Self {
        Self {
            process,
            workflows: OnceCell::new(),
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
}
