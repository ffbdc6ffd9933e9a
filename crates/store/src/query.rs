//! What can be asked of a register and of the journal, a page at a time.

use jixia_terms::{Day, Instant, Value};
use serde::{Deserialize, Serialize};

use crate::{Record, RecordId};

/// How many matching rows a page counts before it says "more than".
pub const COUNT_CAP: u64 = 1_000;

/// One page of a register.
#[derive(Debug, Clone, PartialEq)]
pub struct ListQuery {
    /// The register.
    pub register: String,
    /// All must hold. Only key, owner, reference and `find` fields may be filtered.
    pub filters: Vec<Filter>,
    /// Words that stand in the key, the title or another `find` text; in a large register, with
    /// which one of these begins.
    pub search: Option<String>,
    /// Order; by record number when none is given.
    pub sort: Option<Sort>,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// Rows on the page, at most 10,000.
    pub limit: usize,
    /// The instant as of which the register is read; none for now.
    pub as_of: Option<Instant>,
}

impl ListQuery {
    /// The first 50 rows of a register as it stands.
    pub fn new(register: impl Into<String>) -> Self {
        Self {
            register: register.into(),
            filters: Vec::new(),
            search: None,
            sort: None,
            after: None,
            limit: 50,
            as_of: None,
        }
    }

    /// What is searched for, if anything is.
    pub(crate) fn words(&self) -> Option<&str> {
        let words = self.search.as_deref().map(str::trim);
        words.filter(|words| !words.is_empty())
    }
}

/// One condition on one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    /// Name of the field.
    pub field: String,
    /// What must hold of its value.
    pub is: Test,
}

impl Filter {
    /// The field has this value (`Null`: is empty).
    pub fn equal(field: impl Into<String>, value: impl Into<Value>) -> Self {
        let is = match value.into() {
            Value::Null => Test::Empty,
            value => Test::OneOf(vec![value]),
        };
        Self {
            field: field.into(),
            is,
        }
    }
}

/// What must hold of a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Test {
    /// It is one of these.
    OneOf(Vec<Value>),
    /// It lies between these, both included; an open end is none.
    Between(Option<Value>, Option<Value>),
    /// It is a text that begins with this.
    Begins(String),
    /// Nothing stands there.
    Empty,
    /// Something stands there.
    Filled,
}

/// The order of a list. Rows with equal values follow by record number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// Name of the field: key, owner, reference or `find`.
    pub field: String,
    /// From the greatest to the least; empty values come last then, first otherwise.
    pub descending: bool,
}

/// The place in a sorted list after which the next page begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cursor {
    /// Value of the sort field of the last row shown; `Null` too when the list is not sorted.
    pub value: Value,
    /// Number of that row.
    pub id: RecordId,
}

/// One page of a register.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ListPage {
    /// The rows.
    pub rows: Vec<Record>,
    /// Whether rows follow.
    pub more: bool,
    /// Where the next page begins, if rows follow.
    pub next: Option<Cursor>,
    /// How many rows match, counted up to `COUNT_CAP`.
    pub count: u64,
    /// Whether `count` is all of them; otherwise there are at least that many.
    pub count_is_exact: bool,
    /// Whether the words searched for were found wherever they stand, and not at beginnings alone.
    pub searched_inside: bool,
}

/// One page of the journal, the newest line first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalQuery {
    /// Lines of acts that changed this register.
    pub register: Option<String>,
    /// Lines of acts that changed this record of that register.
    pub record: Option<RecordId>,
    /// Lines of this actor.
    pub actor: Option<String>,
    /// Lines of this kind of act.
    pub act: Option<String>,
    /// Lines from this day on (in China).
    pub from: Option<Day>,
    /// Lines up to and with this day.
    pub until: Option<Day>,
    /// Lines older than this one: where the page before ended.
    pub before: Option<u64>,
    /// Lines on the page, at most 10,000.
    pub limit: usize,
}

impl Default for JournalQuery {
    fn default() -> Self {
        Self {
            register: None,
            record: None,
            actor: None,
            act: None,
            from: None,
            until: None,
            before: None,
            limit: 50,
        }
    }
}
