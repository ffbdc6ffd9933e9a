//! `jixia measure`: indicators of a snapshot, for every node and breakdown.

use std::io::Write as _;

use jixia_app::AppError;
use jixia_app::measure::{FigureRow, Figures, NoteKind};
use jixia_app::pack::Packs;
use jixia_app::terms::{Language, counted};
use jixia_web::figure_text;
use serde::Serialize;

use crate::args::TableFormat;
use crate::output;
use crate::session::{Session, refuse};
use crate::table::Table;

/// Which figures are asked for.
pub struct Order {
    /// Only this indicator.
    pub indicator: Option<String>,
    /// Only this node.
    pub org: Option<String>,
    /// The snapshot; the newest without it.
    pub snapshot: Option<String>,
    /// Compute anew.
    pub anew: bool,
    /// How to print.
    pub format: Option<TableFormat>,
}

#[derive(Serialize)]
struct Line<'a> {
    snapshot: &'a str,
    indicator: &'a str,
    label: &'a str,
    org: &'a str,
    org_name: &'a str,
    by: String,
    value: Option<f64>,
    numerator: Option<f64>,
    denominator: Option<f64>,
    rows: u64,
    unit: &'a str,
}

const HEADER: [&str; 11] = [
    "indicator",
    "label",
    "org",
    "name",
    "by",
    "value",
    "unit",
    "numerator",
    "denominator",
    "rows",
    "snapshot",
];

/// Measures and prints. A table for people shows whole figures of the root, unless a node or an
/// indicator is named; CSV and JSON give every node and breakdown that was asked for.
pub fn run(session: &Session, order: &Order) -> anyhow::Result<()> {
    let app = session.open_kept()?;
    if let Some(name) = &order.indicator {
        app.indicator(name)?;
    }
    let info = app.snapshot_or_newest(order.snapshot.as_deref())?;
    let begun = std::time::Instant::now();
    let figures = if order.anew {
        app.measure_anew(&info.id)?
    } else {
        app.figures(&info.id)?
    };
    if order.anew {
        let ms = begun.elapsed().as_millis();
        session.note(
            &format!("计算用时 {ms} 毫秒"),
            &format!("measured in {ms} ms"),
        );
    }
    session.note_tree(figures.tree());
    let format = session.format(order.format);
    let brief = format == TableFormat::Table && order.org.is_none() && order.indicator.is_none();
    let org = match &order.org {
        Some(code) => Some(known_node(&figures, code)?),
        None if brief => figures.tree().roots().next().map(|root| root.code.as_str()),
        None => None,
    };
    let wanted = |row: &FigureRow<'_>| {
        order
            .indicator
            .as_ref()
            .is_none_or(|name| row.indicator == *name)
            && org.is_none_or(|code| row.org == code)
            && (!brief || row.by.iter().all(Option::is_none))
    };
    let language = session.language();
    let rows = figures.iter().filter(wanted);
    let lines: Vec<Line<'_>> = rows
        .filter_map(|row| line(app.packs(), &figures, &row, language))
        .collect();
    let people = (format == TableFormat::Table).then_some((app.packs().as_ref(), language));
    let mut out = output::buffered();
    Table {
        header: &HEADER,
        items: &lines,
        cells: &|line: &Line<'_>| cells(line, people),
    }
    .print(format, &mut out)?;
    out.flush()?;
    whole(&figures)
}

/// What could not be computed is said, and is no success.
fn whole(figures: &Figures) -> anyhow::Result<()> {
    let failed: Vec<&str> = figures
        .notes()
        .iter()
        .filter(|note| matches!(note.kind, NoteKind::NotComputed(_)))
        .map(|note| note.indicator.as_str())
        .collect();
    if failed.is_empty() {
        return Ok(());
    }
    let (count, names) = (failed.len(), failed.join("、"));
    Err(refuse(
        format!("有 {count} 个指标无法计算：{names}"),
        format!(
            "{} could not be computed: {names}",
            counted(count, "indicator")
        ),
    ))
}

fn known_node<'a>(figures: &'a Figures, code: &'a str) -> Result<&'a str, AppError> {
    match figures.tree().node(code) {
        Some(node) => Ok(&node.code),
        None => Err(AppError::Unknown {
            what: jixia_app::terms::Label::new("机构", "node of the organisation tree"),
            name: code.to_owned(),
            nearest: Vec::new(),
        }),
    }
}

fn line<'a>(
    packs: &'a Packs,
    figures: &'a Figures,
    row: &FigureRow<'a>,
    language: Language,
) -> Option<Line<'a>> {
    let indicator = packs.indicators.get(row.indicator)?;
    let parts = indicator.by.iter().zip(&row.by);
    let by: Vec<_> = parts
        .filter_map(|(by, value)| Some(format!("{}={}", by.column, (*value)?)))
        .collect();
    Some(Line {
        snapshot: &figures.snapshot,
        indicator: row.indicator,
        label: indicator.label.text(language),
        org: row.org,
        org_name: figures
            .tree()
            .node(row.org)
            .map_or("", |node| node.name.as_str()),
        by: by.join(" "),
        value: row.figure.value,
        numerator: row.figure.numerator,
        denominator: row.figure.denominator,
        rows: row.figure.rows,
        unit: &indicator.unit,
    })
}

/// The cells of a line; for `people` units by their names, money in yuan, breakdowns in words.
fn cells(line: &Line<'_>, people: Option<(&Packs, Language)>) -> Vec<String> {
    let number = |value: Option<f64>, unit: &str| match (value, people) {
        (None, _) => String::new(),
        (Some(value), Some((_, language))) => figure_text(value, unit, language).0,
        (Some(value), None) => value.to_string(),
    };
    let (by, unit) = match people {
        Some((packs, language)) => (
            breakdown(line, packs, language),
            figure_text(0.0, line.unit, language).1,
        ),
        None => (line.by.clone(), line.unit.to_owned()),
    };
    vec![
        line.indicator.to_owned(),
        line.label.to_owned(),
        line.org.to_owned(),
        line.org_name.to_owned(),
        by,
        number(line.value, line.unit),
        unit,
        number(line.numerator, ""),
        number(line.denominator, ""),
        line.rows.to_string(),
        line.snapshot.to_owned(),
    ]
}

/// `stage=primary sex=1` in the words of the packs.
fn breakdown(line: &Line<'_>, packs: &Packs, language: Language) -> String {
    let name = |(column, value): (&str, &str)| {
        let indicator = packs.indicators.get(line.indicator)?;
        let by = indicator.by.iter().find(|by| by.column == column)?;
        let list = packs.codes.get(by.codes.as_ref()?)?;
        let code = list.codes.iter().find(|code| code.value == value)?;
        Some(code.label.text(language).to_owned())
    };
    let parts = line.by.split_whitespace().map(|part| {
        let named = part.split_once('=').and_then(name);
        named.unwrap_or_else(|| part.to_owned())
    });
    parts.collect::<Vec<_>>().join(" ")
}
