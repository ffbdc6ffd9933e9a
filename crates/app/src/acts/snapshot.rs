//! Writes a snapshot of every register as it stood, and measures it.

use jixia_measure::{FaultKind, SnapshotFault, SnapshotInfo, SnapshotOrder, SnapshotProgress};
use jixia_store::JournalQuery;
use jixia_terms::{Day, Instant};

use serde_json::json;

use super::Actor;
use crate::error::AppError;
use crate::open::App;

/// The act as the journal names it.
const SNAPSHOT: &str = "snapshot";

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
        };
        let known: Vec<String> = snapshots.list()?.into_iter().map(|info| info.id).collect();
        let written = snapshots.write(self.store(), &order, progress)?;
        if !known.contains(&written.id) {
            let did = json!({ "snapshot": written.id, "manifest": written.manifest_hash });
            self.store().note(&self.act(by, SNAPSHOT), did)?;
        }
        Ok(written)
    }

    /// Computes the hashes of a snapshot's files again and compares, and holds its manifest against
    /// the line that its making left in the journal.
    pub fn verify_snapshot(&self, id: &str) -> Result<Vec<SnapshotFault>, AppError> {
        let snapshots = self.measurer().snapshots();
        let mut faults = snapshots.verify(id)?;
        let query = JournalQuery {
            act: Some(SNAPSHOT.to_owned()),
            limit: 10_000,
            ..JournalQuery::default()
        };
        let lines = self.journal(&query)?.into_iter();
        let mut made = lines.filter_map(|line| line.after);
        let made = made.find(|after| after.get("snapshot").and_then(|v| v.as_str()) == Some(id));
        let manifest = snapshots.get(id)?.manifest_hash;
        let differs = made.is_some_and(|after| after.get("manifest") != Some(&json!(manifest)));
        if differs
            && !faults
                .iter()
                .any(|fault| fault.file.ends_with("manifest.json"))
        {
            faults.push(SnapshotFault {
                file: format!("{id}/manifest.json"),
                kind: FaultKind::Altered,
            });
        }
        Ok(faults)
    }
}
