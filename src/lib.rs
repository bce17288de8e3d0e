//! qmslint checks that an organisation's processes comply, and proves it.
//!
//! ```text
//! discover → read → resolve → workflow → checks → outcomes → waive → report
//! ```
//!
//! Layers, each may use only what stands to its right or below; `tests/layers.rs` enforces it:
//! `main → cli → {read, run, waive, report}`; `report → run`, `waive`, `read::problem`; `waive → checks`; `run → checks`; `read → checks` (for the shape of rule
//! parameters); `checks → workflow, model, rule, finding`; `workflow → model`;
//! `cli → convert → read, draw, workflow, model`; `{cli, report} → draw → workflow, model`; `{cli, report} → drift → workflow, rule, model`; all → `source`, `messages`.
//!
//! # Architecture invariants
//!
//! 1. Checks are pure: process + rule + context in, outcome out. No I/O, clock, environment, language or output format.
//! 2. Only `cli` reads the clock, the environment, the terminal and directories, and only `cli` writes.
//! 3. Reading never fails as a whole: it returns what it understood and what it did not.
//! 4. A finding names an element by path (`process.step.tham-tra.time`), stable when lines move; spans come from
//!    [`source`], line numbers from `report`.
//! 5. Every rule × process has exactly one outcome; nothing evaluated is dropped before `report`.
//! 6. Same inputs, same bytes out, whatever the number of threads.
//! 7. Nothing unknown is ignored silently. Nothing passes vacuously: no process found or no rule applied is exit 3.
//! 8. A file of ours never holds a person's name where a role will do.

pub mod checks;
pub mod cli;
pub mod convert;
pub mod draw;
pub mod drift;
pub mod examples;
pub mod finding;
pub mod fix;
pub mod messages;
pub mod model;
pub mod read;
pub mod report;
pub mod rule;
pub mod run;
pub mod source;
pub mod waive;
pub mod workflow;
