//! The measurer: figures, reasons, rows and trends of snapshots, each computed once and kept.
//!
//! Calls block until done; servers make them from blocking threads.

use std::sync::Arc;

use jixia_pack::{Confirmation, Packs};
use jixia_terms::{Day, Label, Value};

use crate::error::MeasureError;
use crate::figures::{Figure, Figures, Unplaced};
use crate::snapshot::{SnapshotInfo, Snapshots};
use crate::tree::OrgTree;

/// Everything that can be asked of snapshots under one version of the packs.
#[derive(Debug, Clone)]
pub struct Measurer {
    packs: Arc<Packs>,
    snapshots: Snapshots,
}

/// One point of a trend.
#[derive(Debug, Clone)]
pub struct TrendPoint {
    /// Id of the snapshot.
    pub snapshot: String,
    /// Its day.
    pub day: Day,
    /// The figure; none when the node did not exist on that day.
    pub figure: Option<Figure>,
}

/// Why a figure is what it is.
#[derive(Debug, Clone)]
pub struct Why {
    /// The indicator.
    pub indicator: String,
    /// What it is called.
    pub label: Label,
    /// What it counts, of whom, what is left out.
    pub doc: String,
    /// Norm that defines it, if any.
    pub source: Option<String>,
    /// Unit.
    pub unit: String,
    /// SQL of its rows.
    pub rows_sql: String,
    /// SQL of its value, or of its quotient.
    pub value_sql: String,
    /// Views that the rows read, with their SQL, in order of name.
    pub views: Vec<(String, String)>,
    /// Registers that the rows read.
    pub registers: Vec<String>,
    /// Rule values that it used.
    pub rules: Vec<RuleUsed>,
    /// The figure with numerator and denominator.
    pub figure: Figure,
    /// Rows that count nowhere.
    pub unplaced: Unplaced,
    /// The snapshot: id, day, hash of the manifest, registers.
    pub snapshot: SnapshotInfo,
    /// Digest of the packs by which it was measured.
    pub packs_digest: String,
}

/// A rule value as it stood on the day of a snapshot.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleUsed {
    /// The rule.
    pub name: String,
    /// What it is called.
    pub label: Label,
    /// Unit.
    pub unit: String,
    /// The value; none when the rule had not begun.
    pub value: Option<f64>,
    /// From which day it holds.
    pub since: Option<Day>,
    /// Document and clause.
    pub source: Option<String>,
    /// Day on which a person last confirmed it.
    pub checked: Day,
    /// Whether it was confirmed against its source.
    pub confirmation: Confirmation,
}

/// Which rows behind a figure are wanted.
#[derive(Debug, Clone, Default)]
pub struct RowsRequest {
    /// The indicator.
    pub indicator: String,
    /// The node: rows of it and of all nodes under it.
    pub org: String,
    /// Breakdown values in the order of the indicator's `by`; none (or missing) for all, an empty text for
    /// rows where the column is empty.
    pub by: Vec<Option<String>>,
    /// Column to sort by, and whether the greatest comes first; the other columns decide between equals.
    pub sort: Option<(String, bool)>,
    /// Rows to pass over.
    pub offset: u64,
    /// Most rows to give, at most 10,000.
    pub limit: usize,
}

/// Rows behind a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct RowsPage {
    /// Names of the columns of the indicator's `rows`.
    pub columns: Vec<String>,
    /// The rows, each a value for each column.
    pub rows: Vec<Vec<Value>>,
    /// How many there are in all.
    pub total: u64,
}

impl Measurer {
    /// Measures these snapshots by these packs.
    pub fn new(packs: Arc<Packs>, snapshots: Snapshots) -> Self {
        Self { packs, snapshots }
    }

    /// The packs by which it measures.
    pub fn packs(&self) -> &Arc<Packs> {
        &self.packs
    }

    /// The snapshots that it measures.
    pub fn snapshots(&self) -> &Snapshots {
        &self.snapshots
    }

    /// Every figure of a snapshot: from memory, else from the file kept beside the snapshot, else computed
    /// and kept.
    pub fn figures(&self, snapshot: &str) -> Result<Arc<Figures>, MeasureError> {
        Err(MeasureError::engine(snapshot))
    }

    /// The organisation tree on the day of a snapshot.
    pub fn tree(&self, snapshot: &str) -> Result<Arc<OrgTree>, MeasureError> {
        Err(MeasureError::engine(snapshot))
    }

    /// Why a figure is what it is.
    pub fn why(
        &self,
        snapshot: &str,
        indicator: &str,
        org: &str,
        by: &[Option<&str>],
    ) -> Result<Why, MeasureError> {
        let _ = (indicator, org, by);
        Err(MeasureError::engine(snapshot))
    }

    /// Rows behind a figure.
    pub fn rows(&self, snapshot: &str, request: &RowsRequest) -> Result<RowsPage, MeasureError> {
        let _ = request;
        Err(MeasureError::engine(snapshot))
    }

    /// The figure in every snapshot, by day.
    pub fn trend(
        &self,
        indicator: &str,
        org: &str,
        by: &[Option<&str>],
    ) -> Result<Vec<TrendPoint>, MeasureError> {
        let _ = (indicator, org, by);
        Err(MeasureError::engine(indicator))
    }
}
