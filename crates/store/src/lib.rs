//! Records of registers on SQLite or PostgreSQL, with their history, their journal, import and
//! export.
//!
//! INVARIANT: nothing changes a register but an act, and every act is one transaction with one line
//! in a hash-chained journal from which registers and history can be verified
//! (`Store::verify_journal`).

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

mod canon;
mod clean;
mod db;
mod drawer;
mod error;
pub mod export;
pub mod import;
mod journal;
mod location;
mod query;
mod read;
mod record;
mod schema;
mod store;
mod table;
mod within;
mod write;

pub use drawer::{Drawer, Kept};
pub use error::{Narrowing, StoreError, ValueFault};
pub use export::{ExportOptions, Format};
pub use import::{
    BlockedRecord, ColumnUse, FieldChange, ImportOptions, ImportReport, ImportStep, MemoryRows,
    Outcome, Progress, RawRow, RowSource, SourceError, SourceInfo,
};
pub use journal::{Change, JournalFault, JournalLine, NotedLine, NotedLineError, Verdict};
pub use location::{Location, SchemaPolicy};
pub use query::{COUNT_CAP, Cursor, Filter, JournalQuery, ListPage, ListQuery, Sort, Test};
pub use record::{Act, Record, RecordId, Values, Version, When};
pub use store::Store;
pub use within::{ReadScope, Within};
pub use write::Writer;
