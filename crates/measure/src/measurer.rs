//! The measurer: figures, reasons, rows and trends of snapshots, each computed once and kept.
//!
//! Calls block until done; servers make them from blocking threads.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jixia_pack::{Indicator, Packs};
use jixia_terms::Day;

use crate::engine::{Content, Files, Opening, Session, measure, read_tree};
use crate::error::MeasureError;
use crate::figures::{Figure, Figures};
use crate::figures_file;
use crate::rows::{RowsPage, RowsRequest, page};
use crate::snapshot::{SnapshotInfo, Snapshots, file_path};
use crate::tree::OrgTree;
use crate::why::{Why, explain};

/// Snapshots whose figures stay in memory.
const HELD: usize = 8;

/// Everything that can be asked of snapshots under one version of the packs. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Measurer {
    packs: Arc<Packs>,
    snapshots: Snapshots,
    /// The newest used last.
    held: Arc<Mutex<Vec<Arc<Figures>>>>,
    /// One computation at a time; whoever waits for it finds the result.
    computing: Arc<Mutex<()>>,
}

/// One point of a trend.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendPoint {
    /// Id of the snapshot.
    pub snapshot: String,
    /// Its day.
    pub day: Day,
    /// The figure; none when the node did not exist on that day.
    pub figure: Option<Figure>,
}

impl Measurer {
    /// Measures these snapshots by these packs.
    pub fn new(packs: Arc<Packs>, snapshots: Snapshots) -> Self {
        Self {
            packs,
            snapshots,
            held: Arc::default(),
            computing: Arc::default(),
        }
    }

    /// The packs by which it measures.
    pub fn packs(&self) -> &Arc<Packs> {
        &self.packs
    }

    /// The snapshots that it measures.
    pub fn snapshots(&self) -> &Snapshots {
        &self.snapshots
    }

    /// Every figure of a snapshot: from memory, else from the file kept beside the snapshot, else
    /// computed and kept.
    pub fn figures(&self, snapshot: &str) -> Result<Arc<Figures>, MeasureError> {
        if let Some(figures) = self.held(snapshot) {
            return Ok(figures);
        }
        let info = self.snapshots.get(snapshot)?;
        let _one_at_a_time = self
            .computing
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(figures) = self.held(snapshot) {
            return Ok(figures);
        }
        let tree = self.tree_of(&info)?;
        let place = &self.snapshots.place;
        let (blocks, notes) = match figures_file::load(place, &info, &self.packs.digest)? {
            Some(kept) => kept,
            None => {
                let (blocks, notes) = self.compute(&info, &tree)?;
                // A place that can only be read keeps no figures; they are computed again next
                // time.
                let _ = figures_file::keep(place, &info, &self.packs.digest, (&blocks, &notes));
                (blocks, notes)
            }
        };
        let figures = Arc::new(Figures {
            snapshot: info.id,
            packs_digest: self.packs.digest.clone(),
            tree,
            blocks,
            notes,
        });
        self.hold(figures.clone());
        Ok(figures)
    }

    /// Computes every figure of a snapshot anew, whatever is kept.
    pub fn measure(&self, snapshot: &str) -> Result<Figures, MeasureError> {
        let info = self.snapshots.get(snapshot)?;
        let tree = self.tree_of(&info)?;
        let (blocks, notes) = self.compute(&info, &tree)?;
        Ok(Figures {
            snapshot: info.id,
            packs_digest: self.packs.digest.clone(),
            tree,
            blocks,
            notes,
        })
    }

    /// The organisation tree on the day of a snapshot.
    pub fn tree(&self, snapshot: &str) -> Result<Arc<OrgTree>, MeasureError> {
        match self.held(snapshot) {
            Some(figures) => Ok(figures.tree().clone()),
            None => self.tree_of(&self.snapshots.get(snapshot)?),
        }
    }

    /// Why a figure is what it is; `by` in the order of the indicator's breakdowns.
    pub fn why(
        &self,
        snapshot: &str,
        indicator: &str,
        org: &str,
        by: &[Option<&str>],
    ) -> Result<Why, MeasureError> {
        let declared = self.indicator(indicator)?;
        let info = self.snapshots.get(snapshot)?;
        let figures = self.figures(snapshot)?;
        if figures.tree().node(org).is_none() {
            return Err(MeasureError::UnknownNode(org.to_owned()));
        }
        let figure = figures.get(indicator, org, by).unwrap_or_default();
        let unplaced = figures.unplaced(indicator).cloned().unwrap_or_default();
        Ok(explain(&self.packs, declared, figure, unplaced, info))
    }

    /// Rows behind a figure.
    pub fn rows(&self, snapshot: &str, request: &RowsRequest) -> Result<RowsPage, MeasureError> {
        let indicator = self.indicator(&request.indicator)?.clone();
        let info = self.snapshots.get(snapshot)?;
        let figures = self.figures(snapshot)?;
        let tree = figures.tree().clone();
        if tree.node(&request.org).is_none() {
            return Err(MeasureError::UnknownNode(request.org.clone()));
        }
        let by: Vec<Option<&str>> = request.by.iter().map(Option::as_deref).collect();
        let figure = figures.get(&indicator.name, &request.org, &by);
        let (packs, contents, request) =
            (self.packs.clone(), self.contents(&info), request.clone());
        let driver = self.snapshots.place.driver.clone();
        let mut found = driver.run(async move {
            let indicators = [&indicator];
            let mut opening = Opening::quick(info.day, Some(&indicators));
            opening.quick = false;
            let session = Session::open(&packs, &opening)
                .await
                .map_err(MeasureError::engine)?;
            session.fill(&contents);
            page(&session, &indicator, &request, &tree).await
        })??;
        found.total = figure.unwrap_or_default().rows;
        Ok(found)
    }

    /// The figure in every snapshot, by day.
    pub fn trend(
        &self,
        indicator: &str,
        org: &str,
        by: &[Option<&str>],
    ) -> Result<Vec<TrendPoint>, MeasureError> {
        self.indicator(indicator)?;
        let point = |info: SnapshotInfo| {
            let figures = self.figures(&info.id)?;
            Ok(TrendPoint {
                figure: figures.get(indicator, org, by),
                snapshot: info.id,
                day: info.day,
            })
        };
        self.snapshots.list()?.into_iter().map(point).collect()
    }

    fn indicator(&self, name: &str) -> Result<&Indicator, MeasureError> {
        let found = self.packs.indicators.get(name);
        found.ok_or_else(|| MeasureError::UnknownIndicator(name.to_owned()))
    }

    fn held(&self, snapshot: &str) -> Option<Arc<Figures>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let place = held
            .iter()
            .position(|figures| figures.snapshot == snapshot)?;
        let figures = held.remove(place);
        held.push(figures.clone());
        Some(figures)
    }

    fn hold(&self, figures: Arc<Figures>) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= HELD {
            held.remove(0);
        }
        held.push(figures);
    }

    fn contents(&self, info: &SnapshotInfo) -> BTreeMap<String, Content> {
        let store = &self.snapshots.place.store;
        let content = |(name, register): (&String, &crate::snapshot::RegisterFiles)| {
            let files = register.files.iter();
            let files = files
                .map(|file| (file_path(&info.id, &file.name), file.bytes))
                .collect();
            let content = Content::Files(Files {
                store: store.clone(),
                files,
                rows: register.rows,
            });
            (name.clone(), content)
        };
        let filled = info
            .registers
            .iter()
            .filter(|(_, register)| register.rows > 0);
        filled.map(content).collect()
    }

    fn tree_of(&self, info: &SnapshotInfo) -> Result<Arc<OrgTree>, MeasureError> {
        let (packs, contents, day) = (self.packs.clone(), self.contents(info), info.day);
        let driver = &self.snapshots.place.driver;
        let tree = driver.run(async move { read_tree(&packs, &contents, day).await })?;
        tree.map(Arc::new).map_err(MeasureError::engine)
    }

    fn compute(
        &self,
        info: &SnapshotInfo,
        tree: &Arc<OrgTree>,
    ) -> Result<figures_file::Kept, MeasureError> {
        let (packs, contents, day) = (self.packs.clone(), self.contents(info), info.day);
        let (tree, driver) = (tree.clone(), &self.snapshots.place.driver);
        let threads = driver.threads();
        driver.run(async move { measure(&packs, day, &contents, &tree, threads).await })?
    }
}
