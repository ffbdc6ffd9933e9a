//! Reads values from cells as people write them, and writes them back.

mod clean;
mod codes;
mod days;
mod fault;
mod numbers;
mod reader;
mod texts;
mod write;

pub use fault::ValueFault;
pub use reader::{Cell, FieldReader, parse_value};
pub use write::{FieldWriter, format_value, mask};

/// A pattern of the language of packs, which a text must match from end to end.
pub(crate) fn whole_pattern(pattern: &str) -> Result<regex::Regex, regex::Error> {
    // Alone first, so that an odd bracket cannot reach out of the group put around it.
    regex::Regex::new(pattern)?;
    regex::Regex::new(&format!("^(?:{pattern})$"))
}
