//! `jixia snapshot`: every register as it stood, in Parquet, measured.

use jixia_app::terms::Day;

use crate::session::Session;

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
        println!("{}", serde_json::to_string(&info)?);
    } else {
        println!("{}", info.id);
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
