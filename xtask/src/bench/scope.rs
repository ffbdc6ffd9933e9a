//! First page of a list as readers of several scopes get it from the store: a scope may not cost
//! much more than none.

use std::process::Command;

use anyhow::{Context, Result};

use super::ground::Ground;
use super::row::{Limit, Peer, Row, Time, count};
use crate::shell;

/// At most so many times what the whole register costs.
const OF_WHOLE: f64 = 1.3;
/// The line of the list without a scope.
const WHOLE: &str = "unscoped";

/// A row per scope, over so many made-up records.
pub fn run(ground: &Ground, size: usize) -> Result<Vec<Row>> {
    let data = ground.fresh("scope")?;
    let mut command: Command = shell::cargo();
    command
        .args(["run", "--quiet", "--release", "--package", "jixia-store"])
        .args(["--example", "scoped_list", "--"])
        .arg(&data)
        .arg(size.to_string());
    let said = shell::quietly(&mut command)?;
    let lines: Vec<(&str, f64)> = said.lines().filter_map(line).collect();
    let whole = lines.iter().find(|(name, _)| *name == WHOLE);
    let (_, whole) = *whole.context("`scoped_list` did not print the unscoped list")?;
    let scoped = lines.iter().filter(|(name, _)| *name != WHOLE);
    Ok(scoped
        .map(|(name, seconds)| Row {
            what: format!("first page from the store, scope of {name}, median"),
            size: format!("{} rows", count(size as f64)),
            time: Time::Whole(*seconds),
            peer: Some(Peer {
                name: "the same, unscoped".to_owned(),
                seconds: whole,
            }),
            limits: ground.limits(&[Limit::OfPeer(OF_WHOLE)]),
            ..Row::default()
        })
        .collect())
}

/// Name and median of a line.
fn line(text: &str) -> Option<(&str, f64)> {
    let (name, times) = text.split_once('\t')?;
    let (median, _) = times.split_once('\t')?;
    Some((name, median.parse().ok()?))
}
