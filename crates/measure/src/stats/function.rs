//! The statistics as DataFusion aggregate functions.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Float64Array};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::cast::as_float64_array;
use datafusion::common::{Result, ScalarValue, exec_err, not_impl_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{
    Accumulator, AggregateUDFImpl, EmitTo, GroupsAccumulator, Signature, Volatility,
};
use datafusion::physical_expr::expressions::Literal;
use jixia_terms::Label;

use super::moments::{MomentGroups, Moments};
use super::values::{ValueGroups, ValuesOf};
use crate::engine::Refused;

/// Which statistic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Measure {
    Cv,
    CvWeighted,
    Theil,
    Quantile,
    Gini,
}

impl Measure {
    pub(super) const ALL: [Self; 5] = [
        Self::Cv,
        Self::CvWeighted,
        Self::Theil,
        Self::Quantile,
        Self::Gini,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Cv => "cv",
            Self::CvWeighted => "cv_weighted",
            Self::Theil => "theil",
            Self::Quantile => "quantile",
            Self::Gini => "gini",
        }
    }

    fn moments(self) -> Option<Moments> {
        match self {
            Self::Cv => Some(Moments::Cv),
            Self::CvWeighted => Some(Moments::CvWeighted),
            Self::Theil => Some(Moments::Theil),
            Self::Quantile | Self::Gini => None,
        }
    }

    fn arguments(self) -> usize {
        match self {
            Self::CvWeighted | Self::Quantile => 2,
            _ => 1,
        }
    }
}

/// A statistic as an aggregate function of doubles that gives a double.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Statistic {
    measure: Measure,
    signature: Signature,
}

impl Statistic {
    pub(super) fn new(measure: Measure) -> Self {
        let arguments = vec![DataType::Float64; measure.arguments()];
        Self {
            measure,
            signature: Signature::exact(arguments, Volatility::Immutable),
        }
    }

    fn groups(&self, args: &AccumulatorArgs<'_>) -> Result<Box<dyn GroupsAccumulator + Sync>> {
        if args.is_distinct {
            return not_impl_err!("{} of distinct values", self.measure.name());
        }
        if let Some(moments) = self.measure.moments() {
            return Ok(Box::new(MomentGroups::new(moments)));
        }
        let what = match self.measure {
            Measure::Quantile => ValuesOf::Quantile(share(args)?),
            _ => ValuesOf::Gini,
        };
        Ok(Box::new(ValueGroups::new(what)))
    }
}

/// The second argument of `quantile`, which must be known before any row is.
fn share(args: &AccumulatorArgs<'_>) -> Result<f64> {
    let literal = args.exprs.get(1);
    let literal = literal.and_then(|expr| expr.downcast_ref::<Literal>());
    match literal.map(Literal::value) {
        Some(ScalarValue::Float64(Some(p))) if (0.0..=1.0).contains(p) => Ok(*p),
        _ => Err(Refused::new(
            "bad_share",
            Label::new(
                "quantile(x, p) 的 p 须为 0 到 1 之间的数",
                "quantile(x, p): p must be a number from 0 to 1",
            ),
        )
        .into()),
    }
}

impl AggregateUDFImpl for Statistic {
    fn name(&self) -> &str {
        self.measure.name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(OneGroup(self.groups(&args)?)))
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let field = |part: usize, kind: DataType| {
            Arc::new(Field::new(format!("{}[{part}]", args.name), kind, true))
        };
        Ok(match self.measure.moments() {
            Some(_) => (0..Moments::WIDTH)
                .map(|part| field(part, DataType::Float64))
                .collect(),
            None => vec![field(0, ValueGroups::state_type())],
        })
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs<'_>) -> bool {
        !args.is_distinct
    }

    fn create_groups_accumulator(
        &self,
        args: AccumulatorArgs<'_>,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(self.groups(&args)?)
    }
}

/// An accumulator of a single group, made of one of many.
struct OneGroup(Box<dyn GroupsAccumulator + Sync>);

impl std::fmt::Debug for OneGroup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OneGroup")
    }
}

fn only(array: &ArrayRef) -> Result<ScalarValue> {
    if array.is_empty() {
        return exec_err!("an aggregate of one group gave none");
    }
    ScalarValue::try_from_array(array, 0)
}

impl Accumulator for OneGroup {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let rows = values.first().map_or(0, |array| array.len());
        self.0.update_batch(values, &vec![0; rows], None, 1)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.0.update_batch(&nothing(), &[], None, 1)?;
        only(&self.0.evaluate(EmitTo::All)?)
    }

    fn size(&self) -> usize {
        self.0.size()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.0.update_batch(&nothing(), &[], None, 1)?;
        self.0.state(EmitTo::All)?.iter().map(only).collect()
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let rows = states.first().map_or(0, |array| array.len());
        self.0.merge_batch(states, &vec![0; rows], 1)
    }
}

/// Arguments of no rows, enough for every statistic.
fn nothing() -> [ArrayRef; 2] {
    let none: ArrayRef = Arc::new(Float64Array::from(Vec::<f64>::new()));
    [none.clone(), none]
}

/// Calls `each` with group and values of every row that passes the filter and whose first argument
/// (and second, if `pairs`) is a number.
pub(super) fn each_row(
    values: &[ArrayRef],
    pairs: bool,
    groups: &[usize],
    filter: Option<&datafusion::arrow::array::BooleanArray>,
    mut each: impl FnMut(usize, f64, f64),
) -> Result<()> {
    use datafusion::arrow::array::Array;
    let [first, rest @ ..] = values else {
        return exec_err!("a statistic without arguments");
    };
    let x = as_float64_array(first)?;
    let w = match rest.first() {
        Some(second) if pairs => Some(as_float64_array(second)?),
        _ => None,
    };
    for (row, &group) in groups.iter().enumerate() {
        if x.is_null(row)
            || w.is_some_and(|w| w.is_null(row))
            || filter.is_some_and(|f| f.is_null(row) || !f.value(row))
        {
            continue;
        }
        let (x, w) = (x.value(row), w.map_or(1.0, |w| w.value(row)));
        if x.is_finite() && w.is_finite() {
            each(group, x, w);
        }
    }
    Ok(())
}
