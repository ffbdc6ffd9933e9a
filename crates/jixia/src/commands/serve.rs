//! `jixia serve`: pages and JSON API on this machine.

use std::net::SocketAddr;

use jixia_app::App;
use jixia_web::ServeOptions;

use crate::session::refuse;

/// Serves until it is told to stop.
pub fn run(app: App, listen: SocketAddr) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let served = runtime.block_on(jixia_web::serve(app, ServeOptions { listen }));
    served.map_err(|error| {
        let label = error.label();
        refuse(label.zh, label.en)
    })
}
