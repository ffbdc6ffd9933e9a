//! What can go wrong in an answer, and its shape for people and for programs.
//!
//! A handler gives a `Fault`; the layer of its routes turns it into a page in the reader's language
//! or into JSON.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jixia_app::measure::MeasureError::UnknownColumn;
use jixia_app::pack::Register;
use jixia_app::plan_text::ReadError;
use jixia_app::{AppError, FieldFault, Wrong};
use serde::Serialize;
use utoipa::ToSchema;

use crate::state::Web;
use crate::terms::{Label, Language};
use crate::texts::{Words, say};

/// What went wrong.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    /// HTTP status.
    pub status: StatusCode,
    /// A code that stays the same from release to release.
    pub code: &'static str,
    /// What is wrong, where the program has more to say than the code.
    pub text: Option<Label>,
    /// The fields at fault.
    pub fields: Vec<FieldFault>,
    /// For the log alone.
    context: Option<String>,
}

impl Fault {
    fn new(status: StatusCode, code: &'static str) -> Self {
        Self {
            status,
            code,
            text: None,
            fields: Vec::new(),
            context: None,
        }
    }

    /// There is no such page or thing.
    pub(crate) fn missing() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found")
    }

    /// The request makes no sense; the code says why.
    pub(crate) fn bad(code: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code)
    }

    /// The request is not for this site.
    pub(crate) fn forbidden(code: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, code)
    }

    /// What was sent is understood, but holds what is not right.
    pub(crate) fn unprocessable(code: &'static str) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code)
    }

    /// A file is too big.
    pub(crate) fn too_big() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_big")
    }

    /// The program failed; the context goes to the log only.
    pub(crate) fn failed(context: impl Into<String>) -> Self {
        let context = Some(context.into());
        Self {
            context,
            ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "failed")
        }
    }

    /// With these words.
    #[must_use]
    pub(crate) fn saying(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.text = Some(Label::new(zh, en));
        self
    }

    /// What is wrong, in words.
    pub(crate) fn words(&self, words: Words) -> String {
        if let Some(text) = &self.text {
            return words.label(text).to_owned();
        }
        let key = format!("error-{}", self.code.replace('_', "-"));
        words
            .maybe(&key)
            .unwrap_or_else(|| words.say("error-failed"))
    }
}

/// Whether a value that was sent is at fault, whatever stands in the registers.
fn is_of_a_value(error: &AppError) -> bool {
    matches!(
        error,
        AppError::Fields(_) | AppError::FutureDay(_) | AppError::FutureInstant(_)
    )
}

fn is_field(error: &AppError) -> bool {
    matches!(error, AppError::Unknown { what, .. } if what.en == "field")
}

impl From<AppError> for Fault {
    fn from(error: AppError) -> Self {
        let status = match error.wrong() {
            // A field that does not exist is a fault of what was sent, not of the address.
            Wrong::Missing if is_field(&error) => StatusCode::UNPROCESSABLE_ENTITY,
            Wrong::Missing if matches!(error, AppError::Measure(UnknownColumn { .. })) => {
                StatusCode::BAD_REQUEST
            }
            Wrong::Missing => StatusCode::NOT_FOUND,
            Wrong::Refused if matches!(error, AppError::Plan(ReadError::TooLarge { .. })) => {
                StatusCode::PAYLOAD_TOO_LARGE
            }
            Wrong::Refused if is_of_a_value(&error) => StatusCode::UNPROCESSABLE_ENTITY,
            Wrong::Refused => StatusCode::CONFLICT,
            Wrong::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let text = match error.wrong() {
            Wrong::Failed => None,
            _ => Some(Label::new(
                error.text(Language::Chinese),
                error.text(Language::English),
            )),
        };
        let code = error.code();
        let context = Some(error.to_string());
        let fields = match error {
            AppError::Fields(fields) => fields,
            _ => Vec::new(),
        };
        Self {
            status,
            code,
            text,
            fields,
            context,
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        if self.status.is_server_error() {
            let context = self.context.as_deref().unwrap_or_default();
            tracing::error!(code = self.code, context, "an answer failed");
        }
        let mut response = (self.status, self.code).into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// The fault that an answer carries, also where the server itself refused (method, size, encoding).
pub(crate) fn fault_of(response: &Response) -> Option<Arc<Fault>> {
    if let Some(fault) = response.extensions().get::<Arc<Fault>>() {
        return Some(Arc::clone(fault));
    }
    let status = response.status();
    let kind = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let is_own = kind
        .is_some_and(|kind| kind.starts_with("text/html") || kind.starts_with("application/json"));
    if !(status.is_client_error() || status.is_server_error()) || is_own {
        return None;
    }
    let code = match status {
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::METHOD_NOT_ALLOWED => "method",
        StatusCode::PAYLOAD_TOO_LARGE => "too_big",
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => "timeout",
        _ if status.is_client_error() => "bad_request",
        _ => "failed",
    };
    Some(Arc::new(Fault::new(status, code)))
}

/// An error of the API.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ApiError {
    /// A code that stays the same from release to release.
    pub code: String,
    /// What is wrong and what to do, in the language asked for.
    pub text: String,
    /// The fields at fault, if any.
    pub r#where: Vec<ApiErrorField>,
}

/// A field at fault.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ApiErrorField {
    /// Name of the field.
    pub field: String,
    /// What is wrong with it.
    pub text: String,
}

impl ApiError {
    /// The shape of a fault for programs.
    pub(crate) fn of(fault: &Fault, words: Words, register: Option<&Register>) -> Self {
        let code = fault.code;
        let fields = fault.fields.iter().map(|fault| ApiErrorField {
            field: fault.field.clone(),
            text: words.label(&fault.text).to_owned(),
        });
        let named = fault.fields.iter().map(|fault| {
            // A part of the request is none of the register, also where it has the name of a field.
            let register = register.filter(|_| code != "bad_json");
            let field = register.and_then(|register| register.field(&fault.field));
            let column = field.map_or(fault.field.as_str(), |field| words.label(&field.label));
            let reason = words.label(&fault.text);
            say!(words, "import-reason-of", column = column, reason = reason)
        });
        let named: Vec<String> = named.collect();
        Self {
            code: fault.code.to_owned(),
            text: if named.is_empty() {
                fault.words(words)
            } else {
                named.join(&say!(words, "reasons-and"))
            },
            r#where: fields.collect(),
        }
    }
}

/// Turns faults of the API into JSON.
pub(crate) async fn as_json(State(web): State<Web>, request: Request, next: Next) -> Response {
    let query = crate::address::read_pairs(request.uri().query().unwrap_or_default());
    let address = crate::address::Address::new("", query);
    let words = Words(crate::ask::language(&address, request.headers()));
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    let Some(fault) = fault_of(&response) else {
        return response;
    };
    let registers = &web.app().packs().registers;
    let register = path.split('/').find_map(|segment| registers.get(segment));
    let body = ApiError::of(&fault, words, register);
    (fault.status, Json(body)).into_response()
}
