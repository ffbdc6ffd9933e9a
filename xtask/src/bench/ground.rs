//! What benches stand on: the release build, a made-up city's files, an authority with all of them.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Size;
use super::row::Limit;
use crate::shell;

/// The register that the figures are about: the longest.
pub const LONGEST: &str = "pupil";

/// Where benches work, and with what.
pub struct Ground {
    size: Size,
    folder: PathBuf,
    program: PathBuf,
}

/// A file that a register takes.
#[derive(Debug, Clone)]
pub struct CityFile {
    /// The register.
    pub register: String,
    /// The file.
    pub path: PathBuf,
}

impl Ground {
    /// Builds the program for production, unless one is given, and makes room for the files.
    pub fn prepare(size: Size, program: Option<&Path>) -> Result<Self> {
        let program = match program {
            Some(program) => fs::canonicalize(program)
                .with_context(|| format!("no program at {}", program.display()))?,
            None => built()?,
        };
        let folder = shell::target().join("bench").join(size.word());
        fs::create_dir_all(&folder)?;
        Ok(Self {
            size,
            folder,
            program,
        })
    }

    /// The folder for files of this run.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// An empty folder of this name.
    pub fn fresh(&self, name: &str) -> Result<PathBuf> {
        let folder = self.folder.join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// A command of the program, with messages in English.
    pub fn jixia(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(["--lang", "en"])
            .args(arguments)
            .current_dir(&self.folder);
        command
    }

    /// The limits where they are meant to hold; at a smaller size a figure proves nothing.
    pub fn limits(&self, limits: &[Limit]) -> Vec<Limit> {
        match self.size {
            Size::Metropolis => limits.to_vec(),
            Size::Town | Size::City => Vec::new(),
        }
    }

    /// The files of the made-up city on its last counting day, in the order of their import.
    pub fn city_files(&self) -> Result<Vec<CityFile>> {
        let folder = self.folder.join("files");
        let list = folder.join("list");
        if !self.is_newer_than_program(&list) {
            let folder = self.fresh("files")?;
            let mut make = self.jixia(&["demo", "--size", self.size.word(), "--files"]);
            let written = shell::quietly(make.arg(&folder))?;
            fs::write(&list, written)?;
        }
        let list = fs::read_to_string(&list)?;
        let paths = list
            .lines()
            .map(str::trim)
            .filter(|line| line.ends_with(".csv"));
        let files: Vec<CityFile> = paths
            .map(|path| CityFile {
                register: register_of(Path::new(path)),
                path: self.folder.join(path),
            })
            .collect();
        if !files.iter().any(|file| file.register == LONGEST) {
            bail!("`jixia demo --files` did not name a file of the register `{LONGEST}`");
        }
        Ok(files)
    }

    /// The file of the longest register, and those that must come in before it.
    pub fn longest(&self) -> Result<(CityFile, Vec<CityFile>)> {
        let mut before = self.city_files()?;
        let at = before.iter().position(|file| file.register == LONGEST);
        let longest = at.map(|at| before.split_off(at).swap_remove(0));
        Ok((
            longest.with_context(|| format!("no file of `{LONGEST}`"))?,
            before,
        ))
    }

    /// Data of an authority that holds the whole city; kept until the program changes.
    pub fn authority(&self) -> Result<PathBuf> {
        let data = self.folder.join("authority");
        let done = data.join("bench-done");
        if !self.is_newer_than_program(&done) {
            let data = self.fresh("authority")?;
            for file in self.city_files()? {
                shell::quietly(&mut self.import(&file, &data, None))?;
            }
            fs::write(&done, "")?;
        }
        Ok(data)
    }

    /// The command that imports a file.
    pub fn import(&self, file: &CityFile, data: &Path, database: Option<&str>) -> Command {
        let mut command = self.jixia(&["import", &file.register]);
        command.arg(&file.path).arg("--data").arg(data);
        if let Some(url) = database {
            command.args(["--database", url]);
        }
        command
    }

    fn is_newer_than_program(&self, path: &Path) -> bool {
        let changed = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).ok();
        matches!((changed(path), changed(&self.program)), (Some(a), Some(b)) if a > b)
    }
}

fn built() -> Result<PathBuf> {
    if !shell::passes(shell::cargo().args(["build", "--release", "--package", "jixia"]))? {
        bail!("the release build failed");
    }
    Ok(shell::target().join("release/jixia"))
}

/// `class` for `03-class.csv`.
fn register_of(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    stem.trim_start_matches(|c: char| c.is_ascii_digit())
        .trim_start_matches(['-', '_'])
        .to_owned()
}

/// Rows of a CSV file without its header; fields of the city hold no line breaks.
pub fn rows(path: &Path) -> Result<usize> {
    let lines = BufReader::new(File::open(path)?).split(b'\n').count();
    Ok(lines.saturating_sub(1))
}

/// Writes the header and the first rows of a CSV file to another.
pub fn head(from: &Path, rows: usize, to: &Path) -> Result<()> {
    let mut out = BufWriter::new(File::create(to)?);
    for line in BufReader::new(File::open(from)?)
        .split(b'\n')
        .take(rows + 1)
    {
        out.write_all(&line?)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_names_its_register() {
        for (path, register) in [
            ("a/03-class.csv", "class"),
            ("pupil.csv", "pupil"),
            ("10_enrolment_event.csv", "enrolment_event"),
        ] {
            assert_eq!(register_of(Path::new(path)), register);
        }
    }
}
