//! `/registers/{r}/{id}/merge`: a second record of the same thing found, compared and merged.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use jixia_app::pack::{Packs, Register};
use jixia_app::store::{Record, RecordId};
use jixia_app::{App, AppError};
use maud::{Markup, html};

use super::form::{back, outcome, trouble};
use super::list::key_query;
use super::record::{others, record_id};
use super::related::{Pointing, pointing};
use super::{declared, form_page, key_of, key_shown, title_of, value_of};
use crate::address::Address;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::layout::{head, token};
use crate::pages::{PageResult, see};
use crate::sent::Sent;
use crate::shown::shown;
use crate::texts::{Words, say};

/// The record that stays and, once it is named, the one that would end.
struct Pair {
    keep: Record,
    drop: Option<(Record, Vec<Pointing>)>,
}

/// `GET /registers/{r}/{id}/merge`, with the natural key of the other record as `drop`.
pub(crate) async fn show(ask: Ask, Path((name, id)): Path<(String, String)>) -> PageResult {
    let packs = Arc::clone(ask.web.app().packs());
    let register = declared(&packs, &name)?;
    let pair = read(&ask, &name, record_id(&id)?).await?;
    let refused = match (ask.query("drop"), &pair.drop) {
        (Some(_), Some((drop, _))) if drop.id == pair.keep.id => {
            Some(say!(ask.words, "merge-itself"))
        }
        (Some(key), None) => Some(say!(ask.words, "merge-missing", key = key)),
        _ => None,
    };
    Ok(page(&ask, register, &pair, refused.as_deref()))
}

/// `POST /registers/{r}/{id}/merge`
pub(crate) async fn merge(
    ask: Ask,
    Path((name, id)): Path<(String, String)>,
    sent: Sent,
) -> PageResult {
    let by = ask.actor();
    let packs = Arc::clone(ask.web.app().packs());
    let register = declared(&packs, &name)?;
    let keep = record_id(&id)?;
    let drop = record_id(sent.get("drop"))?;
    let own = name.clone();
    let work = move |app: &App| outcome(app.merge_records(&by, &own, keep, drop));
    match ask.web.call(work).await? {
        Ok(()) => Ok(see(&Address::of(&["registers", &name, &id]))),
        Err(refusal) => {
            let pair = read(&ask, &name, keep).await?;
            let text = refusal.text(ask.words);
            Ok(page(&ask, register, &pair, Some(&text)))
        }
    }
}

async fn read(ask: &Ask, name: &str, keep: RecordId) -> Result<Pair, Fault> {
    let (name, key) = (name.to_owned(), ask.query("drop").map(str::to_owned));
    let found = ask.web.call(move |app| {
        let register = app.register(&name)?;
        let keep = app.record(&name, keep, None)?;
        let drop = match key {
            Some(key) => by_key(app, register, key.trim())?,
            None => None,
        };
        Ok(Pair { keep, drop })
    });
    found.await
}

fn by_key(
    app: &App,
    register: &Register,
    key: &str,
) -> Result<Option<(Record, Vec<Pointing>)>, AppError> {
    let Some(query) = key_query(register, key, app.packs()) else {
        return Ok(None);
    };
    let Some(record) = app.list(&query)?.rows.into_iter().next() else {
        return Ok(None);
    };
    let key = key_of(register, &record, app.packs());
    let pointing = pointing(app, register, &key)?;
    Ok(Some((record, pointing)))
}

fn page(ask: &Ask, register: &Register, pair: &Pair, refused: Option<&str>) -> Response {
    let (words, packs) = (ask.words, ask.web.app().packs());
    let name = title_of(register, &pair.keep, packs, words);
    let title = say!(words, "merge-title", name = name);
    let main = html! {
        (head(&title, &html! { (say!(words, "merge-about")) }, &html! {}))
        (trouble(refused))
        (search(ask, register))
        @if refused.is_none() && let Some((drop, pointing)) = &pair.drop {
            (comparison(packs, register, (&pair.keep, drop), words))
            (others(packs, pointing, &say!(words, "merge-follow"), words))
            form.card.body method="post" action=(ask.address.text()) {
                (token(ask))
                input type="hidden" name="drop" value=(drop.id);
                @let name = title_of(register, drop, packs, words);
                @let key = key_shown(register, drop, packs);
                p { (say!(words, "merge-text", name = name, key = key)) }
                div.acts {
                    button.btn.danger type="submit" { (say!(words, "merge-do")) }
                    a.btn href=(back(ask)) { (say!(words, "form-cancel")) }
                }
            }
        }
    };
    form_page(ask, register, (title, main), refused.is_some())
}

/// Asks for the key of the other record.
fn search(ask: &Ask, register: &Register) -> Markup {
    let words = ask.words;
    let parts = register.key.iter().filter_map(|name| register.field(name));
    let parts: Vec<&str> = parts.map(|field| words.label(&field.label)).collect();
    let id = "merge-drop";
    html! {
        form.filters action=(ask.address.path()) {
            label for=(id) { (say!(words, "merge-drop", key = parts.join("/"))) }
            input #(id) type="search" name="drop" required autocomplete="off"
                value=(ask.query("drop").unwrap_or_default()) data-suggest=(register.name);
            button.btn.main type="submit" { (say!(words, "merge-compare")) }
        }
    }
}

/// Both records side by side, what differs marked.
fn comparison(
    packs: &Packs,
    register: &Register,
    (keep, drop): (&Record, &Record),
    words: Words,
) -> Markup {
    html! {
        section.card {
            h2 { (say!(words, "merge-both")) }
            div.scroll tabindex="0" {
                table.fit {
                    thead {
                        tr {
                            th scope="col" { (say!(words, "merge-field")) }
                            th scope="col" { (say!(words, "merge-keeps")) }
                            th scope="col" { (say!(words, "merge-ends")) }
                        }
                    }
                    tbody {
                        @for field in register.stored() {
                            @let (kept, dropped) = (value_of(register, keep, &field.name),
                                value_of(register, drop, &field.name));
                            tr {
                                th scope="row" { (words.label(&field.label)) }
                                td { bdi { (shown(kept, field, packs, words)) } }
                                td {
                                    @let text = shown(dropped, field, packs, words);
                                    @if kept == dropped { (text) } @else {
                                        del { (if text.is_empty() { "–" } else { &text }) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
