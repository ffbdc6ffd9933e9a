//! Which rows a reader may see, as SQL: a part is a way from a row to a value, and the values that
//! it may have.
//!
//! A scope is written in two forms. `find` comes from the values to the rows, through the indexes
//! of owners and references; `test` goes from a row at hand to its value. Few rows are found,
//! many are tested on the way through a list.

use std::collections::BTreeSet;

use jixia_pack::{Packs, RowScope};

use super::{AsOf, Sql, rows_of};
use crate::db::{Conn, Dialect, quote};
use crate::table::{Table, Tables};
use crate::{ReadScope, StoreError};

/// The rows that may be seen of one register, and the fields that are shown on some of them only.
pub(crate) struct Scope<'t> {
    pub rows: Rows<'t>,
    /// By place of the column: on which rows it is shown.
    masked: Vec<(usize, Rows<'t>)>,
    /// Columns by which nobody may look for rows, as they are hidden on some.
    unseen: BTreeSet<usize>,
    pub dialect: Dialect,
}

/// Some rows of a register.
#[derive(PartialEq)]
pub(crate) enum Rows<'t> {
    All,
    Nothing,
    Some(Vec<Part<'t>>),
}

/// Rows from which a way leads to one of some values.
pub(crate) struct Part<'t> {
    /// Tables with the column that leads on; the first is that of the rows themselves.
    steps: Vec<(&'t Table, String)>,
    /// The values, as one text that the dialect takes apart.
    values: String,
}

impl PartialEq for Part<'_> {
    fn eq(&self, other: &Self) -> bool {
        let names = |part: &Self| -> Vec<String> {
            let steps = part.steps.iter();
            steps
                .map(|(table, column)| format!("{}.{column}", table.name))
                .collect()
        };
        self.values == other.values && names(self) == names(other)
    }
}

impl<'t> Scope<'t> {
    /// Everything.
    pub(crate) fn all(dialect: Dialect) -> Self {
        Self {
            rows: Rows::All,
            masked: Vec::new(),
            unseen: BTreeSet::new(),
            dialect,
        }
    }

    /// What a reader may see of a register.
    pub(crate) fn new(
        (packs, tables): (&'t Packs, &'t Tables),
        table: &'t Table,
        seen: &ReadScope,
        dialect: Dialect,
    ) -> Result<Self, StoreError> {
        let rows = |scope: &RowScope| Rows::new((packs, tables), table, scope, dialect);
        let seen_rows = rows(&seen.rows)?;
        let (mut masked, mut unseen) = (Vec::new(), BTreeSet::new());
        for (field, shown) in &seen.shown {
            let (place, shown) = (table.place(field)?, rows(shown)?);
            if shown != Rows::All && shown != seen_rows {
                unseen.insert(place);
            }
            masked.push((place, shown));
        }
        Ok(Self {
            rows: seen_rows,
            masked,
            unseen,
            dialect,
        })
    }

    /// Whether a column is shown as it stands on every row.
    pub(crate) fn is_open(&self, place: usize) -> bool {
        self.masked.iter().all(|(masked, _)| *masked != place)
    }

    /// Whether a column is hidden on some row that may be seen.
    pub(crate) fn is_unseen(&self, place: usize) -> bool {
        self.unseen.contains(&place)
    }

    /// Whether every row may be seen.
    pub(crate) fn is_whole(&self) -> bool {
        self.rows == Rows::All
    }

    /// Whether all is shown of every row.
    pub(crate) fn is_everything(&self) -> bool {
        self.is_whole() && self.masked.is_empty()
    }

    /// Adds the stored columns of a table, what is not shown left empty; `outer` is what its rows
    /// are called in the statement.
    pub(crate) fn columns<'a>(
        &'a self,
        sql: &mut Sql<'a>,
        table: &Table,
        outer: &str,
        as_of: AsOf,
    ) {
        for (place, column) in table.columns.iter().enumerate() {
            sql.add(if place > 0 { ", " } else { "" });
            let name = format!("{outer}.{}", quote(&column.name));
            let masked = self.masked.iter().find(|(masked, _)| *masked == place);
            match masked {
                None | Some((_, Rows::All)) => {
                    sql.add(&name);
                }
                Some((_, rows)) => {
                    sql.add("CASE WHEN ");
                    rows.test(sql, self.dialect, (outer, ""), as_of);
                    sql.add(&format!(" THEN {name} END AS {}", quote(&column.name)));
                }
            }
        }
    }

    /// Adds the condition that rows are within, found by their values where no past is read.
    pub(crate) fn filter<'a>(&'a self, sql: &mut Sql<'a>, outer: &str, as_of: AsOf) {
        match as_of {
            None => self.rows.find(sql, self.dialect),
            Some(_) => self.rows.test(sql, self.dialect, (outer, ""), as_of),
        }
    }
}

impl<'t> Rows<'t> {
    fn new(
        (packs, tables): (&'t Packs, &'t Tables),
        table: &'t Table,
        scope: &RowScope,
        dialect: Dialect,
    ) -> Result<Self, StoreError> {
        let rows = match scope {
            RowScope::All => return Ok(Self::All),
            RowScope::Nothing => return Ok(Self::Nothing),
            RowScope::Some(rows) => rows,
        };
        let mut parts = Vec::new();
        let register = packs.registers.get(&table.name);
        let owners = register.map(|register| packs.owner_chain(register));
        let owners = owners.unwrap_or_default();
        if !owners.is_empty() && !rows.owners.is_empty() {
            let mut steps = Vec::new();
            for step in owners {
                let name = &step.register.name;
                steps.push((tables.get(name)?, quote(&step.field.name)));
            }
            let values = dialect.list_text(&rows.owners);
            parts.push(Part { steps, values });
        }
        for (way, keys) in rows.records.iter().filter(|(_, keys)| !keys.is_empty()) {
            let steps = steps(tables, table, way)?;
            let values = dialect.list_text(keys);
            parts.push(Part { steps, values });
        }
        Ok(if parts.is_empty() {
            Self::Nothing
        } else {
            Self::Some(parts)
        })
    }

    /// Of how many parts they are.
    pub(crate) fn parts(&self) -> usize {
        match self {
            Self::All | Self::Nothing => 0,
            Self::Some(parts) => parts.len(),
        }
    }

    /// The columns of the register itself that a test needs, quoted.
    pub(crate) fn needs(&self) -> Vec<String> {
        match self {
            Self::All | Self::Nothing => Vec::new(),
            Self::Some(parts) => {
                let first = parts.iter().filter_map(|part| part.steps.first());
                first.map(|(_, column)| column.clone()).collect()
            }
        }
    }

    /// Adds the test of a row at hand, which the statement calls `outer`; `plus` stands before its
    /// column to keep SQLite from using an index.
    pub(crate) fn test<'a>(
        &'a self,
        sql: &mut Sql<'a>,
        dialect: Dialect,
        (outer, plus): (&str, &str),
        as_of: AsOf,
    ) {
        let parts = match self {
            Self::All => return void(sql, "1 = 1"),
            Self::Nothing => return void(sql, "1 = 0"),
            Self::Some(parts) => parts,
        };
        for (i, part) in parts.iter().enumerate() {
            sql.add(if i > 0 { " OR " } else { "(" });
            let mut value = String::new();
            for (n, (table, column)) in part.steps.iter().enumerate() {
                value = match n {
                    0 => format!("{plus}{outer}.{column}"),
                    _ => {
                        let (key, rows) = (table.sql_key(), rows_of(table, as_of));
                        format!(
                            "(SELECT c{n}.{column} FROM {rows} c{n} WHERE c{n}.{key} = {value})"
                        )
                    }
                };
            }
            let [before, after] = dialect.is_in_list();
            sql.add(&value)
                .add(before)
                .value((&part.values).into())
                .add(after);
        }
        sql.add(")");
    }

    /// Adds the condition that the number of a row is among those found by their values.
    pub(crate) fn find<'a>(&'a self, sql: &mut Sql<'a>, dialect: Dialect) {
        let parts = match self {
            Self::All => return void(sql, "1 = 1"),
            Self::Nothing => return void(sql, "1 = 0"),
            Self::Some(parts) => parts,
        };
        for (i, part) in parts.iter().enumerate() {
            sql.add(if i > 0 { " UNION " } else { "_id IN (" });
            part.found(sql, dialect, "c0._id");
        }
        sql.add(")");
    }

    /// How many rows there are, counted up to a cap; a row of two parts may count twice.
    pub(crate) fn count(
        &self,
        conn: &mut Conn,
        dialect: Dialect,
        cap: u64,
    ) -> Result<u64, StoreError> {
        let Self::Some(parts) = self else {
            return Ok(0);
        };
        let mut sum = 0;
        for part in parts {
            let mut sql = Sql::new("SELECT count(*) FROM (");
            part.found(&mut sql, dialect, "1");
            sql.add(&format!(" LIMIT {}) AS c", cap + 1));
            sum += u64::try_from(conn.number(&sql.text, &sql.cells)?).unwrap_or(0);
            if sum > cap {
                break;
            }
        }
        Ok(sum)
    }
}

impl Part<'_> {
    /// Adds a query that comes from the values to the rows, the last table of the way first.
    fn found<'a>(&'a self, sql: &mut Sql<'a>, dialect: Dialect, what: &str) {
        let [before, after] = dialect.list_rows();
        sql.add(&format!("SELECT {what} FROM {before}"));
        sql.value((&self.values).into()).add(after);
        for (n, (table, _)) in self.steps.iter().enumerate().rev() {
            sql.add(&format!(" CROSS JOIN {} c{n}", table.sql_name()));
        }
        let mut word = " WHERE ";
        let mut value = "j.value".to_owned();
        for (n, (table, column)) in self.steps.iter().enumerate().rev() {
            sql.add(&format!("{word}c{n}.{column} = {value}"));
            value = format!("c{n}.{}", table.sql_key());
            word = " AND ";
        }
    }
}

fn void(sql: &mut Sql<'_>, text: &str) {
    sql.add(text);
}

/// The steps of a way of reference fields; the empty way ends at the row's own key.
fn steps<'t>(
    tables: &'t Tables,
    table: &'t Table,
    way: &[String],
) -> Result<Vec<(&'t Table, String)>, StoreError> {
    if way.is_empty() {
        return Ok(vec![(table, table.sql_key())]);
    }
    let (mut at, mut steps) = (table, Vec::new());
    for (i, name) in way.iter().enumerate() {
        let column = at.column(name)?;
        steps.push((at, quote(name)));
        if i + 1 < way.len() {
            let no_way = || StoreError::NoField {
                register: at.name.clone(),
                field: name.clone(),
            };
            at = tables.targets(&column.target).next().ok_or_else(no_way)?;
        }
    }
    Ok(steps)
}
