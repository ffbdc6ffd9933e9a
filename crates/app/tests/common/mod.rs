//! Authorities of their own for tests, on SQLite and on PostgreSQL.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use jixia_app::AppOptions;

static NEXT: AtomicU64 = AtomicU64::new(0);

/// Runs `whole` on a database of each kind, with a folder of data.
pub fn on_both(whole: impl Fn(&AppOptions)) {
    let folder = tempfile::tempdir().unwrap();
    let mut options = AppOptions {
        data: folder.path().join("sqlite"),
        ..AppOptions::default()
    };
    whole(&options);
    let server = std::env::var("JIXIA_TEST_POSTGRES")
        .expect("set JIXIA_TEST_POSTGRES to a server's URL, as cargo xtask test does");
    let name = format!(
        "jixia_app_{}_{}",
        std::process::id(),
        NEXT.fetch_add(1, Relaxed)
    );
    let mut client = postgres::Client::connect(&server, postgres::NoTls).unwrap();
    client
        .batch_execute(&format!(
            "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"
        ))
        .unwrap();
    options.data = folder.path().join("postgres");
    options.database = Some(format!("{}/{name}", server.rsplit_once('/').unwrap().0));
    whole(&options);
    client
        .batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"))
        .unwrap();
}
