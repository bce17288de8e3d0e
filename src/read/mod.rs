//! Bytes → model, and what was not understood.
//!
//! Architecture invariant: reading never fails as a whole. Every reader returns what it understood together with its
//! [`problem::Problem`]s, and no reader touches the disk: `cli` hands it the bytes.

pub mod bpmn;
pub mod calendar;
pub mod config;
pub mod decode;
pub mod embedded;
pub mod normal_form;
pub mod organisation;
pub mod pack;
pub mod problem;
pub mod process;
pub mod text;
pub mod waivers;
