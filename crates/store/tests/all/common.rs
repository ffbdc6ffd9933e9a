//! Databases of their own for tests, on SQLite and on PostgreSQL, and the registers they keep.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jixia_pack::{Packs, SourceFile};
use jixia_store::{Act, Location, SchemaPolicy, Store, Values, When};
use jixia_terms::{Instant, Value};

/// Runs a test on both databases, as two tests.
#[macro_export]
macro_rules! on_both {
    ($(#[$meta:meta])* $name:ident, $db:ident, $body:block) => {
        mod $name {
            use super::*;

            fn whole_test($db: &$crate::common::Db) $body

            $(#[$meta])*
            #[test]
            fn sqlite() {
                whole_test(&$crate::common::Db::sqlite());
            }

            $(#[$meta])*
            #[test]
            fn postgres() {
                whole_test(&$crate::common::Db::postgres());
            }
        }
    };
}

/// One database, gone when this is dropped.
pub struct Db {
    pub location: Location,
    folder: tempfile::TempDir,
    server: Option<(String, String)>,
}

static NEXT: AtomicU64 = AtomicU64::new(0);

/// The server on which tests may make databases.
pub fn server() -> String {
    std::env::var("JIXIA_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!("set JIXIA_TEST_POSTGRES to the URL of a PostgreSQL server on which tests may create databases (cargo xtask test does)")
    })
}

impl Db {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(folder.path().join("records.sqlite"));
        Self {
            location,
            folder,
            server: None,
        }
    }

    pub fn postgres() -> Self {
        let server = server();
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("jixia_test_{}_{n}", std::process::id());
        let mut client =
            postgres::Client::connect(&server, postgres::NoTls).expect("JIXIA_TEST_POSTGRES");
        client
            .batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            .unwrap();
        client
            .batch_execute(&format!(
                "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"
            ))
            .unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        let location = Location::Postgres(format!("{base}/{name}"));
        Self {
            location,
            folder: tempfile::tempdir().unwrap(),
            server: Some((server, name)),
        }
    }

    /// A folder of its own for files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub fn open(&self) -> Store {
        self.open_with(packs(&[]))
    }

    pub fn open_with(&self, packs: Packs) -> Store {
        Store::open(&self.location, Arc::new(packs), SchemaPolicy::Widen).unwrap()
    }

    /// The indexes of all tables, by name.
    pub fn indexes(&self) -> Vec<String> {
        match &self.location {
            Location::Sqlite(path) => {
                let conn = rusqlite::Connection::open(path).unwrap();
                let sql = "SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY name";
                let mut found = conn.prepare(sql).unwrap();
                let names = found.query_map([], |row| row.get(0)).unwrap();
                names.collect::<Result<_, _>>().unwrap()
            }
            Location::Postgres(url) => {
                let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
                let sql = "SELECT indexname::text FROM pg_indexes
                           WHERE schemaname = current_schema() ORDER BY indexname";
                let rows = client.query(sql, &[]).unwrap();
                rows.iter().map(|row| row.get(0)).collect()
            }
        }
    }

    /// Runs SQL behind the store's back.
    pub fn sql(&self, sql: &str) {
        match &self.location {
            Location::Sqlite(path) => {
                rusqlite::Connection::open(path)
                    .unwrap()
                    .execute_batch(sql)
                    .unwrap();
            }
            Location::Postgres(url) => {
                let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
                client.batch_execute(sql).unwrap();
            }
        }
    }
}

impl Drop for Db {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.server
            && let Ok(mut client) = postgres::Client::connect(server, postgres::NoTls)
        {
            let _ = client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// The test packs, some files replaced or added (`registers/unit.toml`); an empty text takes one
/// away.
pub fn packs(changes: &[(&str, &str)]) -> Packs {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/test");
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for folder in ["", "codes", "registers"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path
                    .strip_prefix(&root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                files.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    for (name, text) in changes {
        files.insert((*name).to_owned(), (*text).to_owned());
    }
    files.retain(|_, text| !text.is_empty());
    let files: Vec<_> = files
        .into_iter()
        .map(|(name, text)| SourceFile {
            path: format!("packs/test/{name}"),
            text,
        })
        .collect();
    Packs::read(&files).unwrap_or_else(|faults| {
        panic!(
            "{:#?}",
            faults.iter().map(ToString::to_string).collect::<Vec<_>>()
        )
    })
}

/// A text of the test packs.
pub fn pack_text(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/test");
    std::fs::read_to_string(root.join(name)).unwrap()
}

/// An act at this second.
pub fn act(second: i64, name: &str) -> Act {
    Act {
        actor: "王芳".to_owned(),
        at: When::At(at(second)),
        name: name.to_owned(),
        reason: None,
    }
}

/// An instant in 2026.
pub fn at(second: i64) -> Instant {
    Instant::from_micros(1_788_000_000_000_000 + second * 1_000_000).unwrap()
}

pub fn values<const N: usize>(values: [(&str, Value); N]) -> Values {
    values
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

pub fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A unit's values.
pub fn unit(code: &str, parent: Option<&str>) -> Values {
    values([
        ("code", text(code)),
        ("name", text(&format!("单位{code}"))),
        ("level", text("place")),
        ("parent", parent.map_or(Value::Null, text)),
    ])
}

/// A member's values.
pub fn member(number: &str, unit: &str) -> Values {
    values([
        ("number", text(number)),
        ("name", text(&format!("成员{number}"))),
        ("unit", text(unit)),
    ])
}

/// The field of a record by name.
pub fn get(store: &Store, register: &str, record: &jixia_store::Record, field: &str) -> Value {
    let register = &store.packs().registers[register];
    let place = register
        .stored()
        .position(|stored| stored.name == field)
        .unwrap();
    record.values[place].clone()
}
