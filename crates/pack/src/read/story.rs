//! Stories: `stories/large_classes.toml`.

use jixia_terms::Day;
use toml::de::{DeTable, DeValue};

use super::place::Kind;
use super::table::{Entry, Table, day_of, entries_of, number_of};
use crate::check::{Reach, User};
use crate::model::{Field, Indicator, Origin, Packs, Register, Story, StoryExpectation, ValueRow};
use crate::sink::{Sink, what};
use crate::value::{Cell, FieldReader};

/// What a story is read by.
pub(super) struct Source<'p> {
    /// Everything else, already checked.
    pub packs: &'p Packs,
    /// All names, also of what could not be read, and who may use which.
    pub reach: &'p Reach<'p>,
    /// Where the story stands.
    pub origin: Origin,
    /// Its name with its pack.
    pub name: String,
}

pub(super) fn read(source: &Source<'_>, map: &DeTable<'_>, sink: &mut Sink) -> Option<Story> {
    let file = &source.origin.file;
    let keys = ["about", "day", "given", "expect"];
    let table = Table::open(file, String::new(), map, &keys, sink);
    table.require("expect", sink);
    let about = table.text("about", sink);
    let day = table.maybe_day("day", sink);
    let given = given(source, &table, sink);
    let mut expect = Vec::new();
    if table.has("expect") && table.entries("expect", sink).is_empty() {
        let text = say!("用例没有期望任何值", "the story expects nothing");
        sink.add(file, "expect", what("no_expectation", text));
    }
    for entry in table.entries("expect", sink) {
        expectations(source, &entry, &mut expect, sink);
    }
    Some(Story {
        name: source.name.clone(),
        about,
        // The national counting day.
        day: day.or_else(|| Day::new(2026, 9, 1))?,
        given,
        expect,
        origin: source.origin.clone(),
    })
}

/// The rows given, in the order of the file.
fn given(source: &Source<'_>, table: &Table<'_>, sink: &mut Sink) -> Vec<(String, ValueRow)> {
    let mut rows: Vec<(usize, String, ValueRow)> = Vec::new();
    let file = &source.origin.file;
    for entry in table.entries("given", sink) {
        let name = entry.key;
        if !exists(source, Kind::Register, &entry, sink) {
            continue;
        }
        let DeValue::Array(items) = entry.value else {
            let text = say!("写作 [[given.{name}]]", "write [[given.{name}]]");
            sink.add(file, &entry.path, what("wrong_type", text));
            continue;
        };
        for (i, item) in items.iter().enumerate() {
            let path = format!("{}.{i}", entry.path);
            match (item.get_ref(), source.packs.registers.get(name)) {
                (DeValue::Table(map), Some(register)) => {
                    let row = row(source, register, entries_of(path, map), sink);
                    rows.push((item.span().start, name.to_owned(), row));
                }
                (DeValue::Table(_), None) => {}
                _ => {
                    let text = say!("写作 [[given.{name}]]", "write [[given.{name}]]");
                    sink.add(file, &path, what("wrong_type", text));
                }
            }
        }
    }
    rows.sort_by_key(|(start, _, _)| *start);
    rows.into_iter().map(|(_, name, row)| (name, row)).collect()
}

pub(super) fn row(
    source: &Source<'_>,
    register: &Register,
    entries: Vec<Entry<'_>>,
    sink: &mut Sink,
) -> ValueRow {
    let file = &source.origin.file;
    let mut row = ValueRow::new();
    for entry in entries {
        let name = entry.key;
        let Some(field) = given_field(source, register, &entry, sink) else {
            continue;
        };
        let reader = FieldReader::new(field, source.packs).lax();
        let text = cell_text(entry.value);
        let cell = match entry.value {
            DeValue::Boolean(yes) => Cell::Bool(*yes),
            value => match (number_of(value), day_of(value), &text) {
                (Some(x), _, _) => Cell::Number(x),
                (_, Some(day), _) => Cell::Day(day),
                (_, _, Some(text)) => Cell::Text(text),
                _ => {
                    let text = say!("“{name}”不能是表", "`{name}` cannot be a table");
                    sink.add(file, &entry.path, what("wrong_type", text));
                    continue;
                }
            },
        };
        match reader.read(cell) {
            Ok(value) => {
                row.insert(name.to_owned(), value);
            }
            Err(fault) => sink.add(file, &entry.path, what("bad_value", fault.text)),
        }
    }
    row
}

/// The field that an entry of a row gives a value to, if its value can be read.
fn given_field<'p>(
    source: &Source<'_>,
    register: &'p Register,
    entry: &Entry<'_>,
    sink: &mut Sink,
) -> Option<&'p Field> {
    let (file, name) = (&source.origin.file, entry.key);
    let was_told = sink.is_broken(&register.origin.file, &format!("field.{name}"));
    let Some(field) = register.field(name) else {
        let label = &register.name;
        if !was_told {
            let text = say!(
                "台账“{label}”没有字段“{name}”",
                "the register `{label}` has no field `{name}`"
            );
            let names = register.fields.iter().map(|field| field.name.as_str());
            let fault = what("unknown_field", text).near(name, names);
            sink.add(file, &entry.path, fault);
        }
        return None;
    };
    if field.computed.is_some() {
        let text = say!(
            "字段“{name}”由公式得出，不能给出",
            "the field `{name}` is computed and cannot be given"
        );
        sink.add(file, &entry.path, what("computed_given", text));
        return None;
    }
    let list = field.kind.code_list();
    let is_sound = list.is_none_or(|list| is_sound_list(source, list, sink));
    (is_sound && !was_told).then_some(field)
}

/// Text as it stands, times and instants as written, a list of texts joined by `;`.
pub(super) fn cell_text(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Datetime(at) => Some(at.to_string()),
        DeValue::Array(items) => {
            let texts: Option<Vec<&str>> =
                items.iter().map(|item| item.get_ref().as_str()).collect();
            texts.map(|texts| texts.join(";"))
        }
        _ => None,
    }
}

fn expectations(
    source: &Source<'_>,
    entry: &Entry<'_>,
    expect: &mut Vec<StoryExpectation>,
    sink: &mut Sink,
) {
    let file = &source.origin.file;
    let name = entry.key;
    if !exists(source, Kind::Indicator, entry, sink) {
        return;
    }
    let Some(indicator) = source.packs.indicators.get(name) else {
        return;
    };
    let DeValue::Table(map) = entry.value else {
        let text = say!("写作 [expect.{name}]", "write [expect.{name}]");
        sink.add(file, &entry.path, what("wrong_type", text));
        return;
    };
    for node in entries_of(entry.path.clone(), map) {
        let value = match (node.value.as_str(), number_of(node.value)) {
            (Some("none"), _) => None,
            (_, Some(x)) => Some(x),
            _ => {
                let text = say!("期望值应为数或 \"none\"", "expect a number or \"none\"");
                sink.add(file, &node.path, what("bad_expectation", text));
                continue;
            }
        };
        if let Some((org, by)) = cell_of(source, indicator, &node, sink) {
            expect.push(StoryExpectation {
                indicator: name.to_owned(),
                org,
                by,
                value,
                line: sink.line(file, &node.path),
            });
        }
    }
}

/// `A stage=primary`: the node and the values of breakdowns.
fn cell_of(
    source: &Source<'_>,
    indicator: &Indicator,
    node: &Entry<'_>,
    sink: &mut Sink,
) -> Option<(String, Vec<Option<String>>)> {
    let file = &source.origin.file;
    let mut words = node.key.split_whitespace();
    let org = words.next().unwrap_or_default().to_owned();
    let mut by: Vec<Option<String>> = vec![None; indicator.by.len()];
    if node.key.contains('=') && sink.is_broken(&indicator.origin.file, "by") {
        return None;
    }
    for word in words {
        let (column, value) = word.split_once('=').unwrap_or((word, ""));
        let place = indicator.by.iter().position(|by| by.column == column);
        let (Some(place), false) = (place, value.is_empty()) else {
            let text = say!(
                "“{word}”不是该指标的分组（写作 列=值）",
                "`{word}` is no breakdown of the indicator (write column=value)"
            );
            let columns = indicator.by.iter().map(|by| by.column.as_str());
            let fault = what("unknown_breakdown", text).near(column, columns);
            sink.add(file, &node.path, fault);
            return None;
        };
        let codes = indicator.by.get(place).and_then(|by| by.codes.as_ref());
        if let Some(list) = codes.and_then(|codes| source.packs.codes.get(codes))
            && is_sound_list(source, &list.name, sink)
            && !list.codes.iter().any(|code| code.value == value)
        {
            let name = &list.name;
            let text = say!(
                "“{value}”不是代码表“{name}”的值",
                "`{value}` is no value of the code list `{name}`"
            );
            let values = list.codes.iter().map(|code| code.value.as_str());
            let fault = what("unknown_code", text).near(value, values);
            sink.add(file, &node.path, fault);
            return None;
        }
        if let Some(slot) = by.get_mut(place) {
            *slot = Some(value.to_owned());
        }
    }
    Some((org, by))
}

/// Whether a code list is there and its codes are free of faults, so that a value may be held
/// against them.
fn is_sound_list(source: &Source<'_>, list: &str, sink: &Sink) -> bool {
    let list = source.packs.codes.get(list);
    list.is_some_and(|list| !sink.is_broken(&list.origin.file, "code"))
}

/// Whether the register or indicator that an entry names is declared somewhere; if not, a fault.
fn exists(source: &Source<'_>, kind: Kind, entry: &Entry<'_>, sink: &mut Sink) -> bool {
    let user = User {
        pack: &source.origin.pack,
        file: &source.origin.file,
        path: &entry.path,
        at: None,
    };
    source.reach.use_name(kind, entry.key, user, sink)
}
