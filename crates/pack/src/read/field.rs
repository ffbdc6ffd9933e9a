//! One field of a register: `[field.stage]`.

use jixia_terms::Value;
use toml::de::DeValue;

use super::choice;
use super::place::is_name;
use super::table::{Entry, Table, day_of, integer_of, number_of};
use crate::check::{is_reserved, reserved};
use crate::model::{Field, FieldKind, Origin, Sealed};
use crate::sink::{Sink, what};

const KEYS: [&str; 16] = [
    "label", "type", "also", "doc", "required", "unit", "match", "min", "max", "codes", "to",
    "sealed", "computed", "find", "listed", "check",
];

/// The types of the language of packs.
pub(super) const TYPES: [&str; 18] = [
    "text",
    "count",
    "number",
    "money",
    "percent",
    "day",
    "time",
    "instant",
    "yes_no",
    "code",
    "codes",
    "reference",
    "org",
    "identity",
    "point",
    "area",
    "file",
    "files",
];

/// The named checks beyond a type.
const CHECKS: [(&str, ()); 1] = [("student_number", ())];

/// Reads a field; of a field without a known type the rest is read as text.
pub(super) fn read(entry: &Entry<'_>, origin: &Origin, sink: &mut Sink) -> Option<Field> {
    let file = &origin.file;
    let name = entry.key;
    if !is_name(name) {
        let text = say!("字段名“{name}”不合规定", "`{name}` cannot be a field name");
        let help = say!(
            "用小写字母开头，只含小写字母、数字和单个下划线，最多 50 个字符",
            "begin with a small letter, then small letters, digits and single _, 50 at most"
        );
        sink.add(file, &entry.path, what("bad_name", text).help(help));
    } else if is_reserved(name) {
        sink.add(file, &entry.path, reserved(name));
    }
    let DeValue::Table(map) = entry.value else {
        let text = say!(
            "字段应写作 [field.{name}]",
            "write the field as [field.{name}]"
        );
        sink.add(file, &entry.path, what("wrong_type", text));
        return None;
    };
    let table = Table::open(file, entry.path.clone(), map, &KEYS, sink);
    let kind = kind(&table, sink);
    let sealed = [
        ("identity", Sealed::Identity),
        ("health", Sealed::Health),
        ("mind", Sealed::Mind),
        ("money", Sealed::Money),
    ];
    let field = Field {
        name: name.to_owned(),
        label: table.label("label", sink),
        also: table.texts("also", sink),
        doc: table.maybe_doc(sink),
        required: table.flag("required", sink),
        unit: table.maybe_text("unit", sink),
        matches: table.maybe_sql("match", sink),
        min: bound(&table, "min", &kind, sink),
        max: bound(&table, "max", &kind, sink),
        sealed: choice(&table, "sealed", &sealed, sink),
        computed: table.maybe_sql("computed", sink),
        find: table.flag("find", sink),
        listed: table.flag("listed", sink),
        check: table.maybe_text("check", sink),
        kind,
        origin: Origin {
            line: sink.line(file, &entry.path),
            ..origin.clone()
        },
    };
    if !sink.is_broken(file, &table.at("type")) {
        fits(&table, &field, sink);
    }
    computed(&table, &field, sink);
    Some(field)
}

fn kind(table: &Table<'_>, sink: &mut Sink) -> FieldKind {
    let word = table.text("type", sink);
    let mut named = |key: &str| {
        table.require(key, sink);
        table.maybe_text(key, sink).unwrap_or_default()
    };
    match word.as_str() {
        "text" => FieldKind::Text,
        "count" => FieldKind::Count,
        "number" => FieldKind::Number,
        "money" => FieldKind::Money,
        "percent" => FieldKind::Percent,
        "day" => FieldKind::Day,
        "time" => FieldKind::Time,
        "instant" => FieldKind::Instant,
        "yes_no" => FieldKind::YesNo,
        "code" => FieldKind::Code(named("codes")),
        "codes" => FieldKind::Codes(named("codes")),
        "reference" => FieldKind::Reference(named("to")),
        "org" => FieldKind::Org,
        "identity" => FieldKind::Identity,
        "point" => FieldKind::Point,
        "area" => FieldKind::Area,
        "file" => FieldKind::File,
        "files" => FieldKind::Files,
        "" => FieldKind::Text,
        _ => {
            let text = say!("没有“{word}”这种类型", "there is no type `{word}`");
            let fault = what("unknown_type", text).near_or_list(&word, &TYPES);
            sink.add(table.file, &table.at("type"), fault);
            FieldKind::Text
        }
    }
}

/// The value of `min` or `max`, written as people write values of this type.
fn bound(table: &Table<'_>, key: &str, kind: &FieldKind, sink: &mut Sink) -> Option<Value> {
    let value = table.value(key)?;
    let hundredths = |x: f64| {
        let scaled = (x * 100.0).round();
        ((scaled / 100.0 - x).abs() < 1e-9 && scaled.abs() < 9e15)
            .then_some(Value::Int(scaled as i64))
    };
    let bound = match kind {
        FieldKind::Count => integer_of(value).filter(|n| *n >= 0).map(Value::Int),
        FieldKind::Number => number_of(value).map(Value::Real),
        FieldKind::Money | FieldKind::Percent => number_of(value).and_then(hundredths),
        FieldKind::Day => day_of(value).map(Value::Day),
        FieldKind::Time => minutes_of(value).map(Value::Int),
        FieldKind::Text if key == "max" => integer_of(value).filter(|n| *n > 0).map(Value::Int),
        _ => {
            if !sink.is_broken(table.file, &table.at("type")) {
                misplaced(table, key, sink);
            }
            return None;
        }
    };
    if bound.is_none() {
        let text = say!(
            "“{key}”不是这种类型的值",
            "`{key}` is not a value of this type"
        );
        let help = match kind {
            FieldKind::Day => say!("写作 2026-09-01", "write it as 2026-09-01"),
            FieldKind::Time => say!("写作 07:50:00", "write it as 07:50:00"),
            FieldKind::Count => say!("写作 0 或正整数", "write a whole number from 0"),
            FieldKind::Money => say!("以元为单位，最多两位小数", "in yuan, at most two decimals"),
            FieldKind::Percent => say!(
                "85 表示 85%，最多两位小数",
                "85 is 85%, at most two decimals"
            ),
            _ => say!("写作数", "write a number"),
        };
        sink.add(
            table.file,
            &table.at(key),
            what("bad_bound", text).help(help),
        );
    }
    bound
}

fn minutes_of(value: &DeValue<'_>) -> Option<i64> {
    let at = value.as_datetime()?;
    let time = at.time.filter(|_| at.date.is_none())?;
    let whole = time.second.unwrap_or(0) == 0 && time.nanosecond.unwrap_or(0) == 0;
    whole.then(|| i64::from(time.hour) * 60 + i64::from(time.minute))
}

/// Keys that only some types have, bounds in order, and a pattern that compiles.
fn fits(table: &Table<'_>, field: &Field, sink: &mut Sink) {
    use FieldKind::{Code, Codes, Count, Number, Org, Reference, Text};
    let kind = &field.kind;
    for (key, fits) in [
        ("codes", matches!(kind, Code(_) | Codes(_))),
        ("to", matches!(kind, Reference(_))),
        ("match", matches!(kind, Text | Org | Reference(_))),
        ("check", matches!(kind, Text)),
        ("unit", matches!(kind, Count | Number)),
    ] {
        if table.has(key) && !fits {
            misplaced(table, key, sink);
        }
    }
    if let (Some(min), Some(max)) = (&field.min, &field.max)
        && greater(min, max)
    {
        let text = say!("min 大于 max", "min is greater than max");
        sink.add(table.file, &table.at("min"), what("bounds_reversed", text));
    }
    if let Some(pattern) = &field.matches
        && let Err(error) = crate::value::whole_pattern(pattern)
    {
        let message = error.to_string();
        let reason = message.lines().last().unwrap_or_default();
        let reason = reason.trim_start_matches("error: ");
        let text = say!(
            "match 不是合格的正则表达式：{reason}",
            "match is not a valid pattern: {reason}"
        );
        sink.add(table.file, &table.at("match"), what("bad_pattern", text));
    }
    let _: Option<()> = choice(table, "check", &CHECKS, sink);
}

/// Whether one value of a field lies above another of the same field.
pub(crate) fn greater(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => a > b,
        (Value::Real(a), Value::Real(b)) => a > b,
        (Value::Day(a), Value::Day(b)) => a > b,
        _ => false,
    }
}

/// A computed field is not stored, so nothing about storing or importing may be said of it.
fn computed(table: &Table<'_>, field: &Field, sink: &mut Sink) {
    if field.computed.is_none() {
        return;
    }
    for key in ["required", "match", "min", "max", "check", "find", "also"] {
        if table.has(key) {
            let text = say!(
                "由公式得出的字段不能有“{key}”",
                "a computed field has no `{key}`"
            );
            let help = say!(
                "它不导入也不存储，去掉该键",
                "it is neither imported nor stored: leave the key out"
            );
            sink.add(
                table.file,
                &table.at(key),
                what("computed_with", text).help(help),
            );
        }
    }
}

fn misplaced(table: &Table<'_>, key: &str, sink: &mut Sink) {
    let word = table.value("type").and_then(DeValue::as_str).unwrap_or("");
    let text = say!(
        "类型“{word}”没有“{key}”",
        "the type `{word}` has no `{key}`"
    );
    let help = match key {
        "codes" => say!("只用于 code 和 codes", "only for code and codes"),
        "to" => say!("只用于 reference", "only for reference"),
        "match" => say!(
            "只用于 text、org 和 reference",
            "only for text, org and reference"
        ),
        "check" => say!("只用于 text", "only for text"),
        "unit" => say!("只用于 count 和 number", "only for count and number"),
        _ => say!(
            "只用于 count、number、money、percent、day 和 time；max 也用于 text",
            "only for count, number, money, percent, day and time; `max` also for text"
        ),
    };
    sink.add(
        table.file,
        &table.at(key),
        what("misplaced_key", text).help(help),
    );
}
