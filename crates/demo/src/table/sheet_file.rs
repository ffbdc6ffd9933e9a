//! Turns a CSV of the demo into an XLSX as offices make them: a merged title, a line that says who
//! filled it in, the header on line 3.

use std::io;
use std::path::Path;

use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};

/// Writes the sheet.
pub(crate) fn write(csv: &Path, xlsx: &Path) -> io::Result<()> {
    let text = std::fs::read_to_string(csv)?;
    sheet(&text, xlsx).map_err(io::Error::other)
}

fn sheet(text: &str, xlsx: &Path) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let columns = text
        .lines()
        .next()
        .map_or(1, |head| head.split(',').count());
    let last = u16::try_from(columns.saturating_sub(1)).unwrap_or(0);
    let bold = Format::new().set_bold().set_align(FormatAlign::Center);
    if last > 0 {
        sheet.merge_range(0, 0, 0, last, "澜州市学校情况汇总表", &bold)?;
    }
    sheet.write(1, 0, "填报单位：澜州市教育局")?;
    for (row, line) in text.lines().enumerate() {
        let row = u32::try_from(row).unwrap_or(u32::MAX).saturating_add(2);
        for (column, cell) in line.split(',').enumerate() {
            let column = u16::try_from(column).unwrap_or(u16::MAX);
            match cell.parse::<f64>() {
                Ok(number) if cell.len() < 10 => sheet.write(row, column, number)?,
                _ => sheet.write(row, column, cell)?,
            };
        }
    }
    workbook.save(xlsx)
}
