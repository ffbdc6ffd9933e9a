//! The small file with which a newcomer mends the late target: pupils put into the class where they
//! really sit.

use std::io;

use crate::Size;
use crate::history::History;
use crate::table::sheet::Sheet;

/// A small import of corrected rows, and what it does to the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Register into which it goes, as a part.
    pub register: &'static str,
    /// Name of its file.
    pub file_name: String,
    /// The rows, as CSV.
    pub csv: String,
    /// Object of the plan's target that it mends.
    pub target: &'static str,
    /// Indicator to which the target is linked.
    pub indicator: &'static str,
    /// The school whose classes it puts right.
    pub school: String,
    /// Status before, as `jixia plan status` names it.
    pub from: &'static str,
    /// Status after the import and a new snapshot.
    pub to: &'static str,
}

/// The correction that fits the last day of a city of this size and seed.
pub fn correction(size: Size, seed: u64) -> io::Result<Correction> {
    let mut history = History::new(size, seed);
    while history.go_on().is_some() {}
    of(&history)
}

/// The correction that fits the day of a history.
pub(crate) fn of(history: &History) -> io::Result<Correction> {
    let (school, moves) = history.world.correction().unwrap_or_default();
    let pairs: Vec<(u32, u32)> = moves.iter().map(|moved| (moved.pupil, moved.to)).collect();
    let mut bytes = Vec::new();
    let mut sheet = Sheet::new(&mut bytes);
    history.view().pupils_in(&mut sheet, &pairs);
    sheet.finish()?;
    let school = history
        .world
        .schools
        .get(school)
        .map(|school| school.name.clone())
        .unwrap_or_default();
    Ok(Correction {
        register: "pupil",
        file_name: format!("更正-{school}五年级分班.csv"),
        csv: String::from_utf8_lossy(&bytes).into_owned(),
        target: "56人以上大班额",
        indicator: "large_classes",
        school,
        from: "late",
        to: "met",
    })
}
