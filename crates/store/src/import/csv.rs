//! Rows of a CSV file, read as a stream: encoding and delimiter are found from the content.
//!
//! Quotes are read as Excel does, but a quote that is never closed is an error with its line, since
//! it would swallow the rows behind it. Lines count as they stand in the file.

use super::decode::{More, TextStream, find_encoding};
use super::delimiter::{Delimiter, find_delimiter};
use super::open::Input;
use super::{RawRow, RowSource, SourceError, SourceInfo};

/// Bytes that one cell may have, as UTF-8.
const CELL_MAX: usize = 1024 * 1024;
/// Bytes that one row may have, as UTF-8.
const ROW_MAX: usize = 8 * 1024 * 1024;
/// Cells that one row may have, as in Excel.
const CELLS_MAX: usize = 16_384;
/// Text that is read before the delimiter is looked for.
const SAMPLE: usize = 64 * 1024;

/// A CSV file.
pub(super) struct CsvRows {
    stream: TextStream,
    delimiter: Delimiter,
    /// Text that was decoded and not yet given, from `at`.
    text: String,
    at: usize,
    /// The line that begins at `at`.
    line: u64,
    more: More,
    scratch: String,
}

/// How far the text at hand went.
enum Step {
    /// A row, which ends before this place; the next one begins after so many lines.
    Row { next: usize, lines: u64 },
    /// The row goes on behind the text at hand.
    Cut,
}

impl CsvRows {
    /// Finds encoding and delimiter and stands before the first row.
    pub fn new(mut input: Input) -> Result<Self, SourceError> {
        let found = find_encoding(&mut input)?;
        let mut rows = Self {
            stream: TextStream::new(input, found)?,
            delimiter: Delimiter::Byte(b','),
            text: String::new(),
            at: 0,
            line: 1,
            more: More::Some,
            scratch: String::new(),
        };
        while rows.more == More::Some && rows.text.len() < SAMPLE {
            rows.more = rows.stream.more(&mut rows.text)?;
        }
        let (delimiter, _) = find_delimiter(&rows.text, rows.more == More::End);
        rows.delimiter = delimiter;
        rows.rewind()?;
        Ok(rows)
    }

    /// Passes over a leading `sep=;` line.
    fn skip_separator(&mut self) -> Result<(), SourceError> {
        while self.more == More::Some && self.text.len() < SAMPLE {
            self.more = self.stream.more(&mut self.text)?;
        }
        if let (_, Some(after)) = find_delimiter(&self.text, self.more == More::End) {
            self.at = after;
            self.line += 1;
        }
        Ok(())
    }

    fn read_more(&mut self) -> Result<(), SourceError> {
        self.text.drain(..self.at);
        self.at = 0;
        if self.text.len() > ROW_MAX {
            return Err(self.too_long());
        }
        // Twice what is there, so that a long row is not gone over again for each small piece.
        let enough = self.text.len() * 2;
        loop {
            self.more = self.stream.more(&mut self.text)?;
            if self.more != More::Some || self.text.len() >= enough {
                return Ok(());
            }
        }
    }

    fn step(&mut self, row: &mut RawRow) -> Result<Step, SourceError> {
        let mut parser = Parser {
            text: &self.text,
            bytes: self.text.as_bytes(),
            at: self.at,
            lines: 0,
            delimiter: self.delimiter,
            last: self.more == More::End,
            scratch: &mut self.scratch,
        };
        row.begin(self.line);
        parser.row(row).map_err(|fault| self.explain(fault))
    }

    fn explain(&self, fault: Fault) -> SourceError {
        let (name, start) = (self.stream.name(), self.line);
        match fault {
            Fault::OpenQuote(lines) => {
                let line = start + lines;
                SourceError::new(
                    "quote_open",
                    format!(
                        "{name} 第 {line} 行有一个引号（\"）没有配对，后面的行会被吞掉。\
                         请在该行补上或删掉引号，再导入。"
                    ),
                    format!(
                        "{name}, line {line}: a quote (\") is not closed and would swallow the \
                         lines after it; close it or take it away"
                    ),
                )
            }
            Fault::LongCell(lines) => {
                let line = start + lines;
                SourceError::new(
                    "cell_too_long",
                    format!(
                        "{name} 第 {line} 行有一个单元格超过 1 MiB。请检查该行的引号和分隔符，\
                         或删去过长的内容。"
                    ),
                    format!(
                        "{name}, line {line}: a cell has more than 1 MiB; check the quotes and \
                         delimiters of that line"
                    ),
                )
            }
            Fault::ManyCells => SourceError::new(
                "too_many_cells",
                format!("{name} 第 {start} 行超过 {CELLS_MAX} 列。请检查分隔符，或删去多余的列。"),
                format!("{name}, line {start}: more than {CELLS_MAX} columns; check the delimiter"),
            ),
        }
    }

    fn too_long(&self) -> SourceError {
        let (name, line) = (self.stream.name(), self.line);
        SourceError::new(
            "line_too_long",
            format!("{name} 第 {line} 行超过 8 MiB。请检查该行的引号，或者这是否真是一个表格。"),
            format!(
                "{name}, line {line}: more than 8 MiB; check its quotes, or whether it is a table"
            ),
        )
    }

    /// Bytes that cannot be decoded follow the text at hand.
    fn undecodable(&self, bytes: &[u8]) -> SourceError {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let line = self.line + count_lines(rest);
        let (name, encoding) = (self.stream.name(), self.stream.found().name());
        let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        let hex = hex.join(" ");
        SourceError::new(
            "undecodable",
            format!(
                "{name} 第 {line} 行有无法识别的字节（{hex}），它们不是 {encoding} 文字。\
                 请改正该行，或用 Excel、WPS 另存为 .xlsx 后再导入。"
            ),
            format!(
                "{name}, line {line}: the bytes {hex} are not {encoding}; correct that line or \
                 save the file as .xlsx"
            ),
        )
    }
}

impl RowSource for CsvRows {
    fn info(&self) -> SourceInfo {
        SourceInfo {
            name: self.stream.name().to_owned(),
            format: "csv",
            encoding: Some(self.stream.found().name()),
            delimiter: Some(self.delimiter.as_char()),
            ..SourceInfo::default()
        }
    }

    fn next(&mut self, row: &mut RawRow) -> Result<bool, SourceError> {
        loop {
            if self.at < self.text.len()
                && let Step::Row { next, lines } = self.step(row)?
            {
                if next - self.at > ROW_MAX {
                    return Err(self.too_long());
                }
                self.at = next;
                self.line += lines;
                return Ok(true);
            }
            match self.more {
                More::Some => self.read_more()?,
                More::End => return Ok(false),
                More::Undecodable(bytes, length) => {
                    return Err(self.undecodable(bytes.get(..length).unwrap_or_default()));
                }
            }
        }
    }

    fn rewind(&mut self) -> Result<(), SourceError> {
        self.stream.rewind()?;
        self.text.clear();
        self.at = 0;
        self.line = 1;
        self.more = More::Some;
        self.skip_separator()
    }

    fn percent(&self) -> Option<u8> {
        self.stream.percent()
    }
}

/// How many lines end in these bytes.
fn count_lines(bytes: &[u8]) -> u64 {
    let mut before = 0;
    let mut lines = 0;
    for byte in bytes {
        lines += u64::from(*byte == b'\r' || (*byte == b'\n' && before != b'\r'));
        before = *byte;
    }
    lines
}

/// What is wrong with a row; lines count from the start of the row.
enum Fault {
    OpenQuote(u64),
    LongCell(u64),
    ManyCells,
}

/// Reads one row from the text at hand.
struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    lines: u64,
    delimiter: Delimiter,
    /// Whether nothing follows the text.
    last: bool,
    scratch: &'a mut String,
}

/// What ends a cell.
enum End {
    Cell,
    Row,
    Cut,
}

impl Parser<'_> {
    fn row(&mut self, row: &mut RawRow) -> Result<Step, Fault> {
        // Files put together from several carry a mark at the start of each.
        while self
            .bytes
            .get(self.at..)
            .is_some_and(|rest| rest.starts_with("\u{feff}".as_bytes()))
        {
            self.at += "\u{feff}".len();
        }
        if matches!(self.bytes.get(self.at), Some(b'\r' | b'\n')) {
            return Ok(self.row_end());
        }
        loop {
            let end = match self.bytes.get(self.at) {
                Some(b'"') => self.quoted(row)?,
                _ => self.plain(row)?,
            };
            match end {
                End::Cut => return Ok(Step::Cut),
                End::Row => return Ok(self.row_end()),
                End::Cell if row.len() >= CELLS_MAX => return Err(Fault::ManyCells),
                End::Cell => self.at += self.delimiter.length(),
            }
        }
    }

    /// Stands before a line's end or at the end of the text.
    fn row_end(&mut self) -> Step {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        match rest {
            [b'\r'] if !self.last => return Step::Cut,
            [b'\r', b'\n', ..] => self.at += 2,
            [b'\r' | b'\n', ..] => self.at += 1,
            _ => {}
        }
        Step::Row {
            next: self.at,
            lines: self.lines + 1,
        }
    }

    fn plain(&mut self, row: &mut RawRow) -> Result<End, Fault> {
        let from = self.at;
        let end = self.cell_end();
        if self.at - from > CELL_MAX {
            return Err(Fault::LongCell(self.lines));
        }
        if !matches!(end, End::Cut) {
            row.push(self.text.get(from..self.at).unwrap_or_default());
        }
        Ok(end)
    }

    /// Goes to what ends the cell, wherever in it we stand.
    fn cell_end(&mut self) -> End {
        let first = self.delimiter.first();
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let stops = |byte: &u8| *byte == first || *byte == b'\n' || *byte == b'\r';
            let Some(length) = rest.iter().position(stops) else {
                self.at = self.bytes.len();
                return if self.last { End::Row } else { End::Cut };
            };
            self.at += length;
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            match rest.first() {
                Some(b'\r' | b'\n') => return End::Row,
                _ if self.delimiter.begins(rest) => return End::Cell,
                _ => self.at += 1,
            }
        }
    }

    fn quoted(&mut self, row: &mut RawRow) -> Result<End, Fault> {
        let (opened, start) = (self.lines, self.at);
        self.scratch.clear();
        self.at += 1;
        loop {
            let from = self.at;
            let rest = self.bytes.get(from..).unwrap_or_default();
            let Some(length) = rest.iter().position(|byte| *byte == b'"') else {
                return match self.last || rest.len() > CELL_MAX {
                    true => Err(Fault::OpenQuote(opened)),
                    false => Ok(End::Cut),
                };
            };
            self.at = from + length;
            self.lines += count_lines(rest.get(..length).unwrap_or_default());
            let part = self.text.get(from..self.at).unwrap_or_default();
            if self.at - start > CELL_MAX {
                return Err(Fault::LongCell(opened));
            }
            match self.bytes.get(self.at + 1) {
                None if !self.last => return Ok(End::Cut),
                Some(b'"') => {
                    self.scratch.push_str(part);
                    self.scratch.push('"');
                    self.at += 2;
                }
                _ => {
                    self.at += 1;
                    return self.after_quote(row, part.len(), opened);
                }
            }
        }
    }

    /// Behind the closing quote; `length` bytes before it are not in `scratch` yet.
    fn after_quote(&mut self, row: &mut RawRow, length: usize, opened: u64) -> Result<End, Fault> {
        let closed = self.at;
        let inside = self
            .text
            .get(closed - 1 - length..closed - 1)
            .unwrap_or_default();
        let end = self.cell_end();
        if matches!(end, End::Cut) {
            return Ok(end);
        }
        let behind = self.text.get(closed..self.at).unwrap_or_default();
        if behind.trim_matches([' ', '\t']).is_empty() && self.scratch.is_empty() {
            row.push(inside);
            return Ok(end);
        }
        self.scratch.push_str(inside);
        if !behind.trim_matches([' ', '\t']).is_empty() {
            // Text behind a quote that closed in another line: that quote opened another cell.
            if self.lines > opened {
                return Err(Fault::OpenQuote(opened));
            }
            self.scratch.push_str(behind);
        }
        row.push(self.scratch);
        Ok(end)
    }
}
