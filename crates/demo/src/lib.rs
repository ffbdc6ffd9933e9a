//! A made-up coastal city, 澜州市: its schools, pupils and teachers over three years, as an office's
//! own files.
//!
//! INVARIANT: everything follows from size and seed; no person, school or place in it exists.

mod city;
mod correction;
mod dice;
mod files;
mod history;
mod identity;
mod names;
mod plan;
mod reports;
mod scenario;
mod size;
mod table;

pub use correction::{Correction, correction};
pub use files::write_files;
pub use plan::{PLAN_FILE, plan_text};
pub use scenario::{ACTOR, DemoError, DemoOptions, DemoSummary, make};
pub use size::{Size, SizeError};

/// The seed that makes the city of documentation and tests.
pub const DEFAULT_SEED: u64 = 2026;
