//! The words every other crate speaks: days, instants, values, labels, school years, numbers of
//! persons.
//!
//! INVARIANT: knows no other crate of the house, no clock, no database, no file.

mod amount;
mod counted;
mod day;
mod identity;
mod instant;
mod invisible;
mod label;
mod say;
mod school_year;
mod student_number;
mod system;
mod value;

pub use amount::{fen_text, parse_basis_points, parse_fen, percent_text};
pub use counted::counted;
pub use day::{Day, DayError};
pub use identity::{IdentityFault, check_identity, identity_birth_day, identity_check_digit};
pub use instant::{Instant, InstantError};
pub use invisible::is_invisible;
pub use label::{Label, Language};
pub use school_year::SchoolYear;
pub use student_number::{StudentNumberFault, StudentNumberForm, check_student_number};
pub use system::system_words;
pub use value::Value;
