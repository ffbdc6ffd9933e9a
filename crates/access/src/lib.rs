//! Who may see and do what: from roles, grants and the organisation tree to the sight of a person
//! on a day.
//!
//! `Authority` holds what is known of all; `Authority::sight` compiles it for one person and day.
//! What counts is fixed in `docs/access.md`, whose numbers the code names.
//!
//! INVARIANT: pure; no clock, database or network. The tests decide each question again, one row
//! at a time, in plain loops that share no code with this crate.

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

mod carry;
mod force;
mod grant;
mod organisation;
mod sight;
mod tree;
mod why;

pub use force::{Authority, Lapse};
pub use grant::{BREAK_GLASS_DAYS_MAX, Grant, GrantId, Kind, Leaving, Place};
pub use organisation::{Line, Move, Node, Organisation, Succession, Turn};
pub use sight::{FieldSight, HeldGrant, Opening, Reach, Right, RowFacts, Sight};
pub use why::Why;
