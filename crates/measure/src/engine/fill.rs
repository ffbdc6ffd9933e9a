//! What several passes read is read once: columns of registers and shared views are held in memory
//! while a snapshot is measured, registers only as far as a fixed amount of memory allows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use datafusion::arrow::array::{RecordBatch, RecordBatchOptions};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{DataFusionError, Result};
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder, col};
use futures::{StreamExt, TryStreamExt, stream};

use super::cell::{Cell, Content};
use super::compile::Pass;
use super::files::Files;
use super::measure::scans;
use super::run::Prepared;
use super::session::Session;
use super::words::said;

/// Most bytes of registers that are held; what does not fit is read from its files by every pass.
const HELD_BYTES: u64 = 256 << 20;

/// Columns that plans take of a table, and how many plans do.
#[derive(Default)]
struct Wanted {
    columns: BTreeSet<String>,
    plans: usize,
}

/// A shared view, planned for just the columns that are taken of it.
struct SharedView {
    name: String,
    plan: LogicalPlan,
    places: Vec<usize>,
}

/// Fills the cells of shared views, and those of registers that more than one plan reads. Gives the
/// views that cannot be computed, with the reason.
pub(super) async fn fill(
    session: &Session,
    passes: &[Pass],
    threads: usize,
) -> Result<BTreeMap<String, String>> {
    let mut wanted: BTreeMap<String, Wanted> = BTreeMap::new();
    let add = |wanted: &mut BTreeMap<String, Wanted>, plan: &LogicalPlan| {
        for (name, columns) in scans(plan) {
            let table = wanted.entry(name).or_default();
            table.columns.extend(columns);
            table.plans += 1;
        }
    };
    for pass in passes {
        add(&mut wanted, &pass.plan);
    }
    let mut views = Vec::new();
    for (name, plan) in session.shared.iter().rev() {
        let Some(wanted_of_view) = wanted.get(name) else {
            continue;
        };
        let view = narrowed(session, name, plan, &wanted_of_view.columns)?;
        add(&mut wanted, &view.plan);
        views.push(view);
    }
    hold_registers(session, &wanted, threads).await?;
    let mut failed: BTreeMap<String, String> = BTreeMap::new();
    for view in views.into_iter().rev() {
        let reads = scans(&view.plan);
        let why = match reads.keys().find_map(|name| failed.get(name)) {
            Some(why) => Some(why.clone()),
            None => fill_view(session, &view)
                .await
                .err()
                .map(|error| said(&error)),
        };
        if let Some(why) = why {
            failed.insert(view.name, why);
        }
    }
    Ok(failed)
}

async fn fill_view(session: &Session, view: &SharedView) -> Result<()> {
    let batches = Prepared::new(session, &view.plan)
        .await?
        .collect(session)
        .await?;
    match session.cells.get(&view.name) {
        Some(cell) => hold(cell, batches, view.places.clone()),
        None => Ok(()),
    }
}

fn narrowed(
    session: &Session,
    name: &str,
    plan: &LogicalPlan,
    columns: &BTreeSet<String>,
) -> Result<SharedView> {
    let fields = plan.schema().fields().iter().enumerate();
    let places: Vec<usize> = fields
        .filter(|(_, field)| columns.contains(field.name()))
        .map(|(at, _)| at)
        .collect();
    let kept = plan.schema().columns().into_iter().enumerate();
    let kept = kept.filter(|(place, _)| places.contains(place));
    let kept: Vec<_> = kept.map(|(_, column)| col(column)).collect();
    let plan = LogicalPlanBuilder::from(plan.clone())
        .project(kept)?
        .build()?;
    Ok(SharedView {
        name: name.to_owned(),
        plan: session.state.optimize(&plan)?,
        places,
    })
}

/// Reads registers that more than one plan reads, the shortest first, as long as they fit.
async fn hold_registers(
    session: &Session,
    wanted: &BTreeMap<String, Wanted>,
    threads: usize,
) -> Result<()> {
    let mut registers: Vec<(u64, Arc<Cell>, Files, Vec<usize>)> = Vec::new();
    for (name, wanted) in wanted {
        let Some(cell) = session.cells.get(name) else {
            continue;
        };
        if let (Content::Files(files), true) = (cell.content(), wanted.plans > 1) {
            let fields = cell.columns().fields().iter().enumerate();
            let kept = fields.filter(|(_, field)| wanted.columns.contains(field.name()));
            let places: Vec<usize> = kept.map(|(place, _)| place).collect();
            let width = places
                .iter()
                .map(|&place| bytes_of(cell.columns().field(place).data_type()));
            let bytes = files.rows.saturating_mul(width.sum());
            registers.push((bytes, cell.clone(), files, places));
        }
    }
    registers.sort_by_key(|(bytes, ..)| *bytes);
    let mut held = 0u64;
    registers.retain(|(bytes, ..)| {
        held = held.saturating_add(*bytes);
        held <= HELD_BYTES
    });
    let reading = registers.into_iter().rev().map(|(_, cell, files, places)| {
        tokio::spawn(async move {
            let schema = Arc::new(cell.columns().project(&places)?);
            let batches: Vec<RecordBatch> = files.stream(schema).try_collect().await?;
            hold(&cell, batches, places)
        })
    });
    stream::iter(reading)
        .buffer_unordered(threads.max(1))
        .map(|done| done.map_err(|error| DataFusionError::External(Box::new(error)))?)
        .try_collect()
        .await
}

/// About how many bytes a value takes in memory.
fn bytes_of(kind: &DataType) -> u64 {
    match kind {
        DataType::Boolean => 1,
        DataType::Date32 => 4,
        DataType::Utf8View => 20,
        _ => 8,
    }
}

/// Sets what a cell holds, with the columns named and typed as the cell has them.
fn hold(cell: &Cell, batches: Vec<RecordBatch>, places: Vec<usize>) -> Result<()> {
    let schema = Arc::new(cell.columns().project(&places)?);
    let fitted = batches.into_iter().map(|batch| {
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        let columns = batch.columns().to_vec();
        RecordBatch::try_new_with_options(schema.clone(), columns, &options)
    });
    let fitted = fitted.collect::<std::result::Result<Vec<_>, _>>()?;
    cell.set(Content::Batches(fitted, places));
    Ok(())
}
