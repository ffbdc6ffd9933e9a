//! What the offices of the city hand in, and when: whole registers on four counting days, changes
//! in between.

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

/// Registers of which each file is a part: nobody who left, no earlier event, no older report is
/// taken back.
const PARTS: [&str; 5] = [
    "class",
    "pupil",
    "guardian",
    "enrolment_event",
    "homework_report",
];

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
        // In a town hardly anything happens from one month to the next.
        let between = BETWEEN
            .into_iter()
            .filter(|(_, month, _)| size != Size::Town || *month != 10);
        ahead.extend(between.map(|(year, month, of)| day(year, month, of)));
        ahead.sort_unstable_by(|a, b| b.cmp(a));
        Self {
            world,
            staff,
            ahead,
            left: Day::EARLIEST,
            event: 0,
            scope: Scope::OnRoll,
        }
    }

    /// Goes on to the next day; gives it with what is handed in.
    pub(crate) fn go_on(&mut self) -> Option<(Day, Vec<Handed>)> {
        let today = self.ahead.pop()?;
        let counting = today.month() == 9;
        self.event = if today == first_day(FIRST_YEAR) {
            0
        } else {
            self.world.events.len()
        };
        if counting && today > first_day(FIRST_YEAR) {
            self.world.advance();
            self.staff.advance(&self.world);
        } else if today.month() > 9 {
            self.world.advance_to(today);
        } else {
            self.world.look_at(today);
        }
        let part = |register: &str| PARTS.contains(&register);
        let handed = |register: &'static str| Handed {
            register,
            part: part(register),
        };
        let list = if counting {
            self.scope = Scope::Since {
                left: self.left,
                event: self.event,
            };
            self.left = today;
            REGISTERS.into_iter().map(handed).collect()
        } else {
            self.scope = Scope::Moved { event: self.event };
            let people = ["pupil", "enrolment_event"]
                .into_iter()
                .filter(|_| self.world.events.len() > self.event);
            DATED.into_iter().chain(people).map(handed).collect()
        };
        Some((today, list))
    }

    /// The registers as they are handed in today.
    pub(crate) fn view(&self) -> View<'_> {
        View::new(&self.world, &self.staff, self.scope)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;
    use crate::city::Stage;
    use crate::city::person::{Act, Status};

    /// Stage and grade of everybody on the roll.
    fn grades(world: &World) -> HashMap<u32, (Stage, u8)> {
        let on_roll = world
            .pupils
            .iter()
            .enumerate()
            .filter(|(_, pupil)| pupil.is_on_roll());
        on_roll
            .map(|(index, pupil)| {
                let class = &world.classes[pupil.class as usize];
                (index as u32, (class.stage, class.grade(world.year)))
            })
            .collect()
    }

    fn goes_on(from: (Stage, u8), to: (Stage, u8)) -> bool {
        use Stage::{Junior, Kindergarten, Primary, Senior, Vocational};
        match to {
            (stage, grade) if stage == from.0 => grade == from.1 + 1,
            (Primary, 1) => from == (Kindergarten, 3),
            (Junior, 1) => from == (Primary, 6),
            (Senior | Vocational, 1) => from == (Junior, 3),
            _ => false,
        }
    }

    #[test]
    fn nobody_jumps_a_grade_or_is_lost_without_an_event() {
        let mut history = History::new(Size::Town, 5);
        let mut before: HashMap<u32, (Stage, u8)> = HashMap::new();
        while let Some((today, _)) = history.go_on() {
            if today.month() != 9 {
                continue;
            }
            let now = grades(&history.world);
            let acts = |pupil: u32| {
                history.world.events[history.event..]
                    .iter()
                    .filter(move |event| event.pupil == pupil)
                    .map(|event| event.act)
            };
            for (pupil, from) in &before {
                match now.get(pupil) {
                    Some(to) => assert!(goes_on(*from, *to), "{pupil} from {from:?} to {to:?}"),
                    None => assert!(
                        acts(*pupil).any(|act| matches!(
                            act,
                            Act::Graduate | Act::TransferOut | Act::Leave
                        )),
                        "{pupil} lost from {from:?} on {today}"
                    ),
                }
            }
            for pupil in now.keys().filter(|pupil| !before.contains_key(pupil)) {
                assert!(
                    acts(*pupil).any(|act| matches!(act, Act::Enter | Act::TransferIn)),
                    "{pupil} from nowhere"
                );
            }
            before = now;
        }
    }

    #[test]
    fn the_roll_follows_from_the_events() {
        let mut history = History::new(Size::Town, 5);
        while history.go_on().is_some() {}
        let world = &history.world;
        let mut last: HashMap<u32, (Day, Act, u32)> = HashMap::new();
        for event in &world.events {
            let newer = last
                .get(&event.pupil)
                .is_none_or(|(on, ..)| *on <= event.on);
            assert!(newer, "an event of {} comes after a later one", event.pupil);
            last.insert(event.pupil, (event.on, event.act, event.school));
        }
        for (index, pupil) in world.pupils.iter().enumerate() {
            let (_, act, school) = last[&(index as u32)];
            let status = match act {
                Act::Enter | Act::TransferIn | Act::Return => Status::Enrolled,
                Act::Suspend => Status::Suspended,
                Act::TransferOut => Status::Transferred,
                Act::Leave => Status::Left,
                Act::Graduate => Status::Graduated,
            };
            assert_eq!(
                (pupil.status, world.classes[pupil.class as usize].school),
                (status, school),
                "{index}"
            );
        }
    }

    /// Columns that name a node, and those that name a pupil, a class or a teacher.
    const NAMES: [(&str, &[&str]); 4] = [
        (
            "node",
            &[
                "学校",
                "办理学校",
                "派出学校",
                "接收学校",
                "责任单位",
                "学校或单位",
                "牵头学校",
                "主管单位",
                "教育集团",
                "变更机构",
                "新上级机构",
                "承继机构",
                "地区",
                "审批单位",
                "上级机构",
            ],
        ),
        ("pupil", &["学生"]),
        ("class", &["班级"]),
        ("teacher", &["班主任", "教师"]),
    ];

    #[test]
    fn what_is_handed_in_names_only_what_is_known_by_then() {
        for (size, seed) in [(Size::Town, 1), (Size::Town, 2), (Size::City, 1)] {
            let mut history = History::new(size, seed);
            let mut known: HashMap<&str, HashSet<String>> = HashMap::new();
            while let Some((today, handed)) = history.go_on() {
                for Handed { register, .. } in handed {
                    let mut bytes = Vec::new();
                    history.view().write(register, &mut bytes).unwrap();
                    let mut reader = csv::Reader::from_reader(bytes.as_slice());
                    let head: Vec<String> = reader
                        .headers()
                        .unwrap()
                        .iter()
                        .map(str::to_owned)
                        .collect();
                    let rows: Vec<csv::StringRecord> =
                        reader.records().map(Result::unwrap).collect();
                    let kind = if register == "unit" || register == "school" {
                        "node"
                    } else {
                        register
                    };
                    known
                        .entry(kind)
                        .or_default()
                        .extend(rows.iter().map(|row| row[0].to_owned()));
                    for (kind, names) in NAMES {
                        let columns = head
                            .iter()
                            .enumerate()
                            .filter(|(_, label)| names.contains(&label.as_str()));
                        for (column, label) in columns {
                            let lost = rows
                                .iter()
                                .map(|row| &row[column])
                                .find(|cell| !cell.is_empty() && !known[kind].contains(*cell));
                            assert_eq!(lost, None, "{size} {today} {register} {label}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn the_correction_ends_every_large_class() {
        for size in [Size::Town, Size::City] {
            let mut history = History::new(size, crate::DEFAULT_SEED);
            while history.go_on().is_some() {}
            let world = &history.world;
            let large = |rolls: &HashMap<u32, u16>| {
                let compulsory = |class: u32| {
                    matches!(
                        world.classes[class as usize].stage,
                        Stage::Primary | Stage::Junior
                    )
                };
                rolls
                    .iter()
                    .filter(|(class, roll)| compulsory(**class) && **roll >= 56)
                    .count()
            };
            let mut rolls: HashMap<u32, u16> = HashMap::new();
            for pupil in world
                .pupils
                .iter()
                .filter(|pupil| pupil.status == Status::Enrolled)
            {
                *rolls.entry(pupil.class).or_default() += 1;
            }
            assert_eq!(large(&rolls), if size == Size::Town { 1 } else { 3 });
            let (_, moves) = world.correction().unwrap();
            assert!((5..=40).contains(&moves.len()), "{} rows", moves.len());
            for moved in moves {
                *rolls
                    .get_mut(&world.pupils[moved.pupil as usize].class)
                    .unwrap() -= 1;
                *rolls.get_mut(&moved.to).unwrap() += 1;
            }
            assert_eq!(large(&rolls), 0);
        }
    }
}
