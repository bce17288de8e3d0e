//! How long soundness takes: nested workflows of growing size, many parallel branches, and exploring as such.

#[path = "../tests/soundness/generate.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
#[expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "made for tests"
)]
mod generate;

use std::time::{Duration, Instant};

use divan::{Bencher, black_box};
use qmslint::workflow::soundness::{Bounds, soundness};

fn main() {
    divan::main();
    // Where single benchmarks are asked for, this one is not.
    if std::env::args()
        .skip(1)
        .all(|argument| argument == "--bench")
    {
        growth();
    }
}

/// Ten times the steps should take about ten times the time: the median of several runs each, and how often the one before.
fn growth() {
    let mut before: Option<Duration> = None;
    for steps in [10_000, 100_000, 1_000_000] {
        let graph = generate::structured(7, steps, generate::FREE_CHOICE, false);
        // More where each is short, for a noisy machine disturbs those most.
        let runs = (1_000_000 / steps).clamp(5, 51);
        let mut all: Vec<Duration> = (0..runs)
            .map(|_| {
                let start = Instant::now();
                assert!(black_box(soundness(&graph, &Bounds::default())).sound());
                start.elapsed()
            })
            .collect();
        all.sort_unstable();
        let median = all.get(runs / 2).copied().unwrap_or_default();
        let times = before.map_or(0.0, |before| median.as_secs_f64() / before.as_secs_f64());
        println!("{steps} nested steps: {median:.1?}, {times:.1} times the one before");
        before = Some(median);
    }
}

#[divan::bench(args = [1_000, 10_000, 100_000])]
fn nested_steps(bencher: Bencher<'_, '_>, steps: usize) {
    let graph = generate::structured(7, steps, generate::FREE_CHOICE, false);
    bencher.bench_local(|| soundness(&graph, &Bounds::default()).sound());
}

#[divan::bench(args = [15, 17, 20])]
fn parallel_branches(bencher: Bencher<'_, '_>, branches: usize) {
    let graph = generate::parallel(branches);
    bencher.bench_local(|| soundness(&graph, &Bounds::default()).sound());
}

/// Without reduction: 2 ^ branches + 3 states.
#[divan::bench(args = [15, 17, 20], sample_count = 3, sample_size = 1)]
fn explored_branches(bencher: Bencher<'_, '_>, branches: usize) {
    let graph = generate::parallel(branches);
    let bounds = Bounds {
        reduce: false,
        ..Bounds::default()
    };
    bencher.bench_local(|| soundness(&graph, &bounds).sound());
}
