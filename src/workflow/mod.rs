//! The petgraph workflow of one process and case, and what can be proved about it.

pub mod graph;
