//! Values of fields as people see them, and as they type them.

use jixia_app::measure::Figure;
use jixia_app::pack::{Field, FieldKind, Indicator, Packs, format_value, mask};

use crate::number::{Unit, grouped};
use crate::terms::{Language, Value, check_identity};
use crate::texts::{Words, say};

/// Places of an identity number.
const IDENTITY_LEN: usize = 18;

/// A value of a field as people read it: codes by their names, money in yuan, times of day as such.
pub fn value_text(value: &Value, field: &Field, packs: &Packs, language: Language) -> String {
    shown(value, field, packs, Words(language))
}

/// A figure in a unit of packs as people read it, and what that unit is called after it.
pub fn figure_text(value: f64, unit: &str, language: Language) -> (String, String) {
    let unit = Unit::new(unit, Words(language));
    (unit.number(value), unit.title_after(value))
}

/// Numerator and denominator of a figure as people read them: by hand they give the value that is
/// shown, so a numerator of money is in yuan too. None where the figure is no quotient.
pub fn figure_parts(figure: &Figure, indicator: &Indicator) -> Option<(String, String)> {
    let (numerator, denominator) = (figure.numerator?, figure.denominator?);
    let fen = if indicator.unit == "fen" { 100.0 } else { 1.0 };
    Some((grouped(numerator / fen, 2), grouped(denominator, 2)))
}

/// A value of a row that no field describes.
pub(crate) fn plain(value: &Value, words: Words) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => say!(words, "yes"),
        Value::Bool(false) => say!(words, "no"),
        Value::Int(n) => n.to_string(),
        Value::Real(x) => grouped(*x, 4),
        Value::Day(day) => day.to_string(),
        Value::Instant(at) => at.local_text(),
        Value::Text(text) => text.clone(),
    }
}

/// A value of a field, codes by their names, sealed ones masked.
pub(crate) fn shown(value: &Value, field: &Field, packs: &Packs, words: Words) -> String {
    if let Some(masked) = masked(value, field, packs) {
        return masked;
    }
    match (&field.kind, value) {
        (_, Value::Null) => String::new(),
        (FieldKind::YesNo, Value::Bool(_)) => plain(value, words),
        (FieldKind::Code(list), Value::Text(code)) => code_name(list, code, packs, words),
        (FieldKind::Codes(list), Value::Text(codes)) => {
            let names: Vec<String> = codes
                .split(';')
                .map(|code| code_name(list, code, packs, words))
                .collect();
            names.join(&say!(words, "and"))
        }
        (FieldKind::Count, Value::Int(n)) if is_year(field) => n.to_string(),
        (FieldKind::Count, Value::Int(n)) => grouped(*n as f64, 0),
        (FieldKind::Number, Value::Real(x)) => grouped(*x, 4),
        (FieldKind::Instant, Value::Instant(at)) => at.local_text(),
        _ => format_value(value, field, packs, false),
    }
}

/// A value as those see it who may not open it, where the field is sealed or the value holds the
/// number of a person's paper, as student numbers do, also where a reference carries it.
pub(crate) fn masked(value: &Value, field: &Field, packs: &Packs) -> Option<String> {
    if field.sealed.is_some() {
        return Some(mask(value, field));
    }
    let own = match field.kind.target().and_then(|to| packs.registers.get(to)) {
        Some(register) => match register.key.as_slice() {
            [key] => register.field(key)?,
            _ => return None,
        },
        None => field,
    };
    own.check.as_ref()?;
    let text = value.as_text()?;
    let number = text.get(text.len().checked_sub(IDENTITY_LEN)?..)?;
    check_identity(number).is_ok().then(|| mask(value, own))
}

/// A value of a field as a person would type it, so that reading it again gives the same.
pub(crate) fn typed(value: &Value, field: &Field, packs: &Packs) -> String {
    match (&field.kind, value) {
        (FieldKind::YesNo, Value::Bool(yes)) => if *yes { "是" } else { "否" }.to_owned(),
        (FieldKind::Percent, _) => format_value(value, field, packs, false)
            .trim_end_matches('%')
            .to_owned(),
        _ => format_value(value, field, packs, false),
    }
}

/// What a code is called; the code itself where the list does not have it.
pub(crate) fn code_name(list: &str, code: &str, packs: &Packs, words: Words) -> String {
    let found = packs
        .codes
        .get(list)
        .and_then(|list| list.codes.iter().find(|one| one.value == code));
    found.map_or(code, |one| words.label(&one.label)).to_owned()
}

/// Whether a count names a year, which is not grouped: its bounds, both declared, have four digits.
fn is_year(field: &Field) -> bool {
    let four_digits = |bound: &Option<Value>| {
        let bound = match bound {
            Some(Value::Int(n)) => *n as f64,
            Some(Value::Real(x)) => *x,
            _ => return false,
        };
        (1000.0..10_000.0).contains(&bound)
    };
    four_digits(&field.min) && four_digits(&field.max)
}

/// Whether values of a field stand to the right, as numbers do.
pub(crate) fn is_number(field: &Field) -> bool {
    field.kind.is_numeric() && !matches!(field.kind, FieldKind::Time)
}
