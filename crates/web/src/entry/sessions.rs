//! Where sessions are kept: in the drawer beside the records.

use async_trait::async_trait;
use jixia_app::{App, AppError};
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::{Duration, OffsetDateTime};
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, SessionManagerLayer, SessionStore};

use crate::state::Web;
use crate::terms::Instant;

/// A session that nobody uses for so long is over.
const IDLE: Duration = Duration::hours(2);

/// The layer that gives each request its session.
pub(crate) fn layer(web: &Web) -> SessionManagerLayer<Sessions> {
    let is_secure = web.door().origin().is_some();
    // The prefix has browsers refuse the cookie from any other host and without TLS.
    let name = if is_secure {
        "__Host-jixia-session"
    } else {
        "jixia-session"
    };
    SessionManagerLayer::new(Sessions {
        app: web.app().clone(),
    })
    .with_name(name)
    .with_secure(is_secure)
    .with_http_only(true)
    .with_same_site(SameSite::Strict)
    .with_expiry(Expiry::OnInactivity(IDLE))
}

/// Sessions in the drawer.
#[derive(Clone)]
pub(crate) struct Sessions {
    app: App,
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sessions").finish_non_exhaustive()
    }
}

impl Sessions {
    async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&App) -> std::result::Result<T, AppError> + Send + 'static,
    ) -> Result<T> {
        let app = self.app.clone();
        let done = tokio::task::spawn_blocking(move || work(&app)).await;
        done.map_err(|error| Error::Backend(error.to_string()))?
            .map_err(|error| Error::Backend(error.to_string()))
    }

    async fn keep(&self, record: &Record, is_new: bool) -> Result<bool> {
        let text = serde_json::to_string(record).map_err(|e| Error::Encode(e.to_string()))?;
        let micros = i64::try_from(record.expiry_date.unix_timestamp_nanos() / 1_000);
        let until = micros.ok().and_then(Instant::from_micros);
        let until = until.ok_or_else(|| Error::Encode("an expiry out of range".to_owned()))?;
        let number = record.id.to_string();
        self.call(move |app| app.keep_session(&number, (&text, until), is_new))
            .await
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        while !self.keep(record, true).await? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.keep(record, false).await.map(drop)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let number = id.to_string();
        let Some(text) = self.call(move |app| app.session(&number)).await? else {
            return Ok(None);
        };
        let record: Record =
            serde_json::from_str(&text).map_err(|error| Error::Decode(error.to_string()))?;
        Ok((record.expiry_date > OffsetDateTime::now_utc()).then_some(record))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let number = id.to_string();
        self.call(move |app| app.end_session(&number)).await
    }
}
