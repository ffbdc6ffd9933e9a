//! The refused rows, as they came, each with its line and the reasons in the user's words.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use jixia_terms::{Label, Language};

use super::header::{Header, skip_to};
use super::parse::{Line, RowParser};
use super::{REFUSED_MAX, RawRow, Reason, RefusedRow, RowSource, named, tree};
use crate::StoreError;
use crate::canon::Canon;
use crate::db::{Conn, Row};
use crate::table::{Table, Tables};
use crate::write::CHECK;

const CHUNK: usize = 5_000;

/// Adds the rows that the comparison refused to the first ones that the reader refused.
pub(super) fn first_refused(
    conn: &mut Conn,
    (tables, table): (&Tables, &Table),
    read: &mut Vec<RefusedRow>,
) -> Result<(), StoreError> {
    conn.batch("CREATE INDEX _refused_line ON _refused (_line, field)")?;
    conn.batch("CREATE INDEX _named_word ON _named (field, word)")?;
    let found = reasons(conn, (tables, table), 0, REFUSED_MAX * 4)?;
    let mut rows: BTreeMap<u64, Vec<Reason>> =
        read.drain(..).map(|row| (row.line, row.reasons)).collect();
    for (line, mut reasons) in found {
        rows.entry(line).or_default().append(&mut reasons);
    }
    *read = rows
        .into_iter()
        .take(REFUSED_MAX)
        .map(|(line, reasons)| RefusedRow { line, reasons })
        .collect();
    Ok(())
}

/// Reasons found by the comparison for lines after this one, in order of line.
fn reasons(
    conn: &mut Conn,
    of: (&Tables, &Table),
    after: u64,
    limit: usize,
) -> Result<BTreeMap<u64, Vec<Reason>>, StoreError> {
    let sql = format!(
        "SELECT r._line, r.field, r.code, r.detail, n.register, n.key FROM _refused r {}
         WHERE r._line > ?1 ORDER BY r._line, r.field LIMIT {limit}",
        named::JOIN
    );
    let all = conn.all(&sql, &[after.into()], |row| reason(of, row))?;
    let full = all.len() == limit;
    let mut lines: BTreeMap<u64, Vec<Reason>> = BTreeMap::new();
    for (line, reason) in all {
        lines.entry(line).or_default().push(reason);
    }
    // The last line may have more reasons than were read; it comes again, unless it is the only
    // one.
    if full && lines.len() > 1 {
        lines.pop_last();
    }
    Ok(lines)
}

fn reason((tables, table): (&Tables, &Table), row: &Row<'_>) -> Result<(u64, Reason), StoreError> {
    let line = row.count(0)?;
    let (field, code, detail) = (row.opt_text(1)?, row.text(2)?, row.text(3)?);
    let text = match code.as_str() {
        "double_key" => Label::new(
            format!("与第 {detail} 行的主键重复，同一主键在文件中只能出现一次"),
            format!("has the same key as line {detail}; a key may stand in a file only once"),
        ),
        CHECK => {
            let number = detail.parse::<usize>().ok();
            let check = number.and_then(|number| table.checks.get(number));
            check.map(|check| check.text.clone()).unwrap_or_default()
        }
        "ring" | "other_node" => tree::reason(&detail),
        _ => {
            let column = field.as_deref().and_then(|field| table.column(field).ok());
            let value = jixia_terms::Value::Text(detail);
            let shown = column.map(|column| column.shown(&value));
            named::reason(tables, row, &shown.unwrap_or_default())?
        }
    };
    Ok((line, Reason { field, code, text }))
}

/// Writes the file of refused rows: the source is read once more, so that nothing had to be kept.
pub(super) fn write_file(
    conn: &mut Conn,
    (tables, table): (&Tables, &Table),
    canon: &Canon,
    header: &Header,
    source: &mut dyn RowSource,
    (path, language): (&Path, Language),
) -> Result<(), StoreError> {
    let failed = |error: std::io::Error| StoreError::File {
        path: path.display().to_string(),
        error,
    };
    let mut csv = begin(path).map_err(failed)?;
    let written = |error: csv::Error| failed(std::io::Error::other(error));
    let (heads, between) = match language {
        Language::Chinese => (["行号", "拒绝原因"], "；"),
        Language::English => (["Line", "Reason"], "; "),
    };
    let heads = heads
        .into_iter()
        .chain(header.texts.iter().map(String::as_str));
    csv.write_record(heads).map_err(written)?;
    let info = source.info();
    let mut parser = RowParser::new(table, canon, header, &info, source.counts_from_1904());
    // Cells that a workbook leaves out at the end of a row are empty; in this file they must stand.
    let width = if info.format == "csv" {
        0
    } else {
        header.texts.len()
    };
    skip_to(source, header.line)?;
    let mut found = reasons(conn, (tables, table), 0, CHUNK)?;
    let mut row = RawRow::default();
    while source.next(&mut row)? {
        let last = found.last_key_value().map(|(last, _)| *last);
        if let Some(last) = last.filter(|last| *last < row.line) {
            found = reasons(conn, (tables, table), last, CHUNK)?;
        }
        let of_reader = match parser.read(&row) {
            Line::Refused => parser.reasons.as_slice(),
            _ => &[],
        };
        let of_records = found.get(&row.line).into_iter().flatten();
        let reasons = of_reader.iter().chain(of_records);
        let texts: Vec<_> = reasons.map(|reason| say(table, reason, language)).collect();
        if !texts.is_empty() {
            let line = row.line.to_string();
            let cells =
                [line, texts.join(between)]
                    .into_iter()
                    .chain((0..row.len().max(width)).map(|column| {
                        parser.portable(column, row.get(column).unwrap_or_default())
                    }));
            csv.write_record(cells).map_err(written)?;
        }
    }
    csv.flush().map_err(failed)
}

/// A file as Excel opens it: UTF-8 with its mark, lines that end as on Windows.
fn begin(path: &Path) -> std::io::Result<csv::Writer<BufWriter<File>>> {
    let mut out = BufWriter::new(File::create(path)?);
    out.write_all("\u{feff}".as_bytes())?;
    Ok(csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(out))
}

/// `学段:“小” 不是……`
fn say(table: &Table, reason: &Reason, language: Language) -> String {
    let column = reason
        .field
        .as_deref()
        .and_then(|field| table.column(field).ok());
    let text = reason.text.text(language);
    match (column, language) {
        (Some(column), Language::Chinese) => format!("{}：{text}", column.field.label.zh),
        (Some(column), Language::English) => format!("{}: {text}", column.field.label.en),
        (None, _) => text.to_owned(),
    }
}
