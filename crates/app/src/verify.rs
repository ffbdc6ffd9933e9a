//! Holds journal and snapshots against each other: what either says of the other must be there.

use std::path::PathBuf;

use jixia_measure::{FaultKind, SnapshotError, SnapshotFault};
use jixia_store::{JournalLine, JournalQuery, NotedLine, Verdict};
use jixia_terms::{Instant, Language};
use serde::Serialize;
use serde_json::json;

use crate::acts::SNAPSHOT;
use crate::error::AppError;
use crate::open::App;

/// Lines of the journal that are read at a time.
const PAGE: usize = 10_000;

/// What is wrong with the snapshots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum KeptFault {
    /// A file of a snapshot is gone or altered.
    Damaged(SnapshotFault),
    /// A snapshot that the journal names is not there.
    Lost {
        /// The line of its making.
        line: u64,
        /// When it was made.
        at: Instant,
        /// The snapshot, named after its day.
        snapshot: String,
        /// The folder or file that is not there.
        missing: PathBuf,
    },
}

impl KeptFault {
    /// What is wrong and what to do, in words for people.
    pub fn text(&self, language: Language) -> String {
        match (self, language) {
            (Self::Damaged(fault), _) => SnapshotError::from(fault.clone()).text(language),
            (
                Self::Lost {
                    line,
                    at,
                    snapshot,
                    missing,
                },
                Language::Chinese,
            ) => format!(
                "快照“{snapshot}”缺失：日志第 {line} 行记有它（{} 生成），但“{}”不在，请从备份恢复",
                at.local_text(),
                missing.display()
            ),
            (
                Self::Lost {
                    line,
                    at,
                    snapshot,
                    missing,
                },
                Language::English,
            ) => format!(
                "the snapshot {snapshot} is lost: line {line} of the journal says that it was made \
                    ({}), but `{}` is not there; restore it from a backup",
                at.local_text(),
                missing.display()
            ),
        }
    }
}

impl App {
    /// Computes journal and registers again and compares; the heads kept in snapshots are held
    /// against it too.
    pub fn verify_journal(&self, progress: &mut dyn FnMut(u64, u64)) -> Result<Verdict, AppError> {
        let anchors: Vec<_> = self
            .snapshots()?
            .into_iter()
            .filter_map(|snapshot| snapshot.journal)
            .collect();
        Ok(self.store().verify_journal(&anchors, progress)?)
    }

    /// Adds to a verdict when the journal no longer has a line that a person noted elsewhere.
    pub fn hold_against(&self, noted: &NotedLine, verdict: &mut Verdict) -> Result<(), AppError> {
        Ok(self.store().hold_against(noted, verdict)?)
    }

    /// Computes the hashes of a snapshot's files again and compares, and holds its manifest against
    /// the line that its making left in the journal.
    pub fn verify_snapshot(&self, id: &str) -> Result<Vec<SnapshotFault>, AppError> {
        self.faults_of_snapshot(id, &self.snapshot_lines()?)
    }

    /// The same for every snapshot that is kept, and whether all are kept that the journal names.
    pub fn verify_snapshots(&self, verdict: &Verdict) -> Result<Vec<KeptFault>, AppError> {
        // Where no line was read, there may be no journal to ask.
        let lines = match verdict.lines {
            0 => Vec::new(),
            _ => self.snapshot_lines()?,
        };
        let kept = self.snapshots()?;
        let damaged = self.measurer().snapshots().unreadable()?;
        let is_there = |snapshot: &str| {
            let manifest = format!("{snapshot}/manifest.json");
            kept.iter().any(|info| info.id == snapshot)
                || damaged.iter().any(|fault| fault.file == manifest)
        };
        let mut faults: Vec<_> = damaged.iter().cloned().map(KeptFault::Damaged).collect();
        for info in &kept {
            let damaged = self.faults_of_snapshot(&info.id, &lines)?;
            faults.extend(damaged.into_iter().map(KeptFault::Damaged));
        }
        for line in &lines {
            let Some(snapshot) = snapshot_of(line) else {
                continue;
            };
            if !is_there(snapshot) {
                faults.push(KeptFault::Lost {
                    line: line.seq,
                    at: line.at,
                    snapshot: snapshot.to_owned(),
                    missing: self.missing_of(snapshot),
                });
            }
        }
        Ok(faults)
    }

    /// Snapshots whose manifests are damaged, so that nothing is read from them.
    pub fn unreadable_snapshots(&self) -> Result<Vec<KeptFault>, AppError> {
        let damaged = self.measurer().snapshots().unreadable()?;
        Ok(damaged.into_iter().map(KeptFault::Damaged).collect())
    }

    fn faults_of_snapshot(
        &self,
        id: &str,
        lines: &[JournalLine],
    ) -> Result<Vec<SnapshotFault>, AppError> {
        let snapshots = self.measurer().snapshots();
        let mut faults = snapshots.verify(id)?;
        let manifest = json!(snapshots.get(id)?.manifest_hash);
        let made = lines.iter().find(|line| snapshot_of(line) == Some(id));
        let made = made.and_then(|line| line.after.as_ref());
        let differs = made.is_some_and(|after| after.get("manifest") != Some(&manifest));
        let is_told = |fault: &SnapshotFault| fault.file.ends_with("manifest.json");
        if differs && !faults.iter().any(is_told) {
            faults.push(SnapshotFault {
                file: format!("{id}/manifest.json"),
                kind: FaultKind::Altered,
            });
        }
        Ok(faults)
    }

    /// The snapshots that the journal says were made.
    pub(crate) fn recorded_snapshots(&self) -> Result<Vec<String>, AppError> {
        let lines = self.snapshot_lines()?;
        let ids = lines.iter().filter_map(snapshot_of);
        Ok(ids.map(str::to_owned).collect())
    }

    /// The lines of all snapshots that were made, the oldest first.
    fn snapshot_lines(&self) -> Result<Vec<JournalLine>, AppError> {
        let mut lines = Vec::new();
        let mut query = JournalQuery {
            act: Some(SNAPSHOT.to_owned()),
            limit: PAGE,
            ..JournalQuery::default()
        };
        loop {
            let page = self.journal(&query)?;
            query.before = page.last().map(|line| line.seq);
            let is_last = page.len() < PAGE;
            lines.extend(page);
            if is_last {
                lines.reverse();
                return Ok(lines);
            }
        }
    }

    /// The outermost of the folders and the file of a snapshot that is not there.
    fn missing_of(&self, snapshot: &str) -> PathBuf {
        let all = self.data().join("snapshots");
        let own = all.join(snapshot);
        let manifest = own.join("manifest.json");
        let outer = [all, own].into_iter().find(|folder| !folder.exists());
        outer.unwrap_or(manifest)
    }
}

/// The snapshot whose making a line tells.
fn snapshot_of(line: &JournalLine) -> Option<&str> {
    line.after.as_ref()?.get("snapshot")?.as_str()
}
