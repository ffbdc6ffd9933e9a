//! `jixia measure`: indicators of a snapshot, for every node and breakdown.

use std::io::Write as _;

use jixia_app::AppError;
use jixia_app::measure::{FigureRow, Figures, NoteKind};
use jixia_app::pack::Packs;
use serde::Serialize;

use crate::args::TableFormat;
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
    pub format: TableFormat,
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
    let lines = lines(
        app.packs(),
        &figures,
        order.indicator.as_deref(),
        org,
        brief,
    );
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    Table {
        header: &[
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
        ],
        items: &lines,
        cells: &|line: &Line<'_>| cells(line, format),
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
        format!("{count} indicators could not be computed: {names}"),
    ))
}

fn known_node<'a>(figures: &'a Figures, code: &'a str) -> Result<&'a str, AppError> {
    match figures.tree().node(code) {
        Some(node) => Ok(&node.code),
        None => Err(AppError::Unknown {
            what: jixia_app::terms::Label::new("机构", "node of the organisation tree"),
            name: code.to_owned(),
            nearest: None,
        }),
    }
}

fn lines<'a>(
    packs: &'a Packs,
    figures: &'a Figures,
    indicator: Option<&str>,
    org: Option<&str>,
    whole_only: bool,
) -> Vec<Line<'a>> {
    let wanted = |row: &FigureRow<'_>| {
        indicator.is_none_or(|name| row.indicator == name)
            && org.is_none_or(|code| row.org == code)
            && (!whole_only || row.by.iter().all(Option::is_none))
    };
    figures
        .iter()
        .filter(wanted)
        .filter_map(|row| line(packs, figures, &row))
        .collect()
}

fn line<'a>(packs: &'a Packs, figures: &'a Figures, row: &FigureRow<'a>) -> Option<Line<'a>> {
    let indicator = packs.indicators.get(row.indicator)?;
    let parts = indicator.by.iter().zip(&row.by);
    let by: Vec<_> = parts
        .filter_map(|(by, value)| Some(format!("{}={}", by.column, (*value)?)))
        .collect();
    Some(Line {
        snapshot: &figures.snapshot,
        indicator: row.indicator,
        label: &indicator.label.zh,
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

fn cells(line: &Line<'_>, format: TableFormat) -> Vec<String> {
    let number = |value: Option<f64>| match (value, format) {
        (None, _) => String::new(),
        (Some(value), TableFormat::Table) => {
            let text = format!("{value:.4}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        (Some(value), _) => value.to_string(),
    };
    vec![
        line.indicator.to_owned(),
        line.label.to_owned(),
        line.org.to_owned(),
        line.org_name.to_owned(),
        line.by.clone(),
        number(line.value),
        line.unit.to_owned(),
        number(line.numerator),
        number(line.denominator),
        line.rows.to_string(),
        line.snapshot.to_owned(),
    ]
}
