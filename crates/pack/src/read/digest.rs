//! Names a version of the packs by what they say: SHA-256 over paths and texts.

use sha2::{Digest, Sha256};

use super::SourceFile;
use super::place::within_packs;
use crate::model::Packs;

/// Fills in the digest of the whole and of each pack: over each file's path and text in order of
/// path, each with its length before it, so that no two sets of files look the same.
pub(super) fn fill(packs: &mut Packs, files: &[SourceFile]) {
    let mut files: Vec<(String, &str)> = files
        .iter()
        .filter(|file| file.path.ends_with(".toml"))
        .map(|file| (within_packs(&file.path), file.text.as_str()))
        .collect();
    files.sort();
    packs.digest = digest(files.iter());
    for (name, pack) in &mut packs.packs {
        let folder = format!("{name}/");
        let own = files.iter().filter(|(path, _)| path.starts_with(&folder));
        pack.digest = digest(own);
    }
}

/// The digest of one text.
pub(super) fn of_text(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

fn digest<'a>(files: impl Iterator<Item = &'a (String, &'a str)>) -> String {
    let mut hash = Sha256::new();
    for (path, text) in files {
        for part in [path.as_str(), text] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
    }
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
