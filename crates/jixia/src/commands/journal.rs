//! `jixia journal verify`: finds any altered, missing or reordered line, any row changed behind its
//! back, and any snapshot that is not what it was made.

use jixia_app::KeptFault;
use jixia_app::store::{NotedLine, Verdict};
use jixia_app::terms::counted;
use serde::Serialize;

use crate::session::{Session, refuse};

/// What was found, for programs.
#[derive(Serialize)]
struct Verified<'v> {
    #[serde(flatten)]
    verdict: &'v Verdict,
    snapshot_faults: &'v [KeptFault],
}

/// Verifies journal, registers and snapshots, and prints every fault; `noted` is a line that the
/// journal must still have.
pub fn verify(session: &Session, noted: Option<&NotedLine>) -> anyhow::Result<()> {
    let app = session.open_to_read()?;
    let mut verdict =
        app.verify_journal(&mut |done, all| session.progress(&format!("{done} / {all}")))?;
    if let Some(noted) = noted {
        app.hold_against(noted, &mut verdict)?;
    }
    let snapshots = app.verify_snapshots(&verdict)?;
    session.progress_end();
    let language = session.language();
    let count = verdict.fault_count + snapshots.len() as u64;
    if session.place.json {
        session.json(&Verified {
            verdict: &verdict,
            snapshot_faults: &snapshots,
        })?;
    } else {
        for fault in &verdict.faults {
            session.line(fault.text(language))?;
        }
        session.line(session.say(&chinese(&verdict), &english(&verdict)))?;
        for fault in &snapshots {
            session.line(fault.text(language))?;
        }
    }
    if count > 0 {
        return Err(refuse(
            format!("日志校验发现 {count} 处问题"),
            format!("journal and snapshots have {}", counted(count, "fault")),
        ));
    }
    if let (Some(hash), false) = (&verdict.head, session.place.json) {
        let noted = NotedLine {
            seq: verdict.lines,
            hash: hash.clone(),
        };
        // Not the database: its address may hold a password.
        let command = format!(
            "jixia journal verify --data {} --head {noted}",
            session.place.data.display()
        );
        session.note(
            &format!("请把这一行记在别处，以后可查出日志末尾是否被截去：{command}"),
            &format!(
                "note this elsewhere, it tells later whether the end of the journal was cut off: \
                 {command}"
            ),
        );
    }
    Ok(())
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
            "{state}: {}, hash of the last {head}, {} of records held against it",
            counted(lines, "line"),
            counted(rows, "version")
        ),
        None => "the journal is empty (0 lines): there is no act to check".to_owned(),
    }
}
