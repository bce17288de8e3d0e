//! Vectors indexed by nodes or flows of one graph: the only place where such a vector is indexed.
//!
//! petgraph numbers nodes and flows densely from zero, and the workflow graph never removes any; a vector as long as the
//! graph has nodes (or flows) therefore has an entry for each. Nothing here grows, and nothing knows about routing.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

use super::graph::{FlowId, NodeId, WorkflowGraph};

/// What can index a [`Dense`] vector.
pub trait DenseKey: Copy {
    /// The place in the vector.
    fn place(self) -> usize;
    /// The key of a place.
    fn at(place: usize) -> Self;
}

impl DenseKey for NodeId {
    fn place(self) -> usize {
        self.index()
    }

    fn at(place: usize) -> Self {
        Self::new(place)
    }
}

impl DenseKey for FlowId {
    fn place(self) -> usize {
        self.index()
    }

    fn at(place: usize) -> Self {
        Self::new(place)
    }
}

/// One value for every node (or every flow) of a graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dense<K, T> {
    values: Vec<T>,
    key: PhantomData<K>,
}

/// One value for every node of a graph.
pub type ByNode<T> = Dense<NodeId, T>;
/// One value for every flow of a graph.
pub type ByFlow<T> = Dense<FlowId, T>;

impl<T: Clone> ByNode<T> {
    /// The same value for every node of `graph`. O(V).
    pub fn for_nodes(graph: &WorkflowGraph, value: T) -> Self {
        Self {
            values: vec![value; graph.node_count()],
            key: PhantomData,
        }
    }
}

impl<T: Clone> ByFlow<T> {
    /// The same value for every flow of `graph`. O(E).
    pub fn for_flows(graph: &WorkflowGraph, value: T) -> Self {
        Self {
            values: vec![value; graph.edge_count()],
            key: PhantomData,
        }
    }
}

impl<K: DenseKey, T> Dense<K, T> {
    /// Every key, in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = K> + use<K, T> {
        (0..self.values.len()).map(K::at)
    }

    /// A vector of the same keys with one value everywhere.
    pub fn like<U: Clone>(&self, value: U) -> Dense<K, U> {
        Dense {
            values: vec![value; self.values.len()],
            key: PhantomData,
        }
    }
}

impl<K: DenseKey, T> Index<K> for Dense<K, T> {
    type Output = T;

    #[expect(
        clippy::indexing_slicing,
        reason = "keys come from the graph the vector was made for"
    )]
    fn index(&self, key: K) -> &T {
        &self.values[key.place()]
    }
}

impl<K: DenseKey, T> IndexMut<K> for Dense<K, T> {
    #[expect(
        clippy::indexing_slicing,
        reason = "keys come from the graph the vector was made for"
    )]
    fn index_mut(&mut self, key: K) -> &mut T {
        &mut self.values[key.place()]
    }
}
