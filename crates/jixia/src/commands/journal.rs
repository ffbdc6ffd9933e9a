//! `jixia journal verify`: finds any altered, missing or reordered line, any row changed behind its
//! back, and any snapshot that is not what it was made.

use jixia_app::App;
use jixia_app::measure::SnapshotError;
use jixia_app::store::Verdict;

use crate::session::{Session, refuse, tell};

/// Verifies journal and registers, and prints every fault.
pub fn verify(session: &Session) -> anyhow::Result<()> {
    let app = session.open_to_read()?;
    let verdict =
        app.verify_journal(&mut |done, all| session.progress(&format!("{done} / {all}")))?;
    session.progress_end();
    if session.place.json {
        session.json(&verdict)?;
    } else {
        for fault in &verdict.faults {
            session.line(fault.text(session.language()))?;
        }
        session.line(session.say(&chinese(&verdict), &english(&verdict)))?;
    }
    let damaged = verify_snapshots(session, &app)?;
    let count = verdict.fault_count + damaged;
    if count == 0 {
        return Ok(());
    }
    Err(refuse(
        format!("日志校验发现 {count} 处问题"),
        format!("journal and snapshots have {count} faults"),
    ))
}

fn chinese(verdict: &Verdict) -> String {
    let (lines, rows) = (verdict.lines, verdict.rows);
    let state = if verdict.is_sound() {
        "日志完好"
    } else {
        "已核对"
    };
    match &verdict.head {
        Some(head) => format!("{state}：{lines} 行，末行哈希 {head}，核对记录版本 {rows} 个"),
        None => "日志为空（0 行）：没有任何操作可供核对".to_owned(),
    }
}

fn english(verdict: &Verdict) -> String {
    let (lines, rows) = (verdict.lines, verdict.rows);
    let state = if verdict.is_sound() {
        "the journal is sound"
    } else {
        "checked"
    };
    match &verdict.head {
        Some(head) => format!(
            "{state}: {lines} lines, hash of the last {head}, {rows} versions of records held \
             against it"
        ),
        None => "the journal is empty (0 lines): there is no act to check".to_owned(),
    }
}

/// Holds every snapshot against its manifest and the journal; gives how many faults there are.
fn verify_snapshots(session: &Session, app: &App) -> anyhow::Result<u64> {
    let mut count = 0;
    for snapshot in app.snapshots()? {
        for fault in app.verify_snapshot(&snapshot.id)? {
            count += 1;
            let text = SnapshotError::from(fault).text(session.language());
            // Results that programs read stay alone on standard output.
            if session.place.json {
                tell(text);
            } else {
                session.line(text)?;
            }
        }
    }
    Ok(count)
}
