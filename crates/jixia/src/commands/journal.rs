//! `jixia journal verify`: finds any altered, missing or reordered line, and any row changed behind
//! its back.

use crate::session::{Session, refuse};

/// Verifies journal and registers, and prints every fault.
pub fn verify(session: &Session) -> anyhow::Result<()> {
    let app = session.open()?;
    let verdict =
        app.verify_journal(&mut |done, all| session.progress(&format!("{done} / {all}")))?;
    session.progress_end();
    if session.place.json {
        println!("{}", serde_json::to_string(&verdict)?);
    } else {
        for fault in &verdict.faults {
            println!("{}", fault.text(session.language()));
        }
        if verdict.is_sound() {
            let (lines, rows) = (verdict.lines, verdict.rows);
            let zh = format!("日志完好：{lines} 行，核对记录版本 {rows} 个");
            let en = format!(
                "the journal is sound: {lines} lines, {rows} versions of records held against it"
            );
            println!("{}", session.say(&zh, &en));
        }
    }
    if verdict.is_sound() {
        return Ok(());
    }
    let count = verdict.fault_count;
    Err(refuse(
        format!("日志校验发现 {count} 处问题"),
        format!("the journal has {count} faults"),
    ))
}
