//! Stories: what is given and what is expected of it.

use std::collections::BTreeMap;

use jixia_terms::{Day, Value};
use serde::Serialize;

use crate::model::Origin;

/// A test that an office worker can read.
#[derive(Debug, Clone, Serialize)]
pub struct Story {
    /// Pack and name: `balance/large_classes`.
    pub name: String,
    /// What it shows, in a sentence.
    pub about: String,
    /// The day of the snapshot.
    pub day: Day,
    /// Rows given, by register, in the order written. Fields that are required but not given are
    /// filled in by the runner; a node of the organisation tree that is only named is made.
    pub given: Vec<(String, ValueRow)>,
    /// What is expected of each indicator, by organisation.
    pub expect: Vec<StoryExpectation>,
    /// Where it is declared.
    pub origin: Origin,
}

/// A row as written in a story: field and value, still without the register's other fields.
pub type ValueRow = BTreeMap<String, Value>;

/// One expected value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoryExpectation {
    /// The indicator.
    pub indicator: String,
    /// The node of the organisation tree.
    pub org: String,
    /// Values of breakdown columns, in the order of `by`; none stands for all.
    pub by: Vec<Option<String>>,
    /// The value; none when there is nothing to measure.
    pub value: Option<f64>,
    /// Where it is written.
    pub line: usize,
}
