//! Listens until it is asked to stop; on this machine only, unless people sign in.

use std::io;
use std::net::SocketAddr;

use jixia_app::App;
use jixia_app::terms::{Label, Language, system_words};
use tokio::net::TcpListener;

use crate::entry::Door;
use crate::router::router;

/// Where to listen.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// Address and port; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Who may come in.
    pub door: Door,
}

/// Why the server does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is not of this machine alone.
    #[error(
        "refused to listen on {0}: other machines reach the pages by account and over https alone; \
         listen on 127.0.0.1, or give --accounts and --origin https://…"
    )]
    NotLoopback(SocketAddr),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {}", system_words(.error, Language::English))]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        error: io::Error,
    },
    /// The server broke.
    #[error("the server broke: {0}")]
    Broke(io::Error),
}

impl ServeError {
    /// The same for people, in both languages.
    pub fn label(&self) -> Label {
        let zh = match self {
            Self::NotLoopback(address) => {
                format!(
                    "不能监听 {address}：其他机器只能凭账号、经 https 打开。请监听 127.0.0.1，\
                     或加上 --accounts 和 --origin https://…"
                )
            }
            Self::Listen { address, error } => {
                format!(
                    "无法监听 {address}：{}",
                    system_words(error, Language::Chinese)
                )
            }
            Self::Broke(error) => {
                format!("服务中断：{}", system_words(error, Language::Chinese))
            }
        };
        Label::new(zh, self.to_string())
    }
}

/// Whether an address can be listened on, for one who has long work to do before.
pub fn may_listen(address: SocketAddr) -> Result<(), ServeError> {
    let listener = std::net::TcpListener::bind(address);
    let listened = listener.map_err(|error| ServeError::Listen { address, error });
    listened.map(drop)
}

/// Serves pages and API until interrupted, then finishes the answers and jobs that are under way.
pub async fn serve(app: App, options: ServeOptions) -> Result<(), ServeError> {
    let address = options.listen;
    if !address.ip().is_loopback() && options.door.origin().is_none() {
        return Err(ServeError::NotLoopback(address));
    }
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| ServeError::Listen { address, error })?;
    let bound = listener.local_addr().map_err(ServeError::Broke)?;
    announce(bound, &options.door);
    let measured = app.clone();
    // Nobody waits for this thread: it ends with the program, and what it computed stays.
    std::thread::spawn(move || measure_ahead(&measured));
    let service = router(app, options.door).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(stop_asked())
        .await
        .map_err(ServeError::Broke)
}

/// Says where the program is reached.
fn announce(bound: SocketAddr, door: &Door) {
    match door {
        Door::ThisMachine => {
            eprintln!("稷下已启动：http://{bound}/ （仅限本机，按 Ctrl-C 停止）");
            eprintln!(
                "Jixia serves http://{bound}/ (this machine only, nobody is asked who it is; \
                 Ctrl-C stops it)"
            );
        }
        Door::Accounts(None) => {
            eprintln!("稷下已启动：http://{bound}/ （仅限本机，凭账号登录，按 Ctrl-C 停止）");
            eprintln!(
                "Jixia serves http://{bound}/ (this machine only, by account; Ctrl-C stops it)"
            );
        }
        Door::Accounts(Some(origin)) => {
            let host = origin.host();
            eprintln!("稷下已启动：https://{host}/ （监听 {bound}，凭账号登录，按 Ctrl-C 停止）");
            eprintln!(
                "Jixia serves https://{host}/ (listening on {bound}, by account; Ctrl-C stops it)"
            );
        }
    }
}

/// Measures the snapshots whose figures are not kept yet, as after a change of packs, the newest
/// first, so that few pages wait for it.
fn measure_ahead(app: &App) {
    let snapshots = app.snapshots().unwrap_or_default();
    for snapshot in snapshots.iter().rev() {
        if let Err(error) = app.figures(&snapshot.id) {
            tracing::warn!(snapshot = snapshot.id, %error, "not measured ahead");
        }
    }
}

/// Ends when the program is interrupted or asked to end.
async fn stop_asked() {
    let interrupted = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "Ctrl-C cannot be heard");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let ended = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let ended = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = ended => {}
    }
}
