//! Entry into a stage: who goes to which school, and how a school makes classes of its entrants.

use super::Stage;
use super::layout::DistrictKind;
use super::person::{Act, Class, Event, Status, first_day};
use super::school::Kind;
use super::world::World;

impl World {
    /// Places the leavers of this summer and the newcomers in the first grades.
    pub(super) fn enter(&mut self, leavers: Vec<Vec<u32>>) {
        let year = self.year;
        let stages = Stage::ALL.len();
        let of = |school: usize, stage: Stage| {
            leavers
                .get(school * stages + stage as usize)
                .cloned()
                .unwrap_or_default()
        };
        let districts = self.layout.districts.len();
        let mut pools: Vec<[Vec<u32>; 3]> = vec![<[Vec<u32>; 3]>::default(); districts];
        for index in 0..self.schools.len() {
            let Some(school) = self.schools.get(index) else {
                continue;
            };
            let (district, nine_year) = (
                school.district,
                school.kind == Kind::NineYear && school.is_open(self.today),
            );
            let mut primary = of(index, Stage::Primary);
            if nine_year && !primary.is_empty() {
                self.seat(index, Stage::Junior, year, &primary);
                primary.clear();
            }
            if let Some([to_primary, to_junior, to_upper]) = pools.get_mut(district) {
                to_primary.extend(of(index, Stage::Kindergarten));
                to_junior.extend(primary);
                to_upper.extend(of(index, Stage::Junior));
            }
        }
        self.enter_stage(Stage::Kindergarten, vec![Vec::new(); districts]);
        self.enter_stage(Stage::Special, vec![Vec::new(); districts]);
        let take = |pools: &mut Vec<[Vec<u32>; 3]>, which: usize| -> Vec<Vec<u32>> {
            pools
                .iter_mut()
                .map(|pool| pool.get_mut(which).map(std::mem::take).unwrap_or_default())
                .collect()
        };
        let primary = take(&mut pools, 0);
        self.enter_stage(Stage::Primary, primary);
        let junior = take(&mut pools, 1);
        self.enter_stage(Stage::Junior, junior);
        let upper = take(&mut pools, 2);
        self.enter_upper(upper);
    }

    /// Three in five go on to a senior school, a good third to a vocational one, the rest do not go
    /// on.
    fn enter_upper(&mut self, pools: Vec<Vec<u32>>) {
        let mut senior = vec![Vec::new(); pools.len()];
        let mut vocational = vec![Vec::new(); pools.len()];
        for (district, pool) in pools.into_iter().enumerate() {
            for pupil in pool {
                let draw = self.dice.unit();
                let list = if draw < 0.605 {
                    senior.get_mut(district)
                } else if draw < 0.972 {
                    vocational.get_mut(district)
                } else {
                    None
                };
                if let Some(list) = list {
                    list.push(pupil);
                }
            }
        }
        for (stage, pools) in [(Stage::Senior, senior), (Stage::Vocational, vocational)] {
            self.admit_all(stage, self.year, pools);
        }
    }

    /// Seats the entrants of all districts; those of a district without a school of the stage go to
    /// the old town's.
    pub(super) fn admit_all(&mut self, stage: Stage, entry: i16, mut pools: Vec<Vec<u32>>) {
        for district in (0..pools.len()).rev() {
            if district > 0 && self.serving(district, stage, entry).is_empty() {
                let pool = pools
                    .get_mut(district)
                    .map(std::mem::take)
                    .unwrap_or_default();
                if let Some(old_town) = pools.first_mut() {
                    old_town.extend(pool);
                }
            }
        }
        for (district, pool) in pools.iter().enumerate() {
            self.admit(district, stage, entry, pool);
        }
    }

    /// Fills a first grade: from the own district, then from those other districts have too many
    /// of, then by newcomers.
    fn enter_stage(&mut self, stage: Stage, mut pools: Vec<Vec<u32>>) {
        let year = self.year;
        let mut commons = Vec::new();
        let seated: Vec<usize> = (0..pools.len())
            .map(|district| self.seated(district, stage))
            .collect();
        for (district, pool) in pools.iter_mut().enumerate() {
            let wanted = self
                .wanted(district, stage, year)
                .saturating_sub(seated.get(district).copied().unwrap_or(0));
            // Leaves the families spread over the whole district, not those of its last schools.
            let surplus = pool.len().saturating_sub(wanted + wanted / 50);
            for _ in 0..surplus {
                let index = self.dice.below(pool.len());
                commons.push(pool.remove(index));
            }
        }
        for (district, pool) in pools.iter_mut().enumerate() {
            let wanted = self
                .wanted(district, stage, year)
                .saturating_sub(seated.get(district).copied().unwrap_or(0));
            while pool.len() < wanted {
                let pupil = match commons.pop() {
                    Some(pupil) => pupil,
                    None => self.born(district, stage, year, stage != Stage::Kindergarten),
                };
                pool.push(pupil);
            }
        }
        // Whoever is left over moved to where the city grows: no child of school age is without a
        // school.
        let growing = self
            .layout
            .districts
            .iter()
            .position(|d| d.kind == DistrictKind::New)
            .unwrap_or(0);
        if let Some(pool) = pools.get_mut(growing) {
            pool.append(&mut commons);
        }
        self.admit_all(stage, year, pools);
    }

    /// Children of a district already seated in the first grade of a stage this year.
    fn seated(&self, district: usize, stage: Stage) -> usize {
        let here = |class: &&Class| {
            class.stage == stage
                && class.entry == self.year
                && self
                    .schools
                    .get(class.school as usize)
                    .is_some_and(|school| school.district == district)
        };
        self.classes
            .iter()
            .filter(here)
            .map(|class| usize::from(class.roll))
            .sum()
    }

    /// Shares entrants among the open schools of a stage by their weight, neighbours staying
    /// together.
    fn admit(&mut self, district: usize, stage: Stage, entry: i16, pupils: &[u32]) {
        let schools = self.serving(district, stage, entry);
        let total: f64 = schools.iter().map(|(_, weight)| weight).sum();
        let mut weight_so_far = 0.0;
        let mut from = 0;
        for (school, weight) in schools {
            weight_so_far += weight;
            let to =
                ((weight_so_far / total * pupils.len() as f64).round() as usize).min(pupils.len());
            if let Some(part) = pupils.get(from..to) {
                self.seat(school, stage, entry, part);
            }
            from = to;
        }
    }

    /// Schools of a district that take entrants of a stage, with their weight.
    fn serving(&self, district: usize, stage: Stage, entry: i16) -> Vec<(usize, f64)> {
        let on = first_day(entry.max(self.year));
        let schools = self.schools.iter().enumerate();
        let serves =
            schools.filter(|(_, s)| s.district == district && s.teaches(stage) && s.is_open(on));
        serves
            .map(|(index, school)| (index, school.weight))
            .collect()
    }

    /// Makes classes of the entrants of one school.
    pub(super) fn seat(&mut self, school: usize, stage: Stage, entry: i16, pupils: &[u32]) {
        if pupils.is_empty() {
            return;
        }
        let classes = self.class_count(school, stage, entry, pupils.len());
        let first = self.classes.len();
        let before = self.running.get(school).into_iter().flatten();
        let before = before.filter_map(|class| self.classes.get(*class as usize));
        let before = before
            .filter(|class| class.stage == stage && class.entry == entry)
            .count();
        for number in 0..classes {
            self.classes.push(Class {
                school: school as u32,
                stage,
                entry,
                number: (before + number + 1) as u8,
                last_year: self.year,
                roll: 0,
            });
            if let Some(list) = self.running.get_mut(school) {
                list.push((first + number) as u32);
            }
        }
        for (turn, pupil) in pupils.iter().enumerate() {
            self.sit(*pupil, (first + turn % classes) as u32);
            self.events.push(Event {
                pupil: *pupil,
                on: first_day(entry),
                act: Act::Enter,
                school: school as u32,
                other: None,
            });
        }
    }

    /// Puts a pupil into a class.
    pub(super) fn sit(&mut self, pupil: u32, class: u32) {
        if let (Some(pupil), Some(place)) = (
            self.pupils.get_mut(pupil as usize),
            self.classes.get_mut(class as usize),
        ) {
            pupil.class = class;
            pupil.status = Status::Enrolled;
            place.roll += 1;
        }
    }

    fn class_count(&self, school: usize, stage: Stage, entry: i16, pupils: usize) -> usize {
        let Some(school) = self.schools.get(school) else {
            return 1;
        };
        let kind = self
            .layout
            .districts
            .get(school.district)
            .map_or(DistrictKind::Urban, |d| d.kind);
        let most = class_size(stage, entry, kind, school.crowding);
        (pupils as f64 / most - 0.06).ceil().clamp(1.0, 60.0) as usize
    }
}

/// Up to how many pupils a school puts into one class, by the year in which the class began: the
/// large classes of earlier years leave one by one, and the caps come down.
fn class_size(stage: Stage, entry: i16, district: DistrictKind, crowding: f64) -> f64 {
    let new = district == DistrictKind::New;
    match stage {
        Stage::Kindergarten => 31.0 * crowding.clamp(0.7, 1.1),
        Stage::Primary => match entry {
            ..=2018 => (46.0 * crowding * crowding).min(69.0),
            2019 => (45.0 * crowding * crowding).min(62.0),
            2020..=2022 => (46.0 * crowding).min(53.0),
            2023..=2024 => (45.0 * crowding).min(if new { 50.0 } else { 47.0 }),
            _ => (45.0 * crowding).min(if new { 47.0 } else { 45.0 }),
        },
        Stage::Junior => match entry {
            ..=2021 => (48.0 * crowding * crowding).min(66.0),
            2022 => (48.0 * crowding * crowding).min(60.0),
            2023..=2024 => (49.0 * crowding).min(54.0),
            _ => (49.0 * crowding).min(if new { 51.0 } else { 50.0 }),
        },
        Stage::Senior => (50.0 * crowding).min(if entry <= 2022 { 57.0 } else { 54.0 }),
        Stage::Vocational => 42.0,
        Stage::Special => 10.0,
    }
}
