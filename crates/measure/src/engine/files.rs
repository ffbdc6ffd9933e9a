//! The Parquet files of a register as a stream of batches with the columns asked for, in order of
//! rows.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use datafusion::arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, new_null_array};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::Result;
use datafusion::error::DataFusionError;
use datafusion::object_store::path::Path;
use datafusion::object_store::{ObjectStore, ObjectStoreExt};
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use datafusion::parquet::arrow::async_reader::{
    AsyncFileReader, ParquetRecordBatchStream, ParquetRecordBatchStreamBuilder,
};
use datafusion::parquet::errors::{ParquetError, Result as ParquetResult};
use datafusion::parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use futures::future::BoxFuture;
use futures::{FutureExt, Stream, StreamExt, TryFutureExt, TryStreamExt, stream};

/// Rows read at a time: enough that the work per batch does not show.
const BATCH_ROWS: usize = 16_384;

/// Files of one register.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    /// Where they are kept.
    pub(crate) store: Arc<dyn ObjectStore>,
    /// Path and bytes of each, in order.
    pub(crate) files: Vec<(Path, u64)>,
    /// Rows of all together.
    pub(crate) rows: u64,
}

impl Files {
    /// The rows of all files with the columns of `wanted`; a column that a file does not have is
    /// empty.
    pub(crate) fn stream(
        &self,
        wanted: SchemaRef,
    ) -> impl Stream<Item = Result<RecordBatch>> + Send + use<> {
        let store = self.store.clone();
        stream::iter(self.files.clone())
            .then(move |(path, bytes)| {
                let (store, wanted) = (store.clone(), wanted.clone());
                async move {
                    let reader = open(store, path, bytes, &wanted).await?;
                    let batches = reader.map_err(DataFusionError::from);
                    Ok::<_, DataFusionError>(batches.map(move |batch| fitted(&batch?, &wanted)))
                }
            })
            .try_flatten()
    }
}

/// Reads ranges of one object.
struct ObjectReader {
    store: Arc<dyn ObjectStore>,
    path: Path,
    bytes: u64,
}

fn outside(error: datafusion::object_store::Error) -> ParquetError {
    ParquetError::External(Box::new(error))
}

impl AsyncFileReader for ObjectReader {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, ParquetResult<Bytes>> {
        self.store
            .get_range(&self.path, range)
            .map_err(outside)
            .boxed()
    }

    fn get_byte_ranges(
        &mut self,
        ranges: Vec<Range<u64>>,
    ) -> BoxFuture<'_, ParquetResult<Vec<Bytes>>> {
        async move {
            self.store
                .get_ranges(&self.path, &ranges)
                .await
                .map_err(outside)
        }
        .boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, ParquetResult<Arc<ParquetMetaData>>> {
        async move {
            let bytes = self.bytes;
            let reader = ParquetMetaDataReader::new().with_arrow_reader_options(options);
            Ok(Arc::new(reader.load_and_finish(self, bytes).await?))
        }
        .boxed()
    }
}

async fn open(
    store: Arc<dyn ObjectStore>,
    path: Path,
    bytes: u64,
    wanted: &Schema,
) -> Result<ParquetRecordBatchStream<ObjectReader>> {
    let mut reader = ObjectReader { store, path, bytes };
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let plain = ArrowReaderMetadata::load_async(&mut reader, options).await?;
    // Texts are read as views, on which comparing and grouping need not follow a pointer.
    let fields = plain
        .schema()
        .fields()
        .iter()
        .map(|field| match field.data_type() {
            DataType::Utf8 => Arc::new(Field::new(
                field.name(),
                DataType::Utf8View,
                field.is_nullable(),
            )),
            _ => field.clone(),
        });
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let options = ArrowReaderOptions::new().with_schema(schema.clone());
    let metadata = ArrowReaderMetadata::try_new(plain.metadata().clone(), options)?;
    let places = wanted
        .fields()
        .iter()
        .filter_map(|field| schema.index_of(field.name()).ok());
    let mask = ProjectionMask::roots(metadata.parquet_schema(), places);
    let stream = ParquetRecordBatchStreamBuilder::new_with_metadata(reader, metadata)
        .with_projection(mask)
        .with_batch_size(BATCH_ROWS)
        .build()?;
    Ok(stream)
}

/// The batch with exactly the wanted columns, in their order and of their types.
fn fitted(batch: &RecordBatch, wanted: &SchemaRef) -> Result<RecordBatch> {
    let column = |field: &Arc<Field>| -> Result<ArrayRef> {
        Ok(match batch.column_by_name(field.name()) {
            Some(column) if column.data_type() == field.data_type() => column.clone(),
            Some(column) => cast(column, field.data_type())?,
            None => new_null_array(field.data_type(), batch.num_rows()),
        })
    };
    let columns = wanted.fields().iter().map(column).collect::<Result<_>>()?;
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    Ok(RecordBatch::try_new_with_options(
        wanted.clone(),
        columns,
        &options,
    )?)
}
