//! Snapshots 快照: every register as it stood, as Parquet, immutable, with a manifest of hashes.
//!
//! INVARIANT: the manifest is written last, so what has one is complete; what has none is left over
//! from a broken run and goes when the next snapshot is written. One writer at a time, which a lock
//! keeps.

mod encode;
mod manifest;
mod place;
mod write;

use std::collections::HashMap;
use std::io::Write;
use std::path::Path as FilePath;
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::object_store::ObjectStore;
use datafusion::object_store::memory::InMemory;
use datafusion::object_store::path::Path;
use jixia_terms::{Day, Instant, Label};
use serde::Serialize;

pub use manifest::{FileEntry, PackVersion, RegisterFiles, SnapshotInfo};
pub use write::SnapshotOrder;

use crate::error::SnapshotError;
use crate::source::RecordSource;
pub(crate) use encode::parquet_writer;
pub(crate) use manifest::sha256;
pub(crate) use place::Place;

/// How far a snapshot has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SnapshotProgress {
    /// The register being written.
    pub register: String,
    /// Rows written, of all registers.
    pub rows: u64,
    /// Rows there are in all.
    pub rows_expected: u64,
}

/// What is wrong with a file of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SnapshotFault {
    /// The file, with the id of the snapshot.
    pub file: String,
    /// What is wrong.
    pub kind: FaultKind,
}

/// Kinds of damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The file is gone.
    Missing,
    /// Its bytes are not those that were written.
    Altered,
}

impl From<SnapshotFault> for SnapshotError {
    fn from(fault: SnapshotFault) -> Self {
        let why = match fault.kind {
            FaultKind::Missing => Label::new("文件缺失", "it is missing"),
            FaultKind::Altered => Label::new("内容被改动", "it was altered"),
        };
        Self::damaged(&fault.file, why)
    }
}

/// The snapshots kept in one place. Calls block; servers make them from blocking threads.
#[derive(Debug, Clone)]
pub struct Snapshots {
    pub(crate) place: Place,
    known: Arc<Mutex<HashMap<String, SnapshotInfo>>>,
    writing: Arc<Mutex<()>>,
}

impl Snapshots {
    /// Those in a folder, which is made if it is not there.
    pub fn open(dir: &FilePath) -> Result<Self, SnapshotError> {
        Ok(Self::at(Place::folder(dir)?))
    }

    /// Those in a folder, to read them alone: where it is not there, there are none.
    pub fn kept(dir: &FilePath) -> Result<Self, SnapshotError> {
        if dir.is_dir() {
            Self::open(dir)
        } else {
            Self::on(Arc::new(InMemory::new()))
        }
    }

    /// Those in an object store.
    pub fn on(store: Arc<dyn ObjectStore>) -> Result<Self, SnapshotError> {
        Ok(Self::at(Place::store(store)?))
    }

    fn at(place: Place) -> Self {
        Self {
            place,
            known: Arc::default(),
            writing: Arc::default(),
        }
    }

    /// Writes a snapshot of every register as it stood. When that day
    /// already has one that holds the same, gives that one and writes none. `progress` is called
    /// now and then.
    pub fn write(
        &self,
        source: &dyn RecordSource,
        order: &SnapshotOrder,
        progress: &mut dyn FnMut(&SnapshotProgress),
    ) -> Result<SnapshotInfo, SnapshotError> {
        let _one_writer = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let _no_other_program = self.place.lock()?;
        write::write(self, source, order, progress)
    }

    /// All complete snapshots, by day and number. One whose manifest is damaged is none: see
    /// `unreadable`.
    pub fn list(&self) -> Result<Vec<SnapshotInfo>, SnapshotError> {
        Ok(self.look()?.0)
    }

    /// The manifests that are there and damaged. Nothing is read from their snapshots.
    pub fn unreadable(&self) -> Result<Vec<SnapshotFault>, SnapshotError> {
        Ok(self.look()?.1)
    }

    fn look(&self) -> Result<(Vec<SnapshotInfo>, Vec<SnapshotFault>), SnapshotError> {
        let (mut list, mut faults) = (Vec::new(), Vec::new());
        for id in self.place.folders()? {
            match self.find(&id) {
                Ok(info) => list.extend(info),
                Err(SnapshotError::Damaged { path, .. }) => faults.push(SnapshotFault {
                    file: path,
                    kind: FaultKind::Altered,
                }),
                Err(error) => return Err(error),
            }
        }
        list.sort_by_key(|info| (info.day, write::number(&info.id)));
        Ok((list, faults))
    }

    /// The snapshot of this id.
    pub fn get(&self, id: &str) -> Result<SnapshotInfo, SnapshotError> {
        let unknown = || SnapshotError::Unknown(id.to_owned());
        // An id is a day and a number; nothing else may become part of a path.
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_digit() || b"-.".contains(&b)) {
            return Err(unknown());
        }
        self.find(id)?.ok_or_else(unknown)
    }

    /// Reads every file of a snapshot again and names those that are gone or altered.
    pub fn verify(&self, id: &str) -> Result<Vec<SnapshotFault>, SnapshotError> {
        let known = self.get(id)?;
        let mut faults = Vec::new();
        let mut fault = |path: &Path, kind| {
            faults.push(SnapshotFault {
                file: path.to_string(),
                kind,
            });
        };
        let path = manifest_path(id);
        match self.place.hash(&path)? {
            None => fault(&path, FaultKind::Missing),
            Some((_, hash)) if hash != known.manifest_hash => fault(&path, FaultKind::Altered),
            Some(_) => {}
        }
        for file in known.registers.values().flat_map(|files| &files.files) {
            let path = file_path(id, &file.name);
            match self.place.hash(&path)? {
                None => fault(&path, FaultKind::Missing),
                Some((bytes, sha256)) if bytes != file.bytes || sha256 != file.sha256 => {
                    fault(&path, FaultKind::Altered);
                }
                Some(_) => {}
            }
        }
        Ok(faults)
    }

    fn find(&self, id: &str) -> Result<Option<SnapshotInfo>, SnapshotError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(info) = known.get(id) {
            return Ok(Some(info.clone()));
        }
        let path = manifest_path(id);
        let Some(bytes) = self.place.read(&path)? else {
            return Ok(None);
        };
        let info = manifest::read_manifest(path.as_ref(), &bytes)?;
        if info.id != id {
            return Err(SnapshotError::damaged(
                &path,
                Label::new("内容属于另一个快照", "it is that of another snapshot"),
            ));
        }
        known.insert(id.to_owned(), info.clone());
        Ok(Some(info))
    }

    /// Removes what broken runs left over, and nothing of snapshots that are on record as made.
    fn remove_unfinished(&self, recorded: &[String]) -> Result<(), SnapshotError> {
        for id in self.place.folders()? {
            let is_day = id
                .split('.')
                .next()
                .is_some_and(|day| day.parse::<Day>().is_ok());
            let is_left_over = is_day && !recorded.contains(&id);
            if is_left_over && matches!(self.find(&id), Ok(None)) {
                self.place.remove_folder(&id)?;
            }
        }
        Ok(())
    }
}

/// Writes one register as it stood at `as_of` (now, if none) as Parquet with the columns of
/// snapshots; gives the number of rows.
pub fn export_parquet<W: Write + Send>(
    source: &dyn RecordSource,
    register: &str,
    as_of: Option<Instant>,
    writer: W,
) -> Result<u64, SnapshotError> {
    let packs = source.packs().clone();
    let register = packs
        .registers
        .get(register)
        .ok_or_else(|| SnapshotError::UnknownRegister(register.to_owned()))?;
    let (rows, mut writer) = encode::encode_register(source, register, as_of, writer, &mut |_| {})?;
    writer
        .flush()
        .map_err(|error| SnapshotError::storage(&register.name, error))?;
    Ok(rows)
}

fn manifest_path(id: &str) -> Path {
    Path::from_iter([id, "manifest.json"])
}

pub(crate) fn file_path(id: &str, name: &str) -> Path {
    Path::from_iter([id, name])
}
