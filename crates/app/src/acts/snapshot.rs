//! Writes a snapshot of every register as it stood, and measures it.

use jixia_measure::{SnapshotInfo, SnapshotOrder, SnapshotProgress};
use jixia_terms::{Day, Instant};

use serde_json::json;

use super::Actor;
use crate::error::AppError;
use crate::open::App;

/// The act as the journal names it.
pub(crate) const SNAPSHOT: &str = "snapshot";

impl App {
    /// Writes a snapshot of every register as it stood at the end of a day (now, when the day is
    /// today's or not named), and computes every indicator on it. The same state again gives the
    /// snapshot there is.
    pub fn snapshot(
        &self,
        by: &Actor,
        on: Option<Day>,
        progress: &mut dyn FnMut(&SnapshotProgress),
    ) -> Result<SnapshotInfo, AppError> {
        let written = self.write_snapshot(by, on, progress)?;
        self.measurer().figures(&written.id)?;
        Ok(written)
    }

    /// The same, its indicators computed when they are first asked for.
    pub fn write_snapshot(
        &self,
        by: &Actor,
        on: Option<Day>,
        progress: &mut dyn FnMut(&SnapshotProgress),
    ) -> Result<SnapshotInfo, AppError> {
        let now = self.now();
        let day = on.unwrap_or_else(|| now.day());
        if day > now.day() {
            return Err(AppError::FutureDay(day));
        }
        let as_of = Instant::end_of(day).min(now);
        let snapshots = self.measurer().snapshots();
        let order = SnapshotOrder {
            on: day,
            as_of,
            made_at: now,
            made_by: by.name().to_owned(),
            recorded: self.recorded_snapshots()?,
        };
        let known: Vec<String> = snapshots.list()?.into_iter().map(|info| info.id).collect();
        let written = snapshots.write(self.store(), &order, progress)?;
        if !known.contains(&written.id) {
            let did = json!({ "snapshot": written.id, "manifest": written.manifest_hash });
            self.store().note(&self.act(by, SNAPSHOT), did)?;
        }
        Ok(written)
    }
}
