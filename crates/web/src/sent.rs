//! A form as it was sent; a form without the token of its visit never comes so far.

use axum::Form;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};

use crate::ask::FormToken;
use crate::guard::check_token;

/// The values of a form that brought its token along.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent(pub Vec<(String, String)>);

impl Sent {
    /// The first value of this name, without the space around it; empty where there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The first value of this name as it was typed, as passwords are.
    pub(crate) fn raw(&self, name: &str) -> &str {
        let mut pairs = self.0.iter();
        let found = pairs.find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    }
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let token = request.extensions().get::<FormToken>().cloned();
        let token = token.map(|token| token.0).unwrap_or_default();
        let Form(pairs) = Form::from_request(request, state)
            .await
            .map_err(IntoResponse::into_response)?;
        let sent = Self(pairs);
        check_token(&token, Some(sent.get("token"))).map_err(IntoResponse::into_response)?;
        Ok(sent)
    }
}
