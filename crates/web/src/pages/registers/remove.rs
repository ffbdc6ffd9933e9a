//! `/registers/{r}/{id}/remove`: a record ended, after its effect was shown.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use jixia_app::App;
use jixia_app::pack::Register;
use jixia_app::store::Record;
use maud::html;

use super::form::{outcome, trouble};
use super::record::{fields, others, record_id};
use super::related::{Names, Pointing, pointing};
use super::{declared, form_page, key_of, record_address, title_of};
use crate::address::Address;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::layout::{head, token};
use crate::pages::{PageResult, see};
use crate::sent::Sent;
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
    _: Sent,
) -> PageResult {
    let by = ask.actor();
    let packs = Arc::clone(ask.web.app().packs());
    let register = declared(&packs, &name)?;
    let (own, number) = (name.clone(), record_id(&id)?);
    let work = move |app: &App| outcome(app.remove_record(&by, &own, number));
    match ask.web.call(work).await? {
        Ok(()) => Ok(see(&Address::of(&["registers", &name]))),
        Err(refusal) => {
            let effect = read(&ask, register, &id).await?;
            let text = refusal.text(ask.words);
            Ok(page(&ask, register, &effect, Some(&text)))
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

fn page(ask: &Ask, register: &Register, effect: &Effect, refused: Option<&str>) -> Response {
    let (words, packs) = (ask.words, ask.web.app().packs());
    let name = title_of(register, &effect.record, packs, words);
    let title = say!(words, "remove-title", name = name);
    let back = record_address(&register.name, &effect.record);
    let is_named = !effect.pointing.is_empty();
    let main = html! {
        (head(&title, &html! { (say!(words, "remove-about")) }, &html! {}))
        (trouble(refused))
        @if is_named { div.notice.warn { p { (say!(words, "remove-named")) } } }
        div.cols {
            section.card {
                h2 { (say!(words, "record-fields")) }
                (fields(ask, register, (&effect.record, &effect.names)))
            }
            (others(packs, &effect.pointing, &say!(words, "record-others"), words))
        }
        @if is_named {
            p.acts { a.btn href=(back) { (say!(words, "form-cancel")) } }
        } @else {
            form.card.body method="post" action=(ask.address.path()) {
                (token(ask))
                p { (say!(words, "remove-text")) }
                div.acts {
                    button.btn.danger type="submit" { (say!(words, "remove-do")) }
                    a.btn href=(back) { (say!(words, "form-cancel")) }
                }
            }
        }
    };
    form_page(ask, register, (title, main), refused.is_some())
}
