//! Runs a pass: reads its rows once and keeps, for each node and breakdown, the state of every
//! aggregate.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, BooleanArray, RecordBatch, StringViewArray, UInt32Array};
use datafusion::arrow::compute::{filter_record_batch, take};
use datafusion::common::cast::{as_boolean_array, as_string_view_array};
use datafusion::common::{Result, internal_err};
use datafusion::logical_expr::{EmitTo, GroupsAccumulator, LogicalPlan};
use datafusion::physical_expr::GroupsAccumulatorAdapter;
use datafusion::physical_expr::aggregate::AggregateFunctionExpr;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::execution_plan::reset_plan_states;
use futures::TryStreamExt;

use super::compile::{Aggregate, Argument, Grouping, Pass};
use super::in_order::in_order;
use super::keys::{NO_TEXT, Texts, Tuples};
use super::session::Session;
use crate::figures::Unplaced;
use crate::tree::OrgTree;

/// A plan that is ready to run, as often as its tables are filled.
#[derive(Debug)]
pub(crate) struct Prepared(Arc<dyn ExecutionPlan>);

impl Prepared {
    /// Plans how an optimised query is run.
    pub(crate) async fn new(session: &Session, plan: &LogicalPlan) -> Result<Self> {
        let planner = session.state.query_planner();
        let plan = planner.create_physical_plan(plan, &session.state).await?;
        Ok(Self(in_order(plan)?))
    }

    /// Runs it and hands over each batch.
    pub(crate) async fn each_batch(
        &self,
        session: &Session,
        mut each: impl FnMut(RecordBatch) -> Result<()>,
    ) -> Result<()> {
        // A plan keeps what it built for joins; a fresh run must build anew.
        let plan = reset_plan_states(self.0.clone())?;
        let mut batches = plan.execute(0, session.state.task_ctx())?;
        while let Some(batch) = batches.try_next().await? {
            if batch.num_rows() > 0 {
                each(batch)?;
            }
        }
        Ok(())
    }

    /// Runs it and collects its batches.
    pub(crate) async fn collect(&self, session: &Session) -> Result<Vec<RecordBatch>> {
        let mut batches = Vec::new();
        self.each_batch(session, |batch| {
            batches.push(batch);
            Ok(())
        })
        .await?;
        Ok(batches)
    }
}

/// The states of a grouping's aggregates, in order of node and breakdown.
#[derive(Debug)]
pub(crate) struct States {
    /// For each breakdown column its values, in order.
    pub(crate) by: Vec<Vec<String>>,
    /// Place of the node and, for each breakdown column, 1 + place of the value: `1 + by.len()`
    /// numbers each.
    pub(crate) keys: Vec<u32>,
    /// Rows of each.
    pub(crate) rows: Vec<u64>,
    /// For each aggregate the columns of its state.
    pub(crate) states: Vec<Vec<ArrayRef>>,
}

/// Runs a pass; gives the states of each grouping and the rows that count nowhere.
pub(crate) async fn run_pass(
    session: &Session,
    pass: &Pass,
    plan: &Prepared,
    tree: &OrgTree,
) -> Result<(Vec<States>, Unplaced)> {
    let mut running = Running::new(pass, tree)?;
    plan.each_batch(session, |batch| running.add(batch)).await?;
    running.finish()
}

/// The accumulator of many groups; through an adapter for functions that have none.
pub(super) fn accumulator(
    function: &Arc<AggregateFunctionExpr>,
) -> Result<Box<dyn GroupsAccumulator>> {
    if function.groups_accumulator_supported() {
        return function.create_groups_accumulator();
    }
    let function = function.clone();
    let adapter = GroupsAccumulatorAdapter::new(move || function.create_accumulator());
    Ok(Box::new(adapter))
}

struct Running<'a> {
    tree: &'a OrgTree,
    groupings: Vec<RunningGrouping<'a>>,
    orgs: Texts,
    /// Place in the tree of each node text, `NO_TEXT` when there is none.
    places: Vec<u32>,
    by: HashMap<usize, Texts>,
    unplaced: Unplaced,
    unknown: BTreeSet<u32>,
}

struct RunningGrouping<'a> {
    grouping: &'a Grouping,
    groups: Tuples,
    rows: Vec<u64>,
    accumulators: Vec<Box<dyn GroupsAccumulator>>,
}

impl<'a> Running<'a> {
    fn new(pass: &'a Pass, tree: &'a OrgTree) -> Result<Self> {
        let grouping = |grouping: &'a Grouping| -> Result<RunningGrouping<'a>> {
            let aggregates = grouping.aggregates.iter();
            Ok(RunningGrouping {
                grouping,
                groups: Tuples::new(1 + grouping.by.len()),
                rows: Vec::new(),
                accumulators: aggregates
                    .map(|aggregate| accumulator(&aggregate.function))
                    .collect::<Result<_>>()?,
            })
        };
        Ok(Self {
            tree,
            groupings: pass.groupings.iter().map(grouping).collect::<Result<_>>()?,
            orgs: Texts::default(),
            places: Vec::new(),
            by: HashMap::new(),
            unplaced: Unplaced::default(),
            unknown: BTreeSet::new(),
        })
    }

    fn add(&mut self, batch: RecordBatch) -> Result<()> {
        let (batch, places) = self.placed(batch)?;
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let mut by: HashMap<usize, Vec<u32>> = HashMap::new();
        for &column in self
            .groupings
            .iter()
            .flat_map(|running| &running.grouping.by)
        {
            if let Entry::Vacant(place) = by.entry(column) {
                let texts = self.by.entry(column).or_default();
                place.insert(texts.numbers(text_column(&batch, column)?));
            }
        }
        for running in &mut self.groupings {
            running.add(&batch, &places, &by)?;
        }
        Ok(())
    }

    /// The rows whose node is in the tree, with its place; the others are counted.
    fn placed(&mut self, batch: RecordBatch) -> Result<(RecordBatch, Vec<u32>)> {
        let orgs = self.orgs.numbers(text_column(&batch, 0)?);
        for code in self.orgs.texts().iter().skip(self.places.len()) {
            self.places
                .push(self.tree.position(code).unwrap_or(NO_TEXT));
        }
        let place = |org: &u32| self.places.get(*org as usize).copied().unwrap_or(NO_TEXT);
        let mut places: Vec<u32> = orgs.iter().map(place).collect();
        if !places.contains(&NO_TEXT) {
            return Ok((batch, places));
        }
        for (&org, &place) in orgs.iter().zip(&places) {
            if org == NO_TEXT {
                self.unplaced.without_org += 1;
            } else if place == NO_TEXT {
                self.unplaced.unknown_org += 1;
                self.unknown.insert(org);
            }
        }
        let kept: BooleanArray = places.iter().map(|place| Some(*place != NO_TEXT)).collect();
        places.retain(|place| *place != NO_TEXT);
        Ok((filter_record_batch(&batch, &kept)?, places))
    }

    fn finish(mut self) -> Result<(Vec<States>, Unplaced)> {
        let texts = self.orgs.texts();
        let unknown = self
            .unknown
            .iter()
            .filter_map(|org| texts.get(*org as usize));
        let mut codes: Vec<String> = unknown.cloned().collect();
        codes.sort();
        codes.truncate(10);
        self.unplaced.codes = codes;
        let by = self.by;
        let states = self
            .groupings
            .into_iter()
            .map(|running| running.finish(&by));
        Ok((states.collect::<Result<_>>()?, self.unplaced))
    }
}

impl RunningGrouping<'_> {
    fn add(
        &mut self,
        batch: &RecordBatch,
        places: &[u32],
        by: &HashMap<usize, Vec<u32>>,
    ) -> Result<()> {
        let columns: Vec<&[u32]> = std::iter::once(places)
            .chain(
                self.grouping
                    .by
                    .iter()
                    .filter_map(|column| by.get(column))
                    .map(Vec::as_slice),
            )
            .collect();
        let mut key = vec![0; columns.len()];
        let mut numbers = Vec::with_capacity(places.len());
        for row in 0..places.len() {
            for (part, column) in key.iter_mut().zip(&columns) {
                *part = column.get(row).copied().unwrap_or(NO_TEXT);
            }
            numbers.push(self.groups.number(&key));
        }
        self.rows.resize(self.groups.len(), 0);
        for &number in &numbers {
            if let Some(rows) = self.rows.get_mut(number) {
                *rows += 1;
            }
        }
        let total = self.groups.len();
        for (aggregate, accumulator) in self.grouping.aggregates.iter().zip(&mut self.accumulators)
        {
            let arguments = arguments(aggregate, batch)?;
            let filter = match aggregate.filter {
                Some(place) => Some(as_boolean_array(column(batch, place)?)?),
                None => None,
            };
            accumulator.update_batch(&arguments, &numbers, filter, total)?;
        }
        Ok(())
    }

    /// Brings groups into the order of node and breakdown value.
    fn finish(mut self, texts: &HashMap<usize, Texts>) -> Result<States> {
        let none = Texts::default();
        let (mut by, mut ranks) = (Vec::new(), Vec::new());
        for column in &self.grouping.by {
            let (values, rank) = ranked(texts.get(column).unwrap_or(&none));
            by.push(values);
            ranks.push(rank);
        }
        let width = 1 + by.len();
        let mut keys: Vec<(Vec<u32>, u32)> = Vec::with_capacity(self.groups.len());
        for (number, key) in (0u32..).zip(self.groups.keys().chunks_exact(width)) {
            let mut key = key.to_vec();
            for (part, rank) in key.iter_mut().skip(1).zip(&ranks) {
                *part = rank(*part);
            }
            keys.push((key, number));
        }
        keys.sort_unstable();
        let order: UInt32Array = keys
            .iter()
            .map(|(_, number)| *number)
            .collect::<Vec<_>>()
            .into();
        let rows = |number: &u32| self.rows.get(*number as usize).copied().unwrap_or(0);
        let rows = order.values().iter().map(rows).collect();
        let mut states = Vec::new();
        for accumulator in &mut self.accumulators {
            let columns = if keys.is_empty() {
                Vec::new()
            } else {
                accumulator.state(EmitTo::All)?
            };
            let sorted = columns.iter().map(|column| Ok(take(column, &order, None)?));
            states.push(sorted.collect::<Result<_>>()?);
        }
        Ok(States {
            by,
            keys: keys.into_iter().flat_map(|(key, _)| key).collect(),
            rows,
            states,
        })
    }
}

/// The values in order, and for each number the 1-based rank of its value; no text counts as the
/// empty text.
fn ranked(texts: &Texts) -> (Vec<String>, impl Fn(u32) -> u32 + use<>) {
    let sorted: BTreeSet<&str> = texts
        .texts()
        .iter()
        .map(String::as_str)
        .chain(std::iter::once(""))
        .collect();
    let values: Vec<String> = sorted.iter().map(|text| (*text).to_owned()).collect();
    let rank = |text: &str| {
        let place = values.binary_search_by(|value| value.as_str().cmp(text));
        place
            .ok()
            .and_then(|place| u32::try_from(place + 1).ok())
            .unwrap_or(0)
    };
    let ranks: Vec<u32> = texts.texts().iter().map(|text| rank(text)).collect();
    let of_nothing = rank("");
    (values, move |number| {
        ranks.get(number as usize).copied().unwrap_or(of_nothing)
    })
}

fn column(batch: &RecordBatch, place: usize) -> Result<&ArrayRef> {
    match batch.columns().get(place) {
        Some(column) => Ok(column),
        None => internal_err!("a pass gave too few columns"),
    }
}

fn text_column(batch: &RecordBatch, place: usize) -> Result<&StringViewArray> {
    as_string_view_array(column(batch, place)?)
}

fn arguments(aggregate: &Aggregate, batch: &RecordBatch) -> Result<Vec<ArrayRef>> {
    let array = |argument: &Argument| match argument {
        Argument::Column(place) => Ok(column(batch, *place)?.clone()),
        Argument::Constant(value) => value.to_array_of_size(batch.num_rows()),
    };
    aggregate.arguments.iter().map(array).collect()
}
