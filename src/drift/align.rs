//! Which step of one process is which step of the other.
//!
//! Three rounds, each on what the one before left: the same stated id; the same name and role; then the alignment of least
//! cost of the remaining steps in file order, by the algorithm of Needleman and Wunsch (J. Mol. Biol. 48, 1970), which is
//! exact. Nothing is guessed: two steps that resemble each other in nothing are one dropped and one added.
//!
//! | cost of taking two steps for one | 0 | 1 | 2 | 4 |
//! |---|---|---|---|---|
//! | kind | the same | – | not said on a side | another |
//! | role | the same | half of the words | another, or not said on a side | – |
//! | name | the same | half of the words | another, or not said on a side | – |
//!
//! Leaving a step alone costs 3, so two steps are taken for one if that costs less than 6.

use std::collections::BTreeSet;

use super::pairs::{Pairs, Row, pair_up};
use crate::model::name::fold;
use crate::model::process::{Process, Step, StepKind};

/// What leaving one step alone costs.
const ALONE: u32 = 3;
/// Where more pairs of steps than this remain (2,000 steps on each side that neither id nor name matches), they are not
/// aligned: they are dropped and added.
const MOST_PAIRS: usize = 4_000_000;

/// Match the steps of two processes. O(n log n + r·s) time and r·s bytes, for n steps of which the first two rounds leave r
/// and s. The answer for (new, old) is the one for (old, new) with the sides changed.
pub fn match_steps(old: &Process, new: &Process) -> Pairs {
    let mut pairs = pair_up(&rows(old), &rows(new));
    let remaining = |process: &Process, left: &[usize]| -> Vec<Traits> {
        let steps = left.iter().filter_map(|index| process.steps.get(*index));
        steps.map(|step| Traits::of(step)).collect()
    };
    let (r, s) = (remaining(old, &pairs.dropped), remaining(new, &pairs.added));
    // Several alignments may cost the same. The sides are put in an order of their own, so that the choice among them does
    // not depend on which side is called old.
    let aligned = if r <= s {
        align(&r, &s)
    } else {
        let turned = align(&s, &r).into_iter();
        turned.map(|(new, old)| (old, new)).collect()
    };
    let aligned: Vec<(usize, usize)> = aligned
        .into_iter()
        .filter_map(|(r, s)| Some((*pairs.dropped.get(r)?, *pairs.added.get(s)?)))
        .collect();
    let (olds, news): (BTreeSet<usize>, BTreeSet<usize>) = aligned.iter().copied().unzip();
    pairs.dropped.retain(|step| !olds.contains(step));
    pairs.added.retain(|step| !news.contains(step));
    pairs.both.extend(aligned);
    pairs.both.sort_unstable();
    pairs
}

fn rows(process: &Process) -> Vec<Row> {
    let steps = process.steps.iter().enumerate();
    steps
        .map(|(index, step)| Row {
            keys: vec![
                step.id.as_ref().map(|id| fold(id.as_str())),
                step.name.as_ref().map(|name| {
                    let role = step.role.as_ref().map(|role| fold(role));
                    format!("{}\n{}", fold(name), role.unwrap_or_default())
                }),
            ],
            order: format!("{index:09}"),
        })
        .collect()
}

/// What steps are compared by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Traits {
    kind: StepKind,
    role: BTreeSet<String>,
    name: BTreeSet<String>,
}

impl Traits {
    fn of(step: &Step) -> Self {
        let words = |text: Option<&crate::model::process::Text>| {
            let folded = text.map(|text| fold(text)).unwrap_or_default();
            folded
                .split(' ')
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect()
        };
        Self {
            kind: step.kind(),
            role: words(step.role.as_ref()),
            name: words(step.name.as_ref()),
        }
    }

    /// The cost of taking two steps for one.
    fn cost(&self, other: &Self) -> u32 {
        let kind = match (self.kind, other.kind) {
            (StepKind::Other, _) | (_, StepKind::Other) => 2,
            (a, b) if a == b => 0,
            _ => 4,
        };
        kind + unlike(&self.role, &other.role) + unlike(&self.name, &other.name)
    }
}

/// 0 for the same words, 1 where half of all words are common, else 2.
fn unlike(a: &BTreeSet<String>, b: &BTreeSet<String>) -> u32 {
    if a.is_empty() || b.is_empty() {
        return 2;
    }
    let common = a.intersection(b).count();
    let all = a.len() + b.len() - common;
    match common {
        _ if common == all => 0,
        _ if 2 * common >= all => 1,
        _ => 2,
    }
}

/// What the best alignment of two beginnings does with their last steps.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Pair,
    LeaveFirst,
    LeaveSecond,
}

/// The pairs of an alignment of least cost, in order.
fn align(first: &[Traits], second: &[Traits]) -> Vec<(usize, usize)> {
    if first.len().saturating_mul(second.len()) > MOST_PAIRS {
        return Vec::new();
    }
    let mut choices: Vec<Vec<Last>> = Vec::with_capacity(first.len());
    // Costs of aligning the steps seen so far of `first` with each beginning of `second`.
    let mut above: Vec<u32> = (0..)
        .step_by(ALONE as usize)
        .take(second.len() + 1)
        .collect();
    for a in first {
        let mut left = above.first().map_or(0, |cost| cost + ALONE);
        let mut row = vec![left];
        let mut choice = Vec::with_capacity(second.len());
        for (b, corner) in second.iter().zip(above.windows(2)) {
            let [diagonal, over] = corner else { continue };
            let leave = [
                (over + ALONE, Last::LeaveFirst),
                (left + ALONE, Last::LeaveSecond),
            ];
            let [leave_first, leave_second] = leave;
            let mut best = if leave_first.0 <= leave_second.0 {
                leave_first
            } else {
                leave_second
            };
            let cost = a.cost(b);
            if cost < 2 * ALONE && diagonal + cost <= best.0 {
                best = (diagonal + cost, Last::Pair);
            }
            left = best.0;
            row.push(left);
            choice.push(best.1);
        }
        above = row;
        choices.push(choice);
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (first.len(), second.len());
    while let Some(choice) = i
        .checked_sub(1)
        .and_then(|i| choices.get(i))
        .and_then(|row| row.get(j.checked_sub(1)?))
    {
        match choice {
            Last::Pair => {
                i -= 1;
                j -= 1;
                pairs.push((i, j));
            }
            Last::LeaveFirst => i -= 1,
            Last::LeaveSecond => j -= 1,
        }
    }
    pairs.reverse();
    pairs
}
