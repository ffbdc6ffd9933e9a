//! The plan: its chapters and targets, one target, and adopting one.

pub(crate) mod adopt;
pub(crate) mod clause;
pub(crate) mod headline;
pub(crate) mod overview;
pub(crate) mod target;
pub(crate) mod target_forms;
pub(crate) mod target_places;
pub(crate) mod withdraw;
