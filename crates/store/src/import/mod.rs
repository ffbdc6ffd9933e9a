//! Import: a file is read, checked, compared with its register, and written as a whole or not at all.

mod csv;
mod decode;
mod delimiter;
mod error;
mod kind;
mod open;
mod report;
mod source;
mod xlsx;

pub use error::SourceError;
pub use open::{open_bytes, open_file};
pub use report::{
    ColumnUse, FieldChange, ImportOptions, ImportReport, ImportStep, Outcome, Progress,
    REFUSED_MAX, Reason, RefusedRow, RowSample, SAMPLES_MAX, SkippedLine, SourceInfo,
};
pub use source::{MemoryRows, RawRow, RowSource};

pub(crate) fn run(
    _store: &crate::Store,
    _act: &crate::Act,
    _register: &str,
    _rows: &mut dyn RowSource,
    _options: &ImportOptions,
    _progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport, crate::StoreError> {
    Err(crate::StoreError::JournalBroken)
}
