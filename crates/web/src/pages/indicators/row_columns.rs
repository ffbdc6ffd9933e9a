//! What the columns behind a figure are called, in which order they stand, and what their cells
//! show: as the packs declare them, else as the fields of the registers that are read.

use std::collections::BTreeMap;

use jixia_app::measure::RowsPage;
use jixia_app::pack::{Field, FieldKind, Indicator, OrgSource, Register, RowColumn};
use maud::{Markup, html};

use super::scope::Scope;
use crate::address::Address;
use crate::number::{clock, grouped};
use crate::shown::{code_name, plain, shown};
use crate::terms::Value;
use crate::texts::{Words, say};

/// One column that is shown.
pub(crate) struct Shown<'a> {
    /// Its name in the SQL.
    pub name: &'a str,
    /// What it is called.
    pub title: String,
    place: usize,
    field: Option<&'a Field>,
    codes: Option<&'a str>,
    links: bool,
}

/// The columns of a page of rows.
pub(crate) struct Columns<'a> {
    /// Those that are shown, in order.
    pub shown: Vec<Shown<'a>>,
    scope: &'a Scope,
    words: Words,
    /// The register of which each row is a record, and where its key stands.
    record: Option<(&'a Register, Vec<usize>)>,
}

impl<'a> Columns<'a> {
    /// The columns of these rows.
    pub(crate) fn of(scope: &'a Scope, page: &'a RowsPage, words: Words) -> Self {
        let Some(indicator) = scope.indicator() else {
            return Self {
                shown: Vec::new(),
                scope,
                words,
                record: None,
            };
        };
        let known = Known::of(scope, indicator);
        let record = record(scope, indicator, &page.columns);
        let link = record
            .as_ref()
            .and_then(|(register, key)| link_place(register, key, indicator, &page.columns));
        let mut shown: Vec<(usize, Shown<'a>)> = Vec::new();
        for (place, name) in page.columns.iter().enumerate() {
            let (order, declared) = known.declared(name);
            if declared.is_some_and(|one| one.hidden) {
                continue;
            }
            let field = known.field(declared, name);
            let column = Shown {
                name,
                title: known.title(name, words),
                place,
                field,
                codes: known.codes(declared, name, field),
                links: link == Some(place),
            };
            let order = if column.links { 0 } else { order + 1 };
            shown.push((order, column));
        }
        shown.sort_by_key(|(order, column)| (*order, column.place));
        Self {
            shown: shown.into_iter().map(|(_, column)| column).collect(),
            scope,
            words,
            record,
        }
    }

    /// A cell as text: for people, codes by their names.
    pub(crate) fn text(&self, column: &Shown<'_>, row: &[Value]) -> String {
        let value = row.get(column.place).unwrap_or(&Value::Null);
        let code = value.as_text().unwrap_or_default();
        if let Some(list) = column.codes.filter(|_| !code.is_empty()) {
            return code_name(list, code, &self.scope.packs, self.words);
        }
        if (column.name == "org" || self.is_node(column.field)) && !code.is_empty() {
            return self.scope.name_of(code);
        }
        match (column.field, value) {
            (Some(field), _) if field.sealed.is_some() => {
                shown(value, field, &self.scope.packs, self.words)
            }
            (Some(field), Value::Int(n)) => match field.kind {
                FieldKind::Money => grouped(*n as f64 / 100.0, 2),
                FieldKind::Percent => format!("{}%", grouped(*n as f64 / 100.0, 2)),
                FieldKind::Time => clock(*n as f64),
                _ => plain(value, self.words),
            },
            (Some(field), Value::Real(x)) if field.kind == FieldKind::Money => {
                grouped(x / 100.0, 2)
            }
            _ => plain(value, self.words),
        }
    }

    /// Whether values of a field are codes of the organisation tree.
    fn is_node(&self, field: Option<&Field>) -> bool {
        let keeps_nodes = |name: &str| {
            let register = self.scope.packs.registers.get(name);
            register.is_some_and(|register| register.org == OrgSource::SelfNode)
        };
        field.is_some_and(|field| match &field.kind {
            FieldKind::Org => true,
            FieldKind::Reference(to) => keeps_nodes(to),
            _ => false,
        })
    }

    /// A cell of a table: the record is linked, and so is the place.
    pub(crate) fn cell(&self, column: &Shown<'_>, row: &[Value]) -> Markup {
        let value = row.get(column.place).unwrap_or(&Value::Null);
        let text = self.text(column, row);
        let code = value.as_text().unwrap_or_default();
        if column.links
            && let Some(href) = self.record_address(row)
        {
            let text = if text.is_empty() {
                say!(self.words, "rows-record")
            } else {
                text
            };
            return html! { th scope="row" { a href=(href) { (text) } } };
        }
        if column.name == "org" && self.scope.tree().node(code).is_some() {
            return html! { td { a href=(self.scope.at(code)) { (text) } } };
        }
        let target = column.field.and_then(|field| field.kind.target());
        if let Some(register) = target.filter(|_| !code.is_empty()) {
            let href = Address::of(&["registers", register, "key"]).with("key", code);
            return html! { td { a href=(href) { (text) } } };
        }
        let number = matches!(value, Value::Int(_) | Value::Real(_));
        html! { td.num[number] { (text) } }
    }

    /// Where the record of a row is; none where a part of its key is empty.
    fn record_address(&self, row: &[Value]) -> Option<Address> {
        let (register, key) = self.record.as_ref()?;
        let parts = key.iter().map(|place| {
            let text = match row.get(*place)? {
                Value::Null => return None,
                Value::Text(text) => text.clone(),
                Value::Int(n) => n.to_string(),
                Value::Day(day) => day.to_string(),
                _ => return None,
            };
            (!text.is_empty()).then_some(text)
        });
        let key = parts.collect::<Option<Vec<String>>>()?.join("/");
        Some(Address::of(&["registers", &register.name, "key"]).with("key", &key))
    }
}

/// The register of which each row is a record, with the places of its key among the columns.
fn record<'a>(
    scope: &'a Scope,
    indicator: &'a Indicator,
    columns: &[String],
) -> Option<(&'a Register, Vec<usize>)> {
    let register = scope.packs.registers.get(indicator.record.as_ref()?)?;
    let place = |key: &String| {
        let shows = |one: &&RowColumn| {
            one.of
                .as_ref()
                .is_some_and(|(to, field)| *to == register.name && field == key)
        };
        let mut declared = indicator.columns.iter().filter(shows);
        declared.find_map(|one| columns.iter().position(|name| *name == one.name))
    };
    let key = register
        .key
        .iter()
        .map(place)
        .collect::<Option<Vec<usize>>>()?;
    Some((register, key))
}

/// The column that leads to the record: its title, else the first part of its key that is not the
/// place, else the place.
fn link_place(
    register: &Register,
    key: &[usize],
    indicator: &Indicator,
    columns: &[String],
) -> Option<usize> {
    let title = indicator.columns.iter().find(|one| {
        one.of
            .as_ref()
            .is_some_and(|(to, field)| *to == register.name && *field == register.title)
    });
    let title = title.and_then(|one| columns.iter().position(|name| *name == one.name));
    let is_place = |place: &&usize| columns.get(**place).is_some_and(|name| name == "org");
    title
        .filter(|place| !is_place(&place) || key.len() == 1)
        .or_else(|| key.iter().find(|place| !is_place(place)).copied())
        .or_else(|| key.first().copied())
}

/// What is known of the columns of an indicator.
struct Known<'a> {
    scope: &'a Scope,
    indicator: &'a Indicator,
    fields: BTreeMap<&'a str, &'a Field>,
}

impl<'a> Known<'a> {
    fn of(scope: &'a Scope, indicator: &'a Indicator) -> Self {
        let registers = indicator.registers.iter();
        let registers = registers.filter_map(|name| scope.packs.registers.get(name));
        let mut fields = BTreeMap::new();
        for field in registers.flat_map(|register| &register.fields) {
            fields.entry(field.name.as_str()).or_insert(field);
        }
        Self {
            scope,
            indicator,
            fields,
        }
    }

    /// The place of a column among those declared, and what is declared of it.
    fn declared(&self, name: &str) -> (usize, Option<&'a RowColumn>) {
        let columns = &self.indicator.columns;
        let found = columns.iter().position(|one| one.name == name);
        (
            found.unwrap_or(columns.len()),
            found.and_then(|place| columns.get(place)),
        )
    }

    fn field(&self, declared: Option<&'a RowColumn>, name: &str) -> Option<&'a Field> {
        match declared {
            Some(column) => {
                let (register, field) = column.of.as_ref()?;
                self.scope.packs.registers.get(register)?.field(field)
            }
            None => self.fields.get(name).copied(),
        }
    }

    fn codes(
        &self,
        declared: Option<&'a RowColumn>,
        name: &str,
        field: Option<&'a Field>,
    ) -> Option<&'a str> {
        let by = self.indicator.by.iter().find(|by| by.column == name);
        let own = by.and_then(|by| by.codes.as_deref());
        own.or_else(|| declared.and_then(|one| one.codes.as_deref()))
            .or_else(|| field.and_then(|field| field.kind.code_list()))
    }

    fn title(&self, name: &str, words: Words) -> String {
        let own = self.declared(name).1.map(|one| &one.label);
        let by = self.indicator.by.iter().find(|by| by.column == name);
        let label = own.or_else(|| by.map(|by| &by.label));
        match label.or_else(|| self.fields.get(name).map(|field| &field.label)) {
            Some(label) => words.label(label).to_owned(),
            None if name == "org" => say!(words, "rows-place"),
            None => name.to_owned(),
        }
    }
}
