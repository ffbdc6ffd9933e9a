//! Import of the longest register, on SQLite and PostgreSQL, beside a bare load of the same file.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::child::{self, Ran};
use super::ground::{self, CityFile, Ground};
use super::row::{Limit, Peer, Row, Time, count};
use crate::shell;
use crate::test::cluster::Cluster;

const SQLITE_RATE: f64 = 60_000.0;
const POSTGRES_RATE: f64 = 40_000.0;
const MEBIBYTES: u64 = 400;

/// A row per database.
pub fn run(ground: &Ground) -> Result<Vec<Row>> {
    let (file, before) = ground.longest()?;
    let rows = ground::rows(&file.path)?;
    let row = |what: &str, ran: Ran, peer: Peer, rate: f64| Row {
        what: format!("import {} on {what}", file.register),
        size: format!("{} rows", count(rows as f64)),
        time: Time::Whole(ran.seconds),
        rate: Some((rows as f64 / ran.seconds, "row")),
        peak: Some(ran.peak),
        peer: Some(peer),
        limits: ground.limits(&[Limit::Rate(rate), Limit::Mebibytes(MEBIBYTES)]),
    };
    let (ran, peer) = on_sqlite(ground, &file, &before)?;
    let sqlite = row("SQLite", ran, peer, SQLITE_RATE);
    let (ran, peer) = on_postgres(ground, &file, &before)?;
    Ok(vec![sqlite, row("PostgreSQL", ran, peer, POSTGRES_RATE)])
}

fn on_sqlite(ground: &Ground, file: &CityFile, before: &[CityFile]) -> Result<(Ran, Peer)> {
    let data = ground.fresh("import-sqlite")?;
    for other in before {
        shell::quietly(&mut ground.import(other, &data, None))?;
    }
    let ran = child::run(&mut ground.import(file, &data, None), ground.folder())?;
    Ok((ran, bare_sqlite(ground, &file.path)?.1))
}

/// The file in a bare table of its own: `sqlite3 .import`. Gives the database too.
pub fn bare_sqlite(ground: &Ground, file: &Path) -> Result<(std::path::PathBuf, Peer)> {
    let database = ground.fresh("peer-sqlite")?.join("bare.db");
    let mut load = Command::new("sqlite3");
    load.arg(&database)
        .arg(".mode csv")
        .arg(format!(".import {} bare", file.display()));
    let ran = child::run(&mut load, ground.folder())?;
    Ok((
        database,
        Peer {
            name: "sqlite3 .import".into(),
            seconds: ran.seconds,
        },
    ))
}

fn on_postgres(ground: &Ground, file: &CityFile, before: &[CityFile]) -> Result<(Ran, Peer)> {
    let cluster = Cluster::start()?;
    psql(cluster.url(), "create database bench", ground)?;
    let base = cluster
        .url()
        .rsplit_once('/')
        .context("the cluster's address has no database")?
        .0;
    let url = format!("{base}/bench");
    let data = ground.fresh("import-postgres")?;
    for other in before {
        shell::quietly(&mut ground.import(other, &data, Some(&url)))?;
    }
    let ran = child::run(&mut ground.import(file, &data, Some(&url)), ground.folder())?;
    let columns: Vec<String> = header(&file.path)?
        .split(',')
        .map(|name| format!("\"{}\" text", name.trim_matches('"')))
        .collect();
    psql(
        &url,
        &format!("create table bare ({})", columns.join(", ")),
        ground,
    )?;
    let copy = format!(
        "\\copy bare from '{}' with (format csv, header)",
        file.path.display()
    );
    let seconds = psql(&url, &copy, ground)?.seconds;
    Ok((
        ran,
        Peer {
            name: "psql \\copy".into(),
            seconds,
        },
    ))
}

fn psql(url: &str, order: &str, ground: &Ground) -> Result<Ran> {
    let mut command = Command::new("psql");
    command.args([
        url,
        "--quiet",
        "--no-psqlrc",
        "--set",
        "ON_ERROR_STOP=1",
        "--command",
        order,
    ]);
    child::run(&mut command, ground.folder())
}

fn header(path: &Path) -> Result<String> {
    let mut line = String::new();
    BufReader::new(File::open(path)?).read_line(&mut line)?;
    Ok(line.trim_start_matches('\u{feff}').trim_end().to_owned())
}
