//! The driver layer: one way to run SQL, read rows and load in bulk, on SQLite and on PostgreSQL.
//!
//! SQL is written once, with `?1`, `?2` … for values; what differs between the two stands in
//! `dialect`.

mod cell;
mod conn;
mod dialect;
mod pool;
mod postgres;
mod row;
mod sqlite;

pub(crate) use cell::{Batch, Cell, ColumnType, day_text, parse_day};
pub(crate) use conn::{Access, Conn};
pub(crate) use dialect::{Dialect, quote};
pub(crate) use pool::Pool;
pub(crate) use row::Row;
