//! Pages of accounts: signing in and out, one's own account.

pub(crate) mod own;
pub(crate) mod sign_in;

use jixia_app::{AppError, SignInFault};
use maud::{Markup, html};

use crate::ask::Ask;
use crate::texts::{Words, say};

/// A field of a form with what is wrong with it.
struct Input<'a> {
    name: &'a str,
    /// Key of its label.
    label: &'a str,
    kind: &'a str,
    /// What a browser may fill in.
    autocomplete: &'a str,
    value: &'a str,
    /// Key of what stands below it, if anything.
    hint: Option<&'a str>,
}

impl Input<'_> {
    fn draw(&self, words: Words, trouble: &Trouble, is_first: bool) -> Markup {
        let fault = trouble.of(self.name);
        let note = format!("{}-note", self.name);
        let has_note = self.hint.is_some() || fault.is_some();
        html! {
            div.field {
                label for=(self.name) { (words.say(self.label)) }
                input id=(self.name) name=(self.name) type=(self.kind) value=(self.value) required
                    autocomplete=(self.autocomplete) autocapitalize="none" spellcheck="false"
                    autofocus[is_first] aria-invalid=[fault.map(|_| "true")]
                    aria-describedby=[has_note.then_some(note.as_str())];
                @if has_note {
                    span id=(note) {
                        @if let Some(fault) = fault { span.fault { (fault) } }
                        @else if let Some(hint) = self.hint { span.quiet { (words.say(hint)) } }
                    }
                }
            }
        }
    }
}

/// What is wrong with what was sent.
#[derive(Default)]
struct Trouble {
    /// With the whole.
    whole: Option<String>,
    /// With single fields.
    fields: Vec<(String, String)>,
    /// Seconds to wait, if that is what is wrong.
    wait_s: Option<i64>,
}

impl Trouble {
    /// What can be said beside the form; any other error goes on.
    fn read(error: AppError, words: Words) -> Result<Self, AppError> {
        match error {
            AppError::SignIn(fault) => Ok(Self {
                whole: Some(words.label(&fault.label()).to_owned()),
                wait_s: match fault {
                    SignInFault::Wait(seconds) => Some(seconds),
                    _ => None,
                },
                ..Self::default()
            }),
            AppError::Fields(faults) => Ok(Self {
                fields: faults
                    .into_iter()
                    .map(|fault| (fault.field, words.label(&fault.text).to_owned()))
                    .collect(),
                ..Self::default()
            }),
            other => Err(other),
        }
    }

    fn of(&self, field: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(name, _)| name == field);
        found.map(|(_, text)| text.as_str())
    }

    fn draw(&self) -> Markup {
        html! {
            @if let Some(whole) = &self.whole {
                div.notice.bad role="alert" { p { (whole) } }
            }
        }
    }
}

/// The form by which the signed-in person leaves.
pub(crate) fn sign_out(ask: &Ask) -> Markup {
    html! {
        form.inline method="post" action="/sign-out" {
            (crate::layout::token(ask))
            button.link type="submit" { (say!(ask.words, "sign-out")) }
        }
    }
}
