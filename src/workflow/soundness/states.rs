//! Markings as packed bits in one long array, each stored once: a state costs its bits, not an allocation.
//!
//! Deliberately knows nothing of nets: fields of equal width, and a table that tells whether a state was seen.
#![expect(
    clippy::indexing_slicing,
    reason = "indices come from the layout and from the table itself"
)]

use std::ops::Range;

/// Flows in order as ranges.
pub fn ranges(flows: &[usize]) -> Vec<Range<usize>> {
    let followed = flows.chunk_by(|before, after| before + 1 == *after);
    let ends = followed.filter_map(|run| Some((*run.first()?, *run.last()?)));
    ends.map(|(first, last)| first..last + 1).collect()
}

/// Where the fields of a state lie: the flows' first, then two bits for each end whose firings are counted.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// A flow's field has 1, 2 or 8 bits, so that none crosses a word: the power of two.
    shift: u32,
    /// The most a flow's field can tell.
    most: u64,
    /// The last word that holds a flow's field, and which of its bits do.
    last: usize,
    last_mask: u64,
    /// The bit of the first end.
    ends: usize,
    /// Words of a state.
    pub words: usize,
}

impl Layout {
    /// A field of `width` bits per flow (a power of two, at most 8), and two bits for each counted end.
    pub fn new(width: usize, flows: usize, ends: usize) -> Self {
        let bits = flows * width;
        let ends_at = bits.next_multiple_of(2);
        let last = bits.saturating_sub(1) / 64;
        Self {
            shift: width.trailing_zeros(),
            most: (1 << width) - 1,
            last,
            last_mask: if bits == 0 {
                0
            } else {
                u64::MAX >> (63 - (bits - 1) % 64)
            },
            ends: ends_at,
            words: (ends_at + ends * 2).div_ceil(64).max(1),
        }
    }

    /// The most tokens a flow's field can tell.
    pub fn most(self) -> u64 {
        self.most
    }

    /// Tokens on a flow.
    pub fn get(self, state: &[u64], flow: usize) -> u64 {
        let bit = flow << self.shift;
        (state[bit / 64] >> (bit % 64)) & self.most
    }

    /// One token more. The field must have room.
    pub fn add(self, state: &mut [u64], flow: usize) {
        let bit = flow << self.shift;
        state[bit / 64] += 1 << (bit % 64);
    }

    /// One token less. There must be one.
    pub fn take(self, state: &mut [u64], flow: usize) {
        let bit = flow << self.shift;
        state[bit / 64] -= 1 << (bit % 64);
    }

    /// The words in which the fields of some flows lie, each with their bits.
    fn words_of(self, flows: &Range<usize>) -> impl Iterator<Item = (usize, u64)> + use<> {
        let (from, to) = (flows.start << self.shift, flows.end << self.shift);
        (from / 64..to.div_ceil(64)).map(move |word| {
            let below = |bit: usize| match bit.saturating_sub(word * 64) {
                0 => 0,
                bits @ 1..64 => (1 << bits) - 1,
                _ => u64::MAX,
            };
            (word, below(to) & !below(from))
        })
    }

    /// Whether any of the flows holds a token. O(words).
    pub fn any(self, state: &[u64], flows: &[Range<usize>]) -> bool {
        let mut words = flows.iter().flat_map(|flows| self.words_of(flows));
        words.any(|(word, bits)| state[word] & bits != 0)
    }

    /// No token on any of the flows. O(words).
    pub fn clear(self, state: &mut [u64], flows: &[Range<usize>]) {
        for (word, bits) in flows.iter().flat_map(|flows| self.words_of(flows)) {
            state[word] &= !bits;
        }
    }

    /// How often a counted end fired: 0, 1, or 2 for twice and more.
    pub fn fired(self, state: &[u64], end: usize) -> u64 {
        let bit = self.ends + end * 2;
        (state[bit / 64] >> (bit % 64)) & 3
    }

    /// A counted end fires.
    pub fn fire(self, state: &mut [u64], end: usize) {
        if self.fired(state, end) < 2 {
            let bit = self.ends + end * 2;
            state[bit / 64] += 1 << (bit % 64);
        }
    }

    /// The words of the flows' fields, without what else is in them.
    fn flow_words(self, state: &[u64]) -> impl Iterator<Item = u64> {
        let words = state.iter().take(self.last + 1).enumerate();
        words.map(move |(index, &word)| {
            if index == self.last {
                word & self.last_mask
            } else {
                word
            }
        })
    }

    /// Whether no flow holds a token.
    pub fn empty(self, state: &[u64]) -> bool {
        self.flow_words(state).all(|word| word == 0)
    }

    /// Calls for every marked flow, in order.
    pub fn marked(self, state: &[u64], mut call: impl FnMut(usize)) {
        for (index, word) in self.flow_words(state).enumerate() {
            let mut rest = word;
            while rest != 0 {
                let flow = rest.trailing_zeros() >> self.shift;
                rest &= !(self.most << (flow << self.shift));
                call(((index * 64) >> self.shift) + flow as usize);
            }
        }
    }
}

/// States in the order they were found, each once.
#[derive(Debug)]
pub struct States {
    words: usize,
    store: Vec<u64>,
    /// Open addressing. An entry is the number of a state plus one in the low half, a part of its hash in the high half, so
    /// that other states in the way are told apart without a look at them; 0 is free.
    table: Vec<u64>,
    /// Hashes of the states that are looked up together.
    hashes: Vec<u64>,
}

/// The half of a table entry that holds a part of the hash.
const TAG: u64 = 0xFFFF_FFFF_0000_0000;

impl States {
    /// No states yet, of so many words each.
    pub fn new(words: usize) -> Self {
        Self {
            words,
            store: Vec::new(),
            table: vec![0; 64],
            hashes: Vec::new(),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.store.len() / self.words
    }

    /// The words of one.
    pub fn get(&self, state: usize) -> &[u64] {
        &self.store[state * self.words..(state + 1) * self.words]
    }

    /// Mixes every bit of the state into both halves of the hash (a multiplication folded onto itself, as in `wyhash`):
    /// markings differ in few bits, and a weaker hash made them collide in runs.
    fn hash(state: &[u64]) -> u64 {
        state.iter().fold(0, |hash: u64, &word| {
            let wide = u128::from(hash.rotate_left(23) ^ word ^ 0x9E37_79B9_7F4A_7C15)
                * u128::from(0xD6E8_FEB8_6659_FD93_u64);
            halves(wide).0 ^ halves(wide).1
        })
    }

    /// The number of a state, and whether it is new.
    pub fn insert(&mut self, state: &[u64]) -> (u32, bool) {
        self.make_room(1);
        self.insert_hashed(state, Self::hash(state))
    }

    /// The number of a state, where it is there.
    pub fn find(&self, state: &[u64]) -> Option<u32> {
        let hash = Self::hash(state);
        let mask = self.table.len() - 1;
        let mut slot = self.first_slot(hash);
        while self.table[slot] != 0 {
            let entry = self.table[slot];
            if (entry ^ hash) & TAG == 0 && self.same(low(entry) - 1, state) {
                return Some(low(entry) - 1);
            }
            slot = (slot + 1) & mask;
        }
        None
    }

    /// The numbers of several states, one after the other, and whether each is new.
    ///
    /// Each look costs cache misses, so all table entries are read first and all candidates next: the misses overlap.
    pub fn insert_all(&mut self, states: &[u64], found: &mut Vec<(u32, bool)>) {
        let words = self.words;
        found.clear();
        self.make_room(states.len() / words);
        let mut hashes = std::mem::take(&mut self.hashes);
        hashes.clear();
        hashes.extend(states.chunks_exact(words).map(Self::hash));
        found.extend(hashes.iter().map(|&hash| {
            let entry = self.table[self.first_slot(hash)];
            (low(entry), (entry ^ hash) & TAG != 0)
        }));
        let looked_up = states
            .chunks_exact(words)
            .zip(&hashes)
            .zip(found.iter_mut());
        for ((state, &hash), it) in looked_up {
            let (number, other) = *it;
            *it = if number != 0 && !other && self.same(number - 1, state) {
                (number - 1, false)
            } else {
                self.insert_hashed(state, hash)
            };
        }
        self.hashes = hashes;
    }

    fn first_slot(&self, hash: u64) -> usize {
        // The mask keeps the low bits only, which every usize holds.
        low(hash) as usize & (self.table.len() - 1)
    }

    fn insert_hashed(&mut self, state: &[u64], hash: u64) -> (u32, bool) {
        let mask = self.table.len() - 1;
        let mut slot = self.first_slot(hash);
        loop {
            let entry = self.table[slot];
            if entry == 0 {
                break;
            }
            if (entry ^ hash) & TAG == 0 && self.same(low(entry) - 1, state) {
                return (low(entry) - 1, false);
            }
            slot = (slot + 1) & mask;
        }
        let number = u32::try_from(self.len()).unwrap_or(u32::MAX - 1);
        self.table[slot] = hash & TAG | u64::from(number + 1);
        self.store.extend_from_slice(state);
        (number, true)
    }

    /// Word by word, for there are mostly one or two.
    fn same(&self, number: u32, state: &[u64]) -> bool {
        self.get(number as usize)
            .iter()
            .zip(state)
            .all(|(left, right)| left == right)
    }

    /// Keeps the table at most three fifths full, also with so many states more.
    fn make_room(&mut self, more: usize) {
        let mut size = self.table.len();
        while (self.len() + more) * 5 > size * 3 {
            size *= 2;
        }
        if size == self.table.len() {
            return;
        }
        self.table = vec![0; size];
        for number in 0..self.len() {
            let hash = Self::hash(self.get(number));
            let mut slot = self.first_slot(hash);
            while self.table[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.table[slot] = hash & TAG | (number as u64 + 1);
        }
    }
}

/// The high and the low half of a product.
fn halves(wide: u128) -> (u64, u64) {
    let half = |it: u128| u64::try_from(it & u128::from(u64::MAX)).unwrap_or(u64::MAX);
    (half(wide >> 64), half(wide))
}

/// The low half.
fn low(entry: u64) -> u32 {
    (entry & u64::from(u32::MAX)).try_into().unwrap_or(u32::MAX)
}
