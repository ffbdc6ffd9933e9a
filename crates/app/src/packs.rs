//! Where packs come from: the texts built into the program, or a folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jixia_pack::{Fault, Packs, SourceFile};

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

/// The texts of the packs in a folder: every `.toml` file below it, in order of path.
pub fn read_pack_folder(folder: &Path) -> Result<Vec<SourceFile>, AppError> {
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    collect(
        folder,
        folder,
        &mut |path, bytes| match String::from_utf8(bytes) {
            Ok(text) => files.push(SourceFile { path, text }),
            Err(error) => faults.push(Fault::not_utf8(&path, error.as_bytes())),
        },
    )?;
    files.sort_by(|a: &SourceFile, b| a.path.cmp(&b.path));
    if faults.is_empty() {
        Ok(files)
    } else {
        Err(AppError::Packs(faults))
    }
}

/// Packs read and checked as a whole.
pub fn load_packs(folder: Option<&Path>) -> Result<Packs, AppError> {
    let files = match folder {
        Some(folder) => read_pack_folder(folder)?,
        None => built_in_packs(),
    };
    Packs::read(&files).map_err(AppError::Packs)
}

/// Packs as a program works by them: those of a folder have their SQL planned too, which tests do
/// for those built in.
pub(crate) fn load_whole(folder: Option<&Path>) -> Result<Arc<Packs>, AppError> {
    let packs = Arc::new(load_packs(folder)?);
    if folder.is_some() {
        let faults: Vec<Fault> = jixia_measure::check_sql(&packs)
            .into_iter()
            .map(|(origin, said)| Fault::sql(&origin, &said))
            .collect();
        if !faults.is_empty() {
            return Err(AppError::Packs(faults));
        }
    }
    Ok(packs)
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
