//! `/me`: one's own account.

use axum::response::{IntoResponse, Response};
use jixia_app::{Account, SecondFactor};
use maud::{Markup, PreEscaped, html};
use qrcode::QrCode;
use qrcode::render::svg;

use super::{Input, Trouble, sign_out};
use crate::address::Address;
use crate::ask::Ask;
use crate::entry::Visit;
use crate::fault::Fault;
use crate::layout::{Page, Part, head, token};
use crate::pages::{PageResult, see};
use crate::sent::Sent;
use crate::texts::{Words, say};

/// What the page shows beside the account.
#[derive(Default)]
struct Shown {
    password: Trouble,
    second: Trouble,
    /// A second factor that waits for its first code.
    waiting: Option<SecondFactor>,
    /// Recovery codes, which are shown this once.
    recovery: Vec<String>,
}

/// `GET /me`
pub(crate) async fn show(ask: Ask, _: Visit) -> PageResult {
    page(&ask, Shown::default()).await
}

/// `POST /me/password`
pub(crate) async fn password(ask: Ask, visit: Visit, sent: Sent) -> PageResult {
    let own = own(&ask)?;
    let (old, new) = (sent.raw("old").to_owned(), sent.raw("password").to_owned());
    if new != sent.raw("again") {
        let fields = vec![("again".to_owned(), say!(ask.words, "password-differs"))];
        return refused(
            &ask,
            Trouble {
                fields,
                ..Trouble::default()
            },
        )
        .await;
    }
    let name = own.name.clone();
    let changed = ask
        .web
        .call(move |app| Ok(app.change_password(&name, &old, &new)));
    match changed.await? {
        Ok(round) => {
            visit.renew(own.id, round).await?;
            Ok(see(&Address::of(&["me"]).with("done", "password")))
        }
        Err(error) => refused(&ask, Trouble::read(error, ask.words)?).await,
    }
}

async fn refused(ask: &Ask, password: Trouble) -> PageResult {
    let shown = Shown {
        password,
        ..Shown::default()
    };
    page(ask, shown).await
}

/// `POST /me/second`: begins to set up a second factor.
pub(crate) async fn begin(ask: Ask, _: Visit, _: Sent) -> PageResult {
    let name = own(&ask)?.name;
    let waiting = ask
        .web
        .call(move |app| app.begin_second_factor(&name))
        .await?;
    let shown = Shown {
        waiting: Some(waiting),
        ..Shown::default()
    };
    page(&ask, shown).await
}

/// `POST /me/second/confirm`: the first code of a second factor.
pub(crate) async fn confirm(ask: Ask, _: Visit, sent: Sent) -> PageResult {
    let name = own(&ask)?.name;
    let (code, own) = (sent.get("code").to_owned(), name.clone());
    let done = ask
        .web
        .call(move |app| Ok(app.confirm_second_factor(&own, &code)));
    let mut shown = Shown::default();
    match done.await? {
        Ok(recovery) => shown.recovery = recovery,
        Err(error) => {
            shown.second = Trouble::read(error, ask.words)?;
            let waiting = ask.web.call(move |app| app.waiting_second_factor(&name));
            shown.waiting = waiting.await?;
        }
    }
    page(&ask, shown).await
}

fn own(ask: &Ask) -> Result<Account, Fault> {
    ask.who.clone().ok_or_else(Fault::missing)
}

async fn page(ask: &Ask, shown: Shown) -> PageResult {
    let account = own(ask)?;
    let name = account.name.clone();
    let has_second = ask
        .web
        .call(move |app| app.has_second_factor(&name))
        .await?;
    Ok(draw(ask, &account, has_second, &shown))
}

fn draw(ask: &Ask, account: &Account, has_second: bool, shown: &Shown) -> Response {
    let words = ask.words;
    let title = say!(words, "me-title");
    let main = html! {
        (head(&account.person, &html! { (account.name) }, &html! { (sign_out(ask)) }))
        @if ask.query("done") == Some("password") {
            div.notice.good role="status" { p { (say!(words, "password-done")) } }
        }
        section.card.body {
            h2 { (say!(words, "second-title")) }
            (second(ask, has_second, shown))
        }
        section.card.body {
            h2 { (say!(words, "password-title")) }
            (password_form(ask, &shown.password))
        }
    };
    Page::new(Part::None, title, main).draw(ask).into_response()
}

fn password_form(ask: &Ask, trouble: &Trouble) -> Markup {
    let words = ask.words;
    let input = |name, label, autocomplete, hint| Input {
        name,
        label,
        kind: "password",
        autocomplete,
        value: "",
        hint,
    };
    html! {
        form.form.narrow method="post" action="/me/password" {
            (token(ask))
            (trouble.draw())
            (input("old", "password-old", "current-password", None).draw(words, trouble, false))
            (input("password", "password-new", "new-password", Some("password-rule"))
                .draw(words, trouble, false))
            (input("again", "password-again", "new-password", None).draw(words, trouble, false))
            p.quiet { (say!(words, "password-ends")) }
            div.acts { button.btn.main type="submit" { (say!(words, "password-do")) } }
        }
    }
}

fn second(ask: &Ask, has_second: bool, shown: &Shown) -> Markup {
    let words = ask.words;
    html! {
        @if !shown.recovery.is_empty() {
            div.notice.good role="status" { p { (say!(words, "second-done")) } }
            p { (say!(words, "second-recovery")) }
            ul.codes { @for code in &shown.recovery { li { code { (code) } } } }
        } @else if let Some(waiting) = &shown.waiting {
            (set_up(ask, waiting, &shown.second))
        } @else {
            p {
                @if has_second { (say!(words, "second-on")) } @else { (say!(words, "second-off")) }
            }
            form method="post" action="/me/second" {
                (token(ask))
                button.btn type="submit" {
                    @if has_second { (say!(words, "second-anew")) }
                    @else { (say!(words, "second-begin")) }
                }
            }
        }
    }
}

fn set_up(ask: &Ask, waiting: &SecondFactor, trouble: &Trouble) -> Markup {
    let words = ask.words;
    let code = Input {
        name: "code",
        label: "second-code",
        kind: "text",
        autocomplete: "one-time-code",
        value: "",
        hint: Some("second-first-hint"),
    };
    html! {
        p { (say!(words, "second-scan")) }
        (picture(&waiting.address, words))
        p.quiet { (say!(words, "second-typed")) " " code.secret { (grouped(&waiting.secret)) } }
        form.form.narrow method="post" action="/me/second/confirm" {
            (token(ask))
            (code.draw(words, trouble, true))
            div.acts { button.btn.main type="submit" { (say!(words, "second-confirm")) } }
        }
    }
}

/// The address as a picture that a phone reads.
fn picture(address: &str, words: Words) -> Markup {
    let drawn = QrCode::new(address.as_bytes()).map(|code| {
        code.render::<svg::Color<'_>>()
            .min_dimensions(200, 200)
            .quiet_zone(true)
            .build()
    });
    html! {
        @if let Ok(drawn) = drawn {
            div.qr role="img" aria-label=(say!(words, "second-picture")) {
                (PreEscaped(inner(&drawn)))
            }
        }
    }
}

/// The drawing without what stands before it in a file of its own.
fn inner(drawn: &str) -> &str {
    drawn
        .find("<svg")
        .and_then(|at| drawn.get(at..))
        .unwrap_or_default()
}

/// In groups of four, as people type it.
fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join(" ")
}
