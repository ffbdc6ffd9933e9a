//! `jixia export`: a register as a file, as it stands or stood.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use jixia_app::terms::Instant;
use jixia_app::{AppError, ExportFormat};

use crate::args::SheetFormat;
use crate::session::Session;

/// Writes a register to a file or to standard output. A file appears whole or not at all.
pub fn run(
    session: &Session,
    register: &str,
    format: SheetFormat,
    (as_of, output): (Option<Instant>, Option<&Path>),
) -> anyhow::Result<()> {
    let app = session.open_kept()?;
    let format = match format {
        SheetFormat::Csv => ExportFormat::Csv,
        SheetFormat::Xlsx => ExportFormat::Xlsx,
        SheetFormat::Parquet => ExportFormat::Parquet,
    };
    let rows = match output {
        None => {
            let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout());
            let rows = app.export(register, format, as_of, &mut out)?;
            out.flush()?;
            rows
        }
        Some(path) => {
            let unfinished = unfinished_name(path);
            let fail = |error| AppError::File {
                path: path.to_owned(),
                error,
            };
            let mut out =
                BufWriter::with_capacity(1 << 16, File::create(&unfinished).map_err(fail)?);
            let written = app.export(register, format, as_of, &mut out);
            let written = written.and_then(|rows| out.flush().map(|()| rows).map_err(fail));
            drop(out);
            match written {
                Ok(rows) => {
                    std::fs::rename(&unfinished, path).map_err(fail)?;
                    rows
                }
                Err(error) => {
                    let _ = std::fs::remove_file(&unfinished);
                    return Err(error.into());
                }
            }
        }
    };
    session.note(
        &format!("已导出 {rows} 行"),
        &format!("exported {rows} rows"),
    );
    Ok(())
}

fn unfinished_name(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".unfinished");
    path.with_file_name(name)
}
