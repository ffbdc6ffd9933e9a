//! `/registers/{r}/new`, `/registers/{r}/{id}/edit`: a form whose inputs follow the kinds of the
//! fields.
//!
//! What is wrong stands beside its field, and what was typed stays.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use jixia_app::pack::{Field, FieldKind, Packs, Register};
use jixia_app::store::Record;
use jixia_app::{AppError, FieldFault, Wrong};
use maud::{Markup, html};

use super::record::record_id;
use super::{above, declared, title_of, value_of};
use crate::address::Address;
use crate::ask::Ask;
use crate::guard::check_token;
use crate::layout::{Page, Part, head, token};
use crate::pages::{PageResult, actor, see};
use crate::shown::typed;
use crate::texts::{Words, say};

/// What the form shows.
#[derive(Default)]
struct Sheet {
    /// Texts by field.
    texts: BTreeMap<String, String>,
    /// What is wrong with which field.
    faults: Vec<FieldFault>,
    /// What is wrong with the whole.
    refused: Option<String>,
    /// The version that was read, when a record is changed.
    version: Option<u64>,
    /// What stands for the record, when one is changed.
    title: Option<String>,
}

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
    Ok(page(
        &ask,
        &packs,
        register,
        &Sheet {
            texts,
            ..Sheet::default()
        },
    ))
}

/// `POST /registers/{r}/new`
pub(crate) async fn add(
    ask: Ask,
    Path(name): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> PageResult {
    let packs = Arc::clone(ask.web.app().packs());
    let register = declared(&packs, &name)?;
    check_token(&ask.token, get(&pairs, "token"))?;
    let texts = texts(register, &pairs);
    let given: BTreeMap<_, _> = texts
        .clone()
        .into_iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .collect();
    let own = name.clone();
    let done = ask
        .web
        .call(move |app| outcome(app.add_record(&actor(), &own, &given)))
        .await?;
    match done {
        Ok(id) => Ok(see(&Address::of(&["registers", &name, &id.to_string()]))),
        Err(refusal) => Ok(page(
            &ask,
            &packs,
            register,
            &refusal.sheet(&ask, texts, None, None),
        )),
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
        ..Sheet::default()
    };
    Ok(page(&ask, &packs, register, &sheet))
}

/// `POST /registers/{r}/{id}/edit`
pub(crate) async fn change(
    ask: Ask,
    Path((name, id)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> PageResult {
    let packs = Arc::clone(ask.web.app().packs());
    let register = declared(&packs, &name)?;
    check_token(&ask.token, get(&pairs, "token"))?;
    let id = record_id(&id)?;
    let texts = texts(register, &pairs);
    let expected: Option<u64> = get(&pairs, "version").and_then(|text| text.parse().ok());
    let own = name.clone();
    let record = ask.web.call(move |app| app.record(&own, id, None)).await?;
    let now = typed_texts(register, &record, &packs);
    let title = title_of(register, &record, &packs, ask.words);
    let changed: BTreeMap<String, String> = texts
        .iter()
        .filter(|(field, text)| is_change(register, field, text, &now))
        .map(|(field, text)| (field.clone(), text.clone()))
        .collect();
    let own = name.clone();
    let done = if changed.is_empty() {
        Ok(())
    } else {
        let work = move |app: &jixia_app::App| {
            outcome(app.change_record(&actor(), &own, (id, expected), &changed))
        };
        ask.web.call(work).await?
    };
    match done {
        Ok(()) => Ok(see(&Address::of(&["registers", &name, &id.to_string()]))),
        Err(refusal) => Ok(page(
            &ask,
            &packs,
            register,
            &refusal.sheet(&ask, texts, expected, Some(title)),
        )),
    }
}

/// `POST /registers/{r}/{id}/remove`
pub(crate) async fn remove(
    ask: Ask,
    Path((name, id)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> PageResult {
    check_token(&ask.token, get(&pairs, "token"))?;
    let id = record_id(&id)?;
    let own = name.clone();
    ask.web
        .call(move |app| app.remove_record(&actor(), &own, id))
        .await?;
    Ok(see(&Address::of(&["registers", &name])))
}

/// A refusal that a person can mend in the form.
struct Refusal(AppError);

impl Refusal {
    fn sheet(
        self,
        ask: &Ask,
        texts: BTreeMap<String, String>,
        version: Option<u64>,
        title: Option<String>,
    ) -> Sheet {
        match self.0 {
            AppError::Fields(faults) => Sheet {
                texts,
                faults,
                version,
                title,
                refused: None,
            },
            other => {
                let refused = Some(other.text(ask.words.0));
                Sheet {
                    texts,
                    refused,
                    version,
                    title,
                    faults: Vec::new(),
                }
            }
        }
    }
}

/// Parts refusals, which the form shows, from failures, which are pages of their own.
fn outcome<T>(result: Result<T, AppError>) -> Result<Result<T, Refusal>, AppError> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(error) if error.wrong() == Wrong::Refused => Ok(Err(Refusal(error))),
        Err(error) => Err(error),
    }
}

fn get<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

/// The texts of the fields in a form; several values of one field are joined as the language of
/// packs does.
fn texts(register: &Register, pairs: &[(String, String)]) -> BTreeMap<String, String> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in pairs {
        if register.stored().all(|field| field.name != *name) {
            continue;
        }
        let text = texts.entry(name.clone()).or_default();
        if !text.is_empty() && !value.is_empty() {
            text.push(';');
        }
        text.push_str(value);
    }
    texts
}

fn typed_texts(register: &Register, record: &Record, packs: &Packs) -> BTreeMap<String, String> {
    let text = |field: &Field| {
        // A sealed value never stands in a page, not even in the form that changes it.
        if field.sealed.is_some() {
            return String::new();
        }
        typed(value_of(register, record, &field.name), field, packs)
    };
    register
        .stored()
        .map(|field| (field.name.clone(), text(field)))
        .collect()
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

fn page(ask: &Ask, packs: &Packs, register: &Register, sheet: &Sheet) -> axum::response::Response {
    let words = ask.words;
    let label = words.label(&register.label);
    let title = match &sheet.title {
        Some(name) => say!(words, "edit-title", name = name.as_str()),
        None => say!(words, "new-title", name = label),
    };
    let wrong = !sheet.faults.is_empty() || sheet.refused.is_some();
    let main = html! {
        (head(&title, &html! { (words.label(&register.doc)) }, &html! {}))
        @if let Some(text) = &sheet.refused { div.notice.bad role="alert" { p { (text) } } }
        @if !sheet.faults.is_empty() {
            div.notice.bad role="alert" {
                p { (say!(words, "form-faults", count = sheet.faults.len())) }
            }
        }
        section.card {
            form.form.two method="post" action=(ask.address.path()) {
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
        @if sheet.version.is_some() { (removal(ask, words)) }
    };
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = Page::new(Part::Registers, title, main).under(above(ask, Some(register)));
    (status, page.draw(ask)).into_response()
}

/// The page before the form.
fn back(ask: &Ask) -> String {
    let path = ask.address.path();
    path.rsplit_once('/')
        .map_or("/registers", |(before, _)| before)
        .to_owned()
}

fn removal(ask: &Ask, words: Words) -> Markup {
    html! {
        details.card {
            summary { (say!(words, "remove-title")) }
            form.body method="post" action=(format!("{}/remove", back(ask))) {
                (token(ask))
                p { (say!(words, "remove-text")) }
                button.btn.danger type="submit" { (say!(words, "remove-do")) }
            }
        }
    }
}

fn input(packs: &Packs, register: &Register, field: &Field, sheet: &Sheet, words: Words) -> Markup {
    let id = format!("f-{}", field.name);
    let text = sheet.texts.get(&field.name).map_or("", String::as_str);
    let fault = sheet.faults.iter().find(|fault| fault.field == field.name);
    let fixed = sheet.version.is_some() && register.key.contains(&field.name);
    let hint = hint(field, fixed, sheet.version.is_some(), words);
    let told: Vec<String> = [
        fault.map(|_| format!("{id}-fault")),
        hint.as_ref().map(|_| format!("{id}-hint")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let about = (!told.is_empty()).then(|| told.join(" "));
    let bad = fault.map(|_| "true");
    let must = field.required && !fixed && !(field.sealed.is_some() && sheet.version.is_some());
    html! {
        div.field.wide[matches!(field.kind, FieldKind::Codes(_) | FieldKind::Area)] {
            label for=(id) {
                (words.label(&field.label))
                @if field.required { span.must { " *" span.hidden { (say!(words, "required")) } } }
            }
            @match &field.kind {
                FieldKind::Code(list) => select #(id) name=(field.name) required[must]
                    aria-invalid=[bad] aria-describedby=[about] disabled[fixed] {
                    (options(packs, list, text, words))
                },
                FieldKind::YesNo => select #(id) name=(field.name) required[must] aria-invalid=[bad]
                    aria-describedby=[about] {
                    option value="" { "–" }
                    option value="是" selected[text == "是"] { (say!(words, "yes")) }
                    option value="否" selected[text == "否"] { (say!(words, "no")) }
                },
                FieldKind::Codes(list) => (ticks(packs, list, field, &id, text, words)),
                FieldKind::Area => textarea #(id) name=(field.name) required[must]
                    aria-invalid=[bad] aria-describedby=[about] {
                    (text)
                },
                kind => input #(id) name=(field.name) type=(kind_of_input(kind, text)) value=(text)
                    required[must]
                    readonly[fixed] inputmode=[kind.is_numeric().then_some("decimal")]
                        autocomplete="off"
                    aria-invalid=[bad] aria-describedby=[about];,
            }
            @if let Some(fault) = fault {
                span.fault id=(format!("{id}-fault")) { (words.label(&fault.text)) }
            }
            @if let Some(hint) = hint { small id=(format!("{id}-hint")) { (hint) } }
        }
    }
}

/// A browser's own day picker, unless what stands there is no day: then the text must stay.
fn kind_of_input(kind: &FieldKind, text: &str) -> &'static str {
    match kind {
        FieldKind::Day if text.is_empty() || text.parse::<crate::terms::Day>().is_ok() => "date",
        FieldKind::Time
            if text.is_empty() || text.len() == 5 && text.as_bytes().get(2) == Some(&b':') =>
        {
            "time"
        }
        _ => "text",
    }
}

fn options(packs: &Packs, list: &str, text: &str, words: Words) -> Markup {
    let codes = packs.codes.get(list).map_or(&[][..], |list| &list.codes);
    let known = text.is_empty() || codes.iter().any(|code| code.value == text);
    html! {
        option value="" { "–" }
        @if !known { option value=(text) selected { (text) } }
        @for code in codes {
            option value=(code.value) selected[code.value == text] { (words.label(&code.label)) }
        }
    }
}

fn ticks(packs: &Packs, list: &str, field: &Field, id: &str, text: &str, words: Words) -> Markup {
    let chosen: Vec<&str> = text.split(';').collect();
    html! {
        fieldset #(id) {
            legend.hidden { (words.label(&field.label)) }
            // An empty value says that the field was there, even when nothing is ticked.
            input type="hidden" name=(field.name) value="";
            @for code in packs.codes.get(list).map_or(&[][..], |list| &list.codes) {
                label.tick { input type="checkbox" name=(field.name) value=(code.value)
                    checked[chosen.contains(&code.value.as_str())];
                    (words.label(&code.label)) } " "
            }
        }
    }
}

fn hint(field: &Field, fixed: bool, changing: bool, words: Words) -> Option<String> {
    let mut parts = Vec::new();
    if let Some(doc) = &field.doc {
        parts.push(words.label(doc).to_owned());
    }
    if let Some(unit) = field.unit.as_deref().filter(|_| field.kind.is_numeric()) {
        parts.push(say!(
            words,
            "hint-unit",
            unit = crate::number::Unit::new(unit, words).title()
        ));
    }
    match &field.kind {
        FieldKind::Money => parts.push(say!(words, "hint-money")),
        FieldKind::Percent => parts.push(say!(words, "hint-percent")),
        FieldKind::Reference(_) | FieldKind::Org => parts.push(say!(words, "hint-reference")),
        FieldKind::Point => parts.push(say!(words, "hint-point")),
        _ => {}
    }
    if fixed {
        parts.push(say!(words, "hint-key"));
    }
    if field.sealed.is_some() && changing {
        parts.push(say!(words, "hint-sealed"));
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}
