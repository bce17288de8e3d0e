//! What is said about a property of paths. No wording: messages are made by those who ask.

use super::super::graph::NodeId;

/// A run that breaks a property (or, for [`Paths::co_occur`](super::Paths::co_occur), that shows it), from the start on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The nodes in the order in which they fire. A run that breaks `absence`, `precedence` or `chain` stops at the violation,
    /// and for the first two leaves out what did not cause it; one that breaks `existence` or `response` goes on until the case is complete.
    pub nodes: Vec<NodeId>,
}

/// Why a property could not be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The workflow has no start.
    NoStart,
    /// The workflow has several starts; which of them begin a case is not said.
    SeveralStarts,
    /// An inclusive join outside nested blocks: what it waits for is not defined well enough.
    InclusiveJoin,
    /// More states than the search may visit.
    StateLimit,
    /// An event in one branch ends what runs in others, which is not followed here.
    EndsOthers,
    /// An event may end a sub-process at any time, also after a step that the property is about.
    Interrupts,
}

/// What is known of a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathVerdict {
    /// It holds on every run.
    Holds {
        /// Nothing was there to hold it against: the step it speaks of is not in any run, or no run completes.
        vacuous: bool,
    },
    /// A run breaks it.
    Fails(Witness),
    /// Not decided.
    Unknown(Reason),
}

/// Whether two nodes can both fire in one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CoOccurrence {
    /// They can; the run fires both.
    Possible(Witness),
    /// No run fires both.
    Impossible,
    /// Not decided.
    Unknown(Reason),
}

/// How the path properties of a workflow are decided; the module says what each is exact for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// One token at a time: breadth-first search.
    Sequential,
    /// Properly nested parallel blocks: fixpoints.
    Nested,
    /// Proved sound elsewhere: fixpoints, and search where they do not decide.
    Sound,
    /// Fixpoints that prove, search for the rest.
    Search,
}
