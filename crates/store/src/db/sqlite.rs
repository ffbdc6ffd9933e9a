//! SQLite: opening, binding, bulk inserts, and its errors in our words.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, Statement, ToSql};

use super::{Batch, Cell, day_text};
use crate::StoreError;
use crate::db::pool::WAIT_S;

/// Pages of cache, in KiB (SQLite wants it negative).
pub(super) const CACHE_KIB: i32 = -16_384;

/// Opens the file and sets what every connection needs.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    let unreachable = |reason: String| StoreError::Unreachable {
        place: path.display().to_string(),
        reason,
    };
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(|error| unreachable(error.to_string()))?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let set = || {
        let conn = set_up(path, flags)?;
        conn.execute_batch("PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864")?;
        write_ahead(&conn)?;
        Ok(conn)
    };
    set().map_err(|failure: rusqlite::Error| match error(failure) {
        StoreError::Database(reason) => unreachable(reason),
        other => other,
    })
}

/// Makes the file, where there is none, for its owner alone.
pub(super) fn make_private(path: &Path) -> Result<(), StoreError> {
    let make = || {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut options = std::fs::OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path).map(drop)
    };
    make().map_err(|error| StoreError::File {
        path: path.display().to_string(),
        error,
    })
}

/// Opens a file that is there, on a place on which nothing may be written if need be.
pub(super) fn open_to_read(path: &Path) -> Result<Connection, StoreError> {
    // SQLite opens what may not be written for reading alone.
    let open = |path: &Path, flags| {
        let conn = set_up(path, flags)?;
        conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Ok(conn)
    };
    open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
        .or_else(|failure: rusqlite::Error| {
            // Beside a file with a write-ahead log SQLite must make another, unless it is told
            // that nobody writes: so it is where nobody can, and nothing waits in the log.
            let log = PathBuf::from(format!("{}-wal", path.display()));
            if is_busy(&failure) || log.metadata().is_ok_and(|log| log.len() > 0) {
                return Err(failure);
            }
            let uri = PathBuf::from(format!("file:{}?immutable=1", escaped(path)));
            open(
                &uri,
                OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI,
            )
        })
        .map_err(|failure| match error(failure) {
            StoreError::Database(reason) => StoreError::Unreachable {
                place: path.display().to_string(),
                reason,
            },
            other => other,
        })
}

fn escaped(path: &Path) -> String {
    let path = path.display().to_string();
    path.replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23")
}

/// What every connection needs.
fn set_up(path: &Path, flags: OpenFlags) -> Result<Connection, rusqlite::Error> {
    let conn = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.busy_timeout(Duration::from_secs(WAIT_S))?;
    conn.set_prepared_statement_cache_capacity(128);
    conn.execute_batch(&format!(
        "PRAGMA foreign_keys = OFF; PRAGMA cache_size = {CACHE_KIB}; PRAGMA trusted_schema = OFF;"
    ))?;
    Ok(conn)
}

/// Sets the write-ahead log, for which SQLite itself does not wait when another process does the
/// same.
fn write_ahead(conn: &Connection) -> Result<(), rusqlite::Error> {
    let until = Instant::now() + Duration::from_secs(WAIT_S);
    loop {
        let set = || {
            let mode: String = conn.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
            if mode != "wal" {
                conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
            }
            Ok(())
        };
        match set() {
            Err(failure) if is_busy(&failure) && Instant::now() < until => {
                std::thread::sleep(Duration::from_millis(10));
            }
            other => return other,
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
    )
}

/// An error of SQLite in our words.
pub(crate) fn error(error: rusqlite::Error) -> StoreError {
    if is_busy(&error) {
        return StoreError::Busy { waited_s: WAIT_S };
    }
    StoreError::Database(error.to_string())
}

/// Binds values to a statement, from its first placeholder on.
pub(super) fn bind<'a>(
    statement: &mut Statement<'_>,
    cells: impl Iterator<Item = Cell<'a>>,
) -> Result<(), rusqlite::Error> {
    for (i, cell) in cells.enumerate() {
        bind_one(statement, i + 1, cell)?;
    }
    Ok(())
}

fn bind_one(
    statement: &mut Statement<'_>,
    i: usize,
    cell: Cell<'_>,
) -> Result<(), rusqlite::Error> {
    match cell {
        Cell::Day(day) => statement.raw_bind_parameter(i, day_text(day).as_str()),
        other => statement.raw_bind_parameter(i, Bound(other)),
    }
}

struct Bound<'a>(Cell<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Cell::Null | Cell::Day(_) => ValueRef::Null,
            Cell::Int(n) => ValueRef::Integer(n),
            Cell::Real(x) => ValueRef::Real(x),
            Cell::Bool(yes) => ValueRef::Integer(i64::from(yes)),
            Cell::Instant(at) => ValueRef::Integer(at.micros()),
            Cell::Text(text) => ValueRef::Text(text.as_bytes()),
            Cell::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// A bulk load: one prepared insert, run for every row.
pub(crate) struct SqliteBulk<'c> {
    statement: Statement<'c>,
    width: usize,
}

impl<'c> SqliteBulk<'c> {
    pub(super) fn begin(
        conn: &'c Connection,
        table: &str,
        width: usize,
    ) -> Result<Self, StoreError> {
        let places: Vec<_> = (1..=width).map(|i| format!("?{i}")).collect();
        let sql = format!("INSERT INTO {table} VALUES ({})", places.join(","));
        Ok(Self {
            statement: conn.prepare(&sql).map_err(error)?,
            width,
        })
    }

    pub(super) fn write(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut cells = batch.cells();
        for _ in 0..batch.rows() {
            for i in 1..=self.width {
                let cell = cells.next().unwrap_or(Cell::Null);
                bind_one(&mut self.statement, i, cell).map_err(error)?;
            }
            self.statement.raw_execute().map_err(error)?;
        }
        Ok(())
    }
}
