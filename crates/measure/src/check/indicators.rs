//! Indicators: their rows, their breakdowns, and their values over the rows.

use std::collections::{BTreeMap, BTreeSet};

use jixia_pack::{Indicator, SqlText, what};
use jixia_terms::Label;

use super::mend::Mend;
use super::{Finding, Job, held_up_by, unplanned};
use crate::engine::{
    Inputs, Prepared, RowsTable, Session, compile, compile_value, said, tables_of,
};

/// What of an indicator is SQL, or names its columns.
pub(super) const PATHS: [&str; 5] = ["rows", "by", "value", "numerator", "denominator"];

/// Looks at these indicators, given the tables that cannot be read from.
pub(super) async fn look(
    job: &Job,
    session: &Session,
    (indicators, roots): (&[&Indicator], &BTreeMap<String, String>),
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut whole = Vec::new();
    // Of those to be looked at one by one, what is known to be wrong.
    let mut single: Vec<(&Indicator, Option<String>)> = Vec::new();
    for indicator in indicators {
        let is_broken = |path| {
            job.broken
                .contains(&SqlText::new(&indicator.origin.file, path))
        };
        let tables = tables_of(&indicator.rows);
        // Rows that are not given were told already.
        if indicator.rows.is_empty() || is_broken("rows") {
            continue;
        }
        if let Some(root) = held_up_by(&tables, roots) {
            findings.push(waits(root, indicator));
        } else if indicator.value.is_empty() || PATHS.into_iter().any(is_broken) {
            single.push((indicator, None));
        } else {
            whole.push(*indicator);
        }
    }
    let by_name: BTreeMap<&str, &Indicator> = whole.iter().map(|it| (&*it.name, *it)).collect();
    let (passes, refused) = compile(session, &whole).await;
    for (name, why) in refused {
        single.extend(by_name.get(&*name).map(|it| (*it, Some(why))));
    }
    for pass in passes {
        if let Err(error) = Prepared::new(session, &pass.plan).await {
            let why = said(&error);
            let found = pass.indicators().filter_map(|name| by_name.get(name));
            single.extend(found.map(|it| (*it, Some(why.clone()))));
        }
    }
    for (indicator, why) in single {
        findings.extend(one(job, session, indicator, why).await);
    }
    findings
}

fn waits(on: &str, indicator: &Indicator) -> Finding {
    Finding::Waits {
        on: on.to_owned(),
        file: indicator.origin.file.clone(),
    }
}

/// Faults of one indicator, part by part; `why` is what is said of the whole.
async fn one(
    job: &Job,
    session: &Session,
    indicator: &Indicator,
    why: Option<String>,
) -> Vec<Finding> {
    let text = |path: &str| SqlText::new(&indicator.origin.file, path);
    let mut findings = Vec::new();
    let mut mend = Mend::new(&indicator.rows);
    let plan = mend.plan(session).await;
    let (faults, is_whole) = mend.into_faults();
    findings.extend(
        faults
            .into_iter()
            .map(|it| Finding::Fault(text("rows"), it.at, it.fault)),
    );
    if let Some(plan) = plan.filter(|_| is_whole)
        && let Ok(table) = RowsTable::new(&plan)
    {
        findings.extend(columns(job, indicator, &table));
        findings.extend(values(job, session, indicator, &table));
    }
    if findings.is_empty()
        && let Some(why) = why
    {
        findings.push(Finding::Fault(text("rows"), (0, 1), unplanned(&why)));
    }
    let tables = tables_of(&indicator.rows);
    match tables.intersection(&job.unsure).next() {
        Some(unsure) if !findings.is_empty() => vec![waits(unsure, indicator)],
        _ => findings,
    }
}

/// The columns that the rows must give and do not.
fn columns(job: &Job, indicator: &Indicator, table: &RowsTable) -> Vec<Finding> {
    let text = |path: &str| SqlText::new(&indicator.origin.file, path);
    let fields = table.schema().fields();
    let given: BTreeSet<&str> = fields.iter().map(|field| field.name().as_str()).collect();
    let mut findings = Vec::new();
    let lacks = |column: &str| {
        let text = Label::new(
            format!("rows 没有给出列“{column}”"),
            format!("`rows` gives no column `{column}`"),
        );
        let given: Vec<&str> = given.iter().copied().collect();
        what("unknown_column", text).near_or_list(column, &given)
    };
    if !given.contains("org") {
        findings.push(Finding::Fault(text("rows"), (0, 1), lacks("org")));
    }
    for (i, by) in indicator.by.iter().enumerate() {
        if !given.contains(&*by.column) && !job.broken.contains(&text("by")) {
            let path = format!("by.{i}.column");
            findings.push(Finding::Fault(text(&path), (0, 1), lacks(&by.column)));
        }
    }
    findings
}

fn values(job: &Job, session: &Session, indicator: &Indicator, table: &RowsTable) -> Vec<Finding> {
    let parts = match (&indicator.numerator, &indicator.denominator) {
        (Some(numerator), Some(denominator)) => {
            vec![("numerator", numerator), ("denominator", denominator)]
        }
        _ => vec![("value", &indicator.value)],
    };
    let mut findings = Vec::new();
    for (path, sql) in parts {
        let text = SqlText::new(&indicator.origin.file, path);
        if sql.is_empty() || job.broken.contains(&text) {
            continue;
        }
        let mut mend = Mend::new(sql);
        loop {
            let (mut inputs, mut aggregates) = (Inputs::default(), Vec::new());
            let made = compile_value(session, table, mend.text(), &mut inputs, &mut aggregates);
            match made {
                Err(error) if mend.take(&error, session) => {}
                _ => break,
            }
        }
        let (faults, _) = mend.into_faults();
        findings.extend(
            faults
                .into_iter()
                .map(|it| Finding::Fault(text.clone(), it.at, it.fault)),
        );
    }
    findings
}
