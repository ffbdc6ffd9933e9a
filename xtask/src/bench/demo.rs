//! The demo city from nothing to ready to serve.

use anyhow::Result;

use super::child;
use super::ground::Ground;
use super::row::{Limit, Row, Time};

const SECONDS: f64 = 60.0;
const MEBIBYTES: u64 = 1024;

/// One row; the limits are those of the city, whatever size the other benches take.
pub fn run(ground: &Ground) -> Result<Vec<Row>> {
    let data = ground.fresh("demo")?;
    let mut demo = ground.jixia(&["demo", "--size", "city", "--no-serve"]);
    let ran = child::run(demo.arg("--data").arg(&data), ground.folder())?;
    Ok(vec![Row {
        what: "demo city, ready to serve".into(),
        size: "200 thousand pupils, 3 years".into(),
        time: Time::Whole(ran.seconds),
        peak: Some(ran.peak),
        limits: vec![Limit::Seconds(SECONDS), Limit::Mebibytes(MEBIBYTES)],
        ..Row::default()
    }])
}
