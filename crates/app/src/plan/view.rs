//! A plan as people see it: chapters, clauses, targets, each with its measured value, trend and
//! status.

use std::collections::BTreeMap;

use jixia_plan::Comparator;
use jixia_terms::{Day, Label};
use serde::Serialize;

use super::change::ChangeStatus;
use super::status::Status;
use crate::reads::TrendPoint;

/// An adopted plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanHead {
    /// Its code, made from the file's name.
    pub id: String,
    /// Its title, as written.
    pub title: String,
    /// The calendar year it is for.
    pub year: i16,
    /// Day on which it was adopted.
    pub adopted: Day,
}

/// A plan with the state of every target.
#[derive(Debug, Clone, Serialize)]
pub struct PlanStatus {
    /// The plan.
    pub plan: PlanHead,
    /// The authority's current plan: this one, or the one that is held to in its stead.
    pub current: PlanHead,
    /// The snapshot that measured values come from.
    pub snapshot: Option<String>,
    /// Day that the snapshot shows.
    pub day: Option<Day>,
    /// Its chapters, in order.
    pub chapters: Vec<ChapterStatus>,
    /// How many targets stand how; every status is present.
    pub counts: BTreeMap<Status, usize>,
    /// How many of those stand so by a link that a person should confirm; every status is present.
    pub counts_to_confirm: BTreeMap<Status, usize>,
}

impl PlanStatus {
    /// All targets, in the order of the text.
    pub fn targets(&self) -> impl Iterator<Item = &TargetStatus> {
        self.chapters
            .iter()
            .flat_map(|chapter| &chapter.clauses)
            .flat_map(|clause| &clause.targets)
    }

    /// How many targets are held to a measure that a person should confirm.
    pub fn to_confirm(&self) -> usize {
        self.counts_to_confirm.values().sum()
    }
}

/// A chapter of a plan.
#[derive(Debug, Clone, Serialize)]
pub struct ChapterStatus {
    /// Its id, a path such as `2`.
    pub id: String,
    /// Its number as written, if it has one.
    pub number: String,
    /// Its heading.
    pub heading: String,
    /// Its clauses, in order; the chapter's own text is the first, when it has any.
    pub clauses: Vec<ClauseStatus>,
}

/// A clause of a plan.
#[derive(Debug, Clone, Serialize)]
pub struct ClauseStatus {
    /// Its id, a path such as `2.3`.
    pub id: String,
    /// Its number as written, if it has one.
    pub number: String,
    /// Its heading, if it has one.
    pub heading: String,
    /// Its text without the heading.
    pub text: String,
    /// Where `text` begins in the plan, in characters.
    pub start: usize,
    /// What it asks for without a number.
    pub tasks: Vec<String>,
    /// Its targets, in the order of the text.
    pub targets: Vec<TargetStatus>,
}

impl ClauseStatus {
    /// Whether it has nothing but its heading.
    pub(crate) fn is_bare(&self) -> bool {
        self.text.is_empty() && self.targets.is_empty() && self.tasks.is_empty()
    }
}

/// A target and how it stands.
#[derive(Debug, Clone, Serialize)]
pub struct TargetStatus {
    /// Its id: the plan's and a running number.
    pub id: String,
    /// The plan.
    pub plan: String,
    /// The clause.
    pub clause: String,
    /// The sentence in which it stands.
    pub sentence: String,
    /// What the number speaks of.
    pub object: String,
    /// How it compares.
    pub comparator: Comparator,
    /// The number; none for a target that only has a day.
    pub value: Option<f64>,
    /// Upper bound of a range.
    pub value_max: Option<f64>,
    /// Unit as written.
    pub unit: Option<String>,
    /// Deadline as written.
    pub by: Option<String>,
    /// Last day on which it must hold.
    pub due: Day,
    /// The change that it asks for, where its number is no level.
    pub change: Option<ChangeStatus>,
    /// What the measure is held to where that is not its own number: of 消除56人以上大班额 no class.
    pub held: Option<Held>,
    /// Where the number stands in the plan's text, in characters.
    pub span: (usize, usize),
    /// The rule of the grammar that found it.
    pub why: String,
    /// The measure that it is held to.
    pub link: Option<Link>,
    /// The node that it is measured for; the whole authority without one.
    pub node: Option<TargetNode>,
    /// Value of the measure in the snapshot, in the unit of the target; where a change is asked
    /// for, in that of the level.
    pub measured: Option<f64>,
    /// Where the course towards it began.
    pub baseline: Option<f64>,
    /// Values of the measure over all snapshots until this one, in the unit of the target.
    pub trend: Vec<TrendPoint>,
    /// What a person reported, when nothing measures it.
    pub reported: Option<Reported>,
    /// Where its value comes from.
    pub source: Source,
    /// How it stands.
    pub status: Status,
    /// Why it stands so.
    pub reason: Label,
}

/// The node that a target is measured for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TargetNode {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A bound on a measure that follows from a target's number and is not it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Held {
    /// The bound.
    pub value: f64,
    /// Its unit, as plans write it.
    pub unit: String,
}

impl TargetStatus {
    /// The bound on what is measured: its own number, or the level that a change comes to.
    pub fn level(&self) -> Option<f64> {
        match (&self.change, &self.held) {
            (Some(change), _) => change.level,
            (None, Some(held)) => Some(held.value),
            (None, None) => self.value,
        }
    }

    /// How that bound is held.
    pub fn level_comparator(&self) -> Comparator {
        let change = self.change.as_ref();
        change.map_or(self.comparator, ChangeStatus::level_comparator)
    }

    /// The unit of what is measured, as written.
    pub fn level_unit(&self) -> Option<&str> {
        match (&self.change, &self.held) {
            (Some(change), _) => Some(change.level_unit.as_str()),
            (None, Some(held)) => Some(held.unit.as_str()),
            (None, None) => self.unit.as_deref(),
        }
    }

    /// How far the change has gone that it asks for: `已减少 4 人`.
    pub fn moved(&self) -> Option<Label> {
        let change = self.change.as_ref()?;
        change.moved(self.measured?)
    }

    /// Whether its link waits for a person, so that its status does too.
    pub fn to_confirm(&self) -> bool {
        self.link.as_ref().is_some_and(|link| link.to_confirm)
    }
}

/// The measure that a target is held to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Link {
    /// The indicator.
    pub indicator: String,
    /// What it is called.
    pub label: Label,
    /// Unit of the indicator.
    pub unit: String,
    /// A value for each of its breakdowns, or none for all.
    pub breakdown: Vec<Option<String>>,
    /// How well the words agree, from 0 to 1; a person's choice has none.
    pub score: Option<f64>,
    /// The next best measure and its score.
    pub runner_up: Option<(String, f64)>,
    /// Who chose it.
    pub linked_by: LinkedBy,
    /// Whether the sentence leaves open which node is meant.
    pub node_unsure: bool,
    /// Whether the words agree so little, or leave so much open, that a person should confirm or
    /// overrule it.
    pub to_confirm: bool,
}

impl Link {
    /// What a status says of itself while its link waits for a person.
    pub fn mark(&self) -> Option<Label> {
        let mark = match self.node_unsure {
            true => Label::new("组织节点待确认", "node to be confirmed"),
            false => Label::new("对应指标待确认", "link to be confirmed"),
        };
        self.to_confirm.then_some(mark)
    }
}

/// Who chose a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkedBy {
    /// The target's own words.
    Words,
    /// A person, who overruled them.
    Person,
}

/// A value that a person reported.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reported {
    /// The value.
    pub value: f64,
    /// Day on which it held.
    pub on: Day,
    /// What shows it.
    pub evidence: String,
}

/// Where a target's value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// An indicator over a snapshot.
    Measured,
    /// A person's report.
    Reported,
    /// Nothing yet.
    NoData,
}
