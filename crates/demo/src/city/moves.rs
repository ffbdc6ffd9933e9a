//! What happens between two counting days: transfers within the city, people who come and go, a
//! school that merges.

use std::collections::HashSet;

use jixia_terms::Day;

use super::layout::DistrictKind;
use super::person::{Act, Event, Status};
use super::school::Kind;
use super::world::World;
use super::{Stage, births, day};

/// No transfer makes a class larger than this.
const TRANSFER_ROLL_MAX: u16 = 50;
/// Day on which the teaching point that closes hands its pupils over.
pub(crate) const MERGER: (i16, i8, i8) = (2025, 8, 15);

impl World {
    /// Transfers of one span of days; `share` is the part of a year it stands for.
    pub(super) fn transfers(&mut self, from: Day, to: Day, share: f64) {
        let days = (to.days() - from.days()).max(1);
        let pupils = self.pupils.len();
        let moves = (f64::from(self.size.pupils()) * 0.021 * share) as usize;
        let mut moved = HashSet::new();
        for turn in 0..moves {
            // In the order of days, and each pupil at most once: no event can contradict another.
            let on = from.plus_days((turn * days as usize / moves) as i32);
            let pupil = self.dice.below(pupils) as u32;
            if !moved.insert(pupil) {
                continue;
            }
            match self.dice.unit() {
                draw if draw < 0.42 => self.transfer_within(pupil, on),
                draw if draw < 0.60 => self.transfer_away(pupil, on),
                draw if draw < 0.64 => self.suspend(pupil, on),
                _ => self.arrive(on),
            }
        }
    }

    /// Those away since before this span come back in spring.
    pub(super) fn come_back(&mut self, away: &[u32], on: Day) {
        for index in away {
            let Some(pupil) = self.pupils.get_mut(*index as usize) else {
                continue;
            };
            pupil.status = Status::Enrolled;
            let school = self
                .classes
                .get(pupil.class as usize)
                .map_or(0, |class| class.school);
            self.events.push(Event {
                pupil: *index,
                on,
                act: Act::Return,
                school,
                other: None,
            });
        }
    }

    fn on_roll(&self, pupil: u32) -> Option<u32> {
        let pupil = self.pupils.get(pupil as usize)?;
        let school = self
            .classes
            .get(pupil.class as usize)
            .map(|class| class.school);
        let may_move =
            pupil.status == Status::Enrolled && (self.crowded.is_none() || school != self.crowded);
        may_move.then_some(pupil.class)
    }

    /// Only primary and junior pupils change schools during the year.
    fn transfer_within(&mut self, pupil: u32, on: Day) {
        let Some(class) = self.on_roll(pupil) else {
            return;
        };
        let Some(old) = self.classes.get(class as usize) else {
            return;
        };
        let (school, stage, entry) = (old.school, old.stage, old.entry);
        if !matches!(stage, Stage::Primary | Stage::Junior) || entry == self.year && on.month() == 9
        {
            return;
        }
        let Some(district) = self
            .schools
            .get(school as usize)
            .map(|school| school.district)
        else {
            return;
        };
        let Some(new) = self.free_class(district, stage, entry, Some(school)) else {
            return;
        };
        self.transfer(pupil, class, new, on);
    }

    /// Moves a pupil to a class of another school, with the two events that say so.
    pub(super) fn transfer(&mut self, pupil: u32, old: u32, new: u32, on: Day) {
        let school = |class: u32| self.classes.get(class as usize).map(|class| class.school);
        let (Some(from), Some(to)) = (school(old), school(new)) else {
            return;
        };
        self.stand_up(old);
        self.sit(pupil, new);
        for (act, school, other) in [(Act::TransferOut, from, to), (Act::TransferIn, to, from)] {
            self.events.push(Event {
                pupil,
                on,
                act,
                school,
                other: Some(other),
            });
        }
    }

    fn stand_up(&mut self, class: u32) {
        if let Some(class) = self.classes.get_mut(class as usize) {
            class.roll = class.roll.saturating_sub(1);
        }
    }

    fn transfer_away(&mut self, pupil: u32, on: Day) {
        self.off_roll(pupil, on, Act::TransferOut);
    }

    fn suspend(&mut self, pupil: u32, on: Day) {
        let young = self
            .on_roll(pupil)
            .and_then(|class| self.classes.get(class as usize));
        if young.is_some_and(|class| class.stage != Stage::Kindergarten) {
            let act = if self.dice.chance(0.85) {
                Act::Suspend
            } else {
                Act::Leave
            };
            let upper = young_upper(self, pupil);
            self.off_roll(pupil, on, if upper { act } else { Act::Suspend });
        }
    }

    fn off_roll(&mut self, pupil: u32, on: Day, act: Act) {
        let Some(class) = self.on_roll(pupil) else {
            return;
        };
        let Some(school) = self.classes.get(class as usize).map(|class| class.school) else {
            return;
        };
        let Some(person) = self.pupils.get_mut(pupil as usize) else {
            return;
        };
        match act {
            Act::Suspend => person.status = Status::Suspended,
            Act::Leave => person.leave(Status::Left, on),
            _ => person.leave(Status::Transferred, on),
        }
        self.events.push(Event {
            pupil,
            on,
            act,
            school,
            other: None,
        });
        if act != Act::Suspend {
            self.stand_up(class);
        }
    }

    /// A child moves into the city, most often into the new district.
    fn arrive(&mut self, on: Day) {
        let weights = self.layout.districts.iter().map(|district| {
            district.share
                * match district.kind {
                    DistrictKind::New => 5.0,
                    DistrictKind::Urban => 1.2,
                    DistrictKind::Old => 0.6,
                    DistrictKind::Rural => 0.15,
                }
        });
        let weights: Vec<f64> = weights.collect();
        let mut draw = self.dice.unit() * weights.iter().sum::<f64>();
        let district = weights.iter().position(|weight| {
            draw -= weight;
            draw < 0.0
        });
        let district = district.unwrap_or(0);
        let (stage, years) = if self.dice.chance(0.72) {
            (Stage::Primary, 5)
        } else {
            (Stage::Junior, 2)
        };
        let entry = self.year - self.dice.below(years) as i16;
        let Some(class) = self.free_class(district, stage, entry, None) else {
            return;
        };
        let Some(school) = self.classes.get(class as usize).map(|class| class.school) else {
            return;
        };
        let pupil = self.born(district, stage, entry, true);
        self.sit(pupil, class);
        self.events.push(Event {
            pupil,
            on,
            act: Act::TransferIn,
            school,
            other: None,
        });
    }

    /// The emptiest of a few classes of that grade in a district, if it has room.
    fn free_class(
        &mut self,
        district: usize,
        stage: Stage,
        entry: i16,
        but: Option<u32>,
    ) -> Option<u32> {
        let first = self
            .schools
            .partition_point(|school| school.district < district);
        let last = self
            .schools
            .partition_point(|school| school.district <= district);
        let mut best: Option<(u16, u32)> = None;
        for _ in 0..12 {
            let school = first + self.dice.below(last - first);
            if but == Some(school as u32)
                || self.crowded == Some(school as u32)
                || self.schools.get(school).is_none_or(|s| s.closed.is_some())
            {
                continue;
            }
            for class in self.running.get(school)? {
                let Some(place) = self.classes.get(*class as usize) else {
                    continue;
                };
                let fits =
                    place.stage == stage && place.entry == entry && place.roll < TRANSFER_ROLL_MAX;
                if fits && best.is_none_or(|(roll, _)| place.roll < roll) {
                    best = Some((place.roll, *class));
                }
            }
        }
        best.map(|(_, class)| class)
    }

    /// One small teaching point closes and its pupils go to the nearest larger school.
    pub(super) fn merge_schools(&mut self) {
        let on = day(MERGER.0, MERGER.1, MERGER.2);
        if self.year != on.year() {
            return;
        }
        let Some((point, heir)) = self.merger() else {
            return;
        };
        if let Some(school) = self.schools.get_mut(point) {
            school.closed = Some(on.plus_days(1));
        }
        let classes = self
            .running
            .get_mut(point)
            .map(std::mem::take)
            .unwrap_or_default();
        for class in classes {
            self.hand_over(class, heir, on);
        }
    }

    fn hand_over(&mut self, class: u32, heir: usize, on: Day) {
        let Some(old) = self.classes.get_mut(class as usize) else {
            return;
        };
        let entry = old.entry;
        old.last_year = self.year - 1;
        let grade = self.running.get(heir).into_iter().flatten().copied();
        let new = grade.filter(|index| {
            self.classes
                .get(*index as usize)
                .is_some_and(|c| c.entry == entry && c.stage == Stage::Primary)
        });
        let Some(new) =
            new.min_by_key(|index| self.classes.get(*index as usize).map_or(0, |c| c.roll))
        else {
            return;
        };
        let pupils: Vec<u32> = (0..self.pupils.len() as u32)
            .filter(|pupil| {
                self.pupils
                    .get(*pupil as usize)
                    .is_some_and(|p| p.class == class && p.is_on_roll())
            })
            .collect();
        for pupil in pupils {
            self.transfer(pupil, class, new, on);
        }
    }

    /// The smallest teaching point of the last rural county, and the primary school that takes it
    /// over.
    pub(crate) fn merger(&self) -> Option<(usize, usize)> {
        let rural = self
            .layout
            .districts
            .iter()
            .rposition(|d| d.kind == DistrictKind::Rural)?;
        let of = |kind: Kind| {
            let schools = self.schools.iter().enumerate();
            schools.filter(move |(_, school)| school.district == rural && school.kind == kind)
        };
        let (point, _) = of(Kind::Point).min_by(|a, b| a.1.weight.total_cmp(&b.1.weight))?;
        let (heir, _) = of(Kind::Primary).max_by(|a, b| a.1.weight.total_cmp(&b.1.weight))?;
        Some((point, heir))
    }
}

fn young_upper(world: &World, pupil: u32) -> bool {
    let class = world
        .on_roll(pupil)
        .and_then(|class| world.classes.get(class as usize));
    class.is_some_and(|class| births::enrolled_share(class.stage) < 0.9)
}
