//! The checked model of processes 流程: which way a case of a kind goes, who moves it, by when.
//!
//! A pattern 模式 is a way that many kinds of cases share; a process is a pattern with its record,
//! people, limits and words. What stands here is whole: whoever reads it needs no pattern.

use std::collections::{BTreeMap, BTreeSet};

use jixia_terms::{Day, Instant, Label};
use serde::{Deserialize, Serialize};

use crate::guard::Guard;
use crate::model::{Confirmation, FieldKind, Origin, ValueRow};

/// The person who opened the case: may stand in `by` of every process.
pub const OPENER: &str = "opener";
/// Nobody: the move is made when a limit passes.
pub const TIME: &str = "time";

/// What the packs declare about cases.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Procedures {
    /// Patterns, by name.
    pub patterns: BTreeMap<String, Pattern>,
    /// Processes, by name.
    pub processes: BTreeMap<String, Process>,
    /// Calendars of working days, by name.
    pub calendars: BTreeMap<String, Calendar>,
    /// Stories of processes, by pack and name.
    pub stories: BTreeMap<String, CaseStory>,
}

/// A way that many kinds of cases go: `packs/patterns/rectification.toml`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Pattern {
    /// Name.
    pub name: String,
    /// What it is called.
    pub label: Label,
    /// What it is for.
    pub doc: Label,
    /// People, in order, with what each is called.
    pub people: Vec<(String, Label)>,
    /// What moves ask for, by name.
    pub asks: BTreeMap<String, Ask>,
    /// States, in order.
    pub states: Vec<State>,
    /// Moves, in order.
    pub moves: Vec<Move>,
    /// Where it is declared.
    pub origin: Origin,
}

/// One procedure that cases run through, from a pattern: `packs/safety/processes/….toml`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Process {
    /// Name.
    pub name: String,
    /// What it is called.
    pub label: Label,
    /// What it is for.
    pub doc: Label,
    /// The pattern.
    pub like: String,
    /// The register whose records are carried through it.
    pub record: String,
    /// Rows of the requirement list that it serves.
    pub serves: Vec<String>,
    /// Who takes part, in the order of the pattern.
    pub people: Vec<Person>,
    /// States, in order.
    pub states: Vec<State>,
    /// The one table of moves, in order: check, offers, diagram and matrix follow from it.
    pub moves: Vec<Move>,
    /// Limits, each of one state.
    pub limits: Vec<Limit>,
    /// The calendar of its working days.
    pub calendar: Option<String>,
    /// SHA-256 over what it says: names its version. A case keeps the one that it began with.
    pub digest: String,
    /// Where it is declared.
    #[serde(skip)]
    pub origin: Origin,
}

impl Process {
    /// The state of this name.
    pub fn state(&self, name: &str) -> Option<&State> {
        self.states.iter().find(|state| state.name == name)
    }

    /// The move of this name.
    pub fn find_move(&self, act: &str) -> Option<&Move> {
        self.moves.iter().find(|one| one.act == act)
    }

    /// The person of this name.
    pub fn person(&self, name: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.name == name)
    }

    /// The limit of a state.
    pub fn limit(&self, state: &str) -> Option<&Limit> {
        self.limits.iter().find(|limit| limit.state == state)
    }

    /// The rule values on which its guards, what it sets and its limits rest.
    pub fn rules(&self) -> BTreeSet<&str> {
        let mut rules: BTreeSet<&str> = BTreeSet::new();
        for one in &self.moves {
            let starts = one.starts.iter().flat_map(|start| &start.gives);
            let writes = one.writes.iter().flat_map(|write| &write.gives);
            let given = one.sets.iter().chain(starts).chain(writes);
            let all = one.guard.iter().chain(given.map(|(_, guard)| guard));
            rules.extend(all.flat_map(Guard::rules).map(String::as_str));
        }
        for limit in &self.limits {
            let after = limit.escalate.iter().map(|step| &step.after);
            let spans = limit
                .within
                .spans()
                .into_iter()
                .chain(&limit.remind)
                .chain(after);
            rules.extend(spans.filter_map(|span| match &span.amount {
                Amount::Rule(name) => Some(name.as_str()),
                Amount::Fixed(_) => None,
            }));
        }
        rules
    }

    /// The moves from a state, in order.
    pub fn moves_from<'p>(&'p self, state: &'p str) -> impl Iterator<Item = &'p Move> {
        let leads = move |one: &&Move| one.from.iter().any(|from| from == state);
        self.moves.iter().filter(leads)
    }

    /// The moves that open a case, in order.
    pub fn openings(&self) -> impl Iterator<Item = &Move> {
        self.moves.iter().filter(|one| one.from.is_empty())
    }
}

/// Someone who takes part in a process.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Name within the process.
    pub name: String,
    /// What they are called.
    pub label: Label,
    /// Roles of which any makes a person this one; none where a move names the person.
    pub roles: Vec<String>,
    /// Field of the record with the node at which the role is held; none for the record's owner.
    pub at: Option<String>,
    /// Whether a move names the person: then nobody else is, once named.
    pub is_named: bool,
}

/// A state in which a case can be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Name.
    pub name: String,
    /// What it is called.
    pub label: Label,
    /// Whether the case has ended.
    pub ends: bool,
}

/// One way from state to state.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Move {
    /// Its name: a verb.
    pub act: String,
    /// What it is called.
    pub label: Label,
    /// States from which it leads; none opens a case.
    pub from: Vec<String>,
    /// The state to which it leads; none stays, and no limit begins anew.
    pub to: Option<String>,
    /// People who may make it, by their names in the process.
    pub by: Vec<String>,
    /// What it asks for, in order.
    pub asks: Vec<Ask>,
    /// Acts whose last doer may not also do this one.
    pub other_than: Vec<String>,
    /// Condition under which it may be made.
    pub guard: Option<Guard>,
    /// Said when the guard does not hold: what is wrong and what to do.
    pub refusal: Option<Label>,
    /// What it does, said before it is made.
    pub effect: Option<Label>,
    /// The act that takes it back, if one does.
    pub undo: Option<String>,
    /// Fields of the record that it sets, with what.
    pub sets: Vec<(String, Guard)>,
    /// Processes that it starts.
    pub starts: Vec<Start>,
    /// Records of other registers that it writes, all or none of them.
    pub writes: Vec<Write>,
}

/// Something that a move asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Name.
    pub name: String,
    /// What it is called.
    pub label: Label,
    /// What may be given.
    pub kind: FieldKind,
    /// Whether it must be given.
    pub required: bool,
    /// The field of the record that takes it; else only the event keeps it.
    pub field: Option<String>,
    /// The person of the process whom it names.
    pub names: Option<String>,
}

/// A case that a move starts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// The process.
    pub process: String,
    /// Fields of the new record, with what stands in each.
    pub gives: Vec<(String, Guard)>,
}

/// A record that a move writes: a new one, or changes to the one that has its key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Write {
    /// The register.
    pub register: String,
    /// Fields, those of the key among them, with what stands in each.
    pub gives: Vec<(String, Guard)>,
}

/// By when a state must be left.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// The state.
    pub state: String,
    /// How long.
    pub within: Within,
    /// How long before the end people are reminded, longest first.
    pub remind: Vec<Span>,
    /// Who is told how long after the end, in order.
    pub escalate: Vec<Escalation>,
    /// The act that time makes when the limit passes.
    pub then: Option<String>,
    /// Document and clause that sets it.
    pub source: Option<String>,
}

impl Within {
    /// The stretches that it may be.
    pub fn spans(&self) -> Vec<&Span> {
        match self {
            Self::Span(span) => vec![span],
            Self::By(_, spans) => spans.values().collect(),
            Self::Until(_) => Vec::new(),
        }
    }
}

/// How long a state may last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    /// As long for every record.
    Span(Span),
    /// By the value of a code field of the record.
    By(String, BTreeMap<String, Span>),
    /// Up to the end of the day in a field of the record.
    Until(String),
}

impl Default for Within {
    fn default() -> Self {
        Self::Span(Span::default())
    }
}

/// A stretch of time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// How many.
    pub amount: Amount,
    /// Of what.
    pub unit: SpanUnit,
}

/// How many units of a span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// So many.
    Fixed(u32),
    /// As many as a rule value says on the day.
    Rule(String),
}

impl Default for Amount {
    fn default() -> Self {
        Self::Fixed(0)
    }
}

/// What a span counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpanUnit {
    /// Calendar days.
    #[default]
    Days,
    /// Working days of the process's calendar.
    WorkingDays,
    /// Hours.
    Hours,
}

/// Who is told when a limit has passed by some time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// How long after the limit.
    pub after: Span,
    /// People of the process.
    pub tell: Vec<String>,
}

/// Which days are worked, by year.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Calendar {
    /// Name.
    pub name: String,
    /// What it is called.
    pub label: Label,
    /// What it holds.
    pub doc: Label,
    /// Years that are known, in order.
    pub years: Vec<CalendarYear>,
    /// Where it is declared.
    pub origin: Origin,
}

/// The holidays and make-up working days of a year.
#[derive(Debug, Clone, Serialize)]
pub struct CalendarYear {
    /// The year.
    pub year: i16,
    /// Document that sets them.
    pub source: String,
    /// Whether they were read in it.
    pub confirmation: Confirmation,
    /// Days off that are not Saturday or Sunday already, or are named though they are.
    pub off: BTreeSet<Day>,
    /// Saturdays and Sundays that are worked.
    pub work: BTreeSet<Day>,
}

/// A test of a process that an office worker can read.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CaseStory {
    /// Pack and name.
    pub name: String,
    /// What it shows.
    pub about: String,
    /// The process.
    pub process: String,
    /// The record as it stands when the case is opened.
    pub record: ValueRow,
    /// Who takes part: roles and the nodes at which they are held.
    pub who: Vec<StoryPerson>,
    /// What happens, in order.
    pub steps: Vec<StoryStep>,
    /// Where it is declared.
    pub origin: Origin,
}

/// A person of a story.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StoryPerson {
    /// Name.
    pub name: String,
    /// Roles that they hold.
    pub roles: Vec<String>,
    /// Nodes at which they hold them; none given is everywhere.
    pub at: Vec<String>,
}

/// A step of a story: an act, or a look at the case on a day.
#[derive(Debug, Clone, Serialize)]
pub struct StoryStep {
    /// When.
    pub at: Instant,
    /// Who acts and what they do; none only looks.
    pub act: Option<StoryAct>,
    /// The state expected after it.
    pub state: Option<String>,
    /// The day on which the state must be left, expected after it; the inner none: by no day.
    pub due: Option<Option<Day>>,
    /// The code of the refusal expected.
    pub refused: Option<String>,
    /// How late the case is expected to be, in days past its limit.
    pub late_days: Option<u32>,
    /// Acts expected to be open to whom.
    pub may: Vec<(String, Vec<String>)>,
    /// People who are expected to be told by then that the limit has passed.
    pub told: Option<Vec<String>>,
    /// Values of the record expected after it.
    pub record: ValueRow,
    /// The processes expected to be started by it.
    pub starts: Option<Vec<String>>,
    /// Where it is written.
    pub line: usize,
}

/// What someone does in a story.
#[derive(Debug, Clone, Default, Serialize)]
pub struct StoryAct {
    /// The person.
    pub who: String,
    /// The act.
    pub act: String,
    /// What they give.
    pub gives: ValueRow,
}
