//! Reads of one register that show only what a reader may see.
//!
//! INVARIANT: whatever is asked, what lies outside is answered as if it were not there.

use std::collections::BTreeMap;
use std::io::Write;

use jixia_pack::RowScope;
use jixia_terms::{Instant, Value};

use crate::read::{self, Scope};
use crate::record::{Record, RecordId, Version};
use crate::table::Table;
use crate::{ExportOptions, ListPage, ListQuery, Store, StoreError};

/// What of one register a reader may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadScope {
    /// The rows.
    pub rows: RowScope,
    /// Fields that are not shown on all of them, each with the rows on which it is. Nobody sorts,
    /// searches or looks for parts of such a field; for whole values only where it is shown
    /// on every row.
    pub shown: BTreeMap<String, RowScope>,
}

impl ReadScope {
    /// Every row with every field.
    pub fn all() -> Self {
        Self {
            rows: RowScope::All,
            shown: BTreeMap::new(),
        }
    }
}

/// One register as a reader may see it.
pub struct Within<'s> {
    store: &'s Store,
    table: &'s Table,
    scope: Scope<'s>,
}

impl Store {
    /// One register as a reader of this scope may see it.
    pub fn within(&self, register: &str, seen: &ReadScope) -> Result<Within<'_>, StoreError> {
        let table = self.tables().get(register)?;
        let dialect = self.pool().dialect();
        let scope = Scope::new((self.packs(), self.tables()), table, seen, dialect)?;
        Ok(Within {
            store: self,
            table,
            scope,
        })
    }

    /// One register as a whole.
    pub(crate) fn whole(&self, register: &str) -> Result<Within<'_>, StoreError> {
        Ok(Within {
            store: self,
            table: self.tables().get(register)?,
            scope: Scope::all(self.pool().dialect()),
        })
    }
}

impl Within<'_> {
    /// A page of the register, whichever register the query names.
    pub fn list(&self, query: &ListQuery) -> Result<ListPage, StoreError> {
        self.store.pool().read(|conn| {
            let as_of = read::as_of(conn, query.as_of)?;
            read::list(conn, self.table, query, (&self.scope, as_of))
        })
    }

    /// A record by its number.
    pub fn record(
        &self,
        id: RecordId,
        as_of: Option<Instant>,
    ) -> Result<Option<Record>, StoreError> {
        self.store.pool().read(|conn| {
            let as_of = read::as_of(conn, as_of)?;
            read::record(conn, self.table, id, (&self.scope, as_of))
        })
    }

    /// A record by its natural key, in the order of `Register::key`.
    pub fn find(
        &self,
        key: &[Value],
        as_of: Option<Instant>,
    ) -> Result<Option<Record>, StoreError> {
        let key = self.table.key_text_of_parts(key);
        self.store.pool().read(|conn| {
            let as_of = read::as_of(conn, as_of)?;
            read::find(conn, self.table, &key, (&self.scope, as_of))
        })
    }

    /// The versions of a record that may be seen, the newest first: each is decided by itself, as
    /// it stood when it was written.
    pub fn history(&self, id: RecordId) -> Result<Vec<Version>, StoreError> {
        self.store
            .pool()
            .read(|conn| read::history(conn, self.table, id, &self.scope))
    }

    /// How many records there are.
    pub fn count(&self, as_of: Option<Instant>) -> Result<u64, StoreError> {
        self.store.pool().read(|conn| {
            let as_of = read::as_of(conn, as_of)?;
            read::count_within(conn, self.table, (&self.scope, as_of))
        })
    }

    /// Hands every record to `each`, in order of number, one at a time; gives how many there were.
    pub fn scan(
        &self,
        as_of: Option<Instant>,
        each: &mut dyn FnMut(&Record) -> Result<(), StoreError>,
    ) -> Result<u64, StoreError> {
        self.store.pool().read(|conn| {
            let as_of = read::as_of(conn, as_of)?;
            read::scan(conn, self.table, (&self.scope, as_of), each)
        })
    }

    /// Writes the records to `out`, row by row; gives how many rows there were.
    pub fn export(
        &self,
        options: &ExportOptions,
        out: &mut (dyn Write + Send),
    ) -> Result<u64, StoreError> {
        crate::export::write(self.store, self.table, &self.scope, options, out)
    }
}
