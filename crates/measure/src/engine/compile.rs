//! Indicators into passes: indicators with the same rows share one scan, those with the same
//! breakdowns one grouping; equal aggregates are kept once.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::common::{DFSchema, Result, ScalarValue, plan_err};
use datafusion::logical_expr::logical_plan::builder::LogicalTableSource;
use datafusion::logical_expr::{Cast, Expr, LogicalPlan, LogicalPlanBuilder};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::aggregate::AggregateFunctionExpr;
use jixia_pack::Indicator;

use super::session::Session;
use super::value::compile_value;
use super::words::said;

/// One scan of rows with everything that is aggregated over them.
#[derive(Debug)]
pub(crate) struct Pass {
    /// Plan of the columns in `inputs`, in their order: first the node, then whatever groupings ask
    /// for.
    pub(crate) plan: LogicalPlan,
    /// What is computed over the columns.
    pub(crate) groupings: Vec<Grouping>,
}

impl Pass {
    /// The indicators that it measures.
    pub(crate) fn indicators(&self) -> impl Iterator<Item = &str> {
        let measures = self
            .groupings
            .iter()
            .flat_map(|grouping| &grouping.measures);
        measures.map(|measure| measure.indicator.as_str())
    }
}

/// Aggregates over the same breakdowns.
#[derive(Debug)]
pub(crate) struct Grouping {
    /// Columns of the pass with the values of breakdowns, as text.
    pub(crate) by: Vec<usize>,
    /// The distinct aggregates.
    pub(crate) aggregates: Vec<Aggregate>,
    /// The measures made of them.
    pub(crate) measures: Vec<Measure>,
}

/// An aggregate with where its arguments come from.
#[derive(Debug)]
pub(crate) struct Aggregate {
    /// The expression as planned, by which equal ones are found.
    pub(crate) logical: Expr,
    /// The function with the types of its arguments.
    pub(crate) function: Arc<AggregateFunctionExpr>,
    /// Its arguments.
    pub(crate) arguments: Vec<Argument>,
    /// Column of the pass that says which rows it takes, if not all.
    pub(crate) filter: Option<usize>,
}

/// An argument of an aggregate.
#[derive(Debug)]
pub(crate) enum Argument {
    /// A column of the pass.
    Column(usize),
    /// The same for every row.
    Constant(ScalarValue),
}

/// One indicator over a grouping.
#[derive(Debug)]
pub(crate) struct Measure {
    /// The indicator.
    pub(crate) indicator: String,
    /// How its value comes about.
    pub(crate) how: How,
}

/// How the value of an indicator comes about from aggregates.
#[derive(Debug)]
pub(crate) enum How {
    /// An expression.
    Value(Final),
    /// A quotient, times the scale of the indicator; none where the denominator is 0.
    Quotient(Final, Final, f64),
}

/// An expression over aggregates that gives a double.
#[derive(Debug)]
pub(crate) struct Final {
    /// The aggregates of the grouping that it reads, in the order of its schema.
    pub(crate) aggregates: Vec<usize>,
    /// The schema of those.
    pub(crate) schema: SchemaRef,
    /// The expression.
    pub(crate) expr: Arc<dyn PhysicalExpr>,
}

/// Columns that a pass computes for its groupings, each once.
#[derive(Default)]
pub(crate) struct Inputs {
    exprs: Vec<Expr>,
}

impl Inputs {
    /// The place of the column with this expression.
    pub(super) fn place(&mut self, expr: Expr) -> usize {
        if let Some(place) = self.exprs.iter().position(|held| *held == expr) {
            return place;
        }
        self.exprs.push(expr);
        self.exprs.len() - 1
    }
}

/// Name of the column at this place.
pub(super) fn input_name(place: usize) -> String {
    format!("c{place}")
}

/// The passes of these indicators, and those indicators that cannot be compiled, with the reason.
pub(crate) async fn compile(
    session: &Session,
    indicators: &[&Indicator],
) -> (Vec<Pass>, Vec<(String, String)>) {
    let mut by_rows: BTreeMap<&str, Vec<&Indicator>> = BTreeMap::new();
    for indicator in indicators {
        by_rows
            .entry(indicator.rows.trim())
            .or_default()
            .push(indicator);
    }
    let (mut passes, mut faults) = (Vec::new(), Vec::new());
    for (rows, indicators) in by_rows {
        match compile_pass(session, rows, &indicators, &mut faults).await {
            Ok(Some(pass)) => passes.push(pass),
            Ok(None) => {}
            Err(error) => {
                let why = said(&error);
                faults.extend(indicators.iter().map(|i| (i.name.clone(), why.clone())));
            }
        }
    }
    (passes, faults)
}

async fn compile_pass(
    session: &Session,
    rows: &str,
    indicators: &[&Indicator],
    faults: &mut Vec<(String, String)>,
) -> Result<Option<Pass>> {
    let plan = session.plan(rows).await?;
    let table = RowsTable::new(&plan)?;
    let mut inputs = Inputs::default();
    inputs.place(table.text("org")?);
    let mut groupings: Vec<Grouping> = Vec::new();
    for indicator in indicators {
        if let Err(error) = add_indicator(session, &table, indicator, &mut inputs, &mut groupings) {
            faults.push((indicator.name.clone(), said(&error)));
        }
    }
    if groupings.is_empty() {
        return Ok(None);
    }
    let columns = inputs.exprs.into_iter().enumerate();
    let columns = columns.map(|(place, expr)| expr.alias(input_name(place)));
    let plan = LogicalPlanBuilder::from(plan)
        .alias(ROWS)?
        .project(columns.collect::<Vec<_>>())?
        .build()?;
    let plan = session.state.optimize(&plan)?;
    Ok(Some(Pass { plan, groupings }))
}

fn add_indicator(
    session: &Session,
    table: &RowsTable,
    indicator: &Indicator,
    inputs: &mut Inputs,
    groupings: &mut Vec<Grouping>,
) -> Result<()> {
    let by = indicator
        .by
        .iter()
        .map(|by| Ok(inputs.place(table.text(&by.column)?)));
    let by = by.collect::<Result<Vec<usize>>>()?;
    let found = groupings.iter().position(|grouping| grouping.by == by);
    let mut fresh = Grouping {
        by,
        aggregates: Vec::new(),
        measures: Vec::new(),
    };
    let grouping = match found.and_then(|place| groupings.get_mut(place)) {
        Some(grouping) => grouping,
        None => &mut fresh,
    };
    let aggregates = &mut grouping.aggregates;
    let mut value = |sql: &str| compile_value(session, table, sql, inputs, aggregates);
    let how = match (&indicator.numerator, &indicator.denominator) {
        (Some(numerator), Some(denominator)) => {
            let scale = f64::from(indicator.scale);
            How::Quotient(value(numerator)?, value(denominator)?, scale)
        }
        _ => How::Value(value(&indicator.value)?),
    };
    grouping.measures.push(Measure {
        indicator: indicator.name.clone(),
        how,
    });
    if !fresh.measures.is_empty() {
        groupings.push(fresh);
    }
    Ok(())
}

/// The name under which values see the rows.
pub(crate) const ROWS: &str = "r";

/// The columns of an indicator's rows, as a table without contents over which values are planned.
pub(crate) struct RowsTable {
    plan: LogicalPlan,
}

impl RowsTable {
    pub(crate) fn new(rows: &LogicalPlan) -> Result<Self> {
        let schema = Arc::new(rows.schema().as_arrow().clone());
        let source = Arc::new(LogicalTableSource::new(schema));
        let plan = LogicalPlanBuilder::scan(ROWS, source, None)?.build()?;
        Ok(Self { plan })
    }

    /// The plan that gives the columns.
    pub(super) fn plan(&self) -> &LogicalPlan {
        &self.plan
    }

    /// The columns.
    pub(crate) fn schema(&self) -> &DFSchema {
        self.plan.schema()
    }

    /// A column as text.
    fn text(&self, column: &str) -> Result<Expr> {
        let schema = self.schema();
        if !schema.has_column_with_unqualified_name(column) {
            let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
            return plan_err!(
                "rows give no column `{column}`; they give {}",
                names.join(", ")
            );
        }
        let (_, field) = schema.qualified_field_with_unqualified_name(column)?;
        let expr = Expr::Column(datafusion::common::Column::new(Some(ROWS), column));
        Ok(match field.data_type() {
            DataType::Utf8View => expr,
            _ => Expr::Cast(Cast::new(Box::new(expr), DataType::Utf8View)),
        })
    }
}
