//! `cargo xtask bench`.
use anyhow::Result;
/// Options.
#[derive(Debug, clap::Args)]
pub struct Options {}
/// Runs.
pub fn run(_: &Options) -> Result<bool> {
    Ok(true)
}
