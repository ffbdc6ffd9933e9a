//! What reading a plan gives: the plan, its clauses, their sentences and tasks, and its targets.
//!
//! Every span counts Unicode characters of `Plan::text`, from the first to one past the last.

use jixia_terms::Day;
use serde::ser::SerializeTuple;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A stretch of the plan's text in Unicode characters: `[start, end)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

impl Span {
    /// A span from its two ends.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Whether the two share at least one character.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut pair = serializer.serialize_tuple(2)?;
        pair.serialize_element(&self.start)?;
        pair.serialize_element(&self.end)?;
        pair.end()
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (start, end) = <(usize, usize)>::deserialize(deserializer)?;
        Ok(Self { start, end })
    }
}

/// How a measured value is held against the value of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Comparator {
    /// At least the value.
    #[serde(rename = ">=")]
    AtLeast,
    /// At most the value.
    #[serde(rename = "<=")]
    AtMost,
    /// The value itself: a count of things to do, or done by a day.
    #[serde(rename = "=")]
    Equal,
    /// A rise by the value.
    #[serde(rename = "increase")]
    Increase,
    /// From `value` to `value_max`.
    #[serde(rename = "range")]
    Range,
}

impl Comparator {
    /// The sign used in files: `>=`, `<=`, `=`, `increase`, `range`.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => ">=",
            Self::AtMost => "<=",
            Self::Equal => "=",
            Self::Increase => "increase",
            Self::Range => "range",
        }
    }
}

/// Which way a change goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More than before.
    Up,
    /// Less than before.
    Down,
}

/// That a number says by how much something is to rise or fall, and is no level to be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which way.
    pub direction: Direction,
    /// Last day of what it is measured against, where the plan names it.
    pub since: Option<Day>,
    /// Whether it is asked for every year.
    pub yearly: bool,
}

/// One measurable promise of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// The plan's file stem.
    pub plan: String,
    /// The sentence it stands in.
    pub sentence: String,
    /// What the number speaks of.
    pub object: String,
    /// How the value is meant.
    pub comparator: Comparator,
    /// The value; none where only a day is promised.
    #[serde(serialize_with = "whole_or_not")]
    pub value: Option<f64>,
    /// The upper value of a range.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "whole_or_not"
    )]
    pub value_max: Option<f64>,
    /// The unit, measure word included; none where only a day is promised.
    pub unit: Option<String>,
    /// The deadline in the plan's own words.
    pub by: Option<String>,
    /// Where the number and its unit stand, or the deadline words if there is no number.
    pub span: Span,
    /// Id of the clause it stands in.
    #[serde(default)]
    pub clause: Option<String>,
    /// Name of the grammar rule that found it.
    #[serde(default)]
    pub why: String,
    /// Whether the number is a change. The object of a target has the fields of the labelled files
    /// and no more: who needs the change reads it out of the text again (`changes`).
    #[serde(skip)]
    pub change: Option<Change>,
}

/// Writes `85` rather than `85.0`, as people and the labelled files write it.
fn whole_or_not<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        None => serializer.serialize_none(),
        Some(v) if v.fract() == 0.0 && v.abs() < 9.0e15 => serializer.serialize_i64(*v as i64),
        Some(v) => serializer.serialize_f64(*v),
    }
}

/// One sentence of a clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Its words.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// One act that a clause names without a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// The verb phrase.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// The deadline in the plan's own words.
    pub by: Option<String>,
}

/// One chapter or clause of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clause {
    /// Stable path of positions, such as `2.3`; the preamble is `0`.
    pub id: String,
    /// Depth, from 1.
    pub level: u8,
    /// The number as written, such as `（三）`; none for a heading without one.
    pub number: Option<String>,
    /// The heading, without number and final stop; empty for plain text.
    pub heading: String,
    /// From its number to the end of its last own sentence or descendant.
    pub span: Span,
    /// Id of the clause it stands in.
    pub parent: Option<String>,
    /// Its own sentences, the heading not among them.
    pub sentences: Vec<Sentence>,
    /// Its own acts without a number.
    pub tasks: Vec<Task>,
    /// Positions in `Plan::targets` of its own targets.
    pub targets: Vec<usize>,
}

/// What a file was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Plain text.
    Text,
    /// A web page.
    Html,
    /// A Word file.
    Docx,
}

/// A plan as read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// File stem, such as `dalian-2022`.
    pub name: String,
    /// The plan's title.
    pub title: String,
    /// The year it is for.
    pub year: Option<i16>,
    /// What the file was.
    pub format: Format,
    /// Name of the encoding the text was decoded from.
    pub encoding: String,
    /// The decoded or extracted text that all spans count in.
    pub text: String,
    /// Chapters and clauses in the order of the text, parents before children.
    pub clauses: Vec<Clause>,
    /// Targets in the order of the text.
    pub targets: Vec<Target>,
    /// Lines of the page around the plan, kept out of the tree.
    pub furniture: Vec<Span>,
}
