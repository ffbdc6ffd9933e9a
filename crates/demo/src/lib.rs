//! A made-up coastal city, 澜州市: its schools, pupils and teachers over three years, as an office's own files.
//!
//! INVARIANT: everything follows from size and seed; no person, school or place in it exists.

mod city;
mod dice;
mod identity;
mod names;
mod size;

pub use size::{Size, SizeError};
