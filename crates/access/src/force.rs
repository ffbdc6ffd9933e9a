//! Which grants of a person are in force on a day, and what they reach.

use std::collections::BTreeSet;
use std::sync::Arc;

use jixia_pack::{Held, Packs, Role};
use jixia_terms::Day;

use crate::carry::carried;
use crate::grant::{BREAK_GLASS_DAYS_MAX, Grant, GrantId, Kind, Leaving, Place};
use crate::organisation::{Organisation, within};
use crate::sight::{HeldGrant, Reach, Sight};
use crate::tree::Tree;

/// All that decides who sees what.
#[derive(Debug, Clone, Default)]
pub struct Authority {
    /// The packs with their roles.
    pub packs: Arc<Packs>,
    /// The organisation through time.
    pub organisation: Organisation,
    /// All grants.
    pub grants: Vec<Grant>,
    /// Who left and when.
    pub leavings: Vec<Leaving>,
}

/// Why a grant gives nothing on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lapse {
    /// It begins later.
    NotYet,
    /// It has ended.
    Ended,
    /// The person has left.
    Left,
    /// No pack declares its role.
    UnknownRole,
    /// Its role is not held at such a place.
    WrongPlace,
    /// Its node does not stand on the day.
    NodeGone,
    /// The grant on which it rests is not in force, or may not be passed on.
    BaseGone,
    /// It was taken in an emergency without reason, witness or end, or beyond one's charge.
    NotAnEmergency,
}

impl Authority {
    /// What the person may see and do on the day.
    pub fn sight(&self, person: &str, day: Day) -> Sight {
        let tree = Tree::on(&self.organisation, day);
        let (mut held, mut lapsed) = (Vec::new(), Vec::new());
        for grant in self.grants.iter().filter(|grant| grant.person == person) {
            match self.in_force(grant, day, &tree) {
                Ok(one) => held.push(one),
                Err(why) => lapsed.push((grant.clone(), why)),
            }
        }
        Sight::of(Arc::clone(&self.packs), day, held, lapsed)
    }

    fn in_force(&self, grant: &Grant, day: Day, tree: &Tree<'_>) -> Result<HeldGrant, Lapse> {
        match &grant.kind {
            Kind::Own => self.own(grant, day, tree),
            Kind::Delegated { by } => self.passed_on(grant, *by, day, tree),
            Kind::StandIn { of } => self.passed_on(grant, *of, day, tree),
            Kind::BreakGlass { reason, informed } => {
                let mut held = self.own(grant, day, tree)?;
                let is_told = !informed.trim().is_empty() && *informed != grant.person;
                let ends = grant.until.is_some_and(|until| {
                    i64::from(until.days()) - i64::from(grant.from.days()) <= BREAK_GLASS_DAYS_MAX
                });
                if reason.trim().is_empty() || !is_told || !ends || !held.role.break_glass {
                    return Err(Lapse::NotAnEmergency);
                }
                let Reach::Nodes { nodes, .. } = &held.reach else {
                    return Err(Lapse::NotAnEmergency);
                };
                let charge = self.charge(&grant.person, day, tree);
                let within: BTreeSet<String> = nodes.intersection(&charge).cloned().collect();
                held.reach = reach(within, tree).ok_or(Lapse::NotAnEmergency)?;
                Ok(held)
            }
        }
    }

    /// A grant as if it were the person's own.
    fn own(&self, grant: &Grant, day: Day, tree: &Tree<'_>) -> Result<HeldGrant, Lapse> {
        if day < grant.from {
            return Err(Lapse::NotYet);
        }
        if !within(day, Some(grant.from), grant.until) {
            return Err(Lapse::Ended);
        }
        let has_left =
            |it: &Leaving| it.person == grant.person && grant.from <= it.day && it.day <= day;
        if self.leavings.iter().any(has_left) {
            return Err(Lapse::Left);
        }
        let role = self
            .packs
            .roles
            .get(&grant.role)
            .ok_or(Lapse::UnknownRole)?;
        Ok(HeldGrant {
            grant: grant.clone(),
            role: role.clone(),
            reach: self.reach_of(grant, role, day, tree)?,
            purposes: grant.purposes.clone(),
        })
    }

    fn reach_of(
        &self,
        grant: &Grant,
        role: &Role,
        day: Day,
        tree: &Tree<'_>,
    ) -> Result<Reach, Lapse> {
        match (&grant.place, &role.held) {
            (Place::Node(code), Held::At(kinds)) => {
                let mut held = carried(&self.organisation, code, (grant.from, day));
                held.retain(|code| tree.stands_as(code, kinds));
                reach(tree.below(&held), tree).ok_or(Lapse::NodeGone)
            }
            (Place::Record { register, key }, Held::Of(of)) if register == of => {
                Ok(Reach::Record {
                    register: register.clone(),
                    key: key.clone(),
                })
            }
            _ => Err(Lapse::WrongPlace),
        }
    }

    /// A grant that rests on another, which must be its holder's own (rules 12 and 13).
    fn passed_on(
        &self,
        grant: &Grant,
        base: GrantId,
        day: Day,
        tree: &Tree<'_>,
    ) -> Result<HeldGrant, Lapse> {
        let mut held = self.own(grant, day, tree)?;
        let base = self.grants.iter().find(|one| one.id == base);
        let base = base.filter(|base| base.kind == Kind::Own && base.role == grant.role);
        let base = base.ok_or(Lapse::BaseGone)?;
        let base = self.own(base, day, tree).map_err(|_| Lapse::BaseGone)?;
        if matches!(grant.kind, Kind::Delegated { .. }) && !base.role.acts.contains("delegate") {
            return Err(Lapse::BaseGone);
        }
        held.purposes
            .retain(|purpose| base.purposes.contains(purpose));
        held.reach = match (&held.reach, &base.reach) {
            (Reach::Nodes { nodes, .. }, Reach::Nodes { nodes: most, .. }) => {
                let both = nodes.intersection(most).cloned().collect();
                reach(both, tree).ok_or(Lapse::BaseGone)?
            }
            (own, most) if own == most => own.clone(),
            _ => return Err(Lapse::BaseGone),
        };
        Ok(held)
    }

    /// The nodes where a person may act in an emergency (rule 14).
    fn charge(&self, person: &str, day: Day, tree: &Tree<'_>) -> BTreeSet<String> {
        let own = |grant: &&Grant| grant.person == person && grant.kind == Kind::Own;
        let mut charge = BTreeSet::new();
        for grant in self.grants.iter().filter(own) {
            if let Ok(held) = self.own(grant, day, tree)
                && held.role.acts.contains("break_glass")
                && let Reach::Nodes { nodes, .. } = &held.reach
            {
                charge.extend(nodes.iter().cloned());
            }
        }
        charge
    }
}

/// The reach over these nodes, none of none.
fn reach(nodes: BTreeSet<String>, tree: &Tree<'_>) -> Option<Reach> {
    if nodes.is_empty() {
        return None;
    }
    let is_whole = tree.is_whole(&nodes);
    Some(Reach::Nodes {
        nodes: Arc::new(nodes),
        is_whole,
    })
}
