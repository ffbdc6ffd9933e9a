//! Import: a file is read, checked, compared with its register, and written as a whole or not at
//! all.

mod apply;
mod checks;
mod compare;
mod csv;
mod decode;
mod delimiter;
mod error;
mod header;
mod kind;
mod load;
mod named;
mod open;
pub(crate) mod parse;
mod refused;
mod report;
mod run;
mod source;
mod tree;
mod words;
mod xlsx;

pub use error::SourceError;
pub use open::{open_bytes, open_file};
pub use report::{
    BlockedRecord, ColumnUse, FieldChange, ImportOptions, ImportReport, ImportStep, Outcome,
    Progress, REFUSED_MAX, Reason, RefusedRow, RowSample, SAMPLES_MAX, SkippedLine, SourceInfo,
    UnusedColumn,
};
pub(crate) use run::run;
pub use source::{MemoryRows, RawRow, RowSource};
