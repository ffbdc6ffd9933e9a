//! Import: a file is read, checked, compared with its register, and written as a whole or not at all.

mod error;
mod open;
mod report;
mod source;

pub use error::SourceError;
pub use open::{open_bytes, open_file};
pub use report::{
    ColumnUse, FieldChange, ImportOptions, ImportReport, ImportStep, Outcome, Progress,
    REFUSED_MAX, Reason, RefusedRow, RowSample, SAMPLES_MAX, SkippedLine, SourceInfo,
};
pub use source::{MemoryRows, RawRow, RowSource};
