//! The journal: one line per act, each chained to the one before.

mod append;
mod line;
mod noted;
mod read;
mod structure;
mod verdict;
mod verify;

pub(crate) use append::{Entry, append, head, next_seq};
pub use line::{Change, JournalLine};
pub(crate) use noted::differs;
pub use noted::{NotedLine, NotedLineError};
pub(crate) use read::{first_written, lines_by_seq, page, seq_at};
pub use verdict::{JournalFault, Verdict};
pub(crate) use verify::verify;
