//! Registers: all of them, one as a list, one record, forms, import and export.

pub(crate) mod all;
mod chosen;
pub(crate) mod edit;
pub(crate) mod export;
pub(crate) mod form;
pub(crate) mod import;
mod kept;
pub(crate) mod list;
pub(crate) mod listing;
pub(crate) mod merge;
pub(crate) mod record;
pub(crate) mod rekey;
pub(crate) mod related;
pub(crate) mod remove;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jixia_app::pack::{Field, Packs, Register};
use jixia_app::store::Record;
use maud::Markup;

use crate::address::Address;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::layout::{Page, Part};
use crate::shown::{masked, shown};
use crate::terms::Value;
use crate::texts::{Words, say};

/// The declaration of a register, or a fault that names it.
pub(crate) fn declared<'a>(packs: &'a Packs, name: &str) -> Result<&'a Register, Fault> {
    packs.registers.get(name).ok_or_else(|| {
        Fault::missing().saying(
            format!("没有名为“{name}”的台账"),
            format!("there is no register `{name}`"),
        )
    })
}

/// The value of a field in a record.
pub(crate) fn value_of<'a>(register: &Register, record: &'a Record, field: &str) -> &'a Value {
    let place = register.stored().position(|one| one.name == field);
    place
        .and_then(|place| record.values.get(place))
        .unwrap_or(&Value::Null)
}

/// The field that stands for a record, and its text.
pub(crate) fn title_of(
    register: &Register,
    record: &Record,
    packs: &Packs,
    words: Words,
) -> String {
    let texts = [register.title.as_str()]
        .into_iter()
        .chain(register.key.iter().map(String::as_str));
    let mut texts = texts.filter_map(|name| {
        let field = register.field(name)?;
        let text = shown(value_of(register, record, name), field, packs, words);
        (!text.is_empty()).then_some(text)
    });
    texts.next().unwrap_or_else(|| record.id.to_string())
}

/// The natural key of a record, its parts joined as references write them.
pub(crate) fn key_of(register: &Register, record: &Record, packs: &Packs) -> String {
    let part = |name: &String| {
        let field = register.field(name);
        field.map_or_else(String::new, |field| {
            jixia_app::pack::format_value(value_of(register, record, name), field, packs, false)
        })
    };
    register.key.iter().map(part).collect::<Vec<_>>().join("/")
}

/// The same for people to see.
pub(crate) fn key_shown(register: &Register, record: &Record, packs: &Packs) -> String {
    let fields = register.key.iter().filter_map(|name| register.field(name));
    let parts = fields.map(|field| {
        let value = value_of(register, record, &field.name);
        let plain = || jixia_app::pack::format_value(value, field, packs, false);
        masked(value, field, packs).unwrap_or_else(plain)
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Whether lists can be filtered and sorted by a field.
pub(crate) fn is_findable(register: &Register, field: &Field) -> bool {
    let is_owner = register.org == jixia_app::pack::OrgSource::Field(field.name.clone());
    field.computed.is_none()
        && field.sealed.is_none()
        && (field.find
            || is_owner
            || field.kind.target().is_some()
            || register.key.contains(&field.name))
}

/// The address of a record.
pub(crate) fn record_address(register: &str, record: &Record) -> Address {
    Address::of(&["registers", register, &record.id.to_string()])
}

/// A page with a form about a register; `is_refused` where what was sent is not right.
pub(crate) fn form_page(
    ask: &Ask,
    register: &Register,
    (title, main): (String, Markup),
    is_refused: bool,
) -> Response {
    let status = if is_refused {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = Page::new(Part::Registers, title, main).under(above(ask, Some(register)));
    (status, page.draw(ask)).into_response()
}

/// The pages above those of a register.
pub(crate) fn above(ask: &Ask, register: Option<&Register>) -> Vec<(String, String)> {
    let mut above = vec![(say!(ask.words, "part-registers"), "/registers".to_owned())];
    if let Some(register) = register {
        let href = Address::of(&["registers", &register.name]).text();
        above.push((ask.words.label(&register.label).to_owned(), href));
    }
    above
}
