//! What a list of a register asks for, read from its address, which keeps all of it.

use jixia_app::App;
use jixia_app::pack::{Field, FieldKind, Packs, Register, parse_value};
use jixia_app::store::{Cursor, Filter, ListQuery, RecordId, Sort, Test};

use super::is_findable;
use crate::address::Address;
use crate::fault::Fault;
use crate::terms::{Instant, Value};

/// Rows on a page.
pub(crate) const LIMIT: usize = 50;
/// Stands in an address for an empty field.
pub(crate) const EMPTY: &str = "~";
/// Stands before the name of a field that is filtered.
pub(crate) const FILTER: &str = "f.";

/// Reads the query of a list. Values that make no sense are refused with the field's name.
pub(crate) fn read(app: &App, address: &Address, register: &Register) -> Result<ListQuery, Fault> {
    let mut query = ListQuery::new(&register.name);
    query.limit = address.number("limit")?.unwrap_or(LIMIT).clamp(1, 500);
    query.search = address.get("q").map(str::to_owned);
    query.as_of = as_of(app, address)?;
    for (name, value) in address.pairs() {
        let Some(name) = name.strip_prefix(FILTER).filter(|_| !value.is_empty()) else {
            continue;
        };
        let (name, edge) = match name.rsplit_once('.') {
            Some((name, edge @ ("from" | "to"))) => (name, Some(edge)),
            _ => (name, None),
        };
        let field = register
            .field(name)
            .filter(|field| is_findable(register, field));
        let field = field.ok_or_else(|| not_findable(name))?;
        add(&mut query.filters, field, edge, value, app.packs())?;
    }
    query.sort = sort(address, register)?;
    query.after = match address.get("after") {
        Some(text) => Some(after(text, query.sort.as_ref()).ok_or_else(|| bad_after(text))?),
        None => None,
    };
    Ok(query)
}

fn not_findable(name: &str) -> Fault {
    Fault::bad("not_findable").saying(
        format!("不能按“{name}”筛选或排序，请改用可查的字段"),
        format!("lists cannot be filtered or sorted by `{name}`; use a field that is findable"),
    )
}

fn bad_after(text: &str) -> Fault {
    Fault::bad("bad_after").saying(
        format!("“{text}”不是上一页给出的位置，请从第一页重新开始"),
        format!("`{text}` is not the `next` of a page before; begin again at the first page"),
    )
}

/// The day or instant as of which a register is read.
pub(crate) fn as_of(app: &App, address: &Address) -> Result<Option<Instant>, Fault> {
    let Some(text) = address.get("as_of") else {
        return Ok(None);
    };
    let at = text.parse().map_err(|_| Fault::bad("bad_day"))?;
    Ok(app.not_ahead(Some(at))?)
}

fn add(
    filters: &mut Vec<Filter>,
    field: &Field,
    edge: Option<&str>,
    text: &str,
    packs: &Packs,
) -> Result<(), Fault> {
    let refuse = |reason: &crate::terms::Label| {
        let (zh, en) = (&field.label.zh, &field.label.en);
        Fault::bad("bad_filter").saying(
            format!("{zh}:{}", reason.zh),
            format!("{en}: {}", reason.en),
        )
    };
    if text == EMPTY {
        filters.push(Filter {
            field: field.name.clone(),
            is: Test::Empty,
        });
        return Ok(());
    }
    if field.kind == FieldKind::Text && edge.is_none() {
        filters.push(Filter {
            field: field.name.clone(),
            is: Test::Begins(text.to_owned()),
        });
        return Ok(());
    }
    let value = parse_value(text, field, packs).map_err(|fault| refuse(&fault.text))?;
    let Some(edge) = edge else {
        filters.push(Filter::equal(field.name.clone(), value));
        return Ok(());
    };
    let known = filters.iter_mut().find(|filter| filter.field == field.name);
    let (from, to) = if edge == "from" {
        (Some(value), None)
    } else {
        (None, Some(value))
    };
    match known {
        Some(Filter {
            is: Test::Between(low, high),
            ..
        }) => {
            *low = from.or_else(|| low.take());
            *high = to.or_else(|| high.take());
        }
        _ => filters.push(Filter {
            field: field.name.clone(),
            is: Test::Between(from, to),
        }),
    }
    Ok(())
}

/// The order: `sort=name` or `sort=-name`.
fn sort(address: &Address, register: &Register) -> Result<Option<Sort>, Fault> {
    let Some((name, descending)) = address.sort() else {
        return Ok(None);
    };
    let field = register
        .field(name)
        .filter(|field| is_findable(register, field));
    let field = field.ok_or_else(|| not_findable(name))?.name.clone();
    Ok(Some(Sort { field, descending }))
}

/// Where the page before ended: its last row and that row's value of the sort field, as JSON.
fn after(text: &str, sort: Option<&Sort>) -> Option<Cursor> {
    let (id, value) = text.split_once(':').unwrap_or((text, ""));
    let id = RecordId(id.parse().ok()?);
    let value = match sort {
        Some(_) if !value.is_empty() => cursor_value(value)?,
        _ => Value::Null,
    };
    Some(Cursor { value, id })
}

/// The text of a cursor in an address; the kind of value goes along, so that `1` stays a text where
/// it is one.
pub(crate) fn cursor_text(cursor: &Cursor) -> String {
    let value = match &cursor.value {
        Value::Null => String::new(),
        Value::Bool(yes) => format!("b{yes}"),
        Value::Int(n) => format!("i{n}"),
        Value::Real(x) => format!("r{x:?}"),
        Value::Day(day) => format!("d{day}"),
        Value::Instant(at) => format!("a{}", at.micros()),
        Value::Text(text) => format!("t{text}"),
    };
    format!("{}:{value}", cursor.id)
}

fn cursor_value(text: &str) -> Option<Value> {
    let mut letters = text.chars();
    let kind = letters.next()?;
    let rest = letters.as_str();
    Some(match kind {
        'b' => Value::Bool(rest.parse().ok()?),
        'i' => Value::Int(rest.parse().ok()?),
        'r' => Value::Real(rest.parse().ok()?),
        'd' => Value::Day(rest.parse().ok()?),
        'a' => Value::Instant(Instant::from_micros(rest.parse().ok()?)?),
        't' => Value::Text(rest.to_owned()),
        _ => return None,
    })
}

/// The fields of a list: those chosen in the address, else those that stand in lists unasked.
pub(crate) fn columns<'a>(address: &Address, register: &'a Register) -> Vec<&'a Field> {
    let chosen: Vec<&str> = address
        .pairs()
        .iter()
        .filter(|(name, _)| name == "col")
        .map(|(_, v)| v.as_str())
        .collect();
    let is_shown = |field: &&Field| match chosen.as_slice() {
        [] => field.listed || register.key.contains(&field.name) || field.name == register.title,
        names => names.contains(&field.name.as_str()),
    };
    register.stored().filter(is_shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_goes_through_an_address_unchanged() {
        let day = "2026-09-01".parse().unwrap();
        let values = [
            Value::Null,
            Value::Bool(true),
            Value::Int(-5),
            Value::Real(0.1),
            Value::Day(day),
            Value::Instant(Instant::start_of(day)),
            Value::Text("i:5 & 学校".into()),
        ];
        let sort = Sort {
            field: "x".into(),
            descending: false,
        };
        for value in values {
            let cursor = Cursor {
                value,
                id: RecordId(7),
            };
            assert_eq!(after(&cursor_text(&cursor), Some(&sort)), Some(cursor));
        }
        assert_eq!(after("x:y", Some(&sort)), None);
    }
}
