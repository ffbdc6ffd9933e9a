//! Every address of the program, and the layers around them.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use jixia_app::App;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::api;
use crate::assets;
use crate::entry::{self, Door};
use crate::fault::as_json;
use crate::guard::guard;
use crate::layout::faults_as_pages;
use crate::pages::account::{own, sign_in};
use crate::pages::{find, home, indicators, jobs, journal, plan, registers, snapshots};
use crate::state::Web;
use crate::upload::FILE_MAX;

/// A form without a file may not be bigger.
const FORM_MAX: usize = 1 << 20;
/// A page that takes longer is given up.
const PAGE_TIMEOUT: Duration = Duration::from_secs(60);
/// A file may take this long to come in.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(60 * 60);

/// Everything, over this app, for those whom the door lets in.
pub fn router(app: App, door: Door) -> Router {
    let web = Web::new(app, door);
    let pages = pages()
        .layer(limit(FORM_MAX))
        .layer(timeout(PAGE_TIMEOUT))
        .merge(
            uploads()
                .layer(limit(upload_max()))
                .layer(timeout(UPLOAD_TIMEOUT)),
        )
        .fallback(home::missing)
        .layer(from_fn_with_state(web.clone(), faults_as_pages));
    let programs = api::routes()
        .layer(limit(FORM_MAX))
        .layer(timeout(PAGE_TIMEOUT))
        .merge(
            api::uploads()
                .layer(limit(upload_max()))
                .layer(timeout(UPLOAD_TIMEOUT)),
        )
        .fallback(home::missing)
        .layer(from_fn_with_state(web.clone(), as_json));
    Router::new()
        .nest("/api", programs)
        .merge(pages)
        .route("/assets/{name}", get(assets::serve))
        .layer(from_fn_with_state(web.clone(), entry::entry))
        .layer(entry::layer(&web))
        .layer(from_fn_with_state(web.clone(), guard))
        .layer(CompressionLayer::new())
        .with_state(web)
}

fn limit(bytes: usize) -> DefaultBodyLimit {
    DefaultBodyLimit::max(bytes)
}

fn upload_max() -> usize {
    // The file and a little for the rest of its form.
    usize::try_from(FILE_MAX + (1 << 20)).unwrap_or(usize::MAX)
}

fn timeout(after: Duration) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, after)
}

fn pages() -> Router<Web> {
    Router::new()
        .route("/", get(home::show))
        .merge(plans())
        .merge(accounts())
        .route("/indicators", get(indicators::list::show))
        .route("/indicators/{name}", get(indicators::one::show))
        .route("/indicators/{name}/rows", get(indicators::rows::show))
        .route(
            "/indicators/{name}/rows/export",
            get(indicators::rows_export::file),
        )
        .route("/registers", get(registers::all::show))
        .route("/registers/{register}", get(registers::list::show))
        .route("/registers/{register}/key", get(registers::list::by_key))
        .route(
            "/registers/{register}/new",
            get(registers::edit::new).post(registers::edit::add),
        )
        .route("/registers/{register}/export", get(registers::export::file))
        .route("/registers/{register}/{id}", get(registers::record::show))
        .route(
            "/registers/{register}/{id}/edit",
            get(registers::edit::edit).post(registers::edit::change),
        )
        .route(
            "/registers/{register}/{id}/remove",
            get(registers::remove::show).post(registers::remove::remove),
        )
        .route(
            "/registers/{register}/{id}/rekey",
            get(registers::rekey::show).post(registers::rekey::rekey),
        )
        .route(
            "/registers/{register}/{id}/merge",
            get(registers::merge::show).post(registers::merge::merge),
        )
        .route("/snapshots", get(snapshots::list).post(snapshots::make))
        .route("/snapshots/{id}/verify", post(snapshots::verify))
        .route("/journal", get(journal::list))
        .route("/journal/verify", post(journal::verify))
        .route("/find", get(find::show))
        .route("/node", get(find::node))
        .route("/jobs", get(jobs::list))
        .route("/jobs/{id}", get(jobs::show))
        .route("/jobs/{id}/refused", get(jobs::refused))
        .route("/jobs/{id}/confirm", post(registers::import::confirm))
        .route("/jobs/{id}/part", post(registers::import::as_part))
        .route("/api", get(api::page::show))
}

fn accounts() -> Router<Web> {
    Router::new()
        .route("/sign-in", get(sign_in::show).post(sign_in::enter))
        .route("/sign-in/code", get(sign_in::between).post(sign_in::code))
        .route(
            "/sign-in/password",
            get(sign_in::between).post(sign_in::new_password),
        )
        .route("/sign-out", post(sign_in::leave))
        .route("/me", get(own::show))
        .route("/me/password", post(own::password))
        .route("/me/second", post(own::begin))
        .route("/me/second/confirm", post(own::confirm))
}

fn plans() -> Router<Web> {
    Router::new()
        .route("/plan", get(plan::overview::newest))
        .route("/plan/{id}", get(plan::overview::one))
        .route(
            "/plan/{id}/withdraw",
            get(plan::withdraw::show).post(plan::withdraw::withdraw),
        )
        .route("/plan/{id}/target/{target}", get(plan::target::show))
        .route(
            "/plan/{id}/target/{target}/link",
            post(plan::target_forms::link),
        )
        .route(
            "/plan/{id}/target/{target}/report",
            post(plan::target_forms::report),
        )
        .route("/adopt/confirm", post(plan::adopt::confirm))
}

/// Pages to which files are sent.
fn uploads() -> Router<Web> {
    Router::new()
        .route("/adopt", get(plan::adopt::show).post(plan::adopt::preview))
        .route(
            "/registers/{register}/import",
            get(registers::import::show).post(registers::import::preview),
        )
}
