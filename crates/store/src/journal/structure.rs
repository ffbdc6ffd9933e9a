//! Whether the tables and indexes are there on which journal and registers stand.

use std::collections::BTreeMap;

use super::verdict::JournalFault;
use crate::StoreError;
use crate::db::{Conn, Dialect, quote};
use crate::schema::Remembered;
use crate::schema::sql::{BASE_TABLES, base_indexes, table_exists, table_names};
use crate::table::HISTORY_TAIL;

/// So much of the damage that SQLite finds in its own file is told.
const DAMAGE_MAX: usize = 20;

/// What is missing or damaged. Nothing is, when nothing was ever made.
pub(super) fn faults(
    conn: &mut Conn,
    remembered: &Remembered,
) -> Result<Vec<JournalFault>, StoreError> {
    let mut faults = Vec::new();
    let missing = missing_tables(conn)?;
    if missing.len() < BASE_TABLES.len() || has_registers(conn)? {
        let missing = missing.into_iter();
        faults.extend(missing.map(|table| JournalFault::TableMissing { table }));
    }
    if faults.is_empty() && has_journal(conn)? {
        faults.extend(missing_indexes(conn, remembered)?);
    }
    if conn.dialect() == Dialect::Sqlite {
        let sql = format!("PRAGMA integrity_check({DAMAGE_MAX})");
        let said = conn.all(&sql, &[], |row| row.text(0))?;
        let said = said.into_iter().filter(|said| said != "ok");
        faults.extend(said.map(|said| JournalFault::FileDamaged { said }));
    }
    Ok(faults)
}

/// Whether there is a journal, be it empty.
pub(super) fn has_journal(conn: &mut Conn) -> Result<bool, StoreError> {
    Ok(missing_tables(conn)?.is_empty())
}

fn missing_tables(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let mut missing = Vec::new();
    for table in BASE_TABLES {
        if !exists(conn, table)? {
            missing.push(table.to_owned());
        }
    }
    Ok(missing)
}

fn exists(conn: &mut Conn, table: &str) -> Result<bool, StoreError> {
    let sql = table_exists(conn.dialect());
    Ok(conn.number(sql, &[table.into()])? > 0)
}

/// Whether there are tables of registers, whatever made them.
fn has_registers(conn: &mut Conn) -> Result<bool, StoreError> {
    let sql = match conn.dialect() {
        Dialect::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'table'",
        Dialect::Postgres => {
            "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema()"
        }
    };
    let names = conn.all(sql, &[], |row| row.text(0))?;
    Ok(names.iter().any(|name| name.ends_with(HISTORY_TAIL)))
}

fn missing_indexes(
    conn: &mut Conn,
    remembered: &Remembered,
) -> Result<Vec<JournalFault>, StoreError> {
    let sql = match conn.dialect() {
        Dialect::Sqlite => {
            "SELECT name, CASE WHEN sql LIKE 'CREATE UNIQUE %' THEN 1 ELSE 0 END
             FROM sqlite_schema WHERE type = 'index'"
        }
        Dialect::Postgres => {
            "SELECT c.relname, CASE WHEN i.indisunique THEN 1 ELSE 0 END
             FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = current_schema() AND i.indisvalid"
        }
    };
    let found = conn.all(sql, &[], |row| Ok((row.text(0)?, row.int(1)? == 1)))?;
    let found: BTreeMap<String, bool> = found.into_iter().collect();
    let mut wanted = Vec::new();
    for (register, table) in remembered.registers.iter().filter(|(_, table)| table.live) {
        // A table that is gone is told of as such.
        let [now, history] = table_names(register).map(|name| exists(conn, &name));
        if now? && history? {
            wanted.extend(table.indexes.clone());
        }
    }
    let missing = wanted
        .into_iter()
        .chain(base_indexes())
        .filter(|(name, sql)| {
            found
                .get(name)
                .is_none_or(|unique| *unique != sql.starts_with("CREATE UNIQUE "))
        });
    Ok(missing
        .map(|(index, sql)| JournalFault::IndexMissing { index, sql })
        .collect())
}

/// How much there is to read.
pub(super) fn total(conn: &mut Conn, remembered: &Remembered) -> Result<u64, StoreError> {
    let mut total = 0;
    let names = remembered
        .registers
        .keys()
        .flat_map(|name| table_names(name));
    for name in names.chain(["_journal".to_owned()]) {
        let rows = conn.number(&format!("SELECT count(*) FROM {}", quote(&name)), &[]);
        match rows {
            Ok(rows) => total += u64::try_from(rows).unwrap_or(0),
            Err(_) => begin_again(conn)?,
        }
    }
    Ok(total)
}

/// A statement that failed ends the transaction of PostgreSQL.
pub(super) fn begin_again(conn: &mut Conn) -> Result<(), StoreError> {
    conn.end();
    let begin = conn.dialect().begin_read();
    conn.begin(&[begin])
}
