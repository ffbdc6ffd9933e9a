//! Rows of a register into one Parquet file: one thread reads rows, another encodes them.

use std::io::Write;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::arrow::arrow_writer::ArrowWriterOptions;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::file::properties::{EnabledStatistics, WriterProperties};
use jixia_pack::Register;
use jixia_terms::Instant;

use crate::columns::{BatchBuilder, register_schema};
use crate::error::SnapshotError;
use crate::source::RecordSource;

/// Rows handed from the reading to the encoding thread at a time.
const BATCH_ROWS: usize = 8192;
/// Batches that may wait between them.
const WAITING: usize = 4;
/// Rows of a row group: small enough for bounded memory, large enough for dictionaries to pay.
const GROUP_ROWS: usize = 1 << 17;

/// Writes every row of a register as it stood; gives the number of rows and the sink.
///
/// Memory is bounded by one row group of encoded pages and a few batches, however long the
/// register.
pub(crate) fn encode_register<W: Write + Send>(
    source: &dyn RecordSource,
    register: &Register,
    as_of: Option<Instant>,
    sink: W,
    progress: &mut dyn FnMut(u64),
) -> Result<(u64, W), SnapshotError> {
    let schema = register_schema(register);
    let (sender, receiver) = sync_channel::<RecordBatch>(WAITING);
    thread::scope(|scope| {
        let encoder = scope.spawn(move || -> Result<W, SnapshotError> {
            let mut writer = parquet_writer(sink, schema)?;
            for batch in receiver {
                writer.write(&batch).map_err(SnapshotError::parquet)?;
            }
            writer.into_inner().map_err(SnapshotError::parquet)
        });
        let scanned = scan(source, register, as_of, sender, progress);
        let encoded = encoder.join().unwrap_or_else(|_| {
            let why = "the encoding thread ended early".to_owned();
            Err(SnapshotError::BrokenOff(why))
        });
        // What stopped the encoder is the cause when the reader found nobody to hand rows to.
        match (scanned, encoded) {
            (Ok(rows), Ok(sink)) => Ok((rows, sink)),
            (Err(SnapshotError::BrokenOff(_)), Err(error)) | (Ok(_), Err(error)) => Err(error),
            (Err(error), _) => Err(error),
        }
    })
}

fn scan(
    source: &dyn RecordSource,
    register: &Register,
    as_of: Option<Instant>,
    sender: SyncSender<RecordBatch>,
    progress: &mut dyn FnMut(u64),
) -> Result<u64, SnapshotError> {
    let stopped = |_| SnapshotError::BrokenOff("the encoding thread stopped".to_owned());
    let mut batches = BatchBuilder::new(register);
    let mut rows = 0;
    source.scan(&register.name, as_of, &mut |values| {
        batches.push(values)?;
        rows += 1;
        if batches.rows() == BATCH_ROWS {
            sender.send(batches.take()?).map_err(stopped)?;
            progress(rows);
        }
        Ok(())
    })?;
    if batches.rows() > 0 {
        sender.send(batches.take()?).map_err(stopped)?;
    }
    progress(rows);
    Ok(rows)
}

/// A writer with the settings of snapshots: zstd 1, dictionaries, statistics by row group. The same
/// rows always give the same bytes.
pub(crate) fn parquet_writer<W: Write + Send>(
    sink: W,
    schema: SchemaRef,
) -> Result<ArrowWriter<W>, SnapshotError> {
    let level = ZstdLevel::try_new(1).map_err(SnapshotError::parquet)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_created_by("jixia".to_owned())
        .build();
    // Arrow's own schema is left out so that every reader takes texts for plain texts.
    let options = ArrowWriterOptions::new()
        .with_properties(properties)
        .with_skip_arrow_metadata(true);
    ArrowWriter::try_new_with_options(sink, schema, options).map_err(SnapshotError::parquet)
}
