//! Writing a snapshot: every register into its file, the manifest last.

use std::collections::BTreeMap;

use datafusion::object_store::path::Path;
use jixia_pack::{Packs, Register};
use jixia_terms::{Day, Instant};

use super::encode::encode_register;
use super::manifest::{FileEntry, PackVersion, RegisterFiles, SnapshotInfo, manifest_bytes};
use super::{SnapshotProgress, Snapshots, manifest_path};
use crate::columns::sealed_fields;
use crate::error::SnapshotError;
use crate::source::RecordSource;

/// What a snapshot is to be of.
pub(super) struct Order<'a> {
    pub(super) source: &'a dyn RecordSource,
    pub(super) on: Day,
    pub(super) as_of: Instant,
    pub(super) made_at: Instant,
}

/// Writes the snapshot, or gives the one of that day that already holds the same.
pub(super) fn write(
    snapshots: &Snapshots,
    order: &Order<'_>,
    progress: &mut dyn FnMut(&SnapshotProgress),
) -> Result<SnapshotInfo, SnapshotError> {
    snapshots.remove_unfinished()?;
    let packs = order.source.packs().clone();
    let journal = order.source.journal_head()?;
    let mut of_day = snapshots.list()?;
    of_day.retain(|info| info.day == order.on);
    let same = of_day.iter().find(|info| {
        // Read as of an instant at or after its making, a snapshot holds all that its journal head
        // names.
        let both_whole = info.as_of >= info.made_at && order.as_of >= order.made_at;
        info.packs_digest == packs.digest
            && info.journal == journal
            && (info.as_of == order.as_of || both_whole)
    });
    if let Some(info) = same {
        return Ok(info.clone());
    }
    let id = next_id(order.on, &of_day);
    let registers = write_registers(snapshots, order, &packs, &id, progress)?;
    let twin = of_day
        .into_iter()
        .find(|info| info.packs_digest == packs.digest && info.registers == registers);
    if let Some(info) = twin {
        snapshots.place.remove_folder(&id)?;
        return Ok(info);
    }
    let mut info = SnapshotInfo {
        id,
        day: order.on,
        as_of: order.as_of,
        made_at: order.made_at,
        packs: pack_versions(&packs),
        packs_digest: packs.digest.clone(),
        journal,
        registers,
        manifest_hash: String::new(),
    };
    let bytes = manifest_bytes(&mut info)?;
    snapshots
        .place
        .put(&manifest_path(&info.id), bytes, false)?;
    Ok(info)
}

fn next_id(on: Day, of_day: &[SnapshotInfo]) -> String {
    let newest = of_day.iter().map(|info| number(&info.id)).max();
    match newest {
        None => on.to_string(),
        Some(newest) => format!("{on}.{}", newest + 1),
    }
}

/// The number of a snapshot among those of its day: 1 for `2026-09-01`, 2 for `2026-09-01.2`.
pub(super) fn number(id: &str) -> u32 {
    let (_, number) = id.split_once('.').unwrap_or((id, "1"));
    number.parse().unwrap_or(1)
}

fn pack_versions(packs: &Packs) -> Vec<PackVersion> {
    let version = |pack: &jixia_pack::PackInfo| PackVersion {
        name: pack.name.clone(),
        version: pack.version.clone(),
        digest: pack.digest.clone(),
    };
    packs.packs.values().map(version).collect()
}

fn write_registers(
    snapshots: &Snapshots,
    order: &Order<'_>,
    packs: &Packs,
    id: &str,
    progress: &mut dyn FnMut(&SnapshotProgress),
) -> Result<BTreeMap<String, RegisterFiles>, SnapshotError> {
    let mut done = SnapshotProgress::default();
    for name in packs.registers.keys() {
        done.rows_expected += order.source.count(name, Some(order.as_of))?;
    }
    let mut written = BTreeMap::new();
    for register in packs.registers.values() {
        done.register.clone_from(&register.name);
        let before = done.rows;
        let files = write_register(snapshots, order, register, id, &mut |rows| {
            done.rows = before + rows;
            progress(&done);
        })?;
        written.insert(register.name.clone(), files);
    }
    Ok(written)
}

fn write_register(
    snapshots: &Snapshots,
    order: &Order<'_>,
    register: &Register,
    id: &str,
    progress: &mut dyn FnMut(u64),
) -> Result<RegisterFiles, SnapshotError> {
    let name = format!("{}.parquet", register.name);
    let upload = snapshots.place.create(Path::from_iter([id, &name]))?;
    let as_of = Some(order.as_of);
    let (rows, upload) = encode_register(order.source, register, as_of, upload, progress)?;
    let (bytes, sha256) = upload.finish()?;
    let file = FileEntry {
        name,
        rows,
        bytes,
        sha256,
    };
    Ok(RegisterFiles {
        rows,
        bytes,
        files: vec![file],
        sealed: sealed_fields(register),
    })
}
