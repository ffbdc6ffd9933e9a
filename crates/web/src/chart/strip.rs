//! A distribution: every unit a point on the strip of its group, so that no average hides it.
//!
//! Up to `POINTS_MAX` points each is drawn and leads somewhere, equal ones on each other; beyond
//! that, or where more than `STACK_MAX` are equal, a strip shows how many
//! units lie in each of a hundred steps, so that the page stays small.

use maud::{Markup, html};

use super::scale::{Scale, counted};
use super::{Caption, Tone, Twin, TwinRow, at, figure, pc};
use crate::number::Unit;
use crate::texts::say;

/// Beyond this many points a strip shows steps.
const POINTS_MAX: usize = 400;
const STEPS: usize = 100;
const ROW: f64 = 46.0;
/// Points within this many per cent of the width stand on each other.
const PLACE: f64 = 1.2;
/// Height that a stack may take, and points in it at most.
const STACK_ROOM: f64 = 96.0;
const STACK_MAX: usize = 24;
/// Units listed in the twin at most; the page of each group has all of its own.
const UNITS_MAX: usize = 120;

/// One unit.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    /// Name.
    pub name: String,
    /// Where it leads.
    pub href: String,
    /// The value.
    pub value: f64,
    /// How it stands.
    pub tone: Tone,
}

/// Units that belong together.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    /// Name.
    pub name: String,
    /// Where it leads.
    pub href: String,
    /// Its units.
    pub points: Vec<Point>,
}

/// A distribution.
#[derive(Debug, Clone)]
pub(crate) struct Strip<'a> {
    /// Title and note.
    pub caption: Caption,
    /// The groups, in order.
    pub groups: Vec<Group>,
    /// A level to hold them to.
    pub limit: Option<f64>,
    /// How values are written.
    pub unit: Unit<'a>,
}

/// The distribution as a figure.
pub(crate) fn strip(chart: &Strip<'_>) -> Markup {
    let words = chart.unit.words;
    let twins = [groups_twin(chart), units_twin(chart)];
    figure(&chart.caption, &picture(chart), &twins, words)
}

/// The groups with their least, middle and greatest values.
fn groups_twin(chart: &Strip<'_>) -> Twin {
    let heads = [
        "chart-name",
        "chart-count",
        "chart-least",
        "chart-middle",
        "chart-most",
    ];
    let rows = chart.groups.iter().map(|group| {
        let mut values: Vec<f64> = group.points.iter().map(|point| point.value).collect();
        values.sort_by(f64::total_cmp);
        let shown = |value: Option<f64>| chart.unit.maybe(value);
        let (least, most) = (values.first().copied(), values.last().copied());
        TwinRow {
            name: group.name.clone(),
            href: Some(group.href.clone()),
            cells: vec![
                values.len().to_string(),
                shown(least),
                shown(middle(&values)),
                shown(most),
            ],
        }
    });
    Twin {
        heads: heads.map(|key| chart.unit.words.say(key)).into(),
        rows: rows.collect(),
    }
}

/// The median of ascending values; of an even number the mean of the two in the middle.
fn middle(ascending: &[f64]) -> Option<f64> {
    let upper = *ascending.get(ascending.len() / 2)?;
    let lower = *ascending.get((ascending.len() - 1) / 2)?;
    Some(f64::midpoint(lower, upper))
}

/// The units by name, those that miss the goal first.
fn units_twin(chart: &Strip<'_>) -> Twin {
    let words = chart.unit.words;
    let mut units: Vec<(&Group, &Point)> = Vec::new();
    for group in &chart.groups {
        units.extend(group.points.iter().map(|point| (group, point)));
    }
    units.sort_by_key(|(_, point)| point.tone != Tone::Bad);
    let rows = units.iter().take(UNITS_MAX).map(|(group, point)| TwinRow {
        name: point.name.clone(),
        href: Some(point.href.clone()),
        cells: vec![group.name.clone(), chart.unit.text(point.value)],
    });
    Twin {
        heads: vec![
            say!(words, "chart-unit"),
            say!(words, "chart-name"),
            say!(words, "chart-value"),
        ],
        rows: rows.collect(),
    }
}

/// How points are laid on their strips.
struct Layout {
    x: Scale,
    /// Where each strip begins, and at last where they all end.
    tops: Vec<f64>,
    /// Points that would lie on each other stand this far apart.
    gap: f64,
    /// Whether there are too many points to draw each.
    as_steps: bool,
}

impl Layout {
    fn of(chart: &Strip<'_>) -> Self {
        let points = chart.groups.iter().flat_map(|group| &group.points);
        let values: Vec<f64> = points.map(|point| point.value).chain(chart.limit).collect();
        let whole = counted(chart.unit.name, values.iter().copied());
        let x = Scale::over(values.into_iter(), false, 5, (4.0, 96.0)).whole(whole);
        let count: usize = chart.groups.iter().map(|group| group.points.len()).sum();
        let highest = |group: &Group| {
            let floors = stacked(group, &x).into_iter().map(|(_, floor)| floor);
            floors.max().unwrap_or_default()
        };
        let stacks: Vec<usize> = chart.groups.iter().map(highest).collect();
        let tallest = stacks.iter().copied().max().unwrap_or_default();
        let as_steps = count > POINTS_MAX || tallest >= STACK_MAX;
        let gap = (STACK_ROOM / (tallest.max(1) as f64)).min(10.5);
        let mut tops = vec![4.0];
        for stack in stacks {
            let room = if as_steps { 0.0 } else { gap * stack as f64 };
            tops.push(tops.last().copied().unwrap_or_default() + ROW + room);
        }
        Self {
            x,
            tops,
            gap,
            as_steps,
        }
    }
}

/// The points of a group, each with how many lie under it at the same place.
fn stacked<'g>(group: &'g Group, x: &Scale) -> Vec<(&'g Point, usize)> {
    let mut counts = std::collections::BTreeMap::new();
    let points = group.points.iter().map(|point| {
        let place = (x.at(point.value) / PLACE).round() as i64;
        let floor = counts.entry(place).or_insert(0usize);
        *floor += 1;
        (point, *floor - 1)
    });
    points.collect()
}

fn picture(chart: &Strip<'_>) -> Markup {
    let words = chart.unit.words;
    let layout = Layout::of(chart);
    let x = &layout.x;
    let height = layout.tops.last().copied().unwrap_or_default() + 26.0;
    let floor = height - 22.0;
    html! {
        svg.plot.strip width="100%" height=(at(height)) aria-hidden="true" {
            @for tick in &x.ticks {
                line.rule x1=(pc(x.at(*tick))) x2=(pc(x.at(*tick))) y1="4" y2=(at(floor)) {}
                text.tick x=(pc(x.at(*tick))) y=(at(height - 6.0)) text-anchor="middle" {
                    (chart.unit.number(*tick))
                }
            }
            @for (group, ends) in chart.groups.iter().zip(layout.tops.windows(2)) {
                @let (top, end) = (ends.first().copied().unwrap_or_default(),
                    ends.last().copied().unwrap_or_default());
                @if let Some(limit) = chart.limit {
                    // The line leaves the band of the names free.
                    line.goal x1=(pc(x.at(limit))) x2=(pc(x.at(limit))) y1=(at(top + 17.0))
                        y2=(at(end - 4.0)) {}
                }
                text.name x="0.5%" y=(at(top + 12.0)) { (group.name) }
                @if layout.as_steps {
                    (steps(group, x, top + 28.0))
                } @else {
                    (points(group, chart.unit, &layout, end - 18.0))
                }
            }
        }
        p.legend {
            @if let Some(limit) = chart.limit {
                (say!(words, "chart-goal", value = chart.unit.text(limit))) " · "
            }
            @if layout.as_steps {
                (say!(words, "chart-steps"))
            } @else {
                (say!(words, "chart-points"))
            }
        }
    }
}

fn points(group: &Group, unit: Unit<'_>, layout: &Layout, base: f64) -> Markup {
    html! {
        @for (point, floor) in stacked(group, &layout.x) {
            @let (x, y) = (layout.x.at(point.value), base - layout.gap * floor as f64);
            a href=(point.href) tabindex="-1" {
                @if point.tone == Tone::Bad {
                    // A square beside circles: the fault shows without its colour.
                    svg x=(pc(x)) y=(at(y)) overflow="visible" {
                        rect.unit.bad x="-5" y="-5" width="10" height="10" {
                            title { (point.name) " · " (unit.text(point.value)) }
                        }
                    }
                } @else {
                    circle.unit.(point.tone.class()) cx=(pc(x)) cy=(at(y)) r="5" {
                        title { (point.name) " · " (unit.text(point.value)) }
                    }
                }
            }
        }
    }
}

/// How many units lie in each step, as bars that stand on the strip.
fn steps(group: &Group, x: &Scale, y: f64) -> Markup {
    let mut counts = [0usize; STEPS];
    let width = (x.to.1 - x.to.0) / STEPS as f64;
    for point in &group.points {
        let place = ((x.at(point.value) - x.to.0) / width).floor().max(0.0) as usize;
        if let Some(count) = counts.get_mut(place.min(STEPS - 1)) {
            *count += 1;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(1).max(1) as f64;
    html! {
        @for (place, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            @let tall = 3.0 + 21.0 * (*count as f64 / most);
            rect.step x=(pc(x.to.0 + width * place as f64)) width=(pc(width * 0.9))
                y=(at(y + 12.0 - tall))
                height=(at(tall)) { title { (count) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect_file;

    use super::*;
    use crate::terms::Language;
    use crate::texts::Words;

    fn chart(count: usize) -> Strip<'static> {
        let point = |n: usize| Point {
            name: format!("<{n}>"),
            href: format!("/i?org={n}"),
            value: (n % 97) as f64,
            tone: if n % 97 > 90 { Tone::Bad } else { Tone::Plain },
        };
        Strip {
            caption: Caption {
                finding: "分布".into(),
                note: String::new(),
            },
            groups: vec![Group {
                name: "东".into(),
                href: "/i?org=E".into(),
                points: (0..count).map(point).collect(),
            }],
            limit: Some(90.0),
            unit: Unit::new("percent", Words(Language::Chinese)),
        }
    }

    #[test]
    fn each_unit_is_a_point_and_a_fault_is_a_square() {
        expect_file!["../../tests/charts/strip.svg"].assert_eq(&strip(&chart(3)).into_string());
        let drawn = strip(&chart(97)).into_string();
        assert_eq!(drawn.matches("class=\"unit bad\"").count(), 6);
        assert!(!drawn.contains("<0>"));
    }

    #[test]
    fn units_of_equal_value_stand_on_each_other_and_are_listed() {
        let mut chart = chart(5);
        for point in chart.groups.iter_mut().flat_map(|group| &mut group.points) {
            point.value = 0.0;
        }
        let drawn = strip(&chart).into_string();
        let places: std::collections::BTreeSet<&str> = drawn
            .split("cy=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert_eq!(places.len(), 5, "{drawn}");
        let (picture, twin) = drawn.split_once("<details").unwrap();
        assert_eq!(picture.matches("tabindex=\"-1\"").count(), 5);
        assert_eq!(twin.matches("<a href=\"/i?org=").count(), 6);
        assert!(!picture.contains("role=\"img\""));
    }

    #[test]
    fn the_middle_of_an_even_number_lies_between_two() {
        assert_eq!(middle(&[1.0, 2.0, 4.0, 9.0]), Some(3.0));
        assert_eq!(middle(&[1.0, 2.0, 4.0]), Some(2.0));
        assert_eq!(middle(&[]), None);
    }

    #[test]
    fn thousands_of_units_stay_small() {
        assert!(strip(&chart(50_000)).into_string().len() < 40_000);
    }
}
