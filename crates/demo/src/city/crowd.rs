//! The knot of the story: in one primary school of the new district late arrivals have filled a
//! grade over the limit, a further class was opened for them, and the register still shows the old
//! classes.

use super::Stage;
use super::day;
use super::person::{Act, Class, Event};
use super::school::Kind;
use super::world::World;

/// Year in which the crowded grade entered.
const ENTRY: i16 = 2022;
/// Rolls to which late arrivals fill the old classes of the grade, one after the other.
const ROLLS: [u16; 3] = [57, 58, 56];
/// Pupils so far registered in the further class.
const IN_NEW_CLASS: usize = 17;
/// Up to what roll a class is left as it is when the register is put right.
const KEPT: u16 = 45;

/// A pupil whom the correction moves to the class where it really sits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Move {
    pub(crate) pupil: u32,
    pub(crate) to: u32,
}

impl World {
    /// Fills the grade in August of the last year.
    pub(super) fn crowd(&mut self) {
        let Some((school, classes)) = self.crowded_grade() else {
            return;
        };
        let district = self.new_district();
        self.crowded = Some(school as u32);
        for (class, roll) in classes.iter().zip(ROLLS) {
            while self
                .classes
                .get(*class as usize)
                .is_some_and(|class| class.roll < roll)
            {
                self.join(district, school, *class);
            }
        }
        let number = self
            .running
            .get(school)
            .into_iter()
            .flatten()
            .filter_map(|class| self.classes.get(*class as usize))
            .filter(|class| class.stage == Stage::Primary && class.entry == ENTRY)
            .map(|class| class.number)
            .max();
        self.classes.push(Class {
            school: school as u32,
            stage: Stage::Primary,
            entry: ENTRY,
            number: number.unwrap_or(0) + 1,
            last_year: self.year,
            roll: 0,
        });
        let further = (self.classes.len() - 1) as u32;
        if let Some(list) = self.running.get_mut(school) {
            list.push(further);
        }
        for _ in 0..IN_NEW_CLASS {
            self.join(district, school, further);
        }
    }

    fn join(&mut self, district: usize, school: usize, class: u32) {
        let pupil = self.born(district, Stage::Primary, ENTRY, true);
        self.sit(pupil, class);
        let on = day(self.year, 8, 26);
        self.events.push(Event {
            pupil,
            on,
            act: Act::TransferIn,
            school: school as u32,
            other: None,
        });
    }

    /// The largest older primary school of the new district and up to three classes of the grade.
    fn crowded_grade(&self) -> Option<(usize, Vec<u32>)> {
        let new = self.new_district();
        let schools = self.schools.iter().enumerate();
        let fits = schools.filter(|(_, s)| {
            s.district == new
                && s.kind == Kind::Primary
                && s.work.is_none()
                && s.campus_of.is_none()
        });
        let (school, _) = fits.max_by_key(|(index, _)| self.roll_of(*index))?;
        let classes = self.running.get(school)?.iter().copied().filter(|class| {
            let class = self.classes.get(*class as usize);
            class.is_some_and(|class| class.stage == Stage::Primary && class.entry == ENTRY)
        });
        let classes: Vec<u32> = classes.take(ROLLS.len()).collect();
        let few = if self.size == crate::Size::Town {
            1
        } else {
            ROLLS.len()
        };
        Some((school, classes.into_iter().take(few).collect()))
    }

    /// The crowded school, and the moves that put its register right; known from the last counting
    /// day on.
    pub(crate) fn correction(&self) -> Option<(usize, Vec<Move>)> {
        self.crowded?;
        let (school, classes) = self.crowded_grade()?;
        let further = *self.running.get(school)?.iter().max()?;
        let mut room = usize::from(KEPT).saturating_sub(IN_NEW_CLASS);
        let mut moves = Vec::new();
        let each = room.div_ceil(classes.len().max(1));
        for class in classes {
            let pupils = (0..self.pupils.len() as u32).rev().filter(|pupil| {
                self.pupils
                    .get(*pupil as usize)
                    .is_some_and(|p| p.class == class && p.is_on_roll())
            });
            let take = each.min(room).min(12);
            let moved: Vec<Move> = pupils
                .take(take)
                .map(|pupil| Move { pupil, to: further })
                .collect();
            room = room.saturating_sub(moved.len());
            moves.extend(moved);
        }
        Some((school, moves))
    }
}
