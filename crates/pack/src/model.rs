//! The checked model that all other crates read. Every cross-reference in it is known to hold.

use std::collections::BTreeMap;

use jixia_terms::{Day, Label, Value};
use serde::{Deserialize, Serialize};

use crate::process::Procedures;
use crate::role::Role;
pub use crate::story::{Story, StoryExpectation, ValueRow};
use crate::succession::Successions;

/// Everything that the packs of an authority declare, checked as a whole.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Packs {
    /// The packs, by name.
    pub packs: BTreeMap<String, PackInfo>,
    /// Registers 台账, by name; names are unique over all packs.
    pub registers: BTreeMap<String, Register>,
    /// Code lists 代码表, by name.
    pub codes: BTreeMap<String, CodeList>,
    /// Views, by name: SQL over the snapshot that several indicators share.
    pub views: BTreeMap<String, View>,
    /// Indicators 指标, by name.
    pub indicators: BTreeMap<String, Indicator>,
    /// Rule values 规则值, by name.
    pub rules: BTreeMap<String, RuleValue>,
    /// Roles 角色, by name, with what other packs add to them.
    pub roles: BTreeMap<String, Role>,
    /// Stories 用例, by pack and name (`balance/large_classes`).
    pub stories: BTreeMap<String, Story>,
    /// What is declared about cases 办件: patterns, processes, calendars and their stories.
    pub procedures: Procedures,
    /// SHA-256 over the texts of all packs in order of path: names the version of the whole.
    pub digest: String,
}

/// Where a thing is declared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The pack.
    pub pack: String,
    /// The file, as its path was handed in, with forward slashes.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// One pack: `pack.toml`.
#[derive(Debug, Clone, Serialize)]
pub struct PackInfo {
    /// Folder name.
    pub name: String,
    /// What it is called.
    pub label: Label,
    /// What it is for.
    pub doc: Label,
    /// Version, as written.
    pub version: String,
    /// Packs that it builds on.
    pub needs: Vec<String>,
    /// Units that it brings in, for itself and the packs that build on it.
    pub units: Vec<String>,
    /// SHA-256 over its texts.
    pub digest: String,
}

/// One register: a table of records with a natural key and an owner in the organisation tree.
#[derive(Debug, Clone, Serialize)]
pub struct Register {
    /// Name, also that of its table: `[a-z][a-z0-9_]*`.
    pub name: String,
    /// What it is called.
    pub label: Label,
    /// What one row is.
    pub doc: Label,
    /// Names of the fields that together are its natural key; each is required.
    pub key: Vec<String>,
    /// Which node of the organisation tree owns a row.
    pub org: OrgSource,
    /// Its part in the organisation tree, when its rows are nodes (`org = "self"`).
    pub tree: Option<Tree>,
    /// When each row says that a node moves under another from a day.
    pub moves: Option<Moves>,
    /// When its rows say that nodes are split and merged.
    pub successions: Option<Successions>,
    /// The field that stands for a row in lists and references (defaults to the first key field).
    pub title: String,
    /// Fields in the order in which they are declared, which is that of lists, forms and exports.
    pub fields: Vec<Field>,
    /// What must hold between the fields of each row.
    pub checks: Vec<RecordCheck>,
    /// Rows of the requirement list that it serves.
    pub serves: Vec<String>,
    /// Where it is declared.
    pub origin: Origin,
}

impl Register {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The fields that are stored, hence imported: all that are not computed.
    pub fn stored(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.computed.is_none())
    }
}

/// A condition between the fields of one row: `[[check]]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordCheck {
    /// The condition, in the words of SQL; a row for which it is false is refused.
    pub holds: String,
    /// What is wrong with such a row and what to do, said after the label of the first field that
    /// the condition names.
    pub text: Label,
}

/// Which node of the organisation tree owns a row of a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum OrgSource {
    /// `org = "self"`: each row is itself a node, and its key its code.
    SelfNode,
    /// `org = "<field>"`: a field of kind `Org`, or a reference to a register that is itself
    /// `SelfNode`, or a reference to a register from whose owner the row takes its own.
    Field(String),
    /// `org = "none"`: rows of the authority as a whole.
    Authority,
}

/// How the rows of a register are nodes of the organisation tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tree {
    /// Field with the node's name.
    pub name: String,
    /// Field with the node's kind, a code.
    pub kind: String,
    /// Fields of kind `Org` under which the node stands, the administrative parent first. A node
    /// under two parents (a county and a school group) is counted once in each common ancestor.
    pub parents: Vec<String>,
    /// Field with the first day on which the node exists, if any.
    pub since: Option<String>,
    /// Field with the first day on which it no longer exists, if any.
    pub until: Option<String>,
}

/// How the rows of a register move nodes of the organisation tree from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moves {
    /// Field with the node that moves.
    pub node: String,
    /// Field with the day from which it stands under its new administrative parent.
    pub day: String,
    /// Field with that parent; a row where it is empty moves nothing.
    pub to: String,
}

/// One field of a register.
#[derive(Debug, Clone, Serialize)]
pub struct Field {
    /// Name, also that of its column.
    pub name: String,
    /// What it is called; the header of exports, and one by which imports find it.
    pub label: Label,
    /// Other headers by which imports find it.
    pub also: Vec<String>,
    /// What it means, when the label does not say it.
    pub doc: Option<Label>,
    /// What may stand in it.
    pub kind: FieldKind,
    /// Whether it may not be empty.
    pub required: bool,
    /// Unit of a number: `place`, `m2`, `year`.
    pub unit: Option<String>,
    /// Pattern that a text must match from end to end.
    pub matches: Option<String>,
    /// Least value of a number, amount, share or day (as days).
    pub min: Option<Value>,
    /// Greatest value; of a text, the most characters.
    pub max: Option<Value>,
    /// Class of sealing, when it is sealed.
    pub sealed: Option<Sealed>,
    /// SQL expression over the other fields, when it is computed and not stored.
    pub computed: Option<String>,
    /// Whether lists may be filtered and sorted by it: it gets an index. Key, owner and references
    /// do anyway.
    pub find: bool,
    /// Whether it stands in lists unasked.
    pub listed: bool,
    /// Named check beyond the kind: `student_number`.
    pub check: Option<String>,
    /// Where it is declared.
    pub origin: Origin,
}

/// What may stand in a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Text; stored as text.
    Text,
    /// A whole number from 0; stored as an integer.
    Count,
    /// A number with a unit; stored as double.
    Number,
    /// Money; stored as whole fen.
    Money,
    /// A share; stored as whole basis points.
    Percent,
    /// A calendar day; stored as a day (SQLite: text `YYYY-MM-DD`).
    Day,
    /// A time of day; stored as minutes after midnight.
    Time,
    /// A point in time; stored as microseconds.
    Instant,
    /// Yes or no.
    YesNo,
    /// A value of this code list.
    Code(String),
    /// Several values of this code list; stored as the values joined by `;`.
    Codes(String),
    /// The natural key of a record of this register (with several key fields: joined by `/`).
    Reference(String),
    /// The code of a node of the organisation tree, whichever register keeps it.
    Org,
    /// A citizen identity number (GB 11643), checked.
    Identity,
    /// A point `longitude,latitude` in degrees.
    Point,
    /// An area as GeoJSON text.
    Area,
    /// The content hash of a stored file.
    File,
    /// Several of them, joined by `;`.
    Files,
}

/// Class of sealing of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(
    missing_docs,
    reason = "the names are the four classes of the language of packs"
)]
pub enum Sealed {
    Identity,
    Health,
    Mind,
    Money,
}

/// A list of codes, with the standard it comes from.
#[derive(Debug, Clone, Serialize)]
pub struct CodeList {
    /// Name.
    pub name: String,
    /// What it is called.
    pub label: Label,
    /// The standard it comes from (`GB/T 2261.1-2003`), or `own` where there is none.
    pub standard: String,
    /// What it holds and what is left out, when the label does not say it.
    pub doc: Option<Label>,
    /// Whether its values were confirmed against the text of the standard.
    pub confirmation: Confirmation,
    /// Its values, in order.
    pub codes: Vec<Code>,
    /// Where it is declared.
    pub origin: Origin,
}

/// One value of a code list.
#[derive(Debug, Clone, Serialize)]
pub struct Code {
    /// The value that is stored.
    pub value: String,
    /// What it is called; imports take it for the value.
    pub label: Label,
    /// Other words that imports take for it.
    pub also: Vec<String>,
    /// First year in which it holds, if bounded.
    pub from: Option<i16>,
    /// Last year in which it holds, if bounded.
    pub until: Option<i16>,
}

/// Whether a value taken from a norm was checked against its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirmation {
    /// A person read it in the document itself or in an authority's implementing rule.
    Confirmed,
    /// From secondary text; to be confirmed before a figure that rests on it is published.
    Unconfirmed,
    /// Of this system's own making: there is no text to check it against.
    Own,
}

/// SQL over the snapshot that several indicators share, computed once per pass.
#[derive(Debug, Clone, Serialize)]
pub struct View {
    /// Name, by which indicators select from it.
    pub name: String,
    /// What one row is.
    pub doc: Label,
    /// A `select` over registers, other views, `rule('…')` and `snapshot_day()`.
    pub rows: String,
    /// The register of which each row is a record, if it is one; its key stands in columns.
    pub record: Option<String>,
    /// What its columns are, in the order in which people see them: its own, then those of views
    /// that it reads.
    pub columns: Vec<RowColumn>,
    /// Where it is declared.
    pub origin: Origin,
}

/// A column of the rows of a view or an indicator, as people see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowColumn {
    /// Its name.
    pub name: String,
    /// What it is called; that of the field which it shows, when it has no label of its own.
    pub label: Label,
    /// The register and the field whose values stand in it.
    pub of: Option<(String, String)>,
    /// Code list of its values; that of the field, when it shows one.
    pub codes: Option<String>,
    /// Whether it only helps the SQL and is of no use to people.
    pub hidden: bool,
}

/// One indicator: a measure of a snapshot for every node of the organisation tree.
#[derive(Debug, Clone, Serialize)]
pub struct Indicator {
    /// Name.
    pub name: String,
    /// What it is called.
    pub label: Label,
    /// What it counts, of whom, and what is left out.
    pub doc: Label,
    /// Words by which a plan speaks of it.
    pub also: Vec<String>,
    /// Unit: `percent`, `place`, `school`, `pupil`, `class`, `ratio`, `m2`, `fen` …
    pub unit: String,
    /// Which way is better.
    pub better: Better,
    /// Rows of the requirement list that it serves.
    pub serves: Vec<String>,
    /// Breakdowns: columns of `rows`, with the code list of their values.
    pub by: Vec<Breakdown>,
    /// A `select` at the natural grain, with the owning organisation as column `org`.
    pub rows: String,
    /// The register of which each row is a record, if it is one: its own or that of the one view
    /// that `rows` reads.
    pub record: Option<String>,
    /// What the columns of `rows` are: its own, then those of the views that it reads.
    pub columns: Vec<RowColumn>,
    /// Condition on a row under which it counts, where value or numerator plainly has one.
    pub counted: Option<String>,
    /// Aggregate expression over `rows`. When numerator and denominator are given it follows from
    /// them.
    pub value: String,
    /// Aggregate expression of the numerator, when the measure is a quotient.
    pub numerator: Option<String>,
    /// Aggregate expression of the denominator, when the measure is a quotient.
    pub denominator: Option<String>,
    /// The value is this times numerator ÷ denominator: 100 for percent and "per 100 pupils".
    pub scale: u32,
    /// From when on it counts, which decides where a course towards a target begins.
    pub period: Period,
    /// Names of the rule values that `rows` and `value` use, found in their text.
    pub rules: Vec<String>,
    /// Names of the registers that `rows` reads, directly or through views.
    pub registers: Vec<String>,
    /// Norm or document that defines it, if any.
    pub source: Option<String>,
    /// Where it is declared.
    pub origin: Origin,
}

/// A breakdown of an indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Breakdown {
    /// Column of `rows`.
    pub column: String,
    /// What it is called.
    pub label: Label,
    /// Code list of its values, if they are codes.
    pub codes: Option<String>,
    /// The codes that `rows` lets through, if not all.
    pub only: Vec<String>,
}

impl Breakdown {
    /// Whether the indicator counts what has this code.
    pub fn counts(&self, code: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == code)
    }
}

/// From when on a measure counts (`period = "calendar_year"`; a state on the day when not said).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// A state on the day of the snapshot.
    #[default]
    State,
    /// What happened since 1 January: it begins at zero every year, as new places do.
    CalendarYear,
    /// What happened since 1 September.
    SchoolYear,
}

/// Which way a measure is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither: it only tells.
    Neither,
}

/// A number of the law, by date.
#[derive(Debug, Clone, Serialize)]
pub struct RuleValue {
    /// Name.
    pub name: String,
    /// What it is called.
    pub label: Label,
    /// What it bounds and where it holds, when the label does not say it.
    pub doc: Option<Label>,
    /// Unit.
    pub unit: String,
    /// Day on which a person last held its values against what was at hand of their sources.
    pub checked: Day,
    /// Its values by first day, ascending and without twins.
    pub from: Vec<RuleSource>,
    /// Where it is declared.
    pub origin: Origin,
}

impl RuleValue {
    /// Stands in for a rule whose file cannot be read, so that nothing follows from that.
    pub(crate) fn unread(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            label: Label::default(),
            doc: None,
            unit: String::new(),
            checked: Day::EARLIEST,
            from: Vec::new(),
            origin: Origin::default(),
        }
    }

    /// The value that holds on this day, if the rule had begun.
    pub fn on(&self, day: Day) -> Option<&RuleSource> {
        self.from.iter().rev().find(|source| source.date <= day)
    }
}

/// A value of a rule from a day on.
#[derive(Debug, Clone, Serialize)]
pub struct RuleSource {
    /// First day on which it holds.
    pub date: Day,
    /// The value.
    pub value: f64,
    /// Document and clause.
    pub source: String,
    /// Whether it was confirmed against its source.
    pub confirmation: Confirmation,
}
