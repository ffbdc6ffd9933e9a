//! What is kept of an account and shown to nobody, in the drawer.

use jixia_store::{Drawer, Kept, RecordId};
use jixia_terms::Instant;
use serde::{Deserialize, Serialize};

use super::secret;
use crate::error::AppError;

/// Devices on which an account is known; the one not used for longest is forgotten first.
const DEVICES_MAX: usize = 12;

/// How a person proves to be the owner of an account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Secrets {
    /// Hash of the password; none until one was chosen.
    pub password: Option<String>,
    /// The code given by an administrator in place of a password.
    pub one_time: Option<OneTime>,
    /// Secret of the second factor, once it was proved.
    pub totp: Option<String>,
    /// The last step of time whose code was used.
    pub totp_last: u64,
    /// Secret of a second factor that waits for its first code.
    pub totp_new: Option<String>,
    /// Digests of codes in place of a second factor, each good for once.
    pub recovery: Vec<String>,
    /// Digests of devices on which the account was signed in, the one used last at the end.
    pub devices: Vec<String>,
    /// Sessions begun in an earlier round are over.
    pub round: u64,
    /// When the account was last signed in, in microseconds since 1970.
    pub last: Option<i64>,
}

/// A one-time code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OneTime {
    /// Its digest.
    pub digest: String,
    /// When it runs out, in microseconds since 1970.
    pub until: i64,
}

impl Secrets {
    /// Whether this is the one-time code, and it still holds.
    pub fn is_one_time(&self, given: &str, now: Instant) -> bool {
        let given = secret::code_digest(given);
        let holds = |code: &&OneTime| code.until > now.micros() && code.digest == given;
        self.one_time.as_ref().filter(holds).is_some()
    }

    /// Whether the account was signed in on the device with this token; its digest if so.
    pub fn known_device(&self, token: Option<&str>) -> Option<String> {
        let digest = secret::digest(token?);
        self.devices.contains(&digest).then_some(digest)
    }

    /// Remembers a device as the one used last.
    pub fn remember(&mut self, token: &str) {
        let digest = secret::digest(token);
        self.devices.retain(|device| *device != digest);
        self.devices.push(digest);
        let over = self.devices.len().saturating_sub(DEVICES_MAX);
        self.devices.drain(..over);
    }

    /// Ends all sessions.
    pub fn end_sessions(&mut self) {
        self.round += 1;
    }

    /// Nothing proves anything any more.
    pub fn forget_all(&mut self) {
        *self = Self {
            round: self.round + 1,
            ..Self::default()
        };
    }
}

/// Kind of thing in the drawer.
const KIND: &str = "account";

/// The secrets of the account with this record; none where nothing was ever kept. A record's number
/// is never used again, so a new account inherits nothing from an old one of its name.
pub(super) fn read(drawer: &Drawer, account: RecordId, now: Instant) -> Result<Secrets, AppError> {
    let kept = drawer.get(KIND, &account.to_string(), now)?;
    Ok(kept.map(|kept| parse(&kept.text)).unwrap_or_default())
}

/// Changes the secrets of an account in one step.
pub(super) fn change<T>(
    drawer: &Drawer,
    account: RecordId,
    now: Instant,
    mut change: impl FnMut(&mut Secrets) -> T,
) -> Result<T, AppError> {
    Ok(drawer.change(KIND, &account.to_string(), now, |kept| {
        let mut secrets = kept.map(|kept| parse(&kept.text)).unwrap_or_default();
        let answer = change(&mut secrets);
        // A struct of texts and numbers is always JSON.
        let text = serde_json::to_string(&secrets).unwrap_or_default();
        (Some(Kept::always(text)), answer)
    })?)
}

/// What cannot be read proves nothing.
fn parse(text: &str) -> Secrets {
    serde_json::from_str(text).unwrap_or_default()
}
