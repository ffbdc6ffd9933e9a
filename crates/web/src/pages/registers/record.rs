//! `GET /registers/{r}/{id}`: one record: its fields, its history, what it names and what names it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::Path;
use axum::response::IntoResponse;
use jixia_app::pack::{Field, Packs, Register};
use jixia_app::store::{Record, RecordId, Version};
use jixia_app::{App, AppError};
use maud::{Markup, html};

use super::kept::in_words;
use super::listing::as_of;
use super::related::{Names, Pointing, link, pointing};
use super::{above, declared, key_of, title_of, value_of};
use crate::address::Address;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::layout::{Page, Part, head};
use crate::pages::PageResult;
use crate::shown::shown;
use crate::terms::{Instant, Value};
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
    let at = as_of(ask.web.app(), &ask.address)?;
    let words = ask.words;
    let found = ask.web.call(move |app| {
        let register = app.register(&name)?;
        let record = app.record(&name, id, at);
        let history = app.history(&name, id)?;
        let key = record
            .as_ref()
            .map(|record| key_of(register, record, app.packs()))
            .unwrap_or_default();
        // How many name it is known of today alone.
        let pointing = if key.is_empty() || at.is_some() {
            Vec::new()
        } else {
            pointing(app, register, &key)?
        };
        let stood: Vec<&Record> = record.iter().collect();
        let names = Called {
            shown: Names::of(app, register, (&stood, at), words)?,
            changes: changes_called(app, register, &history, words)?,
        };
        // A record that was ended still has its history to show.
        Ok((record.ok(), history, (pointing, names)))
    });
    let (record, history, (pointing, names)) = found.await?;
    let last = record
        .as_ref()
        .or_else(|| history.first().map(|version| &version.record));
    let last = last.ok_or_else(Fault::missing)?;
    let title = title_of(register, last, &packs, words);
    let main = draw(&Shown {
        ask: &ask,
        register,
        record: record.as_ref(),
        history: &history,
        pointing: &pointing,
        names: &names,
        title: &title,
        id: id.to_string(),
        at,
    });
    Ok(Page::new(Part::Registers, title, main)
        .under(above(&ask, Some(register)))
        .draw(&ask)
        .into_response())
}

/// What the records are called that a record names.
struct Called {
    /// At the instant shown.
    shown: Names,
    /// By number of the version: before and after the act that wrote it.
    changes: BTreeMap<u64, (Names, Names)>,
}

/// What the records were called that a record named, when it named them.
fn changes_called(
    app: &App,
    register: &Register,
    history: &[Version],
    words: Words,
) -> Result<BTreeMap<u64, (Names, Names)>, AppError> {
    let newer = history.iter().take(VERSIONS_MAX);
    let called = newer.zip(history.iter().skip(1)).map(|(newer, older)| {
        let at = newer.written.at;
        let before = Instant::from_micros(at.micros().saturating_sub(1));
        let fields = register.stored().map(|field| {
            let value = |record| value_of(register, record, &field.name);
            (field, value(&older.record), value(&newer.record))
        });
        let changed: Vec<_> = fields.filter(|(_, from, to)| from != to).collect();
        let from: Vec<_> = changed
            .iter()
            .map(|(field, from, _)| (*field, *from))
            .collect();
        let to: Vec<_> = changed.iter().map(|(field, _, to)| (*field, *to)).collect();
        let names = (
            Names::of_values(app, &from, before, words)?,
            Names::of_values(app, &to, Some(at), words)?,
        );
        Ok((newer.record.version, names))
    });
    called.collect()
}

/// One record as its page shows it.
struct Shown<'a> {
    ask: &'a Ask,
    register: &'a Register,
    record: Option<&'a Record>,
    history: &'a [Version],
    pointing: &'a [Pointing],
    names: &'a Called,
    title: &'a str,
    id: String,
    at: Option<Instant>,
}

fn draw(page: &Shown<'_>) -> Markup {
    let Shown {
        ask,
        register,
        record,
        history,
        ..
    } = *page;
    let (words, packs, id) = (ask.words, ask.web.app().packs(), page.id.as_str());
    let address = Address::of(&["registers", &register.name, id]);
    let edit = Address::of(&["registers", &register.name, id, "edit"]);
    let meta = html! {
        (words.label(&register.label)) " · " (say!(words, "record-number", id = id))
    };
    let acts = html! {
        @if record.is_some()
            && page.at.is_none()
            && ask.web.app().is_written_by_people(&register.name)
        {
            a.btn.main href=(edit) { (say!(words, "record-edit")) }
        }
    };
    let began = history.last().map(|first| first.written.at);
    let is_before = page.at.zip(began).is_some_and(|(at, began)| at < began);
    html! {
        (head(page.title, &meta, &acts))
        @if let Some(at) = page.at {
            p.notice { (say!(words, "list-as-of", at = at.local_text())) " "
                a href=(address) { (say!(words, "record-now")) }
            }
        }
        div.cols {
            section.card {
                h2 { (say!(words, "record-fields")) }
                @match record {
                    Some(record) => (fields(ask, register, (record, &page.names.shown))),
                    None if is_before => p.body { (say!(words, "record-not-yet")) },
                    None => p.body { (say!(words, "record-ended")) },
                }
            }
            div {
                (others(packs, page.pointing, &say!(words, "record-others"), words))
                section.card {
                    h2 {
                        (say!(words, "record-history")) small {
                            (say!(words, "record-versions", count = history.len()))
                        }
                    }
                    (timeline(page))
                }
            }
        }
    }
}

/// The fields of a record and their values.
pub(super) fn fields(ask: &Ask, register: &Register, (record, names): (&Record, &Names)) -> Markup {
    let (words, packs) = (ask.words, ask.web.app().packs());
    html! {
        dl.facts {
            @for field in register.stored() {
                @let value = value_of(register, record, &field.name);
                @let text = in_words(ask, &register.name, field, value)
                    .unwrap_or_else(|| shown(value, field, packs, words));
                @let doc = field.doc.as_ref().map(|doc| words.label(doc));
                dt title=[doc] { (words.label(&field.label)) }
                dd.masked[field.sealed.is_some() && !text.is_empty()] {
                    @match link(packs, field, value) {
                        Some(href) => {
                            a href=(href) { bdi { (names.get(field, value).unwrap_or(&text)) } }
                            @if names.get(field, value).is_some() {
                                " " small { bdi { (text) } }
                            }
                        },
                        None if text.is_empty() => span.quiet { "–" },
                        None => {
                            bdi { (text) }
                            @if let Some(unit) = unit(field, words) { " " small { (unit) } }
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
                                @let field = field.map_or("", |field| words.label(&field.label));
                                (if one.is_exact {
                                    say!(words, "records-by", count = one.count, field = field)
                                } else {
                                    say!(words, "records-by-more", count = one.count, field = field)
                                })
                            }
                        }
                    }
                }
            }
        }
    }
}

fn timeline(page: &Shown<'_>) -> Markup {
    let (ask, history) = (page.ask, page.history);
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
                    @let older = history.get(place + 1).map(|older| &older.record);
                    (changes(page, older, &version.record))
                    @if place > 0 {
                        " " a.quiet href=(Address::of(&["registers", &page.register.name, &page.id])
                            .with("as_of", &line.at.to_string())) {
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
        b { (act_name(act, words)) } " " bdi { (actor_name(actor, words)) } " "
        a.quiet href=(Address::of(&["journal"]).with("before", &(seq + 1).to_string())) {
            (at) " · " (seq)
        }
    }
}

/// What an actor is called: the program's own doors by their words, people as they are.
pub(crate) fn actor_name(actor: &str, words: Words) -> String {
    match actor {
        "web" => say!(words, "actor-web"),
        "jixia" => say!(words, "actor-program"),
        _ => actor.to_owned(),
    }
}

/// What an act is called.
pub(crate) fn act_name(act: &str, words: Words) -> String {
    words
        .maybe(&format!("act-{}", act.replace('_', "-")))
        .unwrap_or_else(|| act.to_owned())
}

fn changes(page: &Shown<'_>, older: Option<&Record>, newer: &Record) -> Markup {
    let Some(older) = older else { return html! {} };
    let (words, packs) = (page.ask.words, page.ask.web.app().packs());
    let called = page.names.changes.get(&newer.version);
    let text = |field: &Field, value: &Value, names: Option<&Names>| {
        let text = in_words(page.ask, &page.register.name, field, value)
            .unwrap_or_else(|| shown(value, field, packs, words));
        match names.and_then(|names| names.get(field, value)) {
            Some(name) => format!("{name} {text}"),
            None if text.is_empty() => "–".to_owned(),
            None => text,
        }
    };
    html! {
        ul {
            @for field in page.register.stored() {
                @let (from, to) = (value_of(page.register, older, &field.name),
                    value_of(page.register, newer, &field.name));
                @if from != to {
                    li {
                        (words.label(&field.label)) ": "
                        del { (text(field, from, called.map(|(before, _)| before))) } " → "
                        ins { (text(field, to, called.map(|(_, after)| after))) }
                    }
                }
            }
        }
    }
}
