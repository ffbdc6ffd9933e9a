//! A page of a register: filtered, searched, sorted.
//!
//! A search looks into several columns. In a small register it finds words wherever they stand, by
//! reading every row; in a large one it finds beginnings: each column is listed by itself, since
//! each has an index of its own, and the pages are merged.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use jixia_terms::Value;

use super::Within;
use super::condition::{Condition, begins, conditions, open, searched};
use super::lister::{Lister, Way};
use crate::db::Conn;
use crate::query::COUNT_CAP;
use crate::table::Table;
use crate::{ListPage, ListQuery, Record, StoreError};

const LIMIT_MAX: usize = 10_000;
/// The greatest number of a record up to which a search reads every row of a register. More would
/// take longer than a page may.
const READ_MAX: i64 = 20_000;

/// A page of a register.
pub(crate) fn list(
    conn: &mut Conn,
    table: &Table,
    query: &ListQuery,
    (scope, as_of): Within<'_>,
) -> Result<ListPage, StoreError> {
    let limit = query.limit.clamp(1, LIMIT_MAX);
    let inside = match query.words() {
        Some(_) => greatest(conn, table)? <= READ_MAX,
        None => false,
    };
    let mut parts = Vec::new();
    for lister in listers(table, query, (scope, as_of), (inside, limit))? {
        let way = lister.way(conn)?;
        parts.push((lister, way));
    }
    let (count, count_is_exact) = count(conn, &parts)?;
    let mut rows: Vec<Record> = Vec::new();
    let Some((first, _)) = parts.first() else {
        return Err(StoreError::NoRegister(query.register.clone()));
    };
    for segment in first.segments(query.after.as_ref()) {
        let missing = (limit + 1).saturating_sub(rows.len());
        if missing == 0 {
            break;
        }
        let mut found = Vec::new();
        for (lister, way) in &parts {
            found.extend(lister.page(conn, way, &segment, missing)?);
        }
        if parts.len() > 1 {
            merge(&mut found, table, query);
        }
        found.truncate(missing);
        rows.append(&mut found);
    }
    let more = rows.len() > limit;
    // What was not counted to the end is at least what is shown.
    let count = count.max(rows.len() as u64);
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|last| first.cursor(last));
    Ok(ListPage {
        rows,
        more,
        next,
        count,
        count_is_exact,
        searched_inside: inside,
    })
}

/// The greatest number of a record there ever was.
pub(super) fn greatest(conn: &mut Conn, table: &Table) -> Result<i64, StoreError> {
    let sql = format!("SELECT max(_id) FROM {}", table.sql_name());
    conn.number(&sql, &[])
}

/// One lister for each column in which beginnings are searched; a single one otherwise.
fn listers<'t>(
    table: &'t Table,
    query: &ListQuery,
    (scope, as_of): Within<'t>,
    (inside, limit): (bool, usize),
) -> Result<Vec<Lister<'t>>, StoreError> {
    let sort = match &query.sort {
        Some(sort) => Some((open(table, &sort.field, scope)?, sort.descending)),
        None => None,
    };
    let columns = searched(table, scope);
    let searches: Vec<Option<Condition<'t>>> = match query.words() {
        None => vec![None],
        Some(_) if columns.is_empty() => vec![Some(Condition::Never)],
        Some(words) if inside => {
            vec![Some(Condition::Holds(
                columns,
                words.to_owned(),
                scope.dialect,
            ))]
        }
        Some(words) => {
            let columns = columns.into_iter();
            columns.map(|column| Some(begins(column, words))).collect()
        }
    };
    searches
        .into_iter()
        .map(|search| {
            let mut conditions = conditions(table, query, scope)?;
            conditions.extend(search);
            conditions.extend((!scope.is_whole()).then_some(Condition::Within(scope)));
            Ok(Lister {
                table,
                conditions,
                sort,
                limit,
                as_of,
                scope,
            })
        })
        .collect()
}

fn count(conn: &mut Conn, parts: &[(Lister<'_>, Way)]) -> Result<(u64, bool), StoreError> {
    let mut counts = Vec::new();
    for (lister, way) in parts {
        counts.push(lister.count(conn, way)?);
    }
    let most = counts.iter().map(|(count, _)| *count).max().unwrap_or(0);
    let sum: u64 = counts.iter().map(|(count, _)| *count).sum();
    let all_exact = counts.iter().all(|(_, is_exact)| *is_exact);
    if !all_exact || sum == most {
        return Ok((most, all_exact));
    }
    // A row may match in several columns and counts once.
    let mut ids = BTreeSet::new();
    for (lister, way) in parts {
        ids.extend(lister.ids(conn, way)?);
    }
    let count = ids.len() as u64;
    Ok((count.min(COUNT_CAP), count <= COUNT_CAP))
}

/// Puts rows that several listers gave into one order, each once.
fn merge(rows: &mut Vec<Record>, table: &Table, query: &ListQuery) {
    let place = query
        .sort
        .as_ref()
        .and_then(|sort| table.place(&sort.field).ok());
    let is_descending = query.sort.as_ref().is_some_and(|sort| sort.descending);
    let key = |record: &Record| place.and_then(|place| record.values.get(place).cloned());
    rows.sort_by(|a, b| {
        let order = compare(key(a).as_ref(), key(b).as_ref()).then(a.id.cmp(&b.id));
        if is_descending {
            order.reverse()
        } else {
            order
        }
    });
    rows.dedup_by_key(|record| record.id);
}

/// The order of the databases: empty values first, texts by code points.
fn compare(a: Option<&Value>, b: Option<&Value>) -> Ordering {
    match (a, b) {
        (Some(Value::Text(a)), Some(Value::Text(b))) => a.cmp(b),
        (Some(Value::Int(a)), Some(Value::Int(b))) => a.cmp(b),
        (Some(Value::Real(a)), Some(Value::Real(b))) => a.total_cmp(b),
        (Some(Value::Bool(a)), Some(Value::Bool(b))) => a.cmp(b),
        (Some(Value::Day(a)), Some(Value::Day(b))) => a.cmp(b),
        (Some(Value::Instant(a)), Some(Value::Instant(b))) => a.cmp(b),
        (a, b) => {
            let is_filled = |value: Option<&Value>| value.is_some_and(|value| !value.is_null());
            is_filled(a).cmp(&is_filled(b))
        }
    }
}
