//! Rows of an XLSX workbook, read as a stream: only its shared texts stand in memory.
//!
//! Gives what people see: days as 2026-09-01, codes with their zeros, the last value of a formula.
//! Hidden sheets are left out. A cell merged down a column stands in each row that it covers and
//! that holds anything else.

mod merges;
mod number;
mod package;
mod sheet;
mod styles;
mod workbook;
mod xml;

use merges::{Merge, read_merges};
use package::{Package, PartReader, Size, damaged};
use sheet::{Cells, Sheet};
use workbook::Workbook;
use xml::Xml;

use super::open::Input;
use super::{RawRow, RowSource, SourceError, SourceInfo};

/// Columns that may be merged downwards at a time, and bytes of each text; others stay as they are.
const MERGED_MAX: usize = 256;
const MERGED_TEXT_MAX: usize = 64 * 1024;

/// A workbook at one of its sheets.
pub(super) struct XlsxRows {
    package: Package,
    book: Workbook,
    at: usize,
    sheet: Sheet,
    merges: Vec<Merge>,
    /// How many of `merges` began.
    begun: usize,
    /// Merged cells that go on, with their texts.
    open: Vec<(Merge, String)>,
    cells: Cells,
}

impl XlsxRows {
    /// Stands before the first row of the first visible sheet that holds anything.
    pub fn new(input: Input) -> Result<Self, SourceError> {
        let package = Package::open(input)?;
        let book = Workbook::read(&package)?;
        let sheet = Sheet::new(Xml::new(sheet_part(&package, &book, 0)?));
        let mut rows = Self {
            package,
            book,
            at: 0,
            sheet,
            merges: Vec::new(),
            begun: 0,
            open: Vec::new(),
            cells: Cells::default(),
        };
        rows.go_to_filled(0)?;
        Ok(rows)
    }

    /// Goes to the first sheet from this one that holds anything, if there is one.
    fn go_to_filled(&mut self, from: usize) -> Result<bool, SourceError> {
        let before = self.at;
        for at in from..self.book.sheets.len() {
            self.go_to(at)?;
            if self.next(&mut RawRow::default())? {
                self.rewind()?;
                return Ok(true);
            }
        }
        self.go_to(before)?;
        Ok(false)
    }

    fn go_to(&mut self, at: usize) -> Result<(), SourceError> {
        self.at = at;
        let part = sheet_part(&self.package, &self.book, at)?;
        self.merges = read_merges(part).map_err(|_| self.damaged(None))?;
        self.rewind()
    }

    fn sheet_name(&self) -> &str {
        self.book.sheets.get(self.at).map_or("", |(name, _)| name)
    }

    fn damaged(&self, line: Option<u32>) -> SourceError {
        let name = self.package.name();
        let place = match line {
            Some(line) => format!("“{}”!{}", self.sheet_name(), line.max(1)),
            None => format!("“{}”", self.sheet_name()),
        };
        damaged(name, &place)
    }

    /// Puts the texts of merged cells into the row, which holds something else.
    fn fill_merged(&mut self) {
        let row = self.cells.row;
        self.open.retain(|(merge, _)| merge.last >= row);
        for (merge, text) in &self.open {
            if merge.first < row {
                self.cells.fill(merge.column, text);
            }
        }
        while let Some(merge) = self
            .merges
            .get(self.begun)
            .filter(|merge| merge.first <= row)
        {
            self.begun += 1;
            let text = self
                .cells
                .get(merge.column)
                .filter(|text| text.len() <= MERGED_TEXT_MAX);
            if let Some(text) = text
                && merge.first == row
                && self.open.len() < MERGED_MAX
            {
                self.open.push((*merge, text.to_owned()));
            }
        }
    }
}

fn sheet_part(package: &Package, book: &Workbook, at: usize) -> Result<PartReader, SourceError> {
    let (name, part) = book
        .sheets
        .get(at)
        .map_or(("", ""), |(n, p)| (n.as_str(), p.as_str()));
    let found = package.part(part, Size::Sheet)?;
    found.ok_or_else(|| damaged(package.name(), &format!("“{name}”")))
}

impl RowSource for XlsxRows {
    fn info(&self) -> SourceInfo {
        let names = self
            .book
            .sheets
            .iter()
            .map(|(name, _)| name.clone())
            .enumerate();
        let others = names.filter(|(at, _)| *at != self.at).map(|(_, name)| name);
        SourceInfo {
            name: self.package.name().to_owned(),
            format: "xlsx",
            sheet: Some(self.sheet_name().to_owned()),
            other_sheets: others.collect(),
            ..SourceInfo::default()
        }
    }

    fn next(&mut self, row: &mut RawRow) -> Result<bool, SourceError> {
        loop {
            match self.sheet.next(&self.book, &mut self.cells) {
                Ok(true) if self.cells.is_empty() => {}
                Ok(true) => break,
                Ok(false) => return Ok(false),
                Err(_) => return Err(self.damaged(Some(self.sheet.line()))),
            }
        }
        self.fill_merged();
        row.begin(u64::from(self.cells.row) + 1);
        for (column, text) in self.cells.iter() {
            while row.len() < column as usize {
                row.push("");
            }
            // A damaged file may have a column twice: the first one counts.
            if row.len() == column as usize {
                row.push(text);
            }
        }
        Ok(true)
    }

    fn rewind(&mut self) -> Result<(), SourceError> {
        let part = sheet_part(&self.package, &self.book, self.at)?;
        self.sheet = Sheet::new(Xml::new(part));
        self.begun = 0;
        self.open.clear();
        Ok(())
    }

    fn percent(&self) -> Option<u8> {
        self.sheet.percent()
    }

    fn next_sheet(&mut self) -> Result<bool, SourceError> {
        self.go_to_filled(self.at + 1)
    }

    fn first_sheet(&mut self) -> Result<(), SourceError> {
        self.go_to_filled(0).map(drop)
    }

    fn counts_from_1904(&self) -> bool {
        self.book.from_1904
    }
}
