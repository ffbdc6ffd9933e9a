//! Computes the journal and every register again and finds what is not as the acts left it.
//!
//! Memory stays bounded: the journal is read once in order, and each register with its history
//! once, sorted by the acts that wrote and ended its versions, together with what those acts say of
//! it.

use std::collections::{BTreeMap, BTreeSet};

use super::Change;
use super::append::instant;
use super::structure;
use super::verdict::{FAULTS_MAX, JournalFault, Verdict};
use crate::canon::{Canon, ChangeDigest, LineText, Mark, RowHash, changes_digest};
use crate::db::{Cell, ColumnType, Conn, Row, day_text, quote};
use crate::schema::remembered;
use crate::schema::sql::table_names;
use crate::{RecordId, StoreError};

/// Verifies journal and registers as they stand in one state of the database.
pub(crate) fn verify(
    conn: &mut Conn,
    canon: &Canon,
    anchors: &[(u64, String)],
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Verdict, StoreError> {
    let remembered = remembered(conn)?;
    let mut verifier = Verifier {
        verdict: Verdict::default(),
        done: 0,
        total: structure::total(conn, &remembered)?,
        progress,
    };
    let faults = structure::faults(conn, &remembered)?;
    let is_whole = !faults
        .iter()
        .any(|fault| matches!(fault, JournalFault::TableMissing { .. }));
    faults.into_iter().for_each(|fault| verifier.fault(fault));
    // Without the journal there is nothing to hold the registers against.
    if !is_whole || !structure::has_journal(conn)? {
        expect_up_to(0, anchors.iter().map(|(seq, _)| *seq), &mut verifier);
        return Ok(verifier.verdict);
    }
    lines(conn, anchors, &mut verifier)?;
    if verifier.verdict.lines == 0
        && verifier.verdict.is_sound()
        && !remembered.registers.is_empty()
    {
        verifier.fault(JournalFault::JournalEmpty);
    }
    let mut known: BTreeSet<String> = remembered.registers.keys().cloned().collect();
    for (register, table) in &remembered.registers {
        let audited = Audited::new(register, table);
        if let Err(error) = rows(conn, canon, &audited, &mut verifier) {
            match error {
                StoreError::Database(reason) => {
                    let register = register.clone();
                    verifier.fault(JournalFault::TableUnreadable { register, reason });
                    structure::begin_again(conn)?;
                }
                other => return Err(other),
            }
        }
    }
    let named = conn.all("SELECT DISTINCT register FROM _journal_rows", &[], |row| {
        row.text(0)
    })?;
    known.extend([String::new()]);
    for register in named.into_iter().filter(|name| !known.contains(name)) {
        let reason = "the schema does not know it".to_owned();
        verifier.fault(JournalFault::TableUnreadable { register, reason });
    }
    Ok(verifier.verdict)
}

struct Verifier<'p> {
    verdict: Verdict,
    done: u64,
    total: u64,
    progress: &'p mut dyn FnMut(u64, u64),
}

impl Verifier<'_> {
    fn fault(&mut self, fault: JournalFault) {
        self.verdict.add(fault);
    }

    fn step(&mut self) {
        self.done += 1;
        if self.done.is_multiple_of(10_000) {
            (self.progress)(self.done.min(self.total), self.total);
        }
    }
}

/// A line as it stands in the table, with what it says it changed.
struct LineRow {
    seq: u64,
    at: i64,
    actor: String,
    act: String,
    register: Option<String>,
    record: Option<i64>,
    before: Option<String>,
    after: Option<String>,
    rows: u64,
    digest: String,
    reason: Option<String>,
    previous: String,
    hash: String,
    changes: Vec<Change>,
}

impl LineRow {
    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            seq: row.count(0)?,
            at: row.int(1)?,
            actor: row.text(2)?,
            act: row.text(3)?,
            register: row.opt_text(4)?,
            record: row.opt_int(5)?,
            before: row.opt_text(6)?,
            after: row.opt_text(7)?,
            rows: row.count(8)?,
            digest: row.text(9)?,
            reason: row.opt_text(10)?,
            previous: row.text(11)?,
            hash: row.text(12)?,
            changes: Vec::new(),
        })
    }

    /// Its hash if it were chained to this one.
    fn hash_after(&self, previous: &str) -> String {
        LineText {
            seq: self.seq,
            at: self.at,
            actor: &self.actor,
            act: &self.act,
            register: self.register.as_deref(),
            record: self.record,
            before: self.before.as_deref(),
            after: self.after.as_deref(),
            rows: self.rows,
            digest: &self.digest,
            reason: self.reason.as_deref(),
            previous,
        }
        .hash()
    }
}

/// Reads the journal in order and checks each line, its place in the chain, and its end.
fn lines(
    conn: &mut Conn,
    anchors: &[(u64, String)],
    verifier: &mut Verifier<'_>,
) -> Result<(), StoreError> {
    let kept = conn.first("SELECT value FROM _meta WHERE name = 'head'", &[], |row| {
        row.text(0)
    })?;
    let kept = kept.and_then(|head| {
        let (seq, hash) = head.split_once(':')?;
        Some((seq.parse::<u64>().ok()?, hash.to_owned()))
    });
    let mut chain = Chain::new(anchors.iter().chain(kept.as_ref()));
    let sql = "SELECT j.seq, j.at, j.actor, j.act, j.register, j.record, j.before, j.after, j.rows, j.digest,
                      j.reason, j.previous, j.hash, c.register, c.written, c.ended, c.digest
               FROM _journal j LEFT JOIN _journal_rows c ON c.seq = j.seq
               ORDER BY j.seq, c.register";
    let mut current: Option<LineRow> = None;
    conn.query(sql, &[], &mut |row| {
        let seq = row.count(0)?;
        if current.as_ref().is_none_or(|line| line.seq != seq)
            && let Some(done) = current.replace(LineRow::read(row)?)
        {
            chain.check(&done, verifier);
        }
        if let (Some(register), Some(line)) = (row.opt_text(13)?, current.as_mut()) {
            let (written, ended) = (row.count(14)?, row.count(15)?);
            line.changes.push(Change {
                register,
                written,
                ended,
                digest: row.text(16)?,
            });
        }
        Ok(true)
    })?;
    if let Some(done) = current {
        chain.check(&done, verifier);
    }
    let head = kept.map_or(0, |(seq, _)| seq);
    let last = chain.last.0;
    let known = anchors.iter().map(|(seq, _)| *seq).chain([head]);
    expect_up_to(last, known, verifier);
    for seq in head + 1..=last.min(head + FAULTS_MAX as u64) {
        verifier.fault(JournalFault::LineInserted { seq });
    }
    let stray = "SELECT min(seq) FROM _journal_rows WHERE seq NOT IN (SELECT seq FROM _journal)";
    if let Some(seq) = conn.first(stray, &[], |row| row.opt_int(0))?.flatten() {
        let seq = u64::try_from(seq).unwrap_or(0);
        verifier.fault(JournalFault::ChangesAltered { seq });
    }
    Ok(())
}

/// Lines that are known to have been, and are not there.
fn expect_up_to(last: u64, known: impl Iterator<Item = u64>, verifier: &mut Verifier<'_>) {
    let promised = known.max().unwrap_or(0);
    if last < promised {
        verifier.fault(JournalFault::LinesMissing {
            from: last + 1,
            to: promised,
        });
    }
}

struct Chain {
    /// Hashes kept elsewhere, by line.
    anchors: BTreeMap<u64, Vec<String>>,
    /// Number, hash and instant of the line before.
    last: (u64, String, i64),
    /// Whether its content gives its hash.
    last_is_whole: bool,
}

impl Chain {
    /// Before the first line; `kept` are lines with their hashes kept elsewhere.
    fn new<'k>(kept: impl Iterator<Item = &'k (u64, String)>) -> Self {
        let mut anchors: BTreeMap<u64, Vec<String>> = BTreeMap::new();
        for (seq, hash) in kept {
            anchors.entry(*seq).or_default().push(hash.clone());
        }
        Self {
            anchors,
            last: (0, String::new(), i64::MIN),
            last_is_whole: true,
        }
    }

    fn check(&mut self, line: &LineRow, verifier: &mut Verifier<'_>) {
        verifier.verdict.lines += 1;
        verifier.step();
        let seq = line.seq;
        let (last, last_hash, last_at) = &self.last;
        let follows = seq == last + 1;
        if !follows {
            verifier.fault(JournalFault::LinesMissing {
                from: last + 1,
                to: seq.saturating_sub(1),
            });
        }
        let is_whole = line.hash_after(&line.previous) == line.hash && instant(line.at).is_ok();
        if !is_whole {
            verifier.fault(JournalFault::LineAltered { seq });
        }
        // With the line before gone, or only this link altered, nothing is known of the one before.
        let is_own = || !is_whole && line.hash_after(last_hash) == line.hash;
        if follows && line.previous != *last_hash && !is_own() {
            verifier.fault(JournalFault::LineReplaced {
                seq: (*last).max(1),
            });
        }
        // An altered instant says nothing of the line beside it.
        if line.at < *last_at && is_whole && self.last_is_whole {
            verifier.fault(JournalFault::LineOutOfOrder { seq });
        }
        let rows: u64 = line
            .changes
            .iter()
            .map(|change| change.written + change.ended)
            .sum();
        if changes_digest(&line.changes) != line.digest || rows != line.rows {
            verifier.fault(JournalFault::ChangesAltered { seq });
        }
        if self
            .anchors
            .get(&seq)
            .is_some_and(|kept| kept.iter().any(|hash| *hash != line.hash))
        {
            verifier.fault(JournalFault::AnchorDiffers { seq });
        }
        self.last = (seq, line.hash.clone(), line.at);
        self.last_is_whole = is_whole;
        verifier.verdict.head = Some(line.hash.clone());
    }
}

/// A register as it is verified: every column that it ever had, in the order of the row hash.
struct Audited<'r> {
    register: &'r str,
    columns: Vec<(String, String, ColumnType)>,
    /// The key fields' places, when `_key` follows from them.
    has_key: bool,
    key: Vec<KeyPart>,
}

/// A key field: its place, and whether a whole number in it is written as such.
struct KeyPart {
    place: usize,
    is_count: bool,
}

impl<'r> Audited<'r> {
    fn new(register: &'r str, table: &crate::schema::RememberedTable) -> Self {
        let mut columns: Vec<_> = table
            .columns
            .iter()
            .map(|column| {
                (
                    column.field.clone(),
                    column.column.clone(),
                    column.column_type(),
                )
            })
            .collect();
        columns.sort();
        let part = |key: &String| {
            let place = columns.iter().position(|(_, column, _)| column == key)?;
            let known = table.columns.iter().find(|column| column.column == *key)?;
            Some(KeyPart {
                place,
                is_count: known.meaning == "count",
            })
        };
        let key = table.key.iter().filter_map(part).collect();
        Self {
            register,
            has_key: table.has_key && table.live,
            key,
            columns,
        }
    }

    /// All versions with the acts that wrote and ended them, and what those acts say, in order of
    /// act.
    fn sql(&self) -> String {
        let [now, history] = table_names(self.register).map(|name| quote(&name));
        let key = if self.has_key { "_key" } else { "NULL" };
        let names: Vec<_> = self
            .columns
            .iter()
            .map(|(_, column, _)| quote(column))
            .collect();
        let columns: String = names.iter().map(|name| format!(", {name}")).collect();
        let none: String = names.iter().map(|_| ", NULL").collect();
        format!(
            "SELECT _since AS seq, 0 AS mark, _id AS id, 0 AS ended, _hash AS hash, {key} AS word{columns} FROM {now}
             UNION ALL SELECT _since, 0, _id, 1, _hash, {key}{columns} FROM {history}
             UNION ALL SELECT _until, 1, _id, 1, _hash, {key}{columns} FROM {history}
             UNION ALL SELECT seq, 2, written, ended, NULL, digest{none} FROM _journal_rows WHERE register = ?1
             ORDER BY 1, 2, 3"
        )
    }

    fn hash(
        &self,
        canon: &Canon,
        scratch: &mut Vec<u8>,
        row: &Row<'_>,
    ) -> Result<RowHash, StoreError> {
        let mut cells = Vec::with_capacity(self.columns.len());
        for (i, (field, _, ty)) in self.columns.iter().enumerate() {
            cells.push((field.as_str(), row.cell(i + 6, *ty)?));
        }
        Ok(canon.row(scratch, cells.into_iter()))
    }
}

/// What stands in a register under one act.
struct Found {
    seq: u64,
    digest: ChangeDigest,
    /// The only record, if it is one.
    record: Option<RecordId>,
    versions: u64,
}

fn rows(
    conn: &mut Conn,
    canon: &Canon,
    audited: &Audited<'_>,
    verifier: &mut Verifier<'_>,
) -> Result<(), StoreError> {
    let mut scratch = Vec::new();
    let mut found: Option<Found> = None;
    let register = audited.register;
    conn.query(&audited.sql(), &[register.into()], &mut |row| {
        let seq = row.count(0)?;
        if found.as_ref().is_some_and(|found| found.seq != seq) {
            // No act says anything of what was found under this number.
            compare(register, found.take(), None, verifier);
        }
        let mark = match row.int(1)? {
            0 => Mark::Written,
            1 => Mark::Ended,
            _ => {
                let said = Change {
                    register: register.to_owned(),
                    written: row.count(2)?,
                    ended: row.count(3)?,
                    digest: row.text(5)?,
                };
                compare(register, found.take(), Some((seq, said)), verifier);
                return Ok(true);
            }
        };
        let id = RecordId(row.int(2)?);
        let hash = audited.hash(canon, &mut scratch, row)?;
        if mark == Mark::Written {
            verifier.verdict.rows += 1;
            verifier.step();
            if row.hash(4)? != hash {
                let register = register.to_owned();
                verifier.fault(JournalFault::RecordAltered { register, id, seq });
            }
            if row.int(3)? == 0 && !key_follows(audited, row)? {
                let register = register.to_owned();
                verifier.fault(JournalFault::KeyAltered { register, id });
            }
        }
        let found = found.get_or_insert_with(|| Found {
            seq,
            digest: ChangeDigest::new(register),
            record: Some(id),
            versions: 0,
        });
        found.record = found.record.filter(|only| *only == id);
        found.versions += 1;
        found.digest.add(mark, id.0, &hash);
        Ok(true)
    })?;
    compare(register, found, None, verifier);
    Ok(())
}

fn key_follows(audited: &Audited<'_>, row: &Row<'_>) -> Result<bool, StoreError> {
    if !audited.has_key {
        return Ok(true);
    }
    let key = row.text(5)?;
    let mut rest = key.as_str();
    for (i, part) in audited.key.iter().enumerate() {
        let Some((_, _, ty)) = audited.columns.get(part.place) else {
            return Ok(true);
        };
        let text = match row.cell(part.place + 6, *ty)? {
            Cell::Text(text) => text.to_owned(),
            Cell::Int(n) if part.is_count => n.to_string(),
            Cell::Day(day) => day_text(day).as_str().to_owned(),
            // How other kinds are written the packs say; their values are under the row hash
            // anyway.
            _ => return Ok(true),
        };
        let tail = if i > 0 {
            rest.strip_prefix('/')
        } else {
            Some(rest)
        };
        match tail.and_then(|tail| tail.strip_prefix(text.as_str())) {
            Some(tail) => rest = tail,
            None => return Ok(false),
        }
    }
    Ok(rest.is_empty())
}

fn compare(
    register: &str,
    found: Option<Found>,
    said: Option<(u64, Change)>,
    verifier: &mut Verifier<'_>,
) {
    let nothing = |seq: u64| Found {
        seq,
        digest: ChangeDigest::new(register),
        record: None,
        versions: 0,
    };
    let (found, said) = match (found, said) {
        (None, None) => return,
        (Some(found), None) => (found, None),
        (None, Some((seq, said))) => (nothing(seq), Some(said)),
        (Some(found), Some((_, said))) => (found, Some(said)),
    };
    let (seq, record) = (found.seq, found.record);
    let is = found.digest.finish(register);
    if said.as_ref() == Some(&is) {
        return;
    }
    let expected = said.map_or((0, 0), |said| (said.written, said.ended));
    verifier.fault(JournalFault::RowsDiffer {
        register: register.to_owned(),
        seq,
        record,
        expected,
        found: (is.written, is.ended),
    });
}
