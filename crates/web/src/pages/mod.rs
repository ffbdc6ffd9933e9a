//! The pages, one a file. Each reads through the app, makes a view and draws it.

pub(crate) mod account;
pub(crate) mod find;
pub(crate) mod home;
pub(crate) mod import_result;
pub(crate) mod indicators;
pub(crate) mod jobs;
pub(crate) mod journal;
pub(crate) mod plan;
pub(crate) mod registers;
pub(crate) mod snapshots;

use axum::response::{IntoResponse, Redirect, Response};
use jixia_app::pack::Packs;

use crate::address::Address;
use crate::fault::Fault;

/// What a page handler gives: a page, or a fault that becomes one.
pub(crate) type PageResult = Result<Response, Fault>;

/// The answer to an accepted form: go and look at this page.
pub(crate) fn see(address: &Address) -> Response {
    Redirect::to(&address.text()).into_response()
}

/// The order of packs in lists: those that others build on come first.
pub(crate) fn packs_order<'a>(packs: &Packs, name: &'a str) -> (usize, &'a str) {
    (
        packs
            .packs
            .get(name)
            .map_or(usize::MAX, |pack| pack.needs.len()),
        name,
    )
}
