//! Sequences of nodes or of flows that are joined in constant time: merging flows must not copy what they stand for.
#![expect(
    clippy::indexing_slicing,
    reason = "a rope is an index this arena handed out"
)]

/// A sequence in a [`Ropes`] arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rope(usize);

/// The sequence of nothing, of every arena.
pub const EMPTY: Rope = Rope(0);

#[derive(Clone, Copy, Debug)]
enum Part<T> {
    Empty,
    One(T),
    Both(Rope, Rope),
}

/// The arena that holds ropes: each is shared, never changed.
#[derive(Clone, Debug)]
pub struct Ropes<T> {
    parts: Vec<(Part<T>, usize)>,
}

impl<T> Default for Ropes<T> {
    fn default() -> Self {
        Self {
            parts: vec![(Part::Empty, 0)],
        }
    }
}

impl<T: Copy> Ropes<T> {
    /// The sequence of one.
    pub fn one(&mut self, it: T) -> Rope {
        self.parts.push((Part::One(it), 1));
        Rope(self.parts.len() - 1)
    }

    /// One sequence, then the other. O(1).
    pub fn join(&mut self, before: Rope, after: Rope) -> Rope {
        match (self.len(before), self.len(after)) {
            (0, _) => after,
            (_, 0) => before,
            (left, right) => {
                self.parts
                    .push((Part::Both(before, after), left.saturating_add(right)));
                Rope(self.parts.len() - 1)
            }
        }
    }

    /// How many it holds. O(1).
    pub fn len(&self, rope: Rope) -> usize {
        self.parts[rope.0].1
    }

    /// Appends what a rope holds, in order. Cost: its length.
    pub fn write(&self, rope: Rope, out: &mut Vec<T>) {
        let mut todo = vec![rope];
        while let Some(Rope(next)) = todo.pop() {
            match self.parts[next].0 {
                Part::Empty => {}
                Part::One(it) => out.push(it),
                Part::Both(before, after) => {
                    todo.push(after);
                    todo.push(before);
                }
            }
        }
    }

    /// The first it holds. Cost: at most its length.
    pub fn first(&self, rope: Rope) -> Option<T> {
        let mut at = rope;
        loop {
            match self.parts[at.0].0 {
                Part::Empty => return None,
                Part::One(it) => return Some(it),
                // Joining leaves no empty parts inside.
                Part::Both(before, _) => at = before,
            }
        }
    }
}
