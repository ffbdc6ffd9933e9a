//! A small trend with its goal, for one row of a list.

use maud::{Markup, html};

use super::{Tone, at};

const WIDTH: f64 = 170.0;
const HEIGHT: f64 = 44.0;
const EDGE: f64 = 5.0;

/// A trend in few pixels.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spark {
    /// Days (as numbers) and values, ascending.
    pub points: Vec<(f64, f64)>,
    /// Where an even course begins and where it should arrive: day and value of each.
    pub course: Option<((f64, f64), (f64, f64))>,
    /// The goal, drawn as a level where no course is known.
    pub goal: Option<f64>,
    /// How it stands.
    pub tone: Tone,
    /// What it shows, in words.
    pub says: String,
}

/// The trend as SVG; empty without points.
pub(crate) fn spark(spark: &Spark) -> Markup {
    if spark.points.is_empty() {
        return html! {};
    }
    let (x, y) = frames(spark);
    let path: Vec<String> = spark
        .points
        .iter()
        .map(|&(day, value)| format!("{:.0},{:.0}", x(day), y(value)))
        .collect();
    let last = spark.points.last().copied().unwrap_or_default();
    html! {
        svg.spark.(spark.tone.class()) width="170" height="44" viewBox="0 0 170 44" role="img"
            aria-label=(spark.says) {
            @if let Some((from, to)) = spark.course {
                line.goal x1=(at(x(from.0))) y1=(at(y(from.1))) x2=(at(x(to.0))) y2=(at(y(to.1))) {}
                path.flag d=(format!("M{0} {1}v-5", at(x(to.0)), at(y(to.1)))) {}
            } @else if let Some(goal) = spark.goal {
                line.goal x1="5" y1=(at(y(goal))) x2="165" y2=(at(y(goal))) {}
            }
            @if spark.points.len() > 1 { polyline.run points=(path.join(" ")) {} }
            circle.now cx=(at(x(last.0))) cy=(at(y(last.1))) r="3" {}
        }
    }
}

fn frames(spark: &Spark) -> (impl Fn(f64) -> f64, impl Fn(f64) -> f64) {
    let ends = spark.course.into_iter().flat_map(|(from, to)| [from, to]);
    let level = spark.goal.into_iter().map(|goal| (f64::NAN, goal));
    let all: Vec<(f64, f64)> = spark
        .points
        .iter()
        .copied()
        .chain(ends)
        .chain(level)
        .collect();
    let span = |values: Vec<f64>| {
        let values = values.into_iter().filter(|value| value.is_finite());
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        })
    };
    let days = span(all.iter().map(|point| point.0).collect());
    let values = span(all.iter().map(|point| point.1).collect());
    let frame = |(low, high): (f64, f64), from: f64, to: f64| {
        move |value: f64| {
            let part = if high - low > 1e-9 {
                (value - low) / (high - low)
            } else {
                0.5
            };
            from + (to - from) * part
        }
    };
    (
        frame(days, EDGE, WIDTH - EDGE),
        frame(values, HEIGHT - EDGE, EDGE + 3.0),
    )
}

#[cfg(test)]
mod tests {
    use expect_test::expect_file;

    use super::*;

    #[test]
    fn a_trend_runs_from_edge_to_edge_with_its_course() {
        let drawn = spark(&Spark {
            points: vec![(0.0, 0.0), (10.0, 50.0)],
            course: Some(((0.0, 0.0), (20.0, 100.0))),
            goal: None,
            tone: Tone::Warn,
            says: "0 → 50 < 100".to_owned(),
        });
        expect_file!["../../tests/charts/spark.svg"].assert_eq(&drawn.into_string());
    }

    #[test]
    fn nothing_measured_draws_nothing() {
        assert_eq!(spark(&Spark::default()).into_string(), "");
    }
}
