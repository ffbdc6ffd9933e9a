//! Statistics that need all values of a group: exact quantiles and Gini's coefficient.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, BooleanArray, Float64Array, ListArray};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::cast::{as_float64_array, as_list_array};
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{EmitTo, GroupsAccumulator};

use super::function::each_row;

/// Which statistic of values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum ValuesOf {
    /// `quantile(x, p)`: linear between the two nearest values, `x[h]` with `h = (n − 1) p` counted
    /// from 0 (type 7 of Hyndman and Fan, The American Statistician 50 (1996) 361), as
    /// `percentile_cont` in SQL.
    Quantile(f64),
    /// `gini(x) = Σᵢ (2 i − n − 1) x₍ᵢ₎ / (n Σ x)`, values ascending, i from 1: half the mean
    /// difference over the mean (C. Gini, 1912; A. Sen, On Economic Inequality, 1973). None if a
    /// value is below 0 or all are 0.
    Gini,
}

impl ValuesOf {
    fn result(self, values: &mut [f64]) -> Option<f64> {
        if values.is_empty() {
            return None;
        }
        values.sort_unstable_by(f64::total_cmp);
        match self {
            Self::Quantile(p) => Some(quantile(values, p)),
            Self::Gini => gini(values),
        }
    }
}

/// INVARIANT: counts are far below 2^53, and `h` lies between 0 and the count, so that no cast
/// loses anything.
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let h = (sorted.len() - 1) as f64 * p;
    let below = h.floor() as usize;
    let at = |index: usize| {
        sorted
            .get(index)
            .or(sorted.last())
            .copied()
            .unwrap_or(f64::NAN)
    };
    let (low, high) = (at(below), at(below + 1));
    low + (high - low) * (h - h.floor())
}

fn gini(sorted: &[f64]) -> Option<f64> {
    let n = sorted.len() as f64;
    let (mut sum, mut ranked) = (0.0, 0.0);
    for (index, x) in sorted.iter().enumerate() {
        sum += x;
        ranked += (2.0 * (index + 1) as f64 - n - 1.0) * x;
    }
    let found = sorted.first().is_some_and(|least| *least >= 0.0) && sum > 0.0;
    found.then(|| ranked / (n * sum))
}

/// The values of many groups.
pub(super) struct ValueGroups {
    what: ValuesOf,
    values: Vec<Vec<f64>>,
}

impl ValueGroups {
    pub(super) fn new(what: ValuesOf) -> Self {
        Self {
            what,
            values: Vec::new(),
        }
    }

    /// A list of doubles.
    pub(super) fn state_type() -> DataType {
        DataType::List(item())
    }
}

fn item() -> FieldRef {
    Arc::new(Field::new_list_field(DataType::Float64, true))
}

impl GroupsAccumulator for ValueGroups {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        total: usize,
    ) -> Result<()> {
        self.values.resize_with(total, Vec::new);
        let lists = &mut self.values;
        each_row(values, false, groups, filter, |group, x, _| {
            if let Some(list) = lists.get_mut(group) {
                list.push(x);
            }
        })
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<ArrayRef> {
        let mut lists = emit.take_needed(&mut self.values);
        let results = lists.iter_mut().map(|list| self.what.result(list));
        Ok(Arc::new(results.collect::<Float64Array>()))
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let lists = emit.take_needed(&mut self.values);
        let lengths = OffsetBuffer::from_lengths(lists.iter().map(Vec::len));
        let values: Float64Array = lists.into_iter().flatten().collect::<Vec<f64>>().into();
        let lists = ListArray::try_new(item(), lengths, Arc::new(values), None)?;
        Ok(vec![Arc::new(lists)])
    }

    fn merge_batch(&mut self, values: &[ArrayRef], groups: &[usize], total: usize) -> Result<()> {
        self.values.resize_with(total, Vec::new);
        let [states] = values else {
            return exec_err!("a state of another form");
        };
        let states = as_list_array(states)?;
        let numbers = as_float64_array(states.values())?.values();
        for (row, &group) in groups.iter().enumerate() {
            let (from, to) = match states.value_offsets().get(row..row + 2) {
                Some(&[from, to]) if !states.is_null(row) => (from, to),
                _ => continue,
            };
            let range = usize::try_from(from).unwrap_or(0)..usize::try_from(to).unwrap_or(0);
            if let (Some(list), Some(more)) = (self.values.get_mut(group), numbers.get(range)) {
                list.extend_from_slice(more);
            }
        }
        Ok(())
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let rows = values.first().map_or(0, |array| array.len());
        let mut each = Self::new(self.what);
        let groups: Vec<usize> = (0..rows).collect();
        each.update_batch(values, &groups, filter, rows)?;
        each.state(EmitTo::All)
    }

    fn size(&self) -> usize {
        let lists: usize = self.values.iter().map(Vec::capacity).sum();
        lists * size_of::<f64>() + self.values.capacity() * size_of::<Vec<f64>>()
    }
}
