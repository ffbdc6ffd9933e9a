//! The value of an indicator, an expression over aggregates, into physical aggregates and a final
//! expression.
//!
//! Above the aggregates `/` is exact: whole numbers divide into doubles, and what is divided by 0
//! is none.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column, DFSchema, Result, ScalarValue, internal_err, plan_err};
use datafusion::functions::core::expr_fn::nullif;
use datafusion::logical_expr::expr::{AggregateFunction, BinaryExpr};
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::logical_expr::utils::find_aggregate_exprs;
use datafusion::logical_expr::{
    Cast, Expr, ExprSchemable, LogicalPlan, LogicalPlanBuilder, Operator,
};
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::aggregate::AggregateExprBuilder;
use datafusion::physical_expr::create_physical_expr;
use datafusion::physical_expr::expressions::{Column as PhysicalColumn, Literal};
use jixia_terms::Label;

use super::compile::{Aggregate, Argument, Final, Inputs, RowsTable, input_name};
use super::session::Session;
use super::words::{Refused, kind_words};

/// Compiles an expression over aggregates of rows; equal aggregates are taken from those already
/// there.
pub(crate) fn compile_value(
    session: &Session,
    table: &RowsTable,
    sql: &str,
    inputs: &mut Inputs,
    aggregates: &mut Vec<Aggregate>,
) -> Result<Final> {
    let expr = session.state.create_logical_expr(sql, table.schema())?;
    let found = find_aggregate_exprs([&expr]);
    if found.is_empty() {
        return Err(no_aggregate(sql.trim()).into());
    }
    let above = expr.transform_down(|expr| {
        Ok(if found.contains(&expr) {
            let name = expr.schema_name().to_string();
            Transformed::yes(Expr::Column(Column::from_name(name)))
        } else {
            Transformed::no(expr)
        })
    })?;
    let plan = LogicalPlanBuilder::from(table.plan().clone())
        .aggregate(Vec::<Expr>::new(), found)?
        .project([above.data.alias("value")])?
        .build()?;
    let LogicalPlan::Projection(top) = session.analysed(plan)? else {
        return internal_err!("a value was planned as something else");
    };
    let (LogicalPlan::Aggregate(aggregate), [value]) = (top.input.as_ref(), top.expr.as_slice())
    else {
        return internal_err!("a value was planned as something else");
    };
    let mut places = Vec::new();
    for expr in &aggregate.aggr_expr {
        places.push(add_aggregate(session, table, expr, inputs, aggregates)?);
    }
    let schema = aggregate.schema.as_ref();
    let value = exact_division(value.clone().unalias(), schema)?;
    let kind = value.get_type(schema)?;
    if !kind.is_numeric() && kind != DataType::Null {
        return Err(not_number(sql.trim(), &kind).into());
    }
    let value = Expr::Cast(Cast::new(Box::new(value), DataType::Float64));
    let value = simplified(session, value, schema)?;
    Ok(Final {
        aggregates: places,
        schema: Arc::new(schema.as_arrow().clone()),
        expr: physical(session, &value, schema)?,
    })
}

fn no_aggregate(sql: &str) -> Refused {
    let text = Label::new(
        format!("“{sql}”不是对 rows 的汇总，请写 sum(…)、count(*) 等"),
        format!("`{sql}` is no aggregate of rows; write sum(…), count(*) …"),
    );
    Refused::new("no_aggregate", text)
}

fn not_number(sql: &str, kind: &DataType) -> Refused {
    let kind = kind_words(kind);
    let text = Label::new(
        format!("“{sql}”的结果是{}，应为数", kind.zh),
        format!("`{sql}` gives {}, not a number", kind.en),
    );
    Refused::new("value_not_number", text)
}

fn physical(session: &Session, expr: &Expr, schema: &DFSchema) -> Result<Arc<dyn PhysicalExpr>> {
    let properties = session.state.execution_props();
    create_physical_expr(
        expr,
        schema,
        properties,
        &PhysicalPlanningContext::default(),
    )
}

fn simplified(session: &Session, expr: Expr, schema: &DFSchema) -> Result<Expr> {
    let context = SimplifyContext::builder()
        .with_schema(Arc::new(schema.clone()))
        .with_config_options(session.state.config_options().clone())
        .build();
    ExprSimplifier::new(context).simplify(expr)
}

/// Adds an aggregate, unless an equal one is there, and gives its place.
fn add_aggregate(
    session: &Session,
    table: &RowsTable,
    expr: &Expr,
    inputs: &mut Inputs,
    aggregates: &mut Vec<Aggregate>,
) -> Result<usize> {
    let logical = expr.clone().unalias();
    if let Some(place) = aggregates.iter().position(|held| held.logical == logical) {
        return Ok(place);
    }
    let Expr::AggregateFunction(AggregateFunction { func, params }) = &logical else {
        return internal_err!("an aggregate was planned as something else");
    };
    if !params.order_by.is_empty() || params.null_treatment.is_some() {
        return plan_err!(
            "{}: order by and null treatment are not known here",
            func.name()
        );
    }
    let schema = table.schema();
    let (mut arguments, mut exprs, mut fields) = (Vec::new(), Vec::new(), Vec::new());
    for argument in &params.args {
        let argument = simplified(session, argument.clone(), schema)?;
        if let Expr::Literal(value, _) = argument {
            exprs.push(Arc::new(Literal::new(value.clone())) as Arc<dyn PhysicalExpr>);
            arguments.push(Argument::Constant(value));
            continue;
        }
        let kind = argument.get_type(schema)?;
        let place = inputs.place(argument);
        let name = input_name(place);
        exprs.push(Arc::new(PhysicalColumn::new(&name, fields.len())));
        fields.push(Field::new(name, kind, true));
        arguments.push(Argument::Column(place));
    }
    let filter = params.filter.as_ref().map(|filter| {
        let filter = simplified(session, filter.as_ref().clone(), schema)?;
        Ok::<_, datafusion::error::DataFusionError>(inputs.place(filter))
    });
    let function = AggregateExprBuilder::new(func.clone(), exprs)
        .schema(Arc::new(Schema::new(fields)))
        .alias(logical.schema_name().to_string())
        .with_distinct(params.distinct)
        .build()?;
    // What the function refuses it refuses here, not after a scan.
    drop(function.create_accumulator()?);
    aggregates.push(Aggregate {
        filter: filter.transpose()?,
        logical,
        function: Arc::new(function),
        arguments,
    });
    Ok(aggregates.len() - 1)
}

/// Makes every division a division of doubles that gives null by 0.
fn exact_division(expr: Expr, schema: &DFSchema) -> Result<Expr> {
    let exact = expr.transform_up(|expr| {
        let Expr::BinaryExpr(BinaryExpr { left, op, right }) = expr else {
            return Ok(Transformed::no(expr));
        };
        if op != Operator::Divide {
            return Ok(Transformed::no(Expr::BinaryExpr(BinaryExpr {
                left,
                op,
                right,
            })));
        }
        let double = |side: Expr| -> Result<Expr> {
            Ok(match side.get_type(schema)? {
                DataType::Float64 => side,
                _ => Expr::Cast(Cast::new(Box::new(side), DataType::Float64)),
            })
        };
        let zero = Expr::Literal(ScalarValue::Float64(Some(0.0)), None);
        let right = nullif(double(*right)?, zero);
        let (left, right) = (Box::new(double(*left)?), Box::new(right));
        Ok(Transformed::yes(Expr::BinaryExpr(BinaryExpr {
            left,
            op,
            right,
        })))
    })?;
    Ok(exact.data)
}
