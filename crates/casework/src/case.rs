//! A case 办件, and the procedure by which it goes.

use std::collections::BTreeMap;

use jixia_pack::{Move, Packs, Process, Scope};
use jixia_terms::{Instant, Value};
use serde::{Deserialize, Serialize};

use crate::WorkCalendar;
use crate::deadline::Late;

/// A record, or what a move was given: values by name.
pub type Row = BTreeMap<String, Value>;

/// One running procedure over one record. Its state changes only by `Procedure::apply` and
/// `Procedure::carry_over`.
#[derive(Debug, Clone, PartialEq)]
pub struct Case(Kept);

/// What a case keeps: all that is stored of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Its own name, given by whoever opens it.
    pub id: String,
    /// The process.
    pub process: String,
    /// Version of the process with which it began.
    pub digest: String,
    /// The state.
    pub state: String,
    /// How many moves it has made.
    pub version: u64,
    /// When it was opened.
    pub opened: Instant,
    /// When it came into its state: its limit counts from here.
    pub entered: Instant,
    /// When it last moved.
    pub moved: Instant,
    /// Who opened it.
    pub opener: Option<String>,
    /// Persons whom moves have named, by their name in the process.
    pub people: BTreeMap<String, String>,
    /// Who last did each act, themselves and for whom.
    pub did: BTreeMap<String, Vec<String>>,
}

/// Why what was kept is no case of a process.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the case `{id}` is kept in the state `{state}` of version {digest}, which is not at hand")]
pub struct NotKept {
    /// The case.
    pub id: String,
    /// Its state.
    pub state: String,
    /// The version of the process that it goes by.
    pub digest: String,
}

impl Case {
    /// A case from what was kept, if it goes by this version of the process.
    pub fn from_kept(kept: Kept, process: &Process) -> Result<Self, NotKept> {
        if kept.digest == process.digest && process.state(&kept.state).is_some() {
            return Ok(Self(kept));
        }
        Err(NotKept {
            id: kept.id,
            state: kept.state,
            digest: kept.digest,
        })
    }

    pub(crate) fn of(kept: Kept) -> Self {
        Self(kept)
    }

    /// What is stored of it.
    pub fn kept(&self) -> &Kept {
        &self.0
    }

    /// Its state.
    pub fn state(&self) -> &str {
        &self.0.state
    }

    /// How many moves it has made: whoever moves it says which version they saw.
    pub fn version(&self) -> u64 {
        self.0.version
    }

    /// The person whom a move has named for a part in the process.
    pub fn named(&self, person: &str) -> Option<&str> {
        self.0.people.get(person).map(String::as_str)
    }
}

/// What a move did: appended to the way of the case and never changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The case.
    pub case: String,
    /// Its version after the move, from 1.
    pub version: u64,
    /// Version of the process by which it went.
    pub digest: String,
    /// The act.
    pub act: String,
    /// The state before; none when it opened the case.
    pub from: Option<String>,
    /// The state after.
    pub to: String,
    /// Who did it; none when a limit passed.
    pub by: Option<String>,
    /// As which person of the process.
    pub acted_as: String,
    /// For whom they stood in.
    pub for_whom: Option<String>,
    /// When.
    pub at: Instant,
    /// What it was given: reason, evidence and the rest.
    pub gives: Row,
    /// Fields of the record that it set.
    pub sets: Row,
    /// How late the state was left.
    pub late: Option<Late>,
}

/// A case that a move starts: a record to be made and its process to be opened.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Started {
    /// The process.
    pub process: String,
    /// Fields of the new record.
    pub gives: Row,
}

/// A record that a move writes, in the same transaction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Written {
    /// The register.
    pub register: String,
    /// Its fields.
    pub gives: Row,
}

/// A process of the packs, by which cases go. Of an old case `process` is the version with which
/// it began.
#[derive(Clone, Copy)]
pub struct Procedure<'p> {
    pub(crate) packs: &'p Packs,
    pub(crate) process: &'p Process,
}

impl<'p> Procedure<'p> {
    /// The process as the packs have it now.
    pub fn of(packs: &'p Packs, process: &str) -> Option<Self> {
        let process = packs.procedures.processes.get(process)?;
        Some(Self { packs, process })
    }

    /// A version of a process that was kept, for cases that began by it.
    pub fn kept(packs: &'p Packs, process: &'p Process) -> Self {
        Self { packs, process }
    }

    /// The process.
    pub fn process(self) -> &'p Process {
        self.process
    }

    /// Its calendar of working days.
    pub fn calendar(self) -> WorkCalendar<'p> {
        let name = self.process.calendar.as_ref();
        WorkCalendar::new(name.and_then(|name| self.packs.procedures.calendars.get(name)))
    }

    /// Whether a case has ended.
    pub fn has_ended(self, case: &Case) -> bool {
        self.process
            .state(case.state())
            .is_some_and(|state| state.ends)
    }

    /// What the expressions of a move see.
    pub(crate) fn with_scope<T>(
        self,
        one: &Move,
        (record, ask): (&Row, &Row),
        (who, now): (&str, Instant),
        then: impl FnOnce(&Scope<'_>) -> T,
    ) -> T {
        let register = self.packs.registers.get(&self.process.record);
        let is_list = |name: &str| {
            let field = register.and_then(|register| register.field(name));
            let asked = one
                .asks
                .iter()
                .find(|ask| ask.name == name)
                .map(|ask| &ask.kind);
            let kind = field.map(|field| &field.kind).or(asked);
            kind.is_some_and(|kind| matches!(kind.word(), "codes" | "files"))
        };
        let rule = |name: &str| {
            let rule = self.packs.rules.get(name)?;
            rule.on(now.day()).map(|source| source.value)
        };
        then(&Scope {
            record,
            lists: &is_list,
            ask,
            now,
            who,
            rule: &rule,
        })
    }
}
