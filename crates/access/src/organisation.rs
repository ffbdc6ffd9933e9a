//! The organisation through time, as registers tell it: nodes, lines, moves, splits and mergers.

use jixia_terms::Day;

/// All that is known of the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Organisation {
    /// Nodes. Of two with one code the first counts.
    pub nodes: Vec<Node>,
    /// Lines from nodes to those above them.
    pub lines: Vec<Line>,
    /// Moves, in order of rows.
    pub moves: Vec<Move>,
    /// Splits and mergers, in order of rows.
    pub successions: Vec<Succession>,
}

/// One node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its code.
    pub code: String,
    /// Its kind, a code.
    pub kind: String,
    /// First day, if bounded.
    pub since: Option<Day>,
    /// First day on which it no longer stands, if bounded.
    pub until: Option<Day>,
}

/// A line from a node to one above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The lower node.
    pub child: String,
    /// The upper node.
    pub parent: String,
    /// Whether a move puts another in its place.
    pub administrative: bool,
    /// First day, if bounded.
    pub since: Option<Day>,
    /// First day on which it no longer holds, if bounded.
    pub until: Option<Day>,
}

/// A node stands under another administrative parent from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The node.
    pub node: String,
    /// First day under the new parent.
    pub day: Day,
    /// The new parent.
    pub to: String,
}

/// One node goes on in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// From this day on.
    pub day: Day,
    /// Which way.
    pub turn: Turn,
    /// The node that was there before.
    pub old: String,
    /// The node that goes on: what was split off, or into which the old one was merged.
    pub new: String,
}

/// How one node goes on in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The new node was split off the old one.
    Split,
    /// The old node was merged into the new one.
    Merge,
}

/// Whether a day lies in a span whose end is its first day outside.
pub(crate) fn within(day: Day, since: Option<Day>, until: Option<Day>) -> bool {
    since.is_none_or(|since| since <= day) && until.is_none_or(|until| day < until)
}
