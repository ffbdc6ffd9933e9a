//! The acts, one a file. Each is one transaction with one line in the journal.

mod adopt_plan;
mod import;
mod link_target;
mod record;
mod report_target;
mod snapshot;
mod withdraw_plan;

pub use link_target::LinkChoice;
pub(crate) use snapshot::SNAPSHOT;

use std::collections::BTreeMap;

use jixia_store::Act;

use crate::open::App;

/// Who acts. Accounts come later; until then a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    name: String,
}

impl Actor {
    /// The person or program of this name.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.trim().to_owned(),
        }
    }

    /// The name, as the journal keeps it.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Values of fields as a person typed them, by name of field.
pub type FieldTexts = BTreeMap<String, String>;

impl App {
    pub(crate) fn act(&self, by: &Actor, name: &str) -> Act {
        Act {
            actor: by.name().to_owned(),
            at: self.when(),
            name: name.to_owned(),
            reason: None,
        }
    }
}
