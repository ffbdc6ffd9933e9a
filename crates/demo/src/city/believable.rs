//! The city must be believable in every number: bands that a knowing reader would expect, checked
//! on a city and a metropolis.

use super::layout::DistrictKind;
use super::person::first_day;
use super::school::{Kind, Operator};
use super::staff::{Post, Staff, Work};
use super::world::{LAST_YEAR, World};
use super::{Stage, births};
use crate::Size;

struct Sizes {
    rolls: Vec<u16>,
}

impl Sizes {
    fn of(world: &World, stage: Stage) -> Self {
        let classes = world
            .running
            .iter()
            .flatten()
            .map(|class| &world.classes[*class as usize]);
        Self {
            rolls: classes
                .filter(|class| class.stage == stage)
                .map(|class| class.roll)
                .collect(),
        }
    }

    fn from(&self, roll: u16) -> usize {
        self.rolls.iter().filter(|other| **other >= roll).count()
    }

    fn mean(&self) -> f64 {
        self.rolls.iter().map(|roll| f64::from(*roll)).sum::<f64>() / self.rolls.len() as f64
    }
}

/// Pupils of each grade of a stage.
fn grades(world: &World, stage: Stage) -> Vec<u32> {
    let mut grades = vec![0; usize::from(stage.years())];
    for class in world
        .running
        .iter()
        .flatten()
        .map(|class| &world.classes[*class as usize])
    {
        if class.stage == stage {
            grades[usize::from(class.grade(world.year)) - 1] += u32::from(class.roll);
        }
    }
    grades
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[test]
fn births_fall_and_the_peak_passes_through_primary() {
    let mut world = World::new(Size::City, 1);
    let mut intake = Vec::new();
    loop {
        intake.push(grades(&world, Stage::Kindergarten)[0]);
        if world.year == LAST_YEAR {
            break;
        }
        world.advance();
    }
    assert!(
        intake.windows(2).all(|pair| pair[1] < pair[0]),
        "kindergarten intake {intake:?}"
    );
    assert!(f64::from(intake[3]) < f64::from(intake[0]) * 0.8);
    let primary = grades(&world, Stage::Primary);
    let peak = primary.iter().max().unwrap();
    assert!(*peak == primary[3] || *peak == primary[4], "{primary:?}");
    assert!(f64::from(primary[0]) < f64::from(*peak) * 0.8);
}

#[test]
fn sizes_are_as_named() {
    for size in Size::ALL {
        let mut world = World::new(size, 3);
        while world.year < LAST_YEAR {
            world.advance();
        }
        let on_roll = world
            .pupils
            .iter()
            .filter(|pupil| pupil.is_on_roll())
            .count();
        let ratio = on_roll as f64 / f64::from(size.pupils());
        assert!((0.99..1.03).contains(&ratio), "{size}: {on_roll}");
        if size == Size::Metropolis {
            let schools = world
                .schools
                .iter()
                .filter(|school| school.is_open(world.today))
                .count();
            assert!((2_700..3_300).contains(&schools), "{schools}");
            let staff = Staff::new(&world);
            let teachers = staff
                .teachers
                .iter()
                .filter(|t| t.post == Post::Teacher)
                .count();
            assert!((55_000..75_000).contains(&teachers), "{teachers}");
        }
    }
}

#[test]
fn large_classes_leave_until_the_crowded_grade_of_the_last_year() {
    let mut world = World::new(Size::City, 1);
    let mut large = Vec::new();
    let mut huge = Vec::new();
    loop {
        let (primary, junior) = (
            Sizes::of(&world, Stage::Primary),
            Sizes::of(&world, Stage::Junior),
        );
        large.push(primary.from(56) + junior.from(56));
        huge.push(primary.from(66) + junior.from(66));
        assert!((30.0..42.0).contains(&primary.mean()) && (38.0..48.0).contains(&junior.mean()));
        let over_45 = share(primary.from(46), primary.rolls.len());
        assert!((0.05..0.30).contains(&over_45), "{over_45}");
        if world.year == LAST_YEAR {
            break;
        }
        world.advance();
    }
    assert!(
        large[0] > 100 && large[1] > 40 && large[1] < large[0],
        "{large:?}"
    );
    assert_eq!((large[2], large[3]), (0, 3), "{large:?}");
    assert!(
        huge[0] > 0 && huge[0] < 20 && huge[1..] == [0, 0, 0],
        "{huge:?}"
    );
}

#[test]
fn the_new_district_grows_and_migrants_come() {
    let mut world = World::new(Size::City, 1);
    let roll = |world: &World, kind: DistrictKind| -> u32 {
        let here =
            |school: &usize| world.layout.districts[world.schools[*school].district].kind == kind;
        (0..world.schools.len())
            .filter(here)
            .map(|school| world.roll_of(school))
            .sum()
    };
    let before = (
        roll(&world, DistrictKind::New),
        roll(&world, DistrictKind::Rural),
    );
    while world.year < LAST_YEAR {
        world.advance();
    }
    let after = (
        roll(&world, DistrictKind::New),
        roll(&world, DistrictKind::Rural),
    );
    assert!(
        after.0 > before.0 && after.1 < before.1,
        "{before:?} {after:?}"
    );
    let on_roll: Vec<_> = world
        .pupils
        .iter()
        .filter(|pupil| pupil.is_on_roll())
        .collect();
    let migrants = share(
        on_roll.iter().filter(|pupil| pupil.is_migrant()).count(),
        on_roll.len(),
    );
    assert!((0.13..0.22).contains(&migrants), "{migrants}");
    let small = world
        .schools
        .iter()
        .enumerate()
        .filter(|(index, school)| school.kind == Kind::Point && world.roll_of(*index) > 0);
    assert!(
        small.clone().count() > 10 && small.clone().all(|(index, _)| world.roll_of(index) < 220)
    );
}

#[test]
fn teachers_age_and_keep_to_the_ratios() {
    let mut world = World::new(Size::City, 1);
    let mut staff = Staff::new(&world);
    let age = |staff: &Staff, world: &World| {
        let teaching = staff.teachers.iter().filter(|t| {
            t.work == Work::Active && t.stage == Stage::Primary && t.post == Post::Teacher
        });
        let ages: Vec<i32> = teaching
            .map(|t| t.identity.born.years_until(world.today))
            .collect();
        assert!(ages.iter().all(|age| (22..60).contains(age)));
        f64::from(ages.iter().sum::<i32>()) / ages.len() as f64
    };
    let first = age(&staff, &world);
    while world.year < LAST_YEAR {
        world.advance();
        staff.advance(&world);
    }
    let last = age(&staff, &world);
    assert!(
        (38.0..45.0).contains(&first) && last > first + 0.3,
        "{first} {last}"
    );
    for (stage, band) in [
        (Stage::Primary, 16.0..19.0),
        (Stage::Junior, 11.8..13.6),
        (Stage::Senior, 11.5..13.5),
    ] {
        let pupils: u32 = grades(&world, stage).iter().sum();
        let teachers = staff
            .teachers
            .iter()
            .filter(|t| t.work == Work::Active && t.stage == stage && t.post == Post::Teacher);
        let ratio = f64::from(pupils) / teachers.count() as f64;
        assert!(band.contains(&ratio), "{stage:?} {ratio}");
    }
    let of = |year: i16| {
        staff
            .rotations
            .iter()
            .filter(|rotation| rotation.year == year)
            .count()
    };
    assert!(of(2026) > of(2023) && of(2023) > 300);
}

#[test]
fn inclusive_coverage_rises_into_the_upper_eighties() {
    let mut world = World::new(Size::City, 1);
    let mut coverage = Vec::new();
    loop {
        let inclusive = |school: usize| match world.schools[school].operator {
            Operator::Public => true,
            Operator::Private { inclusive_from } => {
                inclusive_from.is_some_and(|from| from <= world.year)
            }
        };
        let kindergartens = (0..world.schools.len())
            .filter(|school| world.schools[*school].kind == Kind::Kindergarten);
        let (part, whole) = kindergartens.fold((0, 0), |(part, whole), school| {
            let roll = world.roll_of(school);
            (
                part + if inclusive(school) { roll } else { 0 },
                whole + roll,
            )
        });
        coverage.push(f64::from(part) / f64::from(whole));
        if world.year == LAST_YEAR {
            break;
        }
        world.advance();
    }
    assert!(
        coverage.windows(2).all(|pair| pair[1] > pair[0]),
        "{coverage:?}"
    );
    assert!(
        (0.76..0.88).contains(&coverage[0]) && (0.85..0.93).contains(&coverage[3]),
        "{coverage:?}"
    );
    assert_eq!(world.today, first_day(LAST_YEAR));
}

#[test]
fn nearly_all_are_enrolled_before_and_after_the_compulsory_stages() {
    let mut world = World::new(Size::City, 1);
    loop {
        let counted = |ages: std::ops::RangeInclusive<i16>| -> f64 {
            let of =
                |district, age| births::counted(district, world.year - 1, age, world.size.pupils());
            let districts = world.layout.districts.iter();
            districts
                .flat_map(|district| ages.clone().map(move |age| of(district, age)))
                .sum()
        };
        let pupils = |stage| f64::from(grades(&world, stage).iter().sum::<u32>());
        let preschool = pupils(Stage::Kindergarten) / counted(3..=5);
        let upper = pupils(Stage::Senior) + pupils(Stage::Vocational);
        let senior = upper / counted(15..=17);
        assert!((0.94..0.99).contains(&preschool), "{preschool}");
        assert!((0.93..0.98).contains(&senior), "{senior}");
        if world.year == LAST_YEAR {
            break;
        }
        world.advance();
    }
}
