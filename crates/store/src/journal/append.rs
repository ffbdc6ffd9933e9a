//! Adding a line to the journal, and reading lines back.

use jixia_terms::Instant;

use super::{Change, JournalLine};
use crate::canon::{LineText, changes_digest};
use crate::db::{Cell, Conn, Row};
use crate::schema::set_meta;
use crate::{Act, RecordId, StoreError, When};

/// The last line: its number, its hash, its instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub seq: u64,
    pub hash: String,
    pub at: Instant,
}

/// What an act leaves in its line.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entry {
    pub register: Option<String>,
    pub record: Option<RecordId>,
    pub before: Option<serde_json::Value>,
    pub after: Option<serde_json::Value>,
    pub changes: Vec<Change>,
}

/// The last line; an error when it is not the one that the head kept beside the journal names.
pub(crate) fn head(conn: &mut Conn) -> Result<Option<Head>, StoreError> {
    let kept = conn.first("SELECT value FROM _meta WHERE name = 'head'", &[], |row| {
        row.text(0)
    })?;
    let sql = "SELECT seq, hash, at FROM _journal ORDER BY seq DESC LIMIT 1";
    let last = conn.first(sql, &[], |row| {
        Ok(Head {
            seq: row.count(0)?,
            hash: row.text(1)?,
            at: instant(row.int(2)?)?,
        })
    })?;
    let found = last
        .as_ref()
        .map(|head| format!("{}:{}", head.seq, head.hash));
    if kept == found {
        Ok(last)
    } else {
        Err(StoreError::JournalBroken)
    }
}

pub(crate) fn instant(micros: i64) -> Result<Instant, StoreError> {
    Instant::from_micros(micros)
        .ok_or_else(|| StoreError::Database("an instant in the journal is none".to_owned()))
}

/// How far the clocks of several servers with one database may differ, in microseconds.
const SKEW_MAX: i64 = 5_000_000;

/// The number and instant of the next line; refuses an act that is earlier than the last.
fn next(head: Option<&Head>, act: &Act) -> Result<(u64, Instant), StoreError> {
    let (at, skew_max) = match act.at {
        When::At(at) => (at, 0),
        When::Turn(clock) => (clock(), SKEW_MAX),
    };
    match head {
        Some(head) if at.micros() < head.at.micros() - skew_max => {
            Err(StoreError::Earlier { at, last: head.at })
        }
        Some(head) => Ok((head.seq + 1, head.at.max(at))),
        None => Ok((1, at)),
    }
}

/// The number that the next line will have; refuses an act that is earlier than the last. The turn
/// to act must be had.
pub(crate) fn next_seq(head: Option<&Head>, act: &Act) -> Result<u64, StoreError> {
    next(head, act).map(|(seq, _)| seq)
}

/// Adds the line of an act, chained to the one before.
pub(crate) fn append(
    conn: &mut Conn,
    head: Option<&Head>,
    act: &Act,
    entry: Entry,
) -> Result<JournalLine, StoreError> {
    let (seq, at) = next(head, act)?;
    let mut changes = entry.changes;
    changes.sort_by(|a, b| a.register.cmp(&b.register));
    let mut line = JournalLine {
        seq,
        at,
        actor: act.actor.clone(),
        act: act.name.clone(),
        register: entry.register,
        record: entry.record,
        before: entry.before,
        after: entry.after,
        rows: changes
            .iter()
            .map(|change| change.written + change.ended)
            .sum(),
        digest: changes_digest(&changes),
        changes,
        reason: act.reason.clone(),
        previous: head.map(|head| head.hash.clone()).unwrap_or_default(),
        hash: String::new(),
    };
    let before = line.before.as_ref().map(ToString::to_string);
    let after = line.after.as_ref().map(ToString::to_string);
    let text = line_text(&line, before.as_deref(), after.as_deref());
    let hash = text.hash();
    insert(conn, &text, &hash)?;
    for change in &line.changes {
        let sql = "INSERT INTO _journal_rows (seq, register, written, ended, digest)
                   VALUES (?1, ?2, ?3, ?4, ?5)";
        let cells = [
            seq.into(),
            (&change.register).into(),
            change.written.into(),
            change.ended.into(),
            (&change.digest).into(),
        ];
        conn.execute(sql, &cells)?;
    }
    set_meta(conn, "head", &format!("{seq}:{hash}"))?;
    line.hash = hash;
    Ok(line)
}

fn line_text<'a>(
    line: &'a JournalLine,
    before: Option<&'a str>,
    after: Option<&'a str>,
) -> LineText<'a> {
    LineText {
        seq: line.seq,
        at: line.at.micros(),
        actor: &line.actor,
        act: &line.act,
        register: line.register.as_deref(),
        record: line.record.map(|id| id.0),
        before,
        after,
        rows: line.rows,
        digest: &line.digest,
        reason: line.reason.as_deref(),
        previous: &line.previous,
    }
}

fn insert(conn: &mut Conn, line: &LineText<'_>, hash: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO _journal
               (seq, at, actor, act, register, record, before, after, rows, digest, reason, previous, hash)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    let cells: [Cell<'_>; 13] = [
        line.seq.into(),
        line.at.into(),
        line.actor.into(),
        line.act.into(),
        line.register.into(),
        line.record.into(),
        line.before.into(),
        line.after.into(),
        line.rows.into(),
        line.digest.into(),
        line.reason.into(),
        line.previous.into(),
        hash.into(),
    ];
    conn.execute(sql, &cells).map(drop)
}

/// The columns of a line, in the order in which `read_line` takes them.
pub(crate) const LINE_COLUMNS: &str =
    "seq, at, actor, act, register, record, before, after, rows, digest, reason, previous, hash";

/// A line without its changes.
pub(crate) fn read_line(row: &Row<'_>) -> Result<JournalLine, StoreError> {
    let json = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
    Ok(JournalLine {
        seq: row.count(0)?,
        at: instant(row.int(1)?)?,
        actor: row.text(2)?,
        act: row.text(3)?,
        register: row.opt_text(4)?,
        record: row.opt_int(5)?.map(RecordId),
        before: json(row.opt_text(6)?),
        after: json(row.opt_text(7)?),
        rows: row.count(8)?,
        changes: Vec::new(),
        digest: row.text(9)?,
        reason: row.opt_text(10)?,
        previous: row.text(11)?,
        hash: row.text(12)?,
    })
}

/// What one line changed, in order of register.
pub(crate) fn read_changes(conn: &mut Conn, seq: u64) -> Result<Vec<Change>, StoreError> {
    let sql = "SELECT register, written, ended, digest FROM _journal_rows WHERE seq = ?1 ORDER \
        BY register";
    conn.all(sql, &[seq.into()], |row| {
        Ok(Change {
            register: row.text(0)?,
            written: row.count(1)?,
            ended: row.count(2)?,
            digest: row.text(3)?,
        })
    })
}
