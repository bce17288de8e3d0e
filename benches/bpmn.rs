//! Diagrams, side by side with the least that anybody could do: a bare walk of the same XML over every event and attribute.
//! First `check` of the whole corpus as a cold process with every rule, then the parts of reading. Needs `QMSLINT_CORPUS`; prints that it was skipped otherwise.

#[path = "support/measure.rs"]
mod measure;

use std::path::{Path, PathBuf};
use std::time::Instant;

use divan::{Bencher, black_box};
use measure::{Measured, Of, cpu, run, show};
use qmslint::read::bpmn;
use qmslint::read::bpmn::map::{Words, map};
use qmslint::source::SourceId;

fn main() {
    if corpus().is_empty() {
        println!("skipped: QMSLINT_CORPUS names no folder with BPMN files");
        return;
    }
    side_by_side();
    divan::main();
}

const ROUNDS: u32 = 10;

/// The goal: `check` takes at most four times the CPU of the walk, and at most 60 MB. Both are done in turn, for a machine is not
/// always equally quick, and ten times, for the clock of a process counts in ticks of 10 ms.
fn side_by_side() {
    let Some(root) = std::env::var_os("QMSLINT_CORPUS") else {
        return;
    };
    let folder = Path::new(&root).join("bpmn");
    let (mut walks, mut checks) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let before = cpu(Of::Myself);
        let start = Instant::now();
        black_box(walk(&corpus()));
        walks.push(Measured {
            wall: start.elapsed().as_secs_f64(),
            cpu: cpu(Of::Myself)
                .zip(before)
                .map(|(after, before)| after - before),
            peak: None,
        });
        match run(&["check"], &folder) {
            Ok(checked) => checks.push(checked),
            Err(error) => {
                println!("check could not be run: {error}");
                return;
            }
        }
    }
    let (walked, checked) = (mean(&walks), mean(&checks));
    show("bare walk of the corpus, files read", walked);
    show("check of the corpus, all rules", checked);
    if let (Some(checked), Some(walked)) = (checked.cpu, walked.cpu) {
        println!("{:.1} times the CPU of the walk", checked / walked);
    }
}

/// The mean of so many runs, and the highest of their peaks.
fn mean(runs: &[Measured]) -> Measured {
    let count = f64::from(ROUNDS);
    let cpu: Option<f64> = runs.iter().map(|run| run.cpu).sum();
    Measured {
        wall: runs.iter().map(|run| run.wall).sum::<f64>() / count,
        cpu: cpu.map(|cpu| cpu / count),
        peak: runs.iter().filter_map(|run| run.peak).reduce(f64::max),
    }
}

/// Every event and attribute of these files.
fn walk(files: &[Vec<u8>]) -> usize {
    let mut seen = 0;
    for bytes in files {
        let text = String::from_utf8_lossy(bytes);
        let mut reader = quick_xml::Reader::from_str(&text);
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) | Err(_) => break,
                Ok(quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag)) => {
                    seen += tag.attributes().flatten().count();
                }
                Ok(_) => seen += 1,
            }
        }
    }
    seen
}

/// The bytes of every BPMN file of the corpus.
fn corpus() -> Vec<Vec<u8>> {
    let Some(root) = std::env::var_os("QMSLINT_CORPUS") else {
        return Vec::new();
    };
    let walk = ignore::WalkBuilder::new(Path::new(&root).join("bpmn"))
        .standard_filters(false)
        .build();
    let mut paths: Vec<PathBuf> = walk
        .filter_map(|entry| Some(entry.ok()?.into_path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "bpmn")
        })
        .collect();
    paths.sort();
    paths
        .iter()
        .filter_map(|path| std::fs::read(path).ok())
        .collect()
}

/// The yardstick: the whole corpus with all rules is to take at most four times this.
#[divan::bench]
fn bare_walk(bencher: Bencher<'_, '_>) {
    let files = corpus();
    bencher.bench(|| black_box(walk(&files)));
}

#[divan::bench]
fn read(bencher: Bencher<'_, '_>) {
    let files = corpus();
    bencher.bench(|| {
        let trees = files.iter().map(|bytes| bpmn::read(bytes).definitions);
        black_box(trees.flatten().count())
    });
}

#[divan::bench]
fn read_and_map(bencher: Bencher<'_, '_>) {
    let files = corpus();
    bencher.bench(|| {
        let mut processes = 0;
        for bytes in &files {
            let read = bpmn::read(bytes);
            let mapped = map(SourceId(0), &read, Words::built_in(), None);
            processes += mapped.processes.len();
        }
        black_box(processes)
    });
}
