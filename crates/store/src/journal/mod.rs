//! The journal: one line per act, each chained to the one before.

mod line;
mod verdict;

pub use line::{Change, JournalLine};
pub use verdict::{JournalFault, Verdict};
