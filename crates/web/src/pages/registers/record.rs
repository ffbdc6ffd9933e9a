//! `GET /registers/{r}/{id}`: one record: its fields, its history, what it names and what names it.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::IntoResponse;
use jixia_app::pack::{Field, Packs, Register};
use jixia_app::store::{Record, RecordId, Version};
use maud::{Markup, html};

use super::listing::as_of;
use super::related::{Names, Pointing, link, pointing};
use super::{above, declared, key_of, title_of, value_of};
use crate::address::Address;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::layout::{Page, Part, head};
use crate::number::grouped;
use crate::pages::PageResult;
use crate::shown::shown;
use crate::texts::{Words, say};

/// Versions shown at most; the journal has all.
const VERSIONS_MAX: usize = 50;

/// The number of a record in an address.
pub(crate) fn record_id(text: &str) -> Result<RecordId, Fault> {
    text.parse().map_err(|_| Fault::missing())
}

/// `GET /registers/{r}/{id}`
pub(crate) async fn show(ask: Ask, Path((name, id)): Path<(String, String)>) -> PageResult {
    let packs = Arc::clone(ask.web.app().packs());
    let register = declared(&packs, &name)?;
    let id = record_id(&id)?;
    let at = as_of(&ask.address)?;
    let words = ask.words;
    let found = ask.web.call(move |app| {
        let register = app.register(&name)?;
        let record = app.record(&name, id, at);
        let history = app.history(&name, id)?;
        let key = record
            .as_ref()
            .map(|record| key_of(register, record, app.packs()))
            .unwrap_or_default();
        let pointing = if key.is_empty() {
            Vec::new()
        } else {
            pointing(app, register, &key)?
        };
        let stood: Vec<&Record> = record.iter().collect();
        let names = Names::of(app, register, &stood, words)?;
        // A record that was ended still has its history to show.
        match (record, history.is_empty()) {
            (Err(error), true) => Err(error),
            (record, _) => Ok((record.ok(), history, (pointing, names))),
        }
    });
    let (record, history, others) = found.await?;
    let last = record
        .as_ref()
        .or_else(|| history.first().map(|version| &version.record));
    let last = last.ok_or_else(Fault::missing)?;
    let title = title_of(register, last, &packs, words);
    let main = draw(
        &ask,
        register,
        record.as_ref(),
        &history,
        (&others.0, &others.1),
        (&title, id),
    );
    Ok(Page::new(Part::Registers, title, main)
        .under(above(&ask, Some(register)))
        .draw(&ask)
        .into_response())
}

fn draw(
    ask: &Ask,
    register: &Register,
    record: Option<&Record>,
    history: &[Version],
    (pointing, names): (&[Pointing], &Names),
    (title, id): (&str, RecordId),
) -> Markup {
    let (words, packs) = (ask.words, ask.web.app().packs());
    let id = id.to_string();
    let at = |last: &str| Address::of(&["registers", &register.name, &id, last]);
    let meta = html! {
        (words.label(&register.label)) " · " (say!(words, "record-number", id = id.as_str()))
    };
    let acts = html! {
        @if record.is_some() && ask.query("as_of").is_none() {
            a.btn.main href=(at("edit")) { (say!(words, "record-edit")) }
        }
    };
    html! {
        (head(title, &meta, &acts))
        @if let Some(day) = ask.query("as_of") {
            p.notice { (say!(words, "list-as-of", at = day)) " "
                a href=(Address::of(&["registers", &register.name, &id])) {
                    (say!(words, "record-now"))
                }
                }
        }
        div.cols {
            section.card {
                h2 { (say!(words, "record-fields")) }
                @match record {
                    Some(record) => (fields(packs, register, (record, names), words)),
                    None => p.body { (say!(words, "record-ended")) },
                }
            }
            div {
                (others(packs, pointing, &say!(words, "record-others"), words))
                section.card {
                    h2 {
                        (say!(words, "record-history")) small {
                            (say!(words, "record-versions", count = history.len()))
                        }
                    }
                    (timeline(ask, packs, register, history, &id))
                }
            }
        }
    }
}

fn fields(
    packs: &Packs,
    register: &Register,
    (record, names): (&Record, &Names),
    words: Words,
) -> Markup {
    html! {
        dl.facts {
            @for field in register.stored() {
                @let value = value_of(register, record, &field.name);
                @let text = shown(value, field, packs, words);
                @let doc = field.doc.as_ref().map(|doc| words.label(doc));
                dt title=[doc] { (words.label(&field.label)) }
                dd.masked[field.sealed.is_some() && !text.is_empty()] {
                    @match link(packs, field, value) {
                        Some(href) => {
                            a href=(href) { (names.get(field, value).unwrap_or(&text)) }
                            @if names.get(field, value).is_some() { " " small { (text) } }
                        },
                        None if text.is_empty() => span.quiet { "–" },
                        None => {
                            (text) @if let Some(unit) = unit(field, words) { " " small { (unit) } }
                        },
                    }
                }
            }
        }
    }
}

fn unit(field: &Field, words: Words) -> Option<String> {
    let unit = field.unit.as_deref().filter(|_| field.kind.is_numeric())?;
    Some(crate::number::Unit::new(unit, words).title())
}

/// The records that name a record, by register and field.
pub(super) fn others(packs: &Packs, pointing: &[Pointing], title: &str, words: Words) -> Markup {
    html! {
        @if !pointing.is_empty() {
            section.card {
                h2 { (title) }
                ul.rows.plain {
                    @for one in pointing {
                        @let register = packs.registers.get(&one.register);
                        @let field = register.and_then(|register| register.field(&one.field));
                        li {
                            a href=(one.href) {
                                (register.map_or(one.register.as_str(),
                                    |register| words.label(&register.label)))
                            }
                            div.num {
                                b { (grouped(one.count as f64, 0)) @if !one.is_exact { "+" } } " "
                                small { (field.map_or("", |field| words.label(&field.label))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn timeline(
    ask: &Ask,
    packs: &Packs,
    register: &Register,
    history: &[Version],
    id: &str,
) -> Markup {
    let words = ask.words;
    html! {
        ol.time {
            @for (place, version) in history.iter().enumerate().take(VERSIONS_MAX) {
                @if place == 0 && let Some(ended) = &version.ended {
                    li {
                        (act_line(&ended.act, &ended.actor, &ended.at.local_text(), ended.seq,
                            words))
                    }
                }
                li {
                    @let line = &version.written;
                    (act_line(&line.act, &line.actor, &line.at.local_text(), line.seq, words))
                    (changes(packs, register, history.get(place + 1).map(|older| &older.record),
                        &version.record, words))
                    @if place > 0 {
                        a.quiet href=(Address::of(&["registers", &register.name, id]).with("as_of",
                            &line.at.to_string())) {
                            (say!(words, "record-as-it-stood"))
                        }
                    }
                }
            }
        }
    }
}

/// Who did what and when.
pub(crate) fn act_line(act: &str, actor: &str, at: &str, seq: u64, words: Words) -> Markup {
    html! {
        b { (act_name(act, words)) } " " (actor) " "
        a.quiet href=(Address::of(&["journal"]).with("before", &(seq + 1).to_string())) {
            (at) " · " (seq)
        }
    }
}

/// What an act is called.
pub(crate) fn act_name(act: &str, words: Words) -> String {
    words
        .maybe(&format!("act-{}", act.replace('_', "-")))
        .unwrap_or_else(|| act.to_owned())
}

fn changes(
    packs: &Packs,
    register: &Register,
    older: Option<&Record>,
    newer: &Record,
    words: Words,
) -> Markup {
    let Some(older) = older else { return html! {} };
    html! {
        ul {
            @for field in register.stored() {
                @let (from, to) = (value_of(register, older, &field.name), value_of(register, newer,
                    &field.name));
                @if from != to {
                    li {
                        (words.label(&field.label)) ": "
                        @let (from, to) = (shown(from, field, packs, words), shown(to, field, packs,
                            words));
                        del { (if from.is_empty() { "–" } else { &from }) } " → "
                        ins { (if to.is_empty() { "–" } else { &to }) }
                    }
                }
            }
        }
    }
}
