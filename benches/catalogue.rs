//! The whole tool as a cold process: a province's catalogue, one file, one long process.
//!
//! `cargo bench --bench catalogue` prints wall time, CPU time and peak memory of each run. CPU time and peak memory come
//! from `/proc`, so on other systems only wall time is printed.

#[path = "support/measure.rs"]
mod measure;
mod support;

use measure::{run, show};

fn main() -> std::io::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut written = 0;
    for count in [1, 1_000, 10_000, 20_000] {
        let files = folder.path().join("catalogue");
        std::fs::create_dir_all(&files)?;
        while written < count {
            std::fs::write(
                files.join(format!("{written:05}.toml")),
                support::process(written),
            )?;
            written += 1;
        }
        let bytes = support::process(1).len();
        show(
            &format!("check {count} files of {bytes} bytes"),
            run(&["check"], &files)?,
        );
    }
    for steps in [1_000, 10_000] {
        let file = folder.path().join(format!("long-{steps}.toml"));
        std::fs::write(&file, support::long_process(steps))?;
        show(
            &format!("check one process of {steps} steps"),
            run(&["check"], &file)?,
        );
    }
    Ok(())
}
