//! Reads a file on one thread while another loads what was read into a staging table.

use crossbeam_channel::{Receiver, Sender, bounded};
use jixia_terms::Label;

use super::header::Header;
use super::parse::{Line, RowParser};
use super::{
    ImportStep, Progress, REFUSED_MAX, RawRow, Reason, RefusedRow, RowSource, SkippedLine,
    SourceError,
};
use crate::StoreError;
use crate::canon::Canon;
use crate::db::{Batch, ColumnType, Conn};
use crate::table::Table;

const BATCH_ROWS: usize = 2_000;
const BATCH_BYTES: usize = 512 * 1024;
const SKIPPED_MAX: usize = 50;

/// A batch with how many rows were read so far and how much of the file; or why reading ended.
type Piece = Result<(Batch, u64, Option<u8>), SourceError>;

/// What reading the file found.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    pub rows: u64,
    pub refused: u64,
    pub refused_rows: Vec<RefusedRow>,
    /// Rows refused of which not even the key could be read.
    pub keyless: u64,
    pub cleaned: u64,
    pub skipped: Vec<SkippedLine>,
    pub skipped_count: u64,
}

/// The types of the columns of the staging table.
pub(super) fn stage_types(table: &Table) -> Vec<ColumnType> {
    let mut types = vec![
        ColumnType::Int,
        ColumnType::Int,
        ColumnType::Bool,
        ColumnType::Bytes,
    ];
    types.extend(table.has_derived_key.then_some(ColumnType::Text));
    types.extend(table.columns.iter().map(|column| column.ty));
    types
}

/// Loads all rows of the file into `_stage`.
pub(super) fn load(
    conn: &mut Conn,
    table: &Table,
    canon: &Canon,
    header: &Header,
    source: &mut dyn RowSource,
    progress: &mut dyn FnMut(Progress),
) -> Result<Loaded, StoreError> {
    let (full, filled) = bounded::<Piece>(4);
    let (empty, emptied) = bounded::<Batch>(6);
    let info = source.info();
    let from_1904 = source.counts_from_1904();
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || {
            let parser = RowParser::new(table, canon, header, &info, from_1904);
            Reader {
                source,
                parser,
                full,
                emptied,
                loaded: Loaded::default(),
            }
            .run(header)
        });
        let stored = store(conn, table, filled, &empty, progress);
        let loaded = reader
            .join()
            .map_err(|_| StoreError::Database("reading the file broke off".to_owned()))?;
        stored?;
        Ok(loaded)
    })
}

fn store(
    conn: &mut Conn,
    table: &Table,
    filled: Receiver<Piece>,
    empty: &Sender<Batch>,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), StoreError> {
    let mut bulk = conn.bulk("_stage", &stage_types(table))?;
    // Ends when the reader has gone; dropped early, it tells the reader to stop.
    for batch in filled {
        let (mut batch, rows, percent) = batch?;
        bulk.write(&batch)?;
        batch.clear();
        // When enough empty ones wait already, this one is let go.
        let _ = empty.try_send(batch);
        progress(Progress {
            step: ImportStep::Reading,
            rows,
            percent,
        });
    }
    bulk.finish()
}

/// The thread that reads.
struct Reader<'r> {
    source: &'r mut dyn RowSource,
    parser: RowParser<'r>,
    full: Sender<Piece>,
    emptied: Receiver<Batch>,
    loaded: Loaded,
}

impl Reader<'_> {
    fn run(mut self, header: &Header) -> Loaded {
        let mut row = RawRow::default();
        let mut batch = Batch::default();
        if let Some(line) = header.units_line {
            let text = Label::new("单位或说明行", "a row of units or hints");
            self.skip(line, text);
        }
        loop {
            match self.source.next(&mut row) {
                Ok(true) => self.take(&row, &mut batch),
                Ok(false) => break,
                Err(error) => {
                    let _ = self.full.send(Err(error));
                    return self.loaded;
                }
            }
            if (batch.rows() >= BATCH_ROWS || batch.len() >= BATCH_BYTES) && !self.send(&mut batch)
            {
                return self.loaded;
            }
        }
        self.send(&mut batch);
        self.loaded.cleaned = self.parser.cleaned;
        self.loaded
    }

    /// Hands a batch over; false when nobody takes it any more.
    fn send(&mut self, batch: &mut Batch) -> bool {
        let next = self.emptied.try_recv().unwrap_or_default();
        let done = std::mem::replace(batch, next);
        self.full
            .send(Ok((done, self.loaded.rows, self.source.percent())))
            .is_ok()
    }

    fn take(&mut self, row: &RawRow, batch: &mut Batch) {
        match self.parser.read(row) {
            Line::Empty => self.skip(row.line, Label::new("空行", "an empty line")),
            Line::Skipped(text) => self.skip(row.line, text),
            Line::Record => {
                self.loaded.rows += 1;
                self.parser.put(batch, self.loaded.rows, row.line);
            }
            Line::Refused => {
                self.loaded.rows += 1;
                self.loaded.refused += 1;
                if self.loaded.refused_rows.len() < REFUSED_MAX {
                    let reasons: Vec<Reason> = self.parser.reasons.clone();
                    self.loaded.refused_rows.push(RefusedRow {
                        line: row.line,
                        reasons,
                    });
                }
                // Loaded all the same, so that its key counts as there; it keeps all from being
                // written.
                if self.parser.key().is_some() {
                    self.parser.put(batch, self.loaded.rows, row.line);
                } else {
                    self.loaded.keyless += 1;
                }
            }
        }
    }

    fn skip(&mut self, line: u64, text: Label) {
        self.loaded.skipped_count += 1;
        if self.loaded.skipped.len() < SKIPPED_MAX {
            self.loaded.skipped.push(SkippedLine { line, text });
        }
    }
}
