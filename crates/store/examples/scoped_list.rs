//! Measures the first page of a filtered, sorted list as readers of several scopes get it.
//!
//! `scoped_list PLACE ROWS` makes up members of 3,333 units at PLACE (a folder, or the URL of an
//! empty PostgreSQL database) and prints a line for each scope: name, median and 99th percentile in
//! seconds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant as Clock;

use jixia_pack::{Packs, RowScope, ScopedRows, SourceFile};
use jixia_store::{
    Act, Filter, ImportOptions, ListQuery, Location, RawRow, ReadScope, RowSource, SchemaPolicy,
    Sort, SourceError, SourceInfo, Store, When,
};
use jixia_terms::{Instant, Value};

const UNITS: usize = 3_333;
const ROUNDS: usize = 300;
const WARMING: usize = 20;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(place), Some(rows)) = (arguments.next(), arguments.next()) else {
        return Err("say where, and how many rows".into());
    };
    let location = if place.contains("://") {
        Location::Postgres(place)
    } else {
        Location::Sqlite(Path::new(&place).join("records.sqlite"))
    };
    let store = Store::open(&location, Arc::new(packs()?), SchemaPolicy::Widen)?;
    let rows = rows.parse()?;
    import(
        &store,
        "unit",
        &["单位代码", "名称", "层级"],
        UNITS,
        |n, _| vec![unit(n), format!("单位{n}"), "place".to_owned()],
    )?;
    let headers = ["编号", "姓名", "单位", "颜色"];
    import(&store, "member", &headers, rows, |n, chance| {
        let name = format!(
            "{}{}",
            ["王", "李", "张", "刘"][chance % 4],
            chance / 4 % 5_000
        );
        let colour = ["红", "蓝"][usize::from(chance / 7 % 10 == 0)];
        vec![
            format!("M{n:08}"),
            name,
            unit(chance / 11 % UNITS),
            colour.to_owned(),
        ]
    })?;
    measure(&store)
}

fn unit(n: usize) -> String {
    format!("U{n:04}")
}

fn packs() -> Result<Packs, Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/test");
    let mut files = Vec::new();
    for folder in ["", "codes", "registers"] {
        for entry in std::fs::read_dir(root.join(folder))? {
            let path = entry?.path();
            if path.is_file() {
                let name = path.strip_prefix(&root)?.to_string_lossy().into_owned();
                files.push(SourceFile {
                    path: format!("packs/test/{name}"),
                    text: std::fs::read_to_string(&path)?,
                });
            }
        }
    }
    let first = |faults: Vec<jixia_pack::Fault>| faults.first().map(ToString::to_string);
    Packs::read(&files).map_err(|faults| first(faults).unwrap_or_default().into())
}

/// Rows that are made as they are read: from their number and a number that seems random.
struct MadeUp<F> {
    headers: Vec<String>,
    rows: usize,
    next: usize,
    make: F,
}

impl<F: Fn(usize, usize) -> Vec<String> + Send> RowSource for MadeUp<F> {
    fn info(&self) -> SourceInfo {
        SourceInfo {
            name: "made up".to_owned(),
            format: "rows",
            ..SourceInfo::default()
        }
    }

    fn next(&mut self, row: &mut RawRow) -> Result<bool, SourceError> {
        let cells = match self.next.checked_sub(1) {
            None => self.headers.clone(),
            Some(n) if n == self.rows => return Ok(false),
            Some(n) => {
                let mixed = (n as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                (self.make)(n, (mixed >> 20) as usize)
            }
        };
        self.next += 1;
        row.begin(self.next as u64);
        cells.iter().for_each(|cell| row.push(cell));
        Ok(true)
    }

    fn rewind(&mut self) -> Result<(), SourceError> {
        self.next = 0;
        Ok(())
    }
}

fn import(
    store: &Store,
    register: &str,
    headers: &[&str],
    rows: usize,
    make: impl Fn(usize, usize) -> Vec<String> + Send,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut source = MadeUp {
        headers: headers.iter().map(|header| (*header).to_owned()).collect(),
        rows,
        next: 0,
        make,
    };
    let act = Act {
        actor: "bench".to_owned(),
        at: When::At(Instant::from_micros(1_788_000_000_000_000).ok_or("no such instant")?),
        name: "import".to_owned(),
        reason: None,
    };
    let options = ImportOptions::default();
    store.import(&act, register, &mut source, &options, &mut |_| {})?;
    Ok(())
}

/// Asks in turn, so that whatever else the machine does falls on all alike.
fn measure(store: &Store) -> Result<(), Box<dyn std::error::Error>> {
    let of = |units: std::ops::Range<usize>| {
        RowScope::Some(ScopedRows {
            owners: units.map(unit).collect::<BTreeSet<_>>(),
            ..ScopedRows::default()
        })
    };
    let scopes = [
        ("unscoped", None),
        ("one unit", Some(of(7..8))),
        ("300 units", Some(of(400..700))),
        ("the whole tree", Some(RowScope::All)),
    ];
    let query = ListQuery {
        filters: vec![Filter::equal("colour", Value::Text("r".to_owned()))],
        sort: Some(Sort {
            field: "name".to_owned(),
            descending: false,
        }),
        ..ListQuery::new("member")
    };
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); scopes.len()];
    for round in 0..WARMING + ROUNDS {
        for ((_, scope), times) in scopes.iter().zip(&mut times) {
            let began = Clock::now();
            let page = match scope {
                None => store.list(&query)?,
                Some(rows) => {
                    let seen = ReadScope {
                        rows: rows.clone(),
                        shown: BTreeMap::new(),
                    };
                    store.within("member", &seen)?.list(&query)?
                }
            };
            if page.rows.is_empty() {
                return Err("a page without rows measures nothing".into());
            }
            if round >= WARMING {
                times.push(began.elapsed().as_secs_f64());
            }
        }
    }
    for ((name, _), mut times) in scopes.iter().zip(times) {
        times.sort_by(f64::total_cmp);
        println!(
            "{name}\t{}\t{}",
            times[ROUNDS / 2],
            times[ROUNDS * 99 / 100]
        );
    }
    Ok(())
}
