//! Building: what is to open when and where, what has opened, what is late in the new district.

use jixia_terms::Day;

use super::day;
use super::layout::DistrictKind;
use super::school::Kind;
use super::world::World;
use crate::dice::mix;
use crate::names;
use crate::size::Size;

/// Nature of a building project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nature {
    New,
    Extend,
    Rebuild,
}

impl Nature {
    /// Its name in registers.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::New => "新建",
            Self::Extend => "扩建",
            Self::Rebuild => "改建",
        }
    }
}

/// One line of the building programme: so many projects alike.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) year: i16,
    /// Month and day on which they open; none while they are not finished on the last day shown.
    pub(crate) opens: Option<(i8, i8)>,
    /// Month and day on which they were to open.
    pub(crate) planned: (i8, i8),
    pub(crate) nature: Nature,
    pub(crate) kind: Kind,
    /// Projects in a town, and in a city; a metropolis has five times those of a city.
    number: (usize, usize),
    /// Places of each in a town, and elsewhere.
    places: (u32, u32),
}

impl Work {
    pub(crate) fn number(&self, size: Size) -> usize {
        match size {
            Size::Town => self.number.0,
            Size::City => self.number.1,
            Size::Metropolis => self.number.1 * 5,
        }
    }

    pub(crate) fn places(&self, size: Size) -> u32 {
        if size == Size::Town {
            self.places.0
        } else {
            self.places.1
        }
    }
}

type Line = (
    i16,
    Option<(i8, i8)>,
    (i8, i8),
    Nature,
    Kind,
    (usize, usize),
    (u32, u32),
);

#[rustfmt::skip]
const LINES: [Line; 29] = {
    use Kind::{Junior, Kindergarten, NineYear, Primary, Senior};
    use Nature::{Extend, New, Rebuild};
    [
        (2024, Some((9, 1)), (8, 31), New, Kindergarten, (1, 3), (90, 270)),
        (2024, Some((9, 1)), (8, 31), New, Primary, (0, 1), (270, 1_080)),
        (2024, Some((9, 1)), (8, 31), New, NineYear, (0, 1), (360, 1_620)),
        (2024, Some((8, 20)), (8, 31), Extend, Primary, (1, 3), (90, 540)),
        (2024, Some((12, 10)), (8, 31), Rebuild, Junior, (0, 1), (90, 450)),
        (2025, Some((9, 1)), (8, 31), New, Kindergarten, (1, 3), (90, 270)),
        (2025, Some((9, 1)), (8, 31), New, Primary, (0, 2), (270, 1_080)),
        (2025, Some((9, 1)), (8, 31), New, Junior, (0, 1), (270, 900)),
        (2025, Some((8, 18)), (8, 31), Extend, Primary, (1, 3), (90, 540)),
        (2025, Some((10, 20)), (8, 31), Extend, Senior, (0, 1), (90, 600)),
        (2025, Some((4, 15)), (3, 31), Rebuild, Kindergarten, (0, 2), (30, 90)),
        (2026, Some((3, 1)), (2, 28), New, Kindergarten, (0, 1), (90, 270)),
        (2026, Some((4, 20)), (4, 30), Extend, Kindergarten, (1, 2), (30, 90)),
        (2026, Some((5, 18)), (5, 31), Extend, Primary, (0, 1), (90, 540)),
        (2026, Some((8, 20)), (8, 31), Extend, Primary, (1, 2), (135, 540)),
        (2026, Some((8, 25)), (8, 31), Rebuild, Junior, (1, 1), (100, 450)),
        (2026, Some((9, 1)), (8, 31), New, Kindergarten, (1, 2), (90, 270)),
        (2026, Some((9, 1)), (8, 31), New, Primary, (0, 1), (270, 1_080)),
        (2026, Some((9, 1)), (8, 31), New, NineYear, (0, 1), (360, 1_620)),
        (2026, Some((9, 1)), (8, 31), New, Junior, (0, 1), (270, 900)),
        (2026, Some((9, 1)), (8, 31), Extend, Senior, (1, 1), (60, 600)),
        (2026, Some((10, 8)), (9, 30), New, Kindergarten, (0, 1), (90, 270)),
        // Not finished: the shortage of the new district.
        (2026, None, (8, 31), New, Primary, (1, 1), (270, 1_440)),
        (2026, None, (9, 30), New, NineYear, (0, 1), (360, 2_160)),
        (2026, None, (9, 30), Extend, Primary, (0, 1), (90, 540)),
        (2026, None, (10, 20), Extend, Junior, (0, 1), (90, 450)),
        (2026, None, (10, 31), New, Kindergarten, (0, 1), (90, 270)),
        (2026, None, (12, 20), New, Kindergarten, (1, 1), (90, 270)),
        (2027, None, (8, 31), New, Junior, (1, 2), (270, 1_200)),
    ]
};

/// The building programme, line by line.
pub(crate) fn programme() -> impl Iterator<Item = Work> {
    LINES.into_iter().map(
        |(year, opens, planned, nature, kind, number, places)| Work {
            year,
            opens,
            planned,
            nature,
            kind,
            number,
            places,
        },
    )
}

/// One building project.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) district: usize,
    pub(crate) school: Option<usize>,
    pub(crate) nature: Nature,
    pub(crate) kind: Kind,
    pub(crate) places: u32,
    pub(crate) started: Day,
    pub(crate) planned: Day,
    pub(crate) opened: Option<Day>,
}

/// All building projects of the years shown, in the order of the programme.
pub(crate) fn projects(world: &World) -> Vec<Project> {
    let new = world.new_district();
    let mut projects = Vec::new();
    for (line, work) in programme().enumerate() {
        for n in 0..work.number(world.size) {
            let school = match (work.nature, work.opens) {
                (Nature::New, Some(_)) => {
                    let mut opened = world
                        .schools
                        .iter()
                        .enumerate()
                        .filter(|(_, school)| school.work == Some(line));
                    opened.nth(n).map(|(index, _)| index)
                }
                (Nature::New, None) => None,
                _ => extended(world, &work, line, n),
            };
            let district = school
                .and_then(|index| world.schools.get(index))
                .map_or(new, |school| school.district);
            let number = projects.len() + 1;
            let name = match school.and_then(|index| world.schools.get(index)) {
                Some(school) => format!("{}{}工程", school.name, work.nature.label()),
                None => format!(
                    "东港新区{}{}新建工程",
                    names::place(number * 11 + 3),
                    work.kind.label()
                ),
            };
            let planned = day(work.year, work.planned.0, work.planned.1);
            let months = if work.nature == Nature::New { 540 } else { 260 };
            projects.push(Project {
                code: format!("LZ{}{number:04}", work.year),
                name,
                district,
                school,
                nature: work.nature,
                kind: work.kind,
                places: work.places(world.size),
                started: planned.plus_days(-months - (number as i32 * 13) % 90),
                planned,
                opened: work.opens.map(|(month, of)| day(work.year, month, of)),
            });
        }
    }
    projects
}

/// An older school of the kind to extend: every second one in the new district, where there is one.
fn extended(world: &World, work: &Work, line: usize, n: usize) -> Option<usize> {
    let new = world.new_district();
    let schools = world.schools.iter().enumerate();
    let fits: Vec<usize> = schools
        .filter(|(_, s)| {
            s.kind == work.kind && s.work.is_none() && s.campus_of.is_none() && s.is_public()
        })
        .map(|(index, _)| index)
        .collect();
    let inside: Vec<usize> = fits
        .iter()
        .copied()
        .filter(|index| {
            world
                .schools
                .get(*index)
                .is_some_and(|school| school.district == new)
        })
        .collect();
    let from = if n.is_multiple_of(2) && !inside.is_empty() {
        &inside
    } else {
        &fits
    };
    let turn = mix(world.seed ^ line as u64, n as u64 / 2) as usize;
    from.get((turn + n) % from.len().max(1)).copied()
}

/// A facility of a school that is improved.
#[derive(Debug, Clone)]
pub(crate) struct Upgrade {
    pub(crate) code: String,
    pub(crate) school: usize,
    pub(crate) facility: &'static str,
    pub(crate) number: u32,
    pub(crate) area: u32,
    pub(crate) started: Day,
    pub(crate) planned: Day,
    pub(crate) finished: Option<Day>,
}

/// Facility, number in a town and in a city, rural only, days by which work runs late.
const UPGRADES: [(&str, usize, usize, bool, i32); 7] = [
    ("供暖系统", 1, 12, true, 0),
    ("专用室", 2, 20, false, 0),
    ("抗震加固", 1, 5, false, 20),
    ("消防改造", 1, 5, false, -10),
    ("运动场地", 2, 10, false, 15),
    ("教师周转公寓", 1, 4, true, 45),
    ("食堂", 1, 6, false, 0),
];

/// Facilities improved in the three calendar years to the last one shown.
pub(crate) fn upgrades(world: &World) -> Vec<Upgrade> {
    let mut upgrades = Vec::new();
    for year in 2024..=2026 {
        for (kind, (facility, town, city, rural, late)) in UPGRADES.into_iter().enumerate() {
            let number = match world.size {
                Size::Town => town,
                Size::City => city,
                Size::Metropolis => city * 5,
            };
            let fits: Vec<usize> = (0..world.schools.len())
                .filter(|index| fits_upgrade(world, *index, rural))
                .collect();
            let from = mix(world.seed ^ kind as u64, year as u64) as usize;
            for n in 0..number {
                let Some(school) = fits.get((from + n * 37) % fits.len().max(1)).copied() else {
                    continue;
                };
                let planned =
                    day(year, 8, 31).plus_days(if n % 3 == 2 { 75 } else { -(n as i32 * 7 % 60) });
                let finished = planned.plus_days(late + (n as i32 * 17) % 23 - 12);
                let flats = facility == "教师周转公寓";
                upgrades.push(Upgrade {
                    code: format!("GZ{year}{:04}", upgrades.len() + 1),
                    school,
                    facility,
                    number: if flats {
                        18 + n as u32 % 4 * 6
                    } else {
                        1 + n as u32 % 2
                    },
                    area: if flats {
                        (18 + n as u32 % 4 * 6) * 42
                    } else {
                        240 + n as u32 % 7 * 130
                    },
                    started: planned.plus_days(-150),
                    planned,
                    finished: Some(finished),
                });
            }
        }
    }
    upgrades
}

fn fits_upgrade(world: &World, index: usize, rural: bool) -> bool {
    let Some(school) = world.schools.get(index) else {
        return false;
    };
    let country = world
        .layout
        .districts
        .get(school.district)
        .is_some_and(|d| d.kind == DistrictKind::Rural);
    matches!(school.kind, Kind::Primary | Kind::Junior | Kind::NineYear)
        && school.is_public()
        && school.work.is_none()
        && (!rural || country)
}
