//! What a check may look at: everything of the run, read-only, and nothing of the world.

use std::collections::BTreeMap;

use crate::model::calendar::Calendar;
use crate::model::date::Date;
use crate::model::name::fold;
use crate::model::organisation::Organisation;
use crate::model::process::Process;
use crate::rule::Rule;
use crate::rule::regulation::Regulated;
use crate::workflow::Analysis;

/// All processes of a run and what is found in them by code.
#[derive(Debug, Default)]
pub struct Catalogue<'a> {
    processes: Vec<&'a Process>,
    by_code: BTreeMap<String, Vec<usize>>,
}

impl<'a> Catalogue<'a> {
    /// Index the processes of a run by folded code. O(n log n).
    pub fn new(processes: impl IntoIterator<Item = &'a Process>) -> Self {
        let processes: Vec<&Process> = processes.into_iter().collect();
        let mut by_code: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, process) in processes.iter().enumerate() {
            if let Some(code) = &process.process.code {
                by_code.entry(fold(code)).or_default().push(index);
            }
        }
        Self { processes, by_code }
    }

    /// The processes that carry a code, in the order of the run.
    pub fn with_code(&self, code: &str) -> impl Iterator<Item = &'a Process> {
        let indexes = self.by_code.get(&fold(code)).map_or(&[][..], Vec::as_slice);
        indexes
            .iter()
            .filter_map(|index| self.processes.get(*index).copied())
    }

    /// Every process, in the order of the run.
    pub fn all(&self) -> impl Iterator<Item = &'a Process> {
        self.processes.iter().copied()
    }
}

/// What one rule on one process is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// The process.
    pub process: &'a Process,
    /// Its workflows, timing and proofs, computed when first asked for.
    pub analysis: &'a Analysis<'a>,
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
