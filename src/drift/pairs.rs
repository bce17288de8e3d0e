//! Which row of a table is which row of the other: by its keys, the surest first, never by guess.

use std::collections::BTreeMap;

/// What identifies a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its keys, the surest first; a row is not matched by a key that it lacks.
    pub keys: Vec<Option<String>>,
    /// Among rows that share a key, the first by this is matched with the first.
    pub order: String,
}

/// Rows of two tables put together, by index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    /// On both sides: old and new index.
    pub both: Vec<(usize, usize)>,
    /// On the old side only.
    pub dropped: Vec<usize>,
    /// On the new side only.
    pub added: Vec<usize>,
}

/// Match rows by their keys, key by key: what the first key leaves is matched by the second. O(k n log n) for n rows of
/// k keys.
pub fn pair_up(old: &[Row], new: &[Row]) -> Pairs {
    let mut taken = (vec![false; old.len()], vec![false; new.len()]);
    let mut both = Vec::new();
    let rounds = old.iter().chain(new).map(|row| row.keys.len()).max();
    for round in 0..rounds.unwrap_or(0) {
        let old_groups = groups(old, &taken.0, round);
        let mut new_groups = groups(new, &taken.1, round);
        for (key, old_rows) in old_groups {
            let new_rows = new_groups.remove(key).unwrap_or_default();
            for (old, new) in old_rows.into_iter().zip(new_rows) {
                mark(&mut taken.0, old);
                mark(&mut taken.1, new);
                both.push((old, new));
            }
        }
    }
    let left = |taken: &[bool]| {
        let rows = taken.iter().enumerate();
        rows.filter_map(|(row, taken)| (!taken).then_some(row))
            .collect()
    };
    Pairs {
        both,
        dropped: left(&taken.0),
        added: left(&taken.1),
    }
}

fn mark(taken: &mut [bool], row: usize) {
    if let Some(taken) = taken.get_mut(row) {
        *taken = true;
    }
}

/// The rows not yet taken under each key of a round, in their order.
fn groups<'a>(rows: &'a [Row], taken: &[bool], round: usize) -> BTreeMap<&'a str, Vec<usize>> {
    let mut groups: BTreeMap<&str, Vec<(&str, usize)>> = BTreeMap::new();
    for (index, (row, taken)) in rows.iter().zip(taken).enumerate() {
        if let (false, Some(Some(key))) = (taken, row.keys.get(round)) {
            groups.entry(key).or_default().push((&row.order, index));
        }
    }
    let sorted = |mut rows: Vec<(&str, usize)>| {
        rows.sort_unstable();
        rows.into_iter().map(|(_, index)| index).collect()
    };
    groups
        .into_iter()
        .map(|(key, rows)| (key, sorted(rows)))
        .collect()
}
