//! What the offices of the city hand in, and when: whole registers on four counting days, changes in between.

use jixia_terms::Day;

use crate::Size;
use crate::city::day;
use crate::city::person::first_day;
use crate::city::staff::Staff;
use crate::city::world::{FIRST_YEAR, World};
use crate::table::{REGISTERS, Scope, View};

/// Days between counting days on which changes are handed in and a snapshot is taken.
const BETWEEN: [(i16, i8, i8); 3] = [(2026, 3, 1), (2026, 10, 1), (2026, 11, 1)];

/// Registers in which dated things change between counting days.
const DATED: [&str; 8] = [
    "unit",
    "school",
    "unit_event",
    "school_group",
    "building_project",
    "facility_upgrade",
    "dropout_case",
    "homework_report",
];

/// Registers of which each file is a part: nobody who left, no earlier event, no older report is taken back.
const PARTS: [&str; 5] = ["class", "pupil", "guardian", "enrolment_event", "homework_report"];

/// One register handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Handed {
    pub(crate) register: &'static str,
    /// Whether the file is a part of the register.
    pub(crate) part: bool,
}

/// The city on one day, and what is handed in on it.
pub(crate) struct History {
    pub(crate) world: World,
    pub(crate) staff: Staff,
    /// Days still to come.
    ahead: Vec<Day>,
    /// The last counting day, and the first event after it.
    left: Day,
    event: usize,
    scope: Scope,
}

impl History {
    /// The city before the first day.
    pub(crate) fn new(size: Size, seed: u64) -> Self {
        let world = World::new(size, seed);
        let staff = Staff::new(&world);
        let mut ahead: Vec<Day> = (FIRST_YEAR..=2026).map(first_day).collect();
        ahead.extend(BETWEEN.map(|(year, month, of)| day(year, month, of)));
        ahead.sort_unstable_by(|a, b| b.cmp(a));
        Self { world, staff, ahead, left: Day::EARLIEST, event: 0, scope: Scope::OnRoll }
    }

    /// Goes on to the next day; gives it with what is handed in.
    pub(crate) fn go_on(&mut self) -> Option<(Day, Vec<Handed>)> {
        let today = self.ahead.pop()?;
        let counting = today.month() == 9;
        self.event = if today == first_day(FIRST_YEAR) { 0 } else { self.world.events.len() };
        if counting && today > first_day(FIRST_YEAR) {
            self.world.advance();
            self.staff.advance(&self.world);
        } else if today.month() > 9 {
            self.world.advance_to(today);
        } else {
            self.world.look_at(today);
        }
        let part = |register: &str| PARTS.contains(&register);
        let handed = |register: &'static str| Handed { register, part: part(register) };
        let list = if counting {
            self.scope = Scope::Since { left: self.left, event: self.event };
            self.left = today;
            REGISTERS.into_iter().map(handed).collect()
        } else {
            self.scope = Scope::Moved { event: self.event };
            let people = ["pupil", "enrolment_event"].into_iter().filter(|_| self.world.events.len() > self.event);
            DATED.into_iter().chain(people).map(handed).collect()
        };
        Some((today, list))
    }

    /// The registers as they are handed in today.
    pub(crate) fn view(&self) -> View<'_> {
        View::new(&self.world, &self.staff, self.scope)
    }
}
