//! XLSX: one sheet, every cell as text so that no digit is lost, the row of headers frozen and
//! locked.
//!
//! Rows go to the file as they come (constant memory). Sheets hold 1,048,576 rows and cells 32,767
//! characters; a register that goes beyond is refused with what to do instead.

use std::io::{Seek, SeekFrom, Write};

use rust_xlsxwriter::{
    Color, Format, FormatAlign, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::{Writer, failed, not_written};
use crate::StoreError;
use crate::db::Conn;
use crate::read::{Within, each_row};
use crate::table::Table;

const ROWS_MAX: u32 = 1_048_575;
const CELL_MAX: usize = 32_767;

pub(super) fn write(
    conn: &mut Conn,
    table: &Table,
    writers: &[Writer],
    within: Within<'_>,
    out: &mut dyn Write,
) -> Result<u64, StoreError> {
    let mut workbook = Workbook::new();
    let sheet = workbook
        .add_worksheet_with_constant_memory()
        .map_err(|error| not_made(&error))?;
    let body = Format::new().set_num_format("@").set_unlocked();
    prepare(sheet, table, &body).map_err(|error| not_made(&error))?;
    let mut text = String::new();
    let mut line = 0_u32;
    let rows = each_row(conn, table, within, &mut |row| {
        line += 1;
        if line > ROWS_MAX {
            return Err(failed(
                "too_many_rows",
                "记录超过工作表的行数上限（1,048,575），请导出为 CSV",
                "there are more records than a sheet holds (1,048,575); export as CSV",
            ));
        }
        for (i, writer) in writers.iter().enumerate() {
            writer.write(row, i + 2, &mut text)?;
            if text.is_empty() {
                continue;
            }
            let column = u16::try_from(i).unwrap_or(u16::MAX);
            match sheet.write_string_with_format(line, column, &text, &body) {
                Ok(_) => {}
                Err(XlsxError::MaxStringLengthExceeded) => return Err(too_long(table, i, line)),
                Err(error) => return Err(not_made(&error)),
            }
        }
        Ok(())
    })?;
    // A workbook is an archive whose table of contents is written last and needs a seekable file.
    let mut file = tempfile::tempfile().map_err(not_written)?;
    workbook
        .save_to_writer(&mut file)
        .map_err(|error| not_made(&error))?;
    file.seek(SeekFrom::Start(0)).map_err(not_written)?;
    std::io::copy(&mut file, out).map_err(not_written)?;
    out.flush().map_err(not_written)?;
    Ok(rows)
}

fn prepare(sheet: &mut Worksheet, table: &Table, body: &Format) -> Result<(), XlsxError> {
    let head = Format::new()
        .set_bold()
        .set_locked()
        .set_background_color(Color::RGB(0x00E7_EDF3))
        .set_align(FormatAlign::VerticalCenter);
    // Names of sheets have at most 31 characters and not these.
    let name: String = table
        .label
        .zh
        .chars()
        .filter(|c| !"[]:*?/\\'".contains(*c))
        .take(31)
        .collect();
    if !name.is_empty() {
        sheet.set_name(name)?;
    }
    for (i, column) in table.columns.iter().enumerate() {
        let i = u16::try_from(i).unwrap_or(u16::MAX);
        let label = &column.field.label.zh;
        let width = u16::try_from(label.chars().count() * 2 + 4)
            .unwrap_or(40)
            .clamp(10, 40);
        sheet.set_column_width(i, f64::from(width))?;
        // The whole column is open and text, so that rows may be added below.
        sheet.set_column_format(i, body)?;
        sheet.write_string_with_format(0, i, label, &head)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let options = ProtectionOptions {
        insert_rows: true,
        delete_rows: true,
        sort: true,
        use_autofilter: true,
        format_columns: true,
        format_rows: true,
        format_cells: true,
        ..ProtectionOptions::default()
    };
    sheet.protect_with_options(&options);
    Ok(())
}

fn too_long(table: &Table, i: usize, line: u32) -> StoreError {
    let label = table
        .columns
        .get(i)
        .map(|column| column.field.label.clone())
        .unwrap_or_default();
    let line = line + 1;
    failed(
        "cell_too_long",
        format!(
            "第 {line} 行“{}”超过单元格的字数上限（{CELL_MAX}），请导出为 CSV",
            label.zh
        ),
        format!(
            "line {line}: {} is longer than a cell holds ({CELL_MAX}); export as CSV",
            label.en
        ),
    )
}

fn not_made(error: &XlsxError) -> StoreError {
    failed(
        "workbook",
        format!("无法生成工作簿：{error}"),
        format!("the workbook cannot be made: {error}"),
    )
}
