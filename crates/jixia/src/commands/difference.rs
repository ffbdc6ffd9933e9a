//! What an import found, for people: how the file was read, the difference with examples, and what
//! was refused or stands in the way.

use std::io;

use jixia_app::App;
use jixia_app::pack::Register;
use jixia_app::store::import::{BlockedRecord, FieldChange, Reason, RowSample, UnusedColumn};
use jixia_app::store::{ImportReport, Outcome};
use jixia_app::terms::{Value, counted};
use jixia_web::value_text;

use crate::session::Session;

/// Refused rows that are shown.
const REFUSED_SHOWN: usize = 20;
/// Lines passed over that are shown.
const SKIPPED_SHOWN: usize = 10;

/// Prints what the import found.
pub fn print(session: &Session, app: &App, report: &ImportReport) -> anyhow::Result<()> {
    let told = Told {
        session,
        app,
        register: app.register(&report.register)?,
        report,
    };
    told.counts()?;
    told.source()?;
    told.skipped()?;
    told.refused()?;
    if matches!(report.outcome, Outcome::DryRun | Outcome::WouldShrink) {
        for one in &report.changed_samples {
            told.changed(one)?;
        }
        for one in &report.new_samples {
            told.sample("+", one)?;
        }
    }
    for one in &report.gone_samples {
        told.sample("-", one)?;
    }
    for one in &report.blocked {
        told.blocked(one)?;
    }
    Ok(())
}

struct Told<'a> {
    session: &'a Session,
    app: &'a App,
    register: &'a Register,
    report: &'a ImportReport,
}

impl Told<'_> {
    fn line(&self, zh: &str, en: &str) -> io::Result<()> {
        self.session.line(self.session.say(zh, en))
    }

    fn list(&self, parts: &[String]) -> String {
        parts.join(self.session.say("、", ", "))
    }

    fn counts(&self) -> io::Result<()> {
        let ImportReport {
            new,
            changed,
            same,
            gone,
            refused,
            ..
        } = self.report;
        self.line(
            &format!("新增 {new}  变更 {changed}  不变 {same}  消失 {gone}  拒收 {refused}"),
            &format!("new {new}  changed {changed}  same {same}  gone {gone}  refused {refused}"),
        )?;
        if *gone > 0 && self.report.outcome == Outcome::DryRun {
            self.line(
                &format!(
                    "台账中有 {gone} 条记录不在文件中：文件只含部分记录请加 --part，\
                     确要结束它们请加 --allow-shrink"
                ),
                &format!(
                    "not in the file: {}; --part leaves what is not there, --allow-shrink ends it",
                    counted(*gone, "record")
                ),
            )?;
        }
        Ok(())
    }

    /// Which sheet and line were read, where there was a choice, and which columns were not.
    fn source(&self) -> io::Result<()> {
        let source = &self.report.source;
        let line = source.header_line;
        if let Some(sheet) = &source.sheet {
            self.line(
                &format!("读取工作表“{sheet}”，表头在第 {line} 行"),
                &format!("read sheet `{sheet}`, headers in line {line}"),
            )?;
        } else if line > 1 {
            self.line(
                &format!("表头在第 {line} 行"),
                &format!("headers in line {line}"),
            )?;
        }
        if !source.other_sheets.is_empty() {
            let others = self.list(&source.other_sheets);
            self.line(
                &format!("未读的工作表：{others}"),
                &format!("sheets that were not read: {others}"),
            )?;
        }
        if self.report.cleaned > 0 {
            let cells = self.report.cleaned;
            self.line(
                &format!("已从 {cells} 个单元格中去掉看不见的字符"),
                &format!(
                    "signs that nobody sees were left out of {}",
                    counted(cells, "cell")
                ),
            )?;
        }
        if !self.report.ignored.is_empty() {
            let headers = self.report.ignored.iter().map(|one| one.header.clone());
            let headers = self.list(&headers.collect::<Vec<_>>());
            self.line(
                &format!("未识别的列：{headers}"),
                &format!("columns that fill no field: {headers}"),
            )?;
        }
        for near in self.report.ignored.iter().filter_map(UnusedColumn::text) {
            self.line(&format!("  {}", near.zh), &format!("  {}", near.en))?;
        }
        Ok(())
    }

    fn skipped(&self) -> io::Result<()> {
        let count = self.report.skipped_count;
        if count == 0 {
            return Ok(());
        }
        self.line(
            &format!("略过 {count} 行："),
            &format!("lines passed over, {count}:"),
        )?;
        for one in self.report.skipped.iter().take(SKIPPED_SHOWN) {
            let (line, text) = (one.line, one.text.text(self.session.language()));
            self.line(
                &format!("  第 {line} 行：{text}"),
                &format!("  line {line}: {text}"),
            )?;
        }
        if count > SKIPPED_SHOWN as u64 {
            self.line("  等", "  and more")?;
        }
        Ok(())
    }

    fn refused(&self) -> io::Result<()> {
        for row in self.report.refused_rows.iter().take(REFUSED_SHOWN) {
            let reasons: Vec<_> = row.reasons.iter().map(|one| self.reason(one)).collect();
            let reasons = reasons.join(self.session.say("；", "; "));
            let line = row.line;
            self.line(
                &format!("第 {line} 行：{reasons}"),
                &format!("line {line}: {reasons}"),
            )?;
        }
        Ok(())
    }

    /// A reason with the name of its column before it.
    fn reason(&self, reason: &Reason) -> String {
        let language = self.session.language();
        let field = reason.field.as_deref();
        let field = field.and_then(|name| self.register.field(name));
        let text = reason.text.text(language);
        match field.map(|field| field.label.text(language)) {
            Some(column) => format!("{column}{}{text}", self.session.say("：", ": ")),
            None => text.to_owned(),
        }
    }

    fn sample(&self, sign: &str, sample: &RowSample) -> io::Result<()> {
        let (key, title) = (&sample.key, &sample.title);
        self.session.line(format_args!("{sign} {key} {title}"))
    }

    fn changed(&self, sample: &RowSample) -> io::Result<()> {
        let changes: Vec<_> = sample.fields.iter().map(|one| self.change(one)).collect();
        let changes = changes.join(self.session.say("，", ", "));
        let (key, title) = (&sample.key, &sample.title);
        self.line(
            &format!("~ {key} {title}：{changes}"),
            &format!("~ {key} {title}: {changes}"),
        )
    }

    fn change(&self, change: &FieldChange) -> String {
        let (from, to) = (
            self.value(&change.field, &change.from),
            self.value(&change.field, &change.to),
        );
        let label = change.label.text(self.session.language());
        format!("{label} {from} → {to}")
    }

    /// The value as people read it.
    fn value(&self, field: &str, value: &Value) -> String {
        let field = self.register.field(field);
        let text =
            field.map(|field| value_text(value, field, self.app.packs(), self.session.language()));
        text.filter(|text| !text.is_empty())
            .unwrap_or_else(|| "–".to_owned())
    }

    /// A record that may not go, and what points at it.
    fn blocked(&self, one: &BlockedRecord) -> io::Result<()> {
        let (key, count) = (&one.key, one.count);
        let by = one.by_label.text(self.session.language());
        self.line(
            &format!("! {key} 仍被“{by}”的 {count} 条记录引用"),
            &format!(
                "! {key} is still pointed at by {} of `{by}`",
                counted(count, "record")
            ),
        )
    }
}
