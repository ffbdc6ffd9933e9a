//! Snapshots of registers in Parquet, and indicators computed from them for every node of the
//! organisation tree and every breakdown at once: aggregated once for each owning node, the
//! aggregates' states are merged into every ancestor. Calls block on a runtime of their own.
//! INVARIANT: the same snapshot and packs give the same digits; rows are read in one order, states
//! merged in order of node and breakdown (`merged_states_equal_plain_loops`).

mod check;
mod columns;
mod driver;
mod engine;
mod error;
mod figures;
mod figures_file;
mod measurer;
mod rows;
mod snapshot;
mod source;
mod stats;
mod store;
mod story;
mod tree;
mod why;

pub use check::check_sql;
pub use columns::{column_type, register_schema};
pub use error::{Cause, MeasureError, SnapshotError};
pub use figures::{Figure, FigureRow, Figures, Note, NoteKind, Unplaced};
pub use measurer::{Measurer, TrendPoint};
pub use rows::{RowsPage, RowsRequest};
pub use snapshot::{
    FaultKind, FileEntry, PackVersion, RegisterFiles, SnapshotFault, SnapshotInfo, SnapshotOrder,
    SnapshotProgress, Snapshots, export_parquet,
};
pub use source::{EachRow, MemoryRecords, RecordSource, records_error};
pub use story::{Mismatch, StoryOutcome, run_stories, run_story};
pub use tree::{MoveRow, Node, NodeRow, OrgTree, TreeWarning};
pub use why::{RuleUsed, Why};
