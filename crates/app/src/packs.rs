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
    let mut found = Found::default();
    found.collect(folder, folder, &[])?;
    let Found { mut files, unread } = found;
    if files.is_empty() && unread.is_empty() {
        return Err(AppError::NoPacks(folder.to_owned()));
    }
    files.sort_by(|a: &SourceFile, b| a.path.cmp(&b.path));
    Ok(Checking::read(&files, unread))
}

/// What a folder of packs holds.
#[derive(Default)]
struct Found {
    files: Vec<SourceFile>,
    /// Faults of what is no text of a pack.
    unread: Vec<Fault>,
}

impl Found {
    /// Takes in a folder and all below it; `above` are the folders that it stands in.
    fn collect(&mut self, root: &Path, folder: &Path, above: &[PathBuf]) -> Result<(), AppError> {
        let fail = |path: &Path| {
            let path: PathBuf = path.to_owned();
            move |error| AppError::File { path, error }
        };
        let own = folder.canonicalize().map_err(fail(folder))?;
        if above.contains(&own) {
            self.unread.push(Fault::folder_ring(&within(root, folder)));
            return Ok(());
        }
        let above = [above, &[own]].concat();
        let mut is_empty = true;
        for entry in std::fs::read_dir(folder).map_err(fail(folder))? {
            let path = entry.map_err(fail(folder))?.path();
            is_empty = false;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() && !name.starts_with('.') {
                self.collect(root, &path, &above)?;
            } else if path.extension().is_some_and(|ending| ending == "toml") {
                let bytes = std::fs::read(&path).map_err(fail(&path))?;
                let path = within(root, &path);
                match String::from_utf8(bytes) {
                    Ok(text) => self.files.push(SourceFile { path, text }),
                    Err(error) => self.unread.push(Fault::not_utf8(&path, error.as_bytes())),
                }
            }
        }
        if is_empty && folder != root {
            self.unread
                .extend(Fault::empty_folder(&within(root, folder)));
        }
        Ok(())
    }
}

/// The path from the folder of packs on.
fn within(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}
