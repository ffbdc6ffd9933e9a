//! Export: a register as a file that people can read and that, imported again, is no change.
//!
//! Rows are streamed from the database to the writer; nothing of the register stays in memory.

mod csv;
mod xlsx;

use std::io::Write;

use jixia_pack::FieldWriter;
use jixia_terms::{Instant, Label};

use crate::db::{Cell, ColumnType, Row};
use crate::read::{self, Scope};
use crate::table::Table;
use crate::{Store, StoreError};

/// File formats of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Comma-separated text, UTF-8 with byte order mark.
    #[default]
    Csv,
    /// A workbook with one sheet.
    Xlsx,
}

/// What is exported and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExportOptions {
    /// The format.
    pub format: Format,
    /// The instant as of which the register is read; none for now.
    pub as_of: Option<Instant>,
}

impl Store {
    /// Writes a register to `out`, row by row; gives how many rows there were.
    pub fn export(
        &self,
        register: &str,
        options: &ExportOptions,
        out: &mut (dyn Write + Send),
    ) -> Result<u64, StoreError> {
        self.whole(register)?.export(options, out)
    }
}

/// Writes what a reader may see of a register.
pub(crate) fn write(
    store: &Store,
    table: &Table,
    scope: &Scope<'_>,
    options: &ExportOptions,
    out: &mut (dyn Write + Send),
) -> Result<u64, StoreError> {
    let writers = writers(table, store.packs());
    store.pool().read(|conn| {
        let within = (scope, read::as_of(conn, options.as_of)?);
        match options.format {
            Format::Csv => csv::write(conn, table, &writers, within, out),
            Format::Xlsx => xlsx::write(conn, table, &writers, within, out),
        }
    })
}

/// The writers of the columns: codes as labels, instants as people read them.
fn writers(table: &Table, packs: &jixia_pack::Packs) -> Vec<Writer> {
    let columns = table.columns.iter();
    columns
        .map(|column| Writer {
            ty: column.ty,
            is_plain: column.ty == ColumnType::Text && column.field.kind.code_list().is_none(),
            fields: FieldWriter::new(&column.field, packs, true),
        })
        .collect()
}

/// Writes the values of one column as text.
struct Writer {
    ty: ColumnType,
    /// Whether the text that is stored is the text that is written.
    is_plain: bool,
    fields: FieldWriter,
}

impl Writer {
    /// The cell as text, put in place of what `text` held.
    fn write(&self, row: &Row<'_>, i: usize, text: &mut String) -> Result<(), StoreError> {
        text.clear();
        match row.cell(i, self.ty)? {
            Cell::Null => {}
            Cell::Text(plain) if self.is_plain => text.push_str(plain),
            cell => self.fields.write(&cell.to_value(), text),
        }
        Ok(())
    }
}

fn failed(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> StoreError {
    StoreError::Export {
        code,
        text: Label::new(zh, en),
    }
}

fn not_written(error: std::io::Error) -> StoreError {
    StoreError::File {
        path: "export".to_owned(),
        error,
    }
}
