//! Sequences of nodes or of flows that are joined in constant time: merging flows must not copy what they stand for.
#![expect(
    clippy::indexing_slicing,
    reason = "a rope is an index this arena handed out"
)]

use std::marker::PhantomData;

use super::super::dense::DenseKey;

/// A sequence. Short, for every node and flow holds several; no file that is read makes 2³¹ of them.
///
/// Nothing, or one, whose place stands behind the highest bit, or the number in a [`Ropes`] arena, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rope(u32);

/// The sequence of nothing, of every arena.
pub const EMPTY: Rope = Rope(0);

const ONE: u32 = 1 << 31;

impl Rope {
    /// The sequence of one.
    pub fn one(it: impl DenseKey) -> Self {
        Self(ONE | u32::try_from(it.place()).unwrap_or(u32::MAX))
    }
}

/// Two sequences, one after the other.
#[derive(Clone, Copy, Debug)]
struct Both {
    before: Rope,
    after: Rope,
    len: u32,
}

/// The arena that holds ropes: each is shared, never changed.
#[derive(Clone, Debug)]
pub struct Ropes<T> {
    joined: Vec<Both>,
    of: PhantomData<T>,
}

impl<T> Default for Ropes<T> {
    fn default() -> Self {
        Self {
            joined: Vec::new(),
            of: PhantomData,
        }
    }
}

/// What a rope is.
enum Part<T> {
    Empty,
    One(T),
    Both(Both),
}

impl<T: DenseKey> Ropes<T> {
    fn part(&self, Rope(number): Rope) -> Part<T> {
        match number {
            0 => Part::Empty,
            ONE.. => Part::One(T::at((number & !ONE) as usize)),
            joined => Part::Both(self.joined[joined as usize - 1]),
        }
    }

    /// One sequence, then the other. O(1).
    pub fn join(&mut self, before: Rope, after: Rope) -> Rope {
        if before == EMPTY {
            return after;
        }
        if after == EMPTY {
            return before;
        }
        let len = self.len(before).saturating_add(self.len(after));
        self.joined.push(Both { before, after, len });
        Rope(u32::try_from(self.joined.len()).unwrap_or(u32::MAX))
    }

    /// How many it holds. O(1).
    pub fn len(&self, rope: Rope) -> u32 {
        match self.part(rope) {
            Part::Empty => 0,
            Part::One(_) => 1,
            Part::Both(both) => both.len,
        }
    }

    /// Appends what a rope holds, in order. Cost: its length.
    pub fn write(&self, rope: Rope, out: &mut Vec<T>) {
        let mut todo = vec![rope];
        while let Some(next) = todo.pop() {
            match self.part(next) {
                Part::Empty => {}
                Part::One(it) => out.push(it),
                Part::Both(both) => todo.extend([both.after, both.before]),
            }
        }
    }

    /// The first it holds. Cost: at most its length.
    pub fn first(&self, rope: Rope) -> Option<T> {
        let mut at = rope;
        loop {
            match self.part(at) {
                Part::Empty => return None,
                Part::One(it) => return Some(it),
                // Joining leaves no empty parts inside.
                Part::Both(both) => at = both.before,
            }
        }
    }
}
