//! Figures kept beside their snapshot: a Parquet file of numbers and a list of what they are of.
//!
//! A cache: whatever does not fit (other manifest, other packs, other hash, other form) counts as
//! not there.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use datafusion::arrow::array::{ArrayRef, Float64Array, RecordBatch, UInt32Array, UInt64Array};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::common::cast::{as_float64_array, as_uint32_array, as_uint64_array};
use datafusion::object_store::path::Path;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde::{Deserialize, Serialize};

use crate::error::SnapshotError;
use crate::figures::{Block, Note, Unplaced};
use crate::snapshot::{Place, SnapshotInfo, parquet_writer, sha256};

/// Version of the form and of the computation: figures of another one are computed anew.
const FORM: u32 = 1;

/// Figures by indicator, with the notes that go with them.
pub(crate) type Kept = (BTreeMap<String, Block>, Vec<Note>);

#[derive(Serialize, Deserialize)]
struct Contents {
    form: u32,
    manifest_hash: String,
    packs_digest: String,
    sha256: String,
    breakdowns: usize,
    blocks: Vec<BlockHead>,
    notes: Vec<Note>,
}

#[derive(Serialize, Deserialize)]
struct BlockHead {
    indicator: String,
    figures: usize,
    quotient: bool,
    by: Vec<Vec<String>>,
    unplaced: Unplaced,
}

fn paths(snapshot: &str, packs_digest: &str) -> (Path, Path) {
    let short = packs_digest.get(..16).unwrap_or(packs_digest);
    let path = |ending: &str| Path::from_iter([snapshot, "figures", &format!("{short}.{ending}")]);
    (path("parquet"), path("json"))
}

/// Keeps figures beside their snapshot.
pub(crate) fn keep(
    place: &Place,
    snapshot: &SnapshotInfo,
    packs_digest: &str,
    (blocks, notes): (&BTreeMap<String, Block>, &[Note]),
) -> Result<(), SnapshotError> {
    let breakdowns = blocks
        .values()
        .map(|block| block.by.len())
        .max()
        .unwrap_or(0);
    let schema = schema(breakdowns);
    let mut writer = parquet_writer(Vec::new(), schema.clone())?;
    for block in blocks.values() {
        let batch = RecordBatch::try_new(schema.clone(), columns(block, breakdowns));
        let batch = batch.map_err(SnapshotError::parquet)?;
        writer.write(&batch).map_err(SnapshotError::parquet)?;
    }
    let bytes = writer.into_inner().map_err(SnapshotError::parquet)?;
    let head = |(name, block): (&String, &Block)| BlockHead {
        indicator: name.clone(),
        figures: block.len(),
        quotient: !block.numerator.is_empty() || block.len() == 0,
        by: block.by.clone(),
        unplaced: block.unplaced.clone(),
    };
    let contents = Contents {
        form: FORM,
        manifest_hash: snapshot.manifest_hash.clone(),
        packs_digest: packs_digest.to_owned(),
        sha256: sha256(&bytes),
        breakdowns,
        blocks: blocks.iter().map(head).collect(),
        notes: notes.to_vec(),
    };
    let (numbers, list) = paths(&snapshot.id, packs_digest);
    let contents =
        serde_json::to_vec(&contents).map_err(|error| SnapshotError::storage(&list, error))?;
    place.put(&numbers, bytes, true)?;
    place.put(&list, contents, true)
}

/// The figures kept beside a snapshot, if they are of it and of these packs and unaltered.
pub(crate) fn load(
    place: &Place,
    snapshot: &SnapshotInfo,
    packs_digest: &str,
) -> Result<Option<Kept>, SnapshotError> {
    let (numbers, list) = paths(&snapshot.id, packs_digest);
    let Some(contents) = place.read(&list)? else {
        return Ok(None);
    };
    let Ok(contents) = serde_json::from_slice::<Contents>(&contents) else {
        return Ok(None);
    };
    let fits = contents.form == FORM
        && contents.manifest_hash == snapshot.manifest_hash
        && contents.packs_digest == packs_digest;
    let Some(bytes) = place.read(&numbers)?.filter(|_| fits) else {
        return Ok(None);
    };
    if sha256(&bytes) != contents.sha256 {
        return Ok(None);
    }
    let numbers = Numbers::read(bytes, contents.breakdowns).map_err(SnapshotError::parquet)?;
    let mut blocks: BTreeMap<String, Block> = BTreeMap::new();
    let mut start = 0;
    for head in contents.blocks {
        let end = start + head.figures;
        let Some(mut block) = numbers.block(&head, start..end) else {
            return Ok(None);
        };
        // Indicators of the same rows and breakdowns share their keys.
        let twin = blocks
            .values()
            .find(|held| held.keys == block.keys && held.rows == block.rows);
        if let Some(twin) = twin {
            (block.keys, block.rows) = (twin.keys.clone(), twin.rows.clone());
        }
        blocks.insert(head.indicator, block);
        start = end;
    }
    Ok(Some((blocks, contents.notes)))
}

fn schema(breakdowns: usize) -> Arc<Schema> {
    let mut fields = vec![Field::new("node", DataType::UInt32, false)];
    let by = (1..=breakdowns).map(|n| Field::new(format!("by_{n}"), DataType::UInt32, false));
    fields.extend(by);
    for name in ["value", "numerator", "denominator"] {
        fields.push(Field::new(name, DataType::Float64, true));
    }
    fields.push(Field::new("rows", DataType::UInt64, false));
    Arc::new(Schema::new(fields))
}

fn columns(block: &Block, breakdowns: usize) -> Vec<ArrayRef> {
    let part = |place: usize| -> ArrayRef {
        let keys = block.keys.chunks_exact(block.width());
        let keys = keys.map(|key| key.get(place).copied().unwrap_or(0));
        Arc::new(
            keys.collect::<Vec<u32>>()
                .into_iter()
                .collect::<UInt32Array>(),
        )
    };
    let numbers = |list: &[f64]| -> ArrayRef {
        let number = |index: usize| list.get(index).copied().filter(|x| x.is_finite());
        Arc::new((0..block.len()).map(number).collect::<Float64Array>())
    };
    let mut columns: Vec<ArrayRef> = (0..=breakdowns).map(part).collect();
    columns.push(numbers(&block.value));
    columns.push(numbers(&block.numerator));
    columns.push(numbers(&block.denominator));
    columns.push(Arc::new(UInt64Array::from(block.rows.to_vec())));
    columns
}

/// The columns of the file, whole.
#[derive(Default)]
struct Numbers {
    parts: Vec<Vec<u32>>,
    numbers: [Vec<f64>; 3],
    rows: Vec<u64>,
}

impl Numbers {
    fn read(bytes: Vec<u8>, breakdowns: usize) -> datafusion::common::Result<Self> {
        let mut all = Self {
            parts: vec![Vec::new(); 1 + breakdowns],
            ..Self::default()
        };
        let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes))?;
        for batch in reader.with_batch_size(1 << 16).build()? {
            let batch = batch?;
            let (parts, rest) = batch.columns().split_at(1 + breakdowns);
            for (list, part) in all.parts.iter_mut().zip(parts) {
                list.extend_from_slice(as_uint32_array(part)?.values());
            }
            for (list, column) in all.numbers.iter_mut().zip(rest) {
                list.extend(
                    as_float64_array(column)?
                        .iter()
                        .map(|x| x.unwrap_or(f64::NAN)),
                );
            }
            if let Some(rows) = rest.last() {
                all.rows.extend_from_slice(as_uint64_array(rows)?.values());
            }
        }
        Ok(all)
    }

    fn block(&self, head: &BlockHead, range: std::ops::Range<usize>) -> Option<Block> {
        let [value, numerator, denominator] = &self.numbers;
        let parts = self.parts.get(..=head.by.len())?;
        let mut keys = Vec::with_capacity(range.len() * parts.len());
        for index in range.clone() {
            for part in parts {
                keys.push(*part.get(index)?);
            }
        }
        let of_quotient = |list: &[f64]| match head.quotient {
            true => list.get(range.clone()).map(<[f64]>::to_vec),
            false => Some(Vec::new()),
        };
        Some(Block {
            by: head.by.clone(),
            keys: Arc::new(keys),
            value: value.get(range.clone())?.to_vec(),
            numerator: of_quotient(numerator)?,
            denominator: of_quotient(denominator)?,
            rows: Arc::new(self.rows.get(range.clone())?.to_vec()),
            unplaced: head.unplaced.clone(),
        })
    }
}
