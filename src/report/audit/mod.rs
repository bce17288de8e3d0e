//! The report an internal auditor files: evidence of conformity and nonconformity, clause by clause.
//!
//! Everything is put together once, as a [`view::View`] in the reader's language; a format only sets it. Nothing is judged
//! here, no count is made twice, and no clock, file or terminal is known: the day, the command and the earlier report are
//! handed in.

pub mod html;
pub mod json;
pub mod markdown;
#[cfg(feature = "pdf")]
pub mod pdf;
#[cfg(feature = "xlsx")]
pub mod xlsx;

mod access;
mod alone;
mod drawing;
mod process;
mod timeline;
mod view;
mod vocabulary;

pub use alone::{marks, timeline as timeline_of};
pub use view::changes::{Earlier, Previous};
pub use view::versions::Versions;

use super::Report;
use super::exit::Exit;
use crate::rule::PackHeader;

/// What a report is made of.
#[derive(Clone, Copy, Debug)]
pub struct Audit<'a> {
    /// The run.
    pub report: &'a Report,
    /// The packs whose rules were run.
    pub packs: &'a [PackHeader],
    /// Whose processes these are; else the name in the organisation file.
    pub organisation: Option<&'a str>,
    /// What was audited, in the words of who asked; else the paths.
    pub scope: &'a str,
    /// An earlier run to compare with.
    pub previous: Option<&'a Previous>,
    /// Earlier versions of the processes to compare with by meaning.
    pub versions: Option<&'a Versions>,
    /// The command that makes the same report again.
    pub command: &'a str,
    /// How the run ended.
    pub exit: Exit,
}
