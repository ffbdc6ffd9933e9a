//! `/registers/{r}/new`, `/registers/{r}/{id}/edit`: a record added or changed by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use jixia_app::FieldFault;
use jixia_app::pack::{Packs, Register};
use maud::{Markup, html};

use super::form::{Refusal, Sheet, back, cleared, input, outcome, texts, typed_texts};
use super::record::record_id;
use super::{declared, form_page, title_of};
use crate::address::Address;
use crate::ask::Ask;
use crate::layout::{head, token};
use crate::pages::{PageResult, see};
use crate::sent::Sent;
use crate::terms::Label;
use crate::texts::{Words, say};

/// `GET /registers/{r}/new`
pub(crate) async fn new(ask: Ask, Path(name): Path<String>) -> PageResult {
    let packs = Arc::clone(ask.web.app().packs());
    let register = declared(&packs, &name)?;
    // A link may fill in fields beforehand.
    let texts = ask
        .address
        .pairs()
        .iter()
        .filter(|(field, _)| register.field(field).is_some())
        .cloned()
        .collect();
    let sheet = Sheet {
        texts,
        ..Sheet::default()
    };
    Ok(page(&ask, &packs, register, &sheet))
}

/// `POST /registers/{r}/new`
pub(crate) async fn add(ask: Ask, Path(name): Path<String>, sent: Sent) -> PageResult {
    let by = ask.actor();
    let packs = Arc::clone(ask.web.app().packs());
    let register = declared(&packs, &name)?;
    let texts = texts(register, &sent);
    let given: BTreeMap<_, _> = texts
        .clone()
        .into_iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .collect();
    let own = name.clone();
    let done = ask
        .web
        .call(move |app| outcome(app.add_record(&by, &own, &given)))
        .await?;
    match done {
        Ok(id) => Ok(see(&Address::of(&["registers", &name, &id.to_string()]))),
        Err(refusal) => {
            let sheet = Sheet {
                texts,
                ..Sheet::default()
            };
            let sheet = sheet.refused(refusal, ask.words);
            Ok(page(&ask, &packs, register, &sheet))
        }
    }
}

/// `GET /registers/{r}/{id}/edit`
pub(crate) async fn edit(ask: Ask, Path((name, id)): Path<(String, String)>) -> PageResult {
    let packs = Arc::clone(ask.web.app().packs());
    let register = declared(&packs, &name)?;
    let id = record_id(&id)?;
    let record = ask.web.call(move |app| app.record(&name, id, None)).await?;
    let sheet = Sheet {
        texts: typed_texts(register, &record, &packs),
        version: Some(record.version),
        title: Some(title_of(register, &record, &packs, ask.words)),
        key_is_fixed: true,
        ..Sheet::default()
    };
    Ok(page(&ask, &packs, register, &sheet))
}

/// `POST /registers/{r}/{id}/edit`
pub(crate) async fn change(
    ask: Ask,
    Path((name, id)): Path<(String, String)>,
    sent: Sent,
) -> PageResult {
    let by = ask.actor();
    let packs = Arc::clone(ask.web.app().packs());
    let register = declared(&packs, &name)?;
    let id = record_id(&id)?;
    let texts = texts(register, &sent);
    let expected: Option<u64> = sent.get("version").parse().ok();
    let own = name.clone();
    let record = ask.web.call(move |app| app.record(&own, id, None)).await?;
    let now = typed_texts(register, &record, &packs);
    let title = title_of(register, &record, &packs, ask.words);
    let mut changed: BTreeMap<String, String> = texts
        .iter()
        .filter(|(field, text)| is_change(register, field, text, &now))
        .map(|(field, text)| (field.clone(), text.clone()))
        .collect();
    let cleared = cleared(register, &sent);
    let both: Vec<FieldFault> = cleared
        .iter()
        .filter_map(|name| both(&changed, name))
        .collect();
    changed.extend(cleared.iter().map(|name| (name.clone(), String::new())));
    let own = name.clone();
    let done = if !both.is_empty() {
        Ok(Err(Refusal::of(both)))
    } else if changed.is_empty() {
        Ok(Ok(()))
    } else {
        let work = move |app: &jixia_app::App| {
            outcome(app.change_record(&by, &own, (id, expected), &changed))
        };
        ask.web.call(work).await
    };
    match done? {
        Ok(()) => Ok(see(&Address::of(&["registers", &name, &id.to_string()]))),
        Err(refusal) => {
            let sheet = Sheet {
                texts,
                version: expected,
                title: Some(title),
                key_is_fixed: true,
                cleared,
                ..Sheet::default()
            };
            let sheet = sheet.refused(refusal, ask.words);
            Ok(page(&ask, &packs, register, &sheet))
        }
    }
}

/// What is wrong where a field is both filled in and ticked to be emptied.
fn both(changed: &BTreeMap<String, String>, name: &str) -> Option<FieldFault> {
    changed.contains_key(name).then(|| FieldFault {
        field: name.to_owned(),
        text: Label::new(
            "既填了新值又勾选了清空，请只留一样",
            "is both filled in and ticked to be emptied; leave one of the two",
        ),
    })
}

fn is_change(register: &Register, name: &str, text: &str, now: &BTreeMap<String, String>) -> bool {
    let Some(field) = register
        .field(name)
        .filter(|field| !register.key.contains(&field.name))
    else {
        return false;
    };
    if field.sealed.is_some() {
        return !text.trim().is_empty();
    }
    now.get(name).is_none_or(|old| old != text.trim())
}

fn page(ask: &Ask, packs: &Packs, register: &Register, sheet: &Sheet) -> Response {
    let words = ask.words;
    let label = words.label(&register.label);
    let title = match &sheet.title {
        Some(name) => say!(words, "edit-title", name = name.as_str()),
        None => say!(words, "new-title", name = label),
    };
    let main = html! {
        (head(&title, &html! { (words.label(&register.doc)) }, &html! {}))
        (sheet.troubles(words))
        section.card {
            form.form.two method="post" action=(ask.address.path()) novalidate {
                (token(ask))
                @if let Some(version) = sheet.version {
                    input type="hidden" name="version" value=(version);
                }
                @for field in register.stored() { (input(packs, register, field, sheet, words)) }
                div.acts.wide {
                    button.btn.main type="submit" { (say!(words, "form-save")) }
                    a.btn href=(back(ask)) { (say!(words, "form-cancel")) }
                }
            }
        }
        @if sheet.version.is_some() { (rarer(ask, words)) }
    };
    form_page(ask, register, (title, main), sheet.is_refused())
}

/// What is done to a record less often than changing its fields.
fn rarer(ask: &Ask, words: Words) -> Markup {
    let record = back(ask);
    html! {
        section.card {
            h2 { (say!(words, "rarer-title")) }
            ul.rows.plain {
                li {
                    a href=(format!("{record}/rekey")) { (say!(words, "rekey-do")) }
                    small { (say!(words, "rekey-about")) }
                }
                li {
                    a href=(format!("{record}/merge")) { (say!(words, "merge-find")) }
                    small { (say!(words, "merge-about")) }
                }
                li {
                    a href=(format!("{record}/remove")) { (say!(words, "remove-find")) }
                    small { (say!(words, "remove-about")) }
                }
            }
        }
    }
}
