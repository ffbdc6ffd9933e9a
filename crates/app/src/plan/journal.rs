//! What the journal's lines about plans are about.

use jixia_store::{JournalLine, ListQuery, Record};
use jixia_terms::Instant;

use super::registers::{PLAN, Row};
use crate::error::AppError;
use crate::open::App;

impl App {
    /// The title of the plan that an act wrote or, if it wrote none, ended; such an act changes
    /// records of several registers, hence its line names none of them.
    pub fn plan_of_act(&self, line: &JournalLine) -> Result<Option<String>, AppError> {
        let changed = line.changes.iter().any(|change| change.register == PLAN);
        let before = Instant::from_micros(line.at.micros().saturating_sub(1));
        let (true, Some(before)) = (changed, before) else {
            return Ok(None);
        };
        let after = self.plans_at(line.at)?;
        let written = after.iter().find(|plan| plan.version == line.seq).cloned();
        let plan = match written {
            Some(plan) => Some(plan),
            None => {
                let mut before = self.plans_at(before)?.into_iter();
                before.find(|plan| after.iter().all(|left| left.id != plan.id))
            }
        };
        let register = self.register(PLAN)?;
        Ok(plan.map(|plan| Row::new(register, &plan).text("title")))
    }

    fn plans_at(&self, at: Instant) -> Result<Vec<Record>, AppError> {
        let query = ListQuery {
            as_of: Some(at),
            limit: 1_000,
            ..ListQuery::new(PLAN)
        };
        Ok(self.list(&query)?.rows)
    }
}
