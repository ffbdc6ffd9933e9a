//! Writes values for exports and pages, so that reading them again gives the same, and masks sealed
//! ones.

use std::collections::HashMap;
use std::fmt::Write as _;

use jixia_terms::{Day, Value, fen_text, percent_text};

use super::codes::CodeIndex;
use super::days;
use crate::model::{CodeList, Field, FieldKind, Packs};

/// Writes the values of one field. Made once per field, as exports write millions.
#[derive(Debug, Clone)]
pub struct FieldWriter {
    kind: FieldKind,
    /// Labels by code value, when labels are written; only such as are read back to the same code.
    labels: HashMap<String, String>,
    as_labels: bool,
}

/// Writes one value; with `labels`, codes as their Chinese labels and instants as people read them.
/// For many values of a field make one [`FieldWriter`].
pub fn format_value(value: &Value, field: &Field, packs: &Packs, labels: bool) -> String {
    FieldWriter::new(field, packs, labels).text(value)
}

impl FieldWriter {
    /// The writer of a field of these packs.
    pub fn new(field: &Field, packs: &Packs, labels: bool) -> Self {
        let list = field.kind.code_list().filter(|_| labels);
        let several = matches!(field.kind, FieldKind::Codes(_));
        Self {
            labels: list
                .and_then(|list| packs.codes.get(list))
                .map(|list| readable_labels(list, several))
                .unwrap_or_default(),
            as_labels: labels,
            kind: field.kind.clone(),
        }
    }

    /// A writer that knows no labels.
    pub(super) fn without_codes(field: &Field) -> Self {
        Self {
            kind: field.kind.clone(),
            labels: HashMap::new(),
            as_labels: false,
        }
    }

    /// The value as text; nothing for none.
    pub fn text(&self, value: &Value) -> String {
        let mut text = String::new();
        self.write(value, &mut text);
        text
    }

    /// Adds the value to a text.
    pub fn write(&self, value: &Value, text: &mut String) {
        match (&self.kind, value) {
            (_, Value::Null) => {}
            (FieldKind::Money, Value::Int(fen)) => text.push_str(&fen_text(*fen)),
            (FieldKind::Percent, Value::Int(points)) => {
                text.push_str(&percent_text(*points));
                text.push('%');
            }
            (FieldKind::Time, Value::Int(minutes)) => {
                let (hours, minutes) = (minutes.div_euclid(60), minutes.rem_euclid(60));
                add(text, format_args!("{hours:02}:{minutes:02}"));
            }
            (FieldKind::Code(_), Value::Text(code)) => text.push_str(self.label(code)),
            (FieldKind::Codes(_), Value::Text(codes)) if self.as_labels => {
                for (i, code) in codes.split(';').enumerate() {
                    if i > 0 {
                        text.push(';');
                    }
                    text.push_str(self.label(code));
                }
            }
            (_, Value::Text(words)) => text.push_str(words),
            (_, Value::Int(n)) => add(text, format_args!("{n}")),
            (_, Value::Real(x)) => add(text, format_args!("{x}")),
            (_, Value::Bool(yes)) => text.push_str(if *yes { "是" } else { "否" }),
            (_, Value::Day(day)) => write_day(*day, text),
            (_, Value::Instant(at)) => match days::local_text(*at).filter(|_| self.as_labels) {
                Some(local) => text.push_str(&local),
                None => add(text, format_args!("{at}")),
            },
        }
    }

    fn label<'a>(&'a self, code: &'a str) -> &'a str {
        self.labels.get(code).map_or(code, String::as_str)
    }
}

fn add(text: &mut String, words: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = text.write_fmt(words);
}

/// `2026-09-01`, by Hinnant's `civil_from_days`: exports write days by the million.
fn write_day(day: Day, text: &mut String) {
    let z = i64::from(day.days()) + 719_468;
    let (era, doe) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (d, m) = (
        doy - (153 * mp + 2) / 5 + 1,
        if mp < 10 { mp + 3 } else { mp - 9 },
    );
    let y = yoe + era * 400 + i64::from(m <= 2);
    for (n, places) in [(y, 1000), (m, 10), (d, 10)] {
        if places == 10 {
            text.push('-');
        }
        let mut place = places;
        while place > 0 {
            let digit = u8::try_from(n / place % 10).unwrap_or(0);
            text.push(char::from(b'0' + digit));
            place /= 10;
        }
    }
}

/// The labels that reading takes back to the same code. One that stands for several codes, or that
/// would be taken apart in a list, is left out: the value is written instead.
fn readable_labels(list: &CodeList, several: bool) -> HashMap<String, String> {
    let index = CodeIndex::new(list);
    let reads_back = |value: &str, label: &str| {
        let whole = !several || !label.contains([';', '\u{ff1b}', '\n']);
        let trimmed = super::clean::trim(label) == label;
        whole && trimmed && index.find(label).is_ok_and(|found| found == value)
    };
    list.codes
        .iter()
        .filter(|code| reads_back(&code.value, &code.label.zh))
        .map(|code| (code.value.clone(), code.label.zh.clone()))
        .collect()
}

/// A sealed value as those see it who may not open it: of a number of 18 places (or 19, with the
/// letter of a student number) the first and last few, of others nothing.
pub fn mask(value: &Value, field: &Field) -> String {
    let is_number = field.kind == FieldKind::Identity || field.check.is_some();
    match value {
        Value::Null => String::new(),
        Value::Text(text) if is_number => mask_text(text),
        _ => "***".to_owned(),
    }
}

/// Masks a text that may be a number of a person.
pub(super) fn mask_text(text: &str) -> String {
    let count = text.chars().count();
    if !(18..=19).contains(&count) || !text.is_ascii() {
        return "***".to_owned();
    }
    let first = text.get(..count - 15).unwrap_or_default();
    let last = text.get(count - 4..).unwrap_or_default();
    format!("{first}{}{last}", "*".repeat(11))
}
