//! Cases of an older version of a process, carried over to the present one by an explicit act.
//!
//! Until then they end by the version with which they began. `carried` says what would happen to a
//! case, and is the dry run; `carry_over` does just that.

use std::collections::{BTreeMap, BTreeSet};

use jixia_terms::Instant;
use serde::Serialize;

use crate::case::{Case, Event, Procedure, Row};
use crate::refusal::Refusal;

/// The act by which a case is carried over, as its event names it.
pub const MIGRATE: &str = "_migrate";

/// What happens to a case that is carried over.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moving {
    /// The case.
    pub case: String,
    /// Its state now.
    pub from: String,
    /// Its state in the present version.
    pub to: String,
    /// When it is due now.
    pub due_before: Option<Instant>,
    /// When it will be due.
    pub due_after: Option<Instant>,
    /// Acts that were open to somebody and no longer are.
    pub gone: Vec<String>,
    /// Acts that become open.
    pub come: Vec<String>,
    /// People named so far who have no part in the present version.
    pub unnamed: Vec<String>,
}

impl Procedure<'_> {
    /// What would happen to a case of an older version. `states` says where cases of states go that
    /// the present version no longer has.
    pub fn carried(
        self,
        case: &Case,
        old: Procedure<'_>,
        record: &Row,
        states: &BTreeMap<String, String>,
    ) -> Result<Moving, Refusal> {
        let to = self.target(case, states)?;
        let after = self.case_after(case, &to);
        let acts = |procedure: Procedure<'_>, state: &str| -> BTreeSet<String> {
            let moves = procedure.process.moves_from(state);
            moves.map(|one| one.act.clone()).collect()
        };
        let (before, now) = (acts(old, case.state()), acts(self, &to));
        let kept = case.kept();
        let is_gone = |name: &&String| self.process.person(name).is_none();
        Ok(Moving {
            case: kept.id.clone(),
            from: kept.state.clone(),
            due_before: old.deadline(case, record).map(|deadline| deadline.due),
            due_after: self.deadline(&after, record).map(|deadline| deadline.due),
            gone: before.difference(&now).cloned().collect(),
            come: now.difference(&before).cloned().collect(),
            unnamed: kept.people.keys().filter(is_gone).cloned().collect(),
            to,
        })
    }

    /// Carries a case over. Its limit goes on counting from when it entered its state.
    pub fn carry_over(
        self,
        case: &Case,
        states: &BTreeMap<String, String>,
        (who, at): (&str, Instant),
    ) -> Result<(Case, Event), Refusal> {
        let kept = case.kept();
        if at < kept.moved {
            return Err(Refusal::too_early(kept.moved));
        }
        let to = self.target(case, states)?;
        let mut after = self.case_after(case, &to).kept().clone();
        after.version += 1;
        after.moved = at;
        let event = Event {
            case: kept.id.clone(),
            version: after.version,
            digest: after.digest.clone(),
            act: MIGRATE.to_owned(),
            from: Some(kept.state.clone()),
            to,
            by: Some(who.to_owned()),
            acted_as: String::new(),
            for_whom: None,
            at,
            gives: Row::new(),
            sets: Row::new(),
            late: None,
        };
        Ok((Case::of(after), event))
    }

    fn target(self, case: &Case, states: &BTreeMap<String, String>) -> Result<String, Refusal> {
        let state = case.state();
        let to = states.get(state).map_or(state, String::as_str);
        let known = self.process.state(to).is_some();
        known
            .then(|| to.to_owned())
            .ok_or_else(|| Refusal::no_such_state(to))
    }

    fn case_after(self, case: &Case, to: &str) -> Case {
        let mut kept = case.kept().clone();
        kept.digest.clone_from(&self.process.digest);
        to.clone_into(&mut kept.state);
        kept.people
            .retain(|name, _| self.process.person(name).is_some());
        Case::of(kept)
    }
}
