//! Where the rows of registers come from: the store of records, or memory in tests and stories.

use std::collections::BTreeMap;
use std::sync::Arc;

use jixia_pack::Packs;
use jixia_terms::{Instant, Value};

use crate::error::{Cause, SnapshotError};

/// Takes one row: its values in the order of `Register::stored()`.
pub type EachRow<'a> = dyn FnMut(&[Value]) -> Result<(), SnapshotError> + 'a;

/// Registers that can be read as they stood at an instant.
pub trait RecordSource: Sync {
    /// The packs that declare the registers.
    fn packs(&self) -> &Arc<Packs>;

    /// How many rows a register had.
    fn count(&self, register: &str, as_of: Option<Instant>) -> Result<u64, SnapshotError>;

    /// Gives every row of a register in a fixed order; the result is their number.
    fn scan(
        &self,
        register: &str,
        as_of: Option<Instant>,
        each: &mut EachRow<'_>,
    ) -> Result<u64, SnapshotError>;

    /// Sequence number and hash of the newest line of the journal, if there is one.
    fn journal_head(&self) -> Result<Option<(u64, String)>, SnapshotError>;
}

/// Registers held in memory, always as they stand.
#[derive(Debug, Clone, Default)]
pub struct MemoryRecords {
    packs: Arc<Packs>,
    rows: BTreeMap<String, Vec<Vec<Value>>>,
    head: Option<(u64, String)>,
}

impl MemoryRecords {
    /// No rows yet.
    pub fn new(packs: Arc<Packs>) -> Self {
        Self {
            packs,
            ..Self::default()
        }
    }

    /// Adds a row: values in the order of `Register::stored()`.
    pub fn push(&mut self, register: &str, values: Vec<Value>) {
        self.rows
            .entry(register.to_owned())
            .or_default()
            .push(values);
    }

    /// Sets what the journal says was its newest line.
    pub fn set_journal_head(&mut self, seq: u64, hash: &str) {
        self.head = Some((seq, hash.to_owned()));
    }

    /// The rows of a register.
    pub fn rows(&self, register: &str) -> &[Vec<Value>] {
        self.rows.get(register).map_or(&[], Vec::as_slice)
    }
}

impl RecordSource for MemoryRecords {
    fn packs(&self) -> &Arc<Packs> {
        &self.packs
    }

    fn count(&self, register: &str, _: Option<Instant>) -> Result<u64, SnapshotError> {
        Ok(self.rows(register).len() as u64)
    }

    fn scan(
        &self,
        register: &str,
        _: Option<Instant>,
        each: &mut EachRow<'_>,
    ) -> Result<u64, SnapshotError> {
        for row in self.rows(register) {
            each(row)?;
        }
        Ok(self.rows(register).len() as u64)
    }

    fn journal_head(&self) -> Result<Option<(u64, String)>, SnapshotError> {
        Ok(self.head.clone())
    }
}

/// Wraps what a store of records says.
pub fn records_error(cause: impl Into<Cause>) -> SnapshotError {
    SnapshotError::Records(cause.into())
}
