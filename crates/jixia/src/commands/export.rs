//! `jixia export`: a register as a file, as it stands or stood.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use jixia_app::terms::{Instant, counted};
use jixia_app::{AppError, ExportFormat};

use crate::args::SheetFormat;
use crate::output::Output;
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
    let mut export = |out: &mut (dyn Write + Send)| -> anyhow::Result<u64> {
        let mut out = BufWriter::with_capacity(1 << 16, Watched { out, failed: None });
        let written = app.export(register, format, as_of, &mut out);
        let flushed = out.flush();
        match (out.get_mut().failed.take(), output) {
            (None, _) => {
                flushed?;
                Ok(written?)
            }
            (Some(error), Some(path)) => Err(unusable(path, error).into()),
            (Some(error), None) => Err(error.into()),
        }
    };
    let rows = match output.map(|path| (path, real_place(path))) {
        None => export(&mut Output)?,
        Some((path, Place::Written(to))) => {
            let file = File::options().write(true).open(to);
            export(&mut file.map_err(|error| unusable(path, error))?)?
        }
        Some((_, Place::Replaced(to))) => whole_or_not(&to, &mut export)?,
    };
    session.note(
        &format!("已导出 {rows} 行"),
        &format!("exported {}", counted(rows, "row")),
    );
    let left_out = format.left_out(app.register(register)?);
    if !left_out.is_empty() {
        let zh: Vec<_> = left_out.iter().map(|field| &*field.label.zh).collect();
        let en: Vec<_> = left_out.iter().map(|field| &*field.label.en).collect();
        session.note(
            &format!(
                "Parquet 文件不含封存字段：{}；需要时改用 --format csv 或 xlsx",
                zh.join("、")
            ),
            &format!(
                "a Parquet file leaves out sealed fields: {}; --format csv or xlsx has them",
                en.join(", ")
            ),
        );
    }
    Ok(())
}

/// An output that keeps why it took no more, whatever those who write into it make of that.
struct Watched<'w> {
    out: &'w mut (dyn Write + Send),
    failed: Option<io::Error>,
}

impl Watched<'_> {
    fn keep<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        done.map_err(|error| {
            let kind = error.kind();
            if kind != io::ErrorKind::Interrupted {
                self.failed = Some(error);
            }
            kind.into()
        })
    }
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = self.out.write(bytes);
        self.keep(done)
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = self.out.flush();
        self.keep(done)
    }
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
    export: &mut dyn FnMut(&mut (dyn Write + Send)) -> anyhow::Result<u64>,
) -> anyhow::Result<u64> {
    let unfinished = unfinished_name(path);
    let failed = |error| unusable(path, error);
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

fn unusable(path: &Path, error: io::Error) -> AppError {
    AppError::File {
        path: path.to_owned(),
        error,
    }
}

fn unfinished_name(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".unfinished");
    path.with_file_name(name)
}
