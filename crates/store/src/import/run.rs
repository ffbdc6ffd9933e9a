//! The way of an import: read and stage, then, with the turn to act, compare and write or refuse.

use serde_json::json;

use super::compare::{Work, make_stage};
use super::header::{self, Header};
use super::load::{Loaded, load};
use super::refused;
use super::report::{ColumnUse, ImportReport, ImportStep, Outcome, Progress};
use super::{ImportOptions, RowSource};
use crate::db::Conn;
use crate::journal::{self, Entry};
use crate::{Act, Store, StoreError};

/// Runs an import. See `Store::import`.
pub(crate) fn run(
    store: &Store,
    act: &Act,
    register: &str,
    source: &mut dyn RowSource,
    options: &ImportOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport, StoreError> {
    let table = store.tables().get(register)?;
    let header = header::find(source, table)?;
    let mut conn = store.pool().bulk()?;
    make_stage(&mut conn, table)?;
    // Staging sees only tables of its own, so others may act meanwhile.
    conn.begin(&[conn.dialect().begin_load()])?;
    let loaded = load(&mut conn, table, store.canon(), &header, source, progress)?;
    conn.commit()?;
    let (rows, keyless) = (loaded.rows, loaded.keyless);
    let mut report = loaded_report(store, register, source, &header, loaded)?;
    let mut tell = |step| {
        progress(Progress {
            step,
            rows,
            percent: Some(100),
        })
    };
    tell(ImportStep::Comparing);
    let turn = store.pool().turn()?;
    conn.begin(conn.dialect().begin_act())?;
    decide(
        store,
        act,
        &mut conn,
        (&header, keyless),
        options,
        &mut report,
        &mut |step| {
            progress(Progress {
                step,
                rows,
                percent: Some(100),
            });
        },
    )?;
    drop(turn);
    if report.outcome == Outcome::Written {
        let rows = report.new + report.changed + report.gone;
        store.pool().tidy_up(register, rows);
    }
    if report.refused > 0 {
        let of = (store.tables(), table);
        refused::first_refused(&mut conn, of, &mut report.refused_rows)?;
        if let Some(path) = &options.refused {
            let to = (path.as_path(), options.language);
            refused::write_file(&mut conn, of, store.canon(), &header, source, to)?;
        }
    }
    Ok(report)
}

/// The report of what was loaded, before it is compared.
fn loaded_report(
    store: &Store,
    register: &str,
    source: &dyn RowSource,
    header: &Header,
    loaded: Loaded,
) -> Result<ImportReport, StoreError> {
    Ok(ImportReport {
        rows: loaded.rows,
        refused: loaded.refused,
        refused_rows: loaded.refused_rows,
        cleaned: loaded.cleaned,
        skipped: loaded.skipped,
        skipped_count: loaded.skipped_count,
        ..report(store, register, source, header)?
    })
}

fn report(
    store: &Store,
    register: &str,
    source: &dyn RowSource,
    header: &Header,
) -> Result<ImportReport, StoreError> {
    let table = store.tables().get(register)?;
    let mut info = source.info();
    info.header_line = header.line;
    let columns: Vec<ColumnUse> = header
        .used()
        .filter_map(|(column, place)| {
            let field = table.columns.get(place)?.name.clone();
            Some(ColumnUse {
                header: header.text(column).to_owned(),
                field,
            })
        })
        .collect();
    let ignored = header::unused(table, header).collect();
    let is_absent = |name: &&String| !columns.iter().any(|column| column.field == **name);
    let absent = table
        .columns
        .iter()
        .map(|column| &column.name)
        .filter(is_absent)
        .cloned()
        .collect();
    Ok(ImportReport {
        register: register.to_owned(),
        source: info,
        columns,
        ignored,
        absent,
        ..ImportReport::default()
    })
}

/// Compares with the register and writes, if nothing stands against it.
fn decide(
    store: &Store,
    act: &Act,
    conn: &mut Conn,
    (header, keyless): (&Header, u64),
    options: &ImportOptions,
    report: &mut ImportReport,
    tell: &mut dyn FnMut(ImportStep),
) -> Result<(), StoreError> {
    let head = journal::head(conn)?;
    let seq = journal::next_seq(head.as_ref(), act)?;
    let table = store.tables().get(&report.register)?;
    let mut work = Work {
        conn,
        tables: store.tables(),
        table,
        header,
        options,
        keyless,
    };
    work.compare(report)?;
    let changes = report.new + report.changed + report.gone;
    report.outcome = if report.refused > 0 {
        Outcome::RowsRefused
    } else if !report.blocked.is_empty() {
        Outcome::StillReferenced
    } else if report.gone > 0 && !options.allow_shrink {
        Outcome::WouldShrink
    } else if changes == 0 {
        Outcome::NoChange
    } else if options.dry_run {
        Outcome::DryRun
    } else {
        Outcome::Written
    };
    if report.outcome != Outcome::Written {
        // Keeps what the comparison noted in tables of its own; the register was not touched.
        return work.conn.commit();
    }
    tell(ImportStep::Writing);
    let change = work.apply(store.canon(), seq, report)?;
    let entry = Entry {
        register: Some(report.register.clone()),
        after: Some(json!({
            "file": report.source.name,
            "new": report.new,
            "changed": report.changed,
            "same": report.same,
            "gone": report.gone,
        })),
        changes: vec![change],
        ..Entry::default()
    };
    report.line = Some(journal::append(work.conn, head.as_ref(), act, entry)?);
    work.conn.commit()
}
