//! Markings as packed bits in one long array, each stored once: a state costs its bits, not an allocation.
//!
//! Deliberately knows nothing of nets: fields of equal width, and a table that tells whether a state was seen.
#![expect(
    clippy::indexing_slicing,
    reason = "indices come from the layout and from the table itself"
)]

/// Where the fields of a state lie.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Bits of a flow's field: 1, 2 or 8, so that none crosses a word.
    width: usize,
    /// Words of the flows' fields.
    flow_words: usize,
    /// Words of a state.
    pub words: usize,
}

impl Layout {
    /// A field of `width` bits per flow, and two bits for each end whose firings are counted.
    pub fn new(width: usize, flows: usize, ends: usize) -> Self {
        let flow_words = (flows * width).div_ceil(64);
        Self {
            width,
            flow_words,
            words: (flow_words + (ends * 2).div_ceil(64)).max(1),
        }
    }

    /// The most tokens a flow's field can tell.
    pub fn most(self) -> u64 {
        (1 << self.width) - 1
    }

    /// Tokens on a flow.
    pub fn get(self, state: &[u64], flow: usize) -> u64 {
        let bit = flow * self.width;
        (state[bit / 64] >> (bit % 64)) & self.most()
    }

    /// One token more. The field must have room.
    pub fn add(self, state: &mut [u64], flow: usize) {
        let bit = flow * self.width;
        state[bit / 64] += 1 << (bit % 64);
    }

    /// One token less. There must be one.
    pub fn take(self, state: &mut [u64], flow: usize) {
        let bit = flow * self.width;
        state[bit / 64] -= 1 << (bit % 64);
    }

    /// No token at all.
    pub fn clear(self, state: &mut [u64], flow: usize) {
        let bit = flow * self.width;
        state[bit / 64] &= !(self.most() << (bit % 64));
    }

    /// How often a counted end fired: 0, 1, or 2 for twice and more.
    pub fn fired(self, state: &[u64], end: usize) -> u64 {
        (state[self.flow_words + end / 32] >> (end % 32 * 2)) & 3
    }

    /// A counted end fires.
    pub fn fire(self, state: &mut [u64], end: usize) {
        if self.fired(state, end) < 2 {
            state[self.flow_words + end / 32] += 1 << (end % 32 * 2);
        }
    }

    /// Whether no flow holds a token.
    pub fn empty(self, state: &[u64]) -> bool {
        state[..self.flow_words].iter().all(|&word| word == 0)
    }

    /// Calls for every marked flow, in order.
    pub fn marked(self, state: &[u64], mut call: impl FnMut(usize)) {
        for (index, &word) in state[..self.flow_words].iter().enumerate() {
            let mut rest = word;
            while rest != 0 {
                let bit = rest.trailing_zeros() as usize / self.width * self.width;
                rest &= !(self.most() << bit);
                call((index * 64 + bit) / self.width);
            }
        }
    }
}

/// States in the order they were found, each once.
#[derive(Debug)]
pub struct States {
    words: usize,
    store: Vec<u64>,
    /// Open addressing; 0 is free, else the number of the state plus one.
    table: Vec<u32>,
}

impl States {
    /// No states yet, of so many words each.
    pub fn new(words: usize) -> Self {
        Self {
            words,
            store: Vec::new(),
            table: vec![0; 64],
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

    /// Mixes every bit of the state into every bit of the hash (the finaliser of `MurmurHash3` after each word): markings
    /// differ in few bits, and a weaker hash made them collide in runs.
    fn hash(state: &[u64]) -> u64 {
        state.iter().fold(0, |hash, &word| {
            let mut mixed = hash ^ word;
            mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
            mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
            mixed ^ (mixed >> 33)
        })
    }

    /// The number of a state, and whether it is new.
    pub fn insert(&mut self, state: &[u64]) -> (u32, bool) {
        if self.len() * 4 >= self.table.len() * 3 {
            self.grow();
        }
        let slot = self.slot(state);
        if self.table[slot] != 0 {
            return (self.table[slot] - 1, false);
        }
        let number = u32::try_from(self.len()).unwrap_or(u32::MAX - 1);
        self.table[slot] = number + 1;
        self.store.extend_from_slice(state);
        (number, true)
    }

    /// The numbers of several states, one after the other, and whether each is new.
    ///
    /// Most are old and each look costs two cache misses, so all table entries are read first and all candidates next:
    /// the misses overlap.
    pub fn insert_all(&mut self, states: &[u64], found: &mut Vec<(u32, bool)>) {
        let words = self.words;
        found.clear();
        let mask = self.table.len() - 1;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the mask keeps the low bits only"
        )]
        let first = |state| self.table[Self::hash(state) as usize & mask];
        found.extend(
            states
                .chunks_exact(words)
                .map(|state| (first(state), false)),
        );
        for (state, (number, new)) in states.chunks_exact(words).zip(found.iter_mut()) {
            *new = *number == 0 || !self.same(*number - 1, state);
        }
        for (state, it) in states.chunks_exact(words).zip(found) {
            *it = if it.1 {
                self.insert(state)
            } else {
                (it.0 - 1, false)
            };
        }
    }

    fn slot(&self, state: &[u64]) -> usize {
        let mask = self.table.len() - 1;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the mask keeps the low bits only"
        )]
        let mut slot = Self::hash(state) as usize & mask;
        while self.table[slot] != 0 && !self.same(self.table[slot] - 1, state) {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// Word by word, for there are mostly one or two.
    fn same(&self, number: u32, state: &[u64]) -> bool {
        self.get(number as usize)
            .iter()
            .zip(state)
            .all(|(left, right)| left == right)
    }

    fn grow(&mut self) {
        self.table = vec![0; self.table.len() * 2];
        for number in 0..self.len() {
            let slot = self.slot(self.get(number));
            self.table[slot] = u32::try_from(number + 1).unwrap_or(u32::MAX);
        }
    }
}
