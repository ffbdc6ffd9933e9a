//! `/find`: a word looked up in the names and keys of every register and in the names of all
//! measures.
//!
//! `/node` leads from a node's code to its record, whichever register keeps it.

use std::sync::Arc;

use axum::response::IntoResponse;
use jixia_app::pack::{Indicator, OrgSource, Packs};
use jixia_app::store::{ListQuery, Record};
use jixia_app::{App, AppError};
use maud::{Markup, html};

use super::registers::list::key_query;
use super::registers::{key_shown, record_address, title_of};
use super::{PageResult, see};
use crate::address::Address;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::layout::{Page, Part, empty, head};
use crate::texts::say;

/// Hits shown of one register.
const HITS_MAX: usize = 8;

/// Hits in one register.
struct Hits {
    register: String,
    rows: Vec<Record>,
    count: u64,
    is_exact: bool,
}

/// What a search found, and the registers too large to be searched inside their texts.
#[derive(Default)]
struct Search {
    hits: Vec<Hits>,
    large: Vec<String>,
}

/// `GET /find?q=…`
pub(crate) async fn show(ask: Ask) -> PageResult {
    let words = ask.words;
    let wanted = ask.query("q").unwrap_or_default().trim().to_owned();
    let packs = Arc::clone(ask.web.app().packs());
    let asked = wanted.clone();
    let Search { hits, large } = ask.web.call(move |app| search(app, &asked)).await?;
    let measures = measures(&packs, &wanted);
    let title = if wanted.is_empty() {
        say!(words, "find-title")
    } else {
        let records: u64 = hits.iter().map(|hits| hits.count).sum();
        say!(
            words,
            "find-found",
            q = wanted.as_str(),
            records = records,
            measures = measures.len()
        )
    };
    let main = html! {
        (head(&title, &html! {}, &html! {}))
        form.filters action="/find" {
            label { (say!(words, "find")) input type="search" name="q" value=(wanted) autofocus; }
            button.btn.main type="submit" { (say!(words, "find-do")) }
        }
        @if !wanted.is_empty() {
            p.quiet {
                (say!(words, "find-inside"))
                @if !large.is_empty() {
                    @let names: Vec<&str> = large.iter()
                        .filter_map(|name| packs.registers.get(name))
                        .map(|register| words.label(&register.label)).collect();
                    " " (say!(words, "find-beginnings", names = names.join(&say!(words, "and"))))
                }
            }
        }
        @if hits.is_empty() && measures.is_empty() && !wanted.is_empty() {
            (empty(&say!(words, "nothing-found"), &say!(words, "find-nothing"), &html! {}))
        }
        @if !measures.is_empty() {
            section.card {
                h2 { (say!(words, "part-indicators")) }
                ul.rows.plain { @for one in measures.iter().take(20) {
                    li {
                        a href=(Address::of(&["indicators", &one.name])) {
                            (words.label(&one.label))
                        }
                    }
                } }
            }
        }
        @for one in &hits { (card(&ask, one, &wanted)) }
    };
    Ok(Page::new(Part::None, title, main)
        .draw(&ask)
        .into_response())
}

fn search(app: &App, wanted: &str) -> Result<Search, AppError> {
    let mut search = Search::default();
    for name in app.packs().registers.keys().filter(|_| !wanted.is_empty()) {
        let mut query = ListQuery::new(name);
        query.search = Some(wanted.to_owned());
        query.limit = HITS_MAX;
        let page = app.list(&query)?;
        if !page.searched_inside {
            search.large.push(name.clone());
        }
        if !page.rows.is_empty() {
            search.hits.push(Hits {
                register: name.clone(),
                rows: page.rows,
                count: page.count,
                is_exact: page.count_is_exact,
            });
        }
    }
    Ok(search)
}

/// Measures whose name, label or other words hold what is wanted.
fn measures<'a>(packs: &'a Packs, wanted: &str) -> Vec<&'a Indicator> {
    let lower = wanted.to_lowercase();
    let holds = |one: &&Indicator| {
        let texts = [&one.name, &one.label.zh, &one.label.en];
        let mut texts = texts.into_iter().chain(&one.also);
        texts.any(|text| text.to_lowercase().contains(&lower))
    };
    let all = packs.indicators.values().filter(|_| !lower.is_empty());
    all.filter(holds).collect()
}

fn card(ask: &Ask, hits: &Hits, wanted: &str) -> Markup {
    let words = ask.words;
    let packs = ask.web.app().packs();
    let Some(register) = packs.registers.get(&hits.register) else {
        return html! {};
    };
    let all = Address::of(&["registers", &hits.register]).with("q", wanted);
    let count = if hits.is_exact {
        hits.count.to_string()
    } else {
        format!("{}+", hits.count)
    };
    html! {
        section.card {
            h2 {
                (words.label(&register.label)) small {
                    a href=(all) { (say!(words, "find-all", count = count)) }
                }
            }
            ul.rows.plain {
                @for record in &hits.rows {
                    li {
                        a href=(record_address(&register.name, record)) {
                            bdi { (title_of(register, record, packs, words)) }
                        }
                        small { bdi { (key_shown(register, record, packs)) } }
                    }
                }
            }
        }
    }
}

/// `GET /node?key=…`
pub(crate) async fn node(ask: Ask) -> PageResult {
    let key = ask.query("key").unwrap_or_default().to_owned();
    let packs = Arc::clone(ask.web.app().packs());
    let keepers = packs
        .registers
        .values()
        .filter(|register| register.org == OrgSource::SelfNode);
    for register in keepers {
        let Some(query) = key_query(register, &key, &packs) else {
            continue;
        };
        let page = ask.web.call(move |app| app.list(&query)).await?;
        if let Some(record) = page.rows.first() {
            return Ok(see(&record_address(&register.name, record)));
        }
    }
    Err(Fault::missing())
}
