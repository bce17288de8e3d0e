//! Wall time, CPU time and peak memory of the tool as a cold process. CPU time and peak memory come from `/proc`, so on other
//! systems only wall time is known.

#![allow(dead_code, reason = "every benchmark uses a part of it")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// What a run took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measured {
    /// Seconds on the clock.
    pub wall: f64,
    /// Seconds of all cores.
    pub cpu: Option<f64>,
    /// Most memory, in MB.
    pub peak: Option<f64>,
}

/// Run the tool.
pub fn run(arguments: &[&str], on: &Path) -> std::io::Result<Measured> {
    let before = cpu(Of::Children);
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_qmslint"))
        .args(arguments)
        .arg(on)
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
    let after = cpu(Of::Children).zip(before);
    Ok(Measured {
        wall,
        cpu: after.map(|(after, before)| after - before),
        peak,
    })
}

/// Whose CPU time.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    /// That of this process.
    Myself,
    /// That of all finished children.
    Children,
}

/// CPU seconds so far, from `/proc/self/stat`, in ticks of 10 ms.
pub fn cpu(of: Of) -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks = |index: usize| fields.split_whitespace().nth(index)?.parse::<f64>().ok();
    let first = match of {
        Of::Myself => 11,
        Of::Children => 13,
    };
    Some((ticks(first)? + ticks(first + 1)?) / 100.0)
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

/// Print a line.
pub fn show(name: &str, measured: Measured) {
    let figure = |value: Option<f64>, digits: usize| {
        value.map_or("-".to_owned(), |value| format!("{value:.digits$}"))
    };
    println!(
        "{name:<44} {:>9.3} s wall {:>8} s CPU {:>8} MB peak",
        measured.wall,
        figure(measured.cpu, 2),
        figure(measured.peak, 1)
    );
}
