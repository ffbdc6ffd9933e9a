//! Stories 用例: runs what packs say of themselves, on tables made from the few rows that a story gives.

use jixia_pack::{Origin, Packs};

use crate::error::MeasureError;

/// How a story came out.
#[derive(Debug, Clone)]
pub struct StoryOutcome {
    /// Pack and name.
    pub name: String,
    /// What it shows.
    pub about: String,
    /// Whether everything was as expected.
    pub passed: bool,
    /// What was not.
    pub mismatches: Vec<Mismatch>,
}

/// An expectation that did not hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Mismatch {
    /// Where it is written.
    pub origin: Origin,
    /// The indicator.
    pub indicator: String,
    /// The node and breakdown, as written in stories.
    pub of: String,
    /// What was expected; none for nothing to measure.
    pub expected: Option<f64>,
    /// What was found.
    pub found: Option<f64>,
    /// Why nothing could be found, if so.
    pub why: Option<String>,
}

/// Runs one story (by pack and name).
pub fn run_story(packs: &Packs, story: &str) -> Result<StoryOutcome, MeasureError> {
    let _ = packs;
    Err(MeasureError::engine(story))
}

/// Runs every story.
pub fn run_stories(packs: &Packs) -> Result<Vec<StoryOutcome>, MeasureError> {
    let _ = packs;
    Err(MeasureError::engine("stories"))
}
