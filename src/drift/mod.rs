//! Drift: how two versions, or two offices' copies, of one procedure differ in what they mean.
//!
//! Two processes in, differences out, as data: no file is read here, and what they look like is the business of
//! `report::drift`. Texts are the same composed or
//! decomposed, in any case and spacing; times are the same if they come to the same working and calendar minutes; tables
//! whose order means nothing are compared as sets; the order of the steps is that of the workflow, not of the file.
//! `docs/diff.md` tells users the same.

mod against;
mod align;
mod change;
mod collect;
mod fee;
mod flow;
mod header;
mod kept;
mod limits;
mod pairs;
mod papers;
mod routes;
mod steps;
mod time;
mod value;
mod words;

use self::collect::Collector;
use self::limits::Cases;
use crate::model::process::Process;
use crate::rule::regulation::Regulated;

pub use self::against::compare_with_regulation;
pub use self::change::{Change, Effect, Side};
pub use self::value::Value;
pub use self::words::{Aspect, Verb};

/// Every difference between two processes: header, limits, papers, steps, then the tables beside them. `regulation` is the
/// entry that binds the new one; without it nothing is graded stricter than the regulation.
///
/// O(n log n) in the rows of the tables, plus what matching the steps costs: O(r·s) for the r and s steps that neither id
/// nor name and role match, and O(n·(n + flows)) for the order of n steps.
pub fn compare(old: &Process, new: &Process, regulation: Option<&Regulated>) -> Vec<Change> {
    let mut all = Collector {
        old,
        new,
        regulation,
        changes: Vec::new(),
    };
    let cases = Cases::of(old, new);
    header::compare_headers(&mut all);
    limits::compare_limits(&mut all, &cases);
    papers::compare_papers(&mut all);
    steps::compare_steps(&mut all, &cases);
    kept::compare_tables(&mut all);
    all.changes
}
