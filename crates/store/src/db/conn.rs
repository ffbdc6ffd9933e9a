//! One connection to either database.

use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;

use super::postgres::{PostgresBulk, Session};
use super::sqlite::SqliteBulk;
use super::{Batch, Cell, ColumnType, Dialect, Row};
use crate::{Location, StoreError};

/// One connection. It knows whether it is inside a transaction, so that none is ever handed on.
pub(crate) struct Conn {
    side: Side,
    within: bool,
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Only to read: it is enough that the file or the tables may be read.
    Read,
    Write,
}

enum Side {
    Sqlite(rusqlite::Connection),
    Postgres(Box<Session>),
}

/// What is done with each row; false ends the query early.
pub(crate) type Each<'e> = &'e mut dyn FnMut(&Row<'_>) -> Result<bool, StoreError>;

impl Conn {
    pub(crate) fn open(location: &Location, access: Access) -> Result<Self, StoreError> {
        let side = match location {
            Location::Sqlite(path) if access == Access::Read => {
                Side::Sqlite(super::sqlite::open_to_read(path)?)
            }
            Location::Sqlite(path) => Side::Sqlite(super::sqlite::open(path)?),
            Location::Postgres(url) => Side::Postgres(Box::new(Session::open(url)?)),
        };
        let mut conn = Self {
            side,
            within: false,
        };
        if access == Access::Read {
            conn.batch(conn.dialect().only_read())?;
        }
        Ok(conn)
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self.side {
            Side::Sqlite(_) => Dialect::Sqlite,
            Side::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Whether it may be used for the next act or read.
    pub(super) fn is_clean(&self) -> bool {
        let closed = match &self.side {
            Side::Sqlite(_) => false,
            Side::Postgres(session) => session.client.is_closed(),
        };
        !self.within && !closed
    }

    /// Runs statements without values.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        match &mut self.side {
            Side::Sqlite(conn) => conn.execute_batch(sql).map_err(super::sqlite::error),
            Side::Postgres(session) => session
                .client
                .batch_execute(sql)
                .map_err(super::postgres::error),
        }
    }

    pub(crate) fn begin(&mut self, statements: &[&str]) -> Result<(), StoreError> {
        self.within = true;
        for statement in statements {
            if let Err(error) = self.batch(statement) {
                // A lock that could not be had leaves an open transaction behind on PostgreSQL.
                self.rollback();
                return Err(error);
            }
        }
        Ok(())
    }

    /// Records what was done. When the connection breaks here, nobody knows whether it was.
    pub(crate) fn commit(&mut self) -> Result<(), StoreError> {
        match self.batch("COMMIT") {
            Ok(()) => {
                self.within = false;
                Ok(())
            }
            Err(StoreError::Lost { reason, .. }) => Err(StoreError::Lost {
                in_doubt: true,
                reason,
            }),
            Err(error) => {
                self.rollback();
                Err(error)
            }
        }
    }

    /// Undoes what was done. When even that fails, the connection is not used again.
    pub(crate) fn rollback(&mut self) {
        let nothing_open = match &self.side {
            Side::Sqlite(conn) => conn.is_autocommit(),
            Side::Postgres(_) => false,
        };
        if nothing_open || self.batch("ROLLBACK").is_ok() {
            self.within = false;
        }
    }

    /// Ends a transaction that nobody ended: a read that is over, an act that failed.
    pub(crate) fn end(&mut self) {
        if self.within {
            self.rollback();
        }
    }

    /// Runs one statement; gives how many rows it changed.
    pub(crate) fn execute(&mut self, sql: &str, cells: &[Cell<'_>]) -> Result<u64, StoreError> {
        match &mut self.side {
            Side::Sqlite(conn) => {
                let run = || {
                    let mut statement = conn.prepare_cached(sql)?;
                    super::sqlite::bind(&mut statement, cells.iter().copied())?;
                    statement.raw_execute()
                };
                run().map(|rows| rows as u64).map_err(super::sqlite::error)
            }
            Side::Postgres(session) => {
                let mut run = || {
                    let statement = session.prepare(sql)?;
                    let cells: Vec<&(dyn ToSql + Sync)> =
                        cells.iter().map(|cell| cell as _).collect();
                    session.client.execute(&statement, &cells)
                };
                run().map_err(super::postgres::error)
            }
        }
    }

    /// Runs a query and hands on its rows one at a time.
    pub(crate) fn query(
        &mut self,
        sql: &str,
        cells: &[Cell<'_>],
        each: Each<'_>,
    ) -> Result<(), StoreError> {
        match &mut self.side {
            Side::Sqlite(conn) => {
                let mut statement = conn.prepare_cached(sql).map_err(super::sqlite::error)?;
                super::sqlite::bind(&mut statement, cells.iter().copied())
                    .map_err(super::sqlite::error)?;
                let mut rows = statement.raw_query();
                while let Some(row) = rows.next().map_err(super::sqlite::error)? {
                    if !each(&Row::Sqlite(row))? {
                        break;
                    }
                }
                Ok(())
            }
            Side::Postgres(session) => {
                let statement = session.prepare(sql).map_err(super::postgres::error)?;
                let mut rows = session
                    .client
                    .query_raw(&statement, cells)
                    .map_err(super::postgres::error)?;
                while let Some(row) = rows.next().map_err(super::postgres::error)? {
                    if !each(&Row::Postgres(&row))? {
                        break;
                    }
                }
                Ok(())
            }
        }
    }

    /// What `map` makes of the first row, if there is one.
    pub(crate) fn first<T>(
        &mut self,
        sql: &str,
        cells: &[Cell<'_>],
        map: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut map = Some(map);
        let mut found = None;
        self.query(sql, cells, &mut |row| {
            if let Some(map) = map.take() {
                found = Some(map(row)?);
            }
            Ok(false)
        })?;
        Ok(found)
    }

    /// What `map` makes of every row. Only for results that are known to be small.
    pub(crate) fn all<T>(
        &mut self,
        sql: &str,
        cells: &[Cell<'_>],
        map: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        self.query(sql, cells, &mut |row| {
            found.push(map(row)?);
            Ok(true)
        })?;
        Ok(found)
    }

    /// The number that a query gives, 0 when it gives none.
    pub(crate) fn number(&mut self, sql: &str, cells: &[Cell<'_>]) -> Result<i64, StoreError> {
        let found = self.first(sql, cells, |row| row.opt_int(0))?;
        Ok(found.flatten().unwrap_or(0))
    }

    /// Runs statements that make indexes of many rows.
    pub(crate) fn make_indexes<'s>(
        &mut self,
        statements: impl IntoIterator<Item = &'s str>,
    ) -> Result<(), StoreError> {
        let [before, after] = self.dialect().around_indexes();
        self.batch(before)?;
        for sql in statements {
            self.batch(sql)?;
        }
        self.batch(after)
    }

    /// Begins to load rows into all columns of a table, in their order.
    pub(crate) fn bulk(
        &mut self,
        table: &str,
        types: &[ColumnType],
    ) -> Result<Bulk<'_>, StoreError> {
        Ok(match &mut self.side {
            Side::Sqlite(conn) => Bulk::Sqlite(SqliteBulk::begin(conn, table, types.len())?),
            Side::Postgres(session) => Bulk::Postgres(PostgresBulk::begin(session, table, types)?),
        })
    }
}

/// A bulk load under way.
pub(crate) enum Bulk<'c> {
    Sqlite(SqliteBulk<'c>),
    Postgres(PostgresBulk<'c>),
}

impl Bulk<'_> {
    pub(crate) fn write(&mut self, batch: &Batch) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(bulk) => bulk.write(batch),
            Self::Postgres(bulk) => bulk.write(batch),
        }
    }

    /// Ends the load. Without it, nothing may be taken as loaded.
    pub(crate) fn finish(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(bulk) => bulk.finish(),
        }
    }
}
