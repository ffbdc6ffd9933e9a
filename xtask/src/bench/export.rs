//! Export of the longest register to CSV, beside sqlite3 writing the same rows from a bare table.

use std::process::Command;

use anyhow::Result;

use super::child;
use super::ground::{self, Ground, LONGEST};
use super::import::bare_sqlite;
use super::row::{Limit, Peer, Row, Time, count};

const SECONDS: f64 = 8.0;
const MEBIBYTES: u64 = 400;

/// One row.
pub fn run(ground: &Ground) -> Result<Vec<Row>> {
    let data = ground.authority()?;
    let out = ground.folder().join("export.csv");
    let mut export = ground.jixia(&["export", LONGEST, "--format", "csv"]);
    let ran = child::run(
        export.arg("-o").arg(&out).arg("--data").arg(&data),
        ground.folder(),
    )?;
    let rows = ground::rows(&out)? as f64;

    let (database, _) = bare_sqlite(ground, &ground.longest()?.0.path)?;
    let mut select = Command::new("sqlite3");
    select
        .args(["-header", "-csv"])
        .arg(database)
        .arg("select * from bare");
    let peer = child::run(&mut select, ground.folder())?;
    Ok(vec![Row {
        what: format!("export {LONGEST} to CSV"),
        size: format!("{} rows", count(rows)),
        time: Time::Whole(ran.seconds),
        rate: Some((rows / ran.seconds, "row")),
        peak: Some(ran.peak),
        peer: Some(Peer {
            name: "sqlite3 -csv".into(),
            seconds: peer.seconds,
        }),
        limits: ground.limits(&[Limit::Seconds(SECONDS), Limit::Mebibytes(MEBIBYTES)]),
    }])
}
