//! What an import is asked to do, how far it is, and what it did.

use std::path::PathBuf;

use jixia_terms::{Label, Language, Value};
use serde::{Deserialize, Serialize};

use crate::{JournalLine, RecordId};

/// How many examples of each kind a report carries.
pub const SAMPLES_MAX: usize = 20;
/// How many refused rows a report carries; the file of refused rows has all of them.
pub const REFUSED_MAX: usize = 100;

/// How an import is to go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Do everything but the change itself.
    pub dry_run: bool,
    /// End the records that the file does not have; otherwise such a file is refused.
    pub allow_shrink: bool,
    /// The file holds a part of the register: records that it does not have stay as they are.
    pub part: bool,
    /// Where refused rows are written, with the reasons (CSV).
    pub refused: Option<PathBuf>,
    /// The language of that file.
    pub language: Language,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// What it is doing.
    pub step: ImportStep,
    /// Rows read so far.
    pub rows: u64,
    /// Share of the file that was read, in percent, where it is known.
    pub percent: Option<u8>,
}

/// What an import is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportStep {
    /// Reading the file and checking each value.
    Reading,
    /// Comparing it with the register.
    Comparing,
    /// Writing what is new and changed.
    Writing,
}

/// How an import ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was written.
    Written,
    /// The register already is as the file says.
    #[default]
    NoChange,
    /// It would have been written, but only the difference was asked for.
    DryRun,
    /// Rows were refused, hence nothing was written.
    RowsRefused,
    /// Records would have gone and that was not allowed, hence nothing was written.
    WouldShrink,
    /// Records would have gone to which others still point, hence nothing was written.
    StillReferenced,
}

/// What an import found and did.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct ImportReport {
    /// The register.
    pub register: String,
    /// How it ended.
    pub outcome: Outcome,
    /// What was read.
    pub source: SourceInfo,
    /// Columns of the file and the fields they fill.
    pub columns: Vec<ColumnUse>,
    /// Headers of columns that fill no field.
    pub ignored: Vec<UnusedColumn>,
    /// Stored fields that the file does not have.
    pub absent: Vec<String>,
    /// Rows with data.
    pub rows: u64,
    /// Lines passed over: empty ones, totals, a row of units.
    pub skipped: Vec<SkippedLine>,
    /// Lines passed over, counted.
    pub skipped_count: u64,
    /// Cells out of which signs were taken that nobody sees.
    pub cleaned: u64,
    /// Records that are new.
    pub new: u64,
    /// Records that change.
    pub changed: u64,
    /// Records that stay as they are.
    pub same: u64,
    /// Records that the file does not have (always 0 for a part).
    pub gone: u64,
    /// Rows refused.
    pub refused: u64,
    /// The first new records.
    pub new_samples: Vec<RowSample>,
    /// The first changed records.
    pub changed_samples: Vec<RowSample>,
    /// The first records that the file does not have.
    pub gone_samples: Vec<RowSample>,
    /// The first refused rows.
    pub refused_rows: Vec<RefusedRow>,
    /// Records that would have gone although records of other registers point at them (the first
    /// ones).
    pub blocked: Vec<BlockedRecord>,
    /// The line in the journal, when something was written.
    pub line: Option<JournalLine>,
}

/// A record that may not go, because others point at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlockedRecord {
    /// Its number.
    pub id: RecordId,
    /// Its natural key.
    pub key: String,
    /// The register that points at it.
    pub by: String,
    /// The label of that register.
    pub by_label: Label,
    /// How many records of that register point at it.
    pub count: u64,
}

/// What kind of file was read and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct SourceInfo {
    /// Name of the file.
    pub name: String,
    /// `csv` or `xlsx`.
    pub format: &'static str,
    /// Encoding of a text file.
    pub encoding: Option<&'static str>,
    /// What parts the cells of a text file.
    pub delimiter: Option<char>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Other sheets, which were not read.
    pub other_sheets: Vec<String>,
    /// Line of the headers, from 1.
    pub header_line: u64,
}

/// A column of the file and the field it fills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnUse {
    /// Header as it stands in the file.
    pub header: String,
    /// The field.
    pub field: String,
}

/// A column of the file that fills no field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnusedColumn {
    /// Header as it stands in the file.
    pub header: String,
    /// The field that the file lacks and that the header most likely means.
    pub nearest: Option<Label>,
}

impl UnusedColumn {
    /// That there is no such column, with the one that may have been meant.
    pub fn text(&self) -> Option<Label> {
        let (header, nearest) = (&self.header, self.nearest.as_ref()?);
        Some(Label::new(
            format!("没有“{header}”这一列；最接近的是“{}”", nearest.zh),
            format!(
                "there is no column `{header}`; the nearest is `{}`",
                nearest.en
            ),
        ))
    }
}

/// A line that was passed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SkippedLine {
    /// The line, from 1.
    pub line: u64,
    /// Why.
    pub text: Label,
}

/// One record in a difference, its sealed values masked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowSample {
    /// Line of the file, when it has the record.
    pub line: Option<u64>,
    /// Number of the record, when it is there already.
    pub id: Option<RecordId>,
    /// Natural key.
    pub key: String,
    /// The value that stands for the record in lists.
    pub title: String,
    /// What changes; empty for new and gone records.
    pub fields: Vec<FieldChange>,
}

/// One value that changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldChange {
    /// Name of the field.
    pub field: String,
    /// Its label.
    pub label: Label,
    /// As it was; masked text when sealed.
    pub from: Value,
    /// As it will be.
    pub to: Value,
}

/// A row that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedRow {
    /// The line of the file, from 1.
    pub line: u64,
    /// Why; all reasons.
    pub reasons: Vec<Reason>,
}

/// One reason to refuse a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The field, when one is to blame.
    pub field: Option<String>,
    /// Stable code.
    pub code: String,
    /// The reason, in the user's words.
    pub text: Label,
}
