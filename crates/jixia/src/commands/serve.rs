//! `jixia serve`: pages and JSON API on this machine.

use std::net::SocketAddr;

use jixia_app::App;
use jixia_web::ServeOptions;

/// Serves until it is told to stop.
pub fn run(app: App, listen: SocketAddr) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(jixia_web::serve(app, ServeOptions { listen }))?;
    Ok(())
}
