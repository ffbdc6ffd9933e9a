//! Columns of the rows of a view or an indicator: `[column]`, one line for each.

use jixia_terms::Label;
use toml::de::DeValue;

use super::table::{Entry, Table};
use crate::model::RowColumn;
use crate::sink::{Sink, what};

const KEYS: [&str; 4] = ["label", "of", "codes", "hidden"];

/// The columns in the order of the file.
pub(super) fn read(table: &Table<'_>, sink: &mut Sink) -> Vec<RowColumn> {
    let entries = table.entries("column", sink);
    let columns = entries.iter().filter_map(|entry| one(table, entry, sink));
    columns.collect()
}

fn one(table: &Table<'_>, entry: &Entry<'_>, sink: &mut Sink) -> Option<RowColumn> {
    let name = entry.key;
    let DeValue::Table(map) = entry.value else {
        let text = say!(
            "列应写作 {name} = {{ label = … }} 或 {name} = {{ of = \"台账.字段\" }}",
            "write a column as {name} = {{ label = … }} or {name} = {{ of = \"register.field\" }}"
        );
        sink.add(table.file, &entry.path, what("wrong_type", text));
        return None;
    };
    let own = Table::open(table.file, entry.path.clone(), map, &KEYS, sink);
    if !own.has("label") && !own.has("of") {
        let text = say!(
            "列“{name}”须给出 label，或用 of 指明台账字段",
            "the column `{name}` needs a label, or a field named by `of`"
        );
        sink.add(table.file, &entry.path, what("column_without_label", text));
        return None;
    }
    let label = if own.has("label") {
        own.label("label", sink)
    } else {
        Label::default()
    };
    Some(RowColumn {
        name: name.to_owned(),
        label,
        of: of(&own, sink),
        codes: own.maybe_text("codes", sink),
        hidden: own.flag("hidden", sink),
    })
}

/// `register.field`.
fn of(own: &Table<'_>, sink: &mut Sink) -> Option<(String, String)> {
    let text = own.maybe_text("of", sink)?;
    let parts = text.split_once('.');
    let named = parts.filter(|(register, field)| !register.is_empty() && !field.is_empty());
    if named.is_none() {
        let fault = say!("“{text}”不是台账字段", "`{text}` is no field of a register");
        let help = say!("写作“台账.字段”", "write it as `register.field`");
        sink.add(own.file, &own.at("of"), what("bad_of", fault).help(help));
    }
    named.map(|(register, field)| (register.to_owned(), field.to_owned()))
}
