//! First page of a filtered, sorted list over HTTP, as the register grows: it must stay flat.

use anyhow::Result;

use super::child;
use super::ground::{self, CityFile, Ground, LONGEST};
use super::http::{Server, percentile};
use super::row::{Limit, Row, Time, count};
use super::scope;
use crate::shell;

const REQUESTS: usize = 500;
const WARMING: usize = 20;
const SECONDS: f64 = 0.020;
const MEBIBYTES: u64 = 400;
const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];

/// The page: the longest register, filtered by a field and sorted by another.
fn address() -> String {
    format!("/registers/{LONGEST}?f.status=enrolled&sort=name")
}

/// A row per size that the city reaches.
pub fn run(ground: &Ground) -> Result<Vec<Row>> {
    let (file, before) = ground.longest()?;
    let all = ground::rows(&file.path)?;
    let mut rows = Vec::new();
    for size in SIZES.map(|size| size.min(all)) {
        if rows.iter().all(|(done, _)| *done != size) {
            rows.push((size, at_size(ground, &file, &before, size)?));
        }
    }
    let mut rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
    rows.extend(scope::run(ground, all.min(1_000_000))?);
    Ok(rows)
}

fn at_size(ground: &Ground, file: &CityFile, before: &[CityFile], size: usize) -> Result<Row> {
    let data = ground.fresh("list")?;
    for other in before {
        shell::quietly(&mut ground.import(other, &data, None))?;
    }
    let part = CityFile {
        path: ground.folder().join("list.csv"),
        ..file.clone()
    };
    ground::head(&file.path, size, &part.path)?;
    shell::quietly(&mut ground.import(&part, &data, None))?;

    let mut serve = ground.jixia(&["serve"]);
    serve.arg("--data").arg(&data);
    let server = Server::start(serve)?;
    for _ in 0..WARMING {
        server.get(&address())?;
    }
    let mut times = Vec::with_capacity(REQUESTS);
    for _ in 0..REQUESTS {
        times.push(server.get(&address())?);
    }
    Ok(Row {
        what: "first page of a filtered, sorted list".into(),
        size: format!("{} rows", count(size as f64)),
        time: Time::Spread(percentile(&mut times, 0.5), percentile(&mut times, 0.99)),
        peak: child::peak_of(&server.child),
        limits: vec![Limit::Seconds(SECONDS), Limit::Mebibytes(MEBIBYTES)],
        ..Row::default()
    })
}
