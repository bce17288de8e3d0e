//! Sequences of nodes or of flows that are joined in constant time: merging flows must not copy what they stand for.
#![expect(
    clippy::indexing_slicing,
    reason = "a rope is an index this arena handed out"
)]

/// A sequence in a [`Ropes`] arena. Short, for every node and flow holds several; no file that is read makes 2³² of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rope(u32);

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
    parts: Vec<(Part<T>, u32)>,
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
        self.push(Part::One(it), 1)
    }

    fn push(&mut self, part: Part<T>, len: u32) -> Rope {
        let rope = Rope(u32::try_from(self.parts.len()).unwrap_or(u32::MAX));
        self.parts.push((part, len));
        rope
    }

    /// Room for so many more parts.
    pub fn reserve(&mut self, parts: usize) {
        self.parts.reserve(parts);
    }

    /// One sequence, then the other. O(1).
    pub fn join(&mut self, before: Rope, after: Rope) -> Rope {
        match (self.len(before), self.len(after)) {
            (0, _) => after,
            (_, 0) => before,
            (left, right) => self.push(Part::Both(before, after), left.saturating_add(right)),
        }
    }

    /// How many it holds. O(1).
    pub fn len(&self, rope: Rope) -> u32 {
        self.parts[rope.0 as usize].1
    }

    /// Appends what a rope holds, in order. Cost: its length.
    pub fn write(&self, rope: Rope, out: &mut Vec<T>) {
        let mut todo = vec![rope];
        while let Some(Rope(next)) = todo.pop() {
            match self.parts[next as usize].0 {
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
            match self.parts[at.0 as usize].0 {
                Part::Empty => return None,
                Part::One(it) => return Some(it),
                // Joining leaves no empty parts inside.
                Part::Both(before, _) => at = before,
            }
        }
    }
}
