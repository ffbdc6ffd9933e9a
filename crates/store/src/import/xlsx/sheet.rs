//! The rows of one sheet, read as a stream.

use quick_xml::events::{BytesStart, Event};

use super::super::source::ERROR_CELL;
use super::number::push_number;
use super::workbook::Workbook;
use super::xml::{BadXml, Xml, push_entity, resolve_escapes};

/// Columns that a sheet can have.
const COLUMNS_MAX: u32 = 16_384;
/// Rows that a sheet can have.
const ROWS_MAX: u32 = 1_048_576;
/// Bytes that one row may have.
const ROW_MAX: usize = 8 * 1024 * 1024;

/// The filled cells of a row, by their columns. Reused from row to row.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// The row, from 0.
    pub row: u32,
    text: String,
    places: Vec<(u32, usize, usize)>,
}

impl Cells {
    /// The filled cells in the order of their columns.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        let cell = |(column, start, end): &(u32, usize, usize)| {
            (*column, self.text.get(*start..*end).unwrap_or_default())
        };
        self.places.iter().map(cell)
    }

    /// The text of the cell in this column.
    pub fn get(&self, column: u32) -> Option<&str> {
        self.iter()
            .find(|(other, _)| *other == column)
            .map(|(_, text)| text)
    }

    /// Fills a cell that is empty.
    pub fn fill(&mut self, column: u32, text: &str) {
        if self.get(column).is_none() {
            let start = self.text.len();
            self.text.push_str(text);
            self.places.push((column, start, self.text.len()));
            self.sort();
        }
    }

    /// Whether no cell holds anything.
    pub fn is_empty(&self) -> bool {
        self.iter().all(|(_, text)| text.trim().is_empty())
    }

    fn begin(&mut self, row: u32) {
        self.row = row;
        self.text.clear();
        self.places.clear();
    }

    fn sort(&mut self) {
        if !self.places.is_sorted() {
            self.places.sort_by_key(|(column, ..)| *column);
        }
    }
}

/// What a cell's `t` says of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Number,
    Shared,
    Text,
    Bool,
    Iso,
    Error,
}

/// The cell that is being read.
struct Open {
    column: u32,
    kind: Type,
    style: usize,
}

/// A sheet, from its first row.
pub(super) struct Sheet {
    xml: Xml,
    next_row: u32,
    in_rows: bool,
    ended: bool,
    value: String,
}

impl Sheet {
    /// This sheet.
    pub fn new(xml: Xml) -> Self {
        Self {
            xml,
            next_row: 0,
            in_rows: false,
            ended: false,
            value: String::new(),
        }
    }

    /// The row that was read last, from 1.
    pub fn line(&self) -> u32 {
        self.next_row
    }

    /// Share of the sheet that was read.
    pub fn percent(&self) -> Option<u8> {
        self.xml.percent()
    }

    /// Reads the next row that the file has; false at the end.
    pub fn next(&mut self, book: &Workbook, cells: &mut Cells) -> Result<bool, BadXml> {
        while !self.ended {
            match self.xml.next()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "sheetData" => self.in_rows = true,
                    "row" if self.in_rows => {
                        let row = raw(&e, "r").and_then(|r| r.parse::<u32>().ok()?.checked_sub(1));
                        let row = row.unwrap_or(self.next_row);
                        if row >= ROWS_MAX {
                            return Err(BadXml);
                        }
                        cells.begin(row);
                        self.next_row = row + 1;
                        self.row(book, cells)?;
                        return Ok(true);
                    }
                    _ => {}
                },
                Event::End(e) => self.ended = e.local_name().as_ref() == "sheetData",
                Event::Eof if self.in_rows => return Err(BadXml),
                Event::Eof => self.ended = true,
                _ => {}
            }
        }
        Ok(false)
    }

    fn row(&mut self, book: &Workbook, cells: &mut Cells) -> Result<(), BadXml> {
        let mut next_column = 0;
        loop {
            let open = match self.xml.next()? {
                Event::Start(e) if e.local_name().as_ref() == "c" => open_cell(&e, next_column)?,
                Event::End(e) if e.local_name().as_ref() == "row" => {
                    cells.sort();
                    return Ok(());
                }
                Event::Eof => return Err(BadXml),
                _ => continue,
            };
            next_column = open.column + 1;
            self.value.clear();
            self.read_value()?;
            let start = cells.text.len();
            push_value(&self.value, &open, book, &mut cells.text)?;
            if cells.text.len() > ROW_MAX || cells.places.len() > COLUMNS_MAX as usize {
                return Err(BadXml);
            }
            if cells.text.len() > start {
                cells.places.push((open.column, start, cells.text.len()));
            }
        }
    }

    /// Gathers the text of `v`, or of the `t` within `is`, up to the end of the cell.
    fn read_value(&mut self) -> Result<(), BadXml> {
        let (mut wanted, mut spoken) = (false, false);
        loop {
            match self.xml.next()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "v" => wanted = true,
                    "t" => wanted = !spoken,
                    "rPh" => spoken = true,
                    _ => {}
                },
                Event::End(e) => match e.local_name().as_ref() {
                    "c" => return Ok(()),
                    "v" | "t" => wanted = false,
                    "rPh" => spoken = false,
                    _ => {}
                },
                Event::Text(t) if wanted => self.value.push_str(&t.xml10_content()),
                Event::CData(t) if wanted => self.value.push_str(&t.xml10_content()),
                Event::GeneralRef(e) if wanted => push_entity(&e, &mut self.value)?,
                Event::Eof => return Err(BadXml),
                _ => {}
            }
            if self.value.len() > ROW_MAX {
                return Err(BadXml);
            }
        }
    }
}

fn open_cell(e: &BytesStart, next_column: u32) -> Result<Open, BadXml> {
    let mut open = Open {
        column: next_column,
        kind: Type::Number,
        style: 0,
    };
    for found in e.attributes().with_checks(false) {
        let found = found.map_err(|_| BadXml)?;
        match found.key.as_ref() {
            "r" => open.column = cell_place(&found.value).ok_or(BadXml)?.1,
            "s" => open.style = found.value.parse().unwrap_or(0),
            "t" => {
                open.kind = match found.value.as_ref() {
                    "s" => Type::Shared,
                    "str" | "inlineStr" => Type::Text,
                    "b" => Type::Bool,
                    "d" => Type::Iso,
                    "e" => Type::Error,
                    _ => Type::Number,
                }
            }
            _ => {}
        }
    }
    if open.column >= COLUMNS_MAX {
        Err(BadXml)
    } else {
        Ok(open)
    }
}

fn push_value(value: &str, open: &Open, book: &Workbook, text: &mut String) -> Result<(), BadXml> {
    if value.is_empty() {
        return Ok(());
    }
    match open.kind {
        Type::Shared => {
            let index = value.trim().parse().map_err(|_| BadXml)?;
            text.push_str(book.strings.get(index).ok_or(BadXml)?);
        }
        Type::Text => {
            let start = text.len();
            text.push_str(value);
            resolve_escapes(text, start);
        }
        Type::Bool => text.push_str(match value.trim() {
            "1" | "true" => "TRUE",
            "0" | "false" => "FALSE",
            other => other,
        }),
        Type::Iso => text.push_str(iso_day(value.trim())),
        Type::Error => {
            text.push(ERROR_CELL);
            text.push_str(value);
        }
        Type::Number => push_number(value, book.styles.shown(open.style), book.from_1904, text),
    }
    Ok(())
}

/// A day that is written with the time of its midnight.
fn iso_day(text: &str) -> &str {
    match text.split_once('T') {
        Some((day, time)) if time.chars().all(|c| matches!(c, '0' | ':' | '.' | 'Z')) => day,
        _ => text,
    }
}

fn raw<'a>(e: &'a BytesStart, name: &str) -> Option<std::borrow::Cow<'a, str>> {
    Some(e.try_get_attribute(name).ok()??.value)
}

/// Row and column, from 0, of a place such as `AB12`.
pub(super) fn cell_place(place: &str) -> Option<(u32, u32)> {
    let place = place.trim().trim_start_matches('$');
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = place.split_at_checked(letters)?;
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let number =
        |column: u32, byte: u8| column * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1;
    let column = letters.bytes().fold(0, number);
    let row: u32 = digits.trim_start_matches('$').parse().ok()?;
    Some((row.checked_sub(1)?, column - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_midnights_are_read() {
        assert_eq!(cell_place("A1"), Some((0, 0)));
        assert_eq!(cell_place("$AB$12"), Some((11, 27)));
        assert_eq!(cell_place("XFD1048576"), Some((1_048_575, 16_383)));
        for bad in ["", "A", "1", "A0", "ABCD1", "A1x", "A99999999999", "学1"] {
            assert_eq!(cell_place(bad), None, "{bad}");
        }
        assert_eq!(iso_day("2026-09-01T00:00:00Z"), "2026-09-01");
        assert_eq!(iso_day("2026-09-01T07:50:00"), "2026-09-01T07:50:00");
    }
}
