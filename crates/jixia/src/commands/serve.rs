//! `jixia serve`: pages and JSON API on this machine.

use std::net::SocketAddr;

use jixia_app::App;
use jixia_web::{ServeError, ServeOptions};

use crate::session::refuse;

/// Serves until it is told to stop.
pub fn run(app: App, listen: SocketAddr) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let served = runtime.block_on(jixia_web::serve(app, ServeOptions { listen }));
    served.map_err(|error| refused(&error))
}

/// Refuses an address that cannot be listened on.
pub fn must_be_free(listen: SocketAddr) -> anyhow::Result<()> {
    jixia_web::may_listen(listen).map_err(|error| refused(&error))
}

fn refused(error: &ServeError) -> anyhow::Error {
    let label = error.label();
    refuse(label.zh, label.en)
}
