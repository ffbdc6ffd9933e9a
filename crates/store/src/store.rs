//! The store: one database with one journal, shared by all who read and write it.

use std::sync::Arc;

use jixia_pack::Packs;
use jixia_terms::{Instant, Value};

use crate::import::{ImportOptions, ImportReport, Progress, RowSource};
use crate::journal::{JournalLine, Verdict};
use crate::query::{JournalQuery, ListPage, ListQuery};
use crate::record::{Act, Record, RecordId, Version};
use crate::write::Writer;
use crate::{Location, SchemaPolicy, StoreError};

/// The records of one authority. Cheap to clone, and safe to share between threads.
///
/// It waits for the database in the thread that calls it, so asynchronous callers use `spawn_blocking`.
#[derive(Clone)]
pub struct Store {
    packs: Arc<Packs>,
}

impl Store {
    /// Opens the database and makes or widens its tables to what the packs declare.
    pub fn open(_location: &Location, packs: Arc<Packs>, _schema: SchemaPolicy) -> Result<Self, StoreError> {
        Ok(Self { packs })
    }

    /// The packs by which it keeps records.
    pub fn packs(&self) -> &Arc<Packs> {
        &self.packs
    }

    /// Runs an act: one transaction, one line in the journal; no change, no line.
    pub fn act<T>(
        &self,
        _act: &Act,
        _work: impl FnOnce(&mut Writer<'_>) -> Result<T, StoreError>,
    ) -> Result<(T, Option<JournalLine>), StoreError> {
        Err(unready())
    }

    /// Imports a file into a register as one act, as a whole or not at all.
    pub fn import(
        &self,
        _act: &Act,
        _register: &str,
        _rows: &mut dyn RowSource,
        _options: &ImportOptions,
        _progress: &mut dyn FnMut(Progress),
    ) -> Result<ImportReport, StoreError> {
        Err(unready())
    }

    /// A page of a register.
    pub fn list(&self, _query: &ListQuery) -> Result<ListPage, StoreError> {
        Err(unready())
    }

    /// A record by its number.
    pub fn record(&self, _register: &str, _id: RecordId, _as_of: Option<Instant>) -> Result<Option<Record>, StoreError> {
        Err(unready())
    }

    /// A record by its natural key, in the order of `Register::key`.
    pub fn find(&self, _register: &str, _key: &[Value], _as_of: Option<Instant>) -> Result<Option<Record>, StoreError> {
        Err(unready())
    }

    /// Every version of a record, the newest first.
    pub fn history(&self, _register: &str, _id: RecordId) -> Result<Vec<Version>, StoreError> {
        Err(unready())
    }

    /// How many records a register has or had.
    pub fn count(&self, _register: &str, _as_of: Option<Instant>) -> Result<u64, StoreError> {
        Err(unready())
    }

    /// Hands every record to `each`, in order of number, one at a time; gives how many there were.
    pub fn scan(
        &self,
        _register: &str,
        _as_of: Option<Instant>,
        _each: &mut dyn FnMut(&Record) -> Result<(), StoreError>,
    ) -> Result<u64, StoreError> {
        Err(unready())
    }

    /// A page of the journal, the newest line first.
    pub fn journal(&self, _query: &JournalQuery) -> Result<Vec<JournalLine>, StoreError> {
        Err(unready())
    }

    /// Number and hash of the last line.
    pub fn journal_head(&self) -> Result<Option<(u64, String)>, StoreError> {
        Err(unready())
    }

    /// Computes journal and registers again and compares; `anchors` are heads kept elsewhere.
    pub fn verify_journal(
        &self,
        _anchors: &[(u64, String)],
        _progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Verdict, StoreError> {
        Err(unready())
    }
}

fn unready() -> StoreError {
    StoreError::Database("not there yet".to_owned())
}
