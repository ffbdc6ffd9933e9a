//! A page of a register: filtered, searched, sorted, and no dearer as the register grows.
//!
//! Of all conditions the one that leaves fewest rows is found by counting index entries up to a
//! cap. When it leaves few, those rows are fetched and sorted; when every condition leaves many,
//! the index of the sort field is walked and rows are tested on the way, of which enough match
//! soon. The cap is where both cost the same. Nothing ever counts or sorts the whole register.

use jixia_terms::Value;

use super::{AsOf, Sql, read_record, source};
use crate::db::{Cell, ColumnType, Conn, Dialect, quote};
use crate::query::COUNT_CAP;
use crate::table::{Column, Table};
use crate::{Cursor, ListPage, ListQuery, Record, Sort, StoreError, Test};

const LIMIT_MAX: usize = 10_000;
/// How many rows are looked at to count what several conditions leave together.
const COUNT_SAMPLE: usize = 5_000;
/// The most rows that are fetched and sorted for a page.
const FEW_MAX: u64 = 5_000;

/// One condition, ready for a statement.
enum Condition<'t> {
    OneOf(&'t Column, Vec<Value>),
    Between(&'t Column, Option<Value>, Option<Value>),
    Begins(Vec<&'t Column>, String, String),
    Empty(&'t Column),
    Filled(&'t Column),
    Never,
}

/// A page of a register.
pub(crate) fn list(
    conn: &mut Conn,
    table: &Table,
    query: &ListQuery,
    as_of: AsOf,
) -> Result<ListPage, StoreError> {
    let conditions = conditions(table, query)?;
    let limit = query.limit.clamp(1, LIMIT_MAX);
    let sort = query
        .sort
        .as_ref()
        .map(|sort| sort_column(table, sort))
        .transpose()?;
    let lister = Lister {
        table,
        conditions,
        sort,
        limit,
        as_of,
        dialect: conn.dialect(),
    };
    let way = lister.way(conn)?;
    let (count, count_is_exact) = lister.count(conn, &way)?;
    let mut rows = Vec::new();
    for segment in lister.segments(query.after.as_ref()) {
        if rows.len() <= limit {
            rows.extend(lister.page(conn, &way, &segment, limit + 1 - rows.len())?);
        }
    }
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|last| lister.cursor(last));
    Ok(ListPage {
        rows,
        more,
        next,
        count,
        count_is_exact,
    })
}

fn sort_column<'t>(table: &'t Table, sort: &Sort) -> Result<(&'t Column, bool), StoreError> {
    Ok((findable(table, &sort.field)?, sort.descending))
}

fn findable<'t>(table: &'t Table, field: &str) -> Result<&'t Column, StoreError> {
    let column = table.column(field)?;
    if column.is_indexed {
        Ok(column)
    } else {
        let (register, field) = (table.name.clone(), field.to_owned());
        Err(StoreError::NotFindable { register, field })
    }
}

fn conditions<'t>(table: &'t Table, query: &ListQuery) -> Result<Vec<Condition<'t>>, StoreError> {
    let mut conditions = Vec::new();
    for filter in &query.filters {
        let column = findable(table, &filter.field)?;
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
            Test::Begins(text) => begins(vec![column], text),
            Test::Empty => Condition::Empty(column),
            Test::Filled => Condition::Filled(column),
        });
    }
    if let Some(text) = query
        .search
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty())
    {
        conditions.push(begins(searched(table), text));
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

fn begins<'t>(columns: Vec<&'t Column>, text: &str) -> Condition<'t> {
    let columns: Vec<_> = columns
        .into_iter()
        .filter(|column| column.ty == ColumnType::Text)
        .collect();
    if columns.is_empty() {
        return Condition::Never;
    }
    // Behind every text that begins so, in the order of code points.
    Condition::Begins(columns, text.to_owned(), format!("{text}{}", char::MAX))
}

/// The texts in which a search looks: all that are indexed, but no references and nothing sealed.
fn searched(table: &Table) -> Vec<&Column> {
    let is_searched = |column: &&Column| {
        column.is_indexed
            && column.ty == ColumnType::Text
            && column.target == crate::table::Target::Nothing
            && column.field.kind.code_list().is_none()
            && column.field.sealed.is_none()
    };
    table.columns.iter().filter(is_searched).collect()
}

impl Condition<'_> {
    fn columns(&self) -> Vec<&Column> {
        match self {
            Self::OneOf(column, _)
            | Self::Between(column, _, _)
            | Self::Empty(column)
            | Self::Filled(column) => vec![column],
            Self::Begins(columns, _, _) => columns.clone(),
            Self::Never => Vec::new(),
        }
    }

    /// Adds the condition; `plus` stands before each column to keep SQLite from using its index.
    fn write<'a>(&'a self, sql: &mut Sql<'a>, plus: &str) {
        let name = |column: &Column| format!("{plus}{}", quote(&column.name));
        match self {
            Self::Never => {
                sql.add("1 = 0");
            }
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
            Self::Begins(columns, from, to) => {
                sql.add("(");
                for (i, column) in columns.iter().enumerate() {
                    sql.add(if i > 0 { " OR (" } else { "(" });
                    sql.add(&name(column)).add(" >= ").value(from.into());
                    sql.add(" AND ")
                        .add(&name(column))
                        .add(" < ")
                        .value(to.into())
                        .add(")");
                }
                sql.add(")");
            }
        }
    }
}

/// How the rows of a page are come by.
enum Way {
    /// Through the index of this condition, which leaves so many rows.
    Few(usize, u64),
    /// Through the index of the sort field. Each condition alone leaves many rows.
    Many,
    /// No condition: every row is on a page.
    All,
    /// As of the past: no index is relied upon.
    Past,
}

/// One stretch of the list, which an index can give in order.
#[derive(Default)]
struct Segment {
    text: String,
    value: Option<Value>,
    id: Option<i64>,
}

struct Lister<'t> {
    table: &'t Table,
    conditions: Vec<Condition<'t>>,
    sort: Option<(&'t Column, bool)>,
    limit: usize,
    as_of: AsOf,
    dialect: Dialect,
}

impl Lister<'_> {
    fn way(&self, conn: &mut Conn) -> Result<Way, StoreError> {
        if self.as_of.is_some() {
            return Ok(Way::Past);
        }
        if self.conditions.is_empty() {
            return Ok(Way::All);
        }
        let greatest = conn.number(
            &format!("SELECT max(_id) FROM {}", self.table.sql_name()),
            &[],
        )?;
        let greatest = u64::try_from(greatest).unwrap_or(0);
        let cap = (self.limit as u64)
            .saturating_mul(greatest)
            .isqrt()
            .clamp(COUNT_CAP, FEW_MAX);
        let mut least: Option<(usize, u64)> = None;
        for (i, condition) in self.conditions.iter().enumerate() {
            let mut sql = Sql::new(format!(
                "SELECT count(*) FROM (SELECT 1 FROM {} WHERE ",
                self.table.sql_name()
            ));
            condition.write(&mut sql, "");
            sql.add(&format!(" LIMIT {}) AS c", cap + 1));
            let count = u64::try_from(conn.number(&sql.text, &sql.cells)?).unwrap_or(0);
            if least.is_none_or(|(_, fewest)| count < fewest) {
                least = Some((i, count));
            }
        }
        Ok(match least {
            Some((i, count)) if count <= cap => Way::Few(i, count),
            Some(_) => Way::Many,
            None => Way::All,
        })
    }

    fn count(&self, conn: &mut Conn, way: &Way) -> Result<(u64, bool), StoreError> {
        let cap = usize::try_from(COUNT_CAP).unwrap_or(usize::MAX);
        let mut sql = Sql::new("SELECT count(*) FROM (SELECT 1 FROM ");
        let mut sampled = false;
        match way {
            Way::Few(_, count) if self.conditions.len() == 1 => {
                return Ok(((*count).min(COUNT_CAP), *count <= COUNT_CAP));
            }
            Way::Many if self.conditions.len() == 1 => return Ok((COUNT_CAP, false)),
            Way::Few(_, _) | Way::All | Way::Past => {
                sql.add(&source(self.table, self.as_of));
            }
            Way::Many => {
                sampled = true;
                let name = self.table.sql_name();
                let columns = self.needed(self.conditions.iter());
                sql.add(&format!(
                    "(SELECT {columns} FROM {name} LIMIT {COUNT_SAMPLE}) AS s"
                ));
            }
        }
        for (i, condition) in self.conditions.iter().enumerate() {
            sql.add(if i == 0 { " WHERE " } else { " AND " });
            let is_driver = matches!(way, Way::Few(driver, _) if *driver == i);
            condition.write(
                &mut sql,
                if is_driver || sampled {
                    ""
                } else {
                    self.plus()
                },
            );
        }
        sql.add(&format!(" LIMIT {}) AS c", cap + 1));
        let count = u64::try_from(conn.number(&sql.text, &sql.cells)?).unwrap_or(0);
        Ok((count.min(COUNT_CAP), count <= COUNT_CAP && !sampled))
    }

    /// What keeps SQLite from using the index of a column.
    fn plus(&self) -> &'static str {
        match self.dialect {
            Dialect::Sqlite => "+",
            Dialect::Postgres => "",
        }
    }

    fn order(&self, prefix: &str) -> String {
        match self.sort {
            None => format!("{prefix}_id"),
            Some((column, descending)) => format!(
                "{prefix}{} {}, {prefix}_id {}",
                quote(&column.name),
                self.dialect.order(descending),
                if descending { "DESC" } else { "ASC" }
            ),
        }
    }

    fn segments(&self, after: Option<&Cursor>) -> Vec<Segment> {
        let Some(after) = after else {
            return vec![Segment::default()];
        };
        let id = Some(after.id.0);
        let Some((column, descending)) = self.sort else {
            return vec![Segment {
                text: "_id > #id".to_owned(),
                id,
                ..Segment::default()
            }];
        };
        let name = quote(&column.name);
        let sign = if descending { "<" } else { ">" };
        let plain = |text: String| Segment {
            text,
            ..Segment::default()
        };
        if after.value.is_null() {
            let text = format!("{name} IS NULL AND _id {sign} #id");
            let empty = Segment {
                text,
                id,
                value: None,
            };
            // Empty values come first going up, last going down.
            let rest = (!descending).then(|| plain(format!("{name} IS NOT NULL")));
            return std::iter::once(empty).chain(rest).collect();
        }
        let text = format!("({name}, _id) {sign} (#value, #id)");
        let filled = Segment {
            text,
            id,
            value: Some(after.value.clone()),
        };
        let rest = descending.then(|| plain(format!("{name} IS NULL")));
        std::iter::once(filled).chain(rest).collect()
    }

    fn page(
        &self,
        conn: &mut Conn,
        way: &Way,
        segment: &Segment,
        limit: usize,
    ) -> Result<Vec<Record>, StoreError> {
        let sql = match way {
            Way::Few(driver, _) => self.few(*driver, segment, limit),
            _ => self.walk(segment, limit),
        };
        conn.all(&sql.text, &sql.cells, |row| read_record(self.table, row))
    }

    /// Walks the register in the order asked for and tests rows on the way.
    fn walk<'a>(&'a self, segment: &'a Segment, limit: usize) -> Sql<'a> {
        let from = source(self.table, self.as_of);
        let columns = self.table.sql_columns("");
        let mut sql = Sql::new(format!("SELECT _id, _since, {columns} FROM {from}"));
        let mut word = " WHERE ";
        for condition in &self.conditions {
            sql.add(word);
            condition.write(
                &mut sql,
                if self.goes_with_order(condition) {
                    ""
                } else {
                    self.plus()
                },
            );
            word = " AND ";
        }
        self.add_segment(&mut sql, segment, word);
        sql.add(&format!(" ORDER BY {} LIMIT {limit}", self.order("")));
        sql
    }

    /// Whether an index that gives the order also finds the rows of this condition: it is on the
    /// sort field itself, or there is an index of the two fields together.
    fn goes_with_order(&self, condition: &Condition<'_>) -> bool {
        let Some((sort, _)) = self.sort else {
            return false;
        };
        let place = |column: &Column| self.table.place(&column.name).ok();
        let mut columns = condition.columns().into_iter();
        let (Some(column), None) = (columns.next(), columns.next()) else {
            return false;
        };
        if column.name == sort.name {
            return true;
        }
        let is_single = match condition {
            Condition::OneOf(_, values) => values.len() == 1,
            Condition::Empty(_) => true,
            _ => false,
        };
        let pair = place(column).zip(place(sort));
        is_single && pair.is_some_and(|pair| self.table.pairs().contains(&pair))
    }

    /// The columns that conditions and order need, and the record number.
    fn needed<'c>(&self, conditions: impl Iterator<Item = &'c Condition<'c>>) -> String {
        let mut needed: Vec<String> = vec!["_id".to_owned()];
        let sorted = self.sort.map(|(column, _)| quote(&column.name));
        let tested = conditions
            .flat_map(Condition::columns)
            .map(|column| quote(&column.name));
        for column in tested.chain(sorted) {
            if !needed.contains(&column) {
                needed.push(column);
            }
        }
        needed.join(", ")
    }

    /// Fetches the few rows of one condition, narrow, sorts them, and then reads the page's rows
    /// whole.
    fn few<'a>(&'a self, driver: usize, segment: &'a Segment, limit: usize) -> Sql<'a> {
        let name = self.table.sql_name();
        let others = || {
            self.conditions
                .iter()
                .enumerate()
                .filter(|(i, _)| *i != driver)
        };
        let needed = self.needed(others().map(|(_, condition)| condition));
        let mut sql = Sql::new(format!(
            "WITH d AS MATERIALIZED (SELECT {needed} FROM {name} WHERE "
        ));
        if let Some(condition) = self.conditions.get(driver) {
            condition.write(&mut sql, "");
        }
        sql.add(&format!("), p AS MATERIALIZED (SELECT {needed} FROM d"));
        let mut word = " WHERE ";
        for (_, condition) in others() {
            sql.add(word);
            condition.write(&mut sql, "");
            word = " AND ";
        }
        self.add_segment(&mut sql, segment, word);
        sql.add(&format!(" ORDER BY {} LIMIT {limit})", self.order("")));
        let columns = self.table.sql_columns("t.");
        sql.add(&format!(
            " SELECT t._id, t._since, {columns} FROM p JOIN {name} t ON t._id = p._id ORDER BY {}",
            self.order("p.")
        ));
        sql
    }

    fn add_segment<'a>(&self, sql: &mut Sql<'a>, segment: &'a Segment, word: &str) {
        if segment.text.is_empty() {
            return;
        }
        sql.add(word);
        let (head, tail) = segment
            .text
            .split_once("#id")
            .unwrap_or((&segment.text, ""));
        match (head.split_once("#value"), &segment.value) {
            (Some((before, between)), Some(value)) => {
                sql.add(before).value(value.into()).add(between);
            }
            _ => {
                sql.add(head);
            }
        }
        if let Some(id) = segment.id {
            sql.value(Cell::Int(id)).add(tail);
        }
    }

    fn cursor(&self, last: &Record) -> Cursor {
        let value = self.sort.and_then(|(column, _)| {
            last.values
                .get(self.table.place(&column.name).ok()?)
                .cloned()
        });
        Cursor {
            value: value.unwrap_or(Value::Null),
            id: last.id,
        }
    }
}
