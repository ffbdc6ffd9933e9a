//! Grants 授权: a person holds a role somewhere, from a day, until a day, for stated purposes.

use std::collections::BTreeSet;
use std::fmt;

use jixia_terms::Day;
use serde::{Deserialize, Serialize};

/// A grant taken in an emergency ends at most so many days after its first day.
pub const BREAK_GLASS_DAYS_MAX: i64 = 2;

/// The number of a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GrantId(pub i64);

impl fmt::Display for GrantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Its number.
    pub id: GrantId,
    /// Who holds it: the name of an account.
    pub person: String,
    /// The role.
    pub role: String,
    /// Where it is held.
    pub place: Place,
    /// First day.
    pub from: Day,
    /// First day on which it is no longer held; none stands for no end.
    pub until: Option<Day>,
    /// Purposes for which sealed fields may be opened, as the role names them.
    pub purposes: BTreeSet<String>,
    /// How it came about.
    pub kind: Kind,
}

/// Where a grant is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// At the node of this code.
    Node(String),
    /// On one record.
    Record {
        /// Its register.
        register: String,
        /// Its natural key as references hold it.
        key: String,
    },
}

/// How a grant came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Granted to the person.
    Own,
    /// Delegated by the holder of this grant.
    Delegated {
        /// The grant that was delegated.
        by: GrantId,
    },
    /// Held while the holder of this grant is away.
    StandIn {
        /// Whose place is taken.
        of: GrantId,
    },
    /// Taken in an emergency.
    BreakGlass {
        /// Why, in the person's words.
        reason: String,
        /// Who was informed.
        informed: String,
    },
}

/// That a person leaves: all that began up to that day ends with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaving {
    /// Who.
    pub person: String,
    /// First day on which the person is no longer there.
    pub day: Day,
}
