//! The foreign files, where `QMSLINT_CORPUS` names their folder; else a test that needs them says that it was skipped.

#![allow(
    dead_code,
    clippy::expect_used,
    reason = "every test file uses a part of it, and a test fails by panicking"
)]

use std::path::{Path, PathBuf};

/// Their folder.
pub fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("QMSLINT_CORPUS").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: QMSLINT_CORPUS names no folder");
    }
    folder
}

/// The diagrams of a folder and of those below it, sorted.
pub fn diagrams(folder: &Path) -> Vec<PathBuf> {
    let walk = ignore::WalkBuilder::new(folder)
        .standard_filters(false)
        .build();
    let paths = walk.map(|entry| entry.expect("a folder that can be read").into_path());
    let is_diagram = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "bpmn");
    let mut diagrams: Vec<PathBuf> = paths.filter(is_diagram).collect();
    diagrams.sort();
    diagrams
}
