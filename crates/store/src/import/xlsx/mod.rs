//! Rows of an XLSX workbook.

use super::open::Input;
use super::{RawRow, RowSource, SourceError, SourceInfo};

/// A workbook.
pub(super) struct XlsxRows;

impl XlsxRows {
    /// Refuses workbooks until they can be read.
    pub fn new(input: Input) -> Result<Self, SourceError> {
        let name = input.name;
        Err(SourceError::new(
            "workbook",
            format!("暂时不能读取工作簿 {name}，请另存为 CSV。"),
            format!("the workbook {name} cannot be read yet; save it as CSV"),
        ))
    }
}

impl RowSource for XlsxRows {
    fn info(&self) -> SourceInfo {
        SourceInfo::default()
    }
    fn next(&mut self, _: &mut RawRow) -> Result<bool, SourceError> {
        Ok(false)
    }
    fn rewind(&mut self) -> Result<(), SourceError> {
        Ok(())
    }
}
