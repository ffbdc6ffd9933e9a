//! What must hold of the rows of a list.

use jixia_terms::Value;

use super::{AsOf, Scope, Sql};
use crate::db::{ColumnType, Dialect, quote};
use crate::table::{Column, Table, Target};
use crate::{ListQuery, StoreError, Test};

/// One condition, ready for a statement.
pub(super) enum Condition<'t> {
    OneOf(&'t Column, Vec<Value>),
    Between(&'t Column, Option<Value>, Option<Value>),
    Begins(&'t Column, String, String),
    /// A text stands somewhere in one of these columns.
    Holds(Vec<&'t Column>, String, Dialect),
    Empty(&'t Column),
    Filled(&'t Column),
    /// The row is one that the reader may see.
    Within(&'t Scope<'t>),
    Never,
}

/// Where a condition stands in a statement.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// What the rows are called.
    pub outer: &'a str,
    /// Stands before each column to keep SQLite from using its index.
    pub plus: &'a str,
    pub as_of: AsOf,
    /// Whether rows are found by this condition, rather than tested.
    pub finds: bool,
}

/// The column of this name, if lists may be filtered and sorted by it.
pub(super) fn findable<'t>(table: &'t Table, field: &str) -> Result<&'t Column, StoreError> {
    let column = table.column(field)?;
    if column.is_indexed {
        Ok(column)
    } else {
        Err(not_findable(table, field))
    }
}

/// The same of a column that a reader of this scope sees as it stands.
pub(super) fn open<'t>(
    table: &'t Table,
    field: &str,
    scope: &Scope<'_>,
) -> Result<&'t Column, StoreError> {
    let column = findable(table, field)?;
    if scope.is_open(table.place(field)?) {
        Ok(column)
    } else {
        Err(not_findable(table, field))
    }
}

fn not_findable(table: &Table, field: &str) -> StoreError {
    StoreError::NotFindable {
        register: table.name.clone(),
        field: field.to_owned(),
    }
}

/// The filters of a query as conditions.
pub(super) fn conditions<'t>(
    table: &'t Table,
    query: &ListQuery,
    scope: &Scope<'_>,
) -> Result<Vec<Condition<'t>>, StoreError> {
    let mut conditions = Vec::new();
    for filter in &query.filters {
        // Parts and bounds would tell a masked value bit by bit; a whole value is known already.
        let column = match &filter.is {
            Test::OneOf(_) | Test::Empty | Test::Filled => findable(table, &filter.field)?,
            Test::Between(..) | Test::Begins(_) => open(table, &filter.field, scope)?,
        };
        if scope.is_unseen(table.place(&filter.field)?) {
            return Err(not_findable(table, &filter.field));
        }
        conditions.push(match &filter.is {
            Test::OneOf(values) => {
                let values: Vec<_> = values
                    .iter()
                    .filter_map(|value| comparable(column, value))
                    .collect();
                if values.is_empty() {
                    Condition::Never
                } else {
                    Condition::OneOf(column, values)
                }
            }
            Test::Between(from, to) => {
                let end = |end: &Option<Value>| end.as_ref().map(|end| comparable(column, end));
                match (end(from), end(to)) {
                    (Some(None), _) | (_, Some(None)) => Condition::Never,
                    (None, None) => Condition::Filled(column),
                    (from, to) => Condition::Between(column, from.flatten(), to.flatten()),
                }
            }
            Test::Begins(text) => begins(column, text),
            Test::Empty => Condition::Empty(column),
            Test::Filled => Condition::Filled(column),
        });
    }
    Ok(conditions)
}

/// The value as the column keeps it; none when no row can have it.
fn comparable(column: &Column, value: &Value) -> Option<Value> {
    match (column.normal(value), value) {
        (Ok(value), _) => Some(value).filter(|value| !value.is_null()),
        // A text that breaks a rule may still stand in rows written before the rule.
        (Err(_), Value::Text(text)) if column.ty == ColumnType::Text => {
            Some(Value::Text(text.trim().to_owned()))
        }
        _ => None,
    }
}

/// That a text begins so.
pub(super) fn begins<'t>(column: &'t Column, text: &str) -> Condition<'t> {
    if column.ty != ColumnType::Text {
        return Condition::Never;
    }
    // Behind every text that begins so, in the order of code points.
    Condition::Begins(column, text.to_owned(), format!("{text}{}", char::MAX))
}

/// The texts in which a search looks: all that are indexed, but no references and nothing sealed.
pub(super) fn searched<'t>(table: &'t Table, scope: &Scope<'_>) -> Vec<&'t Column> {
    let is_searched = |column: &&Column| {
        column.is_indexed
            && column.ty == ColumnType::Text
            && column.target == Target::Nothing
            && column.field.kind.code_list().is_none()
            && column.field.sealed.is_none()
    };
    let columns = table.columns.iter().enumerate();
    let open = columns.filter(|(place, _)| scope.is_open(*place));
    open.map(|(_, column)| column).filter(is_searched).collect()
}

impl Condition<'_> {
    /// The columns that it is about; none where it can never hold.
    pub(super) fn columns(&self) -> &[&Column] {
        match self {
            Self::OneOf(column, _)
            | Self::Between(column, _, _)
            | Self::Begins(column, _, _)
            | Self::Empty(column)
            | Self::Filled(column) => std::slice::from_ref(column),
            Self::Holds(columns, _, _) => columns,
            Self::Never | Self::Within(_) => &[],
        }
    }

    /// The columns that a test of it needs, quoted.
    pub(super) fn needs(&self) -> Vec<String> {
        match self {
            Self::Within(scope) => scope.rows.needs(),
            _ => self
                .columns()
                .iter()
                .map(|column| quote(&column.name))
                .collect(),
        }
    }

    /// Adds the condition.
    pub(super) fn write<'a>(&'a self, sql: &mut Sql<'a>, place: Place<'_>) {
        let plus = place.plus;
        let name = |column: &Column| format!("{plus}{}", quote(&column.name));
        match self {
            Self::Never => {
                sql.add("1 = 0");
            }
            Self::Within(scope) => within(scope, sql, place),
            Self::Empty(column) => {
                sql.add(&name(column)).add(" IS NULL");
            }
            Self::Filled(column) => {
                sql.add(&name(column)).add(" IS NOT NULL");
            }
            Self::OneOf(column, values) => {
                if let [value] = values.as_slice() {
                    sql.add(&name(column)).add(" = ").value(value.into());
                    return;
                }
                sql.add(&name(column)).add(" IN (");
                for (i, value) in values.iter().enumerate() {
                    sql.add(if i > 0 { ", " } else { "" }).value(value.into());
                }
                sql.add(")");
            }
            Self::Between(column, from, to) => {
                for (i, (end, sign)) in [(from, " >= "), (to, " <= ")].into_iter().enumerate() {
                    if i > 0 && from.is_some() && to.is_some() {
                        sql.add(" AND ");
                    }
                    if let Some(end) = end {
                        sql.add(&name(column)).add(sign).value(end.into());
                    }
                }
            }
            Self::Holds(columns, text, dialect) => {
                for (i, column) in columns.iter().enumerate() {
                    let call = dialect.place_of();
                    sql.add(if i > 0 { " OR " } else { "(" });
                    sql.add(&format!("{call}({}, ", name(column)));
                    sql.value(text.into()).add(") > 0");
                }
                sql.add(")");
            }
            Self::Begins(column, from, to) => {
                sql.add("(")
                    .add(&name(column))
                    .add(" >= ")
                    .value(from.into());
                sql.add(" AND ")
                    .add(&name(column))
                    .add(" < ")
                    .value(to.into());
                sql.add(")");
            }
        }
    }
}

fn within<'a>(scope: &'a Scope<'a>, sql: &mut Sql<'a>, place: Place<'_>) {
    if place.finds {
        return scope.rows.find(sql, scope.dialect);
    }
    let row = (place.outer, place.plus);
    scope.rows.test(sql, scope.dialect, row, place.as_of);
}
