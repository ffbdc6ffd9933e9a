//! How well plans are read: labelled plans, scored by an example of `jixia-plan`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::child;
use super::row::{Row, Time};
use crate::shell;

/// Runs the score over the plans of a folder; its own table becomes notes.
pub fn run(plans: Option<&Path>) -> Result<(Vec<Row>, Vec<String>)> {
    let plans = match plans {
        Some(folder) => folder.to_path_buf(),
        None => default_plans()?,
    };
    let build = [
        "build",
        "--release",
        "--package",
        "jixia-plan",
        "--example",
        "score",
    ];
    if !shell::passes(shell::cargo().args(build))? {
        bail!("the score does not build");
    }
    let folder = shell::target().join("bench");
    fs::create_dir_all(&folder)?;
    let mut score = std::process::Command::new(shell::target().join("release/examples/score"));
    let ran = child::run(score.arg(&plans).current_dir(shell::root()), &folder)?;
    let told = fs::read_to_string(&ran.output)?;
    print!("{told}");
    let row = Row {
        what: "plan read, scored below".into(),
        size: format!("{} plans", count(&plans)?),
        time: Time::Whole(ran.seconds),
        peak: Some(ran.peak),
        ..Row::default()
    };
    Ok((vec![row], told.lines().map(str::to_owned).collect()))
}

fn default_plans() -> Result<PathBuf> {
    let beside = shell::root().join("../shared/plans");
    let found = beside.is_dir().then_some(beside);
    found.context("no labelled plans here; name their folder: `cargo xtask bench plan --plans DIR`")
}

fn count(folder: &Path) -> Result<usize> {
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    Ok(entries
        .filter_map(Result::ok)
        .filter(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|ending| ending == "txt")
        })
        .count())
}
