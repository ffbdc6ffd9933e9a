//! Rule values: `rules/large_class_from.toml`.

use super::Source;
use super::codes::{confirmation, confirmed};
use super::table::Table;
use crate::model::{Confirmation, RuleSource, RuleValue};
use crate::sink::{Sink, what};

/// A value may be confirmed before it comes into force, but hardly more than this before.
const CONFIRMED_AHEAD_DAYS_MAX: i32 = 3 * 366;

pub(super) fn read(source: &Source<'_>, sink: &mut Sink) -> Option<RuleValue> {
    let keys = ["label", "doc", "unit", "checked", "confirmed", "from"];
    let table = source.open(&keys, sink);
    let doc = table.maybe_doc(sink);
    for key in ["checked", "from"] {
        table.require(key, sink);
    }
    let (label, unit) = (table.label("label", sink), table.text("unit", sink));
    let all = confirmation(&table, sink);
    let from = values(&table, all, sink);
    let checked = table.maybe_day("checked", sink)?;
    if let Some(newest) = from.last()
        && newest.date.days() - checked.days() > CONFIRMED_AHEAD_DAYS_MAX
    {
        let date = newest.date;
        let text = say!(
            "确认日期 {checked} 远早于最新值的日期 {date}",
            "confirmed on {checked}, long before the newest value of {date}"
        );
        sink.add(source.file, "checked", what("checked_too_early", text));
    }
    Some(RuleValue {
        name: source.name.clone(),
        label,
        doc,
        unit,
        checked,
        from,
        origin: source.origin.clone(),
    })
}

/// The values by date, those left out that do not come after the one before. What the rule says of
/// all of them holds for each that does not say its own.
fn values(table: &Table<'_>, all: Confirmation, sink: &mut Sink) -> Vec<RuleSource> {
    let rows = table.tables("from", &["date", "value", "source", "confirmed"], sink);
    if rows.is_empty() && table.has("from") && !sink.is_broken(table.file, "from") {
        let text = say!("规则值没有任何值", "the rule has no value");
        sink.add(table.file, "from", what("no_values", text));
    }
    let mut from: Vec<RuleSource> = Vec::new();
    for row in &rows {
        for key in ["date", "value"] {
            row.require(key, sink);
        }
        let words = row.text("source", sink);
        let own = row.has("confirmed");
        let confirmation = if own {
            confirmed(row.flag("confirmed", sink))
        } else {
            all
        };
        let (date, value) = (row.maybe_day("date", sink), row.maybe_number("value", sink));
        let (Some(date), Some(value)) = (date, value) else {
            continue;
        };
        if let Some(last) = from.last().filter(|last| last.date >= date) {
            let before = last.date;
            let text = say!(
                "日期 {date} 不晚于上一个 {before}",
                "{date} is not later than {before} before it"
            );
            let help = say!(
                "按日期升序排列，每个日期一次",
                "list the dates in order, each once"
            );
            sink.add(
                row.file,
                &row.at("date"),
                what("dates_not_ascending", text).help(help),
            );
            continue;
        }
        from.push(RuleSource {
            date,
            value,
            source: words,
            confirmation,
        });
    }
    from
}
