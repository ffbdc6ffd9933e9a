//! CSV: UTF-8 with byte order mark, Chinese headers, CRLF, as spreadsheets expect it.
//!
//! A text that a spreadsheet would take for a formula gets an apostrophe before it, and so does a
//! text that already looks like one so guarded; the import takes one apostrophe away from such
//! texts, so that nothing is lost on the way. Plain numbers such as -5 stay as they are.

use std::io::Write;

use super::{Writer, not_written};
use crate::StoreError;
use crate::db::Conn;
use crate::import::parse::needs_guard;
use crate::read::{Within, each_row};
use crate::table::Table;

const BUFFER: usize = 256 * 1024;

pub(super) fn write(
    conn: &mut Conn,
    table: &Table,
    writers: &[Writer],
    within: Within<'_>,
    out: &mut dyn Write,
) -> Result<u64, StoreError> {
    let mut buffer = String::with_capacity(BUFFER + 4096);
    buffer.push('\u{feff}');
    for (i, column) in table.columns.iter().enumerate() {
        put(&mut buffer, i, &column.field.label.zh);
    }
    buffer.push_str("\r\n");
    let mut text = String::new();
    let rows = each_row(conn, table, within, &mut |row| {
        for (i, writer) in writers.iter().enumerate() {
            writer.write(row, i + 2, &mut text)?;
            put(&mut buffer, i, &text);
        }
        buffer.push_str("\r\n");
        if buffer.len() >= BUFFER {
            out.write_all(buffer.as_bytes()).map_err(not_written)?;
            buffer.clear();
        }
        Ok(())
    })?;
    out.write_all(buffer.as_bytes()).map_err(not_written)?;
    out.flush().map_err(not_written)?;
    Ok(rows)
}

/// Adds a cell, in quotes where it needs them.
fn put(line: &mut String, i: usize, text: &str) {
    if i > 0 {
        line.push(',');
    }
    let guard = if needs_guard(text) { "'" } else { "" };
    let special = |b: u8| matches!(b, b',' | b'"' | b'\n' | b'\r' | b';' | b'\t');
    if !text.bytes().any(special) {
        line.push_str(guard);
        line.push_str(text);
        return;
    }
    line.push('"');
    line.push_str(guard);
    let mut parts = text.split('"');
    line.push_str(parts.next().unwrap_or_default());
    for part in parts {
        line.push_str("\"\"");
        line.push_str(part);
    }
    line.push('"');
}
