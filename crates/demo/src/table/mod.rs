//! The city's registers as an office would hand them in: one table a register, with Chinese
//! headers, as it stood on a day.

mod building;
mod burden;
mod organisation;
mod people;
mod rooms;
pub(crate) mod sheet;
pub(crate) mod sheet_file;
mod staff;

use std::io::{self, Write};

use jixia_terms::Day;

use crate::city::staff::Staff;
use crate::city::works::{self, Project};
use crate::city::world::World;
use sheet::Sheet;

/// The city as a writer of tables sees it.
pub(crate) struct View<'a> {
    pub(crate) world: &'a World,
    pub(crate) staff: &'a Staff,
    pub(crate) projects: Vec<Project>,
    /// Whose rows stand in tables of pupils.
    pub(crate) scope: Scope,
}

/// Which pupils and which of their events a table holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Scope {
    /// All who are on the roll, with all their events: what an office starts with.
    OnRoll,
    /// All who are on the roll or left it after a day, and the events from a running number on:
    /// what an office hands in the next time.
    Since { left: Day, event: usize },
    /// Only those to whom something happened from that event on: what an office hands in between
    /// counting days.
    Moved { event: usize },
}

/// Registers in the order in which their references need them.
pub(crate) const REGISTERS: [&str; 24] = [
    "unit",
    "school",
    "unit_event",
    "academic_year",
    "term",
    "teacher",
    "teacher_subject",
    "teacher_qualification",
    "class",
    "pupil",
    "guardian",
    "enrolment_event",
    "rotation",
    "room",
    "equipment",
    "age_population",
    "school_group",
    "building_project",
    "facility_upgrade",
    "dropout_case",
    "school_day",
    "after_school",
    "homework_report",
    "training_institution",
];

impl<'a> View<'a> {
    /// The city and its staff, seen with this scope.
    pub(crate) fn new(world: &'a World, staff: &'a Staff, scope: Scope) -> Self {
        Self {
            world,
            staff,
            projects: works::projects(world),
            scope,
        }
    }
}

impl View<'_> {
    /// Writes the table of a register as CSV with a header line; gives the number of rows under it.
    pub(crate) fn write(&self, register: &str, out: &mut dyn Write) -> io::Result<u64> {
        let mut sheet = Sheet::new(out);
        match register {
            "unit" => self.units(&mut sheet),
            "school" => self.schools(&mut sheet),
            "unit_event" => self.unit_events(&mut sheet),
            "academic_year" => self.academic_years(&mut sheet),
            "term" => self.terms(&mut sheet),
            "teacher" => self.teachers(&mut sheet),
            "teacher_subject" => self.teacher_subjects(&mut sheet),
            "teacher_qualification" => self.teacher_qualifications(&mut sheet),
            "class" => self.classes(&mut sheet),
            "pupil" => self.pupils(&mut sheet),
            "guardian" => self.guardians(&mut sheet),
            "enrolment_event" => self.enrolment_events(&mut sheet),
            "rotation" => self.rotations(&mut sheet),
            "room" => self.rooms(&mut sheet),
            "equipment" => self.equipment(&mut sheet),
            "age_population" => self.age_population(&mut sheet),
            "school_group" => self.school_groups(&mut sheet),
            "building_project" => self.building_projects(&mut sheet),
            "facility_upgrade" => self.facility_upgrades(&mut sheet),
            "dropout_case" => self.dropout_cases(&mut sheet),
            "school_day" => self.school_days(&mut sheet),
            "after_school" => self.after_school(&mut sheet),
            "homework_report" => self.homework_reports(&mut sheet),
            "training_institution" => self.training_institutions(&mut sheet),
            _ => {}
        }
        sheet.finish()
    }
}
