//! What is wrong with packs is told with file, line and the nearest right word, all at once.
//!
//! Each test breaks the sound pack of `house` in one place and reads what is said.

mod checks;
mod files;
#[path = "../house/mod.rs"]
mod house;
mod indicators;
mod processes;
mod registers;
mod report;
mod roles;
mod syntax;

use expect_test::{Expect, expect};
use jixia_pack::{Fault, Packs, SourceFile};

pub(crate) fn faults(files: &[SourceFile]) -> String {
    let faults = Packs::read(files).err().unwrap_or_default();
    let line = |fault: &Fault| format!("[{}] {fault}\n", fault.code);
    faults.iter().map(line).collect()
}

/// Replaces some text in one file of the sound pack.
pub(crate) fn edit(file: &str, old: &str, new: &str, expected: Expect) {
    let mut files = house::files(house::SOUND);
    let path = format!("base/{file}.toml");
    let source = files.iter_mut().find(|source| source.path == path).unwrap();
    assert!(source.text.contains(old), "{path} has no `{old}`");
    source.text = source.text.replacen(old, new, 1);
    expected.assert_eq(&faults(&files));
}

/// Puts files beside those of the sound pack.
pub(crate) fn add(files: &str, expected: Expect) {
    expected.assert_eq(&faults(&house::sound_with(files)));
}

#[test]
pub(crate) fn the_sound_pack_has_no_fault() {
    expect![""].assert_eq(&faults(&house::files(house::SOUND)));
}
