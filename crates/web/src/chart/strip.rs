//! A distribution: every unit a point on the strip of its group, so that no average hides it.
//!
//! Up to `POINTS_MAX` points each is drawn and leads somewhere; beyond that a strip shows how many
//! units lie in each of a hundred steps, so that the page stays small.

use maud::{Markup, html};

use super::scale::Scale;
use super::{Caption, Tone, Twin, TwinRow, at, figure, pc};
use crate::number::Unit;
use crate::texts::say;

/// Beyond this many points a strip shows steps.
const POINTS_MAX: usize = 400;
const STEPS: usize = 100;
const ROW: f64 = 46.0;

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
        let pick = |part: usize| {
            let place = values.len().saturating_sub(1) * part / 2;
            chart.unit.maybe(values.get(place).copied())
        };
        TwinRow {
            name: group.name.clone(),
            href: Some(group.href.clone()),
            cells: vec![values.len().to_string(), pick(0), pick(1), pick(2)],
        }
    });
    let twin = Twin {
        heads: heads.map(|key| words.say(key)).into(),
        rows: rows.collect(),
    };
    figure(&chart.caption, &picture(chart), &twin, words)
}

fn picture(chart: &Strip<'_>) -> Markup {
    let values = chart
        .groups
        .iter()
        .flat_map(|group| group.points.iter().map(|point| point.value));
    let x = Scale::over(values.chain(chart.limit), false, 5, (2.0, 98.0));
    let count: usize = chart.groups.iter().map(|group| group.points.len()).sum();
    let height = ROW * chart.groups.len() as f64 + 30.0;
    let floor = height - 22.0;
    html! {
        svg.plot.strip width="100%" height=(at(height)) role="img"
            aria-label=(chart.caption.finding) {
            @for tick in &x.ticks {
                line.rule x1=(pc(x.at(*tick))) x2=(pc(x.at(*tick))) y1="4" y2=(at(floor)) {}
                text.tick x=(pc(x.at(*tick).clamp(3.0, 96.0))) y=(at(height - 6.0))
                    text-anchor="middle" {
                    (chart.unit.number(*tick))
                }
            }
            @if let Some(limit) = chart.limit {
                line.goal x1=(pc(x.at(limit))) x2=(pc(x.at(limit))) y1="2" y2=(at(floor)) {}
            }
            @for (place, group) in chart.groups.iter().enumerate() {
                @let top = ROW * place as f64 + 4.0;
                text.name x="0.5%" y=(at(top + 12.0)) { (group.name) }
                @if count > POINTS_MAX {
                    (steps(group, &x, top + 28.0))
                } @else {
                    (points(group, chart.unit, &x, top + 28.0))
                }
            }
        }
        p.legend {
            @if let Some(limit) = chart.limit {
                (say!(chart.unit.words, "chart-goal", value = chart.unit.text(limit))) " · "
            }
            @if count > POINTS_MAX {
                (say!(chart.unit.words, "chart-steps"))
            } @else {
                (say!(chart.unit.words, "chart-points"))
            }
        }
    }
}

fn points(group: &Group, unit: Unit<'_>, x: &Scale, y: f64) -> Markup {
    html! {
        @for point in &group.points {
            a href=(point.href) tabindex="-1" {
                @if point.tone == Tone::Bad {
                    // A square beside circles: the fault shows without its colour.
                    svg x=(pc(x.at(point.value))) y=(at(y)) overflow="visible" {
                        rect.unit.bad x="-5" y="-5" width="10" height="10" {
                            title { (point.name) " · " (unit.text(point.value)) }
                        }
                    }
                } @else {
                    circle.unit.(point.tone.class()) cx=(pc(x.at(point.value))) cy=(at(y)) r="5" {
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
    fn thousands_of_units_stay_small() {
        assert!(strip(&chart(50_000)).into_string().len() < 20_000);
    }
}
