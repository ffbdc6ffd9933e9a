//! A heat table: values of one measure by two things, shaded by rank with the number in every cell.

use maud::{Markup, html};

use super::Caption;
use crate::number::Unit;
use crate::texts::say;

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct HeatRow {
    /// Name.
    pub name: String,
    /// Where it leads.
    pub href: String,
    /// Its cells: value and where it leads.
    pub cells: Vec<(Option<f64>, String)>,
}

/// A heat table.
#[derive(Debug, Clone)]
pub(crate) struct Heat<'a> {
    /// Title and note.
    pub caption: Caption,
    /// Headers of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<HeatRow>,
    /// How values are written.
    pub unit: Unit<'a>,
}

/// Shades there are in the style sheet: `h0` … `h5`.
const SHADES: f64 = 5.0;

/// The table as a figure. It is a table in itself, so it has no twin.
pub(crate) fn heat(chart: &Heat<'_>) -> Markup {
    let words = chart.unit.words;
    let values = chart
        .rows
        .iter()
        .flat_map(|row| row.cells.iter().filter_map(|cell| cell.0));
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let shade = |value: f64| {
        let part = if high - low > 1e-9 {
            (value - low) / (high - low)
        } else {
            0.0
        };
        format!("h{:.0}", (part * SHADES).round())
    };
    html! {
        figure.chart {
            figcaption { b { (chart.caption.finding) } " " small { (chart.caption.note) } }
            div.scroll tabindex="0" {
                table.heat {
                    thead { tr {
                        th scope="col" { (say!(words, "chart-name")) }
                        @for column in &chart.columns { th.num scope="col" { (column) } }
                    } }
                    tbody {
                        @for row in &chart.rows {
                            tr {
                                th scope="row" { a href=(row.href) { (row.name) } }
                                @for (value, href) in &row.cells {
                                    @match value {
                                        Some(value) => td.num.(shade(*value)) {
                                            a href=(href) { (chart.unit.number(*value)) }
                                        },
                                        None => td.num.none { "–" },
                                    }
                                }
                            }
                        }
                    }
                }
            }
            p.legend { (say!(words, "chart-shade")) }
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
    fn darker_is_more_and_nothing_is_a_dash() {
        let row = |name: &str, cells: &[Option<f64>]| HeatRow {
            name: name.into(),
            href: "/i".into(),
            cells: cells
                .iter()
                .map(|value| (*value, "/i?by=a".to_owned()))
                .collect(),
        };
        let chart = Heat {
            caption: Caption {
                finding: "差距".into(),
                note: "%".into(),
            },
            columns: vec!["小".into(), "大".into()],
            rows: vec![
                row("A", &[Some(0.0), Some(50.0)]),
                row("B", &[Some(100.0), None]),
            ],
            unit: Unit::new("percent", Words(Language::Chinese)),
        };
        expect_file!["../../tests/charts/heat.html"].assert_eq(&heat(&chart).into_string());
    }
}
