//! Adds, changes, ends, renames and merges single records, from values as a person typed them.

use jixia_pack::{Cell, Field, FieldReader};
use jixia_store::{Act, RecordId, StoreError, Values, Writer};
use jixia_terms::Label;

use super::{Actor, FieldTexts};
use crate::error::{AppError, FieldFault};
use crate::open::App;

impl App {
    /// Adds a record; fields not given stay empty.
    pub fn add_record(
        &self,
        by: &Actor,
        register: &str,
        texts: &FieldTexts,
    ) -> Result<RecordId, AppError> {
        let (values, faults) = self.read_fields(register, texts)?;
        self.attempt(&self.act(by, "add"), faults, |writer| {
            writer.insert(register, values)
        })
    }

    /// Changes the fields given. With `expected`, only if the record still is that version.
    pub fn change_record(
        &self,
        by: &Actor,
        register: &str,
        (id, expected): (RecordId, Option<u64>),
        texts: &FieldTexts,
    ) -> Result<(), AppError> {
        let (values, faults) = self.read_fields(register, texts)?;
        self.attempt(&self.act(by, "change"), faults, |writer| {
            writer.update(register, id, values, expected)
        })
    }

    /// Ends a record, unless others still point at it. Its history stays.
    pub fn remove_record(&self, by: &Actor, register: &str, id: RecordId) -> Result<(), AppError> {
        self.written_by_people(register)?;
        self.store().act(&self.act(by, "remove"), |writer| {
            writer.remove(register, id)
        })?;
        Ok(())
    }

    /// Changes the natural key of a record; what points at it follows.
    pub fn rekey_record(
        &self,
        by: &Actor,
        register: &str,
        id: RecordId,
        key: &FieldTexts,
    ) -> Result<(), AppError> {
        let (key, faults) = self.read_fields(register, key)?;
        self.attempt(&self.act(by, "rekey"), faults, |writer| {
            writer.rekey(register, id, key)
        })
    }

    /// Ends `drop`, a second record of what `keep` is; what points at it then points at `keep`.
    pub fn merge_records(
        &self,
        by: &Actor,
        register: &str,
        keep: RecordId,
        drop: RecordId,
    ) -> Result<(), AppError> {
        self.written_by_people(register)?;
        if keep == drop {
            let text = Label::new(
                "这就是要留下的那一条，请给出另一条",
                "this is the record that stays; give the other one",
            );
            return Err(AppError::field("drop", text));
        }
        self.store().act(&self.act(by, "merge"), |writer| {
            writer.merge(register, keep, drop)
        })?;
        Ok(())
    }

    /// Does an act of one record, unless fields cannot be read. Then it is only tried, so that what
    /// the records would refuse is said at once with what the reader refused.
    fn attempt<T>(
        &self,
        act: &Act,
        unread: Vec<FieldFault>,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T, StoreError>,
    ) -> Result<T, AppError> {
        let done = self.store().act(act, |writer| {
            let done = work(writer)?;
            if unread.is_empty() {
                return Ok(done);
            }
            Err(StoreError::Values {
                register: String::new(),
                label: Label::default(),
                faults: Vec::new(),
            })
        });
        let error = match done {
            Ok((done, _)) => return Ok(done),
            Err(error) => error,
        };
        match field_faults(error) {
            AppError::Fields(mut refused) => {
                // A field that could not be read was tried empty.
                refused.retain(|fault| unread.iter().all(|one| one.field != fault.field));
                Err(AppError::Fields(
                    unread.into_iter().chain(refused).collect(),
                ))
            }
            _ if !unread.is_empty() => Err(AppError::Fields(unread)),
            other => Err(other),
        }
    }

    /// Values from texts, and what is wrong with those that are none.
    fn read_fields(
        &self,
        register: &str,
        texts: &FieldTexts,
    ) -> Result<(Values, Vec<FieldFault>), AppError> {
        let declared = self.written_by_people(register)?;
        let stored: Vec<&Field> = declared.stored().collect();
        let mut values = Values::new();
        let mut faults = Vec::new();
        for (name, text) in texts {
            let Some(field) = stored.iter().find(|field| field.name == *name) else {
                let nearest =
                    jixia_pack::nearest(name, stored.iter().map(|field| field.name.as_str()));
                return Err(AppError::unknown(
                    "字段",
                    "field",
                    name,
                    nearest.map(str::to_owned),
                ));
            };
            match FieldReader::new(field, self.packs()).read(Cell::Text(text)) {
                Ok(value) => drop(values.insert(name.clone(), value)),
                Err(fault) => faults.push(FieldFault {
                    field: name.clone(),
                    text: fault.text,
                }),
            }
        }
        Ok((values, faults))
    }
}

/// What the records refuse about single fields is shown beside the fields, like what the reader
/// refuses.
fn field_faults(error: StoreError) -> AppError {
    match error {
        StoreError::Values { faults, .. } => AppError::Fields(
            faults
                .into_iter()
                .map(|fault| FieldFault {
                    field: fault.field,
                    text: fault.text,
                })
                .collect(),
        ),
        other => other.into(),
    }
}
