//! The one way in which rows, changes and lines are put into bytes and hashed, for writing and
//! verifying.
//!
//! A row hash is SHA-256 keyed with a secret of the database, so that a digest in the journal tells
//! nobody an identity number who does not hold the database. It covers name and value of every
//! field that is filled, in order of name: a field added later, empty in old rows, changes no hash.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::Change;
use crate::db::Cell;

/// The hash of one row version.
pub(crate) type RowHash = [u8; 32];

/// Hashes rows with the secret of one database.
#[derive(Clone)]
pub(crate) struct Canon {
    keyed: Sha256,
}

impl Canon {
    /// With this secret.
    pub(crate) fn new(secret: &str) -> Self {
        // A whole block of SHA-256, so that the keyed state is computed once and then copied.
        let mut block = [0_u8; 64];
        block
            .iter_mut()
            .zip(secret.bytes())
            .for_each(|(to, from)| *to = from);
        Self {
            keyed: Sha256::new_with_prefix(block),
        }
    }

    /// The hash of a row: its fields as name and value, in order of name.
    pub(crate) fn row<'a>(
        &self,
        scratch: &mut Vec<u8>,
        fields: impl Iterator<Item = (&'a str, Cell<'a>)>,
    ) -> RowHash {
        scratch.clear();
        for (name, cell) in fields {
            put_field(scratch, name, cell);
        }
        let mut hash = self.keyed.clone();
        hash.update(&scratch);
        hash.finalize().into()
    }

    /// What stands in the journal for a sealed value: the same for the same value of the same
    /// field.
    pub(crate) fn seal(&self, field: &str, cell: Cell<'_>) -> String {
        let mut scratch = Vec::new();
        let hash = self.row(&mut scratch, std::iter::once((field, cell)));
        let mut text = String::from("sealed:");
        hash.iter()
            .take(8)
            .for_each(|byte| push_hex(&mut text, *byte));
        text
    }
}

fn put_field(out: &mut Vec<u8>, name: &str, cell: Cell<'_>) {
    if cell == Cell::Null {
        return;
    }
    put(out, name.as_bytes());
    match cell {
        Cell::Null => {}
        Cell::Int(n) => fixed(out, b'i', n.to_be_bytes()),
        Cell::Real(x) => fixed(out, b'r', x.to_bits().to_be_bytes()),
        Cell::Bool(yes) => fixed(out, b'b', [u8::from(yes)]),
        Cell::Day(day) => fixed(out, b'd', day.days().to_be_bytes()),
        Cell::Instant(at) => fixed(out, b'm', at.micros().to_be_bytes()),
        Cell::Text(text) => {
            out.push(b't');
            put(out, text.as_bytes());
        }
        Cell::Bytes(bytes) => {
            out.push(b'x');
            put(out, bytes);
        }
    }
}

fn fixed<const N: usize>(out: &mut Vec<u8>, tag: u8, bytes: [u8; N]) {
    out.push(tag);
    out.extend_from_slice(&bytes);
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(bytes);
}

/// Which versions an act wrote and which it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    Written,
    Ended,
}

/// The digest of what one act did to one register: written versions first, each kind in order of
/// record.
pub(crate) struct ChangeDigest {
    hash: Sha256,
    written: u64,
    ended: u64,
}

impl ChangeDigest {
    pub(crate) fn new(register: &str) -> Self {
        let mut bytes = Vec::new();
        put(&mut bytes, b"jixia change 1");
        put(&mut bytes, register.as_bytes());
        Self {
            hash: Sha256::new_with_prefix(&bytes),
            written: 0,
            ended: 0,
        }
    }

    pub(crate) fn add(&mut self, mark: Mark, id: i64, row: &RowHash) {
        let tag = match mark {
            Mark::Written => {
                self.written += 1;
                0
            }
            Mark::Ended => {
                self.ended += 1;
                1
            }
        };
        let mut bytes = [0_u8; 41];
        let (head, tail) = bytes.split_at_mut(9);
        head.iter_mut()
            .zip(std::iter::once(tag).chain(id.to_be_bytes()))
            .for_each(|(to, from)| *to = from);
        tail.copy_from_slice(row);
        self.hash.update(bytes);
    }

    pub(crate) fn finish(self, register: &str) -> Change {
        Change {
            register: register.to_owned(),
            written: self.written,
            ended: self.ended,
            digest: hex(&self.hash.finalize()),
        }
    }
}

/// The digest of all that one act changed, which stands in its line.
pub(crate) fn changes_digest(changes: &[Change]) -> String {
    let mut bytes = Vec::new();
    put(&mut bytes, b"jixia changes 1");
    for change in changes {
        put(&mut bytes, change.register.as_bytes());
        put(&mut bytes, &change.written.to_be_bytes());
        put(&mut bytes, &change.ended.to_be_bytes());
        put(&mut bytes, change.digest.as_bytes());
    }
    hex(&Sha256::digest(&bytes))
}

/// The content of a line as it is hashed: what stands in the table, cell by cell.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LineText<'a> {
    pub seq: u64,
    pub at: i64,
    pub actor: &'a str,
    pub act: &'a str,
    pub register: Option<&'a str>,
    pub record: Option<i64>,
    pub before: Option<&'a str>,
    pub after: Option<&'a str>,
    pub rows: u64,
    pub digest: &'a str,
    pub reason: Option<&'a str>,
    pub previous: &'a str,
}

impl LineText<'_> {
    /// SHA-256 over the line, the hash of the line before included.
    pub(crate) fn hash(&self) -> String {
        let mut out = Vec::new();
        put(&mut out, b"jixia line 1");
        put(&mut out, &self.seq.to_be_bytes());
        put(&mut out, &self.at.to_be_bytes());
        put(&mut out, self.actor.as_bytes());
        put(&mut out, self.act.as_bytes());
        maybe(&mut out, self.register.map(str::as_bytes));
        maybe(
            &mut out,
            self.record
                .map(i64::to_be_bytes)
                .as_ref()
                .map(|bytes| &bytes[..]),
        );
        maybe(&mut out, self.before.map(str::as_bytes));
        maybe(&mut out, self.after.map(str::as_bytes));
        put(&mut out, &self.rows.to_be_bytes());
        put(&mut out, self.digest.as_bytes());
        maybe(&mut out, self.reason.map(str::as_bytes));
        put(&mut out, self.previous.as_bytes());
        hex(&Sha256::digest(&out))
    }
}

fn maybe(out: &mut Vec<u8>, bytes: Option<&[u8]>) {
    match bytes {
        None => out.push(0),
        Some(bytes) => {
            out.push(1);
            put(out, bytes);
        }
    }
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    bytes.iter().for_each(|byte| push_hex(&mut text, *byte));
    text
}

fn push_hex(text: &mut String, byte: u8) {
    // Writing to a String cannot fail.
    let _ = write!(text, "{byte:02x}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(fields: &[(&str, Cell<'_>)]) -> RowHash {
        Canon::new("secret").row(&mut Vec::new(), fields.iter().copied())
    }

    #[test]
    fn an_empty_field_changes_no_hash_and_a_filled_one_does() {
        let one = row(&[("a", Cell::Int(1))]);
        assert_eq!(row(&[("a", Cell::Int(1)), ("b", Cell::Null)]), one);
        assert_ne!(row(&[("b", Cell::Int(1))]), one);
        assert_ne!(row(&[("a", Cell::Text("1"))]), one);
        assert_ne!(
            row(&[("a", Cell::Text("xy")), ("b", Cell::Text("z"))]),
            row(&[("a", Cell::Text("x")), ("b", Cell::Text("yz"))])
        );
        assert_ne!(
            Canon::new("other").row(&mut Vec::new(), [("a", Cell::Int(1))].into_iter()),
            one
        );
    }

    #[test]
    fn a_change_is_the_same_only_in_order() {
        let digest = |rows: &[(Mark, i64)]| {
            let mut digest = ChangeDigest::new("r");
            rows.iter()
                .for_each(|(mark, id)| digest.add(*mark, *id, &[7; 32]));
            digest.finish("r").digest
        };
        let (a, b) = ((Mark::Written, 1), (Mark::Ended, 1));
        assert_ne!(digest(&[a, b]), digest(&[b, a]));
        assert_ne!(digest(&[a]), digest(&[b]));
    }
}
