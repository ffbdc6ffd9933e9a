//! `/registers/{r}/{id}/merge`: a second record of the same thing found, compared and merged.

use std::sync::Arc;

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jixia_app::pack::{Packs, Register};
use jixia_app::store::{Record, RecordId};
use jixia_app::{App, AppError};
use maud::{Markup, html};

use super::form::{Pairs, back, get, outcome};
use super::list::key_query;
use super::record::{others, record_id};
use super::related::{Pointing, pointing};
use super::{above, declared, key_of, title_of, value_of};
use crate::address::Address;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::guard::check_token;
use crate::layout::{Page, Part, head, token};
use crate::pages::{PageResult, actor, see};
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
    let trouble = match (ask.query("drop"), &pair.drop) {
        (Some(_), Some((drop, _))) if drop.id == pair.keep.id => {
            Some(say!(ask.words, "merge-itself"))
        }
        (Some(key), None) => Some(say!(ask.words, "merge-missing", key = key)),
        _ => None,
    };
    Ok(page(&ask, register, &pair, trouble))
}

/// `POST /registers/{r}/{id}/merge`
pub(crate) async fn merge(
    ask: Ask,
    Path((name, id)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> PageResult {
    check_token(&ask.token, get(&pairs, "token"))?;
    let packs = Arc::clone(ask.web.app().packs());
    let register = declared(&packs, &name)?;
    let keep = record_id(&id)?;
    let drop = record_id(get(&pairs, "drop").unwrap_or_default())?;
    let own = name.clone();
    let work = move |app: &App| outcome(app.merge_records(&actor(), &own, keep, drop));
    match ask.web.call(work).await? {
        Ok(()) => Ok(see(&Address::of(&["registers", &name, &id]))),
        Err(refusal) => {
            let pair = read(&ask, &name, keep).await?;
            Ok(page(&ask, register, &pair, Some(refusal.text(ask.words))))
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

fn page(ask: &Ask, register: &Register, pair: &Pair, trouble: Option<String>) -> Response {
    let (words, packs) = (ask.words, ask.web.app().packs());
    let name = title_of(register, &pair.keep, packs, words);
    let title = say!(words, "merge-title", name = name);
    let main = html! {
        (head(&title, &html! { (say!(words, "merge-about")) }, &html! {}))
        @if let Some(text) = &trouble { div.notice.bad role="alert" { p { (text) } } }
        (search(ask, register))
        @if trouble.is_none() && let Some((drop, pointing)) = &pair.drop {
            (comparison(packs, register, (&pair.keep, drop), words))
            (others(packs, pointing, &say!(words, "merge-follow"), words))
            form.card.body method="post" action=(ask.address.text()) {
                (token(ask))
                input type="hidden" name="drop" value=(drop.id);
                p { (say!(words, "merge-text", drop = key_of(register, drop, packs))) }
                div.acts {
                    button.btn.danger type="submit" { (say!(words, "merge-do")) }
                    a.btn href=(back(ask)) { (say!(words, "form-cancel")) }
                }
            }
        }
    };
    let status = if trouble.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = Page::new(Part::Registers, title, main).under(above(ask, Some(register)));
    (status, page.draw(ask)).into_response()
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
                table {
                    thead {
                        tr {
                            th { (say!(words, "merge-field")) }
                            th { (say!(words, "merge-keeps")) }
                            th { (say!(words, "merge-ends")) }
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
