//! The language of packs: what an authority keeps, does and measures, as text.
//!
//! `Packs::read` takes the texts of whole packs and gives one checked model, or every fault at
//! once; `Checking` lets whoever can plan SQL add its faults first.
//!
//! INVARIANT: knows no theme, no database, no clock; reads no file but the texts handed to it.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

#[macro_use(say)]
extern crate jixia_terms;

mod check;
mod checking;
mod condition;
mod explain;
mod fault;
mod guard;
mod methods;
mod model;
mod near;
mod process;
mod read;
mod role;
mod role_words;
mod sink;
mod sql;
mod story;
mod succession;
mod users;
mod value;
mod written;

pub use checking::{Checking, SqlText};
pub use condition::{Beyond, RowCheck};
pub use explain::{Explanation, Part, explain, names_near};
pub use fault::{Fault, Spot};
pub use guard::{Guard, NotAGuard, Scope};
pub use methods::OwnerStep;
pub use model::{
    Better, Breakdown, Code, CodeList, Confirmation, Field, FieldKind, Indicator, Moves, OrgSource,
    Origin, PackInfo, Packs, Period, RecordCheck, Register, RowColumn, RuleSource, RuleValue,
    Sealed, Story, StoryExpectation, Tree, ValueRow, View,
};
pub use near::{indicators_near, nearest};
pub use process::{
    Amount, Ask, Calendar, CalendarYear, CaseStory, Escalation, Limit, Move, OPENER, Pattern,
    Person, Procedures, Process, Span, SpanUnit, Start, State, StoryAct, StoryPerson, StoryStep,
    TIME, Within, Write,
};
pub use read::SourceFile;
pub use role::{Held, ROLE_ACTS, Registers, Role, RowScope, ScopedRows};
pub use sink::{What, what};
pub use succession::Successions;
pub use users::Used;
pub use value::{Cell, FieldReader, FieldWriter, ValueFault, format_value, mask, parse_value};
