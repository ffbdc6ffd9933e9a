//! The second factor: codes by time (TOTP, RFC 6238) from an app on the person's phone.

use jixia_terms::Instant;
use totp_rs::{Builder, Secret, Totp};

use super::secret::random;
use crate::error::AppError;

/// Seconds for which a code holds; what every app assumes.
const STEP_S: u64 = 30;

/// A new secret in base 32, as it is typed into an app that cannot read the picture.
pub(super) fn new_secret() -> Result<String, AppError> {
    let secret = Secret::from(random::<20>()?);
    Ok(secret.to_base32())
}

/// The address that an app reads from the picture.
pub(super) fn address(secret: &str, account: &str, issuer: &str) -> Option<String> {
    build(secret, Some((account, issuer)))?.to_url().ok()
}

/// The step of time whose code this is, if it is one. A code is good for once: steps up to `last`
/// are used.
pub(super) fn check(secret: &str, code: &str, last: u64, now: Instant) -> Option<u64> {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let seconds = u64::try_from(now.micros() / 1_000_000).ok()?;
    let step = build(secret, None)?.check(&digits, seconds)?;
    (step > last).then_some(step)
}

fn build(secret: &str, named: Option<(&str, &str)>) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    let mut builder = Builder::new()
        .with_secret(secret)
        .with_step_duration(STEP_S)
        .with_skew(1);
    if let Some((account, issuer)) = named {
        builder = builder.with_account_name(account).with_issuer(Some(issuer));
    }
    builder.build().ok()
}
