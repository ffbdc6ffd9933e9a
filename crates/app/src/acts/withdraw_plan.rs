//! Withdraws an adopted plan, so that the one before it is current again.

use jixia_store::{RecordId, StoreError, Writer};

use super::Actor;
use crate::error::AppError;
use crate::open::App;
use crate::plan::PlanHead;
use crate::plan::registers::{CLAUSE, PLAN, Row, TARGET};

impl App {
    /// Ends a plan with its clauses and targets, in one act; their history stays, with what persons
    /// linked and reported.
    pub fn withdraw_plan(&self, by: &Actor, plan: &str) -> Result<PlanHead, AppError> {
        let head = self.plan_head(Some(plan))?;
        let parts = [self.register(TARGET)?, self.register(CLAUSE)?];
        self.store().act(&self.act(by, "withdraw_plan"), |writer| {
            for register in parts {
                let mut rows: Vec<RecordId> = Vec::new();
                writer.scan(&register.name, &mut |record| {
                    if Row::new(register, record).text("plan") == head.id {
                        rows.push(record.id);
                    }
                    Ok(())
                })?;
                end_all(writer, &register.name, rows)?;
            }
            let own = writer.find(PLAN, &[head.id.as_str().into()])?;
            end_all(writer, PLAN, own.map(|record| record.id))
        })?;
        Ok(head)
    }
}

fn end_all(
    writer: &mut Writer<'_>,
    register: &str,
    rows: impl IntoIterator<Item = RecordId>,
) -> Result<(), StoreError> {
    rows.into_iter()
        .try_for_each(|id| writer.remove(register, id))
}
