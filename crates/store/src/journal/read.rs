//! Pages of the journal, and the line that was the last at an instant.

use std::collections::{BTreeMap, BTreeSet};

use jixia_terms::Instant;

use super::JournalLine;
use super::append::{LINE_COLUMNS, instant, read_changes, read_line};
use crate::db::{Cell, Conn, quote};
use crate::table::Tables;
use crate::{JournalQuery, StoreError};

const LIMIT_MAX: usize = 10_000;

/// Number of the last line that is not later than the instant; 0 when there was none.
pub(crate) fn seq_at(conn: &mut Conn, at: Instant) -> Result<u64, StoreError> {
    let sql = "SELECT seq FROM _journal WHERE at <= ?1 ORDER BY at DESC, seq DESC LIMIT 1";
    Ok(conn
        .first(sql, &[at.micros().into()], |row| row.count(0))?
        .unwrap_or(0))
}

/// When records were first written; none while there are none and never were.
pub(crate) fn first_written(conn: &mut Conn) -> Result<Option<Instant>, StoreError> {
    let sql = "SELECT at FROM _journal WHERE rows > 0 ORDER BY seq LIMIT 1";
    let at = conn.first(sql, &[], |row| row.int(0))?;
    at.map(instant).transpose()
}

/// A page of the journal, the newest line first.
pub(crate) fn page(
    conn: &mut Conn,
    tables: &Tables,
    query: &JournalQuery,
) -> Result<Vec<JournalLine>, StoreError> {
    let mut wheres: Vec<String> = Vec::new();
    let mut cells: Vec<Cell<'_>> = Vec::new();
    let mut add = |cell: Cell<'static>, condition: &str| {
        cells.push(cell);
        wheres.push(condition.replace("?#", &format!("?{}", cells.len())));
    };
    if let Some(before) = query.before {
        add(before.into(), "seq < ?#");
    }
    if let Some(day) = query.from {
        add(Instant::start_of(day).micros().into(), "at >= ?#");
    }
    if let Some(day) = query.until {
        add(Instant::end_of(day).micros().into(), "at <= ?#");
    }
    for (column, word) in [("actor", &query.actor), ("act", &query.act)] {
        if let Some(word) = word {
            cells.push(word.into());
            wheres.push(format!("{column} = ?{}", cells.len()));
        }
    }
    if let Some(register) = &query.register {
        wheres.push(match query.record {
            Some(id) => {
                let table = tables.get(register)?;
                cells.push(id.0.into());
                acts_on_record(&table.sql_name(), &table.history_name(), cells.len())
            }
            None => {
                cells.push(register.into());
                format!(
                    "seq IN (SELECT seq FROM _journal_rows WHERE register = ?{})",
                    cells.len()
                )
            }
        });
    }
    let conditions = if wheres.is_empty() {
        String::new()
    } else {
        format!("WHERE {}", wheres.join(" AND "))
    };
    let limit = query.limit.min(LIMIT_MAX);
    let sql =
        format!("SELECT {LINE_COLUMNS} FROM _journal {conditions} ORDER BY seq DESC LIMIT {limit}");
    let mut lines = conn.all(&sql, &cells, read_line)?;
    for line in &mut lines {
        line.changes = read_changes(conn, line.seq)?;
    }
    Ok(lines)
}

fn acts_on_record(table: &str, history: &str, place: usize) -> String {
    format!(
        "seq IN (SELECT _since FROM {table} WHERE _id = ?{place}
                 UNION SELECT _since FROM {history} WHERE _id = ?{place}
                 UNION SELECT _until FROM {history} WHERE _id = ?{place})"
    )
}

/// The lines of these numbers.
pub(crate) fn lines_by_seq(
    conn: &mut Conn,
    seqs: &BTreeSet<u64>,
) -> Result<BTreeMap<u64, JournalLine>, StoreError> {
    let sql = format!(
        "SELECT {LINE_COLUMNS} FROM {} WHERE seq = ?1",
        quote("_journal")
    );
    let mut lines = BTreeMap::new();
    for seq in seqs {
        if let Some(mut line) = conn.first(&sql, &[(*seq).into()], read_line)? {
            line.changes = read_changes(conn, *seq)?;
            lines.insert(*seq, line);
        }
    }
    Ok(lines)
}
