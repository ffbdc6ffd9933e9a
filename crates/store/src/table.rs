//! Registers as tables: columns, keys, indexes, and who points at whom.

use std::collections::{BTreeMap, HashMap};

use jixia_pack::{
    Field, FieldKind, FieldReader, FieldWriter, OrgSource, Packs, Register, RowCheck,
};
use jixia_terms::{Label, Value};

use crate::db::{Cell, ColumnType, quote};
use crate::{StoreError, Values};

/// All registers as tables.
#[derive(Debug)]
pub(crate) struct Tables {
    by_name: BTreeMap<String, Table>,
}

/// One register as a table.
#[derive(Debug)]
pub(crate) struct Table {
    pub name: String,
    pub label: Label,
    /// Stored fields, in the order of `Register::stored()`.
    pub columns: Vec<Column>,
    /// What must hold between them.
    pub checks: Vec<RowCheck>,
    by_name: HashMap<String, usize>,
    /// Places of the key fields among the columns.
    pub key: Vec<usize>,
    /// The single text column by which a record is found: the key field itself, or `_key`.
    pub key_column: String,
    /// Whether that is `_key`, which holds the key fields joined by `/`.
    pub has_derived_key: bool,
    /// Place of the field that stands for a row.
    pub title: usize,
    /// Whether its rows are nodes of the organisation tree.
    pub is_node: bool,
    /// Places of the columns that name the nodes above, when its rows are nodes.
    pub parents: Vec<usize>,
    /// Places of the columns in order of name, which is that of the row hash.
    pub canon: Vec<usize>,
    /// Columns that the packs no longer declare, kept for the history.
    pub hidden: Vec<Hidden>,
    /// Who may point at its records: register and place of the column.
    pub referrers: Vec<(String, usize)>,
}

/// One stored field.
#[derive(Debug)]
pub(crate) struct Column {
    pub name: String,
    pub field: Field,
    pub ty: ColumnType,
    pub target: Target,
    /// Whether lists may be filtered and sorted by it.
    pub is_indexed: bool,
    /// Whether it leads to the node that owns the row.
    pub is_owner: bool,
    pub reader: FieldReader,
    pub writer: FieldWriter,
}

/// What the text in a column points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Nothing,
    Register(String),
    Node,
}

/// A column that is no longer declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hidden {
    /// Its name in the table.
    pub column: String,
    /// The field that it was.
    pub field: String,
    pub ty: ColumnType,
}

/// How values of this kind are kept.
pub(crate) fn column_type(kind: &FieldKind) -> ColumnType {
    match kind {
        FieldKind::Count | FieldKind::Money | FieldKind::Percent | FieldKind::Time => {
            ColumnType::Int
        }
        FieldKind::Number => ColumnType::Real,
        FieldKind::Day => ColumnType::Day,
        FieldKind::Instant => ColumnType::Instant,
        FieldKind::YesNo => ColumnType::Bool,
        _ => ColumnType::Text,
    }
}

/// The word for what values of this kind mean: between kinds of one word, values stay what they
/// are.
pub(crate) fn meaning(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Count => "count",
        FieldKind::Money => "money",
        FieldKind::Percent => "percent",
        FieldKind::Time => "time",
        other => column_type(other).word(),
    }
}

impl Tables {
    /// The tables of these packs, with the columns that older packs left behind.
    pub(crate) fn new(packs: &Packs, hidden: &BTreeMap<String, Vec<Hidden>>) -> Self {
        let mut by_name: BTreeMap<String, Table> = packs
            .registers
            .values()
            .map(|register| (register.name.clone(), Table::new(register, packs)))
            .collect();
        for (name, hidden) in hidden {
            if let Some(table) = by_name.get_mut(name) {
                table.hidden = hidden.clone();
            }
        }
        let mut pointers: Vec<(String, usize, Target)> = Vec::new();
        for table in by_name.values() {
            for (i, column) in table.columns.iter().enumerate() {
                pointers.push((table.name.clone(), i, column.target.clone()));
            }
        }
        for table in by_name.values_mut() {
            let points_here = |target: &Target| match target {
                Target::Nothing => false,
                Target::Register(name) => *name == table.name,
                Target::Node => table.is_node,
            };
            table.referrers = pointers
                .iter()
                .filter(|(_, _, target)| points_here(target))
                .map(|(register, column, _)| (register.clone(), *column))
                .collect();
        }
        Self { by_name }
    }

    pub(crate) fn get(&self, register: &str) -> Result<&Table, StoreError> {
        self.by_name
            .get(register)
            .ok_or_else(|| StoreError::NoRegister(register.to_owned()))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Table> {
        self.by_name.values()
    }

    /// The tables whose records the column may point at.
    pub(crate) fn targets<'a>(&'a self, target: &'a Target) -> impl Iterator<Item = &'a Table> {
        self.iter().filter(move |table| match target {
            Target::Nothing => false,
            Target::Register(name) => *name == table.name,
            Target::Node => table.is_node,
        })
    }
}

impl Table {
    fn new(register: &Register, packs: &Packs) -> Self {
        let columns: Vec<_> = register
            .stored()
            .map(|field| Column::new(field, register, packs))
            .collect();
        let by_name: HashMap<_, _> = columns
            .iter()
            .enumerate()
            .map(|(i, column)| (column.name.clone(), i))
            .collect();
        let key: Vec<_> = register
            .key
            .iter()
            .filter_map(|name| by_name.get(name).copied())
            .collect();
        let parents = register.tree.iter().flat_map(|tree| &tree.parents);
        let parents = parents
            .filter_map(|name| by_name.get(name).copied())
            .collect();
        let single = match key.as_slice() {
            [one] => columns
                .get(*one)
                .filter(|column| column.ty == ColumnType::Text),
            _ => None,
        };
        let key_column = single.map_or_else(|| "_key".to_owned(), |column| column.name.clone());
        let first = key.first().copied().unwrap_or(0);
        let mut canon: Vec<_> = (0..columns.len()).collect();
        canon.sort_by_key(|i| columns.get(*i).map(|column| column.name.clone()));
        Self {
            name: register.name.clone(),
            label: register.label.clone(),
            has_derived_key: single.is_none(),
            key_column,
            title: by_name.get(&register.title).copied().unwrap_or(first),
            is_node: register.org == OrgSource::SelfNode,
            parents,
            canon,
            hidden: Vec::new(),
            referrers: Vec::new(),
            checks: RowCheck::of(register, packs),
            columns,
            by_name,
            key,
        }
    }

    /// The place of a field among the columns.
    pub(crate) fn place(&self, field: &str) -> Result<usize, StoreError> {
        self.by_name
            .get(field)
            .copied()
            .ok_or_else(|| StoreError::NoField {
                register: self.name.clone(),
                field: field.to_owned(),
            })
    }

    pub(crate) fn column(&self, field: &str) -> Result<&Column, StoreError> {
        let place = self.place(field)?;
        self.columns.get(place).ok_or_else(|| StoreError::NoField {
            register: self.name.clone(),
            field: field.to_owned(),
        })
    }

    /// Name of the table, quoted.
    pub(crate) fn sql_name(&self) -> String {
        quote(&self.name)
    }

    /// Name of the table of ended versions, quoted.
    pub(crate) fn history_name(&self) -> String {
        quote(&history_of(&self.name))
    }

    /// The key column, quoted.
    pub(crate) fn sql_key(&self) -> String {
        quote(&self.key_column)
    }

    /// The stored columns, quoted, each after this prefix (`t.`), joined by commas.
    pub(crate) fn sql_columns(&self, prefix: &str) -> String {
        let names: Vec<_> = self
            .columns
            .iter()
            .map(|column| format!("{prefix}{}", quote(&column.name)))
            .collect();
        names.join(", ")
    }

    /// All columns beside `_id` and the act numbers: hash, key, stored, hidden.
    pub(crate) fn all_columns(&self) -> Vec<String> {
        let mut names = vec!["_hash".to_owned()];
        if self.has_derived_key {
            names.push("_key".to_owned());
        }
        names.extend(self.columns.iter().map(|column| quote(&column.name)));
        names.extend(self.hidden.iter().map(|hidden| quote(&hidden.column)));
        names
    }

    /// Columns of few different values by which lists are filtered. Such a filter leaves too many
    /// rows to sort, and may leave them far into the order asked for: hence `pairs`, and the tails
    /// of other indexes.
    pub(crate) fn few(&self) -> impl Iterator<Item = (usize, &Column)> {
        self.columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.is_few())
    }

    /// Columns of few values, each with the key column, by which its rows are also kept in order.
    pub(crate) fn pairs(&self) -> Vec<(usize, usize)> {
        let key = self.key.first().copied().filter(|_| !self.has_derived_key);
        let key = key.filter(|key| self.columns.get(*key).is_some_and(|c| !c.is_few()));
        key.into_iter()
            .flat_map(|key| self.few().map(move |(few, _)| (few, key)))
            .collect()
    }

    /// The natural key as text: what references hold.
    pub(crate) fn key_text(&self, values: &[Value]) -> String {
        let mut text = String::new();
        for (i, place) in self.key.iter().enumerate() {
            if i > 0 {
                text.push('/');
            }
            if let (Some(column), Some(value)) = (self.columns.get(*place), values.get(*place)) {
                column.writer.write(value, &mut text);
            }
        }
        text
    }

    /// The natural key as text, from the values of the key fields alone, in their order.
    pub(crate) fn key_text_of_parts(&self, parts: &[Value]) -> String {
        let mut text = String::new();
        for (i, (place, value)) in self.key.iter().zip(parts).enumerate() {
            if i > 0 {
                text.push('/');
            }
            if let Some(column) = self.columns.get(*place) {
                let value = column.normal(value).unwrap_or_else(|_| value.clone());
                column.writer.write(&value, &mut text);
            }
        }
        text
    }

    /// The value that stands for a row, masked when it is sealed.
    pub(crate) fn title_text(&self, values: &[Value]) -> String {
        match (self.columns.get(self.title), values.get(self.title)) {
            (Some(column), Some(value)) => column.shown(value),
            _ => String::new(),
        }
    }

    /// The field that names its records, quoted, where that and the key are open to all.
    pub(crate) fn open_title(&self) -> Option<String> {
        let is_open = |place: &usize| {
            let column = self.columns.get(*place);
            column.is_some_and(|column| column.field.sealed.is_none())
        };
        let title = self.columns.get(self.title)?;
        let is_name = title.field.kind == FieldKind::Text && !self.key.contains(&self.title);
        let is_open = is_open(&self.title) && self.key.iter().all(is_open);
        (is_name && is_open).then(|| quote(&title.name))
    }

    /// The natural key for people, sealed parts masked.
    pub(crate) fn shown_key(&self, values: &[Value]) -> String {
        let parts = self
            .key
            .iter()
            .filter_map(|place| Some(self.columns.get(*place)?.shown(values.get(*place)?)));
        parts.collect::<Vec<_>>().join("/")
    }

    /// The values of these fields by name, put into a row; fields not named stay as they are.
    pub(crate) fn put(&self, row: &mut [Value], values: Values) -> Result<(), StoreError> {
        for (name, value) in values {
            let place = self.place(&name)?;
            if let Some(slot) = row.get_mut(place) {
                *slot = value;
            }
        }
        Ok(())
    }
}

/// How the name of a table of ended versions ends.
pub(crate) const HISTORY_TAIL: &str = "__history";

/// The table of ended versions of a register.
pub(crate) fn history_of(register: &str) -> String {
    format!("{register}{HISTORY_TAIL}")
}

impl Column {
    fn new(field: &Field, register: &Register, packs: &Packs) -> Self {
        let target = match &field.kind {
            FieldKind::Reference(to) => Target::Register(to.clone()),
            FieldKind::Org => Target::Node,
            _ => Target::Nothing,
        };
        let is_owner = register.org == OrgSource::Field(field.name.clone());
        let is_key = register.key.contains(&field.name);
        Self {
            name: field.name.clone(),
            ty: column_type(&field.kind),
            is_indexed: field.find || is_owner || is_key || target != Target::Nothing,
            target,
            is_owner,
            reader: FieldReader::new(field, packs),
            writer: FieldWriter::new(field, packs, false),
            field: field.clone(),
        }
    }

    /// Whether it is listed by and has few different values.
    pub(crate) fn is_few(&self) -> bool {
        let kind = &self.field.kind;
        let is_few = matches!(
            kind,
            FieldKind::Code(_) | FieldKind::Codes(_) | FieldKind::YesNo
        );
        self.is_indexed && is_few
    }

    /// The value as it is stored, or why it may not stand here.
    pub(crate) fn normal(&self, value: &Value) -> Result<Value, jixia_pack::ValueFault> {
        let text = self.writer.text(value);
        self.reader
            .read(jixia_pack::Cell::Text(&text))
            .map(crate::clean::clean)
    }

    /// The value for people: masked when it is sealed.
    pub(crate) fn shown(&self, value: &Value) -> String {
        if self.field.sealed.is_some() {
            jixia_pack::mask(value, &self.field)
        } else {
            self.writer.text(value)
        }
    }

    /// The value for a report: masked text when it is sealed.
    pub(crate) fn shown_value(&self, value: &Value) -> Value {
        if self.field.sealed.is_some() && !value.is_null() {
            Value::Text(jixia_pack::mask(value, &self.field))
        } else {
            value.clone()
        }
    }
}

/// The cells of a row in the order of its columns.
pub(crate) fn cells(values: &[Value]) -> impl Iterator<Item = Cell<'_>> {
    values.iter().map(Cell::from)
}
