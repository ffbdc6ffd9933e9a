//! Statistics from a few moments: coefficients of variation and Theil's index.
//!
//! Means and squared deviations are kept rather than sums of squares, so that nothing cancels:
//! D. H. D. West, Comm. ACM 22 (1979) 532; merged as in Chan, Golub, LeVeque (1979).

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, BooleanArray, Float64Array};
use datafusion::common::cast::as_float64_array;
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{EmitTo, GroupsAccumulator};

use super::function::each_row;

/// Which statistic of moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moments {
    /// `cv(x) = s / m`: standard deviation of the whole (divided by n, since the units are all
    /// there are, no sample) over the mean. None without values or with mean 0.
    Cv,
    /// `cv_weighted(x, w) = S / M`, with `M = Σ w x / Σ w` (the pooled mean) and `S² = Σ w (x − M)²
    /// / Σ w`: 差异系数 of 教督〔2012〕3号, weighted by the people behind each value. Rows whose weight is
    /// not above 0 do not count.
    CvWeighted,
    /// `theil(x) = 1/n Σ (x/m) ln(x/m)`, m the mean (H. Theil, Economics and Information Theory,
    /// 1967). A value of 0 adds 0, its limit. None if a value is below 0 or all are 0.
    Theil,
}

type State = [f64; Moments::WIDTH];

impl Moments {
    /// Numbers of a state. Coefficients of variation: weight, mean, squared deviations, unused.
    /// Theil: count, sum, sum of x ln x, values below 0.
    pub(super) const WIDTH: usize = 4;

    fn add(self, state: &mut State, x: f64, w: f64) {
        match self {
            Self::Cv => merge_deviations(state, &[1.0, x, 0.0, 0.0]),
            Self::CvWeighted if w > 0.0 => merge_deviations(state, &[w, x, 0.0, 0.0]),
            Self::CvWeighted => {}
            Self::Theil => {
                let log = if x > 0.0 { x * x.ln() } else { 0.0 };
                let below = if x < 0.0 { 1.0 } else { 0.0 };
                add_all(state, &[1.0, x, log, below]);
            }
        }
    }

    fn merge(self, state: &mut State, other: &State) {
        match self {
            Self::Cv | Self::CvWeighted => merge_deviations(state, other),
            Self::Theil => add_all(state, other),
        }
    }

    fn result(self, &[first, second, third, fourth]: &State) -> Option<f64> {
        match self {
            Self::Cv | Self::CvWeighted => {
                let (weight, mean, deviations) = (first, second, third);
                let found = weight > 0.0 && mean != 0.0;
                found.then(|| (deviations / weight).max(0.0).sqrt() / mean)
            }
            Self::Theil => {
                let (count, sum, logs, below) = (first, second, third, fourth);
                let found = below == 0.0 && sum > 0.0;
                found.then(|| (logs / sum - (sum / count).ln()).max(0.0))
            }
        }
    }
}

fn add_all(state: &mut State, other: &State) {
    for (own, other) in state.iter_mut().zip(other) {
        *own += other;
    }
}

fn merge_deviations(state: &mut State, other: &State) {
    let (own, more) = (state[0], other[0]);
    if more == 0.0 {
        return;
    }
    if own == 0.0 {
        *state = *other;
        return;
    }
    let weight = own + more;
    let distance = other[1] - state[1];
    state[2] += other[2] + distance * distance * (own * more / weight);
    state[1] += distance * (more / weight);
    state[0] = weight;
}

/// The states of many groups.
pub(super) struct MomentGroups {
    moments: Moments,
    states: Vec<State>,
}

impl MomentGroups {
    pub(super) fn new(moments: Moments) -> Self {
        Self {
            moments,
            states: Vec::new(),
        }
    }
}

impl GroupsAccumulator for MomentGroups {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        total: usize,
    ) -> Result<()> {
        self.states.resize(total, [0.0; Moments::WIDTH]);
        let (moments, states) = (self.moments, &mut self.states);
        let pairs = moments == Moments::CvWeighted;
        each_row(values, pairs, groups, filter, |group, x, w| {
            if let Some(state) = states.get_mut(group) {
                moments.add(state, x, w);
            }
        })
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<ArrayRef> {
        let states = emit.take_needed(&mut self.states);
        let results = states.iter().map(|state| self.moments.result(state));
        Ok(Arc::new(results.collect::<Float64Array>()))
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let states = emit.take_needed(&mut self.states);
        let part = |index: usize| {
            let numbers = states.iter().map(|state| state.get(index).copied());
            Arc::new(numbers.collect::<Float64Array>()) as ArrayRef
        };
        Ok((0..Moments::WIDTH).map(part).collect())
    }

    fn merge_batch(&mut self, values: &[ArrayRef], groups: &[usize], total: usize) -> Result<()> {
        self.states.resize(total, [0.0; Moments::WIDTH]);
        let [a, b, c, d] = values else {
            return exec_err!("a state of another form");
        };
        let (a, b) = (as_float64_array(a)?, as_float64_array(b)?);
        let (c, d) = (as_float64_array(c)?, as_float64_array(d)?);
        for (row, &group) in groups.iter().enumerate() {
            let other = [a.value(row), b.value(row), c.value(row), d.value(row)];
            if let Some(state) = self.states.get_mut(group)
                && !a.is_null(row)
            {
                self.moments.merge(state, &other);
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
        let mut each = Self::new(self.moments);
        let groups: Vec<usize> = (0..rows).collect();
        each.update_batch(values, &groups, filter, rows)?;
        each.state(EmitTo::All)
    }

    fn size(&self) -> usize {
        self.states.capacity() * size_of::<State>()
    }
}
