//! What a check may look at: everything of the run, read-only, and nothing of the world.

use super::catalogue::Catalogue;
use super::declared_times::DeclaredTimes;
use crate::model::calendar::Calendar;
use crate::model::date::Date;
use crate::model::organisation::Organisation;
use crate::model::process::Process;
use crate::rule::Rule;
use crate::rule::regulation::Regulated;
use crate::workflow::Analysis;

/// What one rule on one process is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// The process.
    pub process: &'a Process,
    /// Its workflows, timing and proofs, computed when first asked for.
    pub analysis: &'a Analysis<'a>,
    /// Its cases against their declared limits, decided when first asked for.
    pub declared: &'a DeclaredTimes,
    /// The regulation entry that binds the process on the day, if the process names one that is known.
    pub regulation: Option<&'a Regulated>,
    /// Every regulation entry of the run, in force or not.
    pub regulations: &'a [Regulated],
    /// The organisation, if one was given.
    pub organisation: Option<&'a Organisation>,
    /// Working days and office hours.
    pub calendar: &'a Calendar,
    /// All processes of the run.
    pub catalogue: &'a Catalogue<'a>,
    /// The day for which is judged.
    pub as_of: Date,
}
