//! Roles 角色 as packs declare them: what may be seen and done where one is held.

use std::collections::{BTreeMap, BTreeSet};

use jixia_terms::Label;
use serde::Serialize;

use crate::model::{OrgSource, Origin, Packs, Register, Sealed};

/// Stands for every register in `read` and `write`.
pub(crate) const ALL: &str = "all";

/// The acts that a role may name, beside those on records, which follow from `write`.
pub const ROLE_ACTS: [&str; 14] = [
    "accounts",
    "adopt_plan",
    "break_glass",
    "delegate",
    "figures",
    "grant",
    "import",
    "journal",
    "link_target",
    "merge",
    "report_target",
    "snapshot",
    "verify",
    "withdraw_plan",
];

/// One role: `[role.NAME]` of a `roles.toml`, with what other packs add to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Role {
    /// Name.
    pub name: String,
    /// What it is called.
    pub label: Label,
    /// Who holds it and what for.
    pub doc: Label,
    /// Where it may be held.
    pub held: Held,
    /// Registers of which it reads the rows within its reach.
    pub read: Registers,
    /// Registers of which it writes the rows within its reach; it reads them too.
    pub write: Registers,
    /// Registers of which it reads every row, wherever it is held.
    pub everywhere: BTreeSet<String>,
    /// For a role held on a record: the field by which the way from a register to it begins, where
    /// more than one does.
    pub through: BTreeMap<String, String>,
    /// Acts that it may do beside those on records.
    pub acts: BTreeSet<String>,
    /// Sealed classes that it may open, each with the purposes for which: name and label.
    pub opens: BTreeMap<Sealed, BTreeMap<String, Label>>,
    /// Whether what it reads may be taken out as a file.
    pub export: bool,
    /// Whether it may be taken for a short while in an emergency, without being granted.
    pub break_glass: bool,
    /// Where it is declared.
    pub origin: Origin,
    /// Where other packs add to it.
    pub adds: Vec<Origin>,
}

/// Where a role may be held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// At nodes of the organisation tree of these kinds; it reaches all that stands below.
    At(BTreeSet<String>),
    /// On a single record of this register; it reaches that and what refers to it.
    Of(String),
}

/// Some registers, or all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Registers {
    /// Every register of every pack.
    All,
    /// These.
    Some(BTreeSet<String>),
}

impl Default for Registers {
    fn default() -> Self {
        Self::Some(BTreeSet::new())
    }
}

impl Registers {
    /// Whether the register is one of them.
    pub fn has(&self, register: &str) -> bool {
        match self {
            Self::All => true,
            Self::Some(names) => names.contains(register),
        }
    }
}

/// Which rows of a register are meant. It goes into the statements of the store.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum RowScope {
    /// None of them.
    #[default]
    Nothing,
    /// Every one, also those that no known node owns.
    All,
    /// Those of these owners and those of these records.
    Some(ScopedRows),
}

/// Rows by their owner or by the record to which they refer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScopedRows {
    /// Codes of nodes; a row is meant that one of them owns.
    pub owners: BTreeSet<String>,
    /// By way: natural keys of records; a row is meant from which the way leads to one of them. A
    /// way is the reference fields from the register on; the empty way ends at the row itself.
    pub records: BTreeMap<Vec<String>, BTreeSet<String>>,
}

impl RowScope {
    /// The rows that one or the other means.
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::All, _) | (_, Self::All) => Self::All,
            (Self::Nothing, scope) | (scope, Self::Nothing) => scope,
            (Self::Some(mut rows), Self::Some(more)) => {
                rows.owners.extend(more.owners);
                for (way, keys) in more.records {
                    rows.records.entry(way).or_default().extend(keys);
                }
                Self::Some(rows)
            }
        }
    }
}

impl Packs {
    /// The reference fields by which a row of `register` leads to a record of `to`: none where the
    /// registers are the same. Of several ways the shortest counts, beginning with `first` where
    /// that is given; two of one length are no way.
    pub fn way_to(&self, register: &str, to: &str, first: Option<&str>) -> Option<Vec<String>> {
        let mut ways = self.shortest_ways(register, to, first).into_iter();
        ways.next().filter(|_| ways.next().is_none())
    }

    /// All shortest ways of references from a register to another.
    pub(crate) fn shortest_ways(
        &self,
        register: &str,
        to: &str,
        first: Option<&str>,
    ) -> Vec<Vec<String>> {
        let mut open: Vec<(&str, Vec<String>)> = vec![(register, Vec::new())];
        let mut passed: BTreeSet<&str> = BTreeSet::new();
        while !open.is_empty() {
            let there: Vec<_> = open.iter().filter(|(at, _)| *at == to).collect();
            if !there.is_empty() {
                return there.into_iter().map(|(_, way)| way.clone()).collect();
            }
            passed.extend(open.iter().map(|(at, _)| *at));
            let mut next = Vec::new();
            for (at, way) in &open {
                let fields = self
                    .registers
                    .get(*at)
                    .into_iter()
                    .flat_map(Register::stored);
                for field in fields {
                    let begins = !way.is_empty() || first.is_none_or(|name| name == field.name);
                    let Some(target) = field.kind.target().filter(|_| begins) else {
                        continue;
                    };
                    if !passed.contains(target) && field.sealed.is_none() {
                        let mut way = way.clone();
                        way.push(field.name.clone());
                        next.push((target, way));
                    }
                }
            }
            open = next;
        }
        Vec::new()
    }

    /// Whether the rows of a register belong to the authority as a whole and to no node.
    pub fn is_of_authority(&self, register: &str) -> bool {
        let register = self.registers.get(register);
        register.is_some_and(|register| register.org == OrgSource::Authority)
    }

    /// The kinds that nodes of the organisation tree may have: codes of the fields that say it.
    pub(crate) fn node_kinds(&self) -> BTreeSet<&str> {
        let fields = self.registers.values().filter_map(|register| {
            let tree = register.tree.as_ref()?;
            self.code_list(register.field(&tree.kind)?)
        });
        fields
            .flat_map(|list| list.codes.iter().map(|code| code.value.as_str()))
            .collect()
    }
}
