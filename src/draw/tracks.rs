//! Where in its channel a flow runs: flows that would lie on each other get tracks of their own, in an order with few
//! crossings (channel routing as in Hashimoto and Stevens 1971, the order chosen pair by pair).
//!
//! One procedure serves channels in both directions. "Before" is to the left of an upright channel, above a level one.

/// One straight run along a channel.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    /// Where it enters and leaves the channel.
    pub ends: [RunEnd; 2],
}

/// Where a run begins or ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RunEnd {
    /// Along the channel.
    pub at: i32,
    /// The flow comes from, or goes to, the side before the channel.
    pub before: bool,
    /// It does so on a row or column, where it cannot give way.
    pub fixed: bool,
}

/// How often neighbouring tracks are compared.
const PASSES: usize = 16;
/// What it costs when two flows lie on each other.
const OVERLAP: u32 = 1000;

impl Run {
    fn range(&self) -> (i32, i32) {
        let [a, b] = self.ends;
        (a.at.min(b.at), a.at.max(b.at))
    }

    fn meets(&self, other: &Self) -> bool {
        let ((low, high), (other_low, other_high)) = (self.range(), other.range());
        low <= other_high && other_low <= high
    }
}

/// Crossings when `a` runs before `b`.
fn cost(a: &Run, b: &Run) -> u32 {
    if !a.meets(b) {
        return 0;
    }
    let inside = |at: i32, range: (i32, i32)| range.0 < at && at < range.1;
    let mut cost = 0;
    for end in &a.ends {
        if !end.before && inside(end.at, b.range()) {
            cost += 1;
        }
        for other in &b.ends {
            let same = end.at == other.at && end.fixed && other.fixed;
            if same && !end.before && other.before {
                cost += OVERLAP;
            }
        }
    }
    for end in &b.ends {
        if end.before && inside(end.at, a.range()) {
            cost += 1;
        }
    }
    cost
}

/// The track of each run, counted from the side before, and how many there are. O(n²) for the n runs of one channel.
pub(crate) fn assign_tracks(runs: &[Run]) -> (Vec<i32>, i32) {
    let mut order = without_overlap(runs);
    let run = |index: usize| runs.get(index).copied();
    for _ in 0..PASSES {
        let mut changed = false;
        for right in 1..order.len() {
            let pair = (order.get(right - 1).copied(), order.get(right).copied());
            let (Some(a), Some(b)) = (pair.0.and_then(run), pair.1.and_then(run)) else {
                continue;
            };
            if cost(&b, &a) < cost(&a, &b) {
                order.swap(right - 1, right);
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let mut tracks = vec![0; runs.len()];
    let mut placed: Vec<(usize, i32)> = Vec::new();
    for index in order {
        let Some(this) = run(index) else { continue };
        let track = placed
            .iter()
            .filter(|(other, _)| run(*other).is_some_and(|other| other.meets(&this)))
            .map(|(_, track)| track + 1)
            .max()
            .unwrap_or(0);
        placed.push((index, track));
        if let Some(place) = tracks.get_mut(index) {
            *place = track;
        }
    }
    let count = placed.iter().map(|(_, track)| track + 1).max();
    (tracks, count.unwrap_or(0))
}

/// An order in which no two flows lie on each other, where there is one: runs that must come before others first.
fn without_overlap(runs: &[Run]) -> Vec<usize> {
    let mut rest: Vec<usize> = (0..runs.len()).collect();
    let mut order = Vec::with_capacity(runs.len());
    let must_follow = |a: usize, b: usize| match (runs.get(a), runs.get(b)) {
        (Some(a), Some(b)) => cost(a, b) >= OVERLAP,
        _ => false,
    };
    // How many of the remaining runs each one must follow.
    let mut waits: Vec<usize> = rest
        .iter()
        .map(|run| {
            rest.iter()
                .filter(|other| must_follow(*run, **other))
                .count()
        })
        .collect();
    while !rest.is_empty() {
        let next = rest
            .iter()
            .position(|run| waits.get(*run) == Some(&0))
            .unwrap_or(0);
        let run = rest.remove(next);
        for other in &rest {
            if let Some(count) = waits.get_mut(*other).filter(|_| must_follow(*other, run)) {
                *count = count.saturating_sub(1);
            }
        }
        order.push(run);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(from: (i32, bool), to: (i32, bool)) -> Run {
        let end = |(at, before)| RunEnd {
            at,
            before,
            fixed: true,
        };
        Run {
            ends: [end(from), end(to)],
        }
    }

    #[test]
    fn flows_that_descend_together_do_not_cross() {
        // Both come from the left and go down to the right: the lower one must turn first.
        let upper = run((0, true), (10, false));
        let lower = run((5, true), (15, false));
        assert_eq!(assign_tracks(&[upper, lower]), (vec![1, 0], 2));
        assert_eq!(assign_tracks(&[lower, upper]), (vec![0, 1], 2));
    }

    #[test]
    fn flows_that_do_not_meet_share_a_track() {
        let (upper, lower) = (run((0, true), (4, false)), run((5, true), (9, false)));
        assert_eq!(assign_tracks(&[upper, lower]), (vec![0, 0], 1));
    }

    #[test]
    fn a_flow_that_leaves_on_a_row_turns_before_the_one_that_enters_on_it() {
        let leaves = run((10, true), (20, false));
        let enters = run((0, true), (10, false));
        let (tracks, _) = assign_tracks(&[enters, leaves]);
        assert_eq!(tracks, [1, 0]);
    }
}
