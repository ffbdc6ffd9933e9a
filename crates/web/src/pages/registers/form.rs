//! A form whose inputs follow the kinds of the fields.
//!
//! What is wrong stands beside its field, and what was typed stays.

use std::collections::{BTreeMap, BTreeSet};

use jixia_app::pack::{Field, FieldKind, OrgSource, Packs, Register};
use jixia_app::store::Record;
use jixia_app::{AppError, FieldFault, Wrong};
use maud::{Markup, html};

use super::value_of;
use crate::ask::Ask;
use crate::sent::Sent;
use crate::shown::{masked, typed};
use crate::terms::Value;
use crate::texts::{Words, say};

/// What a form shows.
#[derive(Default)]
pub(super) struct Sheet {
    /// Texts by field.
    pub texts: BTreeMap<String, String>,
    /// The version that was read, when a record is changed.
    pub version: Option<u64>,
    /// What stands for the record, when one is changed.
    pub title: Option<String>,
    /// Whether the natural key is only shown.
    pub key_is_fixed: bool,
    /// Names of the sealed fields that are to be emptied.
    pub cleared: BTreeSet<String>,
    /// What is wrong with which field.
    pub faults: Vec<FieldFault>,
    /// What is wrong with the whole.
    pub refused: Option<String>,
}

impl Sheet {
    /// The sheet with what was refused about it.
    pub(super) fn refused(mut self, refusal: Refusal, words: Words) -> Self {
        match refusal.0 {
            AppError::Fields(faults) => self.faults = faults,
            other => self.refused = Some(other.text(words.0)),
        }
        self
    }

    /// Whether anything is wrong with what was sent.
    pub(super) fn is_refused(&self) -> bool {
        !self.faults.is_empty() || self.refused.is_some()
    }

    /// What stands above the form where something is wrong.
    pub(super) fn troubles(&self, words: Words) -> Markup {
        html! {
            (trouble(self.refused.as_deref()))
            @if !self.faults.is_empty() {
                div.notice.bad role="alert" {
                    p { (say!(words, "form-faults", count = self.faults.len())) }
                }
            }
        }
    }
}

/// What stands above a form where the whole of it is refused.
pub(super) fn trouble(text: Option<&str>) -> Markup {
    html! { @if let Some(text) = text { div.notice.bad role="alert" { p { (text) } } } }
}

/// A refusal that a person can mend in the form.
pub(super) struct Refusal(AppError);

impl Refusal {
    /// The refusal of these fields.
    pub(super) fn of(faults: Vec<FieldFault>) -> Self {
        Self(AppError::Fields(faults))
    }

    /// The refusal in words.
    pub(super) fn text(&self, words: Words) -> String {
        self.0.text(words.0)
    }
}

/// Parts refusals, which the form shows, from failures, which are pages of their own.
pub(super) fn outcome<T>(result: Result<T, AppError>) -> Result<Result<T, Refusal>, AppError> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(error) if error.wrong() == Wrong::Refused => Ok(Err(Refusal(error))),
        Err(error) => Err(error),
    }
}

/// The texts of the fields in a form; several values of one field are joined as the language of
/// packs does.
pub(super) fn texts(register: &Register, sent: &Sent) -> BTreeMap<String, String> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in &sent.0 {
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

/// Before the name of a sealed field, the name of the tick that empties it.
const CLEAR: &str = "clear.";

/// Whether a field has a value that its form does not show and that may go.
fn is_clearable(register: &Register, field: &Field) -> bool {
    field.sealed.is_some() && !field.required && !register.key.contains(&field.name)
}

/// The names of the sealed fields that are ticked to be emptied.
pub(super) fn cleared(register: &Register, sent: &Sent) -> BTreeSet<String> {
    let fields = register
        .stored()
        .filter(|field| is_clearable(register, field));
    let ticked = fields.filter(|field| sent.get(&format!("{CLEAR}{}", field.name)) == "yes");
    ticked.map(|field| field.name.clone()).collect()
}

/// The texts of a record's fields as a person would type them.
pub(super) fn typed_texts(
    register: &Register,
    record: &Record,
    packs: &Packs,
) -> BTreeMap<String, String> {
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

/// The page before the form.
pub(super) fn back(ask: &Ask) -> String {
    let path = ask.address.path();
    path.rsplit_once('/')
        .map_or("/registers", |(before, _)| before)
        .to_owned()
}

/// The input of one field, with what is wrong with it and how it is filled in.
pub(super) fn input(
    packs: &Packs,
    register: &Register,
    field: &Field,
    sheet: &Sheet,
    words: Words,
) -> Markup {
    let id = format!("f-{}", field.name);
    let fault = sheet.faults.iter().find(|fault| fault.field == field.name);
    let fixed = sheet.key_is_fixed && register.key.contains(&field.name);
    let text: &str = &text_of(packs, field, sheet, fixed);
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
                    data-suggest=[suggested(packs, kind)]
                    aria-invalid=[bad] aria-describedby=[about];,
            }
            @if is_clearable(register, field) && sheet.version.is_some() {
                label.tick {
                    input type="checkbox" name=(format!("{CLEAR}{}", field.name)) value="yes"
                        checked[sheet.cleared.contains(&field.name)];
                    (say!(words, "form-clear"))
                }
            }
            @if let Some(fault) = fault {
                span.fault id=(format!("{id}-fault")) { (words.label(&fault.text)) }
            }
            @if let Some(hint) = hint { small id=(format!("{id}-hint")) { (hint) } }
        }
    }
}

/// What stands in the input of a field. A key that is only shown is not read from the form, and may
/// be masked.
fn text_of(packs: &Packs, field: &Field, sheet: &Sheet, fixed: bool) -> String {
    let text = sheet.texts.get(&field.name).cloned().unwrap_or_default();
    let veiled = fixed.then(|| masked(&Value::from(text.as_str()), field, packs));
    veiled.flatten().unwrap_or(text)
}

/// The registers whose records an input suggests while one types.
pub(crate) fn suggested(packs: &Packs, kind: &FieldKind) -> Option<String> {
    match kind {
        FieldKind::Reference(to) => Some(to.clone()),
        FieldKind::Org => {
            let keepers = packs.registers.values();
            let keepers = keepers.filter(|register| register.org == OrgSource::SelfNode);
            let names: Vec<&str> = keepers.map(|register| register.name.as_str()).collect();
            Some(names.join(" "))
        }
        _ => None,
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
    let unit = field.unit.as_deref().filter(|_| field.kind.is_numeric());
    let unit = unit.map(|unit| crate::number::Unit::new(unit, words).title());
    if let Some(unit) = unit.filter(|unit| !unit.is_empty()) {
        parts.push(say!(words, "hint-unit", unit = unit));
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
