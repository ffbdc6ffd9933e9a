//! The parts below a node: bars of its children, every leaf unit as a point, and a table to drill.

use jixia_app::measure::Figure;
use jixia_app::pack::Better;
use maud::{Markup, html};

use super::finding::worst_first;
use super::scope::Scope;
use crate::chart::bar::{Bar, Bars, bars};
use crate::chart::strip::{Group, Point, Strip, strip};
use crate::chart::{Caption, Tone};
use crate::number::grouped;
use crate::parts::{chinese, in_unit};
use crate::texts::{Words, say};

/// Bars drawn at most; the table has all.
const BARS_MAX: usize = 24;
/// Rows of the table at most.
const ROWS_MAX: usize = 300;
/// Groups of the strip at most.
const GROUPS_MAX: usize = 16;

/// Whether a value fails the level it is held to.
fn tone(value: f64, goal: Option<f64>, better: Better) -> Tone {
    let Some(goal) = goal else { return Tone::Plain };
    let fails = match better {
        Better::Higher => value < goal - 1e-9,
        Better::Lower => value > goal + 1e-9,
        Better::Neither => false,
    };
    if fails { Tone::Bad } else { Tone::Plain }
}

fn note(scope: &Scope, words: Words) -> String {
    let day = scope.snapshot.day.to_string();
    let unit = scope.unit(words).title();
    in_unit(&unit, &say!(words, "chart-note", day = day), words)
}

/// Bars of the nodes below, the worst first.
pub(crate) fn child_bars(
    scope: &Scope,
    children: &[(&str, Figure)],
    goal: Option<f64>,
    words: Words,
) -> Markup {
    let better = scope.better();
    let bar = |(code, figure): &(&str, Figure)| Bar {
        name: scope.name_of(code),
        href: Some(with_goal(scope, code, goal)),
        value: figure.value,
        tone: figure
            .value
            .map_or(Tone::Plain, |value| tone(value, goal, better)),
        note: match scope.parts(figure) {
            Some((above, below)) => format!("{above} / {below}"),
            None => String::new(),
        },
    };
    let failing = children.iter().filter(|(_, figure)| {
        figure
            .value
            .is_some_and(|value| tone(value, goal, better) == Tone::Bad)
    });
    let finding = match goal {
        Some(goal) => say!(
            words,
            "bars-failing",
            count = failing.count(),
            all = children.len(),
            goal = scope.unit(words).text(goal)
        ),
        None => say!(
            words,
            "bars-parts",
            place = scope.place(),
            count = children.len()
        ),
    };
    let chart = Bars {
        caption: Caption {
            finding,
            note: note(scope, words),
        },
        bars: children.iter().take(BARS_MAX).map(bar).collect(),
        goal,
        unit: scope.unit(words),
    };
    html! {
        (bars(&chart))
        @if children.len() > BARS_MAX {
            p.legend.pager { (say!(words, "bars-more", count = children.len() - BARS_MAX)) }
        }
    }
}

fn with_goal(scope: &Scope, code: &str, goal: Option<f64>) -> String {
    let goal = goal.map(|goal| goal.to_string());
    scope.at(code).maybe("goal", goal.as_deref()).text()
}

/// Every leaf unit as a point, a strip for each node below.
pub(crate) fn leaf_strip(
    scope: &Scope,
    children: &[(&str, Figure)],
    goal: Option<f64>,
    words: Words,
) -> Option<Markup> {
    let better = scope.better();
    let group = |code: &str| {
        let leaves = scope.figures.leaves(&scope.name, code, &scope.by());
        let point = |(leaf, figure): &(&str, Figure)| {
            let value = figure.value?;
            let href = with_goal(scope, leaf, goal);
            Some(Point {
                name: scope.name_of(leaf),
                href,
                value,
                tone: tone(value, goal, better),
            })
        };
        Group {
            name: scope.name_of(code),
            href: with_goal(scope, code, goal),
            points: leaves.iter().filter_map(point).collect(),
        }
    };
    let has_parts = |code: &str| scope.tree().children(code).next().is_some();
    let mut groups: Vec<Group> = if children.iter().any(|(code, _)| has_parts(code)) {
        children
            .iter()
            .take(GROUPS_MAX)
            .map(|(code, _)| group(code))
            .collect()
    } else {
        vec![group(&scope.org)]
    };
    groups.retain(|group| !group.points.is_empty());
    let count: usize = groups.iter().map(|group| group.points.len()).sum();
    if count < 3 {
        return None;
    }
    let caption = Caption {
        finding: strip_finding(&groups, scope, goal, words),
        note: note(scope, words),
    };
    Some(strip(&Strip {
        caption,
        groups,
        limit: goal,
        unit: scope.unit(words),
    }))
}

/// How many units miss the goal, else how far they lie apart.
fn strip_finding(groups: &[Group], scope: &Scope, goal: Option<f64>, words: Words) -> String {
    let Some(goal) = goal else {
        return spread(groups, scope, words);
    };
    let points = || groups.iter().flat_map(|group| &group.points);
    say!(
        words,
        "strip-failing",
        count = points().filter(|point| point.tone == Tone::Bad).count(),
        all = points().count(),
        goal = scope.unit(words).text(goal)
    )
}

/// How far the units lie apart, in a sentence.
fn spread(groups: &[Group], scope: &Scope, words: Words) -> String {
    let points = || groups.iter().flat_map(|group| &group.points);
    let low = points().min_by(|a, b| a.value.total_cmp(&b.value));
    let high = points().max_by(|a, b| a.value.total_cmp(&b.value));
    let unit = scope.unit(words);
    match (low, high) {
        (Some(low), Some(high)) => say!(
            words,
            "strip-spread",
            count = points().count(),
            low = unit.text(low.value),
            high = unit.text(high.value)
        ),
        _ => String::new(),
    }
}

/// The nodes below as a table, to go down the tree.
pub(crate) fn table(scope: &Scope, words: Words) -> Markup {
    let all = scope.figures.children(&scope.name, &scope.org, &scope.by());
    let list = worst_first(all, scope.better());
    if list.is_empty() {
        return html! {};
    }
    let unit = scope.unit(words);
    let is_share = list.iter().any(|(_, figure)| figure.denominator.is_some());
    html! {
        details.card open[list.len() <= 40] {
            summary {
                (say!(words, "parts-title")) small {
                    (say!(words, "parts-count", count = list.len()))
                }
            }
            div.scroll tabindex="0" {
                table {
                    thead { tr {
                        th scope="col" { (say!(words, "chart-name")) }
                        th.num scope="col" { (say!(words, "chart-value")) }
                        @if is_share {
                            th.num scope="col" { (say!(words, "numerator")) }
                            th.num scope="col" { (scope.denominator_title(words)) }
                        }
                        th.num scope="col" { (say!(words, "figure-rows")) }
                        th.num scope="col" { (say!(words, "parts-below")) }
                    } }
                    tbody { @for (code, figure) in list.iter().take(ROWS_MAX) {
                        tr data-row {
                            th scope="row" lang=[chinese(words)] {
                                a href=(scope.at(code)) { (scope.name_of(code)) }
                            }
                            td.num { (unit.maybe(figure.value)) }
                            @if is_share {
                                @let (above, below) = scope.parts(figure).unwrap_or_default();
                                td.num { (above) }
                                td.num { (below) }
                            }
                            td.num {
                                a href=(rows_address(scope, code)) {
                                    (grouped(figure.rows as f64, 0))
                                }
                            }
                            td.num { (scope.tree().children(code).count()) }
                        }
                    } }
                }
            }
        }
    }
}

/// The page with the rows behind the figure of a node.
pub(crate) fn rows_address(scope: &Scope, org: &str) -> crate::address::Address {
    scope
        .address(&["indicators", &scope.name, "rows"])
        .with("org", org)
}
