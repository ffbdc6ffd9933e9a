//! The reads of one register and the journal as a person may see them.
//!
//! INVARIANT: a record that the person may not see is answered exactly as one that is not there.

use std::collections::BTreeMap;
use std::io::Write;

use jixia_access::{FieldSight, Right, Sight};
use jixia_pack::RowScope;
use jixia_store::export::ExportOptions;
use jixia_store::{
    JournalLine, JournalQuery, ListPage, ListQuery, ReadScope, Record, RecordId, Version,
};
use jixia_terms::{Instant, Value};

use crate::error::AppError;
use crate::open::App;

/// The authority as one person sees it.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    app: &'a App,
    sight: &'a Sight,
}

impl App {
    /// The authority as whoever has this sight sees it.
    pub fn seen<'a>(&'a self, sight: &'a Sight) -> Seen<'a> {
        Seen { app: self, sight }
    }
}

impl Seen<'_> {
    /// What the person may see and do.
    pub fn sight(&self) -> &Sight {
        self.sight
    }

    /// A page of a register. Of a sealed field, the values stand there that may be opened: they are
    /// still to be masked.
    pub fn list(&self, query: &ListQuery) -> Result<ListPage, AppError> {
        let scope = self.scope(&query.register)?;
        Ok(self
            .app
            .store()
            .within(&query.register, &scope)?
            .list(query)?)
    }

    /// One record as it stands or stood.
    pub fn record(
        &self,
        register: &str,
        id: RecordId,
        as_of: Option<Instant>,
    ) -> Result<Record, AppError> {
        let scope = self.scope(register)?;
        let found = self
            .app
            .store()
            .within(register, &scope)?
            .record(id, as_of)?;
        found.ok_or_else(|| AppError::unknown("记录", "record", &id.to_string(), None))
    }

    /// The record with this natural key as it stands or stood, if there is one.
    pub fn find(
        &self,
        register: &str,
        key: &[Value],
        as_of: Option<Instant>,
    ) -> Result<Option<Record>, AppError> {
        let scope = self.scope(register)?;
        Ok(self
            .app
            .store()
            .within(register, &scope)?
            .find(key, as_of)?)
    }

    /// The versions of one record that the person may see, the newest first.
    pub fn history(&self, register: &str, id: RecordId) -> Result<Vec<Version>, AppError> {
        let scope = self.scope(register)?;
        let versions = self.app.store().within(register, &scope)?.history(id)?;
        if versions.is_empty() {
            return Err(AppError::unknown("记录", "record", &id.to_string(), None));
        }
        Ok(versions)
    }

    /// How many rows of a register the person sees.
    pub fn count(&self, register: &str) -> Result<u64, AppError> {
        let scope = self.scope(register)?;
        Ok(self.app.store().within(register, &scope)?.count(None)?)
    }

    /// Writes as a sheet what the person may take out; sealed fields only where they may be opened
    /// for the purpose that is named.
    pub fn export(
        &self,
        register: &str,
        options: &ExportOptions,
        purpose: Option<&str>,
        out: &mut (dyn Write + Send),
    ) -> Result<u64, AppError> {
        self.app.register(register)?;
        let scope = ReadScope {
            rows: self.sight.scope(register, Right::Export),
            shown: self.opened(register, purpose),
        };
        Ok(self
            .app
            .store()
            .within(register, &scope)?
            .export(options, out)?)
    }

    /// Lines of the journal, the newest first; none for whoever does not read it. Values of a
    /// record stand in them only for whoever sees its whole register.
    pub fn journal(&self, query: &JournalQuery) -> Result<Vec<JournalLine>, AppError> {
        if !self.sight.may("journal") {
            return Ok(Vec::new());
        }
        let mut lines = self.app.journal(query)?;
        for line in lines.iter_mut().filter(|line| line.record.is_some()) {
            let register = line.register.as_deref().unwrap_or_default();
            let is_seen = self.sight.scope(register, Right::Read) == RowScope::All;
            if !is_seen || !self.sight.mask(register).is_empty() {
                (line.before, line.after) = (None, None);
            }
        }
        Ok(lines)
    }

    /// What the person sees of a register.
    fn scope(&self, register: &str) -> Result<ReadScope, AppError> {
        self.app.register(register)?;
        Ok(ReadScope {
            rows: self.sight.scope(register, Right::Read),
            shown: self.sight.mask(register),
        })
    }

    /// The sealed fields, each with the rows on which it may be opened for a purpose.
    fn opened(&self, register: &str, purpose: Option<&str>) -> BTreeMap<String, RowScope> {
        let mut shown = BTreeMap::new();
        for field in self.sight.mask(register).into_keys() {
            let mut rows = RowScope::Nothing;
            if let FieldSight::Masked(openings) = self.sight.field(register, &field) {
                let fitting = openings
                    .into_iter()
                    .filter(|opening| Some(opening.purpose.as_str()) == purpose);
                rows = fitting.map(|opening| opening.rows).fold(rows, RowScope::or);
            }
            shown.insert(field, rows);
        }
        shown
    }
}
