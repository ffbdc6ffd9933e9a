//! Runs a program to its end and tells how long it took and how much memory it had at most.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::shell;

const LOOK_EVERY: Duration = Duration::from_millis(2);
const TAIL_LINES: usize = 12;

/// What a program took.
#[derive(Debug)]
pub struct Ran {
    /// From its start to its end.
    pub seconds: f64,
    /// Greatest resident memory, in bytes. The kernel keeps it, so looking now and then misses only
    /// what a program takes in its last two milliseconds.
    pub peak: u64,
    /// What it wrote to standard output.
    pub output: PathBuf,
    /// What it wrote to standard error.
    pub errors: PathBuf,
}

/// Runs it; its output goes to files in `folder`, and a failure tells the end of its errors.
pub fn run(command: &mut Command, folder: &Path) -> Result<Ran> {
    let output = folder.join("last-output");
    let errors = folder.join("last-errors");
    command
        .stdin(Stdio::null())
        .stdout(File::create(&output)?)
        .stderr(File::create(&errors)?);
    let begun = Instant::now();
    let started = command.spawn();
    let mut child =
        started.with_context(|| format!("`{}` does not start", shell::said(command)))?;
    let mut peak = 0;
    let status = loop {
        peak = peak_of(&child).unwrap_or(0).max(peak);
        match child.try_wait()? {
            Some(status) => break status,
            None => thread::sleep(LOOK_EVERY),
        }
    };
    let seconds = begun.elapsed().as_secs_f64();
    if !status.success() {
        bail!(
            "`{}` ended with {status}: {}",
            shell::said(command),
            tail(&errors)
        );
    }
    Ok(Ran {
        seconds,
        peak,
        output,
        errors,
    })
}

/// Greatest resident memory of a running process so far, in bytes.
pub fn peak_of(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    high_water(&status)
}

fn high_water(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes << 10)
}

fn tail(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(TAIL_LINES);
    lines.get(from..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_high_water_mark_is_read() {
        assert_eq!(
            high_water("VmPeak:\t 9 kB\nVmHWM:\t    2048 kB\n"),
            Some(2 << 20)
        );
        assert_eq!(high_water("State:\tZ (zombie)\n"), None);
    }
}
