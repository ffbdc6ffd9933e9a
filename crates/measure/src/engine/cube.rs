//! States up the tree: from each node into all its ancestors, from each breakdown into every
//! combination, then values out of the merged states.
//!
//! INVARIANT: states are merged in order of node and breakdown, so that sums come out to the same
//! digit.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, Float64Array, RecordBatch, UInt32Array};
use datafusion::arrow::compute::take;
use datafusion::common::Result;
use datafusion::common::cast::as_float64_array;
use datafusion::logical_expr::{EmitTo, GroupsAccumulator};

use super::compile::{Final, Grouping, How};
use super::keys::Tuples;
use super::run::{States, accumulator};
use crate::figures::{Block, Unplaced};
use crate::tree::OrgTree;

/// States handed to an accumulator at a time.
const CHUNK: usize = 1 << 16;

/// The figures of each indicator of a grouping.
pub(crate) fn figures_of(
    grouping: &Grouping,
    base: States,
    unplaced: &Unplaced,
    tree: &OrgTree,
) -> Result<Vec<(String, Block)>> {
    let width = 1 + base.by.len();
    let by = base.by.clone();
    let mut merged = Merged::default();
    for level in levels(grouping, base)? {
        merged.add(&up_the_tree(grouping, &level, tree, width)?);
    }
    let order = merged.order(width);
    let keys: Vec<u32> = order
        .iter()
        .filter_map(|&row| {
            merged
                .keys
                .get(row as usize * width..(row as usize + 1) * width)
        })
        .flatten()
        .copied()
        .collect();
    let order = UInt32Array::from(order);
    let rows = |row: &u32| merged.rows.get(*row as usize).copied().unwrap_or(0);
    let rows: Arc<Vec<u64>> = Arc::new(order.values().iter().map(rows).collect());
    let keys = Arc::new(keys);
    let aggregates = merged.aggregates(grouping, &order)?;
    let mut blocks = Vec::new();
    for measure in &grouping.measures {
        let (value, numerator, denominator) = evaluate(&measure.how, &aggregates, rows.len())?;
        blocks.push((
            measure.indicator.clone(),
            Block {
                by: by.clone(),
                keys: keys.clone(),
                value,
                numerator,
                denominator,
                rows: rows.clone(),
                unplaced: unplaced.clone(),
            },
        ));
    }
    Ok(blocks)
}

/// States of the nodes themselves for one combination of breakdowns: the key of a column left out
/// is 0.
struct Level {
    mask: u32,
    keys: Vec<u32>,
    rows: Vec<u64>,
    states: Vec<Vec<ArrayRef>>,
}

/// Every combination of breakdowns, each made from the smallest with one breakdown more.
fn levels(grouping: &Grouping, base: States) -> Result<Vec<Level>> {
    let count = u32::try_from(base.by.len()).unwrap_or(0).min(16);
    let width = 1 + base.by.len();
    let full = (1u32 << count) - 1;
    let mut levels = vec![Level {
        mask: full,
        keys: base.keys,
        rows: base.rows,
        states: base.states,
    }];
    let mut masks: Vec<u32> = (0..full).collect();
    masks.sort_by_key(|mask| (std::cmp::Reverse(mask.count_ones()), *mask));
    for mask in masks {
        let finer = levels
            .iter()
            .filter(|level| level.mask & mask == mask && level.mask != mask)
            .min_by_key(|level| (level.rows.len(), level.mask));
        let Some(finer) = finer else { continue };
        let mut groups = Tuples::new(width);
        let mut numbers = Vec::with_capacity(finer.rows.len());
        let mut key = vec![0; width];
        for fine in finer.keys.chunks_exact(width) {
            key.copy_from_slice(fine);
            for (place, part) in key.iter_mut().skip(1).enumerate() {
                if mask & (1 << place) == 0 {
                    *part = 0;
                }
            }
            numbers.push(groups.number(&key));
        }
        let mut accumulators = accumulators(grouping)?;
        let mut rows = vec![0; groups.len()];
        add_rows(&mut rows, &numbers, finer.rows.iter().copied());
        let mut states = Vec::new();
        for (accumulator, state) in accumulators.iter_mut().zip(&finer.states) {
            if groups.len() == 0 {
                states.push(Vec::new());
                continue;
            }
            accumulator.merge_batch(state, &numbers, groups.len())?;
            states.push(accumulator.state(EmitTo::All)?);
        }
        levels.push(Level {
            mask,
            keys: groups.keys().to_vec(),
            rows,
            states,
        });
    }
    Ok(levels)
}

fn accumulators(grouping: &Grouping) -> Result<Vec<Box<dyn GroupsAccumulator>>> {
    let list = grouping.aggregates.iter();
    list.map(|aggregate| accumulator(&aggregate.function))
        .collect()
}

fn add_rows(rows: &mut [u64], numbers: &[usize], more: impl Iterator<Item = u64>) {
    for (&number, more) in numbers.iter().zip(more) {
        if let Some(rows) = rows.get_mut(number) {
            *rows += more;
        }
    }
}

/// What came out for one combination of breakdowns: every node that has rows under it.
struct Risen {
    keys: Vec<u32>,
    rows: Vec<u64>,
    aggregates: Vec<ArrayRef>,
}

fn up_the_tree(grouping: &Grouping, level: &Level, tree: &OrgTree, width: usize) -> Result<Risen> {
    let mut groups = Tuples::new(width);
    let mut accumulators = accumulators(grouping)?;
    let mut rows: Vec<u64> = Vec::new();
    let (mut from, mut numbers) = (Vec::with_capacity(CHUNK), Vec::with_capacity(CHUNK));
    let mut key = vec![0; width];
    let count = level.rows.len();
    for (row, own) in (0u32..).zip(level.keys.chunks_exact(width)) {
        // The node comes last, so that only its part of the key changes from ancestor to ancestor.
        let Some((node, by)) = own.split_first() else {
            continue;
        };
        key.clear();
        key.extend_from_slice(by);
        key.push(*node);
        for &above in tree.up(*node) {
            if let Some(last) = key.last_mut() {
                *last = above;
            }
            from.push(row);
            numbers.push(groups.number(&key));
        }
        if from.len() >= CHUNK || row as usize + 1 == count {
            let places = UInt32Array::from(std::mem::take(&mut from));
            rows.resize(groups.len(), 0);
            let more = places.values().iter();
            let more = more.map(|place| level.rows.get(*place as usize).copied().unwrap_or(0));
            add_rows(&mut rows, &numbers, more);
            for (accumulator, state) in accumulators.iter_mut().zip(&level.states) {
                let state = state.iter().map(|column| Ok(take(column, &places, None)?));
                let state = state.collect::<Result<Vec<_>>>()?;
                accumulator.merge_batch(&state, &numbers, groups.len())?;
            }
            numbers.clear();
        }
    }
    let evaluated = accumulators.iter_mut().map(|a| a.evaluate(EmitTo::All));
    let mut keys = groups.keys().to_vec();
    for key in keys.chunks_exact_mut(width) {
        key.rotate_right(1);
    }
    Ok(Risen {
        aggregates: match groups.len() {
            0 => Vec::new(),
            _ => evaluated.collect::<Result<_>>()?,
        },
        keys,
        rows,
    })
}

/// All combinations of breakdowns together.
#[derive(Default)]
struct Merged {
    keys: Vec<u32>,
    rows: Vec<u64>,
    /// For each combination, the aggregates' values.
    parts: Vec<Vec<ArrayRef>>,
}

impl Merged {
    fn add(&mut self, risen: &Risen) {
        if risen.rows.is_empty() {
            return;
        }
        self.keys.extend_from_slice(&risen.keys);
        self.rows.extend_from_slice(&risen.rows);
        self.parts.push(risen.aggregates.clone());
    }

    /// The rows in order of their keys.
    fn order(&self, width: usize) -> Vec<u32> {
        // Three parts fit into one number beside the row, which sorts quickly; further ones decide
        // only between rows that are equal so far.
        let packed = |(row, key): (u32, &[u32])| {
            let parts = [0, 1, 2].map(|part| key.get(part).copied().unwrap_or(0));
            let [node, first, second] = parts.map(u128::from);
            node << 96 | first << 64 | second << 32 | u128::from(row)
        };
        let keys = self.keys.chunks_exact(width);
        let mut order: Vec<u128> = (0u32..).zip(keys).map(packed).collect();
        order.sort_unstable();
        let row = |packed: u128| (packed & u128::from(u32::MAX)) as u32;
        let mut order: Vec<u32> = order.into_iter().map(row).collect();
        if width > 3 {
            let key = |row: u32| {
                let start = row as usize * width;
                self.keys.get(start..start + width)
            };
            order.sort_by(|a, b| key(*a).cmp(&key(*b)));
        }
        order
    }

    /// The values of each aggregate, in this order.
    fn aggregates(&self, grouping: &Grouping, order: &UInt32Array) -> Result<Vec<ArrayRef>> {
        let mut all = Vec::new();
        for (index, aggregate) in grouping.aggregates.iter().enumerate() {
            let parts: Vec<&dyn Array> = self
                .parts
                .iter()
                .filter_map(|part| part.get(index))
                .map(AsRef::as_ref)
                .collect();
            if parts.is_empty() {
                let kind = aggregate.function.field().data_type().clone();
                all.push(datafusion::arrow::array::new_empty_array(&kind));
                continue;
            }
            let joined = datafusion::arrow::compute::concat(&parts)?;
            all.push(take(&joined, order, None)?);
        }
        Ok(all)
    }
}

type Numbers = (Vec<f64>, Vec<f64>, Vec<f64>);

/// Value, numerator and denominator; NaN is none, and the last two are empty when there is no
/// quotient.
fn evaluate(how: &How, aggregates: &[ArrayRef], rows: usize) -> Result<Numbers> {
    Ok(match how {
        How::Value(value) => (numbers(value, aggregates, rows)?, Vec::new(), Vec::new()),
        How::Quotient(numerator, denominator, scale) => {
            let numerator = numbers(numerator, aggregates, rows)?;
            let denominator = numbers(denominator, aggregates, rows)?;
            let quotient = |(n, d): (&f64, &f64)| match *d {
                0.0 => f64::NAN,
                d => scale * n / d,
            };
            let value = numerator.iter().zip(&denominator).map(quotient).collect();
            (value, numerator, denominator)
        }
    })
}

fn numbers(end: &Final, aggregates: &[ArrayRef], rows: usize) -> Result<Vec<f64>> {
    let columns = end
        .aggregates
        .iter()
        .filter_map(|place| aggregates.get(*place).cloned());
    let batch = RecordBatch::try_new(end.schema.clone(), columns.collect())?;
    let values = end.expr.evaluate(&batch)?.into_array(rows)?;
    let values: &Float64Array = as_float64_array(&values)?;
    let finite = |value: Option<f64>| value.filter(|x| x.is_finite()).unwrap_or(f64::NAN);
    Ok(values.iter().map(finite).collect())
}
