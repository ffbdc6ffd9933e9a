//! Opening: packs, records, snapshots.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jixia_measure::{Measurer, SnapshotError, Snapshots};
use jixia_pack::Packs;
use jixia_store::{Drawer, Location, SchemaPolicy, Store, When};
use jixia_terms::Instant;

use crate::clock::Clock;
use crate::error::AppError;
use crate::packs::load_whole;

/// What an `App` is opened on.
#[derive(Debug, Clone, Default)]
pub struct AppOptions {
    /// Folder of the authority's data: snapshots always, records unless a database is named.
    pub data: PathBuf,
    /// URL of a PostgreSQL database that keeps the records.
    pub database: Option<String>,
    /// Folder of packs; none stands for those built into the program.
    pub packs: Option<PathBuf>,
    /// Whether a pack that no longer declares a register or field may set it aside.
    pub allow_narrow: bool,
}

/// The acts and reads of one authority. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
    clock: Clock,
}

struct Inner {
    data: PathBuf,
    store: Store,
    drawer: Drawer,
    measurer: Measurer,
}

impl App {
    /// Reads the packs, opens the records (making or widening their tables) and the snapshots.
    pub fn open(options: &AppOptions) -> Result<Self, AppError> {
        let packs = load_whole(options.packs.as_deref())?;
        let data = &options.data;
        std::fs::create_dir_all(data).map_err(|error| AppError::File {
            path: data.clone(),
            error,
        })?;
        let policy = if options.allow_narrow {
            SchemaPolicy::AllowNarrow
        } else {
            SchemaPolicy::Widen
        };
        Self::open_as(options, packs, policy, Snapshots::open)
    }

    /// The same to verify it: nothing is made or changed, and it is enough that records and
    /// snapshots may be read.
    pub fn open_to_read(options: &AppOptions) -> Result<Self, AppError> {
        let packs = load_whole(options.packs.as_deref())?;
        Self::open_as(options, packs, SchemaPolicy::Keep, Snapshots::kept)
    }

    fn open_as(
        options: &AppOptions,
        packs: Arc<Packs>,
        policy: SchemaPolicy,
        snapshots: impl Fn(&Path) -> Result<Snapshots, SnapshotError>,
    ) -> Result<Self, AppError> {
        let data = &options.data;
        let location = match &options.database {
            Some(url) => Location::Postgres(url.clone()),
            None => Location::Sqlite(data.join("records.sqlite")),
        };
        let store = Store::open(&location, Arc::clone(&packs), policy)?;
        let snapshots = snapshots(&data.join("snapshots"))?;
        let measurer = Measurer::new(packs, snapshots);
        let inner = Inner {
            data: data.clone(),
            store,
            drawer: Drawer::beside(&location),
            measurer,
        };
        Ok(Self {
            inner: Arc::new(inner),
            clock: Clock::System,
        })
    }

    /// The same authority, its acts bearing this instant.
    pub fn at(&self, at: Instant) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            clock: Clock::Set(at),
        }
    }

    /// The instant that an act done now would bear.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// The instant that an act bears whose turn may come later.
    pub(crate) fn when(&self) -> When {
        self.clock.when()
    }

    /// The packs that it works by.
    pub fn packs(&self) -> &Arc<Packs> {
        self.inner.store.packs()
    }

    /// The folder of its data.
    pub fn data(&self) -> &Path {
        &self.inner.data
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }

    pub(crate) fn drawer(&self) -> &Drawer {
        &self.inner.drawer
    }

    pub(crate) fn measurer(&self) -> &Measurer {
        &self.inner.measurer
    }
}
