//! The store: one database with one journal, shared by all who read and write it.

use std::sync::Arc;

use jixia_pack::Packs;
use jixia_terms::{Instant, Value};

use crate::canon::Canon;
use crate::db::{Access, Pool};
use crate::import::{ImportOptions, ImportReport, Progress, RowSource};
use crate::journal::{JournalLine, NotedLine, Verdict};
use crate::query::{JournalQuery, ListPage, ListQuery};
use crate::record::{Act, Record, RecordId, Version};
use crate::table::Tables;
use crate::write::Writer;
use crate::{Location, SchemaPolicy, StoreError, import, journal, schema};

/// The records of one authority. Cheap to clone, and safe to share between threads.
///
/// It waits for the database in the thread that calls it, so asynchronous callers use
/// `spawn_blocking`.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    packs: Arc<Packs>,
    pool: Pool,
    tables: Tables,
    canon: Canon,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("dialect", &self.inner.pool.dialect())
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the database and makes or widens its tables to what the packs declare.
    pub fn open(
        location: &Location,
        packs: Arc<Packs>,
        schema: SchemaPolicy,
    ) -> Result<Self, StoreError> {
        let access = if schema == SchemaPolicy::Keep {
            Access::Read
        } else {
            Access::Write
        };
        let pool = Pool::new(location.clone(), access);
        let opened = schema::open(&pool, &packs, schema)?;
        let inner = Inner {
            packs,
            pool,
            tables: opened.tables,
            canon: opened.canon,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// The packs by which it keeps records.
    pub fn packs(&self) -> &Arc<Packs> {
        &self.inner.packs
    }

    pub(crate) fn pool(&self) -> &Pool {
        &self.inner.pool
    }

    pub(crate) fn tables(&self) -> &Tables {
        &self.inner.tables
    }

    pub(crate) fn canon(&self) -> &Canon {
        &self.inner.canon
    }

    /// Runs an act: one transaction, one line in the journal; no change, no line.
    pub fn act<T>(
        &self,
        act: &Act,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T, StoreError>,
    ) -> Result<(T, Option<JournalLine>), StoreError> {
        self.pool().act(|conn| {
            let head = journal::head(conn)?;
            let seq = journal::next_seq(head.as_ref(), act)?;
            let mut writer = Writer::new(conn, self.tables(), self.canon(), seq);
            let done = work(&mut writer)?;
            let line = match writer.finish()? {
                Some(entry) => Some(journal::append(conn, head.as_ref(), act, entry)?),
                None => None,
            };
            if line.is_some() {
                conn.commit()?;
            }
            Ok((done, line))
        })
    }

    /// Adds the line of an act that changes no record, with what it did.
    pub fn note(&self, act: &Act, did: serde_json::Value) -> Result<JournalLine, StoreError> {
        self.pool().act(|conn| {
            let head = journal::head(conn)?;
            let entry = journal::Entry {
                after: Some(did.clone()),
                ..journal::Entry::default()
            };
            let line = journal::append(conn, head.as_ref(), act, entry)?;
            conn.commit()?;
            Ok(line)
        })
    }

    /// Imports a file into a register as one act, as a whole or not at all.
    pub fn import(
        &self,
        act: &Act,
        register: &str,
        rows: &mut dyn RowSource,
        options: &ImportOptions,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<ImportReport, StoreError> {
        import::run(self, act, register, rows, options, progress)
    }

    /// A page of a register.
    pub fn list(&self, query: &ListQuery) -> Result<ListPage, StoreError> {
        self.whole(&query.register)?.list(query)
    }

    /// A record by its number.
    pub fn record(
        &self,
        register: &str,
        id: RecordId,
        as_of: Option<Instant>,
    ) -> Result<Option<Record>, StoreError> {
        self.whole(register)?.record(id, as_of)
    }

    /// A record by its natural key, in the order of `Register::key`.
    pub fn find(
        &self,
        register: &str,
        key: &[Value],
        as_of: Option<Instant>,
    ) -> Result<Option<Record>, StoreError> {
        self.whole(register)?.find(key, as_of)
    }

    /// Every version of a record, the newest first.
    pub fn history(&self, register: &str, id: RecordId) -> Result<Vec<Version>, StoreError> {
        self.whole(register)?.history(id)
    }

    /// How many records a register has or had.
    pub fn count(&self, register: &str, as_of: Option<Instant>) -> Result<u64, StoreError> {
        self.whole(register)?.count(as_of)
    }

    /// Hands every record to `each`, in order of number, one at a time; gives how many there were.
    pub fn scan(
        &self,
        register: &str,
        as_of: Option<Instant>,
        each: &mut dyn FnMut(&Record) -> Result<(), StoreError>,
    ) -> Result<u64, StoreError> {
        self.whole(register)?.scan(as_of, each)
    }

    /// A page of the journal, the newest line first.
    pub fn journal(&self, query: &JournalQuery) -> Result<Vec<JournalLine>, StoreError> {
        self.pool()
            .read(|conn| journal::page(conn, self.tables(), query))
    }

    /// When records were first written; none while nothing ever was.
    pub fn first_written(&self) -> Result<Option<Instant>, StoreError> {
        self.pool().read(journal::first_written)
    }

    /// Number and hash of the last line.
    pub fn journal_head(&self) -> Result<Option<(u64, String)>, StoreError> {
        let head = self.pool().read(journal::head)?;
        Ok(head.map(|head| (head.seq, head.hash)))
    }

    /// Computes journal and registers again and compares. `anchors` are heads kept elsewhere, as in
    /// the manifests of snapshots; `progress` gets how much is done of how much.
    pub fn verify_journal(
        &self,
        anchors: &[(u64, String)],
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Verdict, StoreError> {
        self.pool()
            .read(|conn| journal::verify(conn, self.canon(), anchors, progress))
    }

    /// Adds to a verdict when the journal that was verified no longer has a line that a person
    /// noted elsewhere.
    pub fn hold_against(&self, noted: &NotedLine, verdict: &mut Verdict) -> Result<(), StoreError> {
        // Where no line was read, its table may not be there.
        let fault = match verdict.lines {
            0 => Some(noted.fault(None)),
            _ => self.pool().read(|conn| journal::differs(conn, noted))?,
        };
        fault.into_iter().for_each(|fault| verdict.add(fault));
        Ok(())
    }
}
