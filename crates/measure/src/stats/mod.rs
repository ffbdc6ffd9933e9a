//! The aggregates beyond SQL's own, each with a state that can be merged: `cv(x)`, `cv_weighted(x,
//! w)`, `theil(x)` (from moments), `quantile(x, p)` and `gini(x)` (from all values).

mod function;
mod moments;

mod values;

use std::sync::Arc;

use datafusion::logical_expr::AggregateUDF;

use function::{Measure, Statistic};

/// All of them, to be registered with a session.
pub(crate) fn aggregates() -> Vec<Arc<AggregateUDF>> {
    Measure::ALL
        .into_iter()
        .map(|measure| Arc::new(AggregateUDF::new_from_impl(Statistic::new(measure))))
        .collect()
}
