//! What the tables hold, as the database itself remembers it: compared with the packs at every
//! start.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::db::ColumnType;
use crate::table::{Hidden, Table, meaning};

/// All tables that were ever made for registers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Remembered {
    pub registers: BTreeMap<String, RememberedTable>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RememberedTable {
    /// Whether the packs declare it.
    pub live: bool,
    /// Names of the key fields.
    pub key: Vec<String>,
    /// The column by which records are found.
    pub key_column: String,
    /// Whether there is a column `_key`.
    pub has_key: bool,
    /// Its columns, in the order in which they were added.
    pub columns: Vec<RememberedColumn>,
    /// Its indexes: name, and the statement that made it.
    pub indexes: BTreeMap<String, String>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RememberedColumn {
    /// Its name in the table.
    pub column: String,
    /// The field that it keeps or kept.
    pub field: String,
    /// How it keeps values.
    pub ty: String,
    /// What its values mean.
    pub meaning: String,
    /// Whether the packs declare it.
    pub live: bool,
}

impl RememberedColumn {
    pub(crate) fn column_type(&self) -> ColumnType {
        ColumnType::from_word(&self.ty).unwrap_or(ColumnType::Text)
    }
}

impl RememberedTable {
    /// A table as the packs declare it now, without what came before.
    pub(crate) fn of(table: &Table, indexes: BTreeMap<String, String>) -> Self {
        let columns = table.columns.iter().map(|column| RememberedColumn {
            column: column.name.clone(),
            field: column.name.clone(),
            ty: column.ty.word().to_owned(),
            meaning: meaning(&column.field.kind).to_owned(),
            live: true,
        });
        Self {
            live: true,
            key: key_names(table),
            key_column: table.key_column.clone(),
            has_key: table.has_derived_key,
            columns: columns.collect(),
            indexes,
        }
    }

    fn hidden(&self) -> Vec<Hidden> {
        let hidden = self.columns.iter().filter(|column| !column.live);
        hidden
            .map(|column| Hidden {
                column: column.column.clone(),
                field: column.field.clone(),
                ty: column.column_type(),
            })
            .collect()
    }
}

pub(crate) fn key_names(table: &Table) -> Vec<String> {
    let names = table
        .key
        .iter()
        .filter_map(|place| table.columns.get(*place));
    names.map(|column| column.name.clone()).collect()
}

impl Remembered {
    /// The columns that the packs no longer declare, by register.
    pub(crate) fn hidden(&self) -> BTreeMap<String, Vec<Hidden>> {
        self.registers
            .iter()
            .map(|(name, table)| (name.clone(), table.hidden()))
            .collect()
    }
}
