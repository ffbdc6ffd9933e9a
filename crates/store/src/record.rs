//! Records, their versions, and the act in whose name they change.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jixia_terms::{Instant, Value};
use serde::{Deserialize, Serialize};

use crate::JournalLine;

/// The number of a record within its register. It never changes and is never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordId(pub i64);

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for RecordId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// Values of some fields of a record, by name of field.
pub type Values = BTreeMap<String, Value>;

/// Who does what, when and why: the head of a line of the journal.
#[derive(Debug, Clone)]
pub struct Act {
    /// Who.
    pub actor: String,
    /// When. Never earlier than the act before it.
    pub at: When,
    /// What: `import`, `change`, …
    pub name: String,
    /// Why, in the actor's words.
    pub reason: Option<String>,
}

/// The instant that an act bears.
#[derive(Debug, Clone, Copy)]
pub enum When {
    /// This one: a made-up history, a test.
    At(Instant),
    /// What this clock shows at the act's turn. Others may act while it waits, or while an import
    /// reads its file.
    Turn(fn() -> Instant),
}

/// One record as it stands or stood.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Record {
    /// Its number.
    pub id: RecordId,
    /// Number of the journal line of the act that wrote this version.
    pub version: u64,
    /// Its values, in the order of `Register::stored()`.
    pub values: Vec<Value>,
}

/// One version of a record, from the act that wrote it to the one that ended it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Version {
    /// The record as it stood.
    pub record: Record,
    /// The act that wrote this version.
    pub written: JournalLine,
    /// The act that ended it; none while it stands.
    pub ended: Option<JournalLine>,
}
