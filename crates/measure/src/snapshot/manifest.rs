//! The manifest of a snapshot: what it holds, from when, under which packs, with the hash of each
//! file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jixia_terms::{Day, Instant, Label};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::SnapshotError;

/// Version of the manifest's form.
const FORM: u32 = 1;

/// A complete snapshot: every register as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SnapshotInfo {
    /// Id: the day, with `.2`, `.3` … for further ones of that day.
    pub id: String,
    /// The day that it counts for: rules, the tree and `snapshot_day()` follow it.
    pub day: Day,
    /// The instant as of which registers were read.
    pub as_of: Instant,
    /// When it was made.
    pub made_at: Instant,
    /// The person or program that made it.
    pub made_by: String,
    /// The packs that declared the registers.
    pub packs: Vec<PackVersion>,
    /// Digest of all packs together.
    pub packs_digest: String,
    /// Sequence number and hash of the newest line of the journal.
    pub journal: Option<(u64, String)>,
    /// The files, by register.
    pub registers: BTreeMap<String, RegisterFiles>,
    /// SHA-256 of the manifest itself, which names the snapshot and all that it holds.
    pub manifest_hash: String,
}

impl SnapshotInfo {
    /// Rows of all registers together.
    pub fn rows(&self) -> u64 {
        self.registers.values().map(|files| files.rows).sum()
    }

    /// Bytes of all files together.
    pub fn bytes(&self) -> u64 {
        self.registers.values().map(|files| files.bytes).sum()
    }
}

/// One pack and its version when the snapshot was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackVersion {
    /// Name.
    pub name: String,
    /// Version, as written.
    pub version: String,
    /// SHA-256 over its texts.
    pub digest: String,
}

/// What a snapshot holds of one register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterFiles {
    /// Rows.
    pub rows: u64,
    /// Bytes of its files together.
    pub bytes: u64,
    /// Its files, in order.
    pub files: Vec<FileEntry>,
    /// Sealed fields, which were left out.
    pub sealed: Vec<String>,
}

/// One file of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Name within the folder of the snapshot.
    pub name: String,
    /// Rows.
    pub rows: u64,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    form: u32,
    id: String,
    day: Day,
    as_of: Instant,
    made_at: Instant,
    #[serde(default)]
    made_by: String,
    packs_digest: String,
    packs: Vec<PackVersion>,
    journal: Option<JournalHead>,
    registers: BTreeMap<String, RegisterFiles>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JournalHead {
    seq: u64,
    hash: String,
}

/// The bytes of the manifest; also sets `manifest_hash`.
pub(crate) fn manifest_bytes(info: &mut SnapshotInfo) -> Result<Vec<u8>, SnapshotError> {
    let written = Written {
        form: FORM,
        id: info.id.clone(),
        day: info.day,
        as_of: info.as_of,
        made_at: info.made_at,
        made_by: info.made_by.clone(),
        packs_digest: info.packs_digest.clone(),
        packs: info.packs.clone(),
        journal: info
            .journal
            .clone()
            .map(|(seq, hash)| JournalHead { seq, hash }),
        registers: info.registers.clone(),
    };
    let mut bytes = serde_json::to_vec_pretty(&written)
        .map_err(|error| SnapshotError::storage(&info.id, error))?;
    bytes.push(b'\n');
    info.manifest_hash = sha256(&bytes);
    Ok(bytes)
}

/// Reads a manifest found at `path`.
pub(crate) fn read_manifest(path: &str, bytes: &[u8]) -> Result<SnapshotInfo, SnapshotError> {
    let written: Written = serde_json::from_slice(bytes).map_err(|error| {
        let place = format!("{}:{}", error.line(), error.column());
        let why = Label::new(
            format!("第 {} 行第 {} 列起无法读出", error.line(), error.column()),
            format!("it cannot be read from {place} on: {error}"),
        );
        SnapshotError::damaged(&path, why)
    })?;
    if written.form != FORM {
        let form = written.form;
        let why = Label::new(
            format!("格式版本为 {form}，本程序只识别 {FORM}"),
            format!("its form is {form}, known is {FORM}"),
        );
        return Err(SnapshotError::damaged(&path, why));
    }
    Ok(SnapshotInfo {
        id: written.id,
        day: written.day,
        as_of: written.as_of,
        made_at: written.made_at,
        made_by: written.made_by,
        packs: written.packs,
        packs_digest: written.packs_digest,
        journal: written.journal.map(|head| (head.seq, head.hash)),
        registers: written.registers,
        manifest_hash: sha256(bytes),
    })
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a String never fails.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
