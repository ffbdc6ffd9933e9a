//! Packs on their way from texts to the checked model: as far as they can be read, with all faults
//! found so far.
//!
//! Whoever can plan SQL looks at the packs even when they have faults, adds those of SQL at their
//! places, and then asks for the end: the model, or every fault, each cause said once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::check::Known;
use crate::fault::{Fault, each_cause_once};
use crate::model::Packs;
use crate::read::place::Kind;
use crate::read::{SourceFile, read_all};
use crate::sink::{Sink, What};
use crate::sql::At;

/// A text of SQL in a file of a pack.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SqlText {
    /// The file.
    pub file: String,
    /// The keys under which it stands: `rows`, `field.is_large.computed`.
    pub path: String,
}

impl SqlText {
    /// The text under a key of a file.
    pub fn new(file: &str, path: impl Into<String>) -> Self {
        let (file, path) = (file.to_owned(), path.into());
        Self { file, path }
    }
}

/// Packs as far as they can be read.
pub struct Checking {
    packs: Arc<Packs>,
    known: Known,
    sink: Sink,
    /// By table: the files with SQL that cannot be planned before it is mended.
    waiting: BTreeMap<String, BTreeSet<String>>,
}

impl Checking {
    /// Reads the packs as a whole and checks all but the planning of SQL. `unread` are the faults
    /// of files that are not even text. Files that are not `*.toml` are passed over.
    pub fn read(files: &[SourceFile], unread: Vec<Fault>) -> Self {
        let mut sink = Sink::default();
        let (packs, known) = read_all(files, unread, &mut sink);
        Self {
            packs: Arc::new(packs),
            known,
            sink,
            waiting: BTreeMap::new(),
        }
    }

    /// What could be read. Unlike a checked model it may name what there is not.
    pub fn packs(&self) -> &Arc<Packs> {
        &self.packs
    }

    /// Whether a fault was already found in this text or below its path.
    pub fn is_broken(&self, text: &SqlText) -> bool {
        self.sink.is_broken(&text.file, &text.path)
    }

    /// Registers and views that are declared, but whose columns are not known for sure, since what
    /// declares them has faults.
    pub fn unsure_tables(&self) -> BTreeSet<String> {
        let registers = self.known.names(Kind::Register).filter(|name| {
            let file = self.known.file(Kind::Register, name).unwrap_or_default();
            !self.packs.registers.contains_key(*name) || self.sink.broken(file).any(changes_columns)
        });
        let views = self.known.names(Kind::View).filter(|name| {
            let file = self.known.file(Kind::View, name).unwrap_or_default();
            !self.packs.views.contains_key(*name) || self.sink.is_broken(file, "rows")
        });
        registers.chain(views).map(str::to_owned).collect()
    }

    /// Adds a fault at a line (from 0) and character (from 1) of some SQL.
    pub fn add(&mut self, text: &SqlText, at: At, fault: What) {
        self.sink.add_in_text(&text.file, &text.path, at, fault);
    }

    /// Notes that SQL in a file cannot be planned before this table is mended.
    pub fn add_waiting(&mut self, table: &str, file: &str) {
        let waiting = self.waiting.entry(table.to_owned()).or_default();
        waiting.insert(file.to_owned());
    }

    /// The checked model, or every fault, in order of file and line.
    pub fn finish(self) -> Result<Arc<Packs>, Vec<Fault>> {
        let mut faults = self.sink.into_faults();
        for (table, files) in &self.waiting {
            let register = self.known.file(Kind::Register, table);
            let file = register.or_else(|| self.known.file(Kind::View, table));
            let mut here = faults
                .iter_mut()
                .filter(|it| Some(&*it.fault.file) == file)
                .filter(|it| changes_columns(&it.path));
            if let Some(noted) = here.next() {
                noted.fault.waiting += files.len();
            }
        }
        let faults = faults.into_iter().map(|noted| noted.fault).collect();
        let faults = each_cause_once(faults);
        if faults.is_empty() {
            Ok(self.packs)
        } else {
            Err(faults)
        }
    }
}

/// Whether a fault at this path of a register means that its columns may be others.
fn changes_columns(path: &str) -> bool {
    const BESIDE: [&str; 9] = [
        "label",
        "doc",
        "key",
        "org",
        "title",
        "serves",
        "tree",
        "moves",
        "successions",
    ];
    const WITHIN: [&str; 13] = [
        "label", "also", "doc", "required", "unit", "match", "min", "max", "codes", "to", "find",
        "listed", "check",
    ];
    let mut keys = path.split('.');
    let (first, third) = (keys.next().unwrap_or_default(), keys.nth(1));
    !BESIDE.contains(&first) && !third.is_some_and(|key| WITHIN.contains(&key))
}
