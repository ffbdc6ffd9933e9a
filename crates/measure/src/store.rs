//! The store of records as a source of rows.

use std::sync::Arc;

use jixia_pack::Packs;
use jixia_store::{Store, StoreError};
use jixia_terms::Instant;

use crate::error::SnapshotError;
use crate::source::{EachRow, RecordSource, records_error};

impl RecordSource for Store {
    fn packs(&self) -> &Arc<Packs> {
        Self::packs(self)
    }

    fn count(&self, register: &str, as_of: Option<Instant>) -> Result<u64, SnapshotError> {
        Self::count(self, register, as_of).map_err(records_error)
    }

    fn scan(
        &self,
        register: &str,
        as_of: Option<Instant>,
        each: &mut EachRow<'_>,
    ) -> Result<u64, SnapshotError> {
        // What stops the reader is kept aside, since a store can only be stopped by an error of its
        // own.
        let mut stopped = None;
        let scanned = Self::scan(self, register, as_of, &mut |record| {
            each(&record.values).map_err(|error| {
                stopped = Some(error);
                StoreError::Database("the reader stopped".to_owned())
            })
        });
        match stopped {
            Some(error) => Err(error),
            None => scanned.map_err(records_error),
        }
    }

    fn journal_head(&self) -> Result<Option<(u64, String)>, SnapshotError> {
        Self::journal_head(self).map_err(records_error)
    }
}
