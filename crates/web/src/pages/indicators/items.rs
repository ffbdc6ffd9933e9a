//! The items that an indicator counts as held, where it counts limits that hold: each with the
//! indicator that measures it, its value and the limit, what misses it first.
//!
//! Packs write such a value as a sum of `case when ITEM <= rule('LIMIT') then 1 else 0 end`; an
//! item is another indicator whose value is `ITEM` over the same rows, or over more of which one
//! breakdown takes the same.

use jixia_app::pack::Indicator;
use maud::{Markup, html};

use super::scope::Scope;
use crate::address::Address;
use crate::number::Unit;
use crate::parts::verdict;
use crate::texts::{Words, say};

/// One item.
struct Item<'s> {
    indicator: &'s Indicator,
    /// The breakdown that takes the same rows: column and value.
    by: Option<(&'s str, &'s str)>,
    value: Option<f64>,
    limit: f64,
    holds: bool,
}

/// The items as a card; none where the indicator counts no limits.
pub(crate) fn items(scope: &Scope, words: Words) -> Option<Markup> {
    let whole = scope.indicator()?;
    let parts: Vec<&str> = whole.value.split("case when ").skip(1).collect();
    let items: Option<Vec<Item<'_>>> = parts.iter().map(|part| item(scope, whole, part)).collect();
    let mut items = items.filter(|items| items.len() > 1)?;
    items.sort_by_key(|item| item.holds);
    let failing = items.iter().filter(|item| !item.holds).count();
    let title = say!(words, "items-failing", count = failing, all = items.len());
    Some(html! {
        section.card {
            h2 { (title) }
            div.scroll tabindex="0" { table {
                thead { tr {
                    th scope="col" { (say!(words, "indicator")) }
                    th.num scope="col" { (say!(words, "chart-value")) }
                    th.num scope="col" { (say!(words, "items-limit")) }
                    th scope="col" { (say!(words, "target-status")) }
                } }
                tbody { @for item in &items { (row(scope, item, words)) } }
            } }
        }
    })
}

fn row(scope: &Scope, item: &Item<'_>, words: Words) -> Markup {
    let unit = Unit::new(&item.indicator.unit, words);
    let mut page = Address::of(&["indicators", &item.indicator.name])
        .with("snapshot", &scope.snapshot.id)
        .with("org", &scope.org);
    if let Some((column, value)) = item.by {
        page = page.with(column, value);
    }
    let key = if item.holds {
        "items-holds"
    } else {
        "items-misses"
    };
    html! {
        tr {
            th scope="row" { a href=(page) { (words.label(&item.indicator.label)) } }
            td.num { (unit.maybe(item.value)) }
            td.num { "≤ " (unit.text(item.limit)) }
            td { (verdict(item.holds, &words.say(key))) }
        }
    }
}

/// The item of one part of the sum: `ITEM <= rule('LIMIT') then 1 else 0 end`.
fn item<'s>(scope: &'s Scope, whole: &'s Indicator, part: &str) -> Option<Item<'s>> {
    let (measure, rest) = part.split_once("<= rule('")?;
    let (rule, rest) = rest.split_once("')")?;
    let ends = rest.trim().trim_end_matches('+').trim();
    if ends != "then 1 else 0 end" {
        return None;
    }
    let rule = scope.packs.rules.get(rule)?;
    let limit = rule.on(scope.snapshot.day)?.value;
    let mut same = scope.packs.indicators.values().filter_map(|one| {
        let over = whole.rows.trim().strip_prefix(one.rows.trim())?.trim();
        let is_same = one.value.trim() == measure.trim() && one.name != whole.name;
        Some((one, breakdown(one, over)?)).filter(|_| is_same)
    });
    let (indicator, by) = same.next()?;
    let columns = indicator.by.iter();
    let wanted: Vec<Option<&str>> = columns
        .map(|column| {
            by.filter(|(name, _)| *name == column.column)
                .map(|(_, v)| v)
        })
        .collect();
    let figure = scope.figures.get(&indicator.name, &scope.org, &wanted);
    let value = figure.and_then(|figure| figure.value);
    Some(Item {
        indicator,
        by,
        value,
        limit,
        holds: value.is_some_and(|value| value <= limit),
    })
}

/// The breakdown that a condition `where COLUMN = 'VALUE'` takes; none for no condition, refused
/// where it is another.
fn breakdown<'s>(one: &'s Indicator, over: &'s str) -> Option<Option<(&'s str, &'s str)>> {
    if over.is_empty() {
        return Some(None);
    }
    let (column, value) = over.strip_prefix("where ")?.split_once('=')?;
    let value = value.trim().strip_prefix('\'')?.strip_suffix('\'')?;
    let column = column.trim();
    let is_known = one.by.iter().any(|by| by.column == column);
    (is_known && !value.contains('\'')).then_some(Some((column, value)))
}
