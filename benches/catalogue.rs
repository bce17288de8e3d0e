//! The whole tool as a cold process: a province's catalogue, one file, one long process.
//!
//! `cargo bench --bench catalogue` prints wall time, CPU time and peak memory of each run. CPU time and peak memory come
//! from `/proc`, so on other systems only wall time is printed.

mod support;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Wall seconds, CPU seconds and peak MB of one run of the tool.
fn run(arguments: &[&str], folder: &Path) -> std::io::Result<(f64, Option<f64>, Option<f64>)> {
    let before = children_cpu();
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_qmslint"))
        .args(arguments)
        .arg(folder)
        .env("LANG", "en_US.UTF-8")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let mut peak = None;
    while let Ok(None) = child.try_wait() {
        peak = peak_megabytes(child.id()).or(peak);
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let wall = start.elapsed().as_secs_f64();
    let cpu = children_cpu()
        .zip(before)
        .map(|(after, before)| after - before);
    Ok((wall, cpu, peak))
}

/// CPU seconds of all finished children (fields 16 and 17 of `/proc/self/stat`, in ticks of 10 ms).
fn children_cpu() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks = |index: usize| fields.split_whitespace().nth(index)?.parse::<f64>().ok();
    Some((ticks(13)? + ticks(14)?) / 100.0)
}

fn peak_megabytes(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace()
        .nth(1)?
        .parse::<f64>()
        .ok()
        .map(|kilobytes| kilobytes / 1024.0)
}

fn show(name: &str, (wall, cpu, peak): (f64, Option<f64>, Option<f64>)) {
    let figure = |value: Option<f64>, digits: usize| {
        value.map_or("-".to_owned(), |value| format!("{value:.digits$}"))
    };
    println!(
        "{name:<44} {wall:>9.3} s wall {:>8} s CPU {:>8} MB peak",
        figure(cpu, 2),
        figure(peak, 1)
    );
}

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
