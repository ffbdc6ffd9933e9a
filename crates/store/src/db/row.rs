//! One row that a query gives, its cells borrowed from the database's own memory.

use jixia_terms::{Day, Instant, Value};
use postgres::types::{FromSql, Type};
use rusqlite::types::ValueRef;

use super::{Cell, ColumnType, parse_day};
use crate::StoreError;

/// One row.
pub(crate) enum Row<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a postgres::Row),
}

/// Microseconds and days from 1970-01-01 to 2000-01-01, from which PostgreSQL counts.
pub(super) const POSTGRES_EPOCH_MICROS: i64 = 946_684_800_000_000;
pub(super) const POSTGRES_EPOCH_DAYS: i32 = 10_957;

struct Raw<'a> {
    ty: Type,
    bytes: &'a [u8],
}

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(
        ty: &Type,
        bytes: &'a [u8],
    ) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self {
            ty: ty.clone(),
            bytes,
        })
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl Row<'_> {
    /// The cell in this column, from 0. An altered table may hold what does not fit: that is an
    /// error.
    pub(crate) fn cell(&self, i: usize, ty: ColumnType) -> Result<Cell<'_>, StoreError> {
        let cell = match self {
            Self::Sqlite(row) => sqlite_cell(row.get_ref(i).map_err(super::sqlite::error)?, ty),
            Self::Postgres(row) => {
                let raw: Option<Raw<'_>> = row.try_get(i).map_err(super::postgres::error)?;
                raw.map_or(Some(Cell::Null), |raw| postgres_cell(&raw))
            }
        };
        cell.ok_or_else(|| {
            StoreError::Database(format!("column {i} holds what is no {}", ty.word()))
        })
    }

    pub(crate) fn value(&self, i: usize, ty: ColumnType) -> Result<Value, StoreError> {
        self.cell(i, ty).map(Cell::to_value)
    }

    pub(crate) fn int(&self, i: usize) -> Result<i64, StoreError> {
        match self.cell(i, ColumnType::Int)? {
            Cell::Int(n) => Ok(n),
            _ => Err(StoreError::Database(format!("column {i} is empty"))),
        }
    }

    pub(crate) fn opt_int(&self, i: usize) -> Result<Option<i64>, StoreError> {
        match self.cell(i, ColumnType::Int)? {
            Cell::Int(n) => Ok(Some(n)),
            _ => Ok(None),
        }
    }

    pub(crate) fn count(&self, i: usize) -> Result<u64, StoreError> {
        Ok(u64::try_from(self.int(i)?).unwrap_or(0))
    }

    pub(crate) fn opt_text(&self, i: usize) -> Result<Option<String>, StoreError> {
        match self.cell(i, ColumnType::Text)? {
            Cell::Text(text) => Ok(Some(text.to_owned())),
            _ => Ok(None),
        }
    }

    pub(crate) fn text(&self, i: usize) -> Result<String, StoreError> {
        self.opt_text(i).map(Option::unwrap_or_default)
    }

    /// A hash of 32 bytes; what is none reads as zeros, which no row hashes to.
    pub(crate) fn hash(&self, i: usize) -> Result<[u8; 32], StoreError> {
        match self.cell(i, ColumnType::Bytes)? {
            Cell::Bytes(bytes) => Ok(bytes.try_into().unwrap_or([0; 32])),
            _ => Ok([0; 32]),
        }
    }
}

fn sqlite_cell(value: ValueRef<'_>, ty: ColumnType) -> Option<Cell<'_>> {
    Some(match (value, ty) {
        (ValueRef::Null, _) => Cell::Null,
        (ValueRef::Integer(n), ColumnType::Int) => Cell::Int(n),
        (ValueRef::Integer(n), ColumnType::Bool) => Cell::Bool(n != 0),
        (ValueRef::Integer(n), ColumnType::Instant) => Cell::Instant(Instant::from_micros(n)?),
        (ValueRef::Real(x), ColumnType::Real) => Cell::Real(x),
        (ValueRef::Text(bytes), ColumnType::Text) => Cell::Text(std::str::from_utf8(bytes).ok()?),
        (ValueRef::Text(bytes), ColumnType::Day) => {
            Cell::Day(parse_day(std::str::from_utf8(bytes).ok()?)?)
        }
        (ValueRef::Blob(bytes), ColumnType::Bytes) => Cell::Bytes(bytes),
        _ => return None,
    })
}

fn postgres_cell<'a>(raw: &Raw<'a>) -> Option<Cell<'a>> {
    let bytes = raw.bytes;
    Some(match raw.ty {
        Type::INT8 => Cell::Int(i64::from_be_bytes(bytes.try_into().ok()?)),
        Type::INT4 => Cell::Int(i64::from(i32::from_be_bytes(bytes.try_into().ok()?))),
        Type::FLOAT8 => Cell::Real(f64::from_be_bytes(bytes.try_into().ok()?)),
        Type::BOOL => Cell::Bool(bytes != [0]),
        Type::DATE => {
            let days = i32::from_be_bytes(bytes.try_into().ok()?);
            Cell::Day(Day::from_days(days.checked_add(POSTGRES_EPOCH_DAYS)?)?)
        }
        Type::TIMESTAMPTZ => {
            let micros = i64::from_be_bytes(bytes.try_into().ok()?);
            Cell::Instant(Instant::from_micros(
                micros.checked_add(POSTGRES_EPOCH_MICROS)?,
            )?)
        }
        Type::TEXT | Type::VARCHAR | Type::NAME => Cell::Text(std::str::from_utf8(bytes).ok()?),
        Type::BYTEA => Cell::Bytes(bytes),
        _ => return None,
    })
}
