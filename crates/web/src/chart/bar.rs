//! Bars, one a row, the worst or the greatest first, with a level that they are held to.

use maud::{Markup, html};

use super::scale::Scale;
use super::{Caption, Tone, at, pc};
use crate::number::Unit;
use crate::parts::chinese;
use crate::texts::say;

/// One bar.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    /// Name.
    pub name: String,
    /// Where it leads.
    pub href: Option<String>,
    /// Its value; none where there is nothing to measure.
    pub value: Option<f64>,
    /// How it stands.
    pub tone: Tone,
    /// More words behind the value.
    pub note: String,
}

/// A chart of bars.
#[derive(Debug, Clone)]
pub(crate) struct Bars<'a> {
    /// Title and note.
    pub caption: Caption,
    /// The bars, in order.
    pub bars: Vec<Bar>,
    /// What they are held to.
    pub goal: Option<f64>,
    /// How values are written.
    pub unit: Unit<'a>,
}

/// The bars as a figure. It is a table in itself, so it has no twin.
pub(crate) fn bars(chart: &Bars<'_>) -> Markup {
    let words = chart.unit.words;
    let values = chart
        .bars
        .iter()
        .filter_map(|bar| bar.value)
        .chain(chart.goal);
    let x = Scale::over(values, true, 4, (0.0, 100.0));
    html! {
        figure.chart {
            figcaption { b { (chart.caption.finding) } " " small { (chart.caption.note) } }
            table.bars {
                thead.quiet { tr {
                    th scope="col" { (say!(words, "chart-name")) }
                    th scope="col" { span.hidden { (say!(words, "chart-bar")) }
                        @if let Some(goal) = chart.goal {
                            (say!(words, "chart-goal", value = chart.unit.text(goal)))
                        }
                    }
                    th.num scope="col" { (say!(words, "chart-value")) }
                } }
                tbody { @for bar in &chart.bars { (row(bar, chart, &x)) } }
            }
        }
    }
}

fn row(bar: &Bar, chart: &Bars<'_>, x: &Scale) -> Markup {
    let zero = x.at(0.0);
    let end = bar.value.map_or(zero, |value| x.at(value));
    html! {
        tr {
            th scope="row" lang=[chinese(chart.unit.words)] {
                @match &bar.href {
                    Some(href) => a href=(href) { (bar.name) },
                    None => (bar.name),
                }
            }
            td.track {
                svg width="100%" height="18" aria-hidden="true" {
                    rect.fill.(bar.tone.class()) x=(pc(zero.min(end))) y="3" height="12" rx="2"
                        width=(pc((end - zero).abs())) {}
                    @if let Some(goal) = chart.goal {
                        line.goal x1=(pc(x.at(goal))) x2=(pc(x.at(goal))) y1="0" y2=(at(18.0)) {}
                    }
                }
            }
            td.num {
                (chart.unit.maybe(bar.value)) @if !bar.note.is_empty() { small { (bar.note) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect_file;

    use super::*;
    use crate::terms::Language;
    use crate::texts::Words;

    #[test]
    fn bars_begin_at_zero_and_show_what_is_missing() {
        let bar = |name: &str, value, tone| Bar {
            name: name.into(),
            href: Some("/i?org=A".into()),
            value,
            tone,
            note: String::new(),
        };
        let chart = Bars {
            caption: Caption {
                finding: "A 最低".into(),
                note: "%".into(),
            },
            bars: vec![
                bar("A", Some(50.0), Tone::Bad),
                bar("B", Some(100.0), Tone::Plain),
                bar("C", None, Tone::Plain),
            ],
            goal: Some(85.0),
            unit: Unit::new("percent", Words(Language::Chinese)),
        };
        expect_file!["../../tests/charts/bars.svg"].assert_eq(&bars(&chart).into_string());
    }
}
