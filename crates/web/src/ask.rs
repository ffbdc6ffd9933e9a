//! One request as pages see it: its words, its address and the token of its forms.

use std::convert::Infallible;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use axum::http::request::Parts;
use jixia_app::{Account, Actor};

use crate::address::{Address, read_pairs};
use crate::entry::Who;
use crate::state::Web;
use crate::terms::Language;
use crate::texts::Words;

/// Cookie that keeps the language a person chose.
pub(crate) const LANGUAGE_COOKIE: &str = "jixia-lang";
/// Cookie whose value every form must bring along.
pub(crate) const FORM_COOKIE: &str = "jixia-form";

/// The token that forms of this visit bring along; set by the guard before any page is asked.
#[derive(Debug, Clone)]
pub(crate) struct FormToken(pub String);

/// One request as pages see it.
#[derive(Clone)]
pub(crate) struct Ask {
    /// What all requests share.
    pub web: Web,
    /// The language.
    pub words: Words,
    /// The address asked for.
    pub address: Address,
    /// The token of its forms.
    pub token: String,
    /// Who asks; none where nobody is asked who it is, or nobody has signed in.
    pub who: Option<Account>,
}

impl Ask {
    /// A value of the query, if it is there and not empty.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.address.get(name)
    }
}

impl Ask {
    /// Who acts, as the journal keeps it: the account, or these pages where nobody is asked.
    pub(crate) fn actor(&self) -> Actor {
        let name = self.who.as_ref().map(|account| account.name.as_str());
        Actor::new(name.unwrap_or("web"))
    }
}

impl<S> FromRequestParts<S> for Ask
where
    Web: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let address = Address::new(parts.uri.path(), read_pairs(query));
        let words = Words(language(&address, &parts.headers));
        let token = parts
            .extensions
            .get::<FormToken>()
            .map(|token| token.0.clone());
        Ok(Self {
            web: Web::from_ref(state),
            words,
            address,
            token: token.unwrap_or_default(),
            who: parts.extensions.get::<Who>().map(|who| who.0.clone()),
        })
    }
}

/// The language: asked for in the address, else chosen before, else the browser's, else Chinese.
pub(crate) fn language(address: &Address, headers: &HeaderMap) -> Language {
    let asked = address.get("lang").and_then(|tag| tag.parse().ok());
    let chosen = || cookie(headers, LANGUAGE_COOKIE).and_then(|tag| tag.parse().ok());
    let browser = || {
        let accepted = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
        accepted
            .split(',')
            .find_map(|part| part.split(';').next()?.trim().parse().ok())
    };
    asked.or_else(chosen).or_else(browser).unwrap_or_default()
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut pairs = all
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.split_once('='));
    pairs
        .find(|(key, _)| key.trim() == name)
        .map(|(_, value)| value.trim())
}
