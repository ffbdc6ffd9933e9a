//! Indicators: `indicators/large_class_share.toml`.

use super::table::{Table, integer_of};
use super::{Source, choice, column, counted, serves};
use crate::model::{Better, Breakdown, Indicator, Period};
use crate::sink::{Sink, what};

const KEYS: [&str; 16] = [
    "label",
    "doc",
    "also",
    "unit",
    "better",
    "period",
    "serves",
    "source",
    "rows",
    "value",
    "numerator",
    "denominator",
    "scale",
    "by",
    "record",
    "column",
];

const VALUES: [&str; 3] = ["value", "numerator", "denominator"];

const BETTER: [(&str, Better); 3] = [
    ("higher", Better::Higher),
    ("lower", Better::Lower),
    ("neither", Better::Neither),
];

const PERIODS: [(&str, Period); 2] = [
    ("calendar_year", Period::CalendarYear),
    ("school_year", Period::SchoolYear),
];

pub(super) fn read(source: &Source<'_>, sink: &mut Sink) -> Indicator {
    let table = source.open(&KEYS, sink);
    for key in ["rows", "better"] {
        table.require(key, sink);
    }
    let unit = table.text("unit", sink);
    let [value, numerator, denominator] = VALUES.map(|key| table.maybe_sql(key, sink));
    value_or_quotient(&table, sink);
    let scale = scale(&table, &unit, sink);
    let quotient = match (&numerator, &denominator) {
        (Some(above), Some(below)) => Some(format!("{scale}.0 * ({above}) / nullif(({below}), 0)")),
        _ => None,
    };
    Indicator {
        name: source.name.clone(),
        label: table.label("label", sink),
        doc: table.doc(sink),
        also: table.texts("also", sink),
        unit,
        better: choice(&table, "better", &BETTER, sink).unwrap_or(Better::Neither),
        serves: serves(&table, sink),
        by: breakdowns(&table, sink),
        period: choice(&table, "period", &PERIODS, sink).unwrap_or_default(),
        rows: table.maybe_sql("rows", sink).unwrap_or_default(),
        record: table.maybe_text("record", sink),
        columns: column::read(&table, sink),
        counted: numerator
            .as_deref()
            .or(value.as_deref())
            .and_then(counted::condition),
        value: value.or(quotient).unwrap_or_default(),
        numerator,
        denominator,
        scale,
        rules: Vec::new(),
        registers: Vec::new(),
        source: table.maybe_text("source", sink),
        origin: source.origin.clone(),
    }
}

fn value_or_quotient(table: &Table<'_>, sink: &mut Sink) {
    let given = VALUES.map(|key| table.has_or_meant(key));
    if !matches!(given, [true, false, false] | [false, true, true]) {
        let text = say!(
            "指标须给出 value，或同时给出 numerator 和 denominator",
            "an indicator gives either value, or numerator and denominator"
        );
        let path = VALUES.into_iter().find(|key| table.has(key));
        let path = path.unwrap_or_default();
        sink.add(table.file, path, what("value_or_quotient", text));
    }
}

/// By what the quotient is multiplied: 100 for a share, else what is declared.
fn scale(table: &Table<'_>, unit: &str, sink: &mut Sink) -> u32 {
    let is_share = unit == "percent";
    let own = if is_share { 100 } else { 1 };
    let Some(value) = table.value("scale") else {
        return own;
    };
    let number = integer_of(value).and_then(|n| u32::try_from(n).ok());
    let text = match number {
        None | Some(0) => say!("“scale”应为大于0的整数", "`scale` is a whole number from 1"),
        Some(_) if !table.has("denominator") => say!(
            "“scale”只用于给出 numerator 和 denominator 的指标；删去“scale”",
            "`scale` goes with numerator and denominator; remove `scale`"
        ),
        Some(_) if is_share => say!(
            "单位为 percent 的指标已经乘以100；删去“scale”",
            "a measure in percent is times 100 as it is; remove `scale`"
        ),
        Some(number) => return number,
    };
    sink.add(table.file, &table.at("scale"), what("bad_scale", text));
    own
}

fn breakdowns(table: &Table<'_>, sink: &mut Sink) -> Vec<Breakdown> {
    let rows = table.tables("by", &["column", "label", "codes", "only"], sink);
    let mut by: Vec<Breakdown> = Vec::new();
    for row in rows {
        let column = row.text("column", sink);
        let label = row.label("label", sink);
        let codes = row.maybe_text("codes", sink);
        let only = row.texts("only", sink);
        if column.is_empty() {
            continue;
        }
        if column == "org" || by.iter().any(|other| other.column == column) {
            let text = say!(
                "不能（再次）按“{column}”分组",
                "`{column}` cannot be a breakdown (again)"
            );
            sink.add(row.file, &row.at("column"), what("twin_breakdown", text));
            continue;
        }
        by.push(Breakdown {
            column,
            label,
            codes,
            only,
        });
    }
    by
}
