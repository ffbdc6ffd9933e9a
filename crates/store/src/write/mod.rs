//! Writing records inside an act: insert, change, remove, change a key, merge.
//!
//! INVARIANT: a version that an earlier act wrote goes into the history before it is changed or
//! removed.

mod check;
mod finish;
mod follow;
mod rows;
mod tree;

use std::collections::{BTreeMap, HashMap};

use jixia_terms::{Label, Value};

use crate::canon::{Canon, RowHash};
use crate::db::Conn;
use crate::read::{self, Scope};
use crate::table::{Table, Tables};
use crate::{Record, RecordId, StoreError, Values};
pub(crate) use check::{CHECK, no_record, takes_key};
pub(crate) use rows::{hash_row, next_id};
pub(crate) use tree::ring;

/// Writes records inside one act. An act that ends in an error leaves everything as it was.
pub struct Writer<'a> {
    conn: &'a mut Conn,
    tables: &'a Tables,
    canon: &'a Canon,
    /// Number of the line that this act will have.
    seq: u64,
    /// What was written and ended, by register and record.
    touched: BTreeMap<(String, i64), Touch>,
    next_ids: HashMap<String, i64>,
    /// The record that the act is about, and its values before.
    about: Option<About>,
    scratch: Vec<u8>,
}

/// Hash of the version that this act ended, and of the one that it wrote.
#[derive(Debug, Default, Clone, Copy)]
struct Touch {
    ended: Option<RowHash>,
    written: Option<RowHash>,
}

struct About {
    register: String,
    id: RecordId,
    before: Option<Vec<Value>>,
    /// The record that was merged into it.
    merged: Option<(RecordId, Vec<Value>)>,
    /// Whether the act is about this record even though others follow it.
    is_chosen: bool,
}

/// A record with what the table keeps beside its values.
struct Stored {
    record: Record,
    hash: RowHash,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(conn: &'a mut Conn, tables: &'a Tables, canon: &'a Canon, seq: u64) -> Self {
        Self {
            conn,
            tables,
            canon,
            seq,
            touched: BTreeMap::new(),
            next_ids: HashMap::new(),
            about: None,
            scratch: Vec::new(),
        }
    }

    /// Adds a record; fields not given stay empty.
    pub fn insert(&mut self, register: &str, values: Values) -> Result<RecordId, StoreError> {
        let tables = self.tables;
        let table = tables.get(register)?;
        let mut row = vec![Value::Null; table.columns.len()];
        table.put(&mut row, values)?;
        self.check(table, &mut row, None, None)?;
        let id = self.next_id(table)?;
        self.is_about(table, id, None);
        self.write_new(table, id, &row)?;
        Ok(id)
    }

    /// Changes the fields given. With `expected`, only if the record still is that version. Key
    /// fields may be given when they do not change; changing them is `rekey`.
    pub fn update(
        &mut self,
        register: &str,
        id: RecordId,
        values: Values,
        expected: Option<u64>,
    ) -> Result<(), StoreError> {
        let tables = self.tables;
        let table = tables.get(register)?;
        let stored = self.stored(table, id)?;
        if let Some(expected) = expected.filter(|expected| *expected != stored.record.version) {
            return Err(StoreError::stale(&table.label, &stored.record, expected));
        }
        let mut row = stored.record.values.clone();
        table.put(&mut row, values)?;
        self.check(table, &mut row, Some(&stored.record.values), Some(id))?;
        for place in &table.key {
            if row.get(*place) != stored.record.values.get(*place) {
                let field = table.columns.get(*place).map(|column| column.name.clone());
                return Err(StoreError::KeyFixed {
                    register: register.to_owned(),
                    field: field.unwrap_or_default(),
                });
            }
        }
        if row == stored.record.values {
            return Ok(());
        }
        self.is_about(table, id, Some(&stored.record.values));
        self.write_changed(table, &stored, &row)
    }

    /// Ends a record, unless others still point at it. Its history stays.
    pub fn remove(&mut self, register: &str, id: RecordId) -> Result<(), StoreError> {
        let tables = self.tables;
        let table = tables.get(register)?;
        let stored = self.stored(table, id)?;
        self.check_unreferenced(table, &stored.record)?;
        self.is_about(table, id, Some(&stored.record.values));
        self.write_gone(table, &stored)
    }

    /// Changes the natural key; all references to the record follow in the same act, with history.
    /// Key fields not given keep their value.
    pub fn rekey(&mut self, register: &str, id: RecordId, key: Values) -> Result<(), StoreError> {
        let tables = self.tables;
        let table = tables.get(register)?;
        let stored = self.stored(table, id)?;
        let mut row = stored.record.values.clone();
        for name in key.keys() {
            if !table.key.contains(&table.place(name)?) {
                return Err(StoreError::NoField {
                    register: format!("{register} (key)"),
                    field: name.clone(),
                });
            }
        }
        table.put(&mut row, key)?;
        self.check(table, &mut row, Some(&stored.record.values), Some(id))?;
        if row == stored.record.values {
            return Ok(());
        }
        self.choose(table, id, &stored.record.values, None);
        let (from, to) = (table.key_text(&stored.record.values), table.key_text(&row));
        self.write_changed(table, &stored, &row)?;
        self.follow(table, (from, to), false)
    }

    /// Ends `drop`; all references to it now point at `keep`, with history. Records that then have
    /// one key become one too if they say the same; else nothing is merged. All histories show the
    /// act.
    pub fn merge(
        &mut self,
        register: &str,
        keep: RecordId,
        drop: RecordId,
    ) -> Result<(), StoreError> {
        let tables = self.tables;
        let table = tables.get(register)?;
        if keep == drop {
            return Err(StoreError::Refused {
                code: "same_record",
                text: Label::new(
                    "不能把一条记录合并到它自己，请另选一条重复的记录",
                    "a record cannot be merged into itself; choose another record of the same \
                     thing",
                ),
            });
        }
        let kept = self.stored(table, keep)?;
        let dropped = self.stored(table, drop)?;
        let merged = (drop, dropped.record.values.clone());
        self.choose(table, keep, &kept.record.values, Some(merged));
        let (from, to) = (
            table.key_text(&dropped.record.values),
            table.key_text(&kept.record.values),
        );
        self.check_merged_node(table, (&to, &from))?;
        self.follow(table, (from, to), true)?;
        let dropped = self.stored(table, drop)?;
        self.write_gone(table, &dropped)?;
        let kept = self.stored(table, keep)?;
        self.show_act(table, &kept)
    }

    /// A record as it stands within the act.
    pub fn record(&mut self, register: &str, id: RecordId) -> Result<Option<Record>, StoreError> {
        let whole = Scope::all(self.conn.dialect());
        read::record(self.conn, self.tables.get(register)?, id, (&whole, None))
    }

    /// A record by its natural key, as it stands within the act.
    pub fn find(&mut self, register: &str, key: &[Value]) -> Result<Option<Record>, StoreError> {
        let (table, whole) = (self.tables.get(register)?, Scope::all(self.conn.dialect()));
        read::find(
            self.conn,
            table,
            &table.key_text_of_parts(key),
            (&whole, None),
        )
    }

    /// Hands every record to `each`, as it stands within the act, in order of number.
    pub fn scan(
        &mut self,
        register: &str,
        each: &mut dyn FnMut(&Record) -> Result<(), StoreError>,
    ) -> Result<u64, StoreError> {
        let whole = Scope::all(self.conn.dialect());
        read::scan(self.conn, self.tables.get(register)?, (&whole, None), each)
    }

    fn is_about(&mut self, table: &Table, id: RecordId, before: Option<&[Value]>) {
        if self.about.is_none() {
            self.about = Some(About {
                register: table.name.clone(),
                id,
                before: before.map(<[Value]>::to_vec),
                merged: None,
                is_chosen: false,
            });
        }
    }

    fn choose(
        &mut self,
        table: &Table,
        id: RecordId,
        before: &[Value],
        merged: Option<(RecordId, Vec<Value>)>,
    ) {
        if self.touched.is_empty() {
            self.about = Some(About {
                register: table.name.clone(),
                id,
                before: Some(before.to_vec()),
                merged,
                is_chosen: true,
            });
        }
    }
}
