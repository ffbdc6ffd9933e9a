//! Small things that are kept beside the registers and in no journal: secrets, sessions, counts of
//! attempts.
//!
//! INVARIANT: nothing here waits for an act. An import may hold the registers for minutes, and
//! people sign in meanwhile; hence a file of its own beside that of SQLite, and no turn on
//! PostgreSQL. What is kept here is never needed to verify the journal.

use std::sync::{Mutex, PoisonError};

use jixia_terms::Instant;

use crate::db::{Access, Cell, ColumnType, Conn, Dialect, Pool, Row};
use crate::{Location, StoreError};

/// How often a change begins again because another came between.
const TRIES_MAX: usize = 64;

/// A drawer of named texts, by kind. Each may have an instant from which it is no longer there.
pub struct Drawer {
    pool: Pool,
    is_made: Mutex<bool>,
}

impl std::fmt::Debug for Drawer {
    /// Says nothing of what is inside.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Drawer").finish_non_exhaustive()
    }
}

/// One thing in the drawer.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept {
    /// What is kept.
    pub text: String,
    /// The instant from which it is no longer there; none where it stays.
    pub until: Option<Instant>,
}

impl Kept {
    /// Kept until it is taken out.
    pub fn always(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            until: None,
        }
    }

    /// Kept until this instant.
    pub fn until(text: impl Into<String>, until: Instant) -> Self {
        Self {
            text: text.into(),
            until: Some(until),
        }
    }
}

impl Drawer {
    /// The drawer beside the records at this location. Nothing is made before it is first used.
    pub fn beside(records: &Location) -> Self {
        let location = match records {
            Location::Sqlite(path) => Location::Sqlite(path.with_file_name("drawer.sqlite")),
            server @ Location::Postgres(_) => server.clone(),
        };
        Self {
            pool: Pool::new(location, Access::Write),
            is_made: Mutex::new(false),
        }
    }

    /// Runs single statements on the table, made where there is none.
    fn single<T>(
        &self,
        work: impl Fn(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut is_made = self.is_made.lock().unwrap_or_else(PoisonError::into_inner);
        if !*is_made {
            self.pool.make_private()?;
            let sql = table(self.pool.dialect());
            self.pool.single(|conn| conn.batch(&sql))?;
            *is_made = true;
        }
        drop(is_made);
        self.pool.single(work)
    }

    /// What is kept under this name at this instant.
    pub fn get(&self, kind: &str, name: &str, now: Instant) -> Result<Option<Kept>, StoreError> {
        let sql = "SELECT text, until FROM _drawer WHERE kind = ?1 AND name = ?2";
        let found = self.single(|conn| conn.first(sql, &[kind.into(), name.into()], kept))?;
        Ok(found.filter(|kept| kept.until.is_none_or(|until| until > now)))
    }

    /// Everything of a kind at this instant, in order of name. Only for kinds known to be small.
    pub fn all(&self, kind: &str, now: Instant) -> Result<Vec<(String, Kept)>, StoreError> {
        let sql = "SELECT text, until, name FROM _drawer
                   WHERE kind = ?1 AND (until IS NULL OR until > ?2) ORDER BY name";
        self.single(|conn| {
            conn.all(sql, &[kind.into(), now.micros().into()], |row| {
                Ok((row.text(2)?, kept(row)?))
            })
        })
    }

    /// Keeps this under this name, whatever was there.
    pub fn put(&self, kind: &str, name: &str, kept: &Kept) -> Result<(), StoreError> {
        let sql = "INSERT INTO _drawer (kind, name, text, until) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (kind, name)
                   DO UPDATE SET text = excluded.text, until = excluded.until";
        let cells = [kind.into(), name.into(), cell(&kept.text), until(kept)];
        self.single(|conn| conn.execute(sql, &cells)).map(drop)
    }

    /// Keeps this under a name where nothing is; whether it does.
    pub fn put_new(
        &self,
        kind: &str,
        name: &str,
        kept: &Kept,
        now: Instant,
    ) -> Result<bool, StoreError> {
        self.change(kind, name, now, |there| match there {
            Some(there) => (Some(there), false),
            None => (Some(kept.clone()), true),
        })
    }

    /// Takes out what is kept under this name; gives it, so that of two who take it one gets it.
    pub fn take(&self, kind: &str, name: &str, now: Instant) -> Result<Option<Kept>, StoreError> {
        self.change(kind, name, now, |there| (None, there))
    }

    /// Changes what is kept under this name in one step. `change` gets what is there and gives what
    /// shall be there and an answer; it is asked again where another came between.
    pub fn change<T>(
        &self,
        kind: &str,
        name: &str,
        now: Instant,
        mut change: impl FnMut(Option<Kept>) -> (Option<Kept>, T),
    ) -> Result<T, StoreError> {
        for _ in 0..TRIES_MAX {
            let sql = "SELECT text, until FROM _drawer WHERE kind = ?1 AND name = ?2";
            let stored = self.single(|conn| conn.first(sql, &[kind.into(), name.into()], kept))?;
            let there = stored.clone();
            let there = there.filter(|kept| kept.until.is_none_or(|until| until > now));
            let (wanted, answer) = change(there);
            if wanted == stored || self.swap((kind, name), stored.as_ref(), wanted.as_ref())? {
                return Ok(answer);
            }
        }
        Err(StoreError::Busy { waited_s: 0 })
    }

    /// Puts one in the place of the other if that is still there.
    fn swap(
        &self,
        (kind, name): (&str, &str),
        from: Option<&Kept>,
        to: Option<&Kept>,
    ) -> Result<bool, StoreError> {
        let (sql, cells) = match (from, to) {
            (None, None) => return Ok(true),
            (None, Some(to)) => (
                "INSERT INTO _drawer (kind, name, text, until) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (kind, name) DO NOTHING",
                vec![kind.into(), name.into(), cell(&to.text), until(to)],
            ),
            (Some(from), None) => (
                "DELETE FROM _drawer WHERE kind = ?1 AND name = ?2 AND text = ?3",
                vec![kind.into(), name.into(), cell(&from.text)],
            ),
            (Some(from), Some(to)) => (
                "UPDATE _drawer SET text = ?4, until = ?5
                 WHERE kind = ?1 AND name = ?2 AND text = ?3",
                vec![
                    kind.into(),
                    name.into(),
                    cell(&from.text),
                    cell(&to.text),
                    until(to),
                ],
            ),
        };
        Ok(self.single(|conn| conn.execute(sql, &cells))? == 1)
    }

    /// Throws out what is no longer there at this instant; gives how much it was.
    pub fn sweep(&self, now: Instant) -> Result<u64, StoreError> {
        let sql = "DELETE FROM _drawer WHERE until <= ?1";
        let cells = [now.micros().into()];
        self.single(|conn| conn.execute(sql, &cells))
    }
}

fn table(dialect: Dialect) -> String {
    let text = dialect.column_type(ColumnType::Text);
    let int = dialect.column_type(ColumnType::Int);
    let end = dialect.table_suffix();
    format!(
        "CREATE TABLE IF NOT EXISTS _drawer (
            kind {text} NOT NULL, name {text} NOT NULL, text {text} NOT NULL, until {int},
            PRIMARY KEY (kind, name)
        ){end};
        CREATE INDEX IF NOT EXISTS _drawer_until ON _drawer (until)"
    )
}

fn cell(text: &str) -> Cell<'_> {
    Cell::Text(text)
}

fn until(kept: &Kept) -> Cell<'static> {
    kept.until
        .map_or(Cell::Null, |until| Cell::Int(until.micros()))
}

fn kept(row: &Row<'_>) -> Result<Kept, StoreError> {
    Ok(Kept {
        text: row.text(0)?,
        until: row.opt_int(1)?.and_then(Instant::from_micros),
    })
}
