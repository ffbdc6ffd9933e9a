//! A snapshot of the whole authority.

use anyhow::Result;

use super::child;
use super::ground::{self, Ground};
use super::row::{Limit, Row, Time, count};

const SECONDS: f64 = 15.0;

/// One row.
pub fn run(ground: &Ground) -> Result<Vec<Row>> {
    let data = ground.authority()?;
    let ran = child::run(
        ground.jixia(&["snapshot"]).arg("--data").arg(&data),
        ground.folder(),
    )?;
    let mut rows = 0;
    for file in ground.city_files()? {
        rows += ground::rows(&file.path)?;
    }
    Ok(vec![Row {
        what: "snapshot of every register".into(),
        size: format!("{} rows", count(rows as f64)),
        time: Time::Whole(ran.seconds),
        rate: Some((rows as f64 / ran.seconds, "row")),
        peak: Some(ran.peak),
        limits: ground.limits(&[Limit::Seconds(SECONDS)]),
        ..Row::default()
    }])
}
