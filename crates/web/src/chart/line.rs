//! A trend over snapshots with its goal: a level, a band or a course towards a day.

use maud::{Markup, html};

use super::scale::{Scale, counted};
use super::{Caption, Tone, Twin, TwinRow, at, figure, pc};
use crate::number::Unit;
use crate::terms::Day;
use crate::texts::{Words, say};

const TOP: f64 = 12.0;
const FLOOR: f64 = 196.0;
const LEFT: f64 = 9.0;
const RIGHT: f64 = 97.0;

/// What the line is held to.
#[derive(Debug, Clone, Default)]
pub(crate) struct LineGoal {
    /// The bound.
    pub value: f64,
    /// Upper bound of a range.
    pub value_max: Option<f64>,
    /// Day by which it must hold.
    pub due: Option<Day>,
    /// Where an even course begins.
    pub from: Option<(Day, f64)>,
}

/// One measured point.
#[derive(Debug, Clone)]
pub(crate) struct LinePoint {
    /// Day of the snapshot.
    pub day: Day,
    /// The value.
    pub value: f64,
    /// Where the point leads.
    pub href: Option<String>,
}

/// A trend.
#[derive(Debug, Clone)]
pub(crate) struct Line<'a> {
    /// Title and note.
    pub caption: Caption,
    /// Points, ascending by day.
    pub points: Vec<LinePoint>,
    /// What it is held to.
    pub goal: Option<LineGoal>,
    /// How it stands.
    pub tone: Tone,
    /// How values are written.
    pub unit: Unit<'a>,
}

/// The trend as a figure.
pub(crate) fn line(chart: &Line<'_>) -> Markup {
    let words = chart.unit.words;
    let rows = chart.points.iter().map(|point| TwinRow {
        name: point.day.to_string(),
        href: point.href.clone(),
        cells: vec![chart.unit.text(point.value)],
    });
    let heads = vec![say!(words, "chart-day"), say!(words, "chart-value")];
    let twin = Twin {
        heads,
        rows: rows.collect(),
    };
    figure(&chart.caption, &picture(chart, words), &[twin], words)
}

fn picture(chart: &Line<'_>, words: Words) -> Markup {
    let goal = chart.goal.as_ref();
    let bounds = goal.into_iter().flat_map(|goal| {
        [
            Some(goal.value),
            goal.value_max,
            goal.from.map(|(_, value)| value),
        ]
    });
    let values = chart
        .points
        .iter()
        .map(|point| point.value)
        .chain(bounds.flatten());
    let values: Vec<f64> = values.collect();
    let whole = counted(chart.unit.name, values.iter().copied());
    let y = Scale::over(values.into_iter(), false, 4, (FLOOR, TOP)).whole(whole);
    let ends = goal
        .into_iter()
        .flat_map(|goal| [goal.due, goal.from.map(|(day, _)| day)]);
    let days = chart
        .points
        .iter()
        .map(|point| point.day)
        .chain(ends.flatten());
    let x = days_scale(days.map(|day| f64::from(day.days())));
    let x_of = |day: Day| x.at(f64::from(day.days()));
    html! {
        svg.plot width="100%" height="224" aria-hidden="true" {
            @for tick in &y.ticks {
                line.rule x1=(pc(LEFT)) x2="100%" y1=(at(y.at(*tick))) y2=(at(y.at(*tick))) {}
                text.tick x=(pc(LEFT - 1.0)) y=(at(y.at(*tick) + 4.0)) text-anchor="end" {
                    (chart.unit.number(*tick))
                }
            }
            @if let Some(goal) = goal { (goal_marks(goal, &y, &x_of, chart.unit, words)) }
            @for pair in chart.points.windows(2) {
                @if let [from, to] = pair {
                    line.run.(chart.tone.class()) x1=(pc(x_of(from.day))) y1=(at(y.at(from.value)))
                        x2=(pc(x_of(to.day))) y2=(at(y.at(to.value))) {}
                }
            }
            @for (place, point) in chart.points.iter().enumerate() {
                (dot(point, chart, x_of(point.day), y.at(point.value),
                    place + 1 == chart.points.len()))
            }
            (day_ticks(&chart.points, &x_of))
        }
    }
}

fn dot(point: &LinePoint, chart: &Line<'_>, x: f64, y: f64, last: bool) -> Markup {
    let label = chart.unit.text(point.value);
    let before = chart.points.iter().rev().nth(1);
    let falls = last && before.is_some_and(|before| before.value > point.value);
    let circle = html! {
        circle.now.(chart.tone.class()) cx=(pc(x)) cy=(at(y)) r=(if last { "5" } else { "3.5" }) {
            title { (point.day) " · " (label) }
        }
    };
    html! {
        @match &point.href {
            Some(href) => a href=(href) tabindex="-1" { (circle) },
            None => (circle),
        }
        @if last {
            // Above the line that comes from below, below the one that comes from above.
            @let off = if falls && y < FLOOR - 22.0 { 20.0 } else { -10.0 };
            text.value x=(pc(x.min(92.0))) y=(at((y + off).max(11.0))) text-anchor="middle" {
                (label)
            }
        }
    }
}

fn goal_marks(
    goal: &LineGoal,
    y: &Scale,
    x_of: &impl Fn(Day) -> f64,
    unit: Unit<'_>,
    words: Words,
) -> Markup {
    let level = y.at(goal.value);
    let text = say!(words, "chart-goal", value = unit.text(goal.value));
    html! {
        @if let Some(high) = goal.value_max {
            rect.band x=(pc(LEFT)) width=(pc(100.0 - LEFT)) y=(at(y.at(high)))
                height=(at((level - y.at(high)).abs())) {}
        } @else {
            line.goal x1=(pc(LEFT)) x2="100%" y1=(at(level)) y2=(at(level)) {}
        }
        @if let (Some((day, value)), Some(due)) = (goal.from, goal.due) {
            line.course x1=(pc(x_of(day))) y1=(at(y.at(value))) x2=(pc(x_of(due))) y2=(at(level)) {}
        }
        text.mark x=(pc(LEFT + 1.0))
            y=(at(if level < TOP + 14.0 { level + 14.0 } else { level - 5.0 })) {
            (text)
        }
    }
}

fn days_scale(days: impl Iterator<Item = f64>) -> Scale {
    let (min, max) = days.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), day| {
        (low.min(day), high.max(day))
    });
    let (min, max) = if min > max {
        (0.0, 1.0)
    } else if max - min < 1.0 {
        (min - 30.0, max + 30.0)
    } else {
        (min, max)
    };
    Scale {
        min,
        max,
        to: (LEFT + 3.0, RIGHT - 3.0),
        ticks: Vec::new(),
    }
}

/// Per cent of the width that a label under a point needs on a phone.
const TICK_ROOM: f64 = 16.0;

/// Days under the points, the last always, the others where there is room.
fn day_ticks(points: &[LinePoint], x_of: &impl Fn(Day) -> f64) -> Markup {
    let mut shown: Vec<(f64, Day)> = Vec::new();
    for point in points.iter().rev() {
        let x = x_of(point.day).min(93.0);
        if shown.last().is_none_or(|(right, _)| right - x >= TICK_ROOM) {
            shown.push((x, point.day));
        }
    }
    html! {
        @for (x, day) in shown.iter().rev() {
            text.tick x=(pc(*x)) y="216" text-anchor="middle" {
                (format!("{}-{:02}", day.year(), day.month()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect_file;

    use super::*;
    use crate::terms::Language;

    #[test]
    fn a_trend_with_a_course_towards_its_goal() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let point = |on: &str, value| LinePoint {
            day: day(on),
            value,
            href: Some("/x?a=1&b=2".into()),
        };
        let chart = Line {
            caption: Caption {
                finding: "<落后>".into(),
                note: "个".into(),
            },
            points: vec![
                point("2024-09-01", 10.0),
                point("2025-09-01", 40.0),
                point("2026-09-01", 55.0),
            ],
            goal: Some(LineGoal {
                value: 90.0,
                value_max: None,
                due: Some(day("2026-12-31")),
                from: Some((day("2025-09-01"), 40.0)),
            }),
            tone: Tone::Warn,
            unit: Unit::new("percent", Words(Language::Chinese)),
        };
        expect_file!["../../tests/charts/line.svg"].assert_eq(&line(&chart).into_string());
    }
}
