//! DuckDB as a peer: a Python script in an environment of its own, with DuckDB from PyPI.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::row::Peer;
use crate::shell;

const SCRIPT: &str = "xtask/bench/duckdb_peer.py";
const PACKAGE: &str = "duckdb==1.4.*";

/// What the script tells at its end.
#[derive(Debug, Deserialize)]
struct Told {
    version: String,
    seconds: f64,
    indicators: usize,
    figures: usize,
    left_out: Vec<String>,
}

/// Computes all indicators of the packs from a snapshot's Parquet, by grouping sets over ancestors.
pub fn measure(snapshot: &Path, folder: &Path) -> Result<Peer> {
    let python = environment()?;
    let mut script = Command::new(python);
    script
        .arg(shell::root().join(SCRIPT))
        .args(["--snapshot".as_ref(), snapshot.as_os_str()])
        .arg("--packs")
        .arg(shell::root().join("packs"))
        .current_dir(folder);
    let told = shell::quietly(&mut script)?;
    let told: Told =
        serde_json::from_str(told.trim()).context("reading what DuckDB's script tells")?;
    for reason in &told.left_out {
        eprintln!("bench: DuckDB left out {reason}");
    }
    let missing = match told.left_out.len() {
        0 => String::new(),
        n => format!(", without {n} it cannot compute"),
    };
    Ok(Peer {
        name: format!(
            "DuckDB {}, {} indicators, {} figures{missing}",
            told.version, told.indicators, told.figures
        ),
        seconds: told.seconds,
    })
}

/// A Python with DuckDB; made once under the build folder.
fn environment() -> Result<PathBuf> {
    let folder = shell::target().join("bench/python");
    let python = folder.join("bin/python");
    let has_duckdb = || {
        let asked = Command::new(&python).args(["-c", "import duckdb"]).output();
        asked.is_ok_and(|output| output.status.success())
    };
    if has_duckdb() {
        return Ok(python);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    shell::quietly(Command::new("python3").args(["-m", "venv"]).arg(&folder)).context(
        "making a Python environment; on Debian it needs `apt-get install python3-venv`",
    )?;
    shell::quietly(Command::new(&python).args(["-m", "pip", "install", "--quiet", PACKAGE]))?;
    if !has_duckdb() {
        bail!("pip installed {PACKAGE}, yet Python does not find it");
    }
    Ok(python)
}
