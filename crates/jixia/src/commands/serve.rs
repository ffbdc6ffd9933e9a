//! `jixia serve`: pages and JSON API on this machine.

use std::net::SocketAddr;

use jixia_app::App;
use jixia_web::ServeOptions;

use crate::session::Session;

/// Serves until it is told to stop.
pub fn run(session: &Session, app: App, listen: SocketAddr) -> anyhow::Result<()> {
    session.note(
        &format!("稷下已启动:http://{listen}/ (仅限本机访问;按 Ctrl-C 停止)"),
        &format!("Jixia serves at http://{listen}/ (this machine only; Ctrl-C stops it)"),
    );
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(jixia_web::serve(app, ServeOptions { listen }))?;
    Ok(())
}
