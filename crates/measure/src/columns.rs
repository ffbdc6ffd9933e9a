//! The columns of a register in Arrow, and the way from its values to batches of them.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, RecordBatch,
    RecordBatchOptions, StringViewBuilder, TimestampMicrosecondBuilder,
};
use datafusion::arrow::datatypes::{DataType, Field as ArrowField, Schema, SchemaRef, TimeUnit};
use jixia_pack::{Field, FieldKind, Register};
use jixia_terms::Value;

use crate::error::SnapshotError;

/// China has one civil time; instants stand in it so that their day is the day people mean.
const CHINA: &str = "+08:00";

/// The type of the column of a field of this kind: texts, codes, references → text; counts, money
/// (fen), percent (basis points), time (minutes) → 64-bit integer; number → double; day → date;
/// instant → timestamp in microseconds, UTC+8; yes or no → boolean.
pub fn column_type(kind: &FieldKind) -> DataType {
    match kind {
        FieldKind::Count | FieldKind::Money | FieldKind::Percent | FieldKind::Time => {
            DataType::Int64
        }
        FieldKind::Number => DataType::Float64,
        FieldKind::Day => DataType::Date32,
        FieldKind::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some(CHINA.into())),
        FieldKind::YesNo => DataType::Boolean,
        FieldKind::Text
        | FieldKind::Code(_)
        | FieldKind::Codes(_)
        | FieldKind::Reference(_)
        | FieldKind::Org
        | FieldKind::Identity
        | FieldKind::Point
        | FieldKind::Area
        | FieldKind::File
        | FieldKind::Files => DataType::Utf8View,
    }
}

/// The stored fields that go into snapshots, with their place among `Register::stored()`: all but
/// the sealed ones.
pub fn open_fields(register: &Register) -> Vec<(usize, &Field)> {
    register
        .stored()
        .enumerate()
        .filter(|(_, field)| field.sealed.is_none())
        .collect()
}

/// Names of the sealed fields, which no snapshot holds.
pub fn sealed_fields(register: &Register) -> Vec<String> {
    register
        .stored()
        .filter(|field| field.sealed.is_some())
        .map(|field| field.name.clone())
        .collect()
}

/// The columns of a register as snapshots hold them, in the order of its fields.
pub fn register_schema(register: &Register) -> SchemaRef {
    let fields: Vec<ArrowField> = open_fields(register)
        .into_iter()
        .map(|(_, field)| ArrowField::new(&field.name, column_type(&field.kind), true))
        .collect();
    Arc::new(Schema::new(fields))
}

/// Gathers rows of one register into batches.
pub(crate) struct BatchBuilder {
    register: String,
    schema: SchemaRef,
    columns: Vec<(usize, ColumnBuilder)>,
    rows: usize,
}

impl BatchBuilder {
    pub(crate) fn new(register: &Register) -> Self {
        let columns = open_fields(register)
            .into_iter()
            .map(|(place, field)| (place, ColumnBuilder::new(&field.kind)))
            .collect();
        Self {
            register: register.name.clone(),
            schema: register_schema(register),
            columns,
            rows: 0,
        }
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Adds a row given in the order of `Register::stored()`; missing values at its end are empty.
    pub(crate) fn push(&mut self, values: &[Value]) -> Result<(), SnapshotError> {
        for (index, (place, column)) in self.columns.iter_mut().enumerate() {
            if !column.push(values.get(*place).unwrap_or(&Value::Null)) {
                return Err(SnapshotError::Value {
                    register: self.register.clone(),
                    field: self.schema.field(index).name().clone(),
                });
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// The rows gathered since the last time.
    pub(crate) fn take(&mut self) -> Result<RecordBatch, SnapshotError> {
        let columns = self.columns.iter_mut().map(|(_, c)| c.finish()).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        self.rows = 0;
        RecordBatch::try_new_with_options(self.schema.clone(), columns, &options)
            .map_err(SnapshotError::parquet)
    }
}

enum ColumnBuilder {
    Text(StringViewBuilder),
    Int(Int64Builder),
    Real(Float64Builder),
    Day(Date32Builder),
    Instant(TimestampMicrosecondBuilder),
    Bool(BooleanBuilder),
}

impl ColumnBuilder {
    fn new(kind: &FieldKind) -> Self {
        match column_type(kind) {
            DataType::Int64 => Self::Int(Int64Builder::new()),
            DataType::Float64 => Self::Real(Float64Builder::new()),
            DataType::Date32 => Self::Day(Date32Builder::new()),
            DataType::Timestamp(..) => {
                Self::Instant(TimestampMicrosecondBuilder::new().with_timezone(CHINA))
            }
            DataType::Boolean => Self::Bool(BooleanBuilder::new()),
            _ => Self::Text(StringViewBuilder::new()),
        }
    }

    /// Whether the value is of the column's kind.
    fn push(&mut self, value: &Value) -> bool {
        match (self, value) {
            (Self::Text(b), Value::Text(text)) => b.append_value(text),
            (Self::Text(b), Value::Null) => b.append_null(),
            (Self::Int(b), Value::Int(n)) => b.append_value(*n),
            (Self::Int(b), Value::Null) => b.append_null(),
            (Self::Real(b), Value::Real(x)) => b.append_value(*x),
            (Self::Real(b), Value::Int(n)) => b.append_value(*n as f64),
            (Self::Real(b), Value::Null) => b.append_null(),
            (Self::Day(b), Value::Day(day)) => b.append_value(day.days()),
            (Self::Day(b), Value::Null) => b.append_null(),
            (Self::Instant(b), Value::Instant(at)) => b.append_value(at.micros()),
            (Self::Instant(b), Value::Null) => b.append_null(),
            (Self::Bool(b), Value::Bool(yes)) => b.append_value(*yes),
            (Self::Bool(b), Value::Null) => b.append_null(),
            _ => return false,
        }
        true
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(b) => Arc::new(b.finish()),
            Self::Int(b) => Arc::new(b.finish()),
            Self::Real(b) => Arc::new(b.finish()),
            Self::Day(b) => Arc::new(b.finish()),
            Self::Instant(b) => Arc::new(b.finish()),
            Self::Bool(b) => Arc::new(b.finish()),
        }
    }
}
