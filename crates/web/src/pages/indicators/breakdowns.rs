//! Breakdowns of a figure: choices above the page, and a heat table of value by node below it.

use jixia_app::measure::Figure;
use maud::{Markup, html};

use super::scope::{NOTHING, Scope};
use crate::chart::Caption;
use crate::chart::heat::{Heat, HeatRow, heat};
use crate::layout::keep;
use crate::parts::in_unit;
use crate::texts::{Words, say};

/// Rows and columns of a heat table at most.
const ROWS_MAX: usize = 30;
const COLUMNS_MAX: usize = 12;

/// Choices of snapshot and of each breakdown.
pub(crate) fn choices(scope: &Scope, snapshots: &[String], words: Words) -> Markup {
    let columns = scope.indicator().map_or(&[][..], |indicator| &indicator.by);
    let base = scope.at(&scope.org);
    let own: Vec<&str> = columns
        .iter()
        .map(|by| by.column.as_str())
        .chain(["snapshot"])
        .collect();
    html! {
        form.filters method="get" action=(base.path()) {
            (keep(&base, &own))
            label { (say!(words, "snapshot"))
                select name="snapshot" {
                    @for id in snapshots.iter().rev() {
                        option value=(id) selected[*id == scope.snapshot.id] { (id) }
                    }
                }
            }
            @for (place, by) in columns.iter().enumerate() {
                @let chosen = scope.by.get(place).cloned().flatten();
                label { (words.label(&by.label))
                    select name=(by.column) {
                        option value="" { (say!(words, "by-all")) }
                        @for value in scope.figures.by_values(&scope.name, place) {
                            option value=(if value.is_empty() { NOTHING } else { value })
                                selected[chosen.as_deref() == Some(value.as_str())] {
                                (scope.value_name(by, value, words))
                            }
                        }
                    }
                }
            }
            button.btn type="submit" { (say!(words, "show")) }
        }
    }
}

/// For each breakdown that is not chosen, a heat table of its values by the nodes below.
pub(crate) fn heats(scope: &Scope, children: &[(&str, Figure)], words: Words) -> Markup {
    let columns = scope.indicator().map_or(&[][..], |indicator| &indicator.by);
    html! {
        @for (place, by) in columns.iter().enumerate() {
            @let values = scope.figures.by_values(&scope.name, place);
            @if scope.by.get(place).is_some_and(Option::is_none) && values.len() > 1 {
                (one(scope, children, place, values, &by.column, words))
            }
        }
    }
}

fn one(
    scope: &Scope,
    children: &[(&str, Figure)],
    place: usize,
    values: &[String],
    column: &str,
    words: Words,
) -> Markup {
    let Some(by) = scope
        .indicator()
        .and_then(|indicator| indicator.by.get(place))
    else {
        return html! {};
    };
    let is_filled = |value: &&String| cell(scope, &scope.org, place, value, column).0.is_some();
    let shown: Vec<&String> = values.iter().filter(is_filled).take(COLUMNS_MAX).collect();
    if shown.len() < 2 {
        // One value says no more than the figure itself.
        return html! {};
    }
    let row = |code: &str| HeatRow {
        name: scope.name_of(code),
        href: scope.at(code).text(),
        cells: shown
            .iter()
            .map(|value| cell(scope, code, place, value, column))
            .collect(),
    };
    let own = [scope.org.as_str()];
    let codes = own
        .into_iter()
        .chain(children.iter().take(ROWS_MAX).map(|(code, _)| *code));
    let unit = scope.unit(words);
    let chart = Heat {
        caption: Caption {
            finding: say!(words, "heat-title", by = words.label(&by.label)),
            note: in_unit(
                &unit.title(),
                &say!(words, "chart-note", day = scope.snapshot.day.to_string()),
                words,
            ),
        },
        columns: shown
            .iter()
            .map(|value| scope.value_name(by, value, words))
            .collect(),
        rows: codes.map(row).collect(),
        unit,
    };
    html! { section.card { (heat(&chart)) } }
}

fn cell(
    scope: &Scope,
    code: &str,
    place: usize,
    value: &str,
    column: &str,
) -> (Option<f64>, String) {
    let mut wanted = scope.by();
    if let Some(slot) = wanted.get_mut(place) {
        *slot = Some(value);
    }
    let figure = scope
        .figures
        .get(&scope.name, code, &wanted)
        .filter(|figure| figure.rows > 0);
    let named = if value.is_empty() { NOTHING } else { value };
    (
        figure.and_then(|figure| figure.value),
        scope.at(code).with(column, named).text(),
    )
}
