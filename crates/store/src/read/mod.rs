//! Reading records: one, all, as they stand or as they stood.

mod condition;
mod list;
mod lister;
mod sql;

use std::collections::BTreeSet;

use jixia_terms::{Instant, Value};

use crate::db::{Cell, Conn, Row};
use crate::journal;
use crate::table::{Table, Tables};
use crate::{Record, RecordId, StoreError, Version};

pub(crate) use list::list;
pub(crate) use sql::Sql;

/// Which state of the registers is read: the present, or that after the act of this number.
pub(crate) type AsOf = Option<u64>;

/// The state after the last act that is not later than the instant.
pub(crate) fn as_of(conn: &mut Conn, at: Option<Instant>) -> Result<AsOf, StoreError> {
    at.map(|at| journal::seq_at(conn, at)).transpose()
}

/// What stands after FROM to read a register in this state: `_id`, `_since` and all stored columns.
pub(crate) fn source(table: &Table, as_of: AsOf) -> String {
    match as_of {
        None => table.sql_name(),
        Some(_) => format!("({}) AS v", versions(table, as_of)),
    }
}

/// The versions that stood in this state, as a compound that can be put in order.
fn versions(table: &Table, as_of: AsOf) -> String {
    let key = if table.has_derived_key { ", _key" } else { "" };
    let columns = format!("_id, _since, {}{key}", table.sql_columns(""));
    let (now, ended) = (table.sql_name(), table.history_name());
    match as_of {
        None => format!("SELECT {columns} FROM {now}"),
        Some(seq) => format!(
            "SELECT {columns} FROM {now} WHERE _since <= {seq}
             UNION ALL SELECT {columns} FROM {ended} WHERE _since <= {seq} AND _until > {seq}"
        ),
    }
}

/// A record whose columns follow `_id` and `_since`.
pub(crate) fn read_record(table: &Table, row: &Row<'_>) -> Result<Record, StoreError> {
    let columns = table.columns.iter().enumerate();
    let values: Result<Vec<_>, _> = columns
        .map(|(i, column)| row.value(i + 2, column.ty))
        .collect();
    Ok(Record {
        id: RecordId(row.int(0)?),
        version: row.count(1)?,
        values: values?,
    })
}

/// The record of this number.
pub(crate) fn record(
    conn: &mut Conn,
    table: &Table,
    id: RecordId,
    as_of: AsOf,
) -> Result<Option<Record>, StoreError> {
    one(conn, table, as_of, "_id", id.0.into())
}

/// The record with this natural key.
pub(crate) fn find(
    conn: &mut Conn,
    table: &Table,
    key: &str,
    as_of: AsOf,
) -> Result<Option<Record>, StoreError> {
    one(conn, table, as_of, &table.sql_key(), key.into())
}

fn one(
    conn: &mut Conn,
    table: &Table,
    as_of: AsOf,
    column: &str,
    cell: Cell<'_>,
) -> Result<Option<Record>, StoreError> {
    let (columns, from) = (table.sql_columns(""), source(table, as_of));
    let sql = format!("SELECT _id, _since, {columns} FROM {from} WHERE {column} = ?1");
    conn.first(&sql, &[cell], |row| read_record(table, row))
}

/// How many records there are: all that acts wrote less all that they ended. The journal says it of
/// each act, so that a large register need not be counted.
pub(crate) fn count(conn: &mut Conn, table: &Table, as_of: AsOf) -> Result<u64, StoreError> {
    let until = as_of.map_or(String::new(), |seq| format!(" AND seq <= {seq}"));
    let sql = format!(
        "SELECT CAST(coalesce(sum(written - ended), 0) AS BIGINT) FROM _journal_rows
          WHERE register = ?1{until}"
    );
    let count = conn.number(&sql, &[Cell::Text(&table.name)])?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// How many ended versions of a register's records there are, as the journal counts them.
pub(crate) fn versions_ended(conn: &mut Conn, table: &Table) -> Result<u64, StoreError> {
    let sql = "SELECT CAST(coalesce(sum(ended), 0) AS BIGINT) FROM _journal_rows
                WHERE register = ?1";
    let ended = conn.number(sql, &[Cell::Text(&table.name)])?;
    Ok(u64::try_from(ended).unwrap_or(0))
}

/// Hands on the rows of a register in order of number: `_id`, `_since`, stored columns.
pub(crate) fn each_row(
    conn: &mut Conn,
    table: &Table,
    as_of: AsOf,
    each: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<u64, StoreError> {
    let mut rows = 0;
    let sql = format!("{} ORDER BY _id", versions(table, as_of));
    conn.query(&sql, &[], &mut |row| {
        rows += 1;
        each(row)?;
        Ok(true)
    })?;
    Ok(rows)
}

/// Hands on the records of a register in order of number. One record is used again for all of them.
pub(crate) fn scan(
    conn: &mut Conn,
    table: &Table,
    as_of: AsOf,
    each: &mut dyn FnMut(&Record) -> Result<(), StoreError>,
) -> Result<u64, StoreError> {
    let mut record = Record {
        id: RecordId(0),
        version: 0,
        values: vec![Value::Null; table.columns.len()],
    };
    each_row(conn, table, as_of, &mut |row| {
        record.id = RecordId(row.int(0)?);
        record.version = row.count(1)?;
        for (i, (column, value)) in table.columns.iter().zip(&mut record.values).enumerate() {
            match (row.cell(i + 2, column.ty)?, value) {
                (Cell::Text(text), Value::Text(kept)) => {
                    kept.clear();
                    kept.push_str(text);
                }
                (cell, value) => *value = cell.to_value(),
            }
        }
        each(&record)
    })
}

/// Every version of a record, the newest first.
pub(crate) fn history(
    conn: &mut Conn,
    tables: &Tables,
    register: &str,
    id: RecordId,
) -> Result<Vec<Version>, StoreError> {
    let table = tables.get(register)?;
    let columns = table.sql_columns("");
    let sql = format!(
        "SELECT _id, _since, {columns}, NULL AS _until FROM {} WHERE _id = ?1
         UNION ALL SELECT _id, _since, {columns}, _until FROM {} WHERE _id = ?1
         ORDER BY _since DESC",
        table.sql_name(),
        table.history_name()
    );
    let until = table.columns.len() + 2;
    let versions = conn.all(&sql, &[id.0.into()], |row| {
        let until = row.opt_int(until)?.and_then(|seq| u64::try_from(seq).ok());
        Ok((read_record(table, row)?, until))
    })?;
    let seqs: BTreeSet<u64> = versions
        .iter()
        .flat_map(|(record, until)| [Some(record.version), *until])
        .flatten()
        .collect();
    let lines = journal::lines_by_seq(conn, &seqs)?;
    let missing = |seq: u64| StoreError::Database(format!("line {seq} of the journal is missing"));
    versions
        .into_iter()
        .map(|(record, until)| {
            let written = lines.get(&record.version).cloned();
            let written = written.ok_or_else(|| missing(record.version))?;
            let ended = until
                .map(|seq| lines.get(&seq).cloned().ok_or_else(|| missing(seq)))
                .transpose()?;
            Ok(Version {
                record,
                written,
                ended,
            })
        })
        .collect()
}
