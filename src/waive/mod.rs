//! What a gate lets pass although it was found: waivers, which somebody answers for, and what was known before.
//!
//! After the rules have been run, each finding gets its [`Standing`](crate::finding::Standing); none is dropped, so that
//! every format can show what was accepted, by whom and until when. It reads no file and no clock: the waivers and the day
//! are handed in.

pub mod baseline;
mod fault;
mod judge;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::checks::RuleCheck;
use crate::finding::{Finding, Grade};
use crate::messages::Localized;
use crate::model::waiver::Waiver;

pub use self::judge::{Accepted, Book, Judge, LONGEST, Subject};

/// What was accepted in a run, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    /// The rules about waivers; one id stands there twice where configurations grade it differently.
    pub rules: Vec<RuleCheck>,
    /// Every waiver with what became of it, in the order in which they are written.
    pub waivers: Vec<WaiverUse>,
    /// What is wrong with waivers. It belongs to no process.
    pub findings: Vec<Fault>,
    /// What the findings were compared with.
    pub compared: Option<Compared>,
}

/// Something that is wrong with a waiver.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Index of the rule in [`Gate::rules`].
    pub rule: usize,
    /// Index of the criteria that hold where the waiver is written.
    pub criteria: usize,
    /// What it is.
    pub finding: Finding,
}

/// What became of a waiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaiverUse {
    /// The waiver.
    pub waiver: Arc<Waiver>,
    /// What became of it.
    pub state: WaiverState,
    /// Number of findings it accepts, or would if it had not ended.
    pub findings: usize,
}

/// What became of a waiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WaiverState {
    /// It accepts findings.
    Active,
    /// Its last day is over: what it accepted counts again.
    Ended,
    /// It matches nothing.
    Unused,
    /// Its process or its rule took no part in the run.
    NotJudged,
}

/// A comparison with a baseline or with an earlier state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// With what, in the reader's words: "the baseline `qms-baseline.json`".
    pub with: Localized,
    /// Findings that were there and are gone, by file, element and rule.
    pub resolved: Vec<Resolved>,
}

/// A finding that was there before and is gone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Resolved {
    /// The file it stood in.
    pub file: String,
    /// Path of the element.
    pub element: String,
    /// Id of the rule.
    pub rule: String,
    /// The case it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// How grave it was. In a baseline without it, any grade is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// Its fingerprint.
    pub fingerprint: String,
}

impl Resolved {
    /// Whether what has this grade now is no graver than it was.
    pub fn covers(&self, now: Option<Grade>) -> bool {
        self.grade.is_none_or(|most| now <= Some(most))
    }
}
