//! The rows behind a figure: those of the indicator's `rows` whose node stands under the node asked
//! for.

use std::collections::BTreeSet;

use datafusion::arrow::array::{Array, ArrayRef, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::cast::{
    as_boolean_array, as_date32_array, as_float64_array, as_int64_array, as_string_array,
    as_timestamp_microsecond_array,
};
use datafusion::common::{Column, Result};
use datafusion::logical_expr::{Cast, Expr, LogicalPlanBuilder, SortExpr, lit};
use jixia_pack::Indicator;
use jixia_terms::{Day, Instant, Value};

use crate::engine::{Prepared, Session, said};
use crate::error::MeasureError;
use crate::tree::OrgTree;

/// Most rows that are given at once.
const MOST: usize = 10_000;
/// The name under which the rows stand in the query.
const ROWS: &str = "r";
/// The column that says whether a row counts; names that begin so are the program's own.
const COUNTS: &str = "_counts";

/// Which rows behind a figure are wanted.
#[derive(Debug, Clone, Default)]
pub struct RowsRequest {
    /// The indicator.
    pub indicator: String,
    /// The node: rows of it and of all nodes under it.
    pub org: String,
    /// Breakdown values in the order of the indicator's `by`; none (or missing) for all, an empty
    /// text for rows where the column is empty.
    pub by: Vec<Option<String>>,
    /// Column to sort by, and whether the greatest comes first; the other columns decide between
    /// equals. Without it rows that count come first, where that is known; otherwise rows come in
    /// the order of the indicator's query.
    pub sort: Option<(String, bool)>,
    /// Rows to pass over.
    pub offset: u64,
    /// Most rows to give, at most 10,000.
    pub limit: usize,
}

/// Rows behind a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct RowsPage {
    /// Names of the columns of the indicator's `rows`.
    pub columns: Vec<String>,
    /// The rows, each a value for each column.
    pub rows: Vec<Vec<Value>>,
    /// Whether each row counts in the value or numerator; none where every row does or it is not
    /// known.
    pub counts: Option<Vec<bool>>,
    /// How many there are in all.
    pub total: u64,
}

/// A page of the rows; `total` is left 0.
pub(crate) async fn page(
    session: &Session,
    indicator: &Indicator,
    request: &RowsRequest,
    tree: &OrgTree,
) -> Result<RowsPage, MeasureError> {
    let failed = |error: datafusion::error::DataFusionError| {
        MeasureError::sql(&indicator.name, session.explained(&said(&error)))
    };
    let rows = session.plan(&marked(indicator)).await.map_err(failed)?;
    let fields = rows.schema().fields().iter().map(|f| f.name().clone());
    let names: Vec<String> = fields.filter(|name| name != COUNTS).collect();
    if let Some((column, _)) = &request.sort
        && !names.contains(column)
    {
        return Err(MeasureError::UnknownColumn {
            indicator: indicator.name.clone(),
            column: column.clone(),
        });
    }
    let build = || -> Result<_> {
        let mut plan = LogicalPlanBuilder::from(rows.clone()).alias(ROWS)?;
        plan = plan.filter(under(tree, &request.org))?;
        for (by, value) in indicator.by.iter().zip(&request.by) {
            if let Some(value) = value {
                plan = plan.filter(is(&by.column, value))?;
            }
        }
        if let Some((column, greatest_first)) = &request.sort {
            plan = plan.sort(order(&names, column, *greatest_first))?;
        } else if indicator.counted.is_some() {
            let rest = names.iter().map(|name| column(name).sort(true, false));
            let first = std::iter::once(column(COUNTS).sort(false, false));
            plan = plan.sort(first.chain(rest).collect::<Vec<SortExpr>>())?;
        }
        let offset = usize::try_from(request.offset).unwrap_or(usize::MAX);
        let plan = plan.limit(offset, Some(request.limit.min(MOST)))?.build()?;
        session.state.optimize(&plan)
    };
    let plan = build().map_err(failed)?;
    let prepared = Prepared::new(session, &plan).await.map_err(failed)?;
    let mut found = Vec::new();
    for batch in prepared.collect(session).await.map_err(failed)? {
        found.extend(values(&batch).map_err(failed)?);
    }
    let counts = indicator.counted.is_some().then(|| {
        let counts = found.iter_mut().map(|row: &mut Vec<Value>| row.pop());
        counts.map(|one| one == Some(Value::Bool(true))).collect()
    });
    Ok(RowsPage {
        columns: names,
        rows: found,
        counts,
        total: 0,
    })
}

/// The indicator's query, with a last column that says whether a row counts where that is known.
fn marked(indicator: &Indicator) -> String {
    match &indicator.counted {
        Some(condition) => format!(
            "select *, coalesce(({condition}), false) as {COUNTS} from ({}\n) as counted_rows",
            indicator.rows
        ),
        None => indicator.rows.clone(),
    }
}

fn column(name: &str) -> Expr {
    Expr::Column(Column::new(Some(ROWS), name))
}

fn text(name: &str) -> Expr {
    Expr::Cast(Cast::new(Box::new(column(name)), DataType::Utf8View))
}

fn under(tree: &OrgTree, org: &str) -> Expr {
    let below = tree.descendants(org).map(|node| lit(node.code.as_str()));
    let codes: Vec<Expr> = below.chain([lit(org)]).collect();
    text("org").in_list(codes, false)
}

fn is(name: &str, value: &str) -> Expr {
    match value {
        "" => text(name).is_null().or(text(name).eq(lit(""))),
        value => text(name).eq(lit(value)),
    }
}

fn order(names: &[String], first: &str, greatest_first: bool) -> Vec<SortExpr> {
    let rest: BTreeSet<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|n| *n != first)
        .collect();
    let rest = rest.into_iter().map(|name| column(name).sort(true, false));
    std::iter::once(column(first).sort(!greatest_first, false))
        .chain(rest)
        .collect()
}

fn values(batch: &RecordBatch) -> Result<Vec<Vec<Value>>> {
    let columns = batch
        .columns()
        .iter()
        .map(column_values)
        .collect::<Result<Vec<_>>>()?;
    let row = |row: usize| {
        let value = |column: &Vec<Value>| column.get(row).cloned().unwrap_or(Value::Null);
        columns.iter().map(value).collect()
    };
    Ok((0..batch.num_rows()).map(row).collect())
}

fn column_values(array: &ArrayRef) -> Result<Vec<Value>> {
    use datafusion::arrow::datatypes::TimeUnit::Microsecond;
    let to = match array.data_type() {
        DataType::Boolean => DataType::Boolean,
        DataType::Date32 => DataType::Date32,
        DataType::Timestamp(_, zone) => DataType::Timestamp(Microsecond, zone.clone()),
        kind if kind.is_integer() => DataType::Int64,
        kind if kind.is_numeric() => DataType::Float64,
        _ => DataType::Utf8,
    };
    let array = cast(array, &to)?;
    Ok(match to {
        DataType::Boolean => as_boolean_array(&array)?.iter().map(Value::from).collect(),
        DataType::Date32 => {
            let days = as_date32_array(&array)?.iter();
            days.map(|days| Value::from(days.and_then(Day::from_days)))
                .collect()
        }
        DataType::Timestamp(..) => {
            let micros = as_timestamp_microsecond_array(&array)?.iter();
            micros
                .map(|at| Value::from(at.and_then(Instant::from_micros)))
                .collect()
        }
        DataType::Int64 => as_int64_array(&array)?.iter().map(Value::from).collect(),
        DataType::Float64 => as_float64_array(&array)?.iter().map(Value::from).collect(),
        _ => as_string_array(&array)?.iter().map(Value::from).collect(),
    })
}
