//! `jixia snapshot`: every register as it stood, in Parquet, measured; and which there are.

use std::io::Write as _;

use jixia_app::measure::SnapshotInfo;
use jixia_app::terms::Day;
use serde::Serialize;

use crate::args::TableFormat;
use crate::session::Session;
use crate::table::Table;

#[derive(Serialize)]
struct Line {
    snapshot: String,
    day: String,
    made_at: String,
    made_by: String,
    rows: u64,
    bytes: u64,
}

/// Writes a snapshot and prints its name.
pub fn run(session: &Session, on: Option<Day>) -> anyhow::Result<()> {
    let app = session.open_kept()?;
    let info = app.snapshot(&session.actor(), on, &mut |at| {
        session.progress(&format!(
            "{} {} / {}",
            at.register, at.rows, at.rows_expected
        ));
    })?;
    session.progress_end();
    let tree = app.tree(&info.id)?;
    session.note_tree(&tree);
    if session.place.json {
        session.json(&info)?;
    } else {
        session.line(&info.id)?;
        let (rows, mib) = (info.rows(), info.bytes() as f64 / 1_048_576.0);
        session.note(
            &format!(
                "快照 {}：{} 个台账，{rows} 行，{mib:.1} MiB",
                info.id,
                info.registers.len()
            ),
            &format!(
                "snapshot {}: {} registers, {rows} rows, {mib:.1} MiB",
                info.id,
                info.registers.len()
            ),
        );
    }
    Ok(())
}

/// Prints a line for each snapshot, the newest last.
pub fn list(session: &Session) -> anyhow::Result<()> {
    let app = session.open_kept()?;
    let lines: Vec<Line> = app.snapshots()?.iter().map(line).collect();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    Table {
        header: &["snapshot", "day", "made_at", "made_by", "rows", "bytes"],
        items: &lines,
        cells: &cells,
    }
    .print(session.format(TableFormat::Table), &mut out)?;
    out.flush()?;
    Ok(())
}

fn line(info: &SnapshotInfo) -> Line {
    Line {
        snapshot: info.id.clone(),
        day: info.day.to_string(),
        made_at: info.made_at.to_string(),
        made_by: info.made_by.clone(),
        rows: info.rows(),
        bytes: info.bytes(),
    }
}

fn cells(line: &Line) -> Vec<String> {
    vec![
        line.snapshot.clone(),
        line.day.clone(),
        line.made_at.clone(),
        line.made_by.clone(),
        line.rows.to_string(),
        line.bytes.to_string(),
    ]
}
