//! `jixia export`: a register as a file, as it stands or stood.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use jixia_app::terms::Instant;
use jixia_app::{AppError, ExportFormat};

use crate::args::SheetFormat;
use crate::session::Session;

/// So many links are followed to a file.
const LINKS_MAX: usize = 40;

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
    let mut export = |out: &mut (dyn Write + Send)| -> Result<u64, AppError> {
        let mut out = BufWriter::with_capacity(1 << 16, out);
        let rows = app.export(register, format, as_of, &mut out)?;
        out.flush().map_err(|error| unusable(output, error))?;
        Ok(rows)
    };
    let rows = match output.map(real_place) {
        None => export(&mut std::io::stdout())?,
        Some(Place::Written(path)) => {
            let failed = |error| unusable(output, error);
            let file = File::options().write(true).open(path);
            export(&mut file.map_err(failed)?)?
        }
        Some(Place::Replaced(path)) => whole_or_not(&path, &mut export)?,
    };
    session.note(
        &format!("已导出 {rows} 行"),
        &format!("exported {rows} rows"),
    );
    Ok(())
}

/// What an output file is.
enum Place {
    /// A device, a pipe: what is there takes the bytes as they come.
    Written(PathBuf),
    /// A file, there or not, behind all links: it is replaced as a whole.
    Replaced(PathBuf),
}

fn real_place(path: &Path) -> Place {
    let mut place = path.to_owned();
    // A link may lead to a file that is not there yet; in a ring of links the system says so.
    for _ in 0..LINKS_MAX {
        match std::fs::read_link(&place) {
            Ok(to) => place = place.parent().unwrap_or(Path::new("")).join(to),
            Err(_) => break,
        }
    }
    match std::fs::metadata(path) {
        Ok(there) if !there.is_file() && !there.is_dir() => Place::Written(path.to_owned()),
        _ => Place::Replaced(place),
    }
}

fn whole_or_not(
    path: &Path,
    export: &mut dyn FnMut(&mut (dyn Write + Send)) -> Result<u64, AppError>,
) -> Result<u64, AppError> {
    let unfinished = unfinished_name(path);
    let failed = |error| unusable(Some(path), error);
    let mut file = File::create(&unfinished).map_err(failed)?;
    let written = export(&mut file).and_then(|rows| {
        std::fs::rename(&unfinished, path).map_err(failed)?;
        Ok(rows)
    });
    if written.is_err() {
        let _ = std::fs::remove_file(&unfinished);
    }
    written
}

fn unusable(path: Option<&Path>, error: std::io::Error) -> AppError {
    AppError::File {
        path: path.unwrap_or(Path::new("stdout")).to_owned(),
        error,
    }
}

fn unfinished_name(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".unfinished");
    path.with_file_name(name)
}
