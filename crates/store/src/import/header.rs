//! Finds the row of headers and the field that each column fills.

use std::collections::HashMap;

use jixia_pack::nearest;
use jixia_terms::Label;

use super::words::{bare_header, plain_header};
use super::{RawRow, RowSource, SourceError, UnusedColumn};
use crate::db::ColumnType;
use crate::table::Table;

/// Among how many lines the headers are looked for.
const LOOK: usize = 30;

/// The headers of a file.
#[derive(Debug, Clone, Default)]
pub(super) struct Header {
    /// The last line of the headers.
    pub line: u64,
    /// Headers as they stand in the file, trimmed.
    pub texts: Vec<String>,
    /// The place of the column of the register that each column of the file fills.
    pub places: Vec<Option<usize>>,
    /// A line after the headers that holds units or a second form of the headers.
    pub units_line: Option<u64>,
}

impl Header {
    /// Column of the file and place in the register, for all that are used.
    pub fn used(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.places
            .iter()
            .enumerate()
            .filter_map(|(column, place)| Some((column, (*place)?)))
    }

    /// The header over a column.
    pub fn text(&self, column: usize) -> &str {
        self.texts.get(column).map_or("", String::as_str)
    }
}

/// Finds the headers and leaves the source after them: on the sheet, and in the line, that names
/// most fields, as a page of instructions often stands before the data.
pub(super) fn find(source: &mut dyn RowSource, table: &Table) -> Result<Header, SourceError> {
    let index = Index::new(table);
    let mut rows = first_rows(source)?;
    let first = rows.clone();
    let mut best = index.best(&rows);
    let (mut sheet, mut best_sheet) = (0, 0);
    while source.next_sheet()? {
        sheet += 1;
        let next = first_rows(source)?;
        let here = index.best(&next);
        if here.0 > best.0 {
            (best, best_sheet, rows) = (here, sheet, next);
        }
    }
    if sheet > 0 {
        source.first_sheet()?;
        for _ in 0..best_sheet {
            source.next_sheet()?;
        }
    }
    let (matches, i) = best;
    if matches == 0 {
        return Err(no_header(source, table, &first));
    }
    let header = index.read(table, &rows, i)?;
    complete(source, table, &header)?;
    skip_to(source, header.line)?;
    Ok(header)
}

/// Stands right after a line.
pub(super) fn skip_to(source: &mut dyn RowSource, line: u64) -> Result<(), SourceError> {
    source.rewind()?;
    let mut row = RawRow::default();
    while source.next(&mut row)? {
        if row.line >= line {
            break;
        }
    }
    Ok(())
}

fn first_rows(source: &mut dyn RowSource) -> Result<Vec<RawRow>, SourceError> {
    let mut rows = Vec::new();
    let mut row = RawRow::default();
    while rows.len() < LOOK && source.next(&mut row)? {
        rows.push(row.clone());
    }
    Ok(rows)
}

/// The words by which columns are found.
struct Index {
    plain: HashMap<String, usize>,
    bare: HashMap<String, Option<usize>>,
}

impl Index {
    fn new(table: &Table) -> Self {
        let mut plain = HashMap::new();
        let words: [fn(&jixia_pack::Field) -> Vec<&str>; 4] = [
            |field| vec![&field.label.zh],
            |field| vec![&field.name],
            |field| vec![&field.label.en],
            |field| field.also.iter().map(String::as_str).collect(),
        ];
        // Words of an earlier kind win over those of a later one.
        for words in words {
            for (place, column) in table.columns.iter().enumerate() {
                for word in words(&column.field) {
                    plain.entry(plain_header(word)).or_insert(place);
                }
            }
        }
        let mut bare: HashMap<String, Option<usize>> = HashMap::new();
        for (word, place) in &plain {
            let known = bare.entry(bare_header(word)).or_insert(Some(*place));
            if *known != Some(*place) {
                *known = None;
            }
        }
        plain.remove("");
        bare.remove("");
        Self { plain, bare }
    }

    fn find(&self, text: &str) -> Option<usize> {
        let known = self.plain.get(&plain_header(text)).copied();
        known.or_else(|| self.bare.get(&bare_header(text)).copied().flatten())
    }

    /// How many different fields the cells of a row name.
    fn matches(&self, row: &RawRow) -> usize {
        let mut places: Vec<usize> = row.cells().filter_map(|cell| self.find(cell)).collect();
        places.sort_unstable();
        places.dedup();
        places.len()
    }

    /// How many fields the best row of headers names, and its place: the first among equals.
    fn best(&self, rows: &[RawRow]) -> (usize, usize) {
        let all = rows
            .iter()
            .enumerate()
            .map(|(i, row)| (self.matches(row), i));
        let best = all.max_by_key(|(matches, i)| (*matches, std::cmp::Reverse(*i)));
        best.unwrap_or_default()
    }

    fn read(&self, table: &Table, rows: &[RawRow], i: usize) -> Result<Header, SourceError> {
        let (above, row, below) = (
            i.checked_sub(1).and_then(|i| rows.get(i)),
            rows.get(i),
            rows.get(i + 1),
        );
        let row = row.cloned().unwrap_or_default();
        let mut header = Header {
            line: row.line,
            ..Header::default()
        };
        let below_is_header = below.is_some_and(|below| self.is_all_headers(below));
        let below_is_units =
            below.is_some_and(|below| is_units(table, &header_places(self, &row), below));
        let width = row
            .len()
            .max(above.map_or(0, RawRow::len))
            .max(below.map_or(0, RawRow::len));
        for column in 0..width {
            // A heading over several columns has the names of the columns in the row beneath it.
            let here = row.get(column).unwrap_or_default();
            let over = above
                .and_then(|above| above.get(column))
                .unwrap_or_default();
            let under = below
                .filter(|_| below_is_header)
                .and_then(|below| below.get(column));
            let texts = [here, over, under.unwrap_or_default()];
            let known = texts.into_iter().enumerate().find_map(|(rank, text)| {
                let usable = rank != 1 || here.trim().is_empty();
                self.find(text)
                    .filter(|_| usable)
                    .map(|place| (text, place))
            });
            let (text, place) = match known {
                Some((text, place)) => (text, Some(place)),
                None => (here, None),
            };
            header.texts.push(text.trim().to_owned());
            header.places.push(place);
        }
        if let (true, Some(below)) = (below_is_header || below_is_units, below) {
            header.units_line = Some(below.line);
            header.line = below.line;
        }
        while header.texts.last().is_some_and(String::is_empty) {
            header.texts.pop();
            header.places.pop();
        }
        no_doubles(table, &header)?;
        Ok(header)
    }

    fn is_all_headers(&self, row: &RawRow) -> bool {
        let mut cells = row
            .cells()
            .filter(|cell| !cell.trim().is_empty())
            .peekable();
        cells.peek().is_some() && cells.all(|cell| self.find(cell).is_some())
    }
}

/// Columns with a header that fill no field, each with the field of those that the file lacks that
/// is nearest to its header.
pub(super) fn unused<'h>(
    table: &'h Table,
    header: &'h Header,
) -> impl Iterator<Item = UnusedColumn> + 'h {
    let places = header.places.iter().enumerate();
    let texts = places.filter(|(_, place)| place.is_none());
    let texts = texts.map(|(column, _)| header.text(column));
    let has = |place: usize| header.used().any(|(_, used)| used == place);
    let lacking = table.columns.iter().enumerate();
    let lacking = lacking.filter(move |(place, _)| !has(*place));
    let lacking: Vec<_> = lacking.map(|(_, column)| &column.field).collect();
    texts
        .filter(|text| !text.is_empty())
        .map(move |text| UnusedColumn {
            header: text.to_owned(),
            nearest: nearest_field(text, &lacking),
        })
}

/// The label of the field that a header most likely means.
fn nearest_field(header: &str, fields: &[&jixia_pack::Field]) -> Option<Label> {
    let words = |field: &&jixia_pack::Field| {
        let label = [&field.label.zh, &field.name, &field.label.en];
        let words = label.into_iter().chain(&field.also);
        words.map(|word| plain_header(word)).collect::<Vec<_>>()
    };
    let known: Vec<_> = fields.iter().map(words).collect();
    let near = nearest(
        &bare_header(header),
        known.iter().flatten().map(String::as_str),
    )?;
    let mut pairs = fields.iter().zip(&known);
    let (field, _) = pairs.find(|(_, words)| words.iter().any(|word| word == near))?;
    Some(field.label.clone())
}

fn header_places(index: &Index, row: &RawRow) -> Vec<Option<usize>> {
    row.cells().map(|cell| index.find(cell)).collect()
}

/// Whether the row after the headers holds units or hints: nothing in the key, and no digit where a
/// number or a day belongs.
fn is_units(table: &Table, places: &[Option<usize>], row: &RawRow) -> bool {
    let mut says_something = false;
    for (column, place) in places.iter().enumerate() {
        let (Some(cell), Some(place)) = (row.get(column), place) else {
            continue;
        };
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        let column = table.columns.get(*place);
        let is_number = column.is_some_and(|column| column.ty != ColumnType::Text);
        // What a field can read is a value: the row is a record, even when its key is missing.
        let is_value = column.is_some_and(|column| {
            let is_coded = is_number || column.field.kind.code_list().is_some();
            is_coded && column.reader.read(jixia_pack::Cell::Text(cell)).is_ok()
        });
        let has_digit = cell
            .chars()
            .any(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
        let is_unit = matches!(
            cell.trim_matches(['(', ')', '（', '）']),
            "m2" | "m3" | "km2"
        );
        if table.key.contains(place) || is_value || is_number && has_digit && !is_unit {
            return false;
        }
        says_something |= is_number || cell.starts_with(['(', '（']);
    }
    says_something
}

fn no_doubles(table: &Table, header: &Header) -> Result<(), SourceError> {
    for (column, place) in header.used() {
        if let Some((other, _)) = header.used().find(|(o, p)| p == &place && *o > column) {
            let label = table
                .columns
                .get(place)
                .map(|column| column.field.label.clone());
            let label = label.unwrap_or_default();
            let (one, two) = (header.text(column), header.text(other));
            let (a, b) = (column + 1, other + 1);
            return Err(SourceError::new(
                "double_column",
                format!(
                    "第 {a} 列“{one}”和第 {b} 列“{two}”都对应“{}”，请删去其中一列后再导入",
                    label.zh
                ),
                format!(
                    "columns {a} ({one}) and {b} ({two}) both fill {}; delete one of them",
                    label.en
                ),
            ));
        }
    }
    Ok(())
}

fn complete(source: &dyn RowSource, table: &Table, header: &Header) -> Result<(), SourceError> {
    let has = |place: usize| header.used().any(|(_, used)| used == place);
    let missing: Vec<&Label> = table
        .columns
        .iter()
        .enumerate()
        .filter(|(place, column)| {
            (column.field.required || table.key.contains(place)) && !has(*place)
        })
        .map(|(_, column)| &column.field.label)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let zh: Vec<_> = missing
        .iter()
        .map(|label| format!("“{}”", label.zh))
        .collect();
    let en: Vec<_> = missing.iter().map(|label| label.en.as_str()).collect();
    let (line, found) = (header.line, found_texts(header.texts.iter()));
    let near: Vec<Label> = unused(table, header).filter_map(|one| one.text()).collect();
    let near_zh: String = near.iter().map(|near| format!("{}。", near.zh)).collect();
    let near_en: String = near.iter().map(|near| format!("; {}", near.en)).collect();
    let sheet = source.info().sheet;
    let (sheet_zh, sheet_en) = match &sheet {
        Some(sheet) => (format!("工作表“{sheet}”"), format!(" of sheet `{sheet}`")),
        None => (String::new(), String::new()),
    };
    Err(SourceError::new(
        "missing_column",
        format!(
            "缺少必需的列：{}。{sheet_zh}第 {line} 行的表头是：{found}。{near_zh}\
             请补上这些列，或改正表头后再导入",
            zh.join("、")
        ),
        format!(
            "required columns are missing: {}; the headers in line {line}{sheet_en} are: \
             {found}{near_en}; add them or correct the headers",
            en.join(", ")
        ),
    ))
}

fn found_texts<'a>(texts: impl Iterator<Item = &'a String>) -> String {
    let texts: Vec<_> = texts
        .filter(|text| !text.trim().is_empty())
        .map(String::as_str)
        .collect();
    let shown: String = texts.join("、").chars().take(300).collect();
    if shown.is_empty() {
        "（空）".to_owned()
    } else {
        shown
    }
}

fn no_header(source: &dyn RowSource, table: &Table, rows: &[RawRow]) -> SourceError {
    let name = source.info().name;
    let first: Vec<String> = rows
        .iter()
        .find(|row| !row.is_empty())
        .map(|row| row.cells().map(|cell| cell.trim().to_owned()).collect())
        .unwrap_or_default();
    let found = found_texts(first.iter());
    let wanted: Vec<_> = table
        .columns
        .iter()
        .filter(|column| column.field.required)
        .map(|column| &column.field.label)
        .collect();
    let zh: Vec<_> = wanted.iter().map(|label| label.zh.as_str()).collect();
    let en: Vec<_> = wanted.iter().map(|label| label.en.as_str()).collect();
    SourceError::new(
        "no_header",
        format!(
            "{name} 的前 {LOOK} 行中没有找到{}的表头（至少应有：{}）；文件的第一行是：{found}",
            table.label.zh,
            zh.join("、")
        ),
        format!(
            "none of the first {LOOK} lines of {name} holds headers of {} (at least: {}); it \
                begins with: {found}",
            table.label.en,
            en.join(", ")
        ),
    )
}
