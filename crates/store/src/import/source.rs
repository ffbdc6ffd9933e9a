//! Rows as they stand in a file, whatever its format.

use super::{SourceError, SourceInfo};

/// Stands before the text of a cell whose formula failed; no text of a file can hold it.
pub(super) const ERROR_CELL: char = '\u{FFFF}';

/// The cells of one line as text. Cells that follow the last one that was filled are missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawRow {
    /// The line in the file, from 1.
    pub line: u64,
    text: String,
    ends: Vec<usize>,
}

impl RawRow {
    /// Makes it empty, for this line.
    pub fn begin(&mut self, line: u64) {
        self.line = line;
        self.text.clear();
        self.ends.clear();
    }

    /// Adds a cell.
    pub fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    /// The cell in this column, from 0.
    pub fn get(&self, column: usize) -> Option<&str> {
        let end = *self.ends.get(column)?;
        let start = match column {
            0 => 0,
            _ => *self.ends.get(column - 1)?,
        };
        self.text.get(start..end)
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no cell holds anything but spaces.
    pub fn is_empty(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }

    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|column| self.get(column))
    }
}

/// Something that gives rows of text, twice if need be.
pub trait RowSource: Send {
    /// What it is; the header line is filled in by the import.
    fn info(&self) -> SourceInfo;
    /// Reads the next line into `row`; false at the end.
    fn next(&mut self, row: &mut RawRow) -> Result<bool, SourceError>;
    /// Goes back to the first line.
    fn rewind(&mut self) -> Result<(), SourceError>;
    /// Share of the file that was read, in percent, if known.
    fn percent(&self) -> Option<u8> {
        None
    }
    /// Goes on to the next sheet, when there is one.
    fn next_sheet(&mut self) -> Result<bool, SourceError> {
        Ok(false)
    }
    /// Goes back to the first sheet.
    fn first_sheet(&mut self) -> Result<(), SourceError> {
        self.rewind()
    }
    /// Whether day numbers count from 1904 rather than 1900.
    fn counts_from_1904(&self) -> bool {
        false
    }
}

/// Rows that stand in memory, for tests and for rows that come from elsewhere.
#[derive(Debug, Clone, Default)]
pub struct MemoryRows {
    rows: Vec<Vec<String>>,
    next: usize,
}

impl MemoryRows {
    /// These rows, the headers first.
    pub fn new(rows: Vec<Vec<String>>) -> Self {
        Self { rows, next: 0 }
    }
}

impl RowSource for MemoryRows {
    fn info(&self) -> SourceInfo {
        SourceInfo {
            name: "memory".to_owned(),
            format: "rows",
            ..SourceInfo::default()
        }
    }

    fn next(&mut self, row: &mut RawRow) -> Result<bool, SourceError> {
        let Some(cells) = self.rows.get(self.next) else {
            return Ok(false);
        };
        self.next += 1;
        row.begin(self.next as u64);
        cells.iter().for_each(|cell| row.push(cell));
        Ok(true)
    }

    fn rewind(&mut self) -> Result<(), SourceError> {
        self.next = 0;
        Ok(())
    }
}
