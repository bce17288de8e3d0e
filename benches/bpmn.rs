//! Reading diagrams, side by side with the least that anybody could do: a bare walk of the same XML over every event and
//! attribute. Needs `QMSLINT_CORPUS`; prints that it was skipped otherwise.

use std::path::{Path, PathBuf};

use divan::{Bencher, black_box};
use qmslint::read::bpmn;
use qmslint::read::bpmn::map::{Words, map};
use qmslint::source::SourceId;

fn main() {
    if corpus().is_empty() {
        println!("skipped: QMSLINT_CORPUS names no folder with BPMN files");
        return;
    }
    divan::main();
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

/// The yardstick of issue 3: whole corpus with all rules at most four times this.
#[divan::bench]
fn bare_walk(bencher: Bencher<'_, '_>) {
    let files = corpus();
    bencher.bench(|| {
        let mut seen = 0;
        for bytes in &files {
            let text = String::from_utf8_lossy(bytes);
            let mut reader = quick_xml::Reader::from_str(&text);
            loop {
                match reader.read_event() {
                    Ok(quick_xml::events::Event::Eof) | Err(_) => break,
                    Ok(
                        quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag),
                    ) => seen += tag.attributes().flatten().count(),
                    Ok(_) => seen += 1,
                }
            }
        }
        black_box(seen)
    });
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
