//! Compares what was loaded with the register, by statements over whole tables.

use super::header::Header;
use super::load::stage_types;
use super::named;
use super::report::{BlockedRecord, FieldChange, ImportReport, RowSample, SAMPLES_MAX};
use crate::db::{ColumnType, Conn, Row, quote};
use crate::table::{Column, Table, Tables, Target};
use crate::{ImportOptions, RecordId, StoreError};

/// Staged rows that nothing speaks against.
const GOOD: &str = "NOT s._bad AND s._line NOT IN (SELECT _line FROM _refused)";

/// One import as it is compared and written.
pub(super) struct Work<'w> {
    pub conn: &'w mut Conn,
    pub tables: &'w Tables,
    pub table: &'w Table,
    pub header: &'w Header,
    pub options: &'w ImportOptions,
    /// Refused rows that may be any of the records that the file seems to lack.
    pub keyless: u64,
}

/// Makes the empty staging tables.
pub(super) fn make_stage(conn: &mut Conn, table: &Table) -> Result<(), StoreError> {
    let dialect = conn.dialect();
    let mut names = vec![
        "_n".to_owned(),
        "_line".to_owned(),
        "_bad".to_owned(),
        "_hash".to_owned(),
    ];
    names.extend(table.has_derived_key.then(|| "_key".to_owned()));
    names.extend(table.columns.iter().map(|column| quote(&column.name)));
    let mut columns: Vec<_> = names
        .iter()
        .zip(stage_types(table))
        .map(|(name, ty)| format!("{name} {}", dialect.column_type(ty)))
        .collect();
    if let Some(first) = columns.first_mut() {
        first.push_str(dialect.stage_number());
    }
    let (int, text) = (
        dialect.column_type(ColumnType::Int),
        dialect.column_type(ColumnType::Text),
    );
    let bytes = dialect.column_type(ColumnType::Bytes);
    for sql in [
        format!("CREATE TEMP TABLE _stage ({})", columns.join(", ")),
        format!(
            "CREATE TEMP TABLE _match (_id {int} PRIMARY KEY, _n {int}, _differs {int}, _hash \
                {bytes})"
        ),
        format!("CREATE TEMP TABLE _gone (_id {int} PRIMARY KEY)"),
        format!(
            "CREATE TEMP TABLE _refused (_line {int}, field {text}, code {text}, detail {text})"
        ),
        named::MAKE.to_owned(),
    ] {
        conn.batch(&sql)?;
    }
    Ok(())
}

impl Work<'_> {
    /// Whether the file has this column.
    pub(super) fn has(&self, place: usize) -> bool {
        self.header.used().any(|(_, used)| used == place)
    }

    /// The columns that the file has.
    pub(super) fn given(&self) -> impl Iterator<Item = &Column> {
        let columns = self.table.columns.iter().enumerate();
        columns
            .filter(|(place, _)| self.has(*place))
            .map(|(_, column)| column)
    }

    /// The columns, quoted, that the file can change, each with the bit that stands for it in
    /// `_differs`. Where there are more columns than bits, a bit stands for several.
    pub(super) fn settable(&self) -> impl Iterator<Item = (i64, String)> {
        const BITS: usize = 62;
        let key = self.table.sql_key();
        let names = self.given().map(|column| quote(&column.name));
        names
            .filter(move |name| *name != key)
            .enumerate()
            .map(|(i, name)| (1 << (i % BITS), name))
    }

    /// Whether the file has every stored field.
    pub(super) fn is_whole_row(&self) -> bool {
        (0..self.table.columns.len()).all(|place| self.has(place))
    }

    /// Lets the database find staged rows by their key, in the way that suits its joins.
    fn prepare_stage(&mut self) -> Result<(), StoreError> {
        let sql = self.conn.dialect().prepare_stage(&self.table.sql_key());
        self.conn.make_indexes([sql.as_str()])
    }

    pub(super) fn analyze(&mut self, table: &str) -> Result<(), StoreError> {
        match self.conn.dialect() {
            // SQLite plans these statements well without, and would read the whole table for it.
            crate::db::Dialect::Sqlite => Ok(()),
            dialect => self.conn.batch(&dialect.analyze(table)),
        }
    }

    /// Finds what is new, changed, the same and gone, and what must be refused.
    pub(super) fn compare(&mut self, report: &mut ImportReport) -> Result<(), StoreError> {
        self.prepare_stage()?;
        self.refuse_doubles()?;
        self.match_records()?;
        if !self.options.part {
            self.find_gone()?;
        }
        self.gather_few()?;
        self.refuse_references()?;
        self.refuse_checks()?;
        self.refuse_tree()?;
        self.count(report)?;
        self.samples(report)?;
        if report.gone > 0 {
            self.find_blocked(report)?;
        }
        Ok(())
    }

    fn refuse_doubles(&mut self) -> Result<(), StoreError> {
        let key = self.table.sql_key();
        // Both rows are refused, and each names the line of the other.
        // Found by the keys alone; their lines are looked up only where there are any.
        let doubles = format!(
            "SELECT {key} AS word FROM _stage WHERE {key} IS NOT NULL GROUP BY {key} \
                HAVING count(*) > 1"
        );
        self.conn
            .batch(&format!("CREATE TEMP TABLE _double AS {doubles}"))?;
        let sql = format!(
            "INSERT INTO _refused (_line, field, code, detail)
             SELECT s._line, NULL, 'double_key',
                    CAST(CASE WHEN s._line = d.first THEN d.last ELSE d.first END AS TEXT)
             FROM (
                 SELECT {key} AS word, min(_line) AS first, max(_line) AS last
                 FROM _stage WHERE {key} IN (SELECT word FROM _double) GROUP BY {key}
             ) d JOIN _stage s ON s.{key} = d.word"
        );
        self.conn.execute(&sql, &[]).map(drop)
    }

    fn match_records(&mut self) -> Result<(), StoreError> {
        let key = self.table.sql_key();
        let differs: Vec<_> = self
            .settable()
            .map(|(bit, name)| {
                format!("CASE WHEN s.{name} IS DISTINCT FROM r.{name} THEN {bit} ELSE 0 END")
            })
            .collect();
        let differs = if differs.is_empty() {
            "0".to_owned()
        } else {
            differs.join(" | ")
        };
        let sql = format!(
            "INSERT INTO _match (_id, _n, _differs, _hash)
             SELECT r._id, s._n, ({differs}), s._hash
             FROM _stage s JOIN {} r ON r.{key} = s.{key}
             ON CONFLICT DO NOTHING",
            self.table.sql_name()
        );
        self.conn.execute(&on_conflict(&sql), &[])?;
        self.analyze("_match")
    }

    fn find_gone(&mut self) -> Result<(), StoreError> {
        let sql = format!(
            "INSERT INTO _gone (_id) SELECT r._id FROM {} r
             WHERE NOT EXISTS (SELECT 1 FROM _match m WHERE m._id = r._id)",
            self.table.sql_name()
        );
        self.conn.execute(&sql, &[])?;
        self.analyze("_gone")
    }

    fn refuse_references(&mut self) -> Result<(), StoreError> {
        let columns: Vec<(String, Target)> = self
            .given()
            .filter(|column| column.target != Target::Nothing)
            .map(|column| (column.name.clone(), column.target.clone()))
            .collect();
        for (name, target) in columns {
            let column = quote(&name);
            let mut exists = Vec::new();
            for to in self.tables.targets(&target) {
                let (to_name, to_key) = (to.sql_name(), to.sql_key());
                if to.name == self.table.name {
                    exists.push(format!("SELECT 1 FROM _stage k WHERE k.{to_key} = w.word"));
                    if !self.options.part {
                        // A record that the file does not have is about to go.
                        continue;
                    }
                }
                exists.push(format!(
                    "SELECT 1 FROM {to_name} t WHERE t.{to_key} = w.word"
                ));
            }
            let missing: String = exists
                .iter()
                .map(|exists| format!(" AND NOT EXISTS ({exists})"))
                .collect();
            // Each word is looked up once, however many rows have it; and rows only if one fails.
            let source = self.source_of(&name);
            let missing = format!(
                "SELECT w.word FROM (SELECT DISTINCT {column} AS word FROM {source}) w
                 WHERE w.word IS NOT NULL{missing}"
            );
            let count = format!("SELECT count(*) FROM ({missing}) m");
            if self.conn.number(&count, &[])? > 0 {
                let sql = format!(
                    "INSERT INTO _refused (_line, field, code, detail)
                     SELECT s._line, '{name}', 'no_record', s.{column} FROM _stage s
                     WHERE s.{column} IN ({missing})"
                );
                self.conn.execute(&sql, &[])?;
                self.find_named(&name)?;
            }
        }
        Ok(())
    }

    fn count(&mut self, report: &mut ImportReport) -> Result<(), StoreError> {
        let mut number = |sql: &str| -> Result<u64, StoreError> {
            Ok(u64::try_from(self.conn.number(sql, &[])?).unwrap_or(0))
        };
        // Rows that the reader refused are staged as bad; others are refused here.
        let refused = "SELECT count(DISTINCT _line) FROM _refused
                       WHERE _line NOT IN (SELECT _line FROM _stage WHERE _bad)";
        report.refused += number(refused)?;
        let good = if report.refused == 0 {
            String::new()
        } else {
            format!("AND {GOOD}")
        };
        let staged = number(&format!("SELECT count(*) FROM _stage s WHERE 1 = 1 {good}"))?;
        let matched = |condition: &str| {
            if good.is_empty() {
                format!("SELECT count(*) FROM _match m WHERE {condition}")
            } else {
                format!(
                    "SELECT count(*) FROM _match m JOIN _stage s ON s._n = m._n WHERE \
                        {condition} {good}"
                )
            }
        };
        report.changed = number(&matched("m._differs <> 0"))?;
        report.same = number(&matched("m._differs = 0"))?;
        report.new = staged.saturating_sub(report.changed + report.same);
        report.gone = number("SELECT count(*) FROM _gone")?.saturating_sub(self.keyless);
        Ok(())
    }

    fn samples(&mut self, report: &mut ImportReport) -> Result<(), StoreError> {
        let table = self.table;
        let staged = table.sql_columns("s.");
        let name = table.sql_name();
        if report.new > 0 {
            let sql = format!(
                "SELECT s._line, {staged} FROM _stage s
                 WHERE {GOOD} AND NOT EXISTS (SELECT 1 FROM _match m WHERE m._n = s._n)
                 ORDER BY s._n LIMIT {SAMPLES_MAX}"
            );
            // With nothing to match, the first ones are those that a scan meets first: staged rows
            // lie as they came.
            let no_match =
                format!("SELECT s._line, {staged} FROM _stage s WHERE {GOOD} LIMIT {SAMPLES_MAX}");
            let any = self
                .conn
                .first("SELECT 1 AS found FROM _match LIMIT 1", &[], |_| Ok(()))?;
            let sql = if any.is_some() {
                self.conn.batch("CREATE INDEX _match_n ON _match (_n)")?;
                sql
            } else {
                no_match
            };
            report.new_samples = self
                .conn
                .all(&sql, &[], |row| sample(table, row, 1, true))?;
        }
        if report.changed > 0 {
            let was = table.sql_columns("r.");
            let good = if report.refused == 0 {
                "WHERE m._differs <> 0".to_owned()
            } else {
                format!("JOIN _stage s ON s._n = m._n WHERE m._differs <> 0 AND {GOOD}")
            };
            let sql = format!(
                "SELECT s._line, r._id, {staged}, {was} FROM (
                     SELECT m._id, m._n FROM _match m {good} ORDER BY m._n LIMIT {SAMPLES_MAX}
                 ) m JOIN _stage s ON s._n = m._n JOIN {name} r ON r._id = m._id
                 ORDER BY s._n"
            );
            let has: Vec<bool> = (0..table.columns.len())
                .map(|place| self.has(place))
                .collect();
            report.changed_samples = self
                .conn
                .all(&sql, &[], |row| changed_sample(table, row, &has))?;
        }
        if report.gone > 0 && self.keyless == 0 {
            let columns = table.sql_columns("r.");
            let sql = format!(
                "SELECT r._id, {columns} FROM _gone g JOIN {name} r ON r._id = g._id ORDER BY \
                    r._id LIMIT {SAMPLES_MAX}"
            );
            report.gone_samples = self
                .conn
                .all(&sql, &[], |row| sample(table, row, 1, false))?;
        }
        Ok(())
    }

    /// Records that would go although records of other registers point at them.
    fn find_blocked(&mut self, report: &mut ImportReport) -> Result<(), StoreError> {
        let table = self.table;
        for (register, place) in &table.referrers {
            let by = self.tables.get(register)?;
            let Some(column) = by.columns.get(*place) else {
                continue;
            };
            let is_own = by.name == table.name;
            if is_own && self.has(*place) {
                // The file itself says to what its rows point; that was checked.
                continue;
            }
            let stays = if is_own {
                "WHERE b._id NOT IN (SELECT _id FROM _gone)"
            } else {
                ""
            };
            let sql = format!(
                "SELECT r._id, count(*), r.{} FROM _gone g JOIN {} r ON r._id = g._id
                 JOIN {} b ON b.{} = r.{} {stays} GROUP BY r._id, r.{} ORDER BY r._id LIMIT {SAMPLES_MAX}",
                table.sql_key(),
                table.sql_name(),
                by.sql_name(),
                quote(&column.name),
                table.sql_key(),
                table.sql_key()
            );
            let is_sealed = table.key.iter().any(|place| {
                table
                    .columns
                    .get(*place)
                    .is_some_and(|column| column.field.sealed.is_some())
            });
            report.blocked.extend(self.conn.all(&sql, &[], |row| {
                let key = if is_sealed {
                    "***".to_owned()
                } else {
                    row.text(2)?
                };
                Ok(BlockedRecord {
                    id: RecordId(row.int(0)?),
                    key,
                    by: by.name.clone(),
                    by_label: by.label.clone(),
                    count: row.count(1)?,
                })
            })?);
        }
        Ok(())
    }
}

/// SQLite reads `ON CONFLICT` after a join as the join's condition unless a WHERE stands between.
fn on_conflict(sql: &str) -> String {
    sql.replace("ON CONFLICT", "WHERE 1 = 1 ON CONFLICT")
}

fn values(
    table: &Table,
    row: &Row<'_>,
    from: usize,
) -> Result<Vec<jixia_terms::Value>, StoreError> {
    let columns = table.columns.iter().enumerate();
    columns
        .map(|(i, column)| row.value(from + i, column.ty))
        .collect()
}

fn sample(
    table: &Table,
    row: &Row<'_>,
    from: usize,
    is_line: bool,
) -> Result<RowSample, StoreError> {
    let values = values(table, row, from)?;
    Ok(RowSample {
        line: if is_line { Some(row.count(0)?) } else { None },
        id: if is_line {
            None
        } else {
            Some(RecordId(row.int(0)?))
        },
        key: table.shown_key(&values),
        title: table.title_text(&values),
        fields: Vec::new(),
    })
}

fn changed_sample(table: &Table, row: &Row<'_>, has: &[bool]) -> Result<RowSample, StoreError> {
    let now = values(table, row, 2)?;
    let was = values(table, row, 2 + table.columns.len())?;
    let pairs = table.columns.iter().zip(was.iter().zip(&now)).zip(has);
    let fields = pairs
        .filter(|((_, (was, now)), has)| **has && was != now)
        .map(|((column, (was, now)), _)| FieldChange {
            field: column.name.clone(),
            label: column.field.label.clone(),
            from: column.shown_value(was),
            to: column.shown_value(now),
        })
        .collect();
    Ok(RowSample {
        line: Some(row.count(0)?),
        id: Some(RecordId(row.int(1)?)),
        key: table.shown_key(&was),
        title: table.title_text(&was),
        fields,
    })
}
