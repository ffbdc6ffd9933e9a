//! A few open connections, handed out one at a time; and the turn that every act waits for.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{Access, Conn, Dialect};
use crate::{Location, StoreError};

/// How long a connection, a lock or a turn is waited for, in seconds.
pub(crate) const WAIT_S: u64 = 60;

const IDLE_MAX: usize = 6;
const READERS_MAX: usize = 24;

/// The connections of one store.
pub(crate) struct Pool {
    location: Location,
    access: Access,
    idle: Mutex<Vec<Conn>>,
    readers: Gate,
    writers: Gate,
}

impl Pool {
    pub(crate) fn new(location: Location, access: Access) -> Self {
        Self {
            location,
            access,
            idle: Mutex::new(Vec::new()),
            readers: Gate::new(READERS_MAX),
            writers: Gate::new(1),
        }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self.location {
            Location::Sqlite(_) => Dialect::Sqlite,
            Location::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs `work` in a transaction that sees one state of the database.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let _turn = self.readers.enter()?;
        self.run(&[self.dialect().begin_read()], work)
    }

    /// Runs `work` in a transaction in which no other act runs. What it does not commit is undone.
    pub(crate) fn act<T>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let _turn = self.writers.enter()?;
        self.run(self.dialect().begin_act(), work)
    }

    /// Runs `work` outside any transaction: each statement is one by itself and waits for no act.
    pub(crate) fn single<T>(
        &self,
        work: impl Fn(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let waiting = lock(&self.idle).pop();
        let was_idle = waiting.is_some();
        let mut conn = match waiting {
            Some(conn) => conn,
            None => self.own()?,
        };
        let mut done = work(&mut conn);
        if was_idle && matches!(done, Err(StoreError::Lost { .. })) {
            lock(&self.idle).clear();
            conn = self.own()?;
            done = work(&mut conn);
        }
        self.give_back(conn);
        done
    }

    /// Makes the file of SQLite, where there is none, so that no other user of the machine may read
    /// it.
    pub(crate) fn make_private(&self) -> Result<(), StoreError> {
        match &self.location {
            Location::Sqlite(path) => super::sqlite::make_private(path),
            Location::Postgres(_) => Ok(()),
        }
    }

    fn own(&self) -> Result<Conn, StoreError> {
        Conn::open(&self.location, self.access)
    }

    /// A connection of its own for an import, with more memory.
    pub(crate) fn bulk(&self) -> Result<Conn, StoreError> {
        let mut conn = self.own()?;
        for setting in self.dialect().bulk_settings() {
            conn.batch(setting)?;
        }
        Ok(conn)
    }

    /// Lets a thread of its own tidy up after an import of so many rows: what was recorded is safe
    /// already, and nobody needs to wait for it.
    pub(crate) fn tidy_up(&self, table: &str, rows: u64) {
        let Some(sql) = self.dialect().tidy_up(table, rows) else {
            return;
        };
        let location = self.location.clone();
        std::thread::spawn(move || {
            // Should it fail, the next act or the server does it.
            if let Ok(mut conn) = Conn::open(&location, Access::Write) {
                let _ = conn.batch(&sql);
            }
        });
    }

    /// The turn to act, for those who bring their own connection.
    pub(crate) fn turn(&self) -> Result<Turn<'_>, StoreError> {
        self.writers.enter()
    }

    fn run<T>(
        &self,
        begin: &[&str],
        work: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let waiting = lock(&self.idle).pop();
        let was_idle = waiting.is_some();
        let mut conn = match waiting {
            Some(conn) => conn,
            None => self.own()?,
        };
        match conn.begin(begin) {
            // A server that was restarted meanwhile has dropped its connections; nothing was done
            // yet.
            Err(StoreError::Lost { .. }) if was_idle => {
                lock(&self.idle).clear();
                conn = self.own()?;
                conn.begin(begin)?;
            }
            other => other?,
        }
        let done = work(&mut conn);
        conn.end();
        self.give_back(conn);
        done
    }

    fn give_back(&self, conn: Conn) {
        let mut idle = lock(&self.idle);
        if conn.is_clean() && idle.len() < IDLE_MAX {
            idle.push(conn);
        }
    }
}

/// Lets so many pass at once.
struct Gate {
    free: Mutex<usize>,
    freed: Condvar,
}

impl Gate {
    fn new(places: usize) -> Self {
        Self {
            free: Mutex::new(places),
            freed: Condvar::new(),
        }
    }

    fn enter(&self) -> Result<Turn<'_>, StoreError> {
        let until = Instant::now() + Duration::from_secs(WAIT_S);
        let mut free = lock(&self.free);
        while *free == 0 {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(StoreError::Busy { waited_s: WAIT_S });
            }
            free = self
                .freed
                .wait_timeout(free, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        *free -= 1;
        Ok(Turn { gate: self })
    }
}

/// A place inside the gate, given back when dropped.
pub(crate) struct Turn<'g> {
    gate: &'g Gate,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *lock(&self.gate.free) += 1;
        self.gate.freed.notify_one();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What the mutex guards is whole after every step, so a panic elsewhere does not spoil it.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
