//! Control flow that a diagram states and a list of steps cannot: starts, scopes, several ways out of one step.
//!
//! A TOML process needs none of this: its steps and their `next` say it all. A BPMN diagram brings its own, and the workflow
//! builder takes it as it is. What the token game cannot express stands in [`ControlFlow::unknown`], never left out in silence.

use super::process::Routing;
use crate::messages::Localized;
use crate::source::Span;

/// Nodes and flows of a process as drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ControlFlow {
    /// Nodes; flows name them by index.
    pub nodes: Vec<ControlNode>,
    /// Flows.
    pub flows: Vec<ControlEdge>,
    /// What was only approximated, and where it stands.
    pub unknown: Vec<Unknown>,
    /// What nodes and flows say in another way than the diagram: soundness is the same, but a list of steps made of them
    /// says less than was drawn.
    pub simplified: Vec<Unknown>,
}

/// What a node of the control flow does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ControlKind {
    /// One token at the beginning.
    Start,
    /// Takes a token.
    End,
    /// Takes a token and ends everything in its scope.
    Terminate,
    /// Somebody works.
    Work,
    /// Nobody does: gateways, events, borders of scopes.
    Routing,
}

/// Where a node lives: a process, or a sub-process inside it.
///
/// Scopes nest, so they are numbered in preorder and each knows the last number inside it: a scope holds another when
/// their ranges do. A workflow of one process needs nothing but the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    /// Its own number, in preorder.
    pub first: u32,
    /// The greatest number of the scopes inside it; its own when there are none.
    pub last: u32,
}

impl Scope {
    /// Whether `other` is this scope or lies inside it.
    #[must_use]
    pub const fn holds(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }
}

/// What taking a flow does to a scope, beside leading on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Border {
    /// Nothing.
    #[default]
    None,
    /// A branch of this scope ends; the scope is left once nothing runs in it any more.
    Leaves(Scope),
    /// Everything else that runs in this scope ends at once: a terminate, error or cancel event, or an escalation that
    /// interrupts.
    Aborts(Scope),
    /// An event that may happen at any time while this scope runs, and ends everything in it. It is drawn as a choice before
    /// the scope begins, which is the same wherever the scope by itself is sound.
    Interrupts(Scope),
    /// No token takes this flow: it is drawn behind this node, which throws what ends its scope. An inclusive join looks at the
    /// drawn flows and waits for what leads there.
    Never(u32),
}

/// A node of the control flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlNode {
    /// What it does.
    pub kind: ControlKind,
    /// How many incoming flows it waits for.
    pub join: Routing,
    /// How many outgoing flows it serves.
    pub split: Routing,
    /// Index of the step it stands for.
    pub step: Option<u32>,
    /// Index of the sub-process that is left here, where its flows start at a node of their own.
    pub exit_of: Option<u32>,
    /// Its scope.
    pub scope: Scope,
}

/// A flow between two nodes, by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ControlEdge {
    /// Where it starts.
    pub from: u32,
    /// Where it leads.
    pub to: u32,
    /// Index in `next` of the step it leaves, where it is drawn there.
    pub branch: Option<u32>,
    /// What it does at the border of a scope.
    pub border: Border,
}

/// Something that the control flow only approximates.
#[derive(Clone, Debug, PartialEq)]
pub struct Unknown {
    /// Where it stands.
    pub span: Span,
    /// What is not expressed, and how it was taken.
    pub reason: Localized,
}
