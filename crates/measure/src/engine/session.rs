//! A DataFusion session for one day: registers and views as tables, our functions beside SQL's own.
//!
//! INVARIANT: one partition everywhere, so that rows come in one order and sums in one order;
//! functions that give another result tomorrow (`now`, `random`) do not exist.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use datafusion::arrow::datatypes::DataType;
use datafusion::catalog::TableProvider;
use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::catalog::view::ViewTable;
use datafusion::common::{Column, DataFusionError, Result, ScalarValue, plan_err};
use datafusion::execution::SessionState;
use datafusion::execution::context::{SQLOptions, SessionContext};
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder};
use datafusion::prelude::SessionConfig;
use jixia_pack::{Field, Indicator, Packs, Register, View};
use jixia_terms::{Day, Label};

use super::cell::{Cell, CellTable, Content};
use super::functions::functions;
use super::measure::views_read;
use super::words::{Refused, kind_words, said};
use crate::columns::{column_type, register_schema, sealed_fields};
use crate::stats::aggregates;

/// Functions whose result depends on when or how often they are called.
const FORBIDDEN: [&str; 8] = [
    "now",
    "current_date",
    "today",
    "current_time",
    "random",
    "uuid",
    "uuidv4",
    "version",
];

/// What a session is for.
pub(crate) struct Opening<'a> {
    /// The day that is measured.
    pub(crate) day: Day,
    /// Views that become cells of their own, to be filled before anything that reads them runs.
    pub(crate) shared: BTreeSet<String>,
    /// Indicators whose views are planned; all views are, if none are given.
    pub(crate) indicators: Option<&'a [&'a Indicator]>,
    /// Whether a plan is to be found quickly rather than run quickly.
    pub(crate) quick: bool,
    /// Whether faults of SQL are looked for: they then know their places, and a computed field that
    /// cannot be planned is there, though empty, so that nothing follows from it.
    pub(crate) checks: bool,
}

impl<'a> Opening<'a> {
    /// For running these indicators over few rows.
    pub(crate) fn quick(day: Day, indicators: Option<&'a [&'a Indicator]>) -> Self {
        Self {
            day,
            shared: BTreeSet::new(),
            indicators,
            quick: true,
            checks: false,
        }
    }

    /// For looking for faults; views are added by whoever looks.
    pub(crate) fn checks(day: Day) -> Self {
        Self {
            checks: true,
            ..Self::quick(day, Some(&[]))
        }
    }
}

/// Tables and functions of one day.
pub(crate) struct Session {
    /// The state with which everything is planned and run.
    pub(crate) state: SessionState,
    /// The contents of registers and of shared views, by name.
    pub(crate) cells: BTreeMap<String, Arc<Cell>>,
    /// Plans of the shared views, each after those that it reads.
    pub(crate) shared: Vec<(String, LogicalPlan)>,
    /// Views and computed fields (`register.field`) that cannot be planned, and why.
    pub(crate) faults: Vec<(String, DataFusionError)>,
    /// Names of sealed fields.
    pub(crate) sealed: BTreeSet<String>,
}

impl Session {
    /// A session with every register as an empty cell, and views.
    pub(crate) async fn open(packs: &Packs, opening: &Opening<'_>) -> Result<Self> {
        let mut config = SessionConfig::new()
            .with_target_partitions(1)
            .with_information_schema(false);
        let options = config.options_mut();
        options.optimizer.repartition_joins = false;
        options.optimizer.repartition_aggregations = false;
        options.sql_parser.map_string_types_to_utf8view = true;
        options.sql_parser.collect_spans = opening.checks;
        if opening.quick {
            options.optimizer.max_passes = 1;
        }
        let context = SessionContext::new_with_config(config);
        for function in functions(packs, opening.day) {
            context.register_udf(function.as_ref().clone());
        }
        for aggregate in aggregates() {
            context.register_udaf(aggregate.as_ref().clone());
        }
        for name in FORBIDDEN {
            context.deregister_udf(name);
        }
        let mut session = Self {
            state: context.state(),
            cells: BTreeMap::new(),
            shared: Vec::new(),
            faults: Vec::new(),
            sealed: packs.registers.values().flat_map(sealed_fields).collect(),
        };
        for register in packs.registers.values() {
            session.add_register(register, opening.checks)?;
        }
        let read = opening
            .indicators
            .map(|indicators| views_read(packs, indicators));
        let views = packs.views.values();
        let views = views.filter(|view| read.as_ref().is_none_or(|r| r.contains_key(&view.name)));
        session.add_views(views.collect(), &opening.shared).await?;
        Ok(session)
    }

    /// Whether a function is left out since it would give another result tomorrow.
    pub(crate) fn forbids(function: &str) -> bool {
        FORBIDDEN.contains(&function)
    }

    /// Plans a query that only reads, with types settled.
    pub(crate) async fn plan(&self, sql: &str) -> Result<LogicalPlan> {
        let plan = self.state.create_logical_plan(sql).await?;
        SQLOptions::new()
            .with_allow_ddl(false)
            .with_allow_dml(false)
            .with_allow_statements(false)
            .verify_plan(&plan)?;
        if matches!(
            plan,
            LogicalPlan::Explain(_) | LogicalPlan::Analyze(_) | LogicalPlan::DescribeTable(_)
        ) {
            return plan_err!("rows must be a select");
        }
        self.analysed(plan)
    }

    /// The plan with the types of its expressions settled.
    pub(crate) fn analysed(&self, plan: LogicalPlan) -> Result<LogicalPlan> {
        let options = self.state.config_options();
        let analyzer = self.state.analyzer();
        analyzer.execute_and_check(plan, options, |_, _| {})
    }

    /// Sets what the registers hold; those not named are empty.
    pub(crate) fn fill(&self, contents: &BTreeMap<String, Content>) {
        for (name, cell) in &self.cells {
            cell.set(contents.get(name).cloned().unwrap_or_default());
        }
    }

    /// A reason with what is known of the tables that it misses.
    pub(crate) fn explained(&self, why: &str) -> String {
        let missing = |name: &&String| why.contains(&format!("No field named {name}."));
        if let Some(name) = self.sealed.iter().find(missing) {
            return format!("`{name}` is sealed, and snapshots hold no sealed fields");
        }
        let fault = self.faults.iter().find(|(name, _)| {
            let table = format!(".{name}' not found");
            why.contains(&table)
        });
        match fault {
            Some((name, fault)) => format!("`{name}` cannot be planned: {}", said(fault)),
            None => why.to_owned(),
        }
    }

    fn add_register(&mut self, register: &Register, checks: bool) -> Result<()> {
        let cell = Cell::new(register_schema(register));
        self.cells.insert(register.name.clone(), cell.clone());
        let table = Arc::new(CellTable(cell));
        if register.fields.iter().all(|field| field.computed.is_none()) {
            return self.add_table(&register.name, table);
        }
        let source = provider_as_source(table);
        let mut plan = LogicalPlanBuilder::scan(register.name.as_str(), source, None)?;
        // A computed field may use those before it.
        for field in &register.fields {
            let Some(sql) = &field.computed else { continue };
            let computed = match self.computed(sql, field, &plan) {
                Ok(computed) => computed,
                Err(error) => {
                    let name = format!("{}.{}", register.name, field.name);
                    self.faults.push((name, error));
                    if !checks {
                        continue;
                    }
                    Expr::Literal(ScalarValue::try_new_null(&column_type(&field.kind))?, None)
                }
            };
            let held = plan.schema().columns().into_iter().map(Expr::Column);
            let columns: Vec<Expr> = held.chain([computed.alias(&field.name)]).collect();
            plan = plan.project(columns)?;
        }
        let held: BTreeSet<String> = plan
            .schema()
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect();
        let names = register.fields.iter().map(|field| &field.name);
        let names = names.filter(|name| held.contains(*name));
        let columns = names.map(|name| Expr::Column(Column::from_name(name)));
        let plan = plan.project(columns.collect::<Vec<_>>())?;
        let view = ViewTable::new(self.analysed(plan.build()?)?, None);
        self.add_table(&register.name, Arc::new(view))
    }

    /// The formula of a computed field, which gives what the field declares.
    fn computed(&self, sql: &str, field: &Field, plan: &LogicalPlanBuilder) -> Result<Expr> {
        let expr = self.state.create_logical_expr(sql, plan.schema())?;
        let alone = plan.clone().project([expr.clone()])?.build()?;
        let alone = self.analysed(alone)?;
        let given = alone.schema().fields().first().map(|it| it.data_type());
        let wanted = column_type(&field.kind);
        match given.filter(|given| !gives(given, &wanted)) {
            Some(given) => Err(wrong_type(field, given)),
            None => Ok(expr),
        }
    }

    /// Makes a table known by its name.
    fn add_table(&self, name: &str, table: Arc<dyn TableProvider>) -> Result<()> {
        let schema = self.state.schema_for_ref(name)?;
        schema.register_table(name.to_owned(), table).map(drop)
    }

    /// Views may read each other: each round plans those whose tables are all there.
    async fn add_views(&mut self, mut left: Vec<&View>, shared: &BTreeSet<String>) -> Result<()> {
        while !left.is_empty() {
            let mut waiting = Vec::new();
            let mut reasons = Vec::new();
            let before = left.len();
            for view in left {
                match self.plan(&view.rows).await {
                    Ok(plan) => self.add_view(&view.name, plan, shared)?,
                    Err(error) => {
                        waiting.push(view);
                        reasons.push((view.name.clone(), error));
                    }
                }
            }
            if waiting.len() == before {
                self.faults.extend(reasons);
                break;
            }
            left = waiting;
        }
        Ok(())
    }

    /// Makes a view known by its plan.
    pub(crate) fn add_view(
        &mut self,
        name: &str,
        plan: LogicalPlan,
        shared: &BTreeSet<String>,
    ) -> Result<()> {
        if shared.contains(name) {
            let cell = Cell::new(Arc::new(plan.schema().as_arrow().clone()));
            self.cells.insert(name.to_owned(), cell.clone());
            self.shared.push((name.to_owned(), plan));
            self.add_table(name, Arc::new(CellTable(cell)))
        } else {
            self.add_table(name, Arc::new(ViewTable::new(plan, None)))
        }
    }
}

/// Whether a column of one type holds what a field of another declares: whole numbers of any width,
/// numbers also whole, texts of any form.
fn gives(given: &DataType, wanted: &DataType) -> bool {
    match wanted {
        _ if given == wanted || *given == DataType::Null => true,
        DataType::Int64 => given.is_integer(),
        DataType::Float64 => given.is_numeric(),
        DataType::Utf8View => given.is_string(),
        DataType::Timestamp(..) => matches!(given, DataType::Timestamp(..)),
        _ => false,
    }
}

fn wrong_type(field: &Field, given: &DataType) -> DataFusionError {
    let (word, given) = (field.kind.word(), kind_words(given));
    Refused::new(
        "computed_type",
        Label::new(
            format!("公式给出{}，字段的类型却是 {word}", given.zh),
            format!(
                "the formula gives {}, but the field is of type {word}",
                given.en
            ),
        ),
    )
    .into()
}
