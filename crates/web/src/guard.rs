//! Which requests are heard: only those of the program's own pages.
//!
//! INVARIANT: a request whose Host is neither the program's own address nor, without one, a
//! loopback name is refused (a strange name that resolves to this machine must not open its pages),
//! and so is a POST that another site sent.

use axum::Json;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{HOST, HeaderName, HeaderValue, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::address::{Address, read_pairs};
use crate::ask::{Ask, FORM_COOKIE, FormToken, LANGUAGE_COOKIE, cookie};
use crate::entry::Door;
use crate::fault::{ApiError, Fault};
use crate::layout::fault_page;
use crate::state::Web;
use crate::terms::Language;

/// What every answer says to the browser.
const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
         connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Checks the request, gives it a form token, and puts the headers on the answer.
pub(crate) async fn guard(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    if let Err(fault) = check(web.door(), request.method(), request.headers()) {
        return with_headers(refusal(&web, request, &fault).await);
    }
    let kept = cookie(request.headers(), FORM_COOKIE).filter(|token| token.len() == 32);
    let (token, fresh) = match kept {
        Some(token) => (token.to_owned(), false),
        None => (random_text(), true),
    };
    let wanted = Address::new("", read_pairs(request.uri().query().unwrap_or_default()));
    let language: Option<Language> = wanted.get("lang").and_then(|tag| tag.parse().ok());
    let is_page =
        !request.uri().path().starts_with("/api/") && !request.uri().path().starts_with("/assets/");
    request.extensions_mut().insert(FormToken(token.clone()));
    let mut response = next.run(request).await;
    let secure = web.door().origin().map_or("", |_| "; Secure");
    if fresh && is_page {
        set_cookie(
            &mut response,
            &format!("{FORM_COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict{secure}"),
        );
    }
    if let Some(language) = language {
        let line = format!(
            "{LANGUAGE_COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax",
            language.tag()
        );
        set_cookie(&mut response, &line);
    }
    with_headers(response)
}

/// The refusal as a page or as JSON: no layer inside is asked any more.
async fn refusal(web: &Web, request: Request, fault: &Fault) -> Response {
    let (mut parts, _) = request.into_parts();
    let Ok(ask) = Ask::from_request_parts(&mut parts, web).await;
    if parts.uri.path().starts_with("/api/") {
        (fault.status, Json(ApiError::of(fault, ask.words, None))).into_response()
    } else {
        (fault.status, fault_page(fault, &ask, false)).into_response()
    }
}

fn check(door: &Door, method: &Method, headers: &HeaderMap) -> Result<(), Fault> {
    let host = headers
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let is_ours = match door.origin() {
        Some(origin) => host.eq_ignore_ascii_case(origin.host()),
        None => is_loopback(host),
    };
    if !is_ours {
        return Err(Fault::forbidden("foreign_host"));
    }
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let site = headers
        .get("sec-fetch-site")
        .and_then(|site| site.to_str().ok());
    if site.is_some_and(|site| site != "same-origin" && site != "none") {
        return Err(Fault::forbidden("foreign_site"));
    }
    match headers
        .get(ORIGIN)
        .map(|origin| origin.to_str().unwrap_or("null"))
    {
        None => Ok(()),
        Some(origin) => {
            let own = origin
                .strip_prefix("http://")
                .or_else(|| origin.strip_prefix("https://"));
            if own == Some(host) {
                Ok(())
            } else {
                Err(Fault::forbidden("foreign_site"))
            }
        }
    }
}

/// Whether a Host names this machine itself.
fn is_loopback(host: &str) -> bool {
    let name = if host.starts_with('[') {
        host.split_inclusive(']').next().unwrap_or_default()
    } else {
        host.split(':').next().unwrap_or_default()
    };
    let address = name.parse::<std::net::Ipv4Addr>();
    name.eq_ignore_ascii_case("localhost")
        || name == "[::1]"
        || address.is_ok_and(|ip| ip.is_loopback())
}

/// Whether a form brought the token of its visit.
pub(crate) fn check_token(expected: &str, given: Option<&str>) -> Result<(), Fault> {
    let given = given.unwrap_or_default();
    let differ = expected.len() ^ given.len();
    let differ = expected
        .bytes()
        .zip(given.bytes())
        .fold(differ, |sum, (a, b)| sum | usize::from(a ^ b));
    if differ == 0 && !expected.is_empty() {
        Ok(())
    } else {
        Err(Fault::forbidden("old_form"))
    }
}

/// 32 characters that nobody can guess.
pub(crate) fn random_text() -> String {
    let mut bytes = [0u8; 16];
    if getrandom::fill(&mut bytes).is_err() {
        // Without the system's random source no token is given, so that no form is accepted.
        return String::new();
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn set_cookie(response: &mut Response, line: &str) {
    if let Ok(value) = HeaderValue::from_str(line) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

fn with_headers(mut response: Response) -> Response {
    for (name, value) in HEADERS {
        response.headers_mut().insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    let cache = HeaderName::from_static("cache-control");
    if !response.headers().contains_key(&cache) {
        response
            .headers_mut()
            .insert(cache, HeaderValue::from_static("no-store"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_hosts_are_this_machine() {
        for host in [
            "localhost",
            "LOCALHOST:80",
            "127.0.0.1:8080",
            "127.9.9.9",
            "[::1]:8080",
            "[::1]",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            "example.com",
            "localhost.example.com",
            "127.0.0.1.example.com",
            "10.0.0.1",
            "[::2]",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn a_post_from_another_site_is_refused() {
        let headers = |pairs: &[(&'static str, &'static str)]| {
            let entries = pairs
                .iter()
                .map(|(k, v)| (HeaderName::from_static(k), HeaderValue::from_static(v)));
            entries.collect::<HeaderMap>()
        };
        let host = ("host", "localhost:1");
        let post = |pairs: &[_]| check(&Door::ThisMachine, &Method::POST, &headers(pairs)).is_ok();
        assert!(post(&[host]));
        assert!(post(&[
            host,
            ("origin", "http://localhost:1"),
            ("sec-fetch-site", "same-origin")
        ]));
        assert!(!post(&[host, ("origin", "http://localhost:2")]));
        assert!(!post(&[host, ("origin", "null")]));
        assert!(!post(&[host, ("sec-fetch-site", "cross-site")]));
        assert!(!post(&[host, ("sec-fetch-site", "same-site")]));
        assert!(
            check(
                &Door::ThisMachine,
                &Method::GET,
                &headers(&[host, ("sec-fetch-site", "cross-site")])
            )
            .is_ok()
        );
    }

    #[test]
    fn a_form_without_its_token_is_refused() {
        assert!(check_token("abc", Some("abc")).is_ok());
        assert!(check_token("abc", Some("abd")).is_err());
        assert!(check_token("abc", None).is_err());
        assert!(check_token("", Some("")).is_err());
    }
}
