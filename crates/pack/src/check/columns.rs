//! Columns of views and indicators: that what they show exists, and that a row which is a record
//! gives its key.

use std::collections::BTreeMap;

use jixia_terms::Label;

use super::{Reach, User};
use crate::model::{Origin, Packs, RowColumn};
use crate::read::place::Kind;
use crate::sink::{Sink, what};
use crate::sql::{self, Scan};

/// The rows whose columns are declared, and where.
struct Rows<'a> {
    pack: &'a str,
    file: &'a str,
    record: Option<&'a str>,
    scan: Scan,
}

impl<'a> Rows<'a> {
    fn of(origin: &'a Origin, record: Option<&'a str>, rows: &str) -> Self {
        Self {
            pack: &origin.pack,
            file: &origin.file,
            record,
            scan: sql::scan(rows),
        }
    }
}

/// Checks all declared columns, fills in labels and codes of fields, and hands the columns of views
/// down to what reads them.
pub(super) fn check(packs: &mut Packs, reach: &Reach<'_>, sink: &mut Sink) {
    let mut views = std::mem::take(&mut packs.views);
    let mut indicators = std::mem::take(&mut packs.indicators);
    for view in views.values_mut() {
        let rows = Rows::of(&view.origin, view.record.as_deref(), &view.rows);
        own(&rows, &mut view.columns, packs, reach, sink);
    }
    for indicator in indicators.values_mut() {
        let rows = Rows::of(
            &indicator.origin,
            indicator.record.as_deref(),
            &indicator.rows,
        );
        own(&rows, &mut indicator.columns, packs, reach, sink);
    }
    let declared: BTreeMap<String, Declared> = views
        .iter()
        .map(|(name, view)| {
            (
                name.clone(),
                Declared::of(&view.rows, &view.columns, &view.record),
            )
        })
        .collect();
    for view in views.values_mut() {
        let tables = tables(&view.rows);
        inherit(&mut view.columns, &mut view.record, tables, &declared);
    }
    for indicator in indicators.values_mut() {
        let tables = tables(&indicator.rows);
        inherit(
            &mut indicator.columns,
            &mut indicator.record,
            tables,
            &declared,
        );
    }
    packs.views = views;
    packs.indicators = indicators;
}

/// What a view hands down.
struct Declared {
    tables: Vec<String>,
    columns: Vec<RowColumn>,
    record: Option<String>,
}

impl Declared {
    fn of(rows: &str, columns: &[RowColumn], record: &Option<String>) -> Self {
        Self {
            tables: tables(rows),
            columns: columns.to_vec(),
            record: record.clone(),
        }
    }
}

fn tables(rows: &str) -> Vec<String> {
    let scan = sql::scan(rows);
    scan.tables.into_iter().map(|table| table.name).collect()
}

/// Takes columns from the views that are read, the nearest first, and their record where one view
/// alone is read.
fn inherit(
    columns: &mut Vec<RowColumn>,
    record: &mut Option<String>,
    tables: Vec<String>,
    declared: &BTreeMap<String, Declared>,
) {
    if let ([only], None) = (tables.as_slice(), &record) {
        *record = declared.get(only).and_then(|view| view.record.clone());
    }
    let mut open = std::collections::VecDeque::from(tables);
    let mut seen = std::collections::BTreeSet::new();
    while let Some(name) = open.pop_front() {
        let Some(view) = declared.get(&name).filter(|_| seen.insert(name.clone())) else {
            continue;
        };
        for column in &view.columns {
            if columns.iter().all(|known| known.name != column.name) {
                columns.push(column.clone());
            }
        }
        open.extend(view.tables.iter().cloned());
    }
}

fn own(
    rows: &Rows<'_>,
    columns: &mut [RowColumn],
    packs: &Packs,
    reach: &Reach<'_>,
    sink: &mut Sink,
) {
    let whole = rows.scan.broken.is_none() && !rows.scan.first.is_empty();
    for column in columns.iter_mut() {
        let path = format!("column.{}", column.name);
        if whole && !rows.scan.has_star && !rows.scan.words.contains(&column.name) {
            let name = &column.name;
            let text = say!("rows 没有给出列“{name}”", "`rows` gives no column `{name}`");
            let words = rows.scan.words.iter().map(String::as_str);
            let fault = what("unknown_column", text).near(name, words);
            sink.add(rows.file, &path, fault);
        }
        if let Some(codes) = &column.codes {
            let path = format!("{path}.codes");
            reach.use_name(Kind::Codes, codes, rows.user(&path), sink);
        }
        field(rows, column, &path, (packs, reach), sink);
    }
    record(rows, columns, (packs, reach), sink);
}

impl<'a> Rows<'a> {
    fn user(&self, path: &'a str) -> User<'a> {
        User {
            pack: self.pack,
            file: self.file,
            path,
            at: None,
        }
    }
}

/// The field that a column shows gives it label and codes.
fn field(
    rows: &Rows<'_>,
    column: &mut RowColumn,
    path: &str,
    (packs, reach): (&Packs, &Reach<'_>),
    sink: &mut Sink,
) {
    let Some((register, name)) = &column.of else {
        return;
    };
    let path = format!("{path}.of");
    let user = User {
        pack: rows.pack,
        file: rows.file,
        path: &path,
        at: None,
    };
    if !reach.use_name(Kind::Register, register, user, sink) {
        return;
    }
    let Some(register) = packs.registers.get(register) else {
        return;
    };
    let Some(field) = register.field(name) else {
        let label = &register.name;
        let text = say!(
            "台账“{label}”没有字段“{name}”",
            "the register `{label}` has no field `{name}`"
        );
        let names = register.fields.iter().map(|field| field.name.as_str());
        let fault = what("unknown_field", text).near(name, names);
        sink.add(rows.file, &path, fault);
        return;
    };
    if column.label == Label::default() {
        column.label = field.label.clone();
    }
    if column.codes.is_none() {
        column.codes = field.kind.code_list().map(str::to_owned);
    }
}

/// A row that is a record shows every field of its key.
fn record(
    rows: &Rows<'_>,
    columns: &[RowColumn],
    (packs, reach): (&Packs, &Reach<'_>),
    sink: &mut Sink,
) {
    let Some(name) = rows.record else { return };
    if !reach.use_name(Kind::Register, name, rows.user("record"), sink) {
        return;
    }
    let Some(register) = packs.registers.get(name) else {
        return;
    };
    let shows = |key: &String| {
        let of = columns.iter().filter_map(|column| column.of.as_ref());
        of.into_iter()
            .any(|(register, field)| register == name && field == key)
    };
    for key in register.key.iter().filter(|key| !shows(key)) {
        let text = say!(
            "每行是台账“{name}”的一条记录，却没有一列给出主键“{key}”",
            "each row is a record of `{name}`, but no column gives its key `{key}`"
        );
        let help = say!(
            "在 [column] 中写 列名 = {{ of = \"{name}.{key}\" }}",
            "write NAME = {{ of = \"{name}.{key}\" }} under [column]"
        );
        sink.add(
            rows.file,
            "record",
            what("record_without_key", text).help(help),
        );
    }
}
