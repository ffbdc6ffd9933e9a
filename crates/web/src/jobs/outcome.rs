//! What came of a job, in a shape that is kept, shown and sent.

use std::collections::{BTreeMap, BTreeSet};

use jixia_app::pack::{Field, Register};
use jixia_app::store::Verdict;
use jixia_app::store::import::{
    BlockedRecord, ImportReport, Outcome, Reason, RowSample, SAMPLES_MAX, UnusedColumn,
};
use jixia_app::{App, AppError, KeptFault};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::pages::registers::related::Names;
use crate::pages::registers::title_of;
use crate::shown::shown;
use crate::terms::{Label, Language, Value};
use crate::texts::{Words, say};

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct WordsView {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl From<&Label> for WordsView {
    fn from(label: &Label) -> Self {
        Self {
            zh: label.zh.clone(),
            en: label.en.clone(),
        }
    }
}

impl WordsView {
    /// In one language.
    pub(crate) fn say(&self, words: Words) -> &str {
        match words.0 {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }
}

/// What came of a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "result", rename_all = "snake_case")]
pub(crate) enum JobResult {
    /// What an import found and did.
    Import(Box<ImportView>),
    /// The snapshot that was written, or that was there already.
    Snapshot {
        /// Its id.
        snapshot: String,
        /// Rows in it.
        rows: u64,
        /// Whether it was there already and none was written.
        #[serde(default)]
        stood: bool,
    },
    /// What verifying found.
    Checked {
        /// Whether all is as it should be.
        sound: bool,
        /// Lines or files read.
        lines: u64,
        /// Rows read.
        rows: u64,
        /// Faults, counted.
        fault_count: u64,
        /// The first of them.
        faults: Vec<WordsView>,
    },
    /// It was refused or failed; nothing was changed.
    Failed {
        /// A code that stays the same.
        code: String,
        /// Why.
        text: WordsView,
    },
}

impl JobResult {
    /// It failed for this reason.
    pub(crate) fn failed(code: &str, text: Label) -> Self {
        Self::Failed {
            code: code.to_owned(),
            text: WordsView::from(&text),
        }
    }

    /// It was refused.
    pub(crate) fn refused(error: &AppError) -> Self {
        let text = Label::new(error.text(Language::Chinese), error.text(Language::English));
        Self::failed(error.code(), text)
    }

    /// What verifying the journal and the snapshots that it names found.
    pub(crate) fn verdict(verdict: &Verdict, snapshots: &[KeptFault]) -> Self {
        let words = |text: &dyn Fn(Language) -> String| WordsView {
            zh: text(Language::Chinese),
            en: text(Language::English),
        };
        let of_journal = verdict.faults.iter();
        let of_journal = of_journal.map(|fault| words(&|language| fault.text(language)));
        let of_snapshots = snapshots.iter();
        let of_snapshots = of_snapshots.map(|fault| words(&|language| fault.text(language)));
        Self::Checked {
            sound: verdict.is_sound() && snapshots.is_empty(),
            lines: verdict.lines,
            rows: verdict.rows,
            fault_count: verdict.fault_count + snapshots.len() as u64,
            faults: of_journal.chain(of_snapshots).take(200).collect(),
        }
    }
}

/// What an import found and did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct ImportView {
    /// The register.
    pub register: String,
    /// `written`, `no_change`, `dry_run`, `rows_refused`, `would_shrink`, `still_referenced`.
    pub outcome: String,
    /// Name of the file.
    pub file: String,
    /// `csv` or `xlsx`.
    pub format: String,
    /// Encoding of a text file.
    pub encoding: Option<String>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Other sheets, which were not read.
    pub other_sheets: Vec<String>,
    /// Line of the headers, from 1.
    pub header_line: u64,
    /// Whether the file holds a part of the register.
    #[serde(default)]
    pub part: bool,
    /// Headers and the fields they fill.
    pub columns: Vec<(String, String)>,
    /// Headers of columns that fill no field.
    pub ignored: Vec<String>,
    /// For those of them that are near to a field that the file lacks: which that is.
    #[serde(default)]
    pub nearest: Vec<WordsView>,
    /// Fields that the file does not have.
    pub absent: Vec<String>,
    /// Rows with data.
    pub rows: u64,
    /// Cells out of which signs were taken that nobody sees.
    #[serde(default)]
    pub cleaned: u64,
    /// Records that are new.
    pub new: u64,
    /// Records that change.
    pub changed: u64,
    /// Records that stay.
    pub same: u64,
    /// Records that the file does not have.
    pub gone: u64,
    /// Rows refused.
    pub refused: u64,
    /// Lines passed over.
    pub skipped_count: u64,
    /// The first lines passed over.
    pub skipped: Vec<SkippedView>,
    /// The first new records.
    pub new_samples: Vec<SampleView>,
    /// The first changed records.
    pub changed_samples: Vec<SampleView>,
    /// The first records that go.
    pub gone_samples: Vec<SampleView>,
    /// The first refused rows.
    pub refused_rows: Vec<RefusedView>,
    /// The first records that may not go, because others point at them.
    pub blocked: Vec<BlockedView>,
    /// Whether a file of all refused rows can be fetched.
    pub refused_file: bool,
    /// Number of the journal line, when something was written.
    pub journal: Option<u64>,
}

/// A record that may not go, because others point at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct BlockedView {
    /// Its number.
    pub id: i64,
    /// Its natural key.
    pub key: String,
    /// What stands for it.
    #[serde(default)]
    pub title: String,
    /// The register that points at it.
    pub by: String,
    /// What that register is called.
    pub by_label: WordsView,
    /// How many of its records do.
    pub count: u64,
}

/// A line that was passed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct SkippedView {
    /// The line, from 1.
    pub line: u64,
    /// Why.
    pub text: WordsView,
}

/// One record in a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct SampleView {
    /// Line of the file.
    pub line: Option<u64>,
    /// Number of the record.
    pub id: Option<i64>,
    /// Natural key.
    pub key: String,
    /// What stands for the record.
    pub title: String,
    /// What changes.
    pub fields: Vec<ChangeView>,
}

/// One value that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct ChangeView {
    /// Name of the field.
    pub field: String,
    /// What it is called.
    pub label: WordsView,
    /// As it was.
    pub from: String,
    /// As it will be.
    pub to: String,
}

/// A row that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct RefusedView {
    /// The line of the file, from 1.
    pub line: u64,
    /// Why; all reasons.
    pub reasons: Vec<ReasonView>,
}

/// One reason to refuse a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct ReasonView {
    /// The field, when one is to blame.
    pub field: Option<String>,
    /// What the field is called.
    #[serde(default)]
    pub label: Option<WordsView>,
    /// A code that stays the same.
    pub code: String,
    /// The reason.
    pub text: WordsView,
}

impl ReasonView {
    /// The reason with the name of its column before it.
    pub(crate) fn say(&self, words: Words) -> String {
        let text = self.text.say(words);
        match &self.label {
            Some(label) => say!(
                words,
                "import-reason-of",
                column = label.say(words),
                reason = text
            ),
            None => text.to_owned(),
        }
    }
}

impl ImportView {
    /// How many records may not go, as far as they are listed, and whether there may be more.
    pub(crate) fn blocked_records(&self) -> (usize, bool) {
        let records: BTreeSet<i64> = self.blocked.iter().map(|one| one.id).collect();
        let mut listed: BTreeMap<&str, usize> = BTreeMap::new();
        for one in &self.blocked {
            *listed.entry(&one.by).or_default() += 1;
        }
        let more = listed.values().any(|count| *count >= SAMPLES_MAX);
        (records.len(), more)
    }

    /// The report in the shape that is kept.
    pub(crate) fn of(app: &App, report: &ImportReport, part: bool, refused_file: bool) -> Self {
        let register = app.packs().registers.get(&report.register);
        let names = names(app, register, report);
        let sample = |one: &RowSample| sample(app, register, &names, one);
        let reason = |one: &Reason| reason(register, one);
        let refused = report.refused_rows.iter().map(|row| RefusedView {
            line: row.line,
            reasons: row.reasons.iter().map(&reason).collect(),
        });
        let skipped = report.skipped.iter().map(|one| SkippedView {
            line: one.line,
            text: (&one.text).into(),
        });
        let nearest = report.ignored.iter().filter_map(UnusedColumn::text);
        Self {
            register: report.register.clone(),
            outcome: outcome_name(report.outcome).to_owned(),
            file: report.source.name.clone(),
            format: report.source.format.to_owned(),
            encoding: report.source.encoding.map(str::to_owned),
            sheet: report.source.sheet.clone(),
            other_sheets: report.source.other_sheets.clone(),
            header_line: report.source.header_line,
            part,
            columns: report
                .columns
                .iter()
                .map(|one| (one.header.clone(), one.field.clone()))
                .collect(),
            ignored: report
                .ignored
                .iter()
                .map(|one| one.header.clone())
                .collect(),
            nearest: nearest.map(|text| WordsView::from(&text)).collect(),
            absent: report.absent.clone(),
            rows: report.rows,
            cleaned: report.cleaned,
            new: report.new,
            changed: report.changed,
            same: report.same,
            gone: report.gone,
            refused: report.refused,
            skipped_count: report.skipped_count,
            skipped: skipped.collect(),
            new_samples: report.new_samples.iter().map(sample).collect(),
            changed_samples: report.changed_samples.iter().map(sample).collect(),
            gone_samples: report.gone_samples.iter().map(sample).collect(),
            blocked: blocked(app, register, &report.blocked),
            refused_rows: refused.collect(),
            refused_file: refused_file && report.refused > 0,
            journal: report.line.as_ref().map(|line| line.seq),
        }
    }
}

fn blocked(app: &App, register: Option<&Register>, all: &[BlockedRecord]) -> Vec<BlockedView> {
    let title = |record: &BlockedRecord| {
        let register = register?;
        let found = app.record(&register.name, record.id, None).ok()?;
        Some(title_of(
            register,
            &found,
            app.packs(),
            Words(Language::Chinese),
        ))
    };
    let view = |record: &BlockedRecord| BlockedView {
        id: record.id.0,
        key: record.key.clone(),
        title: title(record).unwrap_or_default(),
        by: record.by.clone(),
        by_label: (&record.by_label).into(),
        count: record.count,
    };
    all.iter().map(view).collect()
}

/// What the records are called that changed values name; codes alone stand where that fails.
fn names(app: &App, register: Option<&Register>, report: &ImportReport) -> Names {
    let changes = report.changed_samples.iter().flat_map(|one| &one.fields);
    let pairs = changes.filter_map(|change| Some((register?.field(&change.field)?, change)));
    let pairs: Vec<(&Field, &Value)> = pairs
        .flat_map(|(field, change)| [(field, &change.from), (field, &change.to)])
        .collect();
    Names::of_values(app, &pairs, None, Words(Language::Chinese)).unwrap_or_default()
}

fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Written => "written",
        Outcome::NoChange => "no_change",
        Outcome::DryRun => "dry_run",
        Outcome::RowsRefused => "rows_refused",
        Outcome::WouldShrink => "would_shrink",
        Outcome::StillReferenced => "still_referenced",
    }
}

fn reason(register: Option<&Register>, reason: &Reason) -> ReasonView {
    let field = reason
        .field
        .as_deref()
        .and_then(|name| register?.field(name));
    ReasonView {
        field: reason.field.clone(),
        label: field.map(|field| (&field.label).into()),
        code: reason.code.clone(),
        text: (&reason.text).into(),
    }
}

fn sample(app: &App, register: Option<&Register>, names: &Names, sample: &RowSample) -> SampleView {
    let packs = app.packs();
    let text = |field: &str, value: &Value| {
        let declared = register.and_then(|register| register.field(field));
        declared.map_or_else(String::new, |field| {
            let text = shown(value, field, packs, Words(Language::Chinese));
            match names.get(field, value) {
                Some(name) => format!("{name} {text}"),
                None => text,
            }
        })
    };
    let fields = sample.fields.iter().map(|change| ChangeView {
        field: change.field.clone(),
        label: (&change.label).into(),
        from: text(&change.field, &change.from),
        to: text(&change.field, &change.to),
    });
    SampleView {
        line: sample.line,
        id: sample.id.map(|id| id.0),
        key: sample.key.clone(),
        title: sample.title.clone(),
        fields: fields.collect(),
    }
}
