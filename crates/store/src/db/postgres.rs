//! PostgreSQL: opening, encoding, bulk loads by binary COPY, and its errors in our words.

use std::collections::HashMap;
use std::io::Write;

use postgres::error::SqlState;
use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type};
use postgres::{Client, CopyInWriter, NoTls, Statement};

use super::row::{POSTGRES_EPOCH_DAYS, POSTGRES_EPOCH_MICROS};
use super::{Batch, Cell, ColumnType};
use crate::db::pool::WAIT_S;
use crate::{Location, StoreError};

/// A connection with the statements that it has prepared.
pub(crate) struct Session {
    pub(super) client: Client,
    prepared: HashMap<String, Statement>,
}

const PREPARED_MAX: usize = 200;

impl Session {
    pub(super) fn open(url: &str) -> Result<Self, StoreError> {
        let connect = || {
            let mut client = Client::connect(url, NoTls)?;
            client.batch_execute(&format!(
                "SET synchronous_commit = on; SET lock_timeout = '{WAIT_S}s'; SET TimeZone = 'UTC';
                 SET client_min_messages = warning; SET plan_cache_mode = force_custom_plan;
                 SET jit = off; SET application_name = 'jixia'"
            ))?;
            Ok(client)
        };
        connect()
            .map(|client| Self {
                client,
                prepared: HashMap::new(),
            })
            .map_err(|error: postgres::Error| StoreError::Unreachable {
                place: Location::Postgres(url.to_owned()).to_string(),
                reason: reason(&error),
            })
    }

    pub(super) fn prepare(&mut self, sql: &str) -> Result<Statement, postgres::Error> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(&sql.replace('?', "$"))?;
        if self.prepared.len() >= PREPARED_MAX {
            self.prepared.clear();
        }
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

/// An error of PostgreSQL in our words.
pub(crate) fn error(error: postgres::Error) -> StoreError {
    let lost = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
    ];
    match error.code() {
        Some(code) if *code == SqlState::LOCK_NOT_AVAILABLE => {
            StoreError::Busy { waited_s: WAIT_S }
        }
        Some(code) if !lost.contains(code) => StoreError::Database(reason(&error)),
        _ => StoreError::Lost {
            in_doubt: false,
            reason: reason(&error),
        },
    }
}

/// What the server said, without the detail, in which values of rows may stand.
fn reason(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(said) => format!("{} ({})", said.message(), said.code().code()),
        None => {
            let source = std::error::Error::source(error);
            source.map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
        }
    }
}

type Encoded = Result<IsNull, Box<dyn std::error::Error + Sync + Send>>;

impl ToSql for Cell<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Encoded {
        let mut bytes = Vec::new();
        let target = match *ty {
            Type::FLOAT8 => ColumnType::Real,
            Type::TEXT | Type::VARCHAR | Type::NAME => ColumnType::Text,
            _ => ColumnType::Int,
        };
        if *ty == Type::INT4 {
            let Cell::Int(n) = *self else {
                return Err("a whole number was expected".into());
            };
            out.extend_from_slice(&i32::try_from(n)?.to_be_bytes());
            return Ok(IsNull::No);
        }
        if !encode(*self, target, &mut bytes) {
            return Ok(IsNull::Yes);
        }
        out.extend_from_slice(&bytes);
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}

/// The value as PostgreSQL's binary form has it; false for NULL.
fn encode(cell: Cell<'_>, target: ColumnType, out: &mut Vec<u8>) -> bool {
    match cell {
        Cell::Null => return false,
        Cell::Int(n) if target == ColumnType::Real => {
            #[expect(
                clippy::cast_precision_loss,
                reason = "a whole number in a column of numbers"
            )]
            out.extend_from_slice(&(n as f64).to_be_bytes());
        }
        Cell::Int(n) if target == ColumnType::Text => {
            out.extend_from_slice(n.to_string().as_bytes())
        }
        Cell::Int(n) => out.extend_from_slice(&n.to_be_bytes()),
        Cell::Real(x) => out.extend_from_slice(&x.to_be_bytes()),
        Cell::Bool(yes) => out.push(u8::from(yes)),
        Cell::Day(day) => {
            out.extend_from_slice(&(day.days() - POSTGRES_EPOCH_DAYS).to_be_bytes());
        }
        Cell::Instant(at) => {
            out.extend_from_slice(&(at.micros() - POSTGRES_EPOCH_MICROS).to_be_bytes());
        }
        Cell::Text(text) => out.extend_from_slice(text.as_bytes()),
        Cell::Bytes(bytes) => out.extend_from_slice(bytes),
    }
    true
}

/// A bulk load by binary COPY.
pub(crate) struct PostgresBulk<'c> {
    writer: CopyInWriter<'c>,
    types: Vec<ColumnType>,
    buffer: Vec<u8>,
}

impl<'c> PostgresBulk<'c> {
    pub(super) fn begin(
        session: &'c mut Session,
        table: &str,
        types: &[ColumnType],
    ) -> Result<Self, StoreError> {
        let sql = format!("COPY {table} FROM STDIN BINARY");
        let writer = session.client.copy_in(&sql).map_err(error)?;
        // Signature, no flags, no extension: the header of the binary format of COPY.
        let buffer = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0".to_vec();
        Ok(Self {
            writer,
            types: types.to_vec(),
            buffer,
        })
    }

    pub(super) fn write(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut cells = batch.cells();
        let width = i16::try_from(self.types.len())
            .unwrap_or(i16::MAX)
            .to_be_bytes();
        for _ in 0..batch.rows() {
            self.buffer.extend_from_slice(&width);
            for ty in &self.types {
                let start = self.buffer.len();
                self.buffer.extend_from_slice(&(-1_i32).to_be_bytes());
                let cell = cells.next().unwrap_or(Cell::Null);
                if encode(cell, *ty, &mut self.buffer) {
                    let length = self.buffer.len() - start - 4;
                    let length = i32::try_from(length).unwrap_or(i32::MAX).to_be_bytes();
                    if let Some(place) = self.buffer.get_mut(start..start + 4) {
                        place.copy_from_slice(&length);
                    }
                }
            }
        }
        self.flush()
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        self.writer.write_all(&self.buffer).map_err(broken)?;
        self.buffer.clear();
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<(), StoreError> {
        self.buffer.extend_from_slice(&(-1_i16).to_be_bytes());
        self.flush()?;
        self.writer.finish().map(drop).map_err(error)
    }
}

fn broken(failure: std::io::Error) -> StoreError {
    match failure.downcast::<postgres::Error>() {
        Ok(failure) => error(failure),
        Err(failure) => StoreError::Lost {
            in_doubt: false,
            reason: failure.to_string(),
        },
    }
}
