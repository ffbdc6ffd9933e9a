//! A made-up coastal city, 澜州市: its schools, pupils and teachers over three years, as an office's own files.
//!
//! INVARIANT: everything follows from size and seed; no person, school or place in it exists.

mod city;
mod dice;
mod files;
mod identity;
mod names;
mod size;
mod table;

pub use files::write_files;
pub use size::{Size, SizeError};

/// The seed that makes the city of documentation and tests.
pub const DEFAULT_SEED: u64 = 2026;
