//! Plans all SQL of packs against empty tables and adds to the packs what is wrong with it: where,
//! what, and the nearest right word.
//!
//! What can be planned once a misspelt name is put right is planned so, and whatever depends on it
//! is looked at too; what cannot be planned holds up what depends on it, which is counted and not
//! reported.

mod indicators;
mod mend;
mod say;
mod syntax;
mod views;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jixia_pack::{Checking, Packs, SqlText, What, what};
use jixia_terms::{Day, Label};

use crate::driver::Driver;
use crate::engine::{Opening, Session};
use crate::error::MeasureError;

/// Lines down from the first of a text, and the character in the line from 1.
type At = (usize, usize);

/// What looking at some SQL brought to light.
enum Finding {
    /// A fault in a text.
    Fault(SqlText, At, What),
    /// SQL of a file waits for a table to be mended.
    Waits { on: String, file: String },
}

/// What is already known of the packs.
struct Job {
    packs: Arc<Packs>,
    /// Texts in which faults were found already.
    broken: BTreeSet<SqlText>,
    /// Tables whose columns are not known for sure.
    unsure: BTreeSet<String>,
}

/// Plans the SQL of every view, computed field and indicator, and adds its faults to the packs.
pub fn check_sql(checking: &mut Checking) -> Result<(), MeasureError> {
    let packs = checking.packs().clone();
    let mut broken = texts(&packs);
    broken.retain(|text| checking.is_broken(text));
    let job = Arc::new(Job {
        packs,
        broken,
        unsure: checking.unsure_tables(),
    });
    let driver = Driver::start()?;
    let threads = driver.threads();
    for finding in driver.run(look(job, threads))?? {
        match finding {
            Finding::Fault(text, at, fault) => checking.add(&text, at, fault),
            Finding::Waits { on, file } => checking.add_waiting(&on, &file),
        }
    }
    Ok(())
}

/// Every text of SQL, and of what names columns of one.
fn texts(packs: &Packs) -> BTreeSet<SqlText> {
    let mut texts = BTreeSet::new();
    for register in packs.registers.values() {
        for field in register.fields.iter().filter(|it| it.computed.is_some()) {
            let file = &register.origin.file;
            texts.insert(computed_text(file, &field.name));
            texts.insert(SqlText::new(file, format!("field.{}.type", field.name)));
        }
    }
    for view in packs.views.values() {
        texts.insert(SqlText::new(&view.origin.file, "rows"));
    }
    for indicator in packs.indicators.values() {
        for path in indicators::PATHS {
            texts.insert(SqlText::new(&indicator.origin.file, path));
        }
    }
    texts
}

fn computed_text(file: &str, field: &str) -> SqlText {
    SqlText::new(file, format!("field.{field}.computed"))
}

/// Looks at a share of the indicators on each thread.
async fn look(job: Arc<Job>, threads: usize) -> Result<Vec<Finding>, MeasureError> {
    let names: Vec<String> = job.packs.indicators.keys().cloned().collect();
    let size = names.len().div_ceil(threads.max(1)).max(1);
    let mut running = vec![tokio::spawn(look_at(job.clone(), None))];
    for share in names.chunks(size) {
        running.push(tokio::spawn(look_at(job.clone(), Some(share.to_vec()))));
    }
    let mut findings = Vec::new();
    for share in running {
        findings.extend(share.await.map_err(MeasureError::engine)??);
    }
    Ok(findings)
}

/// Looks at these indicators; without names, at all views and computed fields.
async fn look_at(job: Arc<Job>, names: Option<Vec<String>>) -> Result<Vec<Finding>, MeasureError> {
    // Which day makes no difference to whether a query can be planned.
    let day = Day::new(2026, 9, 1).unwrap_or(Day::EARLIEST);
    let session = Session::open(&job.packs, &Opening::checks(day)).await;
    let mut session = session.map_err(MeasureError::engine)?;
    let Some(names) = names else {
        let mut findings = computed(&job, &session);
        let all = job.packs.views.values().collect();
        views::plan(&job, &mut session, all, &mut findings).await;
        return Ok(findings);
    };
    let found = names
        .iter()
        .filter_map(|name| job.packs.indicators.get(name));
    let wanted: Vec<_> = found.collect();
    let read = crate::engine::views_read(&job.packs, &wanted);
    let read = job
        .packs
        .views
        .values()
        .filter(|view| read.contains_key(&view.name));
    // What is wrong with views is told by whoever looks at all of them.
    let mut told = Vec::new();
    let roots = views::plan(&job, &mut session, read.collect(), &mut told).await;
    Ok(indicators::look(&job, &session, (&wanted, &roots)).await)
}

/// Faults of computed fields, which opening a session brings to light.
fn computed(job: &Job, session: &Session) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, error) in &session.faults {
        let (register, field) = name.split_once('.').unwrap_or((name, ""));
        let Some(register) = job.packs.registers.get(register) else {
            continue;
        };
        let file = &register.origin.file;
        let text = computed_text(file, field);
        let of_type = SqlText::new(file, format!("field.{field}.type"));
        if job.broken.contains(&text) || job.broken.contains(&of_type) {
            continue;
        }
        let declared = register
            .field(field)
            .and_then(|field| field.computed.as_deref());
        let found = say::faults(error, declared.unwrap_or_default(), session);
        findings.extend(
            found
                .into_iter()
                .map(|it| Finding::Fault(text.clone(), it.at, it.fault)),
        );
    }
    findings
}

/// The table for which some SQL waits: one that cannot be planned, or, of SQL that has faults, one
/// whose columns are not known for sure.
fn held_up_by<'t>(
    tables: &'t BTreeSet<String>,
    roots: &'t BTreeMap<String, String>,
) -> Option<&'t String> {
    tables.iter().find_map(|table| roots.get(table))
}

/// A fault that nothing more is known of than what the engine says.
fn unplanned(said: &str) -> What {
    let text = Label::new(
        format!("SQL 无法执行：{said}"),
        format!("the SQL cannot be planned: {said}"),
    );
    what("sql", text)
}
