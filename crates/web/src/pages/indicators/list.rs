//! `GET /indicators`: every measure, by pack, with its value for the whole authority and its trend.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::response::IntoResponse;
use jixia_app::measure::Figures;
use jixia_app::pack::{Indicator, Packs};
use jixia_app::{AppError, terms::Day};
use maud::{Markup, html};

use super::scope::root;
use crate::address::Address;
use crate::ask::Ask;
use crate::chart::Tone;
use crate::chart::spark::{Spark, spark};
use crate::layout::{Page, Part, empty, head, keep};
use crate::number::Unit;
use crate::pages::{PageResult, packs_order};
use crate::texts::{Words, say};

/// Snapshots in a sparkline at most, so that the page stays small however many there are.
const TREND_MAX: usize = 9;
/// Characters shown of what an indicator counts.
const DOC_MAX: usize = 44;

/// Figures of the newest snapshots, the newest last.
type Course = Vec<(String, Day, Arc<Figures>)>;

/// `GET /indicators`
pub(crate) async fn show(ask: Ask) -> PageResult {
    let wanted = ask.query("snapshot").map(str::to_owned);
    let found = ask.web.call(move |app| {
        let mut snapshots = app.snapshots()?;
        if let Some(id) = &wanted {
            let last = app.snapshot_or_newest(Some(id))?;
            let until = snapshots.iter().position(|one| one.id == last.id);
            snapshots.truncate(until.map_or(0, |at| at + 1));
        }
        let skip = snapshots.len().saturating_sub(TREND_MAX);
        let newest = snapshots.into_iter().skip(skip);
        let course = newest.map(|one| Ok((one.id.clone(), one.day, app.figures(&one.id)?)));
        Ok((
            Arc::clone(app.packs()),
            course.collect::<Result<Course, AppError>>()?,
        ))
    });
    let (packs, course) = found.await?;
    let title = say!(
        ask.words,
        "indicators-title",
        count = packs.indicators.len()
    );
    let main = draw(&ask, &packs, &course, &title);
    Ok(Page::new(Part::Indicators, title, main)
        .draw(&ask)
        .into_response())
}

fn draw(ask: &Ask, packs: &Packs, course: &Course, title: &str) -> Markup {
    let words = ask.words;
    let wanted = ask.query("q").unwrap_or_default().to_lowercase();
    let mut groups: BTreeMap<(usize, &str), Vec<&Indicator>> = BTreeMap::new();
    for indicator in packs
        .indicators
        .values()
        .filter(|one| matches(one, &wanted))
    {
        groups
            .entry(packs_order(packs, &indicator.origin.pack))
            .or_default()
            .push(indicator);
    }
    let meta = html! {
        @if let Some((_, day, _)) = course.last() {
            (say!(words, "snapshot-of", day = day.to_string()))
        }
    };
    html! {
        (head(title, &meta, &html! {}))
        @if course.is_empty() { (no_snapshot(words)) }
        @if let (Some(_), Some((_, day, _))) = (ask.query("snapshot"), course.last()) {
            p.notice.warn role="status" {
                b { (say!(words, "indicators-past", day = day.to_string())) } " "
                a href="/indicators" { (say!(words, "plan-past-newest")) }
            }
        }
        form.filters method="get" action="/indicators" {
            (keep(&ask.address, &["q", "lang"]))
            label { (say!(words, "indicators-search"))
                input type="search" name="q" value=(ask.query("q").unwrap_or_default())
                    data-narrow="[data-row]";
                }
            button.btn type="submit" { (say!(words, "show")) }
        }
        @if groups.is_empty() {
            (empty(&say!(words, "nothing-found"), &say!(words, "nothing-found-next"), &html! {}))
        }
        @for ((_, pack), list) in &groups { (group(ask, (packs, pack), list, course)) }
    }
}

/// What to do where there is no snapshot.
pub(crate) fn no_snapshot(words: Words) -> Markup {
    let acts = html! { a.btn.main href="/snapshots" { (say!(words, "snapshot-make")) } };
    empty(
        &say!(words, "snapshot-none"),
        &say!(words, "snapshot-none-next"),
        &acts,
    )
}

fn matches(indicator: &Indicator, wanted: &str) -> bool {
    let texts = [
        &indicator.name,
        &indicator.label.zh,
        &indicator.label.en,
        &indicator.doc.zh,
        &indicator.doc.en,
    ];
    wanted.is_empty()
        || texts
            .into_iter()
            .chain(&indicator.also)
            .any(|text| text.to_lowercase().contains(wanted))
}

fn group(ask: &Ask, (packs, pack): (&Packs, &str), list: &[&Indicator], course: &Course) -> Markup {
    let words = ask.words;
    let label = packs
        .packs
        .get(pack)
        .map_or(pack, |info| words.label(&info.label));
    html! {
        section.card data-group {
            h2 { (label) small { (say!(words, "indicators-count", count = list.len())) } }
            ul.rows { @for indicator in list { (row(ask, indicator, course)) } }
        }
    }
}

fn row(ask: &Ask, indicator: &Indicator, course: &Course) -> Markup {
    let words = ask.words;
    let page = Address::of(&["indicators", &indicator.name]);
    let page = page.maybe("snapshot", ask.query("snapshot"));
    let unit = Unit::new(&indicator.unit, words);
    let value = |figures: &Figures| {
        let root = root(figures.tree())?;
        figures.get(&indicator.name, &root.code, &[])?.value
    };
    let points: Vec<(f64, f64)> = course
        .iter()
        .filter_map(|(_, day, figures)| Some((f64::from(day.days()), value(figures)?)))
        .collect();
    let now = course.last().and_then(|(_, _, figures)| value(figures));
    let says = match (points.first(), points.last()) {
        (Some(first), Some(last)) => say!(
            words,
            "spark-from-to",
            from = unit.text(first.1),
            to = unit.text(last.1),
            count = points.len()
        ),
        _ => String::new(),
    };
    let trend = Spark {
        points,
        tone: Tone::Plain,
        says,
        ..Spark::default()
    };
    html! {
        li data-row {
            div {
                a href=(page) {
                    (words.label(&indicator.label))
                }
                div.w { (crate::parts::shorten(words.label(&indicator.doc), DOC_MAX)) }
            }
            div.num {
                b { (now.map_or_else(|| "–".to_owned(), |now| unit.number(now))) }
                " " small { (now.map_or_else(|| unit.title(), |now| unit.title_after(now))) }
            }
            (spark(&trend))
        }
    }
}
