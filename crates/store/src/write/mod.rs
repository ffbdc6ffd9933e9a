//! Writing records inside an act.

use std::marker::PhantomData;

use jixia_terms::Value;

use crate::{Record, RecordId, StoreError, Values};

/// Writes records inside one act. What it refuses leaves everything as it was.
pub struct Writer<'a> {
    within: PhantomData<&'a mut ()>,
}

impl Writer<'_> {
    /// Adds a record; fields not given stay empty.
    pub fn insert(&mut self, _register: &str, _values: Values) -> Result<RecordId, StoreError> {
        Err(StoreError::JournalBroken)
    }

    /// Changes the fields given. With `expected`, only if the record still is that version.
    pub fn update(&mut self, _register: &str, _id: RecordId, _values: Values, _expected: Option<u64>) -> Result<(), StoreError> {
        Err(StoreError::JournalBroken)
    }

    /// Ends a record, unless others still point at it. Its history stays.
    pub fn remove(&mut self, _register: &str, _id: RecordId) -> Result<(), StoreError> {
        Err(StoreError::JournalBroken)
    }

    /// Changes the natural key; all references to the record follow, with history.
    pub fn rekey(&mut self, _register: &str, _id: RecordId, _key: Values) -> Result<(), StoreError> {
        Err(StoreError::JournalBroken)
    }

    /// Ends `drop`; all references to it now point at `keep`, with history.
    pub fn merge(&mut self, _register: &str, _keep: RecordId, _drop: RecordId) -> Result<(), StoreError> {
        Err(StoreError::JournalBroken)
    }

    /// A record as it stands within the act.
    pub fn record(&mut self, _register: &str, _id: RecordId) -> Result<Option<Record>, StoreError> {
        Err(StoreError::JournalBroken)
    }

    /// A record by its natural key, as it stands within the act.
    pub fn find(&mut self, _register: &str, _key: &[Value]) -> Result<Option<Record>, StoreError> {
        Err(StoreError::JournalBroken)
    }

    /// Hands every record to `each`, as it stands within the act, in order of number.
    pub fn scan(&mut self, _register: &str, _each: &mut dyn FnMut(&Record) -> Result<(), StoreError>) -> Result<u64, StoreError> {
        Err(StoreError::JournalBroken)
    }
}
