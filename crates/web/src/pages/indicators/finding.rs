//! The finding of a figure in one sentence: the value, and which part below is worst and best.

use jixia_app::measure::Figure;
use jixia_app::pack::Better;

use super::scope::Scope;
use crate::texts::{Words, say};

/// Nodes with their figures, the worst first; those with nothing to measure last.
pub(crate) fn worst_first(mut list: Vec<(&str, Figure)>, better: Better) -> Vec<(&str, Figure)> {
    list.sort_by(|(code_a, a), (code_b, b)| {
        let order = match (a.value, b.value) {
            (Some(a), Some(b)) if better == Better::Higher => a.total_cmp(&b),
            (Some(a), Some(b)) => b.total_cmp(&a),
            (a, b) => b.is_some().cmp(&a.is_some()),
        };
        order.then_with(|| code_a.cmp(code_b))
    });
    list
}

/// Nodes directly below that have rows, the worst first.
pub(crate) fn children(scope: &Scope) -> Vec<(&str, Figure)> {
    let mut list = scope.figures.children(&scope.name, &scope.org, &scope.by());
    list.retain(|(_, figure)| figure.rows > 0);
    worst_first(list, scope.better())
}

/// The finding in one sentence.
pub(crate) fn finding(scope: &Scope, children: &[(&str, Figure)], words: Words) -> String {
    let name = scope
        .indicator()
        .map_or_else(|| scope.name.clone(), |i| words.label(&i.label).to_owned());
    let unit = scope.unit(words);
    let Some(value) = scope.figure(&scope.org).value else {
        return say!(words, "finding-none", name = name, place = scope.place());
    };
    let value = unit.text(value);
    let known: Vec<_> = children
        .iter()
        .filter_map(|(code, figure)| Some((*code, figure.value?)))
        .collect();
    match (known.first(), known.last()) {
        (Some((worst, low)), Some((_, high))) if known.len() > 1 && low != high => {
            let (worst, low) = (scope.name_of(worst), unit.text(*low));
            let place = scope.place();
            match scope.better() {
                Better::Higher => {
                    say!(
                        words,
                        "finding-lowest",
                        name = name,
                        place = place,
                        value = value,
                        worst = worst,
                        at = low
                    )
                }
                _ => say!(
                    words,
                    "finding-highest",
                    name = name,
                    place = place,
                    value = value,
                    worst = worst,
                    at = low
                ),
            }
        }
        _ => say!(
            words,
            "finding-value",
            name = name,
            place = scope.place(),
            value = value
        ),
    }
}
