//! The measurer: figures, reasons, rows and trends of snapshots, each computed once and kept.
//!
//! Calls block until done; servers make them from blocking threads.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jixia_pack::{Indicator, Packs};
use jixia_terms::Day;

use crate::engine::{Content, Files, Opening, Session, measure, read_tree};
use crate::error::{MeasureError, SnapshotError};
use crate::figures::{Block, Figure, Figures, Note, NoteKind};
use crate::figures_file;
use crate::rows::{RowsPage, RowsRequest, page};
use crate::snapshot::{SnapshotInfo, Snapshots, file_path};
use crate::tree::OrgTree;
use crate::why::{Why, explain};

/// Bytes of figures that stay in memory; the newest used stay, and one stays however large it is.
const HELD_BYTES_MAX: usize = 512 << 20;
/// Single figures that stay in memory besides.
const POINTS_MAX: usize = 1 << 18;

/// What a single figure is of: snapshot, indicator, node, breakdown.
type Point = (String, String, String, Vec<Option<String>>);

/// Everything that can be asked of snapshots under one version of the packs. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Measurer {
    packs: Arc<Packs>,
    snapshots: Snapshots,
    /// The newest used last.
    held: Arc<Mutex<Vec<Arc<Figures>>>>,
    /// Figures asked for by themselves, none where the node did not exist: a trend over many
    /// snapshots needs few of each, and holds none of them whole.
    points: Arc<Mutex<HashMap<Point, Option<Figure>>>>,
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
            points: Arc::default(),
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
        let _one_at_a_time = lock(&self.computing);
        if let Some(figures) = self.held(snapshot) {
            return Ok(figures);
        }
        let tree = self.tree_of(&info)?;
        let place = &self.snapshots.place;
        let (blocks, notes) = match figures_file::load(place, &info, &self.packs.digest)? {
            Some(kept) => kept,
            None => {
                let (blocks, notes) = self.compute(&info, &tree)?;
                self.keep(&info, &blocks, &notes);
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

    /// Computes every figure of a snapshot anew, whatever is kept, and keeps it.
    pub fn measure(&self, snapshot: &str) -> Result<Figures, MeasureError> {
        let info = self.snapshots.get(snapshot)?;
        let tree = self.tree_of(&info)?;
        let (blocks, notes) = self.compute(&info, &tree)?;
        self.keep(&info, &blocks, &notes);
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

    /// One figure of a snapshot; none when there is no such indicator or node in it.
    pub fn figure(
        &self,
        snapshot: &str,
        indicator: &str,
        org: &str,
        by: &[Option<&str>],
    ) -> Result<Option<Figure>, MeasureError> {
        let by_owned = by.iter().map(|value| value.map(str::to_owned)).collect();
        let point = (
            snapshot.to_owned(),
            indicator.to_owned(),
            org.to_owned(),
            by_owned,
        );
        if let Some(figure) = lock(&self.points).get(&point) {
            return Ok(*figure);
        }
        let figure = self.figures(snapshot)?.get(indicator, org, by);
        let mut points = lock(&self.points);
        if points.len() >= POINTS_MAX {
            points.clear();
        }
        points.insert(point, figure);
        Ok(figure)
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
            Ok(TrendPoint {
                figure: self.figure(&info.id, indicator, org, by)?,
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
        let mut held = lock(&self.held);
        let place = held
            .iter()
            .position(|figures| figures.snapshot == snapshot)?;
        let figures = held.remove(place);
        held.push(figures.clone());
        Some(figures)
    }

    fn hold(&self, figures: Arc<Figures>) {
        let mut held = lock(&self.held);
        held.push(figures);
        let mut bytes: usize = held.iter().map(|figures| figures.bytes()).sum();
        while bytes > HELD_BYTES_MAX && held.len() > 1 {
            bytes -= held.remove(0).bytes();
        }
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
        tree.map(Arc::new).map_err(|error| {
            // A file that cannot be read is most often one that is damaged.
            self.check_whole(info)
                .err()
                .unwrap_or_else(|| MeasureError::engine(error))
        })
    }

    /// Whether the files are what the manifest says.
    fn check_whole(&self, info: &SnapshotInfo) -> Result<(), MeasureError> {
        match self.snapshots.verify(&info.id)?.into_iter().next() {
            Some(fault) => Err(SnapshotError::from(fault).into()),
            None => Ok(()),
        }
    }

    /// Keeps figures beside their snapshot, if they are all there: what could not be computed is
    /// tried again next time. A place that can only be read keeps none.
    fn keep(&self, info: &SnapshotInfo, blocks: &BTreeMap<String, Block>, notes: &[Note]) {
        let is_whole = |note: &Note| !matches!(note.kind, NoteKind::NotComputed(_));
        if notes.iter().all(is_whole) {
            let place = &self.snapshots.place;
            let _ = figures_file::keep(place, info, &self.packs.digest, (blocks, notes));
        }
    }

    /// Computes from files that are what the manifest says, and from no others.
    fn compute(
        &self,
        info: &SnapshotInfo,
        tree: &Arc<OrgTree>,
    ) -> Result<figures_file::Kept, MeasureError> {
        self.check_whole(info)?;
        let (packs, contents, day) = (self.packs.clone(), self.contents(info), info.day);
        let (tree, driver) = (tree.clone(), &self.snapshots.place.driver);
        let threads = driver.threads();
        driver.run(async move { measure(&packs, day, &contents, &tree, threads).await })?
    }
}

/// What a thread that broke off left behind is whole: each change is a single step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
