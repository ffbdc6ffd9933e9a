//! One line of the journal.

use jixia_terms::Instant;
use serde::{Deserialize, Serialize};

use crate::RecordId;

/// One act, as the journal keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JournalLine {
    /// Its number, from 1 without gaps.
    pub seq: u64,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: String,
    /// What: `import`, `change`, …
    pub act: String,
    /// The register that it changed, when it is one, or the one it began with.
    pub register: Option<String>,
    /// The record, when the act is about one.
    pub record: Option<RecordId>,
    /// The values that it had, sealed ones replaced by a keyed digest.
    pub before: Option<serde_json::Value>,
    /// The values that it has since; for an import, what it did in numbers.
    pub after: Option<serde_json::Value>,
    /// How many row versions the act wrote and ended.
    pub rows: u64,
    /// What it wrote and ended, register by register.
    pub changes: Vec<Change>,
    /// Digest over `changes`.
    pub digest: String,
    /// Why.
    pub reason: Option<String>,
    /// Hash of the line before; empty in the first.
    pub previous: String,
    /// SHA-256 over all of the above, in hexadecimal.
    pub hash: String,
}

/// What one act did to one register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The register.
    pub register: String,
    /// Row versions written.
    pub written: u64,
    /// Row versions ended.
    pub ended: u64,
    /// Digest of them, computed again from the register and its history when the journal is
    /// verified.
    pub digest: String,
}
