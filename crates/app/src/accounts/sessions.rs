//! Sessions: what a browser's cookie stands for. Kept by the digest of its number, so that who
//! reads the drawer can take over none.

use jixia_store::Kept;
use jixia_terms::Instant;

use super::secret;
use crate::error::AppError;
use crate::open::App;

/// Kind of thing in the drawer.
const SESSION: &str = "session";

impl App {
    /// What is kept of the session with this number.
    pub fn session(&self, number: &str) -> Result<Option<String>, AppError> {
        let kept = self
            .drawer()
            .get(SESSION, &secret::digest(number), self.now())?;
        Ok(kept.map(|kept| kept.text))
    }

    /// Keeps a session until an instant; with `is_new` only where none has its number. Whether it
    /// is kept.
    pub fn keep_session(
        &self,
        number: &str,
        (text, until): (&str, Instant),
        is_new: bool,
    ) -> Result<bool, AppError> {
        let (name, kept) = (secret::digest(number), Kept::until(text, until));
        if is_new {
            return Ok(self.drawer().put_new(SESSION, &name, &kept, self.now())?);
        }
        self.drawer().put(SESSION, &name, &kept)?;
        Ok(true)
    }

    /// Ends a session.
    pub fn end_session(&self, number: &str) -> Result<(), AppError> {
        self.drawer()
            .take(SESSION, &secret::digest(number), self.now())?;
        Ok(())
    }

    /// Throws out sessions, codes and counts that have run out.
    pub fn sweep_drawer(&self) -> Result<u64, AppError> {
        Ok(self.drawer().sweep(self.now())?)
    }
}
