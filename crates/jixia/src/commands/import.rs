//! `jixia import`: a file into a register, its difference shown, all or nothing.

use std::path::Path;

use jixia_app::store::{ImportOptions, ImportReport, ImportStep, Outcome};
use jixia_app::terms::counted;

use super::difference;
use crate::session::{Session, refuse};

/// Imports a file and prints what it did, or why not.
pub fn run(
    session: &Session,
    register: &str,
    file: &Path,
    options: &ImportOptions,
) -> anyhow::Result<()> {
    let (_scratch, app) = if options.dry_run {
        session.open_to_try()?
    } else {
        (None, session.open()?)
    };
    let report = app.import(&session.actor(), register, file, options, &mut |at| {
        let step = match at.step {
            ImportStep::Reading => session.say("读取", "reading"),
            ImportStep::Comparing => session.say("比对", "comparing"),
            ImportStep::Writing => session.say("写入", "writing"),
        };
        let percent = at
            .percent
            .map(|percent| format!(" {percent}%"))
            .unwrap_or_default();
        session.progress(&format!("{step} {}{percent}", at.rows));
    })?;
    session.progress_end();
    if session.place.json {
        session.json(&report)?;
    } else {
        difference::print(session, &app, &report)?;
    }
    outcome(&report, options)
}

fn outcome(report: &ImportReport, options: &ImportOptions) -> anyhow::Result<()> {
    let (refused, gone) = (report.refused, report.gone);
    match report.outcome {
        Outcome::Written | Outcome::NoChange | Outcome::DryRun => Ok(()),
        Outcome::RowsRefused => {
            let (zh, en) = match &options.refused {
                Some(path) => (
                    format!("理由见 {}", path.display()),
                    format!("all reasons are in {}", path.display()),
                ),
                None => (
                    "加 --refused 文件名 可导出全部理由".to_owned(),
                    "--refused FILE writes all reasons".to_owned(),
                ),
            };
            Err(refuse(
                format!("有 {refused} 行被拒收，未导入任何数据，{zh}"),
                format!(
                    "{} refused, nothing imported; {en}",
                    counted(refused, "row")
                ),
            ))
        }
        Outcome::StillReferenced => Err(refuse(
            "文件中缺少的记录仍被其他台账引用，未导入；请先处理引用它们的记录，\
             文件只含部分记录请加 --part",
            "records that the file lacks are still pointed at, nothing was imported; \
             first deal with what points at them, or leave them with --part",
        )),
        Outcome::WouldShrink => Err(refuse(
            format!(
                "台账中有 {gone} 条记录不在文件中，未导入；确要结束它们请加 --allow-shrink，\
                 文件只含部分记录请加 --part"
            ),
            format!(
                "not in the file: {}; nothing was imported; \
                 --allow-shrink ends what is not there, --part leaves it",
                counted(gone, "record")
            ),
        )),
    }
}
