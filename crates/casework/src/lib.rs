//! Cases 办件: moves, guards, deadlines, and the parts that procedures share.
//!
//! Pure: a `Procedure` says what a move does to a `Case`; whoever calls keeps the case, the record
//! and the event in one transaction. Time and seed are arguments.
//!
//! INVARIANT: the one table of moves of a process is the source of check, offers, diagram and
//! matrix; `apply` never panics and never accepts a move by someone who is not entitled (both:
//! `no_walk_leaves_the_table`).

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

mod apply;
mod calendar;
mod case;
mod deadline;
mod diagram;
mod migrate;
mod refusal;
mod story;

pub mod apportion;
pub mod assign;
pub mod draw;
pub mod light;
pub mod likeness;
pub mod publicity;
pub mod rubric;
pub mod sample;
pub mod share;

pub use apply::{Actor, Entitled, Offer, Order, Step};
pub use calendar::WorkCalendar;
pub use case::{Case, Event, Kept, NotKept, Procedure, Row, Started, Written};
pub use deadline::{Deadline, Falls, Late};
pub use diagram::{Cell, Matrix, MatrixRow, matrix, mermaid, text_diagram};
pub use migrate::{MIGRATE, Moving};
pub use refusal::Refusal;
pub use story::{CaseMismatch, CaseOutcome, run_case_stories};
