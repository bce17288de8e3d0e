//! Process files → BPMN diagrams, and back: the same model in the other notation.
//!
//! Both directions start from the model, never from the text of the other file. What the diagram has no element for goes into
//! our extension namespace (`docs/bpmn.md`); what a process file has no key for stands in it as a comment. Whatever is lost
//! on the way is a problem with its place. Nothing here judges a process.

pub mod bpmn;
mod flatten;
mod origin;
mod remarks;
mod shorten;
mod tables;
pub mod toml;
mod xml;

use crate::read::problem::Problem;

/// A file in the other notation.
#[derive(Clone, Debug, Default)]
pub struct Converted {
    /// Its text.
    pub text: String,
    /// What it cannot say, by place in the file that was converted.
    pub problems: Vec<Problem>,
    /// How many things it says as comments only.
    pub comments: usize,
}
