//! The city on one day, and its step from one school year to the next.

use jixia_terms::Day;

use super::group::{self, Group};
use super::layout::{DistrictKind, Layout};
use super::person::{Act, Class, Event, Pupil, Residence, Status, first_day, graduation};
use super::school::{Founder, School};
use super::{Stage, births, day};
use crate::dice::{Dice, mix};
use crate::identity::{AREAS, Identities};
use crate::size::Size;

/// First school year shown.
pub(crate) const FIRST_YEAR: i16 = 2023;
/// School year of the present.
pub(crate) const LAST_YEAR: i16 = 2026;

/// The city with all its people on one day.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) size: Size,
    pub(crate) seed: u64,
    pub(crate) layout: Layout,
    pub(crate) schools: Vec<School>,
    pub(crate) groups: Vec<Group>,
    pub(crate) classes: Vec<Class>,
    pub(crate) pupils: Vec<Pupil>,
    pub(crate) events: Vec<Event>,
    /// School year now.
    pub(crate) year: i16,
    /// The day shown.
    pub(crate) today: Day,
    /// Running classes of each school.
    pub(crate) running: Vec<Vec<u32>>,
    /// The school whose register is to be put right: nobody comes or goes there until then.
    pub(crate) crowded: Option<u32>,
    pub(crate) identities: Identities,
    pub(crate) dice: Dice,
}

impl World {
    /// The city on the first counting day, 1 September 2023.
    pub(crate) fn new(size: Size, seed: u64) -> Self {
        let layout = Layout::new(size, seed);
        let mut schools = Founder::found(size, seed, &layout);
        group::campuses(&layout, &mut schools);
        let groups = group::form(seed, &layout, &mut schools);
        let mut world = Self {
            size,
            seed,
            running: vec![Vec::new(); schools.len()],
            layout,
            schools,
            groups,
            classes: Vec::new(),
            pupils: Vec::new(),
            events: Vec::new(),
            year: FIRST_YEAR,
            today: first_day(FIRST_YEAR),
            crowded: None,
            identities: Identities::new(),
            dice: Dice::new(seed, "people", 0),
        };
        world.people();
        world.measure_places();
        world
    }

    /// Fills every grade of every stage as it stood on the first day.
    fn people(&mut self) {
        for stage in Stage::ALL {
            for grade in (0..i16::from(stage.years())).rev() {
                let entry = self.year - grade;
                let districts = 0..self.layout.districts.len();
                let pools = districts.map(|district| {
                    let number = self.wanted(district, stage, entry);
                    (0..number)
                        .map(|_| self.born(district, stage, entry, false))
                        .collect()
                });
                let pools: Vec<Vec<u32>> = pools.collect();
                self.admit_all(stage, entry, pools);
            }
        }
    }

    /// Places of each school as built: a little above what it was first filled with, less where it
    /// is crowded.
    fn measure_places(&mut self) {
        for index in 0..self.schools.len() {
            let roll: u32 = self.roll_of(index);
            if let Some(school) = self
                .schools
                .get_mut(index)
                .filter(|school| school.work.is_none())
            {
                let built = f64::from(roll.max(30)) * 1.04 / school.crowding.clamp(0.8, 1.2);
                school.places = (built / 15.0).ceil() as u32 * 15;
            }
        }
    }

    /// Pupils of a school now.
    pub(crate) fn roll_of(&self, school: usize) -> u32 {
        let running = self.running.get(school).map_or(&[][..], Vec::as_slice);
        running.iter().map(|class| self.class_roll(*class)).sum()
    }

    fn class_roll(&self, class: u32) -> u32 {
        self.classes
            .get(class as usize)
            .map_or(0, |class| u32::from(class.roll))
    }

    /// Children of a district who should enter a stage in September of a year.
    pub(crate) fn wanted(&self, district: usize, stage: Stage, entry: i16) -> usize {
        let Some(place) = self.layout.districts.get(district) else {
            return 0;
        };
        let cohort = births::cohort_entering(stage, entry);
        let wave = births::living_in(place, cohort, self.size.pupils());
        // Real districts do not follow a curve: each cohort of each district is off by a few
        // percent.
        let off = mix(self.seed ^ district as u64, cohort as u64) % 1_000;
        let share = births::enrolled_share(stage) * (0.97 + off as f64 * 6e-5);
        (wave * share).round() as usize
    }

    /// A child who appears in the city to enter a stage in that year.
    pub(crate) fn born(&mut self, district: usize, stage: Stage, entry: i16, arrives: bool) -> u32 {
        let cohort = births::cohort_entering(stage, entry);
        let born = day(cohort, 9, 1).plus_days(self.dice.below(365) as i32);
        let kind = self
            .layout
            .districts
            .get(district)
            .map_or(DistrictKind::Urban, |d| d.kind);
        let moved = match kind {
            DistrictKind::New => 0.31,
            DistrictKind::Urban => 0.15,
            DistrictKind::Old => 0.09,
            DistrictKind::Rural => 0.03,
        };
        let residence = match self.dice.unit() {
            draw if draw < moved * 0.45 => Residence::Outside,
            draw if draw < moved => Residence::Province,
            draw if draw < moved + 0.07 || arrives => Residence::City,
            _ => Residence::County,
        };
        let area = match residence {
            Residence::County => district,
            Residence::City => {
                (district + 1 + self.dice.below(3)) % self.layout.districts.len().max(1)
            }
            Residence::Province => AREAS + self.dice.below(8),
            Residence::Outside => AREAS + 8 + self.dice.below(12),
        };
        let girl = self.dice.chance(0.472);
        let identity = self.identities.give(area, born, girl);
        let draws = self.dice.below(1 << 30) as u32;
        let name = draws % 34_560;
        let pupil = Pupil::new(identity, name, residence, (draws >> 14) as u16);
        self.pupils.push(pupil);
        (self.pupils.len() - 1) as u32
    }

    /// One school year on: transfers of the year, leavers, new and closed schools, entrants.
    pub(crate) fn advance(&mut self) {
        let next = self.year + 1;
        let suspended = |index: &u32| {
            self.pupils
                .get(*index as usize)
                .is_some_and(|p| p.status == Status::Suspended)
        };
        let away: Vec<u32> = (0..self.pupils.len() as u32).filter(suspended).collect();
        self.transfers(first_day(self.year).plus_days(9), day(next, 6, 20), 1.0);
        self.come_back(&away, day(next, 2, 20));
        let leavers = self.graduate(graduation(next));
        self.year = next;
        self.today = first_day(next);
        self.promote();
        self.merge_schools();
        self.enter(leavers);
        if next == LAST_YEAR {
            self.crowd();
        }
    }

    /// Running number of the growing new district.
    pub(crate) fn new_district(&self) -> usize {
        self.layout
            .districts
            .iter()
            .position(|district| district.kind == DistrictKind::New)
            .unwrap_or(0)
    }

    /// Another day of the school year on which only dated things have changed: what opened, who
    /// joined a group.
    pub(crate) fn look_at(&mut self, day: Day) {
        self.today = day;
    }

    /// A few weeks on within the school year: only transfers.
    pub(crate) fn advance_to(&mut self, to: Day) {
        let share = f64::from(to.days() - self.today.days()) / 365.0;
        self.transfers(self.today.plus_days(2), to.plus_days(-1), share);
        self.today = to;
    }

    /// Ends the last grade of each stage; gives the leavers with their class, in the order of
    /// schools.
    fn graduate(&mut self, on: Day) -> Vec<Vec<u32>> {
        let mut leavers = vec![Vec::new(); self.schools.len() * Stage::ALL.len()];
        for index in 0..self.pupils.len() {
            let Some(pupil) = self.pupils.get_mut(index) else {
                continue;
            };
            if !pupil.is_on_roll() {
                continue;
            }
            let Some(class) = self.classes.get_mut(pupil.class as usize) else {
                continue;
            };
            if class.grade(self.year) < class.stage.years() {
                continue;
            }
            pupil.leave(Status::Graduated, on);
            class.roll = class.roll.saturating_sub(1);
            let slot = class.school as usize * Stage::ALL.len() + class.stage as usize;
            if let Some(list) = leavers.get_mut(slot) {
                list.push(index as u32);
            }
            self.events.push(Event {
                pupil: index as u32,
                on,
                act: Act::Graduate,
                school: class.school,
                other: None,
            });
        }
        leavers
    }

    /// Classes that go on run another year.
    fn promote(&mut self) {
        let year = self.year;
        for list in &mut self.running {
            list.retain(|index| {
                let Some(class) = self.classes.get_mut(*index as usize) else {
                    return false;
                };
                let goes_on = class.roll > 0 && year < class.entry + i16::from(class.stage.years());
                if goes_on {
                    class.last_year = year;
                }
                goes_on
            });
        }
    }
}
