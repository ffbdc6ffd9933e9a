//! The reads that pages, API and command line share.

use std::io::Write;
use std::sync::Arc;

use jixia_measure::{Figures, OrgTree, RowsPage, RowsRequest, SnapshotError, SnapshotInfo, Why};
use jixia_pack::{Field, Indicator, Packs, Register};
use jixia_store::export::{ExportOptions, Format};
use jixia_store::{JournalLine, JournalQuery, ListPage, ListQuery, Record, RecordId, Version};
use jixia_terms::{Day, Instant, Value};
use serde::Serialize;

use crate::error::AppError;
use crate::open::App;
use crate::plan::registers::is_kept_by_plan;

/// One value of a measure over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrendPoint {
    /// The snapshot.
    pub snapshot: String,
    /// Day that it shows.
    pub day: Day,
    /// The value; none when there was nothing to measure.
    pub value: Option<f64>,
}

/// File formats of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Comma-separated text, UTF-8 with byte order mark.
    Csv,
    /// A workbook with one sheet.
    Xlsx,
    /// Columns, as in a snapshot.
    Parquet,
}

/// The register whose label comes nearest to a word: `class（班级）`.
fn register_called(packs: &Packs, word: &str) -> Option<String> {
    let labels = packs.registers.values().map(|one| one.label.zh.as_str());
    let near = jixia_pack::nearest(word, labels)?;
    let mut all = packs.registers.values();
    let register = all.find(|one| one.label.zh == near)?;
    Some(format!("{}（{near}）", register.name))
}

impl ExportFormat {
    /// The stored fields that a file of this format leaves out: as in snapshots, the sealed ones.
    pub fn left_out(self, register: &Register) -> Vec<&Field> {
        let sealed = register.stored().filter(|field| field.sealed.is_some());
        sealed.filter(|_| self == Self::Parquet).collect()
    }
}

impl App {
    /// The declaration of this register, or the nearest name there is.
    pub fn register(&self, name: &str) -> Result<&Register, AppError> {
        let registers = &self.packs().registers;
        registers.get(name).ok_or_else(|| {
            let nearest = jixia_pack::nearest(name, registers.keys().map(String::as_str));
            let by_name = nearest.map(str::to_owned);
            let near = by_name.or_else(|| register_called(self.packs(), name));
            AppError::unknown("台账", "register", name, near)
        })
    }

    /// Whether people write the records of a register, one by one or from files; those of plans are
    /// written by the acts of plans alone.
    pub fn is_written_by_people(&self, register: &str) -> bool {
        !is_kept_by_plan(register)
    }

    /// The declaration of a register that people write.
    pub(crate) fn written_by_people(&self, name: &str) -> Result<&Register, AppError> {
        let register = self.register(name)?;
        if self.is_written_by_people(name) {
            Ok(register)
        } else {
            Err(AppError::KeptByPlan(register.label.zh.clone()))
        }
    }

    /// The instant that is looked back to, unless it has not come yet. A bare day means its end,
    /// and today's is the register as it stands.
    pub fn not_ahead(&self, as_of: Option<Instant>) -> Result<Option<Instant>, AppError> {
        let now = self.now();
        match as_of {
            Some(at) if at > now && at != Instant::end_of(now.day()) => {
                Err(AppError::FutureInstant(at))
            }
            other => Ok(other),
        }
    }

    /// A page of a register: filtered, searched, sorted.
    pub fn list(&self, query: &ListQuery) -> Result<ListPage, AppError> {
        self.register(&query.register)?;
        Ok(self.store().list(query)?)
    }

    /// One record as it stands or stood.
    pub fn record(
        &self,
        register: &str,
        id: RecordId,
        as_of: Option<Instant>,
    ) -> Result<Record, AppError> {
        self.register(register)?;
        let found = self.store().record(register, id, as_of)?;
        found.ok_or_else(|| AppError::unknown("记录", "record", &id.to_string(), None))
    }

    /// The record with this natural key as it stands or stood, if there is one.
    pub fn find(
        &self,
        register: &str,
        key: &[Value],
        as_of: Option<Instant>,
    ) -> Result<Option<Record>, AppError> {
        self.register(register)?;
        Ok(self.store().find(register, key, as_of)?)
    }

    /// Every version of one record, the newest first, each with the journal line that wrote it.
    pub fn history(&self, register: &str, id: RecordId) -> Result<Vec<Version>, AppError> {
        self.register(register)?;
        let versions = self.store().history(register, id)?;
        if versions.is_empty() {
            return Err(AppError::unknown("记录", "record", &id.to_string(), None));
        }
        Ok(versions)
    }

    /// How many rows a register has.
    pub fn count(&self, register: &str) -> Result<u64, AppError> {
        self.register(register)?;
        Ok(self.store().count(register, None)?)
    }

    /// Lines of the journal, the newest first.
    pub fn journal(&self, query: &JournalQuery) -> Result<Vec<JournalLine>, AppError> {
        Ok(self.store().journal(query)?)
    }

    /// When records were first written; none while nothing ever was.
    pub fn first_written(&self) -> Result<Option<Instant>, AppError> {
        Ok(self.store().first_written()?)
    }

    /// All snapshots, the newest last.
    pub fn snapshots(&self) -> Result<Vec<SnapshotInfo>, AppError> {
        Ok(self.measurer().snapshots().list()?)
    }

    /// The snapshot of this id; the newest, when none is named.
    pub fn snapshot_or_newest(&self, id: Option<&str>) -> Result<SnapshotInfo, AppError> {
        match id {
            Some(id) => match self.measurer().snapshots().get(id) {
                Err(SnapshotError::Unknown(name)) => {
                    let known = self.snapshots()?.into_iter().rev().map(|one| one.id);
                    let known = known.collect();
                    Err(AppError::UnknownSnapshot { name, known })
                }
                found => Ok(found?),
            },
            None => self.snapshots()?.pop().ok_or(AppError::NoSnapshot),
        }
    }

    /// The organisation tree of a snapshot.
    pub fn tree(&self, snapshot: &str) -> Result<Arc<OrgTree>, AppError> {
        Ok(self.measurer().tree(snapshot)?)
    }

    /// Every value of every indicator of a snapshot.
    pub fn figures(&self, snapshot: &str) -> Result<Arc<Figures>, AppError> {
        Ok(self.measurer().figures(snapshot)?)
    }

    /// The declaration of this indicator, or the nearest names there are.
    pub fn indicator(&self, name: &str) -> Result<&Indicator, AppError> {
        let found = self.packs().indicators.get(name);
        found.ok_or_else(|| {
            let nearest = jixia_pack::indicators_near(self.packs(), name);
            AppError::unknown("指标", "indicator", name, nearest)
        })
    }

    /// Computes every figure of a snapshot anew, whatever is kept beside it.
    pub fn measure_anew(&self, snapshot: &str) -> Result<Arc<Figures>, AppError> {
        Ok(Arc::new(self.measurer().measure(snapshot)?))
    }

    /// Why a figure is what it is.
    pub fn why(
        &self,
        snapshot: &str,
        indicator: &str,
        org: &str,
        by: &[Option<&str>],
    ) -> Result<Why, AppError> {
        self.indicator(indicator)?;
        Ok(self.measurer().why(snapshot, indicator, org, by)?)
    }

    /// The rows behind a figure.
    pub fn figure_rows(&self, snapshot: &str, request: &RowsRequest) -> Result<RowsPage, AppError> {
        self.indicator(&request.indicator)?;
        Ok(self.measurer().rows(snapshot, request)?)
    }

    /// A figure in every snapshot, by day.
    pub fn trend(
        &self,
        indicator: &str,
        org: &str,
        by: &[Option<&str>],
    ) -> Result<Vec<TrendPoint>, AppError> {
        self.indicator(indicator)?;
        let points = self.measurer().trend(indicator, org, by)?.into_iter();
        Ok(points
            .map(|point| TrendPoint {
                value: point.figure.and_then(|figure| figure.value),
                snapshot: point.snapshot,
                day: point.day,
            })
            .collect())
    }

    /// Writes a register as it stands, or as it stood, and gives the number of rows.
    pub fn export(
        &self,
        register: &str,
        format: ExportFormat,
        as_of: Option<Instant>,
        out: &mut (dyn Write + Send),
    ) -> Result<u64, AppError> {
        self.register(register)?;
        let as_of = self.not_ahead(as_of)?;
        match format {
            ExportFormat::Csv => self.export_sheet(register, Format::Csv, as_of, out),
            ExportFormat::Xlsx => self.export_sheet(register, Format::Xlsx, as_of, out),
            ExportFormat::Parquet => Ok(jixia_measure::export_parquet(
                self.store(),
                register,
                as_of,
                out,
            )?),
        }
    }

    fn export_sheet(
        &self,
        register: &str,
        format: Format,
        as_of: Option<Instant>,
        out: &mut (dyn Write + Send),
    ) -> Result<u64, AppError> {
        Ok(self
            .store()
            .export(register, &ExportOptions { format, as_of }, out)?)
    }
}
