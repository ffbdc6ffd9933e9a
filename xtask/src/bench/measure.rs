//! All indicators for every node and breakdown, beside DuckDB computing them from the same Parquet.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::ground::{self, Ground};
use super::row::{Limit, Row, Time, count};
use super::{child, duckdb};
use crate::shell;

const SECONDS: f64 = 3.0;
const OF_PEER: f64 = 0.5;

/// One row.
pub fn run(ground: &Ground) -> Result<Vec<Row>> {
    let data = ground.authority()?;
    if newest_snapshot(&data).is_none() {
        shell::quietly(ground.jixia(&["snapshot"]).arg("--data").arg(&data))?;
    }
    let snapshot = newest_snapshot(&data).context("`jixia snapshot` left no manifest.json")?;
    let mut measure = ground.jixia(&["measure", "--anew", "--format", "csv"]);
    let ran = child::run(measure.arg("--data").arg(&data), ground.folder())?;
    let figures = ground::rows(&ran.output)? as f64;
    let seconds = own_seconds(&fs::read_to_string(&ran.errors)?).unwrap_or(ran.seconds);
    let peer = duckdb::measure(&snapshot, ground.folder())?;
    Ok(vec![Row {
        what: "all indicators, every node and breakdown".into(),
        size: format!("{} figures", count(figures)),
        time: Time::Whole(seconds),
        rate: Some((figures / seconds, "figure")),
        peak: Some(ran.peak),
        peer: Some(peer),
        limits: ground.limits(&[Limit::Seconds(SECONDS), Limit::OfPeer(OF_PEER)]),
    }])
}

/// The time that `--anew` tells: like the peer's, without starting the process and printing.
fn own_seconds(errors: &str) -> Option<f64> {
    let told = errors
        .lines()
        .find_map(|line| line.split("measured in ").nth(1))?;
    let ms: f64 = told.strip_suffix(" ms")?.parse().ok()?;
    Some(ms / 1e3)
}

/// The folder with the manifest that was written last, anywhere under the data.
fn newest_snapshot(data: &Path) -> Option<PathBuf> {
    let mut folders = vec![data.to_path_buf()];
    let mut newest = None;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).ok()?.filter_map(Result::ok) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name == "manifest.json") {
                let changed = entry.metadata().and_then(|file| file.modified()).ok()?;
                newest = newest.max(Some((changed, folder.clone())));
            }
        }
    }
    newest.map(|(_, folder)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programs_own_time_is_read() {
        assert_eq!(own_seconds("opened\nmeasured in 1250 ms\n"), Some(1.25));
        assert_eq!(own_seconds("opened\n"), None);
    }
}
