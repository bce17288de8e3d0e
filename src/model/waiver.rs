//! Waivers: findings that somebody accepted, for a reason and until a day.
//!
//! A waiver names a rule and an element, never a line. Its owner is a role: people change, and a file of ours holds no
//! person's name. Whether a waiver holds is the business of `waive`; here is what it says.

use super::date::Date;
use super::name::Id;
use crate::source::{Place, Span};

/// A finding that somebody accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The rule whose findings are accepted.
    pub rule: Id,
    /// Which findings of it.
    pub scope: Scope,
    /// Why.
    pub reason: String,
    /// The role that answers for it.
    pub owner: String,
    /// Its last day.
    pub until: Date,
    /// Where it is written.
    pub place: Place,
}

/// Which findings a waiver is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Written in `waivers.toml`: elements of processes, each pattern with `*` for any run of characters.
    Named {
        /// The file of the process, as reports print it.
        file: Option<String>,
        /// Code of the process.
        process: Option<String>,
        /// Path of the element.
        element: String,
        /// The case, where it is about one only.
        case: Option<Id>,
    },
    /// Written as a comment: what stands in this part of its own file.
    Here(Span),
}

impl Waiver {
    /// Whether it is written in the process file itself.
    pub fn is_in_file(&self) -> bool {
        matches!(self.scope, Scope::Here(_))
    }

    /// Whether its last day is over.
    pub fn has_ended(&self, as_of: Date) -> bool {
        self.until < as_of
    }
}
