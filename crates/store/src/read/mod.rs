//! Reading records: one, all, as they stand or as they stood.

mod condition;
mod list;
mod lister;
mod scope;
mod sql;

use std::collections::BTreeSet;

use jixia_terms::{Instant, Value};

use crate::db::{Cell, Conn, Row};
use crate::journal;
use crate::table::Table;
use crate::{JournalLine, Record, RecordId, StoreError, Version};

pub(crate) use list::list;
pub(crate) use scope::Scope;
pub(crate) use sql::Sql;

/// Which state of the registers is read: the present, or that after the act of this number.
pub(crate) type AsOf = Option<u64>;

/// What a reader may see, in which state.
pub(crate) type Within<'a> = (&'a Scope<'a>, AsOf);

/// The state after the last act that is not later than the instant.
pub(crate) fn as_of(conn: &mut Conn, at: Option<Instant>) -> Result<AsOf, StoreError> {
    at.map(|at| journal::seq_at(conn, at)).transpose()
}

/// What stands after FROM to read a register in this state: `_id`, `_since` and all stored columns.
/// The rows are called as `outer` says.
pub(crate) fn source(table: &Table, as_of: AsOf) -> String {
    match as_of {
        None => table.sql_name(),
        Some(_) => format!("{} AS v", rows_of(table, as_of)),
    }
}

/// What the rows of `source` are called.
fn outer(table: &Table, as_of: AsOf) -> String {
    match as_of {
        None => table.sql_name(),
        Some(_) => "v".to_owned(),
    }
}

/// The rows of a register in this state, still without a name in the statement.
fn rows_of(table: &Table, as_of: AsOf) -> String {
    match as_of {
        None => table.sql_name(),
        Some(_) => format!("({})", versions(table, as_of)),
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
    within: Within<'_>,
) -> Result<Option<Record>, StoreError> {
    one(conn, table, within, ("_id", id.0.into()))
}

/// The record with this natural key.
pub(crate) fn find(
    conn: &mut Conn,
    table: &Table,
    key: &str,
    within: Within<'_>,
) -> Result<Option<Record>, StoreError> {
    one(conn, table, within, (&table.sql_key(), key.into()))
}

fn one(
    conn: &mut Conn,
    table: &Table,
    (scope, as_of): Within<'_>,
    (column, cell): (&str, Cell<'_>),
) -> Result<Option<Record>, StoreError> {
    let (outer, from) = (outer(table, as_of), source(table, as_of));
    let mut sql = Sql::new("SELECT _id, _since, ");
    scope.columns(&mut sql, table, &outer, as_of);
    sql.add(&format!(" FROM {from} WHERE {outer}.{column} = "));
    sql.value(cell).add(" AND ");
    scope
        .rows
        .test(&mut sql, scope.dialect, (&outer, ""), as_of);
    conn.first(&sql.text, &sql.cells, |row| read_record(table, row))
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

/// How many records a reader may see.
pub(crate) fn count_within(
    conn: &mut Conn,
    table: &Table,
    (scope, as_of): Within<'_>,
) -> Result<u64, StoreError> {
    if scope.is_whole() {
        return count(conn, table, as_of);
    }
    let from = source(table, as_of);
    let mut sql = Sql::new(format!("SELECT count(*) FROM {from} WHERE "));
    scope.filter(&mut sql, &outer(table, as_of), as_of);
    let count = conn.number(&sql.text, &sql.cells)?;
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
    (scope, as_of): Within<'_>,
    each: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<u64, StoreError> {
    let mut rows = 0;
    let mut sql = Sql::default();
    if scope.is_everything() {
        sql.add(&versions(table, as_of));
    } else {
        let outer = outer(table, as_of);
        sql.add("SELECT _id, _since, ");
        scope.columns(&mut sql, table, &outer, as_of);
        sql.add(&format!(" FROM {} WHERE ", source(table, as_of)));
        scope.filter(&mut sql, &outer, as_of);
    }
    sql.add(" ORDER BY _id");
    conn.query(&sql.text, &sql.cells, &mut |row| {
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
    within: Within<'_>,
    each: &mut dyn FnMut(&Record) -> Result<(), StoreError>,
) -> Result<u64, StoreError> {
    let mut record = Record {
        id: RecordId(0),
        version: 0,
        values: vec![Value::Null; table.columns.len()],
    };
    each_row(conn, table, within, &mut |row| {
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
    table: &Table,
    id: RecordId,
    scope: &Scope<'_>,
) -> Result<Vec<Version>, StoreError> {
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
    let versions = seen(conn, table, versions, scope)?;
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
            let line = |seq: u64| -> Result<JournalLine, StoreError> {
                let line = lines.get(&seq).cloned().ok_or_else(|| missing(seq))?;
                Ok(if scope.is_everything() {
                    line
                } else {
                    without_values(line)
                })
            };
            let written = line(record.version)?;
            let ended = until.map(line).transpose()?;
            Ok(Version {
                record,
                written,
                ended,
            })
        })
        .collect()
}

/// A line that says who did what and when, but nothing of values and of how many rows: some may be
/// outside of what a reader may see.
fn without_values(line: JournalLine) -> JournalLine {
    JournalLine {
        before: None,
        after: None,
        rows: 0,
        changes: Vec::new(),
        digest: String::new(),
        ..line
    }
}

/// Of the versions of a record those that a reader may see, each as it stood after its own act.
fn seen(
    conn: &mut Conn,
    table: &Table,
    versions: Vec<(Record, Option<u64>)>,
    scope: &Scope<'_>,
) -> Result<Vec<(Record, Option<u64>)>, StoreError> {
    if scope.is_everything() {
        return Ok(versions);
    }
    let mut seen = Vec::new();
    for (version, until) in versions {
        let within = (scope, Some(version.version));
        if let Some(shown) = record(conn, table, version.id, within)? {
            seen.push((shown, until));
        }
    }
    Ok(seen)
}
