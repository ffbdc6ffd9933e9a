//! The one place that reads the system's clock.

use std::time::{SystemTime, UNIX_EPOCH};

use jixia_store::When;
use jixia_terms::Instant;

/// When acts happen: now, or at an instant that the caller sets (a made-up history, a test).
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum Clock {
    #[default]
    System,
    Set(Instant),
}

impl Clock {
    pub(crate) fn now(self) -> Instant {
        match self {
            Self::Set(at) => at,
            Self::System => system(),
        }
    }

    pub(crate) fn when(self) -> When {
        match self {
            Self::Set(at) => When::At(at),
            Self::System => When::Turn(system),
        }
    }
}

fn system() -> Instant {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let micros = i64::try_from(since.as_micros()).unwrap_or(i64::MAX);
    Instant::from_micros(micros).unwrap_or_else(|| Instant::start_of(jixia_terms::Day::EARLIEST))
}
