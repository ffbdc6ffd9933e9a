//! Where packs come from: the texts built into the program, or a folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jixia_pack::{Checking, Fault, Packs, SourceFile};

use crate::error::AppError;

/// Path under `packs/` and text of each file, as they were when the program was built.
static BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// The texts of the packs built into the program.
pub fn built_in_packs() -> Vec<SourceFile> {
    let file = |&(path, text): &(&str, &str)| SourceFile {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    BUILT_IN.iter().map(file).collect()
}

/// Packs read and checked as a whole, but for the planning of their SQL.
pub fn load_packs(folder: Option<&Path>) -> Result<Arc<Packs>, AppError> {
    finished(read(folder)?, folder)
}

/// Packs read and checked as a whole, their SQL planned too.
pub fn check_packs(folder: Option<&Path>) -> Result<Arc<Packs>, AppError> {
    let mut checking = read(folder)?;
    jixia_measure::check_sql(&mut checking)?;
    finished(checking, folder)
}

/// Packs as a program works by them: those of a folder have their SQL planned too, which tests do
/// for those built in.
pub(crate) fn load_whole(folder: Option<&Path>) -> Result<Arc<Packs>, AppError> {
    match folder {
        Some(_) => check_packs(folder),
        None => load_packs(None),
    }
}

fn finished(checking: Checking, folder: Option<&Path>) -> Result<Arc<Packs>, AppError> {
    checking.finish().map_err(|faults| AppError::Packs {
        faults,
        folder: folder.map(Path::to_owned),
    })
}

/// Reads every `.toml` file of the folder, in order of path.
fn read(folder: Option<&Path>) -> Result<Checking, AppError> {
    let Some(folder) = folder else {
        return Ok(Checking::read(&built_in_packs(), Vec::new()));
    };
    let (mut files, mut unread) = (Vec::new(), Vec::new());
    collect(
        folder,
        folder,
        &mut |path, bytes| match String::from_utf8(bytes) {
            Ok(text) => files.push(SourceFile { path, text }),
            Err(error) => unread.push(Fault::not_utf8(&path, error.as_bytes())),
        },
    )?;
    if files.is_empty() && unread.is_empty() {
        return Err(AppError::NoPacks(folder.to_owned()));
    }
    files.sort_by(|a: &SourceFile, b| a.path.cmp(&b.path));
    Ok(Checking::read(&files, unread))
}

fn collect(
    root: &Path,
    folder: &Path,
    each: &mut dyn FnMut(String, Vec<u8>),
) -> Result<(), AppError> {
    let fail = |path: &Path| {
        let path: PathBuf = path.to_owned();
        move |error| AppError::File { path, error }
    };
    for entry in std::fs::read_dir(folder).map_err(fail(folder))? {
        let path = entry.map_err(fail(folder))?.path();
        if path.is_dir() {
            collect(root, &path, each)?;
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            let name = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .to_string_lossy()
                .replace('\\', "/");
            each(name, std::fs::read(&path).map_err(fail(&path))?);
        }
    }
    Ok(())
}
