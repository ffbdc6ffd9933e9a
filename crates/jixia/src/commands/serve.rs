//! `jixia serve`: pages and JSON API.

use std::net::SocketAddr;

use jixia_app::App;
use jixia_app::terms::Label;
use jixia_web::{Door, Origin, ServeError, ServeOptions};

use crate::session::{Session, refuse, tell};

/// Where to listen and whom to let in.
pub fn options(listen: SocketAddr, accounts: bool, origin: Option<Origin>) -> ServeOptions {
    let door = if accounts {
        Door::Accounts(origin)
    } else {
        Door::ThisMachine
    };
    ServeOptions { listen, door }
}

/// Serves the data that is there.
pub fn kept(session: &Session, options: &ServeOptions) -> anyhow::Result<()> {
    run(session, session.open_kept()?, options)
}

/// Serves until it is told to stop.
pub fn run(session: &Session, app: App, options: &ServeOptions) -> anyhow::Result<()> {
    if let Door::Accounts(_) = options.door
        && let Some((account, code)) = app.first_administrator()?
    {
        let name = &account.name;
        let text = Label::new(
            format!(
                "还没有人设置过密码：请用账号“{name}”和一次性代码 {code} 登录（72 小时内有效，\
                 每次启动换新的代码）"
            ),
            format!(
                "nobody has chosen a password yet: sign in as `{name}` with the one-time code \
                 {code} (good for 72 hours; each start gives a new one)"
            ),
        );
        tell(text.text(session.language()));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let served = runtime.block_on(jixia_web::serve(app, options.clone()));
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
