//! Writing a snapshot: every register into its file, the manifest last.

use std::collections::BTreeMap;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use datafusion::object_store::path::Path;
use jixia_pack::{Packs, Register};
use jixia_terms::{Day, Instant};

use super::encode::encode_register;
use super::manifest::{FileEntry, PackVersion, RegisterFiles, SnapshotInfo, manifest_bytes};
use super::place::Upload;
use super::{SnapshotProgress, Snapshots, manifest_path};
use crate::columns::sealed_fields;
use crate::error::SnapshotError;
use crate::source::RecordSource;

/// Registers written at a time. Each has a thread that reads rows and one that encodes them, and
/// the reading is by far the longer: two keep two cores busy within bounded memory.
const WRITERS: usize = 2;

/// What a snapshot is to be of, and who makes it.
#[derive(Debug, Clone)]
pub struct SnapshotOrder {
    /// The day that it counts for.
    pub on: Day,
    /// The instant as of which registers are read.
    pub as_of: Instant,
    /// Now.
    pub made_at: Instant,
    /// The person or program that makes it.
    pub made_by: String,
    /// Snapshots that the journal says were made. What is left of one that has lost its manifest
    /// is no leftover of a broken run: it stays, and its name is not given again.
    pub recorded: Vec<String>,
}

/// Writes the snapshot, or gives the one of that day that already holds the same.
pub(super) fn write(
    snapshots: &Snapshots,
    source: &dyn RecordSource,
    order: &SnapshotOrder,
    progress: &mut dyn FnMut(&SnapshotProgress),
) -> Result<SnapshotInfo, SnapshotError> {
    snapshots.remove_unfinished(&order.recorded)?;
    let packs = source.packs().clone();
    let journal = source.journal_head()?;
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
    let id = next_id(order, &snapshots.place.folders()?);
    let registers = write_registers(snapshots, source, (order.as_of, &id), progress)?;
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
        made_by: order.made_by.clone(),
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

/// The first name of the day after all that are taken, by folders or by the journal.
fn next_id(order: &SnapshotOrder, folders: &[String]) -> String {
    let on = order.on;
    let day = on.to_string();
    let taken = folders.iter().chain(&order.recorded).map(String::as_str);
    let of_day = taken.filter(|id| id.split('.').next() == Some(&day));
    match of_day.map(number).max() {
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
    source: &dyn RecordSource,
    (as_of, id): (Instant, &str),
    progress: &mut dyn FnMut(&SnapshotProgress),
) -> Result<BTreeMap<String, RegisterFiles>, SnapshotError> {
    let mut done = SnapshotProgress::default();
    let mut longest_last = Vec::new();
    for register in source.packs().registers.values() {
        let rows = source.count(&register.name, Some(as_of))?;
        done.rows_expected += rows;
        longest_last.push((rows, register));
    }
    longest_last.sort_by_key(|(rows, _)| *rows);
    let waiting = Mutex::new(longest_last);
    let (tell, told) = channel();
    thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                let (waiting, tell) = (&waiting, tell.clone());
                scope.spawn(move || {
                    let written = write_waiting(snapshots, source, (as_of, id), waiting, &tell);
                    // Where one fails, the others end with the register that they are at.
                    written.inspect_err(|_| lock(waiting).clear())
                })
            })
            .collect();
        drop(tell);
        for (register, rows) in told {
            done.register.clone_from(register);
            done.rows += rows;
            progress(&done);
        }
        let mut written = BTreeMap::new();
        for writer in writers {
            let broke_off = |_| SnapshotError::BrokenOff("a writing thread ended early".to_owned());
            written.extend(writer.join().map_err(broke_off)??);
        }
        Ok(written)
    })
}

/// Writes registers, the longest of those that wait first, until none waits; tells how many rows
/// of which register were written since the last time.
fn write_waiting<'s>(
    snapshots: &Snapshots,
    source: &'s dyn RecordSource,
    (as_of, id): (Instant, &str),
    waiting: &Mutex<Vec<(u64, &'s Register)>>,
    tell: &Sender<(&'s String, u64)>,
) -> Result<Vec<(String, RegisterFiles)>, SnapshotError> {
    let mut written = Vec::new();
    loop {
        let Some((_, register)) = lock(waiting).pop() else {
            return Ok(written);
        };
        let path = Path::from_iter([id, &file_name(register)]);
        let upload = snapshots.place.create(path)?;
        let mut before = 0;
        let files = write_register(source, register, as_of, upload, &mut |rows| {
            // Nobody listens any more only where the whole snapshot has broken off.
            let _ = tell.send((&register.name, rows - before));
            before = rows;
        })?;
        written.push((register.name.clone(), files));
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn write_register(
    source: &dyn RecordSource,
    register: &Register,
    as_of: Instant,
    upload: Upload,
    progress: &mut dyn FnMut(u64),
) -> Result<RegisterFiles, SnapshotError> {
    let (rows, upload) = encode_register(source, register, Some(as_of), upload, progress)?;
    let (bytes, sha256) = upload.finish()?;
    let file = FileEntry {
        name: file_name(register),
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

fn file_name(register: &Register) -> String {
    format!("{}.parquet", register.name)
}
