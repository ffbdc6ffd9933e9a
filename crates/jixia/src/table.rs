//! Prints rows as an aligned table (Chinese characters are two cells wide), as CSV or as JSON
//! lines.

use std::io::{self, Write};

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::args::TableFormat;

/// Rows under a header, with the objects they were made from.
pub struct Table<'a, T> {
    /// Column headers for people.
    pub header: &'a [&'a str],
    /// What each row is made from, printed whole as JSON.
    pub items: &'a [T],
    /// The cells of one row.
    pub cells: &'a dyn Fn(&T) -> Vec<String>,
}

/// What stopped the writing, by which a reader who has enough is known.
fn broken(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

impl<T: Serialize> Table<'_, T> {
    /// Writes the table in this format.
    pub fn print(&self, format: TableFormat, out: &mut dyn Write) -> anyhow::Result<()> {
        match format {
            TableFormat::Json => {
                for item in self.items {
                    writeln!(out, "{}", serde_json::to_string(item)?)?;
                }
            }
            TableFormat::Csv => {
                let mut writer = csv::Writer::from_writer(&mut *out);
                writer.write_record(self.header).map_err(broken)?;
                for item in self.items {
                    writer.write_record((self.cells)(item)).map_err(broken)?;
                }
                writer.flush()?;
            }
            TableFormat::Table => self.print_aligned(out)?,
        }
        Ok(())
    }

    fn print_aligned(&self, out: &mut dyn Write) -> io::Result<()> {
        let header: Vec<String> = self.header.iter().map(|&cell| cell.to_owned()).collect();
        let rows: Vec<Vec<String>> = self.items.iter().map(self.cells).collect();
        let width = |column: usize| {
            let cells = std::iter::once(&header)
                .chain(&rows)
                .filter_map(|row| row.get(column));
            cells.map(|cell| cell.width()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..header.len()).map(width).collect();
        for row in std::iter::once(&header).chain(&rows) {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell);
                line.extend(std::iter::repeat_n(
                    ' ',
                    width.saturating_sub(cell.width()) + 2,
                ));
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}
