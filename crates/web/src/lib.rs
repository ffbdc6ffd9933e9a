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
#![allow(
    clippy::result_large_err,
    reason = "the size of an error of the app is the app's to decide, and errors are rare here"
)]

mod address;
mod api;
mod ask;
mod assets;
mod chart;
mod entry;
mod fault;
mod guard;
mod jobs;
mod layout;
mod number;
mod pages;
mod parts;
mod router;
mod sent;
mod serve;
mod shown;
mod state;
mod texts;
mod tongues;
mod upload;

pub(crate) use jixia_app::terms;

pub use api::openapi_json;
pub use entry::{Door, Origin, OriginFault};
pub use router::router;
pub use serve::{ServeError, ServeOptions, may_listen, serve};
pub use shown::{figure_parts, figure_text, value_text};
