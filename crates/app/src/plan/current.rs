//! Which of the adopted plans is the current one: of the year that we are in, or else of the newest
//! year not after it.

use jixia_store::Record;
use jixia_terms::{Day, Label};

use super::registers::{PLAN, Row};
use super::view::{PlanHead, PlanStatus};
use crate::error::AppError;
use crate::open::App;

impl PlanHead {
    pub(crate) fn of(app: &App, record: &Record) -> Result<Self, AppError> {
        let row = Row::new(app.register(PLAN)?, record);
        Ok(Self {
            id: row.text("code"),
            title: row.text("title"),
            year: i16::try_from(row.count("year")).unwrap_or_default(),
            adopted: row.day("adopted").unwrap_or(Day::EARLIEST),
        })
    }
}

impl App {
    /// The plans that were adopted, by year; of one year the last adopted is the last.
    pub fn plans(&self) -> Result<Vec<PlanHead>, AppError> {
        let mut rows = self.rows_of(PLAN, Vec::new())?;
        rows.sort_by_key(|record| record.id);
        let plans: Result<Vec<_>, _> = rows
            .iter()
            .map(|record| PlanHead::of(self, record))
            .collect();
        let mut plans = plans?;
        plans.sort_by_key(|plan| (plan.year, plan.adopted));
        Ok(plans)
    }

    /// The plan that the authority holds to today, if it adopted any.
    pub fn current_plan(&self) -> Result<Option<PlanHead>, AppError> {
        Ok(current(&self.plans()?, self.now().day().year()).cloned())
    }

    /// The plan that is the current one once this one is withdrawn, if any is left.
    pub fn current_without(&self, plan: &str) -> Result<Option<PlanHead>, AppError> {
        let mut plans = self.plans()?;
        plans.retain(|one| one.id != plan);
        Ok(current(&plans, self.now().day().year()).cloned())
    }

    /// The plan of this id, or the current one when none is named.
    pub(crate) fn plan_head(&self, plan: Option<&str>) -> Result<PlanHead, AppError> {
        let Some(id) = plan else {
            return self.current_plan()?.ok_or(AppError::NoPlan);
        };
        let plans = self.plans()?;
        let nearest = jixia_pack::nearest(id, plans.iter().map(|plan| plan.id.as_str()));
        let nearest = nearest.map(str::to_owned);
        let found = plans.into_iter().find(|plan| plan.id == id);
        found.ok_or_else(|| AppError::unknown("计划", "plan", id, nearest))
    }
}

/// The last of the newest year not after this one; where all are for years to come, the first year
/// of them.
fn current(plans: &[PlanHead], year: i16) -> Option<&PlanHead> {
    let past = plans.iter().rev().find(|plan| plan.year <= year);
    past.or_else(|| {
        let first = plans.first()?.year;
        plans.iter().rev().find(|plan| plan.year == first)
    })
}

impl PlanStatus {
    /// Whether it is the plan that the authority holds to today.
    pub fn is_current(&self) -> bool {
        self.plan.id == self.current.id
    }

    /// In one line: which plan is current, and why this one is not, if it is not.
    pub fn standing(&self) -> Label {
        let (now, year) = (&self.current, self.plan.year);
        let (title, of) = (&now.title, now.year);
        if self.is_current() {
            return Label::new(
                format!("本计划“{title}”（{of} 年）就是当前计划"),
                format!("this is the current plan: `{title}` ({of})"),
            );
        }
        let (zh, en) = if year > of {
            (
                format!("本计划是 {year} 年的，到 {year} 年 1 月 1 日才成为当前计划"),
                format!("this one is for {year} and becomes current on 1 January {year}"),
            )
        } else if year < of {
            (
                format!("本计划是 {year} 年的，比它早，所以不是当前计划"),
                format!("this one is for {year}, an earlier year"),
            )
        } else {
            (
                format!("本计划同为 {year} 年，以最后采用的为准"),
                format!("this one is for {year} too, and the last adopted counts"),
            )
        };
        Label::new(
            format!("当前计划为“{title}”（{of} 年）；{zh}"),
            format!("the current plan is `{title}` ({of}); {en}"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(id: &str, year: i16) -> PlanHead {
        PlanHead {
            id: id.to_owned(),
            title: id.to_owned(),
            year,
            adopted: Day::EARLIEST,
        }
    }

    #[test]
    fn the_newest_year_that_has_begun_is_current() {
        let plans = [
            plan("a", 2024),
            plan("b", 2026),
            plan("c", 2026),
            plan("d", 2027),
        ];
        let of = |year| current(&plans, year).map(|plan| plan.id.as_str());
        assert_eq!(of(2023), Some("a"));
        assert_eq!(of(2025), Some("a"));
        assert_eq!(of(2026), Some("c"));
        assert_eq!(of(2028), Some("d"));
        assert_eq!(current(&[], 2026), None);
    }
}
