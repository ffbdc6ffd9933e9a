//! Pages and the JSON API: they read through `app` and change through `app`, and know no theme.
//!
//! `router` gives everything as one axum router; `serve` listens, on this machine only until there
//! are accounts.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod address;
mod api;
mod ask;
mod assets;
mod chart;
mod fault;
mod guard;
mod jobs;
mod layout;
mod number;
mod pages;
mod parts;
mod router;
mod serve;
mod shown;
mod state;
mod texts;
mod upload;

pub(crate) use jixia_app::terms;

pub use api::openapi_json;
pub use router::router;
pub use serve::{ServeError, ServeOptions, serve};
