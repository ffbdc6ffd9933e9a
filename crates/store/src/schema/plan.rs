//! What must be done to the tables so that they hold what the packs declare.

use std::collections::BTreeMap;

use super::remembered::{Remembered, RememberedColumn, RememberedTable, key_names};
use super::sql;
use crate::Narrowing;
use crate::db::{Dialect, quote};
use crate::table::{Column, Table, Tables, history_of, meaning};

/// The way from what the database remembers to what the packs declare.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Statements that come before the keys are filled in.
    pub statements: Vec<String>,
    /// Registers whose `_key` must be computed again.
    pub rekeyed: Vec<String>,
    /// Statements that come after it: indexes.
    pub indexes: Vec<String>,
    /// What is lost to sight, and done only when allowed.
    pub narrowings: Vec<Narrowing>,
    /// Registers and fields that are new, for the journal.
    pub added: Vec<String>,
    /// What the database will remember.
    pub after: Remembered,
}

impl Plan {
    pub(crate) fn new(before: &Remembered, tables: &Tables, dialect: Dialect) -> Self {
        let mut plan = Self {
            after: before.clone(),
            ..Self::default()
        };
        for (name, old) in &before.registers {
            if old.live && tables.get(name).is_err() {
                plan.narrowings.push(Narrowing {
                    register: name.clone(),
                    field: None,
                    change: None,
                });
                if let Some(table) = plan.after.registers.get_mut(name) {
                    table.live = false;
                }
            }
        }
        for table in tables.iter() {
            match before.registers.get(&table.name) {
                None => plan.create(table, dialect),
                Some(old) => plan.widen(table, old.clone(), dialect),
            }
        }
        plan
    }

    /// Whether there is nothing to do.
    pub(crate) fn is_empty(&self) -> bool {
        self.statements.is_empty()
            && self.indexes.is_empty()
            && self.rekeyed.is_empty()
            && self.narrowings.is_empty()
            && self.added.is_empty()
    }

    fn create(&mut self, table: &Table, dialect: Dialect) {
        self.statements.extend(sql::create_tables(table, dialect));
        let indexes = sql::indexes(table, dialect);
        self.indexes.extend(indexes.values().cloned());
        self.added.push(table.name.clone());
        let made = RememberedTable::of(table, indexes);
        self.after.registers.insert(table.name.clone(), made);
    }

    fn widen(&mut self, table: &Table, mut old: RememberedTable, dialect: Dialect) {
        if !old.live {
            self.added.push(table.name.clone());
        }
        old.live = true;
        for column in &table.columns {
            self.widen_column(table, column, &mut old, dialect);
        }
        for column in &mut old.columns {
            if column.live && table.place(&column.field).is_err() {
                self.narrowings.push(Narrowing {
                    register: table.name.clone(),
                    field: Some(column.field.clone()),
                    change: None,
                });
                column.live = false;
            }
        }
        self.rekey(table, &mut old, dialect);
        self.reindex(sql::indexes(table, dialect), &mut old);
        self.after.registers.insert(table.name.clone(), old);
    }

    fn widen_column(
        &mut self,
        table: &Table,
        column: &Column,
        old: &mut RememberedTable,
        dialect: Dialect,
    ) {
        let now = meaning(&column.field.kind);
        let known = old
            .columns
            .iter()
            .position(|known| known.column == column.name);
        if let Some(known) = known.and_then(|place| old.columns.get_mut(place)) {
            if known.meaning == now {
                if !known.live {
                    known.live = true;
                    self.added.push(format!("{}.{}", table.name, column.name));
                }
                return;
            }
            if known.live {
                self.narrowings.push(Narrowing {
                    register: table.name.clone(),
                    field: Some(column.name.clone()),
                    change: Some((known.meaning.clone(), now.to_owned())),
                });
            }
            known.live = false;
            let aside = aside_name(&column.name, &old.columns);
            self.drop_index_of(table, column, old, dialect);
            self.set_aside(table, &column.name, &aside, old);
        }
        for name in [table.name.clone(), history_of(&table.name)] {
            self.statements.push(format!(
                "ALTER TABLE {} ADD COLUMN {} {}",
                quote(&name),
                quote(&column.name),
                dialect.column_type(column.ty)
            ));
        }
        self.added.push(format!("{}.{}", table.name, column.name));
        old.columns.push(RememberedColumn {
            column: column.name.clone(),
            field: column.name.clone(),
            ty: column.ty.word().to_owned(),
            meaning: now.to_owned(),
            live: true,
        });
    }

    fn set_aside(&mut self, table: &Table, from: &str, to: &str, old: &mut RememberedTable) {
        for name in [table.name.clone(), history_of(&table.name)] {
            self.statements.push(format!(
                "ALTER TABLE {} RENAME COLUMN {} TO {}",
                quote(&name),
                quote(from),
                quote(to)
            ));
        }
        if let Some(column) = old.columns.iter_mut().find(|column| column.column == from) {
            to.clone_into(&mut column.column);
        }
    }

    fn drop_index_of(
        &mut self,
        table: &Table,
        column: &Column,
        old: &mut RememberedTable,
        dialect: Dialect,
    ) {
        let plain = sql::index_name(&table.name, &format!("by_{}", column.name), dialect);
        let on_column = format!("({}", quote(&column.name));
        let in_column = format!(", {}", quote(&column.name));
        let names: Vec<String> = old
            .indexes
            .iter()
            .filter(|(name, sql)| {
                **name == plain || sql.contains(&on_column) || sql.contains(&in_column)
            })
            .map(|(name, _)| name.clone())
            .collect();
        for name in names {
            old.indexes.remove(&name);
            self.statements.push(format!("DROP INDEX {}", quote(&name)));
        }
    }

    fn rekey(&mut self, table: &Table, old: &mut RememberedTable, dialect: Dialect) {
        let key = key_names(table);
        if old.key == key && old.key_column == table.key_column {
            return;
        }
        let name = sql::index_name(&table.name, "key", dialect);
        let history = sql::index_name(&table.name, "history_key", dialect);
        for name in [name, history] {
            if old.indexes.remove(&name).is_some() {
                self.statements.push(format!("DROP INDEX {}", quote(&name)));
            }
        }
        if table.has_derived_key {
            if !old.has_key {
                for name in [table.name.clone(), history_of(&table.name)] {
                    let ty = dialect.column_type(crate::db::ColumnType::Text);
                    let name = quote(&name);
                    self.statements
                        .push(format!("ALTER TABLE {name} ADD COLUMN _key {ty}"));
                }
            }
            self.rekeyed.push(table.name.clone());
        } else if old.has_key {
            for name in [table.name.clone(), history_of(&table.name)] {
                self.statements
                    .push(format!("ALTER TABLE {} DROP COLUMN _key", quote(&name)));
            }
        }
        if old.key != key {
            self.narrowings.push(Narrowing {
                register: table.name.clone(),
                field: None,
                change: Some((old.key.join("/"), key.join("/"))),
            });
        }
        self.added
            .push(format!("{} key {}", table.name, key.join("/")));
        old.has_key = table.has_derived_key;
        old.key = key;
        old.key_column.clone_from(&table.key_column);
    }

    fn reindex(&mut self, wanted: BTreeMap<String, String>, old: &mut RememberedTable) {
        for (name, sql) in &old.indexes {
            if wanted.get(name) != Some(sql) {
                self.statements.push(format!("DROP INDEX {}", quote(name)));
            }
        }
        for (name, sql) in &wanted {
            if old.indexes.get(name) != Some(sql) {
                self.indexes.push(sql.clone());
            }
        }
        old.indexes = wanted;
    }
}

fn aside_name(field: &str, columns: &[RememberedColumn]) -> String {
    let taken = |name: &String| columns.iter().any(|column| column.column == *name);
    (1..)
        .map(|n| format!("{field}__{n}"))
        .find(|name| !taken(name))
        .unwrap_or_default()
}
