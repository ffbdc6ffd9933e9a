//! The places behind a target: the parts of the authority and the units furthest from it, the worst
//! first.

use jixia_app::pack::Better;
use jixia_app::{Comparator, TargetStatus};
use maud::{Markup, html};

use super::target::Found;
use crate::pages::indicators::finding::{children, worst_first};
use crate::pages::indicators::places::{child_bars, leaf_strip};
use crate::pages::indicators::scope::Scope;
use crate::texts::{Words, say};

/// Units listed at most.
const UNITS_MAX: usize = 20;

/// The level that each part is held to: the target's own, where a part is measured as the whole is.
fn goal_for_parts(target: &TargetStatus, scope: &Scope) -> Option<f64> {
    let whole = scope.figure(&scope.org);
    let same_unit = match (target.measured, whole.value) {
        (Some(measured), Some(value)) => (measured - value).abs() <= 1e-6 * value.abs().max(1.0),
        _ => false,
    };
    let is_ratio = whole.denominator.is_some();
    let is_bound = matches!(
        target.comparator,
        Comparator::AtMost | Comparator::AtLeast | Comparator::Equal
    );
    let none_allowed = target.value == Some(0.0) && scope.better() == Better::Lower;
    // A time of day holds for each unit: the whole's is that of the unit which keeps it worst.
    let is_time = scope.indicator().is_some_and(|it| it.unit == "time");
    let own = target.change.is_none() && target.held.is_none();
    (own && same_unit && is_bound && (is_ratio || none_allowed || is_time))
        .then_some(target.value)
        .flatten()
}

/// Bars of the parts, points of the units, and the units furthest behind by name.
pub(crate) fn places(found: &Found, scope: &Scope, words: Words) -> Markup {
    let parts = children(scope);
    let goal = goal_for_parts(&found.target, scope);
    let all = scope.figures.leaves(&scope.name, &scope.org, &scope.by());
    let fails = |value: f64| match (goal, scope.better()) {
        (Some(goal), Better::Higher) => value < goal - 1e-9,
        (Some(goal), _) => value > goal + 1e-9,
        (None, _) => false,
    };
    let units: Vec<_> = worst_first(all, scope.better())
        .into_iter()
        .filter_map(|(code, figure)| Some((code, figure.value?)))
        .filter(|(_, value)| fails(*value))
        .collect();
    let unit = scope.unit(words);
    html! {
        div.cols {
            @if !parts.is_empty() { section.card { (child_bars(scope, &parts, goal, words)) } }
            @if goal.is_some() && !units.is_empty() {
                section.card {
                    h2 {
                        (say!(words, "target-units-behind", count = units.len()))
                    }
                    ul.rows.plain {
                        @for (code, value) in units.iter().take(UNITS_MAX) {
                            li {
                                div {
                                    a href=(scope.at(code)) { (scope.name_of(code)) }
                                    div.w {
                                        (scope.tree().parents(code).next()
                                            .map(|node| node.name.as_str()).unwrap_or_default())
                                    }
                                }
                                div.num { b { (unit.text(*value)) } }
                            }
                        }
                    }
                    @if units.len() > UNITS_MAX {
                        p.pager {
                            a href=(scope.at(&scope.org)) {
                                (say!(words, "target-units-all", count = units.len()))
                            }
                        }
                    }
                }
            }
        }
        @if let Some(strip) = leaf_strip(scope, &parts, goal, words) { section.card { (strip) } }
    }
}
