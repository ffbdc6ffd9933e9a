//! `/registers/{r}/{id}/remove`: a record ended, after its effect was shown.

use std::sync::Arc;

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jixia_app::App;
use jixia_app::pack::Register;
use jixia_app::store::Record;
use maud::html;

use super::form::{Pairs, get, outcome};
use super::record::{fields, others, record_id};
use super::related::{Names, Pointing, pointing};
use super::{above, declared, key_of, record_address, title_of};
use crate::address::Address;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::guard::check_token;
use crate::layout::{Page, Part, head, token};
use crate::pages::{PageResult, actor, see};
use crate::texts::say;

/// The record that would end, what it names and what names it.
struct Effect {
    record: Record,
    names: Names,
    pointing: Vec<Pointing>,
}

/// `GET /registers/{r}/{id}/remove`
pub(crate) async fn show(ask: Ask, Path((name, id)): Path<(String, String)>) -> PageResult {
    let packs = Arc::clone(ask.web.app().packs());
    let register = declared(&packs, &name)?;
    let effect = read(&ask, register, &id).await?;
    Ok(page(&ask, register, &effect, None))
}

/// `POST /registers/{r}/{id}/remove`
pub(crate) async fn remove(
    ask: Ask,
    Path((name, id)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> PageResult {
    check_token(&ask.token, get(&pairs, "token"))?;
    let packs = Arc::clone(ask.web.app().packs());
    let register = declared(&packs, &name)?;
    let (own, number) = (name.clone(), record_id(&id)?);
    let work = move |app: &App| outcome(app.remove_record(&actor(), &own, number));
    match ask.web.call(work).await? {
        Ok(()) => Ok(see(&Address::of(&["registers", &name]))),
        Err(refusal) => {
            let effect = read(&ask, register, &id).await?;
            let trouble = refusal.text(ask.words);
            Ok(page(&ask, register, &effect, Some(trouble)))
        }
    }
}

async fn read(ask: &Ask, register: &Register, id: &str) -> Result<Effect, Fault> {
    let (name, id, words) = (register.name.clone(), record_id(id)?, ask.words);
    let found = ask.web.call(move |app| {
        let register = app.register(&name)?;
        let record = app.record(&name, id, None)?;
        let key = key_of(register, &record, app.packs());
        Ok(Effect {
            names: Names::of(app, register, (&[&record], None), words)?,
            pointing: pointing(app, register, &key)?,
            record,
        })
    });
    found.await
}

fn page(ask: &Ask, register: &Register, effect: &Effect, trouble: Option<String>) -> Response {
    let (words, packs) = (ask.words, ask.web.app().packs());
    let name = title_of(register, &effect.record, packs, words);
    let title = say!(words, "remove-title", name = name);
    let back = record_address(&register.name, &effect.record);
    let is_named = !effect.pointing.is_empty();
    let main = html! {
        (head(&title, &html! { (say!(words, "remove-about")) }, &html! {}))
        @if let Some(text) = &trouble { div.notice.bad role="alert" { p { (text) } } }
        @if is_named { div.notice.warn { p { (say!(words, "remove-named")) } } }
        div.cols {
            section.card {
                h2 { (say!(words, "record-fields")) }
                (fields(packs, register, (&effect.record, &effect.names), words))
            }
            (others(packs, &effect.pointing, &say!(words, "record-others"), words))
        }
        form.card.body method="post" action=(ask.address.path()) {
            (token(ask))
            p { (say!(words, "remove-text")) }
            div.acts {
                button.btn.danger type="submit" { (say!(words, "remove-do")) }
                a.btn href=(back) { (say!(words, "form-cancel")) }
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
