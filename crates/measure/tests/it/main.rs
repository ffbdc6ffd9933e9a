//! Tests through the public door of the crate, in one program so that DataFusion is linked once.

mod answers;
mod faults;
mod figures;
mod merged;
mod snapshots;
mod statistics;
mod stories;
mod support;
