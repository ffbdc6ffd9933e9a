//! References that hold the name of a record where its key belongs: the refusal gives the key.
//!
//! Looked for only among words that point at nothing, once for all rows that have them.

use jixia_terms::Label;

use super::compare::Work;
use crate::StoreError;
use crate::db::Row;
use crate::table::Tables;
use crate::write::{no_record, takes_key};

/// The table of what was found; no key where several records have the name.
pub(super) const MAKE: &str = "CREATE TEMP TABLE _named (field TEXT, word TEXT, register TEXT, \
    key TEXT)";

/// Rows of `_refused` with what was found, in the order in which `reason` reads them from column 4.
pub(super) const JOIN: &str = "LEFT JOIN _named n ON n.field = r.field AND n.word = r.detail \
    AND r.code = 'no_record'";

impl Work<'_> {
    /// Notes the records whose names stand in this column without being keys.
    pub(super) fn find_named(&mut self, name: &str) -> Result<(), StoreError> {
        let mut named = Vec::new();
        for to in self.tables.targets(&self.table.column(name)?.target) {
            let Some(title) = to.open_title() else {
                continue;
            };
            let (key, own) = (to.sql_key(), to.name == self.table.name);
            let tables = [Some(to.sql_name()), own.then(|| "_stage".to_owned())];
            for from in tables.into_iter().flatten() {
                named.push(format!(
                    "SELECT {title} AS word, {key} AS key, CAST('{}' AS TEXT) AS register \
                     FROM {from}",
                    to.name
                ));
            }
        }
        if named.is_empty() {
            return Ok(());
        }
        self.conn.batch(&format!(
            "INSERT INTO _named (field, word, register, key)
             SELECT '{name}', word, min(register), CASE WHEN count(*) = 1 THEN min(key) END
             FROM ({}) named
             WHERE word IN (
                 SELECT detail FROM _refused WHERE field = '{name}' AND code = 'no_record'
             ) GROUP BY word",
            named.join(" UNION ")
        ))
    }
}

/// What is said of a reference to nothing, with the key to fill in where the word is a name.
pub(super) fn reason(tables: &Tables, row: &Row<'_>, shown: &str) -> Result<Label, StoreError> {
    let Some(register) = row.opt_text(4)? else {
        return Ok(no_record(shown));
    };
    let key = row.opt_text(5)?;
    Ok(takes_key(tables.get(&register)?, shown, key.as_deref()))
}
