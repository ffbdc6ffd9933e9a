//! Asks each request who it is.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::Json;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jixia_app::store::RecordId;
use jixia_app::{Account, Client, SignedIn};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use crate::address::Address;
use crate::ask::{Ask, cookie};
use crate::fault::{ApiError, Fault};
use crate::layout::fault_page;
use crate::pages::see;
use crate::state::Web;

/// Cookie by which a device is known on which somebody signed in before.
pub(crate) const DEVICE_COOKIE: &str = "jixia-device";

/// After so many seconds a session is over, however busy it is: a working day.
const SESSION_MAX_S: i64 = 12 * 60 * 60;
/// A session is written again at most so often, in seconds.
const SEEN_S: i64 = 5 * 60;
const SECOND: i64 = 1_000_000;

const WHO: &str = "who";
const HALF: &str = "half";

/// The account of a request.
#[derive(Debug, Clone)]
pub(crate) struct Who(pub Account);

/// What a session says of who is signed in.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Signed {
    account: RecordId,
    round: u64,
    /// Microseconds since 1970.
    since: i64,
    seen: i64,
}

/// How far signing in has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Half {
    /// The token of the step.
    pub token: String,
    /// Where to go afterwards.
    pub to: String,
}

/// Whether an address is for those too who have not signed in.
fn is_open(path: &str) -> bool {
    path == "/sign-in" || path.starts_with("/sign-in/") || path.starts_with("/assets/")
}

/// Lets a request through, or sends it to sign in.
pub(crate) async fn entry(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    if !web.door().asks() {
        return next.run(request).await;
    }
    let session = request.extensions().get::<Session>().cloned();
    let Some(session) = session else {
        return Fault::failed("a request without a session").into_response();
    };
    match account_of(&web, &session).await {
        Ok(Some(account)) => drop(request.extensions_mut().insert(Who(account))),
        Ok(None) if is_open(request.uri().path()) => {}
        Ok(None) => return ask_to_sign_in(&web, request).await,
        Err(fault) => return fault.into_response(),
    }
    next.run(request).await
}

async fn account_of(web: &Web, session: &Session) -> Result<Option<Account>, Fault> {
    let kept: Option<Signed> = session.get(WHO).await.map_err(broken)?;
    let Some(signed) = kept else { return Ok(None) };
    let now = web.app().now().micros();
    if now - signed.since > SESSION_MAX_S * SECOND {
        return Ok(None);
    }
    let (account, round) = (signed.account, signed.round);
    let found = web
        .call(move |app| app.session_holds(account, round))
        .await?;
    if found.is_some() && now - signed.seen > SEEN_S * SECOND {
        let seen = Signed {
            seen: now,
            ..signed
        };
        session.insert(WHO, seen).await.map_err(broken)?;
    }
    Ok(found)
}

async fn ask_to_sign_in(web: &Web, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let is_page = parts.method == Method::GET && !parts.uri.path().starts_with("/api/");
    if is_page {
        let to = parts.uri.path_and_query().map_or("/", |to| to.as_str());
        return see(&Address::of(&["sign-in"]).with("to", to));
    }
    let mut fault = Fault::forbidden("not_signed_in");
    fault.status = StatusCode::UNAUTHORIZED;
    let Ok(ask) = Ask::from_request_parts(&mut parts, web).await;
    if parts.uri.path().starts_with("/api/") {
        (fault.status, Json(ApiError::of(&fault, ask.words, None))).into_response()
    } else {
        (fault.status, fault_page(&fault, &ask, false)).into_response()
    }
}

fn broken(error: tower_sessions::session::Error) -> Fault {
    Fault::failed(format!("the session: {error}"))
}

/// The session of a request, with where it comes from.
pub(crate) struct Visit {
    session: Session,
    address: IpAddr,
    device: Option<String>,
    is_secure: bool,
    now: i64,
}

impl Visit {
    /// Where the request comes from.
    pub(crate) fn client(&self) -> (IpAddr, Option<String>) {
        (self.address, self.device.clone())
    }

    /// How far signing in has come.
    pub(crate) async fn half(&self) -> Result<Option<Half>, Fault> {
        self.session.get(HALF).await.map_err(broken)
    }

    /// Keeps how far signing in has come.
    pub(crate) async fn keep_half(&self, half: &Half) -> Result<(), Fault> {
        self.session.insert(HALF, half).await.map_err(broken)
    }

    /// Begins a session under a new number, so that one known before is worth nothing; gives the
    /// cookie by which the device is known from now on.
    pub(crate) async fn begin(&self, signed: &SignedIn) -> Result<String, Fault> {
        self.session.remove::<Half>(HALF).await.map_err(broken)?;
        self.renew(signed.account.id, signed.round).await?;
        let secure = if self.is_secure { "; Secure" } else { "" };
        let token = &signed.device;
        Ok(format!(
            "{DEVICE_COOKIE}={token}; Path=/sign-in; Max-Age=31536000; HttpOnly; \
             SameSite=Strict{secure}"
        ))
    }

    /// Goes on in another round, after all others ended.
    pub(crate) async fn renew(&self, account: RecordId, round: u64) -> Result<(), Fault> {
        self.session.cycle_id().await.map_err(broken)?;
        let signed = Signed {
            account,
            round,
            since: self.now,
            seen: self.now,
        };
        self.session.insert(WHO, signed).await.map_err(broken)
    }

    /// Ends the session.
    pub(crate) async fn end(&self) -> Result<(), Fault> {
        self.session.flush().await.map_err(broken)
    }
}

/// The client as the app knows it.
pub(crate) fn client(from: &(IpAddr, Option<String>)) -> Client<'_> {
    Client {
        address: from.0,
        device: from.1.as_deref(),
    }
}

impl FromRequestParts<Web> for Visit {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Fault> {
        let session = parts.extensions.get::<Session>().cloned();
        // Where nobody is asked who it is, nobody signs in.
        let session = session.filter(|_| web.door().asks());
        Ok(Self {
            session: session.ok_or_else(Fault::missing)?,
            address: address(parts, web),
            device: cookie(&parts.headers, DEVICE_COOKIE).map(str::to_owned),
            is_secure: web.door().origin().is_some(),
            now: web.app().now().micros(),
        })
    }
}

/// The address that a request comes from. What stands in `X-Forwarded-For` is believed only where a
/// server on this machine passes requests on; its last entry is the one which that server wrote.
fn address(parts: &Parts, web: &Web) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0.ip());
    if web.door().origin().is_none() || !peer.to_canonical().is_loopback() {
        return peer;
    }
    let passed = parts.headers.get_all("x-forwarded-for").iter().next_back();
    let last = passed.and_then(|list| list.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    last.unwrap_or(peer)
}
