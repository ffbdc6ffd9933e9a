//! The frame of every page: head, top bar, main part, foot.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::address::Address;
use crate::ask::Ask;
use crate::assets;
use crate::fault::{Fault, fault_of};
use crate::state::Web;
use crate::terms::Language;
use crate::texts::{Words, say};
use crate::tongues::marked;

/// Parts of the program that the top bar leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Plan,
    Indicators,
    Registers,
    Snapshots,
    Journal,
    None,
}

const PARTS: [(Part, &str, &str); 5] = [
    (Part::Plan, "/plan", "part-plan"),
    (Part::Indicators, "/indicators", "part-indicators"),
    (Part::Registers, "/registers", "part-registers"),
    (Part::Snapshots, "/snapshots", "part-snapshots"),
    (Part::Journal, "/journal", "part-journal"),
];

/// One page.
pub(crate) struct Page {
    /// What stands in the title bar.
    pub title: String,
    /// The part of the program it belongs to.
    pub part: Part,
    /// Where it stands: names and links, the nearest last; the page itself is not among them.
    pub trail: Vec<(String, String)>,
    /// The main part; begins with an `h1`.
    pub main: Markup,
    /// Seconds after which a page without script asks again.
    pub refresh: Option<u32>,
}

impl Page {
    /// A page of this part.
    pub(crate) fn new(part: Part, title: impl Into<String>, main: Markup) -> Self {
        Self {
            title: title.into(),
            part,
            trail: Vec::new(),
            main,
            refresh: None,
        }
    }

    /// With the pages above it.
    #[must_use]
    pub(crate) fn under(mut self, trail: Vec<(String, String)>) -> Self {
        self.trail = trail;
        self
    }

    /// As a whole document.
    pub(crate) fn draw(&self, ask: &Ask) -> Markup {
        let words = ask.words;
        html! {
            (DOCTYPE)
            html lang=(words.0.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width,initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    @if let Some(seconds) = self.refresh {
                        noscript { meta http-equiv="refresh" content=(seconds); }
                    }
                    title { (self.title) " · " (say!(words, "brand")) }
                    link rel="icon" type="image/svg+xml" href=(assets::icon());
                    link rel="stylesheet" href=(assets::style());
                    script src=(assets::script()) defer {}
                }
                body data-refresh=[self.refresh] {
                    a.skip href="#main" { (say!(words, "skip")) }
                    (self.top(ask))
                    main #main tabindex="-1" {
                        (self.body(words))
                    }
                    (foot(ask))
                }
            }
        }
    }

    fn body(&self, words: Words) -> Markup {
        let body = html! {
            @if !self.trail.is_empty() { (trail(&self.trail, words)) }
            (self.main)
        };
        match words.0 {
            Language::Chinese => body,
            Language::English => PreEscaped(marked(&body.0)),
        }
    }

    fn top(&self, ask: &Ask) -> Markup {
        let words = ask.words;
        let is_inside = ask.who.is_some() || !ask.web.door().asks();
        html! {
            header.top {
                a.brand href="/" { (say!(words, "brand")) small { (say!(words, "brand-note")) } }
                @if is_inside { (self.parts(ask)) }
            }
        }
    }

    /// The ways to all parts, and to one's own account.
    fn parts(&self, ask: &Ask) -> Markup {
        let words = ask.words;
        html! {
                nav.parts aria-label=(say!(words, "nav-main")) {
                    @for (part, href, key) in PARTS {
                        a href=(href) aria-current=[(part == self.part).then_some("page")] {
                            (words.say(key))
                        }
                    }
                }
                form.find role="search" aria-label=(say!(words, "find-title")) action="/find" {
                    input type="search" name="q"
                        value=[ask.query("q").filter(|_| ask.address.path() == "/find")]
                        aria-label=(say!(words, "find")) placeholder=(say!(words, "find-hint"));
                    button.btn type="submit" { (say!(words, "find-do")) }
                }
                @if let Some(account) = &ask.who {
                    a.me href="/me" title=(say!(words, "me-open", name = account.person.as_str())) {
                        bdi { (account.person) }
                    }
                }
        }
    }
}

fn trail(trail: &[(String, String)], words: Words) -> Markup {
    html! {
        nav.trail aria-label=(say!(words, "nav-trail")) {
            ol { @for (name, href) in trail { li { a href=(href) { bdi { (name) } } } } }
        }
    }
}

fn foot(ask: &Ask) -> Markup {
    let words = ask.words;
    let other = words.other();
    let switch = ask.address.clone().with("lang", other.tag());
    html! {
        footer.foot {
            @if !ask.web.door().asks() { p { (say!(words, "foot-loopback")) } }
            p {
                a href=(switch) lang=(other.tag()) hreflang=(other.tag()) {
                    (say!(words, "foot-other-language"))
                }
                @if ask.who.is_some() || !ask.web.door().asks() {
                    " · " a href="/jobs" { (say!(words, "jobs-title")) }
                    " · " a href="/api" { (say!(words, "api-title")) }
                }
                " · " (say!(words, "foot-version", version = env!("CARGO_PKG_VERSION")))
            }
        }
    }
}

/// Turns faults of pages into pages.
pub(crate) async fn faults_as_pages(
    State(_): State<Web>,
    ask: Ask,
    request: Request,
    next: Next,
) -> Response {
    let is_read = request.method().is_safe();
    let response = next.run(request).await;
    match fault_of(&response) {
        Some(fault) => (fault.status, fault_page(&fault, &ask, is_read)).into_response(),
        None => response,
    }
}

/// A fault as a page; `is_read` says that the request was to change nothing.
pub(crate) fn fault_page(fault: &Fault, ask: &Ask, is_read: bool) -> Markup {
    let words = ask.words;
    let first = match fault.code {
        "no_snapshot" => Some(("/snapshots", say!(words, "snapshot-make"))),
        "no_plan" => Some(("/adopt", say!(words, "plan-adopt"))),
        _ => None,
    };
    let title = match fault.status {
        _ if first.is_some() => say!(words, "fault-not-yet"),
        StatusCode::NOT_FOUND => say!(words, "fault-missing"),
        StatusCode::FORBIDDEN => say!(words, "fault-forbidden"),
        status if status.is_server_error() => say!(words, "fault-failed"),
        _ => say!(words, "fault-refused"),
    };
    let advice = match fault.status {
        _ if first.is_some() => String::new(),
        StatusCode::NOT_FOUND => say!(words, "fault-missing-next"),
        StatusCode::FORBIDDEN => say!(words, "fault-forbidden-next"),
        status if status.is_server_error() && is_read => say!(words, "fault-failed-read-next"),
        status if status.is_server_error() => say!(words, "fault-failed-next"),
        _ if is_read => say!(words, "fault-read-next"),
        _ => say!(words, "fault-refused-next"),
    };
    // A bad address stays bad, and where a form was sent nothing may be read.
    let again = is_read && fault.status.is_server_error();
    let main = html! {
        section.card.fault {
            h1 { (title) }
            p.lead { (fault.words(words)) }
            @if !fault.fields.is_empty() {
                ul {
                    @for field in &fault.fields {
                        li { code { (field.field) } " " (words.label(&field.text)) }
                    }
                }
            }
            p { (advice) }
            // A refusal says all there is; of a failure the administrator needs the code.
            @if fault.status.is_server_error() {
                p.quiet {
                    (say!(words, "fault-code", code = fault.code, status = fault.status.as_u16()
                        .to_string()))
                }
            }
            p.acts {
                @if let Some((href, text)) = &first { a.btn.main href=(href) { (text) } }
                a.btn href="/" { (say!(words, "fault-home")) }
                @if again {
                    a.btn href=(ask.address.clone().without(&["lang"])) {
                        (say!(words, "fault-again"))
                    }
                } @else if let Some(href) = form_of(ask.address.path()).filter(|_| !is_read) {
                    a.btn href=(href) { (say!(words, "fault-back")) }
                }
            }
        }
    };
    Page::new(Part::None, title, main).draw(ask)
}

/// The page above an address to which a form was sent.
fn form_of(path: &str) -> Option<&str> {
    let (above, _) = path.rsplit_once('/')?;
    let above = if above.starts_with("/snapshots/") {
        "/snapshots"
    } else {
        above
    };
    (!above.is_empty()).then_some(above)
}

/// The head of a page: title, what it rests on, what can be done.
pub(crate) fn head(title: &str, meta: &Markup, acts: &Markup) -> Markup {
    html! {
        div.head {
            h1 { bdi { (title) } }
            @if !meta.0.is_empty() { span.meta { (meta) } }
            @if !acts.0.is_empty() { div.acts { (acts) } }
        }
    }
}

/// What to do where there is nothing yet.
pub(crate) fn empty(title: &str, text: &str, acts: &Markup) -> Markup {
    html! {
        section.card.empty {
            h2 { (title) } p { (text) } @if !acts.0.is_empty() { p.acts { (acts) } }
        }
    }
}

/// The hidden field with the token of the form.
pub(crate) fn token(ask: &Ask) -> Markup {
    html! { input type="hidden" name="token" value=(ask.token); }
}

/// Hidden fields that keep the rest of an address in a form that sends its own names.
pub(crate) fn keep(address: &Address, own: &[&str]) -> Markup {
    html! {
        @for (name, value) in
            address.pairs().iter().filter(|(name, _)| !own.contains(&name.as_str())) {
            input type="hidden" name=(name) value=(value);
        }
    }
}
