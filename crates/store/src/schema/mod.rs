//! Opening a database: makes its tables, widens them to what the packs declare, refuses to narrow
//! them.

mod plan;
mod remembered;
pub(crate) mod sql;

use std::collections::BTreeMap;

use jixia_pack::Packs;
use jixia_terms::{Instant, Label, Value};
use serde_json::json;

use crate::canon::{Canon, hex};
use crate::db::{Cell, Conn, Pool, quote};
use crate::journal::{self, Entry};
use crate::table::{Table, Tables};
use crate::{Act, SchemaPolicy, StoreError, When};
use plan::Plan;
use remembered::RememberedColumn;
pub(crate) use remembered::{Remembered, RememberedTable};

/// The format of the tables that this program writes.
const FORMAT: u32 = 1;

/// What is known of a database once it is open.
pub(crate) struct Opened {
    pub tables: Tables,
    pub canon: Canon,
}

/// What the database says of itself.
#[derive(Default)]
struct Meta {
    format: Option<String>,
    secret: String,
    packs: String,
    remembered: Remembered,
}

/// Makes or widens the tables, or finds them as they should be.
pub(crate) fn open(pool: &Pool, packs: &Packs, policy: SchemaPolicy) -> Result<Opened, StoreError> {
    let meta = pool.read(read_meta)?;
    if policy == SchemaPolicy::Keep {
        return kept(meta.unwrap_or_default(), packs);
    }
    if let Some(meta) = meta.filter(|meta| meta.format == Some(FORMAT.to_string())) {
        let tables = Tables::new(packs, &meta.remembered.hidden());
        let plan = Plan::new(&meta.remembered, &tables, pool.dialect());
        if plan.is_empty() && meta.packs == packs.digest {
            return Ok(Opened {
                tables,
                canon: Canon::new(&meta.secret),
            });
        }
    }
    pool.act(|conn| change(conn, packs, policy))
}

/// The tables as they are, even if there are none.
fn kept(meta: Meta, packs: &Packs) -> Result<Opened, StoreError> {
    if let Some(found) = meta.format.filter(|format| *format != FORMAT.to_string()) {
        return Err(StoreError::Format {
            found,
            known: FORMAT,
        });
    }
    Ok(Opened {
        tables: Tables::new(packs, &meta.remembered.hidden()),
        canon: Canon::new(&meta.secret),
    })
}

/// What the database remembers of its tables.
pub(crate) fn remembered(conn: &mut Conn) -> Result<Remembered, StoreError> {
    Ok(read_meta(conn)?.unwrap_or_default().remembered)
}

fn read_meta(conn: &mut Conn) -> Result<Option<Meta>, StoreError> {
    let exists = sql::table_exists(conn.dialect());
    if conn.number(exists, &["_meta".into()])? == 0 {
        return Ok(None);
    }
    let rows = conn.all("SELECT name, value FROM _meta", &[], |row| {
        Ok((row.text(0)?, row.text(1)?))
    })?;
    let mut rows: BTreeMap<String, String> = rows.into_iter().collect();
    let remembered = match rows.remove("schema") {
        None => Remembered::default(),
        Some(text) => serde_json::from_str(&text)
            .map_err(|error| StoreError::Database(format!("the schema in _meta: {error}")))?,
    };
    Ok(Some(Meta {
        format: rows.remove("format"),
        secret: rows.remove("secret").unwrap_or_default(),
        packs: rows.remove("packs").unwrap_or_default(),
        remembered,
    }))
}

fn change(conn: &mut Conn, packs: &Packs, policy: SchemaPolicy) -> Result<Opened, StoreError> {
    let meta = match read_meta(conn)? {
        Some(meta) => meta,
        None => create_base(conn)?,
    };
    if meta.format != Some(FORMAT.to_string()) {
        let found = meta.format.unwrap_or_else(|| "?".to_owned());
        return Err(StoreError::Format {
            found,
            known: FORMAT,
        });
    }
    let canon = Canon::new(&meta.secret);
    let tables = Tables::new(packs, &meta.remembered.hidden());
    let plan = Plan::new(&meta.remembered, &tables, conn.dialect());
    if !plan.narrowings.is_empty() && policy == SchemaPolicy::Widen {
        return Err(StoreError::Narrows(plan.narrowings));
    }
    for narrowing in &plan.narrowings {
        if let (None, Some((from, to))) = (&narrowing.field, &narrowing.change) {
            let table = tables.get(&narrowing.register)?;
            check_referrers(conn, &tables, &meta.remembered, (table, from, to))?;
        }
    }
    for statement in &plan.statements {
        conn.batch(statement)?;
    }
    // Made again, since what was set aside is hidden from now on.
    let tables = Tables::new(packs, &plan.after.hidden());
    for register in &plan.rekeyed {
        fill_keys(conn, &tables, register)?;
    }
    for statement in &plan.indexes {
        conn.batch(statement)?;
    }
    if !plan.is_empty() {
        record(conn, packs, &plan)?;
    }
    let remembered = serde_json::to_string(&plan.after)
        .map_err(|error| StoreError::Database(error.to_string()))?;
    set_meta(conn, "schema", &remembered)?;
    set_meta(conn, "packs", &packs.digest)?;
    conn.commit()?;
    Ok(Opened { tables, canon })
}

/// Refuses another key while records hold the old one as their reference: they would point at
/// nothing.
fn check_referrers(
    conn: &mut Conn,
    tables: &Tables,
    before: &Remembered,
    (table, from, to): (&Table, &str, &str),
) -> Result<(), StoreError> {
    let mut held: Vec<(Label, u64)> = Vec::new();
    for (register, place) in &table.referrers {
        let by = tables.get(register)?;
        let Some(column) = by.columns.get(*place) else {
            continue;
        };
        let known = before.registers.get(register);
        let is_column = |known: &RememberedColumn| known.live && known.column == column.name;
        if !known.is_some_and(|known| known.columns.iter().any(is_column)) {
            continue;
        }
        let (name, column_name) = (by.sql_name(), quote(&column.name));
        let sql = format!("SELECT count(*) FROM {name} WHERE {column_name} IS NOT NULL");
        let count = u64::try_from(conn.number(&sql, &[])?).unwrap_or(0);
        if count > 0 {
            let field = &column.field.label;
            let label = Label::new(
                format!("{}的“{}”", by.label.zh, field.zh),
                format!("{} of {}", field.en, by.label.en),
            );
            held.push((label, count));
        }
    }
    if held.is_empty() {
        return Ok(());
    }
    let zh: Vec<_> = held
        .iter()
        .map(|(label, count)| format!("{}（{count} 条）", label.zh))
        .collect();
    let en: Vec<_> = held
        .iter()
        .map(|(label, count)| format!("{} ({count} records)", label.en))
        .collect();
    let (zh, en, label) = (zh.join("、"), en.join(", "), &table.label);
    Err(StoreError::Refused {
        code: "key_referenced",
        text: Label::new(
            format!(
                "{}的主键不能由 {from} 改为 {to}：{zh}仍按原主键引用它。请先用原来的专题包导出这些台账，\
                 清空这些字段（必填的，删除这些记录），改主键后再按新主键导入",
                label.zh
            ),
            format!(
                "the key of {} cannot change from {from} to {to}: {en} still refer to it by the \
                 old key; with the packs as they were, export those registers and empty these \
                 fields (where they are required, remove the records), change the key, and \
                 import them again with the new key",
                label.en
            ),
        ),
    })
}

fn create_base(conn: &mut Conn) -> Result<Meta, StoreError> {
    for statement in sql::base_tables(conn.dialect()) {
        conn.batch(&statement)?;
    }
    let mut secret = [0_u8; 32];
    getrandom::fill(&mut secret)
        .map_err(|error| StoreError::Database(format!("no randomness: {error}")))?;
    let secret = hex(&secret);
    set_meta(conn, "format", &FORMAT.to_string())?;
    set_meta(conn, "secret", &secret)?;
    Ok(Meta {
        format: Some(FORMAT.to_string()),
        secret,
        ..Meta::default()
    })
}

/// Keeps a word about the database.
pub(crate) fn set_meta(conn: &mut Conn, name: &str, value: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO _meta (name, value) VALUES (?1, ?2)
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    conn.execute(sql, &[name.into(), value.into()]).map(drop)
}

/// One line for all that changed. It bears the instant of the line before it (the first: 1970),
/// since it changes no record and must not stand in the way of acts that are brought in with their
/// own dates.
fn record(conn: &mut Conn, packs: &Packs, plan: &Plan) -> Result<(), StoreError> {
    let head = journal::head(conn)?;
    let epoch = Instant::from_micros(0).unwrap_or(Instant::end_of(jixia_terms::Day::EARLIEST));
    let act = Act {
        actor: "jixia".to_owned(),
        at: When::At(head.as_ref().map_or(epoch, |head| head.at)),
        name: "schema".to_owned(),
        reason: None,
    };
    let aside: Vec<_> = plan.narrowings.iter().map(ToString::to_string).collect();
    let after = json!({ "packs": packs.digest, "added": plan.added, "set_aside": aside });
    let entry = Entry {
        after: Some(after),
        ..Entry::default()
    };
    journal::append(conn, head.as_ref(), &act, entry).map(drop)
}

/// Computes `_key` of every record again, a thousand at a time.
fn fill_keys(conn: &mut Conn, tables: &Tables, register: &str) -> Result<(), StoreError> {
    let table = tables.get(register)?;
    let columns = table.sql_columns("");
    let read = format!(
        "SELECT _id, {columns} FROM {} WHERE _id > ?1 ORDER BY _id LIMIT 1000",
        quote(register)
    );
    let write = format!("UPDATE {} SET _key = ?2 WHERE _id = ?1", quote(register));
    let mut last = i64::MIN;
    loop {
        let rows = conn.all(&read, &[last.into()], |row| {
            let values: Result<Vec<Value>, StoreError> = table
                .columns
                .iter()
                .enumerate()
                .map(|(i, column)| row.value(i + 1, column.ty))
                .collect();
            Ok((row.int(0)?, table.key_text(&values?)))
        })?;
        for (id, key) in &rows {
            conn.execute(&write, &[Cell::Int(*id), key.into()])?;
        }
        match rows.last() {
            Some((id, _)) => last = *id,
            None => return Ok(()),
        }
    }
}
