//! Views, each after those that it reads.

use std::collections::{BTreeMap, BTreeSet};

use jixia_pack::{SqlText, View};

use super::mend::Mend;
use super::{Finding, Job, held_up_by};
use crate::engine::{Session, tables_of};

/// Plans these views and makes them known to the session. Gives those tables that cannot be read
/// from, each with the one that must be mended first.
pub(super) async fn plan(
    job: &Job,
    session: &mut Session,
    views: Vec<&View>,
    findings: &mut Vec<Finding>,
) -> BTreeMap<String, String> {
    let here = |name: &&String| job.packs.registers.contains_key(*name);
    let absent = job.unsure.iter().filter(|name| !here(name));
    let mut roots: BTreeMap<String, String> =
        absent.map(|name| (name.clone(), name.clone())).collect();
    let mut left: Vec<(&View, BTreeSet<String>)> = views
        .into_iter()
        .map(|view| (view, tables_of(&view.rows)))
        .collect();
    while !left.is_empty() {
        let names: BTreeSet<String> = left.iter().map(|(view, _)| view.name.clone()).collect();
        let waits = |tables: &BTreeSet<String>| tables.iter().any(|table| names.contains(table));
        let (waiting, ready): (Vec<_>, Vec<_>) =
            left.into_iter().partition(|(_, tables)| waits(tables));
        if ready.is_empty() {
            // Views in a ring, which was told already.
            roots.extend(names.iter().map(|name| (name.clone(), name.clone())));
            break;
        }
        for (view, tables) in ready {
            if let Some(root) = one(job, session, (view, &tables, &roots), findings).await {
                roots.insert(view.name.clone(), root);
            }
        }
        left = waiting;
    }
    roots
}

/// Plans one view; gives what must be mended first, if it cannot be.
async fn one(
    job: &Job,
    session: &mut Session,
    (view, tables, roots): (&View, &BTreeSet<String>, &BTreeMap<String, String>),
    findings: &mut Vec<Finding>,
) -> Option<String> {
    let file = &view.origin.file;
    let text = SqlText::new(file, "rows");
    if job.broken.contains(&text) {
        return Some(view.name.clone());
    }
    let waits = |on: &String| Finding::Waits {
        on: on.clone(),
        file: file.clone(),
    };
    if let Some(root) = held_up_by(tables, roots) {
        findings.push(waits(root));
        return Some(root.clone());
    }
    let mut mend = Mend::new(&view.rows);
    let plan = mend.plan(session).await;
    let (faults, is_whole) = mend.into_faults();
    if !faults.is_empty()
        && let Some(unsure) = tables.intersection(&job.unsure).next()
    {
        findings.push(waits(unsure));
        return Some(unsure.clone());
    }
    findings.extend(
        faults
            .into_iter()
            .map(|it| Finding::Fault(text.clone(), it.at, it.fault)),
    );
    let added = plan
        .filter(|_| is_whole)
        .map(|plan| session.add_view(&view.name, plan, &BTreeSet::new()));
    (!matches!(added, Some(Ok(())))).then(|| view.name.clone())
}
