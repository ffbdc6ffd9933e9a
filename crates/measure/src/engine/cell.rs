//! A table whose contents can be set after it was planned with: files of a snapshot, or batches in
//! memory.

use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, Statistics, internal_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::memory::MemoryStream;
use datafusion::physical_plan::statistics::StatisticsArgs;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};

use super::files::Files;

/// What a table holds.
#[derive(Debug, Clone, Default)]
pub(crate) enum Content {
    /// No rows.
    #[default]
    Empty,
    /// Batches that hold the columns of the table at these places, in this order.
    Batches(Vec<RecordBatch>, Vec<usize>),
    /// Files, read anew by each scan.
    Files(Files),
}

impl Content {
    /// How many rows it holds.
    pub(crate) fn rows(&self) -> u64 {
        match self {
            Self::Empty => 0,
            Self::Batches(batches, _) => batches.iter().map(|b| b.num_rows() as u64).sum(),
            Self::Files(files) => files.rows,
        }
    }
}

/// A table whose contents can be replaced between runs of a plan over it.
#[derive(Debug)]
pub(crate) struct Cell {
    schema: SchemaRef,
    content: RwLock<Content>,
}

impl Cell {
    pub(crate) fn new(schema: SchemaRef) -> Arc<Self> {
        Arc::new(Self {
            schema,
            content: RwLock::default(),
        })
    }

    pub(crate) fn set(&self, content: Content) {
        *self.content.write().unwrap_or_else(PoisonError::into_inner) = content;
    }

    pub(crate) fn content(&self) -> Content {
        let held = self.content.read().unwrap_or_else(PoisonError::into_inner);
        held.clone()
    }

    pub(crate) fn columns(&self) -> &SchemaRef {
        &self.schema
    }

    fn rows(&self) -> usize {
        let held = self.content.read().unwrap_or_else(PoisonError::into_inner);
        usize::try_from(held.rows()).unwrap_or(usize::MAX)
    }

    fn scan_of(self: &Arc<Self>, projection: Option<&Vec<usize>>) -> Result<CellScan> {
        let all: Vec<usize> = (0..self.schema.fields().len()).collect();
        let places = projection.cloned().unwrap_or(all);
        let schema = Arc::new(self.schema.project(&places)?);
        let properties = PlanProperties::new(
            EquivalenceProperties::new(schema.clone()),
            Partitioning::UnknownPartitioning(1),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        Ok(CellScan {
            cell: self.clone(),
            places,
            schema,
            properties: Arc::new(properties),
        })
    }
}

/// A cell under a name in a session.
#[derive(Debug)]
pub(crate) struct CellTable(pub(crate) Arc<Cell>);

#[async_trait]
impl TableProvider for CellTable {
    fn schema(&self) -> SchemaRef {
        self.0.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        _: &dyn Session,
        projection: Option<&Vec<usize>>,
        _: &[Expr],
        _: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Arc::new(self.0.scan_of(projection)?))
    }
}

/// Reads a cell: one partition, rows in their order.
#[derive(Debug)]
struct CellScan {
    cell: Arc<Cell>,
    places: Vec<usize>,
    schema: SchemaRef,
    properties: Arc<PlanProperties>,
}

impl DisplayAs for CellScan {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let fields = self
            .schema
            .fields()
            .iter()
            .map(|field| field.name().as_str());
        write!(f, "CellScan: [{}]", fields.collect::<Vec<_>>().join(", "))
    }
}

impl ExecutionPlan for CellScan {
    fn name(&self) -> &'static str {
        "CellScan"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        _: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn execute(&self, _: usize, _: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        match self.cell.content() {
            Content::Empty => {
                let stream = MemoryStream::try_new(Vec::new(), self.schema.clone(), None)?;
                Ok(Box::pin(stream))
            }
            Content::Batches(batches, held) => {
                let find = |place: &usize| held.iter().position(|at| at == place);
                let Some(columns) = self.places.iter().map(find).collect() else {
                    return internal_err!("a column that was not planned for is scanned");
                };
                let schema = self.schema.clone();
                Ok(Box::pin(MemoryStream::try_new(
                    batches,
                    schema,
                    Some(columns),
                )?))
            }
            Content::Files(files) => {
                let stream = files.stream(self.schema.clone());
                let schema = self.schema.clone();
                Ok(Box::pin(RecordBatchStreamAdapter::new(schema, stream)))
            }
        }
    }

    fn statistics_from_inputs(
        &self,
        _: &[Arc<Statistics>],
        _: &StatisticsArgs,
    ) -> Result<Arc<Statistics>> {
        let rows = self.cell.rows();
        let mut statistics = Statistics::new_unknown(&self.schema);
        // Never exact: the contents may be replaced after planning, and what was counted then is no
        // longer true.
        statistics.num_rows = Precision::Inexact(rows);
        let width = 16 * self.schema.fields().len();
        statistics.total_byte_size = Precision::Inexact(rows.saturating_mul(width));
        Ok(Arc::new(statistics))
    }
}
