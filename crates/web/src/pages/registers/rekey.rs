//! `/registers/{r}/{id}/rekey`: a record known by another natural key; what names it follows.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use jixia_app::pack::{Field, Register};
use maud::html;

use super::form::{Sheet, back, input, outcome, texts, typed_texts};
use super::record::{others, record_id};
use super::related::{Pointing, pointing};
use super::{declared, form_page, key_of, title_of};
use crate::address::Address;
use crate::ask::Ask;
use crate::layout::{head, token};
use crate::pages::{PageResult, see};
use crate::sent::Sent;
use crate::texts::say;

/// `GET /registers/{r}/{id}/rekey`
pub(crate) async fn show(ask: Ask, Path((name, id)): Path<(String, String)>) -> PageResult {
    let packs = Arc::clone(ask.web.app().packs());
    let register = declared(&packs, &name)?;
    let (sheet, pointing) = read(&ask, register, &id).await?;
    Ok(page(&ask, register, &sheet, &pointing))
}

/// `POST /registers/{r}/{id}/rekey`
pub(crate) async fn rekey(
    ask: Ask,
    Path((name, id)): Path<(String, String)>,
    sent: Sent,
) -> PageResult {
    let by = ask.actor();
    let packs = Arc::clone(ask.web.app().packs());
    let register = declared(&packs, &name)?;
    let number = record_id(&id)?;
    let mut key = texts(register, &sent);
    key.retain(|field, _| register.key.contains(field));
    let (own, given) = (name.clone(), key.clone());
    let work = move |app: &jixia_app::App| outcome(app.rekey_record(&by, &own, number, &given));
    match ask.web.call(work).await? {
        Ok(()) => Ok(see(&Address::of(&["registers", &name, &id]))),
        Err(refusal) => {
            let (mut sheet, pointing) = read(&ask, register, &id).await?;
            sheet.texts = key;
            let sheet = sheet.refused(refusal, ask.words);
            Ok(page(&ask, register, &sheet, &pointing))
        }
    }
}

async fn read(
    ask: &Ask,
    register: &Register,
    id: &str,
) -> Result<(Sheet, Vec<Pointing>), crate::fault::Fault> {
    let (name, id, words) = (register.name.clone(), record_id(id)?, ask.words);
    let found = ask.web.call(move |app| {
        let (register, packs) = (app.register(&name)?, app.packs());
        let record = app.record(&name, id, None)?;
        let sheet = Sheet {
            texts: typed_texts(register, &record, packs),
            version: Some(record.version),
            title: Some(title_of(register, &record, packs, words)),
            ..Sheet::default()
        };
        Ok((
            sheet,
            pointing(app, register, &key_of(register, &record, packs))?,
        ))
    });
    found.await
}

fn page(ask: &Ask, register: &Register, sheet: &Sheet, pointing: &[Pointing]) -> Response {
    let (words, packs) = (ask.words, ask.web.app().packs());
    let title = say!(
        words,
        "rekey-title",
        name = sheet.title.as_deref().unwrap_or_default()
    );
    let is_key = |field: &&Field| register.key.contains(&field.name);
    let main = html! {
        (head(&title, &html! { (say!(words, "rekey-about")) }, &html! {}))
        (sheet.troubles(words))
        section.card {
            form.form.two method="post" action=(ask.address.path()) {
                (token(ask))
                @for field in register.stored().filter(is_key) {
                    (input(packs, register, field, sheet, words))
                }
                div.acts.wide {
                    button.btn.main type="submit" { (say!(words, "rekey-do")) }
                    a.btn href=(back(ask)) { (say!(words, "form-cancel")) }
                }
            }
        }
        (others(packs, pointing, &say!(words, "rekey-follow"), words))
    };
    form_page(ask, register, (title, main), sheet.is_refused())
}
