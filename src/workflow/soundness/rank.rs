//! Whether a free-choice workflow is sound, by the rank theorem: polynomial, and with no state explored.
//!
//! Every flow is a place, every way a node can fire a transition; what ends goes on to one last place, and one more transition
//! leads from there back to the start. The workflow is sound exactly if this net is live and bounded (van der Aalst 1997), and
//! then it is safe. A free-choice net with a marking is live and bounded exactly if (Desel & Esparza, *Free choice Petri
//! nets*, 1995, theorems 5.8, 6.17 and 10.16):
//!
//! 1. it is connected, and covered by S-components and by T-components. In such a net every minimal siphon is an
//!    S-component, so it is enough to take one minimal siphon for each place; T-components are the same in the net with
//!    places and transitions changed over and arcs turned round,
//! 2. the rank of its incidence matrix is the number of its clusters less one,
//! 3. every siphon holds a token. It is enough to look at the greatest siphon without one.
//!
//! The rank is exact: it is computed modulo primes of 31 bits until their product exceeds Hadamard's bound of every minor, so
//! that no minor which is not zero vanishes modulo all of them, and the greatest rank is the true one.
//!
//! Cost: O(P · (P + T + F)) for the components, O(min(P, T)² · max(P, T)) per prime for the rank. Deliberately only an answer
//! for the whole, without witness; and only for workflows in which one end takes the last token.
#![expect(
    clippy::indexing_slicing,
    reason = "every index is a place or transition this module numbered"
)]

use std::collections::{BTreeMap, VecDeque};

use petgraph::unionfind::UnionFind;

use super::super::graph::Route;
use super::net::{Kind, Net, SOURCE};

/// Most places and transitions of a net that is looked at.
const LARGEST: usize = 1200;

/// A free-choice Petri net in which every transition lists its places.
#[derive(Clone, Debug)]
struct Petri {
    places: usize,
    /// Places before and after each transition.
    transitions: Vec<(Vec<usize>, Vec<usize>)>,
}

/// Whether the workflow is sound; nothing where it is not free-choice, too large, or where several ends are drawn, for then
/// several may have to take a token each.
pub fn sound(net: &Net) -> Option<bool> {
    let petri = Petri::of(net)?;
    Some(petri.live_and_bounded(petri.places - 1))
}

impl Petri {
    /// The net of a workflow, with the place of the first token as its last place.
    fn of(net: &Net) -> Option<Self> {
        if net.inclusive() || net.terminates {
            return None;
        }
        let ends = net
            .nodes
            .iter()
            .filter(|node| matches!(node.kind, Kind::Sink { .. }));
        if ends.filter(|node| node.alive).count() != 1 {
            return None;
        }
        let mut petri = Self {
            places: net.flows.len() + 2,
            transitions: Vec::new(),
        };
        let (last, first) = (net.flows.len(), net.flows.len() + 1);
        petri.transitions.push((vec![last], vec![first]));
        petri
            .transitions
            .push((vec![first], net.nodes[SOURCE].outs.to_vec()));
        for (place, node) in net.nodes.iter().enumerate() {
            if place == SOURCE || !node.alive || (node.ins.is_empty() && node.outs.is_empty()) {
                continue;
            }
            if node.blocked {
                return None;
            }
            let before: Vec<Vec<usize>> = if node.join == Route::All {
                vec![node.ins.to_vec()]
            } else {
                node.ins.iter().map(|&flow| vec![flow]).collect()
            };
            let after: Vec<Vec<usize>> = match node.split {
                _ if matches!(node.kind, Kind::Sink { .. }) => vec![vec![last]],
                Route::All => vec![node.outs.to_vec()],
                Route::One => node.outs.iter().map(|&flow| vec![flow]).collect(),
                Route::Any if node.outs.len() == 1 => vec![node.outs.to_vec()],
                Route::Any => return None,
            };
            if before.len() > 1 && after.len() > 1 {
                // The tokens meet on a place of their own before they choose.
                let between = petri.place();
                for before in before {
                    petri.transitions.push((before, vec![between]));
                }
                for after in after {
                    petri.transitions.push((vec![between], after));
                }
            } else {
                for before in &before {
                    for after in &after {
                        petri.transitions.push((before.clone(), after.clone()));
                    }
                }
            }
            if petri.places.max(petri.transitions.len()) > LARGEST {
                return None;
            }
        }
        // The first token's place comes last.
        let end = petri.places - 1;
        for (before, after) in &mut petri.transitions {
            for place in before.iter_mut().chain(after) {
                if *place == first {
                    *place = end;
                } else if *place == end {
                    *place = first;
                }
            }
        }
        Some(petri)
    }

    fn place(&mut self) -> usize {
        self.places += 1;
        self.places - 1
    }

    /// Places and transitions changed over, arcs turned round.
    fn dual(&self) -> Self {
        let mut transitions = vec![(Vec::new(), Vec::new()); self.places];
        for (transition, (before, after)) in self.transitions.iter().enumerate() {
            for &place in before {
                transitions[place].0.push(transition);
            }
            for &place in after {
                transitions[place].1.push(transition);
            }
        }
        Self {
            places: self.transitions.len(),
            transitions,
        }
    }

    /// With a token on one place.
    fn live_and_bounded(&self, marked: usize) -> bool {
        let dual = self.dual();
        self.connected()
            && self.covered(&dual)
            && dual.covered(self)
            && self.every_siphon_has(marked)
            && self.rank() + 1 == self.clusters()
    }

    /// Whether every place lies in an S-component. `flows` is the dual: for each place, the transitions after it and before it.
    fn covered(&self, flows: &Self) -> bool {
        let mut done = vec![false; self.places];
        (0..self.places).all(|place| {
            if done[place] {
                return true;
            }
            let Some(component) = self.component(flows, place) else {
                return false;
            };
            for place in component {
                done[place] = true;
            }
            true
        })
    }

    /// The S-component that a minimal siphon with this place is, or nothing where it is none.
    ///
    /// For each transition that must get its token from the siphon, the place nearest behind `start` is taken: so there is a
    /// way inside the siphon from `start` to every place of it, and back, because each was taken for the sake of `start`.
    fn component(&self, flows: &Self, start: usize) -> Option<Vec<usize>> {
        let mut far = vec![usize::MAX; self.places];
        far[start] = 0;
        let mut todo = VecDeque::from([start]);
        while let Some(place) = todo.pop_front() {
            for &transition in &flows.transitions[place].0 {
                for &next in &self.transitions[transition].1 {
                    if far[next] == usize::MAX {
                        far[next] = far[place] + 1;
                        todo.push_back(next);
                    }
                }
            }
        }
        let mut inside = vec![false; self.places];
        inside[start] = true;
        let mut todo = vec![start];
        let mut component = Vec::new();
        while let Some(place) = todo.pop() {
            component.push(place);
            for &transition in &flows.transitions[place].1 {
                let before = self.transitions[transition].0.iter().copied();
                let nearest = before.min_by_key(|&place| far[place])?;
                if far[nearest] == usize::MAX {
                    // No way leads there from the start: the net is not strongly connected.
                    return None;
                }
                if !std::mem::replace(&mut inside[nearest], true) {
                    todo.push(nearest);
                }
            }
        }
        // Each transition around it takes one token from it and gives one to it.
        let closed = component.iter().all(|&place| {
            let (after, before) = &flows.transitions[place];
            before.iter().chain(after).all(|&transition| {
                let count =
                    |places: &[usize]| places.iter().filter(|&&place| inside[place]).count();
                let (taken, given) = &self.transitions[transition];
                count(taken) == 1 && count(given) == 1
            })
        });
        closed.then_some(component)
    }

    /// Whether every siphon holds this place: the greatest one without it is empty.
    fn every_siphon_has(&self, marked: usize) -> bool {
        let mut inside = vec![true; self.places];
        inside[marked] = false;
        loop {
            // A place leaves where a transition gives to it and takes nothing from the rest.
            let mut changed = false;
            for (before, after) in &self.transitions {
                if !before.iter().any(|&place| inside[place]) {
                    for &place in after {
                        changed |= std::mem::replace(&mut inside[place], false);
                    }
                }
            }
            if !changed {
                return !inside.contains(&true);
            }
        }
    }

    fn connected(&self) -> bool {
        let mut groups = UnionFind::<usize>::new(self.places + self.transitions.len());
        for (transition, (before, after)) in self.transitions.iter().enumerate() {
            for &place in before.iter().chain(after) {
                groups.union(place, self.places + transition);
            }
        }
        let labels = groups.into_labeling();
        labels.windows(2).all(|pair| pair[0] == pair[1])
    }

    /// Clusters: a place with all transitions that take from it, and all places these take from.
    fn clusters(&self) -> usize {
        let mut groups = UnionFind::<usize>::new(self.places + self.transitions.len());
        for (transition, (before, _)) in self.transitions.iter().enumerate() {
            for &place in before {
                groups.union(place, self.places + transition);
            }
        }
        let mut labels = groups.into_labeling();
        labels.sort_unstable();
        labels.dedup();
        labels.len()
    }

    /// The rank of the incidence matrix over the rational numbers.
    fn rank(&self) -> usize {
        let mut columns: Vec<Vec<(usize, i64)>> = Vec::new();
        // Twice the logarithm of Hadamard's bound, rounded up.
        let mut bits = 0_u32;
        for (before, after) in &self.transitions {
            let mut column: BTreeMap<usize, i64> = BTreeMap::new();
            for &place in before {
                *column.entry(place).or_default() -= 1;
            }
            for &place in after {
                *column.entry(place).or_default() += 1;
            }
            column.retain(|_, value| *value != 0);
            let norm: u64 = column
                .values()
                .map(|value| value.unsigned_abs().pow(2))
                .sum();
            bits += u64::BITS - norm.leading_zeros();
            columns.push(column.into_iter().collect());
        }
        let mut best = 0;
        let mut covered = 0;
        let mut prime: u64 = (1 << 31) - 1;
        // Each prime is above 2³⁰; twice that is above 2⁶⁰.
        while covered <= bits {
            best = best.max(rank_modulo(&columns, prime));
            covered += 60;
            prime -= 2;
            while !is_prime(prime) {
                prime -= 2;
            }
        }
        best
    }
}

/// Gaussian elimination on sparse columns, each reduced by those before it.
fn rank_modulo(columns: &[Vec<(usize, i64)>], prime: u64) -> usize {
    // By the place at which each has its first entry, which is 1.
    let mut pivots: BTreeMap<usize, Vec<(usize, u64)>> = BTreeMap::new();
    for column in columns {
        let mut rest: BTreeMap<usize, u64> = column
            .iter()
            .map(|&(place, value)| {
                let size = value.unsigned_abs() % prime;
                (place, if value < 0 { prime - size } else { size })
            })
            .collect();
        while let Some((&place, &value)) = rest.first_key_value() {
            let Some(pivot) = pivots.get(&place) else {
                let inverse = power(value, prime - 2, prime);
                let column = rest
                    .iter()
                    .map(|(&place, &value)| (place, value * inverse % prime));
                pivots.insert(place, column.collect());
                break;
            };
            for &(place, entry) in pivot {
                let here = rest.entry(place).or_insert(0);
                *here = (*here + prime - value * entry % prime) % prime;
                if *here == 0 {
                    rest.remove(&place);
                }
            }
        }
    }
    pivots.len()
}

fn power(base: u64, exponent: u64, modulus: u64) -> u64 {
    let (mut base, mut exponent, mut result) = (base % modulus, exponent, 1);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % modulus;
        }
        base = base * base % modulus;
        exponent >>= 1;
    }
    result
}

/// By division; at most 2¹⁵ of them for numbers below 2³¹.
fn is_prime(number: u64) -> bool {
    let candidates = (3_u64..).step_by(2).take_while(|it| it * it <= number);
    number % 2 == 1 && candidates.into_iter().all(|it| !number.is_multiple_of(it))
}
