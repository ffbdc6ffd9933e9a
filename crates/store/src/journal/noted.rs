//! A line of the journal as a person noted it elsewhere, against which the journal is held: only
//! what stands outside the database tells that its last lines were cut off.

use std::fmt;
use std::str::FromStr;

use super::JournalFault;
use crate::StoreError;
use crate::db::Conn;

/// Digits of a hash.
const HASH_DIGITS: usize = 64;

/// The number and the hash of a line, written `12:9f86d081…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotedLine {
    /// The line.
    pub seq: u64,
    /// Its hash, in lower-case hexadecimal.
    pub hash: String,
}

/// A text that is no noted line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no line of the journal; write its number, a colon and its hash of 64 digits")]
pub struct NotedLineError(pub String);

impl FromStr for NotedLine {
    type Err = NotedLineError;

    fn from_str(text: &str) -> Result<Self, NotedLineError> {
        let error = || NotedLineError(text.to_owned());
        let (seq, hash) = text.trim().split_once([':', '：']).ok_or_else(error)?;
        let seq = seq.parse().map_err(|_| error())?;
        let is_hash = hash.len() == HASH_DIGITS && hash.bytes().all(|b| b.is_ascii_hexdigit());
        if seq == 0 || !is_hash {
            return Err(error());
        }
        let hash = hash.to_ascii_lowercase();
        Ok(Self { seq, hash })
    }
}

impl fmt::Display for NotedLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, self.hash)
    }
}

/// What is wrong when the journal no longer has this line with this hash.
pub(crate) fn differs(
    conn: &mut Conn,
    noted: &NotedLine,
) -> Result<Option<JournalFault>, StoreError> {
    let sql = "SELECT hash FROM _journal WHERE seq = ?1";
    let found = conn.first(sql, &[noted.seq.into()], |row| row.text(0))?;
    Ok((found.as_ref() != Some(&noted.hash)).then(|| noted.fault(found)))
}

impl NotedLine {
    /// The fault of a journal that has this hash in its place, or no such line.
    pub(crate) fn fault(&self, found: Option<String>) -> JournalFault {
        JournalFault::NotedDiffers {
            seq: self.seq,
            noted: self.hash.clone(),
            found,
        }
    }
}
