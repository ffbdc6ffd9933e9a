//! `/sign-in`: name and password, then what else is asked for.

use axum::http::StatusCode;
use axum::http::header::{HeaderValue, RETRY_AFTER, SET_COOKIE};
use axum::response::{IntoResponse, Response};
use jixia_app::{AppError, SignedIn, Step};
use maud::{Markup, html};

use super::{Input, Trouble};
use crate::address::Address;
use crate::ask::Ask;
use crate::entry::{Half, Visit, client};
use crate::fault::Fault;
use crate::layout::{Page, Part, head, token};
use crate::pages::{PageResult, see};
use crate::sent::Sent;
use crate::texts::say;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Password,
    Code,
    NewPassword,
}

impl Asked {
    fn action(self) -> &'static str {
        match self {
            Self::Password => "/sign-in",
            Self::Code => "/sign-in/code",
            Self::NewPassword => "/sign-in/password",
        }
    }

    /// Keys of its title and of what it says.
    fn texts(self) -> [&'static str; 2] {
        match self {
            Self::Password => ["sign-in-title", "sign-in-about"],
            Self::Code => ["sign-in-code-title", "sign-in-code-about"],
            Self::NewPassword => ["sign-in-new-title", "sign-in-new-about"],
        }
    }
}

/// `GET /sign-in`
pub(crate) async fn show(ask: Ask, _: Visit) -> PageResult {
    if ask.who.is_some() {
        return Ok(see(&inside(ask.query("to"))));
    }
    let to = ask.query("to").unwrap_or("/").to_owned();
    Ok(page(&ask, Asked::Password, ("", &to), &Trouble::default()))
}

/// `POST /sign-in`
pub(crate) async fn enter(ask: Ask, visit: Visit, sent: Sent) -> PageResult {
    let (name, password) = (sent.get("name").to_owned(), sent.raw("password").to_owned());
    let (from, given) = (visit.client(), name.clone());
    let step = ask
        .web
        .call(move |app| Ok(app.sign_in(&given, &password, client(&from))));
    let to = sent.get("to").to_owned();
    let own = (name.as_str(), to.as_str());
    go_on((&ask, &visit), Asked::Password, step.await?, own).await
}

/// `GET /sign-in/code` and `GET /sign-in/password`: the step that signing in has come to is not one
/// to come back to.
pub(crate) async fn between(_: Visit) -> Response {
    see(&Address::of(&["sign-in"]))
}

/// `POST /sign-in/code`
pub(crate) async fn code(ask: Ask, visit: Visit, sent: Sent) -> PageResult {
    let Some(half) = visit.half().await? else {
        return Ok(see(&Address::of(&["sign-in"])));
    };
    let (code, from) = (sent.get("code").to_owned(), visit.client());
    let to = half.to.clone();
    let step = ask
        .web
        .call(move |app| Ok(app.sign_in_code(&half.token, &code, client(&from))));
    go_on((&ask, &visit), Asked::Code, step.await?, ("", &to)).await
}

/// `POST /sign-in/password`
pub(crate) async fn new_password(ask: Ask, visit: Visit, sent: Sent) -> PageResult {
    let Some(half) = visit.half().await? else {
        return Ok(see(&Address::of(&["sign-in"])));
    };
    let (password, from) = (sent.raw("password").to_owned(), visit.client());
    let to = half.to.clone();
    if password != sent.raw("again") {
        let trouble = Trouble {
            fields: vec![("again".to_owned(), say!(ask.words, "password-differs"))],
            ..Trouble::default()
        };
        return Ok(page(&ask, Asked::NewPassword, ("", &to), &trouble));
    }
    let step = ask
        .web
        .call(move |app| Ok(app.sign_in_new_password(&half.token, &password, client(&from))));
    go_on((&ask, &visit), Asked::NewPassword, step.await?, ("", &to)).await
}

/// `POST /sign-out`
pub(crate) async fn leave(visit: Visit, _: Sent) -> PageResult {
    visit.end().await?;
    Ok(see(&Address::of(&["sign-in"])))
}

/// Asks for what comes next, or goes where the person wanted to.
async fn go_on(
    (ask, visit): (&Ask, &Visit),
    asked: Asked,
    step: Result<Step, AppError>,
    (name, to): (&str, &str),
) -> PageResult {
    let keep = |token: String| Half {
        token,
        to: to.to_owned(),
    };
    match step {
        Ok(Step::Done(signed)) => inside_now(visit, &signed, to).await,
        Ok(Step::Code(token)) => {
            visit.keep_half(&keep(token)).await?;
            Ok(page(ask, Asked::Code, ("", to), &Trouble::default()))
        }
        Ok(Step::NewPassword(token)) => {
            visit.keep_half(&keep(token)).await?;
            Ok(page(ask, Asked::NewPassword, ("", to), &Trouble::default()))
        }
        Err(error) => {
            let trouble = Trouble::read(error, ask.words).map_err(Fault::from)?;
            Ok(page(ask, asked, (name, to), &trouble))
        }
    }
}

async fn inside_now(visit: &Visit, signed: &SignedIn, to: &str) -> PageResult {
    let cookie = visit.begin(signed).await?;
    let mut response = see(&inside(Some(to)));
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// An address of this program; anything else stands for the first page.
fn inside(to: Option<&str>) -> Address {
    let to = to.unwrap_or("/");
    let is_own = to.starts_with('/')
        && !to.starts_with("//")
        && !to.contains(['\\', '\r', '\n', '\t'])
        && !to.starts_with("/sign-");
    let (path, query) = match is_own {
        true => to.split_once('?').unwrap_or((to, "")),
        false => ("/", ""),
    };
    Address::new(path, crate::address::read_pairs(query))
}

fn page(ask: &Ask, asked: Asked, (name, to): (&str, &str), trouble: &Trouble) -> Response {
    let words = ask.words;
    let [title, about] = asked.texts();
    let title = words.say(title);
    let main = html! {
        (head(&title, &html! {}, &html! {}))
        form.card.form.narrow method="post" action=(asked.action()) {
            (token(ask))
            p.quiet { (words.say(about)) }
            (trouble.draw())
            (inputs(ask, asked, (name, to), trouble))
            div.acts {
                button.btn.main type="submit" { (say!(words, "sign-in-do")) }
                @if asked != Asked::Password {
                    a.btn href="/sign-in" { (say!(words, "sign-in-again")) }
                }
            }
        }
    };
    let page = Page::new(Part::None, title, main).draw(ask);
    let Some(seconds) = trouble.wait_s else {
        let status = if trouble.whole.is_some() {
            StatusCode::UNAUTHORIZED
        } else {
            StatusCode::OK
        };
        return (status, page).into_response();
    };
    let mut response = (StatusCode::TOO_MANY_REQUESTS, page).into_response();
    let seconds = HeaderValue::from(seconds);
    response.headers_mut().insert(RETRY_AFTER, seconds);
    response
}

fn inputs(ask: &Ask, asked: Asked, (name, to): (&str, &str), trouble: &Trouble) -> Markup {
    let words = ask.words;
    let input = |name, label, kind, autocomplete, value, hint| Input {
        name,
        label,
        kind,
        autocomplete,
        value,
        hint,
    };
    let first = match asked {
        Asked::Password => input("name", "account-name", "text", "username", name, None),
        Asked::Code => input(
            "code",
            "second-code",
            "text",
            "one-time-code",
            "",
            Some("second-code-hint"),
        ),
        Asked::NewPassword => input(
            "password",
            "password-new",
            "password",
            "new-password",
            "",
            Some("password-rule"),
        ),
    };
    let second = match asked {
        Asked::Password => Some(input(
            "password",
            "password",
            "password",
            "current-password",
            "",
            Some("sign-in-hint"),
        )),
        Asked::Code => None,
        Asked::NewPassword => Some(input(
            "again",
            "password-again",
            "password",
            "new-password",
            "",
            None,
        )),
    };
    html! {
        @if asked == Asked::Password { input type="hidden" name="to" value=(to); }
        (first.draw(words, trouble, true))
        @if let Some(second) = second { (second.draw(words, trouble, false)) }
    }
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for elsewhere in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "evil.example",
            "",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/sign-out",
            "/sign-in?to=/sign-in",
        ] {
            assert_eq!(inside(Some(elsewhere)).text(), "/", "{elsewhere}");
        }
        assert_eq!(
            inside(Some("/registers/school?q=a%26b")).text(),
            "/registers/school?q=a%26b"
        );
        assert_eq!(inside(None).text(), "/");
    }
}
