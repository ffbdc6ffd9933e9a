//! Writes what is new, changed and gone, by statements over whole tables, and digests what was
//! written.

use super::compare::Work;
use super::report::ImportReport;
use crate::canon::{Canon, ChangeDigest, Mark};
use crate::db::{Batch, Cell, ColumnType, Dialect, quote};
use crate::read::{count, versions_ended};
use crate::schema::sql::{indexes, primary_key};
use crate::write::next_id;
use crate::{Change, StoreError};

/// Rows read at a time where a hash must be computed again.
const CHUNK: usize = 10_000;

/// Where more than this part of the rows of a table is written anew, sorting them all into an index
/// costs less than placing each: some 0.8 µs against 5 µs a row, with what goes into the log.
const MANY_OF: u64 = 4;

/// An index taken away before rows are written and made anew after.
struct Remade {
    drop: String,
    make: String,
}

impl Work<'_> {
    /// Writes the difference as the act of this number.
    pub(super) fn apply(
        &mut self,
        canon: &Canon,
        seq: u64,
        report: &ImportReport,
    ) -> Result<Change, StoreError> {
        let before = next_id(self.conn, self.table)? - 1;
        let mut differing = Vec::new();
        if report.changed > 0 {
            if let Some(sql) = self.conn.dialect().number_stage() {
                self.conn.batch(sql)?;
            }
            if !self.is_whole_row() {
                self.rehash(canon)?;
            }
            differing = self.differing()?;
        }
        let indexes = self.better_made_anew(report, &differing)?;
        for index in &indexes {
            self.conn.batch(&index.drop)?;
        }
        if report.changed > 0 {
            self.write_changed(seq, &differing)?;
        }
        if report.gone > 0 {
            self.write_gone(seq)?;
        }
        if report.new > 0 {
            self.write_new(seq, before, report.changed + report.same > 0)?;
        }
        self.conn
            .make_indexes(indexes.iter().map(|index| index.make.as_str()))?;
        self.digest(seq, before, report)
    }

    /// The columns, quoted, in which changed rows differ from what they were.
    fn differing(&mut self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT _differs FROM _match";
        let masks = self.conn.all(sql, &[], |row| row.int(0))?;
        let any = masks.iter().fold(0, |any, mask| any | mask);
        let differing = self.settable().filter(|(bit, _)| any & bit != 0);
        Ok(differing.map(|(_, name)| name).collect())
    }

    /// The indexes of the register that are made at once, after most rows were written, faster
    /// than they are kept row by row.
    fn better_made_anew(
        &mut self,
        report: &ImportReport,
        differing: &[String],
    ) -> Result<Vec<Remade>, StoreError> {
        let dialect = self.conn.dialect();
        let before = count(self.conn, self.table, None)?;
        let ended = versions_ended(self.conn, self.table)?;
        let mostly_new = report.new > 1_000 && report.new / 2 > before;
        // PostgreSQL lets nobody read a table while its indexes are taken away.
        let many =
            |rows: u64, of: u64| dialect == Dialect::Sqlite && rows > 1_000 && rows > of / MANY_OF;
        let many_changed = many(report.changed, before);
        let many_ended = many(report.changed + report.gone, ended);
        let [on_register, on_history] =
            [self.table.sql_name(), self.table.history_name()].map(|name| format!("ON {name} ("));
        let mut remade = Vec::new();
        for (name, make) in indexes(self.table, dialect) {
            let moves = || differing.iter().any(|column| make.contains(column));
            let of_register =
                make.contains(&on_register) && (mostly_new || many_changed && moves());
            if of_register || make.contains(&on_history) && many_ended {
                let drop = format!("DROP INDEX {}", quote(&name));
                remade.push(Remade { drop, make });
            }
        }
        let first = primary_key(self.table, dialect).filter(|_| mostly_new && before == 0);
        if let Some([drop, make]) = first {
            remade.push(Remade { drop, make });
        }
        Ok(remade)
    }

    /// Reads the changed rows after a number as they will be: the fields that the file has from it,
    /// the others from the register.
    fn changed_rows(&self) -> String {
        let table = self.table;
        let given: Vec<String> = self.given().map(|column| column.name.clone()).collect();
        let columns: Vec<_> = table
            .columns
            .iter()
            .map(|column| {
                let side = if given.contains(&column.name) {
                    "s"
                } else {
                    "r"
                };
                format!("{side}.{}", quote(&column.name))
            })
            .collect();
        format!(
            "SELECT m._id, {} FROM _match m JOIN _stage s ON s._n = m._n JOIN {} r ON r._id = m._id
             WHERE m._differs <> 0 AND m._id > ?1 ORDER BY m._id LIMIT {CHUNK}",
            columns.join(", "),
            table.sql_name()
        )
    }

    /// The hash of a changed row covers the fields that the file does not have.
    fn rehash(&mut self, canon: &Canon) -> Result<(), StoreError> {
        let (table, read) = (self.table, self.changed_rows());
        let dialect = self.conn.dialect();
        let [int, bytes] = [ColumnType::Int, ColumnType::Bytes];
        self.conn.batch(&format!(
            "CREATE TEMP TABLE _rehashed (_id {} PRIMARY KEY, _hash {})",
            dialect.column_type(int),
            dialect.column_type(bytes)
        ))?;
        let mut scratch = Vec::new();
        let mut batch = Batch::default();
        let mut last = 0;
        loop {
            self.conn.query(&read, &[Cell::Int(last)], &mut |row| {
                let mut fields = Vec::with_capacity(table.canon.len());
                for place in &table.canon {
                    if let Some(column) = table.columns.get(*place) {
                        fields.push((column.name.as_str(), row.cell(place + 1, column.ty)?));
                    }
                }
                last = row.int(0)?;
                batch.push(Cell::Int(last));
                batch.push(Cell::Bytes(&canon.row(&mut scratch, fields.into_iter())));
                batch.end_row();
                Ok(true)
            })?;
            if batch.rows() == 0 {
                break;
            }
            let mut bulk = self.conn.bulk("_rehashed", &[int, bytes])?;
            bulk.write(&batch)?;
            bulk.finish()?;
            batch.clear();
        }
        let sql = "UPDATE _match SET _hash = r._hash FROM _rehashed r WHERE r._id = _match._id";
        self.conn.execute(sql, &[]).map(drop)
    }

    fn end_versions(&mut self, seq: u64, which: &str) -> Result<(), StoreError> {
        let columns = self.table.all_columns();
        let from: Vec<_> = columns.iter().map(|column| format!("r.{column}")).collect();
        let sql = format!(
            "INSERT INTO {} (_id, _since, _until, {})
             SELECT r._id, r._since, {seq}, {} FROM {} r WHERE r._id IN ({which})",
            self.table.history_name(),
            columns.join(", "),
            from.join(", "),
            self.table.sql_name()
        );
        self.conn.execute(&sql, &[]).map(drop)
    }

    fn write_changed(&mut self, seq: u64, differing: &[String]) -> Result<(), StoreError> {
        self.end_versions(seq, "SELECT _id FROM _match WHERE _differs <> 0")?;
        let mut sets = vec![format!("_since = {seq}"), "_hash = m._hash".to_owned()];
        sets.extend(differing.iter().map(|name| format!("{name} = s.{name}")));
        sets.extend(
            self.table
                .hidden
                .iter()
                .map(|hidden| format!("{} = NULL", quote(&hidden.column))),
        );
        let sql = format!(
            "UPDATE {name} SET {} FROM _match m JOIN _stage s ON s._n = m._n
             WHERE m._differs <> 0 AND {name}._id = m._id",
            sets.join(", "),
            name = self.table.sql_name()
        );
        self.conn.execute(&sql, &[]).map(drop)
    }

    fn write_gone(&mut self, seq: u64) -> Result<(), StoreError> {
        self.end_versions(seq, "SELECT _id FROM _gone")?;
        let sql = format!(
            "DELETE FROM {} WHERE _id IN (SELECT _id FROM _gone)",
            self.table.sql_name()
        );
        self.conn.execute(&sql, &[]).map(drop)
    }

    fn write_new(&mut self, seq: u64, before: i64, any_matched: bool) -> Result<(), StoreError> {
        let mut names = vec!["_hash".to_owned()];
        names.extend(self.table.has_derived_key.then(|| "_key".to_owned()));
        names.extend(self.table.columns.iter().map(|column| quote(&column.name)));
        let from: Vec<_> = names.iter().map(|name| format!("s.{name}")).collect();
        let unmatched = if any_matched {
            "WHERE s._n NOT IN (SELECT _n FROM _match)"
        } else {
            ""
        };
        let sql = format!(
            "INSERT INTO {} (_id, _since, {}) SELECT {before} + s._n, {seq}, {} FROM _stage s \
                {unmatched}",
            self.table.sql_name(),
            names.join(", "),
            from.join(", ")
        );
        self.conn.execute(&sql, &[]).map(drop)
    }

    /// Reads back what was written and ended, from the tables themselves.
    fn digest(
        &mut self,
        seq: u64,
        before: i64,
        report: &ImportReport,
    ) -> Result<Change, StoreError> {
        let (name, history) = (self.table.sql_name(), self.table.history_name());
        let changed = if report.changed > 0 {
            format!(
                "SELECT r._id, r._hash FROM {name} r
                 WHERE r._id IN (SELECT _id FROM _match WHERE _differs <> 0) UNION ALL"
            )
        } else {
            String::new()
        };
        let written =
            format!("{changed} SELECT _id, _hash FROM {name} WHERE _id > {before} ORDER BY 1");
        // Few are found by their numbers; many by one scan, whatever a planner believes of rows
        // that were just written.
        let among = if report.changed + report.gone < 100 {
            "_id IN (SELECT _id FROM _match WHERE _differs <> 0
                     UNION ALL SELECT _id FROM _gone) AND"
        } else {
            ""
        };
        let ended =
            format!("SELECT _id, _hash FROM {history} WHERE {among} _until = {seq} ORDER BY 1");
        let mut digest = ChangeDigest::new(&self.table.name);
        for (mark, sql) in [(Mark::Written, written), (Mark::Ended, ended)] {
            self.conn.query(&sql, &[], &mut |row| {
                digest.add(mark, row.int(0)?, &row.hash(1)?);
                Ok(true)
            })?;
        }
        Ok(digest.finish(&self.table.name))
    }
}
