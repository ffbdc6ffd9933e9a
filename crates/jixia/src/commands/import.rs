//! `jixia import`: a file into a register, its difference shown, all or nothing.

use std::io;
use std::path::Path;

use jixia_app::pack::Register;
use jixia_app::store::import::Reason;
use jixia_app::store::{ImportOptions, ImportReport, ImportStep, Outcome};

use crate::session::{Session, refuse};

/// Imports a file and prints what it did, or why not.
pub fn run(
    session: &Session,
    register: &str,
    file: &Path,
    options: &ImportOptions,
) -> anyhow::Result<()> {
    let app = session.open()?;
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
        print(session, app.register(&report.register)?, &report)?;
    }
    outcome(&report, options)
}

fn print(session: &Session, register: &Register, report: &ImportReport) -> io::Result<()> {
    let zh = format!(
        "新增 {}  变更 {}  不变 {}  缺失 {}  拒收 {}",
        report.new, report.changed, report.same, report.gone, report.refused
    );
    let en = format!(
        "new {}  changed {}  same {}  gone {}  refused {}",
        report.new, report.changed, report.same, report.gone, report.refused
    );
    session.line(session.say(&zh, &en))?;
    if !report.ignored.is_empty() {
        let headers = report.ignored.join("、");
        session.note(
            &format!("未识别的列：{headers}"),
            &format!("columns that fill no field: {headers}"),
        );
    }
    let language = session.language();
    for row in report.refused_rows.iter().take(20) {
        let reasons: Vec<_> = row
            .reasons
            .iter()
            .map(|one| reason(session, register, one))
            .collect();
        let (zh, en) = (
            format!("第 {} 行：", row.line),
            format!("line {}: ", row.line),
        );
        let line = session.say(&zh, &en);
        let reasons = reasons.join(session.say("；", "; "));
        session.line(format_args!("{line}{reasons}"))?;
    }
    if options_show_difference(report) {
        for sample in &report.changed_samples {
            let changes: Vec<_> = sample
                .fields
                .iter()
                .map(|change| {
                    format!(
                        "{} {} → {}",
                        change.label.text(language),
                        show(&change.from),
                        show(&change.to)
                    )
                })
                .collect();
            let changes = changes.join(", ");
            session.line(format_args!("~ {} {}: {changes}", sample.key, sample.title))?;
        }
        for sample in &report.new_samples {
            session.line(format_args!("+ {} {}", sample.key, sample.title))?;
        }
    }
    for sample in &report.gone_samples {
        session.line(format_args!("- {} {}", sample.key, sample.title))?;
    }
    Ok(())
}

/// A reason with the name of its column before it.
fn reason(session: &Session, register: &Register, reason: &Reason) -> String {
    let language = session.language();
    let field = reason.field.as_deref();
    let field = field.and_then(|name| register.field(name));
    let text = reason.text.text(language);
    match field.map(|field| field.label.text(language)) {
        Some(column) => format!("{column}{}{text}", session.say("：", ": ")),
        None => text.to_owned(),
    }
}

fn options_show_difference(report: &ImportReport) -> bool {
    matches!(report.outcome, Outcome::DryRun | Outcome::WouldShrink)
}

fn show(value: &jixia_app::terms::Value) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::Null) | Err(_) => "∅".to_owned(),
        Ok(serde_json::Value::String(text)) => text,
        Ok(other) => other.to_string(),
    }
}

fn outcome(report: &ImportReport, options: &ImportOptions) -> anyhow::Result<()> {
    let (refused, gone) = (report.refused, report.gone);
    match report.outcome {
        Outcome::Written | Outcome::NoChange | Outcome::DryRun => Ok(()),
        Outcome::RowsRefused => {
            let file = options
                .refused
                .as_ref()
                .map(|path| format!("，理由见 {}", path.display()));
            let hint = file.unwrap_or_else(|| "，加 --refused 文件名 可导出全部理由".to_owned());
            Err(refuse(
                format!("有 {refused} 行被拒收，未导入任何数据{hint}"),
                format!(
                    "{refused} rows were refused, nothing was imported; --refused FILE has all \
                        reasons"
                ),
            ))
        }
        Outcome::StillReferenced => Err(refuse(
            "文件中缺少的记录仍被其他台账引用，未导入；请先处理引用它们的记录",
            "records that the file lacks are still pointed at, nothing was imported; \
             first deal with what points at them",
        )),
        Outcome::WouldShrink => Err(refuse(
            format!(
                "台账中有 {gone} 条记录不在文件中，未导入；确认终止请加 --allow-shrink，\
                 文件只含部分记录请加 --part"
            ),
            format!(
                "{gone} records are not in the file, nothing was imported; \
                 --allow-shrink ends them, --part leaves them"
            ),
        )),
    }
}
