//! Waivers: findings that somebody accepted, for a reason and until a day.
//!
//! A waiver names a rule and an element, never a line. Its owner is a role: people change, and a file of ours holds no
//! person's name. Whether a waiver holds is the business of `waive`; here is what it says.

use super::date::Date;
use super::grade::Grade;
use super::name::Id;
use crate::source::{Place, SourceId, Span};

/// A finding that somebody accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The rule whose findings are accepted.
    pub rule: Id,
    /// Which findings of it.
    pub scope: Scope,
    /// The gravest that is accepted; any where it is not stated.
    pub grade: Option<Grade>,
    /// Why.
    pub reason: String,
    /// The role that answers for it.
    pub owner: String,
    /// Its first day, if it is stated.
    pub from: Option<Date>,
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
        /// The file of the process, as it is written: relative to the folder of `waivers.toml`.
        file: String,
        /// The same as a whole path, `/` between folders.
        path: String,
        /// Code or name of the process.
        process: Option<String>,
        /// Path of the element.
        element: String,
        /// The case, where it is about one only.
        case: Option<Id>,
    },
    /// Written as a comment: what stands in this part of its own file.
    Here(Span),
    /// Written as a comment in the side file of a diagram: parts of the processes of that diagram.
    Beside {
        /// The diagram.
        diagram: SourceId,
        /// What it is about; nothing where that is gone.
        parts: Vec<Part>,
    },
}

/// A process of a file, or an element of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Rank of the process among those of its file.
    pub process: usize,
    /// Path of the element; everything in the process where there is none.
    pub element: Option<String>,
    /// Paths of further elements that read as if they were parts of this one: ids may hold dots.
    pub apart: Vec<String>,
}

impl Part {
    /// Whether an element of a process belongs to it.
    pub fn holds(&self, process: usize, element: &str) -> bool {
        let is_in = |path: &str| {
            let rest = element.strip_prefix(path);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        process == self.process
            && self.element.as_deref().is_none_or(is_in)
            && !self.apart.iter().any(|other| is_in(other))
    }
}

impl Waiver {
    /// Whether it is written in the process file itself.
    pub fn is_in_file(&self) -> bool {
        matches!(self.scope, Scope::Here(_))
    }

    /// Whether it is a comment, and so about one file.
    pub fn is_comment(&self) -> bool {
        matches!(self.scope, Scope::Here(_) | Scope::Beside { .. })
    }

    /// Whether it has begun and its last day is not over.
    pub fn holds_on(&self, as_of: Date) -> bool {
        self.from.is_none_or(|from| from <= as_of) && !self.has_ended(as_of)
    }

    /// Whether it ends before it begins, so that there is no day on which it holds.
    pub fn never_holds(&self) -> bool {
        self.from.is_some_and(|from| from > self.until)
    }

    /// Whether its last day is over.
    pub fn has_ended(&self, as_of: Date) -> bool {
        self.until < as_of
    }
}

/// A waiver as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// It says everything.
    Whole(Waiver),
    /// It lacks something, and so accepts nothing.
    Lacking {
        /// Where it is written.
        place: Place,
        /// What it names, for telling it from others.
        name: String,
        /// What it lacks; never empty.
        lacks: Vec<Lack>,
    },
}

impl Written {
    /// Where it is written.
    pub fn place(&self) -> Place {
        match self {
            Self::Whole(waiver) => waiver.place,
            Self::Lacking { place, .. } => *place,
        }
    }

    /// Say in which file it is written, where that was not known when it was read.
    pub fn put_in(&mut self, source: SourceId) {
        match self {
            Self::Whole(waiver) => waiver.place.source = source,
            Self::Lacking { place, .. } => place.source = source,
        }
    }
}

/// What a waiver may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// The word `waive`: what else a comment asks for is not known.
    Instruction,
    /// The rule.
    Rule,
    /// The process, where it is stated and empty.
    Process,
    /// The element.
    Element,
    /// The last day, as a date.
    Until,
    /// The role that answers for it.
    Owner,
    /// Why.
    Reason,
}
