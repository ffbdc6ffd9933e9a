//! References follow a record whose key changes, in every register, however many steps away.

use std::collections::VecDeque;

use jixia_terms::Value;

use super::Writer;
use crate::db::quote;
use crate::table::Table;
use crate::{RecordId, StoreError};

/// How many records are read before they are written.
const CHUNK: usize = 1_000;

impl Writer<'_> {
    /// Makes all that pointed at the key `from` of this register point at `to`. Where the reference
    /// is part of a key itself, that key changes too, and its own references follow.
    pub(super) fn follow(
        &mut self,
        table: &Table,
        from: String,
        to: String,
    ) -> Result<(), StoreError> {
        let tables = self.tables;
        let mut waiting = VecDeque::from([(table.name.clone(), from, to)]);
        while let Some((register, from, to)) = waiting.pop_front() {
            if from == to {
                continue;
            }
            for (by, place) in &tables.get(&register)?.referrers {
                let by = tables.get(by)?;
                self.follow_column(by, *place, &from, &to, &mut waiting)?;
            }
        }
        Ok(())
    }

    fn follow_column(
        &mut self,
        by: &Table,
        place: usize,
        from: &str,
        to: &str,
        waiting: &mut VecDeque<(String, String, String)>,
    ) -> Result<(), StoreError> {
        let Some(column) = by.columns.get(place) else {
            return Ok(());
        };
        let sql = format!(
            "SELECT _id FROM {} WHERE {} = ?1 ORDER BY _id LIMIT {CHUNK}",
            by.sql_name(),
            quote(&column.name)
        );
        loop {
            // Those written no longer match, so the same question gives the next ones.
            let ids = self
                .conn
                .all(&sql, &[from.into()], |row| row.int(0).map(RecordId))?;
            if ids.is_empty() {
                return Ok(());
            }
            for id in ids {
                let stored = self.stored(by, id)?;
                let mut row = stored.record.values.clone();
                if let Some(slot) = row.get_mut(place) {
                    *slot = Value::Text(to.to_owned());
                }
                if by.key.contains(&place) {
                    let (old, new) = (by.key_text(&stored.record.values), by.key_text(&row));
                    self.check_key_free(by, &row, id)?;
                    waiting.push_back((by.name.clone(), old, new));
                }
                self.write_changed(by, &stored, &row)?;
            }
        }
    }
}
