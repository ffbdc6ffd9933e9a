//! The sight of a person on a day: rows, fields and acts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jixia_pack::{Packs, Role, RowScope, ScopedRows, Sealed};
use jixia_terms::{Day, Label};

use crate::force::Lapse;
use crate::grant::Grant;

/// What is asked of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// To see it.
    Read,
    /// To change, add or end it.
    Write,
    /// To take it out in a file.
    Export,
}

/// What a grant in force reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// These nodes.
    Nodes {
        /// Their codes.
        nodes: Arc<BTreeSet<String>>,
        /// Whether these are all that there ever were.
        is_whole: bool,
    },
    /// One record.
    Record {
        /// Its register.
        register: String,
        /// Its natural key.
        key: String,
    },
}

/// A grant in force, with what it reaches on the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldGrant {
    /// The grant.
    pub grant: Grant,
    /// Its role.
    pub role: Role,
    /// What it reaches.
    pub reach: Reach,
    /// The purposes that it states and, where it rests on another, that one too.
    pub purposes: BTreeSet<String>,
}

/// What may be seen and done, compiled for one person and day.
#[derive(Debug, Clone)]
pub struct Sight {
    packs: Arc<Packs>,
    day: Day,
    is_everything: bool,
    held: Vec<HeldGrant>,
    lapsed: Vec<(Grant, Lapse)>,
}

/// How a field of a register is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldSight {
    /// As it stands.
    Open,
    /// On some rows masked, and it may be opened there; on all others hidden.
    Masked(Vec<Opening>),
    /// Nothing is shown.
    Hidden,
}

/// For what a sealed field may be opened, and on which rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The purpose, as the role names it.
    pub purpose: String,
    /// What it is called.
    pub label: Label,
    /// On these rows.
    pub rows: RowScope,
}

/// What decides whether one row is covered.
pub struct RowFacts<'a> {
    /// Code of the node that owns it, if any does.
    pub owner: Option<&'a str>,
    /// Its natural key.
    pub key: &'a str,
    /// The key to which a way of references leads from it, if it leads anywhere.
    pub reached: &'a dyn Fn(&[String]) -> Option<String>,
}

impl Sight {
    pub(crate) fn of(
        packs: Arc<Packs>,
        day: Day,
        held: Vec<HeldGrant>,
        lapsed: Vec<(Grant, Lapse)>,
    ) -> Self {
        Self {
            packs,
            day,
            is_everything: false,
            held,
            lapsed,
        }
    }

    /// Sight of everything: of the command line, which needs no account.
    pub fn everything(packs: Arc<Packs>, day: Day) -> Self {
        Self {
            is_everything: true,
            ..Self::of(packs, day, Vec::new(), Vec::new())
        }
    }

    /// The day for which it was compiled.
    pub fn day(&self) -> Day {
        self.day
    }

    /// Whether it is that of the command line, from which nothing is kept.
    pub fn is_everything(&self) -> bool {
        self.is_everything
    }

    /// The grants in force.
    pub fn held(&self) -> &[HeldGrant] {
        &self.held
    }

    /// The person's other grants, and why they give nothing.
    pub fn lapsed(&self) -> &[(Grant, Lapse)] {
        &self.lapsed
    }

    pub(crate) fn packs(&self) -> &Packs {
        &self.packs
    }

    /// The rows of a register for which the person has the right.
    pub fn scope(&self, register: &str, right: Right) -> RowScope {
        if self.is_everything {
            return RowScope::All;
        }
        let scopes = self
            .held
            .iter()
            .map(|held| self.gives(held, register, right));
        scopes.fold(RowScope::Nothing, RowScope::or)
    }

    /// The rows that one grant gives.
    pub(crate) fn gives(&self, held: &HeldGrant, register: &str, right: Right) -> RowScope {
        let role = &held.role;
        if right == Right::Export && !role.export {
            return RowScope::Nothing;
        }
        let is_written = role.write.has(register);
        let is_named = is_written || (right != Right::Write && role.read.has(register));
        if right != Right::Write && role.everywhere.contains(register) {
            return RowScope::All;
        }
        if is_named {
            self.covered(held, register, right)
        } else {
            RowScope::Nothing
        }
    }

    /// The rows that a grant covers (rules 15 to 17).
    fn covered(&self, held: &HeldGrant, register: &str, right: Right) -> RowScope {
        let of_authority = self.packs.is_of_authority(register);
        match &held.reach {
            Reach::Nodes { is_whole: true, .. } => RowScope::All,
            _ if of_authority && right != Right::Write => RowScope::All,
            Reach::Nodes { .. } if of_authority => RowScope::Nothing,
            Reach::Nodes { nodes, .. } => RowScope::Some(ScopedRows {
                owners: BTreeSet::clone(nodes),
                ..ScopedRows::default()
            }),
            Reach::Record { register: of, key } => {
                let first = held.role.through.get(register).map(String::as_str);
                match self.packs.way_to(register, of, first) {
                    Some(way) => RowScope::Some(ScopedRows {
                        records: BTreeMap::from([(way, BTreeSet::from([key.clone()]))]),
                        ..ScopedRows::default()
                    }),
                    None => RowScope::Nothing,
                }
            }
        }
    }

    /// Whether the person has the right to this row.
    pub fn has(&self, register: &str, right: Right, row: &RowFacts<'_>) -> bool {
        covers(&self.scope(register, right), row)
    }

    /// How a field of a register is shown.
    pub fn field(&self, register: &str, field: &str) -> FieldSight {
        let field = self
            .packs
            .registers
            .get(register)
            .and_then(|it| it.field(field));
        let Some(field) = field else {
            return FieldSight::Hidden;
        };
        match field.sealed {
            None => FieldSight::Open,
            // Nobody with an account stands behind it, so nothing could be opened.
            Some(_) if self.is_everything => FieldSight::Masked(Vec::new()),
            Some(class) => match self.openings(register, class) {
                openings if openings.is_empty() => FieldSight::Hidden,
                openings => FieldSight::Masked(openings),
            },
        }
    }

    /// For what, and on which rows, fields of a sealed class may be opened (rule 19).
    pub fn openings(&self, register: &str, class: Sealed) -> Vec<Opening> {
        let mut found: BTreeMap<&str, (&Label, RowScope)> = BTreeMap::new();
        for held in &self.held {
            let role = &held.role;
            if !role.read.has(register) && !role.write.has(register) {
                continue;
            }
            let purposes = role.opens.get(&class).into_iter().flatten();
            for (purpose, label) in purposes.filter(|(name, _)| held.purposes.contains(*name)) {
                let rows = self.covered(held, register, Right::Read);
                let (_, known) = found.entry(purpose).or_insert((label, RowScope::Nothing));
                *known = std::mem::take(known).or(rows);
            }
        }
        let found = found.into_iter();
        found
            .filter(|(_, (_, rows))| *rows != RowScope::Nothing)
            .map(|(purpose, (label, rows))| Opening {
                purpose: purpose.to_owned(),
                label: label.clone(),
                rows,
            })
            .collect()
    }

    /// The purposes for which a field of this row may be opened; none where it is open, or hidden.
    pub fn purposes(&self, register: &str, field: &str, row: &RowFacts<'_>) -> Vec<String> {
        match self.field(register, field) {
            FieldSight::Masked(openings) => openings
                .into_iter()
                .filter(|opening| covers(&opening.rows, row))
                .map(|opening| opening.purpose)
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The stored fields of a register that are not open, each with the rows on which it is masked;
    /// on all others it is hidden.
    pub fn mask(&self, register: &str) -> BTreeMap<String, RowScope> {
        let mut mask = BTreeMap::new();
        // The command line has no account in whose name anything could be hidden or opened.
        let declared = self.packs.registers.get(register);
        let Some(declared) = declared.filter(|_| !self.is_everything) else {
            return mask;
        };
        for field in declared.stored() {
            let rows = match self.field(register, &field.name) {
                FieldSight::Open => continue,
                FieldSight::Masked(openings) => {
                    let rows = openings.into_iter().map(|opening| opening.rows);
                    rows.fold(RowScope::Nothing, RowScope::or)
                }
                FieldSight::Hidden => RowScope::Nothing,
            };
            mask.insert(field.name.clone(), rows);
        }
        mask
    }

    /// Whether the person may do an act anywhere.
    pub fn may(&self, act: &str) -> bool {
        self.is_everything || self.doing(act).next().is_some()
    }

    /// Whether the person may do an act at a node.
    pub fn may_at(&self, act: &str, node: &str) -> bool {
        self.is_everything
            || self.doing(act).any(|held| match &held.reach {
                Reach::Nodes { nodes, is_whole } => *is_whole || nodes.contains(node),
                Reach::Record { .. } => false,
            })
    }

    /// The nodes at which the person may do an act, as a scope over nodes.
    pub fn nodes_for(&self, act: &str) -> RowScope {
        if self.is_everything {
            return RowScope::All;
        }
        let scopes = self.doing(act).map(|held| match &held.reach {
            Reach::Nodes { is_whole: true, .. } => RowScope::All,
            Reach::Nodes { nodes, .. } => RowScope::Some(ScopedRows {
                owners: BTreeSet::clone(nodes),
                ..ScopedRows::default()
            }),
            Reach::Record { .. } => RowScope::Nothing,
        });
        scopes.fold(RowScope::Nothing, RowScope::or)
    }

    fn doing<'s>(&'s self, act: &'s str) -> impl Iterator<Item = &'s HeldGrant> {
        self.held
            .iter()
            .filter(move |held| held.role.acts.contains(act))
    }
}

/// Whether a scope means this row.
pub(crate) fn covers(scope: &RowScope, row: &RowFacts<'_>) -> bool {
    match scope {
        RowScope::Nothing => false,
        RowScope::All => true,
        RowScope::Some(rows) => {
            row.owner.is_some_and(|owner| rows.owners.contains(owner))
                || rows.records.iter().any(|(way, keys)| {
                    if way.is_empty() {
                        keys.contains(row.key)
                    } else {
                        (row.reached)(way).is_some_and(|key| keys.contains(&key))
                    }
                })
        }
    }
}
