//! Lists the rows of which several conditions hold, and is no dearer as the register grows.
//!
//! Of all conditions the one that leaves fewest rows is found by counting index entries up to a
//! cap. When it leaves few, those rows are fetched and sorted; when every condition leaves many,
//! the index of the sort field is walked and rows are tested on the way, of which enough match
//! soon. The cap is where both cost the same. Nothing ever counts or sorts the whole register.

use jixia_terms::Value;

use super::condition::{Condition, Place};
use super::list::greatest;
use super::{AsOf, Scope, Sql, outer, read_record, source};
use crate::db::{Cell, Conn, Dialect, quote};
use crate::query::COUNT_CAP;
use crate::table::{Column, Table};
use crate::{Cursor, Record, StoreError};

/// How many rows are looked at to count what several conditions leave together.
const COUNT_SAMPLE: usize = 5_000;
/// The most rows that are fetched and sorted for a page.
const FEW_MAX: u64 = 3_000;

/// How the rows of a page are come by.
pub(super) enum Way {
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
pub(super) struct Segment {
    text: String,
    value: Option<Value>,
    id: Option<i64>,
}

/// Lists the rows of which all conditions hold.
pub(super) struct Lister<'t> {
    pub table: &'t Table,
    pub conditions: Vec<Condition<'t>>,
    pub sort: Option<(&'t Column, bool)>,
    pub limit: usize,
    pub as_of: AsOf,
    pub scope: &'t Scope<'t>,
}

impl Lister<'_> {
    pub(super) fn way(&self, conn: &mut Conn) -> Result<Way, StoreError> {
        if self.as_of.is_some() {
            return Ok(Way::Past);
        }
        if self.conditions.is_empty() {
            return Ok(Way::All);
        }
        let greatest = u64::try_from(greatest(conn, self.table)?).unwrap_or(0);
        let cap = (self.limit as u64)
            .saturating_mul(greatest)
            .isqrt()
            .clamp(COUNT_CAP, FEW_MAX);
        let mut least: Option<(usize, u64)> = None;
        for (i, condition) in self.conditions.iter().enumerate() {
            let count = self.counted(conn, condition, cap)?;
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

    /// How many rows a condition leaves, counted up to a cap.
    fn counted(
        &self,
        conn: &mut Conn,
        condition: &Condition<'_>,
        cap: u64,
    ) -> Result<u64, StoreError> {
        if let Condition::Within(scope) = condition {
            return scope.rows.count(conn, scope.dialect, cap);
        }
        let name = self.table.sql_name();
        let mut sql = Sql::new(format!("SELECT count(*) FROM (SELECT 1 FROM {name} WHERE "));
        condition.write(&mut sql, self.finding(&name));
        sql.add(&format!(" LIMIT {}) AS c", cap + 1));
        Ok(u64::try_from(conn.number(&sql.text, &sql.cells)?).unwrap_or(0))
    }

    /// A condition by which rows are found.
    fn finding<'a>(&self, outer: &'a str) -> Place<'a> {
        Place {
            finds: true,
            ..self.testing(outer, "")
        }
    }

    /// A condition by which rows are tested.
    fn testing<'a>(&self, outer: &'a str, plus: &'a str) -> Place<'a> {
        Place {
            outer,
            plus,
            as_of: self.as_of,
            finds: false,
        }
    }

    /// How many rows there are, counted up to the cap, and whether those are all.
    pub(super) fn count(&self, conn: &mut Conn, way: &Way) -> Result<(u64, bool), StoreError> {
        match way {
            Way::Few(_, count) if self.conditions.len() == 1 && self.scope.is_whole() => {
                return Ok(((*count).min(COUNT_CAP), *count <= COUNT_CAP));
            }
            // A row of two parts of a scope may have been counted twice, but of no more.
            Way::Many if self.conditions.len() == 1 && self.scope.rows.parts() <= 2 => {
                return Ok((COUNT_CAP, false));
            }
            // A sample of all rows would tell little of a few; the page itself tells how many.
            Way::Many if !self.scope.is_whole() => return Ok((0, false)),
            _ => {}
        }
        let sql = self.matching(way, "count(*)");
        let count = u64::try_from(conn.number(&sql.text, &sql.cells)?).unwrap_or(0);
        let is_sample = matches!(way, Way::Many);
        Ok((count.min(COUNT_CAP), count <= COUNT_CAP && !is_sample))
    }

    /// The numbers of the first rows that match, in no order.
    pub(super) fn ids(&self, conn: &mut Conn, way: &Way) -> Result<Vec<i64>, StoreError> {
        let sql = self.matching(way, "_id");
        conn.all(&sql.text, &sql.cells, |row| row.int(0))
    }

    fn matching(&self, way: &Way, what: &str) -> Sql<'_> {
        let is_sample = matches!(way, Way::Many);
        let mut sql = Sql::new(format!("SELECT {what} FROM (SELECT _id FROM "));
        if is_sample {
            // What is rare among many rows would be counted long: a sample says there are some.
            let columns = self.needed(self.conditions.iter());
            let name = self.table.sql_name();
            sql.add(&format!(
                "(SELECT {columns} FROM {name} LIMIT {COUNT_SAMPLE}) AS s"
            ));
        } else {
            sql.add(&source(self.table, self.as_of));
        }
        let outer = if is_sample {
            "s".to_owned()
        } else {
            outer(self.table, self.as_of)
        };
        for (i, condition) in self.conditions.iter().enumerate() {
            sql.add(if i == 0 { " WHERE " } else { " AND " });
            let is_driver = matches!(way, Way::Few(driver, _) if *driver == i);
            let place = match (is_driver, is_sample) {
                (true, _) => self.finding(&outer),
                (false, true) => self.testing(&outer, ""),
                (false, false) => self.testing(&outer, self.plus()),
            };
            condition.write(&mut sql, place);
        }
        sql.add(&format!(" LIMIT {}) AS c", COUNT_CAP + 1));
        sql
    }

    /// What keeps SQLite from using the index of a column.
    fn plus(&self) -> &'static str {
        match self.scope.dialect {
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
                self.scope.dialect.order(descending),
                if descending { "DESC" } else { "ASC" }
            ),
        }
    }

    pub(super) fn segments(&self, after: Option<&Cursor>) -> Vec<Segment> {
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

    pub(super) fn page(
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
        let outer = outer(self.table, self.as_of);
        let mut sql = Sql::new("SELECT _id, _since, ");
        self.scope.columns(&mut sql, self.table, &outer, self.as_of);
        sql.add(&format!(" FROM {from}"));
        let mut word = " WHERE ";
        for condition in &self.conditions {
            sql.add(word);
            let plus = if self.goes_with_order(condition) {
                ""
            } else {
                self.plus()
            };
            condition.write(&mut sql, self.testing(&outer, plus));
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
        let [column] = condition.columns() else {
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
        let tested = conditions.flat_map(Condition::needs);
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
            condition.write(&mut sql, self.finding(&name));
        }
        sql.add(&format!("), p AS MATERIALIZED (SELECT {needed} FROM d"));
        let mut word = " WHERE ";
        for (_, condition) in others() {
            sql.add(word);
            condition.write(&mut sql, self.testing("d", ""));
            word = " AND ";
        }
        self.add_segment(&mut sql, segment, word);
        sql.add(&format!(" ORDER BY {} LIMIT {limit})", self.order("")));
        sql.add(" SELECT t._id, t._since, ");
        self.scope.columns(&mut sql, self.table, "t", self.as_of);
        sql.add(&format!(
            " FROM p JOIN {name} t ON t._id = p._id ORDER BY {}",
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

    pub(super) fn cursor(&self, last: &Record) -> Cursor {
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
