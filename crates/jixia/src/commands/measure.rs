//! `jixia measure`: indicators of a snapshot, for every node and breakdown.

use std::collections::HashMap;
use std::io::Write as _;

use jixia_app::measure::{Figure, FigureRow, Figures, Node, NoteKind};
use jixia_app::pack::{Packs, nearest};
use jixia_app::terms::{Language, counted};
use jixia_web::{figure_parts, figure_text};
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
    scale: Option<u32>,
    rows: u64,
    unit: &'a str,
    #[serde(skip)]
    depth: usize,
    #[serde(skip)]
    figure: Figure,
}

const HEADER: [&str; 12] = [
    "indicator",
    "label",
    "org",
    "name",
    "by",
    "value",
    "unit",
    "numerator",
    "denominator",
    "scale",
    "rows",
    "snapshot",
];

/// Measures and prints, each indicator from the root of the tree downwards. A table for people
/// shows whole figures of the root, unless a node or an indicator is named; CSV and JSON give every
/// node and breakdown that was asked for.
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
        Some(code) => Some(known_node(app.packs(), &figures, code)?),
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
    let mut lines: Vec<Line<'_>> = rows
        .filter_map(|row| line(app.packs(), &figures, &row, language))
        .collect();
    in_tree_order(&mut lines, &figures);
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

/// Sorts the lines of each indicator as the tree stands, and notes how deep each node is below the
/// highest of them.
fn in_tree_order(lines: &mut [Line<'_>], figures: &Figures) {
    let outline = figures.tree().outline().into_iter().enumerate();
    let places: HashMap<&str, (usize, usize)> = outline
        .map(|(place, (node, depth))| (node.code.as_str(), (place, depth)))
        .collect();
    let of = |org: &str| places.get(org).copied().unwrap_or_default();
    lines.sort_by_key(|line| (line.indicator, of(line.org).0));
    let least = lines.iter().map(|line| of(line.org).1).min().unwrap_or(0);
    for line in lines {
        line.depth = of(line.org).1 - least;
    }
}

fn known_node<'a>(packs: &Packs, figures: &'a Figures, code: &str) -> anyhow::Result<&'a str> {
    let tree = figures.tree();
    if let Some(node) = tree.node(code) {
        return Ok(&node.code);
    }
    let names = |node: &'a Node| [node.code.as_str(), node.name.as_str()];
    let near = nearest(code, tree.nodes().iter().flat_map(names));
    let near = near.and_then(|near| tree.nodes().iter().find(|node| names(node).contains(&near)));
    let registers = packs.registers.values().filter(|it| it.tree.is_some());
    let exports: Vec<String> = registers
        .map(|register| format!("jixia export {}", register.name))
        .collect();
    let (near_zh, near_en) = near.map_or_else(Default::default, |Node { code, name, .. }| {
        (
            format!("，是否“{code}”（{name}）？"),
            format!("; did you mean `{code}` ({name})?"),
        )
    });
    Err(refuse(
        format!(
            "快照当日的组织树中没有代码“{code}”{near_zh}；全部代码见 {}",
            exports.join("、")
        ),
        format!(
            "the organisation tree of that day has no code `{code}`{near_en}; all codes: {}",
            exports.join(", ")
        ),
    ))
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
        scale: row.figure.denominator.map(|_| indicator.scale),
        rows: row.figure.rows,
        unit: &indicator.unit,
        depth: 0,
        figure: row.figure,
    })
}

/// The cells of a line; for `people` units by their names, money in yuan, breakdowns in words, and
/// nodes indented below those they stand under.
fn cells(line: &Line<'_>, people: Option<(&Packs, Language)>) -> Vec<String> {
    let plain = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let mut name = line.org_name.to_owned();
    let mut by = line.by.clone();
    let (mut value, mut unit) = (plain(line.value), line.unit.to_owned());
    let mut parts = (plain(line.numerator), plain(line.denominator));
    let mut scale = line.scale.map(|n| n.to_string()).unwrap_or_default();
    if let Some((packs, language)) = people {
        name.insert_str(0, &"  ".repeat(line.depth));
        by = breakdown(line, packs, language);
        let shown = figure_text(line.value.unwrap_or_default(), line.unit, language);
        unit = shown.1;
        if line.value.is_some() {
            value = shown.0;
        }
        let indicator = packs.indicators.get(line.indicator);
        let own = indicator.and_then(|it| figure_parts(&line.figure, it));
        parts = own.unwrap_or_default();
        scale = match line.scale {
            None | Some(1) => String::new(),
            Some(n) => format!("× {n}"),
        };
    }
    vec![
        line.indicator.to_owned(),
        line.label.to_owned(),
        line.org.to_owned(),
        name,
        by,
        value,
        unit,
        parts.0,
        parts.1,
        scale,
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
