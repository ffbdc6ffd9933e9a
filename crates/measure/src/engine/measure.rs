//! All indicators of one day: shared views once, passes side by side, figures out of their states.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use datafusion::common::Result;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::logical_expr::LogicalPlan;
use datafusion::sql::parser::DFParser;
use datafusion::sql::resolve::resolve_table_references;
use futures::StreamExt;
use jixia_pack::{Indicator, Packs};
use jixia_terms::Day;

use super::cell::Content;
use super::compile::{Pass, compile};
use super::cube::figures_of;
use super::fill::fill;
use super::run::{Prepared, run_pass};
use super::session::{Opening, Session};
use super::words::said;
use crate::error::MeasureError;
use crate::figures::{Block, Note, NoteKind};
use crate::tree::OrgTree;

/// What was measured: figures by indicator, and what readers should know.
pub(crate) type Measured = (BTreeMap<String, Block>, Vec<Note>);

/// Measures every indicator of the packs over these contents of registers.
pub(crate) async fn measure(
    packs: &Packs,
    day: Day,
    contents: &BTreeMap<String, Content>,
    tree: &Arc<OrgTree>,
    threads: usize,
) -> Result<Measured, MeasureError> {
    let indicators: Vec<&Indicator> = packs.indicators.values().collect();
    // Views that more than one pass or view reads are computed once and held in memory.
    let shared = views_read(packs, &indicators).into_iter();
    let shared: BTreeSet<String> = shared
        .filter(|(_, readers)| *readers > 1)
        .map(|(name, _)| name)
        .collect();
    let opening = Opening {
        day,
        shared,
        indicators: Some(&indicators),
        quick: false,
        checks: false,
    };
    let session = Session::open(packs, &opening)
        .await
        .map_err(MeasureError::engine)?;
    session.fill(contents);
    let mut notes = rule_notes(&indicators, packs, day);
    let (mut passes, faults) = compile(&session, &indicators).await;
    for (indicator, why) in faults {
        let why = session.explained(&why);
        let kind = NoteKind::NotComputed(why);
        notes.push(Note { indicator, kind });
    }
    let filled = fill(&session, &passes, threads).await;
    let failed = filled.map_err(MeasureError::engine)?;
    notes.extend(without_failed(&mut passes, &failed));
    let session = Arc::new(session);
    let mut blocks: BTreeMap<String, Block> = BTreeMap::new();
    let mut running = futures::stream::iter(by_size(&session, passes))
        .map(|pass| tokio::spawn(run(session.clone(), pass, tree.clone())))
        .buffer_unordered(threads.max(1));
    while let Some(done) = running.next().await {
        let (pass, result) = done.map_err(MeasureError::engine)?;
        match result {
            Ok(list) => blocks.extend(list),
            Err(error) => {
                let kind = NoteKind::NotComputed(said(&error));
                notes.extend(notes_of(&pass, &kind));
            }
        }
    }
    notes.sort_by(|a, b| a.indicator.cmp(&b.indicator));
    Ok((blocks, notes))
}

/// Takes out the passes that read a view which cannot be computed, and says so.
fn without_failed(passes: &mut Vec<Pass>, failed: &BTreeMap<String, String>) -> Vec<Note> {
    let mut notes = Vec::new();
    passes.retain(|pass| {
        let reads = scans(&pass.plan);
        let why = reads
            .keys()
            .find_map(|name| Some((name, failed.get(name)?)));
        if let Some((view, why)) = why {
            let kind = NoteKind::NotComputed(format!("`{view}` cannot be computed: {why}"));
            notes.extend(notes_of(pass, &kind));
        }
        why.is_none()
    });
    notes
}

/// The same note for every indicator of a pass.
fn notes_of(pass: &Pass, kind: &NoteKind) -> Vec<Note> {
    let note = |name: &str| Note {
        indicator: name.to_owned(),
        kind: kind.clone(),
    };
    pass.indicators().map(note).collect()
}

async fn run(
    session: Arc<Session>,
    pass: Pass,
    tree: Arc<OrgTree>,
) -> (Pass, Result<Vec<(String, Block)>>) {
    let result = figures_of_pass(&session, &pass, &tree).await;
    (pass, result)
}

async fn figures_of_pass(
    session: &Session,
    pass: &Pass,
    tree: &OrgTree,
) -> Result<Vec<(String, Block)>> {
    let plan = Prepared::new(session, &pass.plan).await?;
    let (states, unplaced) = run_pass(session, pass, &plan, tree).await?;
    let mut blocks = Vec::new();
    for (grouping, states) in pass.groupings.iter().zip(states) {
        blocks.extend(figures_of(grouping, states, &unplaced, tree)?);
    }
    Ok(blocks)
}

/// Passes over many rows first, so that none is left alone at the end.
fn by_size(session: &Session, mut passes: Vec<Pass>) -> Vec<Pass> {
    let size = |pass: &Pass| {
        let cells = scans(&pass.plan)
            .into_keys()
            .filter_map(|name| session.cells.get(&name));
        cells.map(|cell| cell.content().rows()).sum::<u64>()
    };
    passes.sort_by_cached_key(|pass| std::cmp::Reverse(size(pass)));
    passes
}

fn rule_notes(indicators: &[&Indicator], packs: &Packs, day: Day) -> Vec<Note> {
    let mut notes = Vec::new();
    for indicator in indicators {
        for name in &indicator.rules {
            let begun = packs
                .rules
                .get(name)
                .is_some_and(|rule| rule.on(day).is_some());
            if !begun {
                notes.push(Note {
                    indicator: indicator.name.clone(),
                    kind: NoteKind::RuleNotBegun(name.clone()),
                });
            }
        }
    }
    notes
}

/// The tables that a query names; none when it cannot be parsed, which planning will report.
pub(crate) fn tables_of(sql: &str) -> BTreeSet<String> {
    let statements = DFParser::parse_sql(sql).unwrap_or_default();
    let tables = statements.iter().filter_map(|statement| {
        let (tables, _) = resolve_table_references(statement, true).ok()?;
        Some(tables.into_iter().map(|table| table.table().to_owned()))
    });
    tables.flatten().collect()
}

/// Views that passes read, directly or through views, each with how many passes and views name it.
pub(crate) fn views_read(packs: &Packs, indicators: &[&Indicator]) -> BTreeMap<String, usize> {
    let passes: BTreeSet<&str> = indicators.iter().map(|i| i.rows.trim()).collect();
    let mut readers: BTreeMap<String, usize> = BTreeMap::new();
    let mut waiting: Vec<&str> = passes.into_iter().collect();
    let mut seen = BTreeSet::new();
    while let Some(sql) = waiting.pop() {
        for table in tables_of(sql) {
            let Some(view) = packs.views.get(&table) else {
                continue;
            };
            *readers.entry(table.clone()).or_default() += 1;
            if seen.insert(table) {
                waiting.push(&view.rows);
            }
        }
    }
    readers
}

/// The cells that an optimised plan scans, with the columns that it takes of each.
pub(crate) fn scans(plan: &LogicalPlan) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    // The closure never fails.
    let _ = plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node {
            let columns = found.entry(scan.table_name.table().to_owned()).or_default();
            let names = scan
                .projected_schema
                .fields()
                .iter()
                .map(|field| field.name().clone());
            columns.extend(names);
        }
        Ok(TreeNodeRecursion::Continue)
    });
    found
}
