//! Teachers and other staff: how many, how old, how trained, and who changes schools for a year.

use jixia_terms::Day;

use super::career::{backbone, education, grow, subject, title};
use super::layout::DistrictKind;
use super::person::first_day;
use super::school::{Kind, Operator};
use super::world::World;
use super::{Stage, day};
use crate::dice::{Dice, mix};
use crate::identity::{AREAS, Identities, Identity};

/// Whether somebody is at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    Active,
    Retired,
    Gone,
}

/// What somebody does at a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Post {
    Head,
    Teacher,
    Carer,
    Support,
}

/// One member of staff.
#[derive(Debug, Clone)]
pub(crate) struct Teacher {
    pub(crate) identity: Identity,
    pub(crate) name: u32,
    pub(crate) school: u32,
    pub(crate) stage: Stage,
    pub(crate) post: Post,
    /// Place in the list of subjects of the stage.
    pub(crate) subject: u8,
    /// First place of the level of education: 1 master, 2 bachelor, 3 diploma, 4 secondary.
    pub(crate) education: u8,
    /// 0 none, 1 second, 2 first, 3 senior, 4 professor.
    pub(crate) title: u8,
    /// 0 none, 1 school, 2 county, 3 city, 4 province.
    pub(crate) backbone: u8,
    pub(crate) joined_work: i16,
    pub(crate) joined_school: i16,
    pub(crate) work: Work,
    pub(crate) luck: u16,
}

impl Teacher {
    /// Whether they give lessons: heads do too.
    pub(crate) fn teaches(&self) -> bool {
        matches!(self.post, Post::Head | Post::Teacher)
    }
}

/// A teacher who teaches at another school for a school year.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rotation {
    pub(crate) teacher: u32,
    pub(crate) year: i16,
    pub(crate) from: u32,
    pub(crate) to: u32,
}

/// All staff of the city on the counting day of a school year.
#[derive(Debug)]
pub(crate) struct Staff {
    pub(crate) teachers: Vec<Teacher>,
    pub(crate) rotations: Vec<Rotation>,
    identities: Identities,
    dice: Dice,
}

impl Staff {
    /// The staff of the first year shown.
    pub(crate) fn new(world: &World) -> Self {
        let mut staff = Self {
            teachers: Vec::new(),
            rotations: Vec::new(),
            identities: Identities::new(),
            dice: Dice::new(world.seed, "staff", 0),
        };
        staff.fill(world, true);
        staff.rotate(world);
        staff
    }

    /// The staff a year later: some retire, some are hired where there are too few, some rotate.
    pub(crate) fn advance(&mut self, world: &World) {
        let today = world.today;
        for teacher in self
            .teachers
            .iter_mut()
            .filter(|teacher| teacher.work == Work::Active)
        {
            let age = teacher.identity.born.years_until(today);
            let limit = if teacher.identity.is_woman() && teacher.post != Post::Head {
                55
            } else {
                60
            };
            let school_open = world
                .schools
                .get(teacher.school as usize)
                .is_some_and(|s| s.is_open(today));
            if age >= limit {
                teacher.work = Work::Retired;
            } else if !school_open {
                if let Some((point, heir)) = world.merger()
                    && teacher.school == point as u32
                {
                    teacher.school = heir as u32;
                    teacher.joined_school = world.year;
                }
            } else if self.dice.chance(if teacher.stage == Stage::Kindergarten {
                0.05
            } else {
                0.008
            }) {
                teacher.work = Work::Gone;
            } else {
                grow(teacher, age, &mut self.dice);
            }
        }
        self.fill(world, false);
        self.rotate(world);
    }

    /// Hires until each school has the teachers it should have.
    fn fill(&mut self, world: &World, first: bool) {
        let mut have = vec![[0_u32; 6]; world.schools.len()];
        for teacher in self
            .teachers
            .iter()
            .filter(|t| t.work == Work::Active && t.post != Post::Carer && t.post != Post::Support)
        {
            if let Some(count) = have
                .get_mut(teacher.school as usize)
                .and_then(|of| of.get_mut(teacher.stage as usize))
            {
                *count += 1;
            }
        }
        for (index, school) in world.schools.iter().enumerate() {
            if !school.is_open(world.today) {
                continue;
            }
            for (turn, stage) in school.kind.stages().iter().enumerate() {
                let wanted = world.teachers_wanted(index, *stage);
                let here = have
                    .get(index)
                    .and_then(|of| of.get(*stage as usize))
                    .copied()
                    .unwrap_or(0);
                // With fewer children coming, not everyone who leaves is replaced: the staff grows
                // older.
                let young = matches!(stage, Stage::Kindergarten | Stage::Primary);
                let hired = if first || !young {
                    wanted
                } else {
                    (f64::from(wanted) * 0.95).round().max(1.0) as u32
                };
                for number in here..hired {
                    let post = if first && number == 0 && turn == 0 {
                        Post::Head
                    } else {
                        Post::Teacher
                    };
                    self.hire(world, index, *stage, post, first);
                }
                if first {
                    let others = match stage {
                        Stage::Kindergarten => wanted / 2,
                        _ => wanted / 12,
                    };
                    let post = if *stage == Stage::Kindergarten {
                        Post::Carer
                    } else {
                        Post::Support
                    };
                    for _ in 0..others {
                        self.hire(world, index, *stage, post, true);
                    }
                }
            }
        }
    }

    fn hire(&mut self, world: &World, index: usize, stage: Stage, post: Post, first: bool) {
        let Some(school) = world.schools.get(index) else {
            return;
        };
        let kind = world
            .layout
            .districts
            .get(school.district)
            .map_or(DistrictKind::Urban, |d| d.kind);
        let dice = &mut self.dice;
        let mean = match (stage, kind) {
            (Stage::Kindergarten, _) => 33.0,
            (_, DistrictKind::New) => 37.0,
            (_, DistrictKind::Old) => 45.0,
            (_, DistrictKind::Urban) => 42.0,
            (_, DistrictKind::Rural) => 47.0,
        };
        let woman = dice.chance(match stage {
            Stage::Kindergarten => 0.97,
            Stage::Primary | Stage::Special => 0.74,
            Stage::Junior => 0.61,
            Stage::Senior | Stage::Vocational => 0.54,
        });
        let head = post == Post::Head;
        let oldest = if woman && !head { 54.4 } else { 59.4 };
        let age = match (first, head) {
            (true, false) => dice.about(mean, 7.6).clamp(22.5, oldest),
            (true, true) => dice.about(mean + 6.0, 6.0).clamp(33.0, oldest),
            // Half of those hired later come from elsewhere with some years of work.
            (false, _) => {
                if dice.chance(0.5) {
                    dice.about(36.0, 5.0).clamp(25.0, 48.0)
                } else {
                    dice.about(24.5, 1.2).max(22.5)
                }
            }
        };
        let born = world.today.plus_days(-(age * 365.25) as i32);
        let worked = ((age - 22.5) as i16).max(0);
        let joined_work = world.year - worked;
        let here = if first {
            (f64::from(worked) * dice.unit().powf(0.7)) as i16
        } else {
            0
        };
        let identity = self.identities.give(
            school.district + if dice.chance(0.15) { AREAS } else { 0 },
            born,
            woman,
        );
        let luck = dice.below(65_536) as u16;
        let mut teacher = Teacher {
            identity,
            name: dice.below(34_560) as u32,
            school: index as u32,
            stage,
            post,
            subject: subject(stage, dice),
            education: education(stage, age, kind, dice),
            title: 0,
            backbone: 0,
            joined_work,
            joined_school: (world.year - here).max(school.opened.year()),
            work: Work::Active,
            luck,
        };
        if post == Post::Carer {
            teacher.education = if dice.chance(0.5) { 3 } else { 4 };
        }
        if teacher.teaches() {
            teacher.title = title(f64::from(worked), school.operator == Operator::Public, dice);
            teacher.backbone = backbone(worked, school.wealth, dice);
        }
        self.teachers.push(teacher);
    }

    /// Sends about a tenth of those due to another school of the district for this school year.
    fn rotate(&mut self, world: &World) {
        let year = world.year;
        let share = match year {
            ..=2023 => 0.078,
            2024 => 0.087,
            2025 => 0.099,
            _ => 0.109,
        };
        // Quotas that fill up turn by turn: of backbone teachers and of others.
        let mut quota = [0.5; 2];
        for index in 0..self.teachers.len() {
            let Some(teacher) = self.teachers.get(index) else {
                continue;
            };
            let due = teacher.work == Work::Active
                && teacher.post == Post::Teacher
                && matches!(teacher.stage, Stage::Primary | Stage::Junior)
                && teacher.joined_school + 6 <= year;
            let Some(school) = world.schools.get(teacher.school as usize) else {
                continue;
            };
            if !due || school.operator != Operator::Public {
                continue;
            }
            // In the new district nobody can be spared: rotation lags there.
            let here = match world.layout.districts.get(school.district).map(|d| d.kind) {
                Some(DistrictKind::New) => share * 0.55,
                _ => share * 1.04,
            };
            let is_backbone = teacher.backbone >= 2;
            let Some(quota) = quota.get_mut(usize::from(is_backbone)) else {
                continue;
            };
            *quota += if is_backbone { here * 1.1 } else { here * 1.0 };
            if *quota < 1.0 {
                continue;
            }
            let (from, stage) = (teacher.school, teacher.stage);
            *quota -= 1.0;
            if let Some(to) = self.other_school(world, from as usize, stage) {
                self.rotations.push(Rotation {
                    teacher: index as u32,
                    year,
                    from,
                    to,
                });
            }
        }
    }

    fn other_school(&mut self, world: &World, from: usize, stage: Stage) -> Option<u32> {
        let district = world.schools.get(from)?.district;
        let first = world
            .schools
            .partition_point(|school| school.district < district);
        let last = world
            .schools
            .partition_point(|school| school.district <= district);
        // After many tries in the district, any school of the city will do: a small district has
        // one school of a stage.
        (0..96).find_map(|turn| {
            let to = if turn < 32 {
                first + self.dice.below(last - first)
            } else {
                self.dice.below(world.schools.len())
            };
            let school = world.schools.get(to)?;
            let fits = to != from
                && school.teaches(stage)
                && school.is_open(world.today)
                && school.operator == Operator::Public;
            fits.then_some(to as u32)
        })
    }
}

impl World {
    /// Teachers that a school should have for one of its stages, by its pupils; short in the new
    /// district.
    pub(crate) fn teachers_wanted(&self, index: usize, stage: Stage) -> u32 {
        let Some(school) = self.schools.get(index) else {
            return 0;
        };
        let kind = self
            .layout
            .districts
            .get(school.district)
            .map_or(DistrictKind::Urban, |d| d.kind);
        let classes = self
            .running
            .get(index)
            .into_iter()
            .flatten()
            .filter_map(|class| self.classes.get(*class as usize));
        let (classes, roll) = classes
            .filter(|class| class.stage == stage)
            .fold((0_u32, 0_u32), |(classes, roll), class| {
                (classes + 1, roll + u32::from(class.roll))
            });
        if roll == 0 {
            return 0;
        }
        let (ratio, per_class) = match stage {
            Stage::Kindergarten => (13.0, 1.6),
            Stage::Primary => (17.8, if school.kind == Kind::Point { 0.9 } else { 1.6 }),
            Stage::Junior => (12.9, 2.6),
            Stage::Senior => (12.3, 2.8),
            Stage::Vocational => (17.5, 1.8),
            Stage::Special => (3.4, 1.5),
        };
        let short = match kind {
            DistrictKind::New => 1.12,
            DistrictKind::Old => 0.97,
            DistrictKind::Urban => 1.0,
            DistrictKind::Rural => 0.96,
        };
        // Schools differ by a tenth, and keep their difference.
        let own = 0.9 + (mix(self.seed ^ 77, index as u64) % 1_000) as f64 * 2e-4;
        let by_roll = f64::from(roll) / (ratio * short * own);
        let by_class = f64::from(classes)
            * per_class
            * if kind == DistrictKind::New {
                0.85
            } else {
                0.92
            };
        by_roll.max(by_class).round().max(2.0) as u32
    }
}

/// First day of a rotation, and its last.
pub(crate) fn rotation_days(year: i16) -> (Day, Day) {
    (first_day(year), day(year + 1, 7, 10))
}
