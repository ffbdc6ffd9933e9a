//! The statements by which an act writes rows and puts ended ones into the history.

use jixia_terms::Value;

use super::{Stored, Touch, Writer};
use crate::canon::RowHash;
use crate::db::{Cell, quote};
use crate::read::read_record;
use crate::schema::sql::table_names;
use crate::table::{Table, cells};
use crate::{RecordId, StoreError};

impl Writer<'_> {
    /// A record that must be there.
    pub(super) fn stored(&mut self, table: &Table, id: RecordId) -> Result<Stored, StoreError> {
        let columns = table.sql_columns("");
        let sql = format!(
            "SELECT _id, _since, {columns}, _hash FROM {} WHERE _id = ?1",
            table.sql_name()
        );
        let hash = table.columns.len() + 2;
        let found = self.conn.first(&sql, &[id.0.into()], |row| {
            Ok(Stored {
                record: read_record(table, row)?,
                hash: row.hash(hash)?,
            })
        })?;
        found.ok_or_else(|| StoreError::NoRecord {
            register: table.name.clone(),
            id,
        })
    }

    /// A number that no record of the register ever had.
    pub(super) fn next_id(&mut self, table: &Table) -> Result<RecordId, StoreError> {
        let next = match self.next_ids.get(&table.name) {
            Some(next) => *next,
            None => next_id(self.conn, table)?,
        };
        self.next_ids.insert(table.name.clone(), next + 1);
        Ok(RecordId(next))
    }

    fn hash(&mut self, table: &Table, row: &[Value]) -> RowHash {
        hash_row(self.canon, &mut self.scratch, table, row)
    }

    pub(super) fn write_new(
        &mut self,
        table: &Table,
        id: RecordId,
        row: &[Value],
    ) -> Result<(), StoreError> {
        let hash = self.hash(table, row);
        let key = table.has_derived_key.then(|| table.key_text(row));
        let mut values: Vec<Cell<'_>> = vec![id.0.into(), self.seq.into(), hash[..].into()];
        values.extend(key.as_ref().map(Cell::from));
        values.extend(cells(row));
        let mut names = vec!["_id", "_since", "_hash"];
        names.extend(table.has_derived_key.then_some("_key"));
        let places: Vec<_> = (1..=values.len()).map(|i| format!("?{i}")).collect();
        let sql = format!(
            "INSERT INTO {} ({}, {}) VALUES ({})",
            table.sql_name(),
            names.join(", "),
            table.sql_columns(""),
            places.join(", ")
        );
        self.conn.execute(&sql, &values)?;
        self.touch(table, id).written = Some(hash);
        Ok(())
    }

    pub(super) fn write_changed(
        &mut self,
        table: &Table,
        old: &Stored,
        row: &[Value],
    ) -> Result<(), StoreError> {
        let id = old.record.id;
        self.end_version(table, old)?;
        let hash = self.hash(table, row);
        let key = table.has_derived_key.then(|| table.key_text(row));
        let mut names = vec!["_since".to_owned(), "_hash".to_owned()];
        names.extend(table.has_derived_key.then(|| "_key".to_owned()));
        names.extend(table.columns.iter().map(|column| quote(&column.name)));
        let mut values: Vec<Cell<'_>> = vec![id.0.into(), self.seq.into(), hash[..].into()];
        values.extend(key.as_ref().map(Cell::from));
        values.extend(cells(row));
        let mut sets: Vec<_> = names
            .iter()
            .enumerate()
            .map(|(i, name)| format!("{name} = ?{}", i + 2))
            .collect();
        // What is no longer declared belongs to the version that ended.
        sets.extend(
            table
                .hidden
                .iter()
                .map(|hidden| format!("{} = NULL", quote(&hidden.column))),
        );
        let sql = format!(
            "UPDATE {} SET {} WHERE _id = ?1",
            table.sql_name(),
            sets.join(", ")
        );
        self.conn.execute(&sql, &values)?;
        self.touch(table, id).written = Some(hash);
        Ok(())
    }

    pub(super) fn write_gone(&mut self, table: &Table, old: &Stored) -> Result<(), StoreError> {
        let id = old.record.id;
        self.end_version(table, old)?;
        let sql = format!("DELETE FROM {} WHERE _id = ?1", table.sql_name());
        self.conn.execute(&sql, &[id.0.into()])?;
        self.touch(table, id).written = None;
        Ok(())
    }

    /// Puts the version into the history, unless this very act wrote it.
    fn end_version(&mut self, table: &Table, old: &Stored) -> Result<(), StoreError> {
        if old.record.version == self.seq {
            return Ok(());
        }
        let columns = table.all_columns().join(", ");
        let [now, history] = table_names(&table.name).map(|name| quote(&name));
        let sql = format!(
            "INSERT INTO {history} (_id, _since, _until, {columns})
             SELECT _id, _since, {}, {columns} FROM {now} WHERE _id = ?1",
            self.seq
        );
        self.conn.execute(&sql, &[old.record.id.0.into()])?;
        self.touch(table, old.record.id).ended = Some(old.hash);
        Ok(())
    }

    fn touch(&mut self, table: &Table, id: RecordId) -> &mut Touch {
        self.touched.entry((table.name.clone(), id.0)).or_default()
    }
}

/// A number greater than that of any record which the register has or had.
pub(crate) fn next_id(conn: &mut crate::db::Conn, table: &Table) -> Result<i64, StoreError> {
    let greatest = |name: String| format!("SELECT max(_id) FROM {name}");
    let now = conn.number(&greatest(table.sql_name()), &[])?;
    let ended = conn.number(&greatest(table.history_name()), &[])?;
    Ok(now.max(ended) + 1)
}

/// The hash of a row as it is about to be written.
pub(crate) fn hash_row(
    canon: &crate::canon::Canon,
    scratch: &mut Vec<u8>,
    table: &Table,
    row: &[Value],
) -> RowHash {
    let fields = table.canon.iter().filter_map(|place| {
        Some((
            table.columns.get(*place)?.name.as_str(),
            Cell::from(row.get(*place)?),
        ))
    });
    canon.row(scratch, fields)
}
