//! `GET /`: until everyone has a day page of their own, the plan.

use axum::response::Response;

use super::see;
use crate::address::Address;
use crate::fault::Fault;

/// `GET /`
pub(crate) async fn show() -> Response {
    see(&Address::of(&["plan"]))
}

/// Everything else.
pub(crate) async fn missing() -> Fault {
    Fault::missing()
}
