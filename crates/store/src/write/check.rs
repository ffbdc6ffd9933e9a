//! What packs ask of a record: type, pattern, bounds, codes, key, references.

use jixia_terms::{Label, Value};

use super::Writer;
use crate::db::{Cell, quote};
use crate::read::{self, Scope};
use crate::table::{Column, Table, Target};
use crate::{Record, RecordId, StoreError, ValueFault};

/// The code of a check between fields that does not hold.
pub(crate) const CHECK: &str = "check";

impl Writer<'_> {
    /// Puts the row into the form in which it is stored, or says of every field what is wrong.
    /// Values that stay as they were are not held against rules that came after them.
    pub(super) fn check(
        &mut self,
        table: &Table,
        row: &mut [Value],
        before: Option<&[Value]>,
        id: Option<RecordId>,
    ) -> Result<(), StoreError> {
        let mut faults = Vec::new();
        for (i, (column, value)) in table.columns.iter().zip(row.iter_mut()).enumerate() {
            let old = before.and_then(|before| before.get(i));
            if old == Some(value) {
                continue;
            }
            match column.normal(value) {
                Ok(normal) => *value = normal,
                Err(fault) => {
                    faults.push(value_fault(column, fault.code, fault.text));
                    continue;
                }
            }
            if old != Some(value) && !self.points_at_something(column, value)? {
                let text = self.said_of_nothing(column, value)?;
                faults.push(value_fault(column, "no_record", text));
            }
        }
        // A record that is being added may point at itself.
        let own_key = table.key_text(row);
        faults.retain(|fault| !points_at_itself(table, fault, row, &own_key));
        if faults.is_empty() {
            self.check_fields(table, row, before, &mut faults)?;
        }
        self.check_parents(table, row, before, &mut faults)?;
        if !faults.is_empty() {
            let (register, label) = (table.name.clone(), table.label.clone());
            return Err(StoreError::Values {
                register,
                label,
                faults,
            });
        }
        self.check_key_free(table, row, id)
    }

    /// What must hold between the fields of the row, as far as they are not what they were.
    fn check_fields(
        &mut self,
        table: &Table,
        row: &[Value],
        before: Option<&[Value]>,
        faults: &mut Vec<ValueFault>,
    ) -> Result<(), StoreError> {
        let is_touched =
            |place: &usize| before.is_none_or(|before| before.get(*place) != row.get(*place));
        let whole = Scope::all(self.conn.dialect());
        for check in &table.checks {
            if !check.places.iter().any(is_touched) {
                continue;
            }
            let mut beyond = Vec::new();
            for asked in &check.beyond {
                let to = self.tables.get(&asked.register)?;
                let key = row.get(asked.place).and_then(Value::as_text);
                let record = match key {
                    Some(key) => read::find(self.conn, to, key, (&whole, None))?,
                    None => None,
                };
                let place = to.place(&asked.field)?;
                let value = record.and_then(|record| record.values.into_iter().nth(place));
                beyond.push(value.unwrap_or(Value::Null));
            }
            if !check.holds(row, &beyond)
                && let Some(column) = table.columns.get(check.about)
            {
                faults.push(value_fault(column, CHECK, check.text.clone()));
            }
        }
        Ok(())
    }

    /// Refuses a key that another record has, or another node of any register.
    pub(super) fn check_key_free(
        &mut self,
        table: &Table,
        row: &[Value],
        id: impl Into<Option<RecordId>>,
    ) -> Result<(), StoreError> {
        let id = id.into();
        let key = table.key_text(row);
        let mut holder = self.holder(table, &key)?.map(|holder| (table, holder));
        if holder.is_none() && table.is_node {
            let tables = self.tables;
            for other in tables.targets(&Target::Node) {
                holder = holder.or(self.holder(other, &key)?.map(|holder| (other, holder)));
            }
        }
        match holder {
            Some((by, holder)) if Some(holder) != id || by.name != table.name => {
                Err(StoreError::KeyTaken {
                    register: by.name.clone(),
                    label: by.label.clone(),
                    key: table.shown_key(row),
                    id: holder,
                })
            }
            _ => Ok(()),
        }
    }

    /// The record that has this key.
    pub(super) fn holder(
        &mut self,
        table: &Table,
        key: &str,
    ) -> Result<Option<RecordId>, StoreError> {
        let sql = format!(
            "SELECT _id FROM {} WHERE {} = ?1",
            table.sql_name(),
            table.sql_key()
        );
        self.conn
            .first(&sql, &[key.into()], |row| row.int(0).map(RecordId))
    }

    fn points_at_something(&mut self, column: &Column, value: &Value) -> Result<bool, StoreError> {
        if column.target == Target::Nothing || value.is_null() {
            return Ok(true);
        }
        let tables = self.tables;
        for target in tables.targets(&column.target) {
            let sql = format!(
                "SELECT 1 AS found FROM {} WHERE {} = ?1",
                target.sql_name(),
                target.sql_key()
            );
            if self
                .conn
                .first(&sql, &[Cell::from(value)], |_| Ok(()))?
                .is_some()
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Why a reference to nothing is refused, with the key where it is the name of a record.
    fn said_of_nothing(&mut self, column: &Column, value: &Value) -> Result<Label, StoreError> {
        let shown = column.shown(value);
        let tables = self.tables;
        let mut named: Vec<(&Table, String)> = Vec::new();
        for to in tables.targets(&column.target) {
            if let Some(title) = to.open_title() {
                let (key, name) = (to.sql_key(), to.sql_name());
                let sql = format!("SELECT {key} FROM {name} WHERE {title} = ?1 LIMIT 2");
                let keys = self
                    .conn
                    .all(&sql, &[Cell::from(value)], |row| row.text(0))?;
                named.extend(keys.into_iter().map(|key| (to, key)));
            }
        }
        Ok(match named.as_slice() {
            [] => no_record(&shown),
            [(to, key)] => takes_key(to, &shown, Some(key)),
            [(to, _), ..] => takes_key(to, &shown, None),
        })
    }

    /// Refuses to let go of a record that others point at.
    pub(super) fn check_unreferenced(
        &mut self,
        table: &Table,
        record: &Record,
    ) -> Result<(), StoreError> {
        let key = table.key_text(&record.values);
        let tables = self.tables;
        for (register, place) in &table.referrers {
            let by = tables.get(register)?;
            let Some(column) = by.columns.get(*place) else {
                continue;
            };
            // A record that points at itself does not keep itself from going.
            let itself = if by.name == table.name {
                format!(" AND _id <> {}", record.id.0)
            } else {
                String::new()
            };
            let sql = format!(
                "SELECT count(*) FROM {} WHERE {} = ?1{itself}",
                by.sql_name(),
                quote(&column.name)
            );
            let count = u64::try_from(self.conn.number(&sql, &[(&key).into()])?).unwrap_or(0);
            if count > 0 {
                return Err(StoreError::Referenced {
                    register: table.name.clone(),
                    key: table.shown_key(&record.values),
                    by: by.name.clone(),
                    by_label: Box::new(by.label.clone()),
                    count,
                });
            }
        }
        Ok(())
    }
}

fn points_at_itself(table: &Table, fault: &ValueFault, row: &[Value], own_key: &str) -> bool {
    let Ok(place) = table.place(&fault.field) else {
        return false;
    };
    let points_here = table
        .columns
        .get(place)
        .is_some_and(|column| match &column.target {
            Target::Nothing => false,
            Target::Register(name) => *name == table.name,
            Target::Node => table.is_node,
        });
    let value = row.get(place).and_then(Value::as_text);
    fault.code == "no_record" && points_here && value == Some(own_key)
}

pub(crate) fn value_fault(column: &Column, code: &'static str, text: Label) -> ValueFault {
    ValueFault {
        field: column.name.clone(),
        label: column.field.label.clone(),
        code,
        text,
    }
}

/// What is said of a reference to nothing.
pub(crate) fn no_record(shown: &str) -> Label {
    Label::new(
        format!("“{shown}”在系统中不存在，请先录入或更正"),
        format!("`{shown}` is not there; add it first or correct it"),
    )
}

/// What is said of a name where a key belongs; with the key, if only one record has the name.
pub(crate) fn takes_key(to: &Table, shown: &str, key: Option<&str>) -> Label {
    let labels = to.key.iter().filter_map(|place| to.columns.get(*place));
    let labels: Vec<&Label> = labels.map(|column| &column.field.label).collect();
    let zh: Vec<_> = labels.iter().map(|label| label.zh.as_str()).collect();
    let en: Vec<_> = labels.iter().map(|label| label.en.as_str()).collect();
    let (zh, en) = (zh.join("/"), en.join("/"));
    match key {
        Some(key) => Label::new(
            format!("填{zh}，不填名称；名称为“{shown}”的{zh}是 {key}"),
            format!("takes the {en}, not a name; the {en} of `{shown}` is {key}"),
        ),
        None => Label::new(
            format!("填{zh}，不填名称；名称为“{shown}”的记录不止一条，请查明后填其{zh}"),
            format!(
                "takes the {en}, not a name; several records are named `{shown}`, fill in the \
                 {en} of the one that is meant"
            ),
        ),
    }
}
