//! Opens a file to be imported: what it is follows from its content, never from its name.
//!
//! IN PROGRESS by another founder (decode.rs, csv.rs, xlsx.rs and this file): do not write these.

use std::path::Path;

use super::{RowSource, SourceError};

/// Opens a CSV or XLSX file.
pub fn open_file(path: &Path) -> Result<Box<dyn RowSource>, SourceError> {
    Err(SourceError::new("file", path.display().to_string(), "not there yet"))
}

/// Reads a CSV or XLSX file that stands in memory; `name` is what people call it.
pub fn open_bytes(name: &str, _bytes: Vec<u8>) -> Result<Box<dyn RowSource>, SourceError> {
    Err(SourceError::new("file", name, "not there yet"))
}
