//! `GET /indicators/{name}`: a measure at one node: finding, parts below, spread, trend,
//! breakdowns, definition.

use axum::extract::Path;
use axum::response::IntoResponse;
use jixia_app::TrendPoint;
use jixia_app::measure::Figure;
use maud::{Markup, html};

use super::scope::{Scope, Wanted};
use super::{breakdowns, definition, finding, items, places};
use crate::ask::Ask;
use crate::chart::line::{Line, LineGoal, LinePoint, line};
use crate::chart::{Caption, Tone};
use crate::fault::Fault;
use crate::layout::{Page, Part, head};
use crate::number::grouped;
use crate::pages::PageResult;
use crate::parts::in_unit;
use crate::texts::{Words, say};

/// `GET /indicators/{name}`
pub(crate) async fn show(ask: Ask, Path(name): Path<String>) -> PageResult {
    let wanted = Wanted::read(&ask.address);
    let found = ask.web.call(move |app| {
        let scope = Scope::load(app, &name, &wanted)?;
        let snapshots = app.snapshots()?;
        let trend = app.trend(&name, &scope.org, &scope.by())?;
        Ok((scope, snapshots, trend))
    });
    let (scope, snapshots, trend) = found.await?;
    if scope.org.is_empty() {
        return Err(Fault::missing().saying(
            format!(
                "快照 {} 中没有组织机构；请先导入机构台账，再生成快照",
                scope.snapshot.id
            ),
            format!(
                "snapshot {} holds no organisation tree; import the units, then make a snapshot",
                scope.snapshot.id
            ),
        ));
    }
    if scope.node().is_none() {
        return Err(Fault::missing().saying(
            format!("快照 {} 的组织树中没有“{}”", scope.snapshot.id, scope.org),
            format!(
                "no node `{}` stands in the tree of snapshot {}",
                scope.org, scope.snapshot.id
            ),
        ));
    }
    let ids: Vec<String> = snapshots.into_iter().map(|snapshot| snapshot.id).collect();
    let (title, main) = draw(&ask, &scope, &ids, &trend);
    let mut above = vec![(say!(ask.words, "part-indicators"), "/indicators".to_owned())];
    above.extend(scope.above());
    Ok(Page::new(Part::Indicators, title, main)
        .under(above)
        .draw(&ask)
        .into_response())
}

fn draw(ask: &Ask, scope: &Scope, snapshots: &[String], trend: &[TrendPoint]) -> (String, Markup) {
    let words = ask.words;
    let children = finding::children(scope);
    let goal: Option<f64> = ask
        .query("goal")
        .and_then(|goal| goal.parse().ok())
        .filter(|goal: &f64| goal.is_finite());
    let title = finding::finding(scope, &children, words);
    let meta = html! { (say!(words, "snapshot-of", day = scope.snapshot.day.to_string())) };
    let acts = html! {
        a.btn href=(places::rows_address(scope, &scope.org)) { (say!(words, "rows-see")) }
        a.btn href="#why" { (say!(words, "why-see")) }
    };
    let main = html! {
        (head(&title, &meta, &acts))
        (breakdowns::choices(scope, snapshots, words))
        (numbers(scope, words))
        @if let Some(items) = items::items(scope, words) { (items) }
        div.cols {
            @if !children.is_empty() {
                section.card { (places::child_bars(scope, &children, goal, words)) }
            }
            section.card { (trend_line(scope, trend, goal, words)) }
        }
        @if let Some(strip) = places::leaf_strip(scope, &children, goal, words) {
            section.card { (strip) }
        }
        (breakdowns::heats(scope, &children, words))
        (places::table(scope, words))
        (definition::definition(scope, words))
    };
    (title, main)
}

fn numbers(scope: &Scope, words: Words) -> Markup {
    let figure: Figure = scope.figure(&scope.org);
    let unit = scope.unit(words);
    html! {
        div.sum {
            div { b { (unit.maybe(figure.value)) } span { (scope.place()) } }
            @if let Some((above, below)) = scope.parts(&figure) {
                div { b { (above) } span { (say!(words, "numerator")) } }
                div { b { (below) } span { (scope.denominator_title(words)) } }
            }
            a href=(places::rows_address(scope, &scope.org)) {
                b { (grouped(figure.rows as f64, 0)) } span { (say!(words, "figure-rows")) }
            }
        }
    }
}

fn trend_line(scope: &Scope, trend: &[TrendPoint], goal: Option<f64>, words: Words) -> Markup {
    let unit = scope.unit(words);
    let point = |point: &TrendPoint| {
        let href = scope
            .at(&scope.org)
            .with("snapshot", &point.snapshot)
            .text();
        Some(LinePoint {
            day: point.day,
            value: point.value?,
            href: Some(href),
        })
    };
    let points: Vec<LinePoint> = trend.iter().filter_map(point).collect();
    let finding = match (points.first(), points.last()) {
        (Some(first), Some(last)) if points.len() > 1 => say!(
            words,
            "trend-from-to",
            from = unit.text(first.value),
            day = first.day.to_string(),
            to = unit.text(last.value)
        ),
        (Some(_), _) => say!(words, "trend-one"),
        _ => say!(words, "trend-none"),
    };
    let note = say!(words, "trend-note", count = points.len());
    let note = in_unit(&unit.title(), &note, words);
    if points.is_empty() {
        return html! { p.body { (finding) } };
    }
    let goal = goal.map(|value| LineGoal {
        value,
        ..LineGoal::default()
    });
    line(&Line {
        caption: Caption { finding, note },
        points,
        goal,
        tone: Tone::Plain,
        unit,
    })
}
