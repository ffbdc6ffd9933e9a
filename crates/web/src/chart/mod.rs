//! Charts drawn on the server as SVG: pure functions from numbers to markup.
//!
//! Widths are per cent of the space there is and heights are pixels, so that a chart is legible on
//! a phone and on a wall without any script. Colours come from the style sheet by class. Every
//! chart has a title that states the finding, and a table twin with the same numbers and links; the
//! picture itself is hidden from screen readers and from the tab key, since the twin says it all.

pub(crate) mod bar;
pub(crate) mod heat;
pub(crate) mod line;
pub(crate) mod scale;
pub(crate) mod spark;
pub(crate) mod strip;

use maud::{Markup, html};

use crate::texts::{Words, say};

/// What stands around a chart.
#[derive(Debug, Clone, Default)]
pub(crate) struct Caption {
    /// The finding, as a sentence.
    pub finding: String,
    /// Unit, snapshot and how to read it.
    pub note: String,
}

/// How good a value is; always shown by a shape or a word besides the colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tone {
    /// Says nothing of good or bad.
    #[default]
    Plain,
    /// As it should be.
    Good,
    /// Behind.
    Warn,
    /// Wrong.
    Bad,
}

impl Tone {
    /// Its class in the style sheet.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

/// One row of a table twin: name, link, values.
#[derive(Debug, Clone)]
pub(crate) struct TwinRow {
    /// First cell.
    pub name: String,
    /// Where the name leads.
    pub href: Option<String>,
    /// The other cells.
    pub cells: Vec<String>,
}

/// The same numbers as a table, for readers that see no picture and for copying.
#[derive(Debug, Clone, Default)]
pub(crate) struct Twin {
    /// Headers, that of the names first.
    pub heads: Vec<String>,
    /// The rows.
    pub rows: Vec<TwinRow>,
}

impl Twin {
    fn draw(&self) -> Markup {
        html! {
            div.scroll tabindex="0" {
                table {
                    thead { tr { @for head in &self.heads { th scope="col" { (head) } } } }
                    tbody {
                        @for row in &self.rows {
                            tr {
                                th scope="row" {
                                    @match &row.href {
                                        Some(href) => a href=(href) { (row.name) },
                                        None => (row.name),
                                    }
                                }
                                @for cell in &row.cells { td.num { (cell) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A chart with its caption and the tables that are its twin.
pub(crate) fn figure(caption: &Caption, picture: &Markup, twins: &[Twin], words: Words) -> Markup {
    html! {
        figure.chart {
            figcaption { b { (caption.finding) } " " small { (caption.note) } }
            (picture)
            details.twin {
                summary { (say!(words, "chart-table")) }
                @for twin in twins.iter().filter(|twin| !twin.rows.is_empty()) { (twin.draw()) }
            }
        }
    }
}

/// A number for a coordinate: two decimals at most.
pub(crate) fn at(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A horizontal coordinate in per cent.
pub(crate) fn pc(value: f64) -> String {
    format!("{}%", at(value))
}
