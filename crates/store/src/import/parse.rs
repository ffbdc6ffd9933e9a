//! Rows of text become rows of values, each cell checked, each row hashed; or reasons why not.

use jixia_pack::{FieldKind, FieldReader, RowCheck};
use jixia_terms::{Label, Value};

use super::header::Header;
use super::source::ERROR_CELL;
use super::words::{is_note, is_total_word};
use super::{RawRow, Reason, SourceInfo};
use crate::canon::{Canon, RowHash};
use crate::clean::clean_counting;
use crate::db::{Batch, Cell};
use crate::table::Table;
use crate::write::{CHECK, hash_row};

/// Days between the two ways in which workbooks count them.
const DAYS_1904: f64 = 1_462.0;

/// Reads the rows of one file.
pub(super) struct RowParser<'t> {
    table: &'t Table,
    canon: Canon,
    header: &'t Header,
    columns: Vec<(usize, usize, &'t FieldReader)>,
    checks: Vec<&'t RowCheck>,
    is_csv: bool,
    from_1904: bool,
    values: Vec<Value>,
    scratch: Vec<u8>,
    /// Cells out of which signs were taken that nobody sees.
    pub cleaned: u64,
    /// What is wrong with the last row read.
    pub reasons: Vec<Reason>,
}

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// A record.
    Record,
    /// A record that is refused, for `reasons`.
    Refused,
    /// Nothing at all.
    Empty,
    /// Something that is no record, for this reason.
    Skipped(Label),
}

impl<'t> RowParser<'t> {
    pub fn new(
        table: &'t Table,
        canon: &Canon,
        header: &'t Header,
        info: &SourceInfo,
        from_1904: bool,
    ) -> Self {
        let columns = header
            .used()
            .filter_map(|(column, place)| Some((column, place, &table.columns.get(place)?.reader)))
            .collect();
        let given = |place| header.used().any(|(_, used)| used == place);
        Self {
            table,
            checks: table
                .checks
                .iter()
                .filter(|check| is_of_file(check, given))
                .collect(),
            canon: canon.clone(),
            header,
            columns,
            is_csv: info.format == "csv",
            from_1904,
            values: vec![Value::Null; table.columns.len()],
            scratch: Vec::new(),
            cleaned: 0,
            reasons: Vec::new(),
        }
    }

    /// Reads a line; what it holds is kept until the next one.
    pub fn read(&mut self, row: &RawRow) -> Line {
        if row.is_empty() {
            return Line::Empty;
        }
        if let Some(why) = self.no_record(row) {
            return Line::Skipped(why);
        }
        self.reasons.clear();
        let has_zero = row.cells().any(|cell| cell.contains('\0'));
        for (column, place, reader) in &self.columns {
            let text = row.get(*column).unwrap_or_default();
            let value = match self.cell(text, *place) {
                Read::Text(text) if has_zero && text.contains('\0') => Err(zero_byte()),
                Read::Text(text) if text.starts_with(ERROR_CELL) => Err(error_cell(text)),
                Read::Text(text) => reader.read(jixia_pack::Cell::Text(text)),
                Read::Number(x) => reader.read(jixia_pack::Cell::Number(x)),
            };
            let slot = self.values.get_mut(*place);
            let value = value.map(|value| clean_counting(value, &mut self.cleaned));
            match (value, slot) {
                (Ok(value), Some(slot)) => *slot = value,
                (Err(fault), Some(slot)) => {
                    *slot = Value::Null;
                    let field = self
                        .table
                        .columns
                        .get(*place)
                        .map(|column| column.name.clone());
                    let code = fault.code.to_owned();
                    self.reasons.push(Reason {
                        field,
                        code,
                        text: fault.text,
                    });
                }
                (_, None) => {}
            }
        }
        self.check_fields();
        self.check_width(row);
        if self.reasons.is_empty() {
            Line::Record
        } else {
            Line::Refused
        }
    }

    fn cell<'c>(&self, text: &'c str, place: usize) -> Read<'c> {
        if self.is_csv && text.starts_with('\'') {
            return Read::Text(unguarded(text));
        }
        let kind = self
            .table
            .columns
            .get(place)
            .map(|column| &column.field.kind);
        let number = || text.trim().parse::<f64>().ok();
        let read = match kind {
            // Five digits are a day number that the sheet does not know as a day; years have four.
            Some(FieldKind::Day | FieldKind::Instant) => number()
                .filter(|days| (10_000.0..100_000.0).contains(days))
                .map(|days| days + if self.from_1904 { DAYS_1904 } else { 0.0 }),
            // A time of day as a part of the day.
            Some(FieldKind::Time) => {
                number().filter(|part| (0.0..1.0).contains(part) && text.contains('.'))
            }
            _ => None,
        };
        read.map_or(Read::Text(text), Read::Number)
    }

    /// A cell as another file can hold it: a day number that counts from 1904 as it counts from
    /// 1900, and what a spreadsheet would take for a formula guarded.
    pub fn portable(&self, column: usize, text: &str) -> String {
        let text = text.trim_start_matches(ERROR_CELL);
        let place = self.columns.iter().find(|(at, _, _)| *at == column);
        match place.map(|(_, place, _)| self.cell(text, *place)) {
            Some(Read::Number(days)) if self.from_1904 && days >= 1.0 => days.to_string(),
            _ if !self.is_csv && needs_guard(text) => format!("'{text}"),
            _ => text.to_owned(),
        }
    }

    /// Why a line that is not empty is still no record.
    fn no_record(&self, row: &RawRow) -> Option<Label> {
        let mut filled = row.cells().map(str::trim).filter(|cell| !cell.is_empty());
        let first = filled.next()?;
        let is_alone = filled.next().is_none();
        if is_total_word(first) && self.lacks_key(row, first) {
            return Some(Label::new("合计行", "a row of totals"));
        }
        if is_alone && is_note(first) && self.lacks_key(row, first) {
            return Some(Label::new("表下的说明", "a note under the table"));
        }
        let mut same = self.columns.iter();
        let repeats = |(column, _, _): &(usize, usize, &FieldReader)| {
            row.get(*column).map(str::trim) == Some(self.header.text(*column))
        };
        // Printed tables repeat their headers on every page.
        if self.columns.len() > 1 && same.all(repeats) {
            return Some(Label::new("重复的表头", "headers repeated"));
        }
        None
    }

    fn lacks_key(&self, row: &RawRow, first: &str) -> bool {
        self.columns.iter().any(|(column, place, _)| {
            let cell = row.get(*column).unwrap_or_default().trim();
            self.table.key.contains(place) && (cell.is_empty() || cell == first)
        })
    }

    /// The checks that need no more than the file; a field whose cell was refused counts as empty.
    fn check_fields(&mut self) {
        for check in &self.checks {
            if !check.holds(&self.values, &[]) {
                let field = self.table.columns.get(check.about);
                self.reasons.push(Reason {
                    field: field.map(|column| column.name.clone()),
                    code: CHECK.to_owned(),
                    text: check.text.clone(),
                });
            }
        }
    }

    fn check_width(&mut self, row: &RawRow) {
        let width = self.header.texts.len();
        if self.is_csv && row.len() < width {
            // What else is wrong with it cannot be told: its cells may stand in the wrong columns.
            self.reasons = vec![short(row.len(), width)];
            return;
        }
        let beyond = (width..row.len())
            .find(|column| row.get(*column).is_some_and(|cell| !cell.trim().is_empty()));
        if let Some(column) = beyond {
            let column = column + 1;
            self.reasons.push(Reason {
                field: None,
                code: "too_many_cells".to_owned(),
                text: Label::new(
                    format!(
                        "第 {column} 列没有表头却有内容，该行的列数多于表头，请检查分隔符或引号"
                    ),
                    format!(
                        "column {column} has no header, the row has more cells than there \
                        are headers; check delimiters and quotes"
                    ),
                ),
            });
        }
    }

    /// The natural key of the line read last, if every part of it could be read.
    pub fn key(&self) -> Option<String> {
        let filled = |place: &usize| {
            self.values
                .get(*place)
                .is_some_and(|value| !value.is_null())
        };
        self.table
            .key
            .iter()
            .all(filled)
            .then(|| self.table.key_text(&self.values))
    }

    /// Adds the line read last to a batch, as a row of the staging table.
    pub fn put(&mut self, batch: &mut Batch, n: u64, line: u64) {
        let hash: RowHash = hash_row(&self.canon, &mut self.scratch, self.table, &self.values);
        batch.push(n.into());
        batch.push(line.into());
        batch.push(Cell::Bool(!self.reasons.is_empty()));
        batch.push(Cell::Bytes(&hash));
        if self.table.has_derived_key {
            match self.key() {
                Some(key) => batch.push(Cell::Text(&key)),
                None => batch.push(Cell::Null),
            }
        }
        for value in &self.values {
            batch.push(value.into());
        }
        batch.end_row();
    }
}

/// Whether all that a check needs stands in the file; else it needs the register as well.
pub(super) fn is_of_file(check: &RowCheck, given: impl Fn(usize) -> bool) -> bool {
    check.beyond.is_empty() && check.places.iter().all(|place| given(*place))
}

/// A line of a CSV file that ends before its last column says nothing of the fields it lacks: it
/// may be cut off. In a workbook, cells that are empty are simply not there.
fn short(found: usize, width: usize) -> Reason {
    Reason {
        field: None,
        code: "too_few_cells".to_owned(),
        text: Label::new(
            format!(
                "该行只有 {found} 个单元格，表头有 {width} 列，可能没有写完；\
                 请补全该行，末尾确实为空的单元格也要留下分隔符，或另存为 .xlsx 再导入"
            ),
            format!(
                "the row has {found} cells and the headers {width}, it may be cut off; complete \
                 it, with delimiters for empty cells at its end, or save the file as .xlsx"
            ),
        ),
    }
}

/// A cell whose formula failed holds no value.
fn error_cell(text: &str) -> jixia_pack::ValueFault {
    let text = text.trim_start_matches(ERROR_CELL);
    jixia_pack::ValueFault {
        code: "error_cell",
        text: Label::new(
            format!("“{text}”是公式的错误值，请改正公式或填写数值"),
            format!("`{text}` is a formula's error; mend the formula or fill in the value"),
        ),
    }
}

/// A byte that databases refuse, and no sheet means.
fn zero_byte() -> jixia_pack::ValueFault {
    jixia_pack::ValueFault {
        code: "zero_byte",
        text: Label::new(
            "单元格中有空字符（NUL），请从原系统重新导出，或删去后重填",
            "holds a NUL character; export it again, or delete it and fill in the value anew",
        ),
    }
}

enum Read<'c> {
    Text(&'c str),
    Number(f64),
}

/// Whether a spreadsheet would take a text for a formula. The export puts an apostrophe before such
/// a text, and one more before a text that already looks so guarded; the import takes one away
/// again.
pub(crate) fn needs_guard(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    bare.starts_with(['=', '+', '-', '@', '\t', '＝', '＋', '－', '＠']) && !is_number(bare)
}

fn is_number(text: &str) -> bool {
    text.len() > 1
        && text
            .bytes()
            .skip(1)
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'%'))
}

fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if needs_guard(rest) => rest,
        _ => text,
    }
}
