//! `jixia snapshot`: every register as it stood, in Parquet, measured; and which there are.

use std::io::Write as _;

use jixia_app::measure::SnapshotInfo;
use jixia_app::terms::{Day, Instant, Label, counted};
use serde::Serialize;

use crate::output;
use crate::session::{Session, tell};
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

/// Writes a snapshot and prints its name; says when it stood already, and when nothing is in it.
pub fn run(session: &Session, on: Option<Day>) -> anyhow::Result<()> {
    let app = session.open_kept()?;
    let known = app.snapshots()?;
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
    }
    let stood = known.iter().any(|one| one.id == info.id);
    tell(made(&info, stood).text(session.language()));
    if info.rows() == 0 {
        tell(empty(&info, app.first_written()?).text(session.language()));
    }
    Ok(())
}

fn made(info: &SnapshotInfo, stood: bool) -> Label {
    let (id, registers) = (&info.id, info.registers.len());
    let (rows, mib) = (info.rows(), info.bytes() as f64 / 1_048_576.0);
    if stood {
        let at = info.made_at.local_text();
        return Label::new(
            format!("快照 {id} 已有（{at} 生成），台账此后没有变化，没有另外生成"),
            format!("snapshot {id} stood already (made {at}) and still holds; none was made"),
        );
    }
    Label::new(
        format!("快照 {id} 已生成：{registers} 个台账，{rows} 行，{mib:.1} MiB"),
        format!(
            "snapshot {id} was made: {}, {}, {mib:.1} MiB",
            counted(registers, "register"),
            counted(rows, "row")
        ),
    )
}

/// Why a snapshot holds no row.
fn empty(info: &SnapshotInfo, first: Option<Instant>) -> Label {
    let (id, day) = (&info.id, info.day);
    match first {
        Some(first) if first > info.as_of => {
            let first = first.local_text();
            Label::new(
                format!(
                    "注意：快照 {id} 是空的，{day} 时还没有任何数据，最早的数据于 {first} 写入"
                ),
                format!(
                    "note: snapshot {id} is empty: on {day} nothing was recorded yet; the first \
                     records were written at {first}"
                ),
            )
        }
        Some(_) => Label::new(
            format!("注意：快照 {id} 是空的，{day} 时各台账中没有记录"),
            format!("note: snapshot {id} is empty: on {day} no register held a record"),
        ),
        None => Label::new(
            format!("注意：快照 {id} 是空的，还没有写入过任何数据，请先导入（jixia import）"),
            format!("note: snapshot {id} is empty: nothing was recorded yet; import first"),
        ),
    }
}

/// Prints a line for each snapshot, the newest last.
pub fn list(session: &Session) -> anyhow::Result<()> {
    let app = session.open_kept()?;
    let lines: Vec<Line> = app.snapshots()?.iter().map(line).collect();
    let mut out = output::buffered();
    Table {
        header: &["snapshot", "day", "made_at", "made_by", "rows", "bytes"],
        items: &lines,
        cells: &cells,
    }
    .print(session.format(None), &mut out)?;
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
