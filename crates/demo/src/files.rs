//! The import files of the last counting day: one CSV a register.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use crate::Size;
use crate::city::staff::Staff;
use crate::city::world::{LAST_YEAR, World};
use crate::table::{REGISTERS, Scope, View};

/// Writes the registers as they stood on 1 September 2026, `school.csv`, `pupil.csv` and so on,
/// into a folder, which is made if need be; gives the files in the order in which they can be
/// imported.
pub fn write_files(size: Size, seed: u64, dir: &Path) -> io::Result<Vec<PathBuf>> {
    fs::create_dir_all(dir)?;
    let mut world = World::new(size, seed);
    let mut staff = Staff::new(&world);
    while world.year < LAST_YEAR {
        world.advance();
        staff.advance(&world);
    }
    let view = View::new(&world, &staff, Scope::OnRoll);
    let mut files = Vec::new();
    for register in REGISTERS {
        let path = dir.join(format!("{register}.csv"));
        let mut out = BufWriter::new(File::create(&path)?);
        view.write(register, &mut out)?;
        files.push(path);
    }
    Ok(files)
}
