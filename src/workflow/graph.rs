//! The workflow graph: petgraph nodes and flows with BPMN's routing, and nothing about where it came from.
//!
//! One type serves the builder (from a process), soundness, timing and path properties. Semantics are those of a token game:
//! a start puts one token on each of its outgoing flows; a node takes tokens as its [`Route`] for joining says and puts
//! tokens as its [`Route`] for splitting says; an end takes the token.

use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};

pub use crate::model::control::{Border, Scope};

/// Node of a workflow.
pub type NodeId = NodeIndex<u32>;
/// Flow of a workflow.
pub type FlowId = EdgeIndex<u32>;

/// How many of the incoming flows a node waits for, or of the outgoing flows it serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Route {
    /// Exactly one (BPMN: exclusive; event-based where the environment chooses).
    #[default]
    One,
    /// All of them (BPMN: parallel).
    All,
    /// One or more (BPMN: inclusive).
    Any,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeKind {
    /// Where a case begins: one token on each outgoing flow.
    Start,
    /// Takes a token and gives none.
    End,
    /// Takes a token and removes every other token of its [`Scope`].
    Terminate,
    /// A step somebody does.
    Step,
    /// Routing only, or an event: nobody works here.
    Gateway,
}

/// A node of the workflow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// How it joins its incoming flows. A step without gateway before it joins `One`.
    pub join: Route,
    /// How it splits into its outgoing flows. A step without gateway after it splits `All` in BPMN, `One` in TOML.
    pub split: Route,
    /// Index of the step in `Process::steps`, where the node stands for one.
    pub element: Option<u32>,
    /// The process or sub-process it belongs to; so does every flow that leaves it.
    pub scope: Scope,
}

/// A flow of the workflow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// Index of the flow in its step's `next`, where it was written.
    pub element: Option<u32>,
    /// What it does at the border of a scope. Soundness plays it; paths say where they do not follow it.
    pub border: Border,
}

/// Directed graph of nodes and flows.
pub type WorkflowGraph = DiGraph<Node, Flow, u32>;
