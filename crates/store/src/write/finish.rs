//! What an act leaves in its line of the journal.

use jixia_terms::Value;
use serde_json::{Map, json};

use super::Writer;
use crate::canon::{Canon, ChangeDigest, Mark};
use crate::db::Cell;
use crate::journal::Entry;
use crate::table::Table;
use crate::{Change, RecordId, StoreError};

impl Writer<'_> {
    /// What goes into the line; none when nothing was changed.
    pub(crate) fn finish(mut self) -> Result<Option<Entry>, StoreError> {
        self.touched
            .retain(|_, touch| touch.ended.is_some() || touch.written.is_some());
        if self.touched.is_empty() {
            return Ok(None);
        }
        let changes = self.changes();
        let single = self.touched.len() == 1;
        let register = match changes.as_slice() {
            [one] => Some(one.register.clone()),
            _ => None,
        };
        let Some(about) = self.about.take().filter(|about| single || about.is_chosen) else {
            return Ok(Some(Entry {
                register,
                changes,
                ..Entry::default()
            }));
        };
        let table = self.tables.get(&about.register)?;
        let now = self.record(&about.register, about.id)?;
        let before = about
            .before
            .map(|values| json_values(self.canon, table, &values));
        let mut after = now.map(|record| json_values(self.canon, table, &record.values));
        if let (Some((id, values)), Some(after)) = (about.merged, after.as_mut()) {
            let values = json_values(self.canon, table, &values);
            after.insert(
                "_merged".to_owned(),
                json!({ "record": id, "values": values }),
            );
        }
        Ok(Some(Entry {
            register: Some(about.register),
            record: Some(about.id),
            before: before.map(serde_json::Value::Object),
            after: after.map(serde_json::Value::Object),
            changes,
        }))
    }

    fn changes(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut rest = self.touched.iter().peekable();
        while let Some(((register, _), _)) = rest.peek() {
            let register = register.clone();
            let mut written = Vec::new();
            let mut ended = Vec::new();
            while let Some(((_, id), touch)) = rest.next_if(|((name, _), _)| *name == register) {
                written.extend(touch.written.map(|hash| (RecordId(*id), hash)));
                ended.extend(touch.ended.map(|hash| (RecordId(*id), hash)));
            }
            let mut digest = ChangeDigest::new(&register);
            written
                .iter()
                .for_each(|(id, hash)| digest.add(Mark::Written, id.0, hash));
            ended
                .iter()
                .for_each(|(id, hash)| digest.add(Mark::Ended, id.0, hash));
            changes.push(digest.finish(&register));
        }
        changes
    }
}

/// The filled fields of a record as the journal keeps them: sealed ones as a keyed digest, the same
/// for the same value, so that a reader of the journal sees that it changed and not what it is.
fn json_values(canon: &Canon, table: &Table, values: &[Value]) -> Map<String, serde_json::Value> {
    let filled = table
        .columns
        .iter()
        .zip(values)
        .filter(|(_, value)| !value.is_null());
    filled
        .map(|(column, value)| {
            let shown = if column.field.sealed.is_some() {
                json!(canon.seal(&column.name, Cell::from(value)))
            } else {
                json!(value)
            };
            (column.name.clone(), shown)
        })
        .collect()
}
